"""The findings of the Review tab as a linter tells them, the claim of the chosen one with its cells marked, its rule.

There is no script, as in `hipkit.formats.claim.boxes`: each finding is a radio button; the one that is
checked shows its claim and the page of its rule, and marks the cells that it speaks of, by `:has(:checked)`.
"""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence

from hipkit.errors import shown
from hipkit.formats.review.claims import ClaimLines, cells_to_mark, claim_html
from hipkit.formats.review.findings import FINDINGS, finding_row, findings_table
from hipkit.formats.review.html import rule_page
from hipkit.formats.review.words import NAMES
from hipkit.formats.shared.markup import Sources, esc, part
from hipkit.review.finding import Finding
from hipkit.review.rule import Rule

CLAIM = "The claim, and the rule"
HINT = "Choose a finding by a click, or press Tab to come to the list and the arrow keys to go from one to the next."
_ON = "--cell:var(--cell-on);--cell-ink:#111;--cell-line:2px solid var(--error);--cell-blank:inline"


def desk_html(
    findings: Sequence[Finding],
    claims: Mapping[str, ClaimLines],
    rules: Mapping[str, Rule],
    today: datetime.date,
    beside: str = "",
) -> str:
    """The findings that are given, their claims by id and their rules by code; `beside` says how many there are."""
    return _Desk(findings, claims, rules, today).html(beside)


class _Desk:
    """The list, the claims and the rules."""

    def __init__(
        self,
        findings: Sequence[Finding],
        claims: Mapping[str, ClaimLines],
        rules: Mapping[str, Rule],
        today: datetime.date,
    ) -> None:
        self.findings, self.claims, self.rules = findings, claims, rules
        self.sources = Sources(today)
        self.scope = f"hkr{zlib.crc32(repr(findings).encode()):08x}"
        self.places = {claim_id: f"{self.scope}-c{number}" for number, claim_id in enumerate(claims)}

    def html(self, beside: str) -> str:
        rows = [
            finding_row(finding, button=self._button(number, finding)) for number, finding in enumerate(self.findings)
        ]
        listed = part(
            FINDINGS, f'<p class="hk-soft hk-small">{HINT}</p>{findings_table(rows)}', beside=esc(beside)
        )  # fmt: skip
        claims = "".join(
            claim_html(self.claims[name], css + self._folded(name, self.findings[0].claim_id), self._wanted(name))
            for name, css in self.places.items()
        )
        pages = "".join(self._page(code) for code in dict.fromkeys(finding.rule for finding in self.findings))
        return (
            f'<div class="hk-desk mathjax_ignore {self.scope}"><style>{"".join(self._styles())}</style>'
            f'<div class="hk-list">{listed}</div>'
            f'<section class="hk-beside" aria-label="{CLAIM}" tabindex="0">{claims}{pages}</section></div>'
        )

    def _page(self, code: str) -> str:
        folded = self._folded(code, self.findings[0].rule)
        return f'<div class="hk-of-rule {self.scope}-{code}{folded}">{rule_page(self.rules[code], self.sources)}</div>'

    @staticmethod
    def _folded(name: str, first: str | None) -> str:
        """The class of what is not seen at first, when the first finding is the one that is checked."""
        return "" if name == first else " hk-aside"

    def _button(self, number: int, finding: Finding) -> str:
        claim = shown(finding.claim_id or "-", 40)
        line = "" if finding.line is None else finding.line
        name = f"{NAMES[finding.severity]} {finding.rule}, claim {claim}, line {line}: {finding.message}"
        checked = " checked" if number == 0 else ""
        css = f"hk-radio {self.scope}-f{number} {self.scope}-of-{finding.rule}"
        if finding.claim_id in self.places:
            css += f" {self.places[finding.claim_id]}-in"
        # JupyterLab would take the arrow keys to go from cell to cell.
        return (
            f'<input type="radio" name="{self.scope}" class="{css}"'
            f' aria-label="{esc(shown(name, 400))}"{checked} data-lm-suppress-shortcuts>'
        )

    def _marks(self, finding: Finding) -> list[tuple[int, tuple[str, ...]]]:
        claim = self.claims.get(finding.claim_id or "")
        return cells_to_mark(finding, self.rules[finding.rule], claim) if claim else []

    def _wanted(self, claim_id: str) -> set[str]:
        """The columns of a claim in which a finding marks a cell."""
        own = (finding for finding in self.findings if finding.claim_id == claim_id)
        return {name for finding in own for _, columns in self._marks(finding) for name in columns}

    def _styles(self) -> Iterator[str]:
        """What is checked shows its claim and its rule, and marks its cells."""
        for code in dict.fromkeys(finding.rule for finding in self.findings):
            yield f".{self.scope}:has(.{self.scope}-of-{code}:checked) .{self.scope}-{code}{{display:block}}"
        for name in self.places.values():
            yield f".{self.scope}:has(.{name}-in:checked) .{name}{{display:block}}"
        for number, finding in enumerate(self.findings):
            for row, columns in self._marks(finding):
                here = f".{self.scope}:has(.{self.scope}-f{number}:checked) .{self.places[finding.claim_id or '']}"
                cells = ",".join(f".hk-k-{name}" for name in columns if re.fullmatch("[a-z_]+", name))
                yield f"{here} .hk-r{row}{{--row:var(--mark)}}"
                if cells:
                    # payer, patient and place stand above the lines where all lines say the same
                    yield f"{here} :is(.hk-r{row},.hk-soft) :is({cells}){{{_ON}}}"
