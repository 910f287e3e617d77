"""HIP3xx, the NDC quantity: whether it is that of the order, and of the units where no order is told."""

from __future__ import annotations

import narwhals as nw

from hipkit.billing.likely_slips import Guess, of_pair
from hipkit.review.context.amounts import EXACT
from hipkit.review.context.columns import PARTS, Amount, amount, likely, rounds_by
from hipkit.review.context.counting import GR, MG_IN_A_GRAM, ML, UN, in_words, is_counted, is_in, why_not_counted
from hipkit.review.context.overlaps import unexplained
from hipkit.review.context.verdicts import quantity_slip, right_quantity, with_volume
from hipkit.review.rule import SPAN, Lines, leave_open, rule, tell, tell_of_few
from hipkit.review.words import at_most, decimal, say

ORDER = ("dose", "hours_per_day", "strength")
_HALVES = 2.0 * PARTS  # of a quantity, which has three decimals
_FAR = 1.001
_LEAST, _TENFOLD = 1.0 / PARTS, 10.0 / MG_IN_A_GRAM  # grams; the tenfold of a mg in grams
# Why an NDC quantity is not held against the order, or the units against it.
_ORDER = ", so it is not held against the order"
_UNITS = ", so the units are not checked against the NDC quantity"
_PER_ML = "one unit of the code is an amount in mL, and the NDC quantity is in vials (UN) or grams (GR)"
_NO_QUANTITY = "the line tells neither an order nor an NDC quantity that the units could be checked against"
_LITTLE = (
    "a whole gram, or 0.001 gram, stands for a tenth of it or less: a quantity is not rounded to nothing, and whether "
    "the payer takes so much for so little is not checked"
)


def _is_little(milligrams: nw.Expr) -> nw.Expr:
    """Whether grams are many times what was given, since a quantity is not rounded to nothing."""
    quantity = nw.col("ndc_quantity")
    whole = (quantity == 1) & (nw.col("ndc_nearest_whole") | nw.col("ndc_up_whole"))
    least = whole | ((quantity == _LEAST) & nw.col("ndc_exact"))
    return (is_in(GR) & is_counted() & least & (milligrams * _TENFOLD <= quantity)).fill_null(False)


def _not_held(lines: Lines) -> Lines:
    """Drug lines of an order whose NDC quantity is not held against it."""
    rate = nw.col("rate_num") / nw.col("rate_den") * nw.when(nw.col("rate_volume")).then(
        nw.col("strength_num") / nw.col("strength_den")
    ).otherwise(1.0)  # fmt: skip
    ordered = rate * nw.col("hours_per_day") * nw.col("days").cast(nw.Float64)
    why = nw.coalesce(say(why_not_counted(), _ORDER), nw.when(_is_little(ordered)).then(nw.lit(_LITTLE)))
    lines = lines.filter(nw.col("ordered") & (nw.col("ndc_quantity") > 0)).with_columns(why=why)
    return leave_open(lines, ~nw.col("why").is_null(), nw.col("why"))


@rule(
    "HIP307",
    "ndc-quantity-against-order",
    severity="error",
    needs=(*SPAN, *ORDER, "ndc", "ndc_quantity", "ndc_uom"),
    citation=("hipkit", "strength"),
    view="orders",
    unjudged=_not_held,
)
def ndc_quantity_against_order(orders: Lines) -> Lines:
    """The NDC quantity is not that of the dose, hours, days and strength.

    The volume counts in the strength of the product dispensed, that of its NDC where a table has it. A diluted
    bag's strength in its place bills as many times too much as the bag is thinner: 5 mg/mL from vials of 25 mg/mL, five
    times. A powder in vials (UN) counts vials, by what one vial holds: 7.44 of 500 mg for 3720 mg. A bulk powder (GR)
    counts grams: 3.72. The quantity may have three decimals, or be whole where the payer rounds it or is silent.
    Without a strength of its kind of product the quantity is counted as not checked.

    **Wrong** ML 744 for 5 mg/hr, 24 hours a day, 31 days, NDC 00409-1134-03 of 50 mg/mL

    **Right** ML 74.4
    """
    some = nw.col("ndc_quantity") > 0
    wrong = orders.filter(~nw.col("quantity_ok") & ~nw.col("packages") & some)
    return tell_of_few(wrong, _tell_quantity)


def _tell_quantity(wrong: Lines) -> Lines:
    wrong = unexplained(wrong, "ndc_quantity", amount("v"))
    hours, days = decimal(nw.col("hours_per_day")), nw.col("days").cast(nw.String)
    strength = nw.when(~is_in(GR)).then(nw.coalesce(nw.col("ndc_strength"), nw.col("strength")))
    at = nw.coalesce(say(" at ", strength), nw.lit(""))
    order = say(nw.col("dose"), ", ", hours, " hr a day, ", days, " days", at)
    return tell(
        with_volume(wrong),
        None,
        say("the NDC quantity ", decimal(nw.col("ndc_quantity"))),
        say("expected ", right_quantity(), " ", in_words(nw.col("counts")), " for ", order),
        quantity_slip(),
    )


