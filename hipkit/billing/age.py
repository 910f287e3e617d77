"""What a reader is told of a service that goes on after the last day of which the tables are whole."""

from __future__ import annotations

from collections.abc import Iterator

from hipkit.billing.choices import CodedOrder
from hipkit.billing.draft import Draft
from hipkit.order.order import Order
from hipkit.reference import datasets
from hipkit.reference.later import in_words, stands
from hipkit.values.citations import cite
from hipkit.values.step import Notice


def codes_of(case: CodedOrder, drafted: Draft) -> tuple[str, ...]:
    """The codes on which a bill leans: those of its lines, and the drug's where it has no line."""
    lines = [line.code for line in drafted.lines]
    own = [code.code for code in case.codes if code is not None]
    return tuple(dict.fromkeys((*lines, *own)))


def age_of_the_data(order: Order, codes: tuple[str, ...]) -> Iterator[Notice]:
    """What later sources show of the codes of a bill; a warning unless they show each as it is in the tables."""
    end = order.service.end
    if end is None or end <= datasets.newest():
        return
    text = f"the service goes on to {end}, and CMS's whole files that hipkit has read end with {datasets.newest()}"
    if codes:
        text = f"{text}; what was read since shows of {in_words(codes)}"
    products_end = datasets.newest("products")
    old_product = order.ndc is not None and end > products_end
    if old_product:
        text = f"{text}; products are known to {products_end}"
    known = bool(codes) and not old_product and all(stands(code, end) for code in codes)
    text = text if known else f"{text}; the rest may have changed"
    yield Notice("info" if known else "warning", text, cite("hipkit", "age of the data"))
