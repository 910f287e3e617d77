"""Typed claim lines: the same from every engine, typed columns held to the limits of texts, headers checked."""

from __future__ import annotations

import datetime
import math
import re
import sys
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from hipkit import InputError
from hipkit.claim import table as claimlines
from hipkit.errors import unseen
from hipkit.review.cells import COMPARED, UNSEEN, cell_text
from hipkit.review.table import COLUMNS, FREE_TEXT, KINDS, REQUIRED, Remark, SetAside, check_names, typed

DAY = datetime.date(2021, 3, 1)
TEXTS = pl.DataFrame(
    {
        "claim_id": ["A", " A ", "A", "A", "B", "B", "B", "B", None],
        "line": ["1", "2.0", "1,000", "x", "5", "6", "7", "8", "9"],
        "date_from": ["2021-03-01", " 2020-02-29\u00a0", *["2021-03-01"] * 3, "2021-02-29", *["2021-03-01"] * 3],
        "date_through": ["2021-03-31"] * 9,
        "code": ["S9326", "J2270 ", "J2270", "J2270", "", "J2270", "J2270", "J2270", "J2270"],
        "units": ["31", " 1,000.50", "0.000001", "1", "1", "1", "148,8", "5\n", "1"],
        "charge": ["3100.00", "-1", "", None, "1", "1", "1", "1", "1"],
        "ndc": ["00074113303", "NA", "  ", None, "", "", "", "", ""],
    }
)
ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "polars lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pandas of objects": lambda frame: frame.to_pandas().astype(object),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}


def rows(native: Any) -> list[tuple[Any, ...]]:
    """The rows of a frame of any engine, null as None."""
    found = nw.from_native(native).lazy().collect().rows()
    return [tuple(None if one != one else one for one in map(nw.to_py_scalar, row)) for row in found]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_reads_the_same(engine: str) -> None:
    found = typed(ENGINES[engine](TEXTS), "may.csv")
    first = ("A", 1, DAY, datetime.date(2021, 3, 31), "S9326", 31.0, 3100.0, "00074113303")
    second = ("A", 2, datetime.date(2020, 2, 29), datetime.date(2021, 3, 31), "J2270", 1000.5, -1.0, "NA")
    third = ("A", 1000, DAY, datetime.date(2021, 3, 31), "J2270", 0.000001, None, None)
    assert rows(found.lines) == [first, second, third]
    assert found.rows_in == 9
    assert [(one.claim_id, one.line, one.column) for one in found.set_aside] == [
        ("A", "x", "line"), ("B", "5", "code"), ("B", "6", "date_from"), ("B", "7", "units"), ("B", "8", "units"),
        (None, "9", "claim_id"),
    ]  # fmt: skip
    assert "U+000A" in found.set_aside[4].reason
    schema = nw.from_native(found.lines).collect_schema()
    assert schema["line"] == nw.Int64
    assert schema["date_from"] == nw.Date
    assert schema["units"] == schema["charge"] == nw.Float64
    assert schema["ndc"] == nw.String


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_without_rows_is_typed_too(engine: str) -> None:
    found = typed(ENGINES[engine](TEXTS.clear()))
    assert (rows(found.lines), found.set_aside, found.rows_in) == ([], (), 0)


