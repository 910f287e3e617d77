"""Per-diem days that are a nurse's visit alone: a day without infusion on which the payer counts the visit.

BCBS of Texas counts the days on which an infusion or nursing took place. An order knows nothing of visits, so that
such days are added where a claim has both. A visit on a day on which some order of the claim runs adds nothing: that
day is billed. Nor does one outside of every order.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from hipkit.billing.bill import Bill
from hipkit.billing.differences import ruling
from hipkit.claim.line import Origin, ServiceLine
from hipkit.payers.axes import line_span, per_diem_day
from hipkit.values.notation import counted


def with_visit_days(lines: Sequence[ServiceLine]) -> list[ServiceLine]:
    """The lines of a claim, nursing among them, with a per-diem unit more for each day of a visit that counts.

    The day goes to the first order in whose days it lies and whose payer's rule counts it: on its line without a
    modifier that covers the day or can be made to, else on a line of its own.
    """
    on_claim = list(lines)
    visits = sorted({line.start for line in lines if line.kind == "nursing" and line.start is not None})
    for day in visits:
        _count(day, on_claim)
    return on_claim


def _count(day: datetime.date, lines: list[ServiceLine]) -> None:
    """Add the day to the per-diem lines, in place, if it counts."""
    billed = [one for one in lines if one.kind == "per_diem" and one.bill is not None and one.start is not None]
    if any(_runs(one.bill, day) for one in billed if one.bill):
        return
    own = [one for one in billed if one.bill and day in one.bill.order.service.calendar and _counts(one.bill)]
    mine = [one for one in own if one.bill is own[0].bill]
    if not mine:
        return
    fitting = [one for one in mine if not one.modifiers and _may_reach(one, day, billed)]
    if fitting:
        line = min(fitting, key=lambda one: _apart(one, day))
        assert line.start is not None and line.end is not None
        longer = replace(line, units=line.units + 1, start=min(line.start, day), end=max(line.end, day))
        lines[_place(lines, line)] = _explain(longer, line.units)
    else:
        alone = replace(mine[-1], units=1, start=day, end=day, modifiers=())
        lines.insert(_place(lines, mine[-1]) + 1, _explain(alone, 0))


def _place(lines: Sequence[ServiceLine], line: ServiceLine) -> int:
    return next(i for i, other in enumerate(lines) if other is line)


def _runs(bill: Bill | None, day: datetime.date) -> bool:
    """Whether an order is given on a day."""
    assert bill is not None
    return day in bill.order.service.calendar and day not in bill.order.service.without


def _counts(bill: Bill) -> bool:
    """Whether a visit alone makes a per-diem day for this order."""
    held = ruling(bill, "per_diem_day")
    return held is not None and per_diem_day.counts_visits(held.value)


def _apart(line: ServiceLine, day: datetime.date) -> int:
    """How many days lie between a line and a day; 0 where the line covers it."""
    assert line.start is not None and line.end is not None
    return max((line.start - day).days, (day - line.end).days, 0)


def _may_reach(line: ServiceLine, day: datetime.date, billed: Sequence[ServiceLine]) -> bool:
    """Whether a line covers a day, or can be made to: within its month where lines are cut so, and with no other line
    of the order between."""
    assert line.start is not None and line.end is not None and line.bill is not None
    if _apart(line, day) == 0:
        return True
    begin, end = min(line.start, day), max(line.end, day)
    between = [
        other
        for other in billed
        if other is not line
        and other.bill is line.bill
        and other.start
        and other.end
        and other.start <= end
        and begin <= other.end
    ]
    held = ruling(line.bill, "line_span")
    return not between and line_span.may_cover(held.value if held else None, begin, end)


def _explain(line: ServiceLine, before: int) -> ServiceLine:
    """The line with the words on its units: days of infusion, and days of a visit alone."""
    assert line.bill is not None
    held = ruling(line.bill, "per_diem_day")
    assert held is not None
    given = f"{counted(before, 'day')} + " if before else ""
    words = f"{given}1 day with a nurse's visit and no infusion = {line.units}; {held.words}"
    return replace(line, origins={**line.origins, "units": Origin(words, held.citation)})
