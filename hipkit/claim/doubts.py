"""What hipkit asks a person to confirm of a claim as a whole, beside what each order asks: what its review would tell.

Each cites what the rule of the review cites, so that a claim that goes out without a reason draws no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from hipkit.billing.bill import Bill
from hipkit.billing.draft import Line
from hipkit.claim.line import ServiceLine
from hipkit.claim.therapies import drug_of
from hipkit.payers.axes import ndc_quantity
from hipkit.reference.codes import codes, in_force
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.step import Notice

_LEAST = Fraction(1, 10**ndc_quantity.PLACES)


def claim_doubts(lines: Sequence[ServiceLine], bills: Sequence[Bill]) -> list[Notice]:
    """The doubts of the lines that bills came to, numbered or not, each once."""
    doubts = [
        *_same_ndc(bills),
        *_without_drug(bills),
        *_early_modifiers(lines),
        *_too_little(lines),
        *_twice(lines, bills),
    ]
    return list(dict.fromkeys(doubts))


def _same_ndc(bills: Sequence[Bill]) -> Iterator[Notice]:
    numbers = [bill.order.ndc for bill in bills if bill.order.ndc]
    for ndc in sorted({ndc.hyphenated for ndc in numbers if numbers.count(ndc) > 1}):
        yield Notice("confirm", f"NDC {ndc} stands on two orders of this claim", cite("hipkit", "confirm"))


def _without_drug(bills: Sequence[Bill]) -> Iterator[Notice]:
    """Orders whose per diem is billed on days on which their drug is not, though no choice is open."""
    for number, bill in enumerate(bills, 1):
        if bill.open_axes:
            continue
        drugs = [line for line in bill.lines if line.kind == "drug"]
        for line in bill.lines:
            if line.kind == "per_diem" and not any(_meet(line, drug) for drug in drugs):
                days = "" if line.start is None else f" from {line.start} to {line.end}"
                text = (
                    f"{line.code} of order {number} is billed{days} without a line for its drug, which is coded apart"
                )
                yield Notice("confirm", text, cite("hcpcs", "S9325 to S9328, drugs coded separately"))


def _early_modifiers(lines: Sequence[ServiceLine]) -> Iterator[Notice]:
    for line in lines:
        for mark in line.modifiers:
            known = codes()[mark]
            if line.start is not None and not in_force(known, line.start):
                text = f"{line.code} carries {mark} from {line.start}; it is known to be in force from {known.start}"
                yield Notice("confirm", text, cite("hcpcs", "modifiers, dates in force"))


def _too_little(lines: Sequence[ServiceLine]) -> Iterator[Notice]:
    """An NDC quantity below the least that a claim carries: units and quantity then tell of different amounts."""
    for line in lines:
        if line.ndc_quantity != _LEAST or line.bill is None:
            continue
        exact, parts = line.bill.ndc.quantity_exact, sum(one.kind == "drug" for one in line.bill.lines)
        if exact < _LEAST * parts:
            quantity = people(exact, line.bill.ndc.unit)
            text = f"the NDC quantity of {line.code} is {quantity}; the least on a claim is {people(_LEAST)}"
            yield Notice("confirm", text, cite("cms-crosswalk", "billing units of a package"))


def _twice(lines: Sequence[ServiceLine], bills: Sequence[Bill]) -> Iterator[Notice]:
    """Drug lines of two orders that tell of the same: by one code, without an NDC. One drug is told of by itself."""
    place = {id(bill): number for number, bill in enumerate(bills, 1)}
    drugs = [(line, line.bill) for line in lines if line.kind == "drug" and line.ndc is None and line.bill is not None]
    for (one, of_one), (other, of_other) in combinations(drugs, 2):
        same = (one.code, one.description) == (other.code, other.description) and _meet(one, other)
        if same and of_one is not of_other and drug_of(of_one.order) != drug_of(of_other.order):
            orders = f"{place[id(of_one)]} and {place[id(of_other)]}"
            text = f"orders {orders} bill {one.code} on days that they share, without an NDC to tell them apart"
            yield Notice("confirm", text, cite("denials-authorization", "18, exact duplicate"))


def _meet(line: Line | ServiceLine, other: Line | ServiceLine) -> bool:
    """Whether two lines share a day; lines without dates are of the same days."""
    if line.start is None or line.end is None or other.start is None or other.end is None:
        return True
    return line.start <= other.end and other.start <= line.end


def cut_short(lines: Sequence[ServiceLine]) -> list[Notice]:
    """Where the text of an unlisted code has no room for strength and total."""
    names = {line.description for line in lines if line.description is not None and " total " not in line.description}
    return [
        Notice("warning", f"the text of {name} has no room for its strength and total", cite("hipkit", "sample claim"))
        for name in sorted(names)
    ]
