"""Small sums around an order: units of an amount, amounts and rates through a strength, how long an amount lasts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hipkit.errors import InputError
from hipkit.values import units
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.quantity import Quantity
from hipkit.values.readlog import Sheet
from hipkit.values.rounding import exact_units, up
from hipkit.values.step import Notice, Step
from hipkit.values.strict import clean

_ACROSS = {
    (units.MASS, units.VOLUME), (units.VOLUME, units.MASS),
    (units.MASS_RATE, units.VOLUME_RATE), (units.VOLUME_RATE, units.MASS_RATE),
}  # fmt: skip
_AMOUNTS = (units.MASS, units.VOLUME)
_RATES = (units.MASS_RATE, units.VOLUME_RATE, units.WEIGHT_RATE)


@dataclass(frozen=True)
class Conversion:
    """What came out: a value with its unit, or exact and whole billing units; how it was read and worked out."""

    read: dict[str, str]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]
    units_exact: Fraction | None = None
    units: int | None = None
    value: Quantity | None = None


def units_of(amount: object, per: object, strength: object = None) -> Conversion:
    """Exact and whole billing units of an amount, to the next whole unit (CMS RAC topic 0074).

    A volume is brought to the mass of `per`, or a mass to its volume, by the strength.
    Raises InputError where something cannot be read or the kinds do not meet.

    >>> units_of("0.25 mL", "1 mg", strength="4 mg/mL").units
    1
    >>> units_of("300 mg", "10 mg").units
    30
    """
    sheet = Sheet()
    quantity = sheet.quantity("amount", amount, _AMOUNTS, "300 mg")
    unit = sheet.quantity("per", per, _AMOUNTS, "10 mg")
    through = None if strength is None else sheet.quantity("strength", strength, (units.STRENGTH,), "25 mg/mL")
    if quantity.kind != unit.kind:
        if through is None:
            reason = f"a strength is needed to bring {quantity} to {unit}"
            raise InputError("strength", None, reason, "4 mg/mL")
        quantity = _across(quantity, "mg" if unit.kind == units.MASS else "mL", through, sheet)
    elif through is not None:
        _not_needed(sheet, "strength")
    exact = exact_units(quantity, unit)
    whole = up(exact)
    sheet.steps.append(
        Step(
            "billing units",
            f"{quantity} / {unit}",
            people(exact),
            cite("cms-rac-0074"),
            people(whole),
            "next whole unit",
        )
    )
    return Conversion(sheet.read, tuple(sheet.steps), tuple(sheet.notices), exact, whole)


def convert(given: object, to: object, strength: object = None, at: object = None, weight: object = None) -> Conversion:
    """An amount or a rate in another unit; through a strength, a weight, or the rate at which it is used.

    Raises InputError where something cannot be read, is missing or is not used.

    >>> str(convert("8 mg/hr", "mL/hr", strength="25 mg/50 mL").value)
    '16 mL/hr'
    >>> str(convert("20 mL", "day", at="0.5 mL/day").value)
    '40 day'
    """
    sheet = Sheet()
    kinds = (*_AMOUNTS, *_RATES, units.STRENGTH, units.TIME, units.WEIGHT)
    quantity = sheet.quantity("amount", given, kinds, "5 mg/hr")
    target = _target(to)
    sheet.read["to"] = target.text
    through = None if strength is None else sheet.quantity("strength", strength, (units.STRENGTH,), "25 mg/mL")
    rate = None if at is None else sheet.quantity("at", at, _RATES, "0.5 mL/day")
    if weight is not None:
        quantity, rate = _for_weight(quantity, rate, target, weight, sheet)
    used = quantity.kind != target.kind
    if rate is not None:
        quantity, used = _lasting(quantity, rate, target, through, sheet)
    elif (quantity.kind, target.kind) in _ACROSS:
        quantity = _across(quantity, target.text, through, sheet)
    if through is not None and not used:
        _not_needed(sheet, "strength")
    if quantity.kind != target.kind:
        _refuse(quantity, target)
    if quantity.unit != target.text:
        quantity = _step(sheet, f"in {target.text}", str(quantity), quantity.to(target.text))
    return Conversion(sheet.read, tuple(sheet.steps), tuple(sheet.notices), value=quantity)


def _target(to: object) -> units.Unit:
    text = clean(to, "to", "mL/hr").text
    return units.require_unit(text, "to", text, "mL/hr")


def _for_weight(
    quantity: Quantity, rate: Quantity | None, target: units.Unit, weight: object, sheet: Sheet
) -> tuple[Quantity, Quantity | None]:
    kilograms = sheet.quantity("weight", weight, (units.WEIGHT,), "70 kg")
    if quantity.kind == units.WEIGHT_RATE and target.kind != units.WEIGHT_RATE:
        return sheet.for_weight(quantity, kilograms), rate
    if rate is not None and rate.kind == units.WEIGHT_RATE:
        return quantity, sheet.for_weight(rate, kilograms)
    raise InputError("weight", str(kilograms), "no rate by weight needs it; leave it out", "no weight")


def _across(quantity: Quantity, to: str, strength: Quantity | None, sheet: Sheet) -> Quantity:
    """From mass to volume or back, also as rates."""
    if strength is None:
        raise InputError("strength", None, f"it is needed to bring {quantity} to {to}", "25 mg/mL")
    if quantity.kind in (units.MASS, units.MASS_RATE):
        result = Quantity(quantity.base / strength.base, "mL" if quantity.kind == units.MASS else "mL/hr").to(to)
        return _step(sheet, "volume", f"{quantity} / {strength}", result)
    result = Quantity(quantity.base * strength.base, "mg" if quantity.kind == units.VOLUME else "mg/hr").to(to)
    return _step(sheet, "amount of drug", f"{quantity} x {strength}", result)


def _lasting(
    quantity: Quantity, rate: Quantity, target: units.Unit, strength: Quantity | None, sheet: Sheet
) -> tuple[Quantity, bool]:
    """How long an amount lasts at a rate, and whether the strength was used."""
    if quantity.kind not in _AMOUNTS or target.kind != units.TIME:
        reason = "it says how long an amount lasts: an amount in, a time such as day out"
        raise InputError("at", str(rate), reason, "20 mL at 0.5 mL/day, to day")
    if rate.kind == units.WEIGHT_RATE:
        raise InputError("weight", None, f"a weight is needed for {rate}", "70 kg")
    used = (quantity.kind == units.MASS) != (rate.kind == units.MASS_RATE)
    if used:
        quantity = _across(quantity, "mg" if rate.kind == units.MASS_RATE else "mL", strength, sheet)
    hours = Quantity(quantity.base / rate.base, "hr")
    return _step(sheet, "how long it lasts", f"{quantity} / {rate}", hours.to(target.text)), used


def _step(sheet: Sheet, words: str, formula: str, result: Quantity) -> Quantity:
    sheet.steps.append(Step(words, formula, str(result), cite("hipkit", "arithmetic")))
    return result


def _not_needed(sheet: Sheet, name: str) -> None:
    sheet.notices.append(Notice("info", f"the {name} was not needed for this", cite("hipkit", "arithmetic")))


def _refuse(quantity: Quantity, target: units.Unit) -> None:
    if quantity.kind == units.WEIGHT_RATE:
        raise InputError("weight", None, f"a weight is needed for {quantity}", "70 kg")
    reason = f"{quantity} is a {quantity.kind}, and {target.text} measures a {target.kind}"
    if target.kind == units.TIME and quantity.kind in _AMOUNTS:
        raise InputError("at", None, f"the rate is needed at which {quantity} is used", "0.5 mL/day")
    raise InputError("to", target.text, reason, quantity.unit)
