"""What stands in the items of the CMS-1500: each form's items with their texts, in NUCC's forms of numbers.

Charges are dollars and cents without a point, dates MM DD YY, units whole, an NDC quantity has at most eight
digits before and three after the point and no comma (X12 RFI 2151, which quotes NUCC). hipkit knows no patient
and no provider: their items say SAMPLE, or that hipkit does not know them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hipkit.claim.claim import Claim
from hipkit.claim.line import ServiceLine
from hipkit.errors import InputError
from hipkit.formats.claim.cms1500_layout import (
    BOXES,
    LINES_A_FORM,
    NARRATIVE_CHARACTERS,
    SHADED_CHARACTERS,
    Box,
    service_boxes,
    shaded_line,
)
from hipkit.values.notation import exact

UNKNOWN = "not known to hipkit"
DIAGNOSIS = "R52"  # a placeholder, marked as one: hipkit knows no diagnosis
SEE_NOTE = "SEE THE NOTE BELOW THE FORM"
_Content = tuple[str, tuple[str, ...], str, int | None]
TYPED, SAMPLE, NOT_KNOWN, BLANK = "typed", "sample", "unknown", "blank"
_DOLLAR_DIGITS, _NDC_DIGITS = 6, 8

# Items that are the same on every form: the datum of each, its texts, and what they are.
_SAME: dict[str, tuple[str, tuple[str, ...], str]] = {
    "1": ("plan", ("X OTHER",), SAMPLE),
    "1a": ("member", ("SAMPLE0001",), SAMPLE),
    "2": ("patient", ("SAMPLE, PATIENT",), SAMPLE),
    "3": ("birth", ("01 01 1900",), SAMPLE),
    "3 sex": ("sex", ("F",), SAMPLE),
    "4": ("insured", ("SAMPLE, PATIENT",), SAMPLE),
    "5": ("address", ("1 SAMPLE STREET", "SAMPLE CITY HI", "000000000"), SAMPLE),
    "6": ("relationship", ("X SELF",), SAMPLE),
    "7": ("insured_address", ("1 SAMPLE STREET", "SAMPLE CITY HI", "000000000"), SAMPLE),
    "8": ("reserved", (), BLANK),
    "9": ("other_insured", (), NOT_KNOWN),
    "9d": ("other_insured", (), NOT_KNOWN),
    "10": ("related", (), NOT_KNOWN),
    "10d": ("claim_codes", (), BLANK),
    "11": ("group", (), NOT_KNOWN),
    "11a": ("insured_birth", (), NOT_KNOWN),
    "11b": ("other_claim_id", (), BLANK),
    "11c": ("plan_name", (), NOT_KNOWN),
    "11d": ("other_plan", (), NOT_KNOWN),
    "12": ("patient_signs", ("SAMPLE",), SAMPLE),
    "13": ("insured_signs", ("SAMPLE",), SAMPLE),
    "14": ("illness", (), NOT_KNOWN),
    "15": ("other_date", (), BLANK),
    "16": ("unable", (), NOT_KNOWN),
    "17": ("ordering", (), NOT_KNOWN),
    "17b": ("ordering", (), NOT_KNOWN),
    "18": ("hospital", (), NOT_KNOWN),
    "20": ("laboratory", (), BLANK),
    "21": ("diagnosis", (f"A. {DIAGNOSIS}", "SAMPLE, a placeholder"), SAMPLE),
    "21 ICD": ("icd", ("0",), SAMPLE),
    "22": ("resubmission", (), BLANK),
    "23": ("authorization", (), NOT_KNOWN),
    "25": ("tax_id", ("000000000 EIN X",), SAMPLE),
    "27": ("assignment", ("X YES",), SAMPLE),
    "29": ("paid", (), NOT_KNOWN),
    "30": ("reserved", (), BLANK),
    "31": ("provider_signs", ("SAMPLE",), SAMPLE),
    "32": ("facility", (), NOT_KNOWN),
    "32a": ("facility", (), NOT_KNOWN),
    "33": ("billing", ("SAMPLE HOME INFUSION",), SAMPLE),
    "33 address": ("billing_address", ("1 SAMPLE STREET", "SAMPLE CITY HI 000000000"), SAMPLE),
    "33a": ("billing_npi", ("2000000002",), SAMPLE),
    "33b": ("billing_other", (), BLANK),
}


@dataclass(frozen=True)
class Item:
    """One item of a form: where it stands, which datum it shows, of which service line, and its texts.

    `line` is the number of the claim's line, None for the claim as a whole. `mark` says whether the texts are
    typed from the claim, hipkit's sample, not known, or blank by rule. Where several data share the texts,
    `parts` says which characters of the first are whose.
    """

    box: Box
    datum: str
    texts: tuple[str, ...]
    mark: str
    line: int | None = None
    parts: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Form:
    """One sheet of the form: its items from the top, and notes that stand below it."""

    number: int
    of: int
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()

    def text(self, item: str, place: int = 0) -> str:
        """What stands in an item; `place` counts where it is there several times, as service lines are."""
        items = [entry for entry in self.items if entry.box.item == item]
        return " ".join(items[place].texts)


def forms(claim: Claim) -> list[Form]:
    """The forms of a claim, six service lines on each.

    Raises InputError for what cannot stand on the form.

    >>> from hipkit import Continuous, Order, bill, sample_claim
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> form = forms(sample_claim(bill(order, reading="published-example"), charges={"J3490": "1,240.50"}))[0]
    >>> form.text("24 shaded", 1), form.text("24G", 1), form.text("24F", 1), form.text("28")
    ('N400074113303 ML149', '149', '1240 50', '1240 50')
    """
    claim.require_ready("CMS-1500")
    lines = claim.on_paper().lines
    numbers = _numbers(claim.lines, lines)
    starts = range(0, len(lines), LINES_A_FORM)
    return [
        _form(claim, lines[at : at + LINES_A_FORM], numbers[at : at + LINES_A_FORM], i, len(starts))
        for i, at in enumerate(starts, 1)
    ]


def _numbers(lines: Sequence[ServiceLine], on_paper: Sequence[ServiceLine]) -> list[int]:
    """Of each line on paper, the number of the claim's line whose units it carries."""
    numbers, left = [], [line.units for line in lines]
    at = 0
    for line in on_paper:
        numbers.append(lines[at].number)
        left[at] -= line.units
        at += left[at] <= 0
    return numbers


