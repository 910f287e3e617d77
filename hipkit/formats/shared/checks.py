"""A second check in words, as a page and the worksheet say it."""

from __future__ import annotations

from hipkit.order.check import Check

OTHERWISE = "what was kept of this check is not what comes out of its entries now."


def told(check: Check) -> str:
    """When, by whom and with what outcome.

    >>> from hipkit import Continuous, Order
    >>> from hipkit.order.check import Outcome
    >>> order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", days=31)
    >>> told(Check(order, Outcome(), "2026-11-30 14:05", typed={"drug_units": "372"}, second_by="KL"))
    '2026-11-30 14:05, checked by KL: agreement, both came to the same.'
    """
    names = (("ordered by", check.first_by), ("checked by", check.second_by))
    by = "".join(f", {what} {alias}" for what, alias in names if alias)
    found = "they part at"
    if check.outcome.agrees:
        found = "agreement on what was compared," if check.outcome.not_compared else "agreement,"
    return " ".join(filter(None, (f"{check.at}{by}: {found} {check.outcome.text}.", check.seen_before)))


def before(check: Check) -> str:
    """What is said of a check whose order was changed afterwards."""
    return f"Checked before the order was changed: {told(check)}"


def sides(check: Check) -> tuple[str, str]:
    """What each of the two entries is called."""
    return ("the order comes to", "was typed") if check.typed else ("the order", "typed anew")
