"""How HCPCS units are rounded, and over what period: here an exact number of units becomes a whole one.

Multiply first, divide last, round once. A positive amount never bills nothing: at least one unit.
CMS: a dose that is not a multiple of the code's billing unit goes to the next whole unit, and a dose below
one unit is one unit (RAC topic 0074; Medicare Claims Processing Manual, chapter 17).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from hipkit.payers.axes.axis import THERAPIES, Axis, Source, Value, WithoutPayer
from hipkit.values.rounding import nearest, total, up

Mode = Literal["up", "nearest"]
Period = Literal["span", "week", "day"]
_WEEK = 7
_CMS = Source("cms-rac-0074", "to the next whole unit")
_PERIOD = Source("hipkit", "rounding period")
# A refill has no days: it is rounded once.
_BY_DAY = tuple(one for one in THERAPIES if one != "implanted-pump")

AXIS = Axis(
    "hcpcs_rounding",
    "how HCPCS units are rounded, and over what period",
    {
        "up-by-span": Value("to the next whole unit, once for the claim line", _CMS),
        "nearest-by-span": Value("to the nearest whole unit, half up, once for the claim line", _PERIOD),
        "up-by-week": Value("to the next whole unit, for every 7 days", _PERIOD, _BY_DAY),
        "nearest-by-week": Value("to the nearest whole unit, half up, for every 7 days", _PERIOD, _BY_DAY),
        "up-by-day": Value("to the next whole unit, for every day", _PERIOD, _BY_DAY),
        "nearest-by-day": Value("to the nearest whole unit, half up, for every day", _PERIOD, _BY_DAY),
    },
    line="drug",
    counts="units",
    without_payer=WithoutPayer("up-by-span", _CMS),
    rounds=True,
)


@dataclass(frozen=True)
class Rounding:
    """A rule for whole units: to the next or the nearest, once for the span, by week or by day.

    `ROUNDINGS` has each by its value, as `up-by-span`; a week is seven days from the first, the rest is rounded once.

    >>> seed = [Fraction("4.8")] * 31
    >>> {name: rule.units(seed) for name, rule in ROUNDINGS.items()} == {
    ...     "up-by-span": 149, "nearest-by-span": 149, "up-by-week": 151, "nearest-by-week": 150,
    ...     "up-by-day": 155, "nearest-by-day": 155}
    True
    """

    mode: Mode
    period: Period

    def sums(self, by_day: Sequence[Fraction]) -> list[Fraction]:
        """The exact units that are rounded, of each period."""
        if self.period == "day":
            return list(by_day)
        size = _WEEK if self.period == "week" else max(len(by_day), 1)
        return [total(by_day[i : i + size]) for i in range(0, len(by_day), size)]

    def units(self, by_day: Sequence[Fraction]) -> int:
        """The whole units for exact units day by day, in the order of the days; at least one."""
        whole = up if self.mode == "up" else nearest
        units = sum(map(whole, self.sums(by_day)))
        return max(units, 1) if any(by_day) else units


ROUNDINGS = {
    "up-by-span": Rounding("up", "span"),
    "nearest-by-span": Rounding("nearest", "span"),
    "up-by-week": Rounding("up", "week"),
    "nearest-by-week": Rounding("nearest", "week"),
    "up-by-day": Rounding("up", "day"),
    "nearest-by-day": Rounding("nearest", "day"),
}


def apply(value: str, by_day: Sequence[Fraction]) -> int:
    """The whole units by a value, for exact units day by day.

    >>> apply("up-by-span", [Fraction("4.8")] * 31), apply("up-by-day", [Fraction("4.8")] * 31)
    (149, 155)
    """
    return ROUNDINGS[value].units(by_day)
