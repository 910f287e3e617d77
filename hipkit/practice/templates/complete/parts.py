"""Levels 2 and 3: claim lines that end with a month or a code, over a change of rate, with days in hospital."""

from __future__ import annotations

import datetime

from hipkit.billing.bill import Bill
from hipkit.practice.draw import Draw
from hipkit.practice.making import Box, Sheet, template
from hipkit.practice.templates.complete.one import line_boxes
from hipkit.practice.templates.shared.keyed import amount_box, billed, code_of, rounds, sheet
from hipkit.practice.templates.shared.known import facts_of
from hipkit.practice.templates.shared.linebox import (
    code_box,
    date_box,
    ndc_quantity_box,
    part_of,
    per_diem_code_box,
    per_diem_units_box,
    units_box,
)
from hipkit.practice.templates.shared.orders import PART_DAY, Drawn, changed, continuous, need
from hipkit.practice.templates.shared.parts import drug_lines, facts_of_part, per_diem_lines, to_the_cuts, two_codes
from hipkit.practice.templates.shared.rulewords import goes_by, hmsa, payer_words, units_rule
from hipkit.practice.templates.shared.spans import around, in_hospital, month_or_days, over_a_month_end
from hipkit.practice.templates.shared.worded import PER_DIEM, codes_at_hand, codes_for, dispensed, given_on, prescribed

# The codes of both ended on 2024-09-30; the days that they are given at most.
_NEW_CODES = datetime.date(2024, 10, 1)
_CHANGING = (("hydromorphone hydrochloride", 31), ("lidocaine hydrochloride in dextrose", 21))
# What the payer does not state, and the case calls agreed.
_BY_CONTRACT = {"hcpcs_rounding": "up-by-span", "ndc_quantity": "exact"}
_ONE_OF_EACH = "Complete the claim: the line of the per diem, and the line of the drug."


def _months(drawn: Drawn) -> Bill:
    bill = billed(drawn, "bcbsnd", "rule-text", _BY_CONTRACT)
    need(len(bill.lines) == 4 and len({line.code for line in drug_lines(bill)}) == 1)
    return to_the_cuts(bill, [day for day in bill.order.service.calendar[1:] if day.day == 1])


def _month_boxes(bill: Bill, drawn: Drawn) -> tuple[Box, ...]:
    """Both months: dates, per diems and drug."""
    boxes: list[Box] = []
    pairs = tuple(zip(per_diem_lines(bill), drug_lines(bill), strict=True))
    first = pairs[0][0]
    facts = facts_of_part(bill, drawn, first)
    boxes.append(per_diem_code_box(bill, "per_diem_code", facts, first))
    boxes.append(date_box(bill, "line1_through", facts, first, "Last day of the first month's lines", last=True))
    for number, (per_diem, drug) in enumerate(pairs, 1):
        month = ("first", "second")[number - 1]
        of_days, of_drug = facts_of_part(bill, drawn, per_diem), facts_of_part(bill, drawn, drug)
        days, part = f"Per-diem units, {month} month", part_of(per_diem)
        units = f"Units of {drug.code}, {month} month"
        boxes += (
            per_diem_units_box(bill, f"line{number}_per_diem_units", of_days, per_diem, days, part),
            units_box(bill, f"line{number}_units", units, of_drug, drug, part_of(drug)),
        )
    return tuple(boxes)


@template("month-lines", 2, "complete", ["per-diem", "days", "units"], since="1")
def month_lines(draw: Draw) -> Sheet:
    """A span over the end of a month, under a payer that wants a line for each month."""
    span = over_a_month_end(draw, 14, 31)
    drawn = continuous(draw, ("morphine sulfate", "hydromorphone hydrochloride", "clonidine hydrochloride"), span=span)
    bill = _months(drawn)
    return _month_sheet("A line for each month", bill, drawn)


@template("month-lines-hospital", 3, "complete", ["per-diem", "days", "units"], since="1")
def month_lines_hospital(draw: Draw) -> Sheet:
    """The same with days in hospital in one of the months, and a pump that may run for a part of the day."""
    span = in_hospital(draw, over_a_month_end(draw, 20, 31), 2, 6)
    drawn = continuous(draw, PART_DAY, span=span, part_day=draw.chance(2))
    bill = _months(drawn)
    return _month_sheet("Two months, with days in hospital", bill, drawn)


def _month_sheet(title: str, bill: Bill, drawn: Drawn) -> Sheet:
    parts = (
        prescribed(drawn), dispensed(drawn), given_on(drawn.span), payer_words("bcbsnd", drawn),
        goes_by(code_of(bill)), codes_at_hand(*PER_DIEM), "Complete the lines of both months.",
    )  # fmt: skip
    return sheet(title, parts, _month_boxes(bill, drawn))


@template("hospital-line", 3, "complete", ["per-diem", "drug-code", "units", "ndc-quantity"], since="1")
def hospital_line(draw: Draw) -> Sheet:
    """One claim line over a span in which some days were spent in hospital."""
    span = in_hospital(draw, month_or_days(draw, 14, 31), 2, 6)
    drugs = ("morphine sulfate", "hydromorphone hydrochloride", "fentanyl citrate", "clonidine hydrochloride")
    drawn = continuous(draw, drugs, span=span, bag=draw.chance(2))
    bill = billed(drawn, "hmsa", "rule-text")
    rounds(draw, bill, 3)
    return _whole("Days in hospital, to claim", drawn, bill)


