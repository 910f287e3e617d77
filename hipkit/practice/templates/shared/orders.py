"""Plausible orders drawn from the pinned lists: continuous, intermittent, PCA, and refills of an implanted pump.

Every order is one that hipkit bills without asking for a reason. A draw that makes no good order raises `Again`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill, Regimen
from hipkit.practice.draw import Draw
from hipkit.practice.making import Again
from hipkit.practice.templates.shared.pinned import Pack, Range, Steps, pinned
from hipkit.practice.templates.shared.spans import Span, month_or_days, some_days
from hipkit.values.quantity import Quantity

# Drugs of which a part of the day is plausible: a pump that runs overnight.
PART_DAY = ("morphine sulfate", "hydromorphone hydrochloride", "fentanyl citrate")
NIGHTS = (8, 10, 12, 14, 16)
# What a portable pump gives in an hour: a plausible least and most, and the most under the skin.
_LEAST_RATE, _MOST_RATE, _MOST_UNDER_THE_SKIN = Fraction(2, 10), Fraction(10), Fraction(3)
# In mg an hour, whatever the weight: hipkit's own bound for a made-up order.
_MOST_LIDOCAINE = 100
_LOW = 3


@dataclass(frozen=True)
class Drawn:
    """An order with what its words need: the package, the range, the hours between doses, an implanted pump's rate."""

    order: Order
    pack: Pack
    range: Range
    span: Span
    every: int | None = None
    daily: Quantity | None = None


def need(condition: bool) -> None:
    """Draw again unless the condition holds."""
    if not condition:
        raise Again


def few_decimals(value: Fraction, places: int = 3) -> bool:
    """Whether a number ends within so many decimals.

    >>> few_decimals(Fraction(1, 8)), few_decimals(Fraction(1, 3))
    (True, False)
    """
    return bool((value * 10**places).denominator == 1)


def a_range(draw: Draw, regimen: str, drugs: Sequence[str] = ()) -> Range:
    """A range of a regimen: of one of the drugs where some are named, else of those that were there from the first."""
    of_regimen = [one for one in pinned().ranges if one.regimen == regimen]
    return draw.one([one for one in of_regimen if (one.drug in drugs if drugs else not one.since)])


def a_pack(draw: Draw, of: Range) -> Pack:
    """A package for a range."""
    return draw.one(pinned().packs_of(of.drug, of.regimen))


def an_amount(draw: Draw, of: Steps) -> Quantity:
    """One of the amounts of a range."""
    return Quantity(draw.step(of.low.value, of.high.value, of.by.value), of.low.unit)


def continuous(
    draw: Draw, drugs: Sequence[str] = (), span: Span | None = None, bag: bool = False, part_day: bool = False
) -> Drawn:
    """A continuous infusion; with `bag` from a bag weaker than the vial, with `part_day` for less than 24 hours."""
    chosen = a_range(draw, "continuous", drugs or (PART_DAY if part_day else ()))
    pack, days = a_pack(draw, chosen), span or month_or_days(draw, *chosen.days)
    assert chosen.dose is not None
    rate = an_amount(draw, chosen.dose)
    weight = an_amount(draw, chosen.weight) if chosen.weight else None
    need(weight is None or rate.base * weight.base <= _MOST_LIDOCAINE)
    hours = draw.one(NIGHTS) if part_day else 24
    # By night alone a low rate is plausible, not one that the body has got used to by day and night.
    need(not part_day or rate.base <= _LOW * chosen.dose.low.base)
    mixed = a_bag(draw, chosen, rate, pack) if bag else None
    return _drawn(Continuous(rate, hours_per_day=hours), chosen, pack, days, bag=mixed, weight=weight)


