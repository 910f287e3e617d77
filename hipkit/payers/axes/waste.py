"""Whether drug that is thrown away is billed. No order says what was, so that no line of a bill goes by it."""

from __future__ import annotations

from hipkit.payers.axes.axis import Axis, Value

AXIS = Axis(
    "waste",
    "whether drug that is thrown away is billed",
    {
        "not-billed": Value("no: only what was given"),
        "jw-jz": Value("yes: JW on a line for what was thrown away, JZ where there was nothing"),
    },
    line="none",
)


def apply(value: str) -> bool:
    """Whether what was thrown away is billed.

    >>> apply("not-billed"), apply("jw-jz")
    (False, True)
    """
    return value == "jw-jz"
