"""HIP5xx, dates and duplicates: the order of the days, lines that stand there twice, days still to come."""

from __future__ import annotations

import narwhals as nw

from hipkit.order.days import MOST_DAYS
from hipkit.reference.slips import slip
from hipkit.review.context import tables as facts
from hipkit.review.context.overlaps import EXTERNAL, FULL_BOX, IMPLANTED, is_generic_pair, overlapping
from hipkit.review.rule import SPAN, Lines, rule, tell
from hipkit.review.words import day, days, decimal, say

# What makes two lines one service: `_ndc` and `_text` are blank where they are not known.
_SAME = ("claim_id", "hcpcs", "mods", "_ndc", "_text")


@rule("HIP501", "dates-reversed", severity="error", needs=SPAN, citation=("hipkit", "dates"))
def dates_reversed(lines: Lines) -> Lines:
    """The last day of a line is before its first, or the line covers more than 366 days.

    First and last day are both billed, so the last cannot come before the first. More than a year on a line is more
    than hipkit bills at once, and mostly a wrong year.

    **Wrong** from 2021-03-31 to 2021-03-01

    **Right** from 2021-03-01 to 2021-03-31
    """
    reversed_ = nw.col("days") < 1
    expected = nw.when(reversed_).then(nw.lit("expected the first day before the last")).otherwise(
        nw.lit(f"expected at most {MOST_DAYS} days on a line")
    )  # fmt: skip
    return tell(lines, reversed_ | (nw.col("days") > MOST_DAYS), say(nw.col("code"), " ", days()), expected)


@rule(
    "HIP502",
    "line-twice",
    severity="error",
    needs=(*SPAN, "modifiers"),
    citation=("denials-authorization", "18, exact duplicate"),
)
def line_twice(lines: Lines) -> Lines:
    """Two lines of a claim bill the same units of the same code, with the same NDC and modifiers, for the same days.

    The second one can be denied as a duplicate (reason 18), whatever is charged for it. Lines with SJ may be alike,
    since a fourth therapy has SJ too; so may lines of 999 units, which go on where a box on paper is full, unlisted
    codes whose texts name different drugs, and a drug that runs through an external and an implanted pump. It is
    reported on the last one.

    **Wrong** line 2 J2270 x 372 and line 3 J2270 x 372, both from 2021-03-01 to 2021-03-31

    **Right** one of the two
    """
    same = (*_SAME, "first", "last", "units")
    near = _comparable(lines)
    twice = near.group_by(*same, "date_from", "date_through").agg(
        nw.len().alias("count"),
        nw.col("line").max(),
        nw.col("line").min().alias("first_line"),
        nw.col("is_per_diem").max().alias("per_diem"),
    )  # fmt: skip
    twice = twice.filter(nw.col("count") > 1).join(_by_two_pumps(near, lines), on=list(_DAYS), how="left")
    one_each = nw.col("two_pumps").fill_null(False) & (nw.col("_ndc") == "") & (nw.col("count") == 2)
    return tell(
        twice,
        ~one_each,
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units")), " ", days(), ", as on line ",
             nw.col("first_line").cast(nw.String)),
        nw.when(nw.col("per_diem")).then(nw.lit("expected the line once, or SH where it is a second therapy"))
        .otherwise(nw.lit("expected the line once")),
        slip("sent-twice"),
    )  # fmt: skip


def _comparable(lines: Lines) -> Lines:
    """The lines that share claim, code and first day with another, as far as two of them may not be alike."""
    shown = lines.filter(_may_not_be_alike())
    short = ["claim_id", "hcpcs", "first"]
    several = shown.group_by(*short).agg(nw.len().alias("_count")).filter(nw.col("_count") > 1).drop("_count")
    return _with_product(shown.join(several, on=short, how="inner"))


def _may_not_be_alike() -> nw.Expr:
    return ~nw.col("sj") & ~(nw.col("units") == FULL_BOX).fill_null(False)


def _with_product(lines: Lines) -> Lines:
    """The lines with `_ndc`, its digits, and `_text`: of unlisted drugs their texts, capitals and blanks aside, of
    a code of several drugs the drug, where that is known."""
    description = nw.col("description").fill_null("").str.to_lowercase().str.replace_all(" +", " ")
    text = nw.when(nw.col("kind") == "unlisted").then(
        nw.concat_str(description, nw.lit("|"), nw.col("drug").fill_null("").str.to_lowercase())
    ).when(nw.col("hcpcs").is_in(facts.shared_codes())).then(nw.col("called"))  # fmt: skip
    return lines.with_columns(_ndc=nw.coalesce("ndc11", "ndc", nw.lit("")), _text=nw.coalesce(text, nw.lit("")))


_DAYS = ("claim_id", "first", "last")


