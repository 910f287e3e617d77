"""Practice in ipywidgets: what a browser is sent and can send, what a person does, and where the key is not."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import pytest
from comm.base_comm import BaseComm

from hipkit.panels.dropped import Dropped
from hipkit.panels.pages.book import Book
from hipkit.panels.pages.files import MAKE
from hipkit.panels.pages.learn import LearnPage
from hipkit.panels.pages.practice import PracticePage
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.panel import Practice
from hipkit.practice.case import Key, Keyed
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.making import case, drawn, key
from hipkit.practice.training.resultfile import csv_text
from hipkit.practice.training.session import Attempt
from hipkit.values.notation import people
from hipkit.widgets import app, practice
from hipkit.widgets.view import View

ATTACK = "<img src=x onerror=alert(1)>"
TODAY = datetime.date(2026, 11, 24)


def seed_of(template: str, level: int) -> int:
    return next(seed for seed in range(5000) if drawn(seed, level).name == template)


UNITS = seed_of("drug-units", 1)
LINES = seed_of("continuous-line", 2)


class Desk(View):
    """Practice by itself, whose session a test may look at and set."""

    @property
    def whole(self) -> PracticePage:
        page = self.page
        assert isinstance(page, PracticePage)
        return page

    @property
    def sheet(self) -> LearnPage:
        return self.whole.learn

    def show(self, attempt: Attempt) -> None:
        self.sheet.show(replace(self.session, attempt=attempt))
        self._show()

    def box(self, name: str) -> dict[str, Any]:
        return dict(self.sheet.state()["fields"][name])


def desk(seed: int | None = None, level: int = 1) -> Desk:
    """Practice with the case of a seed on the sheet, or a run of two cases that has just begun."""
    page = PracticePage(lambda texts: None, Practice(today=lambda: TODAY), clock=lambda: 0.0)
    made = Desk("practice", Book({"Practice": lambda: page}))
    hear(made, "hello")
    made.type("count", "2")
    made.type("seed", "7")
    made.type("level", str(level))
    made.press(words.START)
    if seed is not None:
        made.show(Attempt(case(seed, level), 0.0))
    return made


def hear(made: View, op: str, **args: object) -> None:
    """What a browser sends."""
    made._heard(made, {"view": "v", "id": 1, "op": op, "args": {"page": made.book.open, **args}}, [])


def sent(made: Desk) -> str:
    """Everything that the browser has, but style sheet and glossary, which no case changes."""
    state = made.whole.state()
    parts = {name: part for name, part in state["parts"].items() if name not in ("style", "glossary")}
    return str({**state, "parts": parts})


def right_of(made: Desk) -> dict[str, str]:
    """The right answers that are found only where they were put: of three figures and more, not in the case."""
    assert made.session.attempt
    keys = key(made.session.attempt.case).boxes
    found = {}
    for blank in made.session.attempt.case.blanks:
        right = keys[blank.name].right
        text = answer_text(blank, right)
        if isinstance(right, Fraction) and len(text) > 2 and text not in made.session.attempt.case.text:
            found[blank.name] = text
    return found


def shows(text: str, right: str) -> bool:
    """Whether a number stands in a text by itself, in either spelling; ids of widgets are letters and figures."""
    plain = re.sub(r"[0-9a-f]{32}|\\u200b", "", text)
    spelled = (right, people(Fraction(right)))
    return any(re.search(rf"(?<![0-9.,]){re.escape(one)}(?![0-9]|[.,][0-9])", plain) for one in spelled)


# Where the key is not.


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every message that goes to a browser."""
    heard: list[str] = []

    def publish(self: BaseComm, msg_type: str, data: object = None, *rest: object, **more: object) -> None:
        heard.append(f"{msg_type} {data!r} {rest!r} {more!r}")

    monkeypatch.setattr("comm.DummyComm.publish_msg", publish)
    yield heard


