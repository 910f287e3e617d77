"""Words that follow the order at hand: none speaks of another drug, of other hours, of a bound that is not one."""

from __future__ import annotations

import datetime
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from hipkit import Bill, Continuous, Intermittent, Order, Pca, PumpRefill, bill, sample_claim
from hipkit.billing.differences import by_reading, differences
from hipkit.billing.whatif import AMOUNT, DAYS, WhatIf, what_if
from hipkit.cli import main as cli
from hipkit.formats.bill import html, text
from hipkit.formats.claim.box_origins import origin
from hipkit.formats.shared.plain import as_text


def order(**fields: Any) -> Order:
    usual: dict[str, Any] = {
        "drug": "morphine sulfate",
        "regimen": Continuous("5 mg/hr", hours_per_day=24),
        "strength": "25 mg/mL",
    }
    return Order(**(usual | fields))


def told(result: Bill, level: str) -> str:
    return " | ".join(notice.text for notice in result.notices if notice.level == level)


def _pca(**given: Any) -> Bill:
    log = Pca(demand="0.5 mg", **given)
    return bill(order(regimen=log, strength="1 mg/mL", days=31))


@pytest.mark.parametrize(
    ("lockout", "hours", "most"),
    [("90 min", 24, 16), ("90 min", 12, 8), ("2 hr", 24, 12), ("6 min", 24, 240), ("45 min", 24, 32), ("10 min", 1, 6)],
)
def test_a_lockout_lets_one_demand_through_in_each(lockout: str, hours: int, most: int) -> None:
    fits = _pca(demands_per_day=most, lockout=lockout, hours_per_day=hours)
    assert "lockout" not in told(fits, "warning")
    above = _pca(demands_per_day=most + 1, lockout=lockout, hours_per_day=hours)
    assert f"({most} demands in {hours} hr, one in {lockout})" in told(above, "warning")


def test_a_lockout_that_does_not_divide_the_hour_is_told_of_beside_the_bound() -> None:
    long = _pca(demands_per_day=16, lockout="90 min")
    assert long.pca is not None and long.pca.max_demands_per_hr == 0 and str(long.pca.programmed_max) == "0 mg"
    assert "lets through 16 demands in 24 hr, one in 90 min" in told(long, "info")
    assert "lets 0 mg through" not in told(long, "warning") + told(long, "info")
    assert "whole demands an hour" not in told(_pca(demands_per_day=16, lockout="6 min"), "info")


# Words of a payer's own example, over other orders.

EXAMPLES_OWN = ("24 hours a day", "morphine", "J2270", "148.8", "149", "31 days")


@pytest.mark.parametrize("reading", ["rule-text", "published-example"])
@pytest.mark.parametrize(
    "given",
    [
        {"drug": "clonidine", "regimen": Continuous("20 mcg/hr", hours_per_day=1), "strength": "0.1 mg/mL", "days": 3},
        {"drug": "fentanyl", "regimen": Intermittent("10 mcg", per_day=1), "strength": "50 mcg/mL", "days": 1},
        {"drug": "baclofen", "regimen": PumpRefill("20 mL", refills=1), "strength": "2 mg/mL", "days": 30},
    ],
)
def test_the_words_of_hmsas_example_do_not_speak_of_another_order(given: dict[str, Any], reading: str) -> None:
    result = bill(order(**given), "hmsa", reading)
    said = [notice.text for notice in result.notices if "reading was named" not in notice.text]
    said += [step.rule for step in result.steps]
    sides = [reasons for one in differences(by_reading(result.order, "hmsa")) for reasons in one.reasons.values()]
    said += [text for reasons in sides for text, _ in reasons]
    assert [text for text in said for word in EXAMPLES_OWN if word in text] == []
    assert any("The example bills" in text for text in said)


def test_over_its_own_order_the_example_is_told_with_its_numbers() -> None:
    result = bill(order(days=31), "hmsa", "published-example")
    assert "although its infusion runs 24 hours a day" in told(result, "warning")
    assert "bills morphine by J3490 although J2270 exists" in told(result, "warning")
    assert "although its infusion" not in told(bill(order(days=30), "hmsa", "published-example"), "warning")


# What a payer asks for on a drug line.


def test_hmsa_asks_for_the_ndc_of_each_drug() -> None:
    without, with_ndc = (bill(order(days=31, ndc=ndc), "hmsa") for ndc in (None, "00074-1133-03"))
    (asked,) = [notice for notice in without.notices if "no NDC was given" in notice.text]
    assert (asked.level, asked.citation.id) == ("warning", "hmsa") and "correct NDC" in asked.text
    assert not [notice for notice in with_ndc.notices if "no NDC was given" in notice.text]
    for silent in (bill(order(days=31), None), bill(order(days=31), "bcbstx"), bill(order(drug=None, days=31), "hmsa")):
        assert not [notice for notice in silent.notices if "no NDC was given" in notice.text]
    early = bill(order(start="2015-01-01", end="2015-01-05"), "hmsa")
    assert not [notice for notice in early.notices if "no NDC was given" in notice.text]
    compound = order(drug=None, unlisted="bupivacaine with fentanyl", compounded=True, days=31)
    assert not [notice for notice in bill(compound, "hmsa").notices if "no NDC was given" in notice.text]


