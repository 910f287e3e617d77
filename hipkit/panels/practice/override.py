"""A trainer's override of a grade: which box, to what, and the reason, all of which stay visible."""

from __future__ import annotations

from collections.abc import Sequence

from hipkit.panels.base import Field
from hipkit.practice.training.results import RIGHT, WRONG, Result
from hipkit.practice.training.session import Session

ROW, REASON = "override", "reason"


def labels(session: Session) -> list[tuple[str, str]]:
    """Case and box of each result in words."""
    return [
        (f"{number}: {at.case.title}", blank.label)
        for number, at in enumerate(session.done, 1)
        for blank in at.case.blanks
    ]


def override_fields(session: Session) -> tuple[Field, ...]:
    """The fields of an override; the grades that were overridden before are not there again."""
    shown = zip(session.results, labels(session), strict=True)
    choices = [
        (str(row), f"{row}. {box}, case {case}: {_other(one)}")
        for row, (one, (case, box)) in enumerate(shown, 1)
        if not one.override
    ]
    section = "Override a grade"
    help = "a trainer's matter: the grade itself stays visible beside it"
    return (
        Field(ROW, "Grade", "choice", help=help, choices=(("", "none chosen"), *choices), section=section),
        Field(REASON, "Reason", help="kept with the result, and printed", example="the label was printed badly",
              section=section),
    )  # fmt: skip


def to_what(session: Session, row: str) -> str:
    """The grade that an override of this row gives; empty where there is no such row."""
    rows: Sequence[Result] = session.results
    if not row.isascii() or not row.isdigit() or not 0 < int(row) <= len(rows):
        return ""
    return WRONG if rows[int(row) - 1].correct else RIGHT


def _other(one: Result) -> str:
    return f"from {RIGHT if one.correct else WRONG} to {WRONG if one.correct else RIGHT}"
