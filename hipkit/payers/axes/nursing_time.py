"""How the minutes of a nursing visit become units of 99602.

99601 and 99602 are CPT codes of the American Medical Association; the words here are hipkit's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hipkit.payers.axes.axis import Axis, Source, Value

_HOUR = 60
_OWN = Source("hipkit", "nursing")

AXIS = Axis(
    "nursing_time",
    "how the minutes of a nursing visit become units of 99602",
    {
        "bcbsm-2013": Value("an hour beyond two counts from its 31st minute", Source("bcbsm")),
        "cpt-midpoint": Value("an hour beyond two counts once its midpoint is passed", Source("premera")),
        "ceil-hour": Value("every hour begun beyond two counts", _OWN),
        "floor-hour": Value("only full hours beyond two count", _OWN),
    },
    line="none",
)


def _past_midpoint(minutes: int) -> int:
    """An hour counts once its midpoint is passed: from its 31st minute."""
    return (minutes + 29) // _HOUR


_HOURS: Mapping[str, Callable[[int], int]] = {
    "bcbsm-2013": _past_midpoint,
    "cpt-midpoint": _past_midpoint,
    "ceil-hour": lambda minutes: -(-minutes // _HOUR),
    "floor-hour": lambda minutes: minutes // _HOUR,
}


def apply(value: str, minutes: int) -> int:
    """The units of 99602 for so many minutes beyond the first two hours.

    >>> [apply(value, 90) for value in AXIS.values], [apply(value, 91) for value in AXIS.values]
    ([1, 1, 2, 1], [2, 2, 2, 1])
    """
    return _HOURS[value](minutes)


def published(value: str) -> bool:
    """Whether a payer's text states the value."""
    return AXIS.values[value].source != _OWN
