"""From exact units to whole ones: next, nearest, by span, by week, by day; never nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from hipkit import InputError, Quantity, billing_units
from hipkit.payers.axes.hcpcs_rounding import ROUNDINGS
from hipkit.values.rounding import nearest, to_places, up

SEED_ML = [Fraction("4.8")] * 31


@pytest.mark.parametrize(
    ("amount", "per", "units"),
    [
        ("3,720 mg", "10 mg", 372),
        ("3.5 mg", "1 mg", 4),
        ("0.05 mg", "4 mg", 1),
        ("10 mg", "10 mg", 1),
        ("10.000001 mg", "10 mg", 2),
        ("1 g", "15 mg", 67),
        ("180 mg", "0.1 mg", 1800),
        ("0.9 mg", "0.1 mg", 9),
        ("0.3 mg", "0.1 mg", 3),
        ("925 mcg", "1 mcg", 925),
        ("288 mL", "30 mL", 10),
        ("1 ng", "1 g", 1),
    ],
)
def test_billing_units_go_to_the_next_whole_unit(amount: str, per: str, units: int) -> None:
    assert billing_units(amount, per) == units
    assert billing_units(Quantity.parse(amount), Quantity.parse(per)) == units


@pytest.mark.parametrize(
    ("amount", "per", "field"),
    [
        ("3 mL", "1 mg", "per"),
        ("3 mg", "1 mL", "per"),
        ("3 mg/hr", "1 mg", "amount"),
        ("3 mg", "1 mg/hr", "per"),
        ("0 mg", "1 mg", "amount"),
        ("3 mg", "0 mg", "per"),
        (3.5, "1 mg", "amount"),
        ("3 mg", 1, "per"),
        (None, "1 mg", "amount"),
    ],
)
def test_billing_units_refuse_what_does_not_fit(amount: Any, per: Any, field: str) -> None:
    with pytest.raises(InputError) as caught:
        billing_units(amount, per)
    assert caught.value.field == field


def test_the_seed_by_every_rule() -> None:
    units = {name: rule.units(SEED_ML) for name, rule in ROUNDINGS.items()}
    assert units == {
        "up-by-span": 149, "nearest-by-span": 149, "up-by-week": 151, "nearest-by-week": 150,
        "up-by-day": 155, "nearest-by-day": 155,
    }  # fmt: skip


def test_a_half_goes_up_and_less_goes_down() -> None:
    assert [nearest(Fraction(text)) for text in ("0.5", "1.5", "2.5", "2.4999", "148.8")] == [1, 2, 3, 2, 149]
    assert [up(Fraction(text)) for text in ("0.0001", "1", "1.0001")] == [1, 1, 2]


def test_a_positive_amount_is_at_least_one_unit() -> None:
    little = [Fraction(1, 1000)] * 3
    assert {rule.units(little) for name, rule in ROUNDINGS.items() if name != "up-by-day"} == {1}
    assert ROUNDINGS["up-by-day"].units(little) == 3
    assert ROUNDINGS["nearest-by-day"].units([Fraction(0)] * 3) == 0


def test_a_week_is_seven_days_from_the_first_and_the_rest_is_rounded_once() -> None:
    ten_days = [Fraction("0.3")] * 10
    assert ROUNDINGS["up-by-week"].units(ten_days) == 3 + 1
    assert ROUNDINGS["nearest-by-week"].units(ten_days) == 2 + 1
    assert ROUNDINGS["up-by-week"].units(ten_days[:7]) == 3


def test_places_are_to_the_nearest_half_up_and_never_nothing() -> None:
    assert to_places(Fraction("12.3455"), 3) == Fraction("12.346")
    assert to_places(Fraction("12.34549"), 3) == Fraction("12.345")
    assert to_places(Fraction(1, 10**6), 3) == Fraction("0.001")
    assert to_places(Fraction(0), 3) == 0


def test_every_rule_has_its_name_and_words() -> None:
    assert all(name == f"{rule.mode}-by-{rule.period}" for name, rule in ROUNDINGS.items())
