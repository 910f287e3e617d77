"""Drug lines that name a brand, in the cell of the drug or in their text, against the codes of the brand's products."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from hipkit.frames.engines import Schema, collected, reference
from hipkit.reference.brands import brands
from hipkit.reference.inuse import by_tables
from hipkit.review.context.tables import Facts, table_of
from hipkit.review.context.texts import drug_named

Lines = nw.LazyFrame[Any]

_SPANS: Schema = {"brand": nw.String, "generic": nw.String, "own": nw.String, "begun": nw.Date, "ended": nw.Date}
_CODES: Schema = {"brand": nw.String, "hcpcs": nw.String}


def under_another_code(lines: Lines) -> Lines:
    """The lines of a drug's code that is none of the brand that they name, as Duramorph under J2270.

    With `brand`, its drug as `generic`, and the code or codes of its products on the first day as `own`. A line whose
    NDC is listed, or whose brand has no code in force on that day, is left out.
    """
    lines = _with_brand(lines.filter(nw.col("kind") == "drug"))
    spans = reference(lines, _spans().columns, _SPANS)
    lines = lines.filter(~nw.col("brand").is_null()).join(spans, on="brand", how="inner")
    ended = (nw.col("ended") < nw.col("date_from")).fill_null(False)
    lines = lines.filter((nw.col("begun") <= nw.col("date_from")) & ~ended)
    return lines.join(reference(lines, _codes().columns, _CODES), on=["brand", "hcpcs"], how="anti")


def _with_brand(lines: Lines) -> Lines:
    """The lines with the brand that is named as their drug, or, where neither NDC nor drug is told, in their text."""
    silent = nw.col("drug").is_null() & nw.col("ndc").is_null()
    texts = collected(lines.filter(silent).select("description").unique())["description"].to_list()
    named = [(one, of.brand.name) for one in sorted(filter(None, texts)) if (of := drug_named(one)) and of.brand]
    table = table_of(("description",), {"description": nw.String, "text_brand": nw.String}, named)
    lines = lines.join(reference(lines, table.columns, table.schema), on="description", how="left")
    listed = nw.col("ndc_is_drug").fill_null(False) & ~nw.coalesce("ndc_code", "ndc_early").is_null()
    in_text = nw.when(silent).then(nw.col("text_brand"))
    return lines.filter(~listed).with_columns(brand=nw.coalesce(nw.col("brand"), in_text))


@by_tables
def _spans() -> Facts:
    rows = [
        (one.name, one.drug.name, " or ".join(own), first, last) for one in brands() for own, first, last in one.spans()
    ]
    return table_of(("brand",), _SPANS, rows)


@by_tables
def _codes() -> Facts:
    """The codes of each brand, those that ended too."""
    return table_of(("brand", "hcpcs"), _CODES, [(one.name, code.code) for one in brands() for code in one.every])
