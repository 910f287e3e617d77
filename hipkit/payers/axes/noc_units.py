"""What the units of an unclassified drug's line count: the NDC's units, or one a line."""

from __future__ import annotations

from hipkit.payers.axes.axis import Axis, Source, Value

AXIS = Axis(
    "noc_units",
    "what the units of an unclassified drug's line count",
    {
        "ndc-units": Value("the NDC quantity, in the NDC's unit of measure"),
        "one": Value("one unit a line, whatever the amount", Source("wps-noc")),
    },
    line="drug",
    counts="units",
    of="unlisted code",
)


def apply(value: str) -> int | None:
    """The units of a line whatever the amount; None where they count the NDC quantity.

    >>> apply("one"), apply("ndc-units")
    (1, None)
    """
    return 1 if value == "one" else None
