"""What a review rule is: a function over claim lines, with its code, its source and the payers it holds for.

A rule is written once, over a narwhals frame, and runs wherever the lines are. Adding one means one function in
a module of its theme and one file of cases beside it (`cases/HIP101.toml`); nothing else is touched.

The frame that a rule is given holds the columns of the claim-line table and what `hipkit.review.context.lines` knows of
each line; what it returns holds `FOUND`. It must not change anything else: the same lines, the same findings.
"""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw

from hipkit.values.citations import Citation, cite

Severity = Literal["error", "warning", "info"]
Lines = nw.LazyFrame[Any]
Function = Callable[[Lines], Lines]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
# What a rule may look at: all lines; the drug lines that tell a whole order, with a verdict on their units; the
# per-diem lines with what their claim's drugs say of the therapy; the rows that could not be read; what is remarked
# of an 837P around its lines.
View = Literal["lines", "orders", "per_diems", "rows", "remarks"]
# What a rule returns for each finding. `slip` is null where no likely slip is known.
FOUND = ("claim_id", "line", "found", "expected", "slip")
# What is returned for each line that a rule could not judge, with the reason in words.
UNJUDGED = ("claim_id", "line", "reason")
# The columns that every claim-line table has.
SPAN = ("claim_id", "line", "date_from", "date_through", "code", "units")
_CODE = re.compile(r"HIP[0-9]{3}")
_PARTS = re.compile(r"\*\*(Wrong|Right)\*\* ")


@dataclass(frozen=True)
class Page:
    """A rule's page in the catalogue: what it holds against a claim, why, a wrong line and the right one."""

    title: str
    why: str
    wrong: str
    right: str


@dataclass(frozen=True)
class Rule:
    """One review rule.

    `needs` are the columns without which it is not run, and of `one_of` it needs one at least; `view` is what it looks
    at. `payers` are the payers it holds for, None for all of them, a blank one too; `start` and `end` the first and the
    last day of service, None where there is none; `partly` says that a line that begins before `start` is looked at
    too, where it goes on after it. `unjudged` tells the lines that concern it and that it cannot judge (`leave_open`).
    """

    code: str
    name: str
    severity: Severity
    needs: tuple[str, ...]
    citation: Citation
    payers: tuple[str, ...] | None
    start: datetime.date | None
    end: datetime.date | None
    view: View
    function: Function
    unjudged: Function | None = None
    partly: bool = False
    one_of: tuple[str, ...] = ()

    def lacks(self, have: Collection[str]) -> str | None:
        """What a table with these columns lacks for this rule, in words; None where it can be run."""
        names = [name for name in self.needs if name not in have]
        if names:
            *most, last = names
            return f"no columns {', '.join(most)} and {last}" if most else f"no column {last}"
        if self.one_of and not set(self.one_of) & set(have):
            *most, last = self.one_of
            return f"none of the columns {', '.join(most)} and {last}"
        return None

    def not_judged(self, lines: Lines) -> Lines | None:
        """The lines of its payers and its days that concern this rule and that it cannot judge, each with the reason;
        None where it judges all of them. `lines` are those of the view `lines`, whatever the rule looks at."""
        return None if self.unjudged is None else self.unjudged(self._of_rule(lines))

    def __call__(self, lines: Lines) -> Lines:
        """The findings of this rule among the lines of its payers and its days."""
        return self.function(self._of_rule(lines))

    def _of_rule(self, lines: Lines) -> Lines:
        if self.payers is not None:
            lines = lines.filter(nw.col("payer_id").is_in(self.payers))
        if self.start is not None:
            lines = lines.filter(nw.col("date_through" if self.partly else "date_from") >= self.start)
        if self.end is not None:
            lines = lines.filter(nw.col("date_through") <= self.end)
        return lines

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns that a finding is about, to be marked in the claim: what it needs beyond what all rules need."""
        special = tuple(name for name in self.needs if name not in SPAN)
        return special or tuple(name for name in self.needs if name not in FOUND)

    @property
    def page(self) -> Page:
        """The docstring of its function, in its parts."""
        return page(inspect.getdoc(self.function) or "", self.code)


def rule(
    code: str,
    name: str,
    *,
    severity: Severity,
    needs: tuple[str, ...],
    citation: tuple[str, str],
    payers: tuple[str, ...] | None = None,
    start: datetime.date | None = None,
    end: datetime.date | None = None,
    view: View = "lines",
    unjudged: Function | None = None,
    partly: bool = False,
    one_of: tuple[str, ...] = (),
) -> Callable[[Function], Rule]:
    """Make a review rule of a function from lines to findings; its docstring is its page in the catalogue."""
    if not _CODE.fullmatch(code) or severity not in SEVERITIES:
        raise ValueError(f"{code} {severity}: a rule has a code such as HIP101 and one of {SEVERITIES}")

    def make(function: Function) -> Rule:
        source = cite(*citation)
        return Rule(code, name, severity, needs, source, payers, start, end, view, function, unjudged, partly, one_of)

    return make


def page(text: str, code: str) -> Page:
    """The parts of a rule's docstring: a title, the reason, a line after **Wrong** and one after **Right**.

    >>> page("S9325 stands alone.\\n\\nIts words forbid it.\\n\\n**Wrong** S9325\\n\\n**Right** S9326", "HIP101").right
    'S9326'
    """
    title, _, rest = text.partition("\n\n")
    parts = _PARTS.split(rest)
    if len(parts) != 5 or (parts[1], parts[3]) != ("Wrong", "Right"):
        raise ValueError(f"{code}: a rule says why, then **Wrong** and **Right**, each in a paragraph")
    why, wrong, right = (" ".join(part.split()) for part in (parts[0], parts[2], parts[4]))
    return Page(" ".join(title.split()), why, wrong, right)


def tell(
    lines: Lines, where: nw.Expr | None, found: nw.Expr, expected: nw.Expr | str, slip: nw.Expr | str | None = None
) -> Lines:
    """The findings on the lines where `where` is true, on all of them where it is None; a null is not true."""
    return (lines if where is None else lines.filter(where)).select(
        nw.col("claim_id"),
        nw.col("line"),
        found.alias("found"),
        _text(expected).alias("expected"),
        _text(slip).alias("slip"),
    )


def leave_open(lines: Lines, where: nw.Expr | None, reason: nw.Expr | str) -> Lines:
    """The lines that a rule cannot judge: where `where` is true, all of them where it is None; a null is not true."""
    return (lines if where is None else lines.filter(where)).select(
        nw.col("claim_id"), nw.col("line"), _text(reason).alias("reason")
    )


def tell_of_few(lines: Lines, judge: Function) -> Lines:
    """What `judge` finds on lines of which there are mostly none: polars then need not work out its sentences."""
    if not lines.implementation.is_polars():
        return judge(lines)
    few = lines.collect()
    return judge(few.lazy()) if len(few) else tell(lines.head(0), None, nw.lit(""), "")


def _text(words: nw.Expr | str | None) -> nw.Expr:
    return nw.lit(words, nw.String) if words is None or isinstance(words, str) else words
