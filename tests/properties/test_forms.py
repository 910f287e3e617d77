"""What holds for every kind of product: the NDC quantity against plain integers, in mL, vials and grams."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipkit import Continuous, InputError, Order, bill
from hipkit.order.scenario import Scenario, read_scenario
from tests.properties.given import decimal

FORMS = {"solution": ("mL", "ML"), "powder-vial": ("vial", "UN"), "bulk-powder": ("", "GR")}
forms = st.sampled_from(sorted(FORMS))
thousandths, days = st.integers(1, 1_000_000), st.integers(1, 366)


def order(form: str, dose: int, holds: int, days: int, **more: str) -> Order:
    """A dose in thousandths of a mg a day, of a product that holds so many in each mL or vial."""
    unit, _ = FORMS[form]
    strength = f"{decimal(holds)} mg/{unit}" if unit else None
    return Order("ketorolac", Continuous(f"{decimal(dose)} mg/day"), strength, days, form=form, **more)


@given(forms, thousandths, thousandths, days)
def test_the_quantity_is_that_of_plain_integers(form: str, dose: int, holds: int, days: int) -> None:
    num, den = dose * days, holds if FORMS[form][0] else 1_000_000
    answer = bill(order(form, dose, holds, days), payer=None)
    assert answer.ndc.quantity_exact == Fraction(num, den)
    assert answer.ndc.uom == FORMS[form][1]
    counted = {one.value: one.units for one in answer.choices if one.axis == "ndc_quantity"}
    assert counted == {
        "exact": Fraction(max((2000 * num + den) // (2 * den), 1), 1000),
        "nearest-whole": max((2 * num + den) // (2 * den), 1),
        "up-whole": -(-num // den),
    }
    assert (answer.total.volume is None) == (form != "solution")


@given(forms, thousandths, thousandths, days)
def test_the_units_hang_on_the_drug_alone(form: str, dose: int, holds: int, days: int) -> None:
    answer = bill(order(form, dose, holds, days), payer="hmsa", reading="rule-text")
    assert answer.hcpcs is not None and answer.hcpcs.code == "J1885"
    assert answer.hcpcs.units == -(-dose * days // 15_000)


@given(forms, thousandths, thousandths, days)
def test_a_saved_order_opens_again(form: str, dose: int, holds: int, days: int) -> None:
    made = Scenario(order(form, dose, holds, days), "hmsa")
    assert read_scenario(made.text()) == made


@given(st.sampled_from(["powder-vial", "bulk-powder"]), thousandths, thousandths)
def test_millilitres_of_a_powder_are_of_its_bag_or_refused(form: str, dose: int, bag: int) -> None:
    strength = "500 mg/vial" if form == "powder-vial" else None
    rate = Continuous(f"{decimal(dose)} mL/day")
    with pytest.raises(InputError, match="has no mL of its own"):
        Order("ketorolac", rate, strength, 3, form=form)
    mixed = bill(Order("ketorolac", rate, strength, 3, form=form, bag=f"{decimal(bag)} mg/mL"), payer=None)
    assert mixed.total.amount.base == Fraction(dose * bag * 3, 10**6)
    assert mixed.total.bag_volume is not None and mixed.total.bag_volume.base == Fraction(dose * 3, 1000)
