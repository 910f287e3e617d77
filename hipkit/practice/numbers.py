"""The number of a case: generator's version, level and seed in one, by which anyone gets the same case again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hipkit.errors import InputError, shown
from hipkit.practice.case import Case
from hipkit.practice.making import LEVELS, VERSIONS
from hipkit.practice.making import case as made

EXAMPLE = "2-1-845317"
_SHAPE = re.compile(r"([0-9]{1,4})-([0-9])-(0|[1-9][0-9]{0,8})", re.ASCII)


@dataclass(frozen=True)
class CaseNumber:
    """Version, level and seed of a case.

    >>> str(CaseNumber("2", 1, 845317))
    '2-1-845317'
    """

    version: str
    level: int
    seed: int

    def __str__(self) -> str:
        return f"{self.version}-{self.level}-{self.seed}"

    @property
    def case(self) -> Case:
        """The case of this number."""
        return made(self.seed, self.level, self.version)


def number_of(case: Case) -> CaseNumber:
    """The number of a case.

    >>> number_of(made(7, 1, "1")).case == made(7, 1, "1")
    True
    """
    return CaseNumber(case.version, case.level, case.seed)


def read_number(given: str) -> CaseNumber:
    """The number that was typed. Raises InputError for what is none, and for a version or level that never was.

    >>> read_number("2-1-845317")
    CaseNumber(version='2', level=1, seed=845317)
    >>> read_number("845317")
    Traceback (most recent call last):
    hipkit.errors.InputError: number: read "845317": a case number is three numbers with hyphens between, as it stands \
beside the case. Type for example: 2-3-206419
    """
    found = _SHAPE.fullmatch(given.strip(" \u00a0"))
    if not found:
        reason = "a case number is three numbers with hyphens between, as it stands beside the case"
        raise InputError("number", shown(given), reason, EXAMPLE)
    version, level, seed = found[1], int(found[2]), int(found[3])
    if version not in VERSIONS or level not in LEVELS:
        known = f"its first number is {' or '.join(VERSIONS)}, its second {LEVELS[0]} to {LEVELS[-1]}"
        raise InputError("number", shown(given), known, EXAMPLE)
    return CaseNumber(version, level, seed)
