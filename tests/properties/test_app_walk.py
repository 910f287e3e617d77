"""A walk through the app at random: whatever a person does, what is shown belongs to what stands in the fields.

The view's copy is kept as a browser keeps it, by patches alone, so that a piece that does not travel is seen too.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from hipkit.panels.base import FILES, PICTURE
from hipkit.panels.pages.bar import FILE, SAVE, UNDO
from hipkit.panels.pages.book import Book
from hipkit.panels.pages.form import FormPage
from hipkit.panels.pages.patch import changed
from hipkit.widgets import app
from hipkit.widgets.tabs import CHECK, CLAIM, COMPARE, ORDER
from tests.helpers.patching import patched
from tests.helpers.whole import amount

WALKS, STEPS = 4, amount(500, 80)
TABS = (ORDER, CLAIM, CHECK, COMPARE)
TEXTS: dict[str, tuple[str, ...]] = {
    "drug": ("morphine", "hydromorphone", "Dilaudid", "ketamine", "bupivacaine", "x", ""),
    "dose": ("5 mg/hr", "6 mg/hr", "50 mg/hr", "0.5 mg/hr", "10 mg", "bananas", ""),
    "hours_per_day": ("24", "12", "25", ""),
    "strength": ("25 mg/mL", "50 mg/mL", "500 mg/vial", ""),
    "ndc": ("00074-1133-03", "0074113303", "00409-1134-03", "1", ""),
    "from": ("2021-03-01", "2025-03-01", "3/4/2021", ""),
    "through": ("2021-03-31", "2025-03-14", "2020-01-01", ""),
    "days": ("31", "0", ""),
    "demand": ("0.2 mg", ""),
    "demands": ("18", ""),
    "basal": ("0.5 mg/hr", "0", ""),
    "confirm": ("read off the pump", "MRN 123456", ""),
    "visits": ("2021-03-02 = 151", "2021-03-02", "x = y", ""),
    "charges": ("1 = 75", "S9326 = 3,100; J2270 = 558", "9 = 1", ""),
    "change": ("2021-03-15 = 6 mg/hr", ""),
    "without": ("2021-03-10", ""),
}  # fmt: skip
ANY = ("", "x", "372", "31", "S9326", "J2270", "148.8", "2", "<b>", "\u202e")


class Walk:
    """Somebody at the app who does whatever the page allows. `seen` is what a browser shows."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.book: Book = app().book
        self.seen: dict[str, Any] = self.book.state()

    @property
    def page(self) -> FormPage:
        page = self.book.page(self.book.open)
        assert isinstance(page, FormPage)
        return page

    def step(self) -> str:
        """One thing that is done, in words; then the page is drawn as a browser draws it."""
        before = self.page.memo if self.page.answer else None
        did = self.random.choice(
            (*[self.enter] * 8, self.take, self.take, self.press, self.turn, self.turn, self.undo)
        )()
        if did == "turn":
            before = self.page.memo
        told = self.book.state()
        self.seen = patched(self.seen, changed(self.seen, told))
        assert self.seen == told, did
        self.holds(before, did)
        return did

    def enter(self) -> str:
        fields = self.seen["pages"][self.book.open]["fields"]
        name = self.random.choice([name for name, one in fields.items() if one["seen"] and one["kind"] != "file"])
        choices = [value for value, _ in fields[name]["choices"]]
        texts = choices or TEXTS.get(name.removeprefix("again_"), ANY)
        text = texts[0] if self.random.random() < 0.6 else self.random.choice(texts)
        self.book.act("enter", {"page": self.book.open, "texts": {name: text}})
        return f"{name} = {text}"

    def take(self) -> str:
        fields = self.seen["pages"][self.book.open]["fields"]
        offers = [(name, label) for name, one in fields.items() for label in one["offers"]]
        if not offers:
            return self.enter()
        field, label = self.random.choice(offers)
        self.book.act("take", {"page": self.book.open, "field": field, "label": label})
        return f"{field}: {label}"

    def press(self) -> str:
        buttons = self.seen["pages"][self.book.open]["buttons"]
        button = self.random.choice([name for name, one in buttons.items() if one["seen"]])
        self.book.act("press", {"page": self.book.open, "button": button})
        return button

    def turn(self) -> str:
        self.book.act("open", {"page": self.random.choice(TABS)})
        return "turn"

    def undo(self) -> str:
        if self.random.random() < 0.5:
            self.book.act("press", {"page": "", "button": UNDO})
            return UNDO
        self.book.act("press", {"page": "", "button": SAVE})
        if file := self.book.handed():
            sent = f'{{"name": "a.json", "size": {len(_bytes(file))}, "content": "{file["data"]}"}}'
            self.book.act("enter", {"page": "", "texts": {FILE: sent}})
        return SAVE

    def holds(self, before: Any, did: str) -> None:
        """The open page shows the panel's own answer for the texts in its fields, compared with `before` or anew."""
        page, shown = self.page, self.seen["pages"][self.book.open]
        answers = [page.panel.answer(page.texts, memo) for memo in (before, page.memo, None)]
        parts = {name: one["html"] for name, one in shown["parts"].items() if name not in (PICTURE, FILES)}
        fitting = [one for one in answers if {name: one.parts.get(name, "") for name in parts} == parts]
        assert fitting, did
        messages = {name: one["message"] for name, one in shown["fields"].items()}
        assert any(
            all(messages[name] == [said.kind, said.text] for name, said in one.messages.items()) for one in fitting
        ), did


def _bytes(file: dict[str, Any]) -> bytes:
    from base64 import b64decode

    return b64decode(file["data"])


@pytest.mark.parametrize("seed", range(WALKS))
def test_what_is_shown_belongs_to_what_stands_in_the_fields(seed: int) -> None:
    walk, done = Walk(seed), []
    for _ in range(STEPS):
        done.append(walk.step())
    assert {"turn", SAVE, UNDO} <= set(done)
