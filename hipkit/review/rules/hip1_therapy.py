"""HIP107 to HIP111, per diems and drugs: whether the per diem is that of the therapy, and whether both are there."""

from __future__ import annotations

import narwhals as nw

from hipkit.payers.axes import per_diem_day
from hipkit.payers.axes.axis import THERAPIES, UNSTATED
from hipkit.payers.files import load_policy, payers
from hipkit.review.context.overlaps import overlapping, without
from hipkit.review.rule import SPAN, Lines, rule, tell
from hipkit.review.words import days, decimal, say

WHOLE_DAY = 24
# Places where a drug may be given without a day of home infusion: offices, hospitals, emergency rooms.
_ELSEWHERE = ("11", "19", "20", "21", "22", "23")
_REFILLED = "S9328"


@rule(
    "HIP107",
    "per-diem-against-hours",
    severity="error",
    needs=(*SPAN, "dose", "hours_per_day"),
    citation=("hcpcs", "S9326, S9327"),
    view="per_diems",
)
def against_hours(per_diems: Lines) -> Lines:
    """S9326 is billed for an infusion of fewer than 24 hours a day, or S9327 for one of 24.

    S9326 is continuous, twenty-four hours or more; S9327 is intermittent, less than twenty-four. It is checked only
    where every drug line of the claim gives its rate and hours.

    **Wrong** S9326 x 31, and its drug given 12 hours a day

    **Right** S9327 x 31
    """
    less, all_day = nw.col("most") < WHOLE_DAY, nw.col("least") == WHOLE_DAY
    wrong = ((nw.col("hcpcs") == "S9326") & less) | ((nw.col("hcpcs") == "S9327") & all_day)
    found = say(nw.col("hcpcs"), " for ", decimal(nw.col("most")), " hours a day")
    return tell(per_diems, wrong, found, say("expected ", _by_hours()))


def _by_hours() -> nw.Expr:
    """The per diem whose words fit the hours a day."""
    less = nw.col("most") < WHOLE_DAY
    return nw.when(less).then(nw.lit("S9327, intermittent")).otherwise(nw.lit("S9326, continuous"))


@rule(
    "HIP108",
    "per-diem-generic-though-specific-fits",
    severity="warning",
    needs=(*SPAN, "payer", "dose", "hours_per_day"),
    citation=("hcpcs", "S9326, S9327"),
    view="per_diems",
)
def generic_though_specific_fits(per_diems: Lines) -> Lines:
    """S9325 is billed where the hours a day tell that the words of S9326 or S9327 fit.

    It holds for the payers that go by the hours under each of their readings. HMSA's own example bills S9325, so there,
    and where no payer is named, HIP705 only mentions it. Beside a specific code HIP101 reports it.

    **Wrong** S9325 x 31, and its drug given 24 hours a day (payer bcbstx)

    **Right** S9326 x 31
    """
    beside = overlapping(per_diems, per_diems.filter(nw.col("hcpcs") != "S9325"), "claim_id", ())
    return tell(
        per_diems.join(beside.select("claim_id", "line").unique(), on=["claim_id", "line"], how="anti"),
        (nw.col("hcpcs") == "S9325") & nw.col("by_hours") & ~nw.col("most").is_null(),
        say("S9325, the generic code, ", days()),
        say("expected ", _by_hours(), ", whose words fit the hours a day"),
    )


@rule(
    "HIP109",
    "implanted-pump-with-a-rate",
    severity="warning",
    needs=(*SPAN, "dose", "hours_per_day"),
    citation=("hcpcs", "S9328"),
    view="per_diems",
)
def implanted_with_a_rate(per_diems: Lines) -> Lines:
    """S9328, the implanted pump, is billed, and every drug of the claim is given by a rate and hours a day.

    A rate and hours a day tell of an external pump; an implanted one is billed by its refills.

    **Wrong** S9328 x 31, and its only drug at 5 mg/hr for 24 hours a day

    **Right** S9326 x 31
    """
    return tell(
        per_diems,
        (nw.col("hcpcs") == "S9328") & nw.col("rated"),
        say("S9328, implanted pump, ", days(), ", and all drugs of the claim are given by a rate"),
        say("expected ", _by_hours(), ", an external pump; or refills without a rate"),
    )


