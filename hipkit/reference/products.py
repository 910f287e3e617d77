"""Drugs by their names, and products by NDC: strength, package and code by date.

Names are read exactly. The entry range of a drug is hipkit's own
guard against slips of the keyboard (docs/checks.md): it is wide, and it is no advice on doses.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from hipkit.errors import InputError
from hipkit.reference import datasets
from hipkit.reference.addedproducts import Quarter, Strength, items, package_of, quarters, strength_of, strengths_of
from hipkit.reference.code import Leaning
from hipkit.reference.codes import codes, in_force
from hipkit.reference.inuse import SHIPPED, by_tables, in_use
from hipkit.values.citations import Citation
from hipkit.values.ndc import Ndc
from hipkit.values.productforms import FORMS, SOLUTION, Form
from hipkit.values.quantity import Quantity
from hipkit.values.strict import clean

SHIPPED_TABLE = "the tables that ship"
CROSSWALK = "CMS crosswalks of 2024 Q1 to 2026 Q1"
HELD = f"{CROSSWALK} as far as hipkit holds them"  # those of pain drugs that are liquids, with a strength that is known
EXAMPLE = "morphine sulfate"
_FIRST_SHIPPED, _NEWEST_SHIPPED = datasets.first_shipped("products"), datasets.newest_shipped("products")
_IN_MCG = ("ziconotide",)  # by its label
_APART = ("epi", "dextrose", "liposom")  # what a crosswalk prints of products that are drugs of their own here
ROUTES = ("any", "external", "implanted")
PRODUCT_KINDS = ("drug", "diluent")
SALTS = {
    "acetate", "citrate", "hcl", "hydrochloride", "lactate",
    "sulfate", "sulphate", "tartrate", "tromethamine",
}  # fmt: skip


@dataclass(frozen=True)
class DrugCode:
    """A code of a drug, the pump it is for (`external`, `implanted` or `any`) and its days in force."""

    code: str
    route: str
    start: datetime.date
    end: datetime.date | None


@dataclass(frozen=True)
class Drug:
    """A drug of the list, with the codes that hipkit knows for it.

    `shown` is the name as a page prints it, with tall-man letters; `entry_low` and `entry_high` are mg a day.
    """

    name: str
    shown: str
    aliases: tuple[str, ...]
    codes: tuple[DrugCode, ...]
    entry_low: Fraction
    entry_high: Fraction
    source: Citation

    def code_on(self, on: datetime.date | None, implanted: bool) -> str | None:
        """The drug's code on a day, by external or implanted pump; None where it had none. No day: newest.

        >>> drug("morphine").code_on(None, implanted=False), drug("morphine").code_on(None, implanted=True)
        ('J2270', 'J2274')
        >>> drug("hydromorphone").code_on(datetime.date(2024, 9, 30), implanted=False)
        'J1170'
        """
        on = on or datasets.newest("codes")
        routes = ("any", "implanted" if implanted else "external")
        fitting = (known.code for known in self.codes if known.route in routes)
        return next((code for code in fitting if in_force(codes()[code], on)), None)


@dataclass(frozen=True)
class ProductCode:
    """A code that CMS's crosswalk lists for a product, from the first to the last day of its quarters."""

    code: str
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Product:
    """A product by its NDC, as CMS's crosswalks list it.

    `name` is the name of its drug (or of the diluent); `form` the kind of product; `strength` what one mL or one vial
    of it holds, None for a diluent, for a bulk powder, and where it cannot be computed exactly; `package_volume` the
    volume of one item, such as a vial, None for a powder. `strengths` is what tables give where they contradict
    each other: an NDC has one strength, so that all but one of them are wrong.
    """

    ndc: Ndc
    name: str
    labeler: str
    strength: Quantity | None
    package_volume: Quantity | None
    kind: str
    codes: tuple[ProductCode, ...]
    source: Citation
    leanings: tuple[Leaning, ...] = ()
    form: Form = SOLUTION
    strengths: tuple[Strength, ...] = ()

    def code_on(self, on: datetime.date | None) -> str | None:
        """The product's code on a day; None where it was not listed then, or the code has ended.

        A code that is listed in the newest quarter goes on from there. No day: the newest.

        >>> vial = product(Ndc.parse("63323-0851-10"))
        >>> vial.code_on(datetime.date(2024, 9, 30)), vial.code_on(datetime.date(2024, 10, 1))
        ('J1170', 'J1171')
        >>> print(vial.code_on(datetime.date(2023, 12, 31)))
        None
        """
        last_day = max([datasets.newest("products"), *(known.end for known in self.codes[-1:])])
        asked = on or last_day
        listed_on = min(asked, last_day)
        listed = next((known.code for known in self.codes if known.start <= listed_on <= known.end), None)
        return listed if listed and in_force(codes()[listed], asked) else None


