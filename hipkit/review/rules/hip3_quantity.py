"""HIP3xx, the NDC quantity: whether it is that of the order, and of the units where no order is told."""

from __future__ import annotations

import narwhals as nw

from hipkit.billing.likely_slips import Guess, of_pair
from hipkit.review.context.amounts import EXACT
from hipkit.review.context.columns import PARTS, Amount, amount, likely, rounds_by
from hipkit.review.context.overlaps import unexplained
from hipkit.review.context.verdicts import quantity_slip, right_quantity, with_volume
from hipkit.review.rule import SPAN, Lines, leave_open, rule, tell, tell_of_few
from hipkit.review.words import at_most, decimal, say

ORDER = ("dose", "hours_per_day", "strength")
_HALVES = 2.0 * PARTS  # of a quantity, which has three decimals
_FAR = 1.001
# Why the units of a drug line are not held against its NDC quantity.
_UNITS = "so the units are not checked against the NDC quantity"
_UNKNOWN_NDC = f"the NDC is not in hipkit's tables and no strength is told, {_UNITS}"
_NO_NDC = f"an NDC quantity without an NDC and without a strength tells no amount of drug, {_UNITS}"
_NO_STRENGTH = f"hipkit's tables have no strength for the NDC, and the line tells none, {_UNITS}"
_OTHER_UNIT = f"the NDC quantity is not in mL (ML), and review counts no other unit of measure, {_UNITS}"
_NO_VOLUME = "the NDC quantity is not in mL (ML), and review holds no other unit of measure against the order"
_NO_QUANTITY = "the line tells neither an order nor an NDC quantity that the units could be checked against"


def _in_another_unit(orders: Lines) -> Lines:
    """Drug lines of an order whose NDC quantity counts no mL, but vials or grams."""
    other = nw.col("ndc_uom").str.to_uppercase() != "ML"
    return leave_open(orders, nw.col("ordered") & other & (nw.col("ndc_quantity") > 0), _NO_VOLUME)


@rule(
    "HIP307",
    "ndc-quantity-against-order",
    severity="error",
    needs=(*SPAN, *ORDER, "ndc", "ndc_quantity", "ndc_uom"),
    citation=("hipkit", "strength"),
    view="orders",
    unjudged=_in_another_unit,
)
def ndc_quantity_against_order(orders: Lines) -> Lines:
    """The NDC quantity is not that of the dose, hours, days and strength.

    The volume counts in the strength of the product dispensed, that of its NDC where CMS's crosswalk has it. A diluted
    bag's strength in its place bills as many times too much as the bag is thinner: 5 mg/mL from vials of 25 mg/mL, five
    times. The quantity may have three decimals, or be whole where the payer rounds it or is silent.

    **Wrong** ML 744 for 5 mg/hr, 24 hours a day, 31 days, NDC 00409-1134-03 of 50 mg/mL

    **Right** ML 74.4
    """
    some = nw.col("ndc_quantity") > 0
    wrong = orders.filter(~nw.col("quantity_ok") & ~nw.col("packages") & some)
    return tell_of_few(wrong, _tell_quantity)


def _tell_quantity(wrong: Lines) -> Lines:
    wrong = unexplained(wrong, "ndc_quantity", amount("v"))
    hours, strength = decimal(nw.col("hours_per_day")), nw.coalesce(nw.col("ndc_strength"), nw.col("strength"))
    order = say(nw.col("dose"), ", ", hours, " hr a day, ", nw.col("days").cast(nw.String), " days at ", strength)
    return tell(
        with_volume(wrong),
        None,
        say("the NDC quantity ", decimal(nw.col("ndc_quantity"))),
        say("expected ", right_quantity(), " mL for ", order),
        quantity_slip(),
    )


def _not_compared(lines: Lines) -> Lines:
    """Drug lines whose units nothing can be held against: no order, and no volume of a known strength."""
    uom, quantity = nw.col("ndc_uom").fill_null("ML").str.to_uppercase(), nw.col("ndc_quantity")
    by_volume = (uom == "ML") & (quantity > 0)
    strength = nw.col("per_volume") | ~nw.coalesce("ndc_num", "strength_num").is_null()
    why = (
        nw.when(nw.col("per_num").is_null()).then(nw.lit("hipkit does not know how much one unit of the code is"))
        .when(by_volume & ~strength & nw.col("ndc").is_null()).then(nw.lit(_NO_NDC))
        .when(by_volume & ~strength & nw.col("ndc_name").is_null()).then(nw.lit(_UNKNOWN_NDC))
        .when(by_volume & ~strength).then(nw.lit(_NO_STRENGTH))
        .when((quantity > 0) & (uom != "ML")).then(nw.lit(_OTHER_UNIT))
        .when(quantity.is_null()).then(nw.lit(_NO_QUANTITY))
    )  # fmt: skip
    lines = _compared(lines).with_columns(why=why)
    return leave_open(lines, ~nw.col("why").is_null(), nw.col("why"))