def _not_compared(lines: Lines) -> Lines:
    """Drug lines whose units nothing can be held against: no order, and no quantity that tells an amount of drug."""
    quantity, by_volume = nw.col("ndc_quantity"), nw.col("per_volume")
    needs = (quantity > 0) & ~(by_volume & is_counted() & is_in(ML))
    amount_of_units = nw.col("units") * nw.col("per_num") / nw.col("per_den")
    why = (
        nw.when(nw.col("per_num").is_null()).then(nw.lit("hipkit does not know how much one unit of the code is"))
        .when(needs & ~why_not_counted().is_null()).then(say(why_not_counted(), _UNITS))
        .when(needs & by_volume).then(nw.lit(f"{_PER_ML}{_UNITS}"))
        .when(needs & _is_little(amount_of_units)).then(nw.lit(_LITTLE))
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

    Units times the code's unit, and millilitres times the strength, are the same drug; so are vials times what one
    holds, and grams. It is checked only where the line does not give the whole order; else HIP221 and HIP307 check it.
    The units may have been rounded by day, the quantity to a whole number. Where neither hipkit's tables nor the line
    tell the strength, the line is counted as not checked.

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
    counted = Amount(quantity, nw.lit(1.0))
    as_mg = counted.times(nw.col("per_den"), nw.col("per_num"))
    mixed_up = [
        Guess("ml-for-units", counted, is_in(ML)),
        Guess("vials-for-units", counted, is_in(UN)),
        Guess("mg-for-ml", as_mg, is_in(ML)),
        Guess("mg-for-vials", as_mg, is_in(UN)),
        Guess("mg-for-grams", as_mg, is_in(GR)),
        Guess("mg-for-ml", right.times(nw.col("sn"), nw.col("sd")), is_in(ML)),
    ]
    unit = nw.coalesce(nw.when(~is_in(ML)).then(say(" ", in_words(nw.col("counts")))), nw.lit(""))
    wrong = wrong.with_columns(about=quantity * under / over)
    by_list = nw.when((nw.col("ndc_added") != "") & ~is_in(GR)).then(say(" at ", nw.col("ndc_strength")))
    listed = nw.coalesce(by_list, nw.lit(""))
    return tell(
        wrong.with_columns(about=at_most(nw.col("about"))),
        None,
        say(nw.col("hcpcs"), " x ", decimal(units), " with NDC quantity ", decimal(quantity), unit),
        say("expected about ", decimal(nw.col("about")), " units of ", nw.col("per"), " for it", listed),
        likely(units, right, of_pair(right, in_mg, is_in(ML), mixed_up)),
    )


def _compared(lines: Lines) -> Lines:
    """Drug lines whose units are to be held against their NDC quantity: no whole order is told."""
    judged = (
        (nw.col("kind") == "drug") & ~nw.col("ordered") & ~nw.col("jw") & nw.col("code_right") & (nw.col("days") > 0)
    )
    whole = (nw.col("units") > 0) & (nw.col("units") == nw.col("units").floor())
    return lines.filter(judged & whole)


def _unordered(lines: Lines) -> Lines:
    """Drug lines that do not tell a whole order, and in what their NDC quantity counts one unit as `over` / `under` of
    it, rounded within `loose`."""
    by_volume, by_day = nw.col("per_volume"), rounds_by("day")
    counted = is_counted() & (nw.col("ndc_quantity") > 0) & (is_in(ML) | ~by_volume)
    drugs = _compared(lines).filter(counted).with_columns(sn=nw.col("holds_num"), sd=nw.col("holds_den"))
    halves = (nw.col("ndc_quantity") * _HALVES).round(0)
    whole = nw.col("ndc_quantity") == nw.col("ndc_quantity").round(0)
    return drugs.with_columns(
        over=nw.when(by_volume).then(nw.col("per_num")).otherwise(nw.col("per_num") * nw.col("sd")),
        under=nw.when(by_volume).then(nw.col("per_den")).otherwise(nw.col("per_den") * nw.col("sn")),
        loose=nw.when(by_day).then(nw.col("days").cast(nw.Float64)).otherwise(1.0),
        # The least that a claim can carry stands for less, too.
        low=nw.when(halves <= 2.0).then(0.0).otherwise(halves - nw.when(whole).then(_HALVES).otherwise(1.0)),
        high=halves + nw.when(whole).then(_HALVES / 2).otherwise(1.0),
    )
