"""What a payer asks for, in the words of a case: enough that the case has one right answer, and no more."""

from __future__ import annotations

from hipkit.order.regimen import PumpRefill
from hipkit.practice.templates.shared.orders import Drawn
from hipkit.practice.templates.shared.pinned import pinned

GIVEN = "Only what the patient is given is billed."
FILLED = "The whole fill of the pump is billed."
_BY_WORDS = "Payer: HMSA, by the words of its rules"
_ROUNDED = "its units by CMS's rule of rounding, once for the line"
# What a payer's text leaves open is agreed, and the case says so.
_AGREED = f"agreed, since the payer's text does not say: all days on one line, {_ROUNDED}"
# By what is asked: HMSA's rules as its sentences and the words of the codes go, or as its own example bills.
_HMSA = {
    "per-diem": f"{_BY_WORDS}: the per-diem code that fits the therapy, one for each day with it.",
    "code": f"{_BY_WORDS}: a drug that has a code of its own goes by it.",
    "ndc": f"{_BY_WORDS}: the NDC quantity in mL, not rounded.",
    "rule-text": (
        f"{_BY_WORDS}. The per-diem code that fits the therapy, one for each day with it; the drug by its own code, "
        f"{_ROUNDED}; the NDC quantity in mL, not rounded."
    ),
    "published-example": (
        "Payer: HMSA, as its published example bills. The generic per-diem code, one for each day with the therapy; "
        "the drug by J3490 with millilitres of the product dispensed as units; units and NDC quantity to the nearest "
        "whole mL, once for the line."
    ),
    "second": (
        f"{_BY_WORDS}. Each therapy has a per-diem line with the code that fits it, one for each of its days; a "
        f"further therapy on the same day is marked as HMSA asks. Each drug goes by its own code, {_ROUNDED}."
    ),
    "third": (
        f"{_BY_WORDS}. Each therapy has a per-diem line with the code that fits it, one for each of its days; a "
        "further therapy on the same day is marked as HMSA asks, and a third, which HMSA does not name, by the HCPCS "
        f"list. Each drug goes by its own code, {_ROUNDED}."
    ),
}
# Other payers; which modifier it is, is asked: the list beside says what each stands for.
_PAYERS = {
    "bcbsnd": (
        "Payer: BCBS of North Dakota. Per diems by the code that fits the therapy, one for each day with an infusion; "
        "a line holds the days of one calendar month. The drug goes by its own code; agreed, since the payer's text "
        "does not say: its units by CMS's rule of rounding, once for each line."
    ),
    "bcbstx": (
        "Payer: BCBS of Texas. Each therapy has a per-diem line with the code that fits it, for each day with an "
        "infusion; concurrent therapies carry the HCPCS modifiers for a second and for a third one. Each drug goes by "
        f"its own code; {_AGREED}."
    ),
    "bcbsnc": (
        "Payer: BCBS of North Carolina. Each therapy has a per-diem line with the code that fits it, a per diem for "
        "each 24 hours of infusion; a concurrent therapy carries 59 together with the HCPCS modifier for a second one. "
        f"Each drug goes by its own code; {_AGREED}."
    ),
}


def hmsa(asked: str, *drawn: Drawn) -> str:
    """HMSA's rule for what is asked; with orders also what of them is billed."""
    return " ".join((_HMSA[asked], *(billed_words(one) for one in drawn[:1])))


def payer_words(payer: str, drawn: Drawn) -> str:
    """The rules of another payer for an order."""
    return f"{_PAYERS[payer]} {billed_words(drawn)}"


def billed_words(drawn: Drawn) -> str:
    """Whether what is given is billed, or what is put into a pump."""
    return FILLED if isinstance(drawn.order.regimen, PumpRefill) else GIVEN


def goes_by(code: str) -> str:
    """The code that a drug goes by.

    >>> goes_by("J1171")
    'The drug goes by J1171: HYDROmorphone, 0.1 mg.'
    """
    return f"The drug goes by {code}: {pinned().codes[code].words}."


def units_rule(code: str, drawn: Drawn) -> str:
    """The code that a drug goes by, what is billed, and how its units are rounded."""
    return f"{goes_by(code)} {billed_words(drawn)} Units are rounded by CMS's rule, once for the line."
