"""What a command prints, and files of the user's own choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hipkit.errors import InputError


@dataclass(frozen=True)
class Printed:
    """What goes to stdout, bytes as they are, what is said of it on stderr, and the exit code.

    A long answer may come in pieces of bytes.
    """

    form: bytes | str | Iterable[bytes]
    told: str = ""
    code: int = 0


def write(data: bytes, path: str, example: str, field: str = "output") -> None:
    """Write a file of the user's own choice, replacing what is there."""
    try:
        Path(path).write_bytes(data)
    except (OSError, ValueError) as error:
        reason = f"it cannot be written ({getattr(error, 'strerror', None) or error})"
        raise InputError(field, path, reason, example) from None
