"""Where the items of the CMS-1500 (02/12) stand on the page, in hundredths of an inch, with captions of our own.

The form is in ten characters to the inch, two lines to an item; the captions are short words of hipkit's own and
none of the form's instructions. Only the shape is the real form's.
"""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 850, 1100
LEFT, RIGHT = 30, 820
LINES_A_FORM = 6
CHARACTER = 8.0  # how far one typed character is from the next
SHADED_CHARACTERS = 61
NARRATIVE_CHARACTERS = 71
_TOP, _ROW = 130.0, 33.4
_MIDDLE, _LAST = 320.0, 520.0
FIRST_LINE = round(_TOP + 17.5 * _ROW, 1)
HEADINGS = 33.4  # how high the headings of item 24 are


@dataclass(frozen=True)
class Box:
    """One box of the form: the item it is, where it stands, its caption, and whether a rule goes around it."""

    item: str
    x: float
    y: float
    width: float
    height: float
    caption: str = ""
    ruled: bool = True


def _box(item: str, x: float, row: float, end: float, caption: str, rows: float = 1, ruled: bool = True) -> Box:
    return Box(item, x, round(_TOP + row * _ROW, 1), end - x, round(rows * _ROW, 1), caption, ruled)


# Items from the top: item, left edge, row, right edge, caption (and how many rows high).
BOXES: tuple[Box, ...] = (
    Box("payer", _LAST, 62, RIGHT - _LAST, 58, "Payer"),
    _box("1", LEFT, 0, _LAST, "1. Kind of plan"),
    _box("1a", _LAST, 0, RIGHT, "1a. Member's number"),
    _box("2", LEFT, 1, _MIDDLE, "2. Patient"),
    _box("3", _MIDDLE, 1, 450, "3. Born"),
    _box("3 sex", 450, 1, _LAST, "Sex"),
    _box("4", _LAST, 1, RIGHT, "4. Insured person"),
    _box("5", LEFT, 2, _MIDDLE, "5. Patient's address", 3),
    _box("6", _MIDDLE, 2, _LAST, "6. Patient is the insured's"),
    _box("7", _LAST, 2, RIGHT, "7. Insured person's address", 3),
    _box("8", _MIDDLE, 3, _LAST, "8. Reserved", 2),
    _box("9", LEFT, 5, _MIDDLE, "9. Other insured person, 9a other policy", 2),
    _box("10", _MIDDLE, 5, _LAST, "10. Due to a work, b road, c other", 4),
    _box("11", _LAST, 5, RIGHT, "11. Group or policy"),
    _box("11a", _LAST, 6, RIGHT, "11a. Insured person born, sex"),
    _box("9d", LEFT, 7, _MIDDLE, "9d. Other plan", 3),
    _box("11b", _LAST, 7, RIGHT, "11b. Other claim number"),
    _box("11c", _LAST, 8, RIGHT, "11c. Name of the plan"),
    _box("10d", _MIDDLE, 9, _LAST, "10d. Claim codes"),
    _box("11d", _LAST, 9, RIGHT, "11d. Is there another plan?"),
    _box("12", LEFT, 10, _LAST, "12. Patient's consent to release records", 1.5),
    _box("13", _LAST, 10, RIGHT, "13. Insured person's consent to pay the provider", 1.5),
    _box("14", LEFT, 11.5, _MIDDLE, "14. Present illness since"),
    _box("15", _MIDDLE, 11.5, _LAST, "15. Other date"),
    _box("16", _LAST, 11.5, RIGHT, "16. Not able to work"),
    _box("17", LEFT, 12.5, _MIDDLE, "17. Ordering provider"),
    _box("17b", _MIDDLE, 12.5, _LAST, "17a other number, 17b NPI"),
    _box("18", _LAST, 12.5, RIGHT, "18. In hospital"),
    _box("19", LEFT, 13.5, _LAST, "19. More about the claim"),
    _box("20", _LAST, 13.5, RIGHT, "20. Outside laboratory"),
    _box("21", LEFT, 14.5, 420, "21. Diagnoses", 2),
    _box("21 ICD", 420, 14.5, _LAST, "ICD indicator", 2),
    _box("22", _LAST, 14.5, RIGHT, "22. Resubmission, original number"),
    _box("23", _LAST, 15.5, RIGHT, "23. Authorization"),
    _box("25", LEFT, 23.5, 240, "25. Tax number"),
    _box("26", 240, 23.5, 390, "26. Account of the patient"),
    _box("27", 390, 23.5, _LAST, "27. Accepts assignment"),
    _box("28", _LAST, 23.5, 630, "28. Total charge"),
    _box("29", 630, 23.5, 730, "29. Paid"),
    _box("30", 730, 23.5, RIGHT, "30. Reserved"),
    _box("31", LEFT, 24.5, 240, "31. Provider signs, date", 3),
    _box("32", 240, 24.5, _LAST, "32. Where the service was given", 2.1),
    _box("32a", 240, 26.6, _LAST, "32a NPI, 32b other", 0.9),
    _box("33", _LAST, 24.5, RIGHT, "33. Billing provider", 0.9, ruled=False),
    _box("33 address", _LAST, 25.4, RIGHT, "", 1.2, ruled=False),
    _box("33a", _LAST, 26.6, 670, "33a NPI", 0.9),
    _box("33b", 670, 26.6, RIGHT, "33b other", 0.9),
)

OUTLINES: tuple[Box, ...] = (_box("", _LAST, 24.5, RIGHT, "", 2.1),)

# The columns of item 24, from left to right: item, left edge, right edge, caption.
COLUMNS: tuple[tuple[str, float, float, str], ...] = (
    ("24A", LEFT, 205, "A/From, to"),
    ("24B", 205, 235, "B/Place"),
    ("24C", 235, 265, "C/EMG"),
    ("24D", 265, 335, "D/Code"),
    ("24D modifiers", 335, 460, "/Modifiers"),
    ("24E", 460, 515, "E/Diagnosis"),
    ("24F", 515, 605, "F/Charge"),
    ("24G", 605, 645, "G/Units"),
    ("24H", 645, 670, "H/"),
    ("24I", 670, 700, "I/"),
    ("24J", 700, RIGHT, "J/Rendering"),
)


def shaded_line(place: int) -> Box:
    """The shaded upper half of service line `place` (0 to 5), from 24A through 24G.

    >>> shaded_line(0).width >= SHADED_CHARACTERS * CHARACTER
    True
    """
    return Box("24 shaded", LEFT, round(FIRST_LINE + place * _ROW, 1), 645.0 - LEFT, _ROW / 2)


def service_boxes(place: int) -> dict[str, Box]:
    """The boxes of service line `place` (0 to 5), by item."""
    y = round(FIRST_LINE + (place + 0.5) * _ROW, 1)
    return {item: Box(item, x, y, end - x, _ROW / 2) for item, x, end, _ in COLUMNS}
