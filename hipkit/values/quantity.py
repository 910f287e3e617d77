"""Exact amounts with units: read strictly, converted exactly, never a float.

A quantity is a `Fraction` and a unit of the closed table in `units.py`. Masses, volumes, times, weights,
rates and strengths are kinds that do not mix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering

from hipkit.errors import InputError, shown
from hipkit.values import units
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.step import Step
from hipkit.values.strict import A_RANGE, DIGITS_AFTER, DIGITS_BEFORE, clean, is_range, mended, number

# Far above what any product of numbers that are read can reach; it keeps every answer quick.
LARGEST = 10**100
KILOGRAMS_A_POUND = Fraction(45359237, 10**8)  # the international pound, exact by definition

_EXAMPLES = {
    units.MASS: "300 mg", units.VOLUME: "20 mL", units.TIME: "6 min", units.WEIGHT: "70 kg",
    units.MASS_RATE: "5 mg/hr", units.VOLUME_RATE: "0.5 mL/hr", units.WEIGHT_RATE: "0.1 mg/kg/hr",
    units.STRENGTH: "25 mg/mL", units.PER_VIAL: "500 mg/vial",
}  # fmt: skip


@total_ordering
@dataclass(frozen=True, eq=False)
class Quantity:
    """An exact amount: `value` a Fraction, `unit` the unit's one written form.

    The value is text, int, Decimal or Fraction. Raises InputError for a float, for any other type, for
    anything negative, and for a unit that is not in the table. Equal amounts are equal in any unit.

    >>> Quantity("5", "mg/hour")
    Quantity('5 mg/hr')
    >>> Quantity(1000, "mcg") == Quantity.parse("1 mg")
    True
    >>> Quantity(0.1, "mg")
    Traceback (most recent call last):
    hipkit.errors.InputError: amount: read "0.1": a float is not exact \
(0.1 is stored as 0.1000000000000000055...); give text, int, Decimal or Fraction. Type for example: 5
    """

    value: Fraction
    unit: str

    def __init__(self, value: str | int | Decimal | Fraction, unit: str) -> None:
        if not isinstance(unit, str):
            raise InputError("unit", unit, "a unit is text", "mg")
        found = units.require_unit(unit, "unit", unit, "mg")
        object.__setattr__(self, "value", exact_value(value, "amount", "5"))
        object.__setattr__(self, "unit", found.text)

    @classmethod
    def parse(cls, text: str, field: str = "amount", kinds: tuple[str, ...] = ()) -> Quantity:
        """The quantity that `text` writes out; `kinds` limits what it may be.

        Raises InputError where the text is not one, is zero, or is of another kind.

        >>> Quantity.parse("500 mg/20 mL"), Quantity.parse("2.5 %"), Quantity.parse("120 mg/24 h")
        (Quantity('25 mg/mL'), Quantity('25 mg/mL'), Quantity('120 mg/day'))
        >>> Quantity.parse("5 mg", kinds=("mass rate",))
        Traceback (most recent call last):
        hipkit.errors.InputError: amount: read "5 mg": this is a mass, not a mass rate. Type for example: 8 mg/hr
        """
        return read_quantity(text, field, kinds).quantity

    @property
    def kind(self) -> str:
        """Mass, volume, time, weight, mass rate, volume rate, mass rate by weight, strength or strength of a vial."""
        return _unit(self.unit).kind

    @property
    def base(self) -> Fraction:
        """The value in the kind's base unit: mg, mL, hr, kg, mg/hr, mL/hr, mg/kg/hr, mg/mL or mg/vial."""
        return self.value * _unit(self.unit).factor

    def to(self, unit: str) -> Quantity:
        """The same amount in another unit of the same kind; raises InputError for another kind.

        >>> Quantity.parse("19.2 mcg/day").to("mcg/hr")
        Quantity('0.8 mcg/hr')
        """
        if not isinstance(unit, str):
            raise InputError("unit", unit, "a unit is text", self.unit)
        target = units.require_unit(unit, "unit", unit, self.unit)
        if target.kind != self.kind:
            reason = f"{self} is a {self.kind}, and {target.text} measures a {target.kind}"
            raise InputError("unit", unit, reason, self.unit)
        return Quantity(self.base / target.factor, target.text)

    def __str__(self) -> str:
        return people(self.value, self.unit)

    def __repr__(self) -> str:
        return f"Quantity({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.kind == other.kind and self.base == other.base

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Quantity) or other.kind != self.kind:
            return NotImplemented
        return self.base < other.base

    def __hash__(self) -> int:
        return hash((self.kind, self.base))


