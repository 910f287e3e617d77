"""Medicare's drugs at home by date of service: JZ and JW from 2024 on, neither before; other payers say nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hipkit.cli import main as cli
from hipkit.review.claims import review_claims
from tests.helpers.review_lines import TODAY, frame

LINE = {"claim_id": "A", "line": 1, "payer": "medicare", "place_of_service": "12", "code": "J2270", "units": 372}
RULES = ["HIP23"]


def told(start: str, end: str, modifiers: str, **other: Any) -> tuple[list[tuple[str, str]], list[tuple[str, int]]]:
    """What is found (rule and severity) and what is not checked (rule and lines) on one line."""
    line = LINE | {"date_from": start, "date_through": end, "modifiers": modifiers} | other
    found = review_claims(frame([line]), RULES, today=TODAY)
    return [(one.rule, one.severity) for one in found], [(one.rule, one.lines) for one in found.not_checked]


@pytest.mark.parametrize(("start", "end"), [("2024-01-01", "2024-01-31"), ("2025-06-01", "2025-06-30")])
def test_from_2024_a_line_with_neither_is_information_and_counted(start: str, end: str) -> None:
    assert told(start, end, "") == ([("HIP237", "info")], [("HIP237", 1)])
    assert told(start, end, "", code="J3490") == ([("HIP237", "info")], [("HIP237", 1)])


@pytest.mark.parametrize("modifiers", ["JZ", "JW", "KD JZ", "jz"])
def test_from_2024_a_line_with_either_is_right(modifiers: str) -> None:
    assert told("2024-01-01", "2024-01-31", modifiers) == ([], [])
    assert told("2025-06-01", "2025-06-30", modifiers) == ([], [])


def test_before_2024_either_is_information_and_neither_is_right() -> None:
    for modifiers in ("JZ", "JW"):
        assert told("2023-12-01", "2023-12-31", modifiers) == ([("HIP233", "info")], [])
    assert told("2023-12-01", "2023-12-31", "") == ([], [])


def test_a_line_that_goes_on_into_2024_has_days_on_which_jz_is_required() -> None:
    assert told("2023-12-15", "2024-01-14", "") == ([("HIP237", "info")], [("HIP237", 1)])
    assert told("2023-12-15", "2024-01-14", "JZ") == told("2023-12-15", "2024-01-14", "JW") == ([], [])
    assert told("2023-12-01", "2023-12-31", "") == ([], [])


@pytest.mark.parametrize("payer", ["hmsa", "bcbsnd", "bcbstx", "", "acme"])
@pytest.mark.parametrize("modifiers", ["", "JZ"])
def test_only_medicare_says_so(payer: str, modifiers: str) -> None:
    for day in ("2023-12-01", "2024-03-01", "2025-06-01"):
        assert told(day, day, modifiers, payer=payer) == ([], [])


def test_the_json_says_it_and_the_exit_code_does_not_change(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    line = LINE | {"date_from": "2025-06-01", "date_through": "2025-06-30", "units": 100, "modifiers": ""}
    path = tmp_path / "june.csv"
    frame([line]).write_csv(path)
    assert cli.main(["review", str(path), "--json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    (found,) = [one for one in answer["findings"] if one["rule"] == "HIP237"]
    assert "JZ or JW where the container is single-dose; hipkit cannot tell" in found["message"]
    assert found["severity"] == "info" and "Noridian" in found["citation"] and "2025-05-22" in found["citation"]
    (left,) = [one for one in answer["not_checked"] if one["rule"] == "HIP237"]
    assert left["lines"] == "1" and "single-dose" in left["reason"]
