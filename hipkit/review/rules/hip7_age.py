"""HIP7xx, age and silence: what the rules and tables do not know of a line. All of it is information only."""

from __future__ import annotations

import narwhals as nw

from hipkit.payers.files import payers
from hipkit.reference import datasets
from hipkit.review.context import tables as facts
from hipkit.review.context.verdicts import right_units
from hipkit.review.rule import SPAN, Lines, rule, tell
from hipkit.review.words import day, days, decimal, say


def _first(lines: Lines) -> Lines:
    """The first line of each claim."""
    first = lines.group_by("claim_id").agg(nw.col("line").min().alias("first_line"))
    return lines.join(first, on="claim_id", how="inner").filter(nw.col("line") == nw.col("first_line"))


@rule("HIP701", "payer-text-unknown-then", severity="info", needs=(*SPAN, "payer"), citation=("hipkit", "claim review"))
def payer_text_unknown_then(lines: Lines) -> Lines:
    """The payer's text is not known for the days of the claim, so none of its rules is applied.

    HMSA's sentences, for one, are known from 2020-11-30 on. Only what HCPCS and CMS say is looked at. It is reported
    once for each claim.

    **Wrong** S9326 from 2019-03-01 to 2019-03-31 (payer hmsa): nothing is known of HMSA's rules then

    **Right** the same from 2021-03-01 on
    """
    known = ~nw.col("payer_name").is_null() & ~nw.col("payer_known")
    return tell(
        _first(lines.filter(known)),
        None,
        say("a service ", days(), " under ", nw.col("payer_name")),
        "expected a day on which its text is known; no rule of this payer is applied",
    )


@rule("HIP702", "service-after-the-data", severity="info", needs=SPAN, citation=("hipkit", "age of the data"))
def service_after_the_data(lines: Lines) -> Lines:
    """A service goes on longer than the tables of codes and products speak for.

    Codes may have ended or begun since; `hipkit data` says how old each table is. It is reported once for each claim.

    **Wrong** a service after the last day of the tables

    **Right** the same after the tables were renewed
    """
    end = datasets.newest("codes")
    return tell(
        _first(lines.filter(nw.col("date_through") > end)),
        None,
        say("a service through ", day(nw.col("date_through"))),
        f"expected a day up to {end}, where the tables of codes end; later changes are not known",
    )


@rule(
    "HIP703",
    "units-by-a-choice",
    severity="info",
    needs=(*SPAN, "payer", "dose", "hours_per_day", "strength"),
    citation=("hipkit", "rounding period"),
    view="orders",
)
def units_by_a_choice(orders: Lines) -> Lines:
    """Units are a rounding of what was ordered, but not the next whole unit once for the line.

    CMS says that a part of a unit is the next whole one; over what period, few of the payers say whose
    texts hipkit has read. Where the payer is silent, units by week or by day, or to the nearest, are accepted, and this
    says so.

    **Wrong** J2270 x 5 for 4.2 units in five days, each day rounded up by itself: right only by that choice

    **Right** J2270 x 5 for 4.2 units, rounded up once
    """
    silent = ~nw.col("payer").is_null() & ~nw.col("rounding_stated") & (nw.col("kind") == "drug")
    return tell(
        orders,
        silent & nw.col("units_ok") & (nw.col("units") != nw.col("right_up")),
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units")), " by another rounding"),
        say("expected ", right_units(), " if rounded up once for the line; the payer's text does not say"),
    )


@rule("HIP704", "payer-not-in-hipkit", severity="info", needs=(*SPAN, "payer"), citation=("hipkit", "payers"))
def payer_not_in_hipkit(lines: Lines) -> Lines:
    """The payer is not one whose rules hipkit has, so the rules of HCPCS and CMS alone are applied.

    `hipkit payers` lists those it has; Medicare is `medicare`. It is reported once for each claim.

    **Wrong** payer acme

    **Right** payer hmsa
    """
    unknown = ~nw.col("payer").is_null() & nw.col("payer_name").is_null()
    return tell(
        _first(lines.filter(unknown)),
        None,
        say("the payer ", nw.col("payer")),
        f"expected one of {', '.join(sorted({*payers(), facts.MEDICARE}))}; "
        "the rules of HCPCS and CMS alone are applied",
    )


@rule(
    "HIP705",
    "generic-per-diem",
    severity="info",
    needs=SPAN,
    citation=("hmsa", "Example"),
)
def generic_per_diem(lines: Lines) -> Lines:
    """S9325, the generic per diem, is billed where nothing forbids it.

    HMSA's own example bills it for a continuous infusion, against the words of S9326; the association of infusion
    providers asks for the specific code. Where a payer goes by the hours, HIP108 checks it.

    **Wrong** S9325 x 31 (payer hmsa), as in HMSA's example

    **Right** S9326 x 31, by the words of the code
    """
    return tell(
        lines,
        (nw.col("hcpcs") == "S9325") & ~nw.col("by_hours"),
        say("S9325, the generic code, ", days()),
        "expected S9326, S9327 or S9328 where the words of one of them fit",
    )
