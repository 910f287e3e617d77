"""Every table of facts that hipkit answers from, those that ship and those that were added, with how old each is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from hipkit.reference import datasets, store
from hipkit.reference.inuse import in_use
from hipkit.values.citations import Citation

# Of each table that ships: the kind of CMS's tables that it rests on, and what it knows of them.
_SHIPPED = {
    "brands": ("crosswalk", "partial"),
    "codes": ("hcpcs", "text"),
    "drugs": ("hcpcs", "text"),
    "products": ("crosswalk", "partial"),
}


@dataclass(frozen=True)
class KnownTable:
    """One table: its source, the first and the last day of service that it speaks for (None: it has none), its rows.

    `knows` is `whole`, `text` (the words of the codes that it has), `membership` (whether there is a code) or
    `partial`; `read_on` is the day on which it was read. `sha256` is that of the file that was added; `citation` is the
    source of a table that ships.
    """

    name: str
    kind: str
    source: str
    effective_from: datetime.date | None
    effective_through: datetime.date | None
    knows: str
    read_on: datetime.date
    shipped: bool
    rows: int
    sha256: str = ""
    remarks: tuple[str, ...] = ()
    citation: Citation | None = None

    def age_days(self, today: datetime.date) -> int:
        """How many days ago it was read."""
        return max(0, (today - self.read_on).days)


def list_tables() -> tuple[KnownTable, ...]:
    """Every table, those that ship first. Raises DataError where the list of the added ones is damaged.

    >>> [(table.name, table.kind, table.knows) for table in list_tables() if table.shipped][1:3]
    [('codes', 'hcpcs', 'text'), ('drugs', 'hcpcs', 'text')]
    """
    return (*map(_shipped, datasets.ages()), _later(), *map(known_table, store.added()))


def tables_in_use() -> tuple[KnownTable, ...]:
    """The tables that answers use now: a program that runs keeps to those that there were when it began.

    >>> [table.name for table in tables_in_use() if table.shipped]
    ['brands', 'codes', 'drugs', 'products', 'later']
    """
    kept = (held.table for held in in_use().tables if isinstance(held.table, store.Added))
    return (*map(_shipped, datasets.ages()), _later(), *map(known_table, kept))


def _shipped(dataset: datasets.Dataset) -> KnownTable:
    kind, knows = _SHIPPED[dataset.name]
    return KnownTable(
        name=dataset.name,
        kind=kind,
        source=dataset.source.text,
        effective_from=dataset.effective_from,
        effective_through=dataset.effective_through,
        knows=knows,
        read_on=read_on(dataset.source),
        shipped=True,
        rows=dataset.rows,
        citation=dataset.source,
    )


def _later() -> KnownTable:
    """What later lists show of codes, none of which is whole."""
    rows = datasets.rows("later")
    newest = max(rows, key=lambda row: row.start("through"))
    return KnownTable(
        name="later",
        kind="hcpcs",
        source=newest.source().text,
        effective_from=datasets.newest("codes") + datetime.timedelta(days=1),
        effective_through=newest.start("through"),
        knows="membership",
        read_on=read_on(newest.source()),
        shipped=True,
        rows=len(rows),
        citation=newest.source(),
    )


def read_on(source: Citation) -> datetime.date:
    """The day on which the source of a table that ships was last read."""
    assert source.read is not None  # only hipkit's own pages have none
    return source.read


def known_table(added: store.Added) -> KnownTable:
    """What is told of a table that was added."""
    return KnownTable(
        name=added.name,
        kind=added.kind,
        source=added.file,
        effective_from=added.effective_from,
        effective_through=added.effective_through,
        knows=added.knows,
        read_on=added.added_on,
        shipped=False,
        rows=added.count,
        sha256=added.sha256,
        remarks=added.remarks,
    )
