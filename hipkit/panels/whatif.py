"""What if the dose, the days or the strength were another: units along one amount, with the rounding steps.

Every point is worked out as a bill is; nothing is drawn that hipkit would not bill.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from hipkit.amounts import amounts
from hipkit.coding import coding
from hipkit.errors import InputError
from hipkit.formats.picture import Curve, Point
from hipkit.lines import Draft, draft
from hipkit.notation import people
from hipkit.order import Order
from hipkit.policy import load_policy
from hipkit.quantity import Quantity
from hipkit.regimen import Continuous, Intermittent, Pca, PumpRefill, Regimen
from hipkit.rounding import down, to_places
from hipkit.terms import terms_of

AMOUNT, DAYS, STRENGTH = "amount", "days", "strength"
UNITS_EACH_WAY, PARTS_OF_A_UNIT, DAYS_EACH_WAY = 6, 4, 6
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class WhatIf:
    """A question: how the units of an order would change along its dose (`amount`), `days` or `strength`."""

    order: Order
    along: str
    payer: str | None
    reading: str | None = None
    choices: Mapping[str, str] | None = None


def what_if(question: WhatIf) -> Curve | None:
    """The curve that answers a question; None where no units are known or they do not change along it.

    >>> order = Order(
    ...     drug="morphine", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL", days=31)
    >>> print(what_if(WhatIf(order, "amount", "hmsa", "rule-text")).text)
    At 5 mg/hr: 372 units of J2270, before rounding 372. Of the doses drawn, about 4.919 to 5.081 mg/hr, \
372 holds from about 4.99 to 5 mg/hr.
    """
    asked = _Asked(question)
    here = asked.point(asked.now)
    if here is None or here.exact == 0:
        return None
    points = [point for x in sorted({*asked.grid(here), asked.now}) if (point := asked.point(x)) is not None]
    if len({point.exact for point in points}) < 2:
        return None
    y_words = asked.y_words
    return Curve(
        x_words="days" if question.along == DAYS else f"{asked.words.removesuffix('s')}, {asked.unit}",
        y_words=y_words,
        points=tuple(points),
        here=here,
        here_words=f"{people(asked.now, asked.unit)}: {people(here.billed)}",
        text=_words(asked, here, points),
        whole=question.along == DAYS,
    )


class _Asked:
    """A question taken apart: the amount that varies, and how units are counted at a value of it."""

    def __init__(self, question: WhatIf) -> None:
        self.order, self.along = question.order, question.along
        policy = load_policy(question.payer) if question.payer else None
        chosen = dict(question.choices or {})
        self.terms = replace(terms_of(self.order, policy, question.reading), chosen=chosen)
        self.words, self.unit, self.now = self._varies()
        drafted = self._draft(self.order)
        self.in_units = drafted.units is not None
        if self.in_units and self.along == STRENGTH:
            # A dose in mg comes to the same units whatever the strength; its NDC quantity does not.
            self.in_units = self._exact(self.now) != self._exact(2 * self.now)
        codes = "/".join(dict.fromkeys(one.code.code for one in drafted.drugs))
        self.y_words = f"units of {codes}" if self.in_units else "NDC quantity, mL"

    def _varies(self) -> tuple[str, str, Fraction]:
        if self.along == STRENGTH:
            return "strengths", self.order.strength.unit, self.order.strength.value
        if self.along == DAYS:
            return "days", "days", Fraction(self.order.service.days)
        amount = _amount(self.order.regimen)
        return "refills" if isinstance(self.order.regimen, PumpRefill) else "doses", amount.unit, amount.value

    def point(self, x: Fraction) -> Point | None:
        """The units at a value, None where it cannot be ordered or nothing is counted."""
        try:
            drafted = self._draft(self._with(x))
        except InputError:
            return None
        if not self.in_units:
            exact = sum((one.exact for one in drafted.ndc), Fraction())
            return None if drafted.quantity is None else Point(x, exact, drafted.quantity)
        counted = [one.exact for one in drafted.drugs if one.exact is not None]
        return (
            None
            if drafted.units is None or not counted
            else Point(x, sum(counted, Fraction()), Fraction(drafted.units))
        )

    def _exact(self, x: Fraction) -> Fraction | None:
        point = self.point(x)
        return point.exact if point else None

    def grid(self, here: Point) -> Iterator[Fraction]:
        """Values around the order's own: whole days, or quarters of a unit."""
        if self.along == DAYS:
            yield from (self.now + days for days in range(-DAYS_EACH_WAY, DAYS_EACH_WAY + 1) if self.now + days >= 1)
            return
        base = down(here.exact)
        for part in range(-UNITS_EACH_WAY * PARTS_OF_A_UNIT, UNITS_EACH_WAY * PARTS_OF_A_UNIT + 1):
            units = base + Fraction(part, PARTS_OF_A_UNIT)
            x = self._where(units, here) if units > 0 else None
            if x is not None and x > 0:
                yield x

    def _where(self, units: Fraction, here: Point) -> Fraction | None:
        """The value at which the exact units are these: they are linear in it, or inverse to a strength."""
        twice = self._exact(2 * here.x)
        if twice is None or twice == here.exact:
            return None
        if 2 * twice == here.exact:
            return here.x * here.exact / units
        return here.x + (units - here.exact) * here.x / (twice - here.exact)

    def _draft(self, order: Order) -> Draft:
        return draft(order, amounts(order), coding(order).codes, self.terms)

    def _with(self, x: Fraction) -> Order:
        old = self.order
        service = old.service
        regimen, strength, days, end = old.regimen, old.strength, service.days, service.end
        if self.along == STRENGTH:
            strength = Quantity(x, self.unit)
        elif self.along == DAYS:
            days = int(x)
            end = end and end + _DAY * (days - service.days)
        else:
            regimen = _with_amount(regimen, Quantity(x, self.unit))
        return Order(
            old.drug, regimen, strength, days=days, start=service.start, end=end, without=service.without,
            ndc=old.ndc, bag=old.bag, weight=old.weight, code=old.code, unlisted=old.unlisted,
            compounded=old.compounded,
        )  # fmt: skip


def _amount(regimen: Regimen) -> Quantity:
    """The amount that varies: dose, refill, demand (or the basal rate where no demand is given)."""
    if isinstance(regimen, Pca):
        return regimen.basal if regimen.basal and not regimen.demands_per_day else regimen.demand
    return regimen.volume if isinstance(regimen, PumpRefill) else regimen.dose


def _with_amount(regimen: Regimen, amount: Quantity) -> Regimen:
    if isinstance(regimen, Continuous):
        return Continuous(amount, regimen.hours_per_day, regimen.changes)
    if isinstance(regimen, Intermittent):
        return Intermittent(amount, regimen.per_day)
    if isinstance(regimen, PumpRefill):
        return PumpRefill(amount, regimen.refills)
    demand, basal = (amount, regimen.basal) if regimen.demands_per_day else (regimen.demand, amount)
    return Pca(demand, regimen.demands_per_day, basal, regimen.lockout, regimen.hours_per_day)


def _words(asked: _Asked, here: Point, points: list[Point]) -> str:
    billed = people(here.billed)
    counted = f"{billed} {asked.y_words}" if asked.in_units else f"an NDC quantity of {billed} mL"
    same = [point.x for point in points if point.billed == here.billed]
    holds = f"from {_span(same[0], same[-1], asked.unit)}" if len(same) > 1 else "there alone"
    drawn = f"Of the {asked.words} drawn, {_span(points[0].x, points[-1].x, asked.unit)}"
    return (
        f"At {people(asked.now, asked.unit)}: {counted}, before rounding {people(here.exact)}. "
        f"{drawn}, {billed} holds {holds}."
    )


def _span(low: Fraction, high: Fraction, unit: str) -> str:
    about = "" if unit == "days" else "about "
    return f"{about}{people(to_places(low, 3))} to {people(to_places(high, 3))} {unit}"
