"""A run for one learner: the next case follows from the seed and the results, and what went wrong comes more often."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from hipkit.errors import InputError
from hipkit.practice import making
from hipkit.practice.case import Case
from hipkit.practice.draw import Draw
from hipkit.practice.training.choosing import fitting, new_case, read_skills, skills_of
from hipkit.practice.training.results import Result
from hipkit.practice.training.run import RECENT, next_seed, weight

LEVELS = making.LEVELS
Right = Callable[[str], bool]


def answered(case: Case, right: Right) -> tuple[Result, ...]:
    """The results of a case: each box right or wrong by its skill."""
    return tuple(
        Result(
            "", case.version, case.seed, case.level, case.template, blank.name, blank.skill, "x", "y",
            right(blank.skill), Fraction(right(blank.skill)),
        )
        for blank in case.blanks
    )  # fmt: skip


def run(
    level: int, count: int, right: Callable[[str], bool], skills: tuple[str, ...] = (), seed: int = 7
) -> list[Case]:
    """The cases of a run in which each box is right or wrong by its skill."""
    cases: list[Case] = []
    results: tuple[Result, ...] = ()
    for _ in range(count):
        cases.append(making.case(next_seed(seed, level, skills, results), level))
        results += answered(cases[-1], right)
    return cases


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_answers_lead_through_the_same_cases(level: int) -> None:
    for right in (True, False):
        first, again = (run(level, 8, lambda skill, right=right: right) for _ in range(2))
        assert first == again
    assert run(level, 8, lambda _: True) != run(level, 8, lambda _: True, seed=8)


def test_seeds_may_be_texts() -> None:
    assert next_seed("7", "1", ("units",)) == next_seed(7, 1, ["units"])


def test_hash_seed_and_locale_change_nothing() -> None:
    code = (
        "from hipkit.practice.training.run import next_seed; from hipkit.practice.training.sets import case_set\n"
        "print([next_seed(s, l) for s in range(5) for l in (1, 2, 3)], [c.seed for c in case_set(7, 2, 6).cases])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone},
        ).stdout
        for seed, locale, zone in (("0", "C", "UTC"), ("1", "C.UTF-8", "Asia/Tokyo"), ("4242", "POSIX", "UTC"))
    }
    assert len(told) == 1


@pytest.mark.parametrize("level", LEVELS)
def test_no_case_comes_twice(level: int) -> None:
    cases = run(level, 25, lambda skill: skill in ("units", "per-diem"))
    assert len({case.seed for case in cases}) == len({case.text for case in cases}) == 25


@pytest.mark.parametrize("level", LEVELS)
def test_every_case_trains_a_skill_that_is_wanted(level: int) -> None:
    for skill in skills_of(level):
        for case in run(level, 4, lambda _: False, (skill,)):
            assert skill in making.drawn(case.seed, level).skills
    pair = skills_of(level)[:2]
    assert all(set(pair) & set(making.drawn(case.seed, level).skills) for case in run(level, 6, lambda _: True, pair))


def test_a_skill_weighs_more_the_more_of_its_last_boxes_were_wrong() -> None:
    wrong = answered(making.case(1, 2), lambda _: False)[0]
    right = replace(wrong, correct=True, score=Fraction(1))
    hinted = replace(right, hints=1)
    other = replace(wrong, skill="another")
    skill = wrong.skill
    assert weight(skill, []) == weight(skill, [other]) == 2
    weights = [weight(skill, [wrong] * n + [right] * (RECENT - n)) for n in range(RECENT + 1)]
    assert weights == [1, 3, 5, 7, 9]
    assert weight(skill, [wrong] * 50 + [right] * RECENT) == 1, "what was learnt is forgotten"
    assert weight(skill, [hinted] * RECENT) == 5
    assert weight(skill, [replace(wrong, override="right", reason="x")]) == 1
    assert weight(skill, [replace(right, override="wrong", reason="x")]) == 3


def test_what_goes_wrong_comes_more_often() -> None:
    """A skill that goes always wrong comes far more often, over many runs, than one that goes right."""

    def times(right: Right) -> int:
        cases = [case for seed in range(20) for case in run(1, 12, right, seed=seed)]
        return Counter(blank.skill for case in cases for blank in case.blanks)["ndc"]

    often, seldom = times(lambda skill: skill != "ndc"), times(lambda _: True)
    assert often > 1.5 * seldom > 0


@pytest.mark.parametrize("level", LEVELS)
def test_all_right_still_goes_through_all_the_skills(level: int) -> None:
    cases = run(level, 40, lambda _: True)
    asked = {skill for case in cases for skill in making.drawn(case.seed, level).skills}
    assert asked == set(skills_of(level))


def test_where_every_case_of_a_kind_was_there_another_comes() -> None:
    """Texts that were there are passed over while there are others, and a template without a new one is given up."""
    templates = fitting(1, ("nursing",))
    first = new_case(templates, 1, Draw("a"), set(), set())
    assert first is not None
    second = new_case(templates, 1, Draw("a"), {first.seed}, {first.text})
    assert second is not None and second.seed != first.seed and second.text != first.text

    class Everything(frozenset[str]):
        def __contains__(self, _: object) -> bool:
            return True

    assert new_case(templates, 1, Draw("a"), set(), Everything()) is None


@pytest.mark.parametrize(
    ("seed", "level", "skills", "field", "why"),
    [
        ("x", 1, (), "seed", "not a number"),
        (-1, 1, (), "seed", "from 0"),
        (None, 1, (), "seed", "nothing was given"),
        (1_000_000_000, 1, (), "seed", "999,999,999"),
        (7, 0, (), "level", "from 1 to 3"),
        (7, "4", (), "level", "from 1 to 3"),
        (7, 1, ("counting",), "skill", "known are volume"),
        (7, 1, ("units", "units"), "skill", "twice"),
        (7, 1, ("",), "skill", "nothing was typed"),
        (7, 1, ("review",), "skill", "no case of level 1 trains it"),
    ],
)
def test_what_is_refused(seed: object, level: object, skills: tuple[str, ...], field: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        next_seed(seed, level, skills)
    assert caught.value.field == field and why in caught.value.reason


def test_skills_are_read_as_they_stand_in_the_list() -> None:
    assert read_skills([" units ", "ndc"], 1) == ("units", "ndc")
    assert skills_of(1)[0] == "volume"
    assert fitting(1, ()) == tuple(one for one in making.templates() if one.level == 1)
