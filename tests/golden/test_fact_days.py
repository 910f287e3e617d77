"""Every day on which a fact changed, the day before it and the day itself: Python, command line, panel and review."""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hipkit import bill
from hipkit.billing.waste import waste
from hipkit.cli.main import main
from hipkit.formats.shared.plain import as_text
from hipkit.panels.calculator.fields import START
from hipkit.panels.calculator.panel import Calculator
from hipkit.reference.codes import codes
from hipkit.reference.products import Drug, drugs
from hipkit.review.claims import review_claims
from tests.golden.cases import HERE, argv, order
from tests.helpers.review_lines import TODAY, frame

DAY = datetime.timedelta(days=1)
HELD = tomllib.loads((HERE / "fact_days.toml").read_text(encoding="utf-8"))
CODES, MODIFIERS = HELD["code"], HELD["modifier"]
HMSA = {"payer": "hmsa", "reading": "rule-text"}
Entry = Mapping[str, Any]
Captured = pytest.CaptureFixture[str]
Door = Callable[[Entry, Captured], list[tuple[str, int]]]


def by_python(fields: Entry, _: Captured) -> list[tuple[str, int]]:
    return [(line.code, line.units) for line in bill(order(fields), **HMSA).lines if line.kind == "drug"]


def by_command(fields: Entry, captured: Captured) -> list[tuple[str, int]]:
    assert main(argv({**fields, **HMSA})) == 0
    lines = json.loads(captured.readouterr().out)["lines"]
    return [(line["code"], int(line["units"])) for line in lines if line["kind"] == "drug"]


def by_panel(fields: Entry, _: Captured) -> list[tuple[str, int]]:
    """The rows of the panel's page: a code, and the number that stands beside it."""
    answer = Calculator(today=lambda: datetime.date(2026, 11, 24)).answer({**START, **fields, **HMSA})
    words = as_text(answer.parts["units"]).replace(",", "").split()
    return [(word, _next_number(words[at + 1 :])) for at, word in enumerate(words) if word in _DRUG_CODES]


def _next_number(words: list[str]) -> int:
    return next(int(word) for word in words if word.isdigit())


_DRUG_CODES = {name for name, one in codes().items() if one.kind == "drug"}


def days(entry: Entry) -> tuple[datetime.date, datetime.date]:
    first = datetime.date.fromisoformat(entry["first"])
    return first - DAY, first


def on(entry: Entry, first: datetime.date, last: datetime.date) -> dict[str, str]:
    return {**entry["order"], "from": str(first), "through": str(last)}


def named(entries: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("entry", entries, ids=[one["name"] for one in entries])


@named(CODES)
@pytest.mark.parametrize("door", [by_python, by_command, by_panel])
def test_the_day_before_the_day_and_both(entry: Entry, door: Door, capsys: Captured) -> None:
    before, first = days(entry)
    old, new = tuple(entry["before"]), tuple(entry["on"])
    assert door(on(entry, before, before), capsys) == [old]
    assert door(on(entry, first, first), capsys) == [new]
    assert door(on(entry, before, first), capsys) == [old, new]


@named(CODES)
def test_a_line_of_each_is_reviewed_on_both_days(entry: Entry) -> None:
    before, first = days(entry)
    (old, few), (new, many) = entry["before"], entry["on"]
    assert _told(before, old, few) == _told(first, new, many) == {}
    ended = _told(first, old, few)
    assert ended.keys() == {"HIP201"} and str(before) in ended["HIP201"]
    assert new in ended["HIP201"].partition("expected ")[2].partition(":")[0].split(" or ")
    assert "HIP201" in _told(before, new, many)


@named([one for one in CODES if "hours_per_day" in one["order"]])  # a claim line holds no doses a day
def test_the_units_of_the_day_before_are_wrong_on_the_day(entry: Entry) -> None:
    """With the order beside the line: the new code by the unit of the old one."""
    _, first = days(entry)
    fields = entry["order"]
    known = {"drug": fields["drug"], "dose": fields["dose"], "hours_per_day": 24.0, "strength": fields["strength"]}
    new, many = entry["on"]
    assert not _told(first, new, many, **known)
    assert f"expected {many}" in _told(first, new, entry["before"][1], **known)["HIP221"]


def _told(day: datetime.date, code: str, units: int, **more: object) -> dict[str, str]:
    """Errors and warnings on one line, by rule."""
    line = {"claim_id": "A", "line": 1, "code": code, "units": units, "date_from": day, "date_through": day}
    found = review_claims(frame([line | more]), today=TODAY)
    return {one.rule: one.message for one in found if one.severity != "info"}


@named(MODIFIERS)
def test_what_is_asked_of_jw_and_jz_on_both_days(entry: Entry, capsys: Captured) -> None:
    for at, day in enumerate(days(entry)):
        (said,) = [one.text for one in waste("350 mg", "400 mg", "10 mg", str(day)).notices if "JW" in one.text]
        words = ["waste", "--given", "350 mg", "--opened", "400 mg", "--per", "10 mg", "--on", str(day), "--json"]
        assert main(words) == 0
        assert said in [one["text"] for one in json.loads(capsys.readouterr().out)["notices"]]
        assert entry["says"][at] in said and entry["silent"][at] not in said


@named(MODIFIERS)
def test_a_line_with_each_modifier_is_reviewed_on_both_days(entry: Entry) -> None:
    home = {"payer": "medicare", "place_of_service": "12", "code": "J2270", "units": 12, "claim_id": "A", "line": 1}
    for one in entry["lines"]:
        for day, expected in zip(days(entry), (one["before"], one["on"]), strict=True):
            line = home | {"date_from": day, "date_through": day, "modifiers": one["modifiers"]}
            found = review_claims(frame([line]), ["HIP23"], today=TODAY)
            assert [told.rule for told in found] == expected, (day, one)
            assert all(told.severity == "info" for told in found)
            assert [left.rule for left in found.not_checked] == [rule for rule in expected if rule == "HIP237"]


def test_no_change_of_a_drugs_code_since_2023_is_left_out() -> None:
    """A code that is new and whose drug had another before: each day of it stands in the file."""
    held = {(one["first"], one["before"][0], one["on"][0]) for one in CODES}
    changed = {found for one in drugs() for found in _changes(one)}
    assert {one for one in changed if one[0] >= "2023"} <= held


def _changes(one: Drug) -> set[tuple[str, str, str]]:
    listed = [codes()[of.code] for of in one.codes]
    return {
        (str(new.start), old.code, new.code)
        for old in listed for new in listed if old.end is not None and new.start == old.end + DAY
    }  # fmt: skip