def reachable(root: object) -> Iterator[object]:
    """All that can be reached from an object by attributes, items and elements, within hipkit's own classes."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple, set, frozenset)):
            waiting += one
        elif is_dataclass(one) and not isinstance(one, type):
            waiting += [getattr(one, field.name) for field in fields(one)]
        elif type(one).__module__.startswith("hipkit."):
            waiting += [value for name, value in getattr(one, "__dict__", {}).items() if name != "comm"]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_no_message_no_widget_and_no_attribute_holds_a_right_number_before_grading(
    level: int, messages: list[str]
) -> None:
    made = desk(level=level)
    looked = 0
    for seed in range(50):
        messages.clear()
        made.show(Attempt(case(seed, level), 0.0))
        assert made.session.attempt
        for blank in made.session.attempt.case.blanks:
            made.type(blank.name, blank.choices[0][0] if blank.choices else "7")
        made.hint(made.session.attempt.case.blanks[0].name)
        held = list(reachable(made))
        assert not any(isinstance(one, (Key, Keyed)) for one in held)
        numbers = {one for one in held if isinstance(one, Fraction)}
        page, told = sent(made), "\n".join(messages)
        for right in right_of(made).values():
            looked += 1
            assert not shows(page, right), (seed, right)
            assert not shows(told, right), (seed, right)
            assert Fraction(right) not in numbers - {Fraction(7)}, (seed, right)
    assert messages and looked > 5


def test_the_search_would_find_a_key(messages: list[str]) -> None:
    made = desk(UNITS)
    (right,) = right_of(made).values()
    made.press(words.SOLVE)
    assert shows(sent(made), right) and shows("\n".join(messages), right)


# As a person does.


def test_a_case_is_answered_by_typing_and_graded_by_enter() -> None:
    made = desk(UNITS)
    (right,) = right_of(made).values()
    made.type("units", right)
    assert made.message("units") == f"read as {people(Fraction(right))}"
    hear(made, "press", button=made.box("units")["enter"])
    assert made.session.results[0].correct
    assert made.message("units") == "right"
    assert "hk-box-right" in made.box("units")["css"]


def test_nothing_of_a_case_stays_in_the_boxes_of_the_next() -> None:
    made = desk(UNITS)
    made.type("units", "5")
    made.press(words.CHECK)
    made.press(words.NEXT)
    state = made.sheet.state()
    assert {field["text"] for field in state["fields"].values() if field["kind"] != "check"} == {""}
    assert not any(part["html"] for name, part in state["parts"].items() if name.startswith(("below", "verdict")))


def test_the_text_of_a_graded_box_is_put_back() -> None:
    made = desk(UNITS)
    made.type("units", "5")
    made.press(words.CHECK)
    hear(made, "enter", texts={"units": "6"})
    assert made.box("units")["text"] == "5"
    assert made.session.results[0].given == "5"


def test_a_button_that_is_not_there_does_nothing() -> None:
    made = desk(UNITS)
    before = made.session
    for name in (words.NEXT, words.OPEN, words.AGAIN, words.START):
        with pytest.raises(LookupError):
            made.press(name)
        hear(made, "press", button=name)  # as a browser could
        assert made.session == before


def test_a_run_ends_with_files_and_a_picture() -> None:
    made = desk()
    for last in (False, True):
        made.press(words.SOLVE)
        made.press(words.FINISH if last else words.NEXT)
    assert made.screen.stage == words.RESULT
    made.press(MAKE)
    assert made.sheet.html("files").count("download=") == 3
    assert made.wait_for_picture() and "<svg" in made.sheet.html("picture")
    assert "0 of" in made.text("skills", "progress")
    made.press(words.NEW)
    assert made.screen.stage == words.SETTING and len(made.session.earlier) >= 2


def test_a_learner_overrides_nothing() -> None:
    made = desk(UNITS)
    made.press(words.SOLVE)
    made.press(words.FINISH)
    assert made.texts == {} and "Override" not in sent(made)


def test_a_trainer_teaches_beside_a_run_that_stays_as_it_is() -> None:
    made = desk(UNITS)
    made.press(words.SOLVE)
    made.press(words.FINISH)
    before = made.session
    saved = csv_text(before.results)
    made.press(words.TEACH)
    assert made.text("files read") == ""
    made.type("class", "May")
    made.type("results", Dropped("practice-results.csv", saved.encode()).text())
    assert made.message("results") == "read practice-results.csv: 1 box, of May"
    made.press("Override the grade")
    assert "Choose the file" in made.message("override")
    made.type("override", "practice-results.csv")
    made.type("row", "1")
    assert "to be counted as right" in made.message("row")
    made.type("reason", ATTACK)
    made.press("Override the grade")
    assert "overridden" in made.text("rows") and "<img" not in sent(made).replace(repr(ATTACK), "")
    assert "1 of 1 boxes right" in made.text("in short")
    assert made.wait_for_picture() and "<svg" in made.whole.teach.drawn
    made.press(words.LEARN)
    assert made.session == before and made.screen.stage == words.RESULT


def test_the_skills_are_ticked_and_follow_the_level() -> None:
    made = desk()
    made.press(words.NEW)
    made.train("units", "ndc")
    assert [name for name, text in made.texts.items() if text == "true"] == ["skill units", "skill ndc"]
    made.type("level", "2")
    assert not made.box("skill ndc")["seen"]
    made.press(words.START)
    assert made.session.setup and made.session.setup.skills == ("units",)


def test_an_error_of_hipkits_own_says_so_and_grades_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = desk(UNITS)

    def broken(*given: object) -> None:
        raise ZeroDivisionError("the key is 372")

    monkeypatch.setattr("hipkit.practice.training.session.grade", broken)
    made.type("units", "5")
    made.press(words.CHECK)
    assert "hipkit failed here (ZeroDivisionError)" in made.sheet.html("verdict")
    assert "the key is" not in sent(made) and made.session.results == ()


# In the app and in a notebook.


def _solved(shown: View) -> str:
    """The case of drug units on the sheet of a view, solved; its right answer."""
    page = shown.page
    assert isinstance(page, PracticePage)
    shown.press(words.START)
    page.learn.show(replace(page.session, attempt=Attempt(case(UNITS, 1), 0.0)))
    assert page.session.attempt
    right = key(page.session.attempt.case).boxes["units"].right
    assert isinstance(right, Fraction)
    shown.press(words.SOLVE)
    return people(right)


def test_the_order_opens_in_the_calculator_of_the_app() -> None:
    opened = app()
    opened.press("HMSA's example")
    opened.turn("Practice")
    right = _solved(opened)
    opened.press(words.OPEN)
    assert opened.book.open == "Order"
    assert right in opened.text("units")
    dose = opened.texts["dose"]
    opened.turn("Claim")  # and it goes along to the claim
    assert opened.texts["dose"] == dose


def test_in_a_notebook_the_calculator_opens_beside_it() -> None:
    made = practice()
    data, _ = made._repr_mimebundle_()
    assert data["text/plain"].startswith("hipkit: practice")
    right = _solved(made)
    made.press(words.OPEN)
    assert made.book.open == "Order" and right in made.text("units")


# What a browser can send, and should not.


@pytest.mark.parametrize("given", [5, None, True, [], {"a": 1}, "5\x00", "5" * 100_000, ATTACK])
def test_a_box_set_to_anything_is_read_as_text(given: object) -> None:
    made = desk(UNITS)
    hear(made, "enter", texts={"units": given})
    assert isinstance(made.box("units")["text"], str)
    assert "<img" not in "".join(part["html"] for part in made.sheet.state()["parts"].values())
    made.press(words.CHECK)
    assert made.session.attempt


@pytest.mark.parametrize("given", [99, -1, None, True, "0", [], ATTACK])
def test_a_choice_set_to_anything_is_none(given: object) -> None:
    made = desk(seed_of("errors-doses", 2), 2)
    name = next(name for name, field in made.sheet.state()["fields"].items() if field["kind"] == "choice")
    hear(made, "enter", texts={name: given})
    assert made.session.attempt and made.session.attempt.text(name) == ""


@pytest.mark.parametrize("given", [None, [], 1, "on", "True", ATTACK])
def test_a_checkbox_is_on_or_off(given: object) -> None:
    made = desk()
    made.press(words.NEW)
    hear(made, "enter", texts={"skill units": given, "skill nothing": "true"})
    assert made.texts["skill units"] == "false" and "skill nothing" not in made.texts
    hear(made, "enter", texts={"skill units": "true"})
    assert made.texts["skill units"] == "true"


def test_a_run_goes_on_after_a_reload() -> None:
    made = desk(None, 1)
    made.press(words.SOLVE)
    made.press(words.NEXT)
    (name,) = list(made.texts)[:1]
    made.type(name, "5")
    kept = {"pages": {"Practice": {"texts": dict(made.texts), "memo": made.whole.memo}}, "open": "Practice"}
    page = PracticePage(lambda texts: None, Practice(today=lambda: TODAY), clock=lambda: 100.0)
    after = Desk("practice", Book({"Practice": lambda: page}))
    hear(after, "restore", **kept)
    assert after.session.attempt and made.session.attempt
    assert after.session.attempt.case == made.session.attempt.case
    assert after.texts == made.texts and len(after.session.results) == len(made.session.results)


def test_both_views_come_back_after_a_reload() -> None:
    made = desk(None, 1)
    made.press(words.SOLVE)
    made.press(words.FINISH)
    made.press(words.TEACH)
    made.type("count", "4")
    kept = {"pages": {"Practice": {"texts": dict(made.texts), "memo": made.whole.memo}}, "open": "Practice"}
    page = PracticePage(lambda texts: None, Practice(today=lambda: TODAY), clock=lambda: 100.0)
    after = Desk("practice", Book({"Practice": lambda: page}))
    hear(after, "restore", **json.loads(json.dumps(kept)))
    assert page.view == words.TEACH and after.texts == made.texts and after.texts["count"] == "4"
    after.press(words.LEARN)
    assert after.screen.stage == words.RESULT and after.session.results == made.session.results
    after.press(words.NEW)
    assert after.texts["count"] == "2" and after.texts["seed"] == "7"  # as the run was set up


@pytest.mark.parametrize(
    "memo",
    [
        None,
        3,
        [{"kind": "nothing"}],
        [3],
        {"kind": "start"},
        {"Learn": {"memo": [3]}, "view": 5},
        {"Learn": {"memo": [{"kind": "override", "at": 0}]}, "Teach": 7},
    ],
)
def test_steps_that_cannot_be_taken_again_do_no_harm(memo: object) -> None:
    made = desk()
    hear(made, "restore", pages={"Practice": {"texts": {}, "memo": memo}})
    assert made.texts is not None
