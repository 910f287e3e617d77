"""What a table changes against what is known: codes and NDCs that are new, that ended, that are otherwise than before.

What is known is given as rows in the columns of the table's kind: those of an earlier table, or facts that ship. Only
what both state is compared: a cell that is empty or missing is not known.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol, TypeVar

from hipkit.reference.cms.table import WHOLE, Table

Facts = Mapping[str, str]
Change = dict[str, str | None]


class Changes(NamedTuple):
    """What a table changes: each with `code` or `ndc`, what `was` and what `is` now, None for nothing.

    `contradicted` is what does not override what is known: items of a pharmacy's list that say otherwise than it, and
    NDCs of a crosswalk that say otherwise than what ships for its days.
    """

    added: tuple[Change, ...] = ()
    ended: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    contradicted: tuple[Change, ...] = ()


class Dated(Protocol):
    """A table, read or kept: its kind and the first day it speaks for."""

    @property
    def kind(self) -> str: ...
    @property
    def effective_from(self) -> datetime.date | None: ...


AnyDated = TypeVar("AnyDated", bound=Dated)


def changes(table: Table, known: Iterable[Facts]) -> Changes:
    """What a table changes against these rows.

    From a price file a code may be missing and yet be in force, so there a missing one is `changed`, not `ended`; a
    partial table ends nothing by what it lacks.

    >>> day = datetime.date(2026, 4, 1)
    >>> rows = ({"code": "J1171", "words": "Injection, hydromorphone, 0.2 mg", "through": ""},)
    >>> table = Table("hcpcs", "hcpcs-2026-04", ("code", "words", "through"), rows, day, day, "partial", "a.csv", "")
    >>> changes(table, [{"code": "J1171", "words": "Injection, hydromorphone, 0.1 mg", "through": ""}]).changed
    ({'code': 'J1171', 'was': 'Injection, hydromorphone, 0.1 mg', 'is': 'Injection, hydromorphone, 0.2 mg'},)
    """
    key = table.columns[0]
    compare, state = _KINDS[table.kind]
    before, after = _by_key(known, key), _by_key(table.rows, key)
    added: list[Change] = []
    changed: list[Change] = []
    ended: list[Change] = []
    for name, rows in after.items():
        if name not in before:
            added.append({key: name, "was": None, "is": state(rows)})
        elif difference := compare(before[name], rows):
            changed.append({key: name, "was": difference.was, "is": difference.now})
            if difference.ended:
                ended.append(changed.pop())
    if table.kind == "items":
        return Changes(tuple(added), contradicted=tuple(changed))
    if table.knows == WHOLE:
        missing = [name for name in before if name not in after]
        gone: list[Change] = [{key: name, "was": state(before[name]), "is": None} for name in missing]
        (changed if table.kind == "limits" else ended).extend(gone)
    return Changes(tuple(added), tuple(ended), tuple(changed))


def earlier(table: Dated, others: Iterable[AnyDated]) -> AnyDated | None:
    """Of these tables the newest of the same kind that began before it, to compare it with; None: there is none."""
    first = table.effective_from or datetime.date.max
    before = [(start, other) for other in others if other.kind == table.kind and (start := other.effective_from)]
    return max((pair for pair in before if pair[0] < first), key=lambda pair: pair[0], default=(None, None))[1]


def _by_key(rows: Iterable[Facts], key: str) -> dict[str, list[Facts]]:
    grouped: dict[str, list[Facts]] = {}
    for row in rows:
        grouped.setdefault(row[key], []).append(row)
    return grouped


# ---- what is compared, kind by kind


class _Difference(NamedTuple):
    was: str
    now: str
    ended: bool = False


Rows = list[Facts]
_Compare = Callable[[Rows, Rows], _Difference | None]


def _code(before: Rows, after: Rows) -> _Difference | None:
    """Of a code: its last day, its first day, its words."""
    was, now = before[0], after[0]
    if "through" in was and was["through"] != now["through"]:
        return _Difference(_days(was), _days(now), ended=bool(now["through"]))
    if was.get("from") and now.get("from") and was["from"] != now["from"]:
        return _Difference(_days(was), _days(now))
    if was.get("words") and was["words"] != now["words"]:
        return _Difference(was["words"], now["words"])
    return None


def _code_state(rows: Rows) -> str:
    return f"{rows[0].get('words', '')}; {_days(rows[0])}"


def _days(row: Facts) -> str:
    first, last = row.get("from"), row.get("through")
    return " ".join([f"from {first}" if first else "in force", *([f"to {last}"] if last else [])])


def _product(before: Rows, after: Rows) -> _Difference | None:
    """Of an NDC: its codes, the units of an item, its size."""
    was, now = ({row["code"]: row for row in rows} for rows in (before, after))
    same = was.keys() == now.keys() and not any(
        _differ(was[code], now[code], name) for code in was for name in ("units", "package_size")
    )
    return None if same else _Difference(_product_state(before), _product_state(after))


def _product_state(rows: Rows) -> str:
    """Its codes with the units that an item of it holds: `J1171, 100 units an item of 1`."""
    return "; ".join(
        row["code"]
        + (f", {row['units']} units an item" if row.get("units") else "")
        + (f" of {row['package_size']}" if row.get("package_size") else "")
        for row in rows
    )


def _limit(before: Rows, after: Rows) -> _Difference | None:
    """Of a payment limit: the dollars a unit, or that there are none."""
    was, now = _limit_state(before), _limit_state(after)
    return _Difference(was, now) if was != now else None


def _limit_state(rows: Rows) -> str:
    return rows[0]["limit"] or "no limit"


def _item(before: Rows, after: Rows) -> _Difference | None:
    """Of an item of a pharmacy's list: drug, strength, package and form."""
    was, now = before[0], after[0]
    differ = [name for name in _ITEM if _differ(was, now, name)]
    if not differ:
        return None
    return _Difference(", ".join(was[name] for name in differ), ", ".join(now[name] for name in differ))


def _item_state(rows: Rows) -> str:
    return ", ".join(rows[0][name] for name in _ITEM if rows[0].get(name))


_ITEM = ("drug", "strength", "package", "form")


def _differ(was: Facts, now: Facts, name: str) -> bool:
    return bool(was.get(name) and now.get(name) and was[name] != now[name])


_KINDS: dict[str, tuple[_Compare, Callable[[Rows], str]]] = {
    "hcpcs": (_code, _code_state),
    "crosswalk": (_product, _product_state),
    "limits": (_limit, _limit_state),
    "items": (_item, _item_state),
}
