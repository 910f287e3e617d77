"""Results counted: by skill, by slip, by learner. Counts are whole, shares exact fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hipkit.practice.case import SKILLS
from hipkit.practice.training.results import Result

NO_ALIAS = "(no alias)"


@dataclass(frozen=True)
class Tally:
    """What came of some boxes: how many there were and how many were right; `points` is the sum of the scores.

    `words` say in full what `name` stands for. `cases` counts the cases that the boxes belong to, by learner.
    `overridden` boxes count as a trainer has said. `seconds` is the time of the cases that were timed, None where none
    was.
    """

    name: str
    words: str
    asked: int
    right: int
    points: Fraction
    hinted: int
    overridden: int
    cases: int
    seconds: int | None = None

    @property
    def share(self) -> Fraction:
        """Right of asked."""
        return Fraction(self.right, self.asked) if self.asked else Fraction(0)

    @property
    def score(self) -> Fraction:
        """Points of asked: what the hints have cost is off."""
        return self.points / self.asked if self.asked else Fraction(0)


@dataclass(frozen=True)
class SlipTally:
    """How often a slip explains a wrong answer: `named` where it alone does, `offered` where others do as well."""

    name: str
    words: str
    named: int
    offered: int
    learners: int

    @property
    def times(self) -> int:
        """Named or offered."""
        return self.named + self.offered


def tally(name: str, words: str, results: Sequence[Result]) -> Tally:
    """What came of these boxes."""
    timed = {result.of_case: result.seconds for result in results if result.seconds is not None}
    return Tally(
        name=name,
        words=words,
        asked=len(results),
        right=sum(result.counts_right for result in results),
        points=sum((result.points for result in results), Fraction(0)),
        hinted=sum(result.hints > 0 for result in results),
        overridden=sum(bool(result.override) for result in results),
        cases=len({result.of_case for result in results}),
        seconds=sum(timed.values()) if timed else None,
    )


def whole(results: Iterable[Result]) -> Tally:
    """What came of all boxes."""
    return tally("all", "all boxes", list(results))


def by_skill(results: Iterable[Result]) -> tuple[Tally, ...]:
    """What came of each skill that was asked, in the order of the skills."""
    grouped = _grouped(results, lambda result: result.skill)
    order = [*SKILLS, *sorted(set(grouped) - set(SKILLS))]
    return tuple(tally(name, SKILLS.get(name, name), grouped[name]) for name in order if name in grouped)


def by_alias(results: Iterable[Result]) -> tuple[Tally, ...]:
    """What came of each learner, by alias."""
    grouped = _grouped(results, lambda result: result.alias)
    return tuple(tally(name, name or NO_ALIAS, grouped[name]) for name in sorted(grouped))


def by_learner(results: Iterable[Result]) -> tuple[tuple[str, tuple[Tally, ...]], ...]:
    """What came of each skill by learner: the learner in words with the tallies."""
    grouped = _grouped(results, lambda result: result.alias)
    return tuple((name or NO_ALIAS, by_skill(grouped[name])) for name in sorted(grouped))


def by_slip(results: Iterable[Result], words: Callable[[str], str] = str) -> tuple[SlipTally, ...]:
    """How often each slip explains a wrong answer, the most frequent first; `words` gives the name of a slip.

    A wrong answer that a trainer has overridden to right counts no more.
    """
    explained: dict[str, list[tuple[str, bool]]] = {}
    for result in results:
        for slips in result.explained:
            for slip in dict.fromkeys(slips):
                explained.setdefault(slip, []).append((result.alias, len(slips) == 1))
    tallies = [_slip(id, words(id), wrong) for id, wrong in explained.items()]
    return tuple(sorted(tallies, key=lambda slip: (-slip.named, -slip.offered, slip.name)))


def _slip(id: str, words: str, wrong: Sequence[tuple[str, bool]]) -> SlipTally:
    """`wrong` are the learner of each wrong answer, and whether the slip alone explains it."""
    named = sum(alone for _, alone in wrong)
    return SlipTally(id, words, named, len(wrong) - named, len({alias for alias, _ in wrong}))


def _grouped(results: Iterable[Result], by: Callable[[Result], str]) -> dict[str, list[Result]]:
    grouped: dict[str, list[Result]] = {}
    for result in results:
        grouped.setdefault(by(result), []).append(result)
    return grouped
