"""The three boxes of a claim with a wrong cell, and their keys: its line, its column, and what should stand there."""

from __future__ import annotations

from fractions import Fraction

from hipkit.billing.nursing import nursing_units
from hipkit.claim.line import ServiceLine
from hipkit.practice.case import Blank, Facts, Keyed, Stage, Value
from hipkit.practice.grading.answers import people_text
from hipkit.practice.making import Box
from hipkit.practice.templates.errors.amounts import first_day
from hipkit.practice.templates.errors.cells import COLUMNS, Cells, Change, cells, value
from hipkit.practice.templates.errors.kinds import Plant
from hipkit.practice.templates.errors.scene import Scene, printed, time_rule
from hipkit.practice.templates.shared.known import as_made, facts_of, staged, stages_of
from hipkit.practice.templates.shared.parts import facts_of_part, two_codes
from hipkit.values.step import Step

_POINTERS = {
    "line": "Make each line anew from its order, from the first to the last, before you look at what stands there.",
    "column": "Go through the line cell by cell: days, code, modifiers, units, NDC, quantity, unit of measure.",
    "value": "Work the cell out from the order as if nothing stood there yet.",
}
_ASKED_OF = {"99601": "first", "99602": "further"}


def boxes(scene: Scene, plant: Plant) -> tuple[Box, ...]:
    """The boxes of a planted claim."""
    line = scene.claim.lines[plant.change.line - 1]
    facts = line_facts(scene, line, plant.change)
    lines = tuple((str(each.number), f"line {each.number}") for each in scene.claim.lines)
    columns = tuple((name, words) for name, (_, words, _) in COLUMNS.items())
    right = cells(line)
    column = plant.change.column
    return (
        _box(Blank("line", "Line", "choice", "review", choices=lines), "line", str(line.number),
             _line_stages(scene, plant), plant, facts),
        _box(Blank("column", "Column", "choice", "review", choices=columns), "column", column,
             _column_stages(right, plant), plant, facts),
        _box(Blank("value", "What should stand there", "text", "review"), question(line, column),
             value(column, right[column]), value_stages(scene, line, column), plant, facts),
    )  # fmt: skip


def _box(blank: Blank, asks: str, right: Value, stages: tuple[Stage, ...], plant: Plant, facts: Facts) -> Box:
    rule = f"{plant.rule[0].upper()}{plant.rule[1:]}."
    return Box(blank, Keyed(asks, right, stages, _POINTERS[blank.name], rule, plant.citation, facts))


def question(line: ServiceLine, column: str) -> str:
    """What a cell is asked as, by which its value is read and its slips are found."""
    if column == "units" and line.kind != "drug":
        return _ASKED_OF.get(line.code, "per_diem_units")
    if column == "code" and line.kind == "per_diem":
        return "per_diem_code"
    return COLUMNS[column][2]


def line_facts(scene: Scene, line: ServiceLine, change: Change | None = None) -> Facts:
    """What is known of a line and its order, and what stands in the planted cell."""
    known = _of_visit(scene, line) if line.bill is None else _of_order(scene, line)
    if change is None:
        return known
    texts = {"line": str(change.line), "column": change.column, "stands": change.now}
    billed = {"billed": Fraction(change.now)} if change.column in ("units", "ndc_quantity") else {}
    return Facts({**known.numbers, **billed}, {**known.texts, **texts})


def _of_visit(scene: Scene, line: ServiceLine) -> Facts:
    minutes = dict(scene.visits)[first_day(line)]
    visit = nursing_units(minutes, time_rule(scene))
    return Facts({"minutes": Fraction(minutes), "first": Fraction(visit.first), "further": Fraction(visit.further)})


def _of_order(scene: Scene, line: ServiceLine) -> Facts:
    """The facts of the order; of the line's own days where the order goes on several lines."""
    bill = line.bill
    assert bill is not None
    drawn = next(drawn for drawn in scene.drawn if drawn.order == bill.order)
    alike = [part for part in bill.lines if part.kind == line.kind]
    part = next(part for part in alike if (part.code, part.start) == (line.code, line.start))
    known = facts_of_part(bill, drawn, part) if len(alike) > 1 else facts_of(bill, drawn)
    more = two_codes(bill) if line.kind == "drug" and len({part.code for part in alike}) == 2 else {}
    texts = {
        "code": line.code,
        "modifiers": " ".join(line.modifiers),
        "from": str(line.start),
        "through": str(line.end),
    }
    if bill.order.ndc:
        texts["ndc_typed"] = printed(bill.order.ndc)
    numbers = {name: Fraction(value) for name, value in more.items()}
    return Facts({**known.numbers, **numbers}, {**known.texts, **texts})


def _line_stages(scene: Scene, plant: Plant) -> tuple[Stage, ...]:
    """Each line against the order, up to the one that differs."""
    stages = []
    for line in scene.claim.lines[: plant.change.line]:
        at_fault = line.number == plant.change.line
        outcome = f"it differs in {COLUMNS[plant.change.column][1]}" if at_fault else "as the order gives it"
        step = Step(f"line {line.number} against the order", _short(cells(line)), outcome, plant.citation)
        stages.append(Stage(step))
    return tuple(stages)


def _short(of: Cells) -> str:
    shown = [of["code"], of["modifiers"], f"x {of['units']}", f"{of['from']} to {of['through']}"]
    ndc = f"NDC {of['ndc']} {of['uom']} {of['ndc_quantity']}" if of["ndc"] else ""
    return " ".join(part for part in (*shown, ndc) if part)


def _column_stages(right: Cells, plant: Plant) -> tuple[Stage, ...]:
    """The cells of the line against the order, up to the one that differs."""
    stages = []
    for column, (_, words, _) in COLUMNS.items():
        if not right[column] and column != plant.change.column:
            continue
        at_fault = column == plant.change.column
        outcome = f"{plant.change.now or 'nothing'} stands there" if at_fault else "it stands there"
        stages.append(Stage(Step(words, right[column] or "nothing", outcome, plant.citation)))
        if at_fault:
            break
    return tuple(stages)


def value_stages(scene: Scene, line: ServiceLine, column: str) -> tuple[Stage, ...]:
    """The steps that lead to what should stand in a cell; where the bill has none, where the datum came from."""
    right = value(column, cells(line)[column])
    stages = _steps(scene, line, column)
    if stages and (not isinstance(right, Fraction) or stages[-1].value == right):
        return stages
    origin = line.origins.get({"from": "dates", "through": "dates"}.get(column, column))
    blank = Blank(column, column, "text", "review")
    words = as_made(origin.words) if origin else COLUMNS[column][1]
    source = origin.citation if origin else line.origins["code"].citation
    number = right if isinstance(right, Fraction) else None
    step = Step(f"{COLUMNS[column][1]}, line {line.number}", words, people_text(blank, right), source)
    return (Stage(step, number),)


def _steps(scene: Scene, line: ServiceLine, column: str) -> tuple[Stage, ...]:
    if column not in ("units", "ndc_quantity"):
        return ()
    if line.bill is None:
        visit = nursing_units(dict(scene.visits)[first_day(line)], time_rule(scene))
        return staged(visit.steps[:1] if line.code == "99601" else visit.steps[1:])
    several = sum(part.kind == line.kind for part in line.bill.lines) > 1
    part = f", {line.start} to {line.end}" if several else ""
    kind = "per_diem_units" if line.kind == "per_diem" else column
    return stages_of(line.bill, kind, part)
