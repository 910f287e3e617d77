"""Files of claim lines read: what hipkit writes comes back equal, from every kind and several at once."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from x12sdk.generate import generate_837p

from hipkit import InputError
from hipkit.claim import table as claimlines
from hipkit.formats.claim import csv as table
from hipkit.formats.claim import x12, xlsx
from hipkit.review.reading import csvfile
from hipkit.review.reading.files import Reading, read, source
from hipkit.review.reading.kinds import kind_of
from hipkit.review.reading.x12file import pieces
from hipkit.review.table import COLUMNS
from hipkit.values.spreadsheet import neutral
from tests.helpers.claims_made import Made, claims
from tests.helpers.x12_judge import claims as judged
from tests.helpers.x12_judge import models
from tests.inputs import tables
from tests.inputs.edi import sample
from tests.inputs.tables import MAKERS

COUNT = 1000


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return list(claims(COUNT))


def texts(reading: Reading) -> Iterator[dict[str, str]]:
    """The lines as `formats.claimlines.rows` writes them: numbers without what they do not need, blank where null."""
    lines = reading.lines.select(*claimlines.COLUMNS).collect()
    for row in lines.iter_rows(named=True):
        yield {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{Decimal(repr(value)).normalize():f}" if isinstance(value, float) else str(value)


def written(one: Made) -> Iterator[dict[str, str]]:
    """The rows of a claim, its amounts without zeros behind."""
    for row in claimlines.rows(one.claim):
        row["charge"] = f"{Decimal(row['charge']).normalize():f}"
        yield row


# ---- what hipkit writes


def test_a_csv_of_hipkit_comes_back_equal(made: list[Made], tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    bodies = [table.csv_text(one.claim).partition("\n")[2] for one in made]
    path.write_text(",".join(claimlines.COLUMNS) + "\n" + "".join(bodies))
    found = read([path])
    assert list(texts(found)) == [row for one in made for row in written(one)]
    assert (found.set_aside, found.remarks) == ((), ())


def test_a_workbook_of_another_maker_is_read_as_openpyxl_reads_it(made: list[Made], tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(claimlines.COLUMNS)
    rows = [row for one in made[:60] for row in claimlines.rows(one.claim)]
    for row in rows:
        sheet.append([_cell(name, row[name]) for name in claimlines.COLUMNS])
    path = tmp_path / "lines.xlsx"
    book.save(path)
    found = read([path])
    assert found.set_aside == ()
    assert list(texts(found)) == [row for one in made[:60] for row in written(one)]


def _cell(name: str, text: str) -> Any:
    if not text:
        return None
    if name in xlsx.DATES:
        return date.fromisoformat(text)
    return float(text) if name in (*claimlines.WHOLE, *claimlines.DECIMAL) else text


def test_a_workbook_of_hipkit_comes_back_equal(made: list[Made], tmp_path: Path) -> None:
    for one in made[::20]:
        path = tmp_path / f"{one.number}.xlsx"
        path.write_bytes(xlsx.xlsx_bytes(one.claim))
        found = read([path])
        assert list(texts(found)) == list(written(one))
        assert found.set_aside == ()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "NA", "null", "00123", "1E5", "2021-03-01"]
)
def test_text_stays_text_through_csv_and_back(made: list[Made], text: str, tmp_path: Path) -> None:
    row = claimlines.rows(made[0].claim)[0] | {"drug": text, "description": text}
    path = tmp_path / "lines.csv"
    cells = {name: neutral(cell) if name in claimlines.FREE_TEXT else cell for name, cell in row.items()}
    pl.DataFrame([cells]).write_csv(path)
    (back,) = texts(read([path]))
    assert (back["drug"], back["description"]) == (text, text)


def test_an_837p_of_hipkit_comes_back_equal(made: list[Made]) -> None:
    for one in made:
        (found,) = pieces(io.BytesIO(x12.x12_text(one.claim).encode()), "lines.837")
        assert (found.set_aside, found.remarks) == ((), ()), one.number
        rows, backs = list(written(one)), list(found.texts.iter_rows(named=True))
        if len(rows) > 50:  # cut between days, at most fifty lines to a CLM, each of which counts its lines anew
            assert max(Counter(back["claim_id"] for back in backs).values()) <= 50
            backs = [back | {"claim_id": rows[0]["claim_id"], "line": ""} for back in backs]
            rows = [row | {"line": ""} for row in rows]
            rows, backs = sorted(rows, key=_in_order), sorted(backs, key=_in_order)
        for row, back in zip(rows, backs, strict=True):
            kept = {name: back[name] or "" for name in row if name in back}
            assert kept == {name: row[name] for name in kept}, one.number


def _in_order(row: dict[str, str]) -> tuple[str, ...]:
    names = ("date_from", "date_through", "code", "modifiers", "units", "ndc", "ndc_quantity", "charge", "description")
    return tuple(row[name] or "" for name in names)


def test_what_x12sdk_reads_is_what_is_read(made: list[Made]) -> None:
    files = [x12.x12_text(one.claim) for one in made[::10]]
    files += [generate_837p(seed=seed, claims=20) for seed in range(10)]
    for edi in files:
        (found,) = pieces(io.BytesIO(edi.encode()), "lines.837")
        assert not found.set_aside
        assert {one.about for one in found.remarks} <= {"form"}
        lines = found.texts.iter_rows(named=True)
        for claim in (claim for model in models(edi) for claim in judged(model)):
            for line in claim.lines:
                row = next(lines)
                assert row["claim_id"] == claim.identifier
                assert (row["code"], tuple((row["modifiers"] or "").split())) == (line.code, line.modifiers)
                assert (Fraction(row["charge"]), Fraction(row["units"])) == (line.charge, line.units)
                assert (date.fromisoformat(row["date_from"]), row["date_through"]) == (line.start, line.end.isoformat())
                assert (row["ndc"], row["ndc_uom"], row["description"]) == (line.ndc, line.ndc_uom, line.description)
                quantity = row["ndc_quantity"] and Fraction(row["ndc_quantity"])
                assert quantity == line.ndc_quantity
        assert next(lines, None) is None


def test_files_of_another_maker_are_read(tmp_path: Path) -> None:
    path = tmp_path / "many.837"
    path.write_text(generate_837p(seed=1, claims=300))
    found = read([path])
    assert found.rows_in == found.rows_reviewed > 300
    assert found.lines.select("payer").collect()["payer"].n_unique() > 3
    dependents = found.lines.select("patient_id").collect()["patient_id"].str.contains("/1", literal=True)
    assert 0 < dependents.sum() < len(dependents)


def test_each_patient_of_a_subscriber_is_somebody(tmp_path: Path) -> None:
    before, claim, after = re.split(r"(CLM.*ML~)", sample().replace("SAMPLE0001", "W123"))
    child = "HL*{}*2*23*0~PAT*19~NM1*QC*1*SAMPLE*CHILD~"
    path = tmp_path / "lines.837"
    children = child.format(3) + claim + child.format(4) + claim
    path.write_text(before + claim + children + after.replace("SE*29", "SE*57"))
    found = read([path])
    patients = found.lines.collect()["patient_id"].to_list()
    assert patients == ["W123", "W123", "W123/1", "W123/1", "W123/2", "W123/2"]
    assert found.remarks == ()


# ---- several files, several engines


def test_several_files_of_all_kinds_are_one_table(tmp_path: Path, made: list[Made]) -> None:
    MAKERS["xlsx"](tmp_path / "a.xlsx")
    MAKERS["parquet"](tmp_path / "b.parquet")
    (tmp_path / "c.837").write_text(x12.x12_text(made[0].claim))
    (tmp_path / "d.csv").write_text("claim_id,line,date_from,date_through,code,units\nA,1,2021-03-01,x,S9326,1\n")
    paths = sorted(tmp_path.iterdir())
    found = read(paths)
    assert [one.kind for one in found.files] == ["xlsx", "parquet", "x12", "csv"]
    assert [one.rows_in for one in found.files] == [3, 3, len(made[0].claim.lines), 1]
    assert [(one.file, one.row_number) for one in found.set_aside] == [(str(paths[3]), 1)]
    assert found.rows_in == found.rows_reviewed + 1
    lines = found.lines.collect()
    assert len(lines) == found.rows_reviewed
    assert lines.filter(pl_file(paths[1]))["row_number"].to_list() == [1, 2, 3]
    assert ("charge", str(paths[3])) in found.gaps
    assert ("dose", str(paths[2])) in found.gaps
    assert ("units", str(paths[3])) not in found.gaps


def pl_file(path: Path) -> Any:
    import narwhals as nw

    return nw.col("file") == str(path)


@pytest.mark.parametrize("name", ["a.parquet", "a.csv", "a.xlsx"])
def test_duckdb_has_the_same_lines(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    MAKERS["xlsx" if name.endswith("xlsx") else "parquet"](path)
    if name.endswith("csv"):
        pl.read_parquet(path).write_csv(path)
    ours, other = (read([path], engine).lines for engine in ("polars", "duckdb"))
    assert other.implementation.is_duckdb()
    columns = ours.collect_schema().names()
    assert "row_number" in columns
    assert ours.collect_schema() == other.select(columns).collect_schema()
    order = ["claim_id", "line"]
    assert ours.sort(order).collect().rows() == other.select(columns).sort(order).collect().rows()


@pytest.mark.parametrize("column", ["units", "charge", "hours_per_day", "line"])
@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_duckdb_sets_the_same_rows_of_parquet_aside(column: str, odd: float, tmp_path: Path) -> None:
    """Least and greatest of a Parquet column say nothing of NaN, and DuckDB goes by them."""
    path = tmp_path / "odd.parquet"
    lines = pl.concat([tables.one_line(hours_per_day=24.0, charge=10.0)] * 6)
    cells = pl.Series(column, [1.0, 2.0, 3.0, odd, 5.0, 6.0])
    lines.with_columns(cells).write_parquet(path, row_group_size=3)
    ours, other = (read([path], engine) for engine in ("polars", "duckdb"))
    assert ours.set_aside == other.set_aside
    (aside,) = ours.set_aside
    assert (aside.row_number, aside.column) == (4, column)
    numbers = [found.lines.select("row_number", column).sort("row_number").collect().rows() for found in (ours, other)]
    assert numbers[0] == numbers[1] == [(at, float(at)) for at in (1, 2, 3, 5, 6)]


@pytest.mark.parametrize("text", ["J2270 ", " J2270", "J2270\u00a0", "", " ", None, "x" * 1001])
@pytest.mark.parametrize("column", ["code", "drug", "claim_id"])
def test_one_cell_among_many_equal_ones_is_found_in_parquet(column: str, text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    cells = pl.Series(column, ["J2270"] * 50_000)
    cells[31_000] = text
    frame = pl.concat([tables.one_line(drug="d")] * 50_000).with_columns(cells)
    frame.write_parquet(path, row_group_size=10_000)
    found = read([path])
    whole = found.lines.collect()
    assert found.rows_in == 50_000 == len(whole) + len(found.set_aside)
    if (column != "drug" and not (text or "").strip()) or len(text or "") > 1000:
        assert [(one.row_number, one.column) for one in found.set_aside] == [(31_001, column)]
    else:
        assert whole[column][31_000] == ((text or "").strip(" \u00a0") or None)
    assert set(whole[column].drop_nulls()) == {"J2270"}


def test_a_table_of_which_too_much_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hipkit.review.table.MOST_SET_ASIDE", 10)
    monkeypatch.setattr("hipkit.review.reading.csvfile.AT_ONCE", 500)
    row = "A,1,2021-03-01,2021-03-31,S9326,31"
    for name, bad in (("cells", row + ","), ("values", row.replace("31", "x"))):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(["claim_id,line,date_from,date_through,code,units", *[row] * 100, *[bad] * 10]))
        assert read([path]).rows_set_aside == 10
        path.write_text(path.read_text() + f"\n{bad}")
        with pytest.raises(InputError, match=r"more than 10 of its rows cannot be read; the first: row 101, claim A"):
            read([path])


def test_a_dropped_file_is_called_by_its_name(tmp_path: Path) -> None:
    place = tmp_path / "upload"
    place.write_text("claim_id,line,date_from,date_through,code,units\nA,1,x,2021-03-31,S9326,31\n")
    found = read([source(place, "../../may.csv")])
    assert (found.files[0].name, found.set_aside[0].file) == ("../../may.csv", "../../may.csv")
    with pytest.raises(InputError, match=r'read "may.xlsx": it is text \(CSV\), and its name says a workbook'):
        source(place, "may.xlsx")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_do_not_depend_on_where_a_piece_ends(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = "A,1,2021-03-01,2021-03-31,S9326,31"
    rows = [
        plain,
        '"A',
        'B",1,2021-03-01,2021-03-31,S9326,31',
        "",
        plain,
        f"{plain},",
        plain,
        'A,"1,x',
        plain,
        '"A,',
        plain,
    ]
    data = end.join(["claim_id,line,date_from,date_through,code,units", *rows * 3]).encode()

    def found() -> tuple[list[Any], list[Any]]:
        parts = list(csvfile.pieces(io.BytesIO(data), "lines"))
        assert [part for part in parts if len(part.texts)]
        return [row for part in parts for row in part.texts.rows()], [one for part in parts for one in part.set_aside]

    monkeypatch.setattr(csvfile, "LONGEST_LINE", 60)  # the header is read apart
    whole = found()
    assert [row[0] for row in whole[0]] == [11 * turn + at for turn in range(3) for at in (1, 5, 7, 9, 11)]
    assert [one.row_number for one in whole[1]] == [11 * turn + at for turn in range(3) for at in (2, 6, 8, 10)]
    for size in range(50, len(data) + 2):
        monkeypatch.setattr(csvfile, "AT_ONCE", size)
        assert found() == whole, size


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("behind", [0, 1, 2])
def test_a_row_that_goes_on_and_on_is_set_aside(end: bytes, behind: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it is, nothing of it is kept; the rows behind it are read, with their numbers."""
    row = b"A,1,2021-03-01,2021-03-31,S9326,31"
    head = b"claim_id,line,date_from,date_through,code,units"
    monkeypatch.setattr(csvfile, "LONGEST_LINE", 60)
    for size in range(70, 90):
        monkeypatch.setattr(csvfile, "AT_ONCE", size)
        for length in range(200, 200 + size):
            data = end.join([head, row, b"B,2,2021-03-01," + b"9" * length, *[row] * behind])
            parts = list(csvfile.pieces(io.BytesIO(data), "lines"))
            numbers = [number for part in parts for number in part.texts["row_number"]]
            (aside,) = (one for part in parts for one in part.set_aside)
            assert numbers == [1, *range(3, 3 + behind)]
            assert (aside.row_number, aside.claim_id, aside.line) == (2, "B", "2")
            assert aside.reason == "it is longer than 60 characters"


