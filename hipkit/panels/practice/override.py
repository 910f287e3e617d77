"""A trainer's override of a grade in a file of results: which row, and the reason, both of which stay visible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hipkit.errors import InputError
from hipkit.panels.base import Field, Message
from hipkit.panels.practice.labels import labels
from hipkit.panels.texts import refusal
from hipkit.practice.training.resultfile import Opened, require_unedited
from hipkit.practice.training.results import RIGHT, WRONG, overridden
from hipkit.values.strict import whole

FILE, ROW, REASON = "override", "row", "reason"
_SECTION = "Override a grade"


def override_fields(files: Sequence[Opened]) -> tuple[Field, ...]:
    """The fields of an override: the file, the row, the reason."""
    choices = (("", "none chosen"), *((file.name, file.name) for file in files))
    return (
        Field(FILE, "In the file", "choice", choices=choices, section=_SECTION),
        Field(ROW, "Row", help="its number in the table of the file: the grade turns to the other one", example="3",
              section=_SECTION),
        Field(REASON, "Reason", help="kept with the result, and printed; the grade itself stays beside it",
              example="the label was printed badly", section=_SECTION),
    )  # fmt: skip


def override(files: Sequence[Opened], texts: Mapping[str, str]) -> tuple[tuple[Opened, ...], dict[str, Message]]:
    """The files with a grade turned; as they were where the file, the row or the reason is none, and why."""
    chosen = next((file for file in files if file.name == texts[FILE]), None)
    if chosen is None:
        return tuple(files), {FILE: Message("error", "Choose the file in which the grade stands")}
    try:
        changed = _turned(chosen, texts[ROW], texts[REASON])
    except InputError as error:
        name = {"reason": REASON, "results": FILE}.get(error.field, ROW)
        typed = error.field in (ROW, REASON)
        return tuple(files), {name: refusal(error) if typed else Message("error", error.reason)}
    return tuple(changed if file is chosen else file for file in files), {}


def row_said(file: Opened | None, text: str) -> Message | None:
    """What a row that was typed stands for, and what its grade would be; None while nothing is typed."""
    if file is None or not text:
        return None
    try:
        one = file.results[_row(file, text) - 1]
    except InputError as error:
        return refusal(error)
    ((case, box),) = labels([one])
    if one.override:
        return Message("note", f"overridden before: {one.reason}")
    here = f"{one.given or 'nothing'} for {one.right}"
    return Message("ok", f"{box}, {case.partition(': ')[2]}: {here}, to be counted as {_other(one.correct)}")


def _row(file: Opened, text: str) -> int:
    return whole(text, "row", "3", 1, max(len(file.results), 1))[0]


def _turned(file: Opened, row: str, reason: str) -> Opened:
    """A file with the grade of a row turned. Raises InputError for an edited file, a row or a reason that is none."""
    require_unedited(file)
    number = _row(file, row)
    to = _other(file.results[number - 1].correct) if file.results else RIGHT
    return replace(file, results=overridden(file.results, str(number), to, reason))


def _other(correct: bool) -> str:
    return WRONG if correct else RIGHT
