"""Any page of hipkit as an ipywidgets widget, for JupyterLab and Voila: it hands on what a person does and shows what
comes of it. Nothing is worked out here.

What the browser sends is an operation with a number; the answer goes back with that number and holds what has changed.
Code drives a page as a person does: `type`, `press`, and `text` for what a reader sees.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from hipkit.formats.bill.picture import warm
from hipkit.formats.shared.markup import style_sheet
from hipkit.panels.pages.book import Book
from hipkit.panels.pages.page import HINT, OFF, ON, SKILL, Focus, Page, State
from hipkit.panels.pages.patch import changed
from hipkit.widgets.picture import PictureDesk

_made: dict[str, int] = {}  # how many views of a name were made: the same names when all cells are run again


class View(anywidget.AnyWidget):
    """A book of pages on the screen; code drives the page that is open.

    `texts` are what stands in its fields, by their names: another widget may observe them, or set some. `result` is
    what the command line prints of it as JSON, None where there is no answer.

    >>> from hipkit.widgets import calculator
    >>> panel = calculator()
    >>> panel.press("HMSA's example")
    >>> panel.texts["dose"], panel.text("units").splitlines()[2]
    ('5 mg/hr', 'S9326  31  days  2021-03-01 to 2021-03-31')
    """

    _esm = (files("hipkit") / "widgets" / "view.js").read_text(encoding="utf-8")
    _css = style_sheet()
    name = traitlets.Unicode().tag(sync=True)
    texts = traitlets.Dict()
    result = traitlets.Dict(allow_none=True, default_value=None)

    def __init__(self, name: str, book: Book) -> None:
        _made[name] = _made.get(name, 0) + 1
        super().__init__(name=f"{name}-{_made[name]}")
        self.book = book
        self._sent: State | None = None  # what the browser has; None before it asked
        self._desks: dict[str, PictureDesk] = {}
        self._busy = False
        self._line = threading.RLock()  # pictures come from a thread of their own
        self.on_msg(self._heard)
        self.observe(self._set, "texts")
        self._show()

    # What code, a notebook or a test does in place of a person.

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.book.pages[self.book.open]

    def type(self, name: str, text: str) -> None:
        """Put a text into a field, or choose the value of a dropdown, as a person at the page would."""
        if name not in self.page.texts:
            raise LookupError(f"there is no field {name!r} now")
        self.book.act("enter", {"page": self.book.open, "texts": {name: text}, "fresh": True})
        self._show()

    def press(self, words: str) -> None:
        """Press the button with these words on it, or the offer; LookupError if there is none."""
        state = self.page.state()
        for name, button in state["buttons"].items():
            if button["seen"] and button["words"] == words:
                self.page.press(name)
                return self._show()
        for name, field in state["fields"].items():
            if words in field["offers"]:
                self.page.take(name, words)
                return self._show()
        raise LookupError(f"there is no button {words!r} now")

    def message(self, name: str) -> str:
        """What stands at a field."""
        return self.page.message(name)

    def text(self, *parts: str) -> str:
        """The answer as a person reads it: all of it, or the parts named."""
        return self.page.text(*parts)

    def train(self, *skills: str) -> None:
        """Tick the skills to practise, none for all."""
        ticked = [name for name in self.page.texts if name.startswith(SKILL)]
        self.page.enter({name: ON if name.removeprefix(SKILL) in skills else OFF for name in ticked})
        self._show()

    def hint(self, name: str) -> None:
        """Take the next hint on a box of practice."""
        self.page.press(HINT + name)
        self._show()

    def review(self, name: str, data: bytes) -> None:
        """Review the bytes of a file, as a person does who drops it."""
        from hipkit.panels.dropped import Dropped  # here, since few pages take a file

        self.type("file", Dropped(name, data).text())

    def shown_fields(self) -> tuple[str, ...]:
        """The names of the fields that can be seen, in their order."""
        return tuple(name for name, field in self.page.state()["fields"].items() if field["seen"])

    @property
    def answer(self) -> Any:
        """What the panel of the open page answers."""
        page: Any = self.page
        return page.answer

    @property
    def screen(self) -> Any:
        """What practice shows."""
        page: Any = self.page
        return page.screen

    @property
    def session(self) -> Any:
        """The run of practice."""
        page: Any = self.page
        return page.session

    def turn(self, title: str) -> None:
        """Open the tab with this title."""
        self.book.turn(title)
        self._show()

    def wait_for_picture(self, seconds: float = 60) -> bool:
        """Wait until the picture of the answer is drawn; False if that took longer."""
        desk = self._draw(self.book.open, self.page)
        return desk is None or desk.wait(seconds)

    # The line to the browser.

    def set_state(self, sync_data: Any) -> None:
        """Take over nothing: the browser sends operations, no state."""

    def _heard(self, _: Any, content: Any, __: Any) -> None:
        sent = content if isinstance(content, Mapping) else {}
        op, args = sent.get("op"), sent.get("args")
        focus = self.book.act(op, args)
        if op in ("hello", "restore"):
            self._sent = None
        self._show({"view": sent.get("view"), "id": sent.get("id")}, focus)

    def _show(self, reply: State | None = None, focus: Focus = None) -> None:
        """Ask for the picture of what is shown now, and send the browser what it does not have yet."""
        self._busy = True
        try:
            self._draw(self.book.open, self.page)
            self.texts = dict(getattr(self.page, "typed", self.page.texts))
            self.result = getattr(self.page, "result", None)
        finally:
            self._busy = False
        if reply or self._sent is not None:
            self._tell(reply or {}, focus)

    def _tell(self, reply: State, focus: Focus = None) -> None:
        with self._line:
            state = self.book.state()
            told = {"state": state} if self._sent is None else {"patch": changed(self._sent, state)}
            self._sent = state
            file = self.book.handed()
            more = {"focus": [self.book.open, focus]} if focus else {}
            self.send({**reply, **told, **more, **({"file": file} if file else {})})

    def _draw(self, title: str, page: Page) -> PictureDesk | None:
        """Have the picture of a page drawn; the browser is sent it when it is there. None where it never has one."""
        if title not in self._desks and page.picture is not None:
            self._desks[title] = PictureDesk(page.paint, partial(self._drawn, page), page.fade, warm)
        desk = self._desks.get(title)
        if desk is not None:
            desk.want(page.picture)
            if self._sent is not None:
                desk.open()
        return desk

    def _drawn(self, page: Page, html: str) -> None:
        page.draw(html)
        if self._sent is not None and not self._busy:
            self._tell({})

    # Other widgets.

    def _set(self, change: Any) -> None:
        """Another widget has set texts: they are entered as if they were typed."""
        if not self._busy:
            self.page.enter({name: text for name, text in change["new"].items() if isinstance(name, str)})
            self._show()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        shown = super()._repr_mimebundle_(**kwargs)
        data, rest = shown if isinstance(shown, tuple) else (shown or {}, {})
        title = self.book.state()["pages"][self.book.open]["title"]
        named = "hipkit" if self.book.top else f"hipkit: {title}"
        how = "in JupyterLab, or hipkit app, to use it" if self.book.top else "in JupyterLab to use it"
        return {**data, "text/plain": f"{named} (run this cell {how})"}, rest
