"""Results and report of practice as a workbook, and results read back from one.

Every cell of results is text, so that a spreadsheet that saves the workbook again leaves an NDC its zeros and the
checks fit; those of an edited file are left out, so that it still shows. The same content gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hipkit.errors import InputError
from hipkit.formats.practice.listings import Listing, listings
from hipkit.practice.training.report import Report
from hipkit.practice.training.resultfile import (
    COLUMNS,
    MOST_ROWS,
    TRIED,
    WANTED,
    Opened,
    read_results,
    read_table,
    table,
)
from hipkit.practice.training.results import Result
from hipkit.values.extras import needed
from hipkit.values.userfile import ZIP, as_text, read_bytes

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SHEET = "Results"
_CREATED = datetime.datetime(2000, 1, 1)
# A workbook is a zip: so many bytes may be in it once it is unpacked.
_LARGEST_UNPACKED = 60_000_000
_WIDE = {"what it is": 34, "text": 90, "source": 60, "reason": 40, "given": 20, "right": 16, "answer": 20, "key": 16}


def results_bytes(results: Iterable[Result]) -> bytes:
    """The results as a workbook of one sheet, in the columns of the CSV and with its checks."""
    out = io.BytesIO()
    book = _book(out)
    _results(book, SHEET, table(results))
    book.close()
    return out.getvalue()


def report_bytes(report: Report) -> bytes:
    """The report as a workbook: a sheet for each list, then the results of each file."""
    out = io.BytesIO()
    book = _book(out)
    for listing in listings(report):
        _listing(book, listing)
    for number, file in enumerate(report.files, 1):
        rows = table(file.results)
        if file.edits:
            rows = [rows[0], *((*row[:-1], "") for row in rows[1:-1])]
        _results(book, SHEET if len(report.files) == 1 else f"{SHEET} {number}", rows)
    book.close()
    return out.getvalue()


def open_results(path: str | Path) -> Opened:
    """Open a file of results, CSV or workbook. Raises InputError for what is neither."""
    return results_in(read_bytes(path, WANTED), str(path))


def results_in(data: bytes, name: str) -> Opened:
    """The results in the bytes of a file. Raises InputError for what is no such file."""
    if data.startswith(ZIP):
        return read_table(_cells(data, name), name)
    return read_results(as_text(data, name, WANTED), name)


def _book(out: io.BytesIO) -> Workbook:
    with needed("format", "xlsx", "claim"):
        import xlsxwriter
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "Practice, SAMPLE cases", "author": "hipkit", "created": _CREATED})
    return book


def _listing(book: Workbook, listing: Listing) -> None:
    numbers = [i for i, name in enumerate(listing.head) if name in listing.numbers and name != "share"]
    _sheet(book, listing.title, (listing.head, *listing.rows), numbers)


def _results(book: Workbook, name: str, rows: Sequence[Sequence[str]]) -> None:
    _sheet(book, name, rows, ())


def _sheet(book: Workbook, name: str, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
    """A sheet of texts with a head; the cells of the columns in `numbers` are numbers where they are not blank."""
    sheet = book.add_worksheet(name)
    text = book.add_format({"num_format": "@", "quote_prefix": True})
    head = book.add_format({"num_format": "@", "bold": True})
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if not cell:
                continue
            if r and c in numbers:
                code = sheet.write_number(r, c, float(cell))
            else:
                code = sheet.write_string(r, c, cell, text if r else head)
            assert code == 0, code
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&C&A: practice, SAMPLE cases")
    sheet.set_footer("&CPage &P of &N")
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{len(rows) + 1}"})
    for c, title in enumerate(rows[0]):
        sheet.set_column(c, c, _WIDE.get(title, max(len(title) + 2, 11)))


def _cells(data: bytes, name: str) -> list[list[str]]:
    """The cells of the sheet of results as texts. Raises InputError for a zip that is no such workbook."""
    with needed("format", "xlsx", "claim"):
        import openpyxl
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise WANTED.refusal(name, "it is a workbook that unpacks to far more than any file of results")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        rows = book[SHEET].iter_rows(max_row=MOST_ROWS + 3, max_col=len(TRIED), values_only=True)
        return _trimmed([["" if cell is None else str(cell) for cell in row] for row in rows])
    except InputError:
        raise
    except Exception:  # a damaged workbook makes zipfile, the XML reader and openpyxl raise almost anything
        raise WANTED.refusal(name, "it is a zip, but no workbook of practice results") from None


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """The rows as wide as the table, without empty ones at the end."""
    width = len(TRIED if rows and tuple(rows[0]) == TRIED else COLUMNS)
    fitted = [(row + [""] * (width - len(row)))[:width] for row in rows]
    while fitted and not any(fitted[-1]):
        fitted.pop()
    return fitted
