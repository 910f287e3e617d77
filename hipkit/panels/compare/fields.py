"""The fields of a comparison: for each side a scenario, and what holds in place of what the scenario says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hipkit.order.order import Order
from hipkit.order.regimen import Continuous
from hipkit.order.scenario import Scenario
from hipkit.panels.base import Field
from hipkit.panels.calculator.fields import by_name

SIDES = ("first", "second")
_AS_IT_IS = ("", "as in the scenario")


@cache
def fields() -> tuple[Field, ...]:
    """The fields of both sides, in the order in which a person meets them."""
    return tuple(field for side in SIDES for field in _of(side))


def _of(side: str) -> tuple[Field, ...]:
    first = side.capitalize()
    section = f"{first} side"
    helps = {"first": "paste what hipkit units --save has written", "second": "empty: the order of the first side"}
    payers, readings = by_name()["payer"].choices, by_name()["reading"].choices
    return (
        Field(f"{side}_scenario", f"{first} scenario", help=helps[side], example="{ ... }", section=section),
        Field(f"{side}_payer", f"{first} payer", "choice", choices=(_AS_IT_IS, *payers), section=section),
        Field(f"{side}_reading", f"{first} reading", "choice", choices=(_AS_IT_IS, *readings), section=section),
        Field(
            f"{side}_choices", f"{first} choices", help="axis = value; another after a semicolon",
            example="hcpcs_rounding = up-by-week", section=section, seldom=True,
        ),
    )  # fmt: skip


def example() -> Mapping[str, str]:
    """HMSA's example, taken as March 2021, under its first reading and under the other."""
    order = Order(
        drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
        start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
    )  # fmt: skip
    one_line = " ".join(Scenario(order, "hmsa", "rule-text").text().split())
    return {"first_scenario": one_line, "second_reading": "published-example"}
