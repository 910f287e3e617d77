"""What the other boxes of a case say of a wrong answer: which slips they speak for, and which step differs first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from hipkit.practice.case import Keyed, Stage
from hipkit.practice.grading.answered import Answered
from hipkit.practice.grading.answers import people_text
from hipkit.practice.grading.derived import worked_out
from hipkit.practice.grading.slips import Slip, explaining, loaded, numbers_of, slip_values
from hipkit.values.notation import counted

# Whole numbers of an order that a person may have read otherwise.
_COUNTED = {"days": "day", "doses": "dose", "demands": "demand", "refills": "refill", "hours": "hour"}
_MOST_TRIED = 2
_SELDOM = 20


@dataclass(frozen=True)
class Difference:
    """The first step that differs, and in words how that is known."""

    words: str
    stage: Stage | None = None


def fitting(box: Answered, boxes: Sequence[Answered]) -> tuple[Slip, ...]:
    """The slips that come to the answer of a box and that no other box speaks against.

    A right answer in a box that this one follows from rules a slip out that would have shown there. Of the rest
    those count that explain most of the other wrong answers, and would have shown in the fewest right ones.
    """
    if box.meant is None:
        return ()
    others = [other for other in boxes if other is not box]
    explained = [slip for slip in explaining(box.keyed, box.blank, box.meant) if not _ruled_out(slip, box, others)]
    standing = {slip.id: (_explained(slip, others), -_missed(slip, others)) for slip in explained}
    if explained and carried(box, others) and not max(standing.values())[0]:
        return ()
    return tuple(slip for slip in explained if standing[slip.id] == max(standing.values()))


def _ruled_out(slip: Slip, box: Answered, others: Iterable[Answered]) -> bool:
    return any(other.correct and _follows(box, other) and slip_values(slip, other.keyed) for other in others)


def _explained(slip: Slip, others: Iterable[Answered]) -> int:
    return sum(
        not other.correct and other.meant is not None and slip in explaining(other.keyed, other.blank, other.meant)
        for other in others
    )


def _missed(slip: Slip, others: Iterable[Answered]) -> int:
    return sum(other.correct and bool(slip_values(slip, other.keyed)) for other in others)


def difference(box: Answered, boxes: Sequence[Answered]) -> Difference:
    """The first step that differs where no slip explains a wrong answer."""
    others = [other for other in boxes if other is not box]
    source = carried(box, others)
    if source is not None and source.value is not None:
        words = (
            f"It follows rightly from the {people_text(source.blank, source.value)} in {source.blank.label}; "
            "the step that differs is there"
        )
        return Difference(words, _stage_of(source.keyed.right, box.keyed) or next(iter(source.keyed.stages), None))
    return _stopped(box) or _other_count(box) or _first_open(box, others)


def carried(box: Answered, others: Iterable[Answered]) -> Answered | None:
    """The other box from whose wrong number this answer follows by the right steps; None where there is none."""
    for other in others:
        if other.correct or not isinstance(other.value, Fraction) or not _same_order(box.keyed, other.keyed):
            continue
        if _from(box.keyed, other.keyed.asks, other.value) == box.meant and box.meant is not None:
            return other
    return None


def _stopped(box: Answered) -> Difference | None:
    """Where the answer is what an earlier step gives."""
    stages = box.keyed.stages
    for stage, following in pairwise(stages):
        if stage.value is not None and stage.value == box.meant:
            return Difference(
                f"This is what an earlier step gives ({stage.step.words}); the next one is missing", following
            )
    return None


def _other_count(box: Answered) -> Difference | None:
    """Where the answer is right for another number of days, hours, doses or the like, and that is no mere chance."""
    keyed, meant = box.keyed, box.meant
    if not isinstance(meant, Fraction) or not isinstance(keyed.right, Fraction):
        return None
    for name, what in _COUNTED.items():
        count = keyed.facts.numbers.get(name)
        if count is None or name == keyed.asks or not _rare(count, keyed.right, meant):
            continue
        for other in range(1, _MOST_TRIED * int(count) + 1):
            if _from(keyed, name, Fraction(other)) == meant:
                words = f"It would be right for {counted(other, what)} in place of {counted(int(count), what)}"
                stage = _first_touched(keyed, name, Fraction(other))
                return Difference(words, stage) if stage else None
    return None


def _rare(count: Fraction, right: Fraction, given: Fraction) -> bool:
    """Whether other counts reach only few of the numbers about: one in twenty at most, or the answer has decimals."""
    return count.denominator == 1 and (right >= _SELDOM * count or given.denominator > 1)


def _first_touched(keyed: Keyed, name: str, value: Fraction) -> Stage | None:
    """The first step whose number follows from the number that was put otherwise."""
    numbers = numbers_of(keyed)[0]
    touched = {numbers[one] for one in numbers if worked_out(one, numbers, {name: value}, loaded().ways) is not None}
    touched.add(keyed.right if isinstance(keyed.right, Fraction) else value)
    return next((stage for stage in keyed.stages if stage.value is not None and stage.value in touched), None)


def _first_open(box: Answered, others: Iterable[Answered]) -> Difference:
    """The first step after the last one that a right answer bears out, or the one that a wrong answer contradicts.

    For a code or a choice it is the last step, which gives it.
    """
    stages = box.keyed.stages
    if not stages:
        return Difference("")
    if not isinstance(box.keyed.right, Fraction):
        return Difference("The step that gives it", stages[-1])
    asked = [other for other in others if isinstance(other.keyed.right, Fraction)]
    right = {other.keyed.right for other in asked if other.correct}
    wrong = {other.keyed.right for other in asked if not other.correct} - right
    borne = max((i + 1 for i, stage in enumerate(stages[:-1]) if stage.value in right), default=0)
    against = next((i for i, stage in enumerate(stages[:borne]) if stage.value in wrong), borne)
    words = "The first step that no other answer bears out" if against else "The first step to compare"
    return Difference(words, stages[against])


def _stage_of(value: object, keyed: Keyed) -> Stage | None:
    return next((stage for stage in keyed.stages if stage.value is not None and stage.value == value), None)


def _same_order(keyed: Keyed, other: Keyed) -> bool:
    return keyed.facts is other.facts or keyed.facts == other.facts


def _follows(box: Answered, other: Answered) -> bool:
    """Whether the number of a box follows from that of the other."""
    if not isinstance(other.keyed.right, Fraction) or not _same_order(box.keyed, other.keyed):
        return False
    return other.keyed.asks != box.keyed.asks and _from(box.keyed, other.keyed.asks, other.keyed.right) is not None


def _from(keyed: Keyed, name: str, value: Fraction) -> Fraction | None:
    """The number asked when another one is put so; None where it does not follow from it."""
    if not isinstance(keyed.right, Fraction) or name == keyed.asks:
        return None
    numbers, scale = numbers_of(keyed)
    found = worked_out(keyed.asks, numbers, {name: value}, loaded().ways) if name in numbers else None
    return None if found is None else found * scale