def _form(claim: Claim, lines: Sequence[ServiceLine], numbers: Sequence[int], number: int, of: int) -> Form:
    shaded, narrative, of_place, notes = _narratives(lines)
    total = sum((line.charge for line in lines), Fraction())
    more: _Content = ("more", narrative, TYPED if narrative else BLANK, None)
    own: dict[str, _Content] = {
        "payer": ("payer", (claim.payer.name,), TYPED, None),
        "19": more if of_place is None else ("description", narrative, TYPED, numbers[of_place]),
        "26": ("account", (claim.claim_id,), SAMPLE, None),
        "28": ("total", dollars(total, "total charge", _DOLLAR_DIGITS + 1), TYPED, None),
    }
    contents = {item: (*same, None) for item, same in _SAME.items()} | own
    items = [Item(box, *contents[box.item]) for box in BOXES]
    for place, line in enumerate(lines):
        items += _service_line(line, numbers[place], place, shaded[place])
    return Form(number, of, tuple(items), notes)


def _service_line(line: ServiceLine, number: int, place: int, shaded: str) -> Iterator[Item]:
    boxes = service_boxes(place)
    above = ((shaded,), TYPED, number, tuple(_parts(line, shaded))) if shaded else ((), BLANK, number)
    yield Item(shaded_line(place), "ndc", *above)
    yield Item(boxes["24A"], "dates", (f"{mm_dd_yy(line.start)}  {mm_dd_yy(line.end)}",), TYPED, number)
    yield Item(boxes["24B"], "place", (line.place_of_service,), TYPED)
    yield Item(boxes["24C"], "emergency", (), BLANK)
    yield Item(boxes["24D"], "code", (line.code,), TYPED, number)
    modifiers = (" ".join(line.modifiers),) if line.modifiers else ()
    yield Item(boxes["24D modifiers"], "modifiers", modifiers, TYPED if modifiers else BLANK, number)
    yield Item(boxes["24E"], "pointer", ("A",), SAMPLE, number)
    yield Item(boxes["24F"], "charge", dollars(line.charge, "charge", _DOLLAR_DIGITS), TYPED, number)
    yield Item(boxes["24G"], "units", (str(line.units),), TYPED, number)
    yield Item(boxes["24H"], "family_plan", (), BLANK)
    yield Item(boxes["24I"], "rendering", (), BLANK)
    yield Item(boxes["24J"], "rendering", (), NOT_KNOWN)


