"""Whether units and NDC quantity are what was ordered: a verdict on each line, and where it is wrong, the slip.

Nearly all lines are judged by expressions (`columns`); those whose numbers do not fit by fractions (`fractions`).
`units_ok` and `quantity_ok` are null where the order, as far as the line tells it, says nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals as nw

from hipkit.billing.likely_slips import BEGAN, ENDED, Ordered, of_quantity, of_units
from hipkit.frames.engines import Schema, collected, reference
from hipkit.review.context.columns import (
    PARTS,
    Amount,
    amount,
    fits,
    is_near,
    is_quantity,
    likely,
    likely_quantity,
    with_rounded,
    with_weeks,
)
from hipkit.review.context.counting import GR, ML, UN, is_counted, is_in
from hipkit.review.context.fractions import verdict
from hipkit.review.context.tables import MODES, QUANTITIES
from hipkit.review.words import at_most, day, decimal, whole

Lines = nw.LazyFrame[Any]

_BY_HAND: Schema = {
    "hand_key": nw.String, "hand_units_ok": nw.Boolean, "hand_quantity_ok": nw.Boolean, "hand_packages": nw.Boolean,
    "hand_units": nw.String, "hand_quantity": nw.String, "hand_units_slip": nw.String,
    "hand_quantity_slip": nw.String,
}  # fmt: skip
_OF_A_ROW = (
    "hcpcs", "kind", "units", "days", "hours_per_day", "ndc_quantity", "ndc_uom", "rate_num", "rate_den",
    "rate_volume", "rate_daily", "strength_num", "strength_den", "counts", "holds_num", "holds_den", "package_num",
    "package_den", "per_num", "per_den", "per_volume", "noc_one", "noc_ndc_units", *QUANTITIES, *MODES,
)  # fmt: skip


def with_verdicts(lines: Lines, cut: Callable[[Lines], Lines] = lambda lines: lines) -> Lines:
    """The lines with `units_ok`, `quantity_ok` and `packages`; on lines worked out by hand they are null.

    `cut` is called between steps, for an engine that cannot plan them all at once.

    `right_num` over `right_den` are the units that were ordered, of an unlisted code what the NDC quantity counts;
    `right_up` is the next whole number of them.
    """
    unlisted = nw.col("kind") == "unlisted"
    lines = lines.with_columns(
        right_num=nw.when(unlisted).then(nw.col("v_num")).otherwise(nw.col("u_num")),
        right_den=nw.when(unlisted).then(nw.col("v_den")).otherwise(nw.col("u_den")),
        days_f=nw.col("days").cast(nw.Float64),
    )
    right = amount("right")
    lines = cut(with_rounded(lines, right_up=("up", right), _full=("up", _in_packages())))
    lines = cut(with_weeks(lines, right))
    units, quantity = nw.col("units"), nw.col("ndc_quantity")
    rounded = nw.any_horizontal(
        [nw.col(column) & fits(rounding, units, right) for column, rounding in MODES.items()], ignore_nulls=True
    )
    counted = nw.any_horizontal(
        [nw.col(column) & is_quantity(stair, quantity, amount("v")) for column, stair in QUANTITIES.items()],
        ignore_nulls=True,
    )
    lines = lines.with_columns(
        _rounded=nw.when(~nw.col("right_num").is_null()).then(rounded),
        quantity_ok=nw.when(~nw.col("v_num").is_null() & ~quantity.is_null() & is_counted()).then(counted),
    )
    as_one = unlisted & nw.col("noc_one") & (units == 1) & ~nw.col("by_hand")
    by_ndc = nw.when(unlisted & ~nw.col("noc_ndc_units")).then(False).otherwise(nw.col("_rounded"))
    lines = lines.with_columns(units_ok=nw.when(as_one).then(True).otherwise(by_ndc))
    judged = nw.when(nw.col("by_hand")).then(nw.lit(None, nw.Boolean)).otherwise(nw.col("units_ok"))
    lines = lines.with_columns(units_ok=judged, packages=_packages().fill_null(False))
    return lines.drop("_rounded", "_full", "weeks_up", "weeks_nearest", "days_f")


def _in_packages() -> Amount:
    """How many packages hold what was ordered."""
    volume = amount("v")
    return Amount(volume.num * nw.col("package_den"), volume.den * nw.col("package_num"))


def _packages() -> nw.Expr:
    """Whether whole packages are billed, more than was ordered, by quantity or by units."""
    volume, full = amount("v"), nw.col("_full")
    num, den = nw.col("package_num"), nw.col("package_den")
    more = full * num * volume.den != volume.num * den
    by_quantity = ~nw.col("quantity_ok") & ((nw.col("ndc_quantity") * PARTS).round(0) * den == full * num * PARTS)
    # One mL is so many units: of an unlisted code one, of a code that counts mL by its own unit, else by the strength.
    in_ml = nw.col("per_volume") | (nw.col("kind") == "unlisted")
    over = nw.coalesce(nw.col("per_den"), nw.lit(1.0)) * nw.when(in_ml).then(1.0).otherwise(nw.col("ndc_num"))
    under = nw.coalesce(nw.col("per_num"), nw.lit(1.0)) * nw.when(in_ml).then(1.0).otherwise(nw.col("ndc_den"))
    by_units = ~nw.col("units_ok") & is_near(nw.col("units"), Amount(full * num * over, den * under))
    return more & (by_quantity.fill_null(False) | by_units.fill_null(False))


def with_fractions(lines: Lines) -> Lines:
    """The same lines with what fractions say of those that the expressions could not judge, if there are any."""
    hard = lines.filter(nw.col("by_hand"))
    rows = collected(hard.select(*_OF_A_ROW, hand_key=_key()).unique(subset="hand_key"))
    if not len(rows):
        return lines.with_columns(nw.lit(None, kind).alias(name) for name, kind in _BY_HAND.items())
    cells = [_cells(row) for row in rows.iter_rows(named=True)]
    columns = {name: [cell[i] for cell in cells] for i, name in enumerate(_BY_HAND)}
    keyed = lines.with_columns(hand_key=nw.when(nw.col("by_hand")).then(_key()))
    joined = keyed.join(reference(lines, columns, _BY_HAND), on="hand_key", how="left")
    return joined.with_columns(
        units_ok=nw.coalesce("units_ok", "hand_units_ok"),
        quantity_ok=nw.coalesce("quantity_ok", "hand_quantity_ok"),
        packages=nw.col("packages") | nw.col("hand_packages").fill_null(False),
    )


def _key() -> nw.Expr:
    """All that a verdict hangs on, as one text."""
    texts = [nw.col(name) for name in ("hcpcs", "payer", "dose", "strength", "ndc11", "ndc_uom")]
    numbers = [decimal(nw.col(name)) for name in ("units", "hours_per_day", "ndc_quantity")]
    of_days = [day(nw.col("date_from")), nw.col("days").cast(nw.String)]
    return nw.concat_str([one.fill_null("") for one in (*texts, *numbers, *of_days)], separator="|")


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    found = verdict(row)
    return (
        row["hand_key"], found.units_ok, found.quantity_ok, found.packages, found.units_right, found.quantity_right,
        found.units_slip, found.quantity_slip,
    )  # fmt: skip


def right_units() -> nw.Expr:
    """The units that were ordered, rounded up once for the line, as text."""
    return nw.coalesce(nw.col("hand_units"), whole(nw.col("right_up")))


def with_volume(orders: Lines) -> Lines:
    """The lines with `parts`: the thousandths of a mL, vial or gram that were ordered, to the nearest; all that a claim
    can carry."""
    return with_rounded(orders, parts=("nearest", amount("v").times(PARTS)))


def right_quantity() -> nw.Expr:
    """The mL, vials or grams that were ordered, of `with_volume`, as text."""
    return nw.coalesce(
        nw.col("hand_quantity"), decimal(at_most(nw.max_horizontal(nw.col("parts"), nw.lit(1.0)) / PARTS))
    )


def _ordered(right: Amount) -> Ordered:
    """What was ordered, as columns."""
    milligrams = amount("a")
    return Ordered(
        units=right,
        milligrams=milligrams,
        counted=amount("v"),
        in_ml=is_in(ML),
        in_vials=is_in(UN),
        in_grams=is_in(GR),
        by_order_strength=milligrams.times(nw.col("strength_den"), nw.col("strength_num")),
        strength=(nw.col("strength_num"), nw.col("strength_den")),
        package=(nw.col("package_num"), nw.col("package_den")),
        days=nw.col("days").cast(nw.Float64),
        hours=nw.col("hours"),
        began=nw.col("hcpcs") == BEGAN,
        ended=nw.col("hcpcs") == ENDED,
    )


def units_slip() -> nw.Expr:
    """The likely slip behind wrong units."""
    right = amount("right")
    return nw.coalesce(nw.col("hand_units_slip"), likely(nw.col("units"), right, of_units(_ordered(right))))


def quantity_slip() -> nw.Expr:
    """The likely slip behind a wrong NDC quantity."""
    guesses = of_quantity(_ordered(amount("u")))
    return nw.coalesce(nw.col("hand_quantity_slip"), likely_quantity(nw.col("ndc_quantity"), amount("v"), guesses))
