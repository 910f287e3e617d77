"""A file that a person names, opened with care: a plain file of this machine, not too large, UTF-8, one JSON object.

Everything else is refused with the reason: addresses, folders, devices, pipes, archives whatever their name says. All
that hipkit reads of a person's files is opened here; what is in them, other modules read.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hipkit.errors import InputError, shown

ZIP = b"PK\x03\x04"
BOM = b"\xef\xbb\xbf"
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
    """What a file is opened for: the field that names it, what to type, and how many bytes it may have.

    `path` and `place` are what to type instead of what is no path, and instead of an address, where that is not
    `example`; `folder` is said of a folder, `why` of a file that is too long.
    """

    field: str
    example: str
    largest: int
    path: str = ""
    place: str = ""
    folder: str = ""
    why: str = ""

    def refusal(self, given: object, reason: str, example: str = "") -> InputError:
        """The error that says why a file is not read."""
        return InputError(self.field, given, reason, example or self.example)


def path_of(given: object, wanted: Wanted, name: str = "") -> Path:
    """The path that was given, a file of this machine. `name` is what its owner calls it, where that is not its path.

    Raises InputError for what is no path, and for an address.
    """
    place = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if not isinstance(place, str):
        raise wanted.refusal(given, "a path is text", wanted.path)
    if "://" in place:
        raise wanted.refusal(name or place, "addresses are not opened, only files of this machine", wanted.place)
    return Path(place)


def first_bytes(path: Path, wanted: Wanted, most: int, name: str = "") -> tuple[bytes, int]:
    """So many bytes of a plain file, and how many it has. Raises InputError for what is none, or cannot be opened."""
    name = name or str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise wanted.refusal(name, f"it is not a plain file{wanted.folder if stat.S_ISDIR(status.st_mode) else ''}")
        with path.open("rb") as file:
            return file.read(most), status.st_size
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise wanted.refusal(name, f"it cannot be opened ({getattr(error, 'strerror', None) or error})") from None


def read_bytes(given: object, wanted: Wanted) -> bytes:
    """The bytes of a plain file. Raises InputError for what is none, cannot be opened or is too large."""
    data, _ = first_bytes(path_of(given, wanted), wanted, wanted.largest + 1, str(given))
    if len(data) > wanted.largest:
        raise wanted.refusal(str(given), f"it is longer than {wanted.largest:,} bytes{wanted.why}")
    return data


def read_text(given: object, wanted: Wanted) -> str:
    """The text of a plain file. Raises InputError for what is none, too large, or no UTF-8 text."""
    return as_text(read_bytes(given, wanted), str(given), wanted)


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


def text_from(data: bytes, name: str, wanted: Wanted, row: int) -> str:
    """The text of some rows of a file, the first of them with this number, 0 for its header.

    Raises InputError that says where the first byte stands that is no UTF-8, and what Windows means by it.

    >>> text_from("148,8 \u20ac".encode("cp1252"), "may.csv", Wanted("file", "a CSV file", 100), 7)
    Traceback (most recent call last):
    hipkit.errors.InputError: file: read "may.csv": it is not UTF-8: byte 80 in row 7, which Windows (cp1252) writes \
for U+20AC; save it as CSV in UTF-8. Type for example: a CSV file
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        row += data.count(b"\n", 0, error.start)
        byte = data[error.start]
        reason = f"it is not UTF-8: byte {byte:02X} in {f'row {row:,}' if row else 'its header'}"
        meant = data[error.start : error.start + 1].decode("cp1252", "replace")
        if meant.isprintable() and meant != "\ufffd":
            reason += f", which Windows (cp1252) writes for U+{ord(meant):04X}"
        raise wanted.refusal(name, f"{reason}; save it as CSV in UTF-8") from None


def json_value(text: str, name: str, wanted: Wanted) -> Any:
    """What a JSON text holds: keys once each, no bare number. Raises InputError for what is no such text."""

    def refuse(given: str) -> Any:
        raise wanted.refusal(name, f"{shown(given, 20)} is a bare number; values are texts in quotes")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        for key in dict.fromkeys(keys):
            if keys.count(key) > 1:
                raise wanted.refusal(name, f"the key {shown(key, 20)} stands twice")
        return dict(pairs)

    try:
        return json.loads(text, parse_int=refuse, parse_float=refuse, parse_constant=refuse, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise wanted.refusal(name, f"it is not JSON: line {error.lineno}, {error.msg}") from None
    except RecursionError:
        raise wanted.refusal(name, "it is nested too deep") from None


def json_object(text: str, name: str, wanted: Wanted) -> dict[str, Any]:
    """The one object that a JSON text holds: keys once each, no bare number.

    >>> json_object('{"units": 149}', "answer.json", Wanted("answer", "answer.json", 100))
    Traceback (most recent call last):
    hipkit.errors.InputError: answer: read "answer.json": 149 is a bare number; values are texts in quotes. \
Type for example: answer.json
    """
    value = json_value(text, name, wanted)
    if not isinstance(value, dict):
        raise wanted.refusal(name, "it is not an object of keys and texts")
    return value
