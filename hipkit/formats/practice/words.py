"""The words of practice that every form of it shares: where a case is from, what a box takes."""

from __future__ import annotations

from collections.abc import Iterable

from hipkit.practice.case import KINDS, Blank, Case
from hipkit.values.citations import Citation, cite
from hipkit.values.step import Notice


def origin(case: Case) -> str:
    """What the case is made from, so that an old sheet still grades.

    >>> origin(Case(7, 1, "1", "", "", "", (), ()))
    'seed 7, level 1, version 1, SAMPLE'
    """
    return f"seed {case.seed}, level {case.level}, version {case.version}, SAMPLE"


def sample() -> Notice:
    """What goes with every case."""
    return Notice("info", "a case made up for practice (SAMPLE): no patient, no advice on doses", _source())


def strange(texts: Iterable[str]) -> tuple[Notice, ...]:
    """What grading says beside the boxes, as notices."""
    return tuple(Notice("warning", text, _source()) for text in texts)


def _source() -> Citation:
    return cite("hipkit", "practice")


def takes(blank: Blank) -> str:
    """What a box takes: its choices, or its kind with its unit.

    >>> takes(Blank("uom", "Unit of measure", "uom", "ndc-quantity"))
    'F2, GR, ME, ML or UN'
    """
    if blank.choices:
        return "one of: " + "; ".join(_choice(value, words) for value, words in blank.choices)
    if blank.kind == "amount" and blank.unit:
        return f"an amount with its unit, or the bare number in {blank.unit}"
    return f"{KINDS[blank.kind]} ({blank.unit})" if blank.unit else KINDS[blank.kind]


def _choice(value: str, words: str) -> str:
    """A choice with its value, which is what an answer file holds."""
    return value if words in ("", value) else f"{value} ({words})"
