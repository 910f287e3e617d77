"""Learning: the sheet of a case with its boxes, the set-up before it and the result after it.

The session is held here and nowhere else; every step it takes and everything shown comes from the panel. No key of a
case is in it, or in what is shown, before the case is graded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hipkit.formats.practice.html import failed_html
from hipkit.formats.shared.markup import label
from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import FILES, PICTURE
from hipkit.panels.calculator.opened import calculator_texts
from hipkit.panels.pages import learn_sheet as sheet
from hipkit.panels.pages.files import MAKE, links, waiting
from hipkit.panels.pages.page import (
    HINT,
    OFF,
    ON,
    SKILL,
    Drawn,
    Focus,
    State,
    text_of,
)
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.log import Step, logged, retaken, taken
from hipkit.panels.practice.panel import Practice
from hipkit.panels.practice.screen import RESULT, SETTING, WORKING, Screen
from hipkit.panels.texts import BLANKS
from hipkit.practice.case import SKILLS
from hipkit.practice.training.session import Session


class LearnPage(Drawn):
    """A learner's practice with its session. `screen` is what is shown now.

    `open_order` is handed the texts of an order that a person wants to see in the calculator.

    >>> page = LearnPage(lambda texts: None, clock=lambda: 0.0)
    >>> page.enter({"seed": "7"})
    >>> page.press("Start")[0], page.screen.stage
    ('field', 'working')
    """

    def __init__(
        self,
        open_order: Callable[[Mapping[str, str]], None],
        panel: Practice | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.panel = panel or Practice()
        self._open_order, self._clock = open_order, clock
        self._setup = dict(self.panel.start_texts)
        self._skills: set[str] = set()
        self._files, self._failed = "", ""
        self._log: tuple[Step, ...] = ()
        self._acts: dict[str, Callable[[], Focus]] = {
            words.START: self._start,
            words.CHECK: self._check,
            words.SOLVE: lambda: self._go("solve"),
            words.NEXT: lambda: self._go("next"),
            words.OPEN: self._open,
            words.FINISH: lambda: self._go("finish"),
            words.AGAIN: lambda: self._go("again"),
            words.NEW: lambda: self._go("new"),
        }
        self.session, self.screen = Session(), Screen(SETTING, {})
        self.show(self.session)

    @property
    def memo(self) -> Any:
        """The steps so far, which are taken again after a reload; no key is in them."""
        return [dict(step) for step in self._log]

    @property
    def texts(self) -> Mapping[str, str]:
        """What stands in the fields that are there now."""
        if self.screen.stage == WORKING:
            return {shown.field.name: shown.text for shown in self.screen.boxes}
        if self.screen.stage == RESULT:
            return {}
        return self._setup | {SKILL + skill: ON if skill in self._skills else OFF for skill in SKILLS}

    # What a person does.

    def enter(self, texts: Mapping[str, object]) -> None:
        """Boxes or fields were filled, skills ticked."""
        self._safely(lambda: self._enter({name: text_of(text) for name, text in texts.items()}))

    def press(self, button: str) -> Focus:
        """Press a button; a hint is one too."""
        if button.startswith(HINT):
            return self._safely(lambda: self._hint(button.removeprefix(HINT)))
        if button == MAKE and self.screen.files:
            self._files = links(self.screen.files)
        if button in self.screen.buttons:
            return self._safely(self._acts[button])
        if button.startswith(sheet.ENTER) and self.screen.stage == WORKING:
            return self._safely(lambda: self._entered(button.removeprefix(sheet.ENTER)))
        return None

    def restore(self, texts: Mapping[str, str], memo: Any) -> None:
        """Take the steps again, and put back what stood in the fields."""
        self._safely(lambda: self._retake(memo))
        self._safely(lambda: self._enter(dict(texts)))

    # What code does.

    def message(self, name: str) -> str:
        """What stands at a field or a box."""
        messages = {one.field.name: one.message for one in self.screen.boxes} | dict(self.screen.messages)
        return messages[name].text if name in messages else ""

    def text(self, *parts: str) -> str:
        """What a person reads: the parts named, `boxes` among them, or all of them but the glossary."""
        wanted = parts or ("progress", "intro", "case", "boxes", "verdict", "skills", "slips", "graded")
        return "\n".join(text for name in wanted if (text := self._text(name)))

    def _text(self, name: str) -> str:
        if name != "boxes":
            return as_text(self.html(name))
        shown = [(label(one.field.label, one.message.kind, one.message.text), one.below) for one in self.screen.boxes]
        return "\n".join(text for pair in shown for html in pair if (text := as_text(html)))

    @property
    def picture(self) -> object | None:
        """What a picture is asked of; None where there is none."""
        return self.screen.picture

    def show(self, session: Session) -> None:
        """Show a session, and hold it from then on."""
        screen = self.panel.screen(session, self._setup)
        if session is not self.session or not self._files:
            self._files = waiting(screen.files)
        self.session, self.screen, self._failed = session, screen, ""
        if screen.picture is None:
            self.draw("")

    def html(self, name: str) -> str:
        """A part as HTML."""
        kept = {PICTURE: self.drawn, FILES: self._files}
        if name == "verdict" and self._failed:
            return self._failed
        if name == "train":
            return sheet.TRAIN
        return kept.get(name, self.screen.parts.get(name, ""))

    # Steps.

    def _enter(self, texts: Mapping[str, str]) -> Focus:
        boxes = {shown.field.name: shown.field for shown in self.screen.boxes}
        for name, text in texts.items():
            if name in boxes:
                field = boxes[name]
                known = field.kind != "choice" or text in dict(field.choices)
                self.session = self._step("typed", name=name, text=text if known else "")
            elif self.screen.stage == SETTING and name.startswith(SKILL):
                (self._skills.add if text == ON else self._skills.discard)(name.removeprefix(SKILL))
            else:
                self._fill(name, text)
        self.show(self.session)
        return None

    def _fill(self, name: str, text: str) -> None:
        """Fill a field of the set-up; a choice that it does not have is none."""
        fields = {field.name: field for field in self.screen.fields}
        if self.screen.stage == SETTING and name in fields:
            field = fields[name]
            self._setup[name] = text if field.kind != "choice" or text in dict(field.choices) else ""

    def _hint(self, name: str) -> Focus:
        self.show(self._step("hint", name=name))
        gone = not any(shown.field.name == name and shown.hint for shown in self.screen.boxes)
        return ("field", name) if gone else None

    def _entered(self, name: str) -> Focus:
        """Enter in a box leads to the next empty one, and checks where there is none, or where checking was held."""
        names = [one.field.name for one in self.screen.boxes]
        later = self.screen.boxes[names.index(name) + 1 :] if name in names else ()
        empty = [one.field.name for one in later if not one.text.strip(BLANKS)]
        held = self.session.attempt is not None and self.session.attempt.held
        return ("field", empty[0]) if empty and not held else self._check(stay=True)

    def _check(self, stay: bool = False) -> Focus:
        """Grade; the focus goes to the first box that wants it, and may stay where it is."""
        self.show(self._step("check"))
        wanting = [one.field.name for one in self.screen.boxes if one.message.kind == "error" or one.text == ""]
        open = words.CHECK in self.screen.buttons
        if wanting and (open or not stay):
            return "field", wanting[0]
        return None if stay or open else self._onward()

    def _onward(self) -> Focus:
        """The focus to the button of the next case."""
        return next((("button", name) for name in (words.NEXT, words.FINISH) if name in self.screen.buttons), None)

    def _start(self) -> Focus:
        return self._go("start", texts=dict(self._setup), skills=sorted(self._skills, key=list(SKILLS).index))

    def _go(self, kind: str, **what: Any) -> Focus:
        """On to another state; the focus goes to its first field."""
        self.show(self._step(kind, **what))
        if self.screen.stage == RESULT:
            return "button", MAKE
        names = [one.field.name for one in self.screen.boxes] or list(self._setup)
        return "field", names[0]

    def _open(self) -> Focus:
        at = self.session.attempt
        if at is not None and at.grade is not None and at.case.order is not None:
            self._open_order(calculator_texts(at.case.order))
            return "field", "drug"  # of the calculator
        return None

    def _step(self, kind: str, **what: Any) -> Session:
        """The session after a step, which is logged where it changes something."""
        step = {"kind": kind, "at": self._clock(), **what}
        session = taken(self.panel, self.session, step)
        if session != self.session:
            self._log = logged(self._log, step)
        return session

    def _retake(self, log: Sequence[Step]) -> Focus:
        session = retaken(self.panel, log, self._clock())
        begun = [step for step in log if step["kind"] == "start"]
        if begun:  # what a further run is set up from
            self._setup |= {name: text_of(text) for name, text in begun[-1]["texts"].items() if name in self._setup}
            self._skills = {skill for skill in begun[-1]["skills"] if skill in SKILLS}
        self.show(session)
        self._log = tuple(log)
        return None

    def _safely(self, act: Callable[[], Focus]) -> Focus:
        """Do it; where hipkit itself fails, a plain message, and the session as it was."""
        try:
            return act()
        except Exception as error:
            self._failed = failed_html(type(error).__name__)
            return None

    # What is shown.

    def state(self) -> State:
        """The page of the stage, with its fields and buttons."""
        screen = self.screen
        return {
            "title": self.panel.title,
            "layout": sheet.layout(screen),
            "fields": sheet.fields(screen, self.texts),
            "buttons": sheet.buttons_of(screen, self._acts),
            "parts": sheet.parts(screen, self.html, self.faded),
            "memo": self.memo,
        }
