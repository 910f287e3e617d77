"""What hipkit knows and until when: the codes of a product over time, the tables, the payers' texts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hipkit.errors import InputError
from hipkit.formats.data import html
from hipkit.formats.data.picture import picture
from hipkit.formats.payers.sources import payers_read, revisions
from hipkit.formats.shared.markup import Sources, esc, part
from hipkit.panels.base import Answer, Field, Message
from hipkit.panels.texts import BLANKS, plain, refusal
from hipkit.reference.history import history
from hipkit.reference.products import HELD
from hipkit.reference.tables import tables_in_use
from hipkit.values.ndc import Ndc

CODES = "The codes of a product over time"
_HYDROMORPHONE, _LIDOCAINE = "63323-0851-10", "00264-9594-10"


@dataclass(frozen=True)
class Known:
    """The sources as a panel. `today` tells the day by which ages are counted.

    >>> answer = Known().answer(Known().start)
    >>> answer.settled, "J1171: 0.1 mg a unit" in answer.parts["codes"]
    (True, True)
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)

    @property
    def title(self) -> str:
        """What the panel is called."""
        return "sources"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The product whose codes are drawn."""
        return (Field("ndc", "Product's NDC", help="its codes over time", example=_HYDROMORPHONE, section="A product"),)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of an answer, in their order."""
        return "codes", "tables", "later", "added", "payers", "revisions"

    @property
    def start(self) -> Mapping[str, str]:
        """The texts at first: a vial of HYDROmorphone, whose code changed."""
        return {"ndc": _HYDROMORPHONE}

    @property
    def example(self) -> tuple[str, Mapping[str, str]]:
        """Lidocaine in dextrose, whose code changed."""
        return "Another example", {"ndc": _LIDOCAINE}

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        """The codes of the product, and all tables and texts with their dates."""
        sources, known = Sources(self.today()), tables_in_use()
        drawn, message = _codes(plain(texts.get("ndc", "")).strip(BLANKS))
        parts = {
            "codes": part(CODES, drawn),
            "tables": html.tables(known, sources),
            "later": html.later(sources),
            "added": html.added(known, sources),
            "payers": payers_read(sources),
            "revisions": revisions(),
        }
        return Answer(parts, {"ndc": message} if message else {}, visible=("ndc",), settled=message is None)

    def draw(self, asked: object) -> str:
        """There is no picture to wait for."""
        return ""


def _codes(text: str) -> tuple[str, Message | None]:
    """The picture of a product's codes, or a blank; and what stands below the field."""
    if not text:
        return _waiting("waiting for a product's NDC"), None
    try:
        ndc = Ndc.parse(text)
    except InputError as error:
        message = refusal(error)
        return _waiting(message.text), message
    found = history(ndc)
    if found is None:
        why = f"read as {ndc.hyphenated}; not in the {HELD}"
        return _waiting(why), Message("note", why)
    return f'<div class="hk-picture hk-lines">{picture(found)}</div>', None


def _waiting(why: str) -> str:
    return f'<p class="hk-soft">\u2013 {esc(why)}</p>'
