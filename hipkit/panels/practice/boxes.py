"""A box of a case as it is shown: while it is filled how it reads the text, afterwards what came of it.

The key of a box is opened for a hint that was asked for, and for a case that is graded; at no other time. Between two
tries it stays closed: which boxes were wrong is known by then, and which slip explains them.
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
from hipkit.practice.training.results import Missed
from hipkit.practice.training.session import HINTS, Attempt

_COST, _COST_THEN = "costs a quarter of the box", "costs an eighth of the box"  # half of it, on the second try
_NUMBERS = ("amount", "units")  # kinds of boxes of which a slip may be named: of a choice its name could be the answer


def box_shown(at: Attempt, blank: Blank, sources: Sources) -> BoxShown:
    """The box with its text, what is said at it, and what has opened below."""
    field = _field(blank)
    text = at.text(blank.name)
    feedback = _feedback(at, blank.name)
    if feedback is None:
        kept: Graded = "" if at.open(blank.name) else "right"
        message = Message("ok", "right") if kept else _reading(at, blank)
        return BoxShown(field, text, message, _hints(at, blank, sources), "" if kept else _further(at, blank), kept)
    below = ("" if at.solved else _hints(at, blank, sources)) + _opened(at, blank, feedback, sources)
    graded: Graded = "right" if feedback.correct else "solved" if at.solved else "wrong"
    return BoxShown(field, text, _result(at, feedback), below, graded=graded)


def _field(blank: Blank) -> Field:
    label = f"{blank.label}, {blank.unit}" if blank.unit and blank.unit not in blank.label.split() else blank.label
    return Field(blank.name, label, "choice" if blank.choices else "text", help=_takes(blank), choices=blank.choices)


def _further(at: Attempt, blank: Blank) -> str:
    """The words of the button that gives the next hint."""
    taken = at.taken(blank.name)
    return f"Hint: {TITLES[taken]} ({_COST_THEN if at.missed else _COST})" if taken < HINTS else ""


def _takes(blank: Blank) -> str:
    if blank.choices:
        return "nothing chosen yet"
    is_measured = blank.kind == "amount" and blank.unit
    return f"a number in {blank.unit}, or with its unit" if is_measured else KINDS[blank.kind]


def _reading(at: Attempt, blank: Blank) -> Message:
    """How the text in the box is read, never whether it is right."""
    text = at.text(blank.name)
    missed = at.missed.get(blank.name)
    if missed is not None and text == missed.text:
        return Message("error", f"wrong{_slip(blank, missed)} another answer gives half the points")
    if not text.strip(" \u00a0"):
        return Message("error", "still empty") if at.held else Message("note", _takes(blank))
    try:
        value = read_answer(blank, text)
    except InputError as error:  # its example is left out: it could be the right answer by accident
        return Message("error", error.reason)
    said = f"chosen: {dict(blank.choices)[str(value)]}" if blank.choices else f"read as {people_text(blank, value)}"
    return Message("ok", said)


def _slip(blank: Blank, missed: Missed) -> str:
    """The name of the slip that explains a first answer, where one alone does: no number of the case is in it.

    With the sign that leads on from it.
    """
    named = missed.slips if blank.kind in _NUMBERS and not blank.choices else ()
    return f" ({slips()[named[0]].name}?);" if len(named) == 1 else ";"


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
        beside = (
            ", no points" if at.solved else " on the second try: half the points" if feedback.field in at.missed else ""
        )
        return Message("ok", f"right{beside}")
    return Message("note", "the worked solution was shown") if at.solved else Message("error", "wrong")


def _opened(at: Attempt, blank: Blank, feedback: Feedback, sources: Sources) -> str:
    stages = key(at.case).boxes[blank.name].stages
    named = [slips()[id] for id in feedback.slips]
    return feedback_html(blank, feedback, stages, named, at.solved, sources)
