"""HIP10x, HIP112 and HIP113, per diems: how many, on which days, with which modifiers, and on them alone."""

from __future__ import annotations

import narwhals as nw

from hipkit.reference.slips import slip
from hipkit.review.context.overlaps import GENERIC, SPECIFIC, is_generic_pair, overlapping, without
from hipkit.review.rule import SPAN, Lines, rule, tell
from hipkit.review.words import days, decimal, say

_CONTENT = ("hcpcs", "first", "last", "units", "modifiers", "charge", "place_of_service", "description")


def _days_billed() -> nw.Expr:
    """The units, as far as the line has days: what is more is HIP105's matter."""
    return nw.min_horizontal(nw.col("units"), nw.col("days").cast(nw.Float64))


def _any() -> nw.Expr:
    """A per diem of any therapy."""
    return nw.col("is_per_diem") | nw.col("other_per_diem")


@rule(
    "HIP101",
    "per-diem-generic-beside-specific",
    severity="error",
    needs=SPAN,
    citation=("hcpcs", "S9325"),
)
def generic_beside_specific(lines: Lines) -> Lines:
    """S9325 stands on a day on which S9326, S9327 or S9328 stands too.

    The words of S9325 say not to use it with S9326, S9327 or S9328: it is the generic code, for a pain infusion
    that none of them describes. It is looked for on all claims of a patient with a payer.

    **Wrong** S9325 x 31 and S9326 x 31, both from 2021-03-01 to 2021-03-31

    **Right** S9326 x 31 alone
    """
    generic = lines.filter(nw.col("hcpcs") == GENERIC)
    specific = lines.filter(nw.col("hcpcs").is_in(SPECIFIC))
    both = overlapping(generic, specific, "who", ("hcpcs",))
    both = both.group_by("claim_id", "line", "date_from", "date_through").agg(nw.col("other_hcpcs").min())
    other = nw.col("other_hcpcs")
    return tell(
        both,
        None,
        say("S9325 ", days(), " beside ", other),
        say("expected ", other, " alone: the words of S9325 forbid it beside S9326, S9327 and S9328"),
    )


@rule(
    "HIP102",
    "per-diem-second-without-sh",
    severity="error",
    needs=(*SPAN, "modifiers"),
    citation=("hcpcs", "SH"),
)
def second_without_sh(lines: Lines) -> Lines:
    """Two per diems are billed for the same day, and neither says that it is the second.

    SH marks the second therapy that runs at the same time, SJ the third and later ones. Without them two per diems
    for one day look like one that was sent twice. Only lines of one claim are compared, and only where their units
    cannot all fall on days of their own; the same goes for two lines that both carry SH. Two lines that are alike are
    left to HIP502, S9325 beside another to HIP101, and two claims to HIP504.

    **Wrong** S9326 x 31 and S9327 x 31, both from 2021-03-01 to 2021-03-31

    **Right** S9326 x 31 and S9327 SH x 31
    """
    rank = nw.when(nw.col("sh")).then(nw.lit("SJ")).otherwise(nw.lit("SH"))
    columns = ("claim_id", "line", "date_from", "date_through", "first", "last", *_CONTENT)
    ranked = lines.filter(nw.col("is_per_diem") & ~nw.col("sj")).select(*dict.fromkeys(columns), rank=rank)
    several = ranked.group_by("claim_id", "rank").agg(nw.len().alias("count")).filter(nw.col("count") > 1)
    ranked = ranked.join(several.drop("count"), on=["claim_id", "rank"], how="inner")
    pairs = overlapping(ranked, ranked, "claim_id", ("line", *_CONTENT, "rank"))
    pairs = pairs.filter((nw.col("other_line") < nw.col("line")) & (nw.col("other_rank") == nw.col("rank")))
    pairs = pairs.filter(~is_generic_pair() & ~_is_alike())
    begin = nw.min_horizontal("first", "other_first")
    end = nw.max_horizontal("last", "other_last")
    both = (end - begin + 1).cast(nw.Float64)
    pairs = pairs.filter(nw.col("units") + nw.col("other_units") > both)
    named = pairs.group_by("claim_id", "line", "hcpcs", "date_from", "date_through", "rank").agg(
        nw.col("other_line").min(), nw.col("other_hcpcs").min()
    )
    place = nw.when(nw.col("rank") == "SH").then(nw.lit("second")).otherwise(nw.lit("third"))
    return tell(
        named,
        None,
        say(nw.col("hcpcs"), " ", days(), " as well as ", nw.col("other_hcpcs"), " on line ",
             nw.col("other_line").cast(nw.String)),
        say("expected ", nw.col("rank"), " on the ", place, " therapy of the day"),
    )  # fmt: skip


