"""Parquet as a lazy frame of typed columns: its names and types are checked before a row is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import narwhals as nw

from hipkit.errors import InputError, shown
from hipkit.frames.engines import lazy, scan
from hipkit.review.cells import TEXT, reader
from hipkit.review.reading.kinds import EXAMPLE, FIELD, Source
from hipkit.review.table import KINDS, REQUIRED, check_names

MOST_ROWS = 4 * 10**9
_MOST_ROWS_A_BYTE = 20  # claim lines take a byte or two each, packed; beyond this it is no table but a trap
_PANDAS_INDEX = re.compile("__index_level_[0-9]+__")  # what pandas adds to a frame that was filtered
_MOST_BYTES_A_CELL = 3  # a column packed closer than this is a list of its texts, and for each row a place in it


def scanned(source: Source, engine: str = "polars", session: Any = None) -> nw.LazyFrame[Any]:
    """The file as a lazy frame of an engine, with `row_number`.

    Raises InputError for a file that is damaged or no claim-line table.
    """
    import polars as pl

    try:
        own = pl.scan_parquet(source.path, glob=False)
        names = own.collect_schema().names()
        rows = own.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        reason = f"it is damaged ({shown(str(error).splitlines()[0], 60)})"
        raise InputError(FIELD, source.name, reason, EXAMPLE) from None
    check_names([column for column in names if not _PANDAS_INDEX.fullmatch(column)], source.name)
    if rows > min(MOST_ROWS, _MOST_ROWS_A_BYTE * source.size):
        raise InputError(FIELD, source.name, f"it says that it has {rows:,} rows in {source.size:,} bytes", EXAMPLE)
    if engine == "polars":
        frame: nw.LazyFrame[Any] = nw.from_native(own.with_row_index("row_number", 1).cast({"row_number": pl.Int64}))
        return frame
    return _numbered(scan([source.path], engine, session))


def _numbered(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """A file that DuckDB or Spark scans, with the number of each row: both keep it beside the columns."""
    native = nw.to_native(frame)
    if frame.implementation.is_duckdb():
        return lazy(native.select("*, file_row_number + 1 AS row_number"))
    return lazy(native.selectExpr("*", "_metadata.row_index + 1 AS row_number"))


def plain_texts(source: Source) -> tuple[str, ...]:
    """The text columns whose cells are all proved plain (see `hipkit.review.cells`) by the few texts they consist of.

    A column that is packed as a list of its texts needs each of them looked at once, and not every row.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(source.path)
    schema = metadata.schema.to_arrow_schema()
    names = [name for name in _close(metadata) if KINDS.get(name) == TEXT and _is_text(schema.field(name).type)]
    texts: dict[str, list[Any]] = {name: [] for name in names}
    blank: set[str] = set()
    with pq.ParquetFile(source.path, read_dictionary=names) as file:
        for group in range(metadata.num_row_groups):
            for name, column in zip(names, file.read_row_group(group, columns=names).columns, strict=True):
                texts[name] += [chunk.dictionary for chunk in column.chunks]
                if column.null_count:
                    blank.add(name)
    whole = {name: pa.concat_arrays(dictionary) for name, dictionary in texts.items() if dictionary}
    return tuple(
        name
        for name, dictionary in whole.items()
        if _plain(name, dictionary) and not (name in REQUIRED and name in blank)
    )


def _close(metadata: Any) -> Sequence[str]:
    """The columns that are packed closely in every row group."""
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    columns = [[group.column(at) for group in groups] for at in range(metadata.num_columns)]
    return [
        chunks[0].path_in_schema
        for chunks in columns
        if chunks and all(chunk.total_uncompressed_size <= _MOST_BYTES_A_CELL * chunk.num_values for chunk in chunks)
    ]


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _plain(name: str, texts: Any) -> bool:
    import polars as pl

    frame = nw.from_native(pl.DataFrame({name: pl.from_arrow(texts)}))
    plain = reader(name, TEXT, nw.String(), False, frame.implementation).plain
    return bool(frame.select(plain.all()).item())
