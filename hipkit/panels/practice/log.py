"""The steps of a practice session as plain data, so that a page in the place of one that ended takes them again.

A step is what was done, with the caller's clock and what belongs to it. No key is in it: cases and grades are made
again from the seed and the texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hipkit.panels.practice.panel import Practice
from hipkit.practice.training import session as steps
from hipkit.practice.training.session import Session

TIMED = {
    "check": steps.checked,
    "solve": steps.solved,
    "next": steps.following,
    "again": steps.again,
}
UNTIMED = {"finish": steps.finished, "new": steps.anew}
Step = Mapping[str, Any]


def taken(panel: Practice, session: Session, step: Step) -> Session:
    """The session after a step; as it was where the step changes nothing.

    >>> step = {"kind": "start", "texts": Practice().start_texts | {"seed": "7"}, "skills": ["units"], "at": 0}
    >>> taken(Practice(), Session(), step).setup.seed
    7
    """
    kind, now = step["kind"], float(step["at"])
    if kind == "start":
        return panel.start(step["texts"], step["skills"], now, session)
    if kind == "typed":
        return steps.typed(session, step["name"], step["text"])
    if kind == "hint":
        return steps.hinted(session, step["name"])
    return TIMED[kind](session, now) if kind in TIMED else UNTIMED[kind](session)


def retaken(panel: Practice, log: Sequence[Step], now: float) -> Session:
    """The session after all steps of a log, the last of which counts as taken now: so a timer goes on from there."""
    session = Session()
    shift = now - float(log[-1]["at"]) if log else 0.0
    for step in log:
        session = taken(panel, session, {**step, "at": float(step["at"]) + shift})
    return session


def logged(log: Sequence[Step], step: Step) -> tuple[Step, ...]:
    """The log with one step more; of what was typed into one box in a row the last is enough.

    >>> log = logged((), {"kind": "typed", "name": "units", "text": "3", "at": 1})
    >>> [step["text"] for step in logged(log, {"kind": "typed", "name": "units", "text": "37", "at": 2})]
    ['37']
    """
    last = log[-1] if log else {}
    both = step["kind"] == last.get("kind") == "typed" and step["name"] == last["name"]
    return (*(log[:-1] if both else log), step)
