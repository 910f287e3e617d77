"""Level 2: sums of a few steps: PCA by the log, bag and vial, days in hospital, refills, visits, readings, weight."""

from __future__ import annotations

from hipkit.practice.draw import Draw
from hipkit.practice.making import Sheet, template
from hipkit.practice.templates.shared.keyed import amount_box, billed, code_of, days_box, rounds, sheet
from hipkit.practice.templates.shared.known import OF_CODES, facts_of
from hipkit.practice.templates.shared.linebox import ndc_quantity_box, units_box
from hipkit.practice.templates.shared.orders import PART_DAY, Drawn, continuous, need, pca, refill
from hipkit.practice.templates.shared.pinned import pinned
from hipkit.practice.templates.shared.rulewords import billed_words, hmsa, units_rule
from hipkit.practice.templates.shared.spans import in_hospital, month_or_days
from hipkit.practice.templates.shared.worded import dispensed, given_on, prescribed


def _parts(drawn: Drawn, *more: str) -> tuple[str, ...]:
    return prescribed(drawn), dispensed(drawn), given_on(drawn.span), *more


@template("pca-given", 2, "compute", ["volume", "units"], since="1")
def pca_given(draw: Draw) -> Sheet:
    """What a PCA gave by its log, not what its lockout would let through; and the units."""
    drawn = pca(draw, bag=draw.chance(2))
    bill = billed(drawn)
    rounds(draw, bill, 4)
    need((bill.hcpcs_units or 0) > 10)
    facts = facts_of(bill, drawn)
    hints = (
        "Which demands were given: those of the log, or all that the lockout would let through?",
        "Basal rate times hours, plus the demands given times the demand dose. The lockout is never billed.",
    )
    boxes = (
        amount_box(bill, "day_amount", "Amount of drug a day", facts, "day_mg", hints),
        units_box(bill, "units", f"Units of {code_of(bill)}, all days", facts),
    )
    question = "How many mg does the patient get in one day, and how many units are billed for all days on one line?"
    return sheet("PCA by the log", _parts(drawn, units_rule(code_of(bill), drawn), question), boxes)


@template("bag-or-vial", 2, "compute", ["volume", "ndc-quantity"], since="1")
def bag_or_vial(draw: Draw) -> Sheet:
    """The drug and the NDC quantity of an infusion whose bag is weaker than the vial."""
    drawn = continuous(draw, (*PART_DAY, "clonidine hydrochloride"), bag=True, part_day=False)
    bill = billed(drawn, "hmsa", "rule-text")
    facts = facts_of(bill, drawn, leave=OF_CODES)
    hints = (
        "Amount a day first, then all days.",
        "Rate times hours times days; the bag's strength plays no part in the amount of drug.",
    )
    boxes = (
        amount_box(bill, "total_amount", "Amount of drug in all", facts, "total_mg", hints),
        ndc_quantity_box(bill, "ndc_quantity", facts),
    )
    question = "How many mg of drug are given over all days, and which NDC quantity is billed for them?"
    return sheet("Bag and vial", _parts(drawn, hmsa("ndc", drawn), question), boxes)


@template("hospital-units", 2, "compute", ["days", "units"], since="1")
def hospital_units(draw: Draw) -> Sheet:
    """Days and units where some days were spent in hospital."""
    span = in_hospital(draw, month_or_days(draw, 14, 31))
    drawn = continuous(draw, ("morphine sulfate", "hydromorphone hydrochloride", "clonidine hydrochloride"), span=span)
    bill = billed(drawn)
    rounds(draw, bill, 4)
    facts = facts_of(bill, drawn)
    boxes = (days_box(drawn, facts), units_box(bill, "units", f"Units of {code_of(bill)}", facts))
    question = "On how many days was the infusion given at home, and how many units are billed for them on one line?"
    return sheet("Days in hospital", _parts(drawn, units_rule(code_of(bill), drawn), question), boxes)


