"""A file that a person names, opened with care: a plain file of this machine, not too large, UTF-8, one JSON object.

Everything else is refused with the reason: addresses, folders, devices, pipes, archives whatever their name says.
"""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hipkit.errors import InputError, shown

ZIP = b"PK\x03\x04"
_OTHER_KINDS = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    ZIP: "a zip or a spreadsheet",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
}


@dataclass(frozen=True)
class Wanted:
    """What a file is opened for: the field that names it, what to type, and how many bytes it may have."""

    field: str
    example: str
    largest: int

    def refusal(self, given: object, reason: str) -> InputError:
        """The error that says why a file is not read."""
        return InputError(self.field, given, reason, self.example)


def read_bytes(path: object, wanted: Wanted) -> bytes:
    """The bytes of a plain file. Raises InputError for what is none, cannot be opened or is too large."""
    if not isinstance(path, (str, Path)):
        raise wanted.refusal(path, "a path is text")
    name = str(path)
    if "://" in name:
        raise wanted.refusal(name, "addresses are not opened, only files of this machine")
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise wanted.refusal(name, "it is not a plain file")
        with Path(path).open("rb") as file:
            data = file.read(wanted.largest + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise wanted.refusal(name, f"it cannot be opened ({getattr(error, 'strerror', None) or error})") from None
    if len(data) > wanted.largest:
        raise wanted.refusal(name, f"it is longer than {wanted.largest:,} bytes")
    return data


def as_text(data: bytes, name: str, wanted: Wanted) -> str:
    """The text of a file's bytes, a mark at its start left off. Raises InputError for what is no UTF-8 text.

    >>> as_text(b"\\x1f\\x8b\\x08", "answer.json", Wanted("answer", "answer.json", 100))
    Traceback (most recent call last):
    hipkit.errors.InputError: answer: read "answer.json": it is a gzip archive, whatever its name says. \
Type for example: answer.json
    """
    if not data.strip():
        raise wanted.refusal(name, "the file is empty")
    for magic, kind in _OTHER_KINDS.items():
        if data.startswith(magic):
            raise wanted.refusal(name, f"it is {kind}, whatever its name says")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise wanted.refusal(name, "it is not UTF-8 text") from None


def json_object(text: str, name: str, wanted: Wanted) -> dict[str, Any]:
    """The one object that a JSON text holds: keys once each, no bare number.

    >>> json_object('{"units": 149}', "answer.json", Wanted("answer", "answer.json", 100))
    Traceback (most recent call last):
    hipkit.errors.InputError: answer: read "answer.json": 149 is a bare number; values are texts in quotes. \
Type for example: answer.json
    """

    def refuse(given: str) -> Any:
        raise wanted.refusal(name, f"{shown(given, 20)} is a bare number; values are texts in quotes")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise wanted.refusal(name, f"the key {shown(key, 20)} stands twice")
            found[key] = value
        return found

    try:
        found = json.loads(text, parse_int=refuse, parse_float=refuse, parse_constant=refuse, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise wanted.refusal(name, f"it is not JSON: line {error.lineno}, {error.msg}") from None
    except RecursionError:
        raise wanted.refusal(name, "it is nested too deep") from None
    if not isinstance(found, dict):
        raise wanted.refusal(name, "it is not an object of keys and texts")
    return found
