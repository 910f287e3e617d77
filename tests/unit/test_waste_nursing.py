"""Waste of a container, and the units of a nursing visit."""

from __future__ import annotations

from typing import Any

import pytest

from hipkit import InputError
from hipkit.nursing import nursing_units
from hipkit.waste import waste


@pytest.mark.parametrize(
    ("given", "opened", "per", "given_units", "discarded"),
    [
        ("350 mg", "400 mg", "10 mg", 35, 5),
        ("355 mg", "400 mg", "10 mg", 36, 4),
        ("400 mg", "400 mg", "10 mg", 40, 0),
        ("391 mg", "400 mg", "10 mg", 40, 0),
        ("0.35 g", "400 mg", "10 mg", 35, 5),
        ("1.5 mL", "2 mL", "30 mL", 1, 0),
    ],
)
def test_given_goes_up_and_discarded_down(given: str, opened: str, per: str, given_units: int, discarded: int) -> None:
    result = waste(given, opened, per)
    assert (result.given_units, result.discarded_units) == (given_units, discarded)
    assert any("JW and JZ" in notice.text and "home" in notice.text for notice in result.notices)


@pytest.mark.parametrize(
    ("given", "opened", "per", "field"),
    [
        ("401 mg", "400 mg", "10 mg", "given"),
        ("4 mL", "400 mg", "10 mg", "per"),
        ("400 mg", "400 mg", "10 mL", "per"),
        ("0 mg", "400 mg", "10 mg", "given"),
        ("350", "400 mg", "10 mg", "given"),
        (350, "400 mg", "10 mg", "given"),
    ],
)
def test_waste_that_is_refused(given: Any, opened: str, per: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        waste(given, opened, per)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("minutes", "by_rule"),
    [
        (1, (0, 0, 0)),
        (120, (0, 0, 0)),
        (121, (0, 1, 0)),
        (150, (0, 1, 0)),
        (151, (1, 1, 0)),
        (179, (1, 1, 0)),
        (180, (1, 1, 1)),
        (210, (1, 2, 1)),
        (211, (2, 2, 1)),
        (240, (2, 2, 2)),
        (1440, (22, 22, 22)),
    ],
)
def test_further_hours_by_each_rule(minutes: int, by_rule: tuple[int, int, int]) -> None:
    midpoint, begun, full = by_rule
    expected = {"bcbsm-2013": midpoint, "cpt-midpoint": midpoint, "ceil-hour": begun, "floor-hour": full}
    for rule, further in expected.items():
        visit = nursing_units(minutes, rule)
        assert (visit.first, visit.further) == (1, further), rule


def test_more_than_four_hours_is_said_where_the_payer_says_so() -> None:
    def warned(minutes: int, rule: str) -> bool:
        notices = nursing_units(minutes, rule).notices
        return any(one.level == "warning" and "240 min a day" in one.text for one in notices)

    assert warned(241, "bcbsm-2013")
    assert not warned(240, "bcbsm-2013")
    assert not warned(241, "cpt-midpoint")


@pytest.mark.parametrize("minutes", ["0", 0, "1441", "150.5", -5, None, 150.0, True, "two hours"])
def test_minutes_that_are_refused(minutes: Any) -> None:
    with pytest.raises(InputError) as caught:
        nursing_units(minutes, "bcbsm-2013")
    assert caught.value.field == "minutes"


@pytest.mark.parametrize("rule", ["", None, "bcbsm", "BCBSM-2013 ", 5])
def test_rules_that_are_refused(rule: Any) -> None:
    with pytest.raises(InputError) as caught:
        nursing_units(151, rule)
    assert caught.value.field == "rule"
