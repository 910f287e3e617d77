"""HIP114 to HIP117 and HIP211, drugs against the pump of the per diem: the spine's, the vein's, a loading dose's."""

from __future__ import annotations

import narwhals as nw

from hipkit.billing.routes import routed
from hipkit.frames.engines import reference
from hipkit.order.days import MOST_DAYS
from hipkit.review.context import tables as facts
from hipkit.review.context.overlaps import EXTERNAL, GENERIC, IMPLANTED, overlapping
from hipkit.review.rule import SPAN, Lines, leave_open, rule, tell
from hipkit.review.words import days, say

_ONE_DRUG = "whether two per diems are of one drug is not checked: "
_REFILLED = "the drug of the implanted pump may have been billed with an earlier refill"
_KEY = ("claim_id", "line", "hcpcs", "date_from", "date_through")


@rule(
    "HIP114",
    "implanted-pump-with-other-drug",
    severity="warning",
    needs=SPAN,
    citation=("hcpcs", "J2270 and J2274, preservative-free for epidural or intrathecal use"),
)
def implanted_pump_with_other_drug(lines: Lines) -> Lines:
    """Morphine or hydromorphone that is not for the spine stands beside the per diem of an implanted pump alone.

    S9328 is the implanted pump, which gives its drug into the spine; J2274 is the preservative-free morphine for that.
    J2270, J2272 and hydromorphone go through an external pump: where S9326 or S9327 is billed for one of the days, to
    this payer for this patient, nothing is said.

    **Wrong** S9328 x 31 and J2270 x 100

    **Right** S9328 x 31 and J2274 x 100; or S9326 x 31 and J2270 x 372
    """
    found = _beside(lines, routed("implanted"), (IMPLANTED,), EXTERNAL)
    spinal = nw.when(nw.col("hcpcs").str.starts_with("J227")).then(nw.lit("J2274, the spinal morphine, ")).otherwise(
        nw.lit("a drug for the spine ")
    )  # fmt: skip
    return tell(
        found,
        None,
        say(nw.col("hcpcs"), " ", days(), " beside S9328, the implanted pump"),
        say("expected ", spinal, "in an implanted pump, or S9326 or S9327 for an external one"),
    )


@rule(
    "HIP115",
    "external-pump-with-spinal-drug",
    severity="warning",
    needs=SPAN,
    citation=("hcpcs", "J0475, J0476, for intrathecal trial; S9328"),
)
def external_pump_with_spinal_drug(lines: Lines) -> Lines:
    """Baclofen by injection stands beside the per diem of an external pump alone.

    It is given into the spine: single doses as a trial, and for lasting use by an implanted pump, which is S9328. Where
    S9328 is billed for one of the days, to this payer for this patient, nothing is said. Epidural morphine (J2274) and
    clonidine (J0735) by an external pump are none.

    **Wrong** S9326 x 31 and J0475 x 4

    **Right** S9328 x 31 and J0475 x 4, the refill
    """
    return _external(lines, routed("external"), "expected S9328, the implanted pump, for baclofen that runs on")


@rule(
    "HIP117",
    "external-pump-with-ziconotide",
    severity="info",
    needs=SPAN,
    citation=("hcpcs", "J2278 and S9328"),
)
def external_pump_with_ziconotide(lines: Lines) -> Lines:
    """Ziconotide stands beside the per diem of an external pump alone.

    It is given into the spine, mostly by an implanted pump, which is S9328; its label names an external one too, so
    this may be right. Where S9328 is billed for one of the days, to this payer for this patient, nothing is said.

    **Wrong** S9326 x 31 and J2278 x 500, the refill of an implanted pump

    **Right** S9328 x 31 and J2278 x 500
    """
    return _external(lines, routed("external", mostly=True), "expected S9328 if the pump is implanted, as it mostly is")


def _external(lines: Lines, drugs: tuple[str, ...], expected: str) -> Lines:
    found = say(nw.col("hcpcs"), " ", days(), " beside ", nw.col("other_hcpcs"), ", an external pump")
    return tell(_beside(lines, drugs, EXTERNAL, (IMPLANTED,)), None, found, expected)


def _beside(lines: Lines, drugs: tuple[str, ...], wrong: tuple[str, ...], right: tuple[str, ...]) -> Lines:
    """The lines of drugs on whose days their claim has a per diem of `wrong`, and the patient none of `right`."""
    given = lines.filter(nw.col("hcpcs").is_in(drugs) & ~nw.col("jw") & nw.col("whole"))
    given = given.select(*_KEY, "who", "first", "last")
    fitting = overlapping(given, lines.filter(nw.col("hcpcs").is_in(right)), "who", ())
    rest = given.join(fitting.select(*_KEY).unique(), on=list(_KEY), how="anti")
    met = overlapping(rest, lines.filter(nw.col("hcpcs").is_in(wrong)), "claim_id", ("hcpcs",))
    return met.group_by(*_KEY).agg(nw.col("other_hcpcs").min())


