"""Strength and drug of an NDC by the tables; a pharmacy's own list says them also of what is no product here."""

from __future__ import annotations

from hipkit.reference.addedproducts import items
from hipkit.reference.inuse import in_use
from hipkit.reference.products import drug, is_listed, product
from hipkit.values.ndc import Ndc
from hipkit.values.quantity import Quantity


def listed_strength(ndc: Ndc) -> Quantity | None:
    """What one mL or one vial of an NDC holds by the tables; a pharmacy's list says it of any drug.

    >>> str(listed_strength(Ndc.parse("00409-1134-03")))
    '50 mg/mL'
    """
    if known := product(ndc):
        return known.strength
    texts = (row["strength"] for _, row in items(ndc.hyphenated, in_use()))
    return next((Quantity.parse(text) if text else None for text in texts), None)


def listed_drug(ndc: Ndc) -> str | None:
    """The drug that the tables have an NDC as; None where hipkit does not know it.

    >>> listed_drug(Ndc.parse("00409-1134-03"))
    'morphine sulfate'
    """
    known = product(ndc)
    names = [known.name] if known else [row["drug"] for _, row in items(ndc.hyphenated, in_use())]
    return next((drug(name).name if is_listed(name) else None for name in names), None)
