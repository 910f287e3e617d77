"""Files of a person read into tables, with what they change against what is known, and kept where that is wanted."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from hipkit.errors import DataError
from hipkit.reference import datasets, store
from hipkit.reference.addedcodes import read_per
from hipkit.reference.brands import named_in
from hipkit.reference.changes import Change, Changes, Facts, changes, earlier
from hipkit.reference.cms.codes import family
from hipkit.reference.cms.read import read_tables
from hipkit.reference.cms.table import Table
from hipkit.reference.covered import (
    Missing,
    held_against_shipped,
    in_words,
    is_covered,
    is_no_newer,
    is_older,
    require_begun,
    shipped_products,
)
from hipkit.reference.inuse import Held, forget
from hipkit.reference.products import drug, is_listed
from hipkit.values.citations import Citation
from hipkit.values.notation import counted
from hipkit.values.step import Notice

Tell = Callable[[int], None]
NOT_KEPT = "not kept"


@dataclass(frozen=True)
class Replaced:
    """The file of the kept table in whose place another comes, and what both state and state otherwise."""

    file: str
    differ: tuple[Change, ...]


@dataclass(frozen=True)
class Renewal:
    """What a table changes, against which table it was compared, and what became of it.

    `outcome` is `added`, `replaced`, `same`, or `not kept` where it was only looked at. `replaces` is the kept table of
    its name where the two contradict each other; `lacks` is what a table of a quarter that ships lacks of it, if much.
    """

    table: Table
    changes: Changes
    against: str
    outcome: str = NOT_KEPT
    replaces: Replaced | None = None
    lacks: Missing | None = None


@dataclass(frozen=True)
class Addition:
    """The renewals of the files that were given, in their order."""

    renewals: tuple[Renewal, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that were read."""
        return tuple(renewal.table for renewal in self.renewals)

    @property
    def effective_from(self) -> datetime.date | None:
        """The first day of service for which one of them speaks."""
        return min((day for table in self.tables if (day := table.effective_from)), default=None)

    @property
    def effective_through(self) -> datetime.date | None:
        """The last day of service for which one of them speaks."""
        return max((day for table in self.tables if (day := table.effective_through)), default=None)


def read(paths: Sequence[str | Path], tell: Tell = lambda done: None) -> Addition:
    """What the tables of these files change, each against the one before it; nothing is kept.

    Raises InputError for the first file that is not what it should be. `tell` is told how many files were read.
    """
    tables = read_tables(paths, tell)
    for table in tables:
        require_begun(table)
    kept = store.added()
    by_name = {table.name: table for table in kept}
    return Addition(tuple(_replacing(_renewal(table, kept, tables), by_name.get(table.name)) for table in tables))


def keep(addition: Addition) -> Addition:
    """The same with its tables kept, all of them or none."""
    kept = store.keep(addition.tables)
    forget()
    pairs = zip(addition.renewals, kept, strict=True)
    return Addition(tuple(replace(renewal, outcome=entry.outcome) for renewal, entry in pairs))


def _renewal(table: Table, kept: Sequence[store.Added], others: Sequence[Table]) -> Renewal:
    """What a table changes: against the one of its kind before it, or where there is none, the tables that ship."""
    if table.kind == "items":
        return Renewal(table, changes(_by_drug(table), _shipped_items()), _SHIPPED)
    if is_covered(table):
        found, lacks = held_against_shipped(table)
        return Renewal(table, found, _SHIPPED, lacks=lacks)
    replaced = {other.name for other in others}
    older = is_older(table)  # between such a quarter and a later one lies what ships
    before: Table | store.Added | None = earlier(table, (other for other in others if is_older(other) == older))
    before_kept = earlier(table, (other for other in kept if other.name not in replaced and is_older(other) == older))
    if before_kept and (before is None or _first(before_kept) > _first(before)):
        before = before_kept
    if before is None:
        known = _shipped_codes(table) if table.kind == "hcpcs" else _shipped_products(table)
        return Renewal(table, changes(table, known if table.kind != "limits" else ()), _SHIPPED)
    rows = before.rows() if isinstance(before, store.Added) else before.rows
    return Renewal(table, changes(table, rows), before.name)


def _replacing(renewal: Renewal, kept: store.Added | None) -> Renewal:
    """The same with the kept table of its name, where they say otherwise of a code or an NDC."""
    if kept is None or kept.kind == "items":
        return renewal
    try:
        found = changes(renewal.table, kept.rows())
    except DataError:
        return renewal  # it is damaged, and what comes in its place is the way out
    differ = tuple(one for one in (*found.ended, *found.changed) if one["was"] and one["is"])
    if not differ:
        return renewal
    remark = f"it took the place of {kept.file}, which said otherwise of {counted(len(differ), _KEYED[kept.kind])}"
    table = replace(renewal.table, remarks=(*renewal.table.remarks, remark))
    return replace(renewal, table=table, replaces=Replaced(kept.file, differ))


_KEYED = {"crosswalk": "NDC", "hcpcs": "code", "limits": "code"}


def _first(table: Table | store.Added) -> datetime.date:
    return table.effective_from or datetime.date.min


# ---- what ships, in the columns of CMS's tables

_SHIPPED = "the tables that ship"


