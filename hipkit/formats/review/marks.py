"""Which cells of a claim a finding speaks of, in the panel (the report marks its own: `claims`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipkit.errors import shown
from hipkit.formats.review.claim_lines import ClaimLines
from hipkit.formats.review.claims import names
from hipkit.review.finding import Finding
from hipkit.review.rule import Rule

_ALWAYS = ("claim_id", "line")
_PLACE = ("date_from", "date_through", "code", "payer")
_BASE = (*_PLACE, "units")


def marked(finding: Finding, rule: Rule, claim: ClaimLines) -> list[tuple[int, tuple[str, ...]]]:
    """The rows of a claim that a finding is about, each with the columns of the cells that it speaks of.

    These are the cells which the rule looks at and whose text stands in what was found: beside others, code and days
    only say which line is meant. Where there is none, they are the blank ones that it looks at; else all of them.
    """
    if rule.view == "rows":
        return list(_aside_rows(finding, claim))
    line = "" if finding.line is None else str(finding.line)
    rows = [(number, row) for number, row in enumerate(claim.rows) if row.get("line") == line]
    return [(number, _cells(rule, row, finding.message)) for number, row in rows]


def _cells(rule: Rule, row: Mapping[str, str], message: str) -> tuple[str, ...]:
    wanted = [name for name in rule.needs if name not in _ALWAYS]
    told = [name for name in wanted if names(message, row.get(name, ""))]
    beside = [name for name in told if name not in _PLACE or name.replace("_", "-") in rule.name]
    # what an order or a therapy says may stand on other lines
    blank = [name for name in rule.cells if rule.view == "lines" and name not in _BASE and not row.get(name)]
    return tuple(beside or blank or told or rule.cells)


def _aside_rows(finding: Finding, claim: ClaimLines) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(claim.aside, len(claim.rows)):
        place = "" if row.row_number is None else f"{shown(row.file)}, row {row.row_number:,} "
        if finding.message.startswith(place):
            yield number, (row.column,)
