"""hipkit's entry range of each drug, a guard against slips: mg a day, by the drug's name and by its codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from hipkit.frames.engines import Cell, Schema, reference
from hipkit.reference.inuse import by_tables
from hipkit.reference.products import Drug, drugs
from hipkit.review.context.tables import Facts, of_pairs, table_of
from hipkit.values.notation import people

Lines = nw.LazyFrame[Any]

_RANGE: Schema = {"low": nw.Float64, "high": nw.Float64, "range": nw.String}


def with_ranges(lines: Lines) -> Lines:
    """The lines with `low`, `high` (mg a day) and `range` in words: of the drug that is named by NDC or name, else of
    the drugs of the code; null where neither is known."""
    for table in (_by_drug(), _by_code()):
        lines = lines.join(reference(lines, table.columns, table.schema), on=list(table.on), how="left")
    by_name = ~nw.col("drug_low").is_null()
    named = {name: nw.when(by_name).then(nw.col(f"drug_{name}")).otherwise(nw.col(f"code_{name}")) for name in _RANGE}
    return lines.with_columns(**named).drop([f"{of}_{name}" for of in ("drug", "code") for name in _RANGE])


@by_tables
def _by_drug() -> Facts:
    return _ranges_by("called", "drug", {one.name: [one] for one in drugs()})


@by_tables
def _by_code() -> Facts:
    """
    >>> table = _by_code()
    >>> table.columns["code_range"][table.columns["hcpcs"].index("J2270")]
    '0.5 mg to 1,000 mg a day of morphine sulfate'
    """
    by_name = {one.name: one for one in drugs()}
    owners: dict[str, list[Drug]] = {}
    pairs = of_pairs().columns
    for name, code in zip(pairs["drug_name"], pairs["hcpcs"], strict=True):
        owners.setdefault(str(code), []).append(by_name[str(name)])
    return _ranges_by("hcpcs", "code", owners)


def _ranges_by(on: str, prefix: str, owners: dict[str, list[Drug]]) -> Facts:
    schema: Schema = {on: nw.String} | {f"{prefix}_{name}": kind for name, kind in _RANGE.items()}
    return table_of((on,), schema, [(name, *_of(ones)) for name, ones in owners.items()])


def _of(owners: Sequence[Drug]) -> tuple[Cell, ...]:
    low, high = min(one.entry_low for one in owners), max(one.entry_high for one in owners)
    text = f"{people(low, 'mg')} to {people(high, 'mg')} a day of {' or '.join(one.name for one in owners)}"
    return float(low), float(high), text
