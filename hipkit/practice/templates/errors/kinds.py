"""What may be planted into a claim: one cell that is wrong, with the slip that made it and the rule that it breaks.

Each kind looks at a scene and says what a person who slips so would put where. What comes out as the core bills
it is no plant. One slip may be planted in several ways, so a kind has an id of its own, by which cases are drawn. The
kinds stand in `amounts`, `counts`, `quantity`, `codes` and `marks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hipkit.claim.line import ServiceLine
from hipkit.practice.templates.errors.cells import Change, cells
from hipkit.practice.templates.errors.scene import Scene
from hipkit.values.citations import Citation


@dataclass(frozen=True)
class Wrong:
    """What would stand on a line; the rule that it breaks, as a sentence, and the source of the rule.

    `slip` says which of the kind's slips would put it there, where the kind has several.
    """

    line: ServiceLine
    now: str
    rule: str
    citation: Citation
    slip: str = ""


Find = Callable[[Scene], Iterator[Wrong]]


@dataclass(frozen=True)
class Kind:
    """A kind of plant: its id, the column that it touches, the slips that it plants, and how it is found."""

    id: str
    column: str
    slips: tuple[str, ...]
    find: Find


@dataclass(frozen=True)
class Plant:
    """A change of one cell, of which kind it is, the slip that makes it, and the rule that it breaks."""

    kind: str
    slip: str
    change: Change
    rule: str
    citation: Citation


_KINDS: dict[str, Kind] = {}


def plant(name: str, column: str, *slips: str) -> Callable[[Find], Find]:
    """Add a kind; `slips` are ids of `data/slips.toml`."""

    def add(find: Find) -> Find:
        if name in _KINDS:
            raise ValueError(f"the plant {name} stands twice")
        _KINDS[name] = Kind(name, column, slips, find)
        return find

    return add


def kinds() -> tuple[Kind, ...]:
    """All kinds that were added, by id: the order in which modules are imported must not matter."""
    return tuple(_KINDS[name] for name in sorted(_KINDS))


def plants(kind: Kind, scene: Scene) -> list[Plant]:
    """Every change of a kind that a scene offers; none where the cell would come out right."""
    return [
        Plant(kind.id, wrong.slip or kind.slips[0], change, wrong.rule, wrong.citation)
        for wrong in kind.find(scene)
        for change in [Change(wrong.line.number, kind.column, wrong.now)]
        if cells(wrong.line)[kind.column] != wrong.now
    ]


def of_kind(name: str, scene: Scene) -> list[Plant]:
    """Every change that a kind, by its id, offers on a scene."""
    return plants(_KINDS[name], scene)
