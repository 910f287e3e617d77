"""Exact amounts of an order: drug in mg and volume in mL, a day and in all, each with its step.

Sources of the formulas: HMSA's worked example (rate x hours, / strength, x days) for a rate; plain arithmetic for
the rest: basal x hours plus demands given for PCA, volume x refills for an implanted pump.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill, in_hours
from hipkit.values import units
from hipkit.values.citations import cite
from hipkit.values.notation import exact, people
from hipkit.values.quantity import Quantity
from hipkit.values.readlog import Sheet
from hipkit.values.rounding import down
from hipkit.values.step import Step

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Measures:
    """Drug in mg, volume of the product in mL, and the bag's volume in mL where there is a bag.

    A powder has no volume of its own.
    """

    amount: Quantity
    volume: Quantity | None
    bag_volume: Quantity | None

    @property
    def words(self) -> str:
        """Amount and volume of the product in a few words."""
        return f"{self.amount} and {self.volume}" if self.volume else f"{self.amount} of powder"


@dataclass(frozen=True)
class PcaBounds:
    """What a PCA pump with a lockout could give at most: demands an hour, and mg a day. Never billed.

    The first two go by whole demands an hour; `demands_per_day` and `allowed` by the lockout itself, a demand in each.
    """

    max_demands_per_hr: int | None
    programmed_max: Quantity | None
    demands_per_day: Fraction | None = None
    allowed: Quantity | None = None


@dataclass(frozen=True)
class Amounts:
    """The exact amounts of an order.

    `doses` are the mg day by day over the whole span (0 on a day without therapy), or refill by refill.
    `per_day` is None where the rate changes and for a pump refill.
    """

    doses: tuple[Fraction, ...]
    per_day: Measures | None
    total: Measures
    pca: PcaBounds | None
    steps: tuple[Step, ...]


def amounts(order: Order) -> Amounts:
    """Work out the amounts of an order.

    >>> from hipkit.order.regimen import Continuous
    >>> seed = Order(regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL", days=31)
    >>> str(amounts(seed).total.volume), [step.text for step in amounts(seed).steps][:2]
    ('148.8 mL', ['amount a day: 5 mg/hr x 24 hr = 120 mg', 'volume a day: 120 mg / 25 mg/mL = 4.8 mL'])
    """
    return _Working(order).result()


class _Working:
    """The sheet of one order: it gathers steps while the amounts are worked out."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.steps = list(order.sheet.steps)
        by_example = isinstance(order.regimen, Continuous)
        self.source = cite("hmsa", "Drug Unit Calculations") if by_example else cite("hipkit", "arithmetic")

    def result(self) -> Amounts:
        regimen = self.order.regimen
        for name, strength in (("strength", self.order.strength), ("bag", self.order.bag)):
            if strength is None:
                continue
            plain = "mg/vial" if strength.kind == units.PER_VIAL else "mg/mL"
            if strength.unit != plain:
                self.add(f"{name} in {plain}", str(strength), strength.to(plain))
        if isinstance(regimen, PumpRefill):
            return self._pump(regimen)
        if isinstance(regimen, Continuous) and regimen.changes:
            return self._changing(regimen)
        bounds = None
        if isinstance(regimen, Continuous):
            daily = self._from_rate(regimen.dose, regimen.hours_per_day, "amount a day")
        elif isinstance(regimen, Intermittent):
            daily = self._times(regimen.dose, Fraction(regimen.per_day), "amount a day", f"{regimen.per_day} a day")
        else:
            daily, bounds = self._pca(regimen)
        per_day = self._measures(daily, " a day")
        return self._by_days(daily, per_day, bounds)

    def _by_days(self, daily: Fraction, per_day: Measures, bounds: PcaBounds | None) -> Amounts:
        service = self.order.service
        days = service.days
        doses = tuple(Fraction(0) if day in service.without else daily for day in service.calendar) or (daily,) * days
        total = self._measures(daily * days, None)
        for name, of_a_day, all_days in (
            ("amount", per_day.amount, total.amount),
            ("volume", per_day.volume, total.volume),
            ("bag volume", per_day.bag_volume, total.bag_volume),
        ):
            if of_a_day is not None and all_days is not None:
                words = f"total {name} in {_days(days)}"
                self.add(words, f"{of_a_day} x {days}", all_days)
        self._total_vials(total)
        return Amounts(doses, per_day, total, bounds, tuple(self.steps))

    def _changing(self, regimen: Continuous) -> Amounts:
        """The days of each rate by themselves, then their sum."""
        service = self.order.service
        begins = [service.calendar[0], *(day for day, _ in regimen.changes)]
        rates = [regimen.dose, *(rate for _, rate in regimen.changes)]
        ends = [*(day - _DAY for day in begins[1:]), service.calendar[-1]]
        by_date: dict[datetime.date, Fraction] = {}
        for begin, end, rate in zip(begins, ends, rates, strict=True):
            daily = self._from_rate(rate, regimen.hours_per_day, f"amount a day, {begin} to {end}")
            part = [day for day in service.calendar if begin <= day <= end]
            by_date |= {day: Fraction(0) if day in service.without else daily for day in part}
            given = sum(by_date[day] > 0 for day in part)
            self.add(f"amount in {_days(given)}, {begin} to {end}", f"{_mg(daily)} x {given}", _mg(daily * given))
        doses = tuple(by_date[day] for day in service.calendar)
        total = self._measures(sum(doses, Fraction()), None)
        self.add("total amount", "the sum of these", total.amount)
        self._total_volumes(total)
        return Amounts(doses, None, total, None, tuple(self.steps))

    def _pump(self, regimen: PumpRefill) -> Amounts:
        each = self._times(regimen.volume, Fraction(1), "amount a refill", "")
        total = self._measures(each * regimen.refills, None)
        self.add(
            f"total amount in {regimen.refills} refill{'s' * (regimen.refills > 1)}",
            f"{_mg(each)} x {regimen.refills}",
            total.amount,
        )
        self._total_volumes(total)
        return Amounts((each,) * regimen.refills, None, total, None, tuple(self.steps))

    def _pca(self, regimen: Pca) -> tuple[Fraction, PcaBounds]:
        demand = self._times(regimen.demand, Fraction(1), "amount of one demand", "")
        given = demand * regimen.demands_per_day
        demands = people(regimen.demands_per_day)
        self.add("demands given a day", f"{_mg(demand)} x {demands}", _mg(given))
        basal = Fraction(0)
        if regimen.basal:
            basal = self._from_rate(regimen.basal, regimen.hours_per_day, "basal amount a day")
        daily = basal + given
        self.add("amount a day", f"{_mg(basal)} + {_mg(given)}", _mg(daily))
        return daily, self._bounds(regimen, demand, basal)

    def _bounds(self, regimen: Pca, demand: Fraction, basal: Fraction) -> PcaBounds:
        if regimen.lockout is None:
            return PcaBounds(None, None)
        lockout = regimen.lockout.to("min")
        hourly, hours = 60 / lockout.value, people(regimen.hours_per_day, "hr")
        most, allowed = down(hourly), hourly * regimen.hours_per_day
        formula = f"60 min / {lockout}, whole demands only{'; fewer than one an hour' if most == 0 else ''}"
        self.steps.append(Step("most demands an hour, never billed", formula, people(most), self.source))
        programmed = _mg(basal + most * demand * regimen.hours_per_day)
        bound = "a bound that is" if hourly == most else "by whole demands an hour,"
        formula = f"{_mg(basal)} + {most} x {_mg(demand)} x {hours}"
        self.add(f"programmed maximum a day, {bound} never billed", formula, programmed)
        if hourly != most:
            words = "most demands a day, one in each lockout, never billed"
            self.steps.append(Step(words, f"{hours} / {lockout}", people(allowed), self.source))
        return PcaBounds(most, programmed, allowed, _mg(basal + allowed * demand))

    def _from_rate(self, rate: Quantity, hours: Fraction, words: str) -> Fraction:
        """The mg of one day at a rate."""
        if rate.kind == units.WEIGHT_RATE and self.order.weight:
            sheet = Sheet()
            rate = sheet.for_weight(rate, self.order.weight)
            self.steps += sheet.steps
        per_hour, unit = ("mg/hr", "mg") if rate.kind == units.MASS_RATE else ("mL/hr", "mL")
        if in_hours(rate):
            hourly = rate.to(per_hour)
            if rate.unit != per_hour:
                self.add(f"rate in {per_hour}", str(rate), hourly)
            formula = f"{hourly} x {people(hours, 'hr')}"
        else:
            days = Quantity(1, rate.unit.rpartition("/")[2]).base / 24
            formula = f"{people(rate.value, rate.unit.partition('/')[0])} / {exact(days)} day{'s' * (days > 1)}"
        result = Quantity(rate.base * hours, unit)
        return self._times(result, Fraction(1), words, "", formula)

    def _times(self, dose: Quantity, times: Fraction, words: str, how_often: str, formula: str = "") -> Fraction:
        """The mg of a dose, a mass or a volume, so many times."""
        if not formula and times != 1:
            formula = f"{dose} x {how_often or exact(times)}"
        total = Quantity(dose.base * times, "mg" if dose.kind == units.MASS else "mL")
        if formula or dose.unit not in ("mg", "mL"):
            self.add(
                words if dose.kind == units.MASS else words.replace("amount", "volume given"),
                formula or str(dose),
                total,
            )
        if dose.kind == units.MASS:
            return total.base
        strength = self.order.concentration
        assert strength is not None  # an order in mL of a powder without a bag is refused
        amount = Quantity(total.base * strength.base, "mg")
        self.add(words, f"{total} x {strength}", amount)
        return amount.base

    def _measures(self, milligrams: Fraction, words: str | None) -> Measures:
        """Amount and volumes of so many mg; with `words` also the steps."""
        order = self.order
        amount = _mg(milligrams)
        volume = Quantity(milligrams / order.holds, "mL") if order.product_form.has_volume else None
        bag = Quantity(milligrams / order.bag.base, "mL") if order.bag else None
        if words is not None:
            if volume is not None:
                self.add(f"volume{words}", f"{amount} / {order.strength}", volume)
            if bag is not None:
                self.add(f"bag volume{words}", f"{amount} / {order.bag}", bag)
        return Measures(amount, volume, bag)

    def _total_volumes(self, total: Measures) -> None:
        """The steps of the volumes of all that was given, where no volume of a day goes before them."""
        if total.volume is not None:
            self.add("total volume", f"{total.amount} / {self.order.strength}", total.volume)
        if total.bag_volume and self.order.bag:
            self.add("total bag volume", f"{total.amount} / {self.order.bag}", total.bag_volume)
        self._total_vials(total)

    def _total_vials(self, total: Measures) -> None:
        """The step of the vials of a powder, or of its grams."""
        form, order = self.order.product_form, self.order
        if form.has_volume:
            return
        counted = people(total.amount.base / order.holds, form.unit)
        formula = f"{total.amount} / {order.strength}" if order.strength else str(total.amount)
        self.steps.append(Step(f"total in {form.unit}", formula, counted, self.source))

    def add(self, words: str, formula: str, result: Quantity) -> None:
        """A step of plain arithmetic."""
        self.steps.append(Step(words, formula, str(result), self.source))


def _mg(value: Fraction) -> Quantity:
    return Quantity(value, "mg")


def _days(days: int) -> str:
    return f"{days} day{'s' * (days != 1)}"
