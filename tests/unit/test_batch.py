"""`hipkit.batch.with_units`: exact or null, for every kind of table."""

from __future__ import annotations

import datetime
import math
import subprocess
import sys
from decimal import Decimal
from typing import Any

import duckdb
import narwhals as nw
import narwhals.stable.v1 as stable_v1
import narwhals.stable.v2 as stable_v2
import numpy
import pandas
import polars
import pyarrow
import pytest

from hipkit.batch import resolve, review, with_scaled_units, with_units
from hipkit.errors import InputError
from hipkit.frames.exactness import decimal, quotient
from hipkit.frames.wholeunits import units_of
from tests.helpers.batch_frames import KINDS, NAMES, Row, as_bytes, column, columns, duck, units

SEED: Row = (5.0, 24.0, 31.0, 25.0)
PROVED: list[tuple[Row, float]] = [
    (SEED, 149.0),
    ((4.17, 24.0, 31.0, 25.0), 125.0),  # 124.0992
    ((0.3, 24.0, 1.0, 0.1), 72.0),  # in binary floats 72.00000000000001 and so 73
    ((0.7, 24.0, 30.0, 0.1), 5040.0),
    ((0.0001, 0.01, 1.0, 9_999_999.9999), 1.0),
    ((2.5, 12.0, 30.0, 10.0), 90.0),
    ((0.0, 24.0, 31.0, 25.0), 0.0),
    ((5.0, 0.0, 31.0, 25.0), 0.0),
    ((5.0, 24.0, 0.0, 25.0), 0.0),
    ((-0.0, 24.0, 31.0, 25.0), 0.0),
    ((5.0, 24.0, -0.0, 25.0), 0.0),
    ((5.0, 24.0, 400.0, 25.0), 1920.0),  # the days of one order are the order's matter
    ((90_071.9925, 24.0, 366.0, 0.0001), 7_911_923_821_200.0),
    ((1.0, 24.0, 1.0, 123_456_789.1234), 1.0),
]
NULL: dict[str, Row] = {
    "null dose": (None, 24.0, 31.0, 25.0),
    "null hours": (5.0, None, 31.0, 25.0),
    "null days": (5.0, 24.0, None, 25.0),
    "null strength": (5.0, 24.0, 31.0, None),
    "NaN dose": (math.nan, 24.0, 31.0, 25.0),
    "NaN strength": (5.0, 24.0, 31.0, math.nan),
    "infinite dose": (math.inf, 24.0, 31.0, 25.0),
    "infinite dose, no hours": (math.inf, 0.0, 31.0, 25.0),
    "infinite hours": (5.0, math.inf, 31.0, 25.0),
    "infinite days": (5.0, 24.0, math.inf, 25.0),
    "infinite days, no dose": (0.0, 24.0, math.inf, 25.0),
    "infinite strength": (5.0, 24.0, 31.0, math.inf),
    "minus infinity": (-math.inf, 24.0, 31.0, 25.0),
    "negative dose": (-5.0, 24.0, 31.0, 25.0),
    "negative dose, no hours": (-5.0, 0.0, 31.0, 25.0),
    "negative hours": (5.0, -24.0, 31.0, 25.0),
    "negative days": (5.0, 24.0, -31.0, 25.0),
    "negative strength": (5.0, 24.0, 31.0, -25.0),
    "two negatives": (-5.0, 24.0, 31.0, -25.0),
    "three negatives": (-5.0, -24.0, 31.0, -25.0),
    "zero strength": (5.0, 24.0, 31.0, 0.0),
    "zero over zero": (0.0, 24.0, 31.0, 0.0),
    "minus zero strength": (5.0, 24.0, 31.0, -0.0),
    "hours above 24": (5.0, 24.01, 31.0, 25.0),
    "days not whole": (5.0, 24.0, 31.5, 25.0),
    "days just not whole": (5.0, 24.0, math.nextafter(31.0, 32), 25.0),
    "sum of floats": (0.1 + 0.2, 24.0, 31.0, 25.0),
    "next float above": (math.nextafter(5.0, 6), 24.0, 31.0, 25.0),
    "next float below": (5.0, 24.0, 31.0, math.nextafter(0.1, 0)),
    "next float of the hours": (5.0, math.nextafter(7.25, 8), 31.0, 25.0),
    "five places": (0.00001, 24.0, 31.0, 25.0),
    "five places beside others": (5.00001, 24.0, 31.0, 25.0),
    "five places below": (5.0, 24.0, 31.0, 25.00001),
    "three places of hours": (5.0, 7.125, 31.0, 25.0),
    "least float": (5e-324, 24.0, 31.0, 25.0),
    "beyond 2^53": (1e13, 24.0, 31.0, 25.0),
    "beyond 2^53 below": (5.0, 24.0, 31.0, 1e12),
    "beyond 2^53 by the days": (5.0, 24.0, 1e12, 25.0),
    "largest float": (sys.float_info.max, 24.0, 31.0, 25.0),
    "largest floats": (sys.float_info.max, 24.0, 31.0, sys.float_info.max),
    "too large to be one decimal": (1e300, 0.0, 31.0, 25.0),
}
UNITS = [wanted for _, wanted in PROVED]
ROWS = [*(row for row, _ in PROVED), *NULL.values()]
WANTED = [*UNITS, *[None] * len(NULL)]


