"""How a drug is given: continuously, intermittently, by PCA, or by refills of an implanted pump.

Each regimen reads its fields strictly when it is made and raises InputError for what it cannot read.
Amounts are a mass or a volume; a dose in mL is of the bag where there is one, else of the product.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from hipkit.errors import InputError, shown
from hipkit.values import units
from hipkit.values.notation import people
from hipkit.values.quantity import Quantity
from hipkit.values.readlog import Sheet
from hipkit.values.strict import NO_BREAK_SPACE, date

MASS_OR_VOLUME = (units.MASS, units.VOLUME)
RATES = (units.MASS_RATE, units.VOLUME_RATE, units.WEIGHT_RATE)
HOURS_A_DAY = Fraction(24)
Read = TypeVar("Read")


@dataclass(frozen=True, init=False)
class Continuous:
    """A rate for some hours of each day, with changes of the rate on later dates.

    `dose` is mass or volume per time, or mass per kg per time. `hours_per_day` is above 0 and at most 24; it
    may be left out only for a rate per day or week, which means 24.

    >>> Continuous("5 mg/hr", hours_per_day=24, changes=[("2021-03-15", "6 mg/hr")]).dose
    Quantity('5 mg/hr')
    >>> Continuous("5 mg/hr", hours_per_day=25)
    Traceback (most recent call last):
    hipkit.errors.InputError: hours per day: read "25": a day has 24 hours; give more than 0 and at most 24. \
