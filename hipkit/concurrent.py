"""Second and third therapies on the same day: which per-diem lines carry SH and SJ, and on which days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from hipkit.bills import Bill
from hipkit.errors import InputError
from hipkit.lines import Line
from hipkit.service import Service

# By rank of the therapy on a day: second, third and later. SJ is from the HCPCS list where a payer names SH alone.
_BY_RANK = {"SH": (("SH",), ("SJ",)), "SH-SJ": (("SH",), ("SJ",)), "59-SH-SJ": (("59", "SH"), ("59", "SJ"))}
_DAY = datetime.timedelta(days=1)


def ranked(bills: Sequence[Bill], value: str) -> list[list[Line]]:
    """The lines of each bill, per-diem lines cut where their rank among the per diems of the day changes.

    The first bill's therapy is the first, and so on. `value` is that of the axis `concurrent_modifiers`.
    Raises InputError where the days are not known, or where a line that must be cut is not counted by days.
    """
    before: list[list[datetime.date]] = []
    found = []
    for bill in bills:
        lines = []
        for line in bill.lines:
            lines += (
                [line] if line.kind != "per_diem" or len(bills) == 1 else _cut(line, bill.order.service, before, value)
            )
        before += [billed_days(line, bill.order.service) for line in bill.lines if line.kind == "per_diem"]
        found.append(lines)
    return found


def billed_days(line: Line, service: Service) -> list[datetime.date]:
    """The days that a per-diem line bills: all of its span where it counts as many, else those with therapy."""
    days = [day for day in service.calendar if line.start and line.end and line.start <= day <= line.end]
    return days if line.units == len(days) else [day for day in days if day not in service.without]


def _cut(line: Line, service: Service, before: Sequence[Sequence[datetime.date]], value: str) -> list[Line]:
    if line.start is None or line.end is None:
        reason = "several orders on one claim need their dates, to see which days they share"
        raise InputError("days", str(service.days), reason, "from and through in each scenario")
    days = billed_days(line, service)
    runs = [list(run) for _, run in groupby(days, key=lambda day: _rank(day, before))]
    if len(runs) > 1 and line.units != len(days):
        reason = "an earlier order ends or pauses within its days, and its per diem is not counted by days"
        raise InputError(
            "through", str(line.end), reason, "the order in parts, cut where the earlier one ends or pauses"
        )
    begins = [line.start, *(run[0] for run in runs[1:])]
    ends = [*(day - _DAY for day in begins[1:]), line.end]
    return [
        replace(
            line,
            units=line.units if len(runs) == 1 else len(run),
            start=begin,
            end=end,
            modifiers=modifiers(_rank(run[0], before), value),
        )
        for run, begin, end in zip(runs, begins, ends, strict=True)
    ]


def _rank(day: datetime.date, before: Sequence[Sequence[datetime.date]]) -> int:
    """How many per-diem lines of earlier orders bill a day."""
    return sum(day in days for days in before)


def modifiers(rank: int, value: str) -> tuple[str, ...]:
    """The modifiers of a therapy that so many others come before on its day.

    >>> modifiers(0, "SH"), modifiers(1, "59-SH-SJ"), modifiers(3, "SH-SJ")
    ((), ('59', 'SH'), ('SJ',))
    """
    return () if rank == 0 else _BY_RANK[value][min(rank, 2) - 1]
