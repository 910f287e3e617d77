"""`with_units` beside whole numbers of Python: equal where proved, null where it must be, on every engine."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals as nw
import numpy
import pandas
import polars
import pyarrow
import pytest

from hipkit.batch import resolve, with_scaled_units, with_units
from hipkit.frames.exactness import Mode, decimal, digits, quotient
from hipkit.frames.numbercolumns import NumberColumn
from hipkit.frames.wholeunits import COLUMNS, units_of
from tests.differential.edge_rows import NAMES, SCALES, Rows, edge_rows, exactly, nudged, random_rows, usual_rows
from tests.helpers.batch_frames import as_bytes, column, duck, from_numpy

# Each engine with its own arithmetic: the stages as they are, without handing them to polars.
ENGINES: dict[str, Callable[[pyarrow.Table], Any]] = {
    "polars": lambda table: polars.from_arrow(table).lazy(),
    "polars in memory": polars.from_arrow,
    "pandas": lambda table: table.to_pandas(),
    "pandas on arrow": lambda table: table.to_pandas(types_mapper=pandas.ArrowDtype),
    "pyarrow": lambda table: table,
    "duckdb": duck,
}
MODES: tuple[Mode, ...] = ("up", "half-up", "nearest-even")
SOURCES: dict[str, Callable[[int], Rows]] = {
    "random": lambda count: random_rows(count, seed=6),
    "usual": lambda count: usual_rows(count, seed=6),
    "nudged": lambda count: nudged(edge_rows(count, seed=7), seed=8),
}
MILLION = 1_000_000


@pytest.fixture(scope="module", params=MODES)
def edge(request: pytest.FixtureRequest) -> tuple[Mode, Rows]:
    """A million orders at the rounding edge of each mode."""
    return request.param, edge_rows(MILLION, seed=6, mode=request.param)


def own(frame: Any, mode: Mode = "up") -> Any:
    """`whole_units` by the engine of the frame itself."""
    given = nw.from_native(frame)
    dose, hours, days, strength = (decimal(one.name, one.places, one.most) for one in COLUMNS)
    return quotient(given, "whole_units", [dose, hours, days], strength, mode)


def as_expected(rows: Rows) -> bytes:
    wanted = rows.expected.copy()
    wanted[numpy.isnan(wanted)] = math.nan
    return wanted.tobytes()


# ---- a million rows


@pytest.mark.parametrize("engine", ENGINES)
def test_a_million_rows_at_the_edge_are_exact_or_null(engine: str, edge: tuple[Mode, Rows]) -> None:
    mode, rows = edge
    table = from_numpy(rows.columns)
    assert as_bytes(own(ENGINES[engine](table), mode)) == as_expected(rows)
    assert as_bytes(units_of(nw.from_native(ENGINES[engine](table)), mode=mode)) == as_expected(rows)


def test_the_edge_is_where_floats_go_wrong(edge: tuple[Mode, Rows]) -> None:
    """The rows are worth testing with: plain float arithmetic is off by a unit on many of them."""
    mode, rows = edge
    dose, hours, days, strength = rows.columns.values()
    plain = {"up": numpy.ceil, "half-up": lambda share: numpy.floor(share + 0.5), "nearest-even": numpy.rint}[mode]
    proved = ~numpy.isnan(rows.expected)
    assert (plain(dose * hours * days / strength)[proved] != rows.expected[proved]).sum() > 50_000
    assert proved.sum() > 800_000


def test_what_is_null_at_the_edge_is_counted_and_resolved_by_fractions() -> None:
    rows = edge_rows(MILLION, seed=6)
    answer = resolve(polars.from_arrow(from_numpy(rows.columns)))
    open_rows = numpy.isnan(rows.expected)
    assert (answer.rows, answer.certified) == (MILLION, MILLION - open_rows.sum())
    assert answer.certified + answer.resolved + sum(answer.reasons.values()) == MILLION
    assert answer.resolved > 10_000
    units = answer.frame["whole_units"].to_numpy()
    assert numpy.array_equal(units[~open_rows], rows.expected[~open_rows])
    for place in numpy.flatnonzero(open_rows & ~numpy.isnan(units)).tolist():
        dose, hours, days, strength = (int(column[place]) for column in rows.numerators.values())
        assert units[place] == -(-dose * hours * days // (strength * 100))


@pytest.mark.parametrize("source", SOURCES)
def test_a_million_rows_on_polars(source: str) -> None:
    rows = SOURCES[source](MILLION)
    assert as_bytes(with_units(polars.from_arrow(from_numpy(rows.columns)))) == as_expected(rows)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_bytes(engine: str, source: str) -> None:
    rows = SOURCES[source](50_000)
    table = from_numpy(rows.columns)
    assert as_bytes(own(ENGINES[engine](table))) == as_expected(rows)
    assert as_bytes(with_units(ENGINES[engine](table))) == as_expected(rows)


@pytest.mark.parametrize("mode", MODES)
def test_the_expected_units_are_those_of_fractions(mode: Mode) -> None:
    rows = edge_rows(20_000, seed=9, mode=mode)
    for integers, wanted in zip(rows.integers, rows.expected.tolist(), strict=True):
        dose, hours, days, strength = (Fraction(k, scale) for k, scale in zip(integers, SCALES, strict=True))
        assert str(exactly(*integers, mode)) == str(wanted)
        assert math.isnan(wanted) or wanted == rounded(dose * hours * days / strength, mode)


def rounded(value: Fraction, mode: Mode) -> int:
    if mode == "up":
        return math.ceil(value)
    return math.floor(value + Fraction(1, 2)) if mode == "half-up" else round(value)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("engine", ENGINES)
def test_each_mode_beside_fractions(engine: str, mode: Mode) -> None:
    """Halves on purpose: strengths of 2, 4, 0.8 and odd doses; a null only where 2n + 3d passes 2^53."""
    draw = numpy.random.default_rng(11)
    integers = [
        (
            int(draw.integers(0, 400)) * 2_500,
            int(draw.integers(0, 25)) * 100,
            int(draw.integers(0, 40)),
            int(draw.choice([20_000, 40_000, 8_000, 10_000, 30_000])),
        )
        for _ in range(4_000)
    ]
    columns = {
        name: numpy.array([row[place] / scale for row in integers])
        for place, (name, scale) in enumerate(zip(NAMES, SCALES, strict=True))
    }
    wanted = [rounded(Fraction(dose * hours * days, strength * 100), mode) for dose, hours, days, strength in integers]
    halves = [2 * dose * hours * days % (strength * 200) == strength * 100 for dose, hours, days, strength in integers]
    assert sum(halves) > 200
    frame = ENGINES[engine](from_numpy(columns))
    assert column(own(frame, mode)) == wanted
    assert column(units_of(nw.from_native(frame), mode=mode)) == wanted


@pytest.mark.parametrize("kind", ["float64", "int64"])
@pytest.mark.parametrize("engine", ENGINES)
def test_scaled_columns_give_the_same_bytes(engine: str, kind: str) -> None:
    rows = edge_rows(40_000, seed=12)
    table = from_numpy(rows.numerators)
    if kind == "float64":
        table = table.cast(pyarrow.schema([(name, pyarrow.float64()) for name in NAMES]))
    assert as_bytes(with_scaled_units(ENGINES[engine](table))) == as_expected(rows)


@pytest.mark.parametrize("scale", [4, 20])
@pytest.mark.parametrize("engine", ENGINES)
def test_decimal_columns_by_their_own_digits(engine: str, scale: int) -> None:
    """15 digits, all that are taken: no engine's way from Decimal to float64 may cost one."""
    draw = numpy.random.default_rng(13)
    written = [int(digits) for digits in draw.integers(10**14, 10**15, 20_000)]
    doses = [Decimal(digits).scaleb(-4) for digits in written]
    table = pyarrow.table(
        {
            "dose": pyarrow.array(doses, pyarrow.decimal128(11 + scale, scale)),
            "per": pyarrow.array([0.0001] * len(doses)),
        }
    )
    given = nw.from_native(ENGINES[engine](table))
    done = quotient(given, "whole_units", [digits("dose", 4)], decimal("per", 4))
    assert column(done) == [float(one) for one in written]


