"""What each choice would bill: every value of the axes that matter for an order, beside the one that is billed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from hipkit.billing.amounts import Amounts
from hipkit.billing.bill import Choice
from hipkit.billing.draft import Draft, draft
from hipkit.billing.spans import Span
from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Pca
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import Counts
from hipkit.payers.files import Policy
from hipkit.payers.terms import Terms
from hipkit.reference.codes import Code
from hipkit.values.notation import people


def terms_of(order: Order, policy: Policy | None, reading: str | None) -> Terms:
    """The terms on which an order is billed, before any choice."""
    demand_only = isinstance(order.regimen, Pca) and order.regimen.basal is None
    part_day = isinstance(order.regimen, (Continuous, Pca)) and order.regimen.hours_per_day < 24
    as_example = policy is not None and _is_example(order, policy.example)
    return Terms(policy, reading, order.regimen.therapy, demand_only, as_example=as_example, part_day=part_day)


def _is_example(order: Order, example: Mapping[str, str]) -> bool:
    """Whether an order is that of a text's own example: its drug, rate, hours, strength and days."""
    regimen = order.regimen
    if not example or not isinstance(regimen, Continuous) or regimen.changes:
        return False
    held = (
        order.drug,
        str(regimen.dose),
        people(regimen.hours_per_day),
        str(order.strength),
        people(order.service.days),
    )
    return held == tuple(example[name] for name in ("drug", "dose", "hours_per_day", "strength", "days"))


@dataclass(frozen=True)
class CodedOrder:
    """An order with its amounts and codes: what a set of terms is applied to."""

    order: Order
    amounts: Amounts
    codes: list[Code | None]

    @cached_property
    def span(self) -> Span:
        """Its days, which every set of terms cuts in its own way."""
        return Span(self.order, self.amounts, self.codes)

    def draft(self, terms: Terms) -> Draft:
        """The lines that these terms bill; raises InputError where they cut a span that cannot be cut."""
        return draft(self.span, terms)

    def tried(self, terms: Terms) -> Draft:
        """The lines that other terms would bill; none where they cannot bill it."""
        try:
            return self.draft(terms)
        except InputError:
            return Draft()


def choices(case: CodedOrder, terms: Terms, drafted: Draft) -> Iterator[Choice]:
    """Every value of the axes that matter here, with what the bill would then count."""
    on = case.order.service.end
    chosen = terms.chosen if terms.known(on) else ()
    rounding = [name for name, axis in AXES.items() if axis.rounds]
    for axis in dict.fromkeys((*rounding, *drafted.open, *chosen)):
        if axis in rounding and AXES[axis].counts == "units" and not drafted.drugs:
            continue
        ruling = terms.ruling(axis, on)
        for value in terms.candidates(axis):
            other = drafted if value == ruling.value else case.tried(terms.overruled(axis, value))
            source = ruling.citation if value == ruling.value else AXES[axis].values[value].source.citation
            counted, unit = _count(AXES[axis].counts, other)
            unit = case.order.product_form.unit if unit == "mL" else unit
            yield Choice(axis, value, counted, unit, value == ruling.value, source)
    if terms.policy is not None and len(terms.policy.readings) > 1:
        for reading in terms.policy.readings:
            other = drafted if reading.id == terms.reading else case.tried(terms.read_as(reading.id))
            counted, unit = _count("units", other)
            source = terms.policy.rule("drug_code", on, reading.id, terms.therapy).citation
            yield Choice("reading", reading.id, counted, unit, reading.id == terms.reading, source)


def _count(unit: Counts, drafted: Draft) -> tuple[Fraction | None, str]:
    """The number in a unit that a choice changes, and the word for its unit."""
    if unit == "mL":
        return drafted.quantity, unit
    if unit == "days":
        return None if drafted.per_diem_units is None else Fraction(drafted.per_diem_units), unit
    if not unit:
        return None, unit
    mixed = len({drug.code.code for drug in drafted.drugs}) > 1
    return None if mixed or drafted.units is None else Fraction(drafted.units), unit
