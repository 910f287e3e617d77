"""The span of an order in parts: cut where a rule or the code changes, and at month ends where the payer wants it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from hipkit.amounts import Amounts
from hipkit.codes import Code, code
from hipkit.order import Order
from hipkit.regimen import PumpRefill
from hipkit.terms import Ruling, Terms

UNLISTED = "J3490"
WHOLE_SPAN, CALENDAR_MONTH = "whole-span", "calendar-month"


@dataclass(frozen=True)
class Piece:
    """A part of the span: its doses in mg, its days with therapy, and the drug's code at its beginning."""

    start: datetime.date | None
    end: datetime.date | None
    doses: tuple[Fraction, ...]
    days: int
    calendar_days: int
    code: Code | None

    @cached_property
    def milligrams(self) -> Fraction:
        """The drug of the piece, in mg."""
        return sum(self.doses, Fraction())


@dataclass(frozen=True)
class Cut:
    """A span in parts. `periods` go by one set of rules each: a per-diem line stands over a whole one. `pieces`
    are cut where the drug's code changes too. `known` are the periods of which the payer's text is known;
    `open_span` is the ruling on the span of a line where the payer is silent and a month ends inside.
    """

    periods: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    known: tuple[Piece, ...]
    open_span: Ruling | None = None

    def within(self, period: Piece) -> tuple[Piece, ...]:
        """The pieces of a period."""
        if period.start is None or period.end is None:
            return self.pieces
        return tuple(one for one in self.pieces if one.start and period.start <= one.start <= period.end)


def periods(order: Order, amounts: Amounts, codes: list[Code | None], terms: Terms) -> Cut:
    """Cut the span of an order. `codes` are the drug's codes by day."""
    service = order.service
    calendar = service.calendar
    if not calendar:
        whole = (Piece(None, None, amounts.doses, service.days, service.days, codes[0]),)
        return Cut(whole, whole, whole)
    span = _span_ruling(calendar, terms)
    by_rule = {0, len(calendar), *_rule_changes(calendar, terms)}
    if span is not None and span.value == CALENDAR_MONTH:
        by_rule |= _month_begins(calendar)
    by_code = by_rule | _code_changes(order, calendar, codes, terms)

    def parts(cuts: set[int]) -> tuple[Piece, ...]:
        return tuple(_piece(order, amounts, codes, begin, end) for begin, end in pairwise(sorted(cuts)))

    found = parts(by_rule)
    known = tuple(one for one in found if terms.known(one.start))
    return Cut(found, parts(by_code), known, span if span is not None and span.value is None else None)


def billed_code(order: Order, own: Code | None, ruling: Ruling) -> Code | None:
    """The code that is billed: the drug's own, or J3490 where the payer's rule or the drug asks for it.

    A drug of the list that has no code yet goes by J3490 where the rule bills each drug so.
    """
    if order.code is not None:
        return own
    if ruling.value == UNLISTED and (own or order.drug or order.unlisted):
        return code(UNLISTED)
    return code(UNLISTED) if own is None and order.unlisted is not None else own


def _piece(order: Order, amounts: Amounts, codes: list[Code | None], begin: int, end: int) -> Piece:
    days = order.service.calendar[begin:end]
    given = sum(day not in order.service.without for day in days)
    doses = amounts.doses if isinstance(order.regimen, PumpRefill) else amounts.doses[begin:end]
    return Piece(days[0], days[-1], doses, given, len(days), codes[begin])


def _span_ruling(calendar: tuple[datetime.date, ...], terms: Terms) -> Ruling | None:
    """The ruling on how long a line may be, where a month ends inside the span."""
    if not _month_begins(calendar) or not terms.known(calendar[-1]):
        return None
    return terms.ruling("line_span", calendar[-1])


def _month_begins(calendar: tuple[datetime.date, ...]) -> set[int]:
    return {i for i in range(1, len(calendar)) if calendar[i].day == 1}


def _rule_changes(calendar: tuple[datetime.date, ...], terms: Terms) -> set[int]:
    if terms.policy is None:
        return set()
    changes = terms.policy.changes(calendar[0], calendar[-1], terms.reading, terms.therapy)
    return {calendar.index(day) for day in changes}


def _code_changes(
    order: Order, calendar: tuple[datetime.date, ...], codes: list[Code | None], terms: Terms
) -> set[int]:
    """Where the code that is billed changes; a drug billed by J3490 throughout is not cut."""
    changed = [i for i in range(1, len(calendar)) if codes[i] != codes[i - 1]]

    def billed(i: int) -> Code | None:
        return billed_code(order, codes[i], terms.ruling("drug_code", calendar[i]))

    return {i for i in changed if billed(i) != billed(i - 1)}
