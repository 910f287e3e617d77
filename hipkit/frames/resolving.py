"""What the certificate left open in a table, resolved by Fractions: the filled table, the counts, the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import narwhals as nw

from hipkit.frames.engines import Columns, Schema, collected, in_left_order, plain, reference
from hipkit.frames.exactness import spare_names, taken_by
from hipkit.frames.numbercolumns import AnyFrame
from hipkit.frames.unproved import NAMES, Answer, answered
from hipkit.frames.wholeunits import UNITS, lost, units_of

FrameT = TypeVar("FrameT")

WHY = "why_null"


@dataclass(frozen=True)
class Resolved(Generic[FrameT]):
    """A table with its whole units, and how its rows came to them.

    `frame` has the columns `whole_units` and `why_null`, which says why a row has no units and is null where it
    has some. `rows` = `certified` + `resolved` + the rows left open; `reasons` counts those by reason.
    """

    frame: FrameT
    rows: int
    certified: int
    resolved: int
    reasons: dict[str, int]


def resolved(given: AnyFrame) -> Resolved[AnyFrame]:
    """The frame with every unit that can be had exactly: by the certificate, and by Fractions where it failed."""
    done, lossy = units_of(given), lost(given)
    return _in_table(done, lossy) if isinstance(done, nw.DataFrame) else _in_query(done, lossy)


def _answers(rows: Sequence[tuple[Any, ...]], lossy: str | None) -> list[Answer]:
    """For each row its units or its reason; a row that comes again is computed once."""
    if lossy is not None:
        return [(None, f"{lossy} is of a float type that has lost digits; float64 or Decimal is needed")] * len(rows)
    known: dict[tuple[Any, ...], Answer] = {}
    cells = [tuple(map(plain, row)) for row in rows]
    for row in cells:
        if row not in known:
            known[row] = answered(row)
    return [known[row] for row in cells]


def _counted(frame: AnyFrame, rows: int, answers: Sequence[Answer], times: Sequence[int]) -> Resolved[AnyFrame]:
    got: Counter[bool] = Counter()
    reasons: Counter[str] = Counter()
    for (units, why), count in zip(answers, times, strict=True):
        got[units is not None] += count
        if why is not None:
            reasons[why] += count
    return Resolved(frame, rows, rows - got.total(), got[True], dict(sorted(reasons.items())))


def _in_table(done: nw.DataFrame[Any], lossy: str | None) -> Resolved[AnyFrame]:
    """A table in memory: the open rows are filled in where they stand."""
    unknown = done[UNITS].is_null()
    places = unknown.arg_true().to_list()
    answers = _answers(done.select(*NAMES).filter(unknown).rows(), lossy)
    found = [(place, float(units)) for place, (units, _) in zip(places, answers, strict=True) if units is not None]
    why: list[str | None] = [None] * len(done)
    for place, (_, reason) in zip(places, answers, strict=True):
        why[place] = reason
    units = done[UNITS].scatter([place for place, _ in found], [value for _, value in found]) if found else done[UNITS]
    reasons = nw.new_series(WHY, why, nw.String, backend=done.implementation)
    return _counted(done.with_columns(units, reasons), len(done), answers, [1] * len(answers))


def _in_query(done: nw.LazyFrame[Any], lossy: str | None) -> Resolved[AnyFrame]:
    """A lazy frame: the open rows are run, each combination once, and their answers joined by the text of it."""
    done = done.drop(*taken_by(done, WHY))
    columns = done.collect_schema().names()
    spare = spare_names(columns)
    key, count, units = spare("key"), spare("count"), spare("units")
    text = nw.concat_str([nw.col(name).cast(nw.String).fill_null("") for name in NAMES], separator="|")
    keyed = done.with_columns(nw.when(nw.col(UNITS).is_null()).then(text).otherwise(nw.lit("")).alias(key))
    rows = int(plain(collected(done.select(nw.len())).rows()[0][0]))
    left = collected(keyed.filter(nw.col(key) != "").group_by(key, *NAMES).agg(nw.len().alias(count))).rows()
    answers = _answers([row[1:-1] for row in left], lossy)
    known = reference(keyed, *_lookup([row[0] for row in left], answers, key, units))
    filled = nw.coalesce(nw.col(UNITS), nw.col(units)).alias(UNITS)
    kept = [name for name in columns if name != UNITS]
    frame = in_left_order(keyed, known, key).select(*kept, filled, nw.col(WHY))
    return _counted(frame, rows, answers, [int(plain(row[-1])) for row in left])


def _lookup(keys: Sequence[str], answers: Sequence[Answer], key: str, units: str) -> tuple[Columns, Schema]:
    """The answers as a table to be joined; rows of one text (NaNs of two signs) have one answer, or none."""
    by_key: dict[str, Answer] = {}
    for text, answer in zip(keys, answers, strict=True):
        if by_key.setdefault(text, answer) != answer:
            by_key[text] = (None, "its numbers differ and look the same as text")
    found = list(by_key.values())
    numbers = [None if whole is None else float(whole) for whole, _ in found]
    columns: Columns = {key: list(by_key), units: numbers, WHY: [why for _, why in found]}
    return columns, {key: nw.String, units: nw.Float64, WHY: nw.String}
