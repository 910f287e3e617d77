"""Numbers drawn from a seed: the same for ever, on every machine, Python, locale and hash seed.

Python's own `random` keeps no promise for `choice` and `sample` across versions; SHA-256 in counter mode does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")
_BITS = 64


class Draw:
    """A stream of draws named by texts, such as version, level and seed.

    >>> draw = Draw("1", "level 1", "seed 7")
    >>> [draw.below(100) for _ in range(5)]
    [28, 91, 10, 90, 49]
    """

    def __init__(self, *names: str) -> None:
        self._name = "\n".join(names)
        self._count = 0

    def below(self, most: int) -> int:
        """A whole number from 0 up to, not with, `most`; all alike likely (what is over a multiple is drawn again)."""
        if most < 1:
            raise ValueError(f"nothing to draw below {most}")
        limit = 2**_BITS - 2**_BITS % most
        while (number := self._next()) >= limit:
            pass
        return number % most

    def _next(self) -> int:
        self._count += 1
        digest = hashlib.sha256(f"{self._name}\n{self._count}".encode()).digest()
        return int.from_bytes(digest[: _BITS // 8], "big")

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + self.below(high - low + 1)

    def step(self, low: Fraction, high: Fraction, by: Fraction) -> Fraction:
        """One of low, low + by, ... up to high."""
        return low + by * self.below(int((high - low) / by) + 1)

    def one(self, of: Sequence[T]) -> T:
        """One of them, all alike likely."""
        return of[self.below(len(of))]

    def shuffled(self, of: Sequence[T]) -> list[T]:
        """All of them in an order drawn."""
        rest, found = list(of), []
        while rest:
            found.append(rest.pop(self.below(len(rest))))
        return found

    def chance(self, one_in: int) -> bool:
        """True once in so many."""
        return self.below(one_in) == 0
