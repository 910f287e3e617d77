"""What holds for every second check: right numbers always agree, one wrong number never does, and a file keeps both."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit import Bill, Continuous, InputError, Order, bill
from hipkit.billing.second_check import asked, outcome_of, read_typed, stands_for
from hipkit.billing.working import not_compared
from hipkit.order.check import Check
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.payers.files import payers
from hipkit.values.notation import exact
from tests.properties.given import decimal, first_days, hours, strengths

DRUGS = ("morphine", "hydromorphone", "fentanyl", "clonidine")
AT = "2026-11-30 14:05"
VIAL = {"strength": "50 mg/mL", "ndc": "00409-1134-03"}  # of morphine


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    """Bills of a rate over days, with an NDC or without, under each payer or none."""
    start, drug = draw(first_days), draw(st.sampled_from(DRUGS))
    with_ndc = drug == "morphine" and draw(st.booleans())
    order = Order(
        drug,
        Continuous(f"{decimal(draw(st.integers(1, 20_000)))} mg/hr", draw(hours)),
        **(VIAL if with_ndc else {"strength": f"{draw(strengths)} mg/mL"}),
        start=start,
        end=start + datetime.timedelta(days=draw(st.integers(0, 60))),
    )
    return bill(order, draw(st.sampled_from([None, *payers()])))


def texts(one: Bill) -> dict[str, str]:
    """What a colleague types who comes to the same."""
    return {
        name: "; ".join(value if isinstance(value, str) else exact(value) for value in values)
        for name, values in asked(one).items()
    }


@given(bills())
@settings(max_examples=100)
def test_the_right_numbers_always_agree(one: Bill) -> None:
    typed = {name: read_typed(name, text) for name, text in texts(one).items()}
    if typed:
        assert outcome_of(one, typed).agrees
    else:
        with pytest.raises(InputError, match="nothing can be compared yet"):
            outcome_of(one, typed)
    assert outcome_of(one, bill(one.order, one.payer.id if one.payer else None, one.reading)).agrees


@given(bills(), st.data())
@settings(max_examples=100)
def test_one_wrong_number_never_agrees(one: Bill, data: st.DataObject) -> None:
    right = dict(asked(one))
    numbers = [name for name in right if name.endswith(("units", "quantity"))]
    if not numbers:
        return
    name = data.draw(st.sampled_from(numbers))
    place = data.draw(st.integers(0, len(right[name]) - 1))
    other = data.draw(st.integers(1, 10**6).filter(lambda given: given != right[name][place]))
    wrong = [*right[name][:place], *read_typed(name, str(other)), *right[name][place + 1 :]]
    found = outcome_of(one, right | {name: tuple(wrong)})
    assert not found.agrees and found.first != found.second and found.step


@given(bills())
@settings(max_examples=100)
def test_what_is_asked_and_what_is_not_compared_are_together_the_whole_claim(one: Bill) -> None:
    right, left = asked(one), not_compared(one)
    for name, words in (("per_diem_units", "per-diem"), ("drug_units", "drug code"), ("ndc_quantity", "NDC quantity")):
        assert (name in right) != (words in left)
    if one.hcpcs_units is not None and not one.drafted.uncut:
        assert sum(right["drug_units"]) == one.hcpcs_units


@given(bills(), st.integers(1, 20_000))
@settings(max_examples=100)
def test_another_dose_never_agrees(one: Bill, thousandths: int) -> None:
    rate = Continuous(f"{decimal(thousandths)} mg/hr", one.order.regimen.hours_per_day)
    service = one.order.service
    ndc = one.order.ndc.hyphenated if one.order.ndc else None
    again = Order(one.order.drug, rate, one.order.strength, start=service.start, end=service.end, ndc=ndc)
    found = outcome_of(one, bill(again, one.payer.id if one.payer else None, one.reading))
    assert found.agrees == (again.regimen == one.order.regimen)
    assert found.agrees or found.step == "amount a day"


@given(bills())
@settings(max_examples=50)
def test_a_saved_check_is_that_of_its_order_and_no_other(one: Bill) -> None:
    payer = one.payer.id if one.payer else None
    typed, found = texts(one) or {"drug_units": "1"}, outcome_of(one, asked(one) or one)
    made = Scenario(one.order, payer, one.reading, {}, Check(one.order, found, AT, payer, one.reading, {}, typed))
    again = read_scenario(made.text())
    assert again == made and again.check is not None
    assert stands_for(again.check, bill(again.order, payer, one.reading))
