"""The products of drugs in the tables in use, the newest first: to look one up by less than its NDC."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hipkit.reference import datasets
from hipkit.reference.inuse import by_tables, in_use
from hipkit.reference.products import Product, drugs, product
from hipkit.values.ndc import Ndc


@by_tables
def drug_products() -> tuple[Product, ...]:
    """Every product of a drug: those that CMS listed last first, of these those that it began to list last.

    >>> newest = drug_products()[0]
    >>> newest.name, str(newest.strength), str(newest.codes[0].start)
    ('ropivacaine hydrochloride', '2 mg/mL', '2026-01-01')
    """
    numbers = dict.fromkeys((*(row.text("ndc") for row in datasets.rows("products")), *_added()))
    known = (product(Ndc.parse(number)) for number in numbers)
    return tuple(sorted((one for one in known if one is not None and one.kind == "drug"), key=_order))


def _added() -> Iterator[str]:
    """The NDCs of added item lists, and those of added crosswalks that go by the code of a drug of the list."""
    coded = {own.code for known in drugs() for own in known.codes}
    for table in in_use().tables:
        for row in table.rows if table.kind in ("crosswalk", "items") else ():
            if table.kind == "items" or row["code"] in coded:
                yield row["ndc"]


def _order(known: Product) -> tuple[int, int, str]:
    last, first = (known.codes[-1].end, known.codes[0].start) if known.codes else (datetime.date.min,) * 2
    return -last.toordinal(), -first.toordinal(), known.ndc.hyphenated