def _is_alike() -> nw.Expr:
    """Whether two lines are alike in everything, as HIP502 has it."""
    same = [
        (nw.col(name) == nw.col(f"other_{name}")) | (nw.col(name).is_null() & nw.col(f"other_{name}").is_null())
        for name in _CONTENT
    ]
    return nw.all_horizontal([one.fill_null(False) for one in same], ignore_nulls=True)


@rule(
    "HIP103",
    "per-diem-sh-without-first",
    severity="error",
    needs=(*SPAN, "modifiers"),
    citation=("hcpcs", "SH"),
)
def sh_without_first(lines: Lines) -> Lines:
    """A per diem with SH or SJ stands on days on which no first therapy is billed.

    SH is for the second of two therapies at the same time: on each of its days another per diem without SH and SJ
    is due, on this claim or on another of the patient with this payer. The first may be of another kind than pain
    (S9500 and so on).

    **Wrong** S9327 SH x 31 alone

    **Right** S9326 x 31 and S9327 SH x 31 on the same days
    """
    later = lines.filter(nw.col("is_per_diem") & (nw.col("sh") | nw.col("sj")))
    firsts = lines.filter(_any() & ~nw.col("sh") & ~nw.col("sj"))
    alone = without(later, firsts, "who", _days_billed())
    which = nw.when(nw.col("sh")).then(nw.lit("SH")).otherwise(nw.lit("SJ"))
    return tell(
        alone,
        None,
        say(nw.col("hcpcs"), " with ", which, " ", days(), ", and no first therapy on all of these days"),
        "expected a per diem without SH and SJ on the same days, or no modifier",
    )


@rule(
    "HIP104",
    "per-diem-sj-without-sh",
    severity="error",
    needs=(*SPAN, "modifiers"),
    citation=("hcpcs", "SJ"),
)
def sj_without_sh(lines: Lines) -> Lines:
    """A per diem with SJ stands on days on which no second therapy, with SH, is billed.

    SJ is for the third therapy and later ones; the second has SH, and is due on each day on which SJ stands.

    **Wrong** S9326 x 31 and S9327 SJ x 31

    **Right** S9326 x 31 and S9327 SH x 31
    """
    third = lines.filter(nw.col("is_per_diem") & nw.col("sj"))
    alone = without(third, lines.filter(_any() & nw.col("sh")), "who", _days_billed())
    return tell(
        alone,
        None,
        say(nw.col("hcpcs"), " with SJ ", days(), ", and no therapy with SH on all of these days"),
        "expected SH on the second therapy and SJ from the third on",
    )


