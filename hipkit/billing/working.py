"""The working of a bill as exact numbers, in the order in which its steps are shown: what two answers are compared by.

A step of a bill is words for a reader; here each has the number itself, and what it was worked out from, by which a
likely slip is named.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from hipkit.billing.amounts import amounts
from hipkit.billing.bill import DRUG, NDC, PER_DIEM, Bill, Part
from hipkit.billing.draft import Line
from hipkit.billing.likely_slips import BEGAN, ENDED, Exact, Guess, Ordered, of_amount, of_days, of_quantity, of_units
from hipkit.order.check import TYPED
from hipkit.order.regimen import Continuous, PumpRefill
from hipkit.payers.axes import line_span
from hipkit.payers.axes.all import AXES, names
from hipkit.reference.codes import codes
from hipkit.reference.products import product
from hipkit.values.notation import people
from hipkit.values.productforms import BULK_POWDER, POWDER_VIAL, SOLUTION

# The questions on which what is compared of a part may wait.
_WAITS = {
    PER_DIEM: names("per diem") + names("every"),
    DRUG: names("drug", counts="units") + names("every"),
    NDC: names("drug", counts="mL") + names("every"),
}
_REASONS = {
    "payer": "no payer is named",
    "drug": "no drug, listed NDC or code is named",
    "text": "no rule is known for these dates",
    "code": "no single code is known",
    "notice": "there is no line",
}
_TOLD: dict[Part, str] = {
    PER_DIEM: "per-diem code and units",
    DRUG: "drug code and units",
    NDC: "NDC quantity",
}
Name = Literal["amount", "volume", "days", "text", "units", "quantity"]
PER_DIEM_CODE, PER_DIEM_UNITS, DRUG_CODE, DRUG_UNITS, NDC_QUANTITY = TYPED
_SLIPS: dict[str, Callable[[Any, Ordered], list[Guess]]] = {
    "amount": of_amount,
    "volume": lambda _, order: of_quantity(order),
    "quantity": lambda _, order: of_quantity(order),
    "days": of_days,
    "units": lambda _, order: of_units(order),
}


@dataclass(frozen=True)
class Stage:
    """One number of the working, or one code. `key` tells it among those of a bill: its name and its place.

    `code` is the one whose units it counts, empty where there is none.
    `exact` is the number before it was rounded. `ordered` is what it was worked out from.
    """

    key: tuple[str, int]
    words: str
    kind: Name
    value: Fraction | str
    unit: str = ""
    exact: Fraction | None = None
    ordered: Ordered | None = None
    code: str = ""

    def said(self, value: Fraction | str) -> str:
        """A value of this stage in words."""
        return value if isinstance(value, str) else people(value, self.unit)

    def slips(self) -> list[Guess]:
        """The slips that change this number, the likeliest first."""
        right = self.exact if self.exact is not None else self.value
        if self.ordered is None or isinstance(right, str):
            return []
        return _SLIPS[self.kind](Exact(right), self.ordered)


@dataclass(frozen=True)
class _Given:
    """A drug line, or the drug of a bill that has no lines: units and NDC quantity are None where not known."""

    code: str | None
    units: int | None
    quantity: Fraction | None
    milligrams: Fraction
    start: datetime.date | None
    end: datetime.date | None


def working(bill: Bill, daily: bool = True) -> tuple[Stage, ...]:
    """Every number of a bill that is known, from the amount of a day to the NDC quantity.

    `daily` says that an amount which is the same each day stands there once; else each day has its own, after the
    dates: so it is compared with one that changes.

    >>> from hipkit import Continuous, Order, bill
    >>> order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", days=31, ndc="00074-1133-03")
    >>> [f"{one.words}: {one.said(one.value)}" for one in working(bill(order))][:3]
    ['amount a day: 120 mg', 'volume a day: 4.8 mL', 'days of service: 31']
    """
    return (*_amounts(bill, daily), *claimed(bill))


def claimed(bill: Bill) -> tuple[Stage, ...]:
    """What goes on the claim of it, as far as it is known: per diem, drug and NDC quantity, line by line."""
    return (*_per_diems(bill), *_drugs(bill))


def _amounts(bill: Bill, daily: bool) -> Iterator[Stage]:
    order, day, total = bill.order, bill.per_day if daily else None, bill.total
    service, days = order.service, Fraction(order.service.days)
    refill = isinstance(order.regimen, PumpRefill)
    if day is not None:
        of_a_day = _ordered(bill, day.amount.base, Fraction(0))
        yield _mg("amount a day", day.amount.base, of_a_day)
        yield from _volumes(bill, day.amount.base, " a day", of_a_day)
    elif refill:
        each = amounts(order).doses[0]
        yield _mg("amount a refill", each, _ordered(bill, each, Fraction(0)))
        yield Stage(("refills", 0), "refills", "days", Fraction(len(amounts(order).doses)))
    yield Stage(("days", 0), "days of service", "days", days, "", None, _ordered(bill, total.amount.base, days))
    if service.start and service.end:
        yield Stage(("from", 0), "first day", "text", str(service.start))
        yield Stage(("through", 0), "last day", "text", str(service.end))
    if day is None and not refill:
        yield from _each_day(bill)
    of_all = _ordered(bill, total.amount.base, days)
    yield _mg("total amount", total.amount.base, of_all)
    yield from _volumes(bill, total.amount.base, "", of_all)


def _each_day(bill: Bill) -> Iterator[Stage]:
    calendar = bill.order.service.calendar
    for place, dose in enumerate(amounts(bill.order).doses):
        on = calendar[place] if calendar else f"day {place + 1}"
        yield Stage(("dose", place), f"amount on {on}", "amount", dose, "mg", None, _ordered(bill, dose, Fraction(0)))


def _mg(words: str, milligrams: Fraction, ordered: Ordered) -> Stage:
    return Stage((words, 0), words, "amount", milligrams, "mg", None, ordered)


def _volumes(bill: Bill, milligrams: Fraction, when: str, ordered: Ordered) -> Iterator[Stage]:
    """What the NDC quantity counts, and the bag where there is one."""
    order, form = bill.order, bill.order.product_form
    total = "total " if not when else ""
    counted = "volume" if form.has_volume else form.unit
    words = f"{total}{counted}{when}"
    yield Stage(("volume" + when, 0), words, "volume", milligrams / order.holds, form.unit, None, ordered)
    if order.bag:
        bag = milligrams / order.bag.base
        yield Stage(("bag" + when, 0), f"{total}bag volume{when}", "amount", bag, "mL", None, ordered)


def _per_diems(bill: Bill) -> Iterator[Stage]:
    if not _knows_per_diem(bill):
        return
    lines = [line for line in bill.lines if line.kind == "per_diem"]
    for place, line in enumerate(lines):
        span = _span(line, len(lines) > 1)
        yield Stage((PER_DIEM_CODE, place), f"per-diem code{span}", "text", line.code)
        units = Fraction(line.units)
        ordered = _ordered(bill, Fraction(0), units)
        yield Stage((PER_DIEM_UNITS, place), f"per diem {line.code}{span}", "days", units, "", None, ordered, line.code)
        yield from _dates("per_diem", place, line, f"per diem {line.code}{span}")


def _drugs(bill: Bill) -> Iterator[Stage]:
    given = list(_given(bill))
    for place, one in enumerate(given if _knows_units(bill) else ()):
        if one.code is None or one.units is None:
            continue
        span = _span(one, len(given) > 1)
        ordered = _of_drug(bill, one)
        yield Stage((DRUG_CODE, place), f"drug code{span}", "text", one.code)
        words = f"units of {one.code}{span}"
        yield Stage(
            (DRUG_UNITS, place), words, "units", Fraction(one.units), "", ordered.units.value, ordered, one.code
        )
        yield from _dates("drug", place, one, words)
    for place, one in enumerate(given if _knows_quantity(bill) else ()):
        if one.quantity is None:
            continue
        words, exact = f"NDC quantity{_span(one, len(given) > 1)}", one.milligrams / bill.order.holds
        yield Stage((NDC_QUANTITY, place), words, "quantity", one.quantity, bill.ndc.unit, exact, _of_drug(bill, one))


def _dates(name: str, place: int, line: Line | _Given, words: str) -> Iterator[Stage]:
    if line.start and line.end:
        yield Stage((f"{name}_dates", place), f"dates of {words}", "text", f"{line.start} to {line.end}")


def _given(bill: Bill) -> Iterator[_Given]:
    """The pieces of which each is a drug line, or would be one; those without a code where none has one."""
    drugs = bill.drafted.drugs
    for one in bill.drafted.ndc:
        drug = next((drug for drug in drugs if drug.piece is one.piece), None)
        if drug is None and drugs:
            continue
        code, units = (drug.code.code, drug.units) if drug else (None, None)
        quantity, piece = one.billed if bill.order.ndc else None, one.piece
        yield _Given(code, units, quantity, piece.milligrams, piece.first, piece.last)


def _knows_per_diem(bill: Bill) -> bool:
    return bill.lack(PER_DIEM) is None and bill.waits_for(PER_DIEM) is None


def _knows_units(bill: Bill) -> bool:
    """Whether the units of each piece are known; those of an order that is not cut yet, if every cut comes to them."""
    drugs = bill.drafted.drugs
    if not drugs or any(drug.units is None for drug in drugs):
        return False
    cuts = {choice.units for choice in bill.choices if choice.axis == line_span.AXIS.name}
    return not bill.drafted.uncut or (len(drugs) == 1 and cuts == {bill.hcpcs_units})


def _knows_quantity(bill: Bill) -> bool:
    """Whether the NDC quantity of each piece is known; that of an order that is not cut yet, if nothing is rounded."""
    every = bill.drafted.ndc
    if bill.order.ndc is None or any(one.billed is None for one in every):
        return False
    return not bill.drafted.uncut or (len(every) == 1 and every[0].billed == every[0].exact)


_KNOWS = {PER_DIEM: _knows_per_diem, DRUG: _knows_units, NDC: _knows_quantity}


def unknown(bill: Bill) -> dict[Part, str]:
    """The parts of a claim that are not known, each with the reason."""
    found = {part: _reason(bill, part) for part, knows in _KNOWS.items() if not knows(bill)}
    return found | ({NDC: "the order has no NDC"} if bill.order.ndc is None else {})


def not_compared(bill: Bill) -> str:
    """What of a claim is not known, each with the reason; empty where all of it is.

    >>> from hipkit import Continuous, Order, bill
    >>> order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", days=31)
    >>> not_compared(bill(order)), not_compared(bill(order, None)).split("; ")[0]
    ('NDC quantity (the order has no NDC)', 'per-diem code and units (no payer is named)')
    """
    found = (f"{_TOLD[part]} ({reason})" for part, reason in unknown(bill).items())
    return "; ".join((*found, *_unruled(bill), *bill.missing))


def _unruled(bill: Bill) -> Iterator[str]:
    """The days of an order before its payer's text is known, where other days of it are billed."""
    payer, service = bill.payer, bill.order.service
    if payer and payer.why_unknown(service.start) and not payer.why_unknown(service.end):
        yield f"the days before {payer.known_from} (no rule is known for them)"


