"""What payers' texts say that rules of review go by: who says it, from which day through which, and with what number.

Read from the payers' files, so that a rule names no payer: one that states the same is held to it, on its own days, and
one that states only a part of it is held to that part alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import narwhals as nw

from hipkit.payers.files import load_policy, payers
from hipkit.payers.policy import Policy, Rule, Statement

Per = Literal["hours_a_day", "hours_a_week"]


@dataclass(frozen=True)
class Said:
    """What a payer's text says, from a day through a day (None: no such day); `hours` where it limits them."""

    payer: str
    start: datetime.date | None
    end: datetime.date | None
    hours: int = 0

    @property
    def holds(self) -> nw.Expr:
        """Whether it holds for a line."""
        found = (nw.col("payer_id") == self.payer).fill_null(False)
        found = found if self.start is None else found & (nw.col("date_from") >= self.start)
        return found if self.end is None else found & (nw.col("date_from") <= self.end)


def of_axis(axis: str, value: str) -> tuple[Said, ...]:
    """The payers whose text gives an axis this value.

    >>> [(one.payer, str(one.start)) for one in of_axis("nursing_time", "bcbsm-2013")]
    [('bcbsm', '2013-05-01')]
    """
    return _each(lambda policy: [one for one in policy.rules if (one.axis, one.value) == (axis, value)])


def of_statement(id: str) -> tuple[Said, ...]:
    """The payers whose text makes this statement."""
    return _each(lambda policy: [one for one in policy.statements if one.id == id])


def limits(per: Per) -> tuple[Said, ...]:
    """The payers whose text limits the hours of nursing, with the hours.

    >>> [(one.payer, one.hours) for one in limits("hours_a_week")]
    [('bcbsm', 12)]
    """
    return _each(lambda policy: [one for one in policy.statements if getattr(one, per)], per)


def _each(of: Callable[[Policy], Sequence[Rule | Statement]], per: Per | None = None) -> tuple[Said, ...]:
    """Each once: a rule of a file holds for many readings and therapies."""
    found = [
        Said(payer, one.start, one.end, getattr(one, per) if per else 0)
        for payer in payers()
        for one in of(load_policy(payer))
    ]
    return tuple(dict.fromkeys(found))


def payers_of(rows: Sequence[Said]) -> tuple[str, ...]:
    """The payers that say it."""
    return tuple(dict.fromkeys(one.payer for one in rows))


def first_day(rows: Sequence[Said]) -> datetime.date | None:
    """The first day on which one of them holds, None where one has no first day."""
    starts = [one.start for one in rows if one.start is not None]
    return min(starts) if starts and len(starts) == len(rows) else None


def any_holds(rows: Sequence[Said]) -> nw.Expr:
    """Whether one of them holds for a line."""
    found = nw.lit(False)
    for one in rows:
        found = found | one.holds
    return found


def most(rows: Sequence[Said]) -> nw.Expr:
    """The hours of the one that holds for a line, null where none does."""
    found = nw.lit(None, nw.Float64)
    for one in rows:
        found = nw.when(one.holds).then(nw.lit(float(one.hours))).otherwise(found)
    return found
