r"""Fields whose text is rows of cells: visits, charges, changes of rate, days without therapy.

A row ends at a semicolon and a cell at an equals sign; a single column is split at blanks. Whatever a person types into
a cell stands in that cell: there, such a character comes behind a backslash.

>>> cells("2021-03-02 = 151; 2021-03-09 = 60", 2)
(('2021-03-02', '151'), ('2021-03-09', '60'))
>>> joined([("2021-03-02; 5", "")])
'2021-03-02\\; 5 = '
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeGuard

from hipkit.errors import InputError
from hipkit.panels.base import Field, Message
from hipkit.panels.texts import BLANKS, LISTED, PASTED_BLANKS

Cells = tuple[str, ...]

_ROW_END, _CELL_END = ";", "="
_CALLED = {_ROW_END: "a semicolon", _CELL_END: "an equals sign"}
_PIECES = {True: re.compile(rf"\\[{PASTED_BLANKS}\\]|.", re.DOTALL), False: re.compile(r"\\[;=\\]|.", re.DOTALL)}


class Unfinished(InputError):
    """A row of which some cells are filled and others not yet; `place` counts rows from 1, `cell` from 0."""

    def __init__(self, field: str, place: int, cell: int, reason: str, example: str) -> None:
        super().__init__(field, "", reason, example)
        self.place, self.cell = place, cell

    def apart_from(self, *given: str) -> InputError:
        """Itself: nothing that was typed is refused."""
        return self


def cells(text: str, columns: int) -> tuple[Cells, ...]:
    """The rows of a text, cell by cell as they were typed.

    >>> cells("2021-03-10 2021-03-11", 1), cells("", 1), cells("2021-03-02", 2)
    ((('2021-03-10',), ('2021-03-11',)), (), (('2021-03-02', ''),))
    """
    if not text:
        return ()
    if columns == 1:
        return tuple((_plain(cell, 1),) for cell in _split(text, PASTED_BLANKS, 1))
    rows = _split(text, _ROW_END, columns)
    return tuple(_cells(row.removeprefix(" ") if place else row, columns) for place, row in enumerate(rows))


def joined(rows: Sequence[Sequence[str]]) -> str:
    """The text of rows, from which `cells` makes the same again; one empty row is as good as none."""
    if len(rows) < 2 and not any(any(row) for row in rows):
        return ""
    typed = [[_escaped(cell, len(row)) for cell in row] for row in rows]
    return (" " if len(rows[0]) == 1 else f"{_ROW_END} ").join(f" {_CELL_END} ".join(row) for row in typed)


def are_rows(given: object) -> TypeGuard[list[list[str]]]:
    """Whether something sent is rows of texts, all with the same cells."""
    if not isinstance(given, list) or not all(isinstance(row, list) and row for row in given):
        return False
    return len({len(row) for row in given}) < 2 and all(isinstance(cell, str) for row in given for cell in row)


def blank(field: Field, text: str) -> bool:
    """Whether nothing stands in a field; rows of empty cells are nothing."""
    if field.kind != "rows":
        return not text.strip(BLANKS)
    return not any(cell.strip(PASTED_BLANKS) for row in cells(text, len(field.columns)) for cell in row)


def read(field: Field, text: str) -> list[Cells]:
    """The rows of a field that hold something, without blanks around their cells.

    Raises InputError where a cell holds what would be another row or cell, and Unfinished where one is empty.
    """
    if len(text) > LISTED:
        reason = f"it is {len(text):,} characters long; at most {LISTED:,} are read"
        raise InputError(field.name, text, reason, "fewer rows")
    rows = []
    for place, row in enumerate(cells(text, len(field.columns)), 1):
        if any(cell.strip(PASTED_BLANKS) for cell in row):
            rows.append(tuple(_cell(field, place, column, cell) for column, cell in enumerate(row)))
    return rows


def placed(field: Field, text: str, error: InputError, said: Message) -> Message:
    """What is said at a field of rows: the row that is wrong is named, and marked.

    >>> from hipkit.panels.base import Column
    >>> field = Field("visits", "Visits", "rows", columns=(Column("Day"), Column("Minutes", "60")), one="visit")
    >>> text = "2021-03-02 = 151; 2021-03-09 = an hour"
    >>> placed(field, text, InputError("visits", "an hour", "", ""), Message("error", "type a number")).text
    'Visit 2: type a number'
    """
    rows = cells(text, len(field.columns)) if field.kind == "rows" else ()
    if isinstance(error, Unfinished):
        words = f"{error.reason}: type for example {error.example}"
        return Message("waiting", words, rows[error.place - 1], error.cell)
    place = next((place for place, row in enumerate(rows, 1) if _is_of(error, row)), 0)
    if not place:
        return said
    beside = f"{named(field, place)}: " if len(rows) > 1 else ""
    typed = [cell.strip(PASTED_BLANKS) for cell in rows[place - 1]]
    cell = typed.index(str(error.given)) if str(error.given) in typed else None
    return Message(said.kind, f"{beside}{said.text}", rows[place - 1], cell)


def named(field: Field, place: int) -> str:
    """What a row is called."""
    return f"{field.one[0].upper()}{field.one[1:]} {place}"


def _is_of(error: InputError, row: Cells) -> bool:
    """Whether what was refused is a cell of a row, or the whole of it."""
    typed = [cell.strip(PASTED_BLANKS) for cell in row]
    return any(typed) and str(error.given) in (*row, *typed, "=".join(typed), " ".join(typed))


def _cell(field: Field, place: int, column: int, cell: str) -> str:
    here, typed = field.columns[column], cell.strip(BLANKS)
    if not typed.strip(PASTED_BLANKS):
        reason = f"{named(field, place)} has no {here.label.lower()} yet"
        raise Unfinished(field.name, place, column, reason, here.example)
    if found := next((end for end in _ends(len(field.columns)) if end in typed), ""):
        reason = f"there is {_CALLED.get(found, 'a blank')} in it; another {field.one} has a row of its own"
        raise InputError(field.name, typed, reason, here.example)
    return typed


def _ends(columns: int) -> str:
    """The characters that end a cell."""
    return PASTED_BLANKS if columns == 1 else f"{_ROW_END}{_CELL_END}"


def _cells(row: str, columns: int) -> Cells:
    """The cells of a row of several; the blanks beside an equals sign are no one's."""
    parts = _split(row, _CELL_END, columns, columns - 1)
    typed = [part.removesuffix(" ") for part in parts[:-1]] + parts[-1:]
    typed = [part.removeprefix(" ") if place else part for place, part in enumerate(typed)]
    return tuple(_plain(cell, columns) for cell in (*typed, *[""] * (columns - len(typed))))


def _split(text: str, ends: str, columns: int, most: int | None = None) -> list[str]:
    """What stands between characters that are not behind a backslash."""
    parts = [""]
    for piece in _PIECES[columns == 1].findall(text):
        if piece in ends and (most is None or len(parts) <= most):
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _plain(cell: str, columns: int) -> str:
    pieces = _PIECES[columns == 1].findall(cell)
    return "".join(piece[-1] for piece in pieces)


def _escaped(cell: str, columns: int) -> str:
    special = f"\\{_ends(columns)}"
    return "".join(f"\\{character}" if character in special else character for character in cell)
