"""Where the whole units of a draft step: the exact values of an amount at which a rule of rounding can turn.

Units are rounded from sums over a line, a week or a day. Each sum is linear in the amount that varies, so two drafts
give all the values at which it is whole or a half; between two of them next to one another nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hipkit.billing.draft import Draft
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.hcpcs_rounding import ROUNDINGS
from hipkit.payers.axes.ndc_quantity import STAIRS
from hipkit.values.rounding import down, up

_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Sum:
    """A sum that is rounded: its value at an amount, and whether it turns at halves (else at whole numbers)."""

    value: Fraction
    halves: bool


def sums(draft: Draft, in_units: bool) -> list[Sum]:
    """Every sum of a draft that is rounded: of the drug's units, or of the NDC quantity."""
    return list(_of_units(draft) if in_units else _of_quantity(draft))


def _of_units(draft: Draft) -> Iterator[Sum]:
    for drug in draft.drugs:
        if drug.exact is None or not AXES[drug.rounding.axis].rounds:
            continue
        per_unit = drug.piece.milligrams / drug.exact
        by_dose = [dose / per_unit for dose in drug.piece.doses]
        for name in [drug.rounding.value] if drug.rounding.value else ROUNDINGS:
            rule = ROUNDINGS[name]
            for exact in rule.sums(by_dose):
                yield Sum(exact, rule.mode == "nearest")


def _of_quantity(draft: Draft) -> Iterator[Sum]:
    for line in draft.ndc:
        for name in [line.ruling.value] if line.ruling.value else STAIRS:
            stair = STAIRS[name]
            yield Sum(line.exact * stair.steps, stair.halves)


@dataclass(frozen=True)
class Stairs:
    """The sums as lines over t, which is the amount, or for a strength one over it: at t = now, and their slope."""

    now: Fraction
    lines: frozenset[tuple[Fraction, Fraction, bool]]

    def steps(self, low: Fraction, high: Fraction) -> int:
        """About how many turns lie between two values of t."""
        return sum(down(abs(slope) * (high - low)) for _, slope, _ in self.lines)

    def narrow(self, steps: int) -> tuple[Fraction, Fraction]:
        """A range of t around now in which there are about so many turns each way."""
        each = min(steps / sum((abs(slope) for _, slope, _ in self.lines), Fraction()), self.now / 2)
        return self.now - each, self.now + each

    def turns(self, low: Fraction, high: Fraction) -> list[Fraction]:
        """Every value of t strictly between two at which a sum is whole, or a half, in order."""
        values = set()
        for value, slope, halves in self.lines:
            ends = sorted(value + slope * (t - self.now) for t in (low, high))
            shift = _HALF if halves else Fraction(0)
            for whole in range(up(ends[0] - shift), down(ends[1] - shift) + 1):
                values.add(self.now + (whole + shift - value) / slope)
        return sorted(t for t in values if low < t < high)


def stairs(now: Fraction, here: Sequence[Sum], there: Fraction, other: Sequence[Sum]) -> Stairs:
    """The stairs through the sums at two values of t.

    >>> found = stairs(Fraction(5), [Sum(Fraction(372), False)], Fraction(10), [Sum(Fraction(744), False)])
    >>> [str(t) for t in found.turns(Fraction("4.98"), Fraction("5.02"))]
    ['1855/372', '5', '1865/372']
    """
    lines = {
        (a.value, (b.value - a.value) / (there - now), a.halves)
        for a, b in zip(here, other, strict=True)
        if a.value != b.value
    }
    return Stairs(now, frozenset(lines))
