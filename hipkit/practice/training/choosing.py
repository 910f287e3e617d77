"""Which seeds a set or a run takes: the skills that are wanted, no case twice, all kinds of cases in turn.

A seed is drawn, never the next number: the cases of set 7 are not those of set 8 but one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hipkit.errors import InputError
from hipkit.practice import making
from hipkit.practice.case import SKILLS, Case
from hipkit.practice.draw import Draw
from hipkit.practice.making import Template
from hipkit.values.strict import clean

# Seeds of six digits at most are short enough to be typed from paper.
MOST = 1_000_000
# A template with few different cases is given up after so many that were there before.
_ATTEMPTS, _ALIKE = 2_000, 25


def read_skills(given: Iterable[object], level: int, version: str | None = None) -> tuple[str, ...]:
    """The skills that were typed, each once; none means all.

    Raises InputError for a skill that is not known, or that no case of the level trains.

    >>> read_skills([], 1)
    ()
    >>> read_skills(["counting"], 1)
    Traceback (most recent call last):
    hipkit.errors.InputError: skill: read "counting": known are volume, rate, units, days, ndc, ndc-quantity, \
per-diem, drug-code, modifiers, nursing, waste, review, denials. Type for example: units
    """
    skills: list[str] = []
    for typed in given:
        name = clean(typed, "skill", "units").text
        if name not in SKILLS:
            raise InputError("skill", typed, f"known are {', '.join(SKILLS)}", "units")
        if name in skills:
            raise InputError("skill", typed, "it is wanted twice; name it once", "units")
        trained = skills_of(level, version)
        if name not in trained:
            reason = f"no case of level {level} trains it; these do: {', '.join(trained)}"
            raise InputError("skill", typed, reason, trained[0] if trained else "units")
        skills.append(name)
    return tuple(skills)


def skills_of(level: int, version: str | None = None) -> tuple[str, ...]:
    """The skills that the cases of a level train, in the order of all skills."""
    trained = {skill for template in making.templates(version) if template.level == level for skill in template.skills}
    return tuple(skill for skill in SKILLS if skill in trained)


def fitting(level: int, skills: Collection[str], version: str | None = None) -> tuple[Template, ...]:
    """The templates of a level that train one of the skills, all of them where no skill is wanted."""
    of_level = [template for template in making.templates(version) if template.level == level]
    return tuple(template for template in of_level if not skills or set(skills).intersection(template.skills))


def in_turn(templates: Sequence[Template], used: Sequence[str], draw: Draw) -> list[Template]:
    """The templates in the order in which they are tried: those used least often first, the draw decides between."""
    return sorted(draw.shuffled(templates), key=lambda template: used.count(template.name))


def new_case(
    templates: Sequence[Template],
    level: int,
    draw: Draw,
    seeds: Collection[int],
    texts: Collection[str],
    version: str | None = None,
) -> Case | None:
    """A case whose seed and whose text are new, of the first template that makes one; None where none does."""
    cases = (_of(template, level, draw, seeds, texts, version) for template in templates)
    return next((case for case in cases if case is not None), None)


def _of(
    template: Template,
    level: int,
    draw: Draw,
    seeds: Collection[int],
    texts: Collection[str],
    version: str | None,
) -> Case | None:
    alike = 0
    for _ in range(_ATTEMPTS):
        seed = draw.below(MOST)
        if seed in seeds or making.drawn(seed, level, version).name != template.name:
            continue
        case = making.case(seed, level, version)
        if case.text not in texts:
            return case
        alike += 1
        if alike == _ALIKE:
            break
    return None
