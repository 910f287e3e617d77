"""Exact steps up and down while an answer is pinned: of the amount, of the strength, of the days.

An amount takes one of its last place as hipkit writes it, a strength the next one that a product of the drug has in the
tables; a step of which the order cannot be read is none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction

from hipkit.errors import InputError
from hipkit.order.days import MOST_DAYS
from hipkit.order.order import Order
from hipkit.panels.base import DOWN, UP, Offer
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.fields import PINNED
from hipkit.panels.calculator.readers import product_of
from hipkit.reference.newest import drug_products
from hipkit.values.notation import counted, exact, people
from hipkit.values.quantity import Quantity
from hipkit.values.readlog import NO_RATE

_AMOUNTS = ("dose", "demand", "basal", "volume")
_DAY = datetime.timedelta(days=1)


def steps(entry: Entry, order: Order) -> tuple[Offer, ...]:
    """The steps of what stands in the fields, where an answer is pinned.

    >>> from hipkit.panels.calculator.panel import SEED
    >>> entry = Entry({**SEED, "pinned": "{}"})
    >>> for offer in steps(entry, entry.order()): print(offer.label, offer.sets)
    step to 4 mg/hr {'dose': '4 mg/hr'}
    step to 6 mg/hr {'dose': '6 mg/hr'}
    step to 10 mg/mL, without the NDC {'strength': '10 mg/mL', 'ndc': ''}
    step to 50 mg/mL, without the NDC {'strength': '50 mg/mL', 'ndc': ''}
    step to 2021-03-30 {'through': '2021-03-30'}
    step to 2021-04-01 {'through': '2021-04-01'}
    """
    if not entry.texts[PINNED]:
        return ()
    amounts = (offer for name in _AMOUNTS if entry.filled(name) for offer in _amount(name, order))
    every = (*amounts, *_strength(entry, order), *_days(entry, order))
    return tuple(offer for offer in every if _reads(entry, offer))


def _reads(entry: Entry, offer: Offer) -> bool:
    """Whether the order of a step can be read."""
    try:
        Entry({**entry.texts, **offer.sets}).order()
    except InputError:
        return False
    return True


def _amount(name: str, order: Order) -> Iterator[Offer]:
    if order.sheet.read[name] == NO_RATE:
        return
    here = Quantity.parse(order.sheet.read[name])
    _, point, places = exact(here.value).partition(".")
    if "/" in exact(here.value):
        return
    step = Fraction(1, 10 ** len(places)) if point else Fraction(1)
    for key, value in ((DOWN, here.value - step), (UP, here.value + step)):
        if value > 0:
            text = people(value, here.unit)
            yield Offer(name, f"step to {text}", {name: text}, key=key)


def _strength(entry: Entry, order: Order) -> Iterator[Offer]:
    """The next strengths of the drug's products; another strength is another product, so no NDC stands beside it."""
    listed = product_of(entry.texts["ndc"])
    name = order.drug or (listed.name if listed else None)
    here = order.strength
    if here is None or name is None or order.unlisted:
        return
    every = [one.strength for one in drug_products() if one.name == name and one.strength is not None]
    alike = sorted({one for one in every if one.kind == here.kind})
    below, above = [one for one in alike if one < here], [one for one in alike if one > here]
    without = entry.filled("ndc")
    for key, found in ((DOWN, below[-1:]), (UP, above[:1])):
        for one in found:
            told = f"step to {one}{', without the NDC' if without else ''}"
            yield Offer("strength", told, {"strength": str(one)} | ({"ndc": ""} if without else {}), key=key)


def _days(entry: Entry, order: Order) -> Iterator[Offer]:
    """One day fewer or more: of the last day where it is typed, of the number of days where that is."""
    service, typed = order.service, entry.filled("days")
    last = service.end if entry.filled("through") else None
    for key, way in ((DOWN, -1), (UP, 1)):
        count = service.days + way
        if not 1 <= count <= MOST_DAYS or (last is None and not typed):
            continue
        sets = {"through": str(last + way * _DAY)} if last else {}
        sets |= {"days": str(count)} if typed else {}
        yield Offer(
            "through" if last else "days", f"step to {sets.get('through', counted(count, 'day'))}", sets, key=key
        )