def _shipped_codes(table: Table) -> Iterable[Facts]:
    """The codes and modifiers of HCPCS that ship, as far as a file of its days can know them; CMS has no file of CPT.

    Such a file lacks the codes that begin after its last day, and may have one without the day on which it ended later.
    """
    last = str(table.effective_through or datetime.date.max)
    held = {row["code"]: row for row in table.rows}
    for row in datasets.table("codes"):
        if family(row["code"]) in ("code", "modifier") and row["from"] <= last:
            known = {name: row[name] for name in ("code", "words", "from", "through")}
            yield _as_of(known, held.get(row["code"]), table, last)


def _as_of(known: Facts, now: Facts | None, table: Table, last: str) -> Facts:
    """A code without what came after a file's last day; an older file's words are compared where their units differ."""
    if now is None:
        return known
    later = {"through": ""} if known["through"] > last and not now["through"] else {}
    older = is_no_newer(table) and last < str(datasets.newest_shipped("codes"))
    units = {read_per(known["words"]), read_per(now["words"])} - {None}
    return {**known, **later, **({"words": ""} if older and len(units) < 2 else {})}


def _shipped_products(table: Table) -> Iterable[Facts]:
    """The code of each drug's product that ships, in the quarter before a crosswalk or the last that is known."""
    day = min(table.effective_from or datetime.date.max, datasets.newest("products"))
    return ({"ndc": ndc, "code": code} for ndc, code in shipped_products(day).items())


def _shipped_items() -> Iterable[Facts]:
    for row in datasets.table("products"):
        yield {name: row[name] for name in ("ndc", "drug", "strength", "package")} | {"form": "solution"}


def _by_drug(table: Table) -> Table:
    """An item list with its drugs by the names that hipkit has for them."""
    named = ({**row, "drug": drug(row["drug"]).name if is_listed(row["drug"]) else row["drug"]} for row in table.rows)
    return replace(table, rows=tuple(named))


# ---- what is told


def notices(addition: Addition) -> Iterator[Notice]:
    """What a reader of an addition must know: a table that contradicts the kept one of its name, or what ships, or
    lacks much of that; an item list that contradicts a product, or has a drug unknown here."""
    for renewal in addition.renewals:
        source = Held(renewal.table).citation
        if renewal.replaces is not None:
            yield Notice("warning", _contradiction(renewal.table, renewal.replaces), source)
        yield from _otherwise_than_ships(renewal, source)
        for change in renewal.changes.contradicted if renewal.table.kind == "items" else ():
            text = f"NDC {change['ndc']} is {change['was']} in CMS's crosswalks, and {change['is']} in the list"
            yield Notice("confirm", f"{text}: which of the two is right? The list overrides nothing", source)
        if renewal.against == _SHIPPED and is_no_newer(renewal.table) and _told_otherwise(renewal.changes):
            text = (
                f"{renewal.table.name} is no newer than the tables that ship: answers go by these where the two differ"
            )
            yield Notice("warning", text, source)
        if renewal.table.kind == "items":
            names = dict.fromkeys(row["drug"] for row in renewal.table.rows if not is_listed(row["drug"]))
            if names:
                text = f"no drug is known here by these names, and their items fill nothing: {', '.join(names)}"
                yield Notice("info", text, source)


def _otherwise_than_ships(renewal: Renewal, source: Citation) -> Iterator[Notice]:
    """Of a crosswalk for days that ship: what it says otherwise, and that it lacks much."""
    table, contradicted = renewal.table, renewal.changes.contradicted
    if table.kind == "crosswalk" and contradicted:
        yield Notice("warning", in_words(contradicted, table, _SHOWN), source)
    if lacks := renewal.lacks:
        text = (
            f"{lacks.absent:,} of the {lacks.of:,} products that hipkit has for that quarter are not in {table.name}: "
            f"was {table.file} cut? Add it as CMS publishes it, which takes its place"
        )
        yield Notice("warning", text, source)


def _told_otherwise(found: Changes) -> bool:
    return any(change.get("code") in _known("codes", "code") for change in (*found.ended, *found.changed))


def _contradiction(table: Table, replaced: Replaced) -> str:
    """In words: both files, what each says of a few codes or NDCs, and which of them is used."""
    shown = [
        f"{'NDC ' + str(one['ndc']) if 'ndc' in one else one['code']}: {one['was']} there, {one['is']} here"
        for one in sorted(replaced.differ, key=lambda change: not concerns(change))[:_SHOWN]
    ]
    more = len(replaced.differ) - len(shown)
    said = "; ".join([*shown, *([f"and {more:,} more"] if more else [])])
    return (
        f"{table.name} was added already, from {replaced.file}, and {table.file} contradicts it: {said}. {table.file} "
        f"takes its place; where {replaced.file} is right, add that again"
    )


_SHOWN = 3

# ---- what concerns whom

_A_CODE = re.compile("[A-Z][0-9]{4}")


def concerns(change: Change) -> bool:
    """Whether a change is of a code or an NDC that hipkit knows, or of another whose code or drug hipkit knows."""
    if "ndc" in change:
        named = _A_CODE.findall(f"{change['was']} {change['is']}")
        return change["ndc"] in _known("products", "ndc") or not _known("codes", "code").isdisjoint(named)
    return change["code"] in _known("codes", "code") or bool(named_in(change["is"] or ""))


@cache
def _known(table: str, column: str) -> frozenset[str]:
    return frozenset(row[column] for row in datasets.table(table))
