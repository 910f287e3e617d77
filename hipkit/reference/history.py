"""By which code a product went over time, and what one unit of the code was."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hipkit.reference import datasets
from hipkit.reference.codes import codes
from hipkit.reference.products import Product, ProductCode, product
from hipkit.values.citations import Citation
from hipkit.values.ndc import Ndc
from hipkit.values.quantity import Quantity

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Listed:
    """That a product goes by a code on these days; `per` is what one unit is then, None where it is no amount."""

    code: str
    per: Quantity | None
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class History:
    """The codes of a product, the earliest first, and the sources of codes and units.

    `start` and `end` are the first and the last day for which lists of products were read.
    """

    product: Product
    listed: tuple[Listed, ...]
    sources: tuple[Citation, ...]
    start: datetime.date
    end: datetime.date


def history(ndc: Ndc) -> History | None:
    """The codes of the product of that NDC; None where it is in no table.

    >>> known = history(Ndc.parse("63323-0851-10"))
    >>> [(listed.code, str(listed.per), str(listed.start), str(listed.end)) for listed in known.listed]
    [('J1170', '4 mg', '2024-01-01', '2024-09-30'), ('J1171', '0.1 mg', '2024-10-01', '2026-03-31')]
    """
    known = product(ndc)
    if known is None:
        return None
    listed = tuple(part for code in known.codes for part in _in_force(code))
    (speaks,) = (dataset for dataset in datasets.ages() if dataset.name == "products")
    first, last = speaks.effective_from, datasets.newest("products")
    return History(
        product=known,
        listed=listed,
        sources=_sources(known, listed),
        start=min([first, *(part.start for part in listed)]),
        end=max([last, *(part.end for part in listed)]),
    )


def _in_force(listed: ProductCode) -> Iterator[Listed]:
    """The days on which a product is listed by a code that is in force, cut where the unit of the code changes."""
    code = codes()[listed.code]
    start = max(listed.start, code.start)
    end = min(listed.end, code.end or listed.end)
    while start <= end:
        per = code.on(start).per
        later = (each.start for each in code.renewed if start < each.start <= end and each.per != per)
        cut = min(later, default=end + _DAY)
        yield Listed(listed.code, per, start, cut - _DAY)
        start = cut


def _sources(known: Product, listed: tuple[Listed, ...]) -> tuple[Citation, ...]:
    """Each once: the lists of products, then those of codes."""
    units = [codes()[part.code] for part in listed]
    leanings = [*known.leanings, *(leaning for code in units for leaning in code.leanings)]
    cited = [known.source, *(code.source for code in units), *(leaning.citation for leaning in leanings)]
    return tuple(dict.fromkeys(replace(source, where="") for source in cited))