@template("rate-change-line", 3, "complete", ["per-diem", "drug-code", "units", "ndc-quantity"], since="1")
def rate_change_line(draw: Draw) -> Sheet:
    """One claim line over a change of the rate."""
    drawn = _with_change(draw, bag=draw.chance(3))
    bill = billed(drawn, "hmsa", "rule-text")
    rounds(draw, bill, 3)
    return _whole("A change of the rate, to claim", drawn, bill)


def _with_change(draw: Draw, bag: bool = False, hospital: bool = False) -> Drawn:
    span = month_or_days(draw, 10, 31)
    drugs = ("morphine sulfate", "hydromorphone hydrochloride", "fentanyl citrate", "clonidine hydrochloride")
    return changed(draw, continuous(draw, drugs, span=in_hospital(draw, span) if hospital else span, bag=bag))


def _whole(title: str, drawn: Drawn, bill: Bill) -> Sheet:
    parts = (
        prescribed(drawn), dispensed(drawn), given_on(drawn.span), hmsa("rule-text", drawn),
        codes_for(drawn.range.drug), _ONE_OF_EACH,
    )  # fmt: skip
    return sheet(title, parts, line_boxes(bill, facts_of(bill, drawn)))


@template("rate-change-units", 3, "compute", ["volume", "units"], since="1")
def rate_change_units(draw: Draw) -> Sheet:
    """Amount and units over a change of the rate, perhaps with days in hospital."""
    drawn = _with_change(draw, hospital=draw.chance(2))
    bill = billed(drawn)
    rounds(draw, bill, 3)
    facts = facts_of(bill, drawn)
    hints = (
        "How many days does each rate run? The new rate holds on the day from which it is ordered.",
        "Days of each rate by themselves, times the hours and the rate; then their sum.",
    )
    boxes = (
        amount_box(bill, "total_amount", "Amount of drug in all", facts, "total_mg", hints),
        units_box(bill, "units", f"Units of {code_of(bill)}", facts),
    )
    question = "How many mg are given over all days, and how many units are billed for them on one line?"
    parts = (prescribed(drawn), dispensed(drawn), given_on(drawn.span), units_rule(code_of(bill), drawn), question)
    return sheet("A change of the rate", parts, boxes)


def _over_new_codes(draw: Draw, hospital: bool = False) -> tuple[Drawn, Bill]:
    """An order over the day on which its drug's code changed, and its bill."""
    drug, most = draw.one(_CHANGING)
    span = around(draw, _NEW_CODES, 12, most)
    drawn = continuous(draw, (drug,), span=in_hospital(draw, span) if hospital else span)
    bill = billed(drawn, "hmsa", "rule-text")
    lines = drug_lines(bill)
    need(len(lines) == 2 and all(line.amount is not None for line in lines))
    return drawn, to_the_cuts(bill, [_NEW_CODES])


@template("code-change-units", 3, "compute", ["units"], since="1")
def code_change_units(draw: Draw) -> Sheet:
    """Units of each part of a span in which the drug's code changed."""
    drawn, bill = _over_new_codes(draw)
    both = two_codes(bill)
    boxes = []
    for number, line in enumerate(drug_lines(bill), 1):
        facts = facts_of_part(bill, drawn, line, **both)
        boxes.append(units_box(bill, f"line{number}_units", f"Units of {line.code}", facts, line, part_of(line)))
    question = "The drug goes by its own code on each day. How many units does each of the two codes' lines bill?"
    parts = (
        prescribed(drawn), dispensed(drawn), given_on(drawn.span), hmsa("code", drawn),
        "Units are rounded by CMS's rule, once for each line.", codes_for(drawn.range.drug, per_diem=False), question,
    )  # fmt: skip
    return sheet("A code that changed: units", parts, tuple(boxes))


@template("code-change-lines", 3, "complete", ["drug-code", "units", "ndc-quantity", "per-diem"], since="1")
def code_change_lines(draw: Draw) -> Sheet:
    """Claim lines over the day on which the drug's code changed: one per diem, two lines of the drug."""
    drawn, bill = _over_new_codes(draw, hospital=draw.chance(3))
    (per_diem,) = per_diem_lines(bill)
    both = two_codes(bill)
    boxes = [
        per_diem_code_box(bill, "per_diem_code", facts_of(bill, drawn), per_diem),
        per_diem_units_box(bill, "per_diem_units", facts_of(bill, drawn), per_diem),
    ]
    for number, line in enumerate(drug_lines(bill), 1):
        facts, name = facts_of_part(bill, drawn, line, **both), f"line{number}"
        which = f"{('First', 'Second')[number - 1]} line of the drug"
        boxes += (
            code_box(bill, f"{name}_code", facts, line, f"{which}: code"),
            units_box(bill, f"{name}_units", f"{which}: units", facts, line, part_of(line)),
            ndc_quantity_box(bill, f"{name}_ndc_quantity", facts, line, f"{which}: NDC quantity", part_of(line)),
        )
    question = "The claim has one line of the per diem and two of the drug, in the order of their days. Complete them."
    parts = (
        prescribed(drawn), dispensed(drawn), given_on(drawn.span), hmsa("rule-text", drawn),
        codes_for(drawn.range.drug), question,
    )  # fmt: skip
    return sheet("A code that changed, to claim", parts, tuple(boxes))