def _by_two_pumps(near: Lines, lines: Lines) -> Lines:
    """The spans on whose first day a claim bills an implanted pump beside an external one, and no more drug lines than
    per diems: then each pump has a line of its own, be it of one drug. `two_pumps` is true on all of them."""
    dated = near.filter(nw.col("_ndc") == "").select(*_DAYS).unique()
    dated = dated.with_columns(end=nw.col("last"), last=nw.col("first"))
    some = lines.filter(nw.col("is_per_diem") | (nw.col("is_drug") & ~nw.col("jw")))
    met = overlapping(dated, some, "claim_id", ("hcpcs", "is_drug")).select(
        "claim_id",
        "first",
        last="end",
        implanted=_one_if(nw.col("other_hcpcs") == IMPLANTED),
        external=_one_if(nw.col("other_hcpcs").is_in(EXTERNAL)),
        more=nw.when(nw.col("other_is_drug")).then(1).otherwise(-1),
    )
    of_days = met.group_by(*_DAYS).agg(nw.col("implanted").max(), nw.col("external").max(), nw.col("more").sum())
    both = (nw.col("implanted") == 1) & (nw.col("external") == 1) & (nw.col("more") <= 0)
    return of_days.filter(both).select(*_DAYS, two_pumps=nw.lit(True))


def _one_if(true: nw.Expr) -> nw.Expr:
    return nw.when(true).then(1).otherwise(0)


@rule(
    "HIP503",
    "service-on-shared-days",
    severity="warning",
    needs=(*SPAN, "modifiers", "ndc"),
    citation=("hipkit", "confirm"),
)
def service_on_shared_days(lines: Lines) -> Lines:
    """Two lines of a claim bill the same code, NDC and modifiers for days that they share, with different units.

    One order of a product is one line; two for the same days are two orders of it, or one of them is wrong. Where a
    product is named by its NDC, it is enough that days overlap; but the day on which one supply ends and the next
    begins may stand on both. Lines with the same units for the same days are left to HIP502, and what that leaves out
    is left out here.

    **Wrong** J2270 with NDC 00409113403 from 2024-03-01 to 2024-03-20, and from 2024-03-15 to 2024-03-31

    **Right** from 2024-03-01 to 2024-03-14, and from 2024-03-15 to 2024-03-31
    """
    found = nw.concat([_products_on_shared_days(lines), _other_units(lines)], how="vertical")
    found = found.group_by("claim_id", "line", "hcpcs", "ndc", "date_from", "date_through").agg(
        nw.col("other_line").min()
    )
    with_ndc = nw.coalesce(say(" with NDC ", nw.col("ndc")), nw.lit(""))
    return tell(
        found,
        None,
        say(nw.col("hcpcs"), with_ndc, " ", days(), ", and on line ", nw.col("other_line").cast(nw.String)),
        "expected one line for the days that both cover",
    )


_ON_SHARED = ("claim_id", "line", "hcpcs", "ndc", "date_from", "date_through", "other_line")


def _products_on_shared_days(lines: Lines) -> Lines:
    """The drug lines of one product that overlap an earlier one, but for those of the very same days."""
    coded = lines.filter(nw.col("is_drug") & ~nw.col("ndc11").is_null() & (nw.col("units") != FULL_BOX))
    short = ["claim_id", "hcpcs", "ndc11", "mods"]
    several = coded.group_by(*short).agg(nw.len().alias("count")).filter(nw.col("count") > 1).drop("count")
    near = coded.join(several, on=short, how="inner")
    pairs = overlapping(near, near, "claim_id", ("line", *short[1:]))
    same = nw.all_horizontal([nw.col(f"other_{name}") == nw.col(name) for name in short[1:]], ignore_nulls=True)
    same_days = (nw.col("other_first") == nw.col("first")) & (nw.col("other_last") == nw.col("last"))
    later = nw.col("other_line") < nw.col("line")
    return pairs.filter(same & later & ~same_days & ~_next_supply()).select(*_ON_SHARED)


def _other_units(lines: Lines) -> Lines:
    """The lines that bill the same as an earlier one, for the very same days, in other units."""
    same = [*_SAME, "first", "last"]
    near = _comparable(lines)
    before = near.select(*same, nw.col("line").alias("other_line"), nw.col("units").alias("other_units"))
    pairs = near.join(before, on=same, how="inner")
    other = nw.col("other_units") != nw.col("units")
    later = pairs.filter((nw.col("other_line") < nw.col("line")) & other)
    later = later.join(_by_two_pumps(near, lines), on=list(_DAYS), how="left")
    return later.filter(~(nw.col("two_pumps").fill_null(False) & (nw.col("_ndc") == ""))).select(*_ON_SHARED)


def _next_supply() -> nw.Expr:
    """Whether of two lines of several days one ends on the day on which the other begins."""
    several = (nw.col("first") < nw.col("last")) & (nw.col("other_first") < nw.col("other_last"))
    meet = (nw.col("other_last") == nw.col("first")) | (nw.col("last") == nw.col("other_first"))
    return several & meet


