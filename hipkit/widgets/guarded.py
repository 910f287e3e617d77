"""A text field, a dropdown and tabs that take nothing from the browser but their value, whatever is sent.

A browser can send any state for any widget over the comm. ipywidgets would raise in the middle of it, and
the field on the screen would differ from the one in Python; here the two always agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets

from hipkit.errors import shown

MARK = "hk-n:"
"""What begins the class by which a field is known on the page, before its name."""


def dress(widget: Any, *css: str) -> None:
    """Give a field these classes of the style sheet; it stays known by its name."""
    widget._dom_classes = [*(name for name in widget._dom_classes if name.startswith(MARK)), *css]


class GuardedText(ipywidgets.Text):
    """A text field. What is sent that is not text becomes text, for the strict reader to refuse."""

    def set_state(self, sync_data: Any) -> None:
        """Take over `value` alone."""
        sent = sync_data if isinstance(sync_data, Mapping) else {}
        if set(sent) == {"value"} and isinstance(sent["value"], str):
            super().set_state(sent)
        elif "value" in sent:
            self.value = sent["value"] if isinstance(sent["value"], str) else shown(sent["value"])
            self.send_state("value")


class GuardedDropdown(ipywidgets.Dropdown):
    """A dropdown. An index that it does not have becomes "nothing chosen"."""

    def set_state(self, sync_data: Any) -> None:
        """Take over `index` alone."""
        sent = sync_data if isinstance(sync_data, Mapping) else {}
        if "index" not in sent:
            return
        index = sent["index"]
        if type(index) is int and 0 <= index < len(self.options):
            super().set_state({"index": index})
        else:
            self.index = None
            self.send_state("index")


class GuardedTab(ipywidgets.Tab):
    """Tabs. One that is not there cannot be opened."""

    def set_state(self, sync_data: Any) -> None:
        """Take over `selected_index` alone."""
        sent = sync_data if isinstance(sync_data, Mapping) else {}
        index = sent.get("selected_index")
        if type(index) is int and 0 <= index < len(self.children):
            super().set_state({"selected_index": index})


class GuardedCheckbox(ipywidgets.Checkbox):
    """A checkbox. It is on or off, whatever else is sent."""

    def set_state(self, sync_data: Any) -> None:
        """Take over `value` alone, where it is true or false."""
        sent = sync_data if isinstance(sync_data, Mapping) else {}
        if isinstance(sent.get("value"), bool):
            super().set_state({"value": sent["value"]})


def value_of_words(widget: Any, words: str) -> str | None:
    """The value of a field from the words that stand in it on the page; None where a dropdown does not have them.

    >>> value_of_words(GuardedDropdown(options=[("BCBS of Texas", "bcbstx")]), "BCBS\xa0of\xa0Texas")
    'bcbstx'
    """
    if not isinstance(widget, GuardedDropdown):
        return words
    plain = words.replace("\xa0", " ")
    return next((str(value) for shown, value in widget.options if str(shown).replace("\xa0", " ") == plain), None)
