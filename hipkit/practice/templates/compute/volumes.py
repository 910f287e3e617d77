"""Level 1: amounts and volumes of one order, and the units that they come to."""

from __future__ import annotations

from hipkit.order.scenario import Scenario
from hipkit.practice.draw import Draw
from hipkit.practice.making import Sheet, template
from hipkit.practice.templates.shared.keyed import amount_box, billed, code_of, rounds, sheet
from hipkit.practice.templates.shared.known import OF_CODES, facts_of
from hipkit.practice.templates.shared.linebox import ndc_quantity_box, units_box, uom_box
from hipkit.practice.templates.shared.orders import Drawn, continuous, intermittent
from hipkit.practice.templates.shared.rulewords import goes_by, hmsa
from hipkit.practice.templates.shared.worded import dispensed, given_on, prescribed

_IN_MICROGRAMS = ("fentanyl citrate", "clonidine hydrochloride")
_IN_MILLIGRAMS = ("morphine sulfate", "hydromorphone hydrochloride")


def _case(drawn: Drawn, question: str) -> tuple[str, ...]:
    return prescribed(drawn), dispensed(drawn), given_on(drawn.span), question


@template("volume-a-day", 1, "compute", ["volume"], since="1")
def volume_a_day(draw: Draw) -> Sheet:
    """The volume of the product that an infusion takes in a day."""
    drawn = continuous(draw, (*_IN_MILLIGRAMS, *_IN_MICROGRAMS), part_day=draw.chance(3))
    bill = billed(drawn)
    hints = (
        "First the mg of one day, then the millilitres that hold them.",
        "Rate times the hours of a day gives mg a day; divide by the strength of the product in mg/mL.",
    )
    facts = facts_of(bill, drawn, leave=OF_CODES)
    answer = amount_box(bill, "day_volume", "Volume of the product a day", facts, "day_mL", hints)
    question = "How many mL of the product does the infusion take in one day?"
    return sheet("Volume a day", _case(drawn, question), (answer,), Scenario(drawn.order))


@template("total-volume", 1, "compute", ["volume"], since="1")
def total_volume(draw: Draw) -> Sheet:
    """The volume of the product over all days."""
    drawn = continuous(draw, (*_IN_MILLIGRAMS, *_IN_MICROGRAMS), part_day=draw.chance(4))
    bill = billed(drawn)
    hints = (
        "How many days are there, the first and the last one included?",
        "The volume of a day times all days of the span; nothing is rounded on the way.",
    )
    facts = facts_of(bill, drawn, leave=OF_CODES)
    answer = amount_box(bill, "total_volume", "Volume of the product in all", facts, "total_mL", hints)
    question = "How many mL of the product does the infusion take over all days?"
    return sheet("Volume of a span", _case(drawn, question), (answer,), Scenario(drawn.order))


@template("drug-units", 1, "compute", ["units"], since="1")
def drug_units(draw: Draw) -> Sheet:
    """Billing units of an infusion ordered in mg, where rounding matters."""
    return _units(draw, continuous(draw, _IN_MILLIGRAMS), easy=6)


@template("mcg-units", 1, "compute", ["units"], since="1")
def mcg_units(draw: Draw) -> Sheet:
    """Billing units of an infusion ordered in mcg by a code that counts mg."""
    return _units(draw, continuous(draw, _IN_MICROGRAMS, part_day=False), easy=3)


@template("dose-units", 1, "compute", ["units"], since="1")
def dose_units(draw: Draw) -> Sheet:
    """Billing units of doses given every so many hours."""
    return _units(draw, intermittent(draw), easy=5)


def _units(draw: Draw, drawn: Drawn, easy: int) -> Sheet:
    """Units for all days; in one case in so many there is nothing to round."""
    bill = billed(drawn)
    rounds(draw, bill, easy)
    code = code_of(bill)
    answer = units_box(bill, "units", f"Units of {code}", facts_of(bill, drawn))
    question = (
        f"{goes_by(code)} How many units of what the patient is given are billed for all days on one line, rounded by "
        "CMS's rule, once for the line?"
    )
    return sheet("Billing units", _case(drawn, question), (answer,), Scenario(drawn.order))


@template("ndc-quantity", 1, "compute", ["ndc-quantity"], since="1")
def ndc_quantity(draw: Draw) -> Sheet:
    """The NDC quantity of a span and its unit of measure, from an order with a bag mixed from vials."""
    drawn = continuous(draw, (*_IN_MILLIGRAMS, *_IN_MICROGRAMS), bag=True)
    bill = billed(drawn, "hmsa", "rule-text")
    facts = facts_of(bill, drawn, leave=OF_CODES)
    boxes = (ndc_quantity_box(bill, "ndc_quantity", facts), uom_box(bill, "ndc_uom", facts))
    question = "Which NDC quantity goes on the drug's line for all days, and with which unit of measure?"
    parts = (*_case(drawn, hmsa("ndc", drawn)), question)
    return sheet("NDC quantity", parts, boxes, Scenario(drawn.order, "hmsa", "rule-text"))
