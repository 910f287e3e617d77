"""Which slips the review of claims names, by its source and the guesses it shares with the second check: those that
are handed to `slip` and to `Guess`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import hipkit.review
from hipkit.billing import likely_slips


def named_by_review() -> set[str]:
    """The ids of the slips that a finding may name."""
    folder = Path(hipkit.review.__file__).parent
    modules = [*folder.rglob("*.py"), Path(likely_slips.__file__)]
    return {id for module in modules for id in _named(ast.parse(module.read_text(encoding="utf-8")))}


def _named(module: ast.Module) -> Iterator[str]:
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("slip", "Guess"):
            first = call.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)
