"""The claim that the text of a practice case asks for, line by line, in plain fractions and days.

>>> up(Fraction(7, 2)), nearest(Fraction(7, 2)), nearest(Fraction(13, 4))
(4, 4, 3)
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from hipkit.practice.case import Case
from tests.differential.plain_reading import DAY, Course, codes, courses, date, table, texts, unit_of

GENERIC, OWN = "S9325", "J3490"


@dataclass(frozen=True)
class Line:
    """One line; a drug line also has the milligrams on it."""

    kind: str
    first: datetime.date
    last: datetime.date
    code: str
    units: int
    modifiers: tuple[str, ...] = ()
    ndc: str = ""
    quantity: Fraction | None = None
    milligrams: Fraction = Fraction(0)

    @property
    def cells(self) -> dict[str, str]:
        """The line as a table of a case prints it."""
        has = self.quantity is not None
        return {
            "From": str(self.first),
            "Through": str(self.last),
            "Code": self.code,
            "Mod": " ".join(self.modifiers) or "-",
            "Units": str(self.units),
            "NDC": self.ndc if has else "-",
            "NDC qty": decimal(self.quantity) if self.quantity is not None else "-",
            "UoM": "ML" if has else "-",
        }


@dataclass(frozen=True)
class Rules:
    """What the lines go by, as far as the text says it."""

    example: bool = False
    by_blocks: bool = False
    by_month: bool = False
    second: tuple[str, ...] = ()
    third: tuple[str, ...] = ()
    whole_fill: bool = False


def rules(case: Case) -> Rules:
    """The payer's rules by the words of the case: sentences of one kind of case, a table of the other."""
    stated = table(case, "What the lines go by")
    if stated and "a day of the per diem" not in {row["on"] for row in stated}:
        raise ValueError(f"nothing says what a day of the per diem is: {case.text}")
    said = texts(case) + "\n".join(" ".join(row.values()) for row in stated)
    found = Rules(
        example="as its published example bills" in said or "S9325, the generic code, whatever the regimen" in said,
        by_blocks="each 24 hours of infusion" in said or "every whole 24 hours of infusion" in said,
        by_month="the days of one calendar month" in said or "one line for each calendar month" in said,
        whole_fill="The whole fill of the pump is billed." in said,
    )
    if "59 together with" in said or "59 with SH on the second" in said:
        return replace(found, second=("59", "SH"), third=("59", "SJ"))
    return replace(found, second=("SH",), third=("SJ",))


def claim(case: Case) -> list[Line]:
    """Every line: the per diems of all therapies, their drugs, the visits."""
    by, several = rules(case), courses(case)
    marks = [(), by.second, by.third]
    per_diems = [line for one, mark in zip(several, marks, strict=False) for line in _per_diems(one, by, mark)]
    drugs = [line for one in several for line in _drugs(case, one, by)]
    return [*per_diems, *drugs, *_visits(case)]


def _per_diems(one: Course, by: Rules, mark: tuple[str, ...]) -> Iterator[Line]:
    for first, last in _parts(one, by.by_month, []):
        days = [day for day in one.days if first <= day <= last]
        if by.by_blocks and one.kind == "doses":
            raise ValueError(f"nothing says how many whole 24 hours doses run: {one}")
        units = int(one.hours * len(days) / 24) if by.by_blocks else len(days)
        yield Line("per_diem", first, last, per_diem_code(one, by.example), units, mark)


def per_diem_code(one: Course, example: bool) -> str:
    """The code of a therapy by its hours, or the generic one."""
    if example:
        return GENERIC
    if one.kind == "implanted":
        return "S9328"
    return "S9326" if one.kind != "doses" and one.hours >= 24 else "S9327"


