"""What is told of added tables beside an answer that leans on them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator

from hipkit.reference import datasets
from hipkit.reference.addedproducts import items
from hipkit.reference.code import Leaning
from hipkit.reference.inuse import in_use
from hipkit.reference.products import Product, drug, is_listed
from hipkit.values.citations import Citation, cite
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice


def notices_of(leanings: Iterable[Leaning]) -> Iterator[Notice]:
    """A notice for each added table, with what was taken from it."""
    words: dict[Citation, dict[str, None]] = {}
    for leaning in leanings:
        words.setdefault(leaning.citation, {})[leaning.words] = None
    for citation, told in words.items():
        yield Notice("info", f"this answer leans on the {_lower(citation.title)}: {'; '.join(told)}", citation)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def extensions(last: datetime.date, names: Collection[str]) -> Iterator[Leaning]:
    """By which added tables codes or products are known on days that those that ship do not speak for."""
    for extended in datasets.extended():
        if extended.name in names and extended.after < last:
            words = f"{extended.name} are known through {extended.through} by it"
            yield Leaning(extended.source, words, extended.after + datetime.timedelta(days=1))


def contradictions(product: Product) -> Iterator[Notice]:
    """Where added tables say otherwise of a product than others, or than what is known of it.

    Of strengths none is taken by its quarter: a product whose strength changes gets another NDC, so that one table
    errs. A pharmacy's own list overrides nothing.
    """
    if product.strengths:
        yield Notice("confirm", _strengths(product), cite("cfr-ndc", "(b)(2)"))
    for table, row in items(product.ndc.hyphenated, in_use()):
        if table.citation == product.source:
            continue
        name = drug(row["drug"]).name if is_listed(row["drug"]) else row["drug"]
        differ = [f"{name}, and not {product.name}"] if name != product.name else []
        if row["form"] != product.form.name:
            differ.append(f"a {row['form']}, and not a {product.form.name}")
        else:
            for text, known in ((row["strength"], product.strength), (row["package"], product.package_volume)):
                if text and known is not None and Quantity.parse(text) != known:
                    differ.append(f"{text}, and not {known}")
        if differ:
            text = f"the {_lower(table.citation.title)}, has NDC {product.ndc} as {'; as '.join(differ)}"
            yield Notice("confirm", f"{text}: which of the two is right?", table.citation)


def _strengths(product: Product) -> str:
    by_value: dict[Quantity, list[str]] = {}
    for strength in product.strengths:
        by_value.setdefault(strength.value, []).append(strength.table)
    said = " and ".join(f"{value} by {', '.join(tables)}" for value, tables in by_value.items())
    against = f"against {product.strength} alone" if product.strength else "against none of them"
    return (
        f"NDC {product.ndc} is {said}: it has one strength, so that one of them is wrong, and the strength typed is "
        f"checked {against}; which one is on the label?"
    )
