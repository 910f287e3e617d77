"""A set for a class: its cases, its sheet and its answer key on paper, and that the key is in the key alone."""

from __future__ import annotations

import io
import json
import re
from collections import Counter

import pypdf
import pytest

from hipkit.errors import InputError
from hipkit.formats.practice import json as practice_json
from hipkit.formats.practice import text as practice_text
from hipkit.formats.practice.paper import key_bytes, sheet_bytes, widths
from hipkit.practice import making
from hipkit.practice.case import Keyed, Table
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.training import sets
from hipkit.practice.training.choosing import skills_of
from hipkit.practice.training.sets import MOST_CASES, CaseSet, case_set

LEVELS = making.LEVELS


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def solid(text: str) -> str:
    """Text without its blanks and line ends, which paper sets otherwise."""
    return re.sub(r"\s", "", text)


def secrets(keyed: Keyed) -> list[str]:
    """What of a key tells the answer: the rule, and each step with its formula and its result."""
    steps = [f"{one.step.formula} = {one.step.exact}" for one in keyed.stages if one.step.formula != one.step.exact]
    return [keyed.rule, *steps]


@pytest.fixture(scope="module", params=LEVELS)
def made(request: pytest.FixtureRequest) -> CaseSet:
    return case_set(7, request.param, 12)


# The cases.


def test_a_set_is_the_same_for_ever(made: CaseSet) -> None:
    assert case_set("7", str(made.level), "12") == made
    assert case_set(8, made.level, 12).cases != made.cases
    assert [case.seed for case in case_set(7, made.level, 5).cases] == [case.seed for case in made.cases[:5]]


def test_a_set_shares_hardly_a_case_with_the_next(made: CaseSet) -> None:
    assert len({case.seed for case in made.cases} & {case.seed for case in case_set(8, made.level, 12).cases}) == 0


def test_no_case_is_there_twice(made: CaseSet) -> None:
    assert len({case.seed for case in made.cases}) == len({case.text for case in made.cases}) == 12


def test_each_case_is_that_of_its_seed(made: CaseSet) -> None:
    assert all(making.case(case.seed, made.level, made.version) == case for case in made.cases)
    assert all(case.seed < 1_000_000 for case in made.cases), "short enough to be typed from paper"


def test_all_kinds_of_cases_come_in_turn(made: CaseSet) -> None:
    of_level = [one.name for one in making.templates() if one.level == made.level]
    counts = Counter(case.template for case in made.cases)
    assert max(counts.values()) - min(counts[name] for name in of_level) <= 1


@pytest.mark.parametrize("level", LEVELS)
def test_only_cases_that_train_a_wanted_skill(level: int) -> None:
    for skill in skills_of(level):
        found = case_set(7, level, 3, [skill])
        assert found.skills == (skill,)
        assert all(skill in making.drawn(case.seed, level).skills for case in found.cases)


def test_the_order_of_the_skills_changes_nothing() -> None:
    one, two = case_set(7, 1, 6, ["units", "ndc"]), case_set(7, 1, 6, ["ndc", "units"])
    assert one.cases == two.cases
    assert one.cases != case_set(7, 1, 6).cases