def with_column(name: str, values: Any, kind: Any = None) -> dict[str, Any]:
    """Two rows of the seed, one column replaced."""
    made: dict[str, Any] = {key: [value] * 2 for key, value in zip(NAMES, SEED, strict=True)}
    return made | {name: polars.Series(values, dtype=kind) if kind else values}


# ---- what is exact, what is null


@pytest.mark.parametrize("kind", KINDS)
def test_each_row_is_exact_or_null(kind: str) -> None:
    done = with_units(KINDS[kind](columns(ROWS)))
    assert units(done) == WANTED
    assert [math.copysign(1, got) for got in units(done) if got is not None] == [1.0] * len(PROVED), "a minus zero"


@pytest.mark.parametrize("row", NULL.values(), ids=NULL)
def test_a_row_alone_is_null_too(row: Row) -> None:
    assert units(with_units(KINDS["polars"](columns([row])))) == [None]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["up", "half-up", "nearest-even"])
def test_the_stages_in_the_engine_itself_agree(kind: str, mode: Any) -> None:
    """Tables in memory are computed by polars; the same stages run in their own engine."""
    given = nw.from_native(KINDS[kind](columns(ROWS)))
    factors = [decimal("dose", 4), decimal("hours_per_day", 2, 24), decimal("days", 0)]
    own = quotient(given, "whole_units", factors, decimal("strength", 4), mode)
    assert as_bytes(own) == as_bytes(units_of(nw.from_native(polars.from_arrow(columns(ROWS))), mode=mode))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "polars" not in kind and "narwhals" not in kind])