@by_tables
def drugs_by_name() -> dict[str, Drug]:
    """Every drug, by its name and by each alias, in small letters."""
    table: dict[str, Drug] = {}
    for row in datasets.rows("drugs"):
        known = _drug(row)
        for name in (known.name, *known.aliases):
            if name in table:
                raise row.wrong(f"{name} stands there twice")
            table[name] = known
    return table


def _drug(row: datasets.Row) -> Drug:
    low, high = row.quantity("entry_low"), row.quantity("entry_high")
    if low is None or high is None or not low < high:
        raise row.wrong("entry_low must be less than entry_high")
    return Drug(
        name=row.text("name"),
        shown=row.text("shown"),
        aliases=tuple(row.cells["aliases"].split("; ")) if row.cells["aliases"] else (),
        codes=tuple(_drug_code(row, part) for part in row.text("codes").split("; ")),
        entry_low=low.base,
        entry_high=high.base,
        source=row.source("entry range"),
    )


def _drug_code(row: datasets.Row, part: str) -> DrugCode:
    """From `J2274 implanted`, or `J3010` for any pump; its days are the code's."""
    name, _, route = part.partition(" ")
    if name not in codes() or (route or "any") not in ROUTES:
        raise row.wrong(f"{part!r} is not a code that is known and a pump")
    return DrugCode(name, route or "any", codes()[name].start, codes()[name].end)


@by_tables
def drugs() -> tuple[Drug, ...]:
    """Every drug, in the order of the table: the opioids first."""
    return tuple(dict.fromkeys(drugs_by_name().values()))


def drug(text: object, field: str = "drug") -> Drug:
    """The drug of that name or alias; case does not matter.

    Raises InputError for another name; what it may mean, `hipkit.reference.names` says.

    >>> drug("HYDROmorphone").name
    'hydromorphone hydrochloride'
    >>> drug("morfine")
    Traceback (most recent call last):
    hipkit.errors.InputError: drug: read "morfine": no drug is known here by that name. \
Type for example: a name that hipkit drugs lists
    """
    typed = clean(text, field, EXAMPLE).text
    if not is_listed(typed):
        raise InputError(field, text, "no drug is known here by that name", "a name that hipkit drugs lists")
    return drugs_by_name()[typed.lower()]


def is_listed(name: str) -> bool:
    """Whether a text is the name or an alias of a drug of the list.

    >>> is_listed("Morphine"), is_listed("ketamine")
    (True, False)
    """
    return name.isascii() and name.lower() in drugs_by_name()


def shown_name(name: str) -> str:
    """A drug's name as people read it, with tall-man letters; a name that is not in the list as it is.

    >>> shown_name("hydromorphone hydrochloride"), shown_name("sodium chloride")
    ('HYDROmorphone hydrochloride', 'sodium chloride')
    """
    known = drugs_by_name().get(name)
    return known.shown if known else name


