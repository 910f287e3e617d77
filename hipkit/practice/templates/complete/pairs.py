"""Level 3: two and three therapies on the same days: which per-diem line carries which modifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hipkit.billing.bill import Bill
from hipkit.claim.claim import sample_claim
from hipkit.claim.line import ServiceLine
from hipkit.practice.case import Facts
from hipkit.practice.draw import Draw
from hipkit.practice.making import Box, Sheet, template
from hipkit.practice.templates.shared.keyed import billed, sheet
from hipkit.practice.templates.shared.known import facts_of
from hipkit.practice.templates.shared.linebox import (
    code_box,
    modifiers_box,
    per_diem_code_box,
    per_diem_units_box,
    units_box,
)
from hipkit.practice.templates.shared.orders import Drawn, continuous, intermittent, need, pca
from hipkit.practice.templates.shared.rulewords import hmsa, payer_words
from hipkit.practice.templates.shared.spans import TODAY, Span, some_days
from hipkit.practice.templates.shared.worded import codes_for, dispensed, given_on, prescribed

MORPHINE, HYDROMORPHONE = "morphine sulfate", "hydromorphone hydrochloride"
Make = Callable[[Draw, Span], Drawn]

# What the payers leave open, and the case calls agreed.
_CHOICES: dict[str, dict[str, str]] = {
    "hmsa": {},
    "bcbstx": {"hcpcs_rounding": "up-by-span", "ndc_quantity": "exact", "line_span": "whole-span"},
    "bcbsnc": {"hcpcs_rounding": "up-by-span", "ndc_quantity": "exact", "line_span": "whole-span"},
}


def _infusion(*drugs: str) -> Make:
    return lambda draw, span: continuous(draw, drugs, span=span)


def _doses(*drugs: str) -> Make:
    return lambda draw, span: intermittent(draw, drugs, span=span)


def _by_demand(*drugs: str) -> Make:
    return lambda draw, span: pca(draw, drugs, span=span)


# Therapies that go together, the days they may last, and whether each infuses all day (as one payer's rule wants).
_PAIRS: tuple[tuple[Make, Make, int, int, bool], ...] = (
    (_infusion(MORPHINE), _infusion("clonidine hydrochloride"), 7, 31, True),
    (_infusion(HYDROMORPHONE), _infusion("lidocaine hydrochloride in dextrose"), 5, 21, True),
    (_by_demand(HYDROMORPHONE), _doses("ketorolac tromethamine"), 3, 5, False),
    (_by_demand(MORPHINE), _infusion("ropivacaine hydrochloride"), 3, 5, False),
    (_infusion(MORPHINE), _doses("ketorolac tromethamine"), 3, 5, False),
)
_THREE = (_by_demand(MORPHINE, HYDROMORPHONE), _infusion("ropivacaine hydrochloride"), _doses("ketorolac tromethamine"))


def _claim(drawn: Sequence[Drawn], payer: str) -> tuple[tuple[Bill, ...], tuple[ServiceLine, ...]]:
    """The bills and the claim lines of several orders; drawn again where a line is cut or two share an NDC."""
    bills = tuple(billed(therapy, payer, "rule-text", _CHOICES[payer]) for therapy in drawn)
    claim = sample_claim(bills, today=TODAY)
    need(not claim.to_confirm and len(claim.lines) == 2 * len(drawn))
    return bills, claim.lines


def _within(draw: Draw, span: Span, low: int) -> Span:
    """The same days, or a part of them."""
    if draw.chance(2) or span.length <= low:
        return span
    length = draw.whole(low, span.length - 1)
    first = draw.whole(0, span.length - length)
    return Span(span.day(first), span.day(first + length - 1))


def _words(drawn: Sequence[Drawn]) -> tuple[str, ...]:
    """Each order with its days, the first therapy first."""
    names = ("First therapy", "Second therapy", "Third therapy")
    return tuple(
        f"{name}. {prescribed(therapy)} {dispensed(therapy)} {given_on(therapy.span)}"
        for name, therapy in zip(names, drawn, strict=False)
    )


def _facts(bills: Sequence[Bill], drawn: Sequence[Drawn], lines: Sequence[ServiceLine]) -> tuple[Facts, ...]:
    """The facts of each therapy, with the modifiers of its per-diem line."""
    marks = [" ".join(line.modifiers) or "none" for line in lines]
    return tuple(facts_of(bills[i], therapy, {"modifiers": marks[i]}) for i, therapy in enumerate(drawn))


def _second_boxes(bill: Bill, facts: Facts, lines: Sequence[ServiceLine]) -> tuple[Box, ...]:
    """The second therapy's per-diem line and drug line."""
    per_diem, drug = lines
    return (
        per_diem_code_box(bill, "line2_code", facts, per_diem, "Line 2, per diem of the second therapy: code"),
        modifiers_box(bill, "line2_modifiers", facts, per_diem, "Line 2: modifiers"),
        per_diem_units_box(bill, "line2_units", facts, per_diem, "Line 2: units"),
        code_box(bill, "line4_code", facts, drug, "Line 4, drug of the second therapy: code"),
        modifiers_box(bill, "line4_modifiers", facts, drug, "Line 4: modifiers"),
        units_box(bill, "line4_units", "Line 4: units", facts, drug),
    )


