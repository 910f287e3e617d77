"""One part of a table, reviewed: its findings, the charges of the lines that they are on, and what it counts.

Charges are read as the decimals that they are and added as whole numbers, so the sums are exact.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import narwhals as nw

from hipkit.frames.engines import collected
from hipkit.review.finding import COLUMNS
from hipkit.review.run.rules import NotChecked, NotRun, Reviewed, review
from hipkit.review.table import Remark, SetAside

if TYPE_CHECKING:
    import polars as pl

Lines = nw.LazyFrame[Any]

# What has to be put right before a claim goes out; all else is for information.
FAULTS = ("error", "warning")
PARTS_OF_DOLLAR = 10**6
LINE = ("claim_id", "line")


@dataclass(frozen=True)
class Totals:
    """What a part holds: its rows and claims, the lines with a charge that is not zero, and all charges in millionths
    of a dollar."""

    rows: int
    claims: int
    charged: int
    millionths: int


@dataclass(frozen=True)
class Part:
    """Findings (columns of `finding.COLUMNS`), the lines with an error or a warning (`claim_id`, `line`, `charge` in
    millionths of a dollar, null where there is none), the totals, the rules that the columns do not allow, and what
    rules could not judge."""

    findings: pl.DataFrame
    charges: pl.DataFrame
    totals: Totals
    not_run: tuple[NotRun, ...]
    not_checked: tuple[NotChecked, ...] = ()


def reviewed(lines: Lines, rules: Sequence[str], today: datetime.date, set_aside: Sequence[SetAside] = ()) -> Part:
    """The part with the rules of these codes; `set_aside` are rows that its claims lack."""
    if lines.implementation.is_polars():  # worked out once, and not anew for each thing that is asked of it
        lines = collected(lines).lazy()
    if not rules:
        return Part(_none(), _none().select(*LINE, charge="line"), _totals(lines), ())
    outcome = review(lines, rules, (), today, set_aside)
    findings = _local(outcome.findings)
    part = Part(findings, _charges(lines, findings, outcome), _totals(lines), outcome.not_run, outcome.not_checked)
    if lines.implementation.is_spark_like():
        nw.to_native(outcome.findings).unpersist()
    return part


def around(
    lines: Lines,
    rules: Sequence[str],
    today: datetime.date,
    set_aside: Sequence[SetAside],
    remarks: Sequence[Remark],
) -> pl.DataFrame:
    """The findings of the rules on rows that could not be read, and on what is around the lines of a file."""
    if not rules:
        return _none()
    return _local(review(lines.head(0), rules, (), today, set_aside, remarks).findings)


def _none() -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(schema={name: pl.Int64 if name == "line" else pl.String for name in COLUMNS})


def _local(frame: Lines) -> pl.DataFrame:
    return collected(frame).to_polars().select(*COLUMNS)


def _charges(lines: Lines, findings: pl.DataFrame, outcome: Reviewed) -> pl.DataFrame:
    """The lines with an error or a warning. Lines that have one number in a claim are all of them meant."""
    import polars as pl

    have = lines.collect_schema().names()
    columns = (*LINE, "charge") if "charge" in have else LINE
    if lines.implementation.is_spark_like():
        faults = outcome.findings.filter(nw.col("severity").is_in(FAULTS)).select(*LINE).unique()
        local = collected(lines.select(*columns).join(faults, on=list(LINE), how="semi")).to_polars()
    else:
        keys = findings.filter(pl.col("severity").is_in(FAULTS)).select(*LINE).unique()
        local = collected(lines.select(*columns)).to_polars().join(keys, on=LINE, how="semi")
    charge = pl.col("charge") if "charge" in have else pl.lit(None, pl.Float64)
    return local.select(*LINE, charge=(charge * PARTS_OF_DOLLAR).round(0).cast(pl.Int64))


def _totals(lines: Lines) -> Totals:
    counted = {"rows": nw.len(), "claims": nw.col("claim_id").n_unique()}
    if "charge" in lines.collect_schema().names():
        dollars = nw.col("charge").floor()
        rest = ((nw.col("charge") - dollars) * PARTS_OF_DOLLAR).round(0)
        counted |= {
            "charged": nw.when(nw.col("charge") != 0).then(nw.lit(1)).otherwise(nw.lit(0)).sum(),
            "dollars": dollars.cast(nw.Int64).sum(),
            "rest": rest.cast(nw.Int64).sum(),
        }
    (row,) = collected(lines.select(**counted)).rows(named=True)
    sums = {name: int(value or 0) for name, value in row.items()}
    millionths = sums.get("dollars", 0) * PARTS_OF_DOLLAR + sums.get("rest", 0)
    return Totals(sums["rows"], sums["claims"], sums.get("charged", 0), millionths)


def dollars(millionths: int) -> Fraction:
    """An amount as a fraction of dollars.

    >>> dollars(3_100_500_000)
    Fraction(6201, 2)
    """
    return Fraction(millionths, PARTS_OF_DOLLAR)
