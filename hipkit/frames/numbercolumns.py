"""Columns of numbers as they come in a table: which types are read, how each is proved, what is refused.

float64 (decimals as read from a file), every integer type and Decimal are read. Other float types have lost
digits on the way and prove nothing: their rows are null. Text, true/false and dates are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals as nw

from hipkit.errors import InputError
from hipkit.frames.exactness import MOST, Factor, decimal, digits, integer, scaled_decimal, scaled_integer
from hipkit.frames.unproved import too_long

_DIGITS = 38
AnyFrame = nw.DataFrame[Any] | nw.LazyFrame[Any]


@dataclass(frozen=True)
class NumberColumn:
    """A column that a computation needs: its name, the decimal places read, and the largest value that is taken."""

    name: str
    places: int
    most: float | None = None

    def factor(self, frame: AnyFrame, scaled: bool = False) -> Factor | None:
        """The column of this frame as a factor, multiplied by 10^places already or not; None where its type proves
        nothing. Raises InputError where the frame has no such column, or one that holds no numbers."""
        schema = frame.collect_schema()
        if self.name not in schema:
            has = ", ".join(schema.names()) or "none"
            raise InputError(self.name, None, f"the table has no column of this name; it has {has}", "a number column")
        kind = schema[self.name]
        if kind == nw.Float64:
            read = scaled_decimal if scaled else decimal
        elif kind.is_integer() or _nothing(frame, self.name):
            read = scaled_integer if scaled else integer
        elif kind == nw.Decimal and not scaled:
            read = digits
        elif kind.is_float():
            return None
        else:
            wanted = "whole numbers" if scaled else "numbers (float64, integers or Decimal)"
            raise InputError(self.name, f"a column of {kind}", f"it must hold {wanted}", "a float64 column")
        return read(self.name, self.places, self.most)


def _nothing(frame: AnyFrame, name: str) -> bool:
    """Whether the column has the type of columns that hold nulls alone, which narwhals does not name."""
    native, engine = frame.to_native(), frame.implementation
    if engine.is_polars():
        kind = native.collect_schema()[name]
    elif engine.is_pyarrow():
        kind = native.schema.field(name).type
    elif engine.is_spark_like():
        kind = native.schema[name].dataType.typeName()
    elif engine.is_duckdb():
        # DuckDB writes the type of NULL as "NULL", in quotes.
        kind = str(dict(zip(native.columns, native.types, strict=True))[name]).strip('"')
    else:
        return False
    return str(kind).lower() in {"null", "void"}


def readable(table: nw.DataFrame[Any], columns: Iterable[NumberColumn]) -> nw.DataFrame[Any]:
    """The table, with numbers in types of one library (Python objects in pandas, Arrow's other decimals) made plain.

    An object is read by its own digits; one of more places than the column's is null. Raises InputError for a
    cell that is no number.
    """
    for column in columns:
        if column.name in table.columns:
            made = _plain_column(table, column)
            table = table if made is None else table.with_columns(made)
    return table


def _plain_column(table: nw.DataFrame[Any], column: NumberColumn) -> nw.Series[Any] | None:
    series, engine = table[column.name], table.implementation
    native = series.to_native()
    if engine.is_pandas_like() and str(native.dtype) in {"float128", "longdouble", "float96"}:
        return series.cast(nw.Float32)  # as the other float types that prove nothing
    if engine.is_pandas_like() and str(native.dtype) == "object":
        cells = [_cell(column, cell) for cell in series.to_list()]
        return nw.new_series(column.name, cells, nw.Float64, backend=engine)
    if engine.is_pyarrow() and str(native.type).startswith(("decimal32", "decimal64", "decimal256")):
        return nw.new_series(column.name, native.cast(_decimal128(column.name, native.type)), backend=engine)
    return None


def _decimal128(name: str, kind: Any) -> Any:
    import pyarrow as pa

    if kind.precision > _DIGITS:
        wanted = f"decimal128({_DIGITS}, 4)"
        raise InputError(name, str(kind), f"Decimal columns of at most {_DIGITS} digits are read", wanted, wanted)
    return pa.decimal128(_DIGITS, kind.scale)


def _cell(column: NumberColumn, cell: object) -> float | None:
    try:
        value = nw.to_py_scalar(cell)
    except ValueError:  # a list, a table: no number, and said so below
        value = cell
    value = value.item() if hasattr(value, "item") else value
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InputError(column.name, value, "the column must hold numbers, and this cell is none", "Decimal('0.1')")
    if isinstance(value, Decimal) and (not value.is_finite() or too_long(value)):
        return None
    scaled = Fraction(value) * 10**column.places
    return float(value) if scaled.denominator == 1 and abs(scaled) < MOST else None
