"""What must never be silent: each of these was once, and was found by someone with fresh eyes."""

from __future__ import annotations

from typing import Any

import pytest

from hipkit import Bill, Continuous, InputError, Order, Pca, PumpRefill, bill


def order(**fields: Any) -> Order:
    usual: dict[str, Any] = {
        "drug": "morphine sulfate",
        "regimen": Continuous("5 mg/hr", hours_per_day=24),
        "strength": "25 mg/mL",
    }
    return Order(**(usual | fields))


def told(result: Bill, level: str) -> str:
    return " | ".join(notice.text for notice in result.notices if notice.level == level)


def test_days_on_which_the_drug_has_no_code_are_named() -> None:
    """Lidocaine with epinephrine has no code before 2024-10-01."""
    one = order(drug="lidocaine with epinephrine", start="2024-09-01", end="2024-10-10")
    result = bill(one)
    assert "no code of the drug is in force from 2024-09-01 to 2024-09-30" in told(result, "warning")
    assert result.hcpcs is None
    assert [line.code for line in result.lines] == ["S9326", "J2004"]


@pytest.mark.parametrize("name", ["hydromorphone", "Morphine Sulfate"])
def test_a_listed_drug_is_not_taken_as_unlisted(name: str) -> None:
    with pytest.raises(InputError, match="which has a code on these days: give it as the drug"):
        order(drug=None, unlisted=name, days=31)


@pytest.mark.parametrize("dose", ["5 \u039cg/hr", "5 mg/\u212ag/hr", "5 mg/day\u017f"])
def test_a_letter_that_only_looks_like_one_of_a_unit_is_refused(dose: str) -> None:
    with pytest.raises(InputError, match="is not a unit"):
        Continuous(dose, hours_per_day=24)


@pytest.mark.parametrize("payer", ["bcbsnd", "bcbstx"])
def test_without_dates_a_line_that_may_cross_a_month_is_warned_of(payer: str) -> None:
    assert "whether a month ends among them" in told(bill(order(days=83), payer), "warning")
    assert "whether a month ends" not in told(bill(order(days=83), "hmsa"), "warning")


def test_blocks_of_hours_are_worked_out_step_by_step() -> None:
    blocks = {"per_diem_day": "24-hour-block"}
    result = bill(order(regimen=Continuous("5 mg/hr", hours_per_day=7), days=31), "bcbsnc", choices=blocks)
    (step,) = (step for step in result.steps if step.words.startswith("per diem S9327"))
    assert "31 days x 7 hr / 24 hr" in step.text
    assert (step.exact.startswith("9.04"), step.rounded) == (True, "9")


def test_a_choice_that_cannot_be_billed_does_not_stop_the_one_that_can() -> None:
    refill = order(regimen=PumpRefill("20 mL", refills=1), start="2025-03-28", end="2025-04-20")
    result = bill(refill, "bcbsnc", choices={"line_span": "whole-span"})
    counted = {choice.value: choice.units for choice in result.choices if choice.axis == "line_span"}
    assert counted["calendar-month"] is None
    with pytest.raises(InputError, match="which refill falls before is not known"):
        bill(refill, "bcbsnc", choices={"line_span": "calendar-month"})


def test_more_demands_than_the_lockout_lets_through_are_warned_of() -> None:
    log = Pca(demand="0.5 mg", demands_per_day=300, lockout="6 min", hours_per_day=24)
    result = bill(order(regimen=log, strength="1 mg/mL", days=31))
    assert "150 mg a day were given, and the lockout lets 120 mg through" in told(result, "warning")


def test_the_least_of_one_unit_is_named_where_it_is_what_rounds() -> None:
    little = order(regimen=Continuous("0.01 mg/hr", hours_per_day=24), days=2)
    result = bill(little, reading="published-example")
    assert any("bills at least one unit" in step.text for step in result.steps)
    assert not any("bills at least one unit" in step.text for step in bill(order(days=31)).steps)


def test_each_part_of_a_split_span_shows_its_amount() -> None:
    drug = {"drug": "hydromorphone", "regimen": Continuous("0.3 mg/hr", hours_per_day=24), "strength": "10 mg/mL"}
    result = bill(order(**drug, start="2024-09-15", end="2024-10-15"))
    texts = [step.text for step in result.steps]
    assert "amount, 2024-09-15 to 2024-09-30: 16 days = 115.2 mg" in texts


def test_a_drug_in_other_units_than_its_code_shows_the_conversion() -> None:
    tiny = order(drug="ziconotide", regimen=Continuous("2.4 mcg/day"), strength="25 mcg/mL", days=10)
    texts = [step.text for step in bill(tiny).steps]
    assert "strength in mg/mL: 25 mcg/mL = 0.025 mg/mL" in texts
    assert any("24 mcg / 1 mcg = 24" in text for text in texts)


def test_the_clock_is_said_to_change_only_as_it_does_since_2007() -> None:
    assert "the clock changes" not in told(bill(order(start="1995-11-01", end="1995-11-10"), None), "info")
    assert "the clock changes on 2021-11-07" in told(bill(order(start="2021-11-01", end="2021-11-10"), None), "info")
    for basal, hours, wanted in (("1 mg/hr", 24, True), (None, 24, False), ("1 mg/hr", 12, False)):
        pca = order(regimen=Pca("1 mg", 12, basal, hours_per_day=hours), start="2021-11-01", end="2021-11-10")
        assert ("the clock changes on 2021-11-07" in told(bill(pca, None), "info")) == wanted
