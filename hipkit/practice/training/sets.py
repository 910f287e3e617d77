"""A set of cases for a class: the same for ever by its seed, level, skills and count, no case twice in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hipkit.errors import InputError
from hipkit.practice.case import Case
from hipkit.practice.draw import Draw
from hipkit.practice.making import read_level, read_seed, read_version
from hipkit.practice.training.choosing import fitting, in_turn, new_case, read_skills
from hipkit.values.strict import whole

MOST_CASES = 100


@dataclass(frozen=True)
class CaseSet:
    """Cases for a class, in the order of the sheet, and what they were chosen by. No key is in it."""

    seed: int
    level: int
    version: str
    skills: tuple[str, ...]
    cases: tuple[Case, ...]


def read_count(given: object, most: int = MOST_CASES) -> int:
    """How many cases were wanted: 1 to 100."""
    return whole(given, "count", "10", 1, most)[0]


def case_set(
    seed: object, level: object, count: object, skills: Iterable[object] = (), version: object = None
) -> CaseSet:
    """A set of `count` cases; each trains at least one of the skills, and all kinds of cases come in turn.

    They are of a version of the generator, the newest where none is named. Raises InputError for a seed, level, count,
    skill or version that cannot be, and where there are not so many cases.
    """
    made_by = read_version(version)
    number, of_level, wanted = read_seed(seed), read_level(level), read_count(count)
    trained = read_skills(skills, of_level, made_by)
    draw = Draw("practice set", made_by, f"level {of_level}", f"skills {' '.join(sorted(trained))}", f"seed {number}")
    templates = fitting(of_level, trained, made_by)
    cases: list[Case] = []
    for _ in range(wanted):
        order = in_turn(templates, [case.template for case in cases], draw)
        seeds, texts = {case.seed for case in cases}, {case.text for case in cases}
        case = new_case(order, of_level, draw, seeds, texts, made_by)
        if case is None:
            raise _too_many(count, len(cases))
        cases.append(case)
    return CaseSet(number, of_level, made_by, trained, tuple(cases))


def _too_many(count: object, found: int) -> InputError:
    reason = f"only {found} different cases of these skills were found at this level"
    return InputError("count", count, reason, str(max(found, 1)))
