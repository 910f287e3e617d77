"""Whole numbers from a quotient of decimals in columns: proved exact row by row, or null.

A float64 column holds the nearest binary number to what was written. Each value is therefore read as the decimal
k/10^p where k/10^p == x, and the arithmetic is done on the integers k, which float64 holds exactly below 2^53:

    n = the product of the integers above the line,  d = the one below, both for the same power of ten
    up: q = ceil(n / d);  half-up: q = floor((2n + d) / 2d);  nearest-even: that, an odd tie one less

A row is accepted only where all of it stays below 2^53 and what q is too large or too small by is less than the
divisor. So no engine's division is trusted: a quotient that is off by one leaves a remainder that does not fit,
and the row is null. The same stages run on polars, pandas, pyarrow, DuckDB and Spark.

>>> import polars as pl
>>> frame = nw.from_native(pl.DataFrame({"mg": [0.3, 0.1 + 0.2, 0.25], "per": [0.1, 0.1, 0.1]}))
>>> quotient(frame, "units", over=[decimal("mg", 4)], under=decimal("per", 4))["units"].to_list()
[3.0, None, 3.0]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import narwhals as nw

Mode = Literal["up", "half-up", "nearest-even"]
Frame = TypeVar("Frame", nw.DataFrame[Any], nw.LazyFrame[Any])

EXACT = 2.0**53  # below it float64 holds every integer
MOST = 2.0**51  # below it a float64 is the nearest to one decimal of so many places only, and `_nearest` is exact
_SHIFT = 1.5 * 2.0**52  # a float64 of this size has no bits left for a fraction
_DIGITS = 15  # so many digits always pass through float64 unharmed


@dataclass(frozen=True)
class Factor:
    """A column of the quotient and the integer it becomes: `scaled` is 10^places times the value.

    `most` is the largest of these integers that is taken. `proof` says in which rows they are exact, given them and
    a column of 10^places; without one there is nothing to prove.
    """

    places: int
    scaled: nw.Expr
    most: float | None = None
    proof: Callable[[nw.Expr, nw.Expr], nw.Expr] | None = None


def _nearest(value: nw.Expr) -> nw.Expr:
    """The nearest integer, still a float64; -0.0 becomes 0.0."""
    return (value + _SHIFT) - _SHIFT


def _scaled(most: float | None, places: int) -> float | None:
    return None if most is None else most * 10.0**places


def decimal(column: str, places: int, most: float | None = None) -> Factor:
    """A float64 column read as decimals of at most so many places; `most` is the largest value taken.

    What is no such decimal is not proved. The division is by a column: by a literal polars multiplies with the
    reciprocal and misses good rows.
    """
    value = nw.col(column)
    if places == 0:
        return Factor(places, _nearest(value), most, lambda whole, _power: whole == value)
    scaled = _nearest(value * 10.0**places)
    return Factor(places, scaled, _scaled(most, places) or MOST, lambda whole, power: whole / power == value)


def digits(column: str, places: int, most: float | None = None) -> Factor:
    """A Decimal column, read by its own digits: at most so many places, and 15 digits in all."""
    written = rf"^[0-9]{{1,{_DIGITS - places}}}(?:\.[0-9]{{0,{places}}}0*)?$|^0E-[0-9]+$"
    fits = nw.col(column).cast(nw.String).str.contains(written)
    scaled = _nearest(nw.col(column).cast(nw.Float64) * 10.0**places)
    return Factor(places, scaled, _scaled(most, places), lambda _whole, _power: fits)


def integer(column: str, places: int, most: float | None = None) -> Factor:
    """A column of an integer type."""
    return Factor(places, nw.col(column).cast(nw.Float64) * 10.0**places, _scaled(most, places))


def scaled_decimal(column: str, places: int, most: float | None = None) -> Factor:
    """A float64 column that holds 10^places times the value already."""
    value = nw.col(column)
    return Factor(places, _nearest(value), _scaled(most, places), lambda whole, _power: whole == value)


def scaled_integer(column: str, places: int, most: float | None = None) -> Factor:
    """A column of an integer type that holds 10^places times the value already."""
    return Factor(places, nw.col(column).cast(nw.Float64), _scaled(most, places))


def quotient(frame: Frame, name: str, over: Sequence[Factor], under: Factor, mode: Mode = "up") -> Frame:
    """The frame with a float64 column `name`: the product of `over` divided by `under`, whole by the mode, or null.

    Factors above the line may be zero, the one below may not; none may be negative or beyond its `most`. The
    rounding is the plain one: that a positive amount bills at least one unit is the caller's rule.
    """
    columns = frame.collect_schema().names()
    taken = taken_by(frame, name)
    kept = [column for column in columns if column not in taken]
    spare = spare_names(columns)
    return _rounded(_product(frame.drop(*taken), spare, over, under), spare, mode, name).select(*kept, name)


def taken_by(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], name: str) -> list[str]:
    """The columns that a new one of this name replaces: SQL engines do not tell `N` from `n`."""
    in_sql = frame.implementation.is_spark_like() or frame.implementation.is_duckdb()
    columns = frame.collect_schema().names()
    return [column for column in columns if (column.lower() if in_sql else column) == name]


def spare_names(taken: Sequence[str]) -> Callable[[str], str]:
    """Names that no column of the frame has, in any case: SQL engines do not tell `N` from `n`."""
    prefix = "hipkit_"
    while any(str(column).lower().startswith(prefix) for column in taken):
        prefix += "_"
    return lambda name: prefix + name


def _product(frame: Frame, spare: Callable[[str], str], over: Sequence[Factor], under: Factor) -> Frame:
    """Columns n, d and ok. One factor after the other: so each stays in the processor's cache (measured)."""
    one, n, d, power, ok = (spare(name) for name in ("one", "n", "d", "power", "ok"))
    places = max(factor.places for factor in (*over, under))
    shift = sum(factor.places for factor in over) - under.places
    frame = frame.with_columns(over[0].scaled.alias(n))
    frame = frame.with_columns((nw.col(n) * 0.0 + 10.0**places).alias(power))
    frame = frame.with_columns(_proved(over[0], n, nw.col(power), places).alias(ok))
    for factor in over[1:]:
        frame = frame.with_columns(factor.scaled.alias(one))
        proved = nw.col(ok) & _proved(factor, one, nw.col(power), places)
        frame = frame.with_columns(proved.alias(ok), nw.col(n) * nw.col(one))
    frame = frame.with_columns(under.scaled.alias(one))
    proved = nw.col(ok) & _proved(under, one, nw.col(power), places, zero=False)
    frame = frame.with_columns(proved.alias(ok), (nw.col(one) * 10.0 ** max(shift, 0)).alias(d))
    return frame if shift >= 0 else frame.with_columns(nw.col(n) * 10.0**-shift)