@template("part-day-units", 2, "compute", ["volume", "units"], since="1")
def part_day_units(draw: Draw) -> Sheet:
    """Units and volume of an infusion that runs for a part of each day."""
    drawn = continuous(draw, part_day=True)
    bill = billed(drawn)
    rounds(draw, bill, 3)
    facts = facts_of(bill, drawn)
    hints = (
        "For how many hours of the day does the pump run?",
        "Rate times the hours of a day, times the days, divided by the strength of the product.",
    )
    boxes = (
        amount_box(bill, "total_volume", "Volume of the product in all", facts, "total_mL", hints),
        units_box(bill, "units", f"Units of {code_of(bill)}", facts),
    )
    question = "How many mL of the product are given over all days, and how many units are billed on one line?"
    return sheet("Part of the day", _parts(drawn, units_rule(code_of(bill), drawn), question), boxes)


@template("refill-units", 2, "compute", ["units", "ndc-quantity"], since="1")
def refill_units(draw: Draw) -> Sheet:
    """Units and NDC quantity of a refill: its volume counts, not the days."""
    drawn = refill(draw, most=2)
    bill = billed(drawn, "hmsa", "rule-text")
    rounds(draw, bill, 3)
    facts = facts_of(bill, drawn, leave=("per_diem", "per_diem_units"))
    boxes = (
        units_box(bill, "units", f"Units of {code_of(bill)}", facts),
        ndc_quantity_box(bill, "ndc_quantity", facts),
    )
    question = "How many units and which NDC quantity are billed for the drug put into the pump?"
    parts = _parts(drawn, hmsa("ndc"), units_rule(code_of(bill), drawn), question)
    return sheet("Pump refill", parts, boxes, printed=("ndc_quantity",))


@template("weight-units", 2, "compute", ["volume", "units"], since="1")
def weight_units(draw: Draw) -> Sheet:
    """Drug and units of a rate by weight, by the code of the day: 10 mg a unit, later 1 mg."""
    drawn = continuous(draw, ("lidocaine hydrochloride in dextrose",))
    bill = billed(drawn)
    rounds(draw, bill, 3)
    facts = facts_of(bill, drawn)
    hints = (
        "The order is for each kilogram of the patient.",
        "Rate times weight gives mg/hr; times the hours of the day, mg a day.",
    )
    boxes = (
        amount_box(bill, "day_amount", "Amount of drug a day", facts, "day_mg", hints),
        units_box(bill, "units", f"Units of {code_of(bill)}, all days", facts),
    )
    question = "How many mg does the patient get in one day, and how many units are billed for all days on one line?"
    return sheet("Order by weight", _parts(drawn, units_rule(code_of(bill), drawn), question), boxes)


@template("two-readings", 2, "compute", ["units"], since="1")
def two_readings(draw: Draw) -> Sheet:
    """The units of one order under both readings of HMSA."""
    drawn = continuous(draw, ("morphine sulfate", "hydromorphone hydrochloride"))
    by_text, by_example = billed(drawn, "hmsa", "rule-text"), billed(drawn, "hmsa", "published-example")
    rounds(draw, by_example, 6)
    leave = ("per_diem", "per_diem_units")
    facts = facts_of(by_text, drawn, leave=leave)
    facts_example = facts_of(by_example, drawn, leave=leave)
    own = code_of(by_text)
    boxes = (
        units_box(by_text, "units_rule_text", f"Units of {own}, by the words of the rules", facts),
        units_box(by_example, "units_published", "Units of J3490, as the example bills", facts_example),
    )
    question = "How many units does each of the two bill for all days on one line?"
    readings = (
        f"The payer is HMSA, whose text can be read in two ways. {billed_words(drawn)}",
        f"By the words of its rules the drug goes by its own code, {own} ({pinned().codes[own].words}), with units by "
        "CMS's rule of rounding, once for the line.",
        "As its published example bills, the drug goes by J3490 with millilitres of the product as units, to the "
        "nearest whole mL, once for the line.",
    )
    return sheet("Two readings of one payer", _parts(drawn, *readings, question), boxes)
