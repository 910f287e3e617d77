"""A change that may be a slip of the keyboard: an amount ten times the last one, or a tenth of it.

Only a page sees the last entry, so only a panel asks; what an order itself asks for is in its bill.
"""

from __future__ import annotations

from collections.abc import Mapping

from hipkit.errors import InputError
from hipkit.order.fields import AMOUNTS
from hipkit.panels.calculator.fields import by_name
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice

FOLD = 10


def tenfold(texts: Mapping[str, str], last: Mapping[str, str] | None) -> tuple[Notice, ...]:
    """What is to be confirmed in `texts` because it is so far from the last valid entry.

    >>> [notice.text for notice in tenfold({"dose": "41.7 mg/hr"}, {"dose": "4.17 mg/hr"})]
    ['Dose: 41.7 mg/hr is 10 times the last entry, 4.17 mg/hr']
    """
    doubts = []
    for name in AMOUNTS:
        now, before = _amount(texts.get(name)), _amount((last or {}).get(name))
        if now is None or before is None or now.kind != before.kind:
            continue
        label = by_name()[name].label
        if now.base >= FOLD * before.base:
            text = f"{label}: {now} is {people(now.base / before.base)} times the last entry, {before}"
        elif before.base >= FOLD * now.base:
            text = f"{label}: {now} is the last entry, {before}, divided by {people(before.base / now.base)}"
        else:
            continue
        doubts.append(Notice("confirm", text, cite("hipkit", "a change against the last entry")))
    return tuple(doubts)


def _amount(text: str | None) -> Quantity | None:
    try:
        return Quantity.parse(text or "")
    except InputError:
        return None
