"""A panel in use: fields at the left, the answer at the right.

Every entry hands all texts to the panel and shows its answer; what is settled is the last valid entry, against which a
later one is compared. Pages over one sheet have their texts in common: what is changed in one is seen in the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hipkit.billing.bill import Bill
from hipkit.formats.bill import json as bill_json
from hipkit.formats.claim import json as claim_json
from hipkit.formats.shared.markup import part
from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import FILES, PICTURE, Answer, Field, Offer, Panel
from hipkit.panels.pages.files import MAKE, links, waiting
from hipkit.panels.pages.page import (
    Block,
    Drawn,
    Focus,
    State,
    box,
    button_state,
    buttons,
    failed,
    field_state,
    fold,
    heading,
    offers,
    part_state,
    shown_field,
    shown_part,
    text_of,
)
from hipkit.panels.pages.sheet import Sheet
from hipkit.panels.rows import are_rows, joined

MORE, FEWER, CLEAR = "More fields", "Fewer fields", "Clear"


class FormPage(Drawn):
    """A panel with what stands in its fields. `answer` is what is shown for it.

    `further` are buttons beside those of every form, each with what it does. `sheet` is what the page has in common
    with others.

    >>> from hipkit.panels.calculator.panel import Calculator
    >>> page = FormPage(Calculator())
    >>> page.press("HMSA's example")
    ('field', 'drug')
    >>> page.answer.settled, page.texts["dose"]
    (True, '5 mg/hr')
    """

    def __init__(
        self, panel: Panel, further: Mapping[str, Callable[[], None]] | None = None, sheet: Sheet | None = None
    ) -> None:
        self.panel, self._further = panel, further or {}
        self._by_name = {field.name: field for field in panel.fields}
        self.sheet = sheet or Sheet({name: panel.start.get(name, "") for name in self._by_name})
        self._more_open = False
        self._files = ""
        self._answer, self._answered = self._ask(), self.sheet.version
        self._shown()

    @property
    def texts(self) -> Mapping[str, str]:
        """What stands in the fields."""
        return {name: self.sheet.texts.get(name, "") for name in self._by_name}

    @property
    def typed(self) -> Mapping[str, str]:
        """What stands in the fields that a person sees, or may see."""
        return {name: text for name, text in self.texts.items() if self._by_name[name].kind != "kept"}

    @property
    def memo(self) -> dict[str, str] | None:
        """The last valid entry."""
        return self.sheet.memo

    @property
    def answer(self) -> Answer:
        """What is shown for what stands in the fields, wherever it was entered."""
        if self._answered != self.sheet.version:
            self._show(self._ask())
        return self._answer

    @property
    def offered(self) -> tuple[str, ...]:
        """The offers that are there now, by their labels."""
        return tuple(offer.label for offer in self._taking)

    @property
    def _taking(self) -> tuple[Offer, ...]:
        return (*self.answer.offers, *self.answer.moves)

    @property
    def result(self) -> dict[str, object] | None:
        """What `hipkit units --json` prints of the order, `hipkit claim` of a claim or of several drugs; None for none.

        >>> from hipkit.panels.calculator.panel import Calculator
        >>> page = FormPage(Calculator())
        >>> page.result is None, page.press("HMSA's example")
        (True, ('field', 'drug'))
        >>> page.result["hcpcs"]["units"]
        '372'
        """
        billed = self.answer.billed
        if billed is None:
            return None
        found = bill_json.units(billed) if isinstance(billed, Bill) else claim_json.answer(billed)
        notices = found["notices"]
        assert isinstance(notices, list)
        return found | {"notices": [*(bill_json.notice(notice) for notice in self.answer.asked), *notices]}

    @property
    def first(self) -> str:
        """The field in which a person begins."""
        return next(name for name, field in self._by_name.items() if field.kind != "kept")

    # What a person does.

    def enter(self, texts: Mapping[str, object]) -> None:
        """Texts were typed or chosen; a choice that a field does not have is none."""
        typed = {name: self._typed(name, text) for name, text in texts.items() if name in self._by_name}
        self.sheet.enter(self._held(typed))
        self._show(self._ask())

    def _typed(self, name: str, sent: object) -> str:
        """What was sent as the text of its field: rows as theirs."""
        return joined(sent) if self._by_name[name].kind == "rows" and are_rows(sent) else text_of(sent)

    def press(self, button: str) -> Focus:
        """Press a button."""
        example, texts = self.panel.example
        if button == example:
            return self.begin(texts, marked(self.panel))
        if button == CLEAR:
            return self.begin(self.panel.start)
        if button == MORE:
            self._more_open = not self._more_open
        elif button == MAKE and FILES in self.panel.parts:
            self._files = links(self.answer.files, self.answer.of_example)
        elif button in self._further:
            self._further[button]()
        return None

    def take(self, field: str, label: str) -> Focus:
        """Take an offer; its button is gone then, so the focus goes to its field."""
        for offer in self._taking:
            if (offer.field, offer.label) == (field, label):
                put = self.sheet.turn if offer.anew else self.sheet.take
                put(self._held(offer.sets))
                self._show(self._ask())
                if self._by_name[field].kind != "kept":
                    return "field", field
                return ("field", self.first) if offer.anew else None
        return None

    def restore(self, texts: Mapping[str, str], memo: Any) -> None:
        """Put back what stood here; some choices are there only once the rest is answered."""
        valid = isinstance(memo, Mapping) and all(isinstance(text, str) for text in memo.values())
        self.sheet.memo = dict(memo) if valid else None
        for _ in range(3):
            before = self.texts
            self.fill({name: text for name, text in texts.items() if name in self._by_name})
            if self.texts == before:
                return

    # What code does.

    def fill(self, texts: Mapping[str, str]) -> None:
        """Put texts into their fields, and answer once."""
        self.sheet.put(self._held(texts))
        self._show(self._ask())

    def begin(self, texts: Mapping[str, str], example: Iterable[str] = ()) -> Focus:
        """Begin anew from these texts; what was there before is not compared with.

        `example` are the fields that are an example's until they are typed over, where the sheet marks such.
        """
        self.sheet.begin({name: text for name, text in texts.items() if name in self._by_name}, example)
        self._show(self._ask())
        return "field", self.first

    def say(self, answer: Answer) -> None:
        """Show another answer than the panel's, until the next entry."""
        self._show(answer)

    def shown_fields(self) -> tuple[str, ...]:
        """The names of the fields that can be seen, in their order."""
        seen = {*self.answer.visible, *(self.answer.more if self._more_open else ())}
        return tuple(name for name in self._by_name if name in seen)

    def message(self, name: str) -> str:
        """What stands at a field."""
        said = self.answer.messages.get(name)
        return said.text if said else ""

    def text(self, *parts: str) -> str:
        """The answer as a person reads it: all of it, or the parts named."""
        shown = (as_text(self.html(name)) for name in parts or self.panel.parts)
        return "\n".join(text for text in shown if text)

    def paint(self, picture: object) -> str:
        """The picture as HTML."""
        return self.panel.draw(picture)

    @property
    def picture(self) -> object | None:
        """What a picture is asked of; None where there is none."""
        return self.answer.picture

    # What is shown.

    def state(self) -> State:
        """The form and its answer."""
        seen = set(self.shown_fields())
        return {
            "title": self.panel.title,
            "layout": [self._layout()],
            "fields": {name: self._field(field, name in seen) for name, field in self._by_name.items()},
            "buttons": self._buttons(),
            "parts": {name: self._part(name) for name in self.panel.parts},
            "folds": {name: self._fold(name) for name in self.answer.folds},
            "memo": self.memo,
        }

    def html(self, name: str) -> str:
        """A part as HTML."""
        return {PICTURE: self.drawn, FILES: self._files}.get(name, self.answer.parts.get(name, ""))

    def _field(self, field: Field, seen: bool) -> State:
        answer = self.answer
        known = replace(
            field,
            choices=answer.choices.get(field.name, field.choices),
            example=answer.examples.get(field.name, field.example),
        )
        message = answer.messages.get(field.name)
        there = [offer for offer in self._taking if offer.field == field.name]
        taking, keys = [offer.label for offer in there], {offer.key: offer.label for offer in there if offer.key}
        marks = {
            "hk-half": field.half,
            "hk-bad": message is not None and message.kind == "error",
            "hk-offered": bool(taking),
            "hk-example": field.name in answer.marked,
            "hk-combo": field.listed,
        }
        css = [name for name, on in marks.items() if on]
        text, listed = self.sheet.texts.get(field.name, ""), answer.options.get(field.name, ())
        rows = answer.rows.get(field.name, ())
        return field_state(known, text, message, seen, css, taking, listed=listed, rows=rows, keys=keys)

    def _buttons(self) -> State:
        example, _ = self.panel.example
        shown = {name: button_state(name) for name in (example, CLEAR, *self._further)}
        shown[MORE] = button_state(FEWER if self._more_open else MORE, bool(self.answer.more))
        return shown | ({MAKE: button_state(MAKE)} if FILES in self.panel.parts else {})

    def _part(self, name: str) -> State:
        marks = ["hk-part", "hk-said", *(["hk-picture"] if name == PICTURE else [])]
        marks += ["hk-faded"] if name == PICTURE and self.faded else []
        return part_state(self.html(name), " ".join(marks))

    def _layout(self) -> Block:
        example, _ = self.panel.example
        row = buttons(example, CLEAR, MORE, *self._further)
        answer = (block for name in self.panel.parts for block in self._folded(name))
        own = f"hk-{self.panel.title.replace(' ', '-')}"  # for a style of its own
        return box(f"hk-sheet {own}", box("hk-form", *self._form(), row), box("hk-answer", *answer))

    def _form(self) -> Iterator[Block]:
        """Headings, fields, and the places of offers: of two fields side by side, after both."""
        section, waiting_offers = "", list[Block]()
        inside = [field for field in self.panel.fields if not field.part and field.kind != "kept"]
        places = dict.fromkeys(move.field for move in self.answer.moves if not self._by_name[move.field].part)
        yield from (box("hk-moves", offers(name)) for name in places)
        for field in inside:
            if field.section != section:
                section = field.section
                yield heading(section, [other.name for other in inside if other.section == section])
            yield shown_field(field.name)
            waiting_offers += [offers(field.name)] if field.kind in ("text", "rows") else []
            if not field.half or len(waiting_offers) > 1:
                yield from waiting_offers
                waiting_offers = []
        yield from waiting_offers

    def _fold(self, name: str) -> State:
        folded = self.answer.folds[name]
        seen = bool(self.html(name)) or (name == PICTURE and self.picture is not None)
        return {"title": folded.title, "seen": seen, "urgent": folded.urgent}

    def _folded(self, name: str) -> Iterator[Block]:
        if name in self.answer.folds:
            yield fold(name, *self._beside(name))
        else:
            yield from self._beside(name)

    def _beside(self, name: str) -> Iterator[Block]:
        """A part of the answer, after the fields that stand with it."""
        for field in self.panel.fields:
            if field.part == name:
                yield box("hk-moves", offers(field.name)) if field.kind == "kept" else shown_field(field.name)
        if name == FILES:
            yield buttons(MAKE)
        yield shown_part(name)

    # Answering.

    def _held(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The texts as fields hold them: a choice that a field does not have is none."""
        return {name: text if self._has(name, text) else "" for name, text in texts.items()}

    def _has(self, name: str, text: str) -> bool:
        field = self._by_name[name]
        return field.kind != "choice" or text in dict(self._answer.choices.get(name, field.choices))

    def _ask(self) -> Answer:
        """The panel's answer; where hipkit itself fails, a plain message and no number at all."""
        try:
            return self.panel.answer(self.texts, self.memo)
        except Exception as error:
            blank = {name: "" for name in self.panel.parts if name not in (PICTURE, FILES)}
            said = part("No answer", failed(error), "hk-stop")
            return Answer(blank | {self.panel.parts[0]: said}, visible=tuple(self._by_name))

    def _show(self, answer: Answer) -> None:
        self._answer, self._answered = answer, self.sheet.version
        self._shown()

    def _shown(self) -> None:
        """What goes with a new answer: the choices that it has, the files on offer, the last valid entry."""
        answer, texts = self._answer, self.texts
        for name, choices in answer.choices.items():
            if texts[name] not in dict(choices):
                self.sheet.texts[name] = ""
        self._files = waiting(answer.files, answer.of_example) if FILES in self.panel.parts else ""
        if answer.picture is None:
            self.draw("")
        self.sheet.texts |= answer.keeps
        if answer.settled:
            files = {name for name, field in self._by_name.items() if field.kind == "file"}
            self.sheet.memo = {name: text for name, text in self.texts.items() if name not in files}


def marked(panel: Panel) -> tuple[str, ...]:
    """The fields that an example fills in beyond what stands there at first."""
    _, texts = panel.example
    choices = {field.name for field in panel.fields if field.kind == "choice"}  # they are never empty
    return tuple(name for name, text in texts.items() if text != panel.start.get(name, "") and name not in choices)
