"""An answer that a person pins, to see how the units move when dose, strength or days are changed.

What is pinned is what stood in the fields; its answer is worked out anew, by the same rules, each time it is shown.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping

from hipkit.billing.bill import Bill
from hipkit.errors import InputError
from hipkit.formats.bill import pinned_html
from hipkit.panels.base import Offer
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.fields import PINNED, by_name
from hipkit.values.notation import people

PIN, UNPIN = "Pin this answer", "Take the pin out"
_LONGEST = 20_000


def moves(texts: Mapping[str, str], answered: bool) -> tuple[Offer, ...]:
    """The buttons that pin what stands in the fields, and that take the pin out."""
    kept = {name: text for name, text in texts.items() if text and by_name()[name].kind != "kept"}
    pin = (Offer(PINNED, PIN, {PINNED: json.dumps(kept)}),) if answered else ()
    return (*pin, Offer(PINNED, UNPIN, {PINNED: ""})) if texts[PINNED] else pin


def part(text: str, now: Bill, today: datetime.date) -> str:
    """The pinned answer beside the one of now; empty where nothing is pinned, or nothing that can be billed."""
    entry = Entry(_read(text))
    if entry.missing():
        return ""
    try:
        then = entry.bill(entry.order(), today)
    except InputError:
        return ""
    order = then.order
    days = f"{people(order.service.days)} day{'s' * (order.service.days != 1)}"
    words = ", ".join(filter(None, (order.unlisted or order.drug, str(order.strength or ""), days)))
    return pinned_html.part_of(then, now, words)


def _read(text: str) -> dict[str, str]:
    """The texts that were pinned; none where they cannot be read."""
    try:
        kept = json.loads(text) if 0 < len(text) <= _LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    known = isinstance(kept, dict) and all(isinstance(one, str) for one in kept.values())
    return {name: one for name, one in kept.items() if name in by_name()} if known else {}
