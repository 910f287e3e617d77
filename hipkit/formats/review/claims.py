"""The claims of a review as tables: each line with its findings below it, the cells that a finding names marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from hipkit.formats.review.words import MARKS, NAMES, cents, safe, slip
from hipkit.formats.shared.markup import esc, part
from hipkit.review.cells import written
from hipkit.review.finding import Finding
from hipkit.review.run.report import Report, of_claims

CLAIMS = "The claims, line by line"
CSS = "hk-review mathjax_ignore"
Row = Mapping[str, object]
Where = dict[tuple[str | None, int | None], str]


def anchors(report: Report) -> Where:
    """Where on the page each claim stands, and each of its lines that has a number of its own."""
    where: Where = {}
    for number, (claim, rows) in enumerate(_claims(report), 1):
        where[(claim, None)] = f"claim-{number}"
        for place, row in enumerate(rows, 1):
            line = row["line"]
            where.setdefault((claim, line if isinstance(line, int) else None), f"claim-{number}-row-{place}")
    return where


def claims(report: Report, rules: Collection[str] = ()) -> str:
    """The claims that the report holds, those with most to correct first. `rules` have a page on the same page."""
    found = list(_claims(report))
    if not found:
        return ""
    told = of_claims(report, [claim for claim, _ in found])
    shown = "".join(
        _claim(claim, rows, told.get(claim, []), f"claim-{i}", rules) for i, (claim, rows) in enumerate(found, 1)
    )
    beside = "" if len(found) == report.counts.claims else f"{len(found):,} of {report.counts.claims:,}"
    if report.lines_left:
        every = report.lines.height + report.lines_left
        shown += (
            f'<p class="hk-soft">the first {report.lines.height:,} of the claim\'s {every:,} lines; no further lines '
            "are shown here, and all that was found on them is in the CSV</p>"
        )
    return part(CLAIMS, shown, CSS, beside=beside)


def _claims(report: Report) -> Iterator[tuple[str, Sequence[Row]]]:
    """The claims with their lines, those with most to correct first."""
    by_claim: dict[str, list[Row]] = {}
    for row in report.lines.iter_rows(named=True):
        by_claim.setdefault(row["claim_id"], []).append(row)
    first = [one.claim_id for one in report.worst if one.claim_id in by_claim]
    for name in dict.fromkeys([*first, *by_claim]):
        if name is not None:
            yield name, by_claim[name]


def _claim(name: str, rows: Sequence[Row], found: Sequence[Finding], anchor: str, rules: Collection[str]) -> str:
    columns = [one for one in rows[0] if one != "claim_id" and any(row[one] is not None for row in rows)]
    head = "".join(f'<th scope="col">{esc(one.replace("_", " "))}</th>' for one in columns)
    told: dict[object, list[Finding]] = {}
    for one in found:
        told.setdefault(one.line, []).append(one)
    body = "".join(
        _row(row, columns, told.pop(row["line"], []), f"{anchor}-row-{i}", rules) for i, row in enumerate(rows, 1)
    )
    # What is about the claim as a whole, or about a row of it that could not be read.
    rest = [one for several in told.values() for one in several]
    body += _findings(rest, len(columns), rules)
    claim = f"claim {esc(safe(name))}"
    caption = f'<caption class="hk-seen-by-ear">lines of {claim}</caption>'
    lines = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    inside = (
        f'<h3>{claim}</h3><div class="hk-wide" tabindex="0" role="region" aria-label="lines of {claim}">{lines}</div>'
    )
    return f'<section id="{anchor}" class="hk-claim" aria-label="{claim}">{inside}</section>'


def _row(row: Row, columns: Sequence[str], found: Sequence[Finding], anchor: str, rules: Collection[str]) -> str:
    cells = ""
    for column in columns:
        text = cell(row[column], column)
        cells += _cell(text, any(names(one.message, text) for one in found))
    return f'<tr id="{anchor}">{cells}</tr>{_findings(found, len(columns), rules)}'


def _cell(text: str, marked: bool) -> str:
    shown = esc(safe(text)) if text else ""
    return f'<td class="hk-marked"><mark>{shown}</mark></td>' if marked else f"<td>{shown}</td>"


def _findings(found: Sequence[Finding], columns: int, rules: Collection[str]) -> str:
    if not found:
        return ""
    items = "".join(_item(one, rules) for one in found)
    return f'<tr class="hk-told"><td colspan="{columns}"><ul>{items}</ul></td></tr>'


def _item(one: Finding, rules: Collection[str]) -> str:
    code = f"<code>{one.rule}</code>"
    rule = f'<a href="#{one.rule}">{code}</a>' if one.rule in rules else code
    likely = f" Likely slip: {esc(slip(one))}." if one.slip else ""
    return f'<li data-rule="{one.rule}">{mark(one.severity)} {rule} {esc(safe(one.message))}.{likely}</li>'


def mark(severity: str) -> str:
    """A severity by sign and word."""
    return f'<b class="hk-{severity}">{MARKS[severity]} {NAMES[severity]}</b>'


def cell(value: object, column: str = "") -> str:
    """A cell of claim lines as text, charges in dollars and cents.

    >>> cell(372.0), cell(None), cell("J2270"), cell(0.5, "charge")
    ('372', '', 'J2270', '0.50')
    """
    if value is None or isinstance(value, str):
        return value or ""
    return cents(Fraction(written(value))) if column == "charge" else written(value)


def names(message: str, text: str) -> bool:
    """Whether what was found names a cell: it stands there as a word or number of its own.

    >>> names("J2270 x 3720 from 2021-03-01; expected 372", "3720"), names("J2270 x 3720; expected 372", "372")
    (True, False)
    >>> names("S9327 x 99 on 2020-12-31; expected at most 1", "12")
    False
    """
    found = message.partition("; ")[0]
    return bool(text) and re.search(rf"(?<![\w.-]){re.escape(text)}(?![\w-]|[.][0-9])", found) is not None
