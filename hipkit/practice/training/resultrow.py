"""One row of a file of results, read strictly: what cannot stand there is refused by the name of its column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from hipkit.errors import InputError, unseen
from hipkit.practice.training.results import LONGEST_ALIAS, LONGEST_REASON, RIGHT, WRONG, Result
from hipkit.reference.slips import current_id

_LONGEST_TEXT = 200
_SHAPES = {
    "version": r"[0-9]{1,4}(?:\.[0-9]{1,4})?",
    "seed": r"0|[1-9][0-9]{0,8}",
    "level": r"[1-9]",
    "template": r"[a-z0-9][a-z0-9_-]{0,59}",
    "field": r"[a-z0-9][A-Za-z0-9_-]{0,59}",
    "skill": r"[a-z0-9][a-z0-9_-]{0,59}",
    "correct": f"{RIGHT}|{WRONG}",
    "score": r"0|0\.25|0\.5|0\.75|1",
    "slip": r"(?:[a-z0-9][a-z0-9_-]{0,59}(?: [a-z0-9][a-z0-9_-]{0,59}){0,199})?",
    "hints": r"[0-4]",
    "seconds": r"(?:0|[1-9][0-9]{0,6})?",
    "override": f"(?:{RIGHT}|{WRONG})?",
}
# Of a file with second tries: half of what hints have left.
_TRIED = _SHAPES | {
    "score": r"0|0\.125|0\.25|0\.375|0\.5|0\.75|1",
    "tries": "1|2",
    "first slip": _SHAPES["slip"],
}


def read_row(cells: Mapping[str, str]) -> Result:
    """The result that the cells of a row hold, by the names of their columns.

    Raises InputError that names the column for what hipkit does not write there.
    """
    tried = "tries" in cells
    for column, shape in (_TRIED if tried else _SHAPES).items():
        if not re.fullmatch(shape, cells[column], re.ASCII):
            raise InputError(column, cells[column], "hipkit writes no such thing there", "the file as it was saved")
    texts = {"alias": LONGEST_ALIAS, "given": _LONGEST_TEXT, "right": _LONGEST_TEXT, "reason": LONGEST_REASON}
    for column, longest in (texts | ({"first": _LONGEST_TEXT} if tried else {})).items():
        if len(cells[column]) > longest or any(map(unseen, cells[column])):
            raise InputError(column, cells[column], "hipkit writes no such text there", "the file as it was saved")
    if bool(cells["override"]) != bool(cells["reason"]):
        raise InputError("reason", cells["reason"], "an override has a reason", "the file as it was saved")
    if tried and cells["tries"] == "1" and (cells["first"] or cells["first slip"]):
        raise InputError("first", cells["first"], "one try has no first answer", "the file as it was saved")
    return _result(cells)


def _result(cells: Mapping[str, str]) -> Result:
    return Result(
        alias=cells["alias"],
        version=cells["version"],
        seed=int(cells["seed"]),
        level=int(cells["level"]),
        template=cells["template"],
        field=cells["field"],
        skill=cells["skill"],
        given=cells["given"],
        right=cells["right"],
        correct=cells["correct"] == RIGHT,
        score=Fraction(cells["score"]),
        slips=tuple(map(current_id, cells["slip"].split())),
        hints=int(cells["hints"]),
        seconds=int(cells["seconds"]) if cells["seconds"] else None,
        override=cells["override"],
        reason=cells["reason"],
        tries=int(cells.get("tries", "1")),
        first=cells.get("first", ""),
        first_slips=tuple(map(current_id, cells.get("first slip", "").split())),
    )