def line(**cells: Any) -> pl.DataFrame:
    """A typed line, cells of it changed."""
    whole = {"claim_id": "A", "line": 1, "date_from": DAY, "date_through": DAY, "code": "J2270", "units": 31.0}
    return pl.DataFrame({name: [value] for name, value in (whole | cells).items()}, strict=False)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"units": 0.1 + 0.2}, "17 digits after the point"),
        ({"units": math.nan}, "it is not a number"),
        ({"units": math.inf}, "it is not a number"),
        ({"units": -math.inf}, "no sign"),
        ({"units": 1e9}, "10 digits before the point"),
        ({"units": 1e300}, "301 characters long"),
        ({"units": 5e-7}, "7 digits after the point"),
        ({"units": -1.0}, "no sign"),
        ({"units": None}, "nothing was typed"),
        ({"charge": -1e9}, "10 digits before the point"),
        ({"charge": 0.005 + 1e-12}, "digits after the point"),
        ({"line": 0}, "whole number from 1"),
        ({"line": -1}, "no sign"),
        ({"line": 1.5}, "whole number from 1"),
        ({"line": 10**9}, "at most 9"),
        ({"line": None}, "nothing was typed"),
        ({"date_from": None}, "nothing was typed"),
        ({"date_from": datetime.datetime(2021, 3, 1, 7, 30)}, "a date is written"),
        ({"units": Decimal("1.0000001")}, "7 digits after the point"),
        ({"code": "x" * 1001}, "1,001 characters long"),
    ],
    ids=str,
)
def test_a_typed_cell_outside_of_the_limits_sets_its_row_aside(cells: dict[str, Any], reason: str) -> None:
    (name,) = cells
    for engine in ("polars", "pandas", "duckdb"):
        if engine == "pandas" and (cells[name] is None or cells[name] != cells[name]):
            continue  # blank is NaN there
        found = typed(ENGINES[engine](line(**cells)))
        (aside,) = found.set_aside
        assert (aside.column, aside.claim_id) == (name, "A")
        assert reason in aside.reason
        assert rows(found.lines) == []


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        ({"units": 148.8}, 148.8),
        ({"units": 999_999_999.999999}, 999_999_999.999999),
        ({"units": 31}, 31.0),
        ({"units": Decimal("148.800000000")}, 148.8),
        ({"units": 0.0}, 0.0),
        ({"charge": -150.25}, -150.25),
        ({"charge": None}, None),
        ({"line": 7.0}, 7),
        ({"date_from": datetime.datetime(2021, 3, 1)}, DAY),
        ({"claim_id": 1001}, "1001"),
        ({"hours_per_day": 7.5}, 7.5),
    ],
    ids=str,
)
def test_a_typed_cell_within_them_is_read(cells: dict[str, Any], read: Any) -> None:
    (name,) = cells
    for engine in ("polars", "pandas", "duckdb", "pyarrow"):
        found = typed(ENGINES[engine](line(**cells)))
        assert found.set_aside == ()
        ((value,),) = rows(nw.from_native(found.lines).select(name).to_native())
        assert value == read and isinstance(value, type(read))