def _drugs(case: Case, one: Course, by: Rules) -> Iterator[Line]:
    ends = [] if by.example else [date(end) for _, _, end, _ in own_codes(case, one) if end[0].isdigit()]
    for first, last in _parts(one, by.by_month, ends):
        amount = milligrams(one, first, last)
        volume = amount / one.strength
        code, per = (OWN, None) if by.example else code_on(case, one, first)
        units = nearest(volume) if per is None else max(up(amount / per), 1)
        quantity = Fraction(nearest(volume)) if by.example else Fraction(nearest(volume * 1000), 1000)
        yield Line("drug", first, last, code, units, (), one.ndc, quantity, amount)


def milligrams(one: Course, first: datetime.date, last: datetime.date) -> Fraction:
    """The milligrams between two days: what is given, or what was filled into an implanted pump."""
    if one.kind == "implanted":
        filled = one.typed["fills"].split(" and on ")
        return Fraction(one.typed["volume"]) * one.strength * sum(first <= date(day) <= last for day in filled)
    return sum((one.given(day) for day in one.days if first <= day <= last), Fraction(0))


def own_codes(case: Case, one: Course) -> list[tuple[str, str, str, Fraction]]:
    """The codes at hand whose words begin with the drug: code, first day, last day, milligrams of a unit."""
    name = one.drug.split()[0]
    fitting = [(code, *row) for code, row in codes(case).items() if row[0].lower().split()[0].rstrip(",") == name]
    implanted = [row for row in fitting if "intrathecal" in row[1]]
    if implanted and one.kind == "implanted":
        fitting = implanted
    elif implanted:
        fitting = [row for row in fitting if row not in implanted]
    return [(code, start, end, unit_of(words) or Fraction(0)) for code, words, start, end in fitting]


def code_on(case: Case, one: Course, day: datetime.date) -> tuple[str, Fraction]:
    """The one code of a drug that is in force on a day."""
    ((code, per),) = [
        (code, per)
        for code, start, end, per in own_codes(case, one)
        if start <= str(day) and (not end[0].isdigit() or str(day) <= end)
    ]
    return code, per


def _parts(one: Course, by_month: bool, ends: list[datetime.date]) -> Iterator[tuple[datetime.date, datetime.date]]:
    """First and last days of the lines of a therapy: a line ends with its month, where that is the rule, or a code."""
    begun = one.first
    for day in one.span:
        month_over = by_month and (day + DAY).month != day.month
        if day == one.last or month_over or day in ends:
            yield begun, day
            begun = day + DAY


def _visits(case: Case) -> Iterator[Line]:
    said = next((one for one in texts(case).split("\n") if one.startswith("Visits of the infusion nurse")), "")
    for part in said.partition(": ")[2].partition(". ")[0].split(", ") if said else ():
        day, minutes = date(part[:10]), int(part.split(" ")[2])
        yield Line("nursing", day, day, "99601", 1)
        if further := further_hours(said, minutes):
            yield Line("nursing", day, day, "99602", further)


_TIME_RULES: dict[str, Callable[[Fraction], int]] = {
    "from its 31st minute": lambda beyond: math.floor((beyond + 29) / 60),
    "midpoint is passed": lambda beyond: math.ceil((beyond - 30) / 60),
    "hour begun": lambda beyond: math.ceil(beyond / 60),
    "full further hours only": lambda beyond: math.floor(beyond / 60),
    "only full hours": lambda beyond: math.floor(beyond / 60),
}


def further_hours(rule: str, minutes: int) -> int:
    """The units of 99602 of a visit by the words of its time rule.

    >>> [further_hours("a further hour counts from its 31st minute", minutes) for minutes in (90, 150, 151, 210, 211)]
    [0, 0, 1, 1, 2]
    """
    (count,) = [count for words, count in _TIME_RULES.items() if words in rule]
    return count(Fraction(minutes - 120)) if minutes > 120 else 0


def up(value: Fraction) -> int:
    """The next whole number."""
    return math.ceil(value)


def nearest(value: Fraction) -> int:
    """The nearest whole number, a half up."""
    return math.floor(value + Fraction(1, 2))


def decimal(value: Fraction) -> str:
    """The value in as many decimals as it has."""
    whole, rest = divmod(value * 1000, 1000)
    return f"{whole}.{int(rest):03d}".rstrip("0").rstrip(".")
