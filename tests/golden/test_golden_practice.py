"""Practice cases as the files of tests/golden/practice have them, for every version of the generator."""

from __future__ import annotations

import tomllib
from fractions import Fraction

import pytest

from hipkit.practice.case import KINDS, SKILLS
from hipkit.practice.grading.grade import grade
from hipkit.practice.making import LEVELS, VERSION, case, templates
from tests.golden.practice_files import SEEDS, changes, kept_versions, path_of, text_of


def kept(version: str) -> str:
    return path_of(version).read_bytes().decode("utf-8")


def test_this_version_has_a_file() -> None:
    assert VERSION in kept_versions()


@pytest.mark.parametrize("version", kept_versions())
def test_every_case_is_what_it_was(version: str) -> None:
    changed = changes(kept(version), text_of(version))
    assert not changed, (
        f"a case of version {version} is another than it was (see tests/golden/practice_files.py):\n{changed}"
    )
    assert kept(version) == text_of(version)


@pytest.mark.parametrize("version", kept_versions())
def test_the_answers_that_the_file_gives_are_right(version: str) -> None:
    """The file by itself: what a trainer reads in it is graded right, and one box of it wrong is not."""
    held = tomllib.loads(kept(version))
    assert [(one["level"], one["seed"]) for one in held["case"]] == [
        (level, seed) for level in LEVELS for seed in SEEDS
    ]
    for one in held["case"]:
        made = case(one["seed"], one["level"], version)
        rights = {box["name"]: box["right"] for box in one["box"]}
        assert grade(made, rights).correct
        assert all(box["kind"] in KINDS and box["skill"] in SKILLS for box in one["box"])
        spoilt = grade(made, {**rights, one["box"][-1]["name"]: "7.7777"})
        assert not spoilt.correct and spoilt.score == 1 - Fraction(1, len(rights))


def test_the_digests_are_of_every_template() -> None:
    held = tomllib.loads(kept(VERSION))
    assert {(one["level"], one["template"]) for one in held["drawn"]} == {(one.level, one.name) for one in templates()}


def test_a_change_is_told_with_the_case_it_is_in() -> None:
    old = kept(VERSION)
    held = tomllib.loads(old)["case"][3]
    new = old.replace(held["text"], held["text"].replace("Order", "Arder", 1), 1)
    told = changes(old, new)
    assert "level = 1, seed = 3:\n" in told and "+ Arder" in told
    assert changes(old, old) == ""
