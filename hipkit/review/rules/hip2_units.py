"""HIP22x, units of drugs: against what was ordered, and the ways in which they go wrong."""

from __future__ import annotations

import narwhals as nw

from hipkit.frames.engines import collected, reference
from hipkit.reference.slips import slip
from hipkit.review.context.amounts import of_maxima
from hipkit.review.context.columns import amount, is_near
from hipkit.review.context.counting import ML, in_words, is_in
from hipkit.review.context.overlaps import unexplained
from hipkit.review.context.verdicts import right_quantity, right_units, units_slip, with_volume
from hipkit.review.rule import SPAN, Lines, leave_open, rule, tell, tell_of_few
from hipkit.review.words import decimal, say

ORDER = (
    "claim_id", "line", "date_from", "date_through", "code", "units", "dose", "hours_per_day", "strength",
)  # fmt: skip


def _order() -> nw.Expr:
    """What was ordered, as the line tells it: `5 mg/hr, 24 hr a day, 31 days`."""
    hours, days = decimal(nw.col("hours_per_day")), nw.col("days").cast(nw.String)
    return say(nw.col("dose"), ", ", hours, " hr a day, ", days, " days")


def _why_not_ordered() -> nw.Expr:
    """What a drug line with a dose that can be read lacks of a whole order; null where nothing, or no such line."""
    hours, by_weight = nw.col("hours_per_day"), nw.col("rate_by_weight").fill_null(False)
    some = nw.col("is_drug") & ~nw.col("jw") & ~nw.col("dose").is_null() & ~nw.col("ordered") & (nw.col("days") > 0)
    read = by_weight | ~nw.col("rate_num").is_null()
    sensible = hours.is_null() | ((hours > 0) & (hours <= 24))
    unneeded = nw.col("strength").is_null() | nw.col("strength_by_vial")
    strength = nw.coalesce("strength_num", nw.when(unneeded).then(1.0)).is_finite()
    why = (
        nw.when(by_weight).then(nw.lit("a dose by weight needs the weight"))
        .when(hours.is_null()).then(nw.lit("the hours a day are not known"))
        .when(nw.col("rate_daily")).then(nw.lit("a dose by the day goes with 24 hours a day"))
        .otherwise(nw.lit("a dose in mL needs the strength"))
    )  # fmt: skip
    return nw.when((some & read & sensible & strength).fill_null(False)).then(why)


def _why_not_counted() -> nw.Expr:
    """Why the units of a line that tells a whole order cannot be worked out by the product; null where they can."""
    some = (nw.col("units") > 0) & nw.col("code_right")
    unlisted = (nw.col("kind") == "unlisted") & nw.col("noc_ndc_units")
    by_product = nw.col("per_volume") | (unlisted & ~(nw.col("noc_one") & (nw.col("units") == 1)))
    why = (
        nw.when(nw.col("holds_num").is_null()).then(nw.lit("what the product holds in each mL or vial is not known"))
        .when(nw.col("per_volume") & ~is_in(ML)).then(nw.lit("the code counts mL, and the product has none"))
    )  # fmt: skip
    return nw.when((nw.col("ordered") & some & by_product).fill_null(False)).then(why)


def _part_of_an_order(lines: Lines) -> Lines:
    lines = lines.with_columns(why=nw.coalesce(_why_not_ordered(), _why_not_counted()))
    reason = say("the line tells a dose, but its units are not checked by it: ", nw.col("why"))
    return leave_open(lines, ~nw.col("why").is_null(), reason)


@rule(
    "HIP221",
    "units-against-order",
    severity="error",
    needs=ORDER,
    citation=("cms-rac-0074", "billing in multiples of the code's dose"),
    view="orders",
    unjudged=_part_of_an_order,
)
def units_against_order(orders: Lines) -> Lines:
    """The units are not those of the dose, hours and days that were ordered.

    A dose that is no multiple of the code's unit goes to the next whole unit. Over what period is rounded, few texts
    that were read say: where the payer is silent, each of the named roundings (once for the line, by week, by day, up
    or to the nearest) is accepted; where no payer is named, units round up. The units of an unlisted code are the mL,
    vials or grams of the product, or 1, whatever the payer takes. Where the code is not in force or not the NDC's,
    HIP201 or HIP207 reports that, and its units are not judged. Lines that share an order are taken together, and where
    the per diem of the same days counts fewer of them, its days are accepted. Slips are recognised by what they would
    give: 3720 for 372 is milligrams billed as units of 10 mg.

    **Wrong** J2270 x 3720 for 5 mg/hr, 24 hours a day, 31 days

    **Right** J2270 x 372
    """
    whole = (nw.col("units") > 0) & (nw.col("units") == nw.col("units").floor())
    by_one = (nw.col("kind") == "unlisted") & ~nw.col("noc_ndc_units")  # HIP205 tells of those
    judged = whole & nw.col("code_right") & ~by_one
    wrong = orders.filter(~nw.col("units_ok") & ~nw.col("packages") & judged)
    return tell_of_few(wrong, _tell_units)


def _tell_units(wrong: Lines) -> Lines:
    wrong = unexplained(wrong, "units", amount("right"))
    one = nw.when((nw.col("kind") == "unlisted") & nw.col("noc_one")).then(nw.lit("1, or ")).otherwise(nw.lit(""))
    product = say("the ", in_words(nw.col("counts")), " of the product,")
    per = nw.coalesce(say("units of ", nw.col("per")), product)
    return tell(
        wrong,
        None,
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units"))),
        say("expected ", one, right_units(), ", ", per, " for ", _order()),
        units_slip(),
    )


