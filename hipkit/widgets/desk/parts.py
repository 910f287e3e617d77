"""The widgets of practice: fields with their message, checkboxes, and the boxes of a case, used again for each case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets

from hipkit.formats.shared.markup import esc, label
from hipkit.panels.base import Field, Message
from hipkit.panels.practice.screen import BoxShown
from hipkit.widgets.form import NO_PLACEHOLDER, box
from hipkit.widgets.guarded import MARK, GuardedCheckbox, GuardedDropdown, GuardedText, dress

_EMPTY = [("choose", "")]
_QUIET = Message("note", "")


class Looks:
    """One layout and one style for all widgets of a page: each is a message to the browser when it opens."""

    def __init__(self) -> None:
        self.layout = ipywidgets.Layout()
        self.style = ipywidgets.Text(layout=self.layout).style
        self._html = ipywidgets.HTML(layout=self.layout).style
        self._button = ipywidgets.Button(layout=self.layout).style
        self._check = ipywidgets.Checkbox(layout=self.layout).style

    def html(self, value: str = "", css: str = "") -> Any:
        """HTML, with classes of the style sheet."""
        return ipywidgets.HTML(value, layout=self.layout, style=self._html, _dom_classes=css.split())

    def button(self, words: str, pressed: Callable[[], None]) -> Any:
        """A button and what it does."""
        button = ipywidgets.Button(description=words, layout=self.layout, style=self._button)
        button.on_click(lambda _: pressed())
        return button

    def box(self, css: str, children: Sequence[Any] = ()) -> Any:
        """A box with a class of the style sheet."""
        return box(css, children, layout=self.layout)

    def checkbox(self, words: str, changed: Callable[[], None], name: str) -> Any:
        """A checkbox with its words."""
        widget = GuardedCheckbox(False, description=words, indent=False, layout=self.layout, style=self._check)
        widget._dom_classes = [f"{MARK}{name}", "hk-check"]
        widget.observe(lambda _: changed(), "value")
        return widget

    def text(self, changed: Callable[[], None], name: str) -> Any:
        """A text field, known on the page by its name."""
        how = {"description_allow_html": True, "_dom_classes": [f"{MARK}{name}"]}
        widget = GuardedText(layout=self.layout, style=self.style, **how)
        widget.observe(lambda _: changed(), "value")
        return widget

    def dropdown(self, options: Sequence[tuple[str, str]], changed: Callable[[], None], name: str) -> Any:
        """A dropdown with nothing chosen, or the first, known on the page by its name."""
        how = {"description_allow_html": True, "_dom_classes": [f"{MARK}{name}"]}
        widget = GuardedDropdown(options=options, layout=self.layout, style=self.style, **how)
        widget.observe(lambda _: changed(), "value")
        return widget


def value_of(widget: Any) -> str:
    """What stands in a field."""
    return "" if widget.value is None else str(widget.value)


def put(widget: Any, text: str) -> None:
    """Put a text into a field; a dropdown that does not have it has nothing chosen then."""
    known = isinstance(widget, GuardedText) or text in {value for _, value in widget.options}
    widget.value = text if known else None


class Fields:
    """Fields with a message below each, as on the other pages. `changed` is called when a person changes one.

    On the page they are known by their names with `before` before them.
    """

    def __init__(self, looks: Looks, fields: Sequence[Field], changed: Callable[[], None], before: str) -> None:
        self.fields = {field.name: field for field in fields}
        self.inputs = {
            field.name: looks.text(changed, before + field.name)
            if field.kind == "text"
            else looks.dropdown([(words, value) for value, words in field.choices], changed, before + field.name)
            for field in fields
        }
        self.children: list[Any] = []
        section = ""
        for field in fields:
            if field.section != section:
                section = field.section
                self.children.append(looks.html(f"<h2>{esc(section)}</h2>"))
            self.children.append(self.inputs[field.name])
        self.say({})

    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: value_of(widget) for name, widget in self.inputs.items()}

    def say(self, messages: Mapping[str, Message], fields: Sequence[Field] = ()) -> None:
        """Show what is said at the fields, and the choices that they have now."""
        for field in fields:
            self._choices(field)
        for name, field in self.fields.items():
            message, widget = messages.get(name, Message("note", field.help)), self.inputs[name]
            widget.description = label(field.label, message.kind, message.text)
            if field.kind == "text":
                widget.placeholder = field.example or NO_PLACEHOLDER
            bad = ["hk-bad"] if message.kind == "error" else []
            dress(widget, "hk-field", f"hk-{field.kind}", *bad)

    def _choices(self, field: Field) -> None:
        """Give a dropdown other choices, keeping what is chosen where it is still there."""
        widget, options = self.inputs[field.name], tuple((words, value) for value, words in field.choices)
        if field.kind == "choice" and widget.options != options:
            chosen = value_of(widget)
            widget.options = options
            put(widget, chosen if chosen in dict(field.choices) else next(iter(dict(field.choices)), ""))


class Slot:
    """One box of a case: a text field or a dropdown, the button of its hints, and what opens below.

    It is used again for the next case. `typed` and `entered` are called with its place, `hinted` too.
    """

    def __init__(
        self,
        looks: Looks,
        place: int,
        typed: Callable[[int], None],
        entered: Callable[[], None],
        hinted: Callable[[int], None],
    ) -> None:
        self.name = ""
        self.text = looks.text(lambda: typed(place), f"text-{place}")
        self.choice = looks.dropdown(_EMPTY, lambda: typed(place), f"choice-{place}")
        self.text.on_msg(lambda _, content, __: entered() if _is_enter(content) else None)
        self.button = looks.button("", lambda: hinted(place))
        self.below = looks.html(css="hk-said hk-below")
        self.widget = looks.box("hk-blank", [self.text, self.choice, self.button, self.below])
        self.shown: Any = self.text
        self.made = {f"text-{place}": self.text, f"choice-{place}": self.choice}

    @property
    def key(self) -> str:
        """By what the field that is to be seen is known on the page."""
        return next(name for name, widget in self.made.items() if widget is self.shown)

    def show(self, given: BoxShown | None) -> None:
        """Show a box; None hides the slot, and takes everything out of it."""
        self.name = given.field.name if given else ""
        self.widget._dom_classes = ["hk-blank"] if given else ["hk-blank", "hk-hidden"]
        if given is None:
            given = BoxShown(Field("", ""), "", _QUIET)
        is_choice = given.field.kind == "choice"
        self.shown, hidden = (self.choice, self.text) if is_choice else (self.text, self.choice)
        options = (*_EMPTY, *((words, value) for value, words in given.field.choices)) if is_choice else tuple(_EMPTY)
        if tuple(self.choice.options) != tuple(options):
            self.choice.options = options
        put(hidden, "")
        put(self.shown, given.text)
        self.shown.description = label(given.field.label, given.message.kind, given.message.text)
        hidden.description = ""
        marks = [f"hk-box-{given.graded}"] if given.graded else []
        marks += ["hk-bad"] if given.message.kind == "error" else []
        dress(self.shown, "hk-field", f"hk-{given.field.kind}", *marks)
        dress(hidden, "hk-hidden")
        self.button.description = given.hint
        self.button._dom_classes = [] if given.hint else ["hk-hidden"]
        self.below.value = given.below


def _is_enter(content: object) -> bool:
    return isinstance(content, Mapping) and content.get("event") == "submit"