def drugs_not_known(lines: Lines) -> Lines:
    """The second per diems on whose days not all drugs are known, so that one drug alone cannot be told from two."""
    two = (nw.col("least") != nw.col("most")).fill_null(False)
    by_other_pump = leave_open(_drugs_of_second(lines, other_pump=True), ~two, f"{_ONE_DRUG}{_REFILLED}")
    of_days = _drugs_of_second(lines)
    unknown = (nw.col("unknown") > 0) | nw.col("least").is_null()
    open_ = of_days.filter(~two & (unknown | _by_any_pump()))
    why = nw.when(unknown).then(nw.lit("not all drugs of these days are known")).otherwise(
        nw.lit("S9325 does not tell by which pump a drug is given")
    )  # fmt: skip
    return nw.concat([leave_open(open_, None, say(_ONE_DRUG, why)), by_other_pump], how="vertical")


@rule(
    "HIP116",
    "two-per-diems-of-one-drug",
    severity="error",
    needs=(*SPAN, "modifiers"),
    citation=("hcpcs", "SH"),
    unjudged=drugs_not_known,
)
def two_per_diems_of_one_drug(lines: Lines) -> Lines:
    """A second per diem, with SH, is billed for days on which one drug alone is billed.

    SH marks a second therapy that runs at the same time. One drug in two doses, or from two packages, is one
    therapy with one per diem a day. The drugs are those of all lines of the patient to this payer on the days that
    both per diems have, by NDC, name or code; where one of them is not known, that is counted as not checked. An
    implanted pump beside an external one is counted as not checked: its drug may have been billed with an earlier
    refill. So is S9325, which tells no pump, twice with two lines of a drug.

    **Wrong** S9326 x 31, S9326 SH x 31 and J2270 x 372

    **Right** S9326 x 31 and J2270 x 372
    """
    of_days = _drugs_of_second(lines)
    return tell(
        of_days,
        (nw.col("least") == nw.col("most")) & (nw.col("unknown") == 0) & ~_by_any_pump(),
        say(nw.col("hcpcs"), " with SH ", days(), ", and no drug but ", nw.col("least"), " on its days"),
        "expected one per diem a day for one drug, or the line of the second drug",
    )


def _by_any_pump() -> nw.Expr:
    """Whether two lines of a drug may be those of an external and an implanted pump, both billed with S9325."""
    return (nw.col("generic") == 1) & (nw.col("lines") > 1)


def _drugs_of_second(lines: Lines, other_pump: bool = False) -> Lines:
    """Each per diem with SH that meets a first one, of no other kind of pump (or of another one, where that is
    asked for), with the drugs of the days of both: the `least` and the `most` of their names, how many `lines` they
    are and how many are `unknown`. `generic` is 1 where both per diems are S9325."""
    firsts = lines.filter(nw.col("is_per_diem") & ~nw.col("sh") & ~nw.col("sj"))
    pairs = overlapping(lines.filter(nw.col("is_per_diem") & nw.col("sh")), firsts, "who", ("hcpcs",))
    alike = (nw.col("hcpcs") == IMPLANTED) == (nw.col("other_hcpcs") == IMPLANTED)
    pairs = pairs.filter(~alike if other_pump else alike)
    dated = (nw.col("days") > 0) & (nw.col("days") <= MOST_DAYS)
    broken = lines.filter(~nw.col("whole") | ~dated).select("who").unique()
    shared = pairs.join(broken, on="who", how="anti").select(
        *_KEY, "who",
        begin=nw.max_horizontal("first", "other_first"), end=nw.min_horizontal("last", "other_last"),
        generic=nw.when((nw.col("hcpcs") == GENERIC) & (nw.col("other_hcpcs") == GENERIC)).then(1).otherwise(0),
    )  # fmt: skip
    second = shared.group_by(*_KEY, "who").agg(nw.col("begin").min(), nw.col("end").max(), nw.col("generic").max())
    met = overlapping(second.rename({"begin": "first", "end": "last"}), _substances(lines), "who", ("substance",))
    name = nw.col("other_substance")
    of_days = met.with_columns(unknown=nw.when(name.is_null()).then(1).otherwise(0)).group_by(*_KEY).agg(
        name.min().alias("least"), name.max().alias("most"), nw.col("unknown").sum(), nw.len().alias("lines")
    )  # fmt: skip
    return second.select(*_KEY, "generic").join(of_days, on=list(_KEY), how="left")


def _substances(lines: Lines) -> Lines:
    """The drug lines with the drug that each is of: by its NDC, its name, or a code of one drug alone."""
    drugs = lines.filter((nw.col("is_drug") | nw.col("other_drug")) & ~nw.col("jw"))
    table = facts.of_substances()
    known = drugs.join(reference(lines, table.columns, table.schema), on="hcpcs", how="left")
    return known.with_columns(substance=nw.coalesce("called", "substance"))


@rule(
    "HIP211",
    "loading-dose-over-days",
    severity="warning",
    needs=SPAN,
    citation=("hcpcs", "S0092, S0093, loading dose for infusion pump"),
)
def loading_dose_over_days(lines: Lines) -> Lines:
    """A loading dose is billed for more than a day.

    By their words S0092 and S0093 are a loading dose for an infusion pump, which is given once, as it is started. The
    days that follow go by the code of the drug itself.

    **Wrong** S0093 x 8 from 2024-03-01 to 2024-03-31

    **Right** S0093 x 1 on 2024-03-01, and J2270 x 372 from 2024-03-01 to 2024-03-31
    """
    return tell(
        lines,
        nw.col("hcpcs").is_in(routed("days")) & (nw.col("days") > 1),
        say(nw.col("hcpcs"), ", a loading dose, ", days()),
        "expected one day for it, and the drug's own code for the days that follow",
    )
