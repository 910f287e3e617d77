"""One vocabulary of slips: what practice asks, what is planted and what the review finds are rows of one table."""

from __future__ import annotations

import tomllib
from collections import Counter
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest

from hipkit.practice.grading.slips import slips
from hipkit.practice.templates.errors import sheets  # noqa: F401
from hipkit.practice.templates.errors.kinds import kinds
from hipkit.practice.training.report import report
from hipkit.practice.training.resultfile import Opened, csv_text, read_results
from hipkit.practice.training.results import Result
from hipkit.reference.slips import current_id, slip, vocabulary
from tests.helpers.slips import named_by_review

ROWS: list[dict[str, Any]] = tomllib.loads((files("hipkit") / "data" / "slips.toml").read_text("utf-8"))["slip"]
IDS = {row["id"] for row in ROWS}
OLD = [(old, row["id"]) for row in ROWS for old in row.get("was", ())]
PLANTED = {id for kind in kinds() for id in kind.slips}
# The ids under which the review told its findings up to hipkit 0.9, and which no row has today.
TOLD_BEFORE = {
    "mg-as-units", "ml-as-units", "units-as-ml", "mg-as-ml", "bag-strength", "mcg-for-mg", "decimal-point", "one-day",
    "24-hours", "month", "last-day", "hours-as-days", "old-unit", "full-vials", "pump-maximum", "packages-as-ml",
}  # fmt: skip


def test_the_vocabulary_is_the_table() -> None:
    """It is read by a scan, which passes over what only practice needs."""
    assert dict(vocabulary().words) == {row["id"]: row["name"] for row in ROWS}
    assert dict(vocabulary().renamed) == dict(OLD)


def test_no_two_rows_have_one_id_or_the_same_words() -> None:
    for key in ("id", "name"):
        assert [text for text, times in Counter(row[key] for row in ROWS).items() if times > 1] == []


def test_every_slip_that_the_review_names_is_a_row() -> None:
    assert named_by_review() <= IDS


def test_every_kind_that_is_planted_names_rows() -> None:
    assert all(kind.slips for kind in kinds())
    assert PLANTED <= IDS


def test_every_row_is_asked_or_named_or_planted() -> None:
    unasked = {row["id"] for row in ROWS if row["asks"] == []}
    assert set(slips()) == IDS - unasked
    assert unasked <= named_by_review() | PLANTED


def test_a_finding_names_a_slip_by_its_id_and_words() -> None:
    assert slip("sent-twice") == "sent-twice: a line entered or sent twice"
    with pytest.raises(KeyError):
        slip("mg-as-units")


# ---- the ids of before


def test_each_old_id_leads_to_one_row_and_is_none_itself() -> None:
    assert {old for old, _ in OLD} >= TOLD_BEFORE
    assert len(dict(OLD)) == len(OLD)
    assert not {old for old, _ in OLD} & IDS


@pytest.mark.parametrize(("old", "new"), OLD)
def test_an_old_id_is_read_in_a_file_of_results(old: str, new: str) -> None:
    assert current_id(old) == new and current_id(new) == new
    explained = (old, "rounded-down")
    saved = Result("", "1", 7, 1, "a-template", "units", "units", "371", "372", False, Fraction(0), explained)
    opened = read_results(csv_text([saved]))
    assert opened.edits == ()
    assert opened.results[0].slips == (new, "rounded-down")
    counted = {one.name: one.words for one in report([Opened("r.csv", opened.results, opened.rows)]).slips}
    assert counted == {id: vocabulary().words[id] for id in (new, "rounded-down")}