def test_without_polars_a_table_is_computed_in_its_own_engine(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = KINDS[kind](columns(ROWS))
    wanted = as_bytes(with_units(given))
    monkeypatch.setitem(sys.modules, "polars", None)
    assert as_bytes(with_units(given)) == wanted


@pytest.mark.parametrize(
    "mode, wanted",
    [
        ("up", [1, 1, 2, 2, 3, 3, 0]),
        ("half-up", [0, 1, 1, 2, 2, 3, 0]),
        ("nearest-even", [0, 0, 1, 2, 2, 2, 0]),
    ],
)
def test_each_mode_at_the_halves(mode: Any, wanted: list[float]) -> None:
    doses = [0.4, 0.5, 1.1, 1.5, 2.1, 2.5, 0.0]
    given = nw.from_native(polars.DataFrame({"dose": doses, "hours_per_day": 1.0, "days": 1.0, "strength": 1.0}))
    assert column(units_of(given, mode=mode)) == wanted


def test_the_bound_is_2_to_the_53() -> None:
    """0.04 hours of one day make n four times the dose in ten-thousandths; 0.0001 mg/mL is a d of 100."""
    for below, proved in ((0, False), (1, True)):
        dose = (2**53 - 100) // 4 - below
        wanted = [float(-(-4 * dose // 100))] if proved else [None]
        assert units(with_units(KINDS["polars"](columns([(dose / 10_000, 0.04, 1.0, 0.0001)])))) == wanted


# ---- types of columns


def test_integer_columns_are_read_as_they_are() -> None:
    for kind in (polars.Int8, polars.Int32, polars.Int64, polars.UInt16, polars.UInt64, polars.Int128):
        assert units(with_units(polars.DataFrame(with_column("days", [31, 1], kind)))) == [149, 5]
    whole = polars.DataFrame({"dose": [5, -5, 2**62], "hours_per_day": 24, "days": 31, "strength": 25})
    assert units(with_units(whole)) == [149, None, None]


def test_decimals_are_read_by_their_own_digits() -> None:
    exact = [Decimal("0.3000000000"), Decimal("0.10000000000000000001"), Decimal("5"), Decimal("0"), Decimal("-0.3")]
    wanted = [9, None, 149, 0, None]
    given = pyarrow.table(
        {
            "dose": pyarrow.array(exact, pyarrow.decimal128(38, 20)),
            "hours_per_day": pyarrow.array([Decimal("24.00")] * 5),
            "days": pyarrow.array([Decimal("31")] * 5),
            "strength": pyarrow.array([25.0] * 5),
        }
    )
    for kind, make in KINDS.items():
        if kind != "pandas nullable":
            assert units(with_units(make(given))) == wanted, kind


def test_arrow_decimals_of_other_widths() -> None:
    digits = [Decimal("0.30"), Decimal("5.00")]
    for kind in (pyarrow.decimal32(5, 2), pyarrow.decimal64(9, 2), pyarrow.decimal256(60, 2)):
        given = pyarrow.table(with_column("dose", pyarrow.array(digits, kind)))
        if kind.precision <= 38:
            assert units(with_units(given)) == [9, 149]
        else:
            with pytest.raises(InputError, match="at most 38 digits"):
                with_units(given)


def test_decimals_of_python_in_a_pandas_column() -> None:
    cells = [Decimal("0.30"), Decimal("0.10000000000000000001"), None, math.nan, 5, Decimal("sNaN"), Decimal("1E+99")]
    given = pandas.DataFrame({"dose": cells, "hours_per_day": 24.0, "days": 31, "strength": 25.0}, dtype=object)
    given = given.astype({"hours_per_day": "float64"})
    assert units(with_units(given)) == [9, None, None, None, 149, None, None]
    assert given["dose"].tolist()[0] is cells[0], "the user's own table is left as it is"


def test_an_object_of_any_size_takes_no_time() -> None:
    cells = [Decimal("1E+999999999"), Decimal("1E-999999999"), 10**400, Decimal("sNaN"), Decimal("-Infinity")]
    given = pandas.DataFrame({"dose": pandas.Series(cells, dtype=object), "hours_per_day": 24, "days": 31})
    given["strength"] = 25.0
    assert units(with_units(given)) == [None] * 5
    assert units(resolve(given).frame) == [None] * 5


def test_other_float_types_prove_nothing() -> None:
    for kind in (polars.Float32, polars.Float16):
        assert units(with_units(polars.DataFrame(with_column("dose", [5.0, 0.5], kind)))) == [None, None]
    for name in ("float32", "Float32", "longdouble"):
        given = pandas.DataFrame(with_column("strength", [25.0, 0.5])).astype({"strength": name})
        assert units(with_units(given)) == [None, None]
    assert units(with_units(duck(pyarrow.table(with_column("days", pyarrow.array([1, 2], "float")))))) == [None, None]


def test_a_column_of_nulls_alone_is_null() -> None:
    nothing = with_column("dose", [None, None])
    for given in (
        polars.DataFrame(nothing),
        polars.LazyFrame(nothing),
        pandas.DataFrame(nothing),
        pyarrow.table(nothing),
        duckdb.connect().sql('SELECT NULL AS dose, 24 AS hours_per_day, 31 AS "days", 25 AS strength FROM range(2)'),
    ):
        assert units(with_units(given)) == [None, None], type(given)


# ---- kinds of tables


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_of_table_comes_back_with_one_column_more(kind: str) -> None:
    given = KINDS[kind](columns(ROWS).append_column("claim_id", [["NA"] * len(ROWS)]))
    done = with_units(given)
    assert type(done) is type(given)
    schema = nw.from_native(done).collect_schema()
    assert schema.names() == [*NAMES, "claim_id", "whole_units"]
    assert schema["whole_units"] == nw.Float64
    assert column(done, "claim_id") == ["NA"] * len(ROWS)
    assert nw.from_native(given).collect_schema().names() == [*NAMES, "claim_id"], "the table given is left alone"


@pytest.mark.parametrize("stable", [stable_v1, stable_v2])
def test_a_stable_narwhals_frame_comes_back_as_one(stable: Any) -> None:
    for native in (polars.DataFrame(with_column("days", [31, 31])), polars.LazyFrame(with_column("days", [31, 31]))):
        given = stable.from_native(native)
        done = with_units(given)
        assert type(done) is type(given)
        assert units(done.to_native()) == [149, 149]


def test_a_lazy_frame_is_not_run() -> None:
    def ran(batch: polars.DataFrame) -> polars.DataFrame:
        raise AssertionError("the lazy frame was run")

    lazy = polars.LazyFrame(with_column("days", [31.0, 31.0])).map_batches(
        ran, schema=None, validate_output_schema=False
    )
    with_units(lazy)
    with_scaled_units(lazy)
    with_units(nw.from_native(lazy))
    with pytest.raises(AssertionError, match="was run"):
        resolve(lazy)


def test_a_duckdb_relation_is_not_run() -> None:
    relation = duckdb.connect().sql(
        "SELECT CAST(error('it was run') AS DOUBLE) AS dose, 24 AS hours_per_day, 31 AS \"days\", 25 AS strength"
    )
    done = with_units(relation)
    with pytest.raises(duckdb.Error, match="it was run"):
        done.fetchall()


def test_pandas_keeps_its_index_and_gets_numpy_floats() -> None:
    given = pandas.DataFrame(with_column("days", [31, 1]), index=["a", "a"]).astype({"days": "Int64"})
    given.columns.name = "order"
    done = with_units(given)
    assert done.index.tolist() == ["a", "a"]
    assert done["whole_units"].dtype == numpy.dtype("float64")
    assert done["days"].dtype == given["days"].dtype


def test_a_pandas_column_may_have_a_number_for_a_name() -> None:
    given = pandas.DataFrame(with_column("days", [31, 1]))
    given[5] = ["x", "y"]
    assert with_units(given)["whole_units"].tolist() == [149, 5]


@pytest.mark.parametrize("kind", KINDS)
def test_again_is_the_same(kind: str) -> None:
    once = with_units(KINDS[kind](columns(ROWS)))
    twice = with_units(once)
    assert nw.from_native(twice).collect_schema().names() == nw.from_native(once).collect_schema().names()
    assert as_bytes(twice) == as_bytes(once)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_of_our_own_names_are_kept(kind: str) -> None:
    extra = columns([SEED]).append_column("hipkit_n", [["mine"]]).append_column("HIPKIT_OK", [[1]])
    done = with_units(KINDS[kind](extra))
    assert column(done, "hipkit_n") == ["mine"]
    assert column(done, "HIPKIT_OK") == [1]
    assert units(done) == [149]


def test_a_column_of_the_same_name_in_capitals_is_replaced_where_sql_cannot_tell_them_apart() -> None:
    given = duck(columns([SEED]).append_column("WHOLE_UNITS", [[3]]).append_column("WHY_NULL", [["mine"]]))
    assert with_units(given).columns == [*NAMES, "WHY_NULL", "whole_units"]
    assert units(with_units(given)) == units(resolve(given).frame) == [149]
    assert column(resolve(given).frame, "why_null") == [None]
    kept = with_units(polars.DataFrame({name: [1.0] for name in (*NAMES, "WHOLE_UNITS")}))
    assert column(kept, "WHOLE_UNITS") == [1.0]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_table_stays_empty(kind: str) -> None:
    done = with_units(KINDS[kind](columns([])))
    assert units(done) == []
    assert nw.from_native(done).collect_schema()["whole_units"] == nw.Float64


def test_a_table_in_pieces_and_a_slice_of_one() -> None:
    pieces = pyarrow.concat_tables([columns([SEED]), columns([NULL["null dose"], SEED])])
    assert units(with_units(pieces)) == [149, None, 149]
    assert units(with_units(pieces.slice(1, 1))) == [None]
    assert units(with_units(polars.from_arrow(pieces, rechunk=False)[1:])) == [None, 149]


# ---- what is refused


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_missing_column_is_named(kind: str, name: str) -> None:
    given = KINDS[kind](columns([SEED]).drop_columns([name]))
    with pytest.raises(InputError, match="no column of this name; it has") as refused:
        with_units(given)
    assert refused.value.field == name


@pytest.mark.parametrize(
    "values", [["5", "5"], [True, False], [datetime.date(2021, 3, 1)] * 2, [b"5", b"5"], [[5.0], [5.0]]], ids=str
)
@pytest.mark.parametrize("make", [polars.DataFrame, polars.LazyFrame, pyarrow.table, pandas.DataFrame])
def test_a_column_that_holds_no_numbers_is_refused(make: Any, values: list[Any]) -> None:
    with pytest.raises(InputError, match="must hold numbers") as refused:
        with_units(make(with_column("strength", values)))
    assert refused.value.field == "strength"
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("given", [None, 5, "table.csv", [SEED], {"dose": [5.0]}, numpy.zeros(4), polars.Series([5.0])])
def test_what_is_no_table_is_refused(given: Any) -> None:
    for work in (with_units, with_scaled_units, resolve, review):
        with pytest.raises(InputError, match="table is needed") as refused:
            work(given)
        assert refused.value.field == "frame"


def test_two_columns_of_one_name_are_refused() -> None:
    given = pandas.DataFrame([[5.0, 6.0, 24.0, 31.0, 25.0]], columns=["dose", *NAMES])
    with pytest.raises(InputError, match="two columns"):
        with_units(given)


# ---- columns that are scaled already


@pytest.mark.parametrize("kind", KINDS)
def test_scaled_columns_give_the_same_units(kind: str) -> None:
    scaled = [
        (round(dose * 10_000), round(hours * 100), days, round(strength * 10_000))
        for (dose, hours, days, strength), _ in PROVED
    ]
    as_floats = columns([tuple(map(float, row)) for row in scaled])
    assert units(with_scaled_units(KINDS[kind](as_floats))) == UNITS
    as_integers = as_floats.cast(pyarrow.schema([(name, pyarrow.int64()) for name in NAMES]))
    assert units(with_scaled_units(KINDS[kind](as_integers))) == UNITS


@pytest.mark.parametrize(
    "row",
    [
        (None, 2400.0, 31.0, 250_000.0),
        (50_000.5, 2400.0, 31.0, 250_000.0),
        (50_000.0, 2400.5, 31.0, 250_000.0),
        (50_000.0, 2400.0, 31.5, 250_000.0),
        (50_000.0, 2400.0, 31.0, 250_000.5),
        (-50_000.0, -2400.0, 31.0, 250_000.0),
        (50_000.0, 2401.0, 31.0, 250_000.0),
        (50_000.0, 2400.0, 31.0, 0.0),
        (math.nan, 2400.0, 31.0, 250_000.0),
        (math.inf, 0.0, 31.0, 250_000.0),
        (1e12, 2400.0, 31.0, 250_000.0),
    ],
    ids=str,
)
def test_a_scaled_row_that_is_not_proved_is_null(row: Row) -> None:
    for kind in ("polars", "pandas", "duckdb"):
        assert units(with_scaled_units(KINDS[kind](columns([row])))) == [None]


def test_scaled_decimals_are_refused() -> None:
    with pytest.raises(InputError, match="whole numbers"):
        with_scaled_units(polars.DataFrame(with_column("dose", [5, 5], polars.Decimal(10, 2))))


# ---- by Fractions what was left open


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_open_is_resolved_or_told_why_not(kind: str) -> None:
    rows: dict[Row, tuple[float | None, str | None]] = {
        SEED: (149.0, None),
        (0.00001, 24.0, 31.0, 25.0): (1.0, None),
        (0.123456, 7.125, 30.0, 0.000001): (26_388_720.0, None),
        (999_999_999.999999, 24.0, 31.0, 25.0): (29_760_000_000.0, None),
        (999_999_999.0, 24.0, 366.0, 0.000001): (None, "whole_units would pass 2^53"),
        (None, 24.0, 31.0, 25.0): (None, "dose is blank or not a number"),
        (5.0, math.nan, 31.0, 25.0): (None, "hours_per_day is blank or not a number"),
        (5.0, 24.0, math.inf, 25.0): (None, "days is infinite"),
        (5.0, 24.0, -31.0, 25.0): (None, "days is negative"),
        (5.0, 24.5, 31.0, 25.0): (None, "hours_per_day is above 24"),
        (5.0, 24.0, 31.5, 25.0): (None, "days is not whole"),
        (5.0, 24.0, 31.0, 0.0): (None, "strength is zero"),
        (0.1 + 0.2, 24.0, 31.0, 25.0): (None, "dose is no decimal of at most 9 digits before the point and 6 after"),
        (5.0, 24.0, 31.0, 1e9): (1.0, None),
        (5.0, 24.0, 31.0, 1e12): (None, "strength is no decimal of at most 9 digits before the point and 6 after"),
    }
    given = KINDS[kind](columns([*rows, SEED, *list(rows)[-3:]]))
    answer = resolve(given)
    wanted = [*rows.values(), rows[SEED], *list(rows.values())[-3:]]
    assert type(answer.frame) is type(given)
    assert sorted(zip(column(answer.frame), column(answer.frame, "why_null"), strict=True), key=str) == sorted(
        wanted, key=str
    )
    if kind != "duckdb":  # which has no order of rows
        assert column(answer.frame) == [found for found, _ in wanted]
    assert (answer.rows, answer.certified, answer.resolved) == (19, 4, 3)
    assert answer.rows == answer.certified + answer.resolved + sum(answer.reasons.values())
    assert answer.reasons["strength is no decimal of at most 9 digits before the point and 6 after"] == 2


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_is_open_nothing_changes(kind: str) -> None:
    answer = resolve(KINDS[kind](columns([SEED, SEED])))
    assert (answer.rows, answer.certified, answer.resolved, answer.reasons) == (2, 2, 0, {})
    assert column(answer.frame) == [149, 149]
    assert nw.from_native(answer.frame).collect_schema()["why_null"] == nw.String
    assert resolve(KINDS[kind](columns([]))).rows == 0


def test_a_lossy_column_is_not_guessed_at() -> None:
    answer = resolve(polars.DataFrame(with_column("dose", [5.0, 0.1], polars.Float32)))
    assert (answer.certified, answer.resolved) == (0, 0)
    assert answer.reasons == {"dose is of a float type that has lost digits; float64 or Decimal is needed": 2}


def test_decimals_are_resolved_by_their_digits() -> None:
    given = polars.DataFrame(with_column("dose", [Decimal("0.00001"), Decimal("0.0000001")], polars.Decimal(20, 7)))
    assert column(resolve(given).frame) == [1, None]


def test_resolved_again_is_the_same() -> None:
    for kind in ("polars", "polars lazy", "pandas", "duckdb"):
        once = resolve(KINDS[kind](columns([SEED, NULL["null dose"]]))).frame
        again = resolve(once).frame
        assert sorted(column(again, "why_null"), key=str) == sorted(column(once, "why_null"), key=str)


def test_what_has_to_be_installed_is_said() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys; sys.modules['narwhals'] = None; import hipkit.batch"],
        capture_output=True,
        text=True,
    )
    assert told.stderr.splitlines()[-1] == (
        'hipkit.errors.InputError: import: read "hipkit.batch": it needs the package narwhals, which is not installed. '
        "Type for example: pip install 'hipkit[review]'"
    )
