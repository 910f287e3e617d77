"""What the text of a practice case says, read with regular expressions as a learner reads it: nothing of its key.

It shares nothing with hipkit but the case itself. Amounts are in mg, mL, hours and minutes.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from hipkit.practice.case import Case, Table

DAY = datetime.timedelta(days=1)
_N = r"\d[\d,]*(?:\.\d+)?"
_D = r"\d{4}-\d\d-\d\d"
_RATE = re.compile(
    rf"(?P<drug>[A-Za-z ]+?) (?P<dose>{_N}) (?P<unit>mg/kg/hr|mg/hr|mcg/hr|mL/hr) by (?P<all_day>continuous )?"
    rf"(?P<route>[a-z]+) infusion, (?P<hours>{_N}) hours a day(?:; from (?P<day>{_D}) on (?P<dose2>{_N}) (?P=unit))?\."
    rf"(?: Weight (?P<weight>{_N}) kg\.)?"
)
_DOSES = re.compile(
    rf"(?P<drug>[A-Za-z ]+?) (?P<dose>{_N}) (?P<unit>mg|mcg) by intermittent (?P<route>[a-z]+) infusion every "
    r"(?P<every>\d+) hours around the clock\."
)
_PCA = re.compile(
    rf"(?P<drug>[A-Za-z ]+?) by (?P<route>[a-z]+) PCA pump, (?P<hours>24) hours a day: basal rate (?P<basal>{_N}) "
    rf"(?P<unit>mg|mcg)/hr, demand dose (?P<demand>{_N}) (?P=unit), lockout (?P<lockout>\d+) min\. "
    r"The pump's log shows (?P<demands>\d+) demands given a day, on every day alike\."
)
_IMPLANTED = re.compile(
    rf"(?P<drug>[A-Za-z ]+?) by implanted (?P<route>[a-z]+) pump at (?P<daily>{_N}) (?P<unit>mg|mcg)/day\. The pump is "
    rf"filled with (?P<volume>{_N}) mL on (?P<fills>{_D}(?: and on {_D})*); the next refill falls after the last day "
    r"below\."
)
_DISPENSED = re.compile(
    rf"Dispensed: (?P<drug>[A-Za-z ]+?) (?P<strength>{_N}) (?P<unit>mg|mcg)/mL, (?P<package>{_N}) mL [a-z]+"
    rf"(?:, NDC (?P<ndc>[\d-]+))?(?:, mixed for the pump to (?P<bag>{_N}) (?P<bag_unit>mg|mcg)/mL)?\."
)
_LABEL = re.compile(r"NDC on the label: (?P<ndc>[\d-]+)\.")
_DAYS = re.compile(
    rf"Days: (?P<first>{_D}) through (?P<last>{_D}), first and last day included\."
    rf"(?: In hospital, without infusion at home: (?P<away>{_D}) through (?P<back>{_D}), both included\.)?"
)
_SHAPES = {"rate": _RATE, "doses": _DOSES, "pca": _PCA, "implanted": _IMPLANTED}
_WORTH = {"mg": Fraction(1), "mcg": Fraction(1, 1000)}
_UNIT_OF_A_CODE = re.compile(rf"({_N}) (mg|mcg)$")


@dataclass(frozen=True)
class Course:
    """One therapy: how it is ordered, what was dispensed, and on which days. `typed` are the amounts as printed."""

    kind: str
    drug: str
    route: str
    typed: dict[str, str]
    hours: Fraction
    strength: Fraction
    package: Fraction
    ndc: str
    bag: Fraction | None
    first: datetime.date
    last: datetime.date
    away: tuple[datetime.date, ...]

    @property
    def days(self) -> list[datetime.date]:
        """The days on which it is given at home."""
        return [day for day in self.span if day not in self.away]

    @property
    def span(self) -> list[datetime.date]:
        """All days from the first to the last."""
        return [self.first + DAY * i for i in range((self.last - self.first).days + 1)]

    def given(self, day: datetime.date) -> Fraction:
        """Milligrams given on a day."""
        if self.kind == "pca":
            return self.number("basal") * self.hours + self.number("demand") * int(self.typed["demands"])
        if self.kind == "doses":
            return self.number("dose") * (24 // int(self.typed["every"]))
        later = "day" in self.typed and str(day) >= self.typed["day"]
        return self.number("dose2" if later else "dose") * self.hours

    def number(self, name: str) -> Fraction:
        """A printed amount in mg, an hour or each; by weight and by millilitre too."""
        value, unit = plain(self.typed[name]), self.typed["unit"].removesuffix("/hr").removesuffix("/day")
        if unit == "mg/kg":
            return value * plain(self.typed["weight"])
        return value * self.strength if unit == "mL" else value * _WORTH[unit]


def plain(text: str) -> Fraction:
    """A number with or without commas."""
    return Fraction(text.replace(",", ""))


def texts(case: Case) -> str:
    """Every paragraph of a case, a line each."""
    return "\n".join(part for part in case.parts if isinstance(part, str))


def table(case: Case, title: str) -> list[dict[str, str]]:
    """The rows of the table whose title begins so, by the heads of its columns; none where there is no such table."""
    for part in case.parts:
        if isinstance(part, Table) and part.title.startswith(title):
            return [dict(zip(part.head, row, strict=True)) for row in part.rows]
    return []


def courses(case: Case) -> list[Course]:
    """The therapies, in their order."""
    whole = texts(case)
    starts = [found.start() for found in re.finditer(r"Order(?: \d)?: ", whole)]
    return [_course(whole[begin:end]) for begin, end in pairwise([*starts, len(whole)])]


def _course(text: str) -> Course:
    order = text.partition(": ")[2]
    kind, shape = next((kind, found) for kind, one in _SHAPES.items() if (found := one.match(order)))
    typed = {name: value for name, value in shape.groupdict().items() if value is not None}
    hours = plain(typed.get("hours", "24"))
    if kind == "rate" and (hours == 24) != ("all_day" in typed):
        raise ValueError(f"continuous, and not 24 hours: {text}")
    pack, days, label = _DISPENSED.search(text), _DAYS.search(text), _LABEL.search(text)
    if pack and pack["drug"] != typed["drug"]:
        raise ValueError(f"another drug is dispensed than ordered: {text}")
    first, last = (days["first"], days["last"]) if days else ("2000-01-01", "2000-01-01")
    return Course(
        kind=kind,
        drug=typed["drug"].lower(),
        route=typed["route"],
        typed=typed,
        hours=hours,
        strength=plain(pack["strength"]) * _WORTH[pack["unit"]] if pack else Fraction(1),
        package=plain(pack["package"]) if pack else Fraction(1),
        ndc=eleven((pack and pack["ndc"]) or (label and label["ndc"]) or ""),
        bag=plain(pack["bag"]) * _WORTH[pack["bag_unit"]] if pack and pack["bag"] else None,
        first=date(first),
        last=date(last),
        away=tuple(_run(days["away"], days["back"])) if days and days["away"] else (),
    )


def _run(first: str, last: str) -> Iterator[datetime.date]:
    day = date(first)
    while day <= date(last):
        yield day
        day += DAY


def date(text: str) -> datetime.date:
    """A day as it is printed."""
    return datetime.date.fromisoformat(text)


def eleven(printed: str) -> str:
    """An NDC of three parts in 5, 4 and 2 digits, a zero in front of what is short."""
    parts = printed.split("-")
    return "".join(part.zfill(width) for part, width in zip(parts, (5, 4, 2), strict=True)) if printed else ""


def unit_of(words: str) -> Fraction | None:
    """The milligrams that a unit of a code counts, by the end of its words."""
    found = _UNIT_OF_A_CODE.search(words)
    return plain(found[1]) * _WORTH[found[2]] if found else None


def codes(case: Case) -> dict[str, tuple[str, str, str]]:
    """The codes at hand: words, first and last day."""
    rows = table(case, "Codes")
    return {row["code"]: (row["what it is for"], row["from"][:10], row["through"]) for row in rows}
