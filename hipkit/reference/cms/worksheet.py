"""The rows of one sheet of a workbook, from its XML."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from hipkit.errors import InputError
from hipkit.reference.cms.sheets import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Row, too_large
from hipkit.reference.cms.table import glimpse, refusal

_LAST_SERIAL = 2_958_465  # 9999-12-31
# A row and its cells as Excel writes them where no text stands in the sheet itself; other spellings go by the parser.
_CELL = rb'<c r="(%s[A-Z]{1,3})[0-9]+"(?: s="(%s[0-9]+)")?(?: t="(%ss)")?(?:/>|><v>(%s[-+.0-9eE]*)</v></c>)'
_CELLS = re.compile(_CELL % ((b"",) * 4))
_ROW = re.compile(rb'<row r="([0-9]+)"(?: [A-Za-z0-9:]+="[A-Za-z0-9:. ]*")*>((?:%s)*)</row>' % (_CELL % ((b"?:",) * 4)))


@dataclass(frozen=True)
class Meaning:
    """What the numbers in a sheet's cells stand for: shared texts, styles that show dates, and the day before day 1."""

    texts: list[str]
    date_styles: frozenset[str]
    day_zero: datetime.date


def local(tag: str) -> str:
    """A tag without the prefix of its namespace."""
    return tag.rpartition(":")[2]


def parser(data: bytes, name: str) -> Any:
    """A parser that expands nothing: a document with a DOCTYPE, or in another encoding than UTF-8, is refused."""
    from xml.parsers import expat

    declared = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([^"']*)""", data)
    if b"\x00" in data or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise refusal(name, "its workbook is in an encoding that Excel does not write")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refusal(name, "its workbook declares entities, which no spreadsheet does")
    reader = expat.ParserCreate()
    reader.buffer_text = True
    return reader


def parse(reader: Any, data: bytes, name: str) -> None:
    """Run a parser over a part; raises InputError where it is no whole XML."""
    from xml.parsers import expat

    try:
        reader.Parse(data, True)
    except expat.ExpatError as error:
        raise refusal(name, f"its workbook is damaged ({error}); was the file cut?") from None


def rows(data: bytes, name: str, meaning: Meaning) -> list[Row]:
    """The rows of a sheet, cells that it leaves out empty; raises InputError for one that is damaged or too large.

    Where all rows are plain these are matched, in a third of the time, and the parser reads what stands around them.
    """
    cells = _Cells(name, meaning)
    data = _around(data, cells)
    reader = parser(data, name)
    reader.StartElementHandler = cells.start
    reader.EndElementHandler = cells.end
    reader.CharacterDataHandler = cells.characters
    parse(reader, data, name)
    return cells.rows


def _around(data: bytes, cells: _Cells) -> bytes:
    """What the parser is to read: all, or what is left where the rows were plain, one behind the other, and taken."""
    begin, end = data.find(b"<sheetData>") + len(b"<sheetData>"), data.find(b"</sheetData>")
    if not len(b"<sheetData>") <= begin <= end:
        return data
    found, place = [], begin
    while place < end and (match := _ROW.match(data, place, end)):
        found.append(match)
        place = match.end()
    if place != end or b"<!" in data[:begin]:
        return data
    for match in found:
        cells.take(match[1].decode(), match[2])
    return data[:begin] + data[end:]


class _Cells:
    """What is gathered while a sheet is read: a cell, its row, the rows."""

    def __init__(self, name: str, meaning: Meaning) -> None:
        self.rows: list[Row] = []
        self._name, self._meaning = name, meaning
        self._row: list[str] = []
        self._number = 0
        self._count = 0
        self._kind, self._style = "n", ""
        self._place = -1
        self._parts: list[str] = []
        self._open = self._sound = False
        self._columns: dict[str, int] = {}
        self._places: dict[bytes, int] = {}

    def take(self, number: str, body: bytes) -> None:
        """A plain row; nearly all its cells hold shared texts and leave none out, and are kept in the shortest way."""
        self._begin(number)
        row, texts, places = self._row, self._meaning.texts, self._places
        quick = 0
        for reference, style, shared, value in _CELLS.findall(body):
            place = places.get(reference)
            if place is None:
                place = places[reference] = self._column(reference.decode())
            if shared and place == len(row) < MOST_COLUMNS and value.isdigit() and int(value) < len(texts):
                row.append(texts[int(value)])
                quick += 1
            else:
                self._place, self._kind, self._style = place, shared.decode() or "n", style.decode()
                self._keep(value.decode())
        self._count += quick
        if self._count > MOST_CELLS:
            raise refusal(self._name, too_large(), self._number)
        self.rows.append(Row(self._number, len(row), row))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "c":
            reference = attributes.get("r", "")
            self._place = self._column(reference) if reference else self._place + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._parts.clear()
        elif tag in ("v", "t"):
            self._open = not self._sound
        elif tag == "row":
            self._begin(attributes.get("r", ""))
        elif tag == "rPh":  # how the text sounds, which is no part of it
            self._sound = True

    def characters(self, text: str) -> None:
        if self._open:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "c":
            self._keep("".join(self._parts) if self._parts else "")
        elif tag in ("v", "t"):
            self._open = False
        elif tag == "rPh":
            self._sound = False
        elif tag == "row":
            self.rows.append(Row(self._number, len(self._row), self._row))

    def _begin(self, number: str) -> None:
        after = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else self._number + 1
        if after <= self._number or len(self.rows) >= MOST_ROWS:
            raise refusal(self._name, "its rows are out of order" if after <= self._number else too_large(), after)
        self._number, self._row, self._place = after, [], -1

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        place = self._columns.get(letters)
        if place is None:
            if not re.fullmatch("[A-Z]{1,3}", letters):
                raise refusal(self._name, f"its workbook has a cell {glimpse(reference)}", self._number)
            place = 0
            for letter in letters:
                place = 26 * place + ord(letter) - 64
            place = self._columns[letters] = place - 1
        return place

    def _keep(self, value: str) -> None:
        if not value:
            return
        text = self._text(value)
        row, place = self._row, self._place
        if place < len(row):
            raise refusal(self._name, "its cells are out of order", self._number)
        self._count += place + 1 - len(row)
        if place >= MOST_COLUMNS or self._count > MOST_CELLS:
            raise refusal(self._name, too_large(), self._number)
        if place > len(row):
            row.extend([""] * (place - len(row)))
        row.append(text)

    def _text(self, value: str) -> str:
        kind = self._kind
        try:
            if kind == "s":
                return self._meaning.texts[int(value)]
            if kind == "n":
                return self._number_text(value)
            if kind == "b":
                return "TRUE" if value == "1" else "FALSE"
            return value[:10] if kind == "d" else value
        except (ValueError, IndexError, InvalidOperation) as error:
            if isinstance(error, InputError):
                raise
            raise refusal(
                self._name, f"its workbook has a cell {glimpse(value)} that stands for nothing", self._number
            ) from None

    def _number_text(self, value: str) -> str:
        """A number as it is written out, without the binary tail that a workbook keeps; a date as a date."""
        number = float(value)
        if not abs(number) < 1e15:
            raise ValueError
        if self._style in self._meaning.date_styles and number == int(number) and 60 < number <= _LAST_SERIAL:
            return str(self._meaning.day_zero + datetime.timedelta(days=int(number)))
        if number == int(number):
            return str(int(number))
        return format(Decimal(repr(number)), "f")
