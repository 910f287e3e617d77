"""Review of claim lines: the chosen rules over lines of any engine, and what was not run.

>>> import datetime, polars as pl
>>> day = datetime.date(2021, 3, 1)
>>> lines = pl.DataFrame({
...     "claim_id": ["A", "A"], "line": [1, 2], "date_from": [day] * 2, "date_through": [day] * 2,
...     "code": ["S9325", "S9326"], "units": [1.0, 1.0]})
>>> from hipkit.review.finding import findings
>>> [(one.rule, one.line) for one in findings(review(lines, select=["HIP101"]).findings)]
[('HIP101', 1)]
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from hipkit.frames.engines import collected, embedded, reference
from hipkit.review.catalogue import choose
from hipkit.review.context.lines import known, orders, per_diems
from hipkit.review.context.verdicts import with_fractions, with_verdicts
from hipkit.review.finding import COLUMNS, JOINT, SCHEMA
from hipkit.review.keeping import Keeper
from hipkit.review.rule import Lines, Rule, View
from hipkit.review.rules import hip0_reading as unread
from hipkit.review.run.split import parts_of, split
from hipkit.review.table import Remark, SetAside, claim_named


@dataclass(frozen=True)
class NotRun:
    """A rule that was chosen and could not be run, and why."""

    rule: str
    reason: str


@dataclass(frozen=True, order=True)
class NotChecked:
    """Lines that concern a rule and that it could not judge: why, and how many they are."""

    rule: str
    reason: str
    lines: int


@dataclass(frozen=True)
class Reviewed:
    """The findings, a frame of the engine of the lines with the columns of `finding.COLUMNS`; the rules that were
    run, and those that were not, each with its reason; and what rules could not judge, by rule and reason."""

    findings: nw.LazyFrame[Any]
    run: tuple[Rule, ...]
    not_run: tuple[NotRun, ...]
    not_checked: tuple[NotChecked, ...] = ()


def review(
    lines: Any,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    today: datetime.date | None = None,
    set_aside: Iterable[SetAside] = (),
    remarks: Iterable[Remark] = (),
) -> Reviewed:
    """Review typed claim lines: a frame of narwhals, polars, pandas, pyarrow, DuckDB or Spark.

    `select` and `ignore` choose rules by the beginning of their codes. `today` is the day on which the age of
    data and days in the future are judged, the present one where it is left out. Rows that could not be read
    (`set_aside`) are findings of HIP001, and their claims are left out of rules about what a claim lacks; what is
    remarked of a file around its lines (`remarks`) are findings of HIP002 to HIP008. The findings have no order.
    """
    frame = _framed(lines)
    have = frame.collect_schema().names()
    ready, left = _ready(have, select, ignore), not_run(have, select, ignore)
    if not ready:
        return Reviewed(reference(frame, {name: [] for name in COLUMNS}, SCHEMA), ready, left)
    day, aside = today or datetime.date.today(), tuple(set_aside)
    around = {"rows": unread.frame(frame, aside), "remarks": unread.remarks_frame(frame, remarks)}
    of_rows = [_findings(rule, around[rule.view]) for rule in ready if rule.view in around]
    with Keeper() as keeper:
        frames = [keeper.gathered(of_rows)] if of_rows else []
    of_lines = [rule for rule in ready if rule.view not in around]
    open_: tuple[NotChecked, ...] = ()
    if of_lines:
        parts = [_part(part, of_lines, day, aside) for part in _parts(frame)]
        frames += [findings for findings, _ in parts]
        open_ = added_up(unjudged for _, leave_open in parts for unjudged in leave_open)
    findings = frames[0] if len(frames) == 1 else nw.concat(frames, how="vertical")
    return Reviewed(findings, ready, left, open_)


def added_up(parts: Iterable[NotChecked]) -> tuple[NotChecked, ...]:
    """What was not checked in several parts, as of one: by rule and reason, the lines added up.

    >>> added_up([NotChecked("HIP309", "x", 2), NotChecked("HIP204", "y", 1), NotChecked("HIP309", "x", 3)])[1].lines
    5
    """
    lines: Counter[tuple[str, str]] = Counter()
    for unjudged in parts:
        lines[unjudged.rule, unjudged.reason] += unjudged.lines
    return tuple(NotChecked(rule, reason, count) for (rule, reason), count in sorted(lines.items()))


def not_run(names: Iterable[str], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[NotRun, ...]:
    """The chosen rules that a table with columns of these names cannot be reviewed by, each with its reason.

    >>> not_run(["claim_id", "line", "date_from", "date_through", "code", "units"], ["HIP10"])[0]
    NotRun(rule='HIP102', reason='the table has no column modifiers')
    """
    have = frozenset(names)
    left = ((rule, rule.lacks(have)) for rule in choose(select, ignore))
    return tuple(NotRun(rule.code, f"the table has {lack}") for rule, lack in left if lack is not None)


def _ready(have: Iterable[str], select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    names = frozenset(have)
    return tuple(rule for rule in choose(select, ignore) if rule.lacks(names) is None)


def _parts(lines: Lines) -> Iterable[Lines]:
    """The lines as they are; those of polars in parts, so that memory stays bounded. Others see to that themselves."""
    if not lines.implementation.is_polars():
        return (lines,)
    return split(lines, parts_of(int(lines.select(nw.len()).collect().item()), "polars"))


def _part(
    lines: Lines, rules: Sequence[Rule], today: datetime.date, set_aside: Sequence[SetAside]
) -> tuple[Lines, tuple[NotChecked, ...]]:
    """The findings on one part of a table, and what was not checked in it."""
    with Keeper() as keeper:
        views = _views(lines, {rule.view for rule in rules}, today, _claims(set_aside), keeper)
        leave_open = _not_checked(views["lines"], rules)  # before what the views stand on is let go of
        return keeper.gathered([_findings(rule, views[rule.view]) for rule in rules]), leave_open


def _not_checked(lines: Lines, rules: Sequence[Rule]) -> tuple[NotChecked, ...]:
    """How many lines each rule could not judge, by its reasons."""
    counted = []
    for rule in rules:
        left = rule.not_judged(lines)
        if left is not None:
            of_reasons = left.group_by("reason").agg(nw.len().alias("lines"))
            of_reasons = of_reasons.with_columns(lines=nw.col("lines").cast(nw.Int64), rule=nw.lit(rule.code))
            counted.append(of_reasons.select("rule", "reason", "lines"))
    if not counted:
        return ()
    rows = collected(nw.concat(counted, how="vertical")).rows()
    return added_up(NotChecked(code, reason, int(count)) for code, reason, count in rows)


def _views(
    lines: Lines, wanted: Collection[View], today: datetime.date, broken: Sequence[str], keeper: Keeper
) -> dict[View, Lines]:
    """What rules look at, each worked out once; only those that are wanted."""
    views: dict[View, Lines] = {
        "lines": keeper.keep(known(lines, broken, keeper.cut)).with_columns(today=nw.lit(today))
    }
    if "orders" in wanted:
        amounts = keeper.cut(orders(views["lines"]))
        views["orders"] = keeper.keep(with_fractions(keeper.keep(with_verdicts(amounts, keeper.cut))))
    if "per_diems" in wanted:
        views["per_diems"] = keeper.keep(per_diems(views["lines"]))
    return views


def _claims(set_aside: Iterable[SetAside]) -> list[str]:
    """The claims that rows were set aside of."""
    return sorted({name for row in set_aside if (name := claim_named(row.claim_id)) is not None})


def _framed(lines: Any) -> Lines:
    """The lines as a lazy frame; those of pandas and Arrow as one of polars, whose joins are fit for many lines."""
    frame: nw.LazyFrame[Any] | nw.DataFrame[Any] = nw.from_native(lines)
    return embedded(frame) if isinstance(frame, nw.DataFrame) else frame


def _findings(rule: Rule, lines: Lines) -> Lines:
    findings = rule(lines)
    return findings.select(
        nw.lit(rule.code).alias("rule"),
        nw.lit(rule.severity).alias("severity"),
        nw.col("claim_id"),
        nw.col("line"),
        nw.concat_str(nw.col("found"), nw.lit(JOINT), nw.col("expected")).alias("message"),
        nw.col("slip"),
        nw.lit(rule.citation.text).alias("citation"),
    )
