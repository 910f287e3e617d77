"""Which slips the review of claims names, by its source: those that it hands to `slip` and to `Guess`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import hipkit.review


def named_by_review() -> set[str]:
    """The ids of the slips that a finding may name."""
    folder = Path(hipkit.review.__file__).parent
    return {id for module in folder.rglob("*.py") for id in _named(ast.parse(module.read_text(encoding="utf-8")))}


def _named(module: ast.Module) -> Iterator[str]:
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("slip", "Guess"):
            first = call.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)
