"""The watch over the forms, without a browser: an answer carries the serial number of the entry that it answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipkit.panels.calculator.panel import SEED
from hipkit.panels.practice.log import retaken
from hipkit.widgets import app, calculator, practice
from hipkit.widgets.tabs import App

SEEDED = "Seed example"


@pytest.fixture
def shown() -> App:
    made = app()
    made.calculator.press(SEEDED)
    return made


def told(shown: App, form: str = "calculator") -> dict[str, Any]:
    return dict(shown.watch.answered[form])


def enter(shown: App, serial: int, **texts: str) -> None:
    """What the browser sends of an entry."""
    standing = told(shown)["texts"] | texts
    shown.watch._heard(shown.watch, {"entry": {"form": "calculator", "serial": ["v", serial], "texts": standing}}, [])


def test_an_answer_names_the_texts_that_it_answers(shown: App) -> None:
    assert told(shown)["texts"]["dose"] == SEED["dose"]
    shown.calculator.type("dose", "6 mg/hr")
    assert told(shown)["texts"]["dose"] == "6 mg/hr"
    assert told(shown)["texts"]["payer"].isdecimal()  # the place of a choice, as the page has it
    assert told(shown)["serial"] is None


def test_an_entry_is_answered_once_its_texts_have_come(shown: App) -> None:
    shown.calculator.type("dose", "6 mg/hr")
    enter(shown, 1)
    assert told(shown)["serial"] == ["v", 1]


def test_a_text_that_was_lost_on_the_way_is_taken_from_the_entry(shown: App) -> None:
    enter(shown, 2, dose="6 mg/hr")
    assert told(shown)["serial"] == ["v", 2]
    assert told(shown)["texts"]["dose"] == "6 mg/hr"
    assert "447" in shown.calculator.text("units")


def test_what_is_pressed_overtakes_an_entry_that_is_under_way(shown: App, monkeypatch: pytest.MonkeyPatch) -> None:
    followed = shown.watch._forms["calculator"]
    monkeypatch.setattr(followed, "_take", lambda: None)  # it would come in half a second
    enter(shown, 3, dose="6 mg/hr")
    assert told(shown)["serial"] is None
    shown.calculator.press("Clear")
    assert told(shown)["serial"] == ["v", 3]
    assert told(shown)["texts"]["dose"] == ""


@pytest.mark.parametrize(
    "sent",
    [
        None, 3, "entry", [], {}, {"entry": None}, {"entry": {}}, {"entry": {"form": "nowhere"}},
        {"entry": {"form": "calculator", "texts": {"dose": 5, "nowhere": "x"}}},
        {"entry": {"form": "calculator", "texts": {"payer": "\u0663" * 9}}},
        {"restore": None}, {"restore": {"forms": 3, "place": 4}},
        {"restore": {"forms": {"calculator": {"texts": [], "memo": 3}, "nowhere": {}}, "place": "nowhere"}},
        {"restore": {"forms": {"practice": {"texts": {}, "memo": [{"kind": "nothing"}]}}}},
    ],
)  # fmt: skip
def test_whatever_a_browser_sends_does_no_harm(shown: App, sent: object) -> None:
    shown.watch._heard(shown.watch, sent, [])
    shown.calculator.press(SEEDED)
    assert "372" in shown.calculator.text("units")


def kept(shown: App) -> dict[str, Any]:
    """What the script keeps of a page: the words of a choice in place of its number."""
    forms = {}
    for name, one in shown.watch.answered.items():
        fields = shown.watch._forms[name]._fields()
        texts = {key: _words(fields[key], text) for key, text in one["texts"].items()}
        forms[name] = {"texts": texts, "memo": one["memo"]}
    return {"forms": forms, "place": shown.watch.place}


def _words(made: Any, text: str) -> str:
    options = getattr(made, "options", None)
    return text if options is None else options[int(text)][0].replace(" ", "\xa0") if text != "-1" else ""


def test_what_was_kept_is_put_back_and_answered(shown: App) -> None:
    shown.calculator.type("payer", "bcbstx")
    shown.calculator.type("dose", "6 mg/hr")
    shown.tabs.selected_index = 1
    before = shown.calculator.form.texts(), shown.panels["Claim"].form.texts(), shown.calculator.text()
    after = app()
    after.watch._heard(after.watch, {"restore": kept(shown)}, [])
    assert (after.calculator.form.texts(), after.panels["Claim"].form.texts(), after.calculator.text()) == before
    assert after.tabs.selected_index == 1
    assert after.watch.answered.keys() == shown.watch.answered.keys()


def test_a_reason_that_was_awaited_is_awaited_again(shown: App) -> None:
    shown.calculator.type("dose", "50 mg/hr")
    assert "not confirmed" in shown.calculator.text("units")
    after = app()
    after.watch._heard(after.watch, {"restore": kept(shown)}, [])
    assert "not confirmed" in after.calculator.text("units")


def test_the_steps_of_practice_are_taken_again() -> None:
    desk = practice()
    desk.type("seed", "7")
    desk.press("Start")
    assert desk.session.attempt
    name = desk.session.attempt.case.blanks[0].name
    for text in ("1", "12"):
        desk.type(name, text)
    desk.hint(name)
    desk.press("Worked solution (costs the whole case)")
    desk.press("Next case")
    assert [step["kind"] for step in desk._log] == ["start", "typed", "hint", "solve", "next"]
    again = retaken(desk.panel, desk._log, desk._log[-1]["at"])
    assert again == desk.session


def test_a_cell_of_its_own_is_watched_under_a_name_that_comes_again() -> None:
    first, second = calculator(), calculator()
    names = [next(one for one in made.widget.children if hasattr(one, "answered")).name for made in (first, second)]
    assert names[0] != names[1]
    assert all(name.startswith("unit-calculator-") for name in names)
