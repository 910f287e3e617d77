"""What later sources, none of them whole, show of a code after the last whole file of CMS.

CMS's files with dates of service end with a known day (`datasets.newest("codes")`). Later copies show less: a code's
dates (`whole`) or its words (`text`) as before, the same unit in a price list (`unit`), or only that the code stands in
a list (`membership`), where an ended code may stand too.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from hipkit.reference import datasets
from hipkit.values.citations import Citation

KNOWS = {
    "whole": "its dates and words",
    "text": "its words",
    "unit": "its unit",
    "membership": "its place in a list where ended codes stand too",
}
_PROOF = ("whole", "text", "unit")


@dataclass(frozen=True)
class Later:
    """What a source shows of a code (a key of `KNOWS`) and the last day of service for which it does."""

    knows: str
    through: datetime.date
    source: Citation


@cache
def _by_code() -> dict[str, tuple[Later, ...]]:
    found: dict[str, tuple[Later, ...]] = {}
    for row in datasets.rows("later"):
        through = row.start("through")
        shown = Later(row.one_of("knows", tuple(KNOWS)), through, row.source(row.text("code")))
        found[row.text("code")] = (*found.get(row.text("code"), ()), shown)
    return found


def later(code: str) -> tuple[Later, ...]:
    """What later sources show of a code, the nearest first; nothing for one of which none was read.

    >>> [(shown.knows, str(shown.through)) for shown in later("J2270")]
    [('whole', '2026-03-31'), ('membership', '2026-09-30'), ('unit', '2026-12-31')]
    """
    return _by_code().get(code, ())


def counts() -> dict[Later, int]:
    """Of how many codes each source shows what, the earliest source first.

    >>> [(shown.knows, str(shown.through)) for shown in counts()]
    [('text', '2026-03-31'), ('whole', '2026-03-31'), ('membership', '2026-09-30'), ('unit', '2026-12-31')]
    """
    found = Counter(
        replace(each, source=replace(each.source, where="")) for code in _by_code().values() for each in code
    )
    return {shown: found[shown] for shown in sorted(found, key=lambda each: (each.through, each.knows))}


def stands(code: str, on: datetime.date) -> bool:
    """Whether a whole file, or a later source, shows the code as it is in the tables for a day of service.

    That a code is listed is no proof: CMS's lists keep codes that have ended.

    >>> stands("S9326", datetime.date(2026, 3, 31)), stands("S9326", datetime.date(2026, 4, 1))
    (True, False)
    """
    return on <= datasets.newest("codes") or any(on <= shown.through for shown in later(code) if shown.knows in _PROOF)


def in_words(codes: Iterable[str]) -> str:
    """What later sources show of some codes, as a sentence goes on.

    >>> print(in_words(["S9326"]))
    S9326: its dates and words to 2026-03-31, its place in a list where ended codes stand too to 2026-09-30
    """
    parts = [(code, [f"{KNOWS[shown.knows]} to {shown.through}" for shown in later(code)]) for code in codes]
    return "; ".join(f"{code}: {', '.join(shown) or 'nothing'}" for code, shown in parts)
