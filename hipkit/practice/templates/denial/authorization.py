"""Denials about the payer's leave: none was asked for, its number is wrong, or the line goes beyond it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from hipkit.billing.compute import bill
from hipkit.claim.line import ServiceLine
from hipkit.order.order import Order
from hipkit.practice.case import Blank, Facts, Keyed, Stage
from hipkit.practice.draw import Draw
from hipkit.practice.making import Again, Box
from hipkit.practice.templates.denial.codes import denials
from hipkit.practice.templates.denial.parts import Denied, charges
from hipkit.practice.templates.errors.cells import rows
from hipkit.practice.templates.errors.draws import MICHIGAN, NORTH_DAKOTA, OPIOIDS, TEXAS, ordered
from hipkit.practice.templates.errors.keys import line_facts
from hipkit.practice.templates.errors.scene import Scene
from hipkit.practice.templates.shared.orders import continuous, pca
from hipkit.practice.templates.shared.spans import TODAY
from hipkit.values.notation import people
from hipkit.values.step import Step

WANTED = "In this case the contract wants an authorization for the line of the drug, asked for before the service."


def authorization(draw: Draw) -> Denied:
    """One of the situations of an authorization."""
    return draw.one(_SITUATIONS)(draw)


def _a_scene(draw: Draw) -> tuple[Scene, ServiceLine]:
    drawn = pca(draw) if draw.chance(2) else continuous(draw, OPIOIDS)
    scene = ordered(draw.one((MICHIGAN, NORTH_DAKOTA, TEXAS)), drawn)
    lines = [line for line in scene.claim.lines if line.kind == "drug"]
    if len(lines) != 1:
        raise Again
    return scene, lines[0]


def _none(draw: Draw) -> Denied:
    scene, line = _a_scene(draw)
    note = f"{WANTED} The box for its number is empty on the claim, and the file holds no letter of the payer."
    return _denied(draw, "no-authorization", scene, line, note)


def _denied(
    draw: Draw, name: str, scene: Scene, line: ServiceLine, note: str, paid: Fraction | None = None,
    value: Box | None = None, charged: tuple[Fraction, ...] = (),
) -> Denied:  # fmt: skip
    amounts = charged or charges(draw, scene)
    situation = denials().situations[name]
    came = Fraction(0) if paid is None else paid
    return Denied(situation, scene, rows(scene.claim), amounts, (line.number,), line.number, (note,), came, value)


def _wrong_number(draw: Draw) -> Denied:
    """Two neighbouring digits of the number changed places on the claim."""
    scene, line = _a_scene(draw)
    right = f"{draw.whole(100000, 999999)}"
    swaps = [i for i in range(5) if right[i] != right[i + 1]]
    if not swaps:
        raise Again
    at = draw.one(swaps)
    wrong = right[:at] + right[at + 1] + right[at] + right[at + 2 :]
    letter = _letter(f"SAMPLE-{right}", line, line.units)
    note = f"{WANTED} {letter} On the claim stands the number SAMPLE-{wrong}."
    situation = denials().situations["wrong-number"]
    step = Step("number of the letter", "read off the letter, digit by digit", f"SAMPLE-{right}", situation.source)
    facts = line_facts(scene, line)
    texts = Facts(facts.numbers, {**facts.texts, "stands": f"SAMPLE-{wrong}"})
    pointer = "Hold the number on the claim against the letter, digit by digit."
    keyed = Keyed("authorization", f"SAMPLE-{right}", (Stage(step),), pointer, situation.rule, situation.source, texts)
    blank = Blank("value", "Number of the authorization as it should be", "text", "denials")
    return _denied(draw, "wrong-number", scene, line, note, value=Box(blank, keyed))


def _letter(number: str, line: ServiceLine, units: int) -> str:
    return (
        f"The payer's letter (SAMPLE): number {number}, {line.code}, up to {people(units)} units, "
        f"{line.start} through {line.end}."
    )


def _beyond(draw: Draw) -> Denied:
    """The letter was asked for with fewer days than the order then had."""
    scene, line = _a_scene(draw)
    order = scene.orders[0]
    fewer = draw.whole(2, max(2, order.service.days // 3))
    allowed = bill(_shorter(order, fewer), scene.payer, scene.reading, scene.choices, TODAY).hcpcs_units
    if allowed is None or not 0 < allowed < line.units:
        raise Again
    number = f"SAMPLE-{draw.whole(100000, 999999)}"
    note = f"{WANTED} {_letter(number, line, allowed)} The same number stands on the claim."
    charged = charges(draw, scene)
    paid = charged[line.number - 1] * allowed / line.units
    value = _rest(scene, line, allowed)
    return _denied(draw, "beyond-the-authorization", scene, line, note, paid, value, charged)


def _shorter(order: Order, fewer: int) -> Order:
    calendar = order.service.calendar
    return Order(
        drug=order.drug,
        regimen=order.regimen,
        strength=order.strength,
        ndc=order.ndc,
        bag=order.bag,
        start=calendar[0],
        end=calendar[-1 - fewer],
    )


def _rest(scene: Scene, line: ServiceLine, allowed: int) -> Box:
    """The units for which an extension is asked."""
    situation = denials().situations["beyond-the-authorization"]
    rest = Fraction(line.units - allowed)
    step = Step("units beyond the letter", f"{people(line.units)} - {people(allowed)}", people(rest), situation.source)
    facts = line_facts(scene, line)
    numbers = Facts({**facts.numbers, "allowed": Fraction(allowed)}, facts.texts)
    pointer = "How many of the units that the order gives does the letter not hold?"
    keyed = Keyed("units_beyond", rest, (Stage(step, rest),), pointer, situation.rule, situation.source, numbers)
    return Box(Blank("value", "Units for which an extension is asked", "units", "denials"), keyed)


_SITUATIONS: tuple[Callable[[Draw], Denied], ...] = (_none, _wrong_number, _beyond)
