"""HIP227, the amount a day: hipkit's own guard against slips of entry, which is no advice on doses."""

from __future__ import annotations

import narwhals as nw

from hipkit.billing.guards import MOST_ML_A_DAY
from hipkit.order.days import MOST_DAYS
from hipkit.review.context.columns import rounds_by
from hipkit.review.context.overlaps import EXTERNAL, FULL_BOX, IMPLANTED, overlapping
from hipkit.review.context.ranges import with_ranges
from hipkit.review.rule import SPAN, Lines, rule, tell, tell_of_few
from hipkit.review.words import at_most, days, decimal, say

# What is mostly filled into an implanted pump: so many days at once.
_OF_REFILLS = ("J0475", "J0476", "J0735", "J2274", "J2278")
_TINY = 1e-9  # what is compared is a product of floats
_FEWEST = 10.0  # of so many days of a line a drug may have been given on one
_KEY = ("claim_id", "line", "hcpcs")


@rule(
    "HIP227",
    "amount-a-day-outside-range",
    severity="warning",
    needs=SPAN,
    citation=("hipkit", "entry range"),
)
def amount_a_day_outside_range(lines: Lines) -> Lines:
    """A drug's amount a day lies outside hipkit's entry range for it, or its volume above 1,000 mL a day.

    The range is a guard against slips, no advice: it is wide, and hipkit alone has set it. The amount is that of
    the dose and hours, where the line tells them (HIP221 then holds the units against them), else that of the units
    over the days of the line, less what rounding may have added. Below the range the units count only where days
    that were left out cannot explain it. Lines that go on where a box on paper is full (999 units) are taken
    together. What goes into an implanted pump is for many days at once and is left out, and so is what was thrown
    away.

    **Wrong** J2270 x 999999 from 2024-03-01 to 2024-03-31, 322,580 mg of morphine a day

    **Right** J2270 x 372, 120 mg a day
    """
    drugs = lines.filter(nw.col("is_drug") & ~nw.col("jw") & (nw.col("days") > 0) & (nw.col("days") <= MOST_DAYS))
    outside = _outside(with_ranges(_with_amounts(_with_all_parts(drugs))))
    return tell_of_few(_by_external_pump(outside, lines), _tell_range)


def _with_all_parts(drugs: Lines) -> Lines:
    """The lines, of those that go on where a box on paper is full the last one with the units of all."""
    same = ["claim_id", "hcpcs", "mods", "first", "last"]
    full = drugs.filter(nw.col("units") == FULL_BOX).select(*same).unique()
    parts = drugs.join(full, on=same, how="inner").group_by(*same).agg(
        nw.col("units").sum().alias("_all"), nw.col("line").max()
    )  # fmt: skip
    known = drugs.join(parts, on=[*same, "line"], how="left")
    return known.with_columns(units=nw.coalesce("_all", "units")).drop("_all")


def _with_amounts(drugs: Lines) -> Lines:
    """The lines with mg by the units, or of an unlisted code by the NDC quantity, and mg a day by dose and hours; and
    with what one unit is, and by how many units rounding may have added or taken away."""
    strength = nw.coalesce(nw.col("ndc_num") / nw.col("ndc_den"), nw.col("strength_num") / nw.col("strength_den"))
    in_ml = nw.col("ndc_uom").fill_null("ML").str.to_uppercase() == "ML"
    per = nw.col("per_num") / nw.col("per_den")
    volume = nw.when(in_ml & (nw.col("ndc_quantity") > 0)).then(nw.col("ndc_quantity"))
    span, hours = nw.col("days").cast(nw.Float64), nw.col("hours_per_day")
    rate = nw.col("rate_num") / nw.col("rate_den") * nw.when(nw.col("rate_volume")).then(
        nw.col("strength_num") / nw.col("strength_den")
    ).otherwise(1.0)  # fmt: skip
    counted = (nw.col("kind") == "drug") & nw.col("code_right") & (nw.col("units") > 0)
    by_day, by_week = rounds_by("day"), rounds_by("week")
    return drugs.with_columns(
        span=span,
        volume=volume,
        unit=nw.when(counted).then(nw.when(nw.col("per_volume")).then(per * strength).otherwise(per)),
        in_volume=nw.when((nw.col("kind") == "unlisted") & nw.col("ndc_is_drug")).then(volume * strength),
        ordered_mg=nw.when(nw.col("timed")).then(rate * hours),
        loose=nw.when(by_day).then(span).when(by_week).then(span / 7.0 + 1.0).otherwise(1.0),
    )


