"""What a kind of defect is, and what its functions need to know of a line."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from hipkit.reference.codes import codes
from hipkit.values.quantity import Quantity

Row = dict[str, str]
Change = Callable[[list[Row]], "list[Row] | None"]


@dataclass(frozen=True)
class Kind:
    """One kind of defect: its name, the rule meant for it, the slip it must be told by (if any), the change."""

    name: str
    rule: str
    slip: str | None
    change: Change
    base: Change | None = None


KINDS: list[Kind] = []


def kind(name: str, rule: str, slip: str | None = None, base: Change | None = None) -> Callable[[Change], Change]:
    def put(change: Change) -> Change:
        """Add it once: pytest imports these modules a second time to look for examples in them."""
        known = [one.change.__code__ for one in KINDS if one.name == name]
        if any(code != change.__code__ for code in known):
            raise ValueError(f"two kinds are called {name}")
        if not known:
            KINDS.append(Kind(name, rule, slip, change, base))
        return change

    return put


def of(lines: list[Row], *kinds: str) -> list[Row]:
    return [line for line in lines if codes()[line["code"]].kind in kinds]


def first(lines: list[Row], *kinds: str, **cells: str) -> Row | None:
    return next((line for line in of(lines, *kinds) if all(line[name] == cell for name, cell in cells.items())), None)


def days(line: Row) -> int:
    start, end = (datetime.date.fromisoformat(line[name]) for name in ("date_from", "date_through"))
    return (end - start).days + 1


def ordered(lines: list[Row], code_kind: str = "drug") -> Row | None:
    """A drug line that tells its whole order, by a code that counts mg, of more than a few units."""
    for line in of(lines, code_kind):
        per = codes()[line["code"]].per
        in_mg = per is not None and per.kind == "mass" and per.base != 1
        if line["dose"] and line["dose"].split()[1].startswith(("mg", "mcg")) and in_mg and int(line["units"]) > 20:
            return line
    return None


def alone(lines: list[Row], line: Row) -> bool:
    """Whether a claim has one per diem and one drug: what is wrong with one of them is not told of others."""
    return len(of(lines, "per_diem")) == len(of(lines, "drug", "unlisted")) == 1 and line in lines


def with_cells(lines: list[Row], line: Row | None, **cells: str) -> list[Row] | None:
    if line is None:
        return None
    line.update(cells)
    return lines


def milligrams(line: Row) -> Fraction:
    """What a line orders."""
    rate = Quantity.parse(line["dose"]).base
    return rate * Fraction(line["hours_per_day"]) * days(line)
