"""The report of practice as lists: what the terminal, the table, the workbook and the page all show.

Counts are exact; so are points, which are quarters. A share stands in percent for people, beside its two counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from hipkit.practice.training.report import Override, Report
from hipkit.practice.training.results import RIGHT, WRONG
from hipkit.practice.training.tally import SlipTally, Tally
from hipkit.values.notation import exact

_COUNTS = ("asked", "right", "share", "points", "hinted", "overridden")
_PLACE = ("file", "row", "learner", "seed", "level", "field", "answer", "key")


@dataclass(frozen=True)
class Listing:
    """One list: its id, its title, the names of its columns, its rows as texts; `numbers` are columns of numbers."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[str, ...] = ()


def listings(found: Report) -> list[Listing]:
    """The lists of a report that have rows."""
    made = [_skills(found.skills), _slips(found.slips), _learners(found.learners), _both(found)]
    made += [_overrides(found.overrides), _notices(found)]
    return [one for one in made if one.rows]


def percent(share: Fraction) -> str:
    """A share in percent, to one decimal, half up.

    >>> percent(Fraction(3, 4)), percent(Fraction(2, 3)), percent(Fraction(1))
    ('75 %', '66.7 %', '100 %')
    """
    tenths = int(share * 1000 + Fraction(1, 2))
    return f"{exact(Fraction(tenths, 10))} %"


def in_short(found: Report) -> str:
    """The report in one sentence.

    The share is that of the boxes; a box with hints that is right counts there as a whole.
    """
    one = found.total
    if not one.asked:
        return "no results"
    cases = f"{one.cases:,} case{'' if one.cases == 1 else 's'}"
    return f"{one.right:,} of {one.asked:,} boxes right ({percent(one.share)}) in {cases}"


def _skills(tallies: Iterable[Tally]) -> Listing:
    rows = tuple((one.name, one.words, *_counts(one)) for one in tallies)
    return Listing("skill", "By skill", ("skill", "what it is", *_COUNTS), rows, _COUNTS)


def _slips(tallies: Iterable[SlipTally]) -> Listing:
    counts = ("named", "offered", "learners")
    rows = tuple((one.name, one.words, str(one.named), str(one.offered), str(one.learners)) for one in tallies)
    return Listing("slip", "By slip", ("slip", "what it is", *counts), rows, counts)


def _learners(tallies: Iterable[Tally]) -> Listing:
    numbers = ("cases", *_COUNTS, "seconds")
    rows = tuple(
        (one.words, str(one.cases), *_counts(one), "" if one.seconds is None else str(one.seconds)) for one in tallies
    )
    return Listing("learner", "By learner", ("learner", *numbers), rows, numbers)


def _both(found: Report) -> Listing:
    rows = tuple((alias, one.name, *_counts(one)) for alias, skills in found.learners_skills for one in skills)
    return Listing("learner and skill", "By learner and skill", ("learner", "skill", *_COUNTS), rows, _COUNTS)


def _overrides(overrides: Iterable[Override]) -> Listing:
    rows = tuple(_override(one) for one in overrides)
    return Listing("override", "Overridden grades", (*_PLACE, "graded", "override", "reason"), rows, ("row",))


def _override(one: Override) -> tuple[str, ...]:
    result = one.result
    where = (one.file, str(one.row), result.alias, str(result.seed), str(result.level), result.field)
    graded = RIGHT if result.correct else WRONG
    return (*where, result.given, result.right, graded, result.override, result.reason)


def _notices(found: Report) -> Listing:
    rows = tuple((one.level, one.text, one.citation.text) for one in found.notices)
    return Listing("notice", "Notices", ("level", "text", "source"), rows)


def _counts(one: Tally) -> tuple[str, ...]:
    counts = (str(one.asked), str(one.right), percent(one.share), exact(one.points))
    return (*counts, str(one.hinted), str(one.overridden))
