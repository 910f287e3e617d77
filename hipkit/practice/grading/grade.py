"""Grading: each box by the value typed, and for a wrong one the slip that explains it or the first step that differs.

An explanation is offered, never an accusation: "155 is what comes out when ...". Where several slips come to the same
answer all are offered; where none does, that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hipkit.errors import shown
from hipkit.practice.case import Case, Key, Stage
from hipkit.practice.grading.answered import Answered, read_box
from hipkit.practice.grading.answers import answer_text, people_text
from hipkit.practice.grading.fitting_slips import difference, fitting
from hipkit.practice.grading.hints import share_left
from hipkit.practice.grading.slips import Slip
from hipkit.practice.making import key as key_of
from hipkit.reference.inuse import shipped_tables_only
from hipkit.values.citations import Citation

_NAMES_TOLD = 5
# Up to so small a count nearly every number is what some slip comes to.
_SMALL = 5
# Under this name a case may say of a wrong choice how it would show.
_CHOICE = "choice "
# Of a claim with one wrong cell: every other line and column is right throughout.
_PLACES = ("line", "column")


@dataclass(frozen=True)
class Feedback:
    """What is said of one box.

    `right` is the right answer as an answer file may hold it, `read` what the given one was read as (empty where it
    was refused). `slip` is the slip where just one explains the answer, `slips` are all that do; `differs` is the
    first step that differs where none does. `why` is never empty.
    """

    field: str
    given: str
    correct: bool
    right: str
    slip: str | None
    slips: tuple[str, ...]
    why: str
    citation: Citation
    differs: Stage | None = None
    read: str = ""


@dataclass(frozen=True)
class Grade:
    """A graded case: `correct` where every box is right, `score` from 0 to 1, hints taken off."""

    case: Case
    correct: bool
    score: Fraction
    feedback: tuple[Feedback, ...]
    notices: tuple[str, ...] = ()


def grade(case: Case, answers: Mapping[str, object], hints: Mapping[str, int] | None = None) -> Grade:
    """Grade the answers to a case, by the names of its boxes; what cannot be read is wrong, with the reason.

    `hints` says how many were taken on a box: each costs a quarter of it, the worked solution all of it.
    """
    return graded(case, key_of(case), answers, hints or {})


@shipped_tables_only()
def graded(case: Case, key: Key, answers: Mapping[str, object], hints: Mapping[str, int]) -> Grade:
    """The same with a key that is at hand."""
    keys = key.boxes
    boxes = tuple(read_box(blank, keys[blank.name], answers) for blank in case.blanks)
    shares = [share_left(hints.get(box.blank.name, 0)) if box.correct else Fraction(0) for box in boxes]
    return Grade(
        case=case,
        correct=all(box.correct for box in boxes),
        score=sum(shares, Fraction(0)) / len(shares),
        feedback=tuple(_feedback(box, boxes) for box in boxes),
        notices=_strange(case, answers),
    )


def _strange(case: Case, answers: Mapping[str, object]) -> tuple[str, ...]:
    """What is said of answers to boxes that the case does not have."""
    names = {blank.name for blank in case.blanks}
    strange = [shown(name, 24) for name in answers if name not in names]
    if not strange:
        return ()
    more = f" and {len(strange) - _NAMES_TOLD:,} more" if len(strange) > _NAMES_TOLD else ""
    return (f"no box of this case has the name {', '.join(strange[:_NAMES_TOLD])}{more}; it was not graded",)


def _feedback(box: Answered, boxes: Sequence[Answered]) -> Feedback:
    found = () if box.correct or box.close in (box.keyed.right, *box.keyed.also) else fitting(box, boxes)
    why, differs = _why(box, boxes, found)
    return Feedback(
        field=box.blank.name,
        given=box.given,
        correct=box.correct,
        right=answer_text(box.blank, box.keyed.right),
        slip=found[0].id if len(found) == 1 else None,
        slips=tuple(slip.id for slip in found),
        why=why,
        citation=found[0].citation if len(found) == 1 else box.keyed.citation,
        differs=differs,
        read="" if box.value is None else answer_text(box.blank, box.value),
    )


def _why(box: Answered, boxes: Sequence[Answered], slips: tuple[Slip, ...]) -> tuple[str, Stage | None]:
    if box.correct:
        return f"Right. {box.keyed.rule}", None
    refused = f"This is no answer as it stands: {box.reason}." if box.value is None else ""
    if box.close in (box.keyed.right, *box.keyed.also):
        return f"{refused} What is meant is right; only its form is not.", None
    if slips:
        return f"{refused} {_offered(box, slips)}".lstrip(), None
    if box.meant is None:
        return refused, None
    differing = difference(box, boxes)
    unknown = f"{refused} {_not_named(box)}".lstrip()
    if differing.stage is None:
        return f"{unknown} {box.keyed.rule}", None
    return f"{unknown} {differing.words}: {differing.stage.step.text}.", differing.stage


def _not_named(box: Answered) -> str:
    """That no slip explains the answer; of a choice, what would speak for it, where the case says so."""
    told = box.keyed.facts.texts.get(f"{_CHOICE}{box.meant}", "") if box.blank.kind == "choice" else ""
    if told:
        return f"{_named(box)} is not what fits here. {told}"
    if box.keyed.asks in _PLACES:
        return f"{_named(box)} is as the order gives it, in every cell."
    return f"No slip that hipkit knows leads to {_named(box)} here."


def _named(box: Answered) -> str:
    """The answer as a sentence names it, a choice by its words."""
    assert box.meant is not None  # only what was read, or nearly, is spoken of
    words = dict(box.blank.choices).get(box.meant) if isinstance(box.meant, str) else None
    return people_text(box.blank, box.meant) if words is None else f'"{words}"'


def _offered(box: Answered, slips: tuple[Slip, ...]) -> str:
    meant = box.meant
    does = f"{_named(box)} is what comes out when {slips[0].does}"
    small = isinstance(meant, Fraction) and meant <= _SMALL and meant.denominator == 1
    hedge = " So small a number can come out in other ways too." if small else ""
    if len(slips) == 1:
        return f"{does}.{hedge} {slips[0].why} {slips[0].rule}"
    also = "; or when ".join(slip.does for slip in slips[1:])
    return f"{does}; or when {also}. The number alone does not say which of these it was.{hedge} {box.keyed.rule}"
