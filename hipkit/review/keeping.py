"""What is worked out once and looked at by many rules is kept meanwhile, in each engine's own way.

polars and Arrow hold it in memory, DuckDB in a temporary table (which it moves to disk where memory is short), Spark
on its executors, until nobody refers to it. At the end of its block a Keeper leaves no table behind,
whatever went wrong.

>>> import polars as pl
>>> with Keeper() as keeper:
...     kept = keeper.keep(lazy(pl.LazyFrame({"line": [1]})))
...     keeper.gathered([kept, kept]).collect()["line"].to_list()
[1, 1]
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Self

import narwhals as nw

from hipkit.frames.engines import Lines, lazy

__all__ = ["Keeper", "Lines", "lazy"]

_AT_ONCE = 8  # rules that Spark plans as one job


class Keeper:
    """Keeps frames of one engine until its block ends."""

    def __init__(self) -> None:
        self._root: Any = None  # a relation that stands on none of the tables
        self._tables: list[str] = []
        self._spread = False  # whether Spark's first table was dealt out to all cores

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def keep(self, lines: Lines) -> Lines:
        """The lines, worked out once."""
        engine = lines.implementation
        if engine.is_polars():
            # Not streamed: the joins with small tables then take the lines as they lie, half the time and the memory.
            return lines.collect(engine="in-memory").lazy()
        if engine.is_duckdb():
            return self._in_table(lines)
        if engine.is_spark_like():
            return self._checkpointed(lines)
        return lines

    def cut(self, lines: Lines) -> Lines:
        """The lines, of Spark worked out so far: a plan of many steps becomes too much code for its compiler."""
        return self._checkpointed(lines) if lines.implementation.is_spark_like() else lines

    def _in_table(self, lines: Lines) -> Lines:
        name, relation = f"hipkit_{uuid.uuid4().hex}", nw.to_native(lines)
        relation.query("hipkit_lines", f"CREATE TEMP TABLE {name} AS SELECT * FROM hipkit_lines")
        self._root = relation if self._root is None else self._root
        self._tables.append(name)
        return lazy(relation.query("hipkit_lines", f"SELECT * FROM {name}"))

    def gathered(self, parts: Sequence[Lines]) -> Lines:
        """The parts as one frame, worked out; what was kept for them is released."""
        engine = parts[0].implementation
        if engine.is_duckdb():
            return self._one_by_one(parts)
        if engine.is_spark_like():
            some = [nw.concat(parts[i : i + _AT_ONCE], how="vertical") for i in range(0, len(parts), _AT_ONCE)]
            return nw.concat([self._checkpointed(part) for part in some], how="vertical")
        whole = nw.concat(parts, how="vertical")
        return whole.collect(engine="streaming").lazy() if engine.is_polars() else whole

    def _checkpointed(self, lines: Lines) -> Lines:
        """Worked out, and what it was made of is forgotten: else Spark plans all of it anew for every rule."""
        frame = nw.to_native(lines)
        if not self._spread:
            frame, self._spread = _on_all_cores(frame), True
        return lazy(frame.localCheckpoint(eager=True))

    def _one_by_one(self, parts: Sequence[Lines]) -> Lines:
        """Part after part: a union of many parts takes longer to plan than all of them to run."""
        import pyarrow as pa

        hipkit_found = pa.concat_tables([nw.to_native(part.collect()) for part in parts])  # noqa: F841
        self.release()
        # DuckDB finds the Arrow table here under its name; so the findings stand in the connection of the lines.
        root = nw.to_native(parts[0]) if self._root is None else self._root
        return lazy(root.query("hipkit_lines", "SELECT * FROM hipkit_found"))

    def release(self) -> None:
        """Let go of all that was kept."""
        for name in self._tables:
            self._root.query("hipkit_lines", f"DROP TABLE {name}")
        self._tables = []


def _on_all_cores(frame: Any) -> Any:
    """A table of Spark in at least as many pieces as there are cores: of one file, one core alone would work."""
    cores = frame.sparkSession.sparkContext.defaultParallelism
    return frame if frame.rdd.getNumPartitions() >= cores else frame.repartition(cores)
