"""The slips that would turn the right units, or the right NDC quantity, into what is billed.

Written once for both ways in which lines are worked out: in fractions (`Exact`), and over the columns of a review
(`review.context.columns.Amount`). Only `times` is asked of an amount, and of the numbers what both have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

# By how much a bag is usually thinner than the product it was mixed from; ten could be a point that moved.
_DILUTIONS = ((2.0, 1.0), (5.0, 2.0), (4.0, 1.0), (5.0, 1.0), (8.0, 1.0), (20.0, 1.0), (25.0, 1.0), (50.0, 1.0))
# J1170 counted 4 mg, and J1171 counts 0.1 mg.
ENDED, BEGAN = "J1170", "J1171"
_OLD_UNIT = 40.0


@dataclass(frozen=True)
class Exact:
    """An exact amount, None where it is not known; of the same face as a column of amounts."""

    value: Fraction | None

    def times(self, num: Any, den: Any = 1) -> Exact:
        """So many times the amount.

        >>> Exact(Fraction(744)).times(1.0, 5).value, Exact(None).times(2).value
        (Fraction(744, 5), None)
        """
        if self.value is None or num is None or not den:
            return Exact(None)
        return Exact(self.value * Fraction(num) / Fraction(den))


@dataclass(frozen=True)
class Guess:
    """A slip, what it would make of the right amount, and where alone it may be meant (None: anywhere)."""

    name: str
    amount: Any
    where: Any = None


@dataclass(frozen=True)
class Ordered:
    """What was ordered: units of the code, mg, and what the NDC quantity counts; and what it was worked out from.

    `in_ml`, `in_vials` and `in_grams` say what it counts. `strength` is that of the order in mg/mL, `package` the
    volume of one package. `hours` are hundredths of an hour a day. `began` says whether the code took the place of one
    with another unit, `ended` whether it gave its place to one.
    """

    units: Any
    milligrams: Any
    counted: Any
    in_ml: Any
    in_vials: Any
    in_grams: Any
    by_order_strength: Any
    strength: tuple[Any, Any]
    package: tuple[Any, Any]
    days: Any
    hours: Any
    began: Any
    ended: Any


def of_units(order: Ordered) -> list[Guess]:
    """Slips that change the units, the likeliest first."""
    right = order.units
    return [
        Guess("mg-for-units", order.milligrams),
        Guess("ml-for-units", order.counted, order.in_ml),
        Guess("vials-for-units", order.counted, order.in_vials),
        Guess("unit-of-the-later-code", right.times(_OLD_UNIT), order.ended),
        Guess("unit-of-the-ended-code", right.times(1.0, _OLD_UNIT), order.began),
        *_of_days(right, order),
        *_of_mass(right, order),
        *_powers(right),
    ]


def of_quantity(order: Ordered) -> list[Guess]:
    """Slips that change the NDC quantity, the likeliest first."""
    right = order.counted
    num, den = order.package
    return [
        Guess("bag-for-vial", order.by_order_strength, order.in_ml),
        Guess("mg-for-ml", order.milligrams, order.in_ml),
        Guess("mg-for-vials", order.milligrams, order.in_vials),
        Guess("mg-for-grams", order.milligrams, order.in_grams),
        Guess("ml-for-vials", order.by_order_strength, order.in_vials),
        Guess("units-for-ndc-quantity", order.units),
        Guess("vials-for-ndc-quantity", right.times(den, num)),
        *_of_days(right, order),
        *_of_mass(right, order),
        *_powers(right),
        *(Guess("bag-for-vial", right.times(num, den), order.in_ml) for num, den in _DILUTIONS),
    ]


def of_amount(right: Any, order: Ordered) -> list[Guess]:
    """Slips that change an amount of drug, the likeliest first."""
    return [*_of_days(right, order), *_of_mass(right, order), *_powers(right)]


def of_days(right: Any, order: Ordered) -> list[Guess]:
    """Slips that change a number of days, the likeliest first."""
    return [*_of_days(right, order), *_powers(right)]


def of_pair(right: Any, milligrams: Any, in_ml: Any, others: Iterable[Guess] = ()) -> list[Guess]:
    """Slips that show in units and an NDC quantity which are only known by each other. `right` are the units, and
    `milligrams` the mg, of the quantity, and `in_ml` says that it counts mL."""
    thinner = (Guess("bag-for-vial", right.times(den, num), in_ml) for num, den in _DILUTIONS)
    return [Guess("mg-for-units", milligrams), *others, *_thousands(right), *_powers(right), *thinner]


def _of_days(right: Any, order: Ordered) -> list[Guess]:
    days, hours = order.days, order.hours
    about_a_month = (days >= 27) & (days <= 32)
    return [
        Guess("days-left-out", right.times(1.0, days), days > 1),
        Guess("hours-left-out", right.times(100.0, hours), hours > 100),
        Guess("24-hours-for-fewer", right.times(2400.0, hours), hours < 2400),
        Guess("days-of-another-month", right.times(31.0, days), about_a_month),
        Guess("month-as-30-days", right.times(30.0, days), about_a_month),
        Guess("days-of-another-month", right.times(28.0, days), about_a_month),
        Guess("one-day-too-many", right.times(days + 1, days)),
        Guess("one-day-short", right.times(days - 1, days), days > 1),
    ]


def _of_mass(right: Any, order: Ordered) -> list[Guess]:
    num, den = order.strength
    return [
        *_thousands(right),
        Guess("mg-for-ml", right.times(num, den)),
        Guess("ml-for-mg", right.times(den, num)),
    ]


def _thousands(right: Any) -> list[Guess]:
    tens = (1000.0, 1_000_000.0)
    return [
        guess
        for ten in tens
        for guess in (Guess("mcg-as-mg", right.times(ten)), Guess("mg-as-mcg", right.times(1.0, ten)))
    ]


def _powers(right: Any) -> list[Guess]:
    tens = (10.0, 100.0, 10_000.0, 100_000.0)
    return [Guess("point-moved", moved) for ten in tens for moved in (right.times(ten), right.times(1.0, ten))]


def coming_to(given: Fraction, guesses: Iterable[Guess], near: Callable[[Fraction, Fraction], bool]) -> Iterator[str]:
    """The ids of the slips that come to what was given, in fractions, the likeliest first.

    >>> list(coming_to(Fraction(3720), [Guess("mg-for-units", Exact(Fraction(3720)))], near_units))
    ['mg-for-units']
    """
    for guess in guesses:
        value = guess.amount.value
        if value is not None and near(given, value) and guess.where in (None, True):
            yield guess.name


def near_units(units: Fraction, amount: Fraction) -> bool:
    """Whether whole units are an exact amount, rounded by some rule.

    >>> near_units(Fraction(149), Fraction(744, 5)), near_units(Fraction(150), Fraction(744, 5))
    (True, False)
    """
    return abs(units - amount) < 1 and amount * 2 > 1


def near_quantity(quantity: Fraction, amount: Fraction) -> bool:
    """Whether a quantity is the amount to three decimals, or whole and less than one from it."""
    loose = Fraction(1) if quantity.denominator == 1 else Fraction("0.00051")
    return abs(quantity - amount) < loose and amount * 2 > loose
