"""A finding: what a rule holds against one line of one claim, and the frame that many of them make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import narwhals as nw

from hipkit.frames.engines import Schema, collected, in_order

COLUMNS = ("rule", "severity", "claim_id", "line", "message", "slip", "citation")
SCHEMA: Schema = {name: nw.Int64 if name == "line" else nw.String for name in COLUMNS}
JOINT = "; "  # stands between what was found and what was expected
ORDER = ("claim_id", "line", "rule", "message")


@dataclass(frozen=True)
class Finding:
    """One finding. `severity` is `error`, `warning` or `info`; `line` is None where the line has no number.

    `message` says what was found and what was expected; `slip` names the likely slip, None where none is known.
    """

    rule: str
    severity: str
    claim_id: str | None
    line: int | None
    message: str
    slip: str | None
    citation: str

    @property
    def found(self) -> str:
        """What was found: the message up to what was expected.

        >>> one = Finding("HIP105", "error", "A", 1, "S9326 x 32; expected at most 31", None, "")
        >>> one.found, one.expected
        ('S9326 x 32', 'expected at most 31')
        """
        return self._parts()[0]

    @property
    def expected(self) -> str:
        """What was expected; of a row that could not be read, the reason."""
        return self._parts()[1]

    def _parts(self) -> tuple[str, str]:
        what, joint, expected = self.message.rpartition(f"{JOINT}expected ")
        if joint:
            return what, f"expected {expected}"
        what, _, expected = self.message.partition(JOINT)
        return what, expected


class Findings(tuple[Finding, ...]):
    """Findings, in their order, as any tuple of them; with what rules could not judge, and rules that were not run.

    `not_checked` (each `rule`, `reason`, `lines`) are lines that concern a rule and that it could not judge; `not_run`
    (each `rule`, `reason`) are rules for which the table lacks a column.
    """

    not_checked: tuple[Any, ...]
    not_run: tuple[Any, ...]

    def __new__(
        cls, found: Iterable[Finding] = (), not_checked: Iterable[Any] = (), not_run: Iterable[Any] = ()
    ) -> Self:
        made = super().__new__(cls, found)
        made.not_checked, made.not_run = tuple(not_checked), tuple(not_run)
        return made


def findings(frame: nw.LazyFrame[Any] | nw.DataFrame[Any]) -> tuple[Finding, ...]:
    """The findings of a frame, by claim, line and rule: the same order on every engine."""
    return tuple(Finding(*row) for row in in_order(collected(frame).select(*COLUMNS), ORDER))