@pytest.mark.parametrize(
    ("column", "values", "field", "reason"),
    [
        ("ndc", [74113303], "ndc", "a number loses the zeros in front"),
        ("code", [99601], "code", "must hold text"),
        ("units", pl.Series([1.5], dtype=pl.Float32), "units", "must hold numbers"),
        ("units", [True], "units", "must hold numbers"),
        ("date_from", [20210301], "date_from", "must hold dates"),
        ("line", [[1]], "line", "must hold whole numbers"),
    ],
)
def test_a_column_of_a_type_that_cannot_hold_it_is_refused(column: str, values: Any, field: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        typed(line().with_columns(pl.Series(column, values)))
    assert caught.value.field == field


def test_a_column_without_a_value_and_one_of_categories_are_read() -> None:
    frame = line(drug=None).with_columns(
        code=pl.lit("J2270").cast(pl.Categorical), payer=pl.lit("hmsa").cast(pl.Enum(["hmsa"]))
    )
    assert typed(frame).lines.select("drug", "code", "payer").rows() == [(None, "J2270", "hmsa")]


def test_a_pandas_column_of_python_objects_is_read() -> None:
    frame = line().to_pandas().assign(units=[Decimal("148.8")], date_from=[DAY])
    assert frame["units"].dtype == object
    assert rows(nw.from_native(typed(frame).lines).select("units", "date_from").to_native()) == [(148.8, DAY)]


def test_columns_of_the_users_own_are_left_out_and_those_of_the_file_kept() -> None:
    frame = line(mine=1, file="a.csv", row_number=7)
    assert typed(frame).lines.columns == ["file", "row_number", *REQUIRED]


def test_lazy_frames_stay_lazy_and_nothing_is_lost() -> None:
    frame = pl.concat([TEXTS] * 50).with_row_index("row_number", 1).lazy()
    found = typed(frame)
    assert isinstance(found.lines, pl.LazyFrame)
    kept = found.lines.collect()["row_number"].to_list()
    aside = [one.row_number for one in found.set_aside]
    assert sorted(kept + aside) == list(range(1, 451)) and found.rows_in == 450


def test_two_bad_cells_set_a_row_aside_once() -> None:
    found = typed(line(units="x", charge="y", line="1"))
    (aside,) = found.set_aside
    assert (aside.column, aside.given) == ("units", "x")
    assert aside.reason == "it is not a number (charge cannot be read either)"


def test_a_float_is_written_exactly() -> None:
    for value in (148.8, 1e-6, 123456789.123456, 5e-324, 1e22, -0.5):
        assert float(cell_text(value)) == value and "e" not in cell_text(value)


def test_a_row_set_aside_is_told_in_one_line() -> None:
    aside = SetAside(1234, "A\n", "2", "units", "it is not a number", "x\u202e", "may.csv")
    assert str(aside) == 'may.csv, row 1,234, claim A\\x0a, line 2: units is "x\\u202e", but it is not a number'
    assert str(SetAside(None, None, None, "units", "nothing was typed", file="a")) == "a: units: nothing was typed"


def test_names_are_checked_all_at_once() -> None:
    check_names(COLUMNS)
    check_names(REQUIRED)
    with pytest.raises(InputError) as caught:
        check_names([*REQUIRED[1:], "Claim ID", "line", "", "\u202e"], "may.csv")
    assert caught.value.reason == (
        'its columns: "line" more than once; claim_id is missing; "Claim ID" is not known (claim_id is); '
        'one has no name; "\\u202e" is not known'
    )
    with pytest.raises(InputError, match="and 30 more are not known"):
        check_names([*REQUIRED, *map(str, range(50))])


def test_every_column_has_a_kind_and_remarks_a_place() -> None:
    assert set(REQUIRED) < set(COLUMNS) == set(KINDS)
    assert COLUMNS[: len(claimlines.COLUMNS)] == claimlines.COLUMNS
    assert FREE_TEXT == claimlines.FREE_TEXT
    assert Remark("count", "SE01 counts 2").file == ""


def test_frames_of_pandas_with_blank_cells_keep_whole_numbers() -> None:
    frame = pd.DataFrame(
        {"claim_id": ["A", "B"], "line": [1.0, None], "date_from": [DAY] * 2, "date_through": [DAY] * 2}
    )
    found = typed(frame.assign(code="J2270", units=[1, 2]))
    assert [one.column for one in found.set_aside] == ["line"]
    assert rows(nw.from_native(found.lines).select("line", "units").to_native()) == [(1, 1.0)]


def test_the_engines_find_every_character_that_nobody_sees() -> None:
    """Of those that Unicode has assigned; a no-break space is a blank, and stays."""
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if unicodedata.category(character) not in ("Cn", "Cs") and character != "\u00a0":
            assert bool(re.match(UNSEEN, character)) == unseen(character), hex(point)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("column", COMPARED)
def test_a_text_that_is_compared_holds_nothing_unseen(engine: str, column: str) -> None:
    cells = ["A", "A\u200b", "\u202eA", "\ufeffA", "A\u00ad", "A\tA", "\u00e9", "A A", "A\u00a0A", " A ", "A\x7f"]
    days = {"date_from": "2021-03-01", "date_through": "2021-03-01"}
    row = {"claim_id": "C", "line": "1", **days, "code": "J2270", "units": "1"}
    frame = pl.DataFrame([row | {column: cell} for cell in cells])
    found = typed(ENGINES[engine](frame.insert_column(0, pl.int_range(1, 12, eager=True).alias("row_number"))))
    told = {one.row_number: one.reason for one in found.set_aside}
    unseen_in = {2: "U+200B", 3: "U+202E", 4: "U+FEFF", 5: "U+00AD", 6: "U+0009", 11: "U+007F"}
    assert told == {number: f"it holds {point}, which cannot be seen" for number, point in unseen_in.items()}


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_midnight_elsewhere_is_no_day(zone: str) -> None:
    """Midnight in Tokyo is the day before in UTC: which day was meant is not guessed."""
    moments = pl.Series([datetime.datetime(2021, 3, 1)] * TEXTS.height).dt.replace_time_zone(zone)
    with pytest.raises(InputError, match=f"time zone {zone}"):
        typed(TEXTS.with_columns(date_from=moments))
    found = typed(TEXTS.head(1).with_columns(date_from=moments.dt.replace_time_zone("UTC").head(1)))
    assert found.lines["date_from"].to_list() == [DAY]
