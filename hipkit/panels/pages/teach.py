"""Practice for a class in use: the set that was made, the files that were dropped, and the grades that were overridden.

The files are held here and nowhere else; no key is in what is shown, but in the answer key that a trainer asks for.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from hipkit.errors import InputError
from hipkit.formats.practice.teach import set_html, teach_intro_html
from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import PICTURE, Field, Message
from hipkit.panels.pages import teach_sheet as sheet
from hipkit.panels.pages.files import MAKE, links
from hipkit.panels.pages.learn_sheet import TRAIN
from hipkit.panels.pages.page import OFF, ON, SKILL, Drawn, Focus, State, failed, text_of
from hipkit.panels.practice import override, teach
from hipkit.panels.practice.teach import GROUP, RESULTS, Taken, Teach
from hipkit.panels.texts import refusal
from hipkit.practice.case import SKILLS
from hipkit.practice.making import read_level
from hipkit.practice.training.choosing import skills_of
from hipkit.practice.training.resultfile import Opened


class TeachPage(Drawn):
    """What a trainer does for a class.

    >>> page = TeachPage()
    >>> page.enter({"level": "2", "count": "3", "seed": "7"})
    >>> page.press("Make sheet and key")
    >>> page.text("set").splitlines()[1]
    '3 cases, level 2, seed 7'
    """

    def __init__(self, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        self.panel = Teach(today)
        start = {"level": "1", "count": "10", "seed": f"{today():%Y%m%d}"}
        self._texts = start | {GROUP: ""} | dict.fromkeys(sheet.OVERRIDE_FIELDS, "")
        self._skills: set[str] = set()
        self._taken: tuple[Taken, ...] = ()
        self._refused: tuple[tuple[str, str], ...] = ()
        self._said: dict[str, Message] = {}
        self._html: dict[str, str] = {"intro": teach_intro_html(), "train": TRAIN}
        self.summed = self.panel.summed((), (), None)

    @property
    def memo(self) -> Any:
        """Nothing beside the texts: files are not kept over a reload."""
        return None

    @property
    def files(self) -> tuple[Opened, ...]:
        """The files of results that are there, with what was overridden in them."""
        return tuple(one.opened for one in self._taken)

    @property
    def texts(self) -> Mapping[str, str]:
        """What stands in the fields; of a file nothing stands there once it is read."""
        ticked = {SKILL + skill: ON if skill in self._skills else OFF for skill in SKILLS}
        return self._texts | {RESULTS: ""} | ticked

    # What a person does.

    def enter(self, texts: Mapping[str, object]) -> None:
        """Fields were filled, skills ticked, files dropped."""
        for name, given in texts.items():
            self._safely(partial(self._enter, name, text_of(given)))

    def press(self, button: str) -> Focus:
        """Press a button."""
        acts: dict[str, Callable[[], Focus]] = {
            sheet.SET: self._make,
            sheet.REMOVE: self._remove,
            sheet.OVERRIDE: self._override,
            MAKE: self._files,
        }
        return self._safely(acts[button]) if button in acts else None

    def restore(self, texts: Mapping[str, str], memo: Any) -> None:
        """Put back what stood in the fields."""
        self.enter(texts)

    # What code does.

    def message(self, name: str) -> str:
        """What stands at a field."""
        said = self._messages().get(name)
        return said.text if said else ""

    def text(self, *parts: str) -> str:
        """What a person reads: the parts named, or all of them."""
        shown = self._parts()
        return "\n".join(text for name in parts or sheet.PARTS if (text := as_text(shown.get(name, ""))))

    @property
    def picture(self) -> object | None:
        """What the picture is asked of; None while there are no results."""
        return self.summed.picture

    # Steps.

    def _enter(self, name: str, text: str) -> Focus:
        if name == RESULTS:
            return self._drop(text) if text else None
        if name.startswith(SKILL) or name in sheet.SET_FIELDS:
            self._html |= {"set": "", "set files": ""}  # they belong to what stood there before
        if name.startswith(SKILL):
            (self._skills.add if text == ON else self._skills.discard)(name.removeprefix(SKILL))
        elif name in self._texts:
            fields = {one.name: one for one in self._fields()}
            known = fields[name].kind != "choice" or text in dict(fields[name].choices)
            self._texts[name] = text if known else ""
            self._said = {}
            if name == override.FILE:
                self._sum()
        return None

    def _drop(self, text: str) -> Focus:
        self._said = {}
        try:
            group = teach.read_group(self._texts[GROUP])
        except InputError:
            self._said = {RESULTS: Message("error", "nothing was read: the class above cannot be")}
            return None
        try:
            self._taken, said = teach.take(self._taken, text, group)
            self._said = {RESULTS: Message("ok", said)}
        except InputError as error:
            name = teach.told_name(text)
            self._refused = (*self._refused, (name, error.reason))
            self._said = {RESULTS: Message("error", f"not taken: {error.reason}")}
        self._sum()
        return None

    def _make(self) -> Focus:
        made, said = teach.made_set(self._texts, sorted(self._skills))
        self._said = dict(said)
        if made is None:
            self._html |= {"set": "", "set files": ""}
            return "field", next(iter(said))
        self._html |= {"set": set_html(made), "set files": links(teach.set_files(made))}
        return None

    def _remove(self) -> Focus:
        self._taken, self._refused, self._said = (), (), {}
        self._texts |= dict.fromkeys(sheet.OVERRIDE_FIELDS, "")
        self._sum()
        return "field", RESULTS

    def _override(self) -> Focus:
        if not self._taken:
            return None
        files, self._said = override.override(self.files, self._texts)
        if self._said:
            return "field", next(iter(self._said))
        self._taken = tuple(replace(one, opened=file) for one, file in zip(self._taken, files, strict=True))
        self._texts |= {override.ROW: "", override.REASON: ""}
        self._sum()
        return "field", override.ROW

    def _files(self) -> Focus:
        self._html["summary files"] = links(self.summed.files) if self.summed.files else ""
        return None

    def _sum(self) -> None:
        """What came of the files, anew."""
        self.summed = self.panel.summed(self.files, self._refused, self._chosen)
        self._html["summary files"] = ""
        if self.summed.picture is None:
            self.draw("")

    @property
    def _chosen(self) -> Opened | None:
        return next((file for file in self.files if file.name == self._texts[override.FILE]), None)

    def _safely(self, act: Callable[[], Focus]) -> Focus:
        """Do it; where hipkit itself fails, a plain message, and what was there stays."""
        try:
            focus = act()
            self._html["files read"] = self.summed.parts.get("files read", "")
            return focus
        except Exception as error:
            self._html["files read"] = failed(error)
            return None

    # What is shown.

    def state(self) -> State:
        """The page with its fields and buttons."""
        some = bool(self._taken)
        return {
            "title": "practice for a class",
            "layout": sheet.layout(),
            "fields": sheet.fields(self._fields(), self.texts, self._messages(), self._trained(), some),
            "buttons": sheet.buttons_of(some or bool(self._refused)),
            "parts": sheet.parts(self._parts(), self.faded),
            "memo": self.memo,
        }

    def _fields(self) -> tuple[Field, ...]:
        return (*teach.set_fields(), *teach.results_fields(), *override.override_fields(self.files))

    def _parts(self) -> dict[str, str]:
        return {**self.summed.parts, **self._html, PICTURE: self.drawn}

    def _trained(self) -> tuple[str, ...]:
        try:
            return skills_of(read_level(self._texts["level"]))
        except InputError:
            return ()

    def _messages(self) -> dict[str, Message]:
        said = teach.set_said(self._texts)
        try:
            teach.read_group(self._texts[GROUP])
        except InputError as error:
            said[GROUP] = refusal(error)
        row = override.row_said(self._chosen, self._texts[override.ROW])
        return said | ({override.ROW: row} if row else {}) | self._said
