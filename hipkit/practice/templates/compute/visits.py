"""Nursing visits: 99601 and 99602 of one visit (level 1) and of the visits of a week (level 2), by a named rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from hipkit.billing.nursing import FIRST_PART, NursingUnits, nursing_units
from hipkit.practice.case import Blank, Facts, Stage, Table
from hipkit.practice.draw import Draw
from hipkit.practice.making import Box, Sheet, template
from hipkit.practice.templates.shared.keyed import box, sheet
from hipkit.practice.templates.shared.known import staged
from hipkit.practice.templates.shared.orders import need
from hipkit.practice.templates.shared.spans import DAY, FIRST, LAST
from hipkit.values.citations import Citation, cite
from hipkit.values.step import Step

# The time rules in words of our own, so that a case has one right answer, and where each was read.
VISIT_RULES = {
    "bcbsm-2013": "BCBS of Michigan (May 2013): a further hour counts from its 31st minute",
    "cpt-midpoint": "the midpoint rule for timed codes: a further hour counts once its midpoint is passed",
    "ceil-hour": "a contract that counts every further hour begun",
    "floor-hour": "a contract that counts full further hours only",
}
_QUESTION = "How many units of 99601 (the first two hours of a visit) and of 99602 (each further hour) are billed?"
_MOST_A_WEEK = 720
# Near the half hour and the full hour the rules part.
_EDGES = (150, 151, 180, 181, 209, 210, 211)
_LENGTHS = (75, 90, 105, 118, 129, 140, 149, 151, 160, 175, 190, 205, 209, 211, 225, 238)


def _source(rule: str) -> Citation:
    places = {
        "bcbsm-2013": cite("bcbsm", "99601 and 99602"),
        "cpt-midpoint": cite("premera", "the midpoint of a timed code"),
    }
    return places.get(rule, cite("hipkit", "nursing"))


def _boxes(
    first: tuple[Stage, ...], further: tuple[Stage, ...], rule: str, numbers: Mapping[str, int], pointer: str
) -> tuple[Box, Box]:
    """Both boxes; the last stage of each gives its units."""
    found = {"first": first[-1].value, "further": further[-1].value, **numbers}
    facts = Facts({name: Fraction(value) for name, value in found.items() if value is not None}, {"payer_rule": rule})
    blanks = (
        Blank("first_99601", "Units of 99601", "units", "nursing"),
        Blank("further_99602", "Units of 99602", "units", "nursing"),
    )
    hints = (
        ("How often is the first part of a visit billed?", "99601 stands once for each visit, of any length."),
        (pointer, f"99601 covers the first two hours of each visit. For what is beyond them: {VISIT_RULES[rule]}."),
    )
    own = cite("hipkit", "nursing")
    return (
        box(blanks[0], "first", facts.numbers["first"], first, hints[0], own, facts),
        box(blanks[1], "further", facts.numbers["further"], further, hints[1], _source(rule), facts),
    )


def _hours(visit: NursingUnits) -> Stage:
    """The step that gives the units of 99602 of one visit."""
    return Stage(visit.steps[2], Fraction(visit.further))


@template("nursing-visit", 1, "compute", ["nursing"], since="1")
def nursing_visit(draw: Draw) -> Sheet:
    """Units of 99601 and 99602 of one visit by a named rule."""
    rule = draw.one(tuple(VISIT_RULES))
    minutes = draw.one(_EDGES) if draw.chance(3) else draw.whole(125, 240)
    count = nursing_units(str(minutes), rule)
    further = (*staged(count.steps[1:2]), _hours(count))
    pointer = "Take the first two hours off; what is left?"
    boxes = _boxes(staged(count.steps[:1]), further, rule, {"minutes": minutes}, pointer)
    visit = f"A nurse's visit at home takes {minutes} minutes, documented with start and stop."
    return sheet("Nursing visit", (visit, f"Time rule: {VISIT_RULES[rule]}.", _QUESTION), boxes)


@template("visits-of-a-week", 2, "compute", ["nursing"], since="1")
def visits_of_a_week(draw: Draw) -> Sheet:
    """99601 and 99602 of several visits, each rounded by itself."""
    rule = draw.one(tuple(VISIT_RULES))
    days = sorted(draw.shuffled(range(7))[: draw.whole(3, 4)])
    first_day = FIRST + DAY * draw.below((LAST - FIRST).days - 7)
    lengths = [draw.one(_LENGTHS) for _ in days]
    need(sum(lengths) <= _MOST_A_WEEK and sum(minutes > FIRST_PART for minutes in lengths) >= 2)
    counts = [nursing_units(str(minutes), rule) for minutes in lengths]
    beyond = sum(max(minutes - FIRST_PART, 0) for minutes in lengths)
    # To add up what is beyond two hours of all visits and round it once is the slip that this case is about.
    at_once, further = nursing_units(str(FIRST_PART + beyond), rule).further, sum(count.further for count in counts)
    need(further > 0 and (further != at_once or draw.chance(3)))
    visits = Step("99601 in all", f"{len(counts)} visits", str(len(counts)), cite("hipkit", "nursing"))
    total = Step("99602 in all", " + ".join(str(count.further) for count in counts), str(further), _source(rule))
    numbers = {"all_minutes": sum(lengths), "beyond": beyond, "visits": len(counts)}
    stages = (*(_hours(count) for count in counts), *staged([total]))
    boxes = _boxes(staged([visits]), stages, rule, numbers, "Each visit has its own first two hours.")
    table = _table(draw, [first_day + DAY * day for day in days], lengths)
    words = "A nurse visits the patient at home several times in a week and documents start and stop."
    return sheet("Visits of a week", (words, table, f"Time rule: {VISIT_RULES[rule]}.", _QUESTION), boxes)


def _table(draw: Draw, days: Sequence[date], lengths: Sequence[int]) -> Table:
    """The visits with start and stop, begun between 8 and 13 o'clock."""
    rows = []
    for day, minutes in zip(days, lengths, strict=True):
        start = 8 * 60 + 5 * draw.whole(0, 60)
        rows.append((str(day), _clock(start), _clock(start + minutes)))
    return Table("Visits", ("date", "start", "stop"), tuple(rows))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
