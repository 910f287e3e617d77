"""What a report leaves out it says, and what has most to correct is shown first."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from hipkit.formats.forms import REVIEW, by_name
from hipkit.formats.review import words as review_words
from hipkit.review.run import files as pipeline
from hipkit.review.run.files import review_files
from hipkit.review.run.report import Report
from tests.helpers.review_tables import clean, write_csv

FORMS = by_name(REVIEW)
TODAY = datetime.date(2026, 1, 1)


def reviewed(path: Path, lines: list[dict[str, str]], **wanted: Any) -> Report:
    return review_files([write_csv(path / "lines.csv", lines)], today=TODAY, **wanted)


def test_the_worst_claim_is_shown_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit on a page is left out claim by claim, the worst of them last."""
    monkeypatch.setattr(pipeline, "LINES_SHOWN", 6)
    lines = [line for number in range(9) for line in clean(f"K{number}")]
    lines[-1]["units"] = "3720"
    shown = reviewed(tmp_path, lines).lines["claim_id"].to_list()
    assert shown == ["K0", "K0", "K1", "K1", "K8", "K8"]
    longest = [line | {"line": str(number)} for number, line in enumerate(clean("K8") * 5, 1)]
    cut = reviewed(tmp_path, longest)
    assert (len(cut.lines), cut.lines_left) == (6, 4)
    told = "4 more lines of it are not shown; all that was found on them is in the CSV"
    page = FORMS["html"].whole(cut).decode()
    assert told in page
    assert "more lines of it" not in FORMS["html"].whole(reviewed(tmp_path, lines)).decode()


def test_claims_of_rows_set_aside_are_claims_too(tmp_path: Path) -> None:
    lines = [*clean("A"), *clean("B"), *clean("C")]
    for line in (*lines[2:4], lines[5]):
        line["units"] = "1,5"
    found = reviewed(tmp_path, lines)
    assert (found.counts.claims, found.counts.claims_to_correct) == (3, 2)


def test_rows_set_aside_are_said_where_no_rule_tells_of_them(tmp_path: Path) -> None:
    lines = clean("A")
    lines[1]["units"] = "1,5"
    (told,) = [one for one in reviewed(tmp_path, lines, select=["HIP1"]).notices if one.level == "warning"]
    assert told.text == "1 row set aside, at which no rule has looked; HIP001 says which and why"
    assert not [one for one in reviewed(tmp_path, lines).notices if one.level == "warning"]


def test_rules_that_were_not_run_stand_by_their_reason(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "few.csv", clean(), ("claim_id", "line", "date_from", "date_through", "code", "units"))
    found = review_files([path], today=TODAY)
    groups = review_words.reasons_not_run(found)
    assert sorted(code for _, codes in groups for code in codes) == sorted(one.rule for one in found.not_run)
    assert len(groups) < len(found.not_run) and len({reason for reason, _ in groups}) == len(groups)
    page = FORMS["text"].whole(found).decode()
    assert "NOT RUN" in page and "no column modifiers: HIP102, HIP103" in page