# Small words.


def test_one_day_has_no_month_to_end_in_it() -> None:
    for days, told_of in ((1, False), (2, True)):
        assert ("whether a month ends" in told(bill(order(days=days), "bcbsnd"), "warning")) == told_of


def test_a_pca_of_demands_alone_is_what_the_payer_says_nothing_of() -> None:
    result = bill(order(regimen=Pca("0.5 mg", 12), days=31), "hmsa")
    assert "which per-diem code is billed for a PCA of demands alone" in told(result, "choice")


def test_a_rule_never_begins_with_a_semicolon() -> None:
    little = order(regimen=Continuous("0.01 mg/hr", hours_per_day=24), days=1)
    rules = [step.rule for step in bill(little, "bcbsnc").steps]
    assert "every rule comes to the same; a positive amount bills at least one unit" in rules


def test_a_day_without_therapy_has_no_clock_to_change() -> None:
    for without, told_of in (((), True), (("2021-03-14",), False)):
        found = told(bill(order(start="2021-03-13", end="2021-03-15", without=without)), "info")
        assert ("the clock changes" in found) == told_of


def test_what_hmsa_said_before_is_told_once() -> None:
    old = bill(order(start="2015-01-01", end="2015-01-05"), "hmsa", "published-example")
    assert len([notice for notice in old.notices if "is unknown" in notice.text]) == 1


def test_one_of_a_thing_is_in_the_singular() -> None:
    today = datetime.date(2026, 11, 24)
    small = order(regimen=Continuous("0.1 mg/hr", hours_per_day=24), start="2021-03-01", end="2021-03-01")
    for reading in ("rule-text", "published-example"):
        result = bill(small, "hmsa", reading)
        bills = by_reading(small, "hmsa")
        shown = as_text("".join(html.parts(result, bills, today).values()))
        for page in (text.units(result, bills, today), shown):
            assert not re.search(r"(?<![\d.,])1\s+(?:units|days|doses|refills)\b", page), page
    curve = what_if(WhatIf(small, AMOUNT, "hmsa", "rule-text"))
    assert curve is not None and "1 unit of J2270" in curve.text
    days = what_if(WhatIf(order(days=1), DAYS, "hmsa", "rule-text"))
    assert days is not None and days.text.startswith("At 1 day: ") and days.here_words.startswith("1 day: ")


@pytest.mark.parametrize("payer", [None, "hmsa", "bcbsnc", "bcbsnd", "bcbsm", "bcbsne"])
@pytest.mark.parametrize("days", [{"days": 31}, {"start": "2021-03-01", "end": "2021-03-31"}])
def test_the_page_points_to_notices_only_where_there_are_some(payer: str | None, days: dict[str, Any]) -> None:
    for drug in ("morphine sulfate", None):
        result = bill(order(drug=drug, **days), payer)
        shown = as_text(html.parts(result, {}, datetime.date(2026, 11, 24))["units"])
        why = [
            one for one in result.notices if re.search("no HCPCS units|is unknown|known from|code changes", one.text)
        ]
        assert why or "see the notices" not in shown
        if payer is None:
            assert "no rule known for these dates" not in shown


def test_the_box_of_a_claim_says_what_is_so_of_its_line() -> None:
    given = {
        "drug": "clonidine",
        "regimen": Continuous("20 mcg/hr", hours_per_day=1),
        "strength": "0.1 mg/mL",
        "days": 3,
    }
    claim = sample_claim(bill(order(**given), "hmsa", "published-example"))
    per_diem, drug = claim.lines
    for line in (per_diem, drug):
        assert "24 hours" not in line.origins["code"].words and "morphine" not in line.origins["code"].words
    assert origin(claim, "line", "ndc", 1, "").words == "no NDC belongs to this line"
    assert origin(claim, "line", "ndc", 2, "").words == "no NDC was given with the order"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_claim_says_that_hmsa_asks_for_the_ndc_and_is_written(form: str, tmp_path: Path) -> None:
    saved, out = tmp_path / "s.json", tmp_path / "claim"
    ordered = '--drug morphine --dose "5 mg/hr" --hours-per-day 24 --strength "25 mg/mL" --days 31 --payer hmsa'
    assert cli.main(shlex.split(f"units {ordered} --reading rule-text --save {saved}")) == 0
    assert cli.main(shlex.split(f"claim {saved} --format {form} -o {out}")) == 0
    assert "no NDC was given, and HMSA asks for it" in out.read_text(encoding="utf-8")
