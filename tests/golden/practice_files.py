"""Ten practice cases a level as a trainer can check them, for each version of the generator: tests/golden/practice.

A printed sheet names seed, level and version, so a case must stay what it was. After a change that is meant:
`.venv/bin/python -m tests.golden.practice_files` writes the file of the version and tells what changed in it. Once
a version has been released, what changes it is a new version, and the file of the old one stays.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from hipkit.practice.case import Blank, Case, Key
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.making import LEVELS, VERSION, case, key

FOLDER = Path(__file__).with_name("practice")
SEEDS = range(10)
# Of these a digest is kept for each template: that nothing changed in them either.
MORE = range(200)


def path_of(version: str) -> Path:
    """The file of a version of the generator."""
    return FOLDER / f"version-{version}.toml"


def text_of(version: str) -> str:
    """What the file of a version holds, made anew."""
    return "\n".join(_lines(version)) + "\n"


def _lines(version: str) -> Iterator[str]:
    yield f"version = {_quoted(version)}"
    for level in LEVELS:
        for seed in SEEDS:
            one = case(seed, level, version)
            yield from ("", "[[case]]", f"level = {level}", f"seed = {seed}")
            yield from _told(one, key(one))
    for level in LEVELS:
        for template, digest in sorted(digests(version, level).items()):
            yield from ("", "[[drawn]]", f"level = {level}", f"template = {_quoted(template)}", f'sha256 = "{digest}"')


def _told(one: Case, keyed: Key) -> Iterator[str]:
    yield from (f"template = {_quoted(one.template)}", f"kind = {_quoted(one.kind)}", f"title = {_quoted(one.title)}")
    yield from ("text = '''", *one.text.split("\n"), "'''")
    for blank in one.blanks:
        right = answer_text(blank, keyed.boxes[blank.name].right)
        yield from ("[[case.box]]", *_box(blank), f"right = {_quoted(right)}")
    if one.order is not None:
        yield from ("[case.opens]", f"order = {_quoted(one.order.text())}")


def _box(blank: Blank) -> Iterator[str]:
    for name in ("name", "label", "kind", "unit", "skill"):
        if value := getattr(blank, name):
            yield f"{name} = {_quoted(value)}"
    if blank.choices:
        yield "choices = ["
        yield from (f"  [{_quoted(value)}, {_quoted(words)}]," for value, words in blank.choices)
        yield "]"


def _quoted(text: str) -> str:
    """A text as a TOML string; JSON's are, for plain ASCII."""
    return json.dumps(text)


def digests(version: str, level: int) -> dict[str, str]:
    """For each template a digest of its cases among the first seeds, their right answers with them."""
    found: dict[str, list[str]] = {}
    for seed in MORE:
        one = case(seed, level, version)
        found.setdefault(one.template, []).append("\n".join([str(seed), *_told(one, key(one))]))
    return {name: hashlib.sha256("\n".join(told).encode()).hexdigest() for name, told in found.items()}


def kept_versions() -> list[str]:
    """The versions that have a file."""
    return sorted(path.stem.removeprefix("version-") for path in FOLDER.iterdir())


def changes(old: str, new: str, most: int = 60) -> str:
    """The lines that differ, each case by its name; empty where none does."""
    told = list(_differing(old.splitlines(), new.splitlines()))
    return "\n".join(told if len(told) <= most else [*told[:most], f"... and {len(told) - most} lines more"])


def _differing(old: list[str], new: list[str]) -> Iterator[str]:
    """Changed lines under the level and seed, or the template, that they belong to."""
    shown, of_old, of_new = "", _names(old), _names(new)
    for kind, *spans in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        begin, end, first, last = spans
        lines = [*zip(of_old[begin:end], "-" * (end - begin), old[begin:end], strict=True)]
        lines += zip(of_new[first:last], "+" * (last - first), new[first:last], strict=True)
        for name, sign, line in lines:
            if name != shown:
                yield f"{name}:"
                shown = name
            yield f"{sign} {line}"


def _names(lines: list[str]) -> list[str]:
    """For each line what it belongs to: the level with the seed or the template of its table."""
    found, name = [], "the head"
    for at, line in enumerate(lines):
        if line in ("[[case]]", "[[drawn]]"):
            name = ", ".join(lines[at + 1 : at + 3])
        found.append(name)
    return found


def renew() -> str:
    """Write the file of this version anew, and return what changed in it."""
    FOLDER.mkdir(exist_ok=True)
    path, new = path_of(VERSION), text_of(VERSION)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(new, encoding="utf-8", newline="\n")
    return changes(old, new) if old else f"{path.name} is new"


if __name__ == "__main__":
    print(renew() or "nothing changed")
