"""The report of practice as lists: what the terminal, the table, the workbook and the page all show.

Counts are exact; so are points, which are eighths. A share stands in percent for people, beside its two counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from hipkit.practice.training.report import Override, Report
from hipkit.practice.training.results import RIGHT, WRONG
from hipkit.practice.training.tally import SlipTally, Tally
from hipkit.values.notation import counted, exact

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


def listings(report: Report) -> list[Listing]:
    """The lists of a report that have rows."""
    lists = [_skills(report.skills), _slips(report.slips), _classes(report), _learners(report.learners), _both(report)]
    lists += [_overrides(report.overrides), _notices(report)]
    return [listing for listing in lists if listing.rows]


def percent(share: Fraction) -> str:
    """A share in percent, to one decimal, half up.

    >>> percent(Fraction(3, 4)), percent(Fraction(2, 3)), percent(Fraction(1))
    ('75 %', '66.7 %', '100 %')
    """
    tenths = int(share * 1000 + Fraction(1, 2))
    return f"{exact(Fraction(tenths, 10))} %"


def in_short(report: Report) -> str:
    """The report in one sentence.

    The share is that of the boxes; a box with hints that is right counts there as a whole.
    """
    total = report.total
    if not total.asked:
        return "no results"
    cases = counted(total.cases, "case")
    return f"{total.right:,} of {total.asked:,} boxes right ({percent(total.share)}) in {cases}"


def _skills(tallies: Iterable[Tally]) -> Listing:
    rows = tuple((tally.name, tally.words, *_counts(tally)) for tally in tallies)
    return Listing("skill", "By skill", ("skill", "what it is", *_COUNTS), rows, _COUNTS)


def _slips(tallies: Iterable[SlipTally]) -> Listing:
    counts = ("named", "offered", "learners")
    rows = tuple((slip.name, slip.words, str(slip.named), str(slip.offered), str(slip.learners)) for slip in tallies)
    return Listing("slip", "By slip", ("slip", "what it is", *counts), rows, counts)


def _learners(tallies: Iterable[Tally]) -> Listing:
    numbers = ("cases", *_COUNTS, "seconds")
    rows = tuple(
        (tally.words, str(tally.cases), *_counts(tally), "" if tally.seconds is None else str(tally.seconds))
        for tally in tallies
    )
    return Listing("learner", "By learner", ("learner", *numbers), rows, numbers)


def _classes(report: Report) -> Listing:
    """Each class as a whole, then by skill."""
    rows = []
    for of_class, skills in report.classes:
        rows.append((of_class.words, "", str(of_class.cases), *_counts(of_class)))
        rows += [(of_class.words, skill.name, str(skill.cases), *_counts(skill)) for skill in skills]
    return Listing("class", "By class", ("class", "skill", "cases", *_COUNTS), tuple(rows), ("cases", *_COUNTS))


def _both(report: Report) -> Listing:
    rows = tuple((alias, tally.name, *_counts(tally)) for alias, skills in report.learners_skills for tally in skills)
    return Listing("learner and skill", "By learner and skill", ("learner", "skill", *_COUNTS), rows, _COUNTS)


def _overrides(overrides: Iterable[Override]) -> Listing:
    rows = tuple(_override(override) for override in overrides)
    return Listing("override", "Overridden grades", (*_PLACE, "graded", "override", "reason"), rows, ("row",))


def _override(override: Override) -> tuple[str, ...]:
    result = override.result
    where = (override.file, str(override.row), result.alias, str(result.seed), str(result.level), result.field)
    graded = RIGHT if result.correct else WRONG
    return (*where, result.given, result.right, graded, result.override, result.reason)


def _notices(report: Report) -> Listing:
    rows = tuple((notice.level, notice.text, notice.citation.text) for notice in report.notices)
    return Listing("notice", "Notices", ("level", "text", "source"), rows)


def _counts(tally: Tally) -> tuple[str, ...]:
    counts = (str(tally.asked), str(tally.right), percent(tally.share), exact(tally.points))
    return (*counts, str(tally.hinted), str(tally.overridden))
