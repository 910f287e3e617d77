"""What counts as one per-diem day: a day with the therapy, with a visit too, every day between, or 24 hours."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import NamedTuple

from hipkit.payers.axes.axis import Axis, Source, Value
from hipkit.values.notation import counted, people
from hipkit.values.rounding import down

INFUSION_DAY, WITH_VISITS = "infusion-day", "infusion-or-nursing-day"
_ACCESS_DAY, _BLOCK = "access-day", "24-hour-block"
_HOURS = 24

AXIS = Axis(
    "per_diem_day",
    "what counts as one per-diem day",
    {
        INFUSION_DAY: Value("a calendar day on which the patient receives the therapy"),
        WITH_VISITS: Value("a calendar day with the therapy, or with a nurse's visit alone"),
        _ACCESS_DAY: Value(
            "every day from first to last on which the therapy is prescribed and at hand", Source("nhia-per-diem")
        ),
        _BLOCK: Value("every whole 24 hours of infusion", therapies=("continuous", "pca")),
    },
    line="per diem",
    counts="days",
)


def apply(value: str, days: int, calendar_days: int, hours_per_day: Fraction | None) -> int:
    """The per-diem units of so many days with therapy among so many from first to last.

    `hours_per_day` is None for doses and refills. A positive infusion bills at least one block of 24 hours.

    >>> [apply(value, 10, 12, Fraction(12)) for value in AXIS.values]
    [10, 10, 12, 5]
    """
    if covers_pauses(value):
        return calendar_days
    if value == _BLOCK and hours_per_day is not None:
        return max(down(hours_per_day * days / _HOURS), 1)
    return days


def covers_pauses(value: str | None) -> bool:
    """Whether a line stands over the days without therapy too."""
    return value == _ACCESS_DAY


def counts_visits(value: str | None) -> bool:
    """Whether a nurse's visit alone makes a day."""
    return value == WITH_VISITS


class Work(NamedTuple):
    """How the days were counted: the formula, the exact number, and what the rule says beyond the payer's words."""

    formula: str
    exact: Fraction
    rule: str = ""


def work(
    value: str | None, days: int, units: int, hours_per_day: Fraction | None,
    dates: tuple[datetime.date | None, datetime.date | None],
) -> Work:  # fmt: skip
    """How a line of so many units was counted from its days with therapy; `dates` are its first and its last day.

    >>> work("24-hour-block", 9, 4, Fraction(12), (None, None))
    Work(formula='9 days x 12 hr / 24 hr', exact=Fraction(9, 2), rule='whole blocks of 24 hours, at least one; ')
    """
    formula = counted(days, "day")
    if covers_pauses(value) and dates[0]:
        formula = f"every day from {dates[0]} to {dates[1]}"
    if value != _BLOCK or hours_per_day is None:
        return Work(formula, Fraction(units))
    exact = hours_per_day * days / _HOURS
    return Work(f"{formula} x {people(hours_per_day, 'hr')} / 24 hr", exact, "whole blocks of 24 hours, at least one; ")
