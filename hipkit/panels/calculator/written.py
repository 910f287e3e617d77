"""An order as it is written: what stands in its fields, and on paper that of every drug."""

from __future__ import annotations

from collections.abc import Mapping

from hipkit.claim.claim import Claim
from hipkit.formats.claim import together_html
from hipkit.order.order import Order
from hipkit.panels.base import Field
from hipkit.panels.calculator import fields as names
from hipkit.panels.calculator.drugs import Drugs, own
from hipkit.panels.calculator.entry import Entry


def written(entry: Entry, order: Order | None = None) -> list[tuple[Field, str]]:
    """Every field of an order that holds something, with its text or the words of what was chosen.

    Where the order that they come to is given, what it took in a field where none is given is there too.

    >>> entry = Entry({"regimen": "pca", "drug": "morphine", "demand": "1 mg", "dose": "5 mg/hr", "payer": "hmsa"})
    >>> [(field.label, text) for field, text in written(entry)]
    [('Drug', 'morphine'), ('Given', 'PCA, on demand'), ('Demand dose', '1 mg'), ('Payer', 'HMSA')]
    """
    seen = (one for one in names.fields() if not one.part and one.kind != "kept" and _stands(entry, one))
    filled = [(one, dict(one.choices).get(text, text)) for one in seen if (text := entry.texts[one.name])]
    taken = order.sheet.taken if order else {}
    return [*filled, *((names.by_name()[name], f"{text}, since none is given") for name, text in taken.items())]


def of_every_drug(texts: Mapping[str, object], drugs: Drugs, claim: Claim) -> str:
    """What is on paper alone: the fields of every drug side by side, each with its total."""
    orders = zip(drugs.every, claim.bills, strict=True)
    every = [{one.name: text for one, text in written(Entry({**texts, **drug}), bill.order)} for drug, bill in orders]
    filled = [one for one in names.fields() if one.name in own() and any(one.name in each for each in every)]
    rows = {one.label: [each.get(one.name, "") for each in every] for one in filled}
    return together_html.orders([drugs.titled(place) for place in range(len(every))], rows, claim)


def _stands(entry: Entry, one: Field) -> bool:
    return entry.filled(one.name) and (one.name, entry.texts[one.name]) != (names.COMPOUNDED, names.NO)
