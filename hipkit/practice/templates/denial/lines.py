"""Denials of which the line itself tells: a modifier, two per diems, units as milligrams, the price, the time limit."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from hipkit.practice.draw import Draw
from hipkit.practice.templates.denial.codes import denials
from hipkit.practice.templates.denial.parts import Denied, charges, dollars
from hipkit.practice.templates.denial.values import corrected
from hipkit.practice.templates.errors.cells import rows
from hipkit.practice.templates.errors.draws import CAROLINA, HMSA, OPIOIDS, TEXAS, one_rate, ordered, two_drugs
from hipkit.practice.templates.errors.kinds import of_kind
from hipkit.practice.templates.shared.orders import continuous, need
from hipkit.practice.templates.shared.spans import DAY, LAST
from hipkit.values.notation import counted, people

LIMITS = (90, 120, 180, 365)


def of_the_line(draw: Draw) -> Denied:
    """One of the situations of a line."""
    return draw.one(_SITUATIONS)(draw)


def _modifier(draw: Draw) -> Denied:
    scene = two_drugs(draw)
    plants = of_kind("second-without-modifier", scene)
    need(bool(plants))
    change = plants[0].change
    situation = denials().situations["modifier-missing"]
    note = ("No earlier claim was sent for these days.",)
    sent, value = rows(scene.claim, change), corrected(scene, situation, change)
    return Denied(situation, scene, sent, charges(draw, scene), (change.line,), change.line, note, value=value)


def _generic(draw: Draw) -> Denied:
    """S9325 as a further line beside the per diem that the order asks for."""
    scene = ordered(draw.one((HMSA, TEXAS)), continuous(draw, OPIOIDS))
    sent = rows(scene.claim)
    extra = {**sent[0], "code": "S9325"}
    charged = charges(draw, scene)
    note = ("No earlier claim was sent for these days.",)
    situation = denials().situations["generic-beside-specific"]
    at = len(sent) + 1
    return Denied(situation, scene, [*sent, extra], (*charged, charged[0]), (at,), at, note)


def _milligrams(draw: Draw) -> Denied:
    scene = ordered(draw.one((HMSA, TEXAS)), continuous(draw, OPIOIDS, bag=draw.chance(2)))
    plants = of_kind("mg-as-units", scene)
    need(bool(plants))
    change = plants[0].change
    line = scene.claim.lines[change.line - 1]
    most = 2 * line.units
    need(int(change.now) > most)
    note = f"In this case the contract takes at most {people(most)} units of {line.code} for these days."
    situation = denials().situations["milligrams-in-units"]
    sent, value = rows(scene.claim, change), corrected(scene, situation, change)
    return Denied(situation, scene, sent, charges(draw, scene), (change.line,), change.line, (note,), value=value)


def _price(draw: Draw) -> Denied:
    """A per diem that was charged above the contract's price and paid at it."""
    scene = one_rate(draw)
    line = scene.claim.lines[0]
    charged = charges(draw, scene)
    a_day = charged[0] / line.units
    price = a_day - 5 * draw.whole(1, 5)
    note = (
        f"By the contract {line.code} is paid at {dollars(price)} a day; {dollars(a_day)} a day was charged for "
        f"{counted(line.units, 'day')}."
    )
    situation = denials().situations["above-the-price"]
    sent, paid = rows(scene.claim), price * line.units
    return Denied(situation, scene, sent, charged, (line.number,), line.number, (note,), paid)


def _late(draw: Draw) -> Denied:
    scene = ordered(draw.one((HMSA, TEXAS, CAROLINA)), continuous(draw, OPIOIDS))
    limit = draw.one(LIMITS)
    sent_on = scene.drawn[0].span.end + DAY * (limit + draw.whole(3, 60))
    need(sent_on <= LAST)
    note = (
        f"The claim was sent on {sent_on}. In this case the contract takes claims for {limit} days after the last day "
        "of service. No earlier claim was sent for these days."
    )
    situation = denials().situations["sent-late"]
    lines = tuple(line.number for line in scene.claim.lines)
    sent, charged = rows(scene.claim), charges(draw, scene)
    return Denied(situation, scene, sent, charged, lines, draw.one(lines), (note,), Fraction(0))


_SITUATIONS: tuple[Callable[[Draw], Denied], ...] = (_modifier, _generic, _milligrams, _price, _late)
