"""Practice in ipywidgets: the sheet of a case with its boxes, driven by a person or, in a notebook, by code.

The session is held here and nowhere else; every step it takes and everything shown comes from the panel. No key of a
case is in it, in a widget or in a message before the case is graded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from hipkit.formats.bill.picture import warm
from hipkit.formats.practice.html import failed_html
from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import Message
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.log import Step, logged, retaken, taken
from hipkit.panels.practice.open import calculator_texts
from hipkit.panels.practice.panel import Practice
from hipkit.panels.practice.screen import SETTING, Screen
from hipkit.practice.training.session import Session
from hipkit.widgets.desk.pages import Pages
from hipkit.widgets.files import MAKE, Files
from hipkit.widgets.picture import PictureDesk
from hipkit.widgets.settling import Settling

if TYPE_CHECKING:
    from hipkit.widgets.watch import Followed, Watch


class PracticeDesk:
    """Practice on the screen.

    `widget` is the ipywidgets box; displaying the object itself shows it. `screen` is what is shown now. `open_order`
    is handed the texts of an order that a person wants to see in the calculator.
    """

    def __init__(
        self,
        open_order: Callable[[Mapping[str, str]], None],
        panel: Practice | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.panel = panel or Practice()
        self._open_order, self._clock = open_order, clock
        self._busy = True  # what is filled in here was typed by nobody
        self.session, self.screen = Session(), Screen(SETTING, {})
        self._log: tuple[Step, ...] = ()
        self._followed: Followed | None = None
        self.said: dict[str, Message] = {}
        self._acts: dict[str, Callable[[], None]] = {
            words.START: self._start,
            words.CHECK: self._check,
            words.SOLVE: lambda: self._go(self._step("solve")),
            words.NEXT: lambda: self._go(self._step("next")),
            words.OPEN: self._open,
            words.FINISH: lambda: self._go(self._step("finish"), MAKE),
            words.AGAIN: lambda: self._go(self._step("again")),
            words.NEW: lambda: self._go(self._step("new")),
            words.OVERRIDE: self._override,
        }
        self._settling = Settling()
        pressed = {name: partial(self._settle, partial(self._pressed, name)) for name in self._acts}
        self.pages = Pages(self.panel, pressed, self._typed, self._entered, self._hint, self._changed)
        self.widget = self.pages.widget
        self.files = Files(self.pages.show_files)
        self.pages.buttons[MAKE].on_click(lambda _: self.files.make())
        self._desk = PictureDesk(self.panel.draw, self.pages.show_picture, self.pages.fade_picture, warm)
        self._show(self.session)

    # What code, a notebook or a test does in place of a person.

    def type(self, name: str, text: str) -> None:
        """Put a text into a field of the set-up, a box of the case, or a field of an override."""
        self.pages.fill(name, text)

    def train(self, *skills: str) -> None:
        """Choose the skills to train, none for all."""
        self.pages.choose(skills)

    def press(self, name: str) -> None:
        """Press the button with these words on it; LookupError where it is not there now."""
        if name not in (*self.screen.buttons, *([MAKE] if self.screen.files else [])):
            raise LookupError(f"there is no button {name!r} now")
        if name == MAKE:
            self.files.make()
        self._pressed(name)

    def hint(self, name: str) -> None:
        """Take the next hint on a box."""
        self._hint(name)

    def message(self, name: str) -> str:
        """What stands at a field or a box."""
        messages = {box.field.name: box.message for box in self.screen.boxes} | dict(self.screen.messages)
        return messages[name].text if name in messages else ""

    def text(self, *parts: str) -> str:
        """What a person reads: the parts named, `boxes` among them, or all of them but the glossary."""
        wanted = parts or ("progress", "intro", "case", "boxes", "verdict", "skills", "slips", "graded")
        return "\n".join(text for name in wanted if (text := self._text(name)))

    def wait_for_picture(self, seconds: float = 60) -> bool:
        """Wait until the picture of the result is drawn; False if that took longer."""
        return self._desk.wait(seconds)

    def follow(self, watch: Watch, name: str) -> None:
        """Let the page's watch hear which entry each answer belongs to, under this name."""
        self._followed = watch.follow(name, self.widget, self.pages.followed, lambda: self._log, self._restore)

    def opened(self) -> None:
        """Practice is on the screen: pictures may be drawn."""
        self._desk.open()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        self.opened()
        bundle = dict(self.widget._repr_mimebundle_(**kwargs) or {})
        return bundle | {"text/plain": f"hipkit: {self.panel.title} (run this cell in JupyterLab to use it)"}

    def _text(self, name: str) -> str:
        if name != "boxes":
            return as_text(self.screen.parts.get(name, ""))
        shown = [(slot.shown.description, slot.below.value) for slot in self.pages.slots if slot.name]
        return "\n".join(text for label, below in shown for text in (as_text(label), as_text(below)) if text)

    # What a person does.

    def _pressed(self, name: str) -> None:
        """A button was pressed; one that is not to be seen does nothing, whatever a browser sends."""
        if name in self.screen.buttons:
            self._safely(self._acts[name])

    def _settle(self, act: Callable[[], None]) -> None:
        """Do it once what was typed before it is there."""
        if self._followed is not None:
            self._followed.catch_up()
        self._settling.then(act)

    def _safely(self, act: Callable[[], None]) -> None:
        """Do it; where hipkit itself fails, a plain message, and the session as it was."""
        try:
            act()
        except Exception as error:
            self.pages.parts["verdict"].value = failed_html(type(error).__name__)

    def _typed(self, name: str, text: str) -> None:
        """A box was filled."""
        if not self._busy and name:
            self._settling.typed()
            self._safely(lambda: self._show(self._step("typed", name=name, text=text)))
            self._answered()

    def _changed(self) -> None:
        """A field of the set-up or of an override was changed."""
        if not self._busy:
            self._settling.typed()
            if self.said or self.screen.stage == SETTING:
                self.said = {}
                self._safely(lambda: self._show(self.session))
            self._answered()

    def _hint(self, name: str) -> None:
        self._safely(lambda: self._show(self._step("hint", name=name)))
        self.pages.focus_hint(name)

    def _entered(self) -> None:
        """Enter in a box checks; once the case is graded it leads to the button of the next one."""
        if words.CHECK in self.screen.buttons:
            self._settle(partial(self._safely, lambda: self._check(stay=True)))
        else:
            self._focus_onward()

    def _focus_onward(self) -> None:
        for name in (words.NEXT, words.FINISH):
            if name in self.screen.buttons:
                self.pages.focus(name)
                return

    def _check(self, stay: bool = False) -> None:
        """Grade; the focus goes to the first box that wants it, and may stay where it is."""
        self._show(self._step("check"))
        wanting = [box.field.name for box in self.screen.boxes if box.message.kind == "error" or box.text == ""]
        held = words.CHECK in self.screen.buttons
        if wanting and (held or not stay):
            self.pages.focus_box(wanting[0])
        elif not stay:
            self._focus_onward()

    def _start(self) -> None:
        self._go(self._step("start", texts=self.pages.setup.texts(), skills=self.pages.ticked_skills()))

    def _open(self) -> None:
        at = self.session.attempt
        if at is not None and at.grade is not None and at.case.order is not None:
            self._open_order(calculator_texts(at.case.order))

    def _override(self) -> None:
        texts = self.pages.override.texts()
        session, self.said = self.panel.override(self.session, texts)
        if not self.said:
            self._step("override", texts=texts)
            self._busy = True
            self.pages.empty_override()
        self._show(session)

    def _step(self, kind: str, **what: Any) -> Session:
        """The session after a step, which is logged where it changes something."""
        step = {"kind": kind, "at": self._clock(), **what}
        session = taken(self.panel, self.session, step)
        if session != self.session:
            self._log = logged(self._log, step)
        return session

    def _answered(self, overtaken: bool = False) -> None:
        """Tell the watch, where there is one, that what stands in the boxes and fields is answered."""
        if self._followed is not None:
            self._followed.answered(overtaken)

    def _restore(self, read: Mapping[str, str], log: Any) -> None:
        """Take the steps of a page that ended again, and put back what stood in its fields."""
        self._busy = True
        self._safely(lambda: self._retake(tuple(log)))
        self._busy = True
        self.pages.put_back(read)
        self._busy = False
        for name, text in self.pages.boxed(read).items():
            self.session = self._step("typed", name=name, text=text)
        self._safely(lambda: self._show(self.session))
        self._answered(overtaken=True)

    def _retake(self, log: tuple[Step, ...]) -> None:
        self._show(retaken(self.panel, log, self._clock()))
        self._log = log

    def _go(self, session: Session, focus: str = "") -> None:
        """On to another state; the focus goes to the button of that name, or to the first field."""
        self.said = {}
        self._show(session)
        self._answered(overtaken=True)
        if focus:
            self.pages.focus(focus)
        else:
            self.pages.focus_first(self.screen)

    def _show(self, session: Session) -> None:
        """Show a session, and hold it from then on."""
        self._busy = True
        try:
            screen = self.panel.screen(session, self.pages.setup.texts(), self.said)
            if session is not self.session:
                self.files.offer(screen.files)
            self.session, self.screen = session, screen
            self.pages.show(screen)
        finally:
            self._busy = False
        self._desk.want(self.screen.picture)
