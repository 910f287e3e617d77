"""The next, the nearest and the whole number below; the exact units of an amount, and its whole ones by CMS.

Multiply first, divide last, round once. The rules by which a payer's units are rounded are in
`payers/axes/hcpcs_rounding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from hipkit.errors import InputError
from hipkit.values.quantity import Quantity, read_quantity
from hipkit.values.units import MASS, VOLUME


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


def total(values: Sequence[Fraction]) -> Fraction:
    """The sum of numbers that mostly have one denominator, as the doses of days have; they are brought to it once.

    >>> total([Fraction("4.8")] * 31), total([])
    (Fraction(744, 5), Fraction(0, 1))
    """
    denominator = lcm(*(value.denominator for value in values))
    return Fraction(sum(value.numerator * (denominator // value.denominator) for value in values), denominator)


def to_places(value: Fraction, places: int) -> Fraction:
    """The nearest decimal of so many places, a half goes up; never nothing from a positive value.

    >>> to_places(Fraction(100, 3), 3)
    Fraction(33333, 1000)
    """
    scaled = nearest(value * 10**places)
    return Fraction(max(scaled, 1) if value > 0 else scaled, 10**places)


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
