"""The parts of a workbook that hold its cells, read as a stream: nothing is expanded beyond a limit, nothing is run.

ECMA-376, SpreadsheetML. A cell comes as it is stored, with its kind; numbers stay the text that the file has.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from hipkit.errors import InputError, shown
from hipkit.review.reading.kinds import FIELD

EXAMPLE = "a workbook saved as XLSX, or CSV"
MOST_PARTS = 10_000
LARGEST_EXPANDED = 2 * 10**9
LARGEST_IN_MEMORY = 128 * 10**6
MOST_FOLD = 250  # how many times a part may expand; sheets of claim lines expand 10 to 40 times
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet
LONGEST_CELL = 1 << 20  # spreadsheets themselves keep 32,767 characters
_AT_ONCE = 1 << 18
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# Formats built in that show a date, a time or both; others say so by their letters.
_DATES_BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^]]*]', re.IGNORECASE)
Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


class Cell(NamedTuple):
    """A cell with something in it: `kind` is text, number, date, boolean, error or formula (one without a value)."""

    column: int
    kind: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook and where its cells stand."""

    title: str
    part: str


class Workbook:
    """An open workbook. Raises InputError, here and from `rows`, for a damaged file or one that expands too far."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
            raise self._refused(f"it is damaged ({error})") from None
        if len(self._zip.infolist()) > MOST_PARTS:
            raise self._refused(f"it has {len(self._zip.infolist()):,} parts, and a workbook has a few")
        main = self._main()
        targets = self._targets(main)
        self.sheets: list[Sheet] = []
        self.from_1904 = False

        def start(tag: str, given: Attributes) -> None:
            if tag == "workbookPr":
                self.from_1904 = given.get("date1904") in ("1", "true")
            elif tag == "sheet" and given.get("state", "visible") == "visible":
                part = targets.get(next((given[key] for key in given if key.endswith(":id")), ""), "")
                self.sheets.append(Sheet(given.get("name", ""), part))

        self._walk(main, start)
        self._texts = list(self._shared(targets))
        self._dates = self._date_styles(targets)

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of a sheet that have a cell with something in it, each with its number from 1."""
        reader = _Rows(self._texts, self._dates)
        for _ in self._parsed(sheet.part, reader.start, reader.end, reader.text):
            yield from reader.take()

    # ---- parts

    def _main(self) -> str:
        parts: list[str] = []

        def start(tag: str, given: Attributes) -> None:
            if tag == "Relationship" and given.get("Type", "").endswith("/officeDocument"):
                parts.append(given.get("Target", "").lstrip("/"))

        self._walk("_rels/.rels", start)
        if not parts or parts[0] not in self._zip.namelist():
            raise self._refused("it is a zip archive, and no workbook")
        return parts[0]

    def _targets(self, main: str) -> dict[str, str]:
        """The parts of the workbook by the id of their relation, and shared strings and styles by their kind."""
        folder, _, last = main.rpartition("/")
        targets: dict[str, str] = {}

        def start(tag: str, given: Attributes) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                target = given.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                targets[given.get("Id", "")] = path
                targets[given.get("Type", "").rpartition("/")[2]] = path

        self._walk(f"{folder}/_rels/{last}.rels".lstrip("/"), start)
        return targets

    def _shared(self, targets: dict[str, str]) -> Iterator[str]:
        part = targets.get("sharedStrings", "")
        if part not in self._zip.namelist():
            return
        reader = _Texts()
        for _ in self._parsed(part, reader.start, reader.end, reader.text, LARGEST_IN_MEMORY):
            yield from reader.take()

    def _date_styles(self, targets: dict[str, str]) -> frozenset[str]:
        """The numbers of the cell styles that show a number as a date."""
        own: dict[str, str] = {}
        styles: list[str] = []
        inside = [False]

        def start(tag: str, given: Attributes) -> None:
            if tag == "numFmt":
                own[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif tag == "xf" and inside[0]:
                styles.append(given.get("numFmtId", "0"))
            inside[0] = tag == "cellXfs" or (inside[0] and tag != "cellStyles")

        part = targets.get("styles", "")
        if part in self._zip.namelist():
            self._walk(part, start)
        return frozenset(str(at) for at, number in enumerate(styles) if _is_date(number, own))

    def _walk(self, part: str, start: Start) -> None:
        for _ in self._parsed(part, start, None, None, LARGEST_IN_MEMORY):
            pass

    def _parsed(
        self,
        part: str,
        start: Start,
        end: End | None,
        text: End | None,
        most: int = LARGEST_EXPANDED,
    ) -> Iterator[None]:
        """One part through the handlers, a stop after each piece."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        _handle(parser, start, end, text)
        parser.StartDoctypeDeclHandler = self._no_doctype
        try:
            with self._opened(part, most) as file:
                while piece := file.read(_AT_ONCE):
                    parser.Parse(piece)
                    yield
                parser.Parse(b"", True)
                yield
        except InputError:
            raise
        except (expat.ExpatError, zipfile.BadZipFile, OSError, EOFError, LookupError, ValueError) as error:
            raise self._refused(f"its part {shown(part, 40)} is damaged ({shown(str(error), 60)})") from None
        except Exception as error:  # zlib.error, RuntimeError: what an unpacker may say of damaged bytes
            raise self._refused(f"its part {shown(part, 40)} cannot be unpacked ({shown(str(error), 60)})") from None

    def _opened(self, part: str, most: int) -> IO[bytes]:
        entry = self._zip.getinfo(part)
        if entry.flag_bits & 1:
            raise self._refused("it is locked by a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self._refused("it is packed in a way that no spreadsheet uses")
        if entry.file_size > most or entry.file_size > MOST_FOLD * entry.compress_size + _AT_ONCE:
            fold = entry.file_size // max(entry.compress_size, 1)
            reason = f"its part {shown(part, 40)} expands {fold:,} times to {entry.file_size:,} bytes; that is not read"
            raise self._refused(reason)
        return self._zip.open(entry)  # gives no more than file_size bytes, whatever is packed

    def _no_doctype(self, *_: object) -> None:
        raise self._refused("it holds a document type, which no workbook has")

    def _refused(self, reason: str) -> InputError:
        return InputError(FIELD, self.name, reason, EXAMPLE)


def _handle(parser: Any, start: Start, end: End | None, text: End | None) -> None:
    """Give a parser its handlers; the prefix that the root element has, if any, is taken off all tags."""

    def root(tag: str, given: Attributes) -> None:
        prefix = tag.rpartition(":")[0]
        if prefix:
            parser.StartElementHandler = lambda tag, given: start(tag.removeprefix(f"{prefix}:"), given)
            parser.EndElementHandler = end and (lambda tag: end(tag.removeprefix(f"{prefix}:")))
        else:
            parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text
        start(tag.removeprefix(f"{prefix}:"), given)

    parser.StartElementHandler = root


def _is_date(number: str, own: dict[str, str]) -> bool:
    """Whether a number format shows a date or a time.

    >>> _is_date("14", {}), _is_date("170", {"170": "yyyy-mm-dd"}), _is_date("171", {"171": '0.00 "mg/day"'})
    (True, True, False)
    """
    if number in own:
        return bool(re.search("[dmyhs]", _NOT_LETTERS.sub("", own[number]), re.IGNORECASE))
    return number.isdecimal() and int(number[:9]) in _DATES_BUILT_IN


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Texts:
    """Shared strings: the runs of each in order, phonetic ones left out."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._parts: list[str] = []
        self._reading, self._aside = False, False

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._aside = True
        self._reading = tag == "t" and not self._aside

    def end(self, tag: str) -> None:
        self._reading = False
        if tag == "si":
            self._found.append(_unescaped("".join(self._parts)))
        elif tag == "rPh":
            self._aside = False

    def text(self, data: str) -> None:
        if self._reading:
            self._parts.append(data)

    def take(self) -> list[str]:
        texts, self._found = self._found, []
        return texts


class _Rows:
    """Rows of cells from the elements row, c, f, v, is and t."""

    def __init__(self, texts: list[str], dates: frozenset[str]) -> None:
        self._texts, self._dates = texts, dates
        self._found: list[tuple[int, list[Cell]]] = []
        self._cells: list[Cell] = []
        self._row = self._column = 0
        self._type = self._style = ""
        self._value: list[str] = []
        self._reading = self._aside = self._formula = False
        self._length = 0

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "c":
            self._column = _column(given["r"]) if "r" in given else self._column + 1
            if self._column > MOST_COLUMNS:
                raise ValueError(f"row {self._row} has more than {MOST_COLUMNS:,} cells")
            self._length = 0
            self._type, self._style = given.get("t", "n"), given.get("s", "0")
            self._value, self._formula = [], False
        elif tag in ("v", "t"):
            self._reading = not self._aside
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._row = int(given["r"]) if "r" in given else self._row + 1
            self._cells, self._column = [], 0
            if not 0 < self._row <= MOST_ROWS:
                raise ValueError(f"there is a row {self._row}")
        elif tag == "rPh":
            self._aside = True

    def text(self, data: str) -> None:
        if self._reading:
            self._value.append(data)
            self._length += len(data)
            if self._length > LONGEST_CELL:
                raise ValueError(f"a cell of row {self._row} has more than {LONGEST_CELL:,} characters")

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._reading = False
        elif tag == "rPh":
            self._aside = False
        elif tag == "c":
            self._end_cell("".join(self._value))
        elif tag == "row" and self._cells:
            self._found.append((self._row, self._cells))

    def _end_cell(self, value: str) -> None:
        if not value:
            if self._formula:
                self._cells.append(Cell(self._column, "formula", ""))
            return
        kind = {"b": "boolean", "e": "error", "d": "date", "n": "number"}.get(self._type, "text")
        if self._type == "s":
            value = self._texts[_index(value)]
        elif kind == "text":
            value = _unescaped(value)
        elif kind == "number" and self._style in self._dates:
            kind = "date"
        if value:
            self._cells.append(Cell(self._column, kind, value))

    def take(self) -> list[tuple[int, list[Cell]]]:
        rows, self._found = self._found, []
        return rows


def _index(value: str) -> int:
    if int(value) < 0:
        raise ValueError(f"there is a text {value}")
    return int(value)


def _column(place: str) -> int:
    """The number of a cell's column, from 1.

    >>> _column("A1"), _column("AA7")
    (1, 27)
    """
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= MOST_COLUMNS:
        raise ValueError(f"there is a cell {place[:20]}")
    return number
