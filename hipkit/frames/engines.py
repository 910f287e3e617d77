"""The engines that review runs on: polars, pandas, pyarrow, DuckDB and Spark behind one face.

A rule is written once, over a narwhals frame. What differs from engine to engine stands here: how a small
table of ours becomes a frame that the user's frame can be joined with, how a file is scanned, how a lazy
frame is run, and in which order findings are compared.

>>> import narwhals as nw, polars as pl
>>> lines = nw.from_native(pl.LazyFrame({"code": ["J2270", "J3010"]}))
>>> known = reference(lines, {"code": ["J2270"], "per": [10.0]}, {"code": nw.String, "per": nw.Float64})
>>> in_order(lines.join(known, on="code", how="left"), ["code"])
[('J2270', 10.0), ('J3010', None)]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import narwhals as nw

from hipkit.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("polars", "duckdb", "spark")

Lines = nw.LazyFrame[Any]
Cell = str | int | float | bool | date | None
Columns = Mapping[str, Sequence[Cell]]
Schema = Mapping[str, type[nw.String] | type[nw.Int64] | type[nw.Float64] | type[nw.Boolean] | type[nw.Date]]

_FEW = 1_000
_SQL = {nw.String: "VARCHAR", nw.Int64: "BIGINT", nw.Float64: "DOUBLE", nw.Boolean: "BOOLEAN", nw.Date: "DATE"}


def reference(like: Lines | nw.DataFrame[Any], columns: Columns, schema: Schema) -> Lines:
    """A small table of ours as a lazy frame of the engine of `like`, in the same session or connection.

    `columns` holds each column's cells, None where not known; `schema` names each column's type, one of
    String, Int64, Float64, Boolean and Date of narwhals.
    """
    engine = like.implementation
    if engine.is_duckdb():
        return lazy(_related(like.to_native(), columns, schema))
    if engine.is_pandas_like():
        return lazy(_pandas(columns, schema))
    if engine.is_polars():
        return nw.from_dict(dict(columns), dict(schema), backend="polars").lazy()
    table = _arrow(columns, schema)
    if engine.is_spark_like():
        return lazy(like.to_native().sparkSession.createDataFrame(table))
    return lazy(table)


def lazy(native: Any) -> Lines:
    """A native frame as a lazy one of narwhals."""
    frame: Lines | nw.DataFrame[Any] = nw.from_native(native)
    return frame.lazy()


def _arrow(columns: Columns, schema: Schema) -> Any:
    import pyarrow as pa

    kinds = {nw.String: pa.string(), nw.Int64: pa.int64(), nw.Float64: pa.float64(), nw.Boolean: pa.bool_()}
    kinds[nw.Date] = pa.date32()
    return pa.table({name: pa.array(list(columns[name]), kinds[kind]) for name, kind in schema.items()})


def _pandas(columns: Columns, schema: Schema) -> Any:
    import pandas

    kinds = {nw.String: "str", nw.Int64: "Int64", nw.Float64: "float64", nw.Boolean: "boolean"}
    kinds[nw.Date] = "date32[pyarrow]"  # pandas has no date of its own; narwhals knows this one as Date
    return pandas.DataFrame(
        {name: pandas.Series(list(columns[name]), dtype=kinds[kind]) for name, kind in schema.items()}
    )


def _related(relation: Any, columns: Columns, schema: Schema) -> Any:
    """The table as a relation of the same connection, which a relation does not name: so it is put into a query.

    Some thousand rows of SQL take a second to be read; then DuckDB takes the Arrow table that it finds here under
    its name.
    """
    if len(next(iter(columns.values()), ())) <= _FEW:
        return relation.query("hipkit_like", _values(columns, schema))
    hipkit_reference = _arrow(columns, schema)  # noqa: F841
    return relation.query("hipkit_like", "SELECT * FROM hipkit_reference")


def _values(columns: Columns, schema: Schema) -> str:
    """The table as SQL."""
    names = ", ".join(f'"{name}"' for name in schema)
    typed = ", ".join(f'CAST("{name}" AS {_SQL[kind]}) AS "{name}"' for name, kind in schema.items())
    rows = ["(" + ", ".join(map(_literal, row)) + ")" for row in zip(*(columns[name] for name in schema), strict=True)]
    if rows:
        return f"SELECT {typed} FROM (VALUES {', '.join(rows)}) AS t({names})"
    empty = ", ".join(f'CAST(NULL AS {_SQL[kind]}) AS "{name}"' for name, kind in schema.items())
    return f"SELECT {empty} WHERE false"


def _literal(cell: Cell) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, bool):
        return str(cell).upper()
    text = repr(cell) if isinstance(cell, int | float) else str(cell)
    return "'" + text.replace("'", "''") + "'"


def scan(paths: Sequence[Path], engine: str, session: Any = None) -> Lines:
    """Parquet files as one lazy frame of an engine of `ENGINES`; nothing but the schema is read yet.

    `session` is the Spark session (see `hipkit.review.run.cluster.session`), or a DuckDB connection in place of the
    default one. Raises InputError for an engine that is not known.
    """
    names = [str(path) for path in paths]
    if engine == "polars":
        import polars

        return lazy(polars.scan_parquet(names, glob=False))
    if engine == "duckdb":
        import duckdb

        # DuckDB reads * ? [ ] as a pattern; in brackets each stands for itself.
        plain = ["".join(f"[{letter}]" if letter in "*?[" else letter for letter in name) for name in names]
        return lazy((session or duckdb).read_parquet(plain))
    if engine == "spark":
        # Spark reads more letters as a pattern, and a relative path from the folder in which its JVM was started.
        whole = [str(path.absolute()) for path in paths]
        escaped = ["".join(f"\\{letter}" if letter in "\\*?[]{}" else letter for letter in name) for name in whole]
        return lazy(session.read.parquet(*escaped))
    raise InputError("engine", engine, f"not an engine; known are {', '.join(ENGINES)}", "polars")


def embedded(table: nw.DataFrame[Any]) -> Lines:
    """A table in memory as a lazy frame of polars; a blank cell of pandas is null in every column.

    Arrow's own joins on a million lines took minutes and more than 20 GB (measured), those of polars seconds. Cells
    of several types in one column of pandas become texts.

    >>> import pandas
    >>> mixed = nw.from_native(pandas.DataFrame({"units": [31, "31", None], "charge": [1.5, None, 2]}))
    >>> embedded(mixed).collect().rows()
    [('31', 1.5), ('31', None), (None, 2.0)]
    """
    import polars

    if table.implementation.is_polars():
        return lazy(table.to_native())
    columns = {name: _for_polars(table.to_native()[name]) for name in table.columns}
    return lazy(polars.DataFrame(columns))


def _for_polars(column: Any) -> Any:
    """A column of Arrow, or of pandas, as one that polars takes."""
    import pyarrow as pa

    try:
        array = column if isinstance(column, pa.ChunkedArray) else pa.Array.from_pandas(column)
    except (TypeError, ValueError, RuntimeError, OverflowError):  # pyarrow raises a runtime error for kinds it lacks
        return pa.array([_text(cell) for cell in column], pa.string())
    return array.cast(pa.string()) if pa.types.is_decimal256(array.type) else array


def _text(cell: Any) -> str | None:
    if isinstance(cell, str):
        return cell
    text = str(cell)
    return None if text in {"None", "<NA>", "NaT", "nan", "NaN"} else text


def collected(frame: Lines | nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """The frame, run: polars in its streaming engine, DuckDB and Spark into an Arrow table."""
    if isinstance(frame, nw.DataFrame):
        return frame
    if frame.implementation.is_polars():
        return frame.collect(engine="streaming")
    return frame.collect()


def in_left_order(left: Lines, right: Lines | nw.DataFrame[Any], on: str) -> Lines:
    """A left join that keeps the order of the left rows, where the engine has an order of rows."""
    if left.implementation.is_polars():
        return lazy(left.to_native().join(right.lazy().to_native(), on=on, how="left", maintain_order="left"))
    return left.join(right.lazy(), on=on, how="left")


def in_order(frame: Lines | nw.DataFrame[Any], by: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows in one order on every engine: by the columns named, nothing known first, text by code points."""
    run = collected(frame)
    places = [run.columns.index(name) for name in by]
    rows = [tuple(map(plain, row)) for row in run.rows()]
    return sorted(rows, key=lambda row: [(row[place] is not None, row[place]) for place in places])


def plain(cell: Any) -> Any:
    """A cell as Python has it; each of the ways in which engines say null (pandas has four) as None."""
    value = nw.to_py_scalar(cell)
    value = value.item() if hasattr(value, "item") else value
    not_one = value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and value != value
    return None if type(value).__name__ == "NaTType" or not_one else value
