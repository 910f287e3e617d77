r"""CSV as texts: fast for a million lines, and exact for the few that are not as they should be.

A line of the file is a row. A line is well formed when it has as many cells as the header and its quotes are in
order; all such lines are read by polars at once, every cell as text. Each of the others is set aside with its
reason, and those after it are read as if nothing had been: no quote swallows the rest of the file. A row whose
cells are all blank is no row.

>>> from io import BytesIO
>>> head = b"claim_id,line,date_from,date_through,code,units\n"
>>> read = list(pieces(BytesIO(head + b'A,1,2021-03-01,2021-03-31,S9326,31\r\nA,2,2021-03-01,"J2270\n'), "may.csv"))
>>> read[0].texts.rows()
[(1, 'A', '1', '2021-03-01', '2021-03-31', 'S9326', '31')]
>>> print(read[0].set_aside[0])
may.csv, row 2, claim A, line 2: a quote in it opens and does not close, or stands inside a cell
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from hipkit.errors import InputError
from hipkit.review.reading.kinds import EXAMPLE, FIELD, WANTED
from hipkit.review.reading.piece import Piece
from hipkit.review.table import FREE_TEXT, SetAside, check_names
from hipkit.values.spreadsheet import NEUTRAL
from hipkit.values.userfile import BOM, text_from

if TYPE_CHECKING:
    import polars as pl

AT_ONCE = 1 << 25  # bytes; no line is longer
LONGEST_LINE = 1 << 16
_HELD_BACK = 1 << 20  # bytes behind the last well-formed line that wait for the next piece
_MOST_JOINED = 20  # lines that one cell with line ends may go over
_QUOTED = '"(?:[^"]|"")*'
_CELL = f'(?:[^",]*|{_QUOTED}")'
_ROW = re.compile(f"{_CELL}(?:,{_CELL})*")
_OPEN_ROW = re.compile(f"(?:{_CELL},)*{_QUOTED}")
_LINE_END = re.compile(b"\r\n|\n|\r")
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}


def pieces(file: BinaryIO, name: str) -> Iterator[Piece]:
    """The rows in pieces of 32 MB. Raises InputError for a file that is no claim-line table as a whole."""
    names, rest = _header(file, name)
    lines = _Lines(names, name)
    held, number, at_end = rest, 1, False
    while not at_end:
        data = file.read(AT_ONCE)
        at_end = len(data) < AT_ONCE
        whole, held = _cut(held + data, at_end)
        endless = len(held) > AT_ONCE
        if whole:
            piece, taken, back = lines.piece(_one_line_end(whole), number, at_end or endless)
            number += taken
            yield piece
            held = back + held
        if endless:
            yield lines.endless(held, number)
            held = _behind(file)
            number += 1


def _header(file: BinaryIO, name: str) -> tuple[list[str], bytes]:
    start = file.read(LONGEST_LINE).removeprefix(BOM)
    first, end, rest = start.partition(b"\n")
    if b"\x00" in first:
        raise InputError(FIELD, name, "it is no text, or UTF-16 text; save it as CSV in UTF-8", EXAMPLE)
    if not end and b"\r" in start:
        first, end, rest = start.partition(b"\r")
    elif b"\r" in first.removesuffix(b"\r"):
        cut = first.index(b"\r")
        first, rest = start[:cut], start[cut + 1 :]
    if not end and len(start) == LONGEST_LINE:
        raise InputError(FIELD, name, f"its header is longer than {LONGEST_LINE:,} bytes", EXAMPLE)
    text = text_from(first.removesuffix(b"\r"), name, WANTED, 0)
    if not _ROW.fullmatch(text):
        raise InputError(FIELD, name, "a quote in its header opens and does not close", EXAMPLE)
    names = [cell.strip(" ") for cell in next(csv.reader([text]), [""])]
    if len(names) == 1:
        for delimiter, words in _OTHER_DELIMITERS.items():
            if delimiter in text:
                reason = f"its cells are divided by {words}; save it as CSV with commas, and numbers with a point"
                raise InputError(FIELD, name, reason, EXAMPLE)
    check_names(names, name)
    return names, rest


def _cut(data: bytes, at_end: bool) -> tuple[bytes, bytes]:
    """The whole lines, and the beginning of one. A CR at the very end may have its LF in the next piece."""
    if at_end:
        return data, b""
    end = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
    return data[:end], data[end:]


def _behind(file: BinaryIO) -> bytes:
    """What was read with the next line end and stands behind it; nothing of what stands before is kept."""
    while data := file.read(AT_ONCE):
        line_end = _LINE_END.search(data)
        if line_end and line_end.end() == len(data) and line_end[0] == b"\r":
            return file.read(1).removeprefix(b"\n")  # it may belong to the CR
        if line_end:
            return data[line_end.end() :]
    return b""


def _one_line_end(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


class _Lines:
    """The lines of one file, from bytes to cells."""

    def __init__(self, names: Sequence[str], name: str) -> None:
        self.names, self.name = names, name
        self.well_formed = f"^{_CELL}(?:,{_CELL}){{{len(names) - 1}}}$"

    def piece(self, data: bytes, number: int, at_end: bool) -> tuple[Piece, int, bytes]:
        """The piece, how many lines it took, and the bytes of the last lines where they must wait for more."""
        import polars as pl

        if not data.isascii():
            text_from(data, self.name, WANTED, number)
        texts = self._at_once(data, number)
        if texts is not None:
            return Piece(_filled(texts)), texts.height, b""
        lines = pl.read_lines(data, name="line", row_index_name="row_number", row_index_offset=number)
        lines = lines.with_columns(pl.col("row_number").cast(pl.Int64), good=self._good(data))
        back = b""
        if not at_end:
            lines, back = _hold_back(lines)
        good, other = lines.filter("good"), lines.filter(~pl.col("good"))
        if other.height or back:
            data = good["line"].str.join("\n").item().encode()
        aside = tuple(self._aside(list(zip(other["row_number"], other["line"], strict=True))))
        texts = self._cells(data, good["row_number"])
        return Piece(_filled(texts), aside), lines.height, back

    def endless(self, start: bytes, number: int) -> Piece:
        """A line that goes on beyond what is read at once: it is set aside, and its end never kept."""
        aside = self._one(number, start[: 5 * LONGEST_LINE].decode("utf-8", "replace"), 1)
        return Piece(self._none(), (aside,))

    def _at_once(self, data: bytes, number: int) -> pl.DataFrame | None:
        """The cells of all lines, where counting proves each of them well formed; else None.

        Polars refuses a line with a cell too many. Where none has, and there are as many commas as all lines
        together must have, none has a cell too few either. Lines with quotes are looked at one by one.
        """
        import polars as pl

        lines, commas = data.count(b"\n") + (data[-1:] not in (b"\n", b"")), data.count(b",")
        plain = lines
        if b'"' in data:
            line = pl.col("line")
            quoted = pl.read_lines(data, name="line").filter(line.str.contains('"', literal=True))
            if not quoted.select(line.str.contains(self.well_formed).all()).item():
                return None
            plain -= quoted.height
            commas -= quoted.select(line.str.count_matches(",", literal=True).sum()).item()
        if not lines or b"\x00" in data or commas != plain * (len(self.names) - 1):
            return None
        try:
            texts = self._cells(data, pl.int_range(number, number + lines, eager=True))
        except pl.exceptions.PolarsError:
            return None
        return texts if texts.height == lines else None

    def _good(self, data: bytes) -> pl.Expr:
        import polars as pl

        line = pl.col("line")
        good = line.str.count_matches(",", literal=True) == len(self.names) - 1
        if b'"' in data:
            quoted = line.str.contains('"', literal=True)
            good = pl.when(quoted).then(line.str.contains(self.well_formed)).otherwise(good)
        if b"\x00" in data:
            good = good & ~line.str.contains("\x00", literal=True)
        return good

    def _none(self) -> pl.DataFrame:
        import polars as pl

        return pl.DataFrame(schema={"row_number": pl.Int64, **dict.fromkeys(self.names, pl.String)})

    def _cells(self, data: bytes, numbers: pl.Series) -> pl.DataFrame:
        import polars as pl

        schema = dict.fromkeys(self.names, pl.String)
        if not data:
            return self._none()
        quote = '"' if b'"' in data else None
        texts = pl.read_csv(data, has_header=False, schema=schema, quote_char=quote)
        if b"'" in data:  # what hipkit put before a text that a spreadsheet would run
            free = pl.col([name for name in self.names if name in FREE_TEXT])
            texts = texts.with_columns(
                pl.when(free.str.contains(f"^{NEUTRAL}")).then(free.str.slice(1)).otherwise(free).name.keep()
            )
        return texts.insert_column(0, numbers.alias("row_number"))

    def _aside(self, lines: list[tuple[int, str]]) -> Iterator[SetAside]:
        """The rows of the lines that are not well formed; a blank one is none."""
        at = 0
        while at < len(lines):
            number, line = lines[at]
            joined = 1 if line.count('"') % 2 == 0 else self._joined(lines, at)
            at += joined
            if line.strip(", "):
                yield self._one(number, line, joined)

    def _joined(self, lines: list[tuple[int, str]], at: int) -> int:
        """How many lines make one well-formed row together; 1 where they make none."""
        number, text = lines[at]
        for more in range(1, min(_MOST_JOINED, len(lines) - at)):
            next_number, line = lines[at + more]
            text += f"\n{line}"
            if next_number != number + more or len(text) > LONGEST_LINE:
                break
            if '"' in line and _ROW.fullmatch(text):
                return more + 1
            if '"' in line and not _OPEN_ROW.fullmatch(text):
                break
        return 1

    def _one(self, number: int, line: str, joined: int) -> SetAside:
        long = len(line) > LONGEST_LINE
        cells = next(csv.reader([line[:LONGEST_LINE].replace("\x00", "")]), [])
        if long:
            cells.pop()  # it may go on
            reason = f"it is longer than {LONGEST_LINE:,} characters"
        elif joined > 1:
            reason = "a cell of it holds a line end; a row stands on one line"
        elif "\x00" in line:
            reason = "it holds U+0000, which cannot be seen"
        elif '"' in line and not _ROW.fullmatch(line):
            reason = "a quote in it opens and does not close, or stands inside a cell"
        else:
            reason = f"it has {len(cells):,} cells, and the header has {len(self.names)}"
        named = dict(zip(self.names, cells, strict=False))
        return SetAside(number, named.get("claim_id"), named.get("line"), "", reason, file=self.name)


def _filled(texts: pl.DataFrame) -> pl.DataFrame:
    """The rows but for those whose cells are all blank, as a spreadsheet leaves them behind."""
    import polars as pl

    first, cells = texts.to_series(1), pl.exclude("row_number")
    if first.null_count() or first.str.starts_with(" ").any() or (first == "").any():
        blank = cells.is_null() | (cells.str.strip_chars(" ") == "")
        return texts.filter(~pl.all_horizontal(blank))
    return texts


def _hold_back(lines: pl.DataFrame) -> tuple[pl.DataFrame, bytes]:
    """The lines but for those behind the last good one, where a quote among them may go on in the next piece."""
    good = lines["good"].arg_true()
    rows = lines.height if good.is_empty() else lines.height - 1 - int(good[-1])
    tail = lines.tail(rows)["line"]
    back = "".join(f"{line}\n" for line in tail).encode()
    if not rows or len(back) > _HELD_BACK or not tail.str.contains('"', literal=True).any():
        return lines, b""
    return lines.head(lines.height - rows), back
