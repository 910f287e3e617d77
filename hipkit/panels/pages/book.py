"""The pages of an app in tabs, made when they are first looked at, and the operations that a view may ask for.

An operation is `{id, op, args}`: enter, press, take, open, hello, restore. Whatever a browser sends, nothing raises. An
entry is `fresh` where its field was left since the one before it, or never entered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hipkit.panels.pages.bar import Bar
from hipkit.panels.pages.form import FormPage
from hipkit.panels.pages.page import Focus, Page, State, text_of
from hipkit.panels.rows import are_rows, joined

Make = Callable[[], Page]
BAR = ""  # the title of the bar


class Book:
    """Pages by their titles, in the order of their tabs. `pages` are those that were looked at.

    One page alone has no tab. `bar` stands above the tabs, as the page without a title. What is shown of a page that
    is not open is what was there when it was left.

    >>> from hipkit.panels.calculator.panel import Calculator
    >>> book = Book({"Order": lambda: FormPage(Calculator())})
    >>> book.act("press", {"page": "Order", "button": "HMSA's example"})
    ('field', 'drug')
    >>> book.state()["pages"]["Order"]["fields"]["dose"]["text"]
    '5 mg/hr'
    """

    def __init__(self, makers: Mapping[str, Make], top: str = "", bar: Bar | None = None) -> None:
        self._makers, self.top, self._bar = dict(makers), top, bar
        self.pages: dict[str, Page] = {}
        self._left: dict[str, State] = {}  # the pages that are not open, as they were shown last
        self.open = next(iter(makers))
        self.page(self.open)

    @property
    def tabbed(self) -> bool:
        """Whether there are several pages, and so tabs."""
        return len(self._makers) > 1

    def page(self, title: str) -> Page:
        """A page, made where it was never looked at."""
        if title not in self.pages:
            self.pages[title] = self._makers[title]()
        return self.pages[title]

    def turn(self, title: str) -> None:
        """Open a tab."""
        self.page(title)
        self.open = title

    def begin(self, title: str, texts: Mapping[str, str]) -> None:
        """Open a page with these texts in place of what stands there."""
        page = self.page(title)
        if isinstance(page, FormPage):
            page.begin(texts)
        self.open = title

    def act(self, op: object, args: object) -> Focus:
        """One operation; what is none of them, or concerns nothing that is there, does nothing."""
        given = args if isinstance(args, Mapping) else {}
        title = given.get("page")
        if op == "restore":
            self._restore(given)
        if not isinstance(title, str) or title not in (*self._makers, BAR):
            return None
        if op == "open" and title != BAR:
            self.turn(title)
        page = self._bar if title == BAR else self.pages.get(title)
        if page is None:
            return None
        if op == "enter" and isinstance(given.get("texts"), Mapping):
            if given.get("fresh") is True and isinstance(page, FormPage):
                page.sheet.leave()
            page.enter({name: text for name, text in given["texts"].items() if isinstance(name, str)})
        if op == "press":
            before = self.open
            focus = page.press(text_of(given.get("button")))
            return focus if focus or self.open == before else self._first()
        if op == "take":
            return page.take(text_of(given.get("field")), text_of(given.get("label")))
        return None

    def _first(self) -> Focus:
        """Where a person begins on the page that a button opened."""
        page = self.page(self.open)
        return ("field", page.first) if isinstance(page, FormPage) else None

    def state(self) -> State:
        """What is shown: the tabs, the one that is open, and every page that was looked at."""
        asked = (title for title in self.pages if title == self.open or title not in self._left)
        self._left |= {title: self.pages[title].state() for title in list(asked)}
        return {
            "top": self.top,
            "tabs": list(self._makers) if self.tabbed else [],
            "open": self.open,
            "pages": self._left | ({BAR: self._bar.state()} if self._bar else {}),
        }

    def handed(self) -> State | None:
        """A file that was saved and is to be handed on, once."""
        return self._bar.handed() if self._bar else None

    def _restore(self, kept: Mapping[str, Any]) -> None:
        """Put back the pages of a view before a reload, and the tab that was open.

        What pages share stands in the bar; beside it is put back only what was typed on them and not answered yet.
        """
        self._left = {}
        pages, opened = kept.get("pages"), kept.get("open")
        told = (
            {title: one for title, one in pages.items() if isinstance(one, Mapping)}
            if isinstance(pages, Mapping)
            else {}
        )
        if self._bar and BAR in told:
            self._bar.restore({}, told[BAR].get("memo"))
        for title in (title for title in told if title in self._makers):
            page, one = self.page(title), told[title]
            if isinstance(page, FormPage) and self._bar and page.sheet is self._bar.sheet:
                typed = _texts(one.get("typed"))
                page.enter(typed)  # it was not answered, so it is typed over an example only now
                page.restore(typed, page.memo)
            else:
                page.restore(_texts(one.get("texts")), one.get("memo"))
        if isinstance(opened, str) and opened in self._makers:
            self.turn(opened)


def _texts(sent: object) -> dict[str, str]:
    """The texts that a view has kept; what is none is left out."""
    listed = sent.items() if isinstance(sent, Mapping) else ()
    read = ((name, joined(text) if are_rows(text) else text) for name, text in listed)
    return {name: text for name, text in read if isinstance(name, str) and isinstance(text, str)}
