"""The watch over a page's forms: what the browser shows belongs to what stands in the fields, or is a dash.

ipywidgets in the browser do not know that their kernel is dead, and show its last answer for ever. A few lines of
script beside them (`watch.js`) number every entry; here each answer is sent off with the number of its entry and the
texts that it answers. Where a text was lost on the way, the one that stands in the browser's field is taken.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from hipkit.widgets.guarded import GuardedCheckbox, GuardedDropdown

LOST = 0.5  # seconds that a text may be under way after the entry that names it
_made: Counter[str] = Counter()


class Watch(anywidget.AnyWidget):
    """The watch of one page or cell. `place` is what the page wants to know again after it was put back.

    `restoring` is called with the place and the names of the forms before they are put back, `restored` after it.
    """

    _esm = (files("hipkit") / "widgets" / "watch.js").read_text(encoding="utf-8")
    name = traitlets.Unicode().tag(sync=True)
    place = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str) -> None:
        _made[name] += 1  # the same one again when all cells are run again
        super().__init__(name=f"{name}-{_made[name]}")
        self._forms: dict[str, Followed] = {}
        self.restoring: Callable[[str, list[str]], None] = lambda place, names: None
        self.restored: Callable[[str], None] = lambda place: None
        self.on_msg(self._heard)

    def set_state(self, sync_data: Any) -> None:
        """Take over nothing: the browser sends entries, no state."""

    def follow(
        self,
        name: str,
        widget: Any,
        fields: Callable[[], Mapping[str, Any]],
        memo: Callable[[], Any],
        restore: Callable[[Mapping[str, str], Any], None],
    ) -> Followed:
        """Watch the form that is in `widget`, with its fields by name.

        `memo` is what the form wants back beside its texts when they are put back by `restore`.
        """
        widget.add_class(f"hk-watch:{name}")
        self._forms[name] = Followed(fields, lambda told: self._publish(name, told), memo, restore)
        self._forms[name].answered()
        return self._forms[name]

    def _publish(self, name: str, answer: dict[str, Any]) -> None:
        self.answered = {**self.answered, name: answer}

    def _heard(self, _: Any, content: Any, __: Any) -> None:
        """An entry, or what was kept; anything else that a browser may send is nothing."""
        sent = content if isinstance(content, Mapping) else {}
        entry, kept = sent.get("entry"), sent.get("restore")
        if isinstance(entry, Mapping) and entry.get("form") in self._forms:
            self._forms[entry["form"]].entry(entry.get("serial"), _texts(entry.get("texts")))
        if isinstance(kept, Mapping):
            self._put_back(kept)

    def _put_back(self, kept: Mapping[str, Any]) -> None:
        forms, place = kept.get("forms"), kept.get("place")
        place = place if isinstance(place, str) else ""
        listed = forms.items() if isinstance(forms, Mapping) else ()
        known = {name: form for name, form in listed if isinstance(name, str) and isinstance(form, Mapping)}
        try:
            self.restoring(place, list(known))
            for name, form in known.items():
                if name in self._forms:
                    self._forms[name].restore(_texts(form.get("texts")), form.get("memo"))
            self.restored(place)
        finally:
            self.send({"restored": True})


class Followed:
    """One form that is watched."""

    def __init__(
        self,
        fields: Callable[[], Mapping[str, Any]],
        publish: Callable[[dict[str, Any]], None],
        memo: Callable[[], Any],
        restore: Callable[[Mapping[str, str], Any], None],
    ) -> None:
        self._fields, self._publish, self._memo, self.restore = fields, publish, memo, restore
        self._serial: Any = None
        self._asked: tuple[Any, dict[str, str]] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def answered(self, overtaken: bool = False) -> None:
        """Tell the browser what is answered now; `overtaken` where other texts have come than were typed."""
        texts = self._standing()
        if self._asked and (overtaken or self._asked[1].items() <= texts.items()):
            self._serial, _ = self._asked
            self._asked = None
        self._publish({"serial": self._serial, "texts": texts, "memo": self._memo()})

    def entry(self, serial: Any, texts: dict[str, str]) -> None:
        """The browser has sent an entry: its texts have come before it, or will in a moment."""
        self._asked = serial, {name: text for name, text in texts.items() if name in self._fields()}
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.answered()
        if self._asked:
            try:
                self._timer = asyncio.get_running_loop().call_later(LOST, self._take)
            except RuntimeError:  # a plain program
                self._take()

    def catch_up(self) -> None:
        """Take what was typed before a button was pressed: letters can be under way when the button is not."""
        if self._timer is not None:
            self._timer.cancel()
        self._take()

    def _take(self) -> None:
        """Take the texts that stand in the browser's fields; what came of it is the answer of that entry."""
        asked, self._timer = self._asked, None
        if asked is None:
            return
        standing, fields = self._standing(), self._fields()
        for name, text in asked[1].items():
            if standing[name] != text:
                fields[name].set_state(_state_of(fields[name], text))
        self.answered(overtaken=True)

    def _standing(self) -> dict[str, str]:
        return {name: _stands(widget) for name, widget in self._fields().items()}


def _stands(widget: Any) -> str:
    """What stands in a field, as the script reads it off the page."""
    if isinstance(widget, GuardedDropdown):
        return "-1" if widget.index is None else str(widget.index)
    if isinstance(widget, GuardedCheckbox):
        return "true" if widget.value else "false"
    return str(widget.value)


def _state_of(widget: Any, text: str) -> dict[str, Any]:
    """The state that ipywidgets would have sent for it."""
    if isinstance(widget, GuardedDropdown):
        return {"index": int(text) if text.isdecimal() and len(text) < 6 else None}
    return {"value": text == "true"} if isinstance(widget, GuardedCheckbox) else {"value": text}


def _texts(sent: Any) -> dict[str, str]:
    """The texts among what was sent."""
    listed = sent.items() if isinstance(sent, Mapping) else ()
    return {name: text for name, text in listed if isinstance(name, str) and isinstance(text, str)}
