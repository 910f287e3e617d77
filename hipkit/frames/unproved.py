"""The rows that the certificate left open: computed by Fractions, one by one, or told why not.

Here a number counts as everywhere in hipkit: at most 9 digits before the point and 6 after it. So a dose of
0.00001 mg/hr, which the columns do not prove, has its units here; 0.30000000000000004 has none.

>>> answered([0.00001, 7.125, 30, 0.000001])
(2138, None)
>>> answered([0.1 + 0.2, 24, 30, 1])
(None, 'dose is no decimal of at most 9 digits before the point and 6 after')
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hipkit.frames.exactness import EXACT
from hipkit.values.rounding import up
from hipkit.values.strict import DIGITS_AFTER, DIGITS_BEFORE

NAMES = ("dose", "hours_per_day", "days", "strength")
HOURS = 24
LONGEST = 400  # digits

Cell = float | int | Decimal | None
Answer = tuple[int | None, str | None]
_ONE = 10**DIGITS_AFTER


def answered(cells: Sequence[Cell]) -> Answer:
    """The whole units of a row of dose, hours_per_day, days and strength, or why there are none."""
    read = [_millionths(name, cell) for name, cell in zip(NAMES, cells, strict=True)]
    for value in read:
        if isinstance(value, str):
            return None, value
    dose, hours, days, strength = (value for value in read if isinstance(value, int))
    units = up(Fraction(dose * hours * days, strength * _ONE**2))
    return (units, None) if units < EXACT else (None, "whole_units would pass 2^53")


def _millionths(name: str, cell: Cell) -> int | str:
    """The decimal that a cell stands for, in millionths, or why it is none that counts."""
    if cell is None or (not isinstance(cell, int) and math.isnan(cell)):  # pandas has one value for both
        return f"{name} is blank or not a number"
    if not isinstance(cell, int) and math.isinf(cell):
        return f"{name} is infinite"
    if cell < 0:
        return f"{name} is negative"
    value = _whole(cell)
    if value is None or value >= 10**DIGITS_BEFORE * _ONE:
        return f"{name} is no decimal of at most {DIGITS_BEFORE} digits before the point and {DIGITS_AFTER} after"
    return _out_of_range(name, value) or value


def _whole(cell: float | int | Decimal) -> int | None:
    """The cell times 10^6, if that is whole; a float is the decimal that it is the nearest float to."""
    if isinstance(cell, float):
        value = round(cell * _ONE) if cell < EXACT else 0
        return value if value / _ONE == cell else None
    if isinstance(cell, Decimal) and too_long(cell):
        return None
    scaled = Fraction(cell) * _ONE
    return scaled.numerator if scaled.denominator == 1 else None


def too_long(value: Decimal) -> bool:
    """Whether it is of a size that no column holds: as a Fraction 1E+999999999 would take all memory."""
    return abs(value.adjusted()) > LONGEST or len(value.as_tuple().digits) > LONGEST


def _out_of_range(name: str, value: int) -> str | None:
    if name == "strength" and value == 0:
        return "strength is zero"
    if name == "hours_per_day" and value > HOURS * _ONE:
        return f"hours_per_day is above {HOURS}"
    if name == "days" and value % _ONE:
        return "days is not whole"
    return None
