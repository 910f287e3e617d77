"""The catalogue: pages, citations, choice by code, and that a rule is a pure function of lines."""

from __future__ import annotations

import re
from pathlib import Path

import narwhals as nw
import pytest

import hipkit
from hipkit.errors import InputError
from hipkit.payers.files import payers
from hipkit.review import catalogue
from hipkit.review import rules as themed
from hipkit.review.catalogue import choose, rule_of, rules
from hipkit.review.context.lines import COLUMNS
from hipkit.review.context.tables import MEDICARE
from hipkit.review.finding import findings
from hipkit.review.rule import SEVERITIES, Lines, Rule, page, rule, tell
from hipkit.review.run.rules import review
from hipkit.values.citations import sources
from tests.helpers.claims_made import claims
from tests.helpers.review_lines import TODAY, frame, of_claims

ALL = rules()
_DECLARED = re.compile(r'@rule\(\s*"(HIP[0-9]{3})"')


def codes(select: list[str], ignore: list[str]) -> list[str]:
    return [one.code for one in choose(select, ignore)]


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.code)
def test_each_rule_is_whole(one: Rule) -> None:
    parts = one.page
    assert all((parts.title, parts.why, parts.wrong, parts.right)), one.code
    assert parts.title.endswith(".") and not parts.title[0].islower()
    assert parts.wrong != parts.right and len(parts.why) > 10
    assert one.citation.id in sources()
    assert one.severity in SEVERITIES
    assert {*one.needs, *one.one_of} <= set(COLUMNS) and not set(one.needs) & set(one.one_of)
    assert one.payers is None or set(one.payers) <= {*payers(), MEDICARE}
    assert one.payers is None or "payer" in one.needs
    assert set(one.cells) <= set(one.needs) and (one.cells or not one.needs)
    assert one.name == one.name.lower() and " " not in one.name
    assert one.page.title.isascii() and one.page.why.isascii()


def test_codes_and_names_are_unique_and_go_by_theme() -> None:
    assert len({one.code for one in ALL}) == len({one.name for one in ALL}) == len(ALL)
    assert [one.code for one in ALL] == sorted(one.code for one in ALL)
    assert {one.code[3] for one in ALL} == set("01234567")
    assert all(one.severity == "info" for one in ALL if one.code.startswith("HIP7"))


def test_a_rule_is_one_function_and_one_case_file() -> None:
    """Nothing else lists rules: each is found in a module of its theme, and its cases lie beside it."""
    folder = Path(themed.__path__[0])
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    written = [(path.stem, code) for path in folder.glob("*.py") for code in _DECLARED.findall(path.read_text("utf-8"))]
    assert sorted(code for _, code in written) == [one.code for one in ALL]
    assert {one.function.__module__.rpartition(".")[2] for one in ALL} == modules
    assert {path.stem for path in (folder / "cases").iterdir()} == {one.code for one in ALL}
    package = Path(hipkit.__file__).parent
    others = [path for path in package.rglob("*.py") if folder not in path.parents and path.name != "sample.py"]
    code = re.compile(r'^(?!.*(?:>>>|\[")).*rule\("HIP', re.MULTILINE)
    assert not [path for path in others if code.search(path.read_text("utf-8"))]


def test_a_function_and_a_case_file_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule put into a module of its theme is found, chosen, run and shown like all others."""
    from hipkit.review.rules import hip6_form as form

    @rule("HIP699", "units-of-seven", severity="warning", needs=("claim_id", "line", "units"), citation=("hipkit", "x"))
    def units_of_seven(lines: Lines) -> Lines:
        """Units are seven.

        Nobody bills seven.

        **Wrong** 7

        **Right** 8
        """
        return tell(lines, nw.col("units") == 7, nw.lit("seven"), "expected eight")

    monkeypatch.setattr(form, "units_of_seven", units_of_seven, raising=False)
    with_it = catalogue.rules.__wrapped__()
    monkeypatch.setattr(catalogue, "rules", lambda: with_it)
    assert rule_of("HIP699").page.right == "8" and len(with_it) == len(ALL) + 1
    line = {"claim_id": "A", "line": 1, "date_from": "2021-03-01", "date_through": "2021-03-01", "code": "J2270"}
    found = findings(review(frame([line | {"units": 7}]), ["HIP69"], today=TODAY).findings)
    assert [(one.rule, one.message) for one in found] == [("HIP699", "seven; expected eight")]


def test_two_rules_of_one_code_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from hipkit.review.rules import hip7_age as age

    monkeypatch.setattr(age, "again", ALL[1], raising=False)
    with pytest.raises(ValueError, match=ALL[1].code):
        catalogue.rules.__wrapped__()


def test_a_rule_has_its_parts() -> None:
    with pytest.raises(ValueError, match=r"\*\*Wrong\*\* and \*\*Right\*\*"):
        page("Title.\n\nWhy.", "HIP999")
    with pytest.raises(ValueError, match="HIP1"):
        rule("HIP1", "x", severity="error", needs=(), citation=("hcpcs", "x"))


def test_all_rules_are_chosen_where_nothing_is_said() -> None:
    assert choose() == ALL == choose(["ALL"]) == choose(["hip"])


def test_the_longer_beginning_wins() -> None:
    """As ruff's users know it: https://docs.astral.sh/ruff/settings/#lint_select"""
    first = [one.code for one in ALL if one.code.startswith("HIP1")]
    assert codes(["HIP1"], []) == first
    assert codes(["HIP1"], ["HIP105"]) == [code for code in first if code != "HIP105"]
    assert codes(["HIP105"], ["HIP1"]) == ["HIP105"]
    assert codes(["HIP1", "HIP2"], ["HIP2"]) == first
    assert codes([], ["HIP"]) == []
    assert codes(["HIP101,HIP105"], []) == ["HIP101", "HIP105"] == codes(["HIP105", "hip101"], [])


@pytest.mark.parametrize("text", ["HIP9", "X", "HIP1010", "", "HIP1*"])
def test_a_beginning_that_no_rule_has_is_refused(text: str) -> None:
    for field in ("select", "ignore"):
        with pytest.raises(InputError, match="no rule's code begins so") as told:
            choose(**{field: [text]})
        assert told.value.field == field


def test_a_rule_by_its_code() -> None:
    assert rule_of(" hip101 ").code == "HIP101"
    for code in ("HIP100", "101", None, "HIP"):
        with pytest.raises(InputError, match="there is no such rule"):
            rule_of(code)


def test_a_rule_is_a_pure_function() -> None:
    """The same lines in any order and beside any others, run again: the same findings."""
    lines = frame(of_claims(claims(40)))
    first = findings(review(lines, today=TODAY).findings)
    assert first == findings(review(lines.reverse(), today=TODAY).findings)
    assert first == findings(review(lines.sample(fraction=1.0, shuffle=True, seed=3), today=TODAY).findings)
    kept = {one.claim_id for one in first} - {"C0"}
    alone = findings(review(lines.filter(lines["claim_id"] == "C0"), today=TODAY).findings)
    assert first == tuple(sorted((*alone, *(one for one in first if one.claim_id in kept)), key=_order))
    by_rule = [one for rule in ALL for one in findings(review(lines, [rule.code], today=TODAY).findings)]
    assert first == tuple(sorted(by_rule, key=_order))


def _order(one: object) -> tuple[object, ...]:
    return (one.claim_id, one.line, one.rule, one.message)  # type: ignore[attr-defined]
