"""The rows of tables.toml, and the files that they want."""

from __future__ import annotations

import datetime
import gzip
import io
import os
import pickle
import re
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

FILE = Path(__file__).with_name("tables.toml")
OUTCOMES = ("OK", "ASIDE", "BLOCK")
_KEYS = {
    "id", "outcome", "expect", "rows", "aside", "read", "header", "more", "lines", "replace", "end", "encoding", "hex",
    "text", "made", "path", "pipe", "name", "long", "quote", "reason",
}  # fmt: skip


@dataclass(frozen=True)
class TableRow:
    """One file and what becomes of it."""

    id: str
    outcome: str
    expect: tuple[str, ...]
    data: Callable[[Path], None]
    name: str = "lines.csv"
    path: str = ""
    rows: int = 0
    aside: tuple[int, ...] = ()
    read: Mapping[str, list[str]] = field(default_factory=dict)

    def file(self, folder: Path) -> str:
        """The path to read, the file written."""
        if self.path:
            return self.path
        place = folder / self.name
        self.data(place)
        return str(place)


@cache
def table_rows() -> tuple[TableRow, ...]:
    """All rows; a key or an outcome that is not known is an error."""
    whole = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(_row(entry, whole["header"], whole["lines"]) for entry in whole["row"])


def _row(entry: dict[str, Any], header: str, lines: list[str]) -> TableRow:
    assert set(entry) <= _KEYS and entry["outcome"] in OUTCOMES and entry["reason"], entry
    expect = entry.get("expect", [])
    return TableRow(
        entry["id"],
        entry["outcome"],
        (expect,) if isinstance(expect, str) else tuple(expect),
        _writer(entry, header, lines),
        entry.get("name", "lines.csv"),
        entry.get("path", ""),
        entry.get("rows", 0),
        tuple(entry.get("aside", ())),
        entry.get("read", {}),
    )


def _writer(entry: dict[str, Any], header: str, lines: list[str]) -> Callable[[Path], None]:
    if "made" in entry:
        return MAKERS[entry["made"]]
    if entry.get("pipe"):
        return lambda place: os.mkfifo(place)
    data = bytes.fromhex(entry["hex"]) if "hex" in entry else _text(entry, header, lines)
    return lambda place: place.write_bytes(data) and None


def _text(entry: dict[str, Any], header: str, lines: list[str]) -> bytes:
    if "text" in entry:
        return entry["text"].encode()
    whole = [entry.get("header", header), *entry.get("lines", lines), *entry.get("more", [])]
    text = "".join(line + "\n" for line in whole)
    if "replace" in entry:
        old, new = entry["replace"]
        assert old in text, entry
        text = text.replace(old, f'"{new}"' if entry.get("quote") else new)
    text = text.replace("LONG", "x" * entry.get("long", 4))
    end = entry.get("end", "\n")
    return (text if end == "\n" else text.replace("\n", end)).encode(entry.get("encoding", "utf-8"))


# ---- files that are no text

LINE = {
    "claim_id": "A", "line": 1, "date_from": datetime.date(2021, 3, 1), "date_through": datetime.date(2021, 3, 31),
    "code": "S9326", "units": 31.0,
}  # fmt: skip


def table() -> pl.DataFrame:
    """The table of the file, typed."""
    whole = tomllib.loads(FILE.read_text(encoding="utf-8"))
    text = "\n".join([whole["header"], *whole["lines"]]).encode()
    floats = ("units", "charge", "ndc_quantity", "hours_per_day")
    return (
        pl.read_csv(text, infer_schema=False)
        .with_columns(pl.col("date_from", "date_through").str.to_date())
        .cast({"line": pl.Int64, **dict.fromkeys(floats, pl.Float64)})
    )


def parquet(frame: Any) -> Callable[[Path], None]:
    """Writes a frame, or what makes one, as Parquet."""
    return lambda place: (frame() if callable(frame) else frame).write_parquet(place)


def one_line(**cells: Any) -> pl.DataFrame:
    """A table of one line, or of as many as a cell is given for."""
    most = max((len(one) for one in cells.values() if isinstance(one, list)), default=1)
    whole = {
        name: value if isinstance(value, list | pl.Series) else [value] * most for name, value in (LINE | cells).items()
    }
    return pl.DataFrame(whole)


