"""What changed from one day to the next: codes that began or ended, products that went to another code."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from hipkit.errors import InputError
from hipkit.reference import datasets
from hipkit.reference.code import Code
from hipkit.reference.codes import codes
from hipkit.reference.products import Product, products

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Moved:
    """A product with its code on the day before and on the day."""

    product: Product
    before: Code
    after: Code


@dataclass(frozen=True)
class News:
    """What is so on a day and was not on the day before.

    `begun` and `ended` are codes, `ended` those whose last day was the day before; `moved` are drugs' products that
    are listed by another code, `new` those that were not listed before, `gone` those that no longer are.
    """

    on: datetime.date
    begun: tuple[Code, ...]
    ended: tuple[Code, ...]
    moved: tuple[Moved, ...]
    new: tuple[Product, ...]
    gone: tuple[Product, ...]


def news(on: datetime.date) -> News:
    """What changed on that day; raises InputError for one on which, or before which, products are not known.

    >>> changed = news(datetime.date(2024, 10, 1))
    >>> [code.code for code in changed.ended], [code.code for code in changed.begun]
    (['J1170', 'J2001'], ['J1171', 'J2002', 'J2003', 'J2004', 'J2252'])
    >>> len(changed.moved), changed.moved[0].before.code, changed.moved[0].after.code
    (37, 'J2001', 'J2002')
    """
    first, last = days_known()
    if not first <= on <= last:
        reason = f"changes of products are known from {first} to {last}"
        raise InputError("on", str(on), reason, "2024-10-01")
    pairs = [(known, _listed(known, on - _DAY), _listed(known, on)) for known in products() if known.kind == "drug"]
    return News(
        on=on,
        begun=tuple(code for code in codes().values() if code.start == on),
        ended=tuple(code for code in codes().values() if code.end == on - _DAY),
        moved=tuple(
            Moved(known, codes()[was], codes()[now]) for known, was, now in pairs if was and now and was != now
        ),
        new=tuple(known for known, was, now in pairs if now and not was),
        gone=tuple(known for known, was, now in pairs if was and not now),
    )


def days_known() -> tuple[datetime.date, datetime.date]:
    """The first and the last day for which `news` can tell what changed.

    >>> [str(day) for day in days_known()]
    ['2024-01-02', '2026-03-31']
    """
    (speaks,) = (dataset for dataset in datasets.ages() if dataset.name == "products")
    return speaks.effective_from + _DAY, datasets.newest("products")


def _listed(known: Product, day: datetime.date) -> str | None:
    return next((code.code for code in known.codes if code.start <= day <= code.end), None)