@dataclass(frozen=True)
class Reading:
    """A quantity as it was read: what a reader should be told of it, and the steps it took."""

    quantity: Quantity
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def exact_value(given: object, field: str, example: str) -> Fraction:
    """A number that is zero or above, from text, int, Decimal or Fraction; raises InputError.

    >>> exact_value(Decimal("1E+100000000"), "dose", "5")
    Traceback (most recent call last):
    hipkit.errors.InputError: dose: read "Decimal('1E+100000000')": \
at most 9 digits before the point and 6 after it are read. Type for example: 5
    """
    if isinstance(given, Decimal):
        _refuse_decimal(given, field, example)
    if isinstance(given, bool) or not isinstance(given, (int, Decimal, Fraction)):
        return number(clean(given, field, example).text, field, example)[0]
    value = Fraction(given)
    if value < 0:
        raise InputError(field, shown(given), "nothing negative can be billed", example)
    if max(value.numerator, value.denominator) >= LARGEST:
        raise InputError(field, shown(given), "it has more digits than any amount that is billed", example)
    return value


def _refuse_decimal(given: Decimal, field: str, example: str) -> None:
    if not given.is_finite():
        raise InputError(field, given, "it is not a number", example)
    if given.adjusted() >= DIGITS_BEFORE or given != given.quantize(Decimal(1).scaleb(-DIGITS_AFTER)):
        reason = f"at most {DIGITS_BEFORE} digits before the point and {DIGITS_AFTER} after it are read"
        raise InputError(field, given, reason, example)


def read_quantity(
    given: object, field: str, kinds: tuple[str, ...] = (), example: str = "", ranges: bool = True
) -> Reading:
    """Read a quantity strictly, with notes and steps; a Quantity passes as it is if its kind fits.

    Without `ranges` a range is refused by what `number` finds wrong in it.

    >>> read_quantity("2.5%", "strength", ("strength",)).steps[0].text
    'strength: 2.5 % = 2.5 g / 100 mL = 25 mg/mL'
    """
    example = example or _EXAMPLES[kinds[0] if kinds else units.MASS]
    reading = read_rate_if_any(given, field, kinds, example, ranges)
    if reading.quantity.value == 0:
        raise InputError(field, given, "it must be more than zero", example)
    return reading


def read_rate_if_any(given: object, field: str, kinds: tuple[str, ...], example: str, ranges: bool = True) -> Reading:
    """Read a quantity as `read_quantity` does, but that it may be zero: there is none then.

    >>> read_rate_if_any("0.0 mg/hr", "basal", ("mass rate",), "1 mg/hr").quantity
    Quantity('0 mg/hr')
    """
    if isinstance(given, Quantity):
        _require_kind(given, str(given), field, kinds, example)
        return Reading(given)
    field_text = clean(given, field, example)
    text = field_text.text
    if "  " in text:
        raise InputError(field, given, "it holds two blanks side by side; write one", example, _plainer(text, kinds))
    pounds = _POUNDS.fullmatch(text) if units.WEIGHT in (kinds or (units.WEIGHT,)) else None
    try:
        reading = _from_pounds(pounds[1], text, field, example) if pounds else _read_text(text, field, example, ranges)
    except InputError as error:
        raise InputError(error.field, error.given, error.reason, example, _plainer(text, kinds)) from None
    _require_kind(reading.quantity, text, field, kinds, example)
    return Reading(reading.quantity, field_text.notes + reading.notes, reading.steps)


def _require_kind(quantity: Quantity, text: str, field: str, kinds: tuple[str, ...], example: str) -> None:
    if kinds and quantity.kind not in kinds:
        reason = f"this is a {quantity.kind}, not a {' or a '.join(kinds)}"
        raise InputError(field, text, reason, example)


