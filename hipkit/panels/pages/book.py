"""The pages of an app in tabs, made when they are first looked at, and the operations that a view may ask for.

An operation is `{id, op, args}`: enter, press, take, open, hello, restore. Whatever a browser sends, nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hipkit.panels.pages.form import FormPage
from hipkit.panels.pages.page import Focus, Page, State, text_of

Make = Callable[[], Page]


class Book:
    """Pages by their titles, in the order of their tabs. `pages` are those that were looked at.

    `travels` are the titles of the pages among which an order goes along. One page alone has no tab.

    >>> from hipkit.panels.calculator.panel import Calculator
    >>> book = Book({"Calculator": lambda: FormPage(Calculator())})
    >>> book.act("press", {"page": "Calculator", "button": "Seed example"})
    ('field', 'drug')
    >>> book.state()["pages"]["Calculator"]["fields"]["dose"]["text"]
    '5 mg/hr'
    """

    def __init__(self, makers: Mapping[str, Make], top: str = "", travels: tuple[str, ...] = ()) -> None:
        self._makers, self.top, self._travels = dict(makers), top, travels
        self.pages: dict[str, Page] = {}
        self.open = next(iter(makers))
        self._order = self.open  # the page in which the order was last seen
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
        """Open a tab; the order goes along."""
        self.open = title
        page = self.page(title)
        if title in self._travels and title != self._order:
            before = self.pages.get(self._order)
            if isinstance(page, FormPage) and isinstance(before, FormPage):
                page.carry(before)
            self._order = title

    def begin(self, title: str, texts: Mapping[str, str]) -> None:
        """Open a page with these texts in place of what stands there."""
        page = self.page(title)
        if isinstance(page, FormPage):
            page.begin(texts)
        self._order = self.open = title

    def act(self, op: object, args: object) -> Focus:
        """One operation; what is none of them, or concerns nothing that is there, does nothing."""
        given = args if isinstance(args, Mapping) else {}
        title = given.get("page")
        if op == "restore":
            self._restore(given)
        if not isinstance(title, str) or title not in self._makers:
            return None
        if op == "open":
            self.turn(title)
        page = self.pages.get(title)
        if page is None:
            return None
        if op == "enter" and isinstance(given.get("texts"), Mapping):
            page.enter({name: text for name, text in given["texts"].items() if isinstance(name, str)})
        if op == "press":
            return page.press(text_of(given.get("button")))
        if op == "take":
            return page.take(text_of(given.get("field")), text_of(given.get("label")))
        return None

    def state(self) -> State:
        """What is shown: the tabs, the one that is open, and every page that was looked at."""
        return {
            "top": self.top,
            "tabs": list(self._makers) if self.tabbed else [],
            "open": self.open,
            "pages": {title: page.state() for title, page in self.pages.items()},
        }

    def _restore(self, kept: Mapping[str, Any]) -> None:
        """Put back the pages of a view before a reload, and the tab that was open."""
        pages = kept.get("pages")
        for title, told in pages.items() if isinstance(pages, Mapping) else ():
            if title in self._makers and isinstance(told, Mapping):
                texts = told.get("texts")
                listed = texts.items() if isinstance(texts, Mapping) else ()
                known = {name: text for name, text in listed if isinstance(name, str) and isinstance(text, str)}
                self.page(title).restore(known, told.get("memo"))
        opened = kept.get("open")
        if isinstance(opened, str) and opened in self._makers:
            self.page(opened)
            self.open = opened
            self._order = opened if opened in self._travels else self._order