@rule(
    "HIP504",
    "service-on-two-claims",
    severity="warning",
    needs=(*SPAN, "modifiers", "patient_id", "payer"),
    citation=("denials-authorization", "18, exact duplicate"),
)
def service_on_two_claims(lines: Lines) -> Lines:
    """The same service of one patient stands on two claims to one payer.

    Either code, days, units and NDC are the same, and of unlisted codes the text; or both claims bill a per diem for
    the same days and none of them is marked as the second therapy (S9325 beside another is left to HIP101). Unless the
    second claim replaces the first, it can be denied as a duplicate (reason 18). It is reported on the claim whose
    number comes last. Lines without a patient or a payer are not compared; hipkit's samples name no patient. Nor are
    lines of 999 units, which go on where a box on paper is full.

    **Wrong** claims 17 and 18 of patient P1, each S9326 x 31 from 2021-03-01 to 2021-03-31

    **Right** one of the two
    """
    of_patients = lines.filter(nw.col("named") & ~nw.col("sj"))
    return tell(
        nw.concat([_alike(of_patients), _on_shared_days(of_patients)], how="vertical"),
        None,
        say(nw.col("code"), " x ", decimal(nw.col("units")), " ", days(), ", as on claim ", nw.col("first_claim")),
        "expected the service on one claim",
        slip("sent-twice"),
    )


_SERVICE = ("claim_id", "line", "code", "units", "date_from", "date_through")


def _alike(lines: Lines) -> Lines:
    """The lines that stand alike on an earlier claim, `first_claim`."""
    short = ["who", "hcpcs", "first", "last", "units", "mods", "_ndc", "_text"]
    lines = _with_product(lines.filter(_may_not_be_alike()))
    alike = lines.group_by(*short).agg(
        nw.col("claim_id").min().alias("first_claim"), nw.col("claim_id").max().alias("claim_id")
    )
    alike = alike.filter(nw.col("first_claim") != nw.col("claim_id"))
    named = lines.join(alike, on=[*short, "claim_id"], how="inner")
    return named.group_by(*_SERVICE).agg(nw.col("first_claim").min())


def _on_shared_days(lines: Lines) -> Lines:
    """The per diems for days of which an earlier claim has too many for both: not alike, and of the same rank."""
    per_diems = lines.filter(nw.col("is_per_diem"))
    claims = per_diems.select("who", "claim_id").unique().group_by("who").agg(nw.len().alias("claims"))
    several = claims.filter(nw.col("claims") > 1).drop("claims")
    near = per_diems.join(several, on="who", how="inner")
    pairs = overlapping(near, near, "who", ("claim_id", "hcpcs", "units", "mods", "sh"))
    begin, end = nw.min_horizontal("first", "other_first"), nw.max_horizontal("last", "other_last")
    too_many = nw.col("units") + nw.col("other_units") > (end - begin + 1).cast(nw.Float64)
    as_one = ("hcpcs", "units", "mods", "first", "last")
    alike = nw.all_horizontal([nw.col(f"other_{name}") == nw.col(name) for name in as_one], ignore_nulls=True)
    earlier = (nw.col("other_claim_id") < nw.col("claim_id")) & (nw.col("other_sh") == nw.col("sh"))
    found = pairs.filter(earlier & too_many & ~alike & ~is_generic_pair())
    return found.group_by(*_SERVICE).agg(nw.col("other_claim_id").min().alias("first_claim"))


@rule("HIP505", "service-to-come", severity="warning", needs=SPAN, citation=("hipkit", "dates"))
def service_to_come(lines: Lines) -> Lines:
    """A line bills days that are still to come.

    What has not been given yet cannot be billed; mostly a year or a month is mistyped. The day of the review is the
    present one, or the one that was named.

    **Wrong** through 2031-03-31, reviewed in 2026

    **Right** through 2021-03-31
    """
    return tell(
        lines,
        nw.col("date_through") > nw.col("today"),
        say(nw.col("code"), " ", days()),
        say("expected no day after ", day(nw.col("today")), ", the day of this review"),
    )


@rule("HIP506", "line-number-twice", severity="info", needs=SPAN, citation=("hipkit", "claim review"))
def line_number_twice(lines: Lines) -> Lines:
    """Two lines of a claim have the same number.

    Lines are told apart by claim and number. Where two have the same, rules that compare the lines of a claim may not
    see that they are two; mostly two claims have one id.

    **Wrong** line 1 S9326 and line 1 S9327, both of claim A

    **Right** line 1 S9326 and line 2 S9327; or claims A and B
    """
    numbered = lines.group_by("claim_id", "line").agg(nw.len().alias("count"))
    return tell(
        numbered,
        nw.col("count") > 1,
        say(
            "line ", nw.col("line").cast(nw.String), " stands ", nw.col("count").cast(nw.String), " times on the claim"
        ),
        "expected each number once on a claim",
    )
