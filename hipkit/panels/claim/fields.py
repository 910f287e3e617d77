"""The fields of the sample claim: the order's, as in the calculator, and what makes a claim of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hipkit.billing.nursing import rules
from hipkit.panels.base import Column, Field
from hipkit.panels.calculator import fields as order_fields

SECTION = "The claim"
CHARGED = "charged"  # for how many units each charge was typed
_TEXTS = (
    Field("visits", "Nursing visits", "rows", help="each with its day and how long it took", one="visit",
          columns=(Column("Day", "2021-03-02"), Column("Minutes", "151"))),
    Field("nursing_rule", "Time rule", "choice", help="how the minutes beyond two hours count",
          choices=(("", "the payer's own"), *((rule.id, rule.words) for rule in rules().values()))),
    Field("charges", "Charges", "rows", help="in dollars; none is made up", one="charge",
          columns=(Column("Code or line", "S9326"), Column("Dollars", "3,100.00"))),
    Field(CHARGED, "Units of the charges", "kept"),
    Field("file_name", "Name of files", help="plain letters and digits are kept of it", example="claim", seldom=True),
)  # fmt: skip


@cache
def own() -> Mapping[str, Field]:
    """The fields that only a claim has, by name."""
    return {field.name: replace(field, section=SECTION) for field in _TEXTS}


@cache
def fields() -> tuple[Field, ...]:
    """Every field of the panel: the order's first."""
    return (*(field for field in order_fields.fields() if not field.part), *own().values())


def label(name: str) -> str:
    """The label of a field."""
    return next((field.label for field in fields() if field.name == name), name)
