"""Boxes with their keys, for templates: a label to read, the right answer of a bill, and what grading says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.billing.compute import bill
from hipkit.order.scenario import Scenario
from hipkit.practice.case import Blank, Facts, Keyed, Stage, Table, Value
from hipkit.practice.draw import Draw
from hipkit.practice.making import Again, Box, Sheet
from hipkit.practice.templates.shared.known import staged, stages_of
from hipkit.practice.templates.shared.orders import Drawn, few_decimals, need
from hipkit.practice.templates.shared.spans import TODAY
from hipkit.values.citations import Citation, cite
from hipkit.values.notation import people
from hipkit.values.step import Step
from hipkit.values.units import MASS

_PLAIN = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_ASIDE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2}|[A-Z][0-9]{4}\b")
_SMALL = 10


def billed(
    drawn: Drawn, payer: str | None = None, reading: str | None = None, choices: Mapping[str, str] | None = None
) -> Bill:
    """The bill of an order that was drawn; drawn again where hipkit would ask for a reason."""
    of_order = bill(drawn.order, payer, reading, choices, TODAY)
    need(not of_order.to_confirm and not of_order.open_axes)
    return of_order


def sheet(
    title: str,
    parts: tuple[str | Table, ...],
    boxes: tuple[Box, ...],
    order: Scenario | None = None,
    printed: tuple[str, ...] = (),
) -> Sheet:
    """The sheet of a template; drawn again where a right number can be read off the case itself.

    `printed` are the boxes whose number may stand there, since to know which one it is is the question.
    """
    texts = [part if isinstance(part, str) else " ".join(" ".join(row) for row in part.rows) for part in parts]
    shown = {found.replace(",", "") for found in _PLAIN.findall(_ASIDE.sub(" ", " ".join(texts)))}
    for one in boxes:
        right = one.key.right
        if isinstance(right, Fraction) and (right >= _SMALL or right.denominator > 1) and one.blank.name not in printed:
            need(people(right).replace(",", "") not in shown)
    return Sheet(title, parts, boxes, order)


def box(
    blank: Blank, asks: str, right: Value, stages: tuple[Stage, ...], hints: tuple[str, str], source: Citation,
    facts: Facts,
) -> Box:  # fmt: skip
    """A box. `hints` are the pointer and the rule. A number that is asked for is what the last stage gives."""
    if isinstance(right, Fraction):
        need(few_decimals(right))
        if not stages or stages[-1].value != right:
            raise ValueError(f"the steps of {blank.name} end in another number than {right}")
    return Box(blank, Keyed(asks, right, stages, *hints, source, facts))


def amount_box(bill: Bill, name: str, label: str, facts: Facts, asks: str, hints: tuple[str, str]) -> Box:
    """An amount of a bill: `day_mg`, `day_mL`, `total_mg` or `total_mL`."""
    measures = bill.total if asks.startswith("total") else bill.per_day
    if measures is None or measures.volume is None:
        raise Again
    amount, unit = (measures.amount, "mg") if asks.endswith("mg") else (measures.volume, "mL")
    blank = Blank(name, label, "amount", "volume", unit)
    return box(blank, asks, amount.base, stages_of(bill, asks), hints, cite("hmsa", "Drug Unit Calculations"), facts)


def days_box(drawn: Drawn, facts: Facts, name: str = "days") -> Box:
    """The days with therapy: both ends included, days in hospital left out."""
    span, source = drawn.span, cite("hipkit", "dates")
    days = Fraction(drawn.order.service.days)
    steps = [Step("days of the span", f"{span.start} through {span.end}, both included", str(span.length), source)]
    if span.without:
        left = cite("hipkit", "days without therapy")
        steps.append(Step("days with therapy", f"{span.length} - {len(span.without)}", str(days), left))
    hints = (
        "Count the first and the last day too, and mind how many days the month has.",
        "Last day less first day, plus one; then less the days without therapy, each of them counted.",
    )
    return box(Blank(name, "Days with therapy", "units", "days"), "days", days, staged(steps), hints, source, facts)


def code_of(bill: Bill) -> str:
    """The one code of a bill; drawn again where the code changes."""
    if bill.hcpcs is None:
        raise Again
    return bill.hcpcs.code


def bites(exact: Fraction, rare: bool) -> None:
    """Draw again where rounding changes nothing, and mostly where the nearest whole number is the next one."""
    need(exact.denominator > 1 and (rare or exact % 1 < Fraction(1, 2)))


def rounds(draw: Draw, bill: Bill, easy: int) -> None:
    """Draw again where rounding does not matter, but for one case in so many.

    A code that counts less than 1 mg is a trap by itself: there nothing needs to be rounded.
    """
    if bill.hcpcs is None or bill.hcpcs.units_exact is None:
        raise Again
    small = bill.hcpcs.per is not None and bill.hcpcs.per.kind == MASS and bill.hcpcs.per.base < 1
    if not small and not draw.chance(easy):
        bites(bill.hcpcs.units_exact, draw.chance(3))
