"""A scenario as the texts of the calculator's fields, so that a practised order opens there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hipkit.order.scenario import Scenario, check_text
from hipkit.panels.calculator.fields import CHECK, CHOOSE, NO_PAYER, OPEN_AXES, START, by_name


def calculator_texts(scenario: Scenario) -> dict[str, str]:
    """What a person would type into the calculator for this order; fields that it lacks are empty.

    >>> from hipkit import Continuous, Order
    >>> regimen = Continuous("5 mg/hr", hours_per_day=24, changes=[("2021-03-15", "6 mg/hr")])
    >>> order = Order(drug="morphine", regimen=regimen, strength="25 mg/mL", start="2021-03-01", end="2021-03-31")
    >>> texts = calculator_texts(Scenario(order, "hmsa", "published-example"))
    >>> texts["dose"], texts["change"], texts["from"], texts["reading"], texts["bag"]
    ('5 mg/hr', '2021-03-15 = 6 mg/hr', '2021-03-01', 'published-example', '')
    """
    written = json.loads(scenario.text())
    texts = dict.fromkeys(by_name(), "") | dict(START)
    texts |= _order_texts(written["order"])
    texts["payer"] = written.get("payer", NO_PAYER)
    texts[CHECK] = check_text(scenario.check) if scenario.check else ""
    texts["reading"] = written.get("reading", texts["reading"])
    chosen = written.get("choices", {})
    return texts | {CHOOSE + axis: value for axis, value in chosen.items() if axis in OPEN_AXES}


def _order_texts(order: Mapping[str, Any]) -> dict[str, str]:
    regimen = dict(order["regimen"])
    texts = {name: value for name, value in order.items() if isinstance(value, str)}
    texts |= {name: value for name, value in regimen.items() if isinstance(value, str) and name != "kind"}
    texts["regimen"] = regimen["kind"]
    texts["without"] = " ".join(order.get("without", ()))
    texts["change"] = "; ".join(f"{day} = {rate}" for day, rate in regimen.get("changes", ()))
    return texts
