"""A service line of a claim, with where each datum came from; and its parts on paper."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.billing.draft import Line
from hipkit.payers.axes import concurrent_modifiers
from hipkit.reference.codes import codes
from hipkit.values.citations import Citation, cite
from hipkit.values.ndc import Ndc
from hipkit.values.notation import exact
from hipkit.values.step import Step

HOME = "12"
MOST_ON_PAPER = 999
DESCRIPTION = 80


@dataclass(frozen=True)
class Origin:
    """Where a datum came from: in words, with its source."""

    words: str
    citation: Citation


@dataclass(frozen=True)
class ServiceLine:
    """One service line. Units are whole, the charge is in dollars; dates are None where none are known.

    `kind` is `per_diem`, `drug` or `nursing`. `description` is the text that an unlisted code needs. `origins`
    says of a datum (`code`, `modifiers`, `units`, `ndc`, `ndc_quantity`, `charge`, `dates`) where it came from.
    """

    number: int
    kind: str
    code: str
    modifiers: tuple[str, ...]
    units: int
    start: datetime.date | None
    end: datetime.date | None
    charge: Fraction
    place_of_service: str = HOME
    description: str | None = None
    ndc: Ndc | None = None
    ndc_quantity: Fraction | None = None
    ndc_uom: str | None = None
    bill: Bill | None = field(default=None, compare=False, repr=False)
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)


def from_bill(line: Line, bill: Bill) -> ServiceLine:
    """A line of a bill as a service line, not yet numbered or charged."""
    unlisted = codes()[line.code].kind == "unlisted"
    return ServiceLine(
        number=0,
        kind=line.kind,
        code=line.code,
        modifiers=line.modifiers,
        units=line.units,
        start=line.start,
        end=line.end,
        charge=Fraction(0),
        description=_description(line, bill) if unlisted else None,
        ndc=line.ndc,
        ndc_quantity=line.ndc_quantity,
        ndc_uom=line.ndc_uom,
        bill=bill,
        origins=_origins(line, bill),
    )


def _description(line: Line, bill: Bill) -> str:
    """What an unlisted code stands for: the drug, its strength and the amount on this line, within 80 characters."""
    name = bill.order.unlisted or bill.order.drug or "drug of the NDC"
    compound = f"{name}, compounded"
    if bill.order.compounded and "compound" not in name.lower() and len(compound) <= DESCRIPTION:
        name = compound  # an auditor, hipkit's own review among them, reads there why an ingredient has no line
    strength = bill.order.strength
    numbers = [one.value for one in (strength, line.amount) if one is not None]
    parts = [] if strength is None else [exact(strength.value), strength.unit]
    if line.amount is not None:
        parts += ["total", exact(line.amount.value), line.amount.unit]
    full = " ".join([name, *parts])
    return full if not any("/" in exact(number) for number in numbers) and len(full) <= DESCRIPTION else name


def _origins(line: Line, bill: Bill) -> dict[str, Origin]:
    """Where each datum of a line came from: the step or the rule."""
    axis = "per_diem_code" if line.kind == "per_diem" else "drug_code"
    held = bill.terms.ruling(axis, line.end)
    origins = {"code": Origin(held.words, held.citation)}
    if line.kind == "drug" and line.code == bill.order.code:
        origins["code"] = Origin("the code that was typed", cite("hipkit", "which code"))
    units = _step(bill, f"per diem {line.code}" if line.kind == "per_diem" else f"rounding of {line.code}", line)
    if units is not None and units.rounded.replace(",", "") == str(line.units):
        origins["units"] = Origin(units.text, units.citation)
    elif line.kind == "per_diem":
        words = f"{line.units} of the order's days: cut where another therapy begins, ends or pauses"
        origins["units"] = Origin(words, held.citation)
    quantity = _step(bill, "NDC quantity", line) if line.ndc_quantity is not None else None
    if quantity is not None:
        origins["ndc_quantity"] = Origin(quantity.text, quantity.citation)
    if line.modifiers:
        origins["modifiers"] = _modifiers(line, bill)
    if line.ndc is not None:
        origins["ndc"] = Origin(f"the package dispensed, {line.ndc.hyphenated}, as typed", cite("hipkit", "reading"))
    if line.start is not None:
        origins["dates"] = Origin("first and last day that the line bills, both included", cite("hipkit", "dates"))
    return origins


def _modifiers(line: Line, bill: Bill) -> Origin:
    """The words of the modifiers; SJ is by the HCPCS list where the payer names SH alone."""
    words = "; ".join(f"{mark}: {codes()[mark].words}" for mark in line.modifiers)
    held = bill.terms.ruling(concurrent_modifiers.AXIS.name, line.end)
    by_list = "SJ" in line.modifiers and not concurrent_modifiers.names_third(held.value)
    return Origin(words, cite("hcpcs", "SJ") if by_list else held.citation)


def _step(bill: Bill, words: str, line: Line) -> Step | None:
    """The step of a line: the one of its own days where the order falls into parts."""
    of_part = f"{words}, {line.start} to {line.end}"
    named = {step.words: step for step in bill.steps}
    return named.get(of_part) or named.get(words)


def continued(line: ServiceLine) -> list[ServiceLine]:
    """A line for paper: units beyond three digits on further lines, the NDC quantity and charge shared out exactly."""
    if line.units <= MOST_ON_PAPER:
        return [line]
    whole, rest = divmod(line.units, MOST_ON_PAPER)
    parts = [MOST_ON_PAPER] * whole + [rest] * (rest > 0)
    cents = _shares(line.charge * 100, parts)
    thousandths = None if line.ndc_quantity is None else _shares(line.ndc_quantity * 1000, parts)
    return [
        replace(
            line,
            units=part,
            charge=Fraction(cents[i], 100),
            ndc_quantity=None if thousandths is None else Fraction(thousandths[i], 1000),
        )
        for i, part in enumerate(parts)
    ]


def _shares(total: Fraction, parts: Sequence[int]) -> list[int]:
    """A whole number in shares as the parts are, the rest with the last; the shares add up to it."""
    whole = int(total)
    shares = [whole * part // sum(parts) for part in parts[:-1]]
    return [*shares, whole - sum(shares)]
