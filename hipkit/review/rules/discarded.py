"""HIP23x, modifiers of drugs: what was thrown away (JW, JZ) and what runs through equipment of one's own (KD)."""

from __future__ import annotations

import datetime

import narwhals as nw

from hipkit.review.knowing.facts import MEDICARE
from hipkit.review.rule import Lines, rule, told
from hipkit.review.words import days, said

NEEDS = ("claim_id", "line", "date_from", "date_through", "code", "modifiers")
_OF_DRUGS = ("JW", "JZ", "KD")
# By their words, or by what they are, given through an implanted pump.
_IMPLANTED = ("J2274", "J2278")
_ENFORCED = datetime.date(2023, 10, 1)
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
    return told(
        lines,
        misplaced | both,
        said(nw.col("code"), " with modifiers ", nw.col("modifiers")),
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
    return told(
        lines,
        nw.col("no_waste") & nw.col("jw") & nw.col("is_drug"),
        said(nw.col("code"), " with JW ", days()),
        said("expected only what was given, as ", nw.col("payer_name"), " asks"),
    )


@rule(
    "HIP233",
    "waste-modifier-at-home",
    severity="warning",
    needs=(*NEEDS, "payer", "place_of_service"),
    citation=("jw-jz-home", ""),
    payers=(MEDICARE,),
)
def waste_modifier_at_home(lines: Lines) -> Lines:
    """JW or JZ stands on a drug that patient or caregiver give at home.

    Medicare's equipment contractors do not ask for them there: the supplier dispenses the drug and opens no vial.

    **Wrong** J2270 JZ x 372, place of service 12 (payer medicare)

    **Right** J2270 x 372
    """
    at_home = nw.col("is_drug") & (nw.col("place_of_service") == _HOME)
    return told(
        lines,
        at_home & (nw.col("jw") | nw.col("jz")),
        said(nw.col("code"), " with modifiers ", nw.col("modifiers"), " at home"),
        "expected neither JW nor JZ at home",
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
    given = lines.filter(office & ~nw.col("jw") & ~nw.col("jz"))
    wasted = lines.filter(nw.col("jw")).select("claim_id", "hcpcs", "first").unique()
    return told(
        given.join(wasted, on=["claim_id", "hcpcs", "first"], how="anti"),
        None,
        said(nw.col("code"), " without JW or JZ, place of service ", nw.col("place_of_service")),
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
    return told(
        lines,
        nw.col("hcpcs").is_in(_IMPLANTED) & ~nw.col("kd"),
        said(nw.col("code"), " without KD ", days()),
        "expected KD on a drug that runs through an implanted pump",
    )
