"""Whatever is typed or passed in: an answer or an InputError of one line, never another exception."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit import (
    Continuous,
    InputError,
    Intermittent,
    Ndc,
    Order,
    Pca,
    PumpRefill,
    Quantity,
    bill,
    billing_units,
    load_policy,
)
from hipkit.billing.convert import convert, units_of
from hipkit.billing.nursing import nursing_units
from hipkit.billing.waste import waste
from hipkit.reference.codes import code
from hipkit.reference.products import drug
from tests.properties.given import junk, other_types

RATE = Continuous("5 mg/hr", 24)
SPAN = {"start": "2021-03-01", "end": "2021-03-31"}


def order(**more: Any) -> Order:
    fields: dict[str, Any] = {"drug": "morphine", "regimen": RATE, "strength": "25 mg/mL"}
    return Order(**(fields | more))


def billed(**more: Any) -> object:
    return bill(order(**more), payer="hmsa", reading="rule-text")


DOORS: dict[str, Callable[[Any], object]] = {
    "dose": lambda x: Continuous(x, 24),
    "hours a day": lambda x: Continuous("5 mg/hr", x),
    "a dose as a bill": lambda x: billed(regimen=Continuous(x, 24), days=31, weight="70 kg"),
    "the date of a change": lambda x: billed(regimen=Continuous("5 mg/hr", 24, [(x, "6 mg/hr")]), **SPAN),
    "the rate of a change": lambda x: billed(regimen=Continuous("5 mg/hr", 24, [("2021-03-15", x)]), **SPAN),
    "changes": lambda x: Continuous("5 mg/hr", 24, x),
    "doses": lambda x: Intermittent(x, 4),
    "doses a day": lambda x: Intermittent("10 mg", x),
    "demand": lambda x: Pca(x, 12),
    "demands": lambda x: Pca("1 mg", x),
    "basal": lambda x: Pca("1 mg", 1, x),
    "lockout": lambda x: Pca("1 mg", 1, lockout=x),
    "volume": lambda x: PumpRefill(x, 1),
    "refills": lambda x: PumpRefill("20 mL", x),
    "drug": lambda x: order(drug=x, days=31),
    "regimen": lambda x: order(regimen=x, days=31),
    "strength": lambda x: billed(strength=x, days=31),
    "days": lambda x: billed(days=x),
    "from": lambda x: billed(start=x, end="2021-03-31"),
    "through": lambda x: billed(start="2021-03-01", end=x),
    "without": lambda x: billed(without=x, **SPAN),
    "a day without": lambda x: billed(without=[x], **SPAN),
    "ndc": lambda x: billed(ndc=x, days=31),
    "bag": lambda x: billed(bag=x, days=31),
    "weight": lambda x: billed(regimen=Continuous("0.1 mg/kg/hr", 24), weight=x, days=31),
    "code": lambda x: billed(code=x, days=31),
    "unlisted": lambda x: billed(drug=None, unlisted=x, days=31),
    "confirm": lambda x: billed(confirm=x, days=31),
    "order": lambda x: bill(x),
    "payer": lambda x: bill(order(days=31), payer=x),
    "reading": lambda x: bill(order(days=31), reading=x),
    "choices": lambda x: bill(order(days=31), choices=x),
    "an axis": lambda x: bill(order(days=31), choices={"hcpcs_rounding": x}),
    "a quantity": Quantity.parse,
    "a value": lambda x: Quantity(x, "mg"),
    "a unit": lambda x: Quantity(1, x),
    "another unit": lambda x: Quantity(1, "mg").to(x),
    "an NDC": Ndc.parse,
    "segments": lambda x: Ndc(x, "1133", "03"),
    "an amount": lambda x: billing_units(x, "10 mg"),
    "a billing unit": lambda x: billing_units("10 mg", x),
    "converted": lambda x: convert(x, "mL", strength="25 mg/mL"),
    "converted to": lambda x: convert("25 mg", x),
    "units of": lambda x: units_of(x, "10 mg"),
    "wasted": lambda x: waste(x, "400 mg", "10 mg"),
    "minutes": lambda x: nursing_units(x, "bcbsm-2013"),
    "a rule of time": lambda x: nursing_units(151, x),
    "a drug's name": drug,
    "a code's name": code,
    "a policy": load_policy,
}


def refused_well(door: Callable[[Any], object], given: Any) -> None:
    """An answer, or an InputError of one line that shows at most 80 characters of the input."""
    try:
        door(given)
    except InputError as error:
        message = str(error)
        assert message.splitlines() == [message]
        assert message.isprintable() or "\ud800" in message
        assert error.field and error.reason and error.example
        if isinstance(given, str) and len(given) > 80:
            assert given[:81] not in message


@pytest.mark.parametrize("name", DOORS)
@given(text=junk)
@settings(max_examples=40)
def test_any_text(name: str, text: str) -> None:
    refused_well(DOORS[name], text)


@pytest.mark.parametrize("name", DOORS)
@given(value=other_types)
@settings(max_examples=40)
def test_any_other_type(name: str, value: Any) -> None:
    refused_well(DOORS[name], value)


@pytest.mark.parametrize("name", DOORS)
def test_numbers_beyond_all_measure(name: str) -> None:
    for value in (
        10**5000,
        -(10**5000),
        "9" * 5000,
        "1" + "0" * 150 + " mg/hr",
        ["9" * 5000],
        {"9" * 5000: 10**5000},
    ):
        refused_well(DOORS[name], value)


@given(junk, st.lists(junk, max_size=2))
def test_choices_of_any_text(axis: str, values: list[str]) -> None:
    refused_well(lambda x: bill(order(days=31), choices=x), dict.fromkeys(values, axis))
