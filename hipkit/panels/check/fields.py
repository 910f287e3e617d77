"""The fields of the second check: the order's, which stay out of sight, and what a colleague types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hipkit.order.check import TYPED
from hipkit.order.fields import EVERY, OF_REGIMENS
from hipkit.panels.base import Field
from hipkit.panels.calculator import fields as order_fields

WAY, UNITS, WHOLE = "way", "units", "order"
AGAIN, TYPED_PREFIX = "again_", "typed_"
_SECTION = "Second check"
_HELP = "several lines: one for each, a semicolon between"
_LABELS = dict(zip(TYPED, ("Per-diem code", "Per-diem units", "Drug code", "Drug units", "NDC quantity"), strict=True))
_WAYS = ((UNITS, "the units are typed, without sight of them"), (WHOLE, "the whole order is typed anew"))


@cache
def fields() -> tuple[Field, ...]:
    """Every field: first those that are seen, then the order's own, among them what is kept of a check."""
    typed = (Field(TYPED_PREFIX + name, label, help=_HELP) for name, label in _LABELS.items())
    own = (
        Field(WAY, "How it is checked", "choice", choices=_WAYS),
        *typed,
        Field("first_by", "Ordered by", help="initials, if wished; nothing of a patient", example="AB"),
        Field("second_by", "Checked by", help="initials, if wished; nothing of a patient", example="KL"),
    )
    return (*(replace(field, section=_SECTION) for field in own), *_again(), *order())


def order() -> tuple[Field, ...]:
    """The fields of the order, as the calculator has them; they are typed there."""
    return tuple(replace(field, kind="kept") for field in order_fields.fields() if not field.part)


def _again() -> tuple[Field, ...]:
    """The order's fields once more; the payer, the choices and the reason are those of the order."""
    names = {*EVERY, *OF_REGIMENS} - {"confirm"}
    return tuple(
        replace(field, name=AGAIN + field.name, section=f"Typed anew: {field.section[0].lower()}{field.section[1:]}")
        for field in order_fields.fields()
        if field.name in names
    )


@cache
def by_name() -> Mapping[str, Field]:
    """The fields by their names."""
    return {field.name: field for field in fields()}


def entry() -> tuple[str, ...]:
    """The names of what the colleague types of one drug."""
    return tuple(name for name in by_name() if name.startswith((AGAIN, TYPED_PREFIX)))
