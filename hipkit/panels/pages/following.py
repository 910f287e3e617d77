"""A form of which one file may be what another page has, as it stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from hipkit.errors import InputError
from hipkit.panels.base import Answer, Message, Panel
from hipkit.panels.pages.form import FormPage
from hipkit.panels.pages.page import Focus
from hipkit.panels.pages.sheet import Sheet


@dataclass(frozen=True)
class Source:
    """What another page has: the sheet on which it stands, and how it is made the text of a file.

    `text` raises InputError where there is nothing to be had.
    """

    sheet: Callable[[], Sheet]
    text: Callable[[], str]


class FollowingPage(FormPage):
    """A form with a button that takes a file from another page; once it is taken, each change there is taken too.

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

    def __init__(self, panel: Panel, button: str, field: str, source: Source) -> None:
        self._file, self._from = field, source
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

    def _take(self) -> None:
        """Take the file; say why there is none."""
        try:
            file, why = self._from.text(), ""
        except InputError as error:
            file, why = "", error.reason
        self._taken = self._from.sheet().version
        self.fill({self._file: file})
        if why:
            self.say(replace(self.answer, messages={self._file: Message("error", why)}))
