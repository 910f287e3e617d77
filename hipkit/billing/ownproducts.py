"""Codes by which CMS lists few products, of one brand, of named makers or of one strength: what contradicts these.

The facts are the rows of `data/ownproducts.csv`. A strength that none of a code's products has is a slip in the code or
in the strength; the products of other codes are too many, or not all known, for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hipkit.billing.which_code import Coding
from hipkit.order.order import Order
from hipkit.reference.datasets import Row, by_code
from hipkit.reference.products import CROSSWALK
from hipkit.values.citations import Citation
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice


@dataclass(frozen=True)
class OwnProducts:
    """What the products of a code are, in words, and every strength that they have."""

    words: str
    strengths: tuple[Quantity, ...]
    source: Citation


@cache
def own_products() -> dict[str, OwnProducts]:
    """The codes whose few products were all read, with these.

    >>> zimhi = own_products()["J2313"]
    >>> zimhi.words, [str(strength) for strength in zimhi.strengths], "J2270" in own_products()
    ('Zimhi', ['10 mg/mL'], False)
    """
    return {code: _own(code, row) for code, row in by_code("ownproducts").items()}


def _own(code: str, row: Row) -> OwnProducts:
    strengths = tuple(map(Quantity.parse, row.text("strengths").split("; ")))
    return OwnProducts(row.text("words"), strengths, row.source(code))


def of_no_product(order: Order, coded: Coding) -> Iterator[Notice]:
    """What is to be confirmed where no product of a code has the order's strength, and no NDC tells the product.

    A bulk powder has no strength, and is none of these products: each of them has one.
    """
    if coded.product is not None:
        return
    strength, asked = order.strength or order.product_form.words, "strength" if order.strength else "kind of product"
    for name in dict.fromkeys(code.code for code in coded.codes if code is not None):
        own = own_products().get(name)
        if own is not None and strength not in own.strengths:
            held = " or ".join(map(str, own.strengths))
            text = (
                f"{name} is billed for {own.words}, which is {held} in the {CROSSWALK}, and {strength} was "
                f"ordered: is the code or the {asked} another?"
            )
            yield Notice("confirm", text, own.source)
