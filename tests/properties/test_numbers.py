"""What holds for every number, unit, NDC and text."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from hipkit import Ndc, Quantity, billing_units
from hipkit.billing.convert import convert, units_of
from hipkit.billing.nursing import nursing_units
from hipkit.billing.waste import waste
from hipkit.payers.axes.hcpcs_rounding import ROUNDINGS
from hipkit.values.ndc import candidates
from hipkit.values.notation import claim, exact, people
from hipkit.values.rounding import down, nearest, to_places, up
from tests.properties.given import decimal, ending, numbers, positive

MASSES = {"g": 1_000_000_000, "mg": 1_000_000, "mcg": 1000, "ng": 1}
TIMES = {"min": 1, "hr": 60, "day": 1440, "week": 10080}


@given(ending)
def test_a_number_written_exactly_is_read_back(value: Fraction) -> None:
    assert Fraction(exact(value)) == value
    whole, _, rest = exact(value).partition(".")
    assert not rest.endswith("0") and (whole == "0" or not whole.startswith("0"))


@given(positive)
def test_a_number_without_an_end_is_written_as_its_fraction(value: Fraction) -> None:
    assert Fraction(exact(value)) == value


@given(ending)
@example(Fraction(2, 5))
@example(Fraction(1000))
def test_the_three_notations_write_one_number(value: Fraction) -> None:
    assert people(value).replace(",", "") == exact(value)
    written = claim(value)
    assert Fraction(f"0{written}") == value
    assert "," not in written and not written.startswith("0")
    assert not ("." in written and written.endswith(("0", ".")))


@given(ending, st.sampled_from(["mg", "mL", "mcg/hr", "mg/mL", "mL/day", "mcg/kg/min", "min", "kg"]))
def test_a_quantity_written_for_people_is_read_back(value: Fraction, unit: str) -> None:
    quantity = Quantity(value, unit)
    again = Quantity.parse(str(quantity))
    assert (again.value, again.unit) == (value, unit)


@given(positive, st.sampled_from(sorted(MASSES)), st.sampled_from(sorted(MASSES)))
def test_masses_convert_there_and_back(value: Fraction, unit: str, other: str) -> None:
    quantity = Quantity(value, unit)
    converted = quantity.to(other)
    assert converted.value == value * MASSES[unit] / MASSES[other]
    assert converted == quantity
    assert hash(converted) == hash(quantity)
    assert converted.to(unit).value == value


@given(positive, st.sampled_from(sorted(TIMES)), st.sampled_from(sorted(TIMES)))
def test_rates_convert_by_their_time(value: Fraction, unit: str, other: str) -> None:
    rate = Quantity(value, f"mg/{unit}").to(f"mg/{other}")
    assert rate.value == value * TIMES[other] / TIMES[unit]


@given(positive, positive)
def test_amounts_compare_as_numbers_do(one: Fraction, other: Fraction) -> None:
    assert (Quantity(one, "mg") < Quantity(other, "mg")) == (one < other)
    assert (Quantity(one, "mg") <= Quantity(other * 1000, "mcg")) == (one <= other)
    assert Quantity(one, "mg") != Quantity(one, "mL")


@given(positive)
def test_whole_numbers_enclose_the_exact(value: Fraction) -> None:
    assert down(value) <= value <= up(value)
    assert up(value) - down(value) == (0 if value.denominator == 1 else 1)
    assert abs(nearest(value) - value) <= Fraction(1, 2)
    assert abs(to_places(value, 3) - value) <= Fraction(1, 2000) or to_places(value, 3) == Fraction(1, 1000) > value
    assert nearest(down(value) + Fraction(1, 2)) == down(value) + 1


@given(numbers, numbers)
def test_billing_units_cover_the_amount_and_no_more(amount: str, per: str) -> None:
    units = billing_units(f"{amount} mg", f"{per} mg")
    assert isinstance(units, int)
    assert (units - 1) * Fraction(per) < Fraction(amount) <= units * Fraction(per)


@given(st.lists(positive, min_size=1, max_size=60))
def test_rules_of_rounding_are_ordered(by_day: list[Fraction]) -> None:
    units = {name: rule.units(by_day) for name, rule in ROUNDINGS.items()}
    assert units["up-by-day"] >= units["up-by-week"] >= units["up-by-span"] >= sum(by_day)
    for period in ("span", "week", "day"):
        assert 1 <= units[f"nearest-by-{period}"] <= units[f"up-by-{period}"]


@given(numbers, st.sampled_from(["0.5", "2", "25", "40"]), st.sampled_from(["mL", "L"]))
def test_an_amount_through_a_strength_and_back(amount: str, strength: str, unit: str) -> None:
    volume = convert(f"{amount} mg", unit, strength=f"{strength} mg/mL").value
    assert volume is not None
    back = convert(volume, "mg", strength=f"{strength} mg/mL").value
    assert back is not None
    assert back.value == Fraction(amount)


@given(numbers, numbers)
def test_how_long_an_amount_lasts(amount: str, rate: str) -> None:
    days = convert(f"{amount} mL", "day", at=f"{rate} mL/day").value
    assert days is not None
    assert days.value * Fraction(rate) == Fraction(amount)


@given(numbers, st.sampled_from(["0.1", "10", "15"]))
def test_units_of_an_amount_are_billing_units(amount: str, per: str) -> None:
    found = units_of(f"{amount} mg", f"{per} mg")
    assert found.units == billing_units(f"{amount} mg", f"{per} mg")
    assert found.units_exact == Fraction(amount) / Fraction(per)


@given(st.integers(1, 100_000), st.integers(0, 100_000), st.sampled_from(["0.5", "10", "7"]))
def test_given_and_discarded_units_never_exceed_what_was_opened(given_: int, left: int, per: str) -> None:
    result = waste(f"{decimal(given_)} mg", f"{decimal(given_ + left)} mg", f"{per} mg")
    unit = Fraction(per)
    assert (result.given_units - 1) * unit < Fraction(given_, 1000) <= result.given_units * unit
    assert result.discarded_units * unit <= Fraction(left, 1000) < (result.discarded_units + 1) * unit


@given(st.integers(1, 1440))
def test_rules_of_nursing_time_are_ordered(minutes: int) -> None:
    further = {
        rule: nursing_units(minutes, rule).further for rule in ("floor-hour", "bcbsm-2013", "cpt-midpoint", "ceil-hour")
    }
    assert further["floor-hour"] <= further["cpt-midpoint"] <= further["ceil-hour"] <= further["floor-hour"] + 1
    assert further["bcbsm-2013"] == further["cpt-midpoint"]
    assert nursing_units(minutes, "ceil-hour").first == 1
    assert (further["ceil-hour"] == 0) == (minutes <= 120)


@given(
    st.integers(1, 99_998), st.integers(0, 9999), st.integers(0, 99),
    st.sampled_from([(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)]),
)  # fmt: skip
def test_every_printed_form_of_an_ndc_is_its_claim_form(
    labeler: int, product: int, package: int, form: tuple[int, int, int]
) -> None:
    parts = [
        str(number % 10**length).rjust(length, "0")
        for number, length in zip((labeler, product, package), form, strict=True)
    ]
    if set("".join(parts)) <= {"0"}:
        return
    ndc = Ndc.parse("-".join(parts))
    assert ndc.ndc11 == parts[0].rjust(5, "0") + parts[1].rjust(4, "0") + parts[2].rjust(2, "0")
    assert len(ndc.ndc11) == 11
    assert Ndc.parse(ndc.ndc11) == Ndc.parse(ndc.hyphenated) == ndc
    assert len(ndc.notes) == (1 if sum(form) == 10 else 0)
    if sum(form) == 10:
        assert ndc in candidates("".join(parts))