def book(
    write: Callable[[Any, Any], None] | None = None, titles: tuple[str, ...] = ("Sheet1",), **options: Any
) -> Callable[[Path], None]:
    """Writes a workbook of one line; `write` changes a cell, given the sheet and the formats."""

    def made(place: Path) -> None:
        whole = xlsxwriter.Workbook(str(place), options)
        day = whole.add_format({"num_format": "yyyy-mm-dd"})
        for title in titles:
            sheet = whole.add_worksheet(title)
            if title.startswith("Notes"):
                sheet.write_string(0, 0, "nothing to bill")
                continue
            for column, (name, value) in enumerate(LINE.items()):
                sheet.write_string(0, column, name)
                if isinstance(value, datetime.date):
                    sheet.write_datetime(1, column, datetime.datetime.combine(value, datetime.time()), day)
                else:
                    sheet.write(1, column, value)
            if write:
                write(sheet, day)
        whole.close()

    return made


def _xlsx(place: Path) -> None:
    whole = xlsxwriter.Workbook(str(place), {"strings_to_formulas": False})
    sheet, day = whole.add_worksheet(), whole.add_format({"num_format": "yyyy-mm-dd"})
    frame = table()
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, name)
        for row, value in enumerate(frame[name], 1):
            if isinstance(value, datetime.date):
                sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), day)
            elif value is not None:
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(row, column, value)
    whole.close()


def _rewritten(part: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """A workbook with one part of it changed."""

    def made(place: Path) -> None:
        book()(place)
        old = zipfile.ZipFile(io.BytesIO(place.read_bytes()))
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, change(old.read(name)) if name == part else old.read(name))

    return made


SHEET = "xl/worksheets/sheet1.xml"
_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


_SPOKEN = b'<rPh sb="0" eb="1"><t>spoken</t></rPh>'
_RICH = b"<r><t>S9</t></r><r><rPr><b/></rPr><t>326</t></r>"
_INLINE = b't="inlineStr"><is><t>date_through</t><rPh sb="0" eb="1"><t>spoken</t></rPh></is>'


def _prefixed(place: Path) -> None:
    """A sheet whose elements have a prefix, as some makers write them."""

    def change(old: bytes) -> bytes:
        named = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", old)
        return named.replace(b"xmlns=", b"xmlns:x=", 1)

    _rewritten(SHEET, change)(place)