def test_other_places_than_those_of_an_order() -> None:
    """The certificate is one for any places: 6 above the line and 2 below, and 0 above and 3 below."""
    draw = numpy.random.default_rng(14)
    over, under = draw.integers(0, 10**9, 5_000), draw.integers(1, 10**6, 5_000)
    for above, below in ((6, 2), (0, 3), (3, 3)):
        frame = nw.from_native(polars.DataFrame({"over": over / 10**above, "under": under / 10**below}))
        done = quotient(frame, "q", [NumberColumn("over", above).factor(frame)], decimal("under", below), "half-up")
        wanted = [
            math.floor(Fraction(int(n) * 10**below, int(d) * 10**above) + Fraction(1, 2))
            for n, d in zip(over, under, strict=True)
        ]
        assert done["q"].to_list() == wanted


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_open_at_the_edge_is_resolved_by_fractions(engine: str) -> None:
    rows = edge_rows(8_000, seed=15)
    answer = resolve(ENGINES[engine](from_numpy(rows.columns)))
    left = numpy.isnan(rows.expected).sum()
    assert answer.rows == 8_000
    assert answer.certified == 8_000 - left
    assert answer.certified + answer.resolved + sum(answer.reasons.values()) == 8_000
    assert answer.resolved > 100
    by_row = {
        tuple(row[:4]): row[4]
        for row in zip(*(column(answer.frame, name) for name in (*NAMES, "whole_units")), strict=True)
    }
    for place, integers in enumerate(rows.integers):
        dose, hours, days, strength = integers
        key = tuple(float(values[place]) for values in rows.columns.values())
        if by_row[key] is not None:
            assert by_row[key] == -(-dose * hours * days // (strength * 100))
