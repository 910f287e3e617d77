"""A second check beside its order: it comes back as it was, files without one open as before, damage is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hipkit import Continuous, InputError, Order
from hipkit.order.check import ALIAS_LENGTH, Check, Outcome
from hipkit.order.scenario import Scenario, check_text, kept_check, read_check, read_scenario

ORDER = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", start="2021-03-01", end="2021-03-31")
AGAIN = Order("morphine", Continuous("0.5 mg/hr", 24), "25 mg/mL", start="2021-03-01", end="2021-03-31")
AT = "2026-11-30 14:05"
PARTED = Outcome("units of J2270", "372", "3,720", "10", ("mg-for-units", "point-moved"))
UNITS = Check(
    ORDER, PARTED, AT, "hmsa", "rule-text", {"ndc_quantity": "exact"}, {"drug_units": "3720"}, None, "AB", "KL"
)
CHECKS = {
    "units": UNITS,
    "the order anew": Check(ORDER, Outcome("amount a day", "120 mg", "12 mg", "1/10"), AT, again=AGAIN),
    "agreement": Check(ORDER, Outcome(), AT, "hmsa", "rule-text", typed={"drug_units": "372"}, earlier=2),
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_is_saved_with_its_order_and_opens_again(check: Check) -> None:
    made = Scenario(ORDER, "hmsa", "rule-text", {}, check)
    assert read_scenario(made.text()) == made
    assert read_check(check_text(check)) == check == kept_check(check_text(check))


def test_a_check_keeps_the_order_that_it_checked_when_the_order_is_changed() -> None:
    changed = Scenario(AGAIN, "hmsa", check=UNITS)
    assert read_scenario(changed.text()).check == UNITS
    assert read_scenario(changed.text()).order == AGAIN


def test_a_file_without_a_check_is_as_it_was() -> None:
    text = Scenario(ORDER, "hmsa").text()
    assert "check" not in json.loads(text)
    assert read_scenario(text).check is None


def test_no_number_stands_in_a_check() -> None:
    def texts(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [text for inner in value.values() for text in texts(inner)]
        return [text for inner in value for text in texts(inner)] if isinstance(value, list) else [value]

    for check in CHECKS.values():
        assert all(isinstance(text, str) for text in texts(json.loads(check_text(check))))


DAMAGE: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"doctor": "KL"}, "the key doctor, which is not known"),
    "unknown key typed": ({"typed": {"dose": "5"}}, "typed has the key dose, which is not known"),
    "unknown key of the outcome": ({"outcome": {"step": "a", "why": "b"}}, "outcome has the key why"),
    "an unseen slip": ({"slips": ["a\u200b"]}, "cannot be seen"),
    "a slip that is no text": ({"slips": [3]}, "3 is a bare number"),
    "no object": ({"outcome": "agreement"}, "outcome is not an object"),
    "no step": ({"outcome": {"first": "31"}}, "the check has no outcome"),
    "a number": ({"earlier": 2.5}, "earlier|whole|float|text|not exact"),
    "no time": ({"at": "yesterday"}, "YYYY-MM-DD HH:MM"),
    "no such day": ({"at": "2026-02-30 10:00"}, "YYYY-MM-DD HH:MM"),
    "a patient": ({"second_by": "MRN 123"}, "never kept"),
    "a patient typed": ({"typed": {"drug_units": "123-45-6789"}}, "data of a patient"),
    "unseen": ({"typed": {"drug_units": "3\u200b72"}}, "cannot be seen"),
    "both": ({"again": json.loads(check_text(CHECKS["the order anew"]))["again"]}, "or the order anew"),
    "neither": ({"typed": {}}, "or the order anew"),
    "an order damaged": ({"order": {"drug": "morphine"}}, "regimen is not an object"),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_check_is_refused_with_the_reason(damage: dict[str, Any], reason: str) -> None:
    whole = json.loads(Scenario(ORDER, "hmsa", check=UNITS).text())
    whole["check"] |= damage
    with pytest.raises(InputError, match=reason):
        read_scenario(json.dumps(whole))
    assert kept_check(json.dumps(whole["check"])) is None


@pytest.mark.parametrize(
    "alias", ["DOB 1950-01-02", "patient Smith", "K\u00c4", "x" * (ALIAS_LENGTH + 1), "1EG4-TE5-MK73"]
)
@pytest.mark.parametrize("field", ["first_by", "second_by"])
def test_an_alias_is_plain_and_no_patient(field: str, alias: str) -> None:
    with pytest.raises(InputError) as refused:
        replace(UNITS, **{field: alias})
    assert refused.value.field == field


def test_the_outcome_in_words() -> None:
    assert PARTED.text.startswith("units of J2270: 372 against 3,720, 10 times as much (mg-for-units: ")
    assert PARTED.text.endswith(" or point-moved: the decimal point moved)")
    assert Outcome("a", "b", "c", slips=("a-later-slip",)).text == "a: b against c (a-later-slip)"
    assert CHECKS["agreement"].seen_before.startswith("Before it there were 2 comparisons")
