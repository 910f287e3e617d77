"""Two or more scenarios side by side: what was ordered, what is billed, what differs and why, and where.

A side is a scenario: an order with a payer, a reading and choices. So the readings of a payer, several payers
and two orders are compared in one way.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hipkit.billing.bill import DRUG, PER_DIEM, Bill
from hipkit.billing.compute import bill
from hipkit.billing.differences import (
    ROUNDINGS,
    Difference,
    Reason,
    bill_texts,
    differences,
    fitting,
    ordered_otherwise,
)
from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.scenario import Scenario
from hipkit.payers.files import load_policy, payers
from hipkit.values.citations import cite

MOST_SIDES = 8
DRUG_UNITS = "Drug units"


@dataclass(frozen=True)
class Row:
    """One thing side by side: its text by side, and where the texts differ the reasons of each."""

    what: str
    texts: dict[str, str]
    difference: Difference | None = None

    @property
    def differs(self) -> bool:
        """Whether the sides have not all the same here."""
        return self.difference is not None

    def reasons(self, side: str) -> tuple[Reason, ...]:
        """Why a side has what it has, each reason with its source; empty where nothing differs."""
        return self.difference.reasons[side] if self.difference else ()


@dataclass(frozen=True)
class Bar:
    """A count of one side: `value` is None while it is open; `billed` is False for what another rule would count."""

    side: str
    words: str
    value: Fraction | None
    billed: bool = True


@dataclass(frozen=True)
class Group:
    """Bars of one measure: its words with their unit. `of_one_side`: what each rule would count, on one side."""

    words: str
    bars: tuple[Bar, ...]
    of_one_side: bool = False


@dataclass(frozen=True)
class Comparison:
    """The bills of every side, what was ordered otherwise, what is billed, and where the counts part."""

    bills: dict[str, Bill]
    ordered: tuple[Row, ...]
    billed: tuple[Row, ...]
    groups: tuple[Group, ...]

    @property
    def differing(self) -> tuple[Row, ...]:
        """The rows in which something that is billed differs."""
        return tuple(row for row in self.billed if row.differs)


def compare(sides: Mapping[str, Scenario], today: datetime.date | None = None) -> Comparison:
    """Bill each side and set the bills beside each other.

    `sides` are scenarios by the name under which each is shown. Raises InputError for fewer than two sides, for
    more than eight, and for what one of them cannot be billed by; the side is named.

    >>> from hipkit.order.regimen import Continuous
    >>> seed = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> for row in compare(by_reading(seed, "hmsa")).billed:
    ...     print(row.what, list(row.texts.values()), "differs" if row.differs else "same")
    total amount ['3,720 mg', '3,720 mg'] same
    total volume ['148.8 mL', '148.8 mL'] same
    per diem ['S9326 x 31', 'S9325 x 31'] differs
    drug ['J2270 x 372', 'J3490 x 149'] differs
    NDC quantity ['ML 148.8', 'ML 149'] differs
    """
    if not isinstance(sides, Mapping) or not 2 <= len(sides) <= MOST_SIDES:
        raise InputError("sides", None, f"two to {MOST_SIDES} scenarios are compared", "two scenarios, each by a name")
    return beside({name: side_bill(name, side, today) for name, side in sides.items()})


def beside(bills: dict[str, Bill]) -> Comparison:
    """The comparison of bills that are there already, by the name under which each is shown."""
    by_what = {difference.what: difference for difference in differences(bills)}
    rows = tuple(Row(what, texts, by_what.get(what)) for what, texts in bill_texts(bills).items())
    return Comparison(bills, tuple(_ordered(bills)), rows, tuple(_groups(bills)))


def every_payer(
    order: Order, today: datetime.date | None = None, chosen: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Bill | InputError]:
    """An order under every payer and reading that hipkit knows, by their names; where it is not billed, the reason.

    `chosen` are choices by the payer for whom they were made; what else a payer leaves open stays open.

    >>> from hipkit.order.regimen import Continuous
    >>> order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", start="2021-03-01", end="2021-03-31")
    >>> [name for name in every_payer(order)][-2:]
    ["HMSA's sentences", "HMSA's printed example"]
    """
    billed: dict[str, Bill | InputError] = {}
    for payer in payers():
        policy = load_policy(payer)
        for reading in policy.readings:
            try:
                choices = fitting(order, policy, reading.id, (chosen or {}).get(payer, {}))
                billed[policy.titled(reading.id)] = bill(order, payer, reading.id, choices, today)
            except InputError as error:
                billed[policy.titled(reading.id)] = error
    return billed


def by_reading(order: Order, payer: str, choices: Mapping[str, str] | None = None) -> dict[str, Scenario]:
    """An order under each reading of a payer, by the reading's id; choices where a reading leaves one."""
    policy = load_policy(payer)
    return {
        each.id: Scenario(order, payer, each.id, fitting(order, policy, each.id, choices or {}))
        for each in policy.readings
    }


