"""Code and units of a drug whose new code counts a hundredth of the old one's amount, by the day of service."""

from __future__ import annotations

from hipkit.order.scenario import Scenario
from hipkit.practice.draw import Draw
from hipkit.practice.making import Sheet, template
from hipkit.practice.templates.shared.keyed import billed, rounds, sheet
from hipkit.practice.templates.shared.known import facts_of
from hipkit.practice.templates.shared.linebox import code_box, part_of, units_box
from hipkit.practice.templates.shared.newcode import NALOXONE, doses_of_naloxone
from hipkit.practice.templates.shared.orders import need
from hipkit.practice.templates.shared.parts import drug_lines, facts_of_part, two_codes
from hipkit.practice.templates.shared.rulewords import hmsa
from hipkit.practice.templates.shared.worded import codes_for, dispensed, given_on, prescribed

_ROUNDED = "Units are rounded by CMS's rule, once for each line."


@template("new-code-units", 1, "compute", ["drug-code", "units"], since="2")
def new_code_units(draw: Draw) -> Sheet:
    """The code of the days of service, and its units."""
    drawn = doses_of_naloxone(draw, draw.one(("before", "from", "from")))
    bill = billed(drawn, "hmsa", "rule-text")
    rounds(draw, bill, 4)
    (line,) = drug_lines(bill)
    facts = facts_of(bill, drawn)
    boxes = (code_box(bill, "code", facts, line), units_box(bill, "units", "Units of that code", facts))
    question = "By which code does the drug go on these days, and how many units of it are billed for all of them?"
    parts = (
        prescribed(drawn), dispensed(drawn), given_on(drawn.span), hmsa("code", drawn), _ROUNDED,
        codes_for(NALOXONE, per_diem=False), question,
    )  # fmt: skip
    return sheet("The code of the day, and its units", parts, boxes, Scenario(drawn.order, "hmsa", "rule-text"))


@template("new-code-parts", 3, "compute", ["units"], since="2")
def new_code_parts(draw: Draw) -> Sheet:
    """Units of each part of a span in which the code changed."""
    drawn = doses_of_naloxone(draw, "over")
    bill = billed(drawn, "hmsa", "rule-text")
    lines, both = drug_lines(bill), two_codes(bill)
    need(both["total1_mg"] % 1 != 0)
    boxes = tuple(
        units_box(
            bill, f"line{number}_units", f"Units of {line.code}", facts_of_part(bill, drawn, line, **both), line,
            part_of(line),
        )
        for number, line in enumerate(lines, 1)
    )  # fmt: skip
    question = "The drug goes by its own code on each day. How many units does each of the two codes' lines bill?"
    parts = (
        prescribed(drawn), dispensed(drawn), given_on(drawn.span), hmsa("code", drawn), _ROUNDED,
        codes_for(NALOXONE, per_diem=False), question,
    )  # fmt: skip
    return sheet("A code that changed: units of doses", parts, boxes)
