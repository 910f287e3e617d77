"""TOML files that people write by hand, read so that an error names file and line.

`tomllib` gives no line numbers for what it has read. A small scan finds them: the lines of `[[table]]`
headers and of keys. For that a text stays on one line: TOML's multi-line strings are refused.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field

from hipkit.errors import DataError

UNDATED = "undated"

_HEADER = re.compile(r"\s*\[\[?\s*\"?([^\]\s\"]+)")
_KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*[=.]")
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Entry:
    """One table of a file: its values, and the lines it and its keys stand on."""

    path: str
    name: str
    values: dict[str, object]
    line: int = 1
    lines: dict[str, int] = field(default_factory=dict)

    def error(self, reason: str, key: str = "") -> DataError:
        """What is wrong with `key`, or with the whole entry, as an error that names file and line."""
        return DataError(self.path, self.lines.get(key, self.line), reason)

    def closed(self, known: Iterable[str]) -> None:
        """Refuse any key that is not among `known`."""
        allowed = tuple(known)
        for key in self.values:
            if key not in allowed:
                raise self.error(f"{key!r} is not a key of {self.name}; known are {', '.join(allowed)}", key)

    def text(self, key: str) -> str:
        """The text of a key that must be there."""
        value = self.values.get(key)
        if value is None:
            raise self.error(f"{self.name} has no {key}")
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{key} must be a text that is not empty", key)
        return value

    def optional(self, key: str) -> str:
        """The text of a key, empty where the key is not there."""
        return self.text(key) if key in self.values else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, each once; empty where the key is not there."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.error(f"{key} must be a list of texts", key)
        if len(set(value)) < len(value):
            raise self.error(f"{key} names something twice", key)
        return tuple(value)

    def count(self, key: str) -> int | None:
        """The whole number above zero of a key, None where the key is not there."""
        value = self.values.get(key)
        if value is not None and (type(value) is not int or value < 1):
            raise self.error(f"{key} must be a whole number above zero, without quotes", key)
        return value if isinstance(value, int) else None

    def day(self, key: str) -> datetime.date | None:
        """The date of a key that must be there; None where it is "undated"."""
        value = self.values.get(key)
        if value is None:
            raise self.error(f'{self.name} has no {key}: write a date, or "{UNDATED}"')
        if value == UNDATED:
            return None
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self.error(f'{key} must be a date as 2020-11-30 without quotes, or "{UNDATED}"', key)
        return value


@dataclass(frozen=True)
class _Place:
    """A header and the line it stands on, with the lines of the keys below it."""

    name: str
    line: int
    keys: dict[str, int] = field(default_factory=dict)


def read(text: str, path: str, tables: Iterable[str]) -> tuple[Entry, dict[str, tuple[Entry, ...]]]:
    """The keys at the top of a file, and the entries of each of its `[[tables]]` in their order.

    >>> top, tables = read('name = "HMSA"\\n[[rule]]\\naxis = "waste"\\n', "hmsa.toml", ["rule"])
    >>> top.text("name"), tables["rule"][0].line, tables["rule"][0].lines["axis"]
    ('HMSA', 2, 3)
    >>> tables["rule"][0].text("value")
    Traceback (most recent call last):
    hipkit.errors.DataError: hmsa.toml, line 2: rule has no value
    """
    whole = _loads(text, path)
    places = _places(text)
    names = tuple(tables)
    own = {key: value for key, value in whole.items() if key not in names}
    top = Entry(path, "the top of the file", own, 1, places[0].keys)
    return top, {name: _entries(name, whole.get(name, []), places, path) for name in names}


def _entries(name: str, tables: object, places: list[_Place], path: str) -> tuple[Entry, ...]:
    own = [place for place in places if place.name == name]
    if not isinstance(tables, list) or len(own) != len(tables):
        line = own[0].line if own else places[0].keys.get(name, 1)
        raise DataError(path, line, f"write each {name} under a header [[{name}]] of its own")
    return tuple(Entry(path, name, values, place.line, place.keys) for values, place in zip(tables, own, strict=True))


def _loads(text: str, path: str) -> dict[str, object]:
    for number, line in enumerate(text.split("\n"), 1):
        if '"""' in line or "'''" in line:
            raise DataError(path, number, "write each text on one line, between single quotation marks")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        match = _AT_LINE.search(str(wrong))
        at = int(match[1]) if match else len(text.split("\n"))
        raise DataError(path, at, f"this is not TOML: {wrong}") from None


def _places(text: str) -> list[_Place]:
    """Where each header and each key stands; the top of the file comes first."""
    places = [_Place("", 1)]
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            places.append(_Place(header[1], number))
            places[0].keys.setdefault(header[1].partition(".")[0], number)
        elif key := _KEY.match(line):
            places[-1].keys.setdefault(key[1], number)
    return places