@pytest.mark.parametrize(
    ("seed", "level", "count", "skills", "field", "why"),
    [
        (None, 1, 5, (), "seed", "nothing was given"),
        (7, None, 5, (), "level", "nothing was given"),
        (7, 1, None, (), "count", "nothing was given"),
        (7, 1, "0", (), "count", "from 1 to 100"),
        (7, 1, "101", (), "count", "from 1 to 100"),
        (7, 1, "1.5", (), "count", "whole number"),
        (7, 1, "1e2", (), "count", "exponent"),
        (7, 1, 5, ["x"], "skill", "known are"),
        (7, 1, 5, ["denials"], "skill", "no case of level 1"),
    ],
)
def test_what_is_refused(seed: object, level: object, count: object, skills: list[str], field: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        case_set(seed, level, count, skills)
    assert caught.value.field == field and why in caught.value.reason


def test_where_there_are_not_so_many_different_cases_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    three = iter(case_set(7, 1, 3).cases)
    monkeypatch.setattr(sets, "new_case", lambda *_: next(three, None))
    with pytest.raises(InputError) as caught:
        case_set(7, 1, 5)
    assert caught.value.reason == "only 3 different cases of these skills were found at this level"
    assert (caught.value.field, caught.value.example) == ("count", "3")


def test_the_largest_set_can_be_made() -> None:
    found = case_set(7, 1, MOST_CASES)
    assert len({case.text for case in found.cases}) == MOST_CASES


# What holds no key.


def test_json_and_text_hold_nothing_of_the_key(made: CaseSet) -> None:
    told = json.dumps(practice_json.case_set(made)) + practice_text.case_set(made)
    for case in made.cases:
        told += json.dumps(practice_json.case(case)) + practice_text.case(case)
    for case in made.cases:
        for keyed in making.key(case).boxes.values():
            for secret in secrets(keyed):
                assert solid(secret) not in solid(told), (case.template, secret)
            assert keyed.pointer not in told
        assert case.template not in told, "a name such as wrong-unit would tell"


def test_a_case_as_json_has_the_keys_that_are_promised_and_no_others(made: CaseSet) -> None:
    found = practice_json.case_set(made)
    assert list(found) == ["read", "notices", "seed", "level", "version", "skills", "cases"]
    for one in found["cases"]:  # type: ignore[attr-defined]
        assert list(one) == ["seed", "level", "version", "title", "text", "fields", "order"]
        assert all(list(field) == ["name", "label", "kind", "unit", "choices"] for field in one["fields"])


# On paper.


@pytest.fixture(scope="module")
def sheet(made: CaseSet) -> list[str]:
    return pages(sheet_bytes(made))


@pytest.fixture(scope="module")
def key(made: CaseSet) -> list[str]:
    return pages(key_bytes(made))


def test_the_sheet_has_every_case_with_its_boxes(made: CaseSet, sheet: list[str]) -> None:
    text = solid("".join(sheet))
    for number, case in enumerate(made.cases, 1):
        assert solid(f"{number}. {case.title}") in text
        assert solid(f"seed {case.seed}, level {case.level}, version {case.version}") in text
        for part in case.parts:
            cells = [part] if isinstance(part, str) else [cell for row in (part.head, *part.rows) for cell in row]
            assert all(solid(cell) in text for cell in cells if isinstance(part, str) or len(cell) < 12)
        assert all(solid(blank.label) in text for blank in case.blanks)
    assert "Alias" in sheet[0] and "Date" in sheet[0]


def test_nothing_of_the_key_is_on_the_sheet(made: CaseSet, sheet: list[str]) -> None:
    text = solid("".join(sheet))
    for case in made.cases:
        for keyed in making.key(case).boxes.values():
            for secret in [*secrets(keyed), keyed.pointer]:
                assert solid(secret) not in text, (case.template, secret)
    assert "Right" not in "".join(sheet) and "Sources" not in "".join(sheet)


def test_the_key_has_every_right_answer_and_the_steps_to_it(made: CaseSet, key: list[str]) -> None:
    text = solid("".join(re.sub(r"Practice answer key.*?SAMPLE|SAMPLE\. No patient.*", "", page) for page in key))
    for case in made.cases:
        assert solid(f"seed {case.seed}, level {case.level}, version {case.version}") in text
        for name, keyed in making.key(case).boxes.items():
            blank = case.blank(name)
            assert solid(name + blank.label + answer_text(blank, keyed.right)) in text or len(blank.label) > 40
            assert solid(answer_text(blank, keyed.right)) in text
            for stage in keyed.stages:
                assert solid(stage.step.exact) in text
    assert "Sources" in "".join(key) and "[1]" in "".join(key)


def test_every_number_in_brackets_is_a_source(key: list[str]) -> None:
    body, _, sources = "\n".join(key).rpartition("Sources")
    listed = re.findall(r"^\[(\d+)\] ", sources, re.M)
    assert set(re.findall(r"\[(\d+)\]", body)) <= set(listed)
    assert listed == [str(i + 1) for i in range(len(listed))]


@pytest.mark.parametrize("which", ["sheet", "key"])
def test_every_page_is_marked_and_numbered(which: str, request: pytest.FixtureRequest, made: CaseSet) -> None:
    found: list[str] = request.getfixturevalue(which)
    for number, page in enumerate(found, 1):
        assert "SAMPLE" in page and f"Page {number} of {len(found)}" in page
        assert f"Set of seed 7, level {made.level}, version {made.version}, 12 cases" in page


def test_the_same_set_gives_the_same_bytes() -> None:
    found = case_set(7, 1, 2)
    assert sheet_bytes(found) == sheet_bytes(found)
    assert key_bytes(found) == key_bytes(found)
    assert sheet_bytes(found).startswith(b"%PDF-")


def test_a_case_is_on_one_page_or_begins_one(made: CaseSet, sheet: list[str]) -> None:
    for case in made.cases[1:]:
        (page,) = [page for page in sheet if f"seed {case.seed}," in page]
        before, _, after = page.partition(f"seed {case.seed},")
        assert solid(case.blanks[-1].label) in solid(after) or ", SAMPLE" not in before


def test_the_columns_of_a_table_fit_the_page() -> None:
    wide = Table("", ("a", "b" * 200, "c" * 200), (("1", "2", "3"),))
    assert sum(widths(wide)) <= 185 and widths(wide)[0] >= 12
    assert widths(Table("", ("a", "units"), (("1", "372"),))) == [12, 14]


def test_sheet_and_key_print_what_was_read_since_on_the_rule_of_a_case() -> None:
    made = case_set(1, 1, 1, ["waste"])
    for data in (sheet_bytes(made), key_bytes(made)):
        assert solid("From 2025-01-01: JZ is required") in solid("".join(pages(data)))