@template("second-drug", 3, "complete", ["modifiers", "per-diem", "drug-code", "units"], since="1")
def second_drug(draw: Draw) -> Sheet:
    """A second therapy on the same days."""
    payer = draw.one(("hmsa", "hmsa", "bcbstx", "bcbsnc"))
    first, second, low, high, _ = draw.one([pair for pair in _PAIRS if pair[4] or payer != "bcbsnc"])
    span = some_days(draw, low, high)
    drawn = (first(draw, span), second(draw, _within(draw, span, low)))
    bills, lines = _claim(drawn, payer)
    facts = _facts(bills, drawn, lines)
    boxes = (
        modifiers_box(bills[0], "line1_modifiers", facts[0], lines[0], "Line 1, per diem of the first: modifiers"),
        *_second_boxes(bills[1], facts[1], (lines[1], lines[3])),
    )
    skeleton = (
        "The claim has four lines: 1 the per diem of the first therapy, 2 that of the second, 3 the first drug, 4 the "
        "second drug. Complete the boxes of lines 1, 2 and 4."
    )
    rule = hmsa("second", *drawn) if payer == "hmsa" else payer_words(payer, drawn[0])
    table = codes_for(drawn[0].range.drug, drawn[1].range.drug, modifiers=("59", "SH", "SJ"))
    return sheet("A second therapy on the same days", (*_words(drawn), rule, table, skeleton), boxes)


@template("third-therapy", 3, "complete", ["modifiers", "per-diem", "units"], since="1")
def third_therapy(draw: Draw) -> Sheet:
    """Three therapies on the same days."""
    payer = draw.one(("bcbstx", "hmsa"))
    span = some_days(draw, 3, 5)
    drawn = tuple(make(draw, span if i == 0 else _within(draw, span, 2)) for i, make in enumerate(_THREE))
    # The third therapy is the third on every one of its days.
    need(drawn[1].span.start <= drawn[2].span.start and drawn[2].span.end <= drawn[1].span.end)
    bills, lines = _claim(drawn, payer)
    facts = _facts(bills, drawn, lines)
    boxes = (
        modifiers_box(bills[0], "line1_modifiers", facts[0], lines[0], "Line 1, first therapy: modifiers"),
        modifiers_box(bills[1], "line2_modifiers", facts[1], lines[1], "Line 2, second therapy: modifiers"),
        per_diem_code_box(bills[2], "line3_code", facts[2], lines[2], "Line 3, third therapy: per-diem code"),
        modifiers_box(bills[2], "line3_modifiers", facts[2], lines[2], "Line 3: modifiers"),
        per_diem_units_box(bills[2], "line3_units", facts[2], lines[2], "Line 3: units"),
        modifiers_box(bills[2], "line6_modifiers", facts[2], lines[5], "Line 6, drug of the third therapy: modifiers"),
        units_box(bills[2], "line6_units", "Line 6: units", facts[2], lines[5]),
    )
    skeleton = (
        "The claim has six lines: 1 to 3 the per diems of the three therapies in their order, 4 to 6 their drugs. "
        "Complete the boxes of lines 1, 2, 3 and 6."
    )
    rule = hmsa("third", *drawn) if payer == "hmsa" else payer_words(payer, drawn[0])
    table = codes_for(*(therapy.range.drug for therapy in drawn), modifiers=("59", "SH", "SJ"))
    return sheet("Three therapies on the same days", (*_words(drawn), rule, table, skeleton), boxes)
