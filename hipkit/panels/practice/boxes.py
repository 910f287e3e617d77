"""A box of a case as it is shown: while it is filled how it reads the text, afterwards what came of it.

The key of a box is opened for a hint that was asked for, and for a case that is graded; at no other time.
"""

from __future__ import annotations

from hipkit.errors import InputError
from hipkit.formats.practice.html import feedback_html, hints_html
from hipkit.formats.shared.markup import Sources
from hipkit.panels.base import Field, Message
from hipkit.panels.practice.screen import BoxShown, Graded
from hipkit.practice.case import KINDS, Blank
from hipkit.practice.grading.answers import people_text, read_answer
from hipkit.practice.grading.grade import Feedback
from hipkit.practice.grading.hints import TITLES, hint
from hipkit.practice.grading.slips import slips
from hipkit.practice.making import key
from hipkit.practice.training.session import HINTS, Attempt

_COST = "costs a quarter of the box"


def box_shown(at: Attempt, blank: Blank, sources: Sources) -> BoxShown:
    """The box with its text, what is said at it, and what has opened below."""
    field = _field(blank)
    text = at.text(blank.name)
    feedback = _feedback(at, blank.name)
    if feedback is None:
        taken = at.taken(blank.name)
        words = f"Hint: {TITLES[taken]} ({_COST})" if taken < HINTS else ""
        return BoxShown(field, text, _reading(at, blank), _hints(at, blank, sources), words)
    below = ("" if at.solved else _hints(at, blank, sources)) + _opened(at, blank, feedback, sources)
    graded: Graded = "right" if feedback.correct else "solved" if at.solved else "wrong"
    return BoxShown(field, text, _result(at, feedback), below, graded=graded)


def _field(blank: Blank) -> Field:
    label = f"{blank.label}, {blank.unit}" if blank.unit and blank.unit not in blank.label.split() else blank.label
    return Field(blank.name, label, "choice" if blank.choices else "text", help=_takes(blank), choices=blank.choices)


def _takes(blank: Blank) -> str:
    if blank.choices:
        return "nothing chosen yet"
    is_measured = blank.kind == "amount" and blank.unit
    return f"a number in {blank.unit}, or with its unit" if is_measured else KINDS[blank.kind]


def _reading(at: Attempt, blank: Blank) -> Message:
    """How the text in the box is read, never whether it is right."""
    text = at.text(blank.name)
    if not text.strip(" \u00a0"):
        return Message("error", "still empty") if at.held else Message("note", _takes(blank))
    try:
        value = read_answer(blank, text)
    except InputError as error:  # its example is left out: it could be the right answer by accident
        return Message("error", error.reason)
    said = f"chosen: {dict(blank.choices)[str(value)]}" if blank.choices else f"read as {people_text(blank, value)}"
    return Message("ok", said)


def _feedback(at: Attempt, name: str) -> Feedback | None:
    return next((one for one in at.grade.feedback if one.field == name), None) if at.grade else None


def _hints(at: Attempt, blank: Blank, sources: Sources) -> str:
    taken = at.taken(blank.name)
    if not taken:
        return ""
    keyed = key(at.case).boxes[blank.name]
    return hints_html([hint(keyed, number) for number in range(1, min(taken, HINTS) + 1)], sources)


def _result(at: Attempt, feedback: Feedback) -> Message:
    if feedback.correct:
        return Message("ok", "right" + (", no points" if at.solved else ""))
    return Message("note", "the worked solution was shown") if at.solved else Message("error", "wrong")


def _opened(at: Attempt, blank: Blank, feedback: Feedback, sources: Sources) -> str:
    stages = key(at.case).boxes[blank.name].stages
    named = [slips()[id] for id in feedback.slips]
    return feedback_html(blank, feedback, stages, named, at.solved, sources)
