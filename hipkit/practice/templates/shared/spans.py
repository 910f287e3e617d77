"""Days of service drawn for a case: whole months of every length, spans of days, and days in hospital.

All lie in 2021 to 2025: the payers' texts are known, and no day is in the future whatever today is.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, replace

from hipkit.practice.draw import Draw

FIRST, LAST = datetime.date(2021, 1, 1), datetime.date(2025, 12, 31)
TODAY = datetime.date(2026, 1, 1)
DAY = datetime.timedelta(days=1)
# Months of 31 days and February come more often: there the days of the month matter.
_MONTHS = (1, 2, 2, 2, 3, 4, 5, 7, 8, 10, 11, 12)


@dataclass(frozen=True)
class Span:
    """The first and the last day, both included, and the days without therapy."""

    start: datetime.date
    end: datetime.date
    without: tuple[datetime.date, ...] = ()

    @property
    def length(self) -> int:
        """All days of the span.

        >>> Span(datetime.date(2024, 2, 1), datetime.date(2024, 2, 29)).length
        29
        """
        return (self.end - self.start).days + 1

    @property
    def days(self) -> int:
        """The days with therapy."""
        return self.length - len(self.without)

    def day(self, number: int) -> datetime.date:
        """A day of the span, the first being number 0."""
        return self.start + DAY * number


def whole_month(draw: Draw) -> Span:
    """A calendar month from its first to its last day.

    >>> whole_month(Draw("example 2"))
    Span(start=datetime.date(2021, 2, 1), end=datetime.date(2021, 2, 28), without=())
    """
    year, month = draw.whole(FIRST.year, LAST.year), draw.one(_MONTHS)
    return Span(datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1]))


def some_days(draw: Draw, low: int, high: int) -> Span:
    """So many days in a row, from any day."""
    days = draw.whole(low, high)
    start = FIRST + DAY * draw.below((LAST - FIRST).days + 2 - days)
    return Span(start, start + DAY * (days - 1))


def month_or_days(draw: Draw, low: int, high: int) -> Span:
    """A whole month where the bounds hold one, and as often a span of days."""
    if high >= 31 and draw.chance(2):
        return whole_month(draw)
    return some_days(draw, low, high)


def around(draw: Draw, day: datetime.date, low: int, high: int) -> Span:
    """A span of `low` to `high` days with at least five days on each side of the night before `day`."""
    days = draw.whole(max(low, 10), max(high, 10))
    before = draw.whole(5, days - 5)
    start = day - DAY * before
    return Span(start, start + DAY * (days - 1))


def over_a_month_end(draw: Draw, low: int, high: int) -> Span:
    """A span in which one month ends, with at least five days on each side."""
    year, month = draw.whole(FIRST.year, LAST.year), draw.one(_MONTHS)
    first = datetime.date(year, month, 1)
    if first == FIRST:
        first = datetime.date(year, 3, 1)
    return around(draw, first, low, min(high, 32))


def in_hospital(draw: Draw, span: Span, low: int = 2, high: int = 5) -> Span:
    """The same span with some days in a row left out, neither the first day nor the last."""
    days = min(draw.whole(low, high), span.length - 2)
    first = draw.whole(1, span.length - 1 - days)
    return replace(span, without=tuple(span.day(first + i) for i in range(days)))