@cache
def _products_by_ndc() -> dict[Ndc, Product]:
    """The products that ship."""
    grouped: dict[str, list[datasets.Row]] = {}
    for row in datasets.rows("products"):
        grouped.setdefault(row.text("ndc"), []).append(row)
    return {known.ndc: known for known in map(_product, grouped.values())}


@by_tables
def _in_added_tables(ndc: Ndc) -> Product | None:
    """A product with all that added tables say of it."""
    known = _products_by_ndc().get(ndc)
    return _added_product(ndc) if known is None else _with_quarters(known)


def _with_quarters(known: Product) -> Product:
    """A product that ships with the quarters before and after those that ship for which added crosswalks list it."""
    ndc, own_codes = known.ndc.hyphenated, _own_codes(known.name)
    older = tuple(one for one in quarters(ndc, in_use(), None, own=own_codes) if one.end < _FIRST_SHIPPED)
    newer = quarters(ndc, in_use(), _NEWEST_SHIPPED, known.codes[-1].code, own_codes)
    listed = (*older, *newer)
    if not listed:
        return known
    leanings = tuple(quarter.leaning for quarter in listed)
    told = strengths_of(listed, in_mcg=known.name in _IN_MCG)
    own = (Strength(known.strength, known.source, SHIPPED_TABLE),) if known.strength else ()
    return replace(
        known,
        codes=_joined((*_codes_of(older), *known.codes, *_codes_of(newer))),
        leanings=leanings,
        strengths=_contradictory((*own, *told)),
    )


def _contradictory(strengths: tuple[Strength, ...]) -> tuple[Strength, ...]:
    return strengths if len({strength.value for strength in strengths}) > 1 else ()


def _codes_of(listed: Iterable[Quarter]) -> tuple[ProductCode, ...]:
    return tuple(ProductCode(quarter.code, quarter.start, quarter.end) for quarter in listed)


def _joined(codes: tuple[ProductCode, ...]) -> tuple[ProductCode, ...]:
    """The same codes, those that go on from one quarter to the next as one."""
    joined = [*codes[:1]]
    for code in codes[1:]:
        last = joined[-1]
        goes_on = code.code == last.code and code.start <= last.end + datetime.timedelta(days=1)
        joined[-1:] = [replace(last, end=code.end)] if goes_on else [last, code]
    return tuple(joined)


def _own_codes(name: str) -> tuple[str, ...]:
    named = drugs_by_name().get(name)
    return tuple(known.code for known in named.codes) if named else ()


def _added_product(ndc: Ndc) -> Product | None:
    """A product that does not ship, as added crosswalks have it, else as the pharmacy's own list has it."""
    listed = quarters(ndc.hyphenated, in_use(), None)
    known = _named_by(listed)
    volume = package_of(listed)
    own = _own_item(ndc, listed)
    if known is None or volume is None or (own is not None and own.form != SOLUTION):
        return own  # of a powder too: a crosswalk does not say what kind of product an item is
    strengths = strengths_of(listed, in_mcg=known.name in _IN_MCG)
    return Product(
        ndc=ndc,
        name=known.name,
        labeler=listed[-1].row["labeler"],
        strength=strength_of(strengths),
        package_volume=volume,
        kind="drug",
        codes=_joined(_codes_of(listed)),
        source=listed[-1].leaning.citation,
        leanings=tuple(quarter.leaning for quarter in listed),
        strengths=_contradictory(strengths),
    )


def _named_by(listed: tuple[Quarter, ...]) -> Drug | None:
    """The one drug that ships as a liquid and by whose codes, and whose name, these rows are listed."""
    liquid = {row.cells["drug"] for row in datasets.rows("products")}
    named = {known.name: known for quarter in listed for known in drugs() if _is_named(known, quarter)}
    (only,) = named.values() if len(named) == 1 else (None,)
    return only if only is not None and only.name in liquid else None


