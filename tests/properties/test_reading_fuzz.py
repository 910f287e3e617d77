"""Damaged files of claim lines: refused in a sentence, or every row of them reviewed or set aside; never a crash.

A valid file of each kind is changed at random places. What is read must be what Python's own csv reader finds on
that line, and what x12sdk's delimiters would split.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hipkit import InputError
from hipkit.review import cells
from hipkit.review.reading import csvfile, x12segments
from hipkit.review.reading.files import Reading, read
from hipkit.review.table import COLUMNS, KINDS, REQUIRED, typed
from hipkit.values.strict import clean, date, number, whole
from tests.inputs.edi import sample
from tests.inputs.tables import MAKERS, table
from tests.properties.given import junk

CSV = table().write_csv().encode()
EDI = sample().replace("~", "~\n").encode()
_BITS = [
    b"", b",", b'"', b'""', b"\n", b"\r", b"\r\n", b"\x00", b"'", b";", b"\t", b" ", b"\xff", b"\xe9", b"\xc3\xa9",
    b"\xef\xbb\xbf", b"1E400", b"-", b"=1+1", b"'=1", b"NA", b"9" * 400, b",,,,,,,,,,,,,,,,,,,,,", b'"\n"', b'","',
    b"~", b"*", b":", b"^", b"~~", b"LX*1~", b"SE*1*0001~", b"ISA", b"IEA*1*000000001~", b"HL*2*2*22~",
    b"SV1*HC:J2270~", b"DTP*472*RD8*2021~", b"CLM*~", b"\x1a", b"st", "\u202e".encode(), "\u0661".encode(),
    b"2021-02-30", b"x" * 70_000,
]  # fmt: skip
changes = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.sampled_from(_BITS), st.binary(max_size=6))),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, how: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with some taken out and others put in their place."""
    for place, length, bits in how:
        at = int(place * len(data))
        data = data[:at] + bits + data[at + length :]
    return data


def tried(data: bytes, name: str) -> Reading | None:
    """What is read of a file with these bytes; None where it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            found = read([path])
            lines = found.lines.collect()
        except InputError as error:
            assert str(error).isprintable()
            return None
    assert found.rows_in == found.rows_reviewed + found.rows_set_aside
    assert found.rows_reviewed == len(lines)
    assert not {one.row_number for one in found.set_aside} & set(lines["row_number"])
    assert all(str(one).isprintable() and one.reason for one in found.set_aside)
    assert all(one.message.isprintable() for one in found.remarks)
    return found


def physical(data: bytes) -> list[str]:
    """The lines below the header, each line end counted."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode()
    return re.split("\r\n|\r|\n", text)[1:]


@given(changes)
@settings(max_examples=400)
def test_a_damaged_csv(how: list[tuple[float, int, bytes]]) -> None:
    data = changed(CSV, how)
    found = tried(data, "lines")
    if found is None or found.files[0].kind != "csv":
        return
    lines = physical(data)
    if '"' not in data.decode():
        assert found.rows_in == sum(bool(line.strip(", ")) for line in lines)
    read_lines = found.lines.collect()
    for at, claim, code in zip(*(read_lines[name] for name in ("row_number", "claim_id", "code")), strict=True):
        (row,) = csv.reader([lines[at - 1]], strict=True)
        names = found.files[0].columns
        assert len(row) == len(names)
        given = dict(zip(_header(data), row, strict=True))
        plain = re.sub("^'(?='*[=+@\t-])", "", given["claim_id"])
        assert [claim, code] == [text.strip(" \u00a0") for text in (plain, given["code"])]


def _header(data: bytes) -> list[str]:
    text = re.split("\r\n|\r|\n", data.removeprefix(b"\xef\xbb\xbf").decode())[0]
    return [name.strip(" ") for name in next(csv.reader([text]))]


@given(changes, st.integers(20, 2000))
@settings(max_examples=150)
def test_pieces_of_any_size_give_the_same_rows(how: list[tuple[float, int, bytes]], size: int) -> None:
    data = changed(CSV, how)

    def rows(at_once: int) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csvfile, "AT_ONCE", at_once)
            try:
                found = list(csvfile.pieces(io.BytesIO(data), "lines"))
            except InputError:
                return None
        texts = [row for piece in found for row in piece.texts.rows()]
        return texts, [one for piece in found for one in piece.set_aside]

    longest = max(map(len, re.split(b"[\r\n]", data)))
    assert rows(max(size, longest + 2)) == rows(1 << 25)


