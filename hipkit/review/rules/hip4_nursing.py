"""HIP4xx, nursing visits: 99601 for the first part of a visit, 99602 for each further hour.

Both are CPT codes of the American Medical Association; the words here are hipkit's own. Who counts the time as BCBS of
Michigan does, and since when, is in the payers' rules; its limits a day and a week are those that the claim goes by.
"""

from __future__ import annotations

import datetime

import narwhals as nw

from hipkit.billing.nursing import FIRST_PART
from hipkit.claim.nursing_limits import HOURS_A_DAY, HOURS_A_WEEK
from hipkit.payers.axes import nursing_time
from hipkit.payers.files import load_policy, payers
from hipkit.review.context.overlaps import without
from hipkit.review.rule import SPAN, Lines, rule, told
from hipkit.review.words import day, days, decimal, said

_RULE = "bcbsm-2013"
# The payers whose text states this way of counting, and the first day of it: rows of `data/policies`.
_STATED = {
    payer: one.start
    for payer in payers()
    for one in load_policy(payer).rules
    if one.axis == nursing_time.AXIS.name and one.value == _RULE and one.start
}
MICHIGAN = tuple(_STATED)
_MICHIGAN_FROM = min(_STATED.values())
_HOUR = 60.0
_HOURS_OF_FIRST = FIRST_PART / 60
# The day numbers of `words.day_number` are those of weeks from Sunday to Saturday, if this is added.
_TO_SUNDAY = 2


def _hours_a_day(lines: Lines) -> Lines:
    """The hours of nursing that each claim bills a day, on lines of one day, and the last such line.

    A line with more than one 99601 is HIP406's matter, and counts as one visit here.
    """
    first_part = nw.min_horizontal(nw.col("units"), nw.lit(1.0)) * _HOURS_OF_FIRST
    hours = nw.when(nw.col("hcpcs") == "99601").then(first_part).otherwise(nw.col("units"))
    nursing = lines.filter(nw.col("is_nursing") & (nw.col("days") == 1)).with_columns(hours_billed=hours)
    return nursing.group_by("claim_id", "date_from", "first").agg(nw.col("hours_billed").sum(), nw.col("line").max())


def _by_michigan() -> nw.Expr:
    """Whether the rules of BCBS of Michigan hold for a line."""
    return nw.col("payer_id").is_in(MICHIGAN).fill_null(False) & (nw.col("date_from") >= _MICHIGAN_FROM)


@rule("HIP401", "further-hour-without-visit", severity="error", needs=SPAN, citation=("bcbsm", "99602"))
def further_hour_without_visit(lines: Lines) -> Lines:
    """99602 stands on a day without 99601.

    99602 counts the hours beyond the first part of a visit, and that part is 99601. It is looked for on all claims of a
    patient with the payer.

    **Wrong** 99602 x 1 on 2021-03-02 alone

    **Right** 99601 x 1 and 99602 x 1 on 2021-03-02
    """
    further = lines.filter(nw.col("hcpcs") == "99602")
    alone = without(further, lines.filter(nw.col("hcpcs") == "99601"), "who")
    return told(alone, None, said("99602 ", days()), "expected 99601, the first part of the visit, on the same day")


@rule(
    "HIP402",
    "nursing-hours-a-day",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("bcbsm", "limits"),
    payers=MICHIGAN,
    start=_MICHIGAN_FROM,
)
def nursing_hours_a_day(lines: Lines) -> Lines:
    """Nursing of more than four hours a day is billed to BCBS of Michigan.

    99601 is the first two hours, 99602 each further one; a second visit on the day may go by 99602. It is reported on
    the last line of the day.

    **Wrong** 99601 x 1 and 99602 x 3 on 2021-03-02 (payer bcbsm)

    **Right** 99601 x 1 and 99602 x 2
    """
    return told(
        _hours_a_day(lines),
        nw.col("hours_billed") > HOURS_A_DAY,
        said("nursing of ", decimal(nw.col("hours_billed")), " hours on ", day(nw.col("date_from"))),
        f"expected at most {HOURS_A_DAY} hours a day",
    )


