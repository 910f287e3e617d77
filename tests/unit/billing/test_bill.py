"""Bills: lines by payer and reading, choices, steps, notices; what contradicts the tables is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from hipkit import Bill, Continuous, InputError, Intermittent, Order, Pca, PumpRefill, bill
from hipkit.billing.bill import DRUG, NDC, PER_DIEM, Lack
from hipkit.billing.differences import by_reading, differences
from hipkit.payers.axes.all import AXES
from hipkit.payers.files import load_policy, payers

RATE = Continuous("5 mg/hr", hours_per_day=24)
MARCH = {"start": "2021-03-01", "end": "2021-03-31"}


def order(**more: Any) -> Order:
    fields: dict[str, Any] = {"drug": "morphine sulfate", "regimen": RATE, "strength": "25 mg/mL"}
    return Order(**(fields | MARCH | {"ndc": "00074-1133-03"} | more))


def lines(result: Bill) -> list[str]:
    return [f"{line.code} x {line.units}" for line in result.lines]


def told(result: Bill, level: str) -> list[str]:
    return [notice.text for notice in result.notices if notice.level == level]


def test_the_properties_that_are_promised() -> None:
    result = bill(order(), payer="hmsa", reading="rule-text", choices={})
    assert (str(result.total_amount), str(result.total_volume)) == ("3,720 mg", "148.8 mL")
    assert (result.hcpcs_units, result.ndc_quantity) == (372, Fraction("148.8"))
    assert isinstance(result.hcpcs_units, int) and isinstance(result.ndc_quantity, Fraction)
    assert lines(result) == ["S9326 x 31", "J2270 x 372"]


def test_the_payer_is_hmsa_and_the_reading_rule_text_unless_named() -> None:
    result = bill(order())
    assert result.payer is not None
    assert (result.payer.id, result.reading) == ("hmsa", "rule-text")
    assert any("published-example" in text and "J3490 x 149" in text for text in told(result, "info"))
    named = bill(order(), reading="rule-text")
    assert not any("J3490 x 149" in text for text in told(named, "info"))


def test_without_a_payer_there_are_no_lines_and_a_notice() -> None:
    result = bill(order(), payer=None)
    assert (result.lines, result.payer, result.reading) == ((), None, None)
    assert (result.hcpcs_units, result.ndc_quantity) == (372, Fraction("148.8"))
    assert any("no payer" in text for text in told(result, "info"))


def test_a_bill_says_why_a_part_of_it_has_no_line() -> None:
    whole, silent = bill(order()), bill(order(regimen=Continuous("5 mg/hr", hours_per_day=12)), "bcbsm")
    assert [whole.lack(part) for part in (PER_DIEM, DRUG, NDC)] == [None, None, None]
    assert silent.lack(PER_DIEM) == Lack("choice", "per_diem_day")
    assert silent.lack(DRUG) == silent.lack(NDC) == Lack("choice", "ndc_quantity")
    assert bill(order(), payer=None).lack(PER_DIEM) == Lack("payer")
    assert bill(order(drug=None)).lack(DRUG) == Lack("drug")
    before = order(drug=None, unlisted="ketamine", start="2010-01-01", end="2010-01-31")
    assert bill(before).lack(DRUG) == Lack("text")


def test_a_drug_of_two_codes_waits_for_the_choice_that_its_lines_wait_for() -> None:
    both = order(drug="hydromorphone", ndc=None, strength="10 mg/mL", start="2024-09-20", end="2024-10-10",
                 regimen=Continuous("0.37 mg/hr", hours_per_day=12))  # fmt: skip
    waits = bill(both, "bcbsm", choices={"line_span": "whole-span"})
    assert waits.hcpcs is None and waits.lack(DRUG) == Lack("choice", "hcpcs_rounding")
    without = bill(both, payer=None)
    assert without.lack(DRUG) == Lack("code")


def test_the_ndc_stands_on_the_drug_line_alone() -> None:
    per_diem, drug = bill(order(), reading="published-example").lines
    assert (per_diem.ndc, per_diem.ndc_quantity, per_diem.ndc_uom) == (None, None, None)
    assert drug.ndc is not None
    assert (drug.ndc.ndc11, drug.ndc_uom) == ("00074113303", "ML")
    assert drug.ndc_quantity == 149
    assert (per_diem.modifiers, drug.modifiers) == ((), ())


@pytest.mark.parametrize("payer", payers())
def test_every_payer_bills_the_seed_or_says_what_is_missing(payer: str) -> None:
    result = bill(order(start="2023-03-01", end="2023-03-31"), payer=payer)
    assert result.lines or result.open_axes
    assert result.hcpcs_units == 372
    kinds = {line.kind for line in result.lines}
    assert len(told(result, "choice")) == len(result.open_axes)
    assert ("drug" in kinds) == (
        not {"hcpcs_rounding", "ndc_quantity", "drug_code", "line_span"} & set(result.open_axes)
    )


def test_every_number_has_a_step_and_every_step_and_notice_a_source() -> None:
    result = bill(order(), reading="rule-text")
    texts = [step.text for step in result.steps]
    for phrase in (
        "5 mg/hr x 24 hr = 120 mg",
        "120 mg / 25 mg/mL = 4.8 mL",
        "120 mg x 31 = 3,720 mg",
        "4.8 mL x 31 = 148.8 mL",
    ):
        assert any(phrase in text for text in texts), phrase
    assert any("3,720 mg / 10 mg = 372" in text for text in texts)
    assert any("372" in text and "round" in text for text in texts)
    for payer in (None, *payers()):
        answer = bill(order(start="2023-03-01", end="2023-03-31"), payer=payer)
        told: list[Any] = [*answer.steps, *answer.notices, *answer.choices]
        assert all(one.citation.text for one in told)


def test_steps_lead_from_one_to_the_next_for_every_regimen() -> None:
    for regimen in (Intermittent("10 mg", 4), Pca("1 mg", 10, "1 mg/hr", "6 min"), PumpRefill("20 mL", 1)):
        result = bill(order(regimen=regimen), reading="rule-text")
        texts = " ".join(step.text for step in result.steps)
        for amount in (result.total_amount, result.total_volume):
            assert str(amount) in texts
        assert str(result.hcpcs_units) in texts.replace(",", "")


def test_the_rules_of_rounding_are_shown_and_the_one_that_holds_is_marked() -> None:
    for reading, chosen in (("rule-text", "up-by-span"), ("published-example", "nearest-by-span")):
        shown = [one for one in bill(order(), reading=reading).choices if one.axis == "hcpcs_rounding"]
        assert {one.value for one in shown} == set(AXES["hcpcs_rounding"].values)
        assert [one.value for one in shown if one.chosen] == [chosen]


def test_readings_are_among_the_choices() -> None:
    shown = [(one.value, str(one.units), one.chosen) for one in bill(order()).choices if one.axis == "reading"]
    assert shown == [("rule-text", "372", True), ("published-example", "149", False)]
    assert not [one for one in bill(order(), payer="bcbstx").choices if one.axis == "reading"]


def test_a_reading_may_be_chosen_as_a_choice_but_not_two() -> None:
    assert lines(bill(order(), choices={"reading": "published-example"})) == ["S9325 x 31", "J3490 x 149"]
    with pytest.raises(InputError) as caught:
        bill(order(), reading="rule-text", choices={"reading": "published-example"})
    assert caught.value.field == "reading"


def test_choices_are_never_changed_by_a_bill() -> None:
    choices = {"reading": "published-example"}
    bill(order(), choices=choices)
    assert choices == {"reading": "published-example"}


@pytest.mark.parametrize(
    ("payer", "choices", "phrase"),
    [
        ("hmsa", {"hcpcs_rounding": "up-by-day"}, "up-by-span"),
        ("hmsa", {"hcpcs_rounding": "sideways"}, "up-by-span"),
        ("hmsa", {"per_diem_code": "S9325"}, "is by-hours"),
        ("hmsa", {"colour": "blue"}, "not an axis"),
        ("bcbsnd", {"line_span": "whole-span"}, "calendar-month"),
        (None, {"hcpcs_rounding": "up-by-day"}, "payer"),
        ("hmsa", "hcpcs_rounding", "choices"),
        ("hmsa", {"hcpcs_rounding": 5}, "up-by-span"),
    ],
)
def test_choices_that_are_refused(payer: str | None, choices: Any, phrase: str) -> None:
    with pytest.raises(InputError) as caught:
        bill(order(), payer=payer, choices=choices)
    assert caught.value.field == "choose"
    assert phrase in str(caught.value)


@pytest.mark.parametrize(
    ("payer", "reading", "field"),
    [
        ("acme", None, "payer"),
        ("", None, "payer"),
        ("hmsa", "other", "reading"),
        ("bcbsnd", "published-example", "reading"),
        (None, "rule-text", "reading"),
    ],
)
def test_payers_and_readings_that_are_not_known(payer: str | None, reading: str | None, field: str) -> None:
    with pytest.raises(InputError) as caught:
        bill(order(), payer=payer, reading=reading)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("regimen", "code"),
    [
        (Continuous("5 mg/hr", 24), "S9326"),
        (Continuous("5 mg/hr", "23.9"), "S9327"),
        (Continuous("120 mg/day"), "S9326"),
        (Intermittent("10 mg", 4), "S9327"),
        (Pca("1 mg", 10, "1 mg/hr"), "S9326"),
        (Pca("1 mg", 10, "1 mg/hr", hours_per_day=12), "S9327"),
        (PumpRefill("20 mL", 1), "S9328"),
    ],
)
def test_the_per_diem_code_by_the_hours(regimen: Any, code: str) -> None:
    assert bill(order(regimen=regimen, ndc=None), reading="rule-text").lines[0].code == code
    assert bill(order(regimen=regimen, ndc=None), reading="published-example").lines[0].code == "S9325"


def test_demands_alone_leave_the_per_diem_open() -> None:
    demands = order(regimen=Pca("1 mg", 10), ndc=None)
    result = bill(demands, reading="rule-text")
    assert result.open_axes == ("per_diem_code",)
    assert lines(result) == ["J2270 x 31"]
    assert {one.value for one in result.choices if one.axis == "per_diem_code"} == {"S9326", "S9327"}
    for code in ("S9326", "S9327"):
        assert lines(bill(demands, choices={"per_diem_code": code})) == [f"{code} x 31", "J2270 x 31"]
    with pytest.raises(InputError):
        bill(demands, choices={"per_diem_code": "S9328"})


def test_the_bound_of_a_pump_is_given_with_a_lockout_only() -> None:
    free, locked = (bill(order(regimen=Pca("1 mg", 10, "1 mg/hr", lockout))).pca for lockout in (None, "7 min"))
    assert free is not None and locked is not None
    assert (free.max_demands_per_hr, free.programmed_max) == (None, None)
    assert locked.max_demands_per_hr == 8
    assert str(locked.programmed_max) == "216 mg"
    assert bill(order()).pca is None


def test_a_lockout_of_more_than_an_hour_is_less_than_one_demand_an_hour() -> None:
    bounds = bill(order(regimen=Pca("1 mg", 10, "1 mg/hr", "90 min"))).pca
    assert bounds is not None
    assert (bounds.max_demands_per_hr, str(bounds.programmed_max)) == (0, "24 mg")


def test_codes_come_from_what_is_typed_else_the_ndc_else_the_drug() -> None:
    vial = {"ndc": "66794-0162-02", "start": "2024-03-01", "end": "2024-03-31"}

    def code(**more: Any) -> str:
        result = bill(order(**more), reading="rule-text")
        assert result.hcpcs is not None
        return result.hcpcs.code

    assert code(ndc=None) == "J2270"
    assert code(ndc=None, regimen=PumpRefill("20 mL", 1)) == "J2274"
    assert code(**vial) == "J2274"
    assert code(**vial, code="J2270") == "J2270"
    assert code(code="S0093") == "S0093"
    assert code(**{**vial, "ndc": None}, code="J2272") == "J2272"


def test_loading_doses_and_products_are_never_chosen_by_a_name() -> None:
    for result in (bill(order(regimen=regimen, ndc=None)) for regimen in (RATE, PumpRefill("20 mL", 1))):
        assert result.hcpcs is not None
        assert result.hcpcs.code in ("J2270", "J2274")


@pytest.mark.parametrize(
    ("fields", "field", "phrase"),
    [
        (
            {"code": "J1170", "start": "2025-03-01", "end": "2025-03-31", "drug": "hydromorphone"},
            "code",
            "J1171",
        ),
        (
            {"code": "J1170", "start": "2024-09-30", "end": "2024-10-01", "drug": "hydromorphone"},
            "code",
            "J1171",
        ),
        (
            {"code": "J1171", "start": "2024-09-30", "end": "2024-10-01", "drug": "hydromorphone"},
            "code",
            "2024-10-01",
        ),
        ({"code": "J2001", "start": "2025-03-01", "end": "2025-03-31", "drug": "lidocaine"}, "code", "J2003"),
        ({"code": "J2271"}, "code", "J2270"),
        ({"code": "J2275"}, "code", "J2274"),
        ({"code": "J2272"}, "code", "2023-01-01"),
        (
            {"code": "S0020", "start": "2023-07-01", "end": "2023-07-31", "drug": "bupivacaine"},
            "code",
            "J0665",
        ),
        ({"ndc": "63323-0851-10"}, "drug", "hydromorphone"),
        ({"ndc": "00409-1134-03", "drug": None, "unlisted": "ketamine"}, "unlisted", "morphine"),
    ],
)
def test_what_contradicts_the_tables_is_refused(fields: dict[str, Any], field: str, phrase: str) -> None:
    with pytest.raises(InputError) as caught:
        bill(order(**({"ndc": None} | fields)))
    assert caught.value.field == field
    assert phrase in str(caught.value)


def test_a_code_that_changes_has_a_line_for_each_part_and_no_units_as_a_whole() -> None:
    split = order(
        drug="hydromorphone", regimen=Continuous("0.5 mg/hr", 24), strength="10 mg/mL", ndc=None,
        start="2024-09-16", end="2024-10-15",
    )  # fmt: skip
    result = bill(split, reading="rule-text")
    assert (result.hcpcs, result.hcpcs_units) == (None, None)
    assert [line.units for line in result.lines if line.kind == "drug"] == [45, 1800]
    assert any("J1170" in text and "J1171" in text for text in told(result, "warning"))


def test_a_pump_refill_over_a_change_of_code_is_asked_for_one_by_one() -> None:
    with pytest.raises(InputError, match="2024-10-01"):
        bill(
            order(
                drug="hydromorphone", regimen=PumpRefill("20 mL", 2), strength="10 mg/mL", ndc=None,
                start="2024-09-16", end="2024-10-15",
            )
        )  # fmt: skip


def test_a_month_without_therapy_has_no_line() -> None:
    february = [f"2021-02-{day:02d}" for day in range(1, 29)]
    result = bill(order(ndc=None, start="2021-01-31", end="2021-03-01", without=february), payer="bcbsnd")
    assert lines(result) == ["S9326 x 1", "J2270 x 12", "S9326 x 1", "J2270 x 12"]


def test_newest_rules_hold_without_dates() -> None:
    result = bill(order(start=None, end=None, days=31), reading="rule-text")
    assert lines(result) == ["S9326 x 31", "J2270 x 372"]
    assert {(line.start, line.end) for line in result.lines} == {(None, None)}
    assert any("no dates" in text for text in told(result, "info"))
    hydromorphone = bill(order(drug="hydromorphone", ndc=None, start=None, end=None, days=1))
    assert hydromorphone.hcpcs is not None
    assert hydromorphone.hcpcs.code == "J1171"


def test_the_age_of_the_payers_text_is_said() -> None:
    assert any("2021-02-18" in text for text in told(bill(order()), "info"))
    assert any("no date" in text for text in told(bill(order(), payer="bcbsnd"), "info"))


def test_before_the_text_is_known_nothing_is_billed_and_it_is_said() -> None:
    result = bill(order(start="2019-01-01", end="2019-01-31"), reading="published-example")
    assert result.lines == ()
    assert any("2020-11-30" in text for text in told(result, "warning"))
    assert str(result.total_amount) == "3,720 mg"


def test_readings_side_by_side_with_the_reason_of_each_difference() -> None:
    bills = by_reading(order(), "hmsa")
    assert list(bills) == ["rule-text", "published-example"]
    found = {one.what: one for one in differences(bills)}
    assert {what: one.billed for what, one in found.items()} == {
        "per diem": {"rule-text": "S9326 x 31", "published-example": "S9325 x 31"},
        "drug": {"rule-text": "J2270 x 372", "published-example": "J3490 x 149"},
        "NDC quantity": {"rule-text": "ML 148.8", "published-example": "ML 149"},
    }
    for one in found.values():
        assert all(words and source.text for reasons in one.reasons.values() for words, source in reasons)


def test_where_readings_agree_there_is_no_difference() -> None:
    unlisted = order(
        drug=None, unlisted="ketamine", strength="40 mg/mL", start="2021-03-01", end="2021-03-01", ndc=None
    )
    assert [one.what for one in differences(by_reading(unlisted, "hmsa"))] == ["per diem"]


@pytest.mark.parametrize("given", [None, "order", 5, RATE])
def test_a_bill_is_of_an_order(given: Any) -> None:
    with pytest.raises(InputError) as caught:
        bill(given)
    assert caught.value.field == "order"


def test_what_no_choice_brings_back_is_missing() -> None:
    """A code that is not in force on the days: the formats that are sent stop by it."""
    old = bill(order(ndc=None, start="1998-03-01", end="1998-03-31"), payer="bcbsnd")
    assert [line.code for line in old.lines] == ["J2270"]
    assert old.missing == (
        "S9326 is in force from 2002-01-01: there is no per-diem line from 1998-03-01 to 1998-03-31",
    )
    mixed = order(drug="lidocaine with epinephrine", ndc=None, start="2024-09-29", end="2024-10-02")
    shown = bill(mixed, payer="hmsa")
    assert shown.missing == (
        "no code of lidocaine hydrochloride with epinephrine is in force from 2024-09-29 to 2024-09-30",
    )
    assert bill(order(ndc=None), payer="hmsa").missing == ()
    undated = Order(drug="morphine", regimen=Continuous("5 mg/hr", 24), strength="25 mg/mL", days=31)
    assert bill(undated, payer="bcbsnd").missing == ()


@pytest.mark.parametrize("payer", payers())
def test_days_before_the_codes_and_before_the_payers_text_are_said_and_not_billed(payer: str) -> None:
    for reading in load_policy(payer).readings:
        order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", start="2001-12-20", end="2002-01-10")
        found = bill(order, payer, reading.id)
        assert all(line.start is None or line.start >= date(2002, 1, 1) or line.kind == "drug" for line in found.lines)
        assert [one for one in found.notices if one.level == "warning"]
