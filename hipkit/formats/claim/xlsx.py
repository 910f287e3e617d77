"""The claim-line table as a workbook: text stays text, numbers are numbers, the same claim gives the same bytes.

A cell is never written by a function that guesses what it is. Free text keeps its own characters and its quote
prefix, so that it is still text after someone has edited the cell.
"""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from hipkit.claim.claim import Claim
from hipkit.claim.table import COLUMNS, DECIMAL, WHOLE, rows
from hipkit.errors import InputError
from hipkit.values.extras import needed

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

DATES = ("date_from", "date_through")
DIGITS = 15  # a spreadsheet's number is a double: fifteen digits are safe
LONGEST = 32_767
CREATED = datetime.datetime(2000, 1, 1)
SHEETS = ("Claim lines", "Notices")
_WIDTHS = {"description": 44, "drug": 22, "ndc": 14, "claim_id": 11, "place_of_service": 16}


def xlsx_bytes(claim: Claim) -> bytes:
    """The workbook: the claim lines on the first sheet, the notices with their sources on the second.

    Raises InputError for a claim that is not ready, for a text that a cell cannot hold, and for a number of more
    digits than a spreadsheet keeps.
    """
    claim.require_ready("xlsx")
    with needed("format", "xlsx", "claim"):
        import xlsxwriter
    out = io.BytesIO()
    # Nothing is guessed to be a formula, a link or a number, and no file is written on the way.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    title = "SAMPLE claim, not to be filed"
    book.set_properties({"title": title, "author": "hipkit", "created": CREATED})
    _lines(book, claim)
    _notices(book, claim)
    book.close()
    return out.getvalue()


class _Sheet:
    """One sheet: cells written by kind, each failure of the writer an error."""

    def __init__(self, book: Workbook, name: str, head: tuple[str, ...]) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.styles = {
            "text": book.add_format({"num_format": "@", "quote_prefix": True}),
            "head": book.add_format({"num_format": "@", "bold": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "whole": book.add_format({"num_format": "0"}),
            "charge": book.add_format({"num_format": "0.00"}),
            "decimal": book.add_format({"num_format": "General"}),
        }
        for column, title in enumerate(head):
            self.text(0, column, title, "head")
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_header("&C&A: SAMPLE, not to be filed")
        self.sheet.set_footer("&CPage &P of &N")

    def text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """A text, whatever it looks like."""
        for character in text:
            if character < " " or "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff":
                reason = f"a cell cannot hold U+{ord(character):04X}"
                raise InputError("claim", text, reason, "letters, digits and signs that can be seen")
        if len(text) > LONGEST:
            raise InputError("claim", text, f"a cell holds at most {LONGEST:,} characters", "a shorter text")
        if text:
            self._done(self.sheet.write_string(row, column, text, self.styles[style]))

    def number(self, row: int, column: int, text: str, style: str) -> None:
        """A number; one that a spreadsheet would round is refused."""
        value = Decimal(text)
        if len(value.as_tuple().digits) > DIGITS:
            reason = f"it has more than {DIGITS} digits, and a spreadsheet would round it"
            raise InputError(COLUMNS[column], text, reason, "149")
        self._done(self.sheet.write_number(row, column, float(value), self.styles[style]))

    def date(self, row: int, column: int, text: str) -> None:
        """A date."""
        day = datetime.datetime.fromisoformat(text)
        self._done(self.sheet.write_datetime(row, column, day, self.styles["date"]))

    @staticmethod
    def _done(code: int) -> None:
        # XlsxWriter says by a number below zero that a cell was not written
        assert code == 0, code


def _lines(book: Workbook, claim: Claim) -> None:
    page = _Sheet(book, SHEETS[0], COLUMNS)
    table = rows(claim)
    for r, row in enumerate(table, 1):
        for c, name in enumerate(COLUMNS):
            if not row[name]:
                continue
            if name in DATES:
                page.date(r, c, row[name])
            elif name in WHOLE:
                page.number(r, c, row[name], "whole")
            elif name in DECIMAL:
                page.number(r, c, row[name], "charge" if name == "charge" else "decimal")
            else:
                page.text(r, c, row[name])
    last = len(COLUMNS) - 1
    page.sheet.autofilter(0, 0, len(table), last)
    # NDC and place of service are digits that are text on purpose: no green corners
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:{_column(last)}{len(table) + 1}"})
    for c, name in enumerate(COLUMNS):
        page.sheet.set_column(c, c, _WIDTHS.get(name, max(len(name) + 2, 11)))


def _notices(book: Workbook, claim: Claim) -> None:
    page = _Sheet(book, SHEETS[1], ("level", "text", "source"))
    said = [
        (
            "info",
            f"SAMPLE, not to be filed. Payer {claim.payer.in_full(claim.reading)}",
            claim.payer.source.text,
        )
    ]
    said += [(one.level, one.text, one.citation.text) for one in claim.notices]
    for r, cells in enumerate(said, 1):
        for c, text in enumerate(cells):
            page.text(r, c, text)
    for c, width in enumerate((9, 110, 80)):
        page.sheet.set_column(c, c, width)


def _column(number: int) -> str:
    """The letters of a column: 0 is A."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(number))
