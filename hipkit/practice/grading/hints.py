"""Hints that cost: a pointer, the rule, the first step; and the worked solution, which costs all of the box."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from hipkit.practice.case import Keyed, Stage
from hipkit.values.citations import Citation
from hipkit.values.notation import people
from hipkit.values.step import Step

MOST = 4
COST = Fraction(1, MOST)
# The code of a line may be the answer to another box.
_CODE = re.compile(r" [A-Z][0-9]{4}\b")
TITLES = ("a pointer", "the rule", "the first step", "the worked solution")


@dataclass(frozen=True)
class Hint:
    """One hint: its number from 1, what it is, its words, the source, and the steps of a worked solution."""

    number: int
    title: str
    text: str
    citation: Citation
    steps: tuple[Step, ...] = ()


def hint(keyed: Keyed, number: int) -> Hint:
    """The hint of that number: 1 a pointer, 2 the rule, 3 the first step, 4 the worked solution.

    Raises ValueError for any other number. No hint before the worked solution holds a right number; a rule may name a
    code or a form.
    """
    if number not in range(1, MOST + 1):
        raise ValueError(f"hints go from 1 to {MOST}, and {number} was asked for")
    title = TITLES[number - 1]
    if number == 1:
        return Hint(1, title, keyed.pointer, keyed.citation)
    if number == 2:
        return Hint(2, title, keyed.rule, keyed.citation)
    if number == 3:
        return _first_step(keyed, title)
    steps = tuple(stage.step for stage in keyed.stages)
    text = "\n".join(step.text for step in steps) or keyed.rule
    return Hint(MOST, title, text, keyed.citation, steps)


def share_left(taken: int) -> Fraction:
    """What is left of a box after so many hints: a quarter is lost with each.

    >>> share_left(0), share_left(1), share_left(4), share_left(9)
    (Fraction(1, 1), Fraction(3, 4), Fraction(0, 1), Fraction(0, 1))
    """
    return 1 - COST * min(max(taken, 0), MOST)


def _first_step(keyed: Keyed, title: str) -> Hint:
    if not keyed.stages:
        return Hint(3, title, keyed.rule, keyed.citation)
    first = keyed.stages[0]
    ends = first is keyed.stages[-1] or (first.value is not None and first.value in (keyed.right, *keyed.also))
    return Hint(3, title, step_without_end(first, keyed) if ends else first.step.text, first.step.citation)


def step_without_end(stage: Stage, keyed: Keyed) -> str:
    """A step as it is set up, without what it comes to, and without a formula that is the answer itself.

    >>> from hipkit.values.citations import cite
    >>> from hipkit.practice.case import Facts
    >>> stage = Stage(Step("per diem S9326", "31 days", "31", cite("hmsa")), Fraction(31))
    >>> step_without_end(stage, Keyed("per_diem_units", Fraction(31), (stage,), "", "", cite("hmsa"), Facts()))
    'per diem'
    """
    right = people(keyed.right) if isinstance(keyed.right, Fraction) else str(keyed.right)
    words = f"{stage.step.words}: {stage.step.formula}"
    if re.search(rf"(?<![\w.,]){re.escape(right)}(?![\w]|[.,]\w)", words):
        words = stage.step.words
    return _CODE.sub("", words)
