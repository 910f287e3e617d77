"""A remittance as a case shows it: charges, what was paid, codes with our words, boxes of cause and action."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hipkit.claim.line import ServiceLine
from hipkit.practice.case import Blank, Facts, Keyed, Stage, Table
from hipkit.practice.draw import Draw
from hipkit.practice.making import Box, Sheet
from hipkit.practice.templates.denial.codes import Offered, Situation, denials
from hipkit.practice.templates.errors.cells import EMPTY, Cells, table
from hipkit.practice.templates.errors.scene import Scene, case_parts
from hipkit.reference.codes import code as known_code
from hipkit.values.rounding import up
from hipkit.values.step import Step

TITLE = "What a remittance says"
_HEAD = ("Line", "Code", "Units", "Charge", "Paid", "Reason", "Remark")


@dataclass(frozen=True)
class Denied:
    """What a case is made of: the claim as it was sent, which of its lines were not paid as billed, and the rest.

    `notes` stand between the claim and the remittance; `paid` is what came for the lines at issue; `value` is the
    box of the cell to correct, where there is one.
    """

    situation: Situation
    scene: Scene
    sent: list[Cells]
    charges: tuple[Fraction, ...]
    lines: tuple[int, ...]
    at: int
    notes: tuple[str | Table, ...] = ()
    paid: Fraction = Fraction(0)
    value: Box | None = None


def sheet(draw: Draw, denied: Denied) -> Sheet:
    """The case of a denial."""
    situation = denied.situation
    claim = table("The claim as it was sent (SAMPLE)", denied.sent)
    question = f"Line {denied.at} was not paid as billed. What lies behind it, and what is to be done?"
    about = (remittance(denied), legend(situation), denials().notice, question)
    parts = (*case_parts(denied.scene), claim, *denied.notes, *about)
    facts = denied.value.key.facts if denied.value else Facts()
    boxes = (
        _choice(draw, situation, facts, "cause", "What lies behind it"),
        _choice(draw, situation, facts, "action", "What is to be done"),
    )
    return Sheet(TITLE, parts, (*boxes, denied.value) if denied.value else boxes)


def _choice(draw: Draw, situation: Situation, facts: Facts, name: str, label: str) -> Box:
    """The box of the cause or of the action: the right one and the wrong ones in an order drawn."""
    known = denials().causes if name == "cause" else denials().actions
    right, wrong = (situation.cause, situation.causes) if name == "cause" else (situation.action, situation.actions)
    offered = [known[choice] for choice in draw.shuffled((right, *wrong))]
    blank = Blank(name, label, "choice", "denials", choices=tuple((choice.id, choice.words) for choice in offered))
    texts = {**facts.texts, "situation": situation.id, **{f"choice {choice.id}": _unless(choice) for choice in offered}}
    step = Step(_codes(situation), _words(situation), known[right].words, situation.source)
    known_facts = Facts(facts.numbers, texts)
    keyed = Keyed(name, right, (Stage(step),), situation.pointer, situation.rule, situation.source, known_facts)
    return Box(blank, keyed)


def _unless(choice: Offered) -> str:
    return f"{choice.unless[0].upper()}{choice.unless[1:]}."


def _codes(situation: Situation) -> str:
    return f"{situation.shown} {situation.rarc}".rstrip()


def _words(situation: Situation) -> str:
    """The codes of a remittance in our words."""
    known = denials().codes
    return "; ".join(known[number].words for number in (situation.carc, situation.rarc) if number)


def legend(situation: Situation) -> Table:
    """The codes of this remittance in our words."""
    known = denials().codes
    rows = tuple(
        (number, known[number].words) for number in (situation.group, situation.carc, situation.rarc) if number
    )
    return Table("The codes of this remittance, in our words", ("code", "what it is about"), rows)


def remittance(denied: Denied) -> Table:
    """What came of each line: paid as charged, but for the lines at issue."""
    rows = tuple(_row(number, of, denied.charges[number - 1], denied) for number, of in enumerate(denied.sent, 1))
    return Table("The remittance (SAMPLE)", _HEAD, rows)


def _row(number: int, of: Cells, charge: Fraction, denied: Denied) -> tuple[str, ...]:
    at_issue = number in denied.lines
    paid = denied.paid if at_issue else charge
    reason = denied.situation.shown if at_issue else EMPTY
    remark = denied.situation.rarc if at_issue else ""
    code = f"{of['code']} {of['modifiers']}".rstrip()
    return str(number), code, of["units"] or EMPTY, dollars(charge), dollars(paid), reason, remark or EMPTY


def charges(draw: Draw, scene: Scene) -> tuple[Fraction, ...]:
    """Made-up charges in dollars: a price a day, a price a millilitre brought to the unit, a price a visit's hour."""
    day, millilitre, hour = 5 * draw.whole(14, 28), draw.whole(150, 600), 5 * draw.whole(10, 24)
    return tuple(_charge(line, day, millilitre, hour) for line in scene.claim.lines)


def _charge(line: ServiceLine, day: int, millilitre: int, hour: int) -> Fraction:
    if line.kind == "per_diem":
        return Fraction(day * line.units)
    if line.bill is None:
        return Fraction(hour * line.units)
    per, holds = known_code(line.code).per, line.bill.order.holds
    cents = millilitre if per is None else up(millilitre * per.base / holds)
    return Fraction(cents * line.units, 100)


def dollars(amount: Fraction) -> str:
    """Dollars and cents as a person reads them.

    >>> dollars(Fraction(3100)), dollars(Fraction(17, 2))
    ('3,100.00', '8.50')
    """
    whole, cents = divmod(int(amount * 100), 100)
    return f"{whole:,}.{cents:02d}"