@rule(
    "HIP110",
    "drug-without-per-diem",
    severity="warning",
    needs=(*SPAN, "payer"),
    citation=("hcpcs", "S9325 to S9328, drugs coded separately"),
    payers=payers(),
)
def drug_without_per_diem(lines: Lines) -> Lines:
    """A drug is billed on days without any per diem, under a payer that pays home infusion by per diems.

    The per diem covers pharmacy, supplies and equipment of a day of infusion; the drug is coded beside it. It is looked
    for on all claims of a patient with the payer, and reported once for each claim. What is given in an office or a
    hospital (place of service 11, 19 to 23) is left out, and the per diem of any other therapy is accepted. Where the
    line gives a whole order, each of its days needs a per diem.

    **Wrong** J2270 x 372 from 2021-03-01 to 2021-03-31 alone (payer hmsa)

    **Right** S9326 x 31 and J2270 x 372
    """
    elsewhere = nw.col("place_of_service").is_in(_ELSEWHERE).fill_null(False)
    drugs = lines.filter(nw.col("is_drug") & nw.col("payer_known") & ~elsewhere)
    per_diems = lines.filter(nw.col("is_per_diem") | nw.col("other_per_diem"))
    all_days = nw.when(nw.col("ordered") & (nw.col("days") > 0)).then(nw.col("days").cast(nw.Float64)).otherwise(1.0)
    return _once(without(drugs, per_diems, "who", all_days), "a per diem for these days")


@rule(
    "HIP111",
    "per-diem-without-drug",
    severity="warning",
    needs=(*SPAN, "payer"),
    citation=("hcpcs", "S9325 to S9328, drugs coded separately"),
    payers=payers(),
)
def per_diem_without_drug(lines: Lines) -> Lines:
    """A per diem is billed on days without any drug, under a payer that takes both together.

    A day of infusion has its drug. It is looked for on all claims of a patient with the payer, and reported once for
    each claim. S9328 is left out: an implanted pump runs for months on one refill, which an earlier claim may bill. So
    are days of which each has a nurse's visit, under a payer that counts them or may.

    **Wrong** S9326 x 31 alone (payer hmsa)

    **Right** S9326 x 31 and J2270 x 372
    """
    of_pain = nw.col("is_per_diem") & ~nw.col("hcpcs").is_in([_REFILLED, "S9379"])
    drugs = lines.filter(nw.col("is_drug") | nw.col("other_drug"))
    billed = lines.filter(of_pain & nw.col("payer_known"))
    all_days = nw.col("days").cast(nw.Float64)
    # A day counts once, whatever is billed of its visits.
    visits = lines.filter(nw.col("is_nursing")).select("who", "first", "last", "days").unique()
    unseen = without(billed, visits, "who", all_days)
    unseen = unseen.select("claim_id", "line", _unseen=nw.lit(True))
    alone = without(billed, drugs, "who").join(unseen, on=["claim_id", "line"], how="left")
    counted = nw.col("payer_id").is_in(_payers_counting_visits()).fill_null(False)
    alone = alone.filter(~counted | nw.col("_unseen").fill_null(False)).drop("_unseen")
    return _once(alone, "a drug for these days")


def _payers_counting_visits() -> list[str]:
    """Payers that count a nurse's visit alone as a per-diem day, or leave open whether they do."""
    return [
        payer
        for payer in payers()
        if any(
            value == UNSTATED or per_diem_day.counts_visits(value)
            for reading in load_policy(payer).readings
            for value in (load_policy(payer).rule("per_diem_day", None, reading.id, one).value for one in THERAPIES)
        )
    ]


def _once(alone: Lines, missing: str) -> Lines:
    """One finding a claim, at its first line of the kind."""
    first = alone.group_by("claim_id").agg(nw.col("line").min().alias("first_line"))
    at_first = alone.join(first, on="claim_id", how="inner").filter(nw.col("line") == nw.col("first_line"))
    return tell(at_first, None, say(nw.col("code"), " ", days()), f"expected {missing}")
