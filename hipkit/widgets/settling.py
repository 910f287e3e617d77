"""Waits with a key press until what was typed before it has arrived.

ipywidgets in the browser sends the text of a field in one message at a time and holds back what is typed meanwhile;
Enter and a button are sent at once. So they can overtake the last letters, and what was not typed yet would be graded.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

RECENT = 1.0  # seconds after a keystroke in which letters may still be under way
PAUSE = 0.4  # seconds without a letter after which none is


class Settling:
    """Runs an act at once where nothing was typed lately, else once no letter has come for a moment.

    Without an event loop, as in a plain program, everything is at once.

    >>> done = []
    >>> Settling().then(lambda: done.append("checked"))
    >>> done
    ['checked']
    """

    def __init__(self) -> None:
        self._typed = float("-inf")
        self._act: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def typed(self) -> None:
        """A letter has come: what waits goes on waiting."""
        self._typed = time.monotonic()
        if self._act is not None:
            self._wait(self._act)

    def then(self, act: Callable[[], None]) -> None:
        """Run it when the letters are there; an act that waits is replaced by a later one."""
        if time.monotonic() - self._typed > RECENT or not self._wait(act):
            self._stop()
            act()

    def _wait(self, act: Callable[[], None]) -> bool:
        """Whether there is a loop in which to wait."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return False
        self._stop()
        self._act = act
        self._timer = loop.call_later(PAUSE, self._run)
        return True

    def _run(self) -> None:
        act = self._act
        self._stop()
        if act is not None:
            act()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._act = self._timer = None
