"""Lines that belong together: of one claim or one patient, on days that they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from hipkit.order.days import MOST_DAYS
from hipkit.review.context.columns import Amount, is_near

Lines = nw.LazyFrame[Any]

# The generic per diem of pain therapy, and those beside which its words forbid it.
GENERIC, SPECIFIC = "S9325", ("S9326", "S9327", "S9328")
EXTERNAL, IMPLANTED = ("S9326", "S9327"), "S9328"  # by the pump
# On paper a box for units holds three digits: the same code goes on, on further lines.
FULL_BOX = 999.0
_TINY = 1e-9  # shares are quotients of floats


def overlapping(lines: Lines, others: Lines, on: str, columns: Sequence[str]) -> Lines:
    """Each of `lines` with each of `others` of the same claim or patient (`on`) whose days meet its own.

    The others' `columns` come along as `other_` and the name, and so do `other_first` and `other_last`.
    """
    taken = dict.fromkeys(("first", "last", *columns))
    right = others.select(on, *(nw.col(name).alias(f"other_{name}") for name in taken if name != on))
    pairs = lines.join(right, on=on, how="inner")
    return pairs.filter((nw.col("first") <= nw.col("other_last")) & (nw.col("other_first") <= nw.col("last")))


def is_generic_pair() -> nw.Expr:
    """Whether one of two lines that meet (`overlapping`) is S9325 and the other a code beside which it is forbidden."""
    code, other = nw.col("hcpcs"), nw.col("other_hcpcs")
    first, second = (code == GENERIC) & other.is_in(SPECIFIC), (other == GENERIC) & code.is_in(SPECIFIC)
    return (first | second).fill_null(False)


def without(lines: Lines, others: Lines, on: str, due: nw.Expr | None = None) -> Lines:
    """The lines of whose days fewer than `due` (or 1) are covered by lines of `others` of the same claim or patient.

    Days that several of the others cover count as often as they do: what is found lacks days for certain. Claims of
    which a row could not be read are left out: what is missed may be in that row. So are lines whose dates HIP501
    holds wrong, and those of a claim or patient of whom one of the others has such dates. Most lines meet one with
    the very same days; only for the rest all pairs are looked at.
    """
    dated = (nw.col("days") > 0) & (nw.col("days") <= MOST_DAYS)
    undated = others.filter(~dated).select(on).unique()
    others = others.select(on, "first", "last")
    lines = lines.filter(nw.col("whole") & dated)
    rest = lines.join(others.unique(), on=[on, "first", "last"], how="anti").with_columns(
        _due=nw.lit(1.0) if due is None else due
    )
    rest = rest.join(undated, on=on, how="anti")
    name = ("claim_id", "line", "hcpcs", "first", "last")
    pairs = overlapping(rest.select(*dict.fromkeys((*name, on, "_due"))), others, on, ())
    shared = nw.min_horizontal("last", "other_last") - nw.max_horizontal("first", "other_first") + 1
    met = pairs.with_columns(_shared=shared.cast(nw.Float64)).group_by(*name, "_due").agg(nw.col("_shared").sum())
    enough = met.filter(nw.col("_shared") >= nw.col("_due")).select(*name)
    return rest.drop("_due").join(enough, on=list(name), how="anti")


def with_therapy(lines: Lines) -> Lines:
    """Each per-diem line with what the drug lines of its claim say of the therapy.

    `least` and `most` are hours a day, null where a drug of the claim does not tell its rate and hours; `rated` says
    whether each of them does.
    """
    drugs = lines.filter(nw.col("is_drug") & ~nw.col("jw") & nw.col("whole")).select(
        "claim_id",
        least=nw.when(nw.col("timed")).then(nw.col("hours_per_day")),
        most=nw.when(nw.col("timed")).then(nw.col("hours_per_day")),
        untold=nw.when(nw.col("timed")).then(0).otherwise(1),
    )
    of_claim = drugs.group_by("claim_id").agg(nw.col("least").min(), nw.col("most").max(), nw.col("untold").sum())
    told = of_claim.filter(nw.col("untold") == 0).select("claim_id", "least", "most", rated=nw.lit(True))
    joined = lines.filter(nw.col("is_per_diem")).join(told, on="claim_id", how="left")
    return joined.with_columns(rated=nw.col("rated").fill_null(False))


def with_therapy_days(lines: Lines) -> Lines:
    """The lines that tell an order, each with `therapy_days`: the per diems of its claim for the very same days, where
    they are fewer than the days, but no less than half of them; else null."""
    days = nw.col("days").cast(nw.Float64)
    fewer = nw.col("is_per_diem") & (nw.col("units") < days) & (nw.col("units") * 2 >= days)
    same = ["claim_id", "first", "last"]
    of_days = lines.filter(fewer).group_by(*same).agg(nw.col("units").max().alias("therapy_days"))
    return lines.filter(nw.col("ordered")).join(of_days, on=same, how="left")


def unexplained(orders: Lines, billed: str, right: Amount) -> Lines:
    """The lines whose column `billed` is not right for a part of the days, nor as a part of an order on several lines.

    Days may be left out of a line's span (a hospital stay): then the per diem of the same days counts how many
    remain. And one order may stand on several lines, of two packages, or where a box on paper is full: then their
    sum is right. Each rounding of a line is let pass.
    """
    days = nw.col("days").cast(nw.Float64)
    of_fewer = is_near(nw.col(billed), right.times(nw.col("therapy_days"), days)).fill_null(False)
    wrong = orders.filter(~of_fewer).with_columns(
        _share=nw.col(billed) * right.den / right.num, _one=right.den / right.num
    )
    same = ["claim_id", "hcpcs", "first", "last", "dose", "hours_per_day"]
    parts = wrong.group_by(*same).agg(nw.len().alias("_lines"), nw.col("_share").sum(), nw.col("_one").max())
    parts = parts.filter(nw.col("_lines") > 1)
    loose = nw.col("_lines").cast(nw.Float64) * nw.col("_one")
    whole = parts.filter((nw.col("_share") > 1 - loose / 2 - _TINY) & (nw.col("_share") < 1 + loose + _TINY))
    return wrong.drop("_share", "_one").join(whole.select(*same), on=same, how="anti")
