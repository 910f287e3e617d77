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
from hipkit.reference.products import Product, listed_form, listed_strength, product, products
from hipkit.reference.slips import slip
from hipkit.review.context.tables import DAY, Facts, Kind, over, table_of
from hipkit.values.citations import Citation
from hipkit.values.ndc import Ndc
from hipkit.values.productforms import Form
from hipkit.values.quantity import Quantity
from hipkit.values.units import PER_VIAL

CROSSWALK = "cms-crosswalk"
_BARE = re.compile("[0-9]{11}")
_ZEROS_LOST = re.compile("[0-9]{1,9}")
_BY_MACHINE = re.compile(".*[eE][-+]?[0-9]+|[0-9]+[.][0-9]*")


def of_ndcs(texts: Iterable[str]) -> Facts:
    """What each text is as an NDC: `ndc11` where it is one in any form, and its product, if it is listed.

    `ndc_counts` is the unit of measure of its kind of product, and `ndc_kind` that kind; `ndc_by` the table that
    says so. `ndc_num` over `ndc_den` are mg in a mL, `ndc_vial_num` over
    `ndc_vial_den` mg in a vial, of which `ndc_vial` is the text.

    `ndc_wrong` says why it is not the eleven digits of a claim, null where it is. `ndc_code_0` holds from
    `ndc_from_0` on, the next from its own day on, and the last goes on; `ndc_early` is the first of them, in force from
    `ndc_early_from`, before CMS's crosswalks began.
    """
    schema: dict[str, Kind] = {
        "ndc": nw.String, "ndc11": nw.String, "ndc_wrong": nw.String, "ndc_slip": nw.String, "ndc_counts": nw.String,
        "ndc_kind": nw.String, "ndc_by": nw.String, "ndc_vial": nw.String, "ndc_vial_num": nw.Float64,
        "ndc_vial_den": nw.Float64, "ndc_name": nw.String,
        "ndc_is_drug": nw.Boolean, "ndc_strength": nw.String, "ndc_num": nw.Float64, "ndc_den": nw.Float64,
        "package_num": nw.Float64, "package_den": nw.Float64, "ndc_early": nw.String, "ndc_early_from": nw.Date,
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
    """What added tables alone know of a product; no more than its kind, and what a vial of it holds, where they list it
    by no code, or by more than there is room for."""
    if in_use() is SHIPPED:
        return _nothing()
    ndc = Ndc.parse(ndc11)
    known, listed = product(ndc), listed_form(ndc)
    if listed is None:
        return _nothing()
    kind = _kind(*listed, listed_strength(ndc))
    return (*kind, *(_product(known) if known and 0 < len(known.codes) < most_codes() else _nothing()[len(kind) :]))


@by_tables
def _nothing() -> tuple[Cell, ...]:
    return (None,) * (15 + 2 * most_codes())


def _kind(form: Form, source: Citation, strength: Quantity | None) -> tuple[Cell, ...]:
    """The kind of a product, the table that says so, and what a vial holds of a powder in vials."""
    by = "the CMS crosswalk" if source.id == CROSSWALK else f"the table {source.id}"
    by_vial = strength if strength is not None and strength.kind == PER_VIAL else None
    holds = (None, None, None) if by_vial is None else (str(by_vial), *over(by_vial.base))
    return (form.uom, form.words, by, *holds)


def _product(one: Product) -> list[Cell]:
    liquid = one.form.has_volume  # what a powder holds in a vial is nothing in a mL
    strength = one.strength.base if one.strength is not None and liquid else None
    volume = one.package_volume.to("mL").value if one.package_volume is not None else None
    dated = [cell for pair in _dated_codes(one) for cell in pair]
    return [
        one.name, one.kind == "drug", None if strength is None else str(one.strength), *over(strength),
        *over(volume), one.codes[0].code, codes()[one.codes[0].code].start, *dated,
        *[None] * (2 * most_codes() - len(dated)),
    ]  # fmt: skip


def _dated_codes(one: Product) -> list[tuple[str | None, datetime.date]]:
    """The codes of a product, each from its first day on; none from the day after the last one ended."""
    dated: list[tuple[str | None, datetime.date]] = [(code.code, code.start) for code in one.codes]
    end = codes()[one.codes[-1].code].end
    return dated if end is None or end + DAY <= dated[-1][1] else [*dated, (None, end + DAY)]


@by_tables
def most_codes() -> int:
    """How many codes, and ends of codes, a product has had at most."""
    return max(len(_dated_codes(one)) for one in products())
