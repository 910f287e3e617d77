"""Brand names of the drugs in the list, and the names of drugs and brands that stand in a free text.

A brand is one that a source which was read prints for the drug: CMS's crosswalks, or a label. Names are read
exactly, whole words only, also where a number, or a number with its unit, is written onto them (`10mgDilaudid`);
the longest name wins, and the words around it count, so that lidocaine with epinephrine is not read as lidocaine.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hipkit.reference import datasets
from hipkit.reference.codes import Code, codes, in_force, predecessors
from hipkit.reference.inuse import by_tables
from hipkit.reference.products import SALTS, Drug, drug, drugs
from hipkit.values.citations import Citation

_DAY = datetime.timedelta(days=1)
# Other words for what tells one product of a drug from another.
_ALSO = {"epinephrine": ("epi",), "dextrose": ("d5w",), "liposome": ("liposomal",)}


@dataclass(frozen=True)
class Brand:
    """A brand: its name as printed, the drug it is, and the codes its products go by.

    >>> infumorph = brand("INFUMORPH")
    >>> infumorph.drug.name, infumorph.codes_on(None), brand("Lioresal").codes_on(None)
    ('morphine sulfate', ('J2274',), ('J0475', 'J0476'))
    """

    name: str
    drug: Drug
    codes: tuple[str, ...]
    source: Citation

    @property
    def every(self) -> tuple[Code, ...]:
        """The codes that its products go by, and those that these followed.

        >>> [code.code for code in brand("Mitigo").every]
        ['J2274', 'J2275']
        """
        listed = [codes()[name] for name in self.codes]
        return tuple(dict.fromkeys((*listed, *(code for known in listed for code in predecessors(known)))))

    def codes_on(self, on: datetime.date | None) -> tuple[str, ...]:
        """The codes of the brand's products that are in force on a day; no day: the newest in the data."""
        day = on or datasets.newest("codes")
        return tuple(code.code for code in self.every if in_force(code, day))

    def spans(self) -> Iterator[tuple[tuple[str, ...], datetime.date, datetime.date | None]]:
        """The codes of its products with the first and the last day on which they are in force together.

        >>> for codes, first, last in brand("Dilaudid").spans(): print(codes, first, last)
        ('J1170',) 1982-01-01 2024-09-30
        ('J1171',) 2024-10-01 None
        """
        turns = sorted({day for code in self.every for day in (code.start, code.end and code.end + _DAY) if day})
        for first, following in zip(turns, [*turns[1:], None], strict=True):
            if own := self.codes_on(first):
                yield own, first, following and following - _DAY


@dataclass(frozen=True)
class Named:
    """A drug's or a brand's name as it stands in a text; `brand` is None where it is the drug's own name."""

    words: str
    drug: Drug
    brand: Brand | None


@by_tables
def _by_name() -> dict[str, Brand]:
    brands: dict[str, Brand] = {}
    for row in datasets.rows("brands"):
        name = row.text("brand")
        if name.lower() in brands:
            raise row.wrong(f"{name} stands there twice")
        listed = tuple(row.text("codes").split("; "))
        if any(code not in codes() for code in listed):
            raise row.wrong(f"{listed} are not all codes that are known")
        brands[name.lower()] = Brand(name, drug(row.text("drug")), listed, row.source(name))
    return brands


def brands() -> tuple[Brand, ...]:
    """Every brand, in the order of the table."""
    return tuple(_by_name().values())


def brands_of(known: Drug) -> tuple[str, ...]:
    """The names of a drug's brands.

    >>> brands_of(drug("nalbuphine")), brands_of(drug("methadone"))
    (('Nubain',), ())
    """
    return tuple(own.name for own in brands() if own.drug == known)


def brand(text: str) -> Brand | None:
    """The brand of that name, case aside; None where it is not one that hipkit knows.

    >>> brand("dilaudid").drug.name, brand("Dilaudids")
    ('hydromorphone hydrochloride', None)
    """
    return _by_name().get(text.lower()) if text.isascii() else None


def named_in(text: str) -> tuple[Named, ...]:
    """The drugs and brands that stand as words in a text, in their order.

    >>> [(one.words, one.drug.name) for one in named_in("DILAUDID 10MG/ML with Bupivacaine HCl")]
    [('DILAUDID', 'hydromorphone hydrochloride'), ('Bupivacaine', 'bupivacaine hydrochloride')]
    >>> [one.drug.name for one in named_in("lidocaine with epinephrine")], named_in("morphinesque")
    (['lidocaine hydrochloride with epinephrine'], ())
    >>> [one.drug.name for one in named_in("lidocaine HCl 1 % with epinephrine")]
    ['lidocaine hydrochloride with epinephrine']
    """
    matches = list(_names().finditer(text))
    begins = [match.start() for match in matches]
    around = zip([0, *begins[1:]], [*begins[1:], len(text)], strict=True) if matches else ()
    return tuple(
        _tell_apart(_read_name(match[0]), text[begin:end]) for match, (begin, end) in zip(matches, around, strict=True)
    )


def _tell_apart(named: Named, around: str) -> Named:
    """The product that the words around a plain drug's name tell it to be."""
    if named.brand is not None:
        return named
    return next((replace(named, drug=other) for words, other in _telling(named.drug) if words.search(around)), named)


@by_tables
def _telling(plain: Drug) -> tuple[tuple[re.Pattern[str], Drug], ...]:
    """The words that tell another product of the same drug: lidocaine *with epinephrine*, *in dextrose*."""
    telling = []
    for other in drugs():
        more = [word for word in other.name.split() if word not in {*plain.name.split(), *SALTS}]
        if other.name.split()[0] == plain.name.split()[0] and more:
            words = "|".join((more[-1], *_ALSO.get(more[-1], ())))
            behind = r"\bin[ 0-9.%]+" if more[0] == "in" else r"(?<!without )(?<!no )(?<!w/o )(?<![A-Za-z])"
            pattern = rf"{behind}(?:{words})(?![A-Za-z]|[ -]free)"
            telling.append((re.compile(pattern, re.ASCII | re.IGNORECASE), other))
    return tuple(telling)


@by_tables
def _names() -> re.Pattern[str]:
    of_drugs = [name for known in drugs() for name in (known.name, *known.aliases)]
    longest_first = sorted({*of_drugs, *_by_name()}, key=lambda name: (-len(name), name))
    either = "|".join(re.sub(r"\\[ -]", "[ -]+", re.escape(name)) for name in longest_first)
    units = "".join(f"|(?<={unit})" for unit in ("[0-9]g", "[0-9]mg", "[0-9]mcg", "[0-9]ml", "/ml"))
    return re.compile(rf"(?:(?<![A-Za-z]){units})(?:{either})(?![A-Za-z])", re.ASCII | re.IGNORECASE)


def _read_name(words: str) -> Named:
    name = _apart(words)
    known = _by_words().get(name)
    return Named(words, known.drug if known else drug(name), known)


@by_tables
def _by_words() -> dict[str, Brand]:
    return {_apart(name): known for name, known in _by_name().items()}


def _apart(name: str) -> str:
    """A name in small letters, a blank where it has a hyphen or several blanks."""
    return re.sub("[ -]+", " ", name.lower())
