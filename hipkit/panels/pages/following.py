"""A form of which one file may be what another page has, as it stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hipkit.errors import InputError
from hipkit.panels.base import Answer, Message, Panel
from hipkit.panels.pages.form import FormPage
from hipkit.panels.pages.page import Focus
from hipkit.panels.pages.sheet import Sheet

_TAKEN, _BEFORE = "taken", -1  # what is kept of it, and a version that no sheet has


@dataclass(frozen=True)
class Source:
    """What another page has: the sheet on which it stands, and how it is made the text of a file.

    `text` raises InputError where there is nothing to be had.
    """

    sheet: Callable[[], Sheet]
    text: Callable[[], str]


class FollowingPage(FormPage):
    """A form with a button that takes a file from another page; once it is taken, each change there is taken too.

    `kept` is the field in which the panel keeps what it read of the file.

    >>> from hipkit.panels.compare.panel import Compare
    >>> order = Sheet({"drug": "morphine"})
    >>> def text() -> str:
    ...     raise InputError("order", "", f"{order.texts['drug']} has no dose", "5 mg/hr")
    >>> page = FollowingPage(Compare(), "Take the order", "first_scenario", Source(lambda: order, text))
    >>> page.press("Take the order")
    >>> page.message("first_scenario")
    'morphine has no dose'
    >>> order.enter({"drug": "fentanyl"})
    >>> page.answer.messages["first_scenario"].text
    'fentanyl has no dose'
    """

    def __init__(self, panel: Panel, button: str, field: str, source: Source, kept: str = "") -> None:
        self._file, self._kept, self._from = field, kept, source
        self._why = ""
        self._taken: int | None = None  # the version of the sheet from which the file was taken; None for another file
        super().__init__(panel, {button: self._take})

    @property
    def answer(self) -> Answer:
        """What is shown, for what the other page has now where its file is taken."""
        if self._taken not in (None, self._from.sheet().version):
            self._take()
        return super().answer

    def enter(self, texts: Mapping[str, object]) -> None:
        """Another file that is dropped takes the place of the one that was taken."""
        if self._file in texts:
            self._taken = None
        super().enter(texts)

    def begin(self, texts: Mapping[str, str], example: Iterable[str] = ()) -> Focus:
        """Begin anew, without the file that was taken."""
        self._taken = None
        return super().begin(texts, example)

    @property
    def memo(self) -> dict[str, str] | None:
        """The last valid entry, and whether the file was taken from the other page."""
        return super().memo if self._taken is None else {**(super().memo or {}), _TAKEN: "yes"}

    def restore(self, texts: Mapping[str, str], memo: Any) -> None:
        """Put back what stood here; a file that was taken is taken anew."""
        told = dict(memo) if isinstance(memo, Mapping) else {}
        taken = told.pop(_TAKEN, "")
        super().restore(texts, told or None)
        if taken:
            self._taken = _BEFORE

    def _take(self) -> None:
        """Take the file; say why there is none."""
        try:
            file, self._why = self._from.text(), ""
        except InputError as error:
            file, self._why = "", error.reason
        self._taken = self._from.sheet().version
        self.fill({self._file: file, **({self._kept: ""} if self._kept else {})})

    def _ask(self) -> Answer:
        """The panel's answer; where nothing could be taken, with the reason at its field."""
        answer = super()._ask()
        if self._taken is None or not self._why:
            return answer
        return replace(answer, messages={**answer.messages, self._file: Message("error", self._why)})
