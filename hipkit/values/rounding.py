"""The named rules by which an exact number of units becomes a whole one.

Multiply first, divide last, round once. A positive amount never bills nothing: at least one unit.
CMS: a dose that is not a multiple of the code's billing unit goes to the next whole unit, and a dose below
one unit is one unit (RAC topic 0074; Medicare Claims Processing Manual, chapter 17).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from hipkit.errors import InputError
from hipkit.values.quantity import Quantity, read_quantity
from hipkit.values.units import MASS, VOLUME

Mode = Literal["up", "nearest"]
Period = Literal["span", "week", "day"]
WEEK = 7


def up(value: Fraction) -> int:
    """The next whole number.

    >>> up(Fraction("148.1")), up(Fraction(149))
    (149, 149)
    """
    return -(-value.numerator // value.denominator)


def down(value: Fraction) -> int:
    """The whole number below.

    >>> down(Fraction("4.9"))
    4
    """
    return value.numerator // value.denominator


def nearest(value: Fraction) -> int:
    """The nearest whole number, a half goes up.

    >>> nearest(Fraction("148.8")), nearest(Fraction("148.5")), nearest(Fraction("148.4"))
    (149, 149, 148)
    """
    return down(value + Fraction(1, 2))


def to_places(value: Fraction, places: int) -> Fraction:
    """The nearest decimal of so many places, a half goes up; never nothing from a positive value.

    >>> to_places(Fraction(100, 3), 3)
    Fraction(33333, 1000)
    """
    scaled = nearest(value * 10**places)
    return Fraction(max(scaled, 1) if value > 0 else scaled, 10**places)


@dataclass(frozen=True)
class Rounding:
    """A rule for whole units: to the next or the nearest, once for the span, by week or by day.

    `ROUNDINGS` has each by its value on a payer's axis, as `up-by-span`; a week is seven days from the first,
    the rest is rounded once.

    >>> seed = [Fraction("4.8")] * 31
    >>> {name: rule.units(seed) for name, rule in ROUNDINGS.items()} == {
    ...     "up-by-span": 149, "nearest-by-span": 149, "up-by-week": 151, "nearest-by-week": 150,
    ...     "up-by-day": 155, "nearest-by-day": 155}
    True
    """

    mode: Mode
    period: Period

    def units(self, by_day: list[Fraction]) -> int:
        """The whole units for exact units day by day, in the order of the days; at least one."""
        size = {"span": len(by_day), "week": WEEK, "day": 1}[self.period] or 1
        whole = up if self.mode == "up" else nearest
        total = sum(whole(sum(by_day[i : i + size], Fraction())) for i in range(0, len(by_day), size))
        return max(total, 1) if any(by_day) else total


_MODES: tuple[Mode, ...] = ("up", "nearest")
_PERIODS: tuple[Period, ...] = ("span", "week", "day")
ROUNDINGS = {f"{mode}-by-{period}": Rounding(mode, period) for period in _PERIODS for mode in _MODES}


def exact_units(amount: Quantity, per: Quantity, field: str = "per") -> Fraction:
    """How many times `per` goes into `amount`, exactly; raises InputError where the kinds differ."""
    if amount.kind != per.kind:
        reason = f"the amount {amount} is a {amount.kind} and this is a {per.kind}; a strength would join them"
        raise InputError(field, str(per), reason, "10 mg" if amount.kind == MASS else "30 mL")
    return amount.base / per.base


def billing_units(amount: Quantity | str, per: Quantity | str) -> int:
    """The whole billing units of an amount, to the next whole unit (CMS RAC topic 0074).

    `per` is the amount in the code's words, for example `10 mg` for J2270. Both are masses or both volumes.
    Raises InputError where either cannot be read or the kinds differ.

    >>> billing_units("3,720 mg", "10 mg"), billing_units("3.5 mg", "1 mg"), billing_units("0.05 mg", "4 mg")
    (372, 4, 1)
    """
    read = read_quantity(amount, "amount", (MASS, VOLUME)).quantity
    unit = read_quantity(per, "per", (MASS, VOLUME), "10 mg").quantity
    return up(exact_units(read, unit))