def a_bag(draw: Draw, of: Range, rate: Quantity, pack: Pack) -> Quantity:
    """A bag weaker than the vial from which a portable pump can give the rate."""
    most = _MOST_UNDER_THE_SKIN if of.route == "subcutaneous" else _MOST_RATE
    fitting = [
        one for one in of.bags
        if one.base < pack.strength.base and _LEAST_RATE <= rate.base / one.base <= most
    ]  # fmt: skip
    need(bool(fitting))
    return draw.one(fitting)


def intermittent(draw: Draw, drugs: Sequence[str] = (), span: Span | None = None) -> Drawn:
    """A dose every so many hours."""
    chosen = a_range(draw, "intermittent", drugs)
    pack, days = a_pack(draw, chosen), span or month_or_days(draw, *chosen.days)
    assert chosen.dose is not None
    every = draw.one(chosen.every)
    regimen = Intermittent(an_amount(draw, chosen.dose), per_day=24 // every)
    return _drawn(regimen, chosen, pack, days, every=every)


def pca(draw: Draw, drugs: Sequence[str] = (), span: Span | None = None, bag: bool = False) -> Drawn:
    """A PCA with a basal rate and a lockout; the demands given are well below what the lockout lets through."""
    chosen = a_range(draw, "pca", drugs)
    pack, days = a_pack(draw, chosen), span or month_or_days(draw, *chosen.days)
    assert chosen.demand is not None and chosen.basal is not None
    basal, lockout = an_amount(draw, chosen.basal), draw.one(chosen.lockouts)
    regimen = Pca(an_amount(draw, chosen.demand), draw.whole(5, 36), basal, lockout, 24)
    mixed = a_bag(draw, chosen, basal, pack) if bag else None
    return _drawn(regimen, chosen, pack, days, bag=mixed)


def refill(draw: Draw, drugs: Sequence[str] = (), most: int = 1) -> Drawn:
    """Refills of an implanted pump, `most` of them at most: the next comes before the reservoir runs dry."""
    chosen = a_range(draw, "pump-refill", drugs)
    pack, volume, refills = a_pack(draw, chosen), draw.one(chosen.volumes), draw.whole(1, most)
    assert chosen.dose is not None
    daily = an_amount(draw, chosen.dose)
    lasts = volume.base * pack.strength.base / (daily.base * 24)
    low, high = max(chosen.days[0], int(lasts * Fraction(3, 4))), min(chosen.days[1], int(lasts * Fraction(95, 100)))
    need(low <= high)
    between = draw.whole(low, high)
    span = some_days(draw, between * refills, between * refills)
    return _drawn(PumpRefill(volume, refills=refills), chosen, pack, span, daily=daily)


def changed(draw: Draw, first: Drawn) -> Drawn:
    """The same continuous order with another rate from a later day on, a day on which it runs."""
    regimen, steps, order = first.order.regimen, first.range.dose, first.order
    assert isinstance(regimen, Continuous) and steps is not None
    second = an_amount(draw, steps)
    # A new rate is at most twice the old one, at least half of it, and another by a tenth or more.
    need(regimen.dose.base <= 2 * second.base <= 4 * regimen.dose.base)
    need(10 * abs(second.base - regimen.dose.base) >= regimen.dose.base)
    day = first.span.day(draw.whole(3, first.span.length - 3))
    need(day not in first.span.without)
    again = Continuous(regimen.dose, hours_per_day=regimen.hours_per_day, changes=[(day, second)])
    return _drawn(again, first.range, first.pack, first.span, bag=order.bag, weight=order.weight)


def _drawn(
    regimen: Regimen,
    of: Range,
    pack: Pack,
    span: Span,
    bag: Quantity | None = None,
    weight: Quantity | None = None,
    every: int | None = None,
    daily: Quantity | None = None,
) -> Drawn:
    order = Order(
        drug=of.drug, regimen=regimen, strength=pack.strength, start=span.start, end=span.end, without=span.without,
        ndc=pack.ndc, bag=bag, weight=weight,
    )  # fmt: skip
    return Drawn(order, pack, of, span, every, daily)
