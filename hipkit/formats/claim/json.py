"""The JSON of a sample claim: every key there, every number a text, each datum with where it came from."""

from __future__ import annotations

from hipkit.claim.claim import Claim
from hipkit.claim.line import Origin, ServiceLine
from hipkit.claim.table import money
from hipkit.formats.bill import json as answers
from hipkit.values.notation import exact


def json_text(claim: Claim) -> str:
    """The claim as JSON."""
    return f"{answers.dumps(answer(claim))}\n"


def answer(claim: Claim) -> answers.Json:
    """The answer of `hipkit claim --format json`; `orders` are what `hipkit units` answers on each order.

    Charges are dollars and cents, all other numbers exact decimals.

    >>> from hipkit import Continuous, Order, bill, sample_claim
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> found = answer(sample_claim(bill(order, reading="published-example"), {"S9325": "3100"}))
    >>> [(line["code"], line["units"], line["charge"]) for line in found["lines"]]
    [('S9325', '31', '3100.00'), ('J3490', '149', '0.00')]
    """
    return {
        "read": _read(claim),
        "notices": [answers.notice(said) for said in claim.notices],
        "sample": True,
        "claim_id": claim.claim_id,
        "patient_id": claim.patient_id,
        "payer": claim.payer.id,
        "reading": claim.reading,
        "compounded": claim.compounded,
        "charge": money(claim.charge),
        "lines": [_line(line) for line in claim.lines],
        "orders": [answers.units(bill) for bill in claim.bills],
    }


def _read(claim: Claim) -> dict[str, str]:
    """What each field was read as; where there are several orders, with the number of the order behind it."""
    read = dict(claim.bills[0].read)
    if len(claim.bills) > 1:
        read = {f"{name} {i}": text for i, bill in enumerate(claim.bills, 1) for name, text in bill.read.items()}
    if claim.confirm and claim.confirm != read.get("confirm"):
        read["confirm of the claim" if "confirm" in read else "confirm"] = claim.confirm
    return read


def _line(line: ServiceLine) -> answers.Json:
    return {
        "line": str(line.number),
        "kind": line.kind,
        "place_of_service": line.place_of_service,
        "code": line.code,
        "modifiers": list(line.modifiers),
        "units": str(line.units),
        "from": None if line.start is None else line.start.isoformat(),
        "through": None if line.end is None else line.end.isoformat(),
        "charge": money(line.charge),
        "description": line.description,
        "ndc": None if line.ndc is None else line.ndc.ndc11,
        "ndc_quantity": None if line.ndc_quantity is None else exact(line.ndc_quantity),
        "ndc_uom": line.ndc_uom,
        "origins": {name: _origin(found) for name, found in line.origins.items()},
    }


def _origin(origin: Origin) -> answers.Json:
    return {"text": origin.words, **answers.cited(origin.citation)}
