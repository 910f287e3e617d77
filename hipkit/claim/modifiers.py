"""Second and third therapies on the same day: which per-diem lines carry SH and SJ, and on which days."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hipkit.billing.bill import Bill
from hipkit.billing.draft import Line
from hipkit.claim.therapies import Therapy, billed_days, therapies
from hipkit.errors import InputError
from hipkit.order.days import Service
from hipkit.payers.axes import concurrent_modifiers

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class _PerDiem:
    """A per-diem line, the place of its order and the days that it bills. Hours may be counted in place of days."""

    line: Line
    place: int
    days: tuple[datetime.date, ...]

    @property
    def by_days(self) -> bool:
        return self.line.units == len(self.days)

    def spans(self, *days: datetime.date) -> bool:
        return all(self.line.start <= day <= self.line.end for day in days if self.line.start and self.line.end)


@dataclass(frozen=True)
class _Course:
    """A therapy: its per-diem lines, which of them is billed on each day, and its rank among those of the day."""

    lines: tuple[_PerDiem, ...]
    by_day: Mapping[datetime.date, _PerDiem]
    rank: Mapping[datetime.date, int]


def ranked(bills: Sequence[Bill], value: str | None) -> list[list[Line]]:
    """The lines of each bill, per-diem lines cut where their rank among the therapies of the day changes.

    The first bill's therapy is the first, and so on; orders of one drug are one therapy, which has one per diem a day.
    A line that pauses is cut too where another of its rank is billed in the pause, so that no two stand on one day.
    `value` is that of the axis `concurrent_modifiers`; where it is None the lines that would carry one are left out.
    Raises InputError where the days are not known, or where a line that must be cut is not counted by days.
    """
    if len(bills) == 1:
        return [list(bills[0].lines)]
    courses = _courses(bills)
    lines_by_bill: list[list[Line]] = [[] for _ in bills]
    for course in courses:
        for run in _runs(course, courses):
            rank = course.rank[run[0]]
            if not rank or value is not None:
                billed = course.by_day[run[0]]
                marks = concurrent_modifiers.apply(value, rank) if value else ()
                lines_by_bill[billed.place].append(_line(course, run, marks))
    return [
        [*lines, *(line for line in bill.lines if line.kind != "per_diem")]
        for lines, bill in zip(lines_by_bill, bills, strict=True)
    ]


def most_at_once(bills: Sequence[Bill]) -> int:
    """How many therapies have a per diem on one day, at most."""
    if len(bills) == 1:
        return 1
    return max((rank + 1 for course in _courses(bills) for rank in course.rank.values()), default=0)


def _courses(bills: Sequence[Bill]) -> list[_Course]:
    courses: list[_Course] = []
    for therapy in therapies(bills):
        lines = tuple(_per_diems(bills, therapy))
        by_day: dict[datetime.date, _PerDiem] = {}
        for line in lines:
            for day in line.days:
                by_day.setdefault(day, line)
        days = sorted(by_day)
        rank = {day: min(sum(day in before.by_day for before in courses), concurrent_modifiers.THIRD) for day in days}
        courses.append(_Course(lines, {day: by_day[day] for day in days}, rank))
    return courses


def _per_diems(bills: Sequence[Bill], therapy: Therapy) -> Iterator[_PerDiem]:
    for place in therapy:
        service = bills[place].order.service
        for line in bills[place].lines:
            if line.kind == "per_diem":
                yield _PerDiem(line, place, _dated(line, service))


def _dated(line: Line, service: Service) -> tuple[datetime.date, ...]:
    if line.start is None or line.end is None:
        reason = "several orders on one claim need their dates, to see which days they share"
        raise InputError("days", str(service.days), reason, "from and through in each scenario")
    return tuple(billed_days(line, service))


def _runs(course: _Course, courses: Sequence[_Course]) -> list[list[datetime.date]]:
    """The days of a therapy in runs, each for a line of its own."""
    runs: list[list[datetime.date]] = []
    for day in course.by_day:
        if runs and _goes_on(course, runs[-1][-1], day, courses):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _goes_on(course: _Course, before: datetime.date, day: datetime.date, courses: Sequence[_Course]) -> bool:
    """Whether a day stands on one line with the day billed before it."""
    rank, code = course.rank[before], course.by_day[before].line.code
    if course.rank[day] != rank or course.by_day[day].line.code != code:
        return False
    pause = [before + _DAY * i for i in range(1, (day - before).days)]
    if any(other.rank.get(between) == rank for between in pause for other in courses):
        return False
    return any(each.spans(before, day) for each in course.lines)


def _line(course: _Course, run: Sequence[datetime.date], marks: tuple[str, ...]) -> Line:
    line = course.by_day[run[0]].line
    return replace(line, units=_units(course, run), start=run[0], end=run[-1], modifiers=marks)


def _units(course: _Course, run: Sequence[datetime.date]) -> int:
    """One unit a day. Hours that make no days are not cut: a line of them is billed whole or not at all."""
    used = {id(course.by_day[day]): course.by_day[day] for day in run}.values()
    if all(each.by_days for each in used):
        return len(run)
    days = set(run)
    whole = [len(run) for each in course.lines if each.by_days and days <= set(each.days)]
    whole += [each.line.units for each in course.lines if not each.by_days and days == set(each.days)]
    if not whole:
        hours = next(each for each in used if not each.by_days)
        reason = "another order begins, ends or pauses within its days, and its per diem is not counted by days"
        raise InputError(
            "through", str(hours.line.end), reason, "the order in parts, cut where the earlier one ends or pauses"
        )
    return max(whole)
