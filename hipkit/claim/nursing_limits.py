"""What payers' texts limit of nursing visits: hours a day and a week, a second visit of a day, and who bills them.

A payer's text says so as a statement of its policy; the numbers of the one limit that was read stand with its way of
counting, in `nursing`. The claim and the review of claims go by the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby

from hipkit.billing.nursing import NursingUnits
from hipkit.payers.axes.nursing_time import MOST_A_DAY, MOST_A_WEEK
from hipkit.payers.policy import Policy, Statement
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.step import Notice

LIMITS, SECOND_VISIT, BY_THE_AGENCY = "nursing-limits", "second-visit", "nursing-by-the-agency"
HOURS_A_DAY, HOURS_A_WEEK = MOST_A_DAY // 60, MOST_A_WEEK // 60

Visit = tuple[datetime.date, NursingUnits]


def said(payer: Policy, id: str, on: datetime.date) -> Statement | None:
    """What a payer's text says by a statement on a day, None where it says nothing.

    >>> from hipkit.payers.files import load_policy
    >>> said(load_policy("bcbsm"), LIMITS, datetime.date(2024, 3, 4)).words
    'Nursing is billed for at most 4 hours a day and 12 hours a week.'
    """
    for one in payer.statements:
        if one.id == id and (one.start is None or one.start <= on) and (one.end is None or on <= one.end):
            return one
    return None


def doubts(visits: Sequence[Visit], payer: Policy) -> Iterator[Notice]:
    """What wants a reason of the visits of a claim, each with the words of the payer that say why."""
    visits = sorted(visits, key=lambda visit: visit[0])
    agency = next((one for day, _ in visits if (one := said(payer, BY_THE_AGENCY, day))), None)
    if agency is not None:
        yield Notice("confirm", f"nursing stands on this claim; {payer.name}: {agency.words}", agency.citation)
    for day, of_day in groupby(visits, key=lambda visit: visit[0]):
        yield from _of_day(day, [counted for _, counted in of_day], payer)
    for sunday, of_week in groupby(visits, key=lambda visit: _sunday(visit[0])):
        limit = said(payer, LIMITS, sunday + datetime.timedelta(days=6))
        hours = sum(counted.hours for _, counted in of_week)
        if limit is not None and hours > HOURS_A_WEEK:
            text = f"nursing of {hours} hours in the week from {sunday}, a Sunday; {payer.name}: {limit.words}"
            yield Notice("confirm", text, limit.citation)


def _of_day(day: datetime.date, visits: Sequence[NursingUnits], payer: Policy) -> Iterator[Notice]:
    limit, again = said(payer, LIMITS, day), said(payer, SECOND_VISIT, day)
    hours, minutes = sum(one.hours for one in visits), sum(one.minutes for one in visits)
    if limit is not None and (hours > HOURS_A_DAY or minutes > MOST_A_DAY):
        text = (
            f"nursing on {day}, {people(minutes, 'min')} billed as {hours} hours, is more than the "
            f"{MOST_A_DAY} min a day; {payer.name}: {limit.words}"
        )
        yield Notice("confirm", text, limit.citation)
    if len(visits) < 2:
        return
    if again is not None:
        yield Notice("confirm", f"a second visit on {day}; {payer.name}: {again.words}", again.citation)
    else:
        text = f"a second visit on {day}: some payers take its time as further hours, not as another first part"
        yield Notice("confirm", text, cite("bcbsm", "second visit"))


def _sunday(day: datetime.date) -> datetime.date:
    """The Sunday with which a day's week begins: no text says on which day a week begins."""
    return day - datetime.timedelta(days=day.isoweekday() % 7)