def _proved(factor: Factor, scaled: str, power: nw.Expr, places: int, zero: bool = True) -> nw.Expr:
    """Whether the integer of a factor is proved and in range; `power` is a column of 10^places."""
    whole = nw.col(scaled)
    within = whole >= 0.0 if zero else whole > 0.0
    if factor.most is not None:
        within = whole.is_between(0.0, factor.most, closed="both" if zero else "right")
    if factor.proof is None:
        return within
    here = power if factor.places == places else power - (10.0**places - 10.0**factor.places)
    return factor.proof(whole, here) & within


def _rounded(frame: Frame, spare: Callable[[str], str], mode: Mode, name: str) -> Frame:
    """The column `name`, from n, d and ok."""
    n, d, ok = nw.col(spare("n")), nw.col(spare("d")), nw.col(spare("ok"))
    above, below, whole, rest = (spare(part) for part in ("above", "below", "whole", "rest"))
    top, by = (n, d) if mode == "up" else (n * 2.0 + d, d * 2.0)
    if frame.implementation.is_spark_like():  # its ceil and floor give a bigint, and raise on what that cannot hold
        top = nw.when(ok & (top < EXACT)).then(top)
    frame = frame.with_columns(top.alias(above), by.alias(below))
    top, by, result = nw.col(above), nw.col(below), nw.col(whole)
    share = (top / by).ceil() if mode == "up" else (top / by).floor()
    frame = frame.with_columns(share.cast(nw.Float64).alias(whole))
    frame = frame.with_columns((result * by - top if mode == "up" else top - result * by).alias(rest))
    highest = top + by if mode == "up" else top
    fits = (highest < EXACT) & (nw.col(rest) >= 0.0) & (nw.col(rest) < by)
    if mode == "nearest-even":
        half = result * 0.5
        tie = (nw.col(rest) == 0.0) & (half.floor().cast(nw.Float64) != half)
        result = nw.when(tie).then(result - 1.0).otherwise(result)
    return frame.with_columns(nw.when(ok & fits).then(result).alias(name))
