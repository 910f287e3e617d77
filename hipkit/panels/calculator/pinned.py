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
from hipkit.values.notation import counted

PIN, UNPIN = "Pin this answer", "Take the pin out"
_LONGEST = 20_000


def moves(texts: Mapping[str, str], ready: bool) -> tuple[Offer, ...]:
    """The buttons that pin what stands in the fields, where it waits for nothing, and that take the pin out."""
    kept = {name: text for name, text in texts.items() if text and by_name()[name].kind != "kept"}
    pin = (Offer(PINNED, PIN, {PINNED: json.dumps(kept)}),) if ready else ()
    return (*pin, Offer(PINNED, UNPIN, {PINNED: ""})) if texts[PINNED] else pin


def part(text: str, now: Bill, today: datetime.date, waits: bool) -> str:
    """The pinned answer beside the one of now, which `waits` for a reason or not; empty where none can be billed."""
    entry = Entry(_read(text))
    if entry.missing():
        return ""
    try:
        then = entry.bill(entry.order(), today)
    except InputError:
        return ""
    return pinned_html.part_of(then, now, _words(entry, then), waits)


def _words(entry: Entry, then: Bill) -> str:
    """What was pinned, in a few words: all that may be another now."""
    order, read = then.order, then.order.sheet.read
    given = [read[name] for name in ("dose", "demand", "basal", "volume", "strength") if name in read]
    days = counted(order.service.days, "day") + (f" from {order.service.start}" if order.service.start else "")
    whose = then.payer.titled(then.reading or "") if then.payer else "no payer"
    return ", ".join(filter(None, (order.unlisted or order.drug or entry.texts["ndc"], *given, days, whose)))


def _read(text: str) -> dict[str, str]:
    """The texts that were pinned; none where they cannot be read."""
    try:
        kept = json.loads(text) if 0 < len(text) <= _LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    known = isinstance(kept, dict) and all(isinstance(one, str) for one in kept.values())
    return {name: one for name, one in kept.items() if name in by_name()} if known else {}
