"""The lines whose amounts do not fit into float64, worked out in fractions, one by one.

What `hipkit.review.context.columns` proves for all others by products stands here in the words of
`hipkit.values.rounding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hipkit.billing.likely_slips import (
    BEGAN,
    ENDED,
    Exact,
    Guess,
    Ordered,
    coming_to,
    near_quantity,
    near_units,
    of_quantity,
    of_units,
)
from hipkit.reference.slips import slip
from hipkit.review.context.counting import GR, ML, UN
from hipkit.review.context.tables import MODES, QUANTITIES
from hipkit.values.notation import exact
from hipkit.values.rounding import to_places, up

Row = Mapping[str, Any]

LEAST = Fraction(1, 1000)  # an NDC quantity has three decimals, and is some amount


@dataclass(frozen=True)
class Verdict:
    """What fractions say of a line; None where the order says nothing of it.

    `units_right` and `quantity_right` are texts: the units rounded up once for the line, and the mL, vials or
    grams to three decimals.
    """

    units_ok: bool | None
    quantity_ok: bool | None
    packages: bool
    units_right: str | None
    quantity_right: str | None
    units_slip: str | None
    quantity_slip: str | None


def verdict(row: Row) -> Verdict:
    """The verdict on one line, by the columns of `hipkit.review.context.lines`."""
    order = ordered(row)
    units, quantity = _decimal(row["units"]) or Fraction(0), _decimal(row["ndc_quantity"])
    right = order.counted if row["kind"] == "unlisted" else order.units
    order = replace(order, units=right)
    units_ok, quantity_ok = _units_ok(row, units, right.value), _quantity_ok(row, quantity, order.counted.value)
    packages = _packages(row, order, units, quantity, units_ok, quantity_ok)
    return Verdict(
        units_ok,
        quantity_ok,
        packages,
        None if right.value is None else str(max(up(right.value), 1)),
        None if order.counted.value is None else exact(max(to_places(order.counted.value, 3), LEAST)),
        None if units_ok is not False else _likely(units, right, of_units(order), near_units),
        None if quantity_ok is not False or quantity is None
        else _likely(quantity, order.counted, of_quantity(order), near_quantity),
    )  # fmt: skip


def ordered(row: Row) -> Ordered:
    """What was ordered, in fractions."""
    rate, strength = _ratio(row, "rate"), _ratio(row, "strength")
    holds, counts = _ratio(row, "holds"), row["counts"]
    hours = _decimal(row["hours_per_day"])
    milligrams = _milligrams(row, rate, strength, hours)
    counted = None if milligrams is None or not holds else milligrams / holds
    per, in_ml = _ratio(row, "per"), counted if counts == ML else None
    amount = in_ml if row["per_volume"] else milligrams
    return Ordered(
        units=Exact(None if amount is None or not per else amount / per),
        milligrams=Exact(milligrams),
        counted=Exact(counted),
        in_ml=counts == ML,
        in_vials=counts == UN,
        in_grams=counts == GR,
        by_order_strength=Exact(None if milligrams is None or not strength else milligrams / strength),
        strength=(row["strength_num"], row["strength_den"]),
        package=(row["package_num"], row["package_den"]),
        days=int(row["days"]),
        hours=Fraction(0) if hours is None else hours * 100,
        began=row["hcpcs"] == BEGAN,
        ended=row["hcpcs"] == ENDED,
    )


def _milligrams(row: Row, rate: Fraction | None, strength: Fraction | None, hours: Fraction | None) -> Fraction | None:
    if rate is None or hours is None or not 0 < hours <= 24 or row["days"] < 1:
        return None
    if row["rate_daily"] and hours != 24:
        return None
    amount = rate * hours * int(row["days"])
    if not row["rate_volume"]:
        return amount
    return amount * strength if strength else None


def _ratio(row: Row, name: str) -> Fraction | None:
    num, den = row[f"{name}_num"], row[f"{name}_den"]
    return Fraction(num) / Fraction(den) if num is not None and den else None


def _decimal(value: float | None) -> Fraction | None:
    """A float64 as the decimal that it is nearest to."""
    return None if value is None else Fraction(repr(value))


def _units_ok(row: Row, units: Fraction, right: Fraction | None) -> bool | None:
    if row["kind"] == "unlisted" and row["noc_one"] and units == 1:
        return True
    if row["kind"] == "unlisted" and not row["noc_ndc_units"]:
        return False
    if right is None:
        return None
    days = int(row["days"])
    by_day = [right / days] * days
    return any(row[column] and units == rounding.units(by_day) for column, rounding in MODES.items())


def _quantity_ok(row: Row, quantity: Fraction | None, right: Fraction | None) -> bool | None:
    if quantity is None or right is None or (row["ndc_uom"] or row["counts"]).upper() != row["counts"]:
        return None
    return any(row[column] and quantity == stair.quantity(right) for column, stair in QUANTITIES.items())


def _packages(
    row: Row, order: Ordered, units: Fraction, quantity: Fraction | None, units_ok: bool | None,
    quantity_ok: bool | None,
) -> bool:  # fmt: skip
    """Whether whole packages are billed, more than was ordered, by quantity or by units."""
    package, volume = _ratio(row, "package"), order.counted.value
    if not package or volume is None:
        return False
    full = up(volume / package) * package
    if full == volume:
        return False
    by_units = order.units.times(full / volume).value
    billed = units_ok is False and by_units is not None and near_units(units, by_units)
    return billed or (quantity_ok is False and quantity == full)


def _likely(billed: Fraction, right: Exact, guesses: Iterable[Guess], near: Any) -> str | None:
    if right.value is None or near(billed, right.value):
        return None
    found = next(coming_to(billed, guesses, near), None)
    return slip(found) if found else None