@example([(0.25, 4, b"," * 21), (0.38671875, 0, b"\n")])  # a line end in the level of an HL
@given(changes)
@settings(max_examples=400)
def test_a_damaged_837p(how: list[tuple[float, int, bytes]]) -> None:
    tried(changed(EDI, how), "lines")


@given(changes, st.integers(1, 300))
@settings(max_examples=150)
def test_segments_do_not_depend_on_how_much_is_read_at_once(how: list[tuple[float, int, bytes]], size: int) -> None:
    data = changed(EDI + EDI.replace(b"~", b"!").replace(b"*", b"|"), how)

    def found(at_once: int) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(x12segments, "_AT_ONCE", at_once)
            try:
                return [one[:2] for one in x12segments.segments(io.BytesIO(data), "lines")]
            except InputError as error:
                return error.reason

    assert found(size + 1200) == found(1 << 20)  # the head of a file is read at once


@given(changes)
@settings(max_examples=150)
def test_a_damaged_workbook(how: list[tuple[float, int, bytes]]) -> None:
    tried(changed(_book(), how), "lines")


@given(changes, st.sampled_from(["sheet1.xml", "sharedStrings.xml", "styles.xml", "workbook.xml", "workbook.xml.rels"]))
@settings(max_examples=250)
def test_a_workbook_with_a_damaged_part(how: list[tuple[float, int, bytes]], part: str) -> None:
    old, out = zipfile.ZipFile(io.BytesIO(_book())), io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, changed(data, how) if name.endswith(part) else data)
    tried(out.getvalue(), "lines")


def _book() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.xlsx"
        MAKERS["xlsx"](path)
        return path.read_bytes()


# ---- the expressions read what the strict reader reads

_READ: dict[str, Callable[[str], object]] = {
    cells.LINE: lambda text: whole(text, "cell", "1", 1, 10**9 - 1)[0],
    cells.NUMBER: lambda text: float(number(clean(text, "cell", "1").text, "cell", "1")[0]),
    cells.DATE: lambda text: date(text, "cell"),
}
numbers = st.from_regex(r"\A[ \u00a0]{0,2}[0-9]{0,11}(,[0-9]{2,4}){0,3}(\.[0-9]{0,8})?[ \u00a0]{0,2}\Z")
days = st.from_regex(r"\A ?[0-9]{4}-[0-3][0-9]-[0-4][0-9] ?\Z")
texts = st.lists(st.one_of(numbers, days, junk.map(lambda text: text.encode("utf-8", "replace").decode())), max_size=60)


@given(texts)
@settings(max_examples=200)
def test_the_expressions_read_what_the_strict_reader_reads(given_texts: list[str]) -> None:
    kinds = {"line": cells.LINE, "units": cells.NUMBER, "date_from": cells.DATE}
    for name, kind in kinds.items():
        filled = [text for text in given_texts if text.strip(" \u00a0")]
        texts = pl.DataFrame({column: filled if column == name else ["1"] * len(filled) for column in REQUIRED})
        days = {column: pl.lit("2021-03-01") for column in ("date_from", "date_through") if column != name}
        found = typed(texts.with_row_index("row_number").with_columns(**days))
        kept = dict(zip(found.lines["row_number"], found.lines[name], strict=True))
        aside = {one.row_number: one.reason for one in found.set_aside}
        for at, text in enumerate(filled):
            try:
                expected = _READ[kind](text)
            except InputError as error:
                assert aside[at] == error.reason
            else:
                assert kept[at] == expected
        assert len(kept) + len(aside) == len(filled) == found.rows_in


@given(st.lists(junk, max_size=30))
def test_every_text_is_read_or_set_aside(given_texts: list[str]) -> None:
    whole_texts = [text.encode("utf-8", "replace").decode() for text in given_texts]
    texts = pl.DataFrame(dict.fromkeys(COLUMNS, whole_texts), schema=dict.fromkeys(COLUMNS, pl.String))
    found = typed(texts)
    assert found.rows_in == len(texts) == found.lines.height + len(found.set_aside)
    assert set(found.lines.columns) == set(KINDS)
