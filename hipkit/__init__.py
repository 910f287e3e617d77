"""hipkit: from a home-infusion pain order to exactly the right units on the claim.

>>> from hipkit import Continuous, Order, bill
>>> order = Order(
...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
>>> [f"{line.code} x {line.units}" for line in bill(order, payer="hmsa", reading="rule-text").lines]
['S9326 x 31', 'J2270 x 372']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hipkit.billing.bill import Bill
    from hipkit.billing.compute import bill
    from hipkit.claim.claim import sample_claim
    from hipkit.errors import InputError
    from hipkit.order.order import Order
    from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill
    from hipkit.payers.files import load_policy
    from hipkit.review.claims import review_claims
    from hipkit.values.ndc import Ndc
    from hipkit.values.quantity import Quantity
    from hipkit.values.rounding import billing_units

__version__ = "0.1.0"

__all__ = [
    "Bill",
    "Continuous",
    "InputError",
    "Intermittent",
    "Ndc",
    "Order",
    "Pca",
    "PumpRefill",
    "Quantity",
    "bill",
    "billing_units",
    "load_policy",
    "review_claims",
    "sample_claim",
]

_HOMES = {
    "Bill": "billing.bill",
    "Continuous": "order.regimen",
    "InputError": "errors",
    "Intermittent": "order.regimen",
    "Ndc": "values.ndc",
    "Order": "order.order",
    "Pca": "order.regimen",
    "PumpRefill": "order.regimen",
    "Quantity": "values.quantity",
    "bill": "billing.compute",
    "billing_units": "values.rounding",
    "load_policy": "payers.files",
    "review_claims": "review.claims",
    "sample_claim": "claim.claim",
}


def __getattr__(name: str) -> object:
    """A public name, its module imported when it is first used: `import hipkit` itself loads nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'hipkit' has no attribute {name!r}")
    return getattr(importlib.import_module(f"hipkit.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
