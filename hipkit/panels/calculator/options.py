"""What may stand in Drug and in NDC, for the lists that open there: found by a name, a brand, a code or an NDC.

Nothing is taken here: a list says what there is, and an option puts its own text into its own field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from hipkit.errors import InputError
from hipkit.panels.base import Option
from hipkit.panels.calculator.readers import span
from hipkit.panels.texts import BLANKS
from hipkit.reference import datasets
from hipkit.reference.brands import Brand, brands
from hipkit.reference.code import Code
from hipkit.reference.codes import codes
from hipkit.reference.inuse import by_tables
from hipkit.reference.names import Span, codes_beside, confused_with, in_span, read_drug
from hipkit.reference.newest import drug_products
from hipkit.reference.products import Drug, Product, drugs, shown_name

SHOWN = 8
LONGEST = 80
_BY_PUMP = {"external": " by external pump", "implanted": " by implanted pump", "any": ""}
_NDC = re.compile(r"[0-9][0-9-]{3,}")
_CODE = re.compile(r"[a-z][0-9]{1,4}")
_WHOLE, _START, _WORD, _INSIDE = range(4)


def options(texts: Mapping[str, str]) -> dict[str, tuple[Option, ...]]:
    """The options for what stands in Drug and NDC now.

    >>> [option.text for option in options({"drug": "morph"})["drug"]][:2]
    ['morphine sulfate', 'hydromorphone hydrochloride']
    >>> vial = options({"drug": "morphine", "ndc": "0409-1134"})["ndc"][0]
    >>> vial.text, vial.detail
    ('00409-1134-03', 'morphine sulfate 50 mg/mL, 20 mL, Hospira (Pfizer)')
    """
    read = {name: _plain(texts.get(name, "")) for name in ("drug", "ndc", "unlisted")}
    return {
        "drug": _listed(read["drug"], _drugs(read["drug"], span(texts))),
        "ndc": _listed(read["ndc"], () if read["unlisted"] else _products(read["ndc"], read["drug"])),
    }


def _plain(text: str) -> str:
    return " ".join(text.replace(BLANKS[1], " ").lower().split(" ")).strip()


def _listed(typed: str, found: Sequence[Callable[[], Option]]) -> tuple[Option, ...]:
    """The first few; a remark for the rest. Nothing where all there is stands in the field already."""
    first = tuple(make() for make in found[:SHOWN])
    if len(typed) > LONGEST or [one.words.lower() for one in first] == [typed]:
        return ()
    more = len(found) - SHOWN
    return first + ((Option("", f"{more} more: type on"),) if more > 0 else ())


# Drugs.


def _drugs(typed: str, days: Span | None) -> list[Callable[[], Option]]:
    """Drugs and brands, those that are named by the very text first, then those whose names begin with it."""
    if _NDC.fullmatch(typed):
        return _by_ndc(typed)
    coded = typed.upper() if _CODE.fullmatch(typed) else ""
    known: list[_Drug | _Brand] = [*_named(), *(_branded() if typed else ())]
    found = [(_place(typed, one.names, one.codes, coded), partial(one.option, days, coded)) for one in known]
    placed = [(place, make) for place, make in found if place is not None]
    return [make for _, make in sorted(placed, key=lambda one: one[0])]


def _place(typed: str, names: Iterable[str], by: Iterable[str], coded: str) -> int | None:
    """How well a text fits: a whole name or code, the start of one, the start of a word, inside; None: not at all."""
    if coded:
        return min((_WHOLE if code == coded else _START for code in by if code.startswith(coded)), default=None)
    places = [_place_in(typed, name) for name in names if typed in name]
    return min(places, default=None)


def _place_in(typed: str, name: str) -> int:
    if name.startswith(typed):
        return _WHOLE if name == typed else _START
    return _WORD if f" {typed}" in name else _INSIDE


@dataclass(frozen=True)
class _Drug:
    """A drug, found by its names, by the brands that go by the same codes, and by its codes."""

    known: Drug
    names: tuple[str, ...]
    codes: tuple[str, ...]

    def option(self, days: Span | None, coded: str) -> Option:
        own = {one.code: _BY_PUMP[one.route] for one in self.known.codes}
        told = [_dated(codes()[name]) + route for name, route in own.items() if _to_tell(name, days, coded)]
        others = [name for name in self.codes if name not in own and coded and name.startswith(coded)]
        told += [f"{name} by the NDC of some products" for name in others]
        confused = [f"easily confused with {other.shown}" for other, _ in confused_with(self.known)]
        detail = "; ".join((", ".join(told) or "no code known on these days", *confused))
        return Option(self.known.name, self.known.shown, detail)


@dataclass(frozen=True)
class _Brand:
    """A brand, found by its name and by the codes of its products."""

    known: Brand
    names: tuple[str, ...]
    codes: tuple[str, ...]

    def option(self, days: Span | None, _: str) -> Option:
        told = [_dated(code) for code in self.known.every if in_span(code, days)]
        return Option(self.known.name, f"{self.known.name} ({self.known.drug.shown})", " or ".join(told))


@by_tables
def _named() -> tuple[_Drug, ...]:
    return tuple(_Drug(one, (one.name, *one.aliases, *_same(one)), _codes_of(one)) for one in drugs())


@by_tables
def _branded() -> tuple[_Brand, ...]:
    return tuple(_Brand(one, (one.name.lower(),), tuple(code.code for code in one.every)) for one in brands())


def _same(known: Drug) -> list[str]:
    """The brands of a drug in whose place its own name bills the same."""
    return [one.name.lower() for one in brands() if one.drug == known and not codes_beside(one, None)]


def _codes_of(known: Drug) -> tuple[str, ...]:
    """The codes of a drug, and those that only its products go by."""
    of_products = [one.code for product in drug_products() if product.name == known.name for one in product.codes]
    return tuple(dict.fromkeys((*(one.code for one in known.codes), *of_products)))


def _to_tell(name: str, days: Span | None, coded: str) -> bool:
    return in_span(codes()[name], days) or bool(coded and name.startswith(coded))


def _dated(code: Code) -> str:
    return f"{code.code} until {code.end}" if code.end else code.code


def _by_ndc(typed: str) -> list[Callable[[], Option]]:
    """The drugs of the products whose NDC has these digits; the NDC itself goes into its own field."""
    by_name: dict[str, list[_Listed]] = {}
    for one in _every():
        if _has_digits(typed, one.ndc):
            by_name.setdefault(one.product.name, []).append(one)
    return [partial(Option, name, shown_name(name), _of_these(found)) for name, found in by_name.items()]


def _of_these(found: list[_Listed]) -> str:
    if len(found) > 1:
        return f"{len(found)} products with such an NDC"
    return f"the drug of NDC {found[0].ndc}, {found[0].strength}; the NDC goes into its own field"


# Products.


@dataclass(frozen=True)
class _Listed:
    """A product with what it is found by: parts of names, and the starts of the words that say more of it."""

    product: Product
    ndc: str
    names: str
    words: str
    option: Option

    def made(self) -> Option:
        return self.option

    @property
    def strength(self) -> str:
        return str(self.product.strength) if self.product.strength else "strength not known"


@by_tables
def _every() -> tuple[_Listed, ...]:
    named = {one.name: (one.name, *one.aliases) for one in drugs()}
    branded: dict[str, list[str]] = {}
    for one in brands():
        branded.setdefault(one.drug.name, []).append(one.name.lower())
    return tuple(
        _entry(one, " / ".join((*named.get(one.name, (one.name,)), *branded.get(one.name, ()))))
        for one in drug_products()
    )


def _entry(known: Product, names: str) -> _Listed:
    ndc = known.ndc.hyphenated
    words = [str(part) for part in (known.strength, known.package_volume, known.labeler) if part]
    by_code = [one.code for one in known.codes]
    drug = " ".join((shown_name(known.name), *([str(known.strength)] if known.strength else [])))
    rest = [str(part) for part in (known.package_volume, known.labeler) if part]
    option = Option(ndc, ndc, ", ".join((drug, *rest, *_no_longer(known))))
    return _Listed(known, ndc, names, f" {' '.join((*words, *by_code))}".lower(), option)


def _no_longer(known: Product) -> tuple[str, ...]:
    """The last day for which CMS listed it, where that is not in the newest quarter."""
    last = known.codes[-1].end if known.codes else None
    return (f"listed by CMS until {last}",) if last and last < datasets.newest("products") else ()


def _products(typed: str, drug: str) -> list[Callable[[], Option]]:
    """Products of the drug that stands in Drug, of every one where none does, the newest first."""
    name = _name_of(drug)
    digits = bool(re.fullmatch(r"[0-9-]+", typed))
    return [
        one.made
        for one in _every()
        if name in (None, one.product.name)
        and ((digits and _has_digits(typed, one.ndc)) or typed in one.names or f" {typed}" in one.words)
    ]


def _name_of(drug: str) -> str | None:
    try:
        return read_drug(drug).drug.name
    except InputError:
        return None


def _has_digits(typed: str, ndc: str) -> bool:
    """Whether an NDC holds these digits; with hyphens its parts begin so, also without the zero in front of one.

    >>> [_has_digits(typed, "63323-0851-10") for typed in ("63323-851", "3230851", "63323-0851-10", "63323-85-")]
    [True, True, True, False]
    """
    if "-" not in typed:
        return typed in ndc.replace("-", "")
    parts, segments = typed.split("-"), ndc.split("-")
    if len(parts) > len(segments):
        return False
    *whole, last = zip(parts, segments, strict=False)
    begun = last[1].startswith(last[0]) or last[1].lstrip("0").startswith(last[0])
    return begun and all(part.lstrip("0") == segment.lstrip("0") for part, segment in whole)
