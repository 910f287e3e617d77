"""Files of claim lines, of whatever kind, as typed claim lines with the rows that were set aside.

Every row of every file is in one of the two: `rows_in` is always `rows_reviewed` and `rows_set_aside` together.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import narwhals as nw

from hipkit.errors import InputError, shown
from hipkit.review.reading import csvfile, parquetfile, x12file, xlsxfile
from hipkit.review.reading.kinds import CSV, EXAMPLE, FIELD, PARQUET, X12, XLSX, Source, source
from hipkit.review.table import ORIGIN, Remark, SetAside, Typed, check_set_aside, typed

if TYPE_CHECKING:
    import polars as pl

__all__ = ["FileRead", "Reading", "Source", "read", "source", "typed_pieces", "whole"]

Lines = nw.LazyFrame[Any]
_PIECES = {CSV: csvfile.pieces, XLSX: xlsxfile.pieces, X12: x12file.pieces}


@dataclass(frozen=True)
class FileRead:
    """What was read of one file: its rows, how many of them were set aside, and its columns."""

    name: str
    kind: str
    rows_in: int
    rows_set_aside: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """Typed claim lines (lazy, with `file` and `row_number`), rows set aside, and remarks on the files themselves."""

    lines: Lines
    set_aside: tuple[SetAside, ...]
    remarks: tuple[Remark, ...]
    files: tuple[FileRead, ...]

    @property
    def rows_in(self) -> int:
        """The rows of all files."""
        return sum(file.rows_in for file in self.files)

    @property
    def rows_set_aside(self) -> int:
        """The rows that cannot be read."""
        return len(self.set_aside)

    @property
    def rows_reviewed(self) -> int:
        """The rows of `lines`."""
        return self.rows_in - self.rows_set_aside

    @property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """Each column that one file has and another has not, with that other file: its cells are blank there."""
        every = dict.fromkeys(name for file in self.files for name in file.columns)
        return tuple((name, file.name) for file in self.files for name in every if name not in file.columns)


def read(paths: Iterable[str | os.PathLike[str] | Source], engine: str = "polars", session: Any = None) -> Reading:
    """Read files of claim lines: CSV, XLSX, Parquet or 837P, each by what it is and not by its name.

    The lines are a frame of `engine` (see `hipkit.frames.engines`), `session` its Spark session or connection.
    Raises InputError for a file that cannot be read as a whole; a row that cannot is set aside.
    """
    sources = [path if isinstance(path, Source) else source(path) for path in paths]
    if not sources:
        raise InputError(FIELD, None, "nothing was named", "may.csv")
    _once(sources)
    lines: list[Lines] = []
    aside: list[SetAside] = []
    remarks: list[Remark] = []
    files: list[FileRead] = []
    for file in sources:
        parts: list[Typed] = []
        so_far: list[SetAside] = []
        for part in [_scanned(file, engine, session)] if file.kind == PARQUET else _streamed(file, remarks):
            parts.append(part)
            so_far += part.set_aside
            check_set_aside(so_far, file.name)
        frame, own, summary = whole(file.name, file.kind, parts, engine, session)
        lines.append(frame)
        aside += own
        files.append(summary)
    every = lines[0] if len(lines) == 1 else nw.concat(lines, how="diagonal")
    return Reading(every, tuple(aside), tuple(remarks), tuple(files))


def whole(
    name: str, kind: str, parts: Sequence[Typed], engine: str = "polars", session: Any = None
) -> tuple[Lines, list[SetAside], FileRead]:
    """A file of all its parts: its lines, the rows set aside in their order, and what is told of it."""
    rows_in = sum(part.rows_in for part in parts)
    if not rows_in:
        raise InputError(FIELD, name, "it has no row of a claim", EXAMPLE)
    frame = _joined([part.lines for part in parts], name, engine, session)
    columns = tuple(column for column in frame.collect_schema().names() if column not in ORIGIN)
    aside = sorted((row for part in parts for row in part.set_aside), key=lambda row: row.row_number or 0)
    return frame, aside, FileRead(name, kind, rows_in, len(aside), columns)


def _once(sources: Sequence[Source]) -> None:
    seen: set[str] = set()
    for file in sources:
        place = os.path.realpath(file.path)
        if place in seen:
            reason = "it is named twice, and each of its claims would be a duplicate"
            raise InputError(FIELD, file.name, reason, "each file once")
        seen.add(place)


def _scanned(source: Source, engine: str, session: Any) -> Typed:
    """A Parquet file: nothing of it is kept in memory."""
    try:
        frame = parquetfile.scanned(source, engine, session)
        plain = parquetfile.plain_texts(source) if engine == "polars" else ()
        return typed(frame.to_native(), source.name, plain)
    except _failures(engine) as error:
        reason = f"it is damaged ({shown(str(error).splitlines()[0], 60)})"
        raise InputError(FIELD, source.name, reason, EXAMPLE) from None


def _failures(engine: str) -> tuple[type[BaseException], ...]:
    """What an engine raises at a damaged file."""
    from polars.exceptions import PanicException, PolarsError
    from pyarrow import ArrowException

    errors: tuple[type[BaseException], ...] = (
        nw.exceptions.NarwhalsError, PolarsError, PanicException, ArrowException, OSError,
    )  # fmt: skip
    if engine == "duckdb":
        import duckdb

        return (*errors, duckdb.Error)
    if engine == "spark":
        from pyspark.errors import PySparkException

        return (*errors, PySparkException)
    return errors


def _streamed(source: Source, remarks: list[Remark]) -> Iterator[Typed]:
    with source.path.open("rb") as file:
        yield from typed_pieces(file, source.kind, source.name, remarks)


def typed_pieces(file: BinaryIO, kind: str, name: str, remarks: list[Remark]) -> Iterator[Typed]:
    """A file of texts: each piece typed before the next is read. What is remarked on it goes to `remarks`."""
    for piece in _PIECES[kind](file, name):
        part = typed(piece.texts, name)
        remarks.extend(piece.remarks)
        yield Typed(part.lines, (*piece.set_aside, *part.set_aside), part.rows_in + len(piece.set_aside))


def _joined(parts: Sequence[pl.DataFrame | Any], name: str, engine: str, session: Any) -> Lines:
    """The parts of one file as a lazy frame of the engine, each line with the name of its file."""
    import polars as pl

    if isinstance(parts[0], pl.DataFrame):
        every = pl.concat(parts, rechunk=False)
        native = every.lazy() if engine == "polars" else moved(every, engine, session)
    else:
        (native,) = parts
    frame: Lines = nw.from_native(native).lazy()
    return frame.with_columns(nw.lit(name).alias("file"))


def moved(frame: pl.DataFrame, engine: str, session: Any = None) -> Any:
    """A frame of polars in another engine."""
    table = frame.to_arrow()
    if engine == "duckdb":
        import duckdb

        return (session or duckdb).from_arrow(table)
    return session.createDataFrame(table)
