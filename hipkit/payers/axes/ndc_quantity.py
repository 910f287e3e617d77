"""How the NDC quantity is rounded: to what a claim can carry, or to whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hipkit.payers.axes.axis import Axis, Source, Value, WithoutPayer
from hipkit.values.rounding import nearest, up

PLACES = 3
_NUCC = Source("nucc-ndc", "up to 3 decimals")

AXIS = Axis(
    "ndc_quantity",
    "how the NDC quantity is rounded",
    {
        "exact": Value("not rounded, but for the three decimals that a claim can carry", _NUCC),
        "nearest-whole": Value("to the nearest whole number, half up"),
        "up-whole": Value("to the next whole number"),
    },
    line="drug",
    counts="mL",
    without_payer=WithoutPayer("exact", _NUCC),
    rounds=True,
    of="ndc",
)


@dataclass(frozen=True)
class Stair:
    """How many steps a value makes of one mL, and whether it turns at halves (else at whole steps)."""

    steps: int
    halves: bool

    def quantity(self, exact: Fraction) -> Fraction:
        """The quantity on the stair; what is positive is never rounded to nothing."""
        steps = (nearest if self.halves else up)(exact * self.steps)
        return Fraction(max(steps, 1) if exact > 0 else steps, self.steps)


STAIRS = {"exact": Stair(10**PLACES, True), "nearest-whole": Stair(1, True), "up-whole": Stair(1, False)}


def apply(value: str, exact: Fraction) -> Fraction:
    """The quantity by a value.

    >>> [str(apply(value, Fraction("148.80049"))) for value in AXIS.values]
    ['744/5', '149', '149']
    """
    return STAIRS[value].quantity(exact)


def beyond_words(value: str | None) -> str:
    """What is said of a quantity that a claim cannot carry; empty for a value that rounds whatever the decimals."""
    return f"to {PLACES} decimals, the nearest, half up, and not to nothing" if value == "exact" else ""
