"""Every table of facts that hipkit answers from, those that ship and those that were added, with how old each is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from hipkit.reference import datasets, store

# Of each table that ships: the kind of CMS's tables that it rests on, and what it knows of them.
_SHIPPED = {
    "brands": ("crosswalk", "partial"),
    "codes": ("hcpcs", "text"),
    "drugs": ("hcpcs", "text"),
    "products": ("crosswalk", "partial"),
}
_SHIPPED_READ_ON = datetime.date(2026, 11, 24)


@dataclass(frozen=True)
class KnownTable:
    """One table: its source, the first and the last day of service that it speaks for (None: it has none), its rows.

    `knows` is `whole`, `text` (the words of the codes that it has), `membership` (whether there is a code) or
    `partial`; `read_on` is the day on which it was read. `sha256` is that of the file that was added.
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

    def age_days(self, today: datetime.date) -> int:
        """How many days ago it was read."""
        return max(0, (today - self.read_on).days)


def list_tables() -> tuple[KnownTable, ...]:
    """Every table, those that ship first. Raises DataError where the list of the added ones is damaged.

    >>> [(table.name, table.kind, table.knows) for table in list_tables() if table.shipped][1:3]
    [('codes', 'hcpcs', 'text'), ('drugs', 'hcpcs', 'text')]
    """
    return tuple(map(_shipped, datasets.ages())) + tuple(map(known_table, store.added()))


def _shipped(dataset: datasets.Dataset) -> KnownTable:
    kind, knows = _SHIPPED[dataset.name]
    return KnownTable(
        name=dataset.name,
        kind=kind,
        source=dataset.source.text,
        effective_from=dataset.effective_from,
        effective_through=dataset.effective_through,
        knows=knows,
        read_on=_SHIPPED_READ_ON,
        shipped=True,
        rows=dataset.rows,
    )


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
