"""Which scenarios of a folder would bill otherwise: each billed with one set of tables, then with another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hipkit.billing.draft import Line
from hipkit.values.step import Notice


@dataclass(frozen=True)
class Case:
    """A scenario by the name of its file, with its lines before and after."""

    scenario: str
    before: tuple[Line, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True)
class Otherwise:
    """The scenarios that would bill otherwise, of how many, and what is said of those that cannot be read."""

    cases: Sequence[Case] = ()
    asked: int = 0
    notices: Sequence[Notice] = ()
