"""How many days one claim line may cover: all days of the order, or those of a calendar month."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hipkit.payers.axes.axis import Axis, Value

WHOLE_SPAN, CALENDAR_MONTH = "whole-span", "calendar-month"

AXIS = Axis(
    "line_span",
    "how many days one claim line may cover",
    {
        WHOLE_SPAN: Value("all days of the order on one line"),
        CALENDAR_MONTH: Value("one line for each calendar month"),
    },
    line="every",
    counts="units",
    of="month ends",
)


def apply(value: str | None, days: Sequence[datetime.date]) -> set[int]:
    """The places among days that follow one another at which a line must begin, but for the first.

    >>> days = [datetime.date(2024, 3, 30) + datetime.timedelta(i) for i in range(5)]
    >>> apply("calendar-month", days), apply("whole-span", days)
    ({2}, set())
    """
    return month_begins(days) if ends_with_month(value) else set()


def ends_with_month(value: str | None) -> bool:
    """Whether a line ends where a month does."""
    return value == CALENDAR_MONTH


def month_begins(days: Sequence[datetime.date]) -> set[int]:
    """The places at which a month begins inside: where there is none, every value comes to the same."""
    return {i for i in range(1, len(days)) if days[i].day == 1}


def may_cut(value: str | None) -> bool:
    """Whether a line may have to end before the order does; so it is where a payer does not say.

    >>> may_cut("calendar-month"), may_cut(None), may_cut("whole-span")
    (True, True, False)
    """
    return value != WHOLE_SPAN


def may_cover(value: str | None, first: datetime.date, last: datetime.date) -> bool:
    """Whether one line may cover both days.

    >>> may_cover("calendar-month", datetime.date(2024, 3, 30), datetime.date(2024, 4, 1))
    False
    """
    return not ends_with_month(value) or (first.year, first.month) == (last.year, last.month)