@rule(
    "HIP309",
    "ndc-quantity-against-units",
    severity="error",
    needs=(*SPAN, "ndc_quantity", "ndc_uom"),
    citation=("cms-crosswalk", "billing units of a package"),
    unjudged=_not_compared,
)
def ndc_quantity_against_units(lines: Lines) -> Lines:
    """Units and NDC quantity tell of different amounts, further apart than rounding can bring them.

    Units times the code's unit, and millilitres times the strength, are the same drug. It is checked only where the
    line does not give the whole order; else HIP221 and HIP307 check it. The units may have been rounded by day, the
    quantity to a whole number. Where the NDC is not in hipkit's tables, or the quantity is no volume, the line is
    counted as not checked.

    **Wrong** J2270 x 3720 with ML 74.4 of NDC 00409-1134-03, 50 mg/mL

    **Right** J2270 x 372 with ML 74.4
    """
    units, quantity, drugs = nw.col("units"), nw.col("ndc_quantity"), _unordered(lines)
    over, under = nw.col("over"), nw.col("under")
    # In two-thousandths of a mL all is whole, and below 2^53 it is exact; beyond, only what is far apart is told.
    one = over * _HALVES
    proved = ((units + nw.col("loose")) * one * 2 < EXACT) & ((nw.col("high") + _HALVES) * under * 2 < EXACT)
    too_many = (units - nw.col("loose")) * one >= nw.col("high") * under
    too_few = (units * 2 + nw.col("loose")) * one <= nw.col("low") * under * 2
    far = (units - nw.col("loose")) * over > (quantity + 1) * under * _FAR
    far = far | ((units + nw.col("loose")) * over * _FAR < (quantity - 1) * under)
    return tell_of_few(drugs.filter((proved & (too_many | too_few)) | far), _tell_pair)


def _tell_pair(wrong: Lines) -> Lines:
    units, quantity, over, under = (nw.col(name) for name in ("units", "ndc_quantity", "over", "under"))
    right, in_mg = Amount(quantity * under, over), Amount(quantity * nw.col("sn"), nw.col("sd"))
    in_ml = Amount(quantity, nw.lit(1.0))
    mixed_up = [
        Guess("ml-for-units", in_ml),
        Guess("mg-for-ml", in_ml.times(nw.col("per_den"), nw.col("per_num"))),
        Guess("mg-for-ml", right.times(nw.col("sn"), nw.col("sd"))),
    ]
    wrong = wrong.with_columns(about=quantity * under / over)
    return tell(
        wrong.with_columns(about=at_most(nw.col("about"))),
        None,
        say(nw.col("hcpcs"), " x ", decimal(units), " with NDC quantity ", decimal(quantity)),
        say("expected about ", decimal(nw.col("about")), " units of ", nw.col("per"), " for it"),
        likely(units, right, of_pair(right, in_mg, mixed_up)),
    )


def _compared(lines: Lines) -> Lines:
    """Drug lines whose units are to be held against their NDC quantity: no whole order is told."""
    judged = (
        (nw.col("kind") == "drug") & ~nw.col("ordered") & ~nw.col("jw") & nw.col("code_right") & (nw.col("days") > 0)
    )
    whole = (nw.col("units") > 0) & (nw.col("units") == nw.col("units").floor())
    return lines.filter(judged & whole)


def _unordered(lines: Lines) -> Lines:
    """Drug lines in mL that do not tell a whole order: one unit is `over` / `under` mL, rounded within `loose`."""
    in_ml = nw.col("ndc_uom").fill_null("ML").str.to_uppercase() == "ML"
    drugs = _compared(lines).filter(in_ml & (nw.col("ndc_quantity") > 0))
    drugs = drugs.with_columns(sn=nw.coalesce("ndc_num", "strength_num"), sd=nw.coalesce("ndc_den", "strength_den"))
    by_volume, by_day = nw.col("per_volume"), rounds_by("day")
    halves = (nw.col("ndc_quantity") * _HALVES).round(0)
    whole = nw.col("ndc_quantity") == nw.col("ndc_quantity").round(0)
    return drugs.with_columns(
        over=nw.when(by_volume).then(nw.col("per_num")).otherwise(nw.col("per_num") * nw.col("sd")),
        under=nw.when(by_volume).then(nw.col("per_den")).otherwise(nw.col("per_den") * nw.col("sn")),
        loose=nw.when(by_day).then(nw.col("days").cast(nw.Float64)).otherwise(1.0),
        low=halves - nw.when(whole).then(_HALVES).otherwise(1.0),
        high=halves + nw.when(whole).then(_HALVES / 2).otherwise(1.0),
    )
