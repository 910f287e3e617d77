"""What stands beside a number: the step it came from, and the notices that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hipkit.values.citations import Citation

Level = Literal["info", "choice", "warning", "confirm"]


@dataclass(frozen=True)
class Notice:
    """Something a reader must be told. `choice` asks for one, `confirm` asks for a typed reason."""

    level: Level
    text: str
    citation: Citation


@dataclass(frozen=True)
class Step:
    """One step of the arithmetic.

    `words` says what is worked out, `formula` shows it with units, `exact` is the exact value with
    its unit; where the step rounds, `rounded` is the value after it and `rule` the rule's name.
    """

    words: str
    formula: str
    exact: str
    citation: Citation
    rounded: str = ""
    rule: str = ""

    @property
    def text(self) -> str:
        """The step on one line."""
        end = f", billed {self.rounded} ({self.rule})" if self.rule else ""
        return f"{self.words}: {self.formula} = {self.exact}{end}"
