"""The span of an order in parts: cut where a rule or the code changes, and at month ends where the payer wants it.

It begins with the first day with therapy and ends with the last. A line is cut only by what it goes by itself: a
per-diem line by the rules on per diems, a drug line by those on the drug.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from hipkit.billing.amounts import Amounts
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Pca, PumpRefill
from hipkit.payers.axes import drug_code, line_span, per_diem_code
from hipkit.payers.axes.all import AXES, names
from hipkit.payers.axes.axis import Of
from hipkit.payers.terms import Ruling, Terms
from hipkit.reference.codes import Code, codes, in_force, of_kind
from hipkit.values.rounding import total

_DAY = datetime.timedelta(days=1)
_PER_DIEM, _DRUG, _EVERY = names("per diem"), names("drug"), names("every")


@dataclass(frozen=True)
class Piece:
    """A part of the span: its doses in mg, its days with therapy, and the drug's code at its beginning.

    `first` and `last` are its first and its last day with therapy, None where it has none; the doses are of the
    days from the one to the other.
    """

    start: datetime.date | None
    end: datetime.date | None
    doses: tuple[Fraction, ...]
    days: int
    calendar_days: int
    code: Code | None
    first: datetime.date | None = None
    last: datetime.date | None = None

    @cached_property
    def milligrams(self) -> Fraction:
        """The drug of the piece, in mg."""
        return total(self.doses)

    @cached_property
    def _in_units(self) -> dict[Fraction, list[Fraction]]:
        return {}

    def doses_in(self, per_unit: Fraction) -> list[Fraction]:
        """Its doses in units of so many mg."""
        if per_unit not in self._in_units:
            self._in_units[per_unit] = [dose / per_unit for dose in self.doses]
        return self._in_units[per_unit]


@dataclass(frozen=True)
class Cut:
    """A span in parts. A per-diem line stands over one of the `periods`, a drug line over one of the `pieces`.
    `known` are the periods of which the payer's text is known; `open_span` is the ruling on the span of a line
    where the payer is silent and a month ends inside.
    """

    periods: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    known: tuple[Piece, ...]
    open_span: Ruling | None = None

    def within(self, period: Piece) -> tuple[Piece, ...]:
        """The pieces that begin in a period."""
        if period.start is None or period.end is None:
            return self.pieces
        return tuple(piece for piece in self.pieces if piece.start and period.start <= piece.start <= period.end)


class Span:
    """The days of an order from the first with therapy to the last, with their doses and the drug's codes.

    Where it is cut are places among these days. Each part is made once, whatever the terms by which it is cut.
    """

    def __init__(self, order: Order, amounts: Amounts, codes: list[Code | None]) -> None:
        self.order = order
        self.days = order.service.therapy
        begin = order.service.calendar.index(self.days[0]) if self.days else 0
        self.codes = codes[begin : begin + len(self.days)] or codes
        refill = isinstance(order.regimen, PumpRefill) or not self.days
        self._doses = amounts.doses if refill else amounts.doses[begin : begin + len(self.days)]
        self._pieces: dict[tuple[int, int], Piece] = {}

    @cached_property
    def whole(self) -> Piece:
        """All of it, where no dates are known."""
        days = self.order.service.days
        return Piece(None, None, self._doses, days, days, self.codes[0])

    @cached_property
    def month_begins(self) -> set[int]:
        """Where a month begins inside."""
        return line_span.month_begins(self.days)

    @cached_property
    def code_changes(self) -> set[int]:
        """Where the drug's own code changes."""
        return {i for i in range(1, len(self.days)) if self.codes[i] != self.codes[i - 1]}

    def parts(self, ends: set[int]) -> tuple[Piece, ...]:
        """The pieces from each place to the next."""
        return tuple(self._piece(begin, end) for begin, end in pairwise(sorted(ends)))

    def places(self, days: Iterable[datetime.date]) -> set[int]:
        """The places of those days that are among these, but for the first."""
        return {(day - self.days[0]).days for day in days if self.days[0] < day <= self.days[-1]}

    def _piece(self, begin: int, end: int) -> Piece:
        if (begin, end) not in self._pieces:
            given = [i for i in range(begin, end) if self.days[i] not in self.order.service.without]
            first, last = (given[0], given[-1]) if given else (begin, begin)
            doses = self._doses if isinstance(self.order.regimen, PumpRefill) else self._doses[first : last + 1]
            self._pieces[begin, end] = Piece(
                self.days[begin], self.days[end - 1], doses, len(given), end - begin, self.codes[begin],
                self.days[first] if given else None, self.days[last] if given else None,
            )  # fmt: skip
        return self._pieces[begin, end]


