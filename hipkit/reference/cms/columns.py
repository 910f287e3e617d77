"""Where a table begins in a file, and which of its columns is which, by the words of its header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hipkit.errors import InputError
from hipkit.reference.cms.sheets import Row, Sheet
from hipkit.reference.cms.table import glimpse, refusal

SEARCHED, LOOKED_AT = 100, 64  # rows, and cells of each; a header of CMS has 48
CODE = re.compile("[A-Z][0-9]{4}|[0-9]{4}[0-9A-Z]|[A-Z0-9]{2}")
Spellings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Header:
    """The header of a table: its row, the place of each column that is wanted, and where its titles end."""

    row: Row
    places: dict[str, int]
    width: int

    def cells(self, row: Row, file: str) -> dict[str, str]:
        """The wanted cells of a row by column, blanks inside them made one; one with unseen characters is refused."""
        values = row.cells
        width = len(values)
        cells = {name: tidy(values[place]) if place < width else "" for name, place in self.places.items()}
        for name, cell in cells.items():
            if not cell.isprintable():
                raise refusal(file, f"{name}: {glimpse(cell)} holds a character that cannot be seen", row.number)
        return cells


def tidy(text: str) -> str:
    """A cell on one line: every run of blanks, tabs and line ends one blank.

    >>> tidy(" Inj,\\xa0 morphine\\n10 mg ")
    'Inj, morphine 10 mg'
    """
    return " ".join(text.split()) if text else ""


def word(title: str) -> str:
    """A header's cell as it is compared: letters and digits only.

    >>> word("PKG SIZE"), word("_2025_CODE"), word("Co-insurance Percentage")
    ('pkgsize', '2025code', 'coinsurancepercentage')
    """
    return re.sub("[^a-z0-9%]", "", title.lower())


def matches(row: Row, wanted: Spellings) -> int:
    """How many of the wanted columns a row names."""
    words = {word(cell) for cell in row.cells[:LOOKED_AT] if cell}
    return sum(any(re.fullmatch(spelling, title) for title in words for spelling in wanted[name]) for name in wanted)


def find(sheet: Sheet, wanted: Spellings) -> int | None:
    """The index of the first row that names at least half of the wanted columns, None where none does."""
    for index, row in enumerate(sheet.rows[:SEARCHED]):
        if len(row.cells) > 2 and 2 * matches(row, wanted) >= len(wanted):
            return index
    return None


def header(file: str, row: Row, wanted: Spellings, others: Callable[[str], bool]) -> Header:
    """The header that a row is. Raises InputError for a column that is missing, unknown or there twice."""
    places: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        title = word(cell)
        name = next((name for name in wanted if any(re.fullmatch(text, title) for text in wanted[name])), None)
        if name in places:
            raise refusal(file, f"the column {glimpse(cell)} stands there twice", row.number)
        if name is not None:
            places[name] = place
        elif title and not others(title):
            raise refusal(file, f"it has a column that is not known here: {glimpse(cell)}", row.number)
    missing = [name for name in wanted if name not in places]
    if missing:
        titles = ", ".join(glimpse(cell) for cell in row.cells[:12] if cell)
        raise refusal(file, f"the column for {', '.join(missing)} is missing; its header is {titles}", row.number)
    return Header(row, places, 1 + max(place for place, cell in enumerate(row.cells) if tidy(cell)))


class Body:
    """The rows below a header, but for blank ones, lines of text and headers that come again; these are counted.

    Raises InputError for a row of a CSV that has more or fewer cells than the header: it was cut, or moved.
    """

    def __init__(self, sheet: Sheet, index: int, wanted: Spellings, others: Callable[[str], bool]) -> None:
        self.head = header(sheet.name, sheet.rows[index], wanted, others)
        self.notes = sum(any(map(str.strip, row.cells)) for row in sheet.rows[:index])
        self.sections = 1
        self._sheet, self._index, self._wanted, self._others = sheet, index, wanted, others
        self._key = next(iter(wanted))

    def __iter__(self) -> Iterator[tuple[Row, dict[str, str]]]:
        for row in self._sheet.rows[self._index + 1 :]:
            if not any(row.cells):
                continue
            cells = self.head.cells(row, self._sheet.name)
            if self._sheet.even and row.width != self.head.row.width:
                reason = f"it has {row.width:,} cells, the header {self.head.row.width:,}; was the file cut or changed?"
                raise refusal(self._sheet.name, reason, row.number)
            if not any(cells.values()):
                self._require_blank(row)
            elif not CODE.fullmatch(cells[self._key]) and self._is_between(row, cells):
                continue
            else:
                self._require_inside(row)
                yield row, cells

    def _is_between(self, row: Row, cells: dict[str, str]) -> bool:
        """Whether a row is a line of text, or the header of a further section."""
        if matches(row, self._wanted) == len(self._wanted):
            self.head = header(self._sheet.name, row, self._wanted, self._others)
            self.sections += 1
            return True
        alone = cells[self._key] and sum(map(bool, cells.values())) == 1 and " " in cells[self._key]
        self.notes += bool(alone)
        return bool(alone)

    def _require_blank(self, row: Row) -> None:
        stray = next((cell for cell in row.cells if tidy(cell)), None)
        if stray is not None:
            raise refusal(self._sheet.name, f"{glimpse(stray)} stands in a column without a title", row.number)

    def _require_inside(self, row: Row) -> None:
        """Raise InputError for a text beyond the titles: the row was moved."""
        beyond = row.cells[self.head.width :]
        if any(beyond) and (stray := next((cell for cell in beyond if tidy(cell)), None)):
            raise refusal(self._sheet.name, f"{glimpse(stray)} stands in a column without a title", row.number)


def in_row(file: str, row: Row, column: str, error: InputError) -> InputError:
    """A refusal of one cell, said of the file, the row and the column."""
    given = f" read {glimpse(error.given)}," if isinstance(error.given, str) and error.given else ""
    return refusal(file, f"{column}:{given} {error.reason}", row.number, error.example)
