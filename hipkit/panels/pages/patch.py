"""What makes one state the other: keys that differ, and of a long text the pieces that do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from hipkit.panels.pages.page import State

SPLICES = "splices"
LONG = 2000  # characters of a text of which pieces are sent
_BLOCK = re.compile("<(tr|div|section|text|input|li|p|g|path)[ >]")  # what begins a block of HTML
_PIECE = re.compile("<?[^<]+|<")  # HTML from tag to tag, as `view.js` cuts it


def changed(before: State, after: State) -> State:
    """What makes one state the other: the keys that differ, None for those that are gone.

    Of a long text stand there its splices: where it begins to differ and how many pieces are gone, each from tag to
    tag of its HTML, and what stands in their place.

    >>> changed({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 1, "c": 4}})
    {'a': {'c': 4}, 'd': None}
    >>> long = "<p>some words</p>" * 200
    >>> changed({"html": long}, {"html": long.replace("words", "word", 1)})
    {'html': {'splices': [[0, 1, '<p>some word']]}}
    """
    patch: State = {name: None for name in before if name not in after}
    for name, value in after.items():
        if name not in before:
            patch[name] = value
        elif isinstance(value, dict) and isinstance(before[name], dict):
            if inner := changed(before[name], value):
                patch[name] = inner
        elif value != before[name]:
            patch[name] = _less(before[name], value)
    return dict(sorted(patch.items(), key=lambda item: item[1] is None))


def _less(before: Any, after: Any) -> Any:
    """The splices of a long text where they are shorter than the text."""
    if not isinstance(before, str) or not isinstance(after, str) or min(len(before), len(after)) < LONG:
        return after
    splices = [*_splices(_PIECE.findall(before), _PIECE.findall(after))]
    return {SPLICES: splices} if sum(len(text) for _, _, text in splices) + 20 * len(splices) < len(after) else after


def _splices(before: list[str], after: list[str]) -> Iterator[list[Any]]:
    """Where the pieces differ, from front to back; `at` counts pieces of the text before."""
    least = min(len(before), len(after))
    front = next((i for i in range(least) if before[i] != after[i]), least)
    back = next((i for i in range(least - front) if before[-1 - i] != after[-1 - i]), least - front)
    old, new = before[front : len(before) - back], after[front : len(after) - back]
    for at, (gone, put) in _blocks_that_differ(old, new) if len(old) != len(new) else [(0, (old, new))]:
        yield from _splices_of(front + at, gone, put)


def _blocks_that_differ(old: list[str], new: list[str]) -> Iterator[tuple[int, tuple[list[str], list[str]]]]:
    """Pieces that differ where some are more or fewer: rows and other blocks that both have stand between them."""
    was, now = _begins(old), _begins(new)
    blocks = ["".join(old[i:j]) for i, j in pairwise(was)], ["".join(new[i:j]) for i, j in pairwise(now)]
    for tag, i, j, k, n in SequenceMatcher(None, blocks[0], blocks[1], autojunk=False).get_opcodes():
        if tag != "equal":
            yield was[i], (old[was[i] : was[j]], new[now[k] : now[n]])


def _begins(pieces: list[str]) -> list[int]:
    """Where blocks begin, and where the last one ends."""
    return [0, *(i for i, piece in enumerate(pieces) if i and _BLOCK.match(piece)), len(pieces)]


def _splices_of(front: int, old: list[str], new: list[str]) -> Iterator[list[Any]]:
    """The splices of pieces that differ, piece by piece where there are as many."""
    if len(old) != len(new):
        yield [front, len(old), "".join(new)]
        return
    begun = 0
    while begun < len(old):
        if old[begun] == new[begun]:
            begun += 1
            continue
        ended = begun
        while ended < len(old) and old[ended] != new[ended]:
            ended += 1
        yield [front + begun, ended - begun, "".join(new[begun:ended])]
        begun = ended
