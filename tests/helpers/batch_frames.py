"""The same four columns as a table of every kind, and the whole units of a table as bytes.

>>> from hipkit.batch import with_units
>>> rows = columns([(5.0, 24.0, 31.0, 25.0), (None, 24.0, 31.0, 25.0)])
>>> [units(with_units(make(rows))) == [149.0, None] for make in KINDS.values()] == [True] * len(KINDS)
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import narwhals as nw
import numpy
import pandas
import polars
import pyarrow

NAMES = ("dose", "hours_per_day", "days", "strength")
Row = tuple[float | None, float | None, float | None, float | None]


def columns(rows: Sequence[Row]) -> pyarrow.Table:
    """Rows as four float64 columns with nulls."""
    return pyarrow.table(
        {name: pyarrow.array([row[place] for row in rows], pyarrow.float64()) for place, name in enumerate(NAMES)}
    )


def from_numpy(values: dict[str, numpy.ndarray]) -> pyarrow.Table:
    return pyarrow.table({name: pyarrow.array(column) for name, column in values.items()})


def duck(table: pyarrow.Table) -> duckdb.DuckDBPyRelation:
    return duckdb.connect().from_arrow(table)


def nullable(table: pyarrow.Table) -> pandas.DataFrame:
    """A pandas table whose float columns tell NA, as pandas' own nullable types do."""
    floats = [field.name for field in table.schema if pyarrow.types.is_floating(field.type)]
    return table.to_pandas().astype(dict.fromkeys(floats, "Float64"))


KINDS: dict[str, Callable[[pyarrow.Table], Any]] = {
    "polars": polars.from_arrow,
    "polars lazy": lambda table: polars.from_arrow(table).lazy(),
    "pandas": lambda table: table.to_pandas(),
    "pandas nullable": nullable,
    "pandas on arrow": lambda table: table.to_pandas(types_mapper=pandas.ArrowDtype),
    "pyarrow": lambda table: table,
    "duckdb": duck,
    "narwhals": lambda table: nw.from_native(polars.from_arrow(table)),
    "narwhals lazy": lambda table: nw.from_native(polars.from_arrow(table).lazy()),
}


def column(frame: Any, name: str = "whole_units") -> list[Any]:
    """A column as Python has it, each kind of null as None."""
    run = nw.from_native(frame)
    run = run.collect() if isinstance(run, nw.LazyFrame) else run
    return [None if cell is None or cell != cell else cell for cell in run[name].to_arrow().to_pylist()]


def units(frame: Any) -> list[float | None]:
    return column(frame)


def as_bytes(frame: Any, name: str = "whole_units") -> bytes:
    """The float64 column as bytes, each null as the one NaN."""
    run = nw.from_native(frame)
    run = run.collect() if isinstance(run, nw.LazyFrame) else run
    array = numpy.array(run[name].to_numpy(), dtype=numpy.float64)
    array[numpy.isnan(array)] = math.nan
    return array.tobytes()
