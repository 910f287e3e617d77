"""HIP4xx, nursing visits: 99601 for the first part of a visit, 99602 for each further hour.

Both are CPT codes of the American Medical Association; the words here are hipkit's own. Who counts the time by which
rule, who limits the hours, and since when, is in the payers' files: three things, which a payer may state apart.
"""

from __future__ import annotations

import narwhals as nw

from hipkit.billing.nursing import FIRST_PART
from hipkit.claim.nursing_limits import BY_THE_AGENCY, SECOND_VISIT
from hipkit.review.context.overlaps import without
from hipkit.review.context.payer_texts import any_holds, first_day, limits, most, of_axis, of_statement, payers_of
from hipkit.review.rule import SPAN, Lines, rule, tell
from hipkit.review.words import day, days, decimal, say

_RULE = "bcbsm-2013"
_COUNTED = of_axis("nursing_time", _RULE)
_A_DAY, _A_WEEK = limits("hours_a_day"), limits("hours_a_week")
_SECOND_VISIT, _BY_THE_AGENCY = of_statement(SECOND_VISIT), of_statement(BY_THE_AGENCY)
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
    return nursing.group_by("claim_id", "payer_id", "payer_name", "date_from", "first").agg(
        nw.col("hours_billed").sum(), nw.col("line").max()
    )


@rule(
    "HIP401",
    "further-hour-without-visit",
    severity="error",
    needs=SPAN,
    citation=("cpt-99602", "the words of the code"),
)
def further_hour_without_visit(lines: Lines) -> Lines:
    """99602 stands on a day without 99601.

    99602 counts the hours beyond the first part of a visit, and that part is 99601: CPT lists it beside the code of the
    visit, as an add-on. BCBS of Michigan says the same (May 2013); the other payers whose texts were read say nothing
    of it. It is looked for on all claims of a patient with the payer.

    **Wrong** 99602 x 1 on 2021-03-02 alone

    **Right** 99601 x 1 and 99602 x 1 on 2021-03-02
    """
    further = lines.filter(nw.col("hcpcs") == "99602")
    alone = without(further, lines.filter(nw.col("hcpcs") == "99601"), "who")
    return tell(alone, None, say("99602 ", days()), "expected 99601, the first part of the visit, on the same day")


@rule(
    "HIP402",
    "nursing-hours-a-day",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("bcbsm", "limits"),
    payers=payers_of(_A_DAY),
    start=first_day(_A_DAY),
)
def nursing_hours_a_day(lines: Lines) -> Lines:
    """Nursing of more than four hours a day is billed to BCBS of Michigan.

    99601 is the first two hours, 99602 each further one; a second visit on the day may go by 99602. It is reported on
    the last line of the day.

    **Wrong** 99601 x 1 and 99602 x 3 on 2021-03-02 (payer bcbsm)

    **Right** 99601 x 1 and 99602 x 2
    """
    return tell(
        _hours_a_day(lines).with_columns(most=most(_A_DAY)),
        nw.col("hours_billed") > nw.col("most"),
        say("nursing of ", decimal(nw.col("hours_billed")), " hours on ", day(nw.col("date_from"))),
        say("expected at most ", decimal(nw.col("most")), " hours a day, as ", nw.col("payer_name"), " says"),
    )


@rule(
    "HIP403",
    "nursing-hours-a-week",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("bcbsm", "limits"),
    payers=payers_of(_A_WEEK),
    start=first_day(_A_WEEK),
)
def nursing_hours_a_week(lines: Lines) -> Lines:
    """Nursing of more than twelve hours a week is billed to BCBS of Michigan.

    The text does not say on which day a week begins; a week from Sunday to Saturday is taken. It is reported on the
    last line of the week.

    **Wrong** four hours on each of four days from Monday to Thursday (payer bcbsm)

    **Right** four hours on each of three days
    """
    nursing = _hours_a_day(lines).with_columns(week=(nw.col("first") + _TO_SUNDAY) // 7)
    of_week = nursing.group_by("claim_id", "payer_id", "payer_name", "week").agg(
        nw.col("hours_billed").sum(), nw.col("line").max(), nw.col("date_from").min()
    )
    return tell(
        of_week.with_columns(most=most(_A_WEEK)),
        nw.col("hours_billed") > nw.col("most"),
        say("nursing of ", decimal(nw.col("hours_billed")), " hours in the week of ", day(nw.col("date_from"))),
        say("expected at most ", decimal(nw.col("most")), " hours a week, as ", nw.col("payer_name"), " says"),
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
    hour beyond two from its 31st minute; where a payer states no rule, each of hipkit's ways of counting is accepted:
    each hour begun, each full hour, or from past the midpoint.

    **Wrong** 99602 x 1 for a visit of 149 minutes (payer bcbsm)

    **Right** no 99602: 29 minutes beyond two hours do not count
    """
    stated = any_holds(_COUNTED)
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
    one = say("expected ", decimal(most))
    return tell(
        further,
        (units < least) | (units > most),
        say("99602 x ", decimal(units), " for a visit of ", decimal(nw.col("minutes")), " minutes"),
        nw.when(least == most).then(one).otherwise(say("expected ", decimal(least), " to ", decimal(most))),
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
    elsewhere = ~(any_holds(_SECOND_VISIT) & (nw.col("days") == 1))
    return tell(
        lines,
        (nw.col("hcpcs") == "99601") & (nw.col("days") > 0) & more & elsewhere,
        say("99601 x ", decimal(nw.col("units")), " ", days()),
        "expected one for each visit, of any length",
    )


@rule(
    "HIP406",
    "second-visit-as-first",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("bcbsm", "second visit"),
    payers=payers_of(_SECOND_VISIT),
    start=first_day(_SECOND_VISIT),
)
def second_visit_as_first(lines: Lines) -> Lines:
    """99601 is billed twice on a day to BCBS of Michigan.

    There a second visit on the same day is billed with 99602. It is reported on the last line of the day.

    **Wrong** 99601 x 1 and again 99601 x 1, both on 2021-03-02 (payer bcbsm)

    **Right** 99601 x 1 and 99602 x 1 on 2021-03-02
    """
    visits = lines.filter((nw.col("hcpcs") == "99601") & (nw.col("days") == 1) & any_holds(_SECOND_VISIT))
    of_day = visits.group_by("claim_id", "payer_name", "date_from").agg(nw.col("units").sum(), nw.col("line").max())
    return tell(
        of_day,
        nw.col("units") > 1,
        say("99601 x ", decimal(nw.col("units")), " on ", day(nw.col("date_from"))),
        say("expected 99601 once, and 99602 for the second visit, as ", nw.col("payer_name"), " says"),
    )


@rule(
    "HIP407",
    "nursing-by-the-agency",
    severity="info",
    needs=(*SPAN, "payer"),
    citation=("bcbsne", "nursing visits"),
    payers=payers_of(_BY_THE_AGENCY),
    start=first_day(_BY_THE_AGENCY),
)
def nursing_by_the_agency(lines: Lines) -> Lines:
    """Nursing stands on a claim to BCBS of Nebraska.

    There the home health agency bills nursing, on a UB-04. Whether the biller is that agency, the table does not tell.

    **Wrong** 99601 x 1 on a CMS-1500 of the pharmacy (payer bcbsne)

    **Right** the agency's UB-04
    """
    return tell(
        lines,
        nw.col("is_nursing") & any_holds(_BY_THE_AGENCY),
        say(nw.col("code"), " ", days()),
        "expected nursing on a UB-04 of the home health agency",
    )
