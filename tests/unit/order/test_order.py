"""Orders: what is read, what contradicts itself, what is kept."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from hipkit import Continuous, InputError, Intermittent, Ndc, Order, Pca, PumpRefill, Quantity

RATE = Continuous("5 mg/hr", hours_per_day=24)
MARCH = {"start": "2021-03-01", "end": "2021-03-31"}


def order(**more: Any) -> Order:
    fields: dict[str, Any] = {"drug": "morphine", "regimen": RATE, "strength": "25 mg/mL"}
    return Order(**(fields | more))


def refused(field: str, phrase: str = "", **more: Any) -> None:
    with pytest.raises(InputError) as caught:
        order(**more)
    assert caught.value.field == field
    assert phrase in str(caught.value)


def test_dates_count_both_ends() -> None:
    read = order(**MARCH)
    assert read.service.days == 31
    assert (read.service.start, read.service.end) == (datetime.date(2021, 3, 1), datetime.date(2021, 3, 31))
    assert order(start="2021-03-01", end="2021-03-01").service.days == 1
    assert order(start=datetime.date(2020, 2, 28), end=datetime.date(2020, 3, 1)).service.days == 3


def test_days_alone_have_no_dates() -> None:
    read = order(days=31)
    assert (read.service.days, read.service.start, read.service.end) == (31, None, None)


def test_days_are_needed_and_within_a_year() -> None:
    refused("days", "1 to 366")
    for days in (0, 367, "31.5", "0", "-1", "thirty", 31.0, True):
        refused("days", days=days)
    assert order(days=366).service.days == 366
    assert order(days="1").service.days == 1


def test_both_dates_or_neither_in_their_order() -> None:
    refused("through", start="2021-03-01")
    refused("from", end="2021-03-31")
    refused("through", "before the first day", start="2021-03-02", end="2021-03-01")
    refused("through", "366", start="2021-01-01", end="2022-01-02")
    assert order(start="2021-01-01", end="2022-01-01").service.days == 366


def test_days_beside_dates_must_be_those_that_remain() -> None:
    assert order(days=31, **MARCH).service.days == 31
    assert order(days="30", without=["2021-03-10"], **MARCH).service.days == 30
    refused("days", "30 days", days=31, start="2021-03-01", end="2021-03-30")
    refused("days", "30 days", days=31, without=["2021-03-10"], **MARCH)


def test_days_without_therapy_lie_inside_each_once() -> None:
    read = order(without=["2021-03-20", datetime.date(2021, 3, 10)], **MARCH)
    assert read.service.without == (datetime.date(2021, 3, 10), datetime.date(2021, 3, 20))
    assert read.service.days == 29
    refused("without", "outside", without=["2021-04-01"], **MARCH)
    refused("without", "twice", without=["2021-03-10", "2021-03-10"], **MARCH)
    refused("without", "dates", without=["2021-03-10"], days=31)
    refused("without", "no day", without=["2021-03-01"], start="2021-03-01", end="2021-03-01")
    for given in ("2021-03-10", None, 5):
        refused("without", without=given, **MARCH)


def test_a_day_has_more_than_no_and_at_most_24_hours() -> None:
    assert Continuous("5 mg/hr", "0.5").hours_per_day == Fraction(1, 2)
    for hours in ("0", "24.5", "25", "-1", "five", "24 hr", 24.0, True):
        with pytest.raises(InputError) as caught:
            Continuous("5 mg/hr", hours)
        assert caught.value.field == "hours_per_day"


def test_hours_are_needed_for_a_rate_per_hour_and_understood_for_a_rate_per_day() -> None:
    with pytest.raises(InputError) as caught:
        Continuous("5 mg/hr")
    assert caught.value.field == "hours_per_day"
    assert Continuous("120 mg/day").hours_per_day == 24
    assert Continuous("840 mg/week", 24).hours_per_day == 24
    for rate in ("120 mg/day", "840 mg/week", "2 mg/kg/day", "4.8 mL/24 h"):
        with pytest.raises(InputError, match="which was meant"):
            Continuous(rate, 12)


def test_changes_of_the_rate() -> None:
    regimen = Continuous("5 mg/hr", 24, changes=[("2021-03-20", "7 mg/hr"), ("2021-03-15", "6 mg/hr")])
    assert [(str(day), str(rate)) for day, rate in regimen.changes] == [
        ("2021-03-15", "6 mg/hr"),
        ("2021-03-20", "7 mg/hr"),
    ]
    assert order(regimen=regimen, **MARCH).regimen == regimen
    refused("change", "dates", regimen=regimen, days=31)
    refused(
        "change",
        "after the first day",
        regimen=Continuous("5 mg/hr", 24, [("2021-03-01", "6 mg/hr")]),
        **MARCH,
    )
    refused("change", regimen=Continuous("5 mg/hr", 24, [("2021-04-01", "6 mg/hr")]), **MARCH)


@pytest.mark.parametrize(
    "changes",
    [
        [("2021-03-15", "6 mg/hr"), ("2021-03-15", "7 mg/hr")],
        [("2021-03-15",)],
        [("2021-03-15", "6 mg")],
        [("15 March", "6 mg/hr")],
        [("2021-03-15", 6.0)],
        ["2021-03-15=6 mg/hr"],
        "2021-03-15",
        5,
        None,
    ],
)
def test_changes_that_are_refused(changes: Any) -> None:
    with pytest.raises(InputError) as caught:
        Continuous("5 mg/hr", 24, changes)
    assert caught.value.field == "change"


def test_a_change_to_a_rate_per_day_wants_24_hours_too() -> None:
    with pytest.raises(InputError, match="which was meant"):
        Continuous("5 mg/hr", 12, [("2021-03-15", "120 mg/day")])


def test_a_weight_is_given_where_it_is_needed_and_only_there() -> None:
    by_weight = Continuous("0.1 mg/kg/hr", 24)
    assert order(regimen=by_weight, weight="70 kg", days=31).weight == Quantity(70, "kg")
    refused("weight", regimen=by_weight, days=31)
    refused("weight", "leave it out", weight="70 kg", days=31)
    refused("weight", regimen=by_weight, weight="70", days=31)
    refused("weight", regimen=by_weight, weight="0 kg", days=31)
    later = Continuous("5 mg/hr", 24, [("2021-03-15", "0.1 mg/kg/hr")])
    refused("weight", regimen=later, **MARCH)
    refused("weight", regimen=Pca("1 mg", 4, "0.01 mg/kg/hr"), days=31)


def test_doses_a_day_are_whole() -> None:
    assert Intermittent("10 mg", per_day="4").per_day == 4
    for per_day in ("0", "1.5", 0, -1, 1.0, None, True, "four"):
        with pytest.raises(InputError) as caught:
            Intermittent("10 mg", per_day)
        assert caught.value.field == "per_day"
    with pytest.raises(InputError) as caught:
        Intermittent("10 mg/hr", 4)
    assert caught.value.field == "dose"


def test_pca_fields() -> None:
    regimen = Pca("0.5 mg", "12.5")
    assert regimen.demands_per_day == Fraction(25, 2)
    assert regimen.hours_per_day == 24
    assert regimen.basal is None
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"demand": "0.5 mg/hr", "demands_per_day": 12}, "demand"),
        ({"demand": "0.5 mg", "demands_per_day": -1}, "demands"),
        ({"demand": "0.5 mg", "demands_per_day": 0}, "demands"),
        ({"demand": "0.5 mg", "demands_per_day": 12.0}, "demands"),
        ({"demand": "0.5 mg", "demands_per_day": 12, "basal": "1 mg"}, "basal"),
        ({"demand": "0.5 mg", "demands_per_day": 12, "lockout": "6"}, "lockout"),
        ({"demand": "0.5 mg", "demands_per_day": 12, "lockout": "0 min"}, "lockout"),
        ({"demand": "0.5 mg", "demands_per_day": 12, "lockout": "6 mg"}, "lockout"),
        ({"demand": "0.5 mg", "demands_per_day": 12, "hours_per_day": 25}, "hours_per_day"),
        (
            {"demand": "0.5 mg", "demands_per_day": 12, "basal": "24 mg/day", "hours_per_day": 12},
            "hours_per_day",
        ),
    ]
    for fields, field in wrong:
        with pytest.raises(InputError) as caught:
            Pca(**fields)
        assert caught.value.field == field, fields


def test_a_basal_rate_may_run_without_any_demand() -> None:
    assert Pca("0.5 mg", 0, basal="1 mg/hr").demands_per_day == 0


def test_refills() -> None:
    assert PumpRefill("20 mL", refills="2").refills == 2
    for volume, refills, field in [
        ("20 mg", 1, "volume"),
        ("0 mL", 1, "volume"),
        ("20 mL", 0, "refills"),
        ("20 mL", None, "refills"),
    ]:
        with pytest.raises(InputError) as caught:
            PumpRefill(volume, refills)
        assert caught.value.field == field


def test_strength_and_bag_are_masses_in_volumes() -> None:
    assert order(days=31, strength="500 mg/20 mL", bag="0.5 %").bag == Quantity(5, "mg/mL")
    for text in ("25 mg", "25", "25 mL/mg", "1:1000", "0 mg/mL", "25 mEq/mL", None, 25):
        refused("strength", strength=text, days=31)
    refused("bag", bag="5 mg", days=31)
    refused("strength", strength=None, days=31)


def test_drug_names_are_exact_and_case_does_not_matter() -> None:
    assert order(drug="MORPHINE", days=31).drug == "morphine sulfate"
    assert order(drug="HYDROmorphone", days=31).drug == "hydromorphone hydrochloride"
    refused("drug", "morphine sulfate", drug="morphin", days=31)
    refused("drug", drug="", days=31)
    refused("drug", drug="ketamine", days=31)


def test_a_drug_of_the_list_or_an_unlisted_one() -> None:
    read = order(drug=None, unlisted=" ketamine hydrochloride ", days=31)
    assert (read.drug, read.unlisted) == (None, "ketamine hydrochloride")
    refused("unlisted", unlisted="ketamine", days=31)
    for text in ("", "x" * 81, "a*b", "a:b", "a^b", "a~b", "a>b", "k\u00e9tamine"):
        refused("unlisted", drug=None, unlisted=text, days=31)


def test_codes_are_those_of_drugs() -> None:
    assert order(code="j2270", days=31).code == "J2270"
    refused("code", "not the code of a drug", code="S9326", days=31)
    refused("code", code="99601", days=31)
    refused("code", code="SH", days=31)
    refused("code", "S9326", code="59326", days=31)
    refused("code", code="J9999", days=31)


def test_ndcs_are_read_and_the_twelve_digit_form_waits_for_its_day() -> None:
    assert order(ndc="0074-1133-03", days=31).ndc == Ndc("00074", "1133", "03")
    assert order(ndc=Ndc("0074", "1133", "03"), days=31).ndc == Ndc("00074", "1133", "03")
    refused("ndc", "2033-03-07", ndc="000074-1133-03", **MARCH)
    refused("ndc", "2033-03-07", ndc=Ndc("000074", "1133", "03"), **MARCH)
    refused("ndc", ndc="000074-1133-03", days=31)
    later = order(ndc="000074-1133-03", start="2033-03-07", end="2033-03-07").ndc
    assert later is not None
    assert later.ndc11 is None


def test_what_was_read_is_echoed_in_its_written_form() -> None:
    read = order(
        drug="Morphine", regimen=Continuous(" 5.0 MG/H", "24"), strength="2.5%", bag="5mg/ml",
        ndc="0074-1133-03",
        code="j2270", days="31", confirm="read off the vial", **MARCH,
    ).sheet.read  # fmt: skip
    assert read == {
        "dose": "5 mg/hr", "hours_per_day": "24 hr", "strength": "25 mg/mL", "bag": "5 mg/mL", "days": "31",
        "from": "2021-03-01", "through": "2021-03-31", "drug": "morphine sulfate", "code": "J2270",
        "ndc": "00074-1133-03", "confirm": "read off the vial",
    }  # fmt: skip


def test_a_dose_in_millilitres_is_of_the_bag_where_there_is_one() -> None:
    assert order(days=31).concentration == Quantity(25, "mg/mL")
    assert order(days=31, bag="5 mg/mL").concentration == Quantity(5, "mg/mL")


def test_orders_cannot_be_changed_and_equal_ones_are_equal() -> None:
    with pytest.raises(AttributeError):
        order(days=31).drug = "x"  # type: ignore[misc]
    assert order(days=31) == order(days="31", regimen=Continuous("5.0 mg/h", "24"))


@pytest.mark.parametrize("regimen", [None, "continuous", Continuous, 5, {"dose": "5 mg/hr"}])
def test_a_regimen_is_one_of_four(regimen: Any) -> None:
    refused("regimen", regimen=regimen, days=31)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("drug", {"drug": "morphine\u00a0sulfate", "days": 31}),
        ("from", {"start": "2021-03-01\u00a0", "end": "2021-03-02"}),
        ("days", {"days": "31\u00a0"}),
        ("code", {"code": "\u00a0J2270", "days": 31}),
        ("strength", {"strength": "25\u00a0mg/mL", "days": 31}),
        ("ndc", {"ndc": "00074-1133-03\u00a0", "days": 31}),
        ("confirm", {"confirm": "read\u00a0off", "days": 31}),
    ],
)
def test_a_no_break_space_counts_as_a_blank_with_a_note(field: str, fields: dict[str, Any]) -> None:
    told = [notice.text for notice in order(**fields).sheet.notices]
    assert any(text.startswith(f"{field}: ") and "no-break space" in text for text in told), told
