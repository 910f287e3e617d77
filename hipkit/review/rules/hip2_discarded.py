"""HIP23x, modifiers of drugs: what was thrown away (JW, JZ) and what runs through equipment of one's own (KD)."""

from __future__ import annotations

import datetime

import narwhals as nw

from hipkit.review.context.tables import DAY, MEDICARE
from hipkit.review.rule import Lines, leave_open, rule, tell
from hipkit.review.words import days, say

NEEDS = ("claim_id", "line", "date_from", "date_through", "code", "modifiers")
_OF_DRUGS = ("JW", "JZ", "KD")
# By their words, or by what they are, given through an implanted pump.
_IMPLANTED = ("J2274", "J2278")
_ENFORCED = datetime.date(2023, 10, 1)
# From then on Medicare's equipment contractors require JZ on a drug of an external pump at home.
_AT_HOME = datetime.date(2024, 1, 1)
_SINGLE_DOSE = (
    "which containers are single-dose stands in no table that hipkit has, so whether JZ or JW is required is not "
    "checked"
)
_HOME = "12"
_OFFICES = ("11", "19", "22", "49")


@rule("HIP231", "drug-modifier-elsewhere", severity="error", needs=NEEDS, citation=("hcpcs", "JW, JZ, KD"))
def drug_modifier_elsewhere(lines: Lines) -> Lines:
    """JW, JZ or KD stands on a line that is no drug, or JW and JZ stand on one line.

    By their words all three speak of an amount of drug: JW of what was thrown away, JZ of nothing thrown away, KD of a
    drug infused through durable medical equipment. JW and JZ contradict each other.

    **Wrong** S9326 KD x 31

    **Right** S9326 x 31
    """
    other = ~nw.col("is_drug") & ~nw.col("kind").is_null()
    misplaced = other & (nw.col("jw") | nw.col("jz") | nw.col("kd"))
    both = nw.col("is_drug") & nw.col("jw") & nw.col("jz")
    expected = nw.when(both).then(nw.lit("expected JW on the line of what was thrown away, or JZ where nothing was"))
    return tell(
        lines,
        misplaced | both,
        say(nw.col("code"), " with modifiers ", nw.col("modifiers")),
        expected.otherwise(nw.lit("expected these modifiers on lines of a drug alone")),
    )


@rule(
    "HIP232",
    "waste-not-billed",
    severity="error",
    needs=(*NEEDS, "payer"),
    citation=("bcbsnc", "drug quantities"),
)
def waste_not_billed(lines: Lines) -> Lines:
    """What was thrown away is billed, with JW, to a payer that takes only what was given.

    It holds for the payers whose rule on waste is `not-billed`, on the days of that rule.

    **Wrong** J2270 JW x 28 (payer bcbsnc)

    **Right** no such line
    """
    return tell(
        lines,
        nw.col("no_waste") & nw.col("jw") & nw.col("is_drug"),
        say(nw.col("code"), " with JW ", days()),
        say("expected only what was given, as ", nw.col("payer_name"), " asks"),
    )


@rule(
    "HIP233",
    "waste-modifier-at-home-early",
    severity="info",
    needs=(*NEEDS, "payer", "place_of_service"),
    citation=("cgs-jz", "drugs of an external infusion pump at home"),
    payers=(MEDICARE,),
    end=_AT_HOME - DAY,
)
def waste_modifier_at_home(lines: Lines) -> Lines:
    """JW or JZ stands on a drug given at home on days before 2024-01-01, when Medicare asked for neither there.

    Where the patient or a caregiver gives the drug of an external pump, Medicare's equipment contractors asked for
    neither modifier before that day. From it on JZ is required where nothing of a single-dose container is discarded,
    and from 2025-01-01 JW where the supplier discards in preparation: HIP237. No other payer's text that was read says
    so.

    **Wrong** J2270 JZ x 372 from 2023-03-01 to 2023-03-31, place of service 12 (payer medicare)

    **Right** J2270 x 372
    """
    return tell(
        lines,
        _at_home() & (nw.col("jw") | nw.col("jz")),
        say(nw.col("code"), " with modifiers ", nw.col("modifiers"), " at home ", days()),
        say("expected neither JW nor JZ at home before ", str(_AT_HOME)),
    )


