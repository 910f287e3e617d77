"""A version of the generator draws the templates that were there when it was made: a later one changes none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hipkit import InputError
from hipkit.cli.main import main
from hipkit.practice import making
from hipkit.practice.draw import Draw
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.grading.grade import grade
from hipkit.practice.making import Sheet, case, drawn, key, template, templates
from hipkit.practice.training.sets import case_set

SEEDS = range(60)
Told = Callable[[str], tuple[int, str, str]]


def cases(version: str | None) -> list[tuple[object, ...]]:
    """Cases of every level with their keys, in full."""
    made = [case(seed, level, version) for level in making.LEVELS for seed in SEEDS]
    return [(one.text, one.blanks, one.order, key(one).boxes) for one in made]


def forget() -> None:
    templates.cache_clear()
    making._made.cache_clear()


@pytest.fixture
def third(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A version 3 beside those that are, with a template of its own at level 1."""
    first = next(one for one in templates("1") if one.name == "drug-units")
    monkeypatch.setattr(making, "VERSIONS", ("1", "2", "3"))
    monkeypatch.setattr(making, "_TEMPLATES", dict(making._TEMPLATES))

    @template("a-new-one", 1, "compute", ["units"], since="3")
    def a_new_one(draw: Draw) -> Sheet:
        return first.make(draw)

    forget()
    yield
    monkeypatch.undo()
    forget()


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    def call(line: str) -> tuple[int, str, str]:
        code = main(line.split())
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_every_template_says_since_when() -> None:
    assert {one.since for one in templates()} <= set(making.VERSIONS)
    assert making.VERSIONS[-1] == making.VERSION
    with pytest.raises(ValueError, match="is of version 9; there are 1, 2"):
        template("x", 1, "compute", ["units"], since="9")(lambda draw: Sheet("", (), ()))
    assert "x" not in making._TEMPLATES


BEFORE = {version: cases(version) for version in ("1", "2")}  # as they are without a third version


def test_a_new_version_leaves_those_before_as_they_were(third: None) -> None:
    for version, made in BEFORE.items():
        assert cases(version) == made
        assert "a-new-one" not in {one.name for one in templates(version)}
        assert not any(drawn(seed, 1, version).name == "a-new-one" for seed in range(500))


def test_the_newest_is_drawn_where_none_is_named(third: None) -> None:
    assert "a-new-one" in {one.name for one in templates()}
    assert "a-new-one" in {drawn(seed, 1).name for seed in range(500)}
    assert cases(None) == cases("3") != BEFORE["2"]
    assert case(7, 1).version == "3" and case(7, 1, "1").version == "1"


def test_a_seed_that_draws_no_new_template_keeps_its_case() -> None:
    """So the sheets that a trainer knows stay, but for the share of the seeds that the new templates take."""
    changed: dict[int, int] = dict.fromkeys(making.LEVELS, 0)
    for level in making.LEVELS:
        of_level = [one for one in templates("2") if one.level == level]
        for seed in range(200):
            old, new = case(seed, level, "1"), case(seed, level, "2")
            is_new = drawn(seed, level, "2").since == "2"
            assert is_new or (old.text, old.blanks, old.order, key(old)) == (new.text, new.blanks, new.order, key(new))
            changed[level] += is_new
        assert (changed[level] > 0) == any(one.since == "2" for one in of_level), level
    assert 0 < changed[1] < 30 and 0 < changed[3] < 60


def test_the_first_is_made_graded_and_set_by_its_name(third: None, tmp_path: Path, told: Told) -> None:
    code, out, _ = told("practice case --seed 7 --level 2 --version 1 --json")
    held = json.loads(out)
    assert (code, held["version"], held["text"]) == (0, "1", case(7, 2, "1").text)
    assert json.loads(told("practice case --seed 7 --level 2 --json")[1])["version"] == "3"
    made = case(7, 2, "1")
    rights = {one.name: answer_text(one, key(made).boxes[one.name].right) for one in made.blanks}
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(rights), encoding="utf-8")
    code, out, _ = told(f"practice grade --seed 7 --level 2 --version 1 --answer {answer} --json")
    assert (code, json.loads(out)["correct"], json.loads(out)["version"]) == (0, True, "1")
    assert grade(made, rights).correct
    code, out, _ = told("practice set --seed 7 --level 1 --count 4 --version 1 --json")
    assert json.loads(out)["version"] == "1" and case_set(7, 1, 4, version="1").version == "1"
    assert {one.template for one in case_set(7, 1, 30, version="1").cases} <= {one.name for one in templates("1")}


@pytest.mark.parametrize("typed", ["3", "0", "01", "1.0", "one", "-1", "", " "])
@pytest.mark.parametrize("command", ["case", "grade --answer a.json", "set --count 2"])
def test_a_version_that_never_was_is_refused_with_the_known_ones(
    command: str, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["practice", *command.split(), "--seed", "7", "--level", "1", f"--version={typed}"]
    assert main(line) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("--version: ") and said.err.endswith("Type for example: 2\n")
    assert not typed.strip() or "this hipkit makes cases of versions 1, 2. " in said.err


@pytest.mark.parametrize("given", [1, 1.0, "3", True, ["1"], b"1"])
def test_python_takes_a_version_as_text(given: object) -> None:
    with pytest.raises(InputError, match="version"):
        case(7, 1, given)


def test_the_page_names_the_version_for_grading(told: Told) -> None:
    assert "hipkit practice grade --seed 7 --level 1 --answer answer.json --version 2" in told(
        "practice case --seed 7 --level 1"
    )[1].replace("\n", " ")


def test_all_versions_are_named(third: None, told: Told) -> None:
    said = told("practice case --seed 7 --level 1 --version 4")[2]
    assert "makes cases of versions 1, 2, 3. Type for example: 3" in said
