"""Denials of what a line lacks: an NDC, whole units, a code in force, the text of an unclassified drug."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from hipkit.claim.line import ServiceLine
from hipkit.practice.case import Blank, Keyed
from hipkit.practice.draw import Draw
from hipkit.practice.making import Again, Box
from hipkit.practice.templates.denial.codes import Situation, denials
from hipkit.practice.templates.denial.parts import Denied, charges
from hipkit.practice.templates.denial.values import corrected
from hipkit.practice.templates.errors.amounts import drug_lines
from hipkit.practice.templates.errors.cells import Change, rows
from hipkit.practice.templates.errors.draws import EXAMPLE, HMSA, OPIOIDS, doses, one_rate, ordered
from hipkit.practice.templates.errors.keys import line_facts
from hipkit.practice.templates.errors.kinds import of_kind
from hipkit.practice.templates.errors.scene import Scene
from hipkit.practice.templates.shared.known import stages_of
from hipkit.practice.templates.shared.orders import continuous, few_decimals, need
from hipkit.practice.templates.shared.spans import DAY, Span
from hipkit.values.notation import exact

# Hydromorphone's code changed on this day, and lidocaine's.
_NEW_CODES = datetime.date(2024, 10, 1)
# The drugs that it changed for; at most so many days after the first, as the shorter course of the two lasts.
_LONGEST = 20
_CHANGED = ("hydromorphone hydrochloride", "lidocaine hydrochloride in dextrose")


def information(draw: Draw) -> Denied:
    """One of the situations of a line that lacks something."""
    return draw.one(_SITUATIONS)(draw)


def _of(draw: Draw, name: str, scene: Scene, change: Change) -> Denied:
    situation = denials().situations[name]
    sent, paid = rows(scene.claim, change), charges(draw, scene)
    value = corrected(scene, situation, change)
    return Denied(situation, scene, sent, paid, (change.line,), change.line, value=value)


def _a_scene(draw: Draw) -> Scene:
    return one_rate(draw) if draw.chance(2) else doses(draw)


def _drug_line(scene: Scene) -> ServiceLine:
    """The first drug line that goes by a code of its own."""
    for line, _, _ in drug_lines(scene):
        if line.code != "J3490":
            return line
    raise Again


def _ndc_zero(draw: Draw) -> Denied:
    scene = _a_scene(draw)
    plants = of_kind("zero-in-another-place", scene)
    need(bool(plants))
    return _of(draw, "ndc-with-the-zero-misplaced", scene, draw.one(plants).change)


def _ndc_left_out(draw: Draw) -> Denied:
    scene = _a_scene(draw)
    return _of(draw, "ndc-left-out", scene, Change(_drug_line(scene).number, "ndc", ""))


def _not_whole(draw: Draw) -> Denied:
    scene = _a_scene(draw)
    line = _drug_line(scene)
    assert line.bill is not None
    units = line.bill.hcpcs.units_exact if line.bill.hcpcs else None
    if units is None or units.denominator == 1 or not few_decimals(units):
        raise Again
    return _of(draw, "units-not-whole", scene, Change(line.number, "units", exact(units)))


def _ended(draw: Draw) -> Denied:
    start = _NEW_CODES + DAY * draw.below(400)
    return _wrong_day(draw, "code-that-ended", Span(start, start + DAY * draw.whole(6, _LONGEST)))


def _not_begun(draw: Draw) -> Denied:
    days = draw.whole(6, _LONGEST)
    start = _NEW_CODES - DAY * (days + 1 + draw.below(30))
    return _wrong_day(draw, "code-that-had-not-begun", Span(start, start + DAY * days))


def _wrong_day(draw: Draw, name: str, span: Span) -> Denied:
    scene = ordered(HMSA, continuous(draw, _CHANGED, span=span))
    plants = of_kind("code-of-another-day", scene)
    need(bool(plants))
    return _of(draw, name, scene, plants[0].change)


def _text_of_j3490(draw: Draw) -> Denied:
    """The text names the drug alone; what is asked for is the amount that it lacks."""
    scene = ordered(EXAMPLE, continuous(draw, OPIOIDS))
    situation = denials().situations["text-of-an-unclassified-drug"]
    line = scene.claim.lines[-1]
    assert line.description is not None and line.bill is not None
    name = scene.drawn[0].range.drug
    note = f"Text of line {line.number} on the claim: {name.upper()}."
    sent, paid = rows(scene.claim), charges(draw, scene)
    value = _total(situation, scene, line)
    return Denied(situation, scene, sent, paid, (line.number,), line.number, (note,), value=value)


def _total(situation: Situation, scene: Scene, line: ServiceLine) -> Box:
    """The amount of the drug on a line in mg."""
    assert line.bill is not None
    stages = stages_of(line.bill, "total_mg")
    blank = Blank("value", f"Line {line.number}, the total amount that its text lacks", "amount", "denials", "mg")
    right = line.bill.total.amount.base
    pointer = "The amount of all days of the line, in milligrams."
    keyed = Keyed("total_mg", right, stages, pointer, situation.rule, situation.source, line_facts(scene, line))
    return Box(blank, keyed)


_SITUATIONS: tuple[Callable[[Draw], Denied], ...] = (
    _ndc_zero,
    _ndc_left_out,
    _not_whole,
    _not_whole,
    _ended,
    _not_begun,
    _text_of_j3490,
)