@rule(
    "HIP222",
    "full-packages",
    severity="error",
    needs=(*ORDER, "ndc"),
    citation=("oig-units", "units of full vials"),
    view="orders",
)
def full_packages(orders: Lines) -> Lines:
    """Whole packages are billed where less was ordered: by the units or by the NDC quantity.

    What is left in the last vial was not given. The inspector general found most wrong units of one drug to be those of
    full multi-dose vials. Where waste may be billed, it goes on a line of its own, with JW; such lines are left out
    here. The package is that of CMS's crosswalk, or of a pharmacy's own item list.

    **Wrong** J2270 x 400 and 80 ML of NDC 00409-1134-03 (20 mL vials of 50 mg/mL) for 5 mg/hr x 24 hr x 31 days

    **Right** J2270 x 372 and 74.4 ML
    """
    return tell_of_few(orders.filter(nw.col("packages")), _tell_packages)


def _tell_packages(packages: Lines) -> Lines:
    quantity = say(", NDC quantity ", decimal(nw.col("ndc_quantity")))
    shown = nw.when(nw.col("ndc_quantity").is_null()).then(nw.lit("")).otherwise(quantity)
    return tell(
        with_volume(packages),
        None,
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units")), shown),
        say("expected ", right_units(), " and ", right_quantity(), " mL for ", _order()),
        slip("whole-vials"),
    )


@rule(
    "HIP223",
    "pump-maximum-billed",
    severity="warning",
    needs=(*(name for name in ORDER if name not in ("dose", "hours_per_day", "strength")), "pump_maximum"),
    citation=("hipkit", "pump log"),
)
def pump_maximum_billed(lines: Lines) -> Lines:
    """The units of a PCA pump are those that it would let through at most, every day.

    The lockout bounds what can be given; what is billed is what the pump's log says was given. It is checked only where
    the table has a column `pump_maximum`, the most that the pump lets through a day, as `120 mg/day`.

    **Wrong** J2270 x 372, pump_maximum 120 mg/day, 31 days

    **Right** J2270 x 210, by the log
    """
    drugs = lines.filter((nw.col("kind") == "drug") & ~nw.col("jw") & ~nw.col("pump_maximum").is_null())
    texts = collected(drugs.select("pump_maximum").unique())["pump_maximum"].to_list()
    table = of_maxima(texts)
    most = drugs.join(reference(lines, table.columns, table.schema), on=list(table.on), how="inner")
    hours = nw.col("days").cast(nw.Float64) * 24.0
    most = most.with_columns(
        most_num=nw.col("most_num") * hours * nw.col("per_den"), most_den=nw.col("most_den") * nw.col("per_num")
    )
    return tell(
        most,
        ~nw.col("per_volume") & is_near(nw.col("units"), amount("most")),
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units"))),
        say("expected what the log says was given, not the pump's maximum of ", nw.col("pump_maximum"), " every day"),
        slip("pca-maximum-as-given"),
    )


@rule(
    "HIP224",
    "hours-a-day",
    severity="error",
    needs=("claim_id", "line", "hours_per_day"),
    citation=("hipkit", "dates"),
)
def hours_a_day(lines: Lines) -> Lines:
    """A line tells more than 24 hours a day, or none.

    A day has 24 hours, and a drug that is given takes some of them. Such a line gives no order, so its units are not
    checked either.

    **Wrong** 25 hours a day

    **Right** 24 hours a day
    """
    hours = nw.col("hours_per_day")
    return tell(lines, (hours > 24) | (hours <= 0), say(decimal(hours), " hours a day"), "expected above 0, at most 24")


@rule(
    "HIP225",
    "order-not-understood",
    severity="warning",
    needs=ORDER,
    citation=("hipkit", "reading"),
)
def order_not_understood(lines: Lines) -> Lines:
    """The dose or the strength of a drug line is not one that hipkit can read, so its units are not checked.

    A dose is a rate, as 5 mg/hr or 2 mL/hr, a strength a mass in a volume, as 25 mg/mL, or in a vial of powder,
    as 500 mg/vial.

    **Wrong** dose 5 bananas

    **Right** dose 5 mg/hr
    """
    dose = nw.col("is_drug") & ~nw.col("dose").is_null() & nw.col("rate_num").is_null() & ~nw.col("rate_by_weight")
    by_vial = nw.col("strength_by_vial").fill_null(False)
    strength = nw.col("is_drug") & ~nw.col("strength").is_null() & nw.col("strength_num").is_null() & ~by_vial
    found = nw.when(dose.fill_null(False)).then(say("the dose ", nw.col("dose"))).otherwise(
        say("the strength ", nw.col("strength"))
    )  # fmt: skip
    return tell(lines, dose | strength, found, "expected a rate such as 5 mg/hr and a strength such as 25 mg/mL")


@rule("HIP226", "units-not-checked", severity="info", needs=(*SPAN, "dose"), citation=("hipkit", "reading"))
def units_not_checked(lines: Lines) -> Lines:
    """A drug line has a dose, but not all that its units follow from, so they are not checked.

    A dose by the kilogram needs a weight, which no claim has; one by the day goes with 24 hours a day; one in mL needs
    the strength; and each needs the hours a day.

    **Wrong** dose 0.07 mg/kg/hr

    **Right** dose 5 mg/hr, 24 hours a day
    """
    lines = lines.with_columns(why=_why_not_ordered())
    expected = say("expected more to check its units by: ", nw.col("why"))
    return tell(lines, ~nw.col("why").is_null(), say("the dose ", nw.col("dose")), expected)
