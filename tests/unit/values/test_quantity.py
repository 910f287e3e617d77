"""Amounts with units: what is read, how it converts, what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hipkit import InputError, Quantity


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        ("3 g", "3", "g", "mass"),
        ("300 mg", "300", "mg", "mass"),
        ("50 mcg", "50", "mcg", "mass"),
        ("50 ug", "50", "mcg", "mass"),
        ("50 \u00b5g", "50", "mcg", "mass"),
        ("50 \u03bcg", "50", "mcg", "mass"),
        ("7 ng", "7", "ng", "mass"),
        ("1 L", "1", "L", "volume"),
        ("20 mL", "20", "mL", "volume"),
        ("20 cc", "20", "mL", "volume"),
        ("6 min", "6", "min", "time"),
        ("2 hours", "2", "hr", "time"),
        ("1 h", "1", "hr", "time"),
        ("2 days", "2", "day", "time"),
        ("2 d", "2", "day", "time"),
        ("1 week", "1", "week", "time"),
        ("70.5 kg", "70.5", "kg", "weight"),
        ("5 mg/hr", "5", "mg/hr", "mass rate"),
        ("5 mg/h", "5", "mg/hr", "mass rate"),
        ("5MG/HOUR", "5", "mg/hr", "mass rate"),
        ("5 mg / hours", "5", "mg/hr", "mass rate"),
        ("120 mg/24 hr", "120", "mg/day", "mass rate"),
        ("120 mg/24h", "120", "mg/day", "mass rate"),
        ("120 mg/d", "120", "mg/day", "mass rate"),
        ("840 mg/week", "840", "mg/week", "mass rate"),
        ("4 mcg/min", "4", "mcg/min", "mass rate"),
        ("0.5 mL/day", "0.5", "mL/day", "volume rate"),
        ("2 cc/hr", "2", "mL/hr", "volume rate"),
        ("0.1 mg/kg/hr", "0.1", "mg/kg/hr", "mass rate by weight"),
        ("2 mcg / kg / min", "2", "mcg/kg/min", "mass rate by weight"),
        ("0.8 mg/kg/24 h", "0.8", "mg/kg/day", "mass rate by weight"),
        ("25 mg/mL", "25", "mg/mL", "strength"),
        ("25 mg/50 mL", "0.5", "mg/mL", "strength"),
        ("500mg/20mL", "25", "mg/mL", "strength"),
        ("1 g/1,000 mL", "0.001", "g/mL", "strength"),
        ("100 mcg/0.5 mL", "200", "mcg/mL", "strength"),
        ("10 mg/3 mL", "10/3", "mg/mL", "strength"),
        ("2.5 %", "25", "mg/mL", "strength"),
        ("0.125%", "1.25", "mg/mL", "strength"),
        ("25 g/L", "25", "g/L", "strength"),
    ],
)
def test_what_is_read(text: str, value: str, unit: str, kind: str) -> None:
    quantity = Quantity.parse(text)
    assert (quantity.value, quantity.unit, quantity.kind) == (Fraction(value), unit, kind)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "nothing was typed"),
        ("mg", "does not begin with a number"),
        ("5", "no unit"),
        ("5 bananas", "known are"),
        ("5 mg/bananas", "known are"),
        ("5 mg/hr/kg", "known are"),
        ("5 mL/mg", "known are"),
        ("5 kg/hr", "known are"),
        ("5 mL/kg/hr", "known are"),
        ("5 mg/2 hr", "known are"),
        ("5 mg per hr", "known are"),
        ("5 units", "known are"),
        ("5 IU/hr", "known are"),
        ("5 gtt/min", "known are"),
        ("5 mEq", "known are"),
        ("5 mmol/hr", "known are"),
        ("5 MSO4", "morphine sulfate"),
        ("1:1000", "ratio"),
        ("1/2 mg", "fraction"),
        ("1 1/2 mg", "known are"),
        ("5-10 mg", "range"),
        ("0 mg", "more than zero"),
        ("0.000 mg", "more than zero"),
        ("5  mg", "two blanks"),
        ("5 mg/0 mL", "more than zero"),
        ("5 mg\n", "U+000A"),
        ("5\u2009mg", "U+2009"),
        ("5 mg; 6 mg", "known are"),
        ("5 m g", "known are"),
        ("5 % mg", "known are"),
        ("1000000000 mg", "at most 9"),
        ("1.1234567 mg", "at most 6"),
    ],
)
def test_what_is_refused(text: str, phrase: str) -> None:
    with pytest.raises(InputError, match="amount: ") as caught:
        Quantity.parse(text)
    assert phrase in str(caught.value)


def test_the_field_and_the_kind_wanted_are_named() -> None:
    with pytest.raises(InputError) as caught:
        Quantity.parse("5 mg", field="dose", kinds=("mass rate", "volume rate"))
    assert str(caught.value) == (
        'dose: read "5 mg": this is a mass, not a mass rate or a volume rate. Type for example: 8 mg/hr'
    )


@pytest.mark.parametrize(("value", "expected"), [("5", 5), (5, 5), (Decimal("0.5"), "1/2"), (Fraction(1, 3), "1/3")])
def test_values_are_text_int_decimal_or_fraction(value: Any, expected: Any) -> None:
    assert Quantity(value, "mg").value == Fraction(expected)


@pytest.mark.parametrize("value", [0.5, True, None, [5], b"5", 5j, -1, Decimal("NaN"), Decimal("Infinity")])
def test_any_other_value_is_refused(value: Any) -> None:
    with pytest.raises(InputError):
        Quantity(value, "mg")


def test_input_error_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="float is not exact"):
        Quantity(0.1, "mg")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("19.2 mcg/day", "mcg/hr", "0.8"),
        ("25 mg", "g", "0.025"),
        ("5 mg/hr", "mg/week", "840"),
        ("1 mg/min", "mg/day", "1440"),
        ("3 L", "mL", "3000"),
        ("25 g/L", "mg/mL", "25"),
        ("90 min", "hr", "1.5"),
        ("1 ng", "g", "0.000000001"),
        ("2 mcg/kg/min", "mg/kg/hr", "0.12"),
    ],
)
def test_conversions_are_exact(text: str, unit: str, expected: str) -> None:
    converted = Quantity.parse(text).to(unit)
    assert (converted.value, converted.unit) == (Fraction(expected), unit)
    assert converted == Quantity.parse(text)


@pytest.mark.parametrize(("text", "unit"), [("5 mg", "mL"), ("5 mg/hr", "mg"), ("5 mg/hr", "mL/hr"), ("5 kg", "mg")])
def test_kinds_do_not_mix(text: str, unit: str) -> None:
    with pytest.raises(InputError) as caught:
        Quantity.parse(text).to(unit)
    assert caught.value.field == "unit"


def test_equal_amounts_are_equal_in_any_unit_and_ordered() -> None:
    assert Quantity(1000, "mcg") == Quantity(1, "mg") == Quantity("0.001", "g")
    assert len({Quantity(1000, "mcg"), Quantity(1, "mg")}) == 1
    assert Quantity(999, "mcg") < Quantity(1, "mg") < Quantity(1, "g")
    assert Quantity(1, "mg") != Quantity(1, "mL")
    assert Quantity(1, "mg") != 1
    with pytest.raises(TypeError):
        sorted([Quantity(1, "mg"), Quantity(1, "mL")])


def test_quantities_cannot_be_changed() -> None:
    quantity = Quantity(1, "mg")
    with pytest.raises(AttributeError):
        quantity.value = Fraction(2)  # type: ignore[misc]


def test_they_are_shown_for_people() -> None:
    assert str(Quantity("1234.5", "mcg/hr")) == "1,234.5 mcg/hr"
    assert repr(Quantity("0.4", "mL")) == "Quantity('0.4 mL')"
