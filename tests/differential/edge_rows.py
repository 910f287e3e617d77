"""Rows of orders for `with_units`, random and at the rounding edge, with their units by whole numbers alone.

Everything is made of integers: dose and strength in ten-thousandths, hours in hundredths, days. What a row comes
to is worked out in 64-bit integers, which hold all of it, and by Python's own for a sample; no float touches it.

>>> made = edge_rows(1_000, seed=3)
>>> len(made), [exactly(*row) for row in made.integers[:3]] == made.expected[:3].tolist()
(1000, True)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from hipkit.frames.exactness import Mode

NAMES = ("dose", "hours_per_day", "days", "strength")
SCALES = (10_000, 100, 1, 10_000)
BOUND = 2**53
ONE_DECIMAL = 2**51  # a decimal of so many ten-thousandths is the only one that its float64 is nearest to
Array = numpy.ndarray


@dataclass(frozen=True)
class Rows:
    """Float64 columns, the integers they were made of, and the units by the mode; NaN where the row must be null."""

    columns: dict[str, Array]
    numerators: dict[str, Array]
    expected: Array

    def __len__(self) -> int:
        return len(self.expected)

    @property
    def integers(self) -> list[tuple[int, int, int, int]]:
        """The rows as Python's integers."""
        return list(zip(*(column.tolist() for column in self.numerators.values()), strict=True))


def exactly(dose: int, hours: int, days: int, strength: int, mode: Mode = "up") -> float:
    """The units of a row by integers, or NaN where the certificate has to leave it open."""
    over, under = dose * hours * days, strength * 100
    if strength < 1 or min(dose, hours, days) < 0 or hours > 2_400 or max(dose, days, strength) > ONE_DECIMAL:
        return math.nan
    if mode == "up":
        return float(-(-over // under)) if over + under < BOUND else math.nan
    whole = (2 * over + under) // (2 * under)
    if mode == "nearest-even" and (2 * over + under) % (2 * under) == 0:
        whole -= whole % 2
    return float(whole) if 2 * over + under < BOUND else math.nan


def _rows(dose: Array, hours: Array, days: Array, strength: Array, mode: Mode = "up") -> Rows:
    """The rows of int64 columns whose products stay below 2^62; the same rule as `frames.exactness`."""
    numerators = dict(zip(NAMES, (dose, hours, days, strength), strict=True))
    columns = {name: numerators[name] / float(scale) for name, scale in zip(NAMES, SCALES, strict=True)}
    over, under = dose * hours * days, strength * 100
    highest = over + under if mode == "up" else 2 * over + under
    fine = (dose >= 0) & (dose <= ONE_DECIMAL) & (hours <= 2_400) & (highest < BOUND)
    return Rows(columns, numerators, numpy.where(fine, _whole_units(over, under, mode), math.nan))


def _whole_units(over: Array, under: Array, mode: Mode) -> Array:
    if mode == "up":
        return -(-over // under)
    whole = (2 * over + under) // (2 * under)
    tie = (2 * over + under) % (2 * under) == 0
    return numpy.where(tie, whole - whole % 2, whole) if mode == "nearest-even" else whole


def random_rows(count: int, seed: int) -> Rows:
    """Orders as they come: up to 50 mg/hr and 50 mg/mL by ten-thousandths, any hours, up to a year."""
    draw = numpy.random.default_rng(seed)
    dose, strength = draw.integers(0, 500_000, count), draw.integers(1, 500_000, count)
    return _rows(dose, draw.integers(0, 2_401, count), draw.integers(0, 367, count), strength)


def usual_rows(count: int, seed: int) -> Rows:
    """Orders as people write them: doses by 0.05 mg/hr up to 20, a few hours and strengths, up to 31 days."""
    draw = numpy.random.default_rng(seed)
    hours = draw.choice([8, 10, 12, 16, 18, 20, 24], count) * 100
    strength = draw.choice([2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 125, 200, 250, 500, 1000], count) * 1_000
    return _rows(draw.integers(1, 401, count) * 500, hours, draw.integers(1, 32, count), strength)


def edge_rows(count: int, seed: int, mode: Mode = "up") -> Rows:
    """Orders where one bad bit is one unit: whole exactly, or but for the least step; half-way for the other modes.

    Four kinds in turn: a small order that comes out whole (or half); the same with the dose one step off; a dose near
    the largest, one step below, on and above that; the largest integer of the arithmetic at 2^53.
    """
    draw = numpy.random.default_rng(seed)
    number = numpy.arange(count)
    kinds = (_even, _one_step_off, _large, _at_the_bound)
    made = [kind(draw, number, 1 if mode == "up" else 2) for kind in kinds]
    return _rows(*(numpy.choose(number % len(kinds), columns) for columns in zip(*made, strict=True)), mode)


Columns = tuple[Array, Array, Array, Array]


def _even(draw: numpy.random.Generator, number: Array, parts: int) -> Columns:
    """dose = strength x factor / parts, the hours whole and odd days: every division comes out, by the halves."""
    strength, factor, hours, days = (draw.integers(1, most, number.size) for most in (100_000, 60, 25, 367))
    if parts == 2:
        factor, hours, days = factor * 2 - 1, hours - 1 + hours % 2, days - 1 + days % 2
    return strength * factor, hours * 100, days, strength * parts


def _one_step_off(draw: numpy.random.Generator, number: Array, parts: int) -> Columns:
    dose, hours, days, strength = _even(draw, number, parts)
    return dose + numpy.where(number % 8 < 4, 1, -1), hours, days, strength


def _large(draw: numpy.random.Generator, number: Array, parts: int) -> Columns:
    """With 0.01 hours of one day the dose is the numerator: any value beside a multiple (and a half) of the divisor."""
    strength = draw.integers(1, 10**9, number.size)
    units = draw.integers(1, ONE_DECIMAL // (strength * 100) + 1)
    one = numpy.ones_like(number)
    half = strength * 100 // 2 if parts == 2 else 0
    return units * strength * 100 - half + number % 3 - 1, one, one, strength


def _at_the_bound(draw: numpy.random.Generator, number: Array, parts: int) -> Columns:
    strength, hours = draw.integers(1, 10**6, number.size), draw.integers(1, 2_401, number.size)
    days = draw.integers(4, 367, number.size)
    return (BOUND - strength * 100) // (hours * days * parts) + number % 5 - 2, hours, days, strength


def nudged(rows: Rows, seed: int) -> Rows:
    """The same rows, one value of each moved to the next float: no decimal any more, so every row is null.

    A value of 0 is left, and its row keeps its units.
    """
    draw = numpy.random.default_rng(seed)
    place, up = draw.integers(0, 4, len(rows)), draw.integers(0, 2, len(rows)) == 1
    columns, expected = {}, rows.expected.copy()
    for number, (name, values) in enumerate(rows.columns.items()):
        moved = (place == number) & (values != 0)
        columns[name] = numpy.where(moved, numpy.nextafter(values, numpy.where(up, numpy.inf, 0)), values)
        expected[moved] = math.nan
    return Rows(columns, rows.numerators, expected)
