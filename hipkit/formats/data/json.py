"""The tables and what a file changes in them as JSON: every number a text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from hipkit.billing.otherwise import Otherwise
from hipkit.formats.bill.json import Json, line_object, notice
from hipkit.formats.data.words import KINDS
from hipkit.reference.adding import Addition, Renewal, concerns, notices
from hipkit.reference.changes import Change
from hipkit.reference.cms.table import Table
from hipkit.reference.tables import KnownTable
from hipkit.values.notation import counted


def tables(known: Iterable[KnownTable], today: datetime.date | None = None) -> Json:
    """The answer of `hipkit data`."""
    return {"read": {}, "notices": [], "tables": [_table(table, today or datetime.date.today()) for table in known]}


def add(addition: Addition, saved: Otherwise, practised: Otherwise) -> Json:
    """The answer of `hipkit data add`: of the orders that were saved, and those of practice cases, what differs."""
    return {
        "read": _read(addition.tables),
        "notices": [notice(said) for said in (*notices(addition), *saved.notices, *practised.notices)],
        "tables": [_renewal(renewal) for renewal in addition.renewals],
        "added": _changes(change for renewal in addition.renewals for change in renewal.changes.added),
        "ended": _changes(change for renewal in addition.renewals for change in renewal.changes.ended),
        "changed": _changes(change for renewal in addition.renewals for change in renewal.changes.changed),
        "not_used": _changes(change for renewal in addition.renewals for change in renewal.changes.contradicted),
        "rows": str(sum(len(table.rows) for table in addition.tables)),
        "effective_from": _day(addition.effective_from),
        "effective_through": _day(addition.effective_through),
        "would_bill_otherwise": [
            {
                "scenario": case.scenario,
                "before": [line_object(line) for line in case.before],
                "after": [line_object(line) for line in case.after],
            }
            for case in (*saved.cases, *practised.cases)
        ],
    }


def remove(table: KnownTable, today: datetime.date | None = None) -> Json:
    """The answer of `hipkit data remove`."""
    removed = _table(table, today or datetime.date.today())
    return {"read": {"name": table.name}, "notices": [], "removed": removed}


def _read(tables: Sequence[Table]) -> dict[str, str]:
    """What each table of the files was read as."""
    words = [f"{table.file}: {KINDS[table.kind]}, {counted(len(table.rows), 'row')}" for table in tables]
    return {"file" if len(words) == 1 else f"file {i}": text for i, text in enumerate(words, 1)}


def _table(table: KnownTable, today: datetime.date) -> Json:
    return {
        "name": table.name,
        "kind": table.kind,
        "source": table.source,
        "from": _day(table.effective_from),
        "through": _day(table.effective_through),
        "knows": table.knows,
        "read_on": str(table.read_on),
        "age_days": str(table.age_days(today)),
        "shipped": table.shipped,
        "rows": str(table.rows),
        "sha256": table.sha256 or None,
        "remarks": list(table.remarks),
    }


def _renewal(renewal: Renewal) -> Json:
    table = renewal.table
    return {
        "name": table.name,
        "kind": table.kind,
        "source": table.file,
        "from": _day(table.effective_from),
        "through": _day(table.effective_through),
        "knows": table.knows,
        "rows": str(len(table.rows)),
        "sha256": table.sha256,
        "remarks": list(table.remarks),
        "compared_with": renewal.against,
        "outcome": renewal.outcome,
    }


def _changes(changes: Iterable[Change]) -> Sequence[Change]:
    """What concerns hipkit's own codes and products first."""
    return sorted(changes, key=lambda change: not concerns(change))


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else str(day)
