"""Doses a day as orders write them, a basal rate of zero, ranges and pounds: through Python and from a file."""

from __future__ import annotations

import pytest

from hipkit import InputError, Intermittent, Order, Pca, Quantity
from hipkit.billing.convert import convert
from hipkit.order.regimen import Continuous
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.values.frequency import INTERVALS, doses_a_day
from hipkit.values.strict import is_range


@pytest.mark.parametrize("hours", range(1, 100))
@pytest.mark.parametrize("written", ["q{}h", "Q{}H", "q {} h", "q{} hr", "every {} hours", "Every {}h"])
def test_every_so_many_hours_is_read_where_the_day_divides_by_it(hours: int, written: str) -> None:
    text = written.format(hours)
    if hours not in INTERVALS:
        with pytest.raises(InputError, match="whole number of doses"):
            doses_a_day(text)
        return
    times, notes = doses_a_day(text)
    assert times * hours == 24
    assert notes == (f"{text} was read as {times} dose{'s' * (times != 1)} a day",)


@pytest.mark.parametrize("text", ["q4h prn", "q4hPRN", "q6h P.R.N.", "PRN q4h", "bid prn", "TID as needed", "4 PRN"])
def test_as_needed_asks_how_many_were_given(text: str) -> None:
    with pytest.raises(InputError, match="how many were given") as caught:
        doses_a_day(text)
    assert not any(character.isdigit() for character in caught.value.example)


@pytest.mark.parametrize(
    "text", ["q3-4h", "q3h-q4h", "q3 to 4 h", "every 3 or 4 hours", "2~3", "2 to 3", "2-3x", "q4h to q6h"]
)
def test_a_range_of_doses_asks_how_many_were_given(text: str) -> None:
    with pytest.raises(InputError, match=r"range.*how many were given") as caught:
        doses_a_day(text)
    assert not any(character.isdigit() for character in caught.value.example)


@pytest.mark.parametrize("text", ["QD", "qd", "Q.D.", "q.d", "QOD", "qod", "Q.O.D.", "q o d", "OD", "q1d", "q2d"])
def test_what_is_mistaken_for_another_is_error_prone(text: str) -> None:
    with pytest.raises(InputError, match="error-prone"):
        doses_a_day(text)


@pytest.mark.parametrize("text", ["5x", "5 times", "5 times a day", "5 times daily", "5 doses", "5 doses/day", "5/day"])
def test_a_number_with_words_is_told_to_stand_alone(text: str) -> None:
    """Another number in its place would bill wrongly when typed."""
    with pytest.raises(InputError, match="type the number alone") as caught:
        doses_a_day(text)
    assert caught.value.example == "5"


@pytest.mark.parametrize("given", ["5", 5, "1,440"])
def test_a_number_is_read_as_ever(given: object) -> None:
    assert doses_a_day(given) == (int(str(given).replace(",", "")), ())


@pytest.mark.parametrize(
    "given", ["0", "1441", "2.5", 0.5, True, None, "", "q24", "qh", "q0h", "b i d", "BIDD", "TID TID"]
)
def test_anything_else_is_refused(given: object) -> None:
    with pytest.raises(InputError):
        doses_a_day(given)


def test_doses_a_day_are_saved_as_their_number() -> None:
    order = Order("morphine", Intermittent("10 mg", per_day="q4h"), "10 mg/mL", days=14)
    again = read_scenario(Scenario(order).text()).order
    assert again == order and isinstance(again.regimen, Intermittent) and again.regimen.per_day == 6


@pytest.mark.parametrize("basal", ["0 mg/hr", "0 mL/hr", "0.0 mcg/kg/min", Quantity(0, "mg/hr")])
def test_a_basal_rate_of_zero_is_none(basal: object) -> None:
    regimen = Pca("0.2 mg", 20, basal=basal, lockout="8 min")  # type: ignore[arg-type]
    assert regimen == Pca("0.2 mg", 20, lockout="8 min")
    order = Order("hydromorphone", regimen, "1 mg/mL", days=5)
    assert order.sheet.read["basal"] == "none"
    assert any("read as no basal rate" in notice.text for notice in order.sheet.notices)
    assert read_scenario(Scenario(order).text()).order == order


@pytest.mark.parametrize(
    "basal", ["0", "0.0", "none", " No ", "0 mg", "00 mg/hr", "-0 mg/hr", "0 mg/mL", "0 cups/hr", ".0 mg/hr"]
)
def test_no_basal_rate_is_never_told_to_be_one(basal: str) -> None:
    with pytest.raises(InputError) as caught:
        Pca("0.2 mg", 20, basal=basal)
    assert caught.value.example == "0 mg/hr"


def test_a_basal_rate_of_zero_by_weight_asks_for_no_weight() -> None:
    texts = SEED | {"regimen": "pca", "demand": "0.5 mg", "demands": "12", "basal": "0 mg/kg/hr"}
    answer = Calculator().answer(texts)
    assert answer.settled and "weight" not in answer.visible


@pytest.mark.parametrize(
    "given", ["1 mg-2 mg", "1-2", "1 - 2 mg", "1 to 2mL", "1 mg to 2 mg", "0.1\u20130.2 mg/kg/hr", "1\u22122 %"]
)
def test_two_numbers_are_a_range(given: str) -> None:
    assert is_range(given)


@pytest.mark.parametrize(
    "given",
    ["1e-3 mg", "25 mg/50 mL", "120 mg/24 h", "-5 mg", "2021-03-01", "00074-1133-03", "5 mg", "1/2", "1,000 mg"],
)
def test_one_number_is_no_range(given: str) -> None:
    assert not is_range(given)


@pytest.mark.parametrize("given", ["154 lb", "154LB", "154.25 Lb", "1,000 lb", "0.000001 lb"])
def test_pounds_come_back_from_a_file(given: str) -> None:
    order = Order("morphine", Continuous("0.1 mg/kg/hr", 24), "25 mg/mL", days=31, weight=given)
    assert order.weight is not None and order.weight.unit == "kg"
    assert read_scenario(Scenario(order).text()).order == order


def test_pounds_convert_exactly() -> None:
    assert str(convert("154 lb", "kg").value) == "69.85322498 kg"
    made = convert("0.1 mg/kg/hr", "mg/hr", weight="154 lb")
    assert str(made.value) == "6.985322498 mg/hr"
    assert made.steps[0].text == "weight: 154 lb x 0.45359237 kg = 69.85322498 kg"
    assert Quantity.parse("100 lb") == Quantity.parse("45.359237 kg")


@pytest.mark.parametrize("given", ["154 lbs", "154 pounds", "154 mg/lb", "lb", "-5 lb", "150-160 lb"])
def test_other_weights_are_refused(given: str) -> None:
    with pytest.raises(InputError):
        Quantity.parse(given)
