"""What hipkit's tables say of an NDC and of its drugs, with what the tables cover."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hipkit.reference import datasets, products
from hipkit.reference.codes import Code, codes
from hipkit.reference.inuse import SHIPPED, in_use
from hipkit.reference.leanings import contradictions, extensions, notices_of
from hipkit.reference.products import CROSSWALK, HELD, Drug, DrugCode, Product, ProductCode, listed_form, product
from hipkit.values.citations import Citation, cite
from hipkit.values.ndc import Ndc
from hipkit.values.productforms import Form
from hipkit.values.step import Notice
from hipkit.values.strict import date


@dataclass(frozen=True)
class NdcAnswer:
    """An NDC, the product that CMS's crosswalks list by it (None: none), and its code on the day asked for.

    `form` is the kind of product with the table that has it, a pharmacy's own list too; None where no table does.
    """

    ndc: Ndc
    product: Product | None
    code: str | None
    read: dict[str, str]
    notices: tuple[Notice, ...]
    form: tuple[Form, Citation] | None = None


@dataclass(frozen=True)
class DrugsAnswer:
    """Every drug of the table."""

    drugs: tuple[Drug, ...]
    read: dict[str, str]
    notices: tuple[Notice, ...]


def look_up_ndc(given: object, on: object = None) -> NdcAnswer:
    """What is known of an NDC; `on` is the day for which its code is wanted (None: the newest in the data).

    Raises InputError for what is no NDC and for what is no date.

    >>> vial = look_up_ndc("63323-0851-10", on="2024-09-30")
    >>> vial.product.name, str(vial.product.strength), vial.code
    ('hydromorphone hydrochloride', '10 mg/mL', 'J1170')
    >>> vial.form[0].words, look_up_ndc("0074-1133-03").product, look_up_ndc("0074-1133-03").form
    ('a liquid', None, None)
    """
    day = None if on is None else date(on, "on", "2025-03-01")
    ndc = Ndc.parse(given, on=day)
    listed = product(ndc)
    code = listed.code_on(day) if listed else None
    read = {"ndc": ndc.hyphenated} | ({"on": str(day)} if day else {})
    return NdcAnswer(ndc, listed, code, read, tuple(_of_ndc(ndc, listed, code, day)), listed_form(ndc))


def _of_ndc(ndc: Ndc, listed: Product | None, code: str | None, day: datetime.date | None) -> Iterator[Notice]:
    for note in ndc.notes:
        yield Notice("info", f"ndc: {note}", cite("hipkit", "reading"))
    if listed is None:
        yield from _elsewhere(ndc)
        text = f"NDC {ndc} is not in the {HELD}: its form is valid; its drug, strength and code are not known here"
        yield Notice("info", text, cite("cms-crosswalk"))
        return
    if listed.leanings:
        yield from notices_of((*listed.leanings, *extensions(day or datasets.newest("products"), ("products",))))
        yield from contradictions(listed)
    if listed.codes and not _from_added(listed):
        which = "crosswalks of CMS" if listed.leanings else CROSSWALK
        yield Notice("info", f"NDC {ndc} is in the {which}, {_days(listed.codes)}", listed.source)
    if code is None:
        on = day or datasets.newest("products")
        yield Notice("info", f"no crosswalk that hipkit has lists a code for it on {on}", listed.source)
    if listed.kind != "drug":
        yield Notice("info", f"it is a diluent, {listed.name}, not a drug", listed.source)
    if day is not None and day > datasets.newest():
        yield Notice("warning", _too_new(day), cite("hipkit", "age of the data"))


def _days(listed: Sequence[ProductCode]) -> str:
    """The days on which a product is listed, by whatever code, the quarters that lie between left out."""
    spans: list[list[datetime.date]] = []
    for one in listed:
        if spans and one.start <= spans[-1][1] + datetime.timedelta(days=1):
            spans[-1][1] = one.end
        else:
            spans.append([one.start, one.end])
    return " and ".join(f"from {first} to {last}" for first, last in spans)


def _from_added(listed: Product) -> bool:
    return listed.source in [table.citation for table in in_use().tables]


def _elsewhere(ndc: Ndc) -> Iterator[Notice]:
    """By which codes added tables list an NDC of which no drug is known here."""
    for table in in_use().tables if in_use() is not SHIPPED else ():
        for row in table.find(ndc.hyphenated) if table.kind in ("crosswalk", "items") else ():
            listed = table.kind == "crosswalk"
            what = f"{row['drug']}, by {row['code']}; nothing more is taken" if listed else row["drug"]
            more = "" if listed else "; no more than the kind of product is taken"
            yield Notice("info", f"{table.name}, from {table.file}, has it: {what}{more}", table.citation)


def _too_new(day: datetime.date) -> str:
    return (
        f"{day} is after the last day that hipkit's data speaks for, {datasets.newest()}; codes may have changed since"
    )


def list_drugs() -> DrugsAnswer:
    """Every drug whose codes hipkit knows.

    >>> [drug.name for drug in list_drugs().drugs][:2]
    ['morphine sulfate', 'hydromorphone hydrochloride']
    """
    codes_ = next(one for one in datasets.ages() if one.name == "drugs")
    text = (
        f"names and codes of home infusion pain therapy, with their days in force from {codes_.effective_from} "
        f"to {codes_.effective_through}; other drugs have codes too: one that is not here is given as unlisted"
    )
    return DrugsAnswer(products.drugs(), {}, (Notice("info", text, codes_.source),))


def coded(drug: Drug) -> tuple[tuple[DrugCode, Code], ...]:
    """The codes of a drug, each with what HCPCS says of it."""
    return tuple((own, codes()[own.code]) for own in drug.codes)