Type for example: 24
    """

    dose: Quantity
    hours_per_day: Fraction
    changes: tuple[tuple[datetime.date, Quantity], ...]
    sheet: Sheet = field(compare=False, repr=False)
    therapy = "continuous"

    def __init__(
        self,
        dose: str | Quantity,
        hours_per_day: object = None,
        changes: Iterable[tuple[object, object]] = (),
    ) -> None:
        sheet = Sheet()
        rate = sheet.quantity("dose", dose, RATES, "5 mg/hr")
        hours = _hours(hours_per_day, rate, sheet)
        changed = tuple(_change(one, hours, sheet) for one in _pairs(changes))
        dates = [day for day, _ in changed]
        for day in dates:
            if dates.count(day) > 1:
                raise InputError("change", str(day), "two rates begin on this date; give one", "2021-03-15=6 mg/hr")
        _set(self, dose=rate, hours_per_day=hours, changes=tuple(sorted(changed)), sheet=sheet)


@dataclass(frozen=True, init=False)
class Intermittent:
    """A dose, a mass or a volume, so many times a day: a whole number, or as an order writes it.

    >>> Intermittent("10 mg", per_day=4).per_day, Intermittent("10 mg", per_day="q4h").per_day
    (4, 6)
    """

    dose: Quantity
    per_day: int
    sheet: Sheet = field(compare=False, repr=False)
    therapy = "intermittent"

    def __init__(self, dose: str | Quantity, per_day: object = None) -> None:
        sheet = Sheet()
        amount = sheet.quantity("dose", dose, MASS_OR_VOLUME, "10 mg")
        times = sheet.doses_a_day("per_day", per_day)
        _set(self, dose=amount, per_day=times, sheet=sheet)


@dataclass(frozen=True, init=False)
class Pca:
    """Patient-controlled analgesia: the demands given a day (from the pump's log), and a basal rate.

    `demand` is the dose of one demand. `lockout` only bounds what could be given; it is never billed.
    `hours_per_day` is 24 where it is left out. No demand at all may be given where there is a basal rate; a
    basal rate of zero is none.

    >>> Pca(demand="0.5 mg", demands_per_day=12, basal="1 mg/hr", lockout="6 min").demands_per_day
    Fraction(12, 1)
    """

    demand: Quantity
    demands_per_day: Fraction
    basal: Quantity | None
    lockout: Quantity | None
    hours_per_day: Fraction
    sheet: Sheet = field(compare=False, repr=False)
    therapy = "pca"

    def __init__(
        self,
        demand: str | Quantity,
        demands_per_day: object,
        basal: str | Quantity | None = None,
        lockout: str | Quantity | None = None,
        hours_per_day: object = None,
    ) -> None:
        sheet = Sheet()
        dose = sheet.quantity("demand", demand, MASS_OR_VOLUME, "0.5 mg")
        given = sheet.number("demands", demands_per_day, "12")
        rate = None if basal is None else sheet.rate_if_any("basal", basal, RATES, "1 mg/hr")
        pause = None if lockout is None else sheet.quantity("lockout", lockout, (units.TIME,), "6 min")
        if given == 0 and rate is None:
            raise InputError("demands", "0", "without demands and without a basal rate nothing is given", "12")
        if hours_per_day is None:
            sheet.note("hours_per_day", f"not given, {HOURS_A_DAY} were taken")
            sheet.taken["hours_per_day"] = str(HOURS_A_DAY)
        hours = _hours(HOURS_A_DAY if hours_per_day is None else hours_per_day, rate, sheet)
        _set(self, demand=dose, demands_per_day=given, basal=rate, lockout=pause, hours_per_day=hours, sheet=sheet)


@dataclass(frozen=True, init=False)
class PumpRefill:
    """Refills of an implanted pump: the volume of one refill and how many. Billed by refill, not by day.

    >>> PumpRefill("20 mL", refills=1).volume
    Quantity('20 mL')
    """

    volume: Quantity
    refills: int
    sheet: Sheet = field(compare=False, repr=False)
    therapy = "implanted-pump"

    def __init__(self, volume: str | Quantity, refills: object = None) -> None:
        sheet = Sheet()
        filled = sheet.quantity("volume", volume, (units.VOLUME,), "20 mL")
        times = sheet.whole("refills", refills, "1", 1, 366)
        _set(self, volume=filled, refills=times, sheet=sheet)


Regimen = Continuous | Intermittent | Pca | PumpRefill


def rates(regimen: Regimen) -> tuple[Quantity, ...]:
    """Every rate of a regimen, in the order in which it begins."""
    if isinstance(regimen, Continuous):
        return (regimen.dose, *(rate for _, rate in regimen.changes))
    return (regimen.basal,) if isinstance(regimen, Pca) and regimen.basal else ()


def amounts(regimen: Regimen) -> Iterator[tuple[str, Quantity]]:
    """Every amount and rate that is given, by the name of its field."""
    if isinstance(regimen, Continuous):
        yield "dose", regimen.dose
        yield from (("change", rate) for _, rate in regimen.changes)
    elif isinstance(regimen, Pca):
        yield "demand", regimen.demand
        yield from (("basal", rate) for rate in rates(regimen))
    elif isinstance(regimen, PumpRefill):
        yield "volume", regimen.volume
    else:
        yield "dose", regimen.dose


def in_hours(rate: Quantity) -> bool:
    """Whether a rate is per hour or minute, so that the hours a day count; not per day or week."""
    return rate.unit.endswith(("/hr", "/min"))


def _set(regimen: object, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(regimen, name, value)


def _hours(given: object, rate: Quantity | None, sheet: Sheet) -> Fraction:
    if given is None and rate is not None and not in_hours(rate):
        given = HOURS_A_DAY
    hours = sheet.number("hours_per_day", given, "24")
    if not 0 < hours <= HOURS_A_DAY:
        reason = "a day has 24 hours; give more than 0 and at most 24"
        raise InputError("hours_per_day", sheet.read["hours_per_day"], reason, "24")
    _require_whole_day(rate, hours)
    sheet.read["hours_per_day"] += " hr"
    return hours


def _require_whole_day(rate: Quantity | None, hours: Fraction) -> None:
    if rate is not None and not in_hours(rate) and hours != HOURS_A_DAY:
        reason = f"the rate {rate} is for whole days; which was meant, a rate per hour or 24 hours?"
        raise InputError("hours_per_day", people(hours), reason, "a rate per hour, or 24")


def _pairs(changes: object) -> list[tuple[object, object]]:
    example = "2021-03-15=6 mg/hr"
    if isinstance(changes, dict):
        return list(changes.items())
    if isinstance(changes, str) or not isinstance(changes, Iterable):
        raise InputError("change", changes, "it is a list of a date and a rate each", example)
    pairs = [tuple(change) if isinstance(change, (tuple, list)) else () for change in changes]
    if any(len(pair) != 2 for pair in pairs):
        raise InputError("change", str(changes), "each change is a date and a rate", example)
    return [(pair[0], pair[1]) for pair in pairs]


def _change(pair: tuple[object, object], hours: Fraction, sheet: Sheet) -> tuple[datetime.date, Quantity]:
    day = _apart_from(pair, lambda: date(pair[0], "change", "2021-03-15"))
    if isinstance(pair[0], str) and NO_BREAK_SPACE in pair[0]:
        sheet.note("change", "a no-break space was read as a blank")
    echoed = sheet.read.pop("change", "")
    rate = _apart_from(pair, lambda: sheet.quantity("change", pair[1], RATES, "6 mg/hr"))
    _require_whole_day(rate, hours)
    here = f"{rate} from {day}"
    sheet.read["change"] = f"{echoed}; {here}" if echoed else here
    return day, rate


def _apart_from(pair: tuple[object, object], read: Callable[[], Read]) -> Read:
    """What is read of one half of a pair; the example of a refusal is apart from both halves."""
    try:
        return read()
    except InputError as error:
        raise error.apart_from(*map(shown, pair)) from None
