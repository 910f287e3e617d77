"""What a panel is: fields that hold texts, and a pure function from those texts to what is shown.

A panel knows no user interface: ipywidgets, a page in the browser and the tests all drive the same one
(design decision 12). Every value is a text; whoever shows the panel sends what was typed, unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from hipkit.formats.forms import Download

if TYPE_CHECKING:
    from hipkit.billing.bill import Bill
    from hipkit.claim.claim import Claim
    from hipkit.values.step import Notice

Kind = Literal["text", "choice", "rows", "file", "kept"]
PICTURE = "picture"  # the part that a panel draws later
UP, DOWN = "ArrowUp", "ArrowDown"  # keys of the keyboard, by their names in a browser
FILES = "files"  # the part in which the files of an answer are offered
MessageKind = Literal["ok", "note", "confirm", "error", "waiting"]


@dataclass(frozen=True)
class Column:
    """One cell of every row of a field, by what it is called."""

    label: str
    example: str = ""


@dataclass(frozen=True)
class Row:
    """A row as it is shown. `given` stands in the place of its first cell, which nobody types there.

    A given row is none of the text's while its other cells are empty.
    """

    cells: tuple[str, ...]
    given: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a form.

    `help` says in a few words what belongs in it while it is empty, `example` is shown inside it. `choices`
    are values with the words shown for them. `section` is the heading it stands under. Two `half` fields
    stand side by side. A `seldom` field stays behind "more fields" until it is needed. A field with a `part`
    stands with that part of the answer, not in the form. At a `listed` field a list opens of what may stand there.
    The text of `rows` is that of their cells (`hipkit.panels.rows`): each row is `one` such and has these `columns`.
    The text of a `file` is a file that was dropped (`hipkit.panels.dropped`). What is `kept` goes with the rest and is
    never seen.
    """

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    section: str = ""
    half: bool = False
    seldom: bool = False
    part: str = ""
    listed: bool = False
    columns: tuple[Column, ...] = ()
    one: str = ""


@dataclass(frozen=True)
class Message:
    """What stands below a field: what was read, why it is refused, or what it waits for.

    `row` are the cells of the row that is meant, where the field has rows, and `cell` is the place of one of them.
    """

    kind: MessageKind
    text: str
    row: tuple[str, ...] = ()
    cell: int | None = None


@dataclass(frozen=True)
class Offer:
    """A button below a field that puts texts into fields; it only ever acts when it is pressed.

    `anew` says that they are another entry, not compared with what stood there before. `key` takes it too, pressed in
    the field.

    >>> Offer("dose", "use 0.5 mg/hr", {"dose": "0.5 mg/hr"}).sets["dose"]
    '0.5 mg/hr'
    """

    field: str
    label: str
    sets: Mapping[str, str]
    anew: bool = False
    key: str = ""


@dataclass(frozen=True)
class Option:
    """What may stand in a field, in the list that opens at it; it is put there only where a person takes it.

    `words` say it, `detail` more of it. One without a text is a remark below the list.

    >>> Option("Dilaudid", "Dilaudid (HYDROmorphone hydrochloride)", "J1171").text
    'Dilaudid'
    """

    text: str
    words: str
    detail: str = ""


@dataclass(frozen=True)
class Fold:
    """A part that is folded away under its title until a person opens it, or until it holds what must be seen."""

    title: str
    urgent: bool = False


@dataclass(frozen=True)
class Answer:
    """What a panel shows for the texts in its fields.

    `parts` are HTML by name, with everything typed escaped; a part that waits says so and shows no number.
    `visible` are the fields to show at once, `more` those behind "more fields". `examples` and `choices` replace
    those of the fields. `moves` are buttons that lead on, whatever stands in the fields. `marked` are the fields that
    hold an example's text; `of_example` says that something still does, here or in another drug. `picture` is handed
    to the panel's `draw` once there is time. `settled` means valid, with nothing waiting for a reason: only such texts
    may be the `last` of a later answer; `ready` says that nothing waits for a reason any more. `keeps` are texts that
    go with it beside the fields. `asked` is what waits for a reason beyond what the bill itself asks. `files` are
    offered where the panel has the part FILES; each is made when a person asks for it. `billed` is what was worked out,
    for a program that asks; `options` are the lists that open at fields; `folds` are the parts that are folded away;
    `rows` are those of fields of rows, where there is more to show than their texts hold.
    """

    parts: Mapping[str, str]
    messages: Mapping[str, Message] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    moves: tuple[Offer, ...] = ()
    marked: tuple[str, ...] = ()
    of_example: bool = False
    visible: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    picture: object | None = None
    settled: bool = False
    ready: bool = False
    keeps: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[Notice, ...] = ()
    files: tuple[Download, ...] = ()
    billed: Bill | Claim | None = None
    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    folds: Mapping[str, Fold] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)


class Panel(Protocol):
    """A form and its answer.

    `parts` are the names of the parts of every answer in the order in which they are shown; `start` are the
    texts at first and `example` those of the example that the page offers.
    """

    @property
    def title(self) -> str: ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    @property
    def parts(self) -> tuple[str, ...]: ...

    @property
    def start(self) -> Mapping[str, str]: ...

    @property
    def example(self) -> tuple[str, Mapping[str, str]]: ...

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        """What is shown for these texts; never raises, whatever they are."""
        ...

    def draw(self, picture: object) -> str:
        """The picture of an answer as HTML; slow, so it is asked for after the rest is on the screen."""
        ...
