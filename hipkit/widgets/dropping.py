"""The field for a file: dropped on it, or chosen by mouse or keyboard; its bytes come as one text.

ipywidgets' own `FileUpload` takes no drop, and a file beyond the 10 MiB of a message ends the page's line to its
kernel without a word. Here the browser's file field lies, unseen, over the place for the file; a few lines of script
hand the file over, and of one that is too large its name and size.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import ipywidgets

from hipkit.errors import shown
from hipkit.formats.shared.markup import esc
from hipkit.panels.dropped import LARGEST

KEPT = "It stays in the memory of this machine: nothing of it is sent elsewhere or saved."


class SentFile(ipywidgets.Text):
    """The text that arrives from the browser, and never goes back to it."""

    def set_state(self, sync_data: Any) -> None:
        """Take over `value` alone; the browser's copy of it is taken away again."""
        sent = sync_data if isinstance(sync_data, Mapping) else {}
        if "value" not in sent:
            return
        self.send_state("value")
        self.value = sent["value"] if isinstance(sent["value"], str) else shown(sent["value"])

    def get_state(self, *args: Any, **kwargs: Any) -> Any:
        """The state for the browser, without the file."""
        state = super().get_state(*args, **kwargs)
        return state | {"value": ""} if "value" in state else state


class DropField(ipywidgets.Box):
    """A field of a form whose value is the text of a file (see `hipkit.panels.dropped`).

    `invitation` stands in it; `description` is its label with the message below it.
    """

    def __init__(self, name: str, invitation: str, description: str = "", **shared: Any) -> None:
        self._name = esc(name)
        self._sent = SentFile(layout=ipywidgets.Layout(display="none"))
        self._sent.add_class("hk-sent")
        self._told = ipywidgets.HTML(description, **shared)
        self._told.add_class("hk-told")
        place = ipywidgets.HTML(_place(name, invitation), **shared)
        super().__init__((place, self._told, self._sent), layout=shared.get("layout"))

    @property
    def value(self) -> str:
        """The text of the file; empty where there is none."""
        return str(self._sent.value)

    @value.setter
    def value(self, text: str | None) -> None:
        self._sent.value = text or ""

    @property
    def description(self) -> str:
        """The label with its message, as HTML."""
        return str(self._told.value)

    @description.setter
    def description(self, html: str) -> None:
        self._told.value = html

    def observe(self, handler: Callable[[Any], None], names: Any = "value", **kwargs: Any) -> None:
        """Call the handler when a file has come or gone."""
        if names != "value":
            super().observe(handler, names, **kwargs)
            return
        self._sent.observe(self._working, "value")
        self._sent.observe(handler, "value", **kwargs)

    def _working(self, change: Any) -> None:
        """Say at once that a file has come: what is done with it may take seconds."""
        if change["new"]:
            words = f'<span class="hk-say mathjax_ignore">reading {esc(_name(change["new"]))} ...</span>'
            self._told.value = f'<span class="hk-name">{self._name}</span> {words}'


def _name(text: str) -> str:
    """The name of the file in a text."""
    try:
        return shown(str(json.loads(text)["name"]), 60)
    except (ValueError, KeyError, TypeError, RecursionError):
        return "it"


def _place(name: str, invitation: str) -> str:
    named = f'aria-label="{esc(f"{name}: {invitation}")}"'
    # JupyterLab would take the keys for its own.
    field = f'<input type="file" {named} onchange="{esc(_script())}" data-lm-suppress-shortcuts>'
    return f'<div class="hk-drop">{esc(invitation)}<span>{esc(KEPT)}</span>{field}</div>'


@cache
def _script() -> str:
    """The script of the field; as an attribute it is one statement list with its comments left out."""
    text = (files("hipkit") / "widgets" / "drop.js").read_text(encoding="utf-8")
    lines = (line.partition("//")[0].strip() for line in text.splitlines())
    return " ".join(line for line in lines if line).replace("LARGEST", str(LARGEST))
