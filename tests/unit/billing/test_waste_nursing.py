"""Waste of a container, and the units of a nursing visit."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

import pytest

from hipkit import InputError
from hipkit.billing.nursing import nursing_units
from hipkit.billing.waste import spans, waste


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


# Medicare's equipment contractors: CGS of 2023-12-18, Noridian's summary of 2025-05-22.
NEITHER, JZ_ALONE, BOTH = "neither was required", "JW is not required yet", "and JW where the supplier does discard"


@pytest.mark.parametrize(
    ("on", "says"),
    [
        ("2017-01-01", NEITHER), ("2023-12-31", NEITHER), ("2024-01-01", JZ_ALONE), ("2024-12-31", JZ_ALONE),
        ("2025-01-01", BOTH), ("2026-11-29", BOTH), (datetime.date(2024, 6, 30), JZ_ALONE),
    ],
)  # fmt: skip
def test_what_is_said_of_jw_and_jz_at_home_is_of_that_day(on: object, says: str) -> None:
    result = waste("350 mg", "400 mg", "10 mg", on)
    (told,) = [notice for notice in result.notices if "JW and JZ" in notice.text]
    assert [word for word in (NEITHER, JZ_ALONE, BOTH) if word in told.text] == [says]
    assert ("JZ is required" in told.text) == (says != NEITHER)
    assert result.read["on"] == str(on) and f"on {on}" in told.text
    assert told.level == "info" and "Medicare" in told.text and "No other payer's text" in told.text
    assert ("whether it has changed since" in told.text) == (str(on) > "2025-05-22")


def test_without_a_day_all_three_spans_are_told_in_their_order() -> None:
    result = waste("350 mg", "400 mg", "10 mg")
    (told,) = [notice for notice in result.notices if "JW and JZ" in notice.text]
    places = [
        told.text.index(word) for word in ("Before 2024-01-01", NEITHER, "From 2024-01-01", "From 2025-01-01", BOTH)
    ]
    assert places == sorted(places) and "on" not in result.read


def test_every_day_is_in_one_span() -> None:
    held = spans()
    assert held[0].start is None and held[-1].end is None
    for earlier, later in pairwise(held):
        assert earlier.end is not None and later.start == earlier.end + datetime.timedelta(days=1)


@pytest.mark.parametrize("on", ["", "2024-1-1", "2024-02-30", "01/01/2024", "today", 20240101, "2024-01-01\u200b"])
def test_a_day_that_is_none_is_refused(on: object) -> None:
    with pytest.raises(InputError) as caught:
        waste("350 mg", "400 mg", "10 mg", on)
    assert caught.value.field == "on"


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
