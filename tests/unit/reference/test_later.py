"""What later sources show of codes, and what a bill says of it."""

from __future__ import annotations

import datetime

import pytest

from hipkit import Continuous, Order, bill
from hipkit.reference.codes import codes
from hipkit.reference.datasets import newest, rows
from hipkit.reference.later import KNOWS, later, stands


def notices(end: str, **more: object) -> list[tuple[str, str]]:
    fields = {"drug": "morphine sulfate", "strength": "25 mg/mL", "start": f"{end[:8]}01", "end": end} | more
    made = bill(Order(regimen=Continuous("5 mg/hr", hours_per_day=24), **fields), payer="hmsa", reading="rule-text")
    return [(notice.level, notice.text) for notice in made.notices if "whole files" in notice.text]


def test_every_row_is_of_a_code_in_force_and_lies_after_the_whole_files() -> None:
    assert {row.text("code") for row in rows("later")} <= set(codes())
    for row in rows("later"):
        assert row.start("through") > newest("codes") and row.cells["knows"] in KNOWS
        assert codes()[row.text("code")].end is None


@pytest.mark.parametrize(
    ("code", "day", "shown"),
    [
        ("J2270", "2025-12-31", True),  # by the whole file
        ("J2270", "2026-03-31", True),  # its dates, read line by line
        ("J1171", "2026-12-31", True),  # its unit in the prices of 2026 Q4
        ("J2270", "2027-01-01", False),
        ("S9326", "2026-09-30", False),  # listed in July 2026, as ended codes are
        ("J1170", "2026-01-01", False),
        ("99601", "2026-01-01", False),  # CPT: in no file of CMS
    ],
)
def test_a_code_stands_as_long_as_a_source_shows_it_unchanged(code: str, day: str, shown: bool) -> None:
    assert stands(code, datetime.date.fromisoformat(day)) is shown


def test_a_bill_says_what_is_known_of_its_codes_after_the_whole_files() -> None:
    assert notices("2025-12-31") == []
    ((level, text),) = notices("2026-03-31")
    assert level == "info" and "S9326: its dates and words to 2026-03-31" in text and "changed" not in text
    ((level, text),) = notices("2026-10-31")
    assert level == "warning" and "J2270" in text and text.endswith("the rest may have changed")


def test_a_product_is_known_no_longer_than_the_crosswalks() -> None:
    ((level, text),) = notices("2026-03-31", ndc="00409-1134-03")
    assert level == "info"
    ((level, text),) = notices("2026-04-30", ndc="00409-1134-03")
    assert level == "warning" and "products are known to 2026-03-31" in text


def test_what_no_later_source_shows_is_said() -> None:
    assert later("99601") == ()
