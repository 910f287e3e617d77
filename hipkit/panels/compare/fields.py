"""The fields of a comparison: for each side a saved order, and what holds in place of what is saved with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hipkit.formats.shared.markup import axis_label
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous
from hipkit.order.scenario import Scenario
from hipkit.panels.base import Field
from hipkit.panels.calculator.fields import CHOOSE, OPEN_AXES, by_name

SIDES = ("first", "second")
KEPT = "kept"  # the order of a side once its file is gone, after a reload
AS_IT_IS = ("", "as saved with the order")


@cache
def fields() -> tuple[Field, ...]:
    """The fields of both sides, in the order in which a person meets them."""
    return tuple(field for side in SIDES for field in _of(side))


def _of(side: str) -> tuple[Field, ...]:
    first = side.capitalize()
    section = f"{first} side"
    helps = {
        "first": "a file that Save or the Claim tab makes",
        "second": "none: the order of the first side",
    }
    payers, readings = by_name()["payer"].choices, by_name()["reading"].choices
    return (
        Field(f"{side}_scenario", f"{first} order", "file", help=helps[side],
              example="Drop the file of a saved order here, or press Enter", section=section),
        Field(f"{side}_{KEPT}", f"{first} order as it was read", "kept", section=section),
        Field(f"{side}_payer", f"{first} payer", "choice", choices=(AS_IT_IS, *payers), section=section),
        Field(f"{side}_reading", f"{first} reading", "choice", choices=(AS_IT_IS, *readings), section=section),
        *(_choice(side, axis, section) for axis in OPEN_AXES),
    )  # fmt: skip


def _choice(side: str, axis: str, section: str) -> Field:
    """The field of a choice that a payer leaves open."""
    known = by_name()[CHOOSE + axis]
    label = f"{side.capitalize()}: {axis_label(axis)}"
    return replace(known, name=f"{side}_{CHOOSE}{axis}", label=label, section=section, seldom=True)


def example() -> Mapping[str, str]:
    """HMSA's example, taken as March 2021, under its first reading and under the other."""
    order = Order(
        drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
        start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
    )  # fmt: skip
    one_line = " ".join(Scenario(order, "hmsa", "rule-text").text().split())
    return {"first_scenario": one_line, "second_reading": "published-example"}
