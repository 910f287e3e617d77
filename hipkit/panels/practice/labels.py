"""Case and box of a result in words, made again from the number of its case."""

from __future__ import annotations

from collections.abc import Iterable

from hipkit.errors import InputError
from hipkit.practice.case import SKILLS, Case
from hipkit.practice.numbers import CaseNumber
from hipkit.practice.training.results import Result


def labels(results: Iterable[Result]) -> list[tuple[str, str]]:
    """The case of each result, counted, with its title and its number; and the box.

    >>> from hipkit.practice.making import case
    >>> of, box = case(7, 1, "1"), case(7, 1, "1").blanks[0]
    >>> one = Result("", "1", 7, 1, of.template, box.name, box.skill, "5", "6", False, 0)
    >>> labels([one]) == [(f"1: {of.title}, 1-1-7", box.label)]
    True
    """
    numbers: dict[tuple[str, str, int, int], int] = {}
    return [_label(one, numbers.setdefault(one.of_case, len(numbers) + 1)) for one in results]


def _label(result: Result, place: int) -> tuple[str, str]:
    """In words; a file may be of a later version, or edited: then the skill and the number are all that is known."""
    number = CaseNumber(result.version, result.level, result.seed)
    case = _case(number)
    boxes = {blank.name: blank.label for blank in case.blanks} if case else {}
    title = f"{case.title}, {number}" if case else f"case number {number}"
    return f"{place}: {title}", boxes.get(result.field, SKILLS.get(result.skill, "a box that hipkit does not know"))


def _case(number: CaseNumber) -> Case | None:
    try:
        return number.case
    except InputError:
        return None
