"""What payers' texts limit of nursing visits: hours a day and a week, a second visit of a day, and who bills them.

A payer's text says so as a statement of its policy, with its days and its numbers; what one payer limits holds for no
other that counts the time alike. The claim and the review of claims go by the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby

from hipkit.billing.nursing import NursingUnits
from hipkit.payers.policy import Policy, Statement
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.step import Notice

SECOND_VISIT, BY_THE_AGENCY = "second-visit", "nursing-by-the-agency"
_HOUR = 60

Visit = tuple[datetime.date, NursingUnits]


def says(payer: Policy, id: str, on: datetime.date) -> Statement | None:
    """What a payer's text says by a statement on a day, None where it says nothing.

    >>> from hipkit.payers.files import load_policy
    >>> says(load_policy("bcbsm"), SECOND_VISIT, datetime.date(2024, 3, 4)).words
    'A second visit on the same day may be billed by 99602.'
    """
    return next((statement for statement in payer.statements if statement.id == id and statement.covers(on)), None)


def limit_a_day(payer: Policy, on: datetime.date) -> tuple[int, Statement] | None:
    """The most hours of nursing a day that a payer lets be billed, with what says so; None where it limits none.

    >>> from hipkit.payers.files import load_policy
    >>> limit_a_day(load_policy("bcbsm"), datetime.date(2024, 3, 4))[0]
    4
    """
    return next(
        (
            (statement.hours_a_day, statement)
            for statement in payer.statements
            if statement.hours_a_day and statement.covers(on)
        ),
        None,
    )


def limit_a_week(payer: Policy, on: datetime.date) -> tuple[int, Statement] | None:
    """The same for the week in which the day lies."""
    return next(
        (
            (statement.hours_a_week, statement)
            for statement in payer.statements
            if statement.hours_a_week and statement.covers(on)
        ),
        None,
    )


def doubts(visits: Sequence[Visit], payer: Policy) -> Iterator[Notice]:
    """What wants a reason of the visits of a claim, each with the words of the payer that say why."""
    visits = sorted(visits, key=lambda visit: visit[0])
    agency = next((statement for day, _ in visits if (statement := says(payer, BY_THE_AGENCY, day))), None)
    if agency is not None:
        yield Notice("confirm", f"nursing stands on this claim; {payer.name}: {agency.words}", agency.citation)
    for day, of_day in groupby(visits, key=lambda visit: visit[0]):
        yield from _of_day(day, [counted for _, counted in of_day], payer)
    for sunday, of_week in groupby(visits, key=lambda visit: _sunday(visit[0])):
        limit = limit_a_week(payer, sunday + datetime.timedelta(days=6))
        hours = sum(counted.hours for _, counted in of_week)
        if limit is not None and hours > limit[0]:
            text = f"nursing of {hours} hours in the week from {sunday}, a Sunday; {payer.name}: {limit[1].words}"
            yield Notice("confirm", text, limit[1].citation)


def _of_day(day: datetime.date, visits: Sequence[NursingUnits], payer: Policy) -> Iterator[Notice]:
    limit, again = limit_a_day(payer, day), says(payer, SECOND_VISIT, day)
    hours, minutes = sum(visit.hours for visit in visits), sum(visit.minutes for visit in visits)
    if limit is not None and (hours > limit[0] or minutes > limit[0] * _HOUR):
        text = (
            f"nursing on {day}, {people(minutes, 'min')} billed as {hours} hours, is more than the "
            f"{limit[0] * _HOUR} min a day; {payer.name}: {limit[1].words}"
        )
        yield Notice("confirm", text, limit[1].citation)
    if len(visits) < 2:
        return
    if again is not None:
        yield Notice("confirm", f"a second visit on {day}; {payer.name}: {again.words}", again.citation)
    else:
        text = (
            f"a second visit on {day}: BCBS of Michigan takes its time as further hours, not as another first part; "
            f"what was read of {payer.name} says nothing of it on that day"
        )
        yield Notice("confirm", text, cite("bcbsm", "second visit"))


def _sunday(day: datetime.date) -> datetime.date:
    """The Sunday with which a day's week begins: no text says on which day a week begins."""
    return day - datetime.timedelta(days=day.isoweekday() % 7)
