"""Clean claims of Medicare at home, June 2025: with JZ no warning, without it a note for each drug line, counted."""

from __future__ import annotations

import datetime
from collections import Counter
from random import Random
from typing import Any

import polars as pl

from hipkit.reference.codes import codes
from hipkit.review.run.rules import review
from tests.helpers.review_lines import TODAY, frame
from tests.helpers.whole import amount

CLAIMS = amount(10_000, 2_000)
DAILY = {"J2270": 120, "J1171": 24, "J3010": 2}  # mg a day: within what is given
LINE = {"payer": "medicare", "place_of_service": "12"}


def june(modifiers: str) -> pl.DataFrame:
    """The drug of an external pump and the pump itself, some days of June 2025."""
    random, rows = Random(7), []
    for number in range(CLAIMS):
        first = datetime.date(2025, 6, random.randint(1, 30))
        last = first + datetime.timedelta(days=random.randint(0, 30 - first.day))
        code = random.choice(list(DAILY))
        common: dict[str, Any] = LINE | {"claim_id": f"M{number}", "date_from": first, "date_through": last}
        per = codes()[code].per
        assert per is not None
        units = -(-DAILY[code] * ((last - first).days + 1) // per.base) * random.randint(1, 2)
        rows.append(common | {"line": 1, "code": code, "units": units, "modifiers": modifiers})
        rows.append(common | {"line": 2, "code": "E0781", "units": 1, "modifiers": ""})
    return frame(rows)


def told(lines: pl.DataFrame) -> tuple[Counter[tuple[str, str]], dict[str, int]]:
    """How many findings there are by rule and severity, and how many lines a rule could not judge."""
    found = review(lines, today=TODAY)
    listed = found.findings.collect()
    pairs = Counter(zip(listed["rule"].to_list(), listed["severity"].to_list(), strict=True))
    return pairs, {one.rule: one.lines for one in found.not_checked}


def test_with_jz_they_draw_no_error_and_no_warning() -> None:
    found, left = told(june("JZ"))
    print(f"\n{CLAIMS:,} claims with JZ:", dict(found), left)
    assert {severity for _, severity in found} <= {"info"}
    assert not any(rule.startswith("HIP23") for rule, _ in found) and "HIP237" not in left


def test_without_it_each_drug_line_is_a_note_and_counted_as_not_checked() -> None:
    found, left = told(june(""))
    print(f"\n{CLAIMS:,} claims without JZ:", dict(found), left)
    assert {severity for _, severity in found} <= {"info"}
    assert found["HIP237", "info"] == left["HIP237"] == CLAIMS
