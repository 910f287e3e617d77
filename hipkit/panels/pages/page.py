"""What a page is: a layout of named pieces, what each piece shows, and the few things that a person does.

A view (`widgets/view.js`) renders any page. It knows fields, buttons and parts by their names and draws them where the
layout says; it decides nothing. A state is plain JSON; what changed between two is all that travels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

from hipkit.errors import shown
from hipkit.formats.shared.markup import esc
from hipkit.panels.base import Field, Message, Option, Row
from hipkit.panels.rows import cells

State = dict[str, Any]
Block = list[Any]
SKILL, HINT = "skill ", "hint "  # how the names of skills to tick, and of buttons of hints, begin
ON, OFF = "true", "false"  # what stands in what is ticked
Focus = tuple[Literal["field", "button"], str] | None


class Page(Protocol):
    """A page in use. `memo` is what it wants back, beside its texts, when it is put back after a reload."""

    @property
    def memo(self) -> Any: ...

    @property
    def texts(self) -> Mapping[str, str]: ...

    def state(self) -> State:
        """What is shown now."""
        ...

    def enter(self, texts: Mapping[str, object]) -> None:
        """A person changed these fields; whatever is sent, each is read as a text."""
        ...

    def press(self, button: str) -> Focus:
        """A person pressed a button; one that is not there does nothing. Says where the focus goes, None: nowhere."""
        ...

    def take(self, field: str, label: str) -> Focus:
        """A person pressed the offer with this label at a field; one that is not there does nothing."""
        ...

    def restore(self, texts: Mapping[str, str], memo: Any) -> None:
        """Put back what stood on the page before a reload; what cannot be read is left out."""
        ...

    def message(self, name: str) -> str:
        """What stands at a field."""
        ...

    def text(self, *parts: str) -> str:
        """What a person reads: all of it, or the parts named."""
        ...

    @property
    def picture(self) -> object | None:
        """What a picture is asked of; None where there is none. It is slow, so it is drawn once there is time."""
        ...

    def paint(self, picture: object) -> str:
        """The picture as HTML."""
        ...

    def draw(self, html: str) -> None:
        """The picture was painted."""
        ...

    def fade(self) -> None:
        """The picture that is there belongs to what has been overtaken."""
        ...


class Drawn:
    """The picture of a page: the one that was painted last, and whether it has been overtaken since."""

    drawn, faded = "", False

    def draw(self, html: str) -> None:
        """It was painted."""
        self.drawn, self.faded = html, False

    def fade(self) -> None:
        """The one that is there belongs to what has been overtaken."""
        self.faded = True


def box(css: str, *blocks: Block) -> Block:
    """Blocks in a box with classes of the style sheet."""
    return ["box", css, list(blocks)]


def fold(name: str, *blocks: Block) -> Block:
    """Blocks that are folded away; the state says under which title."""
    return ["fold", name, list(blocks)]


def heading(text: str, names: Iterable[str] = ()) -> Block:
    """A heading, seen while one of these fields is; without names always."""
    return ["heading", text, list(names)]


def shown_field(name: str) -> Block:
    """The place of a field, with what is said at it."""
    return ["field", name]


def offers(name: str) -> Block:
    """The place of the offers at a field."""
    return ["offers", name]


def shown_part(name: str) -> Block:
    """The place of a part."""
    return ["part", name]


def buttons(*names: str) -> Block:
    """A row of buttons."""
    return box("hk-buttons", *(["button", name] for name in names))


def field_state(
    field: Field,
    text: str,
    message: Message | None = None,
    seen: bool = True,
    css: Sequence[str] = (),
    taking: Sequence[str] = (),
    enter: str = "",
    listed: Sequence[Option] = (),
    rows: Sequence[Row] = (),
    keys: Mapping[str, str] | None = None,
) -> State:
    """A field as it is shown: its label, what stands in it, what is said at it, and its offers by their labels.

    `enter` is the button that the Enter key presses there. `listed` are the options of a field at which a list opens.
    `rows` are those of a field of rows, where they are not those of its text. `keys` are labels of offers by the keys
    that take them.

    >>> field_state(Field("dose", "Dose"), "5", Message("error", "a unit is missing"))["message"]
    ['error', 'a unit is missing']
    """  # fmt: skip
    said = message or Message("note", field.help)
    return {
        "label": field.label,
        "kind": field.kind,
        "text": text if field.kind != "file" else "",
        "example": field.example,
        "choices": [list(choice) for choice in field.choices],
        "seen": seen,
        "css": " ".join(("hk-field", f"hk-{field.kind}", *css)),
        "message": [said.kind, said.text],
        "offers": list(taking),
        "enter": enter,
        "keys": dict(keys or {}),
        "options": [[option.text, option.words, option.detail] for option in listed] if field.listed else None,
        **(_rows_state(field, rows or _rows_of(field, text), said) if field.one else {}),
    }


def _rows_of(field: Field, text: str) -> list[Row]:
    return [Row(row) for row in cells(text, len(field.columns))]


def _rows_state(field: Field, rows: Sequence[Row], said: Message) -> State:
    """The rows of a field, each with what is given in it, and the row and cell that is meant by what is said."""
    meant = [place for place, row in enumerate(rows) if said.row and row.cells == said.row]
    return {
        "one": field.one,
        "columns": [[column.label, column.example] for column in field.columns],
        "rows": [[row.given, *row.cells] for row in rows],
        **({"wrong": [meant[0], said.cell]} if meant else {}),
    }


def part_state(html: str, css: str = "") -> State:
    """A part as it is shown. Of what is `hk-said` a dash stands while it does not belong to the fields."""
    return {"html": html, "css": css}


def button_state(words: str, seen: bool = True, primary: bool = False, does: str = "") -> State:
    """A button as it is shown. `does` is what the view itself does: `print`, or `choose` and a field of files."""
    return {"words": words, "seen": seen, "primary": primary, "does": does}


def failed(error: Exception) -> str:
    """What is said where hipkit itself fails: no number, and nothing of the error but its kind."""
    return f"<p><b>!</b> hipkit failed on this entry ({esc(type(error).__name__)}). Nothing is shown for it.</p>"


def text_of(given: object) -> str:
    """What was entered as a text; what was none becomes one, for the strict reader to refuse."""
    return given if isinstance(given, str) else shown(given)