def _lying(place: Path) -> None:
    """A sheet that unpacks to more than the archive says."""
    _rewritten(SHEET, lambda old: old.replace(b"</sheetData>", b"</sheetData>" + b" " * 100_000))(place)
    data = bytearray(place.read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    for start in (b"PK\x01\x02", b"PK\x03\x04"):
        at = 0
        while (at := data.find(start, at)) >= 0:
            place_of_size = at + (24 if start == b"PK\x01\x02" else 22)
            if data[place_of_size : place_of_size + 4] == size.to_bytes(4, "little"):
                data[place_of_size : place_of_size + 4] = (1000).to_bytes(4, "little")
            at += 4
    place.write_bytes(data)


def _a_million(place: Path) -> None:
    numbers = pl.int_range(1, 1_000_001, eager=True)
    frame = pl.select(
        claim_id=pl.concat_str(pl.lit("C"), numbers),
        line=pl.lit(1),
        date_from=pl.lit("2021-03-01"),
        date_through=pl.lit("2021-03-31"),
        code=pl.lit("J2270"),
        units=pl.when(numbers == 777_777).then(pl.lit("148,8")).otherwise(pl.lit("372")),
    )
    frame.write_csv(place)


def _sparse(place: Path) -> None:
    with place.open("wb") as file:
        file.write(b"claim_id,line\n")
        file.truncate(5 * 10**9)


def _zip(*names: str) -> Callable[[Path], None]:
    def made(place: Path) -> None:
        with zipfile.ZipFile(place, "w") as archive:
            for name in names:
                archive.writestr(name, "claim_id,line\n")

    return made


def _npy(place: Path) -> None:
    import numpy

    with place.open("wb") as file:
        numpy.save(file, numpy.zeros(3))


def _cut(made: Callable[[Path], None]) -> Callable[[Path], None]:
    def cut(place: Path) -> None:
        made(place)
        data = place.read_bytes()
        place.write_bytes(data[: len(data) // 2])

    return cut


def _numbers(sheet: Any, day: Any) -> None:
    sheet.write_number(1, 4, 99601)
    sheet.write_string(0, 6, "ndc")
    sheet.write_number(1, 6, 63323085110)


def _cell(column: int, value: Any, name: str = "", kind: str = "write") -> Callable[[Any, Any], None]:
    def write(sheet: Any, day: Any) -> None:
        if name:
            sheet.write_string(0, column, name)
        arguments = (day,) if kind in ("write_datetime", "shown") else ()
        getattr(sheet, "write_number" if kind == "shown" else kind)(1, column, value, *arguments)

    return write


MAKERS: dict[str, Callable[[Path], None]] = {
    "a_million": _a_million,
    "five_gigabytes": _sparse,
    "gzip": lambda place: place.write_bytes(gzip.compress(b"claim_id,line\n")) and None,
    "zip": _zip("lines.csv"),
    "opendocument": _zip("mimetype", "content.xml"),
    "pickle": lambda place: place.write_bytes(pickle.dumps({"a": 1})) and None,
    "npy": _npy,
    "xlsx": _xlsx,
    "formula_text": book(_cell(6, "=1+1", "drug", "write_string")),
    "ndc_as_number": book(_cell(6, 74113303, "ndc")),
    "long_ndc_as_number": book(_numbers),
    "day_number": book(_cell(2, 46000)),
    "date_as_modifier": book(_cell(6, datetime.datetime(2021, 5, 9), "modifiers", "write_datetime")),
    "error_cell": book(lambda sheet, day: sheet.write_formula(1, 5, "=1/0", None, "#DIV/0!")),
    "formula_without_value": book(lambda sheet, day: sheet.write_formula(1, 5, "=1+1", None, "")),
    "time_of_day": book(_cell(2, 44256.25, kind="shown")),
    "truth": book(_cell(5, True)),
    "from_1904": book(date_1904=True),
    "two_tables": book(titles=("May", "June")),
    "second_sheet": book(titles=("Notes", "June")),
    "empty_book": _rewritten(SHEET, lambda old: b"<worksheet><sheetData/></worksheet>"),
    "cut_book": _cut(_xlsx),
    "bomb": _rewritten(SHEET, lambda old: old.replace(b"</sheetData>", b"</sheetData>" + b" " * 300_000_000)),
    "lying_bomb": _lying,
    "far_cell": _rewritten(SHEET, lambda old: old.replace(b'<row r="2"', b'<row r="4000000000"')),
    "prefixed": _prefixed,
    "escaped": book(_cell(6, "a_x0041_b", "drug", "write_string")),
    "spoken": _rewritten("xl/sharedStrings.xml", lambda old: old.replace(b"</t></si>", b"</t>" + _SPOKEN + b"</si>")),
    "rich": _rewritten("xl/sharedStrings.xml", lambda old: old.replace(b"<t>S9326</t>", _RICH)),
    "inline": _rewritten(SHEET, lambda old: re.sub(rb't="s"><v>4</v>', _INLINE, old)),
    "laughs": _rewritten(SHEET, lambda old: old.replace(b"?>\n", b"?>\n" + _LAUGHS, 1)),
    "parquet": parquet(table),
    "parquet_bomb": parquet(lambda: one_line().select(pl.all().repeat_by(20_000_000).explode())),
    "ndc_as_integer": parquet(lambda: one_line(ndc=74113303)),
    "odd_floats": parquet(lambda: one_line(units=[31.0, 0.1 + 0.2, float("nan"), float("inf"), -5.0])),
    "single_floats": parquet(lambda: one_line(units=pl.Series([148.8], dtype=pl.Float32))),
    "decimals": parquet(lambda: one_line(units=Decimal("31.00"), charge=Decimal("3100.5000000000"))),
    "parquet_texts": parquet(lambda: table().cast(pl.String)),
    "cut_parquet": _cut(parquet(table)),
    "moments": parquet(lambda: one_line(date_from=[datetime.datetime(2021, 3, 1, hour) for hour in (0, 7)])),
}  # fmt: skip
