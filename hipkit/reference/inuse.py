"""The added tables that answers use: those that are kept; none where only shipped ones may speak; others to try them.

They are read once a process: one that runs while another adds tables sees them when it is started anew.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property, wraps
from typing import ParamSpec, TypeVar

from hipkit.reference import datafolder, store
from hipkit.reference.cms.table import Cells, Table
from hipkit.values.citations import Citation

P = ParamSpec("P")
T = TypeVar("T")
_LONG_AGO = datetime.date.min


class Held:
    """An added table, kept or only read, as answers use it."""

    def __init__(self, table: store.Added | Table) -> None:
        self.table = table
        self.name, self.kind, self.file, self.knows = table.name, table.kind, table.file, table.knows
        self.first, self.last = table.effective_from, table.effective_through
        self.read = table.added_on if isinstance(table, store.Added) else datetime.date.today()

    @property
    def rows(self) -> tuple[Cells, ...]:
        """All its rows."""
        return self.table.rows() if isinstance(self.table, store.Added) else self.table.rows

    def select(self, keys: Collection[str]) -> tuple[Cells, ...]:
        """The rows of these codes, or of these NDCs as 5-4-2."""
        if isinstance(self.table, store.Added):
            return self.table.select(keys)
        return tuple(row for key in keys for row in self._by_key.get(key, ()))

    def find(self, key: str) -> tuple[Cells, ...]:
        """The rows of one code, or of one NDC."""
        return self.table.find(key) if isinstance(self.table, store.Added) else tuple(self._by_key.get(key, ()))

    @cached_property
    def _by_key(self) -> dict[str, list[Cells]]:
        grouped: dict[str, list[Cells]] = {}
        for row in self.rows:
            grouped.setdefault(next(iter(row.values())), []).append(row)
        return grouped

    @property
    def citation(self) -> Citation:
        """The table as a source: its name, its file, the first day that it speaks for, the day on which it was read."""
        day = str(self.first) if self.first else "undated"
        why = "" if self.first else "a list of your own bears no date"
        title = f"Added table {self.name}, from {self.file}"
        return Citation(self.name, title, day, "", read=self.read, why=why, added=True)


class InUse:
    """A set of added tables; as a key of what is made of it, it is the same as none but itself."""

    def __init__(self, tables: Iterable[store.Added | Table] = ()) -> None:
        held = sorted(map(Held, tables), key=lambda table: (table.first or _LONG_AGO, table.name))
        self.tables = tuple(held)

    def renewed(self, tables: Iterable[Table]) -> InUse:
        """These with others, which take the places of those of their names."""
        by_name: dict[str, store.Added | Table] = {held.name: held.table for held in self.tables}
        return InUse((by_name | {table.name: table for table in tables}).values())

    def of_kind(self, kind: str) -> tuple[Held, ...]:
        """Those of a kind, the earliest first."""
        return tuple(table for table in self.tables if table.kind == kind)

    @property
    def fingerprints(self) -> tuple[tuple[str, str, str], ...]:
        """Of each its name, its file and the checksum of that."""
        return tuple((held.name, held.file, held.table.sha256) for held in self.tables)


SHIPPED = InUse()
_chosen: ContextVar[InUse | None] = ContextVar("added tables in use", default=None)


def in_use() -> InUse:
    """The added tables that answers use now; `SHIPPED` where there are none."""
    return _chosen.get() or _kept(os.environ.get(datafolder.VARIABLE, ""))


@cache
def _kept(folder: str) -> InUse:
    """What is kept in that folder (nothing: the platform's)."""
    tables = store.added()
    return InUse(tables) if tables else SHIPPED


def forget() -> None:
    """Read the kept tables anew when they are next asked for: some were added, or taken away."""
    _kept.cache_clear()


@contextmanager
def using(tables: InUse) -> Iterator[None]:
    """Let answers use these added tables, and no others."""
    token = _chosen.set(tables)
    try:
        yield
    finally:
        _chosen.reset(token)


@contextmanager
def shipped_tables_only() -> Iterator[None]:
    """Let answers use the tables that ship alone, for a `with` or around a function."""
    with using(SHIPPED):
        yield


def by_tables(make: Callable[P, T]) -> Callable[P, T]:
    """Keep what is made of the tables in use, for each set of them by itself."""
    made: dict[tuple[object, ...], T] = {}

    @wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (in_use(), *args)
        try:
            return made[key]
        except KeyError:
            answer = made[key] = make(*args, **kwargs)
            return answer

    return kept
