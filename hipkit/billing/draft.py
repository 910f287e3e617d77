"""From exact doses to service lines: the pieces of a span, the units of each, and what is still open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from fractions import Fraction

from hipkit.billing.spans import Cut, Piece, Span, billed_code, code_of_per_diem, cut, hours_per_day
from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.regimen import PumpRefill
from hipkit.payers.axes import hcpcs_rounding, ndc_quantity, noc_units, per_diem_day
from hipkit.payers.axes.all import names
from hipkit.payers.terms import Ruling, Terms
from hipkit.reference.codes import Code, codes, in_force
from hipkit.values.citations import cite
from hipkit.values.ndc import Ndc
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice

_EVERY = names("every")


@dataclass(frozen=True)
class Line:
    """One service line. Units are whole; `start` and `end` are None where no dates are known.

    `kind` is `per_diem` or `drug`; the NDC, its quantity, its unit of measure and
    the amount of drug in mg stand on drug lines.
    """

    kind: str
    code: str
    modifiers: tuple[str, ...]
    units: int
    start: datetime.date | None
    end: datetime.date | None
    ndc: Ndc | None = None
    ndc_quantity: Fraction | None = None
    ndc_uom: str | None = None
    amount: Quantity | None = None


@dataclass(frozen=True)
class DrugUnits:
    """The units of a drug in one piece: code, exact and whole units, the ruling that rounded them."""

    piece: Piece
    code: Code
    exact: Fraction | None
    units: int | None
    rounding: Ruling
    counts_ndc_units: bool


@dataclass(frozen=True)
class PerDiem:
    """A per-diem line, the days with therapy that it stands over, and the rulings on its code and its days."""

    line: Line
    days: int
    code_ruling: Ruling
    day_ruling: Ruling


@dataclass(frozen=True)
class NdcUnits:
    """The NDC quantity of one piece, in mL, vials or grams: exact, as billed (None while open), and the ruling."""

    piece: Piece
    exact: Fraction
    billed: Fraction | None
    ruling: Ruling


@dataclass
class Draft:
    """What a set of terms bills: lines, the units behind them, pieces without a code, and the axes that are open.

    `missing` says which lines are left out for another reason than an open axis: a code that is not in force.
    """

    lines: list[Line] = field(default_factory=list)
    drugs: list[DrugUnits] = field(default_factory=list)
    ndc: list[NdcUnits] = field(default_factory=list)
    per_diems: list[PerDiem] = field(default_factory=list)
    uncoded: list[Piece] = field(default_factory=list)
    open: dict[str, Ruling] = field(default_factory=dict)
    missing: list[Notice] = field(default_factory=list)

    @property
    def uncut(self) -> bool:
        """Whether every line waits, since how long one may be is open."""
        return any(axis in self.open for axis in _EVERY)

    @property
    def units(self) -> int | None:
        """The drug's units of all pieces; None where some are open or none are known."""
        counted = [drug.units for drug in self.drugs]
        return sum(n for n in counted if n is not None) if counted and None not in counted else None

    @property
    def exact_quantity(self) -> Fraction:
        """The exact NDC quantity of all pieces."""
        return sum((quantity.exact for quantity in self.ndc), Fraction())

    @property
    def quantity(self) -> Fraction | None:
        """The NDC quantity as billed, None while it is open."""
        counted = [quantity.billed for quantity in self.ndc]
        return sum((n for n in counted if n is not None), Fraction()) if None not in counted else None

    @property
    def per_diem_units(self) -> int | None:
        """The per-diem units of all pieces, None where there is no such line."""
        return sum(per_diem.line.units for per_diem in self.per_diems) if self.per_diems else None


def draft(span: Span, terms: Terms) -> Draft:
    """The lines that these terms bill of an order. Raises InputError where a pump refill cannot be split.

    Where the payer's text is known for a part of the span only, units and NDC quantity are of that part.
    """
    result, order, parts = Draft(), span.order, cut(span, terms)
    if parts.open_span is not None:
        result.open[parts.open_span.axis] = parts.open_span
    if isinstance(order.regimen, PumpRefill) and len(parts.pieces) > 1:
        _refuse_refill(order, parts)
    for period in parts.known or parts.periods:
        known = terms.known(period.start)
        if period.days and known:
            _Piecework(order, period, terms, result, known).per_diem()
        for piece in parts.within(period):
            if piece.days:
                _Piecework(order, piece, terms, result, known).drug()
    return result


def _refuse_refill(order: Order, parts: Cut) -> None:
    second = parts.pieces[1]
    cause = "a month begins or a code or rule changes"
    reason = f"{cause} on {second.start}, and which refill falls before is not known; order each refill by itself"
    raise InputError("through", str(order.service.end), reason, "the dates of one refill")


