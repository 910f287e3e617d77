"""Practice in ipywidgets: what a browser is sent and can send, what a person does, and where the key is not."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import pytest
from comm.base_comm import BaseComm

from hipkit.formats.practice.html import practice_style
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.panel import Practice
from hipkit.practice.case import Key, Keyed
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.making import case, drawn, key
from hipkit.practice.training.session import Attempt
from hipkit.values.notation import people
from hipkit.widgets import app, practice
from hipkit.widgets.desk.desk import PracticeDesk
from hipkit.widgets.files import MAKE
from hipkit.widgets.guarded import GuardedCheckbox

ATTACK = "<img src=x onerror=alert(1)>"
TODAY = datetime.date(2026, 11, 24)


def seed_of(template: str, level: int) -> int:
    return next(seed for seed in range(5000) if drawn(seed, level).name == template)


UNITS = seed_of("drug-units", 1)
LINES = seed_of("continuous-line", 2)


def desk(seed: int | None = None, level: int = 1) -> PracticeDesk:
    """Practice with the case of a seed on the sheet, or a run of two cases that has just begun."""
    made = PracticeDesk(lambda texts: None, Practice(today=lambda: TODAY), clock=lambda: 0.0)
    made.type("count", "2")
    made.type("seed", "7")
    made.type("level", str(level))
    made.press(words.START)
    if seed is not None:
        made._show(replace(made.session, attempt=Attempt(case(seed, level), 0.0)))
    return made


def widgets(made: PracticeDesk) -> list[Any]:
    """Every widget of practice."""
    found, waiting = [], [made.widget]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += getattr(one, "children", ())
    return found


def sent(made: PracticeDesk) -> str:
    """Everything that the browser has of every widget, but style sheet and glossary, which no case changes."""
    alike = (practice_style(), made.pages.parts["glossary"].value)
    return "\n".join(str(one.get_state()) for one in widgets(made) if getattr(one, "value", None) not in alike)


def right_of(made: PracticeDesk) -> dict[str, str]:
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
        made._show(replace(made.session, attempt=Attempt(case(seed, level), 0.0)))
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
    made.pages.slots[0].text._handle_custom_msg({"event": "submit"}, [])
    assert made.session.results[0].correct
    assert made.message("units") == "right"
    assert "hk-box-right" in made.pages.slots[0].text._dom_classes


def test_slots_are_used_again_and_grow_where_they_do_not_suffice() -> None:
    made = desk(LINES, 2)
    before = list(made.pages.slots)
    longest = max((case(seed, 3) for seed in range(60)), key=lambda one: len(one.blanks))
    assert len(longest.blanks) > len(before) or len(longest.blanks) >= 6
    made._show(replace(made.session, attempt=Attempt(longest, 0.0)))
    assert [slot.name for slot in made.pages.slots if slot.name] == [blank.name for blank in longest.blanks]
    assert made.pages.slots[: len(before)] == before
    made._show(replace(made.session, attempt=Attempt(case(UNITS, 1), 0.0)))
    hidden = made.pages.slots[1]
    assert (hidden.name, hidden.text.value, hidden.below.value) == ("", "", "")
    assert "hk-hidden" in hidden.widget._dom_classes


def test_nothing_of_a_case_stays_in_the_boxes_of_the_next() -> None:
    made = desk(UNITS)
    made.type("units", "5")
    made.press(words.CHECK)
    made.press(words.NEXT)
    assert [slot.text.value for slot in made.pages.slots] == [""] * len(made.pages.slots)
    assert not any(slot.below.value for slot in made.pages.slots)
    assert made.pages.parts["verdict"].value == ""


def test_the_text_of_a_graded_box_is_put_back() -> None:
    made = desk(UNITS)
    made.type("units", "5")
    made.press(words.CHECK)
    made.pages.slots[0].text.set_state({"value": "6"})
    assert made.pages.slots[0].text.value == "5"
    assert made.session.results[0].given == "5"


def test_a_button_that_is_not_there_does_nothing() -> None:
    made = desk(UNITS)
    before = made.session
    for name in (words.NEXT, words.OPEN, words.OVERRIDE, words.AGAIN, words.START):
        with pytest.raises(LookupError):
            made.press(name)
        made.pages.buttons[name]._handle_custom_msg({"event": "click"}, [])  # as a browser could
        assert made.session == before


def test_a_run_ends_with_files_and_a_picture() -> None:
    made = desk()
    for last in (False, True):
        made.press(words.SOLVE)
        made.press(words.FINISH if last else words.NEXT)
    assert made.screen.stage == words.RESULT
    made.press(MAKE)
    assert made.pages.files.value.count("download=") == 3
    assert made.wait_for_picture() and "<svg" in made.pages.picture.value
    assert "0 of" in made.text("skills", "progress")
    made.press(words.NEW)
    assert made.screen.stage == words.SETTING and len(made.session.earlier) >= 2


def test_an_override_by_the_fields_stays_visible() -> None:
    made = desk(UNITS)
    made.press(words.SOLVE)
    made.press(words.FINISH)
    made.press(words.OVERRIDE)
    assert "Choose the grade" in made.message("override")
    made.type("override", "1")
    made.type("reason", ATTACK)
    assert made.message("override") == ""
    made.press(words.OVERRIDE)
    assert "overridden" in made.text("graded") and "<img" not in sent(made).replace(repr(ATTACK), "")
    assert made.pages.override.texts() == {"override": "", "reason": ""}


def test_the_skills_are_ticked_and_follow_the_level() -> None:
    made = desk()
    made.press(words.NEW)
    made.train("units", "ndc")
    assert made.pages.ticked_skills() == ["units", "ndc"]
    made.type("level", "2")
    assert "hk-hidden" in made.pages.skills["ndc"]._dom_classes
    made.press(words.START)
    assert made.session.setup and made.session.setup.skills == ("units",)


def test_an_error_of_hipkits_own_says_so_and_grades_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = desk(UNITS)

    def broken(*given: object) -> None:
        raise ZeroDivisionError("the key is 372")

    monkeypatch.setattr("hipkit.practice.training.session.grade", broken)
    made.type("units", "5")
    made.press(words.CHECK)
    assert "hipkit failed here (ZeroDivisionError)" in made.pages.parts["verdict"].value
    assert "the key is" not in sent(made) and made.session.results == ()


# In the app and in a notebook.


def test_the_order_opens_in_the_calculator_of_the_app() -> None:
    opened = app()
    opened.calculator.press("Seed example")
    opened.tabs.selected_index = 2
    made = opened.practice
    assert made is not None
    made.press(words.START)
    made._show(replace(made.session, attempt=Attempt(case(UNITS, 1), 0.0)))
    (right,) = right_of(made).values()
    made.press(words.SOLVE)
    made.press(words.OPEN)
    assert opened.tabs.selected_index == 0
    assert people(Fraction(right)) in opened.calculator.text("units")
    opened.tabs.selected_index = 1  # and it goes along to the claim
    claim = opened.panels["Claim"]
    assert claim.form.texts()["dose"] == opened.calculator.form.texts()["dose"]


def test_in_a_notebook_the_calculator_opens_below() -> None:
    made = practice()
    made.press(words.START)
    made._show(replace(made.session, attempt=Attempt(case(UNITS, 1), 0.0)))
    (right,) = right_of(made).values()
    made.press(words.SOLVE)
    made.press(words.OPEN)
    (below,) = made.widget.children[-1].children
    assert any(people(Fraction(right)) in str(one.get_state().get("value")) for one in _inside(below))
    assert made._repr_mimebundle_()["text/plain"].startswith("hipkit: practice")


def _inside(root: Any) -> Iterator[Any]:
    yield root
    for one in getattr(root, "children", ()):
        yield from _inside(one)


# What a browser can send, and should not.


@pytest.mark.parametrize("given", [5, None, True, [], {"a": 1}, "5\x00", "5" * 100_000, ATTACK])
def test_a_box_set_to_anything_is_read_as_text(given: object) -> None:
    made = desk(UNITS)
    made.pages.slots[0].text.set_state({"value": given})
    assert isinstance(made.pages.slots[0].text.value, str)
    assert "<img" not in "".join(part.value for part in made.pages.parts.values())
    made.press(words.CHECK)
    assert made.session.attempt


@pytest.mark.parametrize("given", [99, -1, None, True, "0", [], ATTACK])
def test_a_choice_set_to_anything_is_none(given: object) -> None:
    made = desk(seed_of("errors-doses", 2), 2)
    slot = next(one for one in made.pages.slots if one.shown is one.choice)
    slot.choice.set_state({"index": given})
    assert made.session.attempt and made.session.attempt.text(slot.name) == ""


@pytest.mark.parametrize("given", [None, [], {"value": 1}, {"value": "on"}, {"description": ATTACK}])
def test_a_checkbox_is_on_or_off(given: object) -> None:
    made = GuardedCheckbox(False, description="units")
    made.set_state(given)
    assert (made.value, made.description) == (False, "units")
    made.set_state({"value": True})
    assert made.value


@pytest.mark.parametrize("given", [None, [], "submit", {"event": "other"}, {}])
def test_only_enter_checks(given: object) -> None:
    made = desk(UNITS)
    made.type("units", "5")
    made.pages.slots[0].text._handle_custom_msg(given, [])
    assert made.session.results == ()
