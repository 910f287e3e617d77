"""What hipkit asks a person to confirm: what contradicts the tables, or lies far outside what is usual.

These are guards against slips of entry. They are hipkit's own and no advice on doses.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hipkit.billing.amounts import Amounts
from hipkit.billing.ownproducts import of_no_product
from hipkit.billing.routes import crossed
from hipkit.billing.which_code import Coding
from hipkit.order.order import Order
from hipkit.order.regimen import PumpRefill
from hipkit.reference.products import Drug, Product, listed_form
from hipkit.values.citations import Citation, cite
from hipkit.values.ndc import Ndc
from hipkit.values.notation import people
from hipkit.values.productforms import Form
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice

MOST_ML_A_DAY = 1000
MOST_ML_A_REFILL = 60


def confirms(order: Order, amounts: Amounts, coded: Coding, today: datetime.date) -> Iterator[Notice]:
    """Each thing that wants a typed reason, beside what `which_code` has found."""
    listed, known = coded.product, listed_form(order.ndc) if order.ndc else None
    if order.ndc is not None and known is not None and known[0] != order.product_form:
        yield _form(order.product_form, order.ndc, *known)
    elif listed is not None and order.strength is not None and listed.strength not in (None, order.strength):
        yield _strength(order.strength, listed)
    if order.service.end is not None and order.service.end > today:
        text = f"the last day of service, {order.service.end}, lies in the future (today is {today})"
        yield Notice("confirm", text, cite("hipkit", "dates"))
    yield from crossed(order, coded)
    yield from of_no_product(order, coded)
    yield from _dose(order, amounts, coded.drug)
    yield from _volume(order, amounts)


def _strength(typed: Quantity, listed: Product) -> Notice:
    assert listed.strength is not None
    by, source = _listed_by(listed.ndc, listed.source)
    ratio = max(typed.base / listed.strength.base, listed.strength.base / typed.base)
    text = (
        f"the strength typed, {typed}, is not that of NDC {listed.ndc.hyphenated}, which is {listed.strength} by "
        f"{by} ({people(ratio)} times as much or as little); the NDC quantity would be wrong by as much"
    )
    return Notice("confirm", text, source)


def _form(typed: Form, ndc: Ndc, listed: Form, listed_in: Citation) -> Notice:
    by, source = _listed_by(ndc, listed_in)
    text = (
        f"the product was said to be {typed.words}, and NDC {ndc.hyphenated} is {listed.words} by {by}; "
        f"the NDC quantity would count {typed.unit} ({typed.uom}) and not {listed.unit} ({listed.uom})"
    )
    return Notice("confirm", text, source)


def _listed_by(ndc: Ndc, source: Citation) -> tuple[str, Citation]:
    """The table in which a product stands, in words and as a source."""
    shipped = cite("cms-crosswalk", ndc.hyphenated)
    return ("the CMS crosswalk", shipped) if source.id == shipped.id else (f"the table {source.id}", source)


def _dose(order: Order, amounts: Amounts, known: Drug | None) -> Iterator[Notice]:
    """The least and the most of a day against the drug's entry range."""
    given = [dose for dose in amounts.doses if dose > 0]
    if known is None or isinstance(order.regimen, PumpRefill) or not given:
        return
    for milligrams in dict.fromkeys((min(given), max(given))):
        if not known.entry_low <= milligrams <= known.entry_high:
            entry_range = f"{people(known.entry_low, 'mg')} to {people(known.entry_high, 'mg')}"
            text = (
                f"{people(milligrams, 'mg')} a day lies outside hipkit's entry range for {known.shown}, {entry_range}: "
                "a guard against slips, no advice"
            )
            yield Notice("confirm", text, cite("hipkit", "entry range"))


def _volume(order: Order, amounts: Amounts) -> Iterator[Notice]:
    if order.concentration is None:
        return
    most, limit, what = max(amounts.doses) / order.concentration.base, MOST_ML_A_DAY, "a day"
    if isinstance(order.regimen, PumpRefill):
        limit, what = MOST_ML_A_REFILL, "a refill"
    if most > limit:
        above = f"{people(most, 'mL')} {what} is more than {people(limit, 'mL')}"
        text = f"{above}; is the strength {order.concentration} right?"
        yield Notice("confirm", text, cite("hipkit", "entry range"))
