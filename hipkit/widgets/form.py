"""The widgets of a panel as they lie on the page: fields at the left, the answer at the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import ipywidgets

from hipkit.formats.shared.markup import esc, label
from hipkit.panels.base import FILES, PICTURE, Answer, Field, Message, Offer, Panel
from hipkit.widgets.files import MAKE
from hipkit.widgets.guarded import MARK, GuardedDropdown, GuardedText, dress, value_of_words

MORE, FEWER, CLEAR = "More fields", "Fewer fields", "Clear"
NO_PLACEHOLDER = "\u200b"  # ipywidgets' own: it keeps the text on its line


class Form:
    """Every widget of a panel.

    `changed` is called when a person changes a field, `take` when a person takes an offer. What is equal to
    what is there is not sent to the browser again.
    """

    def __init__(
        self, panel: Panel, answer: Answer, changed: Callable[[], None], take: Callable[[Offer], None]
    ) -> None:
        self.panel, self._changed, self._take = panel, changed, take
        self._choosing = False
        # One layout and one style for all: each is a message to the browser when the page opens.
        self._layout = ipywidgets.Layout()
        self._style = ipywidgets.Text(layout=self._layout).style
        self._html_style = ipywidgets.HTML(layout=self._layout).style
        self._button_style = ipywidgets.Button(layout=self._layout).style
        self.inputs = {field.name: self._input(field, answer) for field in panel.fields}
        self.parts = {name: self._html(answer.parts.get(name, ""), "hk-said") for name in panel.parts}
        if PICTURE in self.parts:
            self.parts[PICTURE].add_class("hk-picture")
        example, _ = panel.example
        self.buttons = {words: self._button(words) for words in (example, CLEAR, MORE)}
        if not any(field.seldom for field in panel.fields):
            self.buttons[MORE].add_class("hk-hidden")
        self._offers = {field.name: self._box("hk-offers") for field in panel.fields if field.kind == "text"}
        sections = dict.fromkeys(field.section for field in panel.fields if field.section)
        self._headings = {section: self._html(f"<h2>{esc(section)}</h2>") for section in sections}
        self._row = self._box("hk-buttons", list(self.buttons.values()))
        left = self._box("hk-form", [*self._form(), self._row])
        if FILES in self.parts:
            self.buttons[MAKE] = self._button(MAKE)
        right = self._box("hk-answer", [shown for name in self.parts for shown in self._part(name)])
        self.widget = self._box("hk-sheet", [left, right])

    def texts(self) -> dict[str, Any]:
        """What stands in the fields."""
        return {name: "" if widget.value is None else widget.value for name, widget in self.inputs.items()}

    def add_button(self, words: str) -> Any:
        """One more button beside the others of the form."""
        self.buttons[words] = self._button(words)
        self._row.children = (*self._row.children, self.buttons[words])
        return self.buttons[words]

    def fill(self, name: str, text: str) -> None:
        """Put a text into a field; a dropdown that does not have it has nothing chosen then."""
        widget = self.inputs[name]
        known = not isinstance(widget, GuardedDropdown) or text in {value for _, value in widget.options}
        widget.value = text if known else None

    def followed(self) -> dict[str, Any]:
        """The fields with a text that a person types or chooses, by name."""
        return {field.name: self.inputs[field.name] for field in self.panel.fields if field.kind != "file"}

    def texts_of_words(self, words: Mapping[str, str]) -> dict[str, str]:
        """Texts from what stood on a page: of a dropdown the words of its choice, left out where it lacks them."""
        widgets = self.followed()
        read = {name: value_of_words(widgets[name], text) for name, text in words.items() if name in widgets}
        return {name: text for name, text in read.items() if text is not None}

    def offered(self) -> list[Any]:
        """The buttons of the offers that are there now."""
        return [button for offers in self._offers.values() for button in offers.children]

    def show(self, answer: Answer, seen: set[str]) -> None:
        """Show an answer; `seen` are the fields to be seen with it."""
        for name, html in answer.parts.items():
            self.parts[name].value = html
        for field in self.panel.fields:
            widget = self.inputs[field.name]
            widget.description = _label(field, answer)
            if field.name in answer.examples:
                widget.placeholder = answer.examples[field.name]
            if field.name in answer.choices:
                self._set_choices(widget, answer.choices[field.name])
        self._show_offers(answer.offers)
        self.show_fields(answer, seen)

    def show_fields(self, answer: Answer, seen: set[str]) -> None:
        """Show these fields and hide the others, and the headings that have none left."""
        for field in self.panel.fields:
            message = answer.messages.get(field.name)
            marks = {
                "hk-half": field.half,
                "hk-hidden": field.name not in seen,
                "hk-bad": message is not None and message.kind == "error",
                "hk-offered": any(offer.field == field.name for offer in answer.offers),
            }
            shown = [css for css, on in marks.items() if on]
            dress(self.inputs[field.name], "hk-field", f"hk-{field.kind}", *shown)
        for section, heading in self._headings.items():
            empty = not any(field.section == section and field.name in seen for field in self.panel.fields)
            heading._dom_classes = ["hk-hidden"] if empty else []

    def show_picture(self, html: str) -> None:
        """Show the picture of the answer, where the panel has a place for it."""
        if PICTURE in self.parts:
            self.parts[PICTURE].value = html
            self.parts[PICTURE].remove_class("hk-faded")

    def fade_picture(self) -> None:
        """Show that the picture is of an answer that has been overtaken."""
        self.parts[PICTURE].add_class("hk-faded")

    def show_files(self, html: str) -> None:
        """Show the files of the answer, where the panel has a place for them."""
        if FILES in self.parts:
            self.parts[FILES].value = html

    def _html(self, value: str, *css: str) -> Any:
        return ipywidgets.HTML(value, layout=self._layout, style=self._html_style, _dom_classes=css)

    def _button(self, words: str) -> Any:
        return ipywidgets.Button(description=words, layout=self._layout, style=self._button_style)

    def _box(self, css: str, children: Any = ()) -> Any:
        return box(css, children, layout=self._layout)

    def _input(self, field: Field, answer: Answer) -> Any:
        start = self.panel.start.get(field.name, "")
        shared: dict[str, Any] = {"layout": self._layout, "style": self._style}
        shared |= {"description": _label(field, answer), "description_allow_html": True}
        shared |= {"_dom_classes": [f"{MARK}{field.name}"]} if field.kind != "file" else {}
        if field.kind == "text":
            widget = GuardedText(start, placeholder=field.example or NO_PLACEHOLDER, **shared)
        elif field.kind == "file":
            from hipkit.widgets.dropping import DropField  # here, since few panels have one

            widget = DropField(field.label, field.example, _label(field, answer), layout=self._layout)
        else:
            options = [(words, value) for value, words in field.choices]
            chosen = start if start in dict(field.choices) else None
            widget = GuardedDropdown(options=options, value=chosen, **shared)
        widget.observe(lambda _: self._choosing or self._changed(), "value")
        return widget

    def _set_choices(self, widget: Any, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices in a dropdown; what was chosen stays so, where it is still there."""
        options = tuple((words, value) for value, words in choices)
        if options == tuple(widget.options):
            return
        chosen = widget.value if widget.value in dict(choices) else None
        self._choosing = True
        try:
            with widget.hold_sync():
                widget.options = options
                widget.value = chosen
        finally:
            self._choosing = False

    def _form(self) -> Iterator[Any]:
        """Headings, fields, and the places of offers: of two fields side by side, after both."""
        section, waiting = "", list[Any]()
        for field in (field for field in self.panel.fields if not field.part):
            if field.section != section:
                section = field.section
                yield self._headings[section]
            yield self.inputs[field.name]
            waiting += [self._offers[field.name]] if field.kind == "text" else []
            if not field.half or len(waiting) > 1:
                yield from waiting
                waiting = []
        yield from waiting

    def _part(self, name: str) -> list[Any]:
        """A part of the answer, after the fields that stand with it."""
        beside = [self.inputs[field.name] for field in self.panel.fields if field.part == name]
        beside += [self._box("hk-buttons", [self.buttons[MAKE]])] if name == FILES else []
        return [*beside, self.parts[name]]

    def _show_offers(self, offers: tuple[Offer, ...]) -> None:
        for name, place in self._offers.items():
            wanted = [offer for offer in offers if offer.field == name]
            if [offer.label for offer in wanted] == [button.description for button in place.children]:
                continue
            old, place.children = place.children, [self._offer(offer) for offer in wanted]
            for button in old:
                button.close()

    def _offer(self, offer: Offer) -> Any:
        button = self._button(offer.label)

        def take(_: Any) -> None:
            self._take(offer)
            self.inputs[offer.field].focus()  # the button is gone, and the focus would be lost with it

        button.on_click(take)
        return button


def box(css: str, children: Any = (), **traits: Any) -> Any:
    """A box with a class of the style sheet."""
    return ipywidgets.Box(children, _dom_classes=[css], **traits)


def _label(field: Field, answer: Answer) -> str:
    message = answer.messages.get(field.name, Message("note", field.help))
    return label(field.label, message.kind, message.text)
