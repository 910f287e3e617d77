"""Unlisted lines that belong to a compounded drug: what pharmacies mixed has no code of its ingredients."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from hipkit.review.context.overlaps import overlapping
from hipkit.review.context.texts import COMPOUNDING

Lines = nw.LazyFrame[Any]

COMPOUNDED, _REFILLED = "J7999", "S9328"
KEY = ("claim_id", "line", "first", "last")


def text() -> nw.Expr:
    """What a line says of its drug: the description, else the name."""
    return nw.coalesce(nw.col("description"), nw.col("drug"))


def says_compounding() -> nw.Expr:
    """Whether the text of a line has a word of compounding."""
    return text().str.to_lowercase().str.contains(COMPOUNDING).fill_null(False)


def is_unlisted() -> nw.Expr:
    """Whether a line has an unlisted code, but for that of compounded drugs."""
    return (nw.col("kind") == "unlisted") & (nw.col("hcpcs") != COMPOUNDED)


def of_compounds(lines: Lines) -> Lines:
    """The unlisted lines (`KEY`) of a claim and day that tell of a compound.

    A line of the claim says compounding in its text, has J7999 or KD, or is S9328 beside two or more unlisted lines.
    """
    unlisted = lines.filter(is_unlisted()).select(*KEY)
    told = lines.filter(says_compounding() | (nw.col("hcpcs") == COMPOUNDED) | nw.col("kd")).select(*KEY)
    pumps = lines.filter(nw.col("hcpcs") == _REFILLED).select(*KEY).unique()
    beside = overlapping(pumps, unlisted, "claim_id", ()).group_by(*KEY).agg(nw.len().alias("beside"))
    filled = beside.filter(nw.col("beside") > 1).select(*KEY)
    signs = nw.concat([told, filled], how="vertical")
    return overlapping(unlisted, signs, "claim_id", ()).select(*KEY).unique()