def _plainer(text: str, kinds: tuple[str, ...]) -> str:
    """The quantity that a refused text means beyond doubt, as it is read; nothing where it is not so plain."""
    single = re.sub(" {2,}", " ", text)
    match = re.fullmatch(r"([0-9.,]+)( ?[^0-9.,].*)", single)
    plainer = f"{mended(match[1]) or match[1]}{match[2]}" if match else single
    if plainer == text:
        return ""
    try:
        reading = read_quantity(plainer, "amount", kinds)
    except InputError:
        return ""
    return plainer if reading.quantity.value else ""


_POUNDS = re.compile(r"([^ A-Za-z]*) ?lb", re.IGNORECASE | re.ASCII)
_NUMBER_AND_UNIT = re.compile(r"([^ A-Za-z\u00b5\u03bc%/]*(?:[eE][-+]?[0-9]+)?) ?(.*)")
_MASS_IN_VOLUME = re.compile(r"([^/ ]+) ?/ ?([0-9][^ A-Za-z]*) ?([A-Za-z]+)")


def _from_pounds(number_text: str, text: str, field: str, example: str) -> Reading:
    """A weight in pounds, as the kilograms that it is by definition."""
    if not number_text:
        raise InputError(field, text, _why_no_quantity("", "lb"), example)
    pounds, notes = number(number_text, field, example, given=text)
    weight = Quantity(pounds * KILOGRAMS_A_POUND, "kg")
    formula = f"{people(pounds, 'lb')} x {people(KILOGRAMS_A_POUND, 'kg')}"
    return Reading(weight, notes, (Step("weight", formula, str(weight), cite("hipkit", "weight")),))


def _read_text(text: str, field: str, example: str, ranges: bool) -> Reading:
    if ranges and is_range(text):
        raise InputError(field, text, A_RANGE, example)
    match = _NUMBER_AND_UNIT.fullmatch(text)
    number_text, unit_text = match.groups() if match else ("", text)
    reason = _why_no_quantity(number_text, unit_text)
    if reason:
        raise InputError(field, text, reason, example)
    value, notes = number(number_text, field, example, given=text, ranges=ranges)
    if not unit_text:
        reason = f"it has no unit, and {shown(number_text, 24)} alone could be any; write the unit behind it"
        raise InputError(field, text, reason, example)
    notes += units.spelling_notes(unit_text)
    if unit_text == "%":
        return _percent(value, notes)
    parts = _MASS_IN_VOLUME.fullmatch(unit_text)
    if parts and units.unit(unit_text) is None and _are(parts[1], units.MASS) and _are(parts[3], units.VOLUME):
        per, per_notes = number(parts[2], field, example, given=text)
        if per == 0:
            raise InputError(field, text, "the volume must be more than zero", example)
        return _mass_in_volume(Quantity(value, parts[1]), Quantity(per, parts[3]), notes + per_notes)
    return Reading(Quantity(value, units.require_unit(unit_text, field, text, example).text), notes)


def _why_no_quantity(number_text: str, unit_text: str) -> str:
    if not number_text:
        return "it does not begin with a number; type only the number and its unit here"
    if unit_text.startswith("/"):
        return "a fraction is not read; write the number as a decimal"
    return ""


def _are(spelling: str, kind: str) -> bool:
    found = units.unit(spelling)
    return found is not None and found.kind == kind


def _percent(value: Fraction, notes: tuple[str, ...]) -> Reading:
    strength = Quantity(value * 10, "mg/mL")
    formula = f"{people(value)} % = {people(value, 'g')} / 100 mL"
    return Reading(strength, notes, (Step("strength", formula, str(strength), cite("hipkit", "strength")),))


def _mass_in_volume(mass: Quantity, volume: Quantity, notes: tuple[str, ...]) -> Reading:
    strength = Quantity(mass.value / volume.value, f"{mass.unit}/{volume.unit}")
    step = Step("strength", f"{mass} / {volume}", str(strength), cite("hipkit", "strength"))
    return Reading(strength, notes, (step,))


def _unit(text: str) -> units.Unit:
    found = units.unit(text)
    assert found is not None  # the constructor let in units of the table only
    return found