def _at_home() -> nw.Expr:
    return nw.col("is_drug") & (nw.col("place_of_service") == _HOME)


def _without_either(lines: Lines) -> Lines:
    """The drug lines with neither JW nor JZ, where JW stands on no other line of the drug on that day."""
    given = lines.filter(~nw.col("jw") & ~nw.col("jz"))
    wasted = lines.filter(nw.col("jw")).select("claim_id", "hcpcs", "first").unique()
    return given.join(wasted, on=["claim_id", "hcpcs", "first"], how="anti")


def _not_known_at_home(lines: Lines) -> Lines:
    return leave_open(_without_either(lines).filter(_at_home()), None, _SINGLE_DOSE)


@rule(
    "HIP237",
    "waste-modifier-not-told-at-home",
    severity="info",
    needs=(*NEEDS, "payer", "place_of_service"),
    citation=("noridian-pumps", "External Infusion Pumps"),
    payers=(MEDICARE,),
    start=_AT_HOME,
    partly=True,
    unjudged=_not_known_at_home,
)
def waste_modifier_not_told_at_home(lines: Lines) -> Lines:
    """A drug given at home under Medicare has neither JW nor JZ, on days from 2024-01-01 on.

    On a drug of an external pump that the patient or a caregiver gives, Medicare's equipment contractors require JZ
    from 2024-01-01, where the container is single-dose and nothing of it is discarded in preparation; and from
    2025-01-01 JW, where the supplier discards some in preparation. Which containers are single-dose stands in no table
    that hipkit has, so the line is counted as not checked. Where JW stands on another line of the drug on that day, the
    line of what was given has neither. No other payer's text that was read asks for them at home.

    **Wrong** J2270 x 372 from 2025-06-01 to 2025-06-30 of single-dose vials, place of service 12 (payer medicare)

    **Right** J2270 JZ x 372
    """
    return tell(
        _without_either(lines).filter(_at_home()),
        None,
        say(nw.col("code"), " at home without JW or JZ ", days()),
        "expected JZ or JW where the container is single-dose; hipkit cannot tell",
    )


@rule(
    "HIP234",
    "waste-modifier-missing",
    severity="warning",
    needs=(*NEEDS, "payer", "place_of_service"),
    citation=("jw-jz-rounding", "enforced since 2023-10-01"),
    payers=(MEDICARE,),
    start=_ENFORCED,
)
def waste_modifier_missing(lines: Lines) -> Lines:
    """A drug of Medicare Part B given in an office or a suite says neither JW nor JZ.

    Since 2023-10-01 a line of a single-dose container has JW for what was thrown away, or JZ where nothing was. The
    table does not say which containers are single-dose: for a multi-dose container, ignore this. Where JW stands on
    another line of the drug on that day, the line of what was given has neither.

    **Wrong** J1885 x 2, place of service 11 (payer medicare)

    **Right** J1885 JZ x 2
    """
    office = (nw.col("kind") == "drug") & nw.col("place_of_service").is_in(_OFFICES)
    return tell(
        _without_either(lines).filter(office),
        None,
        say(nw.col("code"), " without JW or JZ, place of service ", nw.col("place_of_service")),
        "expected JZ where nothing of a single-dose container was thrown away, else JW on a line of its own",
    )


@rule(
    "HIP235",
    "kd-missing",
    severity="warning",
    needs=(*NEEDS, "payer"),
    citation=("contractors-compounds", "implanted pumps, KD"),
    payers=(MEDICARE,),
)
def kd_missing(lines: Lines) -> Lines:
    """A drug of an implanted pump has no KD, under Medicare.

    KD marks a drug infused through durable medical equipment. It is checked only for the drugs that are made for it:
    preservative-free morphine (J2274) and ziconotide (J2278).

    **Wrong** J2278 x 500 (payer medicare)

    **Right** J2278 KD x 500
    """
    return tell(
        lines,
        nw.col("hcpcs").is_in(_IMPLANTED) & ~nw.col("kd"),
        say(nw.col("code"), " without KD ", days()),
        "expected KD on a drug that runs through an implanted pump",
    )
