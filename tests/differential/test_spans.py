"""hipkit against day-by-day counting in plain integers: changes of rate, gaps, months, codes, payers.

Six hundred orders drawn from a fixed seed, each billed by HMSA and by North Dakota under one of the six rules
of rounding. The other implementation walks the calendar, cuts it where a line ends, and adds whole numbers.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from hipkit import Bill, Continuous, Order, bill
from hipkit.payers.axes.all import AXES
from tests.differential.plain_integers import half_up, raised

DAY = datetime.timedelta(days=1)
HMSA_KNOWN_FROM = datetime.date(2020, 11, 30)
# Around the days on which something changes: HMSA's text, hydromorphone's code, months and leap days.
BEGINS = [
    datetime.date(2020, 11, 1),
    datetime.date(2021, 1, 20),
    datetime.date(2024, 2, 10),
    datetime.date(2024, 9, 5),
]
MORPHINE, HYDROMORPHONE = "morphine sulfate", "hydromorphone hydrochloride"


@dataclass(frozen=True)
class Drawn:
    """An order in whole numbers: tenths of mg/hr from each date on, tenths of hours, days left out."""

    drug: str
    begin: datetime.date
    days: int
    rates: dict[datetime.date, int]
    hours: int
    without: frozenset[datetime.date]
    rounding: str

    @property
    def calendar(self) -> list[datetime.date]:
        return [self.begin + DAY * i for i in range(self.days)]

    def hundredths(self, day: datetime.date) -> int:
        """Hundredths of a milligram on a day."""
        if day in self.without:
            return 0
        return self.rates[max(since for since in self.rates if since <= day)] * self.hours

    def order(self) -> Order:
        first, *later = sorted(self.rates)
        changes = [(str(day), f"{self.rates[day] / 10:.1f} mg/hr") for day in later]
        regimen = Continuous(f"{self.rates[first] / 10:.1f} mg/hr", f"{self.hours / 10:g}", changes)
        return Order(
            drug=self.drug, regimen=regimen, strength="10 mg/mL", start=str(self.begin),
            end=str(self.calendar[-1]), without=sorted(map(str, self.without)),
        )  # fmt: skip


def drawn() -> Iterator[Drawn]:
    chance = random.Random(20210331)
    for _ in range(600):
        begin = chance.choice(BEGINS) + DAY * chance.randrange(30)
        days = chance.randint(1, 70)
        later = {begin + DAY * chance.randrange(1, days) for _ in range(chance.randrange(3)) if days > 1}
        inside = [begin + DAY * i for i in range(days)]
        yield Drawn(
            drug=chance.choice([MORPHINE, HYDROMORPHONE]),
            begin=begin,
            days=days,
            rates={day: chance.randint(1, 300) for day in sorted({begin, *later})},
            hours=chance.choice([240, 240, 120, 75]),
            without=frozenset(chance.sample(inside, chance.randrange(min(days, 6)))),
            rounding=chance.choice(list(AXES["hcpcs_rounding"].values)),
        )


def code_of(drug: str, day: datetime.date) -> tuple[str, int]:
    """The code of a day and the hundredths of a milligram in its unit."""
    if drug == MORPHINE:
        return "J2270", 1000
    return ("J1170", 400) if day <= datetime.date(2024, 9, 30) else ("J1171", 10)


def rounded(doses: list[int], per: int, rule: str) -> int:
    """Whole units of the doses of one line, day by day from its first day with therapy to its last."""
    mode, period = rule.split("-by-")
    size = {"span": len(doses), "week": 7, "day": 1}[period]
    groups = [sum(doses[i : i + size]) for i in range(0, len(doses), size)]
    whole = sum(raised(group, per) if mode == "up" else half_up(group, per) for group in groups)
    return max(whole, 1)


def lines(order: Drawn, payer: str) -> set[tuple[str, int, str, str]]:
    """The drug lines by plain counting: code, units, first and last day."""
    rule = order.rounding if payer == "bcbsnd" else "up-by-span"
    parts: list[list[datetime.date]] = []
    for day in order.calendar:
        if payer == "hmsa" and day < HMSA_KNOWN_FROM:
            continue
        last = parts[-1][-1] if parts else None
        same = last and code_of(order.drug, last) == code_of(order.drug, day)
        if last and same and not (payer == "bcbsnd" and last.month != day.month):
            parts[-1].append(day)
        else:
            parts.append([day])
    found = set()
    for part in parts:
        given = [day for day in part if day not in order.without]
        if given:
            days = [day for day in part if given[0] <= day <= given[-1]]
            code, per = code_of(order.drug, part[0])
            doses = [order.hundredths(day) for day in days]
            found.add((code, rounded(doses, per, rule), str(days[0]), str(days[-1])))
    return found


def per_diems(order: Drawn, payer: str) -> int:
    """Days with therapy for which the payer's rules are known."""
    days = [day for day in order.calendar if payer != "hmsa" or day >= HMSA_KNOWN_FROM]
    return sum(day not in order.without for day in days)


def billed(order: Drawn, payer: str) -> Bill:
    open_axis = {"hcpcs_rounding": order.rounding} if payer == "bcbsnd" else {}
    return bill(order.order(), payer=payer, choices=open_axis)


def test_lines_and_totals_of_drawn_orders() -> None:
    differences, seen = [], set()
    for order in drawn():
        for payer in ("hmsa", "bcbsnd"):
            result = billed(order, payer)
            drug = [line for line in result.lines if line.kind == "drug"]
            found = {(line.code, line.units, str(line.start), str(line.end)) for line in drug}
            counted = sum(line.units for line in result.lines if line.kind == "per_diem")
            total = sum(order.hundredths(day) for day in order.calendar)
            right = (
                found == lines(order, payer)
                and counted == per_diems(order, payer)
                and result.total_amount.value * 100 == total
                and result.total_volume.value * 1000 == total
            )
            ends = {day for line in result.lines for day in (line.start, line.end)}
            right = right and not ends & set(order.without)
            seen |= {(payer, line.code) for line in drug}
            if not right:
                differences.append((payer, order, found, lines(order, payer), counted))
    assert differences == []
    assert len(seen) == 6, "every code was billed to every payer"