@rule(
    "HIP403",
    "nursing-hours-a-week",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("bcbsm", "limits"),
    payers=MICHIGAN,
    start=_MICHIGAN_FROM,
)
def nursing_hours_a_week(lines: Lines) -> Lines:
    """Nursing of more than twelve hours a week is billed to BCBS of Michigan.

    The text does not say on which day a week begins; a week from Sunday to Saturday is taken. It is reported on the
    last line of the week.

    **Wrong** four hours on each of four days from Monday to Thursday (payer bcbsm)

    **Right** four hours on each of three days
    """
    nursing = _hours_a_day(lines).with_columns(week=(nw.col("first") + _TO_SUNDAY) // 7)
    of_week = nursing.group_by("claim_id", "week").agg(
        nw.col("hours_billed").sum(), nw.col("line").max(), nw.col("date_from").min()
    )
    return told(
        of_week,
        nw.col("hours_billed") > HOURS_A_WEEK,
        said("nursing of ", decimal(nw.col("hours_billed")), " hours in the week of ", day(nw.col("date_from"))),
        f"expected at most {HOURS_A_WEEK} hours a week",
    )


@rule(
    "HIP404",
    "nursing-units-against-minutes",
    severity="error",
    needs=(*SPAN, "minutes"),
    citation=("bcbsm", "at least 31 minutes beyond two hours"),
)
def nursing_units_against_minutes(lines: Lines) -> Lines:
    """The units of 99602 are not those of the visit's minutes.

    It is checked only where the table has a column `minutes`, the length of the whole visit. BCBS of Michigan counts an
    hour beyond two from its 31st minute; where a payer states no rule, every published way of counting is accepted:
    each hour begun, each full hour, or from past the midpoint.

    **Wrong** 99602 x 1 for a visit of 149 minutes (payer bcbsm)

    **Right** no 99602: 29 minutes beyond two hours do not count
    """
    stated = _by_michigan()
    beyond = nw.col("minutes") - float(FIRST_PART)
    further = lines.filter((nw.col("hcpcs") == "99602") & ~nw.col("minutes").is_null()).with_columns(
        beyond=nw.when(beyond < 0).then(0.0).otherwise(beyond), stated=stated
    )
    midpoint, hours = ((nw.col("beyond") + 29) / _HOUR).floor(), nw.col("beyond") / _HOUR
    further = further.with_columns(
        least=nw.when(nw.col("stated")).then(midpoint).otherwise(hours.floor()),
        most=nw.when(nw.col("stated")).then(midpoint).otherwise(hours.ceil()),
    )
    units, least, most = nw.col("units"), nw.col("least"), nw.col("most")
    one = said("expected ", decimal(most))
    return told(
        further,
        (units < least) | (units > most),
        said("99602 x ", decimal(units), " for a visit of ", decimal(nw.col("minutes")), " minutes"),
        nw.when(least == most).then(one).otherwise(said("expected ", decimal(least), " to ", decimal(most))),
    )


@rule("HIP405", "first-parts-as-hours", severity="warning", needs=SPAN, citation=("hipkit", "nursing"))
def first_parts_as_hours(lines: Lines) -> Lines:
    """A line bills more units of 99601 than it has days.

    99601 is one for a visit of any length; its units are no hours. More than one visit a day is possible, and then the
    records say so. On a line of one day to BCBS of Michigan, HIP406 reports it.

    **Wrong** 99601 x 3 on 2021-03-02, a visit of three hours

    **Right** 99601 x 1 and 99602 x 1 on 2021-03-02
    """
    more = nw.col("units") > nw.col("days").cast(nw.Float64)
    elsewhere = ~(_by_michigan() & (nw.col("days") == 1))
    return told(
        lines,
        (nw.col("hcpcs") == "99601") & (nw.col("days") > 0) & more & elsewhere,
        said("99601 x ", decimal(nw.col("units")), " ", days()),
        "expected one for each visit, of any length",
    )


@rule(
    "HIP406",
    "second-visit-as-first",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("bcbsm", "second visit"),
    payers=MICHIGAN,
    start=_MICHIGAN_FROM,
)
def second_visit_as_first(lines: Lines) -> Lines:
    """99601 is billed twice on a day to BCBS of Michigan.

    There a second visit on the same day is billed with 99602. It is reported on the last line of the day.

    **Wrong** 99601 x 1 and again 99601 x 1, both on 2021-03-02 (payer bcbsm)

    **Right** 99601 x 1 and 99602 x 1 on 2021-03-02
    """
    visits = lines.filter((nw.col("hcpcs") == "99601") & (nw.col("days") == 1))
    of_day = visits.group_by("claim_id", "date_from").agg(nw.col("units").sum(), nw.col("line").max())
    return told(
        of_day,
        nw.col("units") > 1,
        said("99601 x ", decimal(nw.col("units")), " on ", day(nw.col("date_from"))),
        "expected 99601 once, and 99602 for the second visit",
    )


@rule(
    "HIP407",
    "nursing-by-the-agency",
    severity="info",
    needs=(*SPAN, "payer"),
    citation=("bcbsne", "nursing visits"),
    payers=("bcbsne",),
    start=datetime.date(2022, 9, 19),
)
def nursing_by_the_agency(lines: Lines) -> Lines:
    """Nursing stands on a claim to BCBS of Nebraska.

    There the home health agency bills nursing, on a UB-04. Whether the biller is that agency, the table does not tell.

    **Wrong** 99601 x 1 on a CMS-1500 of the pharmacy (payer bcbsne)

    **Right** the agency's UB-04
    """
    return told(
        lines,
        nw.col("is_nursing"),
        said(nw.col("code"), " ", days()),
        "expected nursing on a UB-04 of the home health agency",
    )