def _parts(line: ServiceLine, shaded: str) -> Iterator[tuple[str, int, int]]:
    """Whose characters are whose in a shaded line: NDC, unit of measure, quantity, narrative."""
    if line.ndc is not None:
        uom = shaded.index(" ") + 1
        end = shaded.find("   ")
        yield "ndc", 0, uom - 1
        yield "ndc_uom", uom, uom + 2
        yield "ndc_quantity", uom + 2, len(shaded) if end < 0 else end
    if (start := shaded.find("ZZ")) >= 0:
        yield "description", start, len(shaded)


def _narratives(
    lines: Sequence[ServiceLine],
) -> tuple[list[str], tuple[str, ...], int | None, tuple[str, ...]]:
    """The shaded lines, item 19 with the place of the one line that it is about, and the notes below the form.

    What an unlisted code is for stands in the shaded line behind the NDC where there is room, else in item 19
    (Medicare, item 24D), else on a note, of which item 19 speaks.
    """
    shaded, further = [], []
    for place, line in enumerate(lines, 1):
        text = _ndc(line)
        if line.description:
            whole = f"{text}   ZZ{line.description}" if text else f"ZZ{line.description}"
            fits = len(whole) <= SHADED_CHARACTERS
            further += [] if fits else [(place, line.description)]
            text = whole if fits else text
        shaded.append(text)
    if not further:
        return shaded, (), None, ()
    narrative = further[0][1] if len(further) == 1 else "; ".join(f"LINE {place} {text}" for place, text in further)
    if len(narrative) <= NARRATIVE_CHARACTERS:
        return shaded, (narrative,), further[0][0] - 1 if len(further) == 1 else None, ()
    return shaded, (SEE_NOTE,), None, tuple(f"Line {place}: {text}" for place, text in further)


def _ndc(line: ServiceLine) -> str:
    """NUCC's order: N4 with 11 digits, one blank, the unit of measure with the quantity."""
    if line.ndc is None or line.ndc_quantity is None or line.ndc_uom is None:
        return ""
    if line.ndc.ndc11 is None:
        reason = "an NDC of 12 digits has no place on the CMS-1500 that hipkit has read of"
        raise InputError("ndc", line.ndc.hyphenated, reason, "00074-1133-03")
    quantity = exact(line.ndc_quantity)
    if len(quantity.partition(".")[0]) > _NDC_DIGITS:
        reason = f"an NDC quantity has at most {_NDC_DIGITS} digits before the point"
        raise InputError("ndc", quantity, reason, "fewer days on one claim")
    return f"N4{line.ndc.ndc11} {line.ndc_uom}{quantity}"


def dollars(value: Fraction, what: str, digits: int) -> tuple[str, str]:
    """Dollars and cents, each by itself.

    >>> dollars(Fraction(31005, 10), "charge", 6)
    ('3100', '50')
    """
    whole, cents = divmod(int(value * 100), 100)
    if len(str(whole)) > digits:
        raise InputError("charge", exact(value), f"the box for a {what} holds {digits} digits of dollars", "3,100.00")
    return str(whole), f"{cents:02d}"


def mm_dd_yy(day: datetime.date | None) -> str:
    """A date as item 24A has it; empty where none is known.

    >>> mm_dd_yy(datetime.date(2021, 3, 1))
    '03 01 21'
    """
    return "" if day is None else f"{day:%m %d %y}"
