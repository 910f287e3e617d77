"""Whole units of an order, ceil(dose x hours x days / strength), as a proved column of a table.

>>> import polars as pl
>>> order = pl.LazyFrame({"dose": [5.0], "hours_per_day": [24], "days": [31], "strength": [25.0]})
>>> units_of(nw.from_native(order)).collect()["whole_units"].to_list()
[149.0]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals as nw

from hipkit.frames.embedded import with_column
from hipkit.frames.exactness import Mode, quotient
from hipkit.frames.numbercolumns import AnyFrame, NumberColumn, readable
from hipkit.frames.unproved import HOURS, NAMES

UNITS = "whole_units"
COLUMNS = (
    NumberColumn("dose", 4),
    NumberColumn("hours_per_day", 2, most=HOURS),
    NumberColumn("days", 0),
    NumberColumn("strength", 4),
)


def units_of(given: AnyFrame, scaled: bool = False, mode: Mode = "up") -> AnyFrame:
    """The frame with `whole_units`, rounded by the mode; by "up" alone a positive amount never becomes 0.

    With `scaled` the columns hold whole numbers already, 10^places times the value. Raises InputError where a
    column is missing or holds no numbers.
    """
    if isinstance(given, nw.LazyFrame):
        with_units: AnyFrame = _stages(given, scaled, mode)(given)
        return with_units
    present = given.select(name for name in NAMES if name in given.columns)
    inputs = readable(present, COLUMNS)
    return with_column(given, UNITS, inputs, _stages(inputs, scaled, mode))


def lost(given: AnyFrame) -> str | None:
    """The first of the columns whose type proves nothing, if there is one."""
    if isinstance(given, nw.DataFrame):
        given = readable(given.select(*NAMES), COLUMNS)
    return next((column.name for column in COLUMNS if column.factor(given) is None), None)


def _stages(frame: AnyFrame, scaled: bool, mode: Mode) -> Callable[[Any], Any]:
    """What adds `whole_units` to a frame of these columns; all null where a type proves nothing."""
    read = [column.factor(frame, scaled) for column in COLUMNS]
    factors = [factor for factor in read if factor is not None]
    if len(factors) < len(read):
        return lambda inputs: inputs.with_columns(nw.lit(None, nw.Float64).alias(UNITS))
    return lambda inputs: quotient(inputs, UNITS, factors[:-1], factors[-1], mode)
