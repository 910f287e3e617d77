"""A review as a workbook of two sheets, findings and summary: text stays text, the same report the same bytes."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hipkit.errors import InputError, shown
from hipkit.formats.review.words import cents, rules_with_counts
from hipkit.review.finding import COLUMNS, Finding
from hipkit.review.run.report import AT_STAKE, Report
from hipkit.values.extras import needed

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SHEETS = ("Findings", "Summary")
MOST = 1_048_575  # rows of a sheet below its header
LONGEST = 32_767
_CREATED = datetime.datetime(2000, 1, 1)
_WIDTHS = (9, 10, 18, 6, 110, 50, 70)
Cell = str | int | None


def xlsx_bytes(report: Report) -> bytes:
    """The workbook. Raises InputError where there are more findings than a sheet has rows."""
    if report.counts.findings > MOST:
        reason = f"a sheet has {MOST:,} rows, and there are {report.counts.findings:,} findings"
        raise InputError("format", "xlsx", reason, "--format csv, or --ignore HIP7")
    with needed("format", "xlsx", "review"):
        import xlsxwriter
    out = io.BytesIO()
    # Nothing is guessed to be a formula, a link or a number.
    plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    book.set_properties({"title": "hipkit review", "author": "hipkit", "created": _CREATED})
    _sheet(book, SHEETS[0], COLUMNS, map(_finding, report.each()), _WIDTHS)
    _sheet(book, SHEETS[1], ("what", "count", "words"), _summary(report), (30, 16, 110))
    book.close()
    return out.getvalue()


def _finding(finding: Finding) -> tuple[Cell, ...]:
    where = finding.rule, finding.severity, finding.claim_id, finding.line
    return *where, finding.message, finding.slip, finding.citation


def _summary(report: Report) -> Iterator[tuple[Cell, ...]]:
    counts, money = report.counts, report.money
    yield from ((name, None, words) for name, words in report.read.items())
    yield "rows in", counts.rows_in, "rows reviewed and rows set aside together"
    yield "rows reviewed", counts.rows_reviewed, None
    yield "rows set aside", counts.rows_set_aside, "not reviewed; HIP001 and HIP009 say why"
    yield "claims", counts.claims, None
    yield "claims to correct", counts.claims_to_correct, "with an error or a warning"
    yield from ((f"findings: {name}", count, None) for name, count in counts.by_severity.items())
    yield from ((rule.code, count, f"{rule.severity}: {rule.page.title}") for rule, count in rules_with_counts(report))
    if money is not None:
        yield "money at stake, $", cents(money.at_stake), AT_STAKE
        yield "billed, $", cents(money.billed), "the charges of all lines reviewed"
    yield from ((skipped.rule, None, f"not run: {skipped.reason}") for skipped in report.not_run)
    yield from ((left.rule, left.lines, f"lines not checked: {left.reason}") for left in report.not_checked)
    yield from ((notice.level, None, f"{notice.text} [{notice.citation.text}]") for notice in report.notices)


def _sheet(
    book: Workbook, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> None:
    """A sheet whose cells are written by kind: whole numbers as numbers, all else as text that is never run."""
    sheet = book.add_worksheet(name)
    text = book.add_format({"num_format": "@", "quote_prefix": True})
    bold = book.add_format({"num_format": "@", "bold": True})
    whole = book.add_format({"num_format": "0"})
    for column, (title, width) in enumerate(zip(head, widths, strict=True)):
        _write(sheet.write_string(0, column, title, bold))
        sheet.set_column(column, column, width)
    last = 0
    for last, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                _write(sheet.write_number(last, column, cell, whole))
            elif cell:
                plain = cell.isprintable() and len(cell) <= LONGEST
                _write(sheet.write_string(last, column, cell if plain else shown(cell, LONGEST), text))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(head) - 1)


def _write(code: Any) -> None:
    # XlsxWriter says by a number below zero that a cell was not written
    if code:
        raise RuntimeError(f"XlsxWriter wrote a cell not at all, or not as a whole ({code})")
