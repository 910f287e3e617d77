"""Small sums around an order."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hipkit import InputError
from hipkit.billing.convert import convert, units_of


@pytest.mark.parametrize(
    ("amount", "per", "strength", "exact", "units"),
    [
        ("300 mg", "10 mg", None, "30", 30),
        ("0.25 mL", "1 mg", "4 mg/mL", "1", 1),
        ("0.26 mL", "1 mg", "4 mg/mL", "1.04", 2),
        ("1440 mg", "30 mL", "5 mg/mL", "9.6", 10),
        ("400 mg", "15 mg", None, "80/3", 27),
        ("1 L", "1 mg", "100 mg/5 mL", "20000", 20000),
        ("2 mL", "0.5 mg", "0.125 %", "5", 5),
    ],
)
def test_units_of_an_amount(amount: str, per: str, strength: str | None, exact: str, units: int) -> None:
    found = units_of(amount, per, strength)
    assert (found.units_exact, found.units, found.value) == (Fraction(exact), units, None)
    assert found.steps and found.read["amount"] and found.read["per"]


@pytest.mark.parametrize(
    ("given", "to", "more", "value", "unit"),
    [
        ("8 mg/hr", "mL/hr", {"strength": "25 mg/50 mL"}, "16", "mL/hr"),
        ("4 mcg/min", "mL/hr", {"strength": "50 mcg/mL"}, "4.8", "mL/hr"),
        ("5 mL/hr", "mg/hr", {"strength": "25 mg/mL"}, "125", "mg/hr"),
        ("5 mL/hr", "mcg/min", {"strength": "1.2 mg/mL"}, "100", "mcg/min"),
        ("19.2 mcg/day", "mcg/hr", {}, "0.8", "mcg/hr"),
        ("25 mg", "g", {}, "0.025", "g"),
        ("3,720 mg", "mL", {"strength": "25 mg/mL"}, "148.8", "mL"),
        ("148.8 mL", "mg", {"strength": "25 mg/mL"}, "3720", "mg"),
        ("20 mL", "day", {"at": "0.5 mL/day"}, "40", "day"),
        ("20 mL", "hr", {"at": "0.5 mL/day"}, "960", "hr"),
        ("100 mg", "hr", {"at": "2 mL/hr", "strength": "10 mg/mL"}, "5", "hr"),
        ("100 mL", "hr", {"at": "5 mg/hr", "strength": "10 mg/mL"}, "200", "hr"),
        ("0.1 mg/kg/hr", "mg/hr", {"weight": "70 kg"}, "7", "mg/hr"),
        ("0.1 mg/kg/hr", "mL/hr", {"weight": "70 kg", "strength": "10 mg/mL"}, "0.7", "mL/hr"),
        ("70 mg", "hr", {"at": "0.1 mg/kg/hr", "weight": "70 kg"}, "10", "hr"),
        ("2 mcg/kg/min", "mg/kg/hr", {}, "0.12", "mg/kg/hr"),
        ("25 mg/mL", "g/L", {}, "25", "g/L"),
        ("2 day", "hr", {}, "48", "hr"),
        ("10 mg", "mL", {"strength": "3 mg/mL"}, "10/3", "mL"),
    ],
)
def test_conversions(given: str, to: str, more: dict[str, str], value: str, unit: str) -> None:
    found = convert(given, to, **more).value
    assert found is not None
    assert (found.value, found.unit) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("given", "to", "more", "field"),
    [
        ("5 mg/hr", "mL/hr", {}, "strength"),
        ("5 mg", "mL/hr", {}, "to"),
        ("5 mg", "day", {}, "at"),
        ("5 mg/hr", "day", {}, "to"),
        ("5 mg/hr", "mg/hr", {"weight": "70 kg"}, "weight"),
        ("0.1 mg/kg/hr", "mg/hr", {}, "weight"),
        ("20 mL", "mL", {"at": "0.5 mL/day"}, "at"),
        ("20 mL", "day", {"at": "5 mg/hr"}, "strength"),
        ("20 mL", "day", {"at": "0.1 mg/kg/hr"}, "weight"),
        ("20 mL", "bananas", {}, "to"),
        ("20 mL", "day", {"at": "20 mL"}, "at"),
        ("20 units", "mL", {}, "amount"),
        ("0 mL", "L", {}, "amount"),
    ],
)
def test_conversions_that_are_refused(given: str, to: str, more: dict[str, str], field: str) -> None:
    with pytest.raises(InputError) as caught:
        convert(given, to, **more)
    assert caught.value.field == field


def test_units_need_a_strength_across_mass_and_volume() -> None:
    with pytest.raises(InputError) as caught:
        units_of("0.25 mL", "1 mg")
    assert caught.value.field == "strength"


def test_what_was_not_needed_is_said() -> None:
    for found in (convert("25 mg", "g", strength="25 mg/mL"), units_of("25 mg", "10 mg", "25 mg/mL")):
        assert any("not needed" in notice.text for notice in found.notices)
