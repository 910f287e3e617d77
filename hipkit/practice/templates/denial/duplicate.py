"""CO-18, a duplicate, and the three things that may lie behind it."""

from __future__ import annotations

from collections.abc import Callable

from hipkit.practice.case import Table
from hipkit.practice.draw import Draw
from hipkit.practice.templates.denial.codes import denials
from hipkit.practice.templates.denial.parts import Denied, charges, dollars
from hipkit.practice.templates.denial.values import corrected
from hipkit.practice.templates.errors.cells import EMPTY, Change, rows
from hipkit.practice.templates.errors.draws import BESIDE, CAROLINA, HMSA, OPIOIDS, TEXAS, doses, one_rate, ordered
from hipkit.practice.templates.errors.kinds import of_kind
from hipkit.practice.templates.errors.scene import Scene
from hipkit.practice.templates.shared.orders import continuous, need

NEW = "The claim was sent with frequency code 1, as a new claim."


def duplicate(draw: Draw) -> Denied:
    """One of the situations behind CO-18."""
    return draw.one(_SITUATIONS)(draw)


def _sent_twice(draw: Draw) -> Denied:
    scene = one_rate(draw) if draw.chance(2) else doses(draw)
    charged = charges(draw, scene)
    at = draw.one(scene.claim.lines).number
    earlier = [(dollars(charge), dollars(charge), EMPTY) for charge in charged]
    notes = (NEW, _earlier(scene, earlier))
    lines = tuple(line.number for line in scene.claim.lines)
    situation = denials().situations["sent-twice"]
    value = corrected(scene, situation, Change(at, "modifiers", ""))
    return Denied(situation, scene, rows(scene.claim), charged, lines, at, notes, value=value)


def _earlier(scene: Scene, came: list[tuple[str, str, str]]) -> Table:
    """The remittance of the first claim for these days."""
    body = tuple(
        (str(line.number), line.code, f"{line.units}", *row) for line, row in zip(scene.claim.lines, came, strict=True)
    )
    head = ("Line", "Code", "Units", "Charge", "Paid", "Reason and remark")
    return Table("Earlier remittance for the same days (SAMPLE)", head, body)


def _sent_as_new(draw: Draw) -> Denied:
    """The first claim had its NDC denied; it was put right and sent as a new claim."""
    scene = one_rate(draw) if draw.chance(2) else doses(draw)
    plants = of_kind("zero-in-another-place", scene)
    need(bool(plants))
    wrong = draw.one(plants).change
    charged = charges(draw, scene)
    earlier = [
        (dollars(charge), "0.00", "CO-16 M119") if number == wrong.line else (dollars(charge), dollars(charge), EMPTY)
        for number, charge in enumerate(charged, 1)
    ]
    corrected_since = f"On the first claim the NDC of line {wrong.line} was {wrong.now}; it has been put right since."
    lines = tuple(line.number for line in scene.claim.lines)
    situation = denials().situations["correction-sent-as-new"]
    value = corrected(scene, situation, Change(wrong.line, "modifiers", ""))
    notes = (NEW, _earlier(scene, earlier), corrected_since)
    return Denied(situation, scene, rows(scene.claim), charged, lines, wrong.line, notes, value=value)


def _unmarked(draw: Draw) -> Denied:
    """Two infusions of 24 hours a day, whose per diems have the same code."""
    second = continuous(draw, BESIDE)
    scene = ordered(draw.one((HMSA, TEXAS, CAROLINA)), continuous(draw, OPIOIDS, span=second.span), second)
    plants = of_kind("second-without-modifier", scene)
    need(bool(plants))
    change = plants[0].change
    situation = denials().situations["second-therapy-unmarked"]
    notes = (NEW, "No earlier claim was sent for these days.")
    sent, value = rows(scene.claim, change), corrected(scene, situation, change)
    return Denied(situation, scene, sent, charges(draw, scene), (change.line,), change.line, notes, value=value)


_SITUATIONS: tuple[Callable[[Draw], Denied], ...] = (_sent_twice, _sent_as_new, _unmarked)