def cut(span: Span, terms: Terms) -> Cut:
    """Cut the span of an order as these terms want it."""
    if not span.days:
        return Cut((span.whole,), (span.whole,), (span.whole,))
    knife = _Knife(span, terms)
    ruling = knife.span_ruling()
    ends = {0, len(span.days), *knife.text_begins()}
    if ruling is not None:
        ends |= line_span.apply(ruling.value, span.days)
    periods = span.parts(ends | knife.rule_changes((*_PER_DIEM, *_EVERY)) | knife.per_diem_in_force())
    pieces = span.parts(ends | knife.rule_changes((*_EVERY, *_drug_axes(span.order))) | knife.code_changes())
    known = tuple(period for period in periods if terms.known(period.start))
    return Cut(periods, pieces, known, ruling if ruling is not None and ruling.value is None else None)


def billed_code(order: Order, own: Code | None, ruling: Ruling) -> Code | None:
    """The code that is billed: the drug's own, or J3490 where the payer's rule or the drug asks for it.

    A drug of the list that has no code yet goes by J3490 where the rule bills each drug so.
    """
    if order.code is not None:
        return own
    listed, unlisted = order.drug is not None, order.unlisted is not None
    name = drug_code.apply(ruling.value, own.code if own else None, listed, unlisted)
    if name is None or (own is not None and own.code == name):
        return own
    return codes()[name]


def code_of_per_diem(order: Order, ruling: Ruling, demand_only: bool) -> str | None:
    """The per-diem code by the ruling and the regimen, None while it is open."""
    if ruling.value is None:
        return None
    return per_diem_code.apply(ruling.value, order.regimen.therapy, hours_per_day(order), demand_only)


def hours_per_day(order: Order) -> Fraction | None:
    """The hours of infusion a day; None for doses and refills."""
    return order.regimen.hours_per_day if isinstance(order.regimen, (Continuous, Pca)) else None


class _Knife:
    """Where terms cut a span, as places among its days."""

    def __init__(self, span: Span, terms: Terms) -> None:
        self.span, self.terms, self.days = span, terms, span.days
        policy, first, last = terms.policy, span.days[0], span.days[-1]
        turns = policy.changes(first, last, terms.reading, terms.therapy) if policy else ()
        self.turns = [day for day in turns if terms.known(day - _DAY)]

    def span_ruling(self) -> Ruling | None:
        """The ruling on how long a line may be, where a month ends inside the span."""
        if not self.span.month_begins or not self.terms.known(self.days[-1]):
            return None
        return self.terms.ruling(line_span.AXIS.name, self.days[-1])

    def text_begins(self) -> set[int]:
        """Where the payer's text begins to be known."""
        known = self.terms.policy.known_from if self.terms.policy else None
        return self.span.places([known] if known else [])

    def rule_changes(self, axes: tuple[str, ...]) -> set[int]:
        """Where one of these rules changes."""
        asked = self.terms.ruling
        return self.span.places(
            day for day in self.turns if any(asked(axis, day).value != asked(axis, day - _DAY).value for axis in axes)
        )

    def per_diem_in_force(self) -> set[int]:
        """Where the per-diem code begins, or has ended."""
        if self.terms.policy is None:
            return set()
        turns = {code.start for code in of_kind("per_diem")} | {
            code.end + _DAY for code in of_kind("per_diem") if code.end
        }
        return {i for i in self.span.places(turns) if self._is_in_force(i) != self._is_in_force(i - 1)}

    def _is_in_force(self, i: int) -> bool:
        if not self.terms.known(self.days[i]):
            return False
        ruling = self.terms.ruling(per_diem_code.AXIS.name, self.days[i])
        named = code_of_per_diem(self.span.order, ruling, self.terms.demand_only)
        return named is not None and in_force(codes()[named], self.days[i])

    def code_changes(self) -> set[int]:
        """Where the code that is billed changes, or begins or ceases to be unlisted; a drug that is billed by J3490
        throughout is not cut, but where what its units count changes."""
        changed = {i for i in self.span.code_changes if self._billed(i) != self._billed(i - 1)}
        counting = self.rule_changes(_axes_of(_DRUG, "unlisted code"))
        return changed | {i for i in counting if self._is_unlisted(i) or self._is_unlisted(i - 1)}

    def _is_unlisted(self, i: int) -> bool:
        billed = self._billed(i)
        return billed is not None and billed.kind == "unlisted"

    def _billed(self, i: int) -> Code | None:
        ruling = self.terms.ruling(drug_code.AXIS.name, self.days[i])
        return billed_code(self.span.order, self.span.codes[i], ruling)


def _drug_axes(order: Order) -> tuple[str, ...]:
    """The rules that every drug line of an order goes by."""
    of: list[Of] = ["any"]
    of += [] if order.code is not None else ["own code"]
    of += [] if order.ndc is None else ["ndc"]
    return _axes_of(_DRUG, *of)


def _axes_of(axes: tuple[str, ...], *of: Of) -> tuple[str, ...]:
    return tuple(axis for axis in axes if AXES[axis].of in of)
