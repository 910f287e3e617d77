"""The three pages of practice as widgets: the set-up, the sheet of a case, the result; one of them is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hipkit.formats.practice.html import practice_style
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.panel import Practice
from hipkit.panels.practice.screen import RESULT, SETTING, WORKING, Screen
from hipkit.practice.case import SKILLS
from hipkit.widgets.desk.parts import Fields, Looks, Slot, put, value_of
from hipkit.widgets.files import MAKE
from hipkit.widgets.guarded import dress, value_of_words

_SLOTS = 6  # so many are made at first; a case with more gets more
_TRAIN = "What to train"
_PARTS = ("progress", "intro", "case", "verdict", "sofar", "glossary", "skills", "slips", "graded")

_STAY = ("intro", "case", "glossary")  # they answer nothing, and stand whatever is typed


class Pages:
    """Every widget of practice. What is equal to what is there is not sent to the browser again."""

    def __init__(
        self,
        panel: Practice,
        acts: Mapping[str, Callable[[], None]],
        typed: Callable[[str, str], None],
        entered: Callable[[], None],
        hinted: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        self.looks = looks = Looks()
        self._typed, self._entered, self._hinted = typed, entered, hinted
        self.setup = Fields(looks, panel.fields, changed, "setup-")
        for name, text in panel.start_texts.items():
            put(self.setup.inputs[name], text)
        self.override = Fields(looks, panel.override_fields, changed, "override-")
        self.skills = {skill: looks.checkbox(text, changed, f"skill-{skill}") for skill, text in SKILLS.items()}
        self.buttons = {name: looks.button(name, act) for name, act in acts.items()}
        for name in words.PRIMARY:
            self.buttons[name].add_class("hk-primary")
        self.buttons[MAKE] = looks.button(MAKE, lambda: None)
        self.parts = {name: looks.html(css="" if name in _STAY else "hk-said") for name in _PARTS}
        self.picture, self.files = looks.html(css="hk-said hk-picture"), looks.html(css="hk-said")
        self.slots: list[Slot] = []
        self._rows = looks.box("hk-boxrows")
        self._grow(_SLOTS)
        self._pages = {SETTING: self._setting(), WORKING: self._working(), RESULT: self._result()}
        self.widget = looks.box("hk-desk", [looks.html(practice_style()), *self._pages.values()])

    def show(self, screen: Screen) -> None:
        """Show a screen."""
        for stage, page in self._pages.items():
            page.remove_class("hk-hidden") if stage == screen.stage else page.add_class("hk-hidden")
        for name, part in self.parts.items():
            part.value = screen.parts.get(name, "")
        for name, button in self.buttons.items():
            there = name in screen.buttons or (name == MAKE and screen.stage == RESULT)
            button.remove_class("hk-hidden") if there else button.add_class("hk-hidden")
        if screen.stage == SETTING:
            self.setup.say(screen.messages)
            for skill, widget in self.skills.items():
                dress(widget, "hk-check", *([] if skill in dict(screen.skills) else ["hk-hidden"]))
        if screen.stage == RESULT:
            self.override.say(screen.messages, screen.fields)
        self._show_boxes(screen)

    def fill(self, name: str, text: str) -> None:
        """Put a text into a box or a field that is there now."""
        boxes = {slot.name: slot.shown for slot in self.slots if slot.name}
        put((boxes or self.setup.inputs | self.override.inputs)[name], text)

    def followed(self) -> dict[str, Any]:
        """Every box and field with a text or a choice, by the name that it has on the page."""
        return {
            **{f"setup-{name}": widget for name, widget in self.setup.inputs.items()},
            **{f"skill-{name}": widget for name, widget in self.skills.items()},
            **{f"override-{name}": widget for name, widget in self.override.inputs.items()},
            **{name: widget for slot in self.slots for name, widget in slot.made.items()},
        }

    def put_back(self, words: Mapping[str, str]) -> None:
        """Put what was read off the page back into the fields of the set-up and of an override."""
        for name, widget in self.followed().items():
            if name in words and name.startswith("skill-"):
                widget.value = words[name] == "true"
            elif name in words and name.startswith(("setup-", "override-")):
                text = value_of_words(widget, words[name])
                put(widget, widget.value if text is None else text)

    def boxed(self, words: Mapping[str, str]) -> dict[str, str]:
        """What was read off the page for the boxes that are there now, by their names in the case."""
        texts = {slot.name: value_of_words(slot.shown, words.get(slot.key, "")) for slot in self.slots if slot.name}
        return {name: text for name, text in texts.items() if text}

    def ticked_skills(self) -> list[str]:
        """The skills that are ticked."""
        return [skill for skill, widget in self.skills.items() if widget.value]

    def choose(self, skills: Iterable[str]) -> None:
        """Tick these skills and no other."""
        wanted = set(skills)
        for skill, widget in self.skills.items():
            widget.value = skill in wanted

    def empty_override(self) -> None:
        """Take out what was typed for an override."""
        for widget in self.override.inputs.values():
            put(widget, "")

    def focus(self, button: str) -> None:
        """The focus to a button."""
        self.buttons[button].focus()

    def focus_first(self, screen: Screen) -> None:
        """The focus to the first field of the page."""
        if screen.stage == WORKING:
            self.slots[0].shown.focus()
        elif screen.stage == SETTING:
            next(iter(self.setup.inputs.values())).focus()

    def focus_box(self, name: str) -> None:
        """The focus to a box."""
        next(slot for slot in self.slots if slot.name == name).shown.focus()

    def focus_hint(self, name: str) -> None:
        """The focus back to a box whose button of hints is gone."""
        if any(slot.name == name and not slot.button.description for slot in self.slots):
            self.focus_box(name)

    def show_picture(self, html: str) -> None:
        """Show the picture of the result."""
        self.picture.value = html
        self.picture.remove_class("hk-faded")

    def fade_picture(self) -> None:
        """Show that the picture is of a result that has changed."""
        self.picture.add_class("hk-faded")

    def show_files(self, html: str) -> None:
        """Show the files of the result."""
        self.files.value = html

    def _show_boxes(self, screen: Screen) -> None:
        self._grow(len(screen.boxes))
        for place, slot in enumerate(self.slots):
            slot.show(screen.boxes[place] if place < len(screen.boxes) else None)

    def _grow(self, count: int) -> None:
        """More slots, where a case has more boxes than any before it."""
        if count <= len(self.slots):
            return
        for place in range(len(self.slots), count):
            self.slots.append(Slot(self.looks, place, self._typed_at, self._entered, self._hinted_at))
        self._rows.children = [slot.widget for slot in self.slots]

    def _typed_at(self, place: int) -> None:
        slot = self.slots[place]
        self._typed(slot.name, value_of(slot.shown))

    def _hinted_at(self, place: int) -> None:
        self._hinted(self.slots[place].name)

    def _row(self, *names: str) -> Any:
        return self.looks.box("hk-buttons", [self.buttons[name] for name in names])

    def _setting(self) -> Any:
        skills = self.looks.box("hk-skills", list(self.skills.values()))
        heading = self.looks.html(f"<h2>{_TRAIN}</h2><p class='hk-soft hk-small'>nothing ticked: everything</p>")
        form = self.looks.box("hk-form", [*self.setup.children, heading, skills, self._row(words.START)])
        intro = self.looks.box("hk-answer", [self.parts["intro"], self.parts["glossary"]])
        return self.looks.box("hk-sheet", [form, intro])

    def _working(self) -> Any:
        row = self._row(words.CHECK, words.NEXT, words.OPEN, words.SOLVE)
        sheet = [self.parts["case"], self._rows, self.parts["verdict"], row]
        beside = [self.parts["sofar"], self._row(words.FINISH, words.NEW), self.parts["glossary"]]
        left = self.looks.box("hk-main", [self.parts["progress"], self.looks.box("hk-paper", sheet)])
        return self.looks.box("hk-work", [left, self.looks.box("hk-beside", beside)])

    def _result(self) -> Any:
        shown = [self.parts["progress"], self.picture, *(self.parts[name] for name in ("skills", "slips", "graded"))]
        files = self.looks.html("<h2>Files to save</h2>")
        beside = [
            self._row(words.AGAIN, words.NEW), files, self._row(MAKE), self.files,
            *self.override.children, self._row(words.OVERRIDE),
        ]  # fmt: skip
        return self.looks.box("hk-work", [self.looks.box("hk-main", shown), self.looks.box("hk-beside", beside)])
