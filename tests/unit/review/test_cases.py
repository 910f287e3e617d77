"""Every rule against its own cases: `hipkit/review/rules/cases/HIP101.toml` and so on."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any

import polars as pl
import pytest

from hipkit.review.catalogue import rules
from hipkit.review.finding import Finding, findings
from hipkit.review.rule import Rule
from hipkit.review.run.rules import review
from hipkit.review.table import REMARKS, Remark, SetAside, typed
from tests.helpers.review_lines import TODAY, frame
from tests.helpers.slips import named_by_review

CASES = files("hipkit.review.rules") / "cases"
LINE = {
    "claim_id": "A",
    "line": 1,
    "date_from": "2021-03-01",
    "date_through": "2021-03-01",
    "code": "J2270",
    "units": 1,
}
BY_CODE = {one.code: one for one in rules()}


def cases(code: str) -> dict[str, list[dict[str, Any]]]:
    found = tomllib.loads((CASES / f"{code}.toml").read_text(encoding="utf-8"))
    assert set(found) <= {"fail", "pass"}
    return found


def case_rows(case: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The rows of a case, their claims and patients apart from those of other cases."""
    apart = []
    for row in case["rows"]:
        one = row | {"claim_id": f"{number}-{row.get('claim_id', 'A')}"}
        if row.get("patient_id") not in (None, "", "SAMPLE"):
            one["patient_id"] = f"{number}-{row['patient_id']}"
        apart.append(one)
    return apart


def run(rule: Rule, listed: list[dict[str, Any]]) -> list[list[Finding]]:
    """The findings of each case; all of them are reviewed at once."""
    lines = [row for number, case in enumerate(listed) for row in case_rows(case, number)]
    if rule.view == "rows":
        reason = [row.pop("minutes_reason", "") for row in lines]
        read = typed(pl.DataFrame(lines, infer_schema_length=None).with_row_index("row_number", 1))
        minutes = [
            SetAside(1, row["claim_id"], row["line"], "", why, severity="info")
            for row, why in zip(lines, reason, strict=True) if why
        ]  # fmt: skip
        reviewed = review(read.lines, [rule.code], today=TODAY, set_aside=[*read.set_aside, *minutes])
    elif rule.view == "remarks":
        said = [Remark(row["about"], row["message"], row["claim_id"], row["line"]) for row in lines]
        reviewed = review(frame([LINE]), [rule.code], today=TODAY, remarks=said)
    else:
        reviewed = review(frame(lines), [rule.code], today=TODAY)
    assert not reviewed.not_run, reviewed.not_run
    found: list[list[Finding]] = [[] for _ in listed]
    for one in findings(reviewed.findings):
        found[int(str(one.claim_id).partition("-")[0])].append(one)
    return found


@pytest.mark.parametrize("code", BY_CODE)
def test_cases(code: str) -> None:
    both = cases(code)
    wrong, right = both["fail"], both["pass"]
    found = run(BY_CODE[code], wrong + right)
    for case, told in zip(wrong, found, strict=False):
        assert [one.line for one in told] == [one["line"] for one in case["expect"]], (case["name"], told)
        for one, expect in zip(told, case["expect"], strict=True):
            assert expect["says"] and all(part in one.message for part in expect["says"]), (case["name"], one)
            slip = None if one.slip is None else one.slip.partition(":")[0]
            assert slip == expect.get("slip"), (case["name"], one)
            assert one.message == f"{one.found}; {one.expected}" and one.citation == BY_CODE[code].citation.text
            assert one.severity == BY_CODE[code].severity
            assert one.expected.startswith("expected ") or code == "HIP001", one.message
    for case, told in zip(right, found[len(wrong) :], strict=True):
        assert not told, (case["name"], told)


@pytest.mark.parametrize("code", BY_CODE)
def test_each_rule_has_cases_of_both_kinds(code: str) -> None:
    both = cases(code)
    assert len(both["fail"]) >= 2 and len(both["pass"]) >= 2
    names = [case["name"] for case in (*both["fail"], *both["pass"])]
    assert [name for name, times in Counter(names).items() if times > 1] in ([], ["numbers that need fractions"])


def test_no_case_file_is_left_over() -> None:
    assert {one.name for one in CASES.iterdir()} == {f"{code}.toml" for code in BY_CODE}


def test_every_remark_is_told_by_a_rule_of_its_severity() -> None:
    told = [Remark(about, "something") for about in REMARKS]
    found = findings(review(frame([LINE]), ["HIP0"], today=TODAY, remarks=told).findings)
    assert sorted(one.severity for one in found) == sorted(REMARKS.values())
    assert len({one.rule for one in found}) == len(REMARKS)


BY_A_LIST = {"ml-for-vials"}  # by a pharmacy's own item list alone: test_powders.py


def test_every_slip_is_told_by_some_rule() -> None:
    told = {expect.get("slip") for code in BY_CODE for case in cases(code)["fail"] for expect in case["expect"]}
    assert told - {None} == named_by_review() - BY_A_LIST