def test_rows_do_not_depend_on_how_many_a_piece_has(
    made: list[Made], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edi = tmp_path / "lines.837"
    edi.write_text(generate_837p(seed=2, claims=20).replace("SV1*HC:85025", "SV1*ER:85025", 3))
    book = tmp_path / "lines.xlsx"
    tables.book(titles=("June",))(book)
    MAKERS["xlsx"](book)
    whole = [read([path]) for path in (edi, book)]
    monkeypatch.setattr("hipkit.review.reading.x12file.AT_ONCE", 2)
    monkeypatch.setattr("hipkit.review.reading.xlsxfile.AT_ONCE", 2)
    for one, path in zip(whole, (edi, book), strict=True):
        again = read([path])
        assert again.lines.collect().rows() == one.lines.collect().rows()
        assert (again.set_aside, again.remarks, again.files) == (one.set_aside, one.remarks, one.files)
    assert whole[0].set_aside


def test_nothing_and_the_same_file_twice_are_refused(tmp_path: Path) -> None:
    MAKERS["parquet"](tmp_path / "a.parquet")
    (tmp_path / "link.parquet").symlink_to(tmp_path / "a.parquet")
    with pytest.raises(InputError, match="nothing was named"):
        read([])
    with pytest.raises(InputError, match="it is named twice"):
        read([tmp_path / "a.parquet", tmp_path / "link.parquet"])
    for wrong in (3, None, b"a.csv"):
        with pytest.raises(InputError, match="a path is text"):
            read([wrong])  # type: ignore[list-item]


def test_names_of_files_with_signs_of_patterns_are_names(tmp_path: Path) -> None:
    for name in ("[a].parquet", "*.parquet", "a?.parquet"):
        MAKERS["parquet"](tmp_path / name)
    for name in ("[a].parquet", "*.parquet", "a?.parquet"):
        assert read([tmp_path / name]).rows_in == 3


def test_all_columns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    cells = dict.fromkeys(COLUMNS, "7") | {"date_from": "2021-03-01", "date_through": "2021-03-02"}
    path.write_text(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    found = read([path])
    assert set(found.files[0].columns) == set(COLUMNS)
    assert found.set_aside[0].column == "authorization_through"


@pytest.mark.parametrize("data", [b'{\n  "hipkit": "scenario"', b'{"hipkit": "order on a page"'])
def test_a_file_that_hipkit_saved_is_named_as_such(data: bytes) -> None:
    with pytest.raises(InputError, match="a file that hipkit has saved, and no table of claim lines"):
        kind_of(data)
