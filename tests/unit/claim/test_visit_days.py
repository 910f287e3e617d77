"""A nurse's visit on a day without infusion: a per-diem day where the payer counts it, and nowhere else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from hipkit import Continuous, Order, bill, sample_claim
from hipkit.claim.claim import Claim

TODAY = datetime.date(2026, 11, 24)
MONTH = ("2024-03-01", "2024-03-31")


def order(drug: str = "morphine", first: str = MONTH[0], last: str = MONTH[1], **more: Any) -> Order:
    return Order(drug, Continuous("1 mg/hr", 24), "10 mg/mL", start=first, end=last, **more)


def claim(*orders: Order, visits: list[str], payer: str = "bcbstx", **choices: str) -> Claim:
    given = {"hcpcs_rounding": "up-by-span"} | choices
    bills = []
    for one in orders:
        open_axes = bill(one, payer, today=TODAY).open_axes
        chosen = {axis: given[axis] for axis in open_axes}
        bills.append(bill(one, payer, None, chosen, TODAY))
    return sample_claim(
        bills, visits=[(day, 60) for day in visits], nursing_rule="cpt-midpoint" if visits else None, today=TODAY
    )


def per_diems(found: Claim) -> list[tuple[str, int, str]]:
    return [
        (" ".join([line.code, *line.modifiers]), line.units, f"{line.start:%m-%d} to {line.end:%m-%d}")
        for line in found.lines
        if line.kind == "per_diem"
    ]


PAUSE = ["2024-03-10", "2024-03-11"]


def test_a_visit_on_a_day_left_out_is_a_per_diem_day() -> None:
    found = claim(order(without=PAUSE), visits=["2024-03-10"])
    assert per_diems(found) == [("S9326", 30, "03-01 to 03-31")]
    (line,) = [one for one in found.lines if one.kind == "per_diem"]
    assert line.origins["units"].citation.id == "bcbstx"
    assert line.origins["units"].words.startswith("29 days + 1 day with a nurse's visit and no infusion = 30")


def test_each_day_counts_once_however_many_visits() -> None:
    assert per_diems(claim(order(without=PAUSE), visits=["2024-03-10", "2024-03-10"]))[0][1] == 30
    assert per_diems(claim(order(without=PAUSE), visits=PAUSE))[0][1] == 31


@pytest.mark.parametrize("day", ["2024-03-09", "2024-03-01", "2024-03-31", "2024-04-01", "2024-02-29"])
def test_a_visit_on_a_day_with_infusion_or_outside_the_order_adds_nothing(day: str) -> None:
    assert per_diems(claim(order(without=PAUSE), visits=[day])) == [("S9326", 29, "03-01 to 03-31")]


def test_a_visit_before_the_first_infusion_makes_the_line_longer() -> None:
    ends = ["2024-03-01", "2024-03-31"]
    assert per_diems(claim(order(without=ends), visits=[])) == [("S9326", 29, "03-02 to 03-30")]
    assert per_diems(claim(order(without=ends), visits=["2024-03-01"])) == [("S9326", 30, "03-01 to 03-30")]
    assert per_diems(claim(order(without=ends), visits=ends)) == [("S9326", 31, "03-01 to 03-31")]


def test_lines_by_month_stay_in_their_month() -> None:
    """The last of March has a visit alone: it is on the line of March; so is a month of which no day had a line."""
    paused = order(first="2024-03-20", last="2024-04-10", without=["2024-03-31", "2024-04-01"])
    found = claim(paused, visits=["2024-03-31", "2024-04-01"], line_span="calendar-month")
    assert per_diems(found) == [("S9326", 12, "03-20 to 03-31"), ("S9326", 10, "04-01 to 04-10")]
    april = [f"2024-04-{day:02d}" for day in range(1, 31)]
    away = order(first="2024-03-20", last="2024-05-05", without=april)
    found = claim(away, visits=["2024-04-15"], line_span="calendar-month")
    assert sorted(per_diems(found)) == [
        ("S9326", 1, "04-15 to 04-15"), ("S9326", 5, "05-01 to 05-05"), ("S9326", 12, "03-20 to 03-31"),
    ]  # fmt: skip


def test_where_another_order_runs_the_day_is_billed_already() -> None:
    found = claim(order(without=["2024-03-10"]), order("ketorolac"), visits=["2024-03-10"])
    without_visit = claim(order(without=["2024-03-10"]), order("ketorolac"), visits=[])
    assert per_diems(found) == per_diems(without_visit)


def test_where_both_pause_the_first_order_has_the_day() -> None:
    both = [order(without=["2024-03-10"]), order("ketorolac", without=["2024-03-10"])]
    assert per_diems(claim(*both, visits=["2024-03-10"])) == [
        ("S9326", 31, "03-01 to 03-31"), ("S9326 SH", 30, "03-01 to 03-31"),
    ]  # fmt: skip


@pytest.mark.parametrize(("payer", "choices"), [("hmsa", {}), ("bcid", {"per_diem_day": "infusion-day"})])
def test_a_payer_that_does_not_count_it(payer: str, choices: dict[str, str]) -> None:
    found = claim(order(without=["2024-03-10"]), visits=["2024-03-10"], payer=payer, **choices)
    assert per_diems(found) == [("S9326", 30, "03-01 to 03-31")]


def test_it_may_be_chosen_where_the_payer_is_silent() -> None:
    found = claim(
        order(without=["2024-03-10"]), visits=["2024-03-10"], payer="bcid", per_diem_day="infusion-or-nursing-day"
    )
    assert per_diems(found) == [("S9326", 31, "03-01 to 03-31")]


def test_the_bill_says_that_visits_are_added_on_the_claim() -> None:
    told = [notice for notice in bill(order(without=PAUSE), "bcbstx").notices if "nurse visits" in notice.text]
    assert [(one.level, one.citation.id) for one in told] == [("info", "bcbstx")]
    assert not [one for one in bill(order(), "bcbstx").notices if "nurse visits" in one.text]
