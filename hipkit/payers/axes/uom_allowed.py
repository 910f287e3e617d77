"""Which units of measure an NDC quantity may carry: one or more of the five of HIPAA."""

from __future__ import annotations

from hipkit.payers.axes.axis import Axis, Value

AXIS = Axis(
    "uom_allowed",
    "which units of measure an NDC quantity may carry",
    {
        "F2": Value("international unit"),
        "GR": Value("gram"),
        "ME": Value("milligram"),
        "ML": Value("millilitre"),
        "UN": Value("unit (each)"),
    },
    line="none",
    many=True,
)


def apply(value: str, unit: str) -> bool:
    """Whether an NDC quantity may carry a unit of measure.

    >>> apply("GR ML UN", "ML"), apply("GR ML UN", "ME")
    (True, False)
    """
    return unit in value.split()
