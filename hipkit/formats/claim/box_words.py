"""What each item of the CMS-1500 and each datum of the 837P is, and what happens when it is wrong, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hipkit.values.citations import Citation, cite
from hipkit.values.tomlfile import Entry, read

CLAIM, LINE = "claim", "line"
_PATH = "data/boxes.toml"
_KEYS = ("of", "name", "title", "item", "x12", "words", "wrong", "cite", "where")


@dataclass(frozen=True)
class BoxWords:
    """What one datum is. `of` is `line` or `claim`, `item` its place on paper, `x12` its places in the 837P."""

    of: str
    name: str
    title: str
    item: str
    x12: tuple[str, ...]
    words: str
    wrong: str
    citation: Citation


@cache
def boxes() -> dict[tuple[str, str], BoxWords]:
    """All data by `of` and name.

    >>> boxes()["line", "units"].item
    '24G'
    """
    text = (files("hipkit") / "data" / "boxes.toml").read_text(encoding="utf-8")
    return parse_boxes(text, _PATH)


def parse_boxes(text: str, path: str) -> dict[tuple[str, str], BoxWords]:
    """The data that a file describes. Raises DataError that names file and line."""
    top, tables = read(text, path, ["box"])
    top.closed(())
    boxes: dict[tuple[str, str], BoxWords] = {}
    for entry in tables["box"]:
        box = _box(entry)
        if (box.of, box.name) in boxes:
            raise entry.error(f"{box.name} of the {box.of} stands twice", "name")
        boxes[box.of, box.name] = box
    return boxes


def _box(entry: Entry) -> BoxWords:
    entry.closed(_KEYS)
    of = entry.text("of")
    if of not in (CLAIM, LINE):
        raise entry.error(f"of is {CLAIM} or {LINE}", "of")
    item = entry.values.get("item")
    if not isinstance(item, str):
        raise entry.error("item is a text, empty where paper has no place", "item")
    source = cite(entry.text("cite"), entry.optional("where"))
    name, title, words, wrong = (entry.text(key) for key in ("name", "title", "words", "wrong"))
    return BoxWords(of, name, title, item, entry.texts("x12"), words, wrong, source)


@cache
def places() -> dict[str, tuple[str, str]]:
    """The data by the places in the 837P that the file names, as `2000B SBR09` or `2300 NTE`.

    >>> places()["2000B SBR09"]
    ('claim', 'plan')
    """
    return {place: key for key, box in boxes().items() for place in box.x12}
