"""A crosswalk of a quarter that ships: its days are answered from what ships, against which it is held here."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from hipkit.reference import datasets
from hipkit.reference.changes import Change, Changes, Dated, changes
from hipkit.reference.cms.table import WHOLE, Table, refusal
from hipkit.values.notation import counted

_A_HOLE = 10  # one in so many products that a whole table lacks: it was cut in its middle
_SHIPS_AS = {"crosswalk": "products", "hcpcs": "codes"}


class Missing(NamedTuple):
    """How many of the products that ship for a quarter a table of that quarter lacks."""

    absent: int
    of: int


def is_no_newer(table: Table) -> bool:
    """Whether a crosswalk or a HCPCS file speaks for no day after those for which products or codes ship."""
    name, last = _SHIPS_AS.get(table.kind), table.effective_through
    return name is not None and last is not None and last <= datasets.newest_shipped(name)


def is_older(table: Dated) -> bool:
    """Whether a crosswalk is of a quarter before the first for which products ship."""
    first = table.effective_from
    return table.kind == "crosswalk" and first is not None and first < datasets.first_shipped("products")


def is_covered(table: Table) -> bool:
    """Whether a crosswalk is of a quarter that ships: it changes no answer on a product that ships."""
    return table.kind == "crosswalk" and is_no_newer(table) and not is_older(table)


def require_begun(table: Table) -> None:
    """Raise InputError for a crosswalk with codes that by what ships began after its quarter: it is of another.

    >>> import datetime
    >>> day = datetime.date(2024, 3, 31)
    >>> rows = ({"ndc": "76329-3369-01", "code": "J2312"},)
    >>> require_begun(Table("crosswalk", "crosswalk-2024-q1", ("ndc", "code"), rows, day, day, "partial", "a.csv", ""))
    Traceback (most recent call last):
    hipkit.errors.InputError: file: read "a.csv": it is crosswalk-2024-q1 by the lines above its header or its name, \
and 1 of its rows has a code that began later: NDC 76329-3369-01 has J2312, which began on 2025-07-01; is it the file \
of another quarter? Type for example: the file as CMS publishes it
    """
    if table.kind != "crosswalk" or table.effective_through is None:
        return
    first = _first_days()
    late = [row for row in table.rows if first.get(row["code"], "") > str(table.effective_through)]
    if late:
        ndc, code = late[0]["ndc"], late[0]["code"]
        have = "1 of its rows has a code" if len(late) == 1 else f"{len(late):,} of its rows have codes"
        reason = (
            f"it is {table.name} by the lines above its header or its name, and {have} that began later: "
            f"NDC {ndc} has {code}, which began on {first[code]}; is it the file of another quarter?"
        )
        raise refusal(table.file, reason)


@cache
def _first_days() -> dict[str, str]:
    return {row["code"]: row["from"] for row in datasets.table("codes")}


def held_against_shipped(table: Table) -> tuple[Changes, Missing | None]:
    """What a covered table has that does not ship, and what it says otherwise than what ships, which changes no answer.

    The latter is `contradicted`: what ships for the quarter, and what the table has. Products that a whole table lacks
    are among it, but where it lacks so many that this is told by itself: as `Missing`, else None.
    """
    has: dict[str, list[str]] = {}
    for row in table.rows:
        has.setdefault(row["ndc"], []).append(row["code"])
    ships = shipped_products(table.effective_through)
    absent = [ndc for ndc in ships if ndc not in has]
    missing = Missing(len(absent), len(ships)) if table.knows == WHOLE and _A_HOLE * len(absent) > len(ships) else None
    otherwise = [ndc for ndc in has.keys() & _drugs() if ships.get(ndc) not in has[ndc]]
    otherwise += absent if table.knows == WHOLE and missing is None else []
    contradicted: list[Change] = [
        {"ndc": ndc, "was": ships.get(ndc), "is": "; ".join(has.get(ndc, ())) or None} for ndc in sorted(otherwise)
    ]
    contradicted.sort(key=lambda one: None in one.values())
    added = tuple(one for one in changes(table, ()).added if one["ndc"] not in _drugs())
    return Changes(added, contradicted=tuple(contradicted)), missing


def shipped_products(day: datetime.date | None) -> dict[str, str]:
    """The code of each drug's product that ships, on a day."""
    rows = (row for row in datasets.table("products") if row["kind"] == "drug")
    return {row["ndc"]: row["code"] for row in rows if row["from"] <= str(day) <= row["through"]}


@cache
def _drugs() -> frozenset[str]:
    return frozenset(row["ndc"] for row in datasets.table("products") if row["kind"] == "drug")


def in_words(contradicted: Sequence[Change], table: Table, most: int) -> str:
    """What a table says otherwise than what ships, with both codes of the first few, and that it is not used."""
    shown = [f"NDC {one['ndc']}: {sides(one)}" for one in contradicted[:most]]
    more = len(contradicted) - len(shown)
    said = "; ".join([*shown, *([f"and {more:,} more, which --json lists"] if more else [])])
    which = counted(len(contradicted), "NDC")
    return f"{table.name} says of {which} otherwise than what ships; it is not used for that: {said}"


def sides(contradicted: Change) -> str:
    """The code that ships and that of the file, or that there is none.

    >>> sides({"ndc": "63323-0851-10", "was": "J1171", "is": None})
    'J1171 ships for these days, no code in the file'
    """
    return f"{contradicted['was'] or 'no code'} ships for these days, {contradicted['is'] or 'no code'} in the file"
