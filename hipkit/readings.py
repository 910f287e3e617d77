"""A payer's readings side by side: what each bills, and the cited reason of every difference."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from hipkit.billing import bill
from hipkit.bills import Bill
from hipkit.citations import Citation
from hipkit.notation import people
from hipkit.order import Order
from hipkit.policy import load_policy
from hipkit.terms import terms_of


@dataclass(frozen=True)
class Difference:
    """One thing that two readings bill differently: `billed` and `reasons` by reading."""

    what: str
    billed: dict[str, str]
    reasons: dict[str, tuple[tuple[str, Citation], ...]]


def by_reading(
    order: Order, payer: str, choices: Mapping[str, str] | None = None, today: datetime.date | None = None
) -> dict[str, Bill]:
    """The bill of an order under each reading of a payer, by the reading's id.

    Choices that a reading's own rule states otherwise are left out of that reading.
    """
    policy = load_policy(payer)
    chosen = {axis: value for axis, value in (choices or {}).items() if axis != "reading"}
    bills = {}
    for reading in policy.readings:
        terms = terms_of(order, policy, reading.id)
        stated = {axis: terms.stated(axis, order.service.end) for axis in chosen}
        fitting = {
            axis: value for axis, value in chosen.items() if (rule := stated[axis]) is None or rule.value == value
        }
        bills[reading.id] = bill(order, payer, reading.id, fitting, today)
    return bills


def differences(bills: Mapping[str, Bill]) -> tuple[Difference, ...]:
    """What the readings bill differently, each with its reasons.

    >>> from hipkit.regimen import Continuous
    >>> seed = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> for one in differences(by_reading(seed, "hmsa")):
    ...     print(one.what, one.billed)
    per diem {'rule-text': 'S9326 x 31', 'published-example': 'S9325 x 31'}
    drug {'rule-text': 'J2270 x 372', 'published-example': 'J3490 x 149'}
    NDC quantity {'rule-text': 'ML 148.8', 'published-example': 'ML 149'}
    """
    rows = (
        ("per diem", "per_diem", ("per_diem_code", "per_diem_day")),
        ("drug", "drug", ("drug_code", "noc_units", "hcpcs_rounding")),
    )
    found = [
        Difference(what, {name: _lines(one, kind) for name, one in bills.items()}, _reasons(bills, axes))
        for what, kind, axes in rows
    ]
    quantities = {name: _quantity(one) for name, one in bills.items()}
    found.append(Difference("NDC quantity", quantities, _reasons(bills, ("ndc_quantity",))))
    return tuple(one for one in found if len(set(one.billed.values())) > 1)


def _lines(bill: Bill, kind: str) -> str:
    return ", ".join(f"{line.code} x {people(line.units)}" for line in bill.lines if line.kind == kind) or "no line"


def _quantity(bill: Bill) -> str:
    return "open" if bill.ndc.quantity is None else f"{bill.ndc.uom} {people(bill.ndc.quantity)}"


def _reasons(bills: Mapping[str, Bill], axes: tuple[str, ...]) -> dict[str, tuple[tuple[str, Citation], ...]]:
    """The words and the source of each rule in which the readings differ."""
    reasons: dict[str, tuple[tuple[str, Citation], ...]] = {}
    rules = {name: {axis: _rule(one, axis) for axis in axes} for name, one in bills.items()}
    differing = [axis for axis in axes if len({rules[name][axis][0] for name in bills}) > 1]
    for name in bills:
        reasons[name] = tuple(rules[name][axis][1] for axis in differing)
    return reasons


def _rule(bill: Bill, axis: str) -> tuple[str, tuple[str, Citation]]:
    assert bill.payer is not None
    order = bill.order
    rule = bill.payer.rule(axis, order.service.end, bill.reading, order.regimen.therapy)
    return rule.value, (rule.words, rule.citation)