class _Piecework:
    """One piece: its per-diem line or its drug line, and what is open on it. `known` is whether the payer's text is."""

    def __init__(self, order: Order, piece: Piece, terms: Terms, result: Draft, known: bool) -> None:
        self.order, self.piece, self.terms, self.result, self.known = order, piece, terms, result, known

    def drug(self) -> None:
        """The drug line, with its units and its NDC quantity."""
        quantity = self._ndc_quantity()
        drug = self._drug()
        if drug is None:
            self.result.uncoded.append(self.piece)
            return
        if self.known and self._not_in_force(drug.code.code, "drug line"):
            return
        self.result.drugs.append(drug)
        blocked = drug.units is None or (self.order.ndc is not None and quantity.billed is None)
        if not self.known or blocked or self.result.uncut:
            return
        ndc = self.order.ndc
        self.result.lines.append(
            Line(
                kind="drug",
                code=drug.code.code,
                modifiers=(),
                units=drug.units or 0,
                start=self.piece.first,
                end=self.piece.last,
                ndc=ndc,
                ndc_quantity=quantity.billed if ndc else None,
                ndc_uom=self.order.product_form.uom if ndc else None,
                amount=Quantity(self.piece.milligrams, "mg"),
            )
        )

    def _ask(self, axis: str) -> Ruling:
        return self.terms.ruling(axis, self.piece.start)

    def _open(self, ruling: Ruling) -> None:
        self.result.open.setdefault(ruling.axis, ruling)

    def per_diem(self) -> None:
        """The per-diem line."""
        code_ruling, day_ruling = self._ask("per_diem_code"), self._ask("per_diem_day")
        named = code_of_per_diem(self.order, code_ruling, self.terms.demand_only)
        if named is not None and self._not_in_force(named, "per-diem line"):
            return
        units = self._per_diem_units(day_ruling)
        if named is None:
            self._open(code_ruling)
        if units is None:
            self._open(day_ruling)
        if named is None or units is None or self.result.uncut:
            return
        start, end = self.piece.first, self.piece.last
        if per_diem_day.covers_pauses(day_ruling.value):
            start, end = self.piece.start, self.piece.end
        line = Line("per_diem", named, (), units, start, end)
        self.result.lines.append(line)
        self.result.per_diems.append(PerDiem(line, self.piece.days, code_ruling, day_ruling))

    def _not_in_force(self, name: str, line: str) -> bool:
        """Whether a code is not in force on the days of this piece; then it is said which line is left out."""
        code, on = codes()[name], self.piece.start
        if on is None or in_force(code, on):
            return False
        when = f"is in force from {code.start}" if on < code.start else f"ended on {code.end}"
        text = f"{name} {when}: there is no {line} from {self.piece.first} to {self.piece.last}"
        self.result.missing.append(Notice("warning", text, cite("hcpcs", name)))
        return True

    def _per_diem_units(self, ruling: Ruling) -> int | None:
        """Per-diem units by the ruling; where it is open, only if every value counts the same."""
        if ruling.value is not None:
            return self._count_days(ruling.value)
        counts = {self._count_days(value) for value in self.terms.candidates("per_diem_day")}
        return counts.pop() if len(counts) == 1 else None

    def _count_days(self, value: str) -> int:
        return per_diem_day.apply(value, self.piece.days, self.piece.calendar_days, hours_per_day(self.order))

    def _ndc_quantity(self) -> NdcUnits:
        exact = self.piece.milligrams / self.order.holds
        ruling = self._ask("ndc_quantity")
        if ruling.value is not None:
            billed: Fraction | None = ndc_quantity.apply(ruling.value, exact)
        else:
            counts = {ndc_quantity.apply(value, exact) for value in self.terms.candidates("ndc_quantity")}
            billed = exact if counts == {exact} else None
        quantity = NdcUnits(self.piece, exact, billed, ruling)
        self.result.ndc.append(quantity)
        if billed is None and self.order.ndc is not None and self.known:
            self._open(ruling)
        return quantity

    def _drug(self) -> DrugUnits | None:
        ruling = self._ask("drug_code")
        own = self.piece.code
        chosen = billed_code(self.order, own, ruling)
        if chosen is None:
            return None
        if own is not None and self.order.code is None and ruling.value is None:
            self._open(ruling)
        rounding = self._ask("hcpcs_rounding")
        if chosen.kind != "unlisted" and chosen.per is None:
            text = f"{chosen.code} has no units: its words name no one amount that a unit is ({chosen.words})"
            self.result.missing.append(Notice("warning", text, chosen.source))
            return None
        if self._has_no_volume(chosen):
            return None
        if chosen.kind != "unlisted":
            per_unit = self._milligrams_of(chosen)
            if ruling.axis in self.result.open:
                return DrugUnits(self.piece, chosen, self.piece.milligrams / per_unit, None, ruling, False)
            return self._rounded(chosen, per_unit, rounding, False)
        if not self.known:
            return None if self.order.code is None else DrugUnits(self.piece, chosen, None, None, rounding, False)
        counting = self._ask("noc_units")
        if counting.value is None:
            self._open(counting)
            return DrugUnits(self.piece, chosen, None, None, counting, False)
        fixed = noc_units.apply(counting.value)
        if fixed is not None:
            return DrugUnits(self.piece, chosen, Fraction(fixed), fixed, counting, False)
        return self._rounded(chosen, self.order.holds, rounding, True)

    def _has_no_volume(self, chosen: Code) -> bool:
        """Whether a code counts mL and the product has none; then it is said that its line is left out."""
        form = self.order.product_form
        if form.has_volume or chosen.per is None or chosen.per.kind == "mass":
            return False
        text = f"{chosen.code} counts by {chosen.per}, and {form.words} has no mL: there are no units and no drug line"
        self.result.missing.append(Notice("warning", text, chosen.source))
        return True

    def _milligrams_of(self, chosen: Code) -> Fraction:
        """The mg in one billing unit of a code; a unit that is a volume goes by the product's strength."""
        per = chosen.per
        assert per is not None
        return per.base if per.kind == "mass" else per.base * self.order.holds

    def _rounded(self, chosen: Code, per_unit: Fraction, rounding: Ruling, ndc_units: bool) -> DrugUnits:
        names = [rounding.value] if rounding.value else self.terms.candidates("hcpcs_rounding")
        outcomes = {hcpcs_rounding.apply(name, self.piece.doses_in(per_unit)) for name in names}
        units = outcomes.pop() if len(outcomes) == 1 else None
        if units is None and self.known:
            self._open(rounding)
        return DrugUnits(self.piece, chosen, self.piece.milligrams / per_unit, units, rounding, ndc_units)
