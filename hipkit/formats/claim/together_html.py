"""All drugs of an order as the parts of a page: their units as they are told a clerk, and on paper each one's order.

Nothing is worked out here; every number is the claim's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.claim.claim import Claim
from hipkit.claim.line import ServiceLine
from hipkit.formats.bill.rows import Row, drug_rows, ndc_row, no_per_diem, taken, unit_row
from hipkit.formats.claim.html import band
from hipkit.formats.shared.markup import DASH, EXAMPLE_BAND, Sources, esc, part, places, table
from hipkit.order.order import Order
from hipkit.reference.products import shown_name
from hipkit.values.notation import in_number, people
from hipkit.values.step import Notice

TOGETHER, ORDERS = "Units on the claim, all drugs", "The orders, as they are written"


def told(claim: Claim, asked: Sequence[Notice], waits: bool, sources: Sources, example: bool = False) -> str:
    """The units of all drugs: the days, then for each drug its units and its NDC, as the drug has them by itself.

    `asked` is what is to be confirmed, or has been; `waits` says that some of it still is.
    """
    rows = [*_days(claim), *(row for bill in claim.bills for row in _with_taken(bill, *_drug(claim, bill)))]
    column = places(row.count for row in rows)
    body = table("hk-units hk-together", TOGETHER, (), [unit_row(row, column, waits or example) for row in rows])
    above = (EXAMPLE_BAND if example else "") + band(claim, asked, waits, sources)
    return part(TOGETHER, above + body, beside=esc(claim.payer.titled(claim.reading)))


def orders(named: Sequence[str], fields: Mapping[str, Sequence[str]], claim: Claim) -> str:
    """On paper alone: what is written of each drug, side by side, and what it comes to; a dash where nothing is.

    `named` are the drugs, `fields` what stands in each field, by its label.
    """
    rows = {**fields, "in all": [bill.total.words for bill in claim.bills]}
    body = [f'<tr><th scope="row">{esc(label)}</th>{_cells(texts)}</tr>' for label, texts in rows.items()]
    written = table("hk-readings", ORDERS, ("", *map(esc, named)), body)
    return f'<div class="hk-on-paper">{part(ORDERS, written)}</div>'


def _cells(texts: Sequence[str]) -> str:
    return "".join(f"<td>{esc(text or DASH)}</td>" for text in texts)


def _days(claim: Claim) -> Iterator[Row]:
    """The rows of the per diems, and of those that are missing."""
    for line in claim.lines:
        if line.kind == "per_diem" and line.bill is not None:
            detail = f"{_name(line.bill.order)}, {_dates(line)}"
            yield Row(_code(line), people(line.units), in_number(line.units, "days"), detail, line.number)
    for bill in claim.bills:
        for row in no_per_diem(bill):
            yield replace(row, detail=f"{_name(bill.order)}: {row.detail}")


def _with_taken(bill: Bill, first: Row, *others: Row) -> list[Row]:
    return [replace(first, detail="; ".join((first.detail, *taken(bill)))), *others]


def _drug(claim: Claim, bill: Bill) -> Iterator[Row]:
    """The rows of a drug and of its NDC; where it has several lines, each has its own."""
    lines = [line for line in claim.lines if line.kind == "drug" and line.bill is bill]
    if len(lines) > 1:
        exact = {drug.piece.first: drug.exact for drug in bill.drafted.drugs}
        yield from (row for line in lines for row in _of_line(line, exact.get(line.start)))
        if all(line.ndc_quantity is None for line in lines):
            yield ndc_row(bill)
        return
    number = lines[0].number if lines else None
    named = ", ".join((_name(bill.order), *map(_dates, lines)))
    for row in drug_rows(bill):
        yield replace(row, detail=": ".join(filter(None, (named, row.detail))), line=number)
    yield replace(ndc_row(bill), line=number)


def _of_line(line: ServiceLine, exact: Fraction | None) -> Iterator[Row]:
    name = "" if line.bill is None else f"{_name(line.bill.order)}, "
    before = "" if exact in (None, line.units) else f": {people(exact)} before rounding"
    detail = f"{name}{_dates(line)}{before}"
    yield Row(_code(line), people(line.units), in_number(line.units, "units"), detail, line.number)
    if line.ndc is not None and line.ndc_quantity is not None:
        yield Row("NDC", people(line.ndc_quantity), line.ndc_uom or "", line.ndc.hyphenated, line.number)


def _code(line: ServiceLine) -> str:
    return " ".join((line.code, *line.modifiers))


def _dates(line: ServiceLine) -> str:
    return "no dates" if line.start is None else f"{line.start} to {line.end}"


def _name(order: Order) -> str:
    """The drug of an order, as the order names it."""
    return order.unlisted or (shown_name(order.drug) if order.drug else "drug of the NDC")
