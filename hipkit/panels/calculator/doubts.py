"""A change that may be a slip of the keyboard: an amount ten times the last one, or a tenth of it.

Only a page sees the last entry, so only a panel asks; what an order itself asks for is in its bill. What was last
valid stands beside the fields of each drug, so that neither another drug, Undo nor a file that is opened passes over
the question. A reason answers a change if it was typed for it: not before, and not for another amount.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hipkit.errors import InputError
from hipkit.order.fields import AMOUNTS
from hipkit.panels.calculator.fields import LAST, by_name
from hipkit.panels.texts import BLANKS
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice

FOLD = 10
_KEPT = (*AMOUNTS, "confirm")
_LONGEST = 5_000
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Doubts:
    """What is asked of a change, and whether a reason answers it. `keeps` is what to keep beside the fields of it."""

    notices: tuple[Notice, ...]
    answered: bool
    keeps: str

    @property
    def open(self) -> tuple[Notice, ...]:
        """What still waits for a reason."""
        return () if self.answered else self.notices


def doubts(texts: Texts, last: Texts | None) -> Doubts:
    """What is to be confirmed in `texts` because it is so far from the last valid entry.

    `last` is that entry; where it is None, what is kept beside the fields of it.

    >>> found = doubts({"dose": "41.7 mg/hr"}, {"dose": "4.17 mg/hr"})
    >>> [notice.text for notice in found.open]
    ['Dose: 41.7 mg/hr is 10 times the last entry, 4.17 mg/hr']
    >>> doubts({"dose": "41.7 mg/hr", "confirm": "read off the pump"}, {"dose": "4.17 mg/hr"}).answered
    True
    """
    kept = _read(texts.get(LAST, ""))
    before = {name: last.get(name, "") for name in _KEPT} if last is not None else kept.get("before", {})
    notices = tuple(_tenfold(texts, before))
    amounts, reason = {name: texts.get(name, "") for name in AMOUNTS}, texts.get("confirm", "").strip(BLANKS)
    stands = reason == before.get("confirm", "").strip(BLANKS)
    of_another = reason == kept.get("reason") and amounts != kept.get("amounts")
    answered = bool(notices and reason and not stands and not of_another)
    if not notices:
        whole: dict[str, Any] = {"before": {name: texts.get(name, "") for name in _KEPT}}
    else:
        whole = {"before": before} | ({"reason": reason, "amounts": amounts} if answered else _reason(kept))
    return Doubts(notices, answered, json.dumps(whole))


def _tenfold(texts: Texts, last: Texts) -> list[Notice]:
    found = []
    for name in AMOUNTS:
        now, before = _amount(texts.get(name)), _amount(last.get(name))
        if now is None or before is None or now.kind != before.kind:
            continue
        label = by_name()[name].label
        if now.base >= FOLD * before.base:
            text = f"{label}: {now} is {people(now.base / before.base)} times the last entry, {before}"
        elif before.base >= FOLD * now.base:
            text = f"{label}: {now} is the last entry, {before}, divided by {people(before.base / now.base)}"
        else:
            continue
        found.append(Notice("confirm", text, cite("hipkit", "a change against the last entry")))
    return found


def _amount(text: str | None) -> Quantity | None:
    try:
        return Quantity.parse(text or "")
    except InputError:
        return None


def _read(text: str) -> dict[str, Any]:
    """What was kept; nothing where it cannot be read."""
    try:
        kept = json.loads(text) if 0 < len(text) <= _LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    parts = kept if isinstance(kept, dict) else {}
    texts = {name: _texts(parts.get(name)) for name in ("before", "amounts")}
    return texts | {"reason": parts["reason"] if isinstance(parts.get("reason"), str) else None}


def _texts(part: object) -> dict[str, str]:
    listed = part.items() if isinstance(part, dict) else ()
    return {name: text for name, text in listed if name in _KEPT and isinstance(text, str)}


def _reason(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {} if kept.get("reason") is None else {"reason": kept["reason"], "amounts": kept["amounts"]}
