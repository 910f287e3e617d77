"""What an answer takes from added tables: each table by name and file, and a pharmacy's list that says otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from hipkit.billing.which_code import Coding
from hipkit.order.order import Order
from hipkit.reference.code import Leaning
from hipkit.reference.codes import codes
from hipkit.reference.datasets import newest
from hipkit.reference.inuse import SHIPPED, in_use
from hipkit.reference.leanings import contradictions, extensions, notices_of
from hipkit.reference.products import listed_form
from hipkit.values.step import Notice


def leanings(order: Order, coded: Coding, billed: Iterable[str]) -> Iterator[Notice]:
    """A notice for each added table on which the codes, the product or the days of an order rest; `billed` are the
    codes of its lines."""
    if in_use() is SHIPPED:
        return
    service = order.service
    first, last = service.start or newest(), service.end or newest()
    used = [*_leanings(coded, billed, last, order.ndc is not None), *_form(order, coded)]
    yield from notices_of(leaning for leaning in used if _touches(leaning, first, last))
    if order.ndc is not None and coded.product is not None:
        yield from contradictions(coded.product)


def _leanings(coded: Coding, billed: Iterable[str], last: datetime.date, by_ndc: bool) -> Iterator[Leaning]:
    names = [code.code for code in coded.codes if code is not None]
    names += [own.code for own in coded.drug.codes] if coded.drug and coded.product is None else []
    for name in dict.fromkeys([*names, *billed]):
        yield from codes()[name].leanings
    if coded.product is not None:
        yield from coded.product.leanings
        yield from (leaning for own in coded.product.codes for leaning in codes()[own.code].leanings)
    yield from extensions(last, ("codes", "products") if by_ndc else ("codes",))


def _form(order: Order, coded: Coding) -> Iterator[Leaning]:
    """The list by which a product of no drug that is known here is a powder."""
    if order.ndc is None or order.form is not None or order.product_form.has_volume or coded.product is not None:
        return
    if listed := listed_form(order.ndc):
        yield Leaning(listed[1], f"it has NDC {order.ndc} as {listed[0].words}", datetime.date.min)


def _touches(leaning: Leaning, first: datetime.date, last: datetime.date) -> bool:
    return leaning.start <= last and (leaning.end is None or first <= leaning.end)
