"""Bills side by side: what each one bills, and the cited reason of every difference.

The sides may be a payer's readings, or anything else that ends in bills: payers, choices, two orders.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from hipkit.billing.bill import DRUG, NDC, PER_DIEM, Bill, Part
from hipkit.billing.choices import terms_of
from hipkit.billing.compute import bill
from hipkit.order.days import Service
from hipkit.order.order import Order
from hipkit.payers.axes.all import AXES, names
from hipkit.payers.axes.axis import Of
from hipkit.payers.files import Policy, load_policy
from hipkit.payers.terms import Ruling
from hipkit.values.citations import Citation, cite
from hipkit.values.notation import people

Reason = tuple[str, Citation]

AMOUNT, VOLUME = "total amount", "total volume"
# Of each thing that is billed: the rules it goes by, and the words with which its steps begin.
_RULES = {
    AMOUNT: ((), "total amount"),
    VOLUME: ((), "total volume"),
    PER_DIEM: (names("per diem") + names("every"), "per diem"),
    DRUG: (names("drug", counts="units") + names("every") + names("drug", counts="mL"), "rounding of"),
    NDC: (names("drug", counts="mL") + names("every"), "NDC quantity"),
}
# The rules of rounding that count units: they are reasons where these part.
ROUNDINGS = tuple(axis for axis in names("drug", counts="units") if AXES[axis].rounds)
# What an order holds besides amounts: neither changes what is billed.
_BESIDE = ("payer", "reading", "choose", "confirm")
_OF_THE_DAY = ("regimen", "hours_per_day", "basal", "days", "from", "through", "without")


@dataclass(frozen=True)
class Difference:
    """One thing that the sides bill differently: `billed` and `reasons` by side."""

    what: str
    billed: dict[str, str]
    reasons: dict[str, tuple[Reason, ...]]


def by_reading(
    order: Order, payer: str, choices: Mapping[str, str] | None = None, today: datetime.date | None = None
) -> dict[str, Bill]:
    """The bill of an order under each reading of a payer, by the reading's id.

    Choices that a reading's own rule states otherwise are left out of that reading.
    """
    policy = load_policy(payer)
    return {
        reading.id: bill(order, payer, reading.id, fitting(order, policy, reading.id, choices or {}), today)
        for reading in policy.readings
    }


def fitting(order: Order, policy: Policy, reading: str, choices: Mapping[str, str]) -> dict[str, str]:
    """Those of the choices that a reading leaves open, or states just so."""
    chosen = {axis: value for axis, value in choices.items() if axis != "reading"}
    terms = terms_of(order, policy, reading)
    rules = {axis: terms.stated(axis, order.service.end) for axis in chosen}
    return {axis: value for axis, value in chosen.items() if not (rule := rules[axis]) or rule.value == value}


def bill_texts(bills: Mapping[str, Bill]) -> dict[str, dict[str, str]]:
    """Everything that bills are compared by: what it is, and what each side bills."""
    return {
        AMOUNT: {name: str(side.total.amount) for name, side in bills.items()},
        VOLUME: {name: str(side.total.volume or "none, a powder") for name, side in bills.items()},
        PER_DIEM: {name: _lines(side, "per_diem", PER_DIEM) for name, side in bills.items()},
        DRUG: {name: _lines(side, "drug", DRUG) for name, side in bills.items()},
        NDC: {name: _quantity(side) for name, side in bills.items()},
    }


def differences(bills: Mapping[str, Bill]) -> tuple[Difference, ...]:
    """What the sides bill differently, each with its reasons.

    >>> from hipkit.order.regimen import Continuous
    >>> seed = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> for one in differences(by_reading(seed, "hmsa")):
    ...     print(one.what, one.billed)
    per diem {'rule-text': 'S9326 x 31', 'published-example': 'S9325 x 31'}
    drug {'rule-text': 'J2270 x 372', 'published-example': 'J3490 x 149'}
    NDC quantity {'rule-text': 'ML 148.8', 'published-example': 'ML 149'}
    """
    return tuple(
        Difference(what, texts, _reasons(what, bills))
        for what, texts in bill_texts(bills).items()
        if len(set(texts.values())) > 1
    )


def _axes(what: str, bills: Collection[Bill]) -> tuple[str, ...]:
    """The axes that can make a difference to something here."""
    asked: dict[Of, bool] = {
        "unlisted code": any(side.hcpcs and side.hcpcs.per is None for side in bills),
        "month ends": any(_month_ends(side.order.service) for side in bills),
        "ndc": what == NDC or any(side.waits_for(NDC) for side in bills),
    }
    return tuple(
        axis
        for axis in _RULES[what][0]
        if asked.get(AXES[axis].of, True) and (axis not in ROUNDINGS or any(_parts(side, axis) for side in bills))
    )


def _parts(bill: Bill, axis: str) -> bool:
    """Whether the values of an axis come to different units."""
    return len({choice.units for choice in bill.choices if choice.axis == axis}) > 1


def _month_ends(service: Service) -> bool:
    """Whether a month ends inside the days of service."""
    first, last = service.start, service.end
    return first is not None and last is not None and (first.year, first.month) != (last.year, last.month)


def _lines(bill: Bill, kind: str, part: Part) -> str:
    counted = ", ".join(f"{line.code} x {people(line.units)}" for line in bill.lines if line.kind == kind)
    if bill.waits_for(part):
        return f"{counted}, the rest open" if counted else "open"
    return counted or "no line"


def _quantity(bill: Bill) -> str:
    return "open" if bill.ndc.quantity is None else f"{bill.ndc.uom} {people(bill.ndc.quantity)}"


def _reasons(what: str, bills: Mapping[str, Bill]) -> dict[str, tuple[Reason, ...]]:
    """Why the sides differ: rules that differ, then what was ordered otherwise; else what stopped or made it."""
    axes, step = _axes(what, tuple(bills.values())), _RULES[what][1]
    rulings = {name: {axis: ruling(side, axis) for axis in axes} for name, side in bills.items()}
    differing = [axis for axis in axes if len({_value(rulings[name][axis]) for name in bills}) > 1]
    fields = _OF_THE_DAY if what == PER_DIEM else None
    ordered = dict(ordered_otherwise(bills, fields))
    reasons = {}
    for name, side in bills.items():
        rules = [(held.words, held.citation) for axis in differing if (held := rulings[name][axis])]
        typed = [(f"{field} {texts[name]}", cite("hipkit", "reading")) for field, texts in ordered.items()]
        reasons[name] = (*rules, *typed) or tuple(_stops(side, axes)) or tuple(_work(side, step))
    return reasons


def ordered_otherwise(
    bills: Mapping[str, Bill], fields: tuple[str, ...] | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """The fields of the orders that were not read alike, in words, and what each side has there."""
    known = dict.fromkeys(field for one in bills.values() for field in one.read if field not in _BESIDE)
    for field in known if fields is None else (one for one in fields if one in known):
        texts = {name: one.read.get(field, "none") for name, one in bills.items()}
        if len(set(texts.values())) > 1:
            yield field.replace("_", " "), texts


def ruling(bill: Bill, axis: str) -> Ruling | None:
    """What a bill went by on an axis on its last day: the payer's rule, or the choice. None without a payer's text."""
    on = bill.order.service.end
    return bill.terms.ruling(axis, on) if bill.terms.known(on) else None


def _value(held: Ruling | None) -> str | None:
    return held.value if held else None


def _stops(bill: Bill, axes: tuple[str, ...]) -> Iterator[Reason]:
    """Why a bill has no line here: what is open, or that no payer's text holds."""
    for axis in axes:
        held = ruling(bill, axis) if axis in bill.open_axes else None
        if held is not None:
            yield f"not stated, and not chosen: {AXES[axis].words}", held.citation
    for notice in bill.notices if not bill.lines else ():
        if notice.level == "warning" or notice.citation == cite("hipkit", "payers"):
            yield notice.text, notice.citation


def _work(bill: Bill, words: str) -> Iterator[Reason]:
    for step in bill.steps:
        if step.words.startswith(words):
            yield step.text, step.citation
