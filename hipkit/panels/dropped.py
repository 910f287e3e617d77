"""A file that was dropped on a page or chosen there, as the text of a field: its name, its size and its bytes.

Panels know texts alone (design decision 12), so a file travels as one. The bytes stay in memory; nothing is written.

>>> text = Dropped("may.csv", b"claim_id,line").text()
>>> dropped(text)
Dropped(name='may.csv', 13 bytes)
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field

from hipkit.errors import InputError, shown
from hipkit.values.userfile import Wanted

FIELD = "file"
EXAMPLE = "a CSV, XLSX, Parquet or 837P file"
MEGABYTE = 10**6
# A page and its kernel talk in messages of at most 10 MiB (tornado's `websocket_max_message_size`), and base64 makes
# four characters of three bytes. Larger files are for the command line.
LARGEST = 6 * MEGABYTE
LONGEST_NAME = 255
WANTED = Wanted(FIELD, EXAMPLE, LARGEST)


@dataclass(frozen=True)
class Dropped:
    """A file by its name and its bytes."""

    name: str
    data: bytes = field(repr=False)

    def __repr__(self) -> str:
        return f"Dropped(name={shown(self.name)!r}, {len(self.data):,} bytes)"

    def text(self) -> str:
        """The file as the text of a field."""
        content = base64.b64encode(self.data).decode("ascii")
        return json.dumps({"name": self.name, "size": len(self.data), "content": content})


def dropped(text: str) -> Dropped:
    """The file in the text of a field. Raises InputError for what is no file, or too large.

    >>> dropped('{"name": "year.csv", "size": 7000000}')
    Traceback (most recent call last):
    hipkit.errors.InputError: file: read "year.csv": it has 7,000,000 bytes, and this page takes 6,000,000; the \
command line takes larger ones. Type for example: a smaller file
    """
    name, size, content, error = _message(text)
    if error:
        raise WANTED.refusal(name, f"the browser cannot read it ({error})")
    if size > LARGEST:
        reason = f"it has {size:,} bytes, and this page takes {LARGEST:,}; the command line takes larger ones"
        raise InputError(FIELD, name, reason, "a smaller file")
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise WANTED.refusal(name, "it did not arrive whole") from None
    if len(data) != size:
        raise WANTED.refusal(name, f"{len(data):,} of its {size:,} bytes arrived")
    return Dropped(name, data)


def is_dropped(text: str) -> bool:
    """Whether the text of a field tells of a file, whole or not.

    >>> is_dropped('{"name": "year.csv", "size": 7000000}'), is_dropped('{"hipkit": "scenario"}')
    (True, False)
    """
    try:
        _message(text)
    except InputError:
        return False
    return True


def _message(text: str) -> tuple[str, int, str, str]:
    """Name, size, content and error as the page tells them; anything else is no file."""
    try:
        file = json.loads(text)
    except (ValueError, RecursionError):
        file = None
    if not isinstance(file, dict) or set(file) - {"name", "size", "content", "error"}:
        raise WANTED.refusal(text, "that is no file")
    name, size = file.get("name"), file.get("size")
    content, error = file.get("content", ""), file.get("error", "")
    if not isinstance(name, str) or not name or len(name) > LONGEST_NAME or type(size) is not int or size < 0:
        raise WANTED.refusal(name, "that is no file")
    if not isinstance(content, str) or not isinstance(error, str):
        raise WANTED.refusal(name, "that is no file")
    return name.encode("utf-8", "replace").decode(), size, content, shown(error, 60)