def _reason(bill: Bill, part: Part) -> str:
    axis = next((axis for axis in _WAITS[part] if axis in bill.open_axes), None)
    if axis is not None:
        return f"waits for a choice, {AXES[axis].words}"
    lack = bill.lack(part)
    if lack is None or lack.axis:  # an NDC quantity that is open stops the line, not its units
        return _REASONS["code" if bill.hcpcs is None else "notice"]
    return _REASONS[lack.cause]


def _span(line: Line | _Given, several: bool) -> str:
    return f", {line.start} to {line.end}" if several else ""


def _of_drug(bill: Bill, one: _Given) -> Ordered:
    service = bill.order.service
    days = Fraction(service.days)
    if one.start and one.end and service.calendar:
        span = [day for day in service.calendar if one.start <= day <= one.end]
        days = Fraction(sum(day not in service.without for day in span))
    return _ordered(bill, one.milligrams, days, one.code, one.start)


def _ordered(
    bill: Bill, milligrams: Fraction, days: Fraction, code: str | None = None, on: datetime.date | None = None
) -> Ordered:
    """What slips are tried on. Days are none where an amount is of one day alone."""
    order = bill.order
    liquid = order.strength is not None and order.product_form.has_volume
    listed = product(order.ndc) if order.ndc else None
    package = listed.package_volume.base if listed and listed.package_volume else None
    hours = order.regimen.hours_per_day if isinstance(order.regimen, Continuous) else Fraction(0)
    counted = Exact(milligrams / order.holds)
    return Ordered(
        units=Exact(_exact_units(bill, milligrams, code, on)),
        milligrams=Exact(milligrams),
        counted=counted,
        in_ml=order.product_form == SOLUTION,
        in_vials=order.product_form == POWDER_VIAL,
        in_grams=order.product_form == BULK_POWDER,
        by_order_strength=Exact(milligrams / order.bag.base if order.bag else None),
        strength=(order.holds, 1) if liquid else (None, None),
        package=(package, 1) if package else (None, None),
        days=days,
        hours=hours * 100,
        began=code == BEGAN,
        ended=code == ENDED,
    )


def _exact_units(bill: Bill, milligrams: Fraction, code: str | None, on: datetime.date | None) -> Fraction | None:
    """The units of a code before they are rounded; those of an unlisted code count as the NDC does."""
    if code is None or code not in codes():
        return None
    known = codes()[code].on(on) if on else codes()[code]
    counted = milligrams / bill.order.holds
    if known.per is None:
        return counted
    return milligrams / known.per.base if known.per.kind == "mass" else counted / known.per.base