def _outside(drugs: Lines) -> Lines:
    """The lines outside, with `mg` or `ml` a day."""
    span, low, high, unit = nw.col("span"), nw.col("low"), nw.col("high"), nw.col("unit")
    billed = nw.coalesce(nw.col("units") * unit, nw.col("in_volume"))
    off = nw.coalesce(nw.col("loose") * unit, nw.lit(0.0))
    order = nw.col("ordered_mg")
    wrong_order = (order > high * (1.0 + _TINY)) | (order < low * (1.0 - _TINY))
    fewest = nw.when(span < _FEWEST).then(1.0).otherwise(span / _FEWEST)
    too_much = ~nw.col("ordered") & (billed - off > high * span * (1.0 + _TINY))
    too_little = order.is_null() & (billed + off < low * fewest * (1.0 - _TINY))
    flood = (~high.is_null() | (nw.col("kind") == "unlisted")) & (nw.col("volume") - 1.0 > MOST_ML_A_DAY * span)
    told_order, told_units, told_flood = (one.fill_null(False) for one in (wrong_order, too_much | too_little, flood))
    drugs = drugs.filter(told_order | told_units | told_flood)
    return drugs.with_columns(
        mg=nw.when(told_units).then(billed / span).otherwise(nw.when(told_order).then(order)),
        by_order=told_order & ~told_units,
        ml=nw.when(told_flood).then(nw.col("volume") / span),
    )


def _by_external_pump(drugs: Lines, lines: Lines) -> Lines:
    """The lines that are of no implanted pump, as far as the per diems of their days tell."""
    implanted = overlapping(drugs, lines.filter(nw.col("hcpcs") == IMPLANTED), "who", ()).select(*_KEY).unique()
    external = overlapping(drugs, lines.filter(nw.col("hcpcs").is_in(EXTERNAL)), "who", ()).select(*_KEY).unique()
    maybe = nw.col("hcpcs").is_in(_OF_REFILLS) | (nw.col("kind") == "unlisted") | nw.col("kd")
    drugs = drugs.join(implanted, on=list(_KEY), how="anti")
    known = drugs.join(external.with_columns(external=nw.lit(True)), on=list(_KEY), how="left")
    return known.filter(~maybe | nw.col("external").fill_null(False))


def _tell_range(outside: Lines) -> Lines:
    order = say(nw.col("hcpcs"), " for ", nw.col("dose"), ", ", decimal(nw.col("hours_per_day")), " hr a day, ")
    found = nw.coalesce(
        nw.when(nw.col("by_order")).then(order),
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units")), " ", days(), ", "),
        say(nw.col("hcpcs"), " ", days(), ", "),
    )
    guard = "hipkit's entry range: a guard against slips, no advice"
    return tell(
        outside.with_columns(shown=_shown(nw.coalesce("mg", "ml"))),
        None,
        say(found, nw.col("shown"),
             nw.when(nw.col("mg").is_null()).then(nw.lit(" mL a day")).otherwise(nw.lit(" mg a day"))),
        nw.when(nw.col("mg").is_null()).then(nw.lit(f"expected at most {MOST_ML_A_DAY:,} mL a day, {guard}"))
        .otherwise(say("expected ", nw.col("range"), ", ", guard)),
    )  # fmt: skip


def _shown(amount: nw.Expr) -> nw.Expr:
    """An amount a day as text; of a larger one no decimals."""
    amount = at_most(amount)
    return decimal(nw.when(amount >= 10).then(amount.floor()).otherwise(amount))
