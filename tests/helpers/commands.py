"""A command line run in this process: what it printed, how it ended, and whether it was refused as one must be."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from typing import Any

from hipkit.cli import main as cli

# The command in a process of its own.
HIPKIT = [sys.executable, "-c", "import sys; from hipkit.cli.main import main; sys.exit(main())"]


class Ran:
    """What a command line printed, byte for byte, and how it ended."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.bytes, self.err = code, out, err.decode()

    @property
    def out(self) -> str:
        return self.bytes.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.bytes)


Run = Callable[[str | Sequence[str]], Ran]


def runner(captured: Any) -> Run:
    """What runs a command line; `captured` is pytest's capfdbinary."""

    def run(line: str | Sequence[str]) -> Ran:
        code = cli.main(shlex.split(line) if isinstance(line, str) else line)
        return Ran(code, *captured.readouterr())

    return run


def refused(ran: Ran) -> str:
    """The one line of a refusal."""
    assert (ran.code, ran.bytes) == (2, b"")
    assert re.fullmatch(r"[^\n]+\n", ran.err)
    assert "Type for example: " in ran.err and "Traceback" not in ran.err and ran.err.strip("\n").isprintable()
    return ran.err
