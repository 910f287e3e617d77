"""The panel's findings as a linter tells them, the claim of the chosen one with its cells marked, and its rule.

There is no script, as in `hipkit.formats.claim.boxes`: each finding is a radio button; the one that is
checked shows its claim and the page of its rule, and marks the cells that it speaks of, by `:has(:checked)`.
"""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence

from hipkit.errors import shown
from hipkit.formats.review.claim_lines import ClaimLines, claim_html
from hipkit.formats.review.claims import mark
from hipkit.formats.review.html import rule_page
from hipkit.formats.review.marks import marked
from hipkit.formats.review.words import NAMES, slip
from hipkit.formats.shared.markup import Sources, esc, part, table
from hipkit.review.finding import Finding
from hipkit.review.rule import Rule

FINDINGS, CLAIM = "Findings", "The claim, and the rule"
HINT = "Choose a finding by a click, or press Tab to come to the list and the arrow keys to go from one to the next."
_ON = "--cell:var(--cell-on);--cell-ink:#111;--cell-line:2px solid var(--error);--cell-blank:inline"


def findings_html(
    found: Sequence[Finding],
    claims: Mapping[str, ClaimLines],
    rules: Mapping[str, Rule],
    today: datetime.date,
    beside: str = "",
) -> str:
    """The findings that are given, their claims by id and their rules by code; `beside` says how many there are."""
    return _View(found, claims, rules, today).html(beside)


def what_and_instead(message: str) -> tuple[str, str]:
    """What a message says was found, and what was expected.

    >>> what_and_instead("J2270 x 3720; expected 372, units of 10 mg")
    ('J2270 x 3720', 'expected 372, units of 10 mg')
    """
    what, parted, instead = message.rpartition("; expected ")
    if parted:
        return what, f"expected {instead}"
    what, _, instead = message.partition("; ")
    return what, instead


class _View:
    """One page: the list, the claims and the rules."""

    def __init__(
        self,
        found: Sequence[Finding],
        claims: Mapping[str, ClaimLines],
        rules: Mapping[str, Rule],
        today: datetime.date,
    ) -> None:
        self.found, self.claims, self.rules = found, claims, rules
        self.sources = Sources(today)
        self.scope = f"hkr{zlib.crc32(repr(found).encode()):08x}"
        self.places = {claim_id: f"{self.scope}-c{number}" for number, claim_id in enumerate(claims)}

    def html(self, beside: str) -> str:
        head = ("", "Rule", "Claim", "Line", "What, and what instead")
        rows = [self._row(number, one) for number, one in enumerate(self.found)]
        listed = part(FINDINGS, f'<p class="hk-soft hk-small">{HINT}</p>{table("hk-found", FINDINGS, head, rows)}',
                      beside=esc(beside))  # fmt: skip
        claims = "".join(
            claim_html(self.claims[name], css + self._folded(name, self.found[0].claim_id), self._wanted(name))
            for name, css in self.places.items()
        )
        used = dict.fromkeys(one.rule for one in self.found)
        pages = "".join(self._page(code) for code in used)
        return (
            f'<div class="hk-desk mathjax_ignore {self.scope}"><style>{"".join(self._rules())}</style>'
            f'<div class="hk-list">{listed}</div>'
            f'<section class="hk-beside" aria-label="{CLAIM}" tabindex="0">{claims}{pages}</section></div>'
        )

    def _page(self, code: str) -> str:
        folded = self._folded(code, self.found[0].rule)
        return f'<div class="hk-of-rule {self.scope}-{code}{folded}">{rule_page(self.rules[code], self.sources)}</div>'

    @staticmethod
    def _folded(name: str, first: str | None) -> str:
        """The class of what is not seen at first, when the first finding is the one that is checked."""
        return "" if name == first else " hk-aside"

    def _row(self, number: int, one: Finding) -> str:
        what, instead = what_and_instead(one.message)
        likely = f'<br><span class="hk-slip">likely slip: {esc(slip(one))}</span>' if one.slip else ""
        claim, line = shown(one.claim_id or "-", 40), "" if one.line is None else str(one.line)
        told = f"{NAMES[one.severity]} {one.rule}, claim {claim}, line {line}: {one.message}"
        checked = " checked" if number == 0 else ""
        # JupyterLab would take the arrow keys to go from cell to cell.
        css = f"hk-radio {self.scope}-f{number} {self.scope}-of-{one.rule}"
        if one.claim_id in self.places:
            css += f" {self.places[one.claim_id]}-in"
        button = (
            f'<input type="radio" name="{self.scope}" class="{css}"'
            f' aria-label="{esc(shown(told, 400))}"{checked} data-lm-suppress-shortcuts>'
        )
        return (
            f"<tr><td>{button}{mark(one.severity)}</td><td><code>{esc(one.rule)}</code></td>"
            f'<th scope="row">{esc(claim)}</th><td class="hk-num">{esc(line)}</td>'
            f"<td>{esc(shown(what, 400))}<br>"
            f'<span class="hk-instead">{esc(shown(instead, 400))}</span>{likely}</td></tr>'
        )

    def _marked(self, one: Finding) -> list[tuple[int, tuple[str, ...]]]:
        claim = self.claims.get(one.claim_id or "")
        return marked(one, self.rules[one.rule], claim) if claim else []

    def _wanted(self, claim_id: str) -> set[str]:
        """The columns of a claim in which a finding marks a cell."""
        own = (one for one in self.found if one.claim_id == claim_id)
        return {name for one in own for _, columns in self._marked(one) for name in columns}

    def _rules(self) -> Iterator[str]:
        """What is checked shows its claim and its rule, and marks its cells."""
        for code in dict.fromkeys(one.rule for one in self.found):
            yield f".{self.scope}:has(.{self.scope}-of-{code}:checked) .{self.scope}-{code}{{display:block}}"
        for place in self.places.values():
            yield f".{self.scope}:has(.{place}-in:checked) .{place}{{display:block}}"
        for number, one in enumerate(self.found):
            for row, columns in self._marked(one):
                here = f".{self.scope}:has(.{self.scope}-f{number}:checked) .{self.places[one.claim_id or '']}"
                cells = ",".join(f".hk-k-{name}" for name in columns if re.fullmatch("[a-z_]+", name))
                yield f"{here} .hk-r{row}{{--row:var(--mark)}}"
                if cells:
                    # payer, patient and place stand above the lines where all lines say the same
                    yield f"{here} :is(.hk-r{row},.hk-soft) :is({cells}){{{_ON}}}"
