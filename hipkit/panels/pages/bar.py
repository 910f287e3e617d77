"""What stands above the tabs: the order's name, and the buttons that open, save, print and undo it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from hipkit.errors import InputError, shown
from hipkit.formats.filenames import slug
from hipkit.formats.shared.markup import esc
from hipkit.panels.base import Field, Message
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.fields import CHECK, NO_PAYER, OTHERS
from hipkit.panels.claim import fields as names
from hipkit.panels.pages.page import (
    Drawn,
    Focus,
    State,
    box,
    button_state,
    buttons,
    field_state,
    part_state,
    shown_part,
    text_of,
)
from hipkit.panels.pages.sheet import Sheet
from hipkit.panels.saved import read, written
from hipkit.panels.texts import advice
from hipkit.payers.files import load_policy

OPEN, SAVE, PRINT, UNDO = "Open", "Save", "Print", "Undo"
FILE = "file"
_WHICH = ("drug", "unlisted", "ndc", "code", OTHERS)  # by these a drug of an order is known
_FIELD = Field(FILE, "An order that was saved", "file", example="a file that hipkit has saved")
_UNREAD = "The other drugs of the order cannot be read, and so it is not saved"
_EXAMPLE = "HMSA's example stands in the fields, and no file is made of it: type an order of your own"


class Bar(Drawn):
    """The bar over a sheet. `out` is the file that was saved last, until it is handed on.

    >>> bar = Bar(Sheet({"drug": "morphine", "payer": "none"}))
    >>> bar.press("Save")
    >>> bar.handed()["name"], bar.handed() is None
    ('order-morphine.json', True)
    """

    picture = None

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._told = ("", 0)
        self._out: State | None = None

    @property
    def _said(self) -> str:
        """What was said last, until another entry."""
        said, version = self._told
        return said if version == self.sheet.version else ""

    def _say(self, said: str) -> None:
        self._told = (said, self.sheet.version)

    @property
    def texts(self) -> Mapping[str, str]:
        """There is one field, and what is chosen there is opened at once."""
        return {FILE: ""}

    def enter(self, texts: Mapping[str, object]) -> None:
        """Open the file that was chosen."""
        from hipkit.panels.dropped import dropped  # here, since the first page takes no file

        if FILE not in texts:
            return
        try:
            file = dropped(text_of(texts[FILE]))
            opened = read(file.data, file.name, self.sheet.start)
        except InputError as error:
            self._say(f"It was not opened. {advice(error, _FIELD, 'Choose')}")
            return
        self.sheet.begin(opened)
        unpaid = "" if opened.get("payer") else "; it does not say who pays: look at the payer that stands there"
        self._say(f"opened {shown(file.name, 60)}{unpaid}")

    def press(self, button: str) -> Focus:
        """Save or undo; the view itself opens what a file is chosen by, and prints."""
        self._say("")
        if button == UNDO:
            self._undo()
        if button == SAVE:
            self._save()
        return None

    def _undo(self) -> None:
        """Put back what stood before; a check that was made of the drug in the fields is not unmade."""
        before = dict(self.sheet.texts)
        self.sheet.undo()
        same = all(self.sheet.texts.get(name) == before.get(name) for name in _WHICH)
        if same and before.get(CHECK) and not self.sheet.texts.get(CHECK):
            self.sheet.put({CHECK: before[CHECK]})

    def _save(self) -> None:
        drugs = self._drugs()
        if drugs is None or drugs.of_example:
            self._say(_UNREAD if drugs is None else _EXAMPLE)
            return
        try:
            data = written(self.sheet.texts)
        except InputError as error:
            self._say(f"It was not saved. {_label(error.field)}: {error.reason}.")
            return
        name = f"{slug(f'order {_named(drugs)}')}.json"
        self._out = {"name": name, "media": "application/json", "data": b64encode(data).decode()}
        self._say(f"saved as {name}, by the browser, where it keeps what it downloads")

    def handed(self) -> State | None:
        """The file that was saved, once."""
        out, self._out = self._out, None
        return out

    def take(self, field: str, label: str) -> Focus:
        """Nothing is offered here."""
        return None

    @property
    def memo(self) -> dict[str, Any]:
        """All that the sheet holds."""
        return {"texts": dict(self.sheet.texts), "last": self.sheet.memo or {}}

    def restore(self, texts: Mapping[str, str], memo: Any) -> None:
        """Put back what the sheet held; what is none of its texts is left out."""
        kept, last = (memo.get(name) for name in ("texts", "last")) if isinstance(memo, Mapping) else (None, None)
        self.sheet.put(self._own(kept))
        self.sheet.memo = self._own(last) or None

    def _own(self, kept: object) -> dict[str, str]:
        listed = kept.items() if isinstance(kept, Mapping) else ()
        return {name: text for name, text in listed if name in self.sheet.start and isinstance(text, str)}

    def message(self, name: str) -> str:
        """What was said last."""
        return self._said

    def text(self, *parts: str) -> str:
        """The order's name, and what was said last."""
        return "\n".join(filter(None, (self.name, self._said)))

    def paint(self, picture: object) -> str:
        """There is no picture here."""
        return ""

    @property
    def name(self) -> str:
        """What the order is called: its drugs, its payer, its days."""
        texts = self.sheet.texts
        days = " to ".join(filter(None, (texts.get("from", "").strip(), texts.get("through", "").strip())))
        drugs = self._drugs()
        named = ", ".join(filter(None, (_named(drugs), self._payer(), shown(days, 40))))
        return f"HMSA's example: {named}" if drugs and drugs.of_example else named or "no order yet"

    def _drugs(self) -> Drugs | None:
        try:
            return Drugs.of(self.sheet.texts)
        except InputError:
            return None

    def _payer(self) -> str:
        payer = self.sheet.texts.get("payer", "")
        try:
            return "" if payer in ("", NO_PAYER) else load_policy(payer).name
        except InputError:
            return ""

    def state(self) -> State:
        """The bar as it is shown."""
        name = f'<span class="hk-order-name">{esc(self.name)}</span>'
        row = buttons(OPEN, SAVE, PRINT, UNDO)
        return {
            "title": "the order",
            "layout": [box("hk-bar", shown_part("name"), row, shown_part("said"))],
            "fields": {FILE: field_state(_FIELD, "", Message("note", ""), seen=False)},
            "buttons": {
                OPEN: button_state(OPEN, does=f"choose {FILE}"),
                SAVE: button_state(SAVE),
                PRINT: button_state(PRINT, does="print"),
                UNDO: button_state(UNDO),
            },
            "parts": {"name": part_state(name), "said": part_state(esc(self._said), "hk-bar-said")},
            "memo": self.memo,
        }


def _named(drugs: Drugs | None) -> str:
    """The drugs of an order, as they were typed; one that has no name yet is left out."""
    places = range(len(drugs.every)) if drugs else ()
    return " and ".join(drugs.called(place) for place in places if drugs and drugs.is_named(place))


def _label(field: str) -> str:
    """What a person calls a field."""
    return "another drug" if field == OTHERS else names.label(field)
