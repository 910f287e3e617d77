"""What a reader is told of an order's dates, its bag and its typed reason; there is nothing to confirm in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hipkit.billing.amounts import Amounts
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Pca, Regimen
from hipkit.reference.datasets import newest
from hipkit.values.citations import cite
from hipkit.values.notation import counted, people
from hipkit.values.step import Notice

_SUNDAY = 6


def remarks(order: Order, amounts: Amounts) -> Iterator[Notice]:
    """Each remark on the order."""
    service = order.service
    if service.end is None:
        text = f"no dates were given: codes and rules are the newest in the data (to {newest()})"
        yield Notice("info", text, cite("hipkit", "dates"))
    if service.without:
        days = ", ".join(str(day) for day in service.without)
        text = f"left out as without therapy: {days}; {counted(service.days, 'day')} remain between first and last"
        yield Notice("info", text, cite("hipkit", "days without therapy"))
    changed = [day for day in service.calendar if _clock_changes(day) and day not in service.without]
    if changed and _runs_all_day(order.regimen):
        when = ", ".join(map(str, changed))
        text = f"the clock changes on {when} where daylight saving is kept; a day is 24 hours by definition"
        yield Notice("info", text, cite("hipkit", "dates"))
    yield from _pump_log(order.regimen, amounts)
    if order.bag is not None:
        yield _bag(order)
    if order.confirm is not None:
        yield Notice("info", f"confirmed with the reason: {order.confirm}", cite("hipkit", "confirm"))


def _runs_all_day(regimen: Regimen) -> bool:
    """Whether a rate runs around the clock: that of a continuous infusion, or the basal one of a PCA."""
    if isinstance(regimen, Pca):
        return regimen.basal is not None and regimen.hours_per_day == 24
    return isinstance(regimen, Continuous) and regimen.hours_per_day == 24


def _clock_changes(day: datetime.date) -> bool:
    """Second Sunday of March, first Sunday of November, since 2007 (United States, 15 U.S.C. 260a)."""
    if day.year < 2007 or day.weekday() != _SUNDAY:
        return False
    return (day.month == 3 and 8 <= day.day <= 14) or (day.month == 11 and day.day <= 7)


def _pump_log(regimen: Regimen, amounts: Amounts) -> Iterator[Notice]:
    """Demands given against what the lockout lets through, one demand in each."""
    pca = amounts.pca
    if not isinstance(regimen, Pca) or pca is None or pca.demands_per_day is None or amounts.per_day is None:
        return
    most = pca.demands_per_day
    by_lockout = f"{people(most)} demands in {people(regimen.hours_per_day, 'hr')}, one in {regimen.lockout}"
    if regimen.demands_per_day > most:
        given = f"{amounts.per_day.amount} a day were given, and the lockout lets {pca.allowed} through"
        yield Notice("warning", f"{given} ({by_lockout}); is the pump's log read right?", cite("hipkit", "pump log"))
    if pca.max_demands_per_hr != most / regimen.hours_per_day:
        text = f"the lockout lets through {by_lockout}; the programmed maximum counts whole demands an hour alone"
        yield Notice("info", text, cite("hipkit", "pump log"))


def _bag(order: Order) -> Notice:
    if order.bag == order.strength:
        text = f"bag and product are both {order.strength}"
    else:
        held = f"the product's {order.strength}" if order.strength else "grams of the powder"
        text = f"the NDC quantity counts {held}, not the bag's {order.bag}"
    return Notice("info", text, cite("hipkit", "strength"))
