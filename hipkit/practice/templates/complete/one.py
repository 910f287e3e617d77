"""Levels 1 and 2: an order to its claim lines: per diem, drug, units, NDC quantity, unit of measure."""

from __future__ import annotations

from hipkit.billing.bill import Bill
from hipkit.billing.draft import Line
from hipkit.order.scenario import Scenario
from hipkit.practice.case import Facts
from hipkit.practice.draw import Draw
from hipkit.practice.making import Box, Sheet, template
from hipkit.practice.templates.shared.keyed import billed, rounds, sheet
from hipkit.practice.templates.shared.known import facts_of
from hipkit.practice.templates.shared.linebox import (
    code_box,
    ndc_quantity_box,
    per_diem_code_box,
    per_diem_units_box,
    units_box,
    uom_box,
)
from hipkit.practice.templates.shared.orders import PART_DAY, Drawn, continuous, intermittent, need, pca, refill
from hipkit.practice.templates.shared.rulewords import hmsa
from hipkit.practice.templates.shared.worded import PER_DIEM, codes_at_hand, codes_for, dispensed, given_on, prescribed

# Drugs of which two codes come into question, by date or by pump.
_TWO_CODES = ("hydromorphone hydrochloride", "lidocaine hydrochloride in dextrose")
_QUESTION = "Complete the claim: the line of the per diem, and the line of the drug."


def lines_of(bill: Bill) -> tuple[Line, Line]:
    """The one per-diem line and the one drug line of a bill; drawn again where there are more."""
    per_diems = [line for line in bill.lines if line.kind == "per_diem"]
    drugs = [line for line in bill.lines if line.kind == "drug"]
    need(len(per_diems) == 1 and len(drugs) == 1)
    return per_diems[0], drugs[0]


def line_boxes(bill: Bill, facts: Facts) -> tuple[Box, ...]:
    """Every box of a claim of one per-diem line and one drug line."""
    per_diem, drug = lines_of(bill)
    return (
        per_diem_code_box(bill, "per_diem_code", facts, per_diem),
        per_diem_units_box(bill, "per_diem_units", facts, per_diem),
        code_box(bill, "code", facts, drug),
        units_box(bill, "units", "Units of the drug", facts, drug),
        ndc_quantity_box(bill, "ndc_quantity", facts, drug),
        uom_box(bill, "ndc_uom", facts),
    )


def _claim(title: str, drawn: Drawn, bill: Bill, reading: str, printed: tuple[str, ...] = ()) -> Sheet:
    parts = (
        prescribed(drawn), dispensed(drawn), given_on(drawn.span), hmsa(reading, drawn), codes_for(drawn.range.drug),
        _QUESTION,
    )  # fmt: skip
    return sheet(title, parts, line_boxes(bill, facts_of(bill, drawn)), printed=printed)


@template("per-diem-line", 1, "complete", ["per-diem"], since="1")
def per_diem_line(draw: Draw) -> Sheet:
    """The per-diem code of a regimen and its units."""
    kind = draw.below(4)
    if kind == 0:
        drawn = refill(draw)
    elif kind == 1:
        drawn = intermittent(draw)
    else:
        drawn = continuous(draw, PART_DAY, part_day=kind == 2)
    bill = billed(drawn, "hmsa", "rule-text")
    line, facts = lines_of(bill)[0], facts_of(bill, drawn)
    boxes = (
        per_diem_code_box(bill, "per_diem_code", facts, line),
        per_diem_units_box(bill, "per_diem_units", facts, line),
    )
    parts = (
        prescribed(drawn), given_on(drawn.span), hmsa("per-diem"), codes_at_hand(*PER_DIEM),
        "Which per-diem code is billed, and how many units of it?",
    )  # fmt: skip
    return sheet("The per diem", parts, boxes, Scenario(drawn.order, "hmsa", "rule-text"))


@template("drug-code", 1, "complete", ["drug-code"], since="1")
def drug_code(draw: Draw) -> Sheet:
    """The code of a drug on the days of service."""
    if draw.chance(4):
        drawn = refill(draw, ("morphine sulfate",))
    else:
        drawn = continuous(draw, (*_TWO_CODES, "morphine sulfate"))
    bill = billed(drawn, "hmsa", "rule-text")
    answer = code_box(bill, "code", facts_of(bill, drawn), lines_of(bill)[1])
    question = "By which code does the drug go on the claim?"
    parts = (
        prescribed(drawn), dispensed(drawn), given_on(drawn.span), hmsa("code"),
        codes_for(drawn.range.drug, per_diem=False), question,
    )  # fmt: skip
    return sheet("The code of the drug", parts, (answer,), Scenario(drawn.order, "hmsa", "rule-text"))


@template("continuous-line", 2, "complete", ["per-diem", "drug-code", "units", "ndc-quantity"], since="1")
def continuous_line(draw: Draw) -> Sheet:
    """A continuous infusion to its claim."""
    drugs = ("morphine sulfate", "hydromorphone hydrochloride", "fentanyl citrate", "clonidine hydrochloride")
    drawn = continuous(draw, drugs, bag=draw.chance(2))
    bill = billed(drawn, "hmsa", "rule-text")
    rounds(draw, bill, 3)
    return _claim("Continuous infusion to claim", drawn, bill, "rule-text")


@template("part-day-line", 2, "complete", ["per-diem", "drug-code", "units", "ndc-quantity"], since="1")
def part_day_line(draw: Draw) -> Sheet:
    """An infusion of less than 24 hours a day to its claim."""
    drawn = continuous(draw, part_day=True, bag=draw.chance(3))
    bill = billed(drawn, "hmsa", "rule-text")
    rounds(draw, bill, 3)
    return _claim("Infusion for a part of the day to claim", drawn, bill, "rule-text")


@template("intermittent-line", 2, "complete", ["per-diem", "drug-code", "units", "ndc-quantity"], since="1")
def intermittent_line(draw: Draw) -> Sheet:
    """Doses every so many hours to their claim."""
    drawn = intermittent(draw)
    bill = billed(drawn, "hmsa", "rule-text")
    rounds(draw, bill, 4)
    return _claim("Intermittent doses to claim", drawn, bill, "rule-text")


@template("pca-line", 2, "complete", ["per-diem", "drug-code", "units", "ndc-quantity"], since="1")
def pca_line(draw: Draw) -> Sheet:
    """A PCA with a basal rate to its claim."""
    drawn = pca(draw, bag=draw.chance(2))
    bill = billed(drawn, "hmsa", "rule-text")
    rounds(draw, bill, 3)
    return _claim("PCA to claim", drawn, bill, "rule-text")


@template("refill-line", 2, "complete", ["per-diem", "drug-code", "units", "ndc-quantity"], since="1")
def refill_line(draw: Draw) -> Sheet:
    """An implanted pump's refill to its claim."""
    drawn = refill(draw)
    bill = billed(drawn, "hmsa", "rule-text")
    return _claim("Pump refill to claim", drawn, bill, "rule-text", printed=("ndc_quantity",))


@template("published-line", 2, "complete", ["per-diem", "drug-code", "units", "ndc-quantity"], since="1")
def published_line(draw: Draw) -> Sheet:
    """A continuous infusion to its claim as HMSA's own example bills it."""
    drawn = continuous(draw, ("morphine sulfate", "hydromorphone hydrochloride"), bag=draw.chance(2))
    bill = billed(drawn, "hmsa", "published-example")
    rounds(draw, bill, 6)
    return _claim("Continuous infusion to claim, as the example bills", drawn, bill, "published-example")
