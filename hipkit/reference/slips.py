"""The slips behind wrong numbers on claims: what a finding calls the likely one, by an id and in words."""

from __future__ import annotations

SLIPS = {
    "mg-as-units": "milligrams billed as units",
    "ml-as-units": "millilitres billed as units",
    "units-as-ml": "units of the code put into the NDC quantity",
    "mg-as-ml": "milligrams put into the NDC quantity",
    "ml-for-mg": "millilitres and milligrams mixed up: off by the strength",
    "bag-strength": "the strength of the mixed bag used in place of the product's",
    "mcg-for-mg": "micrograms and milligrams mixed up: off by 1,000",
    "decimal-point": "a decimal point moved: off by a power of ten",
    "one-day": "one day billed for all days of the line",
    "hours-left-out": "the rate an hour taken for a whole day",
    "24-hours": "24 hours a day taken where fewer were ordered",
    "month": "a month taken as so many days, whatever the dates say",
    "last-day": "the first or the last day left out, or one counted twice",
    "hours-as-days": "hours billed as days",
    "old-unit": "the unit of the code that was in force before, or of the one that came after",
    "full-vials": "whole packages billed in place of what was given",
    "pump-maximum": "what the pump would let through at most, billed as given",
    "misprint": "a letter and a digit of like shape mixed up",
    "mistyped": "a letter or digit too many, too few, another one, or two swapped",
    "spreadsheet": "a spreadsheet removed zeros or made a number of it",
    "sent-twice": "a line entered or sent twice",
    "packages-as-ml": "packages counted where millilitres are meant",
}


def slip(name: str) -> str:
    """A slip as a finding says it.

    >>> slip("mg-as-units")
    'mg-as-units: milligrams billed as units'
    """
    return f"{name}: {SLIPS[name]}"
