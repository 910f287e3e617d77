"""What the NDC quantity of a line counts, mL, vials or grams, and how many mg of the drug one of them holds.

The kind of product says it where the tables, or a pharmacy's own list, have the NDC; else the unit of measure on the
line; where it has none the strength, since what is in each vial is counted by the vial.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from hipkit.review.words import say
from hipkit.values.productforms import BULK_POWDER, POWDER_VIAL, SOLUTION

Lines = nw.LazyFrame[Any]

ML, UN, GR = SOLUTION.uom, POWDER_VIAL.uom, BULK_POWDER.uom
WORDS = {ML: "mL", UN: "vials", GR: "grams"}
MG_IN_A_GRAM = 1000.0
_UNKNOWN_NDC = "the NDC is not in the tables that come with hipkit and no strength is told"
_NO_NDC = "an NDC quantity without an NDC and without a strength tells no amount of drug"
_NO_STRENGTH = "hipkit's tables have no strength for the NDC, and the line tells none"
_NO_VIAL = "the NDC quantity is in vials (UN), and neither the line nor hipkit's tables tell what one vial holds"
_BY_VIAL = "the NDC quantity is in mL (ML) or grams (GR), and the strength is that of each vial"
_OTHER_UNIT = "the NDC quantity is in none of mL (ML), vials (UN) and grams (GR), and review counts no other unit"


def with_counted(lines: Lines) -> Lines:
    """The lines with `counts`, the unit of measure in which the product is counted, and the mg in one of it,
    `holds_num` over `holds_den`; null where that is not known.

    A strength in each mL beside grams may be that of the bag; one in each vial contradicts them.
    """
    by_vial = nw.col("strength_by_vial").fill_null(False)
    by_strength = nw.when(by_vial).then(nw.lit(UN)).otherwise(nw.lit(ML))
    lines = lines.with_columns(
        counts=nw.coalesce(nw.col("ndc_counts"), nw.col("ndc_uom").str.to_uppercase(), by_strength),
        _gram=nw.when(~nw.col("ndc_counts").is_null() | ~by_vial).then(MG_IN_A_GRAM),
    )
    held = {
        end: nw.when(is_in(ML)).then(nw.coalesce(f"ndc_{end}", f"strength_{end}"))
        .when(is_in(UN)).then(nw.coalesce(f"ndc_vial_{end}", f"vial_{end}"))
        .when(is_in(GR)).then(nw.col("_gram") / (1.0 if end == "num" else MG_IN_A_GRAM))
        for end in ("num", "den")
    }  # fmt: skip
    return lines.with_columns(holds_num=held["num"], holds_den=held["den"]).drop("_gram")


def is_in(uom: str) -> nw.Expr:
    """Whether the product of a line is counted in this unit of measure."""
    return nw.col("counts") == uom


def is_counted() -> nw.Expr:
    """Whether the unit of measure on a line, if there is one, is that in which its product is counted."""
    return nw.col("ndc_uom").is_null() | (nw.col("ndc_uom").str.to_uppercase() == nw.col("counts"))


def in_words(uom: nw.Expr) -> nw.Expr:
    """A unit of measure as a person writes it; null where it is none of these three.

    >>> import polars as pl
    >>> nw.from_native(pl.DataFrame({"u": ["ML", "GR", "ME"]})).select(w=in_words(nw.col("u")))["w"].to_list()
    ['mL', 'grams', None]
    """
    return nw.coalesce(*(nw.when(uom == one).then(nw.lit(words)) for one, words in WORDS.items()))


def is_contradicted() -> nw.Expr:
    """Whether the NDC quantity of a line is in a unit of measure that its product or its strength contradicts, or in
    one that review does not count."""
    told = nw.col("strength_by_vial").fill_null(False) | ~nw.col("strength_num").is_null()
    unheld = nw.col("holds_num").is_null() & (told | in_words(nw.col("counts")).is_null())
    return (~is_counted()).fill_null(False) | unheld


def why_not_counted() -> nw.Expr:
    """Why the NDC quantity tells no amount of drug; null where it does."""
    counts, by_vial = nw.col("counts"), nw.col("strength_by_vial").fill_null(False)
    unit = say(in_words(counts), " (", counts, "), as ", nw.col("ndc_kind"), " is counted")
    return (
        nw.when(~is_counted()).then(say("the NDC quantity is not in ", unit))
        .when(in_words(counts).is_null()).then(nw.lit(_OTHER_UNIT))
        .when(~nw.col("holds_num").is_null()).then(nw.lit(None, nw.String))
        .when(is_in(UN)).then(nw.lit(_NO_VIAL))
        .when(by_vial).then(nw.lit(_BY_VIAL))
        .when(nw.col("ndc").is_null()).then(nw.lit(_NO_NDC))
        .when(nw.col("ndc_name").is_null()).then(nw.lit(_UNKNOWN_NDC))
        .otherwise(nw.lit(_NO_STRENGTH))
    )  # fmt: skip
