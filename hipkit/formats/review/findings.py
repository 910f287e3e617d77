"""A finding in words and as a row, for the Review tab and for the page that is saved alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hipkit.formats.review.words import MARKS, NAMES, place, safe, slip
from hipkit.formats.shared.markup import esc, table
from hipkit.review.finding import Finding

FINDINGS = "Findings"
_HEADS = ("Severity", "Rule", "Claim", "Line", "What was found, and what was expected")


def mark(severity: str) -> str:
    """A severity by sign and word."""
    return f'<b class="hk-{severity}">{MARKS[severity]} {NAMES[severity]}</b>'


def findings_table(rows: Sequence[str]) -> str:
    """The list of findings, of rows as `finding_row` makes them."""
    return table("hk-found", FINDINGS, _HEADS, rows)


def finding_row(finding: Finding, button: str = "", claim_at: str = "", rule_at: str = "") -> str:
    """A row of the list: `button` stands before the severity; claim and rule lead to these places on the page.

    >>> finding = Finding("HIP105", "info", "A", 1, "S9326 x 32; expected at most 31", None, "")
    >>> finding_row(finding, rule_at="HIP105").partition("<th")[0]
    '<tr data-rule="HIP105"><td><b class="hk-info">i note</b></td><td><a href="#HIP105"><code>HIP105</code></a></td>'
    """
    claim, _ = place(finding)
    line = "" if finding.line is None else finding.line
    return (
        f'<tr data-rule="{finding.rule}"><td>{button}{mark(finding.severity)}</td>'
        f"<td>{_link(_code(finding), rule_at)}</td>"
        f'<th scope="row">{_link(esc(claim), claim_at)}</th><td class="hk-num">{line}</td>'
        f"<td>{_words(finding, '<br>')}</td></tr>"
    )


def findings_list(findings: Sequence[Finding], rules: Collection[str]) -> str:
    """Findings as they stand below a line of a claim; `rules` are on the same page."""
    items = (
        f'<li data-rule="{finding.rule}">{mark(finding.severity)} '
        f"{_link(_code(finding), finding.rule if finding.rule in rules else '')} {_words(finding, '; ')}</li>"
        for finding in findings
    )
    return f"<ul>{''.join(items)}</ul>" if findings else ""


def _code(finding: Finding) -> str:
    return f"<code>{esc(finding.rule)}</code>"


def _link(inside: str, to: str) -> str:
    return f'<a href="#{to}">{inside}</a>' if to else inside


def _words(finding: Finding, between: str) -> str:
    """What was found, what was expected, and the likely slip where one is known."""
    pieces = [esc(safe(finding.found))]
    if finding.expected:
        pieces.append(f'<span class="hk-instead">{esc(safe(finding.expected))}</span>')
    if finding.slip:
        pieces.append(f'<span class="hk-slip">likely slip: {esc(slip(finding))}</span>')
    return between.join(pieces)
