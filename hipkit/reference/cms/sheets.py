"""The rows of a text file, each cell a text: CSV as CMS and spreadsheets write it, or HCPCS text of fixed width."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import NamedTuple

from hipkit.reference.cms import fixed
from hipkit.reference.cms.table import refusal

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 1_024, 8_000_000
_OTHERS = {
    b"\xff\xfe": "UTF-16 text; save it as CSV UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as CSV UTF-8",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls); save it as .xlsx or CSV",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"{": "JSON",
}


class Row(NamedTuple):
    """One row: its number in the file, how many cells it has there, and these."""

    number: int
    width: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A file's rows. `names` are all that name it, the file given first; in an `even` one the rows have one width."""

    name: str
    names: tuple[str, ...]
    rows: list[Row] = field(repr=False)
    even: bool = True

    def above(self, index: int) -> list[str]:
        """What stands above the row of that index, the banner of a table, a text a row."""
        return [" ".join(cell for cell in row.cells[:20] if cell) for row in self.rows[:index]]


def of_text(data: bytes, names: tuple[str, ...]) -> Sheet:
    """The rows of a text file. Raises InputError for what is no text, or no rows of cells."""
    name = ": ".join(names)
    text = _text(data, name)
    if fixed.is_fixed(text):
        return Sheet(
            name, names, [Row(number, len(cells), cells) for number, cells in fixed.rows(text, name)], even=False
        )
    return Sheet(name, names, _csv(text, name))


def _text(data: bytes, name: str) -> str:
    if not data.strip():
        raise refusal(name, "the file is empty")
    for magic, kind in _OTHERS.items():
        if data.startswith(magic):
            raise refusal(name, f"it is {kind}" + ("" if ";" in kind else ", whatever its name says"))
    if b"\x00" in data:
        raise refusal(name, "it holds bytes that no text has; was it saved in another encoding, or is it no text?")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise refusal(name, "it is a web page, perhaps an error page that was saved in place of the file")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal(name, "it is text neither in UTF-8 nor in Windows' encoding (cp1252); save it as CSV UTF-8")


def _csv(text: str, name: str) -> list[Row]:
    import csv  # here, so that what starts hipkit stays quick

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    cells_read, number = 0, 1
    try:
        for cells in reader:
            width = len(cells)
            cells_read += width
            if width > MOST_COLUMNS or len(rows) >= MOST_ROWS or cells_read > MOST_CELLS:
                raise refusal(name, too_large(), number)
            rows.append(Row(number, width, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise refusal(name, f"it cannot be read as CSV ({error}); was the file cut?", number) from None
    return rows


def too_large() -> str:
    """Why a table of too many rows or columns is refused."""
    return f"a table has at most {MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells here"
