"""The days of service: from and through, both included, less the days without therapy; or a number of days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from hipkit.errors import InputError
from hipkit.values.notation import counted
from hipkit.values.strict import date, whole

MOST_DAYS = 366
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Service:
    """The days that are billed. `start` and `end` are None where only a number of days is known.

    >>> service_days(start="2021-03-01", end="2021-03-31", without=["2021-03-10"]).days
    30
    """

    days: int
    start: datetime.date | None = None
    end: datetime.date | None = None
    without: tuple[datetime.date, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def therapy(self) -> tuple[datetime.date, ...]:
        """Every date from the first day with therapy to the last; empty where no dates are known.

        >>> days = service_days(start="2021-03-01", end="2021-03-05", without=["2021-03-01", "2021-03-03"]).therapy
        >>> str(days[0]), str(days[-1])
        ('2021-03-02', '2021-03-05')
        """
        given = [day for day in self.calendar if day not in self.without]
        return tuple(day for day in self.calendar if given[0] <= day <= given[-1])

    @property
    def calendar(self) -> tuple[datetime.date, ...]:
        """Every date from first to last; empty where no dates are known."""
        if self.start is None or self.end is None:
            return ()
        return tuple(self.start + _DAY * i for i in range((self.end - self.start).days + 1))

    @property
    def span(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last date; None where no dates are known."""
        return None if self.start is None or self.end is None else (self.start, self.end)


def service_days(
    days: object = None, start: object = None, end: object = None, without: Iterable[object] = ()
) -> Service:
    """Read the days of service; raises InputError where they are missing or contradict each other.

    >>> service_days(days="31").days
    31
    >>> service_days(days=31, start="2021-03-01", end="2021-03-30")
    Traceback (most recent call last):
    hipkit.errors.InputError: days: read "31": the dates leave 30 days with therapy; they must be the same number. \
Type for example: the dates alone, or the dates that were meant
    """
    if isinstance(without, str) or not isinstance(without, Iterable):
        raise InputError("without", without, "it is a list of dates", '["2021-03-10"]')
    stated, notes = (None, ()) if days is None else whole(days, "days", "31", 1, MOST_DAYS)
    left_out = tuple(without)
    if start is None and end is None:
        if stated is None:
            raise InputError("days", None, f"give the days (1 to {MOST_DAYS}) or the dates from and through", "31")
        if left_out:
            raise InputError(
                "without", str(left_out[0]), "days without therapy need the dates from and through", "from and through"
            )
        return Service(stated, notes=notes)
    first, last = _both(start, end)
    dates = _without(left_out, first, last)
    remain = (last - first).days + 1 - len(dates)
    if remain < 1:
        raise InputError("without", str(dates[-1]), "no day with therapy remains", "fewer days without therapy")
    if stated is not None and stated != remain:
        reason = f"the dates leave {counted(remain, 'day')} with therapy; they must be the same number"
        raise InputError("days", str(days), reason, "the dates alone, or the dates that were meant")
    return Service(remain, first, last, dates, notes)


def _both(start: object, end: object) -> tuple[datetime.date, datetime.date]:
    if start is None:
        raise InputError("from", None, "the last day is given without the first", "2021-03-01")
    if end is None:
        raise InputError("through", None, "the first day is given without the last", "2021-03-31")
    first, last = date(start, "from"), date(end, "through", "2021-03-31")
    if last < first:
        raise InputError("through", str(last), f"it is before the first day, {first}", "a day not before the first")
    if (last - first).days + 1 > MOST_DAYS:
        reason = f"the span is {(last - first).days + 1:,} days long; at most {MOST_DAYS} are billed at once"
        raise InputError("through", str(last), reason, "an earlier last day, and an order for the rest")
    return first, last


def _without(given: tuple[object, ...], first: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    dates: list[datetime.date] = []
    for written in given:
        day = date(written, "without", str(first))
        if not first <= day <= last:
            raise InputError("without", str(day), f"it lies outside {first} to {last}", "a day between the two")
        if day in dates:
            raise InputError("without", str(day), "it is given twice; give each day once", "each day once")
        dates.append(day)
    return tuple(sorted(dates))
