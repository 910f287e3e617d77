"""Nursing visits on a claim: 99601 and 99602 by the payer's time rule, or by one that a person names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.billing.nursing import NursingUnits, nursing_units, rules
from hipkit.claim.line import Origin, ServiceLine
from hipkit.claim.nursing_limits import Visit, doubts, limit_a_day
from hipkit.errors import InputError
from hipkit.payers.axes.axis import UNSTATED
from hipkit.payers.policy import Policy
from hipkit.reference.codes import codes
from hipkit.values.citations import cite
from hipkit.values.step import Notice
from hipkit.values.strict import date

EXAMPLE = "2021-03-02=151"
_ANY = "floor-hour"  # where all rules count alike, the one that cites no payer


def nursing_lines(
    visits: Iterable[tuple[object, object]], bills: Sequence[Bill], named: str | None, today: datetime.date
) -> tuple[list[ServiceLine], list[Notice]]:
    """The lines of the visits, each a date and its minutes, and what a reader is told of them.

    Raises InputError where the payer states no time rule, none is named and the rules count the visit differently
    (none is taken silently), and where the one that is named contradicts the payer's.
    """
    payer, reading = bills[0].payer, bills[0].reading
    assert payer is not None
    lines: list[ServiceLine] = []
    notices: list[Notice] = []
    counts: list[Visit] = []
    for visit in _pairs(visits):
        day = date(visit[0], "visit", "2021-03-02")
        rule = _rule(payer, reading, day, named)
        counted = nursing_units(visit[1], rule or _ANY)
        if rule is None and len({nursing_units(visit[1], name).further for name in rules()}) > 1:
            reason = f"{payer.name} states no time rule for nursing; choose one, none is taken silently"
            raise InputError("nursing_rule", None, reason, "cpt-midpoint")
        stated = payer.rule("nursing_time", day, reading).value == rule
        notices += [
            *_of_rule(day, counted, rule, stated or limit_a_day(payer, day) is not None),
            *_doubts(day, bills, today),
        ]
        counts.append((day, counted))
        lines += _lines(day, counted)
    if named is not None and not counts:
        raise InputError("nursing_rule", named, "no visit needs it; leave it out", f"a visit such as {EXAMPLE}")
    return lines, [*notices, *doubts(counts, payer)]


def _pairs(visits: object) -> list[tuple[object, object]]:
    if isinstance(visits, str) or not isinstance(visits, Iterable):
        raise InputError("visit", visits, "visits are a date and minutes each", EXAMPLE)
    pairs = [tuple(visit) if isinstance(visit, (tuple, list)) else () for visit in visits]
    if any(len(visit) != 2 for visit in pairs):
        raise InputError("visit", str(visits), "each visit is a date and its minutes", EXAMPLE)
    return [(visit[0], visit[1]) for visit in pairs]


def _rule(payer: Policy, reading: str | None, day: datetime.date, named: str | None) -> str | None:
    """The payer's rule, or the one that is named; None where there is neither."""
    if named is not None and (not isinstance(named, str) or named not in rules()):
        raise InputError("nursing_rule", named, f"it is not a rule; known are {', '.join(rules())}", "cpt-midpoint")
    unknown = payer.why_unknown(day)
    if unknown:
        raise InputError("visit", str(day), unknown, "a visit on a later day")
    stated = payer.rule("nursing_time", day, reading)
    if stated.value == UNSTATED:
        return named
    if named not in (None, stated.value):
        reason = f"{payer.name} states {stated.value}: {stated.words.rstrip('.')}"
        raise InputError("nursing_rule", named, reason, stated.value)
    return stated.value


def _of_rule(day: datetime.date, counted: NursingUnits, rule: str | None, by_payer: bool) -> list[Notice]:
    """What was read, and what the rule says; of its limit nothing where the payer's own text is what holds."""
    left_out = [notice for notice in counted.of_rule if rule is None or (by_payer and notice.level == "warning")]
    left = [notice for notice in counted.notices if notice not in left_out]
    return [Notice(notice.level, f"visit of {day}: {notice.text}", notice.citation) for notice in left]


def _doubts(day: datetime.date, bills: Sequence[Bill], today: datetime.date) -> list[Notice]:
    doubts = []
    if day > today:
        text = f"the visit of {day} lies in the future (today is {today})"
        doubts.append(Notice("confirm", text, cite("hipkit", "dates")))
    if all(bill.order.service.calendar and day not in bill.order.service.calendar for bill in bills):
        doubts.append(Notice("warning", f"on {day}, the day of a visit, no order runs", cite("hipkit", "nursing")))
    return doubts


def _lines(day: datetime.date, counted: NursingUnits) -> list[ServiceLine]:
    lines = []
    for name, units, step in (("99601", counted.first, counted.steps[0]), ("99602", counted.further, counted.steps[2])):
        if units:
            known = codes()[name]
            origins = {
                "code": Origin(known.words, known.source),
                "units": Origin(step.text, step.citation),
                "dates": Origin("the day of the visit", cite("hipkit", "nursing")),
            }
            lines.append(ServiceLine(0, "nursing", name, (), units, day, day, Fraction(0), origins=origins))
    return lines
