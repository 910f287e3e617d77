"""What follows from a change: the numbers of a case worked out anew once some of them are put otherwise.

The case gives the right numbers. A way by which a number follows from others counts only where it gives the case's own
number: so a way of another regimen, or another rounding, is never taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hipkit.practice.grading.formula import Formula

Ways = Mapping[str, tuple[Formula, ...]]
Numbers = Mapping[str, Fraction]


def worked_out(asked: str, numbers: Numbers, changed: Numbers, ways: Ways) -> Fraction | None:
    """The number `asked` after a change; None where nothing that it follows from was changed.

    >>> from hipkit.practice.grading.formula import formula
    >>> ways = {"day": (formula("dose * doses"), formula("rate * hours")), "total": (formula("day * days"),)}
    >>> seed = {"rate": Fraction(5), "hours": Fraction(24), "day": Fraction(120), "days": Fraction(31),
    ...         "total": Fraction(3720)}
    >>> worked_out("total", seed, {"hours": Fraction(1)}, ways), worked_out("day", seed, {"days": Fraction(30)}, ways)
    (Fraction(155, 1), None)
    """
    value = _value(asked, numbers, changed, ways, frozenset())
    return None if value is None else value[0]


def _value(
    name: str, numbers: Numbers, changed: Numbers, ways: Ways, above: frozenset[str]
) -> tuple[Fraction | None] | None:
    """The changed number in a tuple, None inside where it has none any more; None where it is not touched."""
    if name in changed:
        return (changed[name],)
    for way in ways.get(name, ()):
        if name not in numbers or way.value(numbers) != numbers[name]:
            continue
        parts = {part: _value(part, numbers, changed, ways, above | {name}) for part in sorted(way.names - above)}
        touched = {part: value[0] for part, value in parts.items() if value is not None}
        if touched:
            left = {part: value for part, value in touched.items() if value is not None}
            return (way.value({**numbers, **left}) if len(left) == len(touched) else None,)
    return None
