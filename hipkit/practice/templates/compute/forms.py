"""Level 1: days of service, the NDC's form on a claim, and drug given and discarded."""

from __future__ import annotations

from fractions import Fraction

from hipkit.billing.waste import Waste, waste
from hipkit.order.scenario import Scenario
from hipkit.practice.case import Blank, Facts, Stage
from hipkit.practice.draw import Draw
from hipkit.practice.making import Box, Sheet, template
from hipkit.practice.templates.shared.keyed import billed, bites, box, days_box, sheet
from hipkit.practice.templates.shared.known import OF_CODES, facts_of, staged
from hipkit.practice.templates.shared.orders import PART_DAY, continuous, need
from hipkit.practice.templates.shared.pinned import SEGMENTS, Listed, Pack, pinned
from hipkit.practice.templates.shared.rulewords import goes_by
from hipkit.practice.templates.shared.spans import in_hospital, month_or_days
from hipkit.practice.templates.shared.worded import given_on, pack_words, prescribed
from hipkit.values.citations import cite
from hipkit.values.ndc import Ndc
from hipkit.values.notation import counted, exact
from hipkit.values.quantity import Quantity
from hipkit.values.step import Step

# Single-dose packages of which a part may be thrown away, with the code that counts the drug.
_SINGLE_DOSE = {
    "00409-1134-03": "J2270", "00409-9094-61": "J3010", "63323-0285-63": "J2795", "66794-0160-02": "J2274",
    "66794-0162-02": "J2274", "00409-1896-20": "J2270",
}  # fmt: skip


@template("days-of-service", 1, "compute", ["days"], since="1")
def days_of_service(draw: Draw) -> Sheet:
    """Days with therapy: both ends included, days in hospital left out."""
    span = month_or_days(draw, 12, 45)
    if not draw.chance(3):
        span = in_hospital(draw, span, 2, 6)
    drawn = continuous(draw, PART_DAY, span=span)
    answer = days_box(drawn, facts_of(billed(drawn), drawn, leave=OF_CODES))
    question = "On how many days does the patient receive the infusion at home?"
    return sheet("Days of service", (prescribed(drawn), given_on(span), question), (answer,), Scenario(drawn.order))


@template("ndc-form", 1, "compute", ["ndc"], since="1")
def ndc_form(draw: Draw) -> Sheet:
    """The 10-digit NDCs of two packages as the 11 digits of a claim."""
    segments = draw.shuffled(SEGMENTS)[:2]
    printed = [_printed(draw, short) for short in segments]
    boxes = tuple(
        _ndc_box(f"ndc{number}", f"{which} NDC on the claim, 11 digits", typed, short)
        for number, which, typed, short in zip((1, 2), ("First", "Second"), printed, segments, strict=True)
    )
    parts = (
        f"Two packages carry these NDCs: the first {printed[0]}, the second {printed[1]}.",
        "Which 11 digits go on the claim for each of them?",
    )
    return sheet("NDC in 11 digits", parts, boxes)


def _printed(draw: Draw, short: str) -> str:
    """An NDC as its package prints it, the named segment a digit short."""
    ndc = draw.one(pinned().printed[short])
    return "-".join(part[1:] if name == short else part for name, part in zip(SEGMENTS, _parts(ndc), strict=True))


def _ndc_box(name: str, label: str, typed: str, short: str) -> Box:
    read, source = Ndc.parse(typed), cite("fda-ndc-rule", "the forms of an NDC")
    steps = (
        Step("digits of each part", typed, "-".join(str(len(part)) for part in typed.split("-")), source),
        Step("11 digits, 5-4-2", f"a zero in front of the {short}", read.hyphenated, source),
    )
    hints = (
        "Count the digits of each of the three parts; which one is a digit short of 5-4-2?",
        "A claim carries 5, 4 and 2 digits: one zero goes in front of the part that is short, and nowhere else.",
    )
    facts = Facts({}, {"ndc_typed": typed, "ndc": read.hyphenated})
    stages = tuple(Stage(step) for step in steps)
    return box(Blank(name, label, "ndc", "ndc"), "ndc", read.ndc11 or "", stages, hints, source, facts)


def _parts(ndc: Ndc) -> tuple[str, str, str]:
    return ndc.labeler, ndc.product, ndc.package


@template("given-discarded", 1, "compute", ["waste"], since="1")
def given_discarded(draw: Draw) -> Sheet:
    """Units given and discarded of single-dose packages that were opened."""
    pack, listed = _single_dose(draw)
    count = draw.whole(1, 3)
    whole = Quantity(pack.strength.value * pack.volume.base, pack.strength.unit.partition("/")[0])
    opened = Quantity(whole.value * count, whole.unit)
    left = whole.value * draw.whole(23, 390) / 1000
    left -= left % Fraction(1, 2)
    need(0 < left < opened.value)
    given = Quantity(opened.value - left, whole.unit)
    assert listed.per is not None
    bites(given.base / listed.per.base, draw.chance(2))
    wasted = waste(_typed(given), _typed(opened), str(listed.per))
    need(wasted.discarded_units > 0)
    parts = (
        f"Opened: {counted(count, 'single-dose package')} of {pack_words(pack)}, {opened} in all. {given} were given, "
        "and the rest was discarded.",
        f"{goes_by(listed.code)} This payer has discarded drug billed on a line of its own, both lines rounded as "
        "Medicare's contractors ask.",
        f"How many units of {listed.code} are billed as given, and how many as discarded?",
    )
    return sheet("Given and discarded", parts, _waste_boxes(wasted, _waste_facts(wasted, pack, listed, given, opened)))


def _single_dose(draw: Draw) -> tuple[Pack, Listed]:
    text = draw.one(tuple(_SINGLE_DOSE))
    return pinned().pack(Ndc.parse(text)), pinned().codes[_SINGLE_DOSE[text]]


def _typed(amount: Quantity) -> str:
    return f"{exact(amount.value)} {amount.unit}"


def _waste_facts(wasted: Waste, pack: Pack, listed: Listed, given: Quantity, opened: Quantity) -> Facts:
    assert listed.per is not None
    numbers = {
        "given_mg": given.base, "opened_mg": opened.base, "per": listed.per.base, "per_printed": listed.per.value,
        "strength": pack.strength.base, "strength_printed": pack.strength.value, "package": pack.volume.base,
        "given_units": Fraction(wasted.given_units), "discarded_units": Fraction(wasted.discarded_units),
    }  # fmt: skip
    return Facts(numbers, {"drug": pack.drug, "code": listed.code, "ndc": pack.ndc.hyphenated})


def _waste_boxes(wasted: Waste, facts: Facts) -> tuple[Box, Box]:
    source = cite("jw-jz-rounding", "administered up, discarded down")
    given, discarded = Fraction(wasted.given_units), Fraction(wasted.discarded_units)
    hints = (
        ("How many units is the amount given?", "What was given goes to the next whole unit."),
        ("How much is left of what was opened?", "What was discarded is rounded down to whole units."),
    )
    blanks = (
        Blank("given_units", "Units given", "units", "waste"),
        Blank("discarded_units", "Units discarded", "units", "waste"),
    )
    return (
        box(blanks[0], "given_units", given, staged(wasted.steps[:1]), hints[0], source, facts),
        box(blanks[1], "discarded_units", discarded, staged(wasted.steps[1:]), hints[1], source, facts),
    )
