"""A workbook as texts: text stays text, and a number where a text belongs is taken only where no zero was lost.

The sheet is the one whose first row is the header of a claim-line table. A date is a cell that is shown as one, or
its text; a bare day number is refused. A formula counts as what the spreadsheet last made of it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from hipkit.errors import InputError, shown
from hipkit.review.cells import DATE, TEXT, cell_text
from hipkit.review.reading.kinds import FIELD
from hipkit.review.reading.piece import Piece
from hipkit.review.reading.xlsxparts import EXAMPLE, Cell, Sheet, Workbook
from hipkit.review.table import KINDS, REQUIRED, SetAside, check_names

AT_ONCE = 50_000  # rows
# How many digits a text of digits has: a number with fewer has lost zeros.
_DIGITS = {"ndc": 11, "code": 5, "place_of_service": 2, "modifiers": 2}
_FIRST_1900, _FIRST_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_WHOLE = re.compile("-?(?:0|[1-9][0-9]{0,15})")


def pieces(file: BinaryIO, name: str) -> Iterator[Piece]:
    """The rows, 50,000 at once. Raises InputError for a workbook without one sheet that is a claim-line table."""
    book = Workbook(file, name)
    sheet, names, first = _table(book, name)
    reader = _Reader(name, names, book.from_1904)
    for number, cells in book.rows(sheet):
        if number <= first:
            continue
        reader.add(number - first, cells)
        if reader.rows >= AT_ONCE:
            yield reader.take()
    yield reader.take()


def _table(book: Workbook, name: str) -> tuple[Sheet, list[str], int]:
    """The sheet, its column names and the number of its header row."""
    heads = []
    for sheet in book.sheets:
        number, cells = next(book.rows(sheet), (0, []))
        heads.append((sheet, _names(cells), number))
    tables = [head for head in heads if set(REQUIRED) <= set(head[1])]
    if len(tables) > 1:
        titles = " and ".join(f'"{shown(head[0].title, 30)}"' for head in tables[:2])
        raise InputError(FIELD, name, f"its sheets {titles} both hold claim lines; put them on one", EXAMPLE)
    if not heads or not any(head[1] for head in heads):
        raise InputError(FIELD, name, "it is empty", EXAMPLE)
    table = tables[0] if tables else next(head for head in heads if head[1])
    check_names(table[1], name)
    return table


def _names(cells: Sequence[Cell]) -> list[str]:
    names = [""] * max((cell.column for cell in cells), default=0)
    for cell in cells:
        names[cell.column - 1] = cell.text.strip(" ")
    return names


class _Reader:
    """Rows of cells to columns of texts; a row with a cell of the wrong kind is set aside."""

    def __init__(self, name: str, names: list[str], from_1904: bool) -> None:
        self.name, self.names = name, names
        self._first = _FIRST_1904 if from_1904 else _FIRST_1900
        self._start()

    def _start(self) -> None:
        self.rows = 0
        self._numbers: list[int] = []
        self._columns: list[list[str | None]] = [[] for _ in self.names]
        self._aside: list[SetAside] = []

    def take(self) -> Piece:
        """What was read since the last time."""
        import polars as pl

        cells = dict(zip(self.names, self._columns, strict=True))
        schema = {"row_number": pl.Int64, **dict.fromkeys(self.names, pl.String)}
        piece = Piece(pl.DataFrame({"row_number": self._numbers, **cells}, schema=schema), tuple(self._aside))
        self._start()
        return piece

    def add(self, number: int, cells: Sequence[Cell]) -> None:
        """One row."""
        texts: list[str | None] = [None] * len(self.names)
        faults = []
        for cell in cells:
            if cell.column > len(texts):
                if cell.text.strip():
                    faults.append(("", f"it has {cell.column} cells, and the header has {len(texts)}", cell.text))
                continue
            column = self.names[cell.column - 1]
            text, fault = self._read(cell, column)
            texts[cell.column - 1] = text
            if fault:
                faults.append((column, fault, cell.text))
        if all(text is None or not text.strip(" ") for text in texts) and not faults:
            return
        self.rows += 1
        if faults:
            named = dict(zip(self.names, texts, strict=True))
            column, reason, given = faults[0]
            self._aside.append(SetAside(number, named["claim_id"], named["line"], column, reason, given, self.name))
            return
        self._numbers.append(number)
        for values, value in zip(self._columns, texts, strict=True):
            values.append(value)

    def _read(self, cell: Cell, column: str) -> tuple[str, str]:
        """The cell's text as a table has it, and why it cannot be one, if so."""
        kind = KINDS[column]
        if cell.kind == "text":
            return cell.text, ""
        if cell.kind == "formula":
            return "", "it is a formula that was never worked out; open and save the workbook in the spreadsheet"
        if cell.kind == "error":
            return cell.text, "it is an error of the spreadsheet"
        if cell.kind == "boolean":
            return cell.text, "it is true or false, and no text or number"
        if cell.kind == "date":
            return self._date(cell.text, kind)
        text = cell.text if _WHOLE.fullmatch(cell.text) else cell_text(_float(cell.text))
        wanted = _DIGITS.get(column)
        if kind == TEXT and wanted and not (text.isdecimal() and len(text) == wanted):
            digits = f"a number of {len(text)} digits" if text.isdecimal() else "a number"
            return text, f"{digits}: a number loses the zeros in front; store it as text with {wanted} characters"
        return text, ""

    def _date(self, text: str, kind: str) -> tuple[str, str]:
        if kind != DATE:
            return text, "it is shown as a date, and no date belongs here; store it as text or as a plain number"
        day, _, time = text.partition("T")
        if "-" in day:  # ISO 8601, which few spreadsheets write
            return day, "" if not time.strip("0:.Z") else "it has a time of day; a date has none"
        number = _float(text)
        if number != number // 1 or not 61 <= number < 2_958_466:
            return text, "it is shown as a date, and is no day that a spreadsheet counts from 1900-03-01 on"
        return (self._first + datetime.timedelta(days=int(number))).isoformat(), ""


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
