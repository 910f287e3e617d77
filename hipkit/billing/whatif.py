"""What if the dose, the days or the strength were another: units along one amount, with the rounding steps.

Every point is worked out as a bill is; nothing is drawn that hipkit would not bill.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from hipkit.billing.amounts import amounts
from hipkit.billing.choices import terms_of
from hipkit.billing.draft import Draft, draft
from hipkit.billing.spans import Span
from hipkit.billing.staircase import Stairs, stairs, sums
from hipkit.billing.which_code import coding
from hipkit.errors import InputError
from hipkit.order.fields import kind_of, order_values, read_order, regimen_values
from hipkit.order.order import Order
from hipkit.order.regimen import Pca, PumpRefill, Regimen
from hipkit.payers.files import load_policy
from hipkit.values.notation import in_number, people
from hipkit.values.quantity import Quantity
from hipkit.values.rounding import to_places

AMOUNT, DAYS, STRENGTH = "amount", "days", "strength"
DAYS_EACH_WAY = 6
FEWEST_STEPS, MOST_STEPS, FINE_POINTS = 4, 120, 48
# How far the picture goes each way, as a part of the amount: wider where too few steps would be seen, narrower where
# too many; where even the narrowest has too many, the steps are too fine to draw.
_WIDER = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4))
_NARROWER = tuple(Fraction(1, part) for part in (2, 3, 4, 5, 6, 8, 10))
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class WhatIf:
    """A question: how the units of an order would change along its dose (`amount`), `days` or `strength`."""

    order: Order
    along: str
    payer: str | None
    reading: str | None = None
    choices: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Point:
    """An amount, and the units it comes to: exactly, and as billed."""

    x: Fraction
    exact: Fraction
    billed: Fraction


@dataclass(frozen=True)
class Level:
    """A range of amounts that bill the same; what is billed at its two ends is in the points."""

    low: Fraction
    high: Fraction
    billed: Fraction


@dataclass(frozen=True)
class Curve:
    """Units along an amount: the points in the order of x, the one of the order itself, and the words.

    `text` says in sentences what the curve shows; `whole` that x takes whole values only. `levels` are the steps in
    the order of x, from one turn to the next; none where they are too fine to be drawn.
    """

    x_words: str
    y_words: str
    points: tuple[Point, ...]
    here: Point
    here_words: str
    text: str
    whole: bool = False
    levels: tuple[Level, ...] = ()


def what_if(question: WhatIf) -> Curve | None:
    """The curve that answers a question; None where no units are known or they do not change along it.

    >>> from hipkit.order.regimen import Continuous
    >>> order = Order(
    ...     drug="morphine", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL", days=31)
    >>> print(what_if(WhatIf(order, "amount", "hmsa", "rule-text")).text)
    At 5 mg/hr: 372 units of J2270, before rounding 372. 372 holds from above about 4.987 to 5 mg/hr.
    """
    if question.along == STRENGTH and question.order.strength is None:
        return None
    asked = _Asked(question)
    here = asked.point(asked.now)
    if here is None or here.exact == 0:
        return None
    drawn = _by_days(asked) if question.along == DAYS else _by_amount(asked, here)
    if len({point.exact for point in drawn.points}) < 2:
        return None
    return Curve(
        x_words="days" if question.along == DAYS else f"{asked.words.removesuffix('s')}, {asked.unit}",
        y_words=asked.y_words,
        points=drawn.points,
        here=here,
        here_words=f"{_with_unit(asked.now, asked.unit)}: {people(here.billed)}",
        text=_words(asked, here, drawn),
        whole=question.along == DAYS,
        levels=drawn.levels,
    )


@dataclass(frozen=True)
class _Drawn:
    """Points of bills; the levels between two turns, where they can be seen; and the level of the order itself."""

    points: tuple[Point, ...]
    levels: tuple[Level, ...] = ()
    own: Level | None = None


def _by_days(asked: _Asked) -> _Drawn:
    days = (asked.now + days for days in range(-DAYS_EACH_WAY, DAYS_EACH_WAY + 1))
    return _Drawn(tuple(point for x in days if x >= 1 and (point := asked.point(x)) is not None))


def _by_amount(asked: _Asked, here: Point) -> _Drawn:
    """The exact steps over a range that shows them; where there are too many to be seen, points of bills."""
    staircase = asked.stairs(here)
    if staircase is None or not staircase.lines:
        return _Drawn(())
    low, high = _range(asked, staircase)
    if staircase.steps(*asked.between(low, high)) > MOST_STEPS:
        xs = {low + (high - low) * Fraction(i, FINE_POINTS) for i in range(FINE_POINTS + 1)} | {asked.now}
        points = asked.points(xs)
        levels: tuple[Level, ...] = ()
        narrow = staircase.narrow(FEWEST_STEPS)
        near = asked.levels(staircase, *sorted((asked.x(narrow[0]), asked.x(narrow[1]))))
    else:
        near = levels = asked.levels(staircase, low, high)
        turns = {x for level in levels for x in (level.low, (level.low + level.high) / 2, level.high)}
        points = asked.points(turns | {asked.now})
    return _Drawn(points, levels, _own(near, here))


def _range(asked: _Asked, staircase: Stairs) -> tuple[Fraction, Fraction]:
    """From where to where the amount goes in the picture."""
    parts = _WIDER if staircase.steps(*asked.between(*asked.around(_WIDER[0]))) < FEWEST_STEPS else _NARROWER
    steps = [(part, staircase.steps(*asked.between(*asked.around(part)))) for part in parts]
    fitting = [part for part, count in steps if FEWEST_STEPS <= count <= MOST_STEPS]
    return asked.around(fitting[0] if fitting else parts[-1] if parts is _WIDER else _WIDER[0])


def _own(levels: Sequence[Level], here: Point) -> Level | None:
    """The levels around the order's own amount that bill the same as it, as one."""
    around = [i for i, level in enumerate(levels) if level.low <= here.x <= level.high and level.billed == here.billed]
    if not around:
        return None
    first = last = around[0]
    while first > 0 and levels[first - 1].billed == here.billed:
        first -= 1
    while last + 1 < len(levels) and levels[last + 1].billed == here.billed:
        last += 1
    return Level(levels[first].low, levels[last].high, here.billed)


class _Asked:
    """A question taken apart: the amount that varies, and how units are counted at a value of it."""

    def __init__(self, question: WhatIf) -> None:
        self.order, self.along, self.inverse = question.order, question.along, False
        policy = load_policy(question.payer) if question.payer else None
        chosen = dict(question.choices or {})
        self.terms = replace(terms_of(self.order, policy, question.reading), chosen=chosen)
        self.words, self.unit, self.now = self._varies()
        drafted = self._draft(self.order)
        self.in_units = drafted.units is not None
        if self.in_units and self.along == STRENGTH:
            # A dose in mg comes to the same units whatever the strength; its NDC quantity does not.
            self.in_units = self._exact(self.now) != self._exact(2 * self.now)
        codes = "/".join(dict.fromkeys(drug.code.code for drug in drafted.drugs))
        self.y_words = f"units of {codes}" if self.in_units else f"NDC quantity, {self.order.product_form.unit}"

    def _varies(self) -> tuple[str, str, Fraction]:
        if self.along == STRENGTH and self.order.strength is not None:
            return "strengths", self.order.strength.unit, self.order.strength.value
        if self.along == DAYS:
            return "days", "days", Fraction(self.order.service.days)
        amount = regimen_values(self.order.regimen)[_amount_field(self.order.regimen)]
        return "refills" if isinstance(self.order.regimen, PumpRefill) else "doses", amount.unit, amount.value

    def point(self, x: Fraction) -> Point | None:
        """The units at a value, None where it cannot be ordered or nothing is counted."""
        try:
            drafted = self._draft(self._with(x))
        except InputError:
            return None
        if not self.in_units:
            exact = sum((line.exact for line in drafted.ndc), Fraction())
            return None if drafted.quantity is None else Point(x, exact, drafted.quantity)
        counted = [line.exact for line in drafted.drugs if line.exact is not None]
        return (
            None
            if drafted.units is None or not counted
            else Point(x, sum(counted, Fraction()), Fraction(drafted.units))
        )

    def _exact(self, x: Fraction) -> Fraction | None:
        point = self.point(x)
        return point.exact if point else None

    def points(self, xs: Iterable[Fraction]) -> tuple[Point, ...]:
        """The points at these values, in order; none where nothing can be ordered."""
        return tuple(point for x in sorted(xs) if x > 0 and (point := self.point(x)) is not None)

    def around(self, part: Fraction) -> tuple[Fraction, Fraction]:
        """The values a part of the own one below and above it; half and double for what goes inversely."""
        if self.inverse:
            return self.now / (1 + part), self.now * (1 + part)
        return self.now * max(1 - part, Fraction(0)), self.now * (1 + part)

    def x(self, t: Fraction) -> Fraction:
        """From the amount to what the units are linear in, and back: itself, or one over it."""
        return 1 / t if self.inverse else t

    def between(self, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
        """The same range in what the units are linear in."""
        return (self.x(high), self.x(low)) if self.inverse else (low, high)

    def stairs(self, here: Point) -> Stairs | None:
        """The steps around the own value; None where the units do not change with it."""
        twice = self._exact(2 * here.x)
        if twice is None or twice == here.exact:
            return None
        self.inverse = 2 * twice == here.exact
        drafts = [self._draft(self._with(x)) for x in (here.x, 2 * here.x)]
        first, second = (sums(drafted, self.in_units) for drafted in drafts)
        return stairs(self.x(here.x), first, self.x(2 * here.x), second)

    def levels(self, staircase: Stairs, low: Fraction, high: Fraction) -> tuple[Level, ...]:
        """What is billed between two turns next to one another, each worked out as a bill in their middle."""
        ends = [low, *sorted(self.x(t) for t in staircase.turns(*self.between(low, high))), high]
        middles = [(a, b, self.point((a + b) / 2)) for a, b in pairwise(ends)]
        return tuple(Level(a, b, point.billed) for a, b, point in middles if point is not None)

    def _draft(self, order: Order) -> Draft:
        return draft(Span(order, amounts(order), coding(order).codes), self.terms)

    def _with(self, x: Fraction) -> Order:
        values = order_values(self.order)
        if self.along == STRENGTH:
            values["strength"] = Quantity(x, self.unit)
        elif self.along == DAYS:
            more = int(x) - values["days"]
            values |= {"days": int(x), "through": values["through"] and values["through"] + _DAY * more}
        else:
            values["regimen"] = _with_amount(self.order.regimen, Quantity(x, self.unit))
        return read_order(values)


def _amount_field(regimen: Regimen) -> str:
    """The field that varies: dose, refill, demand, or the basal rate where no demand is given."""
    without_demand = isinstance(regimen, Pca) and not regimen.demands_per_day
    return "basal" if without_demand else kind_of(regimen).amount


def _with_amount(regimen: Regimen, amount: Quantity) -> Regimen:
    return kind_of(regimen).read(regimen_values(regimen) | {_amount_field(regimen): amount})


def _words(asked: _Asked, here: Point, drawn: _Drawn) -> str:
    billed = people(here.billed)
    units = asked.y_words if here.billed != 1 else asked.y_words.replace("units", "unit", 1)
    counted = f"{billed} {units}"
    if not asked.in_units:
        counted = f"an NDC quantity of {people(here.billed, in_number(here.billed, asked.order.product_form.unit))}"
    sentence = f"At {_with_unit(asked.now, asked.unit)}: {counted}, before rounding {people(here.exact)}."
    if asked.along == DAYS:
        points = drawn.points
        same = [point.x for point in points if point.billed == here.billed]
        holds = f"from {_span(same[0], same[-1], asked.unit)}" if len(same) > 1 else "there alone"
        return f"{sentence} Of the days drawn, {_span(points[0].x, points[-1].x, asked.unit)}, {billed} holds {holds}."
    return sentence if drawn.own is None else f"{sentence} {billed} holds {_holds(asked, drawn.own)}."


def _with_unit(x: Fraction, unit: str) -> str:
    """An amount with its unit, a single day in the singular."""
    return people(x, in_number(x, unit) if unit == "days" else unit)


def _holds(asked: _Asked, own: Level) -> str:
    """From where to where the same is billed; each end as a bill has it."""
    if to_places(own.low, 3) == to_places(own.high, 3):
        return f"for less than 0.001 {asked.unit} around it"
    ends = []
    for x, beyond in ((own.low, "above"), (own.high, "below")):
        point = asked.point(x) if x > 0 else None
        inside = point is not None and point.billed == own.billed
        shown = to_places(x, 3) if x > 0 else x
        ends.append(f"{'' if inside else f'{beyond} '}{'' if shown == x else 'about '}{people(shown)}")
    return f"from {ends[0]} to {ends[1]} {asked.unit}" if own.low > 0 else f"up to {ends[1]} {asked.unit}"


def _span(low: Fraction, high: Fraction, unit: str) -> str:
    return f"{people(low)} to {people(high)} {unit}"
