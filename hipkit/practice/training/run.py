"""Which case comes next in a run for one learner: what went wrong before comes more often.

It follows from the seed of the run and from the results so far, so that the same answers lead through the same
cases again, on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence

from hipkit.practice import making
from hipkit.practice.draw import Draw
from hipkit.practice.training.choosing import fitting, in_turn, new_case, read_skills, skills_of
from hipkit.practice.training.results import Result

# How many of the last boxes of a skill are looked at, and what a wrong one and one with hints or a second try weigh.
RECENT = 4
_WRONG, _HINTED, _UNSEEN = 2, 1, 2


def next_seed(seed: object, level: object, skills: Sequence[object] = (), results: Sequence[Result] = ()) -> int:
    """The seed of the next case of a run: `results` are those of the run so far, empty before its first.

    A skill is drawn, those that went wrong more likely, and a new case that trains it is looked for; where every case
    of a skill was there, one of another that is wanted; where all were there, an old one under a new seed. Raises
    InputError for a seed, a level or a skill that cannot be.
    """
    number, of_level = making.read_seed(seed), making.read_level(level)
    wanted = read_skills(skills, of_level)
    seeds = list(dict.fromkeys(one.seed for one in results if one.level == of_level))
    draw = Draw("practice run", making.VERSION, f"level {of_level}", f"seed {number}", f"case {len(seeds) + 1}")
    pool = [skill for skill in wanted or skills_of(of_level) for _ in range(weight(skill, results))]
    used = [making.drawn(old, of_level).name for old in seeds]
    first = in_turn(fitting(of_level, [draw.one(pool)]), used, draw)
    others = in_turn([one for one in fitting(of_level, wanted) if one not in first], used, draw)
    texts = {making.case(old, of_level).text for old in seeds}
    templates = [*first, *others]
    case = new_case(templates, of_level, draw, seeds, texts) or new_case(templates, of_level, draw, seeds, ())
    if case is None:
        raise ValueError(f"no seed is left for level {of_level}")
    return case.seed


def weight(skill: str, results: Sequence[Result]) -> int:
    """How often a skill comes compared with others: 1 where its last boxes were right, up to 9 where all were wrong.

    >>> weight("units", [])
    2
    """
    last = [result for result in results if result.skill == skill][-RECENT:]
    if not last:
        return _UNSEEN
    return 1 + sum(_HINTED * _helped(result) if result.counts_right else _WRONG for result in last)


def _helped(result: Result) -> bool:
    return result.hints > 0 or result.tries > 1