def by_payer(order: Order, payers: Sequence[str], choices: Mapping[str, str] | None = None) -> dict[str, Scenario]:
    """An order under the first reading of each payer, by the payer's name; choices where a payer leaves one.

    >>> from hipkit.order.regimen import Intermittent
    >>> order = Order(drug="morphine", regimen=Intermittent("10 mg", per_day=4), strength="10 mg/mL", days=5)
    >>> list(by_payer(order, ("hmsa", "bcbsnc")))
    ['HMSA', 'BCBS of North Carolina']
    """
    sides = {}
    for payer in payers:
        policy = load_policy(payer)
        reading = policy.readings[0].id
        sides[policy.name] = Scenario(order, payer, reading, fitting(order, policy, reading, choices or {}))
    return sides


def side_bill(name: str, side: Scenario, today: datetime.date | None = None) -> Bill:
    """The bill of one side; an InputError names the side."""
    if not isinstance(side, Scenario):
        raise InputError("sides", side, f"{name} is not a scenario", 'Scenario(order, payer="hmsa")')
    try:
        return bill(side.order, side.payer, side.reading, side.choices, today)
    except InputError as error:
        raise InputError(error.field, error.given, f"{name}: {error.reason}", error.example) from None


def _ordered(bills: Mapping[str, Bill]) -> Iterator[Row]:
    for what, texts in ordered_otherwise(bills):
        reasons: dict[str, tuple[Reason, ...]] = dict.fromkeys(texts, (("as it was typed", cite("hipkit", "reading")),))
        yield Row(what, texts, Difference(what, texts, reasons))


def _groups(bills: Mapping[str, Bill]) -> Iterator[Group]:
    """The measures in which the sides part, then what each rule of rounding would count where that matters."""
    measures = (
        ("Per-diem units", {name: _per_diem(name, side) for name, side in bills.items()}),
        (DRUG_UNITS, {name: _drug(name, side) for name, side in bills.items()}),
        (f"NDC quantity, {_unit(bills)}", {name: _ndc(name, side) for name, side in bills.items()}),
    )
    for words, bars in measures:
        if len({(bar.words, bar.value) for bar in bars.values()}) > 1:
            yield Group(words, tuple(bars.values()))
    yield from _roundings(bills)


def _unit(bills: Mapping[str, Bill]) -> str:
    """The unit of the NDC quantities, where all have one."""
    units = {side.ndc.unit for side in bills.values()}
    return units.pop() if len(units) == 1 else "each in its own unit"


def _per_diem(name: str, bill: Bill) -> Bar:
    return _count(name, bill, "per_diem", bill.waits_for(PER_DIEM))


def _drug(name: str, bill: Bill) -> Bar:
    return _count(name, bill, "drug", bill.waits_for(DRUG))


def _ndc(name: str, bill: Bill) -> Bar:
    return Bar(name, "open" if bill.ndc.quantity is None else bill.ndc.uom, bill.ndc.quantity)


def _count(name: str, bill: Bill, kind: str, waits_for: str | None) -> Bar:
    """The units of a bill's lines of one kind: none while some are open, nor where two drug codes do not add up."""
    lines = [line for line in bill.lines if line.kind == kind]
    codes = list(dict.fromkeys(line.code for line in lines))
    if waits_for or not lines:
        return Bar(name, "open" if waits_for else "no line", None)
    value = Fraction(sum(line.units for line in lines)) if kind == "per_diem" or len(codes) == 1 else None
    return Bar(name, "/".join(codes), value)


def _roundings(bills: Mapping[str, Bill]) -> Iterator[Group]:
    """Each side's drug units by rule of rounding, once for sides that count alike."""
    shown: list[tuple[tuple[str, Fraction | None], ...]] = []
    for name, side in bills.items():
        choices = [choice for choice in side.choices if choice.axis in ROUNDINGS]
        counted = tuple((choice.value, choice.units) for choice in choices)
        if len({units for _, units in counted}) < 2 or counted in shown:
            continue
        shown.append(counted)
        code = side.hcpcs.code if side.hcpcs else "Drug"
        bars = (Bar(name, choice.value.replace("-", " "), choice.units, choice.chosen) for choice in choices)
        yield Group(f"{code} units by rule of rounding, {name}", tuple(bars), of_one_side=True)
