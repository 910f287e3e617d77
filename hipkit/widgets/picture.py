"""Draws pictures after everything else, in one thread; only the latest one asked for is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

PAUSE = 1.5
QUIET = 0.25  # seconds without a keystroke: drawing would slow down the answer to the next one
SORRY = "<p>The picture could not be drawn; the numbers do not depend on it.</p>"


class PictureDesk:
    """Takes requests at once, draws later, and drops what has been overtaken.

    `draw` makes HTML from a request, `show` puts it on the page, `fade` marks what is there as overtaken.
    `warm` loads what drawing needs; it runs `PAUSE` seconds after `open`, when the page has been built.
    """

    def __init__(
        self,
        draw: Callable[[object], str],
        show: Callable[[str], None],
        fade: Callable[[], None],
        warm: Callable[[], None],
    ) -> None:
        self._draw, self._show, self._fade, self._warm = draw, show, fade, warm
        self._changed = threading.Condition()
        self._wanted: object | None = None
        self._drawn: object | None = None
        self._html = ""
        self._hurry = threading.Event()
        self._thread: threading.Thread | None = None

    def want(self, picture: object | None) -> None:
        """Ask for a picture; None takes the one that is there away, at once."""
        with self._changed:
            if picture == self._wanted:
                return
            self._wanted = picture
            if picture is None:
                self._drawn = None
                self._show("")
            elif picture == self._drawn:
                self._show(self._html)
            elif self._drawn is not None:
                self._fade()
            self._changed.notify_all()

    def open(self) -> None:
        """The page is displayed: begin to draw, after the pause."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="hipkit-picture", daemon=True)
            self._thread.start()

    def wait(self, seconds: float = 60) -> bool:
        """Wait until the latest picture is on the page; False if that took longer."""
        self._hurry.set()
        self.open()
        with self._changed:
            return self._changed.wait_for(lambda: self._drawn == self._wanted, seconds)

    def _work(self) -> None:
        self._hurry.wait(PAUSE)
        self._safely(self._ready)
        while True:
            wanted = self._settled()
            html = self._safely(partial(self._draw, wanted))
            with self._changed:
                if wanted is not None and wanted == self._wanted:
                    self._show(html)
                    self._drawn, self._html = wanted, html
                    self._changed.notify_all()

    def _settled(self) -> object | None:
        """The picture that is wanted once nothing new has been wanted for a moment."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted != self._drawn)
            wanted = self._wanted
            while not self._hurry.is_set() and self._changed.wait_for(lambda: self._wanted != wanted, QUIET):  # noqa: B023
                wanted = self._wanted
            return self._wanted

    def _ready(self) -> str:
        self._warm()
        return ""

    def _safely(self, draw: Callable[[], str]) -> str:
        try:
            return draw()
        except Exception:
            return SORRY