def _is_named(known: Drug, quarter: Quarter) -> bool:
    """Whether a row is of a drug: by a code of its own, or one that is no other drug's and whose words name it."""
    stem = known.name.split()[0]
    more = [word for word in known.name.split()[1:] if word not in SALTS]
    printed = quarter.row["drug"].lower()
    plain = bool(more) == any(word in printed for word in _APART)
    owners = _owners(quarter.code)
    return plain and (known in owners if owners else stem in codes()[quarter.code].words.lower())


@by_tables
def _owners(code: str) -> tuple[Drug, ...]:
    return tuple(known for known in drugs() if code in _own_codes(known.name))


def _own_item(ndc: Ndc, listed: tuple[Quarter, ...]) -> Product | None:
    """What the pharmacy's own list has of a product; the code is that of a crosswalk, or none."""
    for table, row in items(ndc.hyphenated, in_use()):
        form = FORMS[row["form"]]
        if (form.has_volume and not row["package"]) or not is_listed(row["drug"]):
            continue
        name = drug(row["drug"]).name
        what = f"{name} {row['strength']}" if form.strength else f"{name}, {form.words}"
        leaning = Leaning(table.citation, f"it has NDC {ndc} as {what}", datetime.date.min)
        return Product(
            ndc=ndc,
            name=name,
            labeler="",
            strength=Quantity.parse(row["strength"]) if form.strength else None,
            package_volume=Quantity.parse(row["package"]) if form.has_volume else None,
            kind="drug",
            codes=_joined(_codes_of(listed)),
            source=table.citation,
            leanings=(leaning, *(quarter.leaning for quarter in listed)),
            form=form,
        )
    return None


def listed_form(ndc: Ndc) -> tuple[Form, Citation] | None:
    """The kind of product that the tables have an NDC as, with its source; a pharmacy's list knows it of any drug.

    >>> listed_form(Ndc.parse("00409-1134-03"))[0].words
    'a liquid'
    """
    if known := product(ndc):
        return known.form, known.source
    return next(((FORMS[row["form"]], table.citation) for table, row in items(ndc.hyphenated, in_use())), None)


def _product(listed: list[datasets.Row]) -> Product:
    """One product from its rows, a row for each of its codes in the order of their dates."""
    row = listed[0]
    volume = row.quantity("package")
    if volume is None:
        raise row.wrong("package is empty")
    return Product(
        ndc=Ndc.parse(row.text("ndc")),
        name=row.text("drug"),
        labeler=row.text("labeler"),
        strength=row.quantity("strength"),
        package_volume=volume,
        kind=row.one_of("kind", PRODUCT_KINDS),
        codes=tuple(_product_code(known, row) for known in listed),
        source=row.source(row.text("ndc")),
    )


def _product_code(row: datasets.Row, first: datasets.Row) -> ProductCode:
    same = ("drug", "labeler", "strength", "package", "kind")
    if any(row.cells[column] != first.cells[column] for column in same):
        raise row.wrong(f"{row.cells['ndc']} is another product than in line {first.line}")
    code, start, end = row.text("code"), row.start(), row.start("through")
    if code not in codes() or end < start:
        raise row.wrong(f"{code} is not a code that is known, or ends before it begins")
    return ProductCode(code, start, end)


def products() -> tuple[Product, ...]:
    """Every product that ships, by NDC; those that only added tables have are found by their NDC."""
    shipped = _products_by_ndc()
    if in_use() is SHIPPED:
        return tuple(shipped.values())
    return tuple(known for ndc in shipped if (known := _in_added_tables(ndc)))


def product(ndc: Ndc) -> Product | None:
    """The product of that NDC; None says only that it is not in hipkit's table of them (see `CROSSWALK`).

    >>> vial = product(Ndc.parse("00409-1134-03"))
    >>> str(vial.strength), str(vial.package_volume), vial.code_on(None)
    ('50 mg/mL', '20 mL', 'J2270')
    >>> print(product(Ndc.parse("00074-1133-03")))
    None
    """
    return _products_by_ndc().get(ndc) if in_use() is SHIPPED else _in_added_tables(ndc)
