"""What added crosswalks and item lists say of an NDC, beside what ships of it: further quarters, or all of it.

Strength and volume of a product that does not ship are worked out as `data/SOURCES.md` says: never from a row whose
dosage says "up to", never from the units of a package, which CMS rounds. The crosswalks do not say whether an item is a
liquid: only products of drugs that ship as liquids are read from them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from hipkit.reference.cms.table import Cells
from hipkit.reference.code import Code, Leaning
from hipkit.reference.codes import codes
from hipkit.reference.inuse import Held, InUse
from hipkit.values.citations import Citation
from hipkit.values.quantity import Quantity

_LEAST_MG = Fraction(1, 10)  # a strength below it is written in mcg


@dataclass(frozen=True)
class Strength:
    """What a table gives as the strength of a product, where tables contradict each other on it."""

    value: Quantity
    source: Citation
    table: str


@dataclass(frozen=True)
class Quarter:
    """The code by which a table lists an NDC, on its days."""

    code: str
    start: datetime.date
    end: datetime.date
    row: Cells
    leaning: Leaning


def quarters(
    ndc: str, tables: InUse, after: datetime.date | None, before: str = "", own: Collection[str] = ()
) -> tuple[Quarter, ...]:
    """The codes of an NDC in the added crosswalks that end after a day, the earliest first.

    Where one lists it under several codes, the one `before` holds, else the only one of its drug's `own`; where
    neither says which, that quarter is not known.
    """
    found: list[Quarter] = []
    for table in tables.of_kind("crosswalk"):
        if table.first is None or table.last is None or (after is not None and table.last <= after):
            continue
        rows = {row["code"]: row for row in table.find(ndc) if row["code"] in codes()}
        last = found[-1].code if found else before
        chosen = rows.get(last) or _only([row for code, row in rows.items() if code in own]) or _only([*rows.values()])
        if chosen is None:
            continue
        start = table.first if after is None else max(table.first, after + datetime.timedelta(days=1))
        words = f"it lists NDC {ndc} as {chosen['code']} from {start} to {table.last}"
        found.append(
            Quarter(chosen["code"], start, table.last, chosen, Leaning(table.citation, words, start, table.last))
        )
    return tuple(found)


def _only(rows: list[Cells]) -> Cells | None:
    return rows[0] if len(rows) == 1 else None


def package_of(listed: Collection[Quarter]) -> Quantity | None:
    """The volume of one item, where all its rows agree."""
    sizes = {quarter.row["package_size"] for quarter in listed} - {""}
    return Quantity(Fraction(sizes.pop()), "mL") if len(sizes) == 1 else None


def strengths_of(listed: Iterable[Quarter], in_mcg: bool) -> tuple[Strength, ...]:
    """What one mL holds by each quarter that says it: units of one item x what one unit counts / mL of one item."""
    found = []
    for quarter in listed:
        if per_ml := _milligrams(codes()[quarter.code], quarter.row):
            mcg = in_mcg or per_ml < _LEAST_MG
            value = Quantity(per_ml * 1000, "mcg/mL") if mcg else Quantity(per_ml, "mg/mL")
            source = quarter.leaning.citation
            found.append(Strength(value, source, f"{source.id} ({quarter.start} to {quarter.end})"))
    return tuple(found)


def strength_of(strengths: Collection[Strength]) -> Quantity | None:
    """The strength on which all quarters agree; None where they do not, or none says it."""
    values = {strength.value for strength in strengths}
    return values.pop() if len(values) == 1 else None


def _milligrams(code: Code, row: Cells) -> Fraction | None:
    usable = code.per is not None and code.per.kind == "mass" and not code.renewed
    if not usable or not row["units"] or not row["package_size"] or "up to" in row["dosage"].lower():
        return None
    assert code.per is not None
    size = Fraction(row["package_size"])
    return Fraction(row["units"]) * code.per.base / size if size else None


def items(ndc: str, tables: InUse) -> Iterator[tuple[Held, Cells]]:
    """The rows of the pharmacy's own lists for an NDC."""
    for table in tables.of_kind("items"):
        for row in table.find(ndc):
            yield table, row
