"""What is known of the NDCs of claim lines: their form, and the product of CMS's crosswalk with its codes by date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

import narwhals as nw

from hipkit.errors import InputError
from hipkit.frames.engines import Cell
from hipkit.reference.codes import codes
from hipkit.reference.inuse import SHIPPED, by_tables, in_use
from hipkit.reference.listed import listed_drug, listed_strength
from hipkit.reference.products import Product, listed_form, product, products
from hipkit.reference.slips import slip
from hipkit.review.context.tables import DAY, Facts, Kind, over, table_of
from hipkit.values.citations import Citation
from hipkit.values.ndc import Ndc
from hipkit.values.productforms import Form
from hipkit.values.quantity import Quantity

CROSSWALK = "cms-crosswalk"
_BARE = re.compile("[0-9]{11}")
_ZEROS_LOST = re.compile("[0-9]{1,9}")
_BY_MACHINE = re.compile(".*[eE][-+]?[0-9]+|[0-9]+[.][0-9]*")


def of_ndcs(texts: Iterable[str]) -> Facts:
    """What each text is as an NDC: `ndc11` where it is one in any form, and its product, if it is listed.

    `ndc_counts` is the unit of measure of its kind of product, and `ndc_kind` that kind; `ndc_by` the table that says
    so, and `ndc_added` words for one that was added, else no text. `ndc_strength` is what a mL or a vial of it holds,
    with those words; `ndc_num` over `ndc_den` are mg in a mL, `ndc_vial_num` over `ndc_vial_den` mg in a vial.

    `ndc_wrong` says why it is not the eleven digits of a claim, null where it is. `ndc_code_0` holds from
    `ndc_from_0` on, the next from its own day on, and the last goes on; `ndc_early` is the first of them, in force from
    `ndc_early_from`, before CMS's crosswalks began. A pharmacy's own item list says no code.
    """
    schema: dict[str, Kind] = {
        "ndc": nw.String, "ndc11": nw.String, "ndc_wrong": nw.String, "ndc_slip": nw.String, "ndc_counts": nw.String,
        "ndc_kind": nw.String, "ndc_by": nw.String, "ndc_added": nw.String, "ndc_strength": nw.String,
        "ndc_num": nw.Float64, "ndc_den": nw.Float64, "ndc_vial_num": nw.Float64, "ndc_vial_den": nw.Float64,
        "ndc_name": nw.String, "ndc_is_drug": nw.Boolean, "package_num": nw.Float64, "package_den": nw.Float64,
        "ndc_early": nw.String, "ndc_early_from": nw.Date,
    }  # fmt: skip
    for i in range(most_codes()):
        schema |= {f"ndc_code_{i}": nw.String, f"ndc_from_{i}": nw.Date}
    return table_of(("ndc",), schema, [_ndc(text) for text in texts])


def _ndc(text: str) -> tuple[Cell, ...]:
    if _BARE.fullmatch(text) and len(set(text)) > 1 and text[1:] != "9" * 10:  # nearly all are; no placeholder
        return (text, text, None, None, *_known(text))
    try:
        ndc = Ndc.parse(text)
    except InputError as error:
        return (text, None, f"expected eleven digits: {error.reason}", _likely(text.strip()), *_nothing())
    wrong = None if _BARE.fullmatch(text) else f"expected its eleven digits, {ndc.ndc11}"
    return (text, ndc.ndc11, wrong, None, *_known(str(ndc.ndc11)))


def _likely(typed: str) -> str | None:
    if _ZEROS_LOST.fullmatch(typed):
        return slip("ndc-zeros-lost")
    return slip("spreadsheet") if _BY_MACHINE.fullmatch(typed) else None


def _known(ndc11: str) -> tuple[Cell, ...]:
    return _listed().get(ndc11) or _in_added_tables(ndc11)


@by_tables
def _listed() -> dict[str, tuple[Cell, ...]]:
    """What is known of each product, by its eleven digits."""
    return {str(one.ndc.ndc11): (*_kind(one.form, one.source, one.strength), *_product(one)) for one in products()}


@by_tables
def _in_added_tables(ndc11: str) -> tuple[Cell, ...]:
    """What added tables alone know of a product; of one that they list by more codes than there is room for, none."""
    if in_use() is SHIPPED:
        return _nothing()
    ndc = Ndc.parse(ndc11)
    known, listed = product(ndc), listed_form(ndc)
    if listed is None:
        return _nothing()
    kind = _kind(*listed, listed_strength(ndc))
    if known is not None:
        return (*kind, *_product(known))
    name = listed_drug(ndc)
    return (*kind, name, None if name is None else True, None, None, *_no_codes())


@by_tables
def _nothing() -> tuple[Cell, ...]:
    return (*(None,) * 13, *_no_codes())


def _no_codes() -> tuple[Cell, ...]:
    return (None,) * (2 + 2 * most_codes())


def _kind(form: Form, source: Citation, strength: Quantity | None) -> tuple[Cell, ...]:
    """The kind of a product, the table that says so, and what one mL, or a vial of a powder, holds of it."""
    shipped = source.id == CROSSWALK
    by = "the CMS crosswalk" if shipped else f"the table {source.id}"
    added = "" if shipped else f" by {by}"
    text, held = (None, None) if strength is None else (f"{strength}{added}", strength.base)
    in_ml, in_vial = (held, None) if form.has_volume else (None, held)
    return (form.uom, form.words, by, added, text, *over(in_ml), *over(in_vial))


def _product(one: Product) -> tuple[Cell, ...]:
    volume = one.package_volume.to("mL").value if one.package_volume is not None else None
    return (one.name, one.kind == "drug", *over(volume), *_codes(one))


def _codes(one: Product) -> tuple[Cell, ...]:
    """The first of its codes with the day from which that was in force, and each with its own day."""
    dated = [cell for pair in _dated_codes(one) for cell in pair]
    room = 2 * most_codes() - len(dated)
    if not dated or room < 0:
        return _no_codes()
    return (one.codes[0].code, codes()[one.codes[0].code].start, *dated, *[None] * room)


def _dated_codes(one: Product) -> list[tuple[str | None, datetime.date]]:
    """The codes of a product, each from its first day on; none from the day after the last one ended."""
    dated: list[tuple[str | None, datetime.date]] = [(code.code, code.start) for code in one.codes]
    if not dated:
        return []
    end = codes()[one.codes[-1].code].end
    return dated if end is None or end + DAY <= dated[-1][1] else [*dated, (None, end + DAY)]


@by_tables
def most_codes() -> int:
    """How many codes, and ends of codes, a product has had at most."""
    return max(len(_dated_codes(one)) for one in products())
