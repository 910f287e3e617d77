"""From seed and level to a case and, apart, its key: the templates by level, and which of them a seed draws.

A seed with a level is the same case of a version for ever: `VERSIONS` names the generator's, oldest first. A
version draws among the templates that were there when it was made (`since`), so a new template is for a new version,
and sheets printed before still grade. A seed that draws no new template has the case that it had before. Cases rest on
lists of their own in `data/practice.toml` and on the tables that ship, never on what a user added or on today's date.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from hipkit.errors import InputError
from hipkit.examples import numbers
from hipkit.order.scenario import Scenario
from hipkit.practice.case import Blank, Case, Key, Keyed, Table
from hipkit.practice.draw import Draw
from hipkit.reference.inuse import shipped_tables_only
from hipkit.values.strict import clean, whole

# A version that was released stays; what would change its cases is a new one, at the end.
VERSIONS = ("1", "2")
VERSION = VERSIONS[-1]
LEVELS = (1, 2, 3)
LARGEST_SEED = 999_999_999
KINDS = {
    "compute": "work out a number",
    "complete": "complete claim lines",
    "errors": "find the error on a claim",
    "denial": "explain a denial",
}
_ATTEMPTS = 200
MARK = "SAMPLE: made up for practice, nobody's order or claim."
# The modules whose templates make up the generator, in the order in which they are drawn.
_HOMES = ("templates.compute", "templates.complete", "templates.errors", "templates.denial")


@dataclass(frozen=True)
class Box:
    """A box to fill with its key: what a template gives for each."""

    blank: Blank
    key: Keyed


@dataclass(frozen=True)
class Sheet:
    """What a template makes from its draws."""

    title: str
    parts: tuple[str | Table, ...]
    boxes: tuple[Box, ...]
    order: Scenario | None = None


@dataclass(frozen=True)
class Template:
    """One kind of case: `skills` are those that its boxes train, `since` the first version that draws it."""

    name: str
    level: int
    kind: str
    skills: tuple[str, ...]
    make: Callable[[Draw], Sheet]
    since: str


_TEMPLATES: dict[str, Template] = {}


class Again(Exception):
    """A template drew what makes no good case; the next draws are tried."""


Make = Callable[[Draw], Sheet]


def template(name: str, level: int, kind: str, skills: Iterable[str], *, since: str) -> Callable[[Make], Make]:
    """Add a template; which names there are is part of the generator's version, from `since` on."""

    def add(make: Make) -> Make:
        if since not in VERSIONS:
            raise ValueError(f"the template {name} is of version {since}; there are {', '.join(VERSIONS)}")
        if name in _TEMPLATES:
            raise ValueError(f"the template {name} stands twice")
        _TEMPLATES[name] = Template(name, level, kind, tuple(skills), make, since)
        return make

    return add


@cache
def templates(version: str | None = None) -> tuple[Template, ...]:
    """The templates of a version (the newest where left out), in the order in which the generator draws them: by name,
    whichever module was imported first."""
    for home in _HOMES:
        importlib.import_module(f"hipkit.practice.{home}")
    drawn_by = VERSIONS[: VERSIONS.index(read_version(version)) + 1]
    return tuple(_TEMPLATES[name] for name in sorted(_TEMPLATES) if _TEMPLATES[name].since in drawn_by)


def read_seed(seed: object) -> int:
    """The seed that was typed. Raises InputError for anything but a whole number from 0 on."""
    return whole(seed, "seed", "7", 0, LARGEST_SEED)[0]


def read_level(level: object) -> int:
    """The level that was typed: 1, 2 or 3."""
    return whole(level, "level", "1", LEVELS[0], LEVELS[-1])[0]


def read_version(version: object = None) -> str:
    """The version of the generator that was typed, the newest where none was.

    Raises InputError, with the known ones, for a version that never was.

    >>> read_version("1")
    '1'
    """
    if version is None:
        return VERSIONS[-1]
    name = clean(version, "version", VERSIONS[-1]).text
    if name not in VERSIONS:
        known = f"versions {', '.join(VERSIONS)}" if VERSIONS[1:] else f"version {VERSIONS[0]}"
        other = next((one for one in reversed(VERSIONS) if one not in numbers(name)), "VERSION")
        raise InputError("version", version, f"this hipkit makes cases of {known}", other)
    return name


def case(seed: object, level: object, version: object = None) -> Case:
    """The case of a seed and a level: what the learner sees, nothing of the key.

    It is that of a version of the generator, the newest where none is named. Raises InputError for a seed, a level or
    a version that is none.

    >>> case(7, 1, "1") == case("7", "1", "1")
    True
    """
    return _made(read_seed(seed), read_level(level), read_version(version))[0]


def key(case: Case) -> Key:
    """The key of a case, for grading."""
    return _made(case.seed, case.level, case.version)[1]


def drawn(seed: object, level: object, version: object = None) -> Template:
    """The template that a seed draws."""
    return _template(read_seed(seed), read_level(level), read_version(version))


def _template(seed: int, level: int, version: str) -> Template:
    """That of the first version; then each later one puts its own templates on their share of the seeds, no others."""
    chosen = _first(seed, level)
    for later in VERSIONS[1 : VERSIONS.index(version) + 1]:
        of_level = [one for one in templates(later) if one.level == level]
        alike = [one for one in of_level if level == LEVELS[0] or one.kind == chosen.kind]
        another = Draw(later, f"level {level}", f"seed {seed}", "template").one(alike)
        chosen = another if another.since == later else chosen
    return chosen


def _first(seed: int, level: int) -> Template:
    """Of single steps any; else the kind first, so that claims to review come as often as numbers to work out."""
    first = VERSIONS[0]
    of_level = [one for one in templates(first) if one.level == level]
    draw = Draw(first, f"level {level}", f"seed {seed}", "template")
    if level == LEVELS[0]:
        return draw.one(of_level)
    kind = draw.one([kind for kind in KINDS if any(one.kind == kind for one in of_level)])
    return draw.one([one for one in of_level if one.kind == kind])


@lru_cache(maxsize=64)
@shipped_tables_only()
def _made(seed: int, level: int, version: str) -> tuple[Case, Key]:
    chosen = _template(seed, level, version)
    sheet = _sheet(chosen, seed)
    boxes = {box.blank.name: box for box in sheet.boxes}
    if len(boxes) != len(sheet.boxes):
        raise ValueError(f"{chosen.name} has two boxes of one name")
    blanks = tuple(box.blank for box in sheet.boxes)
    parts = (MARK, *sheet.parts)
    made = Case(seed, level, version, chosen.name, chosen.kind, sheet.title, parts, blanks, sheet.order)
    return made, Key({name: box.key for name, box in boxes.items()})


def _sheet(chosen: Template, seed: int) -> Sheet:
    """The sheet of a template for a seed: the same in every version that has the template."""
    for attempt in range(_ATTEMPTS):
        try:
            return chosen.make(Draw(chosen.since, chosen.name, f"seed {seed}", f"attempt {attempt}"))
        except Again:
            continue
    raise ValueError(f"{chosen.name} makes no case of seed {seed} in {_ATTEMPTS} attempts")
