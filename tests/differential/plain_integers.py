"""A second implementation of the continuous order, in whole numbers only: it shares nothing with hipkit.

Doses, hours and strengths are counted in tenths, so that every quotient below is of two integers.

>>> seed = worked_out(dose=50, hours=240, strength=250, days=31)
>>> seed.milligrams, seed.j2270, seed.j3490_up, seed.j3490_nearest, seed.thousandths
((372000, 100), 372, 149, 149, 148800)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """What an order comes to. Pairs are numerator and denominator, not reduced."""

    milligrams: tuple[int, int]
    millilitres: tuple[int, int]
    j2270: int
    j3490_up: int
    j3490_nearest: int
    thousandths: int  # of a millilitre, the NDC quantity to three decimals


def worked_out(dose: int, hours: int, strength: int, days: int) -> Expected:
    """Dose in tenths of mg/hr, hours in tenths, strength in tenths of mg/mL, whole days."""
    hundredths = dose * hours * days  # of a milligram
    volume, per = hundredths, 10 * strength  # mg/100 over strength/10 is /(10 x strength)
    return Expected(
        milligrams=(hundredths, 100),
        millilitres=(volume, per),
        j2270=raised(hundredths, 1000),  # a unit is 10 mg, 1,000 hundredths
        j3490_up=raised(volume, per),
        j3490_nearest=max(half_up(volume, per), 1),
        thousandths=max(half_up(1000 * volume, per), 1),
    )


def raised(number: int, per: int) -> int:
    """The next whole number."""
    whole, rest = divmod(number, per)
    return whole + 1 if rest else whole


def half_up(number: int, per: int) -> int:
    """The nearest whole number, a half up."""
    whole, rest = divmod(number, per)
    return whole + 1 if 2 * rest >= per else whole
