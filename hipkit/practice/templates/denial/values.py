"""The box of the cell that a denial asks to correct, with the key of the planted cells."""

from __future__ import annotations

from hipkit.practice.case import Blank, Keyed
from hipkit.practice.making import Box
from hipkit.practice.templates.denial.codes import Situation
from hipkit.practice.templates.errors.cells import COLUMNS, Change, cells, value
from hipkit.practice.templates.errors.keys import line_facts, question, value_stages
from hipkit.practice.templates.errors.scene import Scene

_KINDS = {"units": "units", "code": "code", "ndc": "ndc", "modifiers": "modifiers"}


def corrected(scene: Scene, situation: Situation, change: Change) -> Box:
    """The cell of the claim as it should be; `change` is what stood there."""
    line = scene.claim.lines[change.line - 1]
    label = f"Line {change.line}, {COLUMNS[change.column][1].replace(' of the line', '')}: what should stand there"
    keyed = Keyed(
        asks=question(line, change.column),
        right=value(change.column, cells(line)[change.column]),
        stages=value_stages(scene, line, change.column),
        pointer="Work it out from the order and the rules as if nothing stood there yet.",
        rule=situation.rule,
        citation=situation.source,
        facts=line_facts(scene, line, change),
    )
    return Box(Blank("value", label, _KINDS[change.column], "denials"), keyed)
