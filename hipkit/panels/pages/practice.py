"""Practice with its two views, one at a time: a learner's run, and what a trainer does for a class."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from hipkit.panels.pages.learn import LearnPage
from hipkit.panels.pages.page import Focus, State
from hipkit.panels.pages.teach import TeachPage
from hipkit.panels.practice.panel import Practice
from hipkit.panels.practice.screen import LEARN, TEACH, Screen
from hipkit.practice.training.session import Session


class PracticePage:
    """Both views, the learner's first; what stands in one stays while the other is open.

    >>> page = PracticePage(lambda texts: None, clock=lambda: 0.0)
    >>> page.press("Teach")
    ('field', 'level')
    >>> page.state()["title"]
    'practice for a class'
    """

    def __init__(
        self,
        open_order: Callable[[Mapping[str, str]], None],
        panel: Practice | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.learn = LearnPage(open_order, panel, clock)
        self.teach = TeachPage(self.learn.panel.today)
        self.view = LEARN

    @property
    def open(self) -> LearnPage | TeachPage:
        """The view that is open."""
        return self.teach if self.view == TEACH else self.learn

    @property
    def session(self) -> Session:
        """The learner's run."""
        return self.learn.session

    @property
    def screen(self) -> Screen:
        """What the learner sees."""
        return self.learn.screen

    @property
    def memo(self) -> Any:
        """The view that is open with what it wants back, and the other one with its texts."""
        other, name = (self.learn, LEARN) if self.view == TEACH else (self.teach, TEACH)
        return {"view": self.view, self.view: {"memo": self.open.memo}, name: _kept(other)}

    @property
    def texts(self) -> Mapping[str, str]:
        """What stands in the fields that are there now."""
        return self.open.texts

    def enter(self, texts: Mapping[str, object]) -> None:
        """Fields were filled."""
        self.open.enter(texts)

    def press(self, button: str) -> Focus:
        """Press a button; two of them open the other view."""
        if button in (LEARN, TEACH):
            self.view = button
            return next((("field", name) for name in self.texts), None)
        return self.open.press(button)

    def take(self, field: str, label: str) -> Focus:
        """Nothing is offered in practice."""
        return None

    def restore(self, texts: Mapping[str, str], memo: Any) -> None:
        """Put both views back as they were."""
        told = memo if isinstance(memo, Mapping) else {}
        self.view = TEACH if told.get("view") == TEACH else LEARN
        for name, page in ((LEARN, self.learn), (TEACH, self.teach)):
            kept = told.get(name)
            kept = kept if isinstance(kept, Mapping) else {}
            page.restore(texts if name == self.view else _texts(kept.get("texts")), kept.get("memo"))

    def message(self, name: str) -> str:
        """What stands at a field."""
        return self.open.message(name)

    def text(self, *parts: str) -> str:
        """What a person reads."""
        return self.open.text(*parts)

    @property
    def picture(self) -> object | None:
        """What a picture is asked of."""
        return self.open.picture

    def paint(self, picture: object) -> str:
        """The picture as HTML."""
        return self.learn.panel.draw(picture)

    def draw(self, html: str) -> None:
        """The picture was painted."""
        self.open.draw(html)

    def fade(self) -> None:
        """The picture that is there has been overtaken."""
        self.open.fade()

    def state(self) -> State:
        """The view that is open."""
        return self.open.state() | {"memo": self.memo}


def _kept(page: LearnPage | TeachPage) -> dict[str, Any]:
    return {"texts": dict(page.texts), "memo": page.memo}


def _texts(given: object) -> dict[str, str]:
    listed = given.items() if isinstance(given, Mapping) else ()
    return {name: text for name, text in listed if isinstance(name, str) and isinstance(text, str)}