@rule(
    "HIP105",
    "more-per-diems-than-days",
    severity="error",
    needs=SPAN,
    citation=("nhia-per-diem", "per diem"),
)
def more_than_days(lines: Lines) -> Lines:
    """A per-diem line bills more units than it has days.

    One per diem is one day at most, whichever day of those that were read it is: a day of access (NHIA), a day of
    infusion (BCBS of North Dakota) or a block of 24 hours (BCBS of North Carolina). Both dates count.

    **Wrong** S9326 x 31 from 2021-04-01 to 2021-04-30

    **Right** S9326 x 30 from 2021-04-01 to 2021-04-30
    """
    count = nw.col("days").cast(nw.Float64)
    where = nw.col("is_per_diem") & (nw.col("days") > 0) & (nw.col("units") > count)
    likely = (
        nw.when(nw.col("units") == count * 24.0).then(nw.lit(slip("per-diem-by-the-hour")))
        .when((nw.col("units") == 30) & (count >= 28)).then(nw.lit(slip("month-as-30-days")))
        .when((nw.col("units") <= 31) & (count >= 28)).then(nw.lit(slip("days-of-another-month")))
        .when(nw.col("units") == count + 1).then(nw.lit(slip("one-day-too-many")))
        .when(nw.col("units") == count * 10.0).then(nw.lit(slip("point-moved")))
        .otherwise(nw.lit(None, nw.String))
    )  # fmt: skip
    return tell(
        lines,
        where,
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units")), " ", days()),
        say("expected at most ", nw.col("days").cast(nw.String), ", the days of the line"),
        likely,
    )


@rule(
    "HIP106",
    "line-over-month-end",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("bcbsnd", "claim lines"),
)
def over_month_end(lines: Lines) -> Lines:
    """A line goes on from one month into the next, and the payer takes one calendar month a line.

    It holds for the payers whose rule on the span of a line is `calendar-month`, on the days of that rule.

    **Wrong** S9326 x 31 from 2024-03-15 to 2024-04-14 (payer bcbsnd)

    **Right** S9326 x 17 from 2024-03-15 to 2024-03-31, and x 14 from 2024-04-01 to 2024-04-14
    """
    start, end = nw.col("date_from").dt, nw.col("date_through").dt
    other_month = (start.month() != end.month()) | (start.year() != end.year())
    return tell(
        lines,
        nw.col("by_month") & other_month,
        say(nw.col("code"), " ", days()),
        say("expected a line for each calendar month, as ", nw.col("payer_name"), " asks"),
    )


@rule(
    "HIP112",
    "concurrent-without-59",
    severity="error",
    needs=(*SPAN, "payer", "modifiers"),
    citation=("bcbsnc", "modifiers"),
)
def concurrent_without_59(lines: Lines) -> Lines:
    """A concurrent therapy carries SH or SJ without 59, and the payer asks for both.

    It holds for the payers whose rule on concurrent therapies is `59-SH-SJ`, on the days of that rule.

    **Wrong** S9327 SH x 31 (payer bcbsnc)

    **Right** S9327 59 SH x 31
    """
    where = nw.col("is_per_diem") & nw.col("with_59") & (nw.col("sh") | nw.col("sj")) & ~nw.col("m59")
    return tell(
        lines,
        where,
        say(nw.col("hcpcs"), " with modifiers ", nw.col("modifiers")),
        say("expected 59 in front of them, as ", nw.col("payer_name"), " asks"),
    )


@rule(
    "HIP113",
    "concurrent-modifier-on-a-drug",
    severity="warning",
    needs=(*SPAN, "modifiers"),
    citation=("hcpcs", "SH, SJ"),
)
def concurrent_modifier_on_a_drug(lines: Lines) -> Lines:
    """SH or SJ stands on the line of a drug.

    By their words they mark an infusion therapy that runs beside another: that is the per diem. A drug is told from
    another by its own code and NDC. Codes of drugs of other therapies are known by their form.

    **Wrong** S9326 x 31, S9327 x 31, J2270 x 372 and J1885 SH x 62

    **Right** S9326 x 31, S9327 SH x 31, J2270 x 372 and J1885 x 62
    """
    which = nw.when(nw.col("sh")).then(nw.lit("SH")).otherwise(nw.lit("SJ"))
    return tell(
        lines,
        (nw.col("is_drug") | nw.col("other_drug")) & (nw.col("sh") | nw.col("sj")),
        say(nw.col("hcpcs"), " with ", which, " ", days()),
        say("expected ", which, " on the per diem of the therapy, if it is a further one, and none on its drug"),
    )
