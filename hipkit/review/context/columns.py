"""Whether whole units, or an NDC quantity, are a rounding of what was ordered: proved by products, never by division.

`num` over `den` is the exact amount, both whole and below 2^53 together with what they are multiplied by
(`amounts.with_amounts` sees to that). Units round up if (units - 1) x den < num <= units x den, and so on. A
quotient is taken only where it is put right afterwards by such a proof. `hipkit.values.rounding` is the same
in fractions, and the tests hold both together.

Steps are columns of their own: an engine that plans by text would else see each of them over and over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from hipkit.billing.likely_slips import Guess
from hipkit.payers.axes.hcpcs_rounding import Period, Rounding
from hipkit.payers.axes.ndc_quantity import Stair
from hipkit.reference.slips import slip
from hipkit.review.context.tables import MODES

Lines = nw.LazyFrame[Any]

WEEK = 7.0
PARTS = 1000.0  # an NDC quantity is carried to three decimals


@dataclass(frozen=True)
class Amount:
    """An exact amount: numerator and denominator, whole numbers in float64."""

    num: nw.Expr
    den: nw.Expr

    def times(self, num: nw.Expr | float, den: nw.Expr | float = 1.0) -> Amount:
        """So many times the amount."""
        return Amount(self.num * num, self.den * den)


def amount(name: str) -> Amount:
    """The amount that stands in the columns `name_num` and `name_den`."""
    return Amount(nw.col(f"{name}_num"), nw.col(f"{name}_den"))


def with_rounded(lines: Lines, **rounded: tuple[str, Amount]) -> Lines:
    """The lines with amounts rounded `up`, or to the `nearest` with a half up, each as a column.

    The float quotient is at most one off, and the proof says by what.

    >>> import polars as pl
    >>> frame = nw.from_native(pl.LazyFrame({"a_num": [7.0, 8.0, 9.0], "a_den": [4.0, 4.0, 4.0]}))
    >>> found = with_rounded(frame, up=("up", amount("a")), near=("nearest", amount("a"))).collect()
    >>> found["up"].to_list(), found["near"].to_list()
    ([2.0, 2.0, 3.0], [2.0, 2.0, 2.0])
    """
    near = {
        name: (of.num / of.den).ceil() if mode == "up" else ((of.num * 2 + of.den) / (of.den * 2)).floor()
        for name, (mode, of) in rounded.items()
    }
    lines = lines.with_columns(**near)
    return lines.with_columns(
        **{name: nw.col(name) + _off(nw.col(name), mode, of) for name, (mode, of) in rounded.items()}
    )


def _off(near: nw.Expr, mode: str, of: Amount) -> nw.Expr:
    """What a rounded quotient lacks: -1, 0 or 1."""
    if mode == "up":
        more, less = near * of.den < of.num, (near - 1) * of.den >= of.num
    else:
        more, less = (near * 2 + 1) * of.den <= of.num * 2, (near * 2 - 1) * of.den > of.num * 2
    return nw.when(more).then(1.0).otherwise(0.0) - nw.when(less).then(1.0).otherwise(0.0)


def is_up(units: nw.Expr, amount: Amount, step: nw.Expr | float = 1.0) -> nw.Expr:
    """Whether units are the amount rounded up to a multiple of `step`, of which they are one."""
    return ((units - step) * amount.den < amount.num) & (amount.num <= units * amount.den)


def is_nearest(units: nw.Expr, amount: Amount, step: nw.Expr | float = 1.0) -> nw.Expr:
    """Whether units are the amount rounded to the nearest multiple of `step`, a half up; never 0, but 1."""
    low, high = (units * 2 - step) * amount.den, (units * 2 + step) * amount.den
    nothing = (units == 1) & (amount.num * 2 < amount.den * step)
    return ((low <= amount.num * 2) & (amount.num * 2 < high)) | nothing


def with_weeks(lines: Lines, of: Amount) -> Lines:
    """The lines with the units of seven days from the first, of the next seven, and of the rest: `weeks_up`, and
    `weeks_nearest`, at least one. `days` are whole numbers in float64."""
    days = nw.col("days_f")
    lines = lines.with_columns(_weeks=((days + 0.5) / WEEK).floor(), _daily=of.den * days)
    lines = lines.with_columns(_rest=days - nw.col("_weeks") * WEEK)
    week = Amount(of.num * WEEK, nw.col("_daily"))
    rest = Amount(of.num * nw.col("_rest"), nw.col("_daily"))
    lines = with_rounded(lines, _wu=("up", week), _ru=("up", rest), _wn=("nearest", week), _rn=("nearest", rest))
    summed = {
        name: nw.col("_weeks") * nw.col(f"_w{part}") + nw.col(f"_r{part}")
        for name, part in (("weeks_up", "u"), ("weeks_nearest", "n"))
    }
    lines = lines.with_columns(**summed)
    least = {name: nw.when(nw.col(name) < 1).then(1.0).otherwise(nw.col(name)) for name in summed}
    return lines.with_columns(**least).drop("_weeks", "_daily", "_rest", "_wu", "_ru", "_wn", "_rn")


def fits(rounding: Rounding, units: nw.Expr, of: Amount) -> nw.Expr:
    """Whether units are the amount as a payer rounds it. By week they are compared with the columns of `with_weeks`."""
    goes_up = rounding.mode == "up"
    if rounding.period == "span":
        return (is_up if goes_up else is_nearest)(units, of)
    if rounding.period == "week":
        return units == nw.col("weeks_up" if goes_up else "weeks_nearest")
    days = nw.col("days_f")
    shared = (units / days).round(0) * days == units
    if goes_up:
        return shared & is_up(units, of, days)
    # One unit where the nearest of every day is none.
    return (shared & is_nearest(units, of, days)) | ((units == 1) & (of.num * 2 < of.den * days))


def rounds_by(period: Period) -> nw.Expr:
    """Whether the payer may round by day, or by week."""
    return reduce(or_, (nw.col(column) for column, rounding in MODES.items() if rounding.period == period))


def is_quantity(stair: Stair, quantity: nw.Expr, of: Amount) -> nw.Expr:
    """Whether a quantity, of which the fourth decimal is left off, is the amount as a payer rounds it, and never 0."""
    steps = (quantity * stair.steps).round(0)
    rounded = (is_nearest if stair.halves else is_up)(steps, of.times(stair.steps))
    return rounded if stair.steps > 1 else rounded & (quantity == steps)


def likely(units: nw.Expr, right: Amount, guesses: Iterable[Guess]) -> nw.Expr:
    """The first slip by which the units come out, where it would not give the right ones too; else null."""
    one = nw.lit(1.0)
    return nw.when(~is_within(units, right, one)).then(_first(units, guesses, one))


def likely_quantity(quantity: nw.Expr, right: Amount, guesses: Iterable[Guess]) -> nw.Expr:
    """The same for an NDC quantity, which may have three decimals or be whole."""
    loose = nw.when(quantity == quantity.round(0)).then(1.0).otherwise(0.00051)
    return nw.when(~is_within(quantity, right, loose)).then(_first(quantity, guesses, loose))


def _first(billed: nw.Expr, guesses: Iterable[Guess], loose: nw.Expr) -> nw.Expr:
    said = []
    for guess in guesses:
        meant = is_within(billed, guess.amount, loose)
        meant = meant if guess.where is None else meant & guess.where
        said.append(nw.when(meant).then(nw.lit(slip(guess.name))))
    return nw.coalesce(*said)


def is_near(units: nw.Expr, of: Amount) -> nw.Expr:
    """Whether units are less than one from the amount, and it is not next to nothing."""
    return is_within(units, of, nw.lit(1.0))


def is_within(billed: nw.Expr, of: Amount, loose: nw.Expr) -> nw.Expr:
    """Whether what is billed is less than so much from the amount, and the amount more than half of that."""
    apart, most = billed * of.den - of.num, of.den * loose
    return (apart < most) & (-most < apart) & (of.num * 2 > most)
