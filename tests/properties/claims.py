"""Claims as people make them, at random: one to three orders of one payer, all regimens, visits, charges."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from hipkit import Bill, Continuous, Intermittent, Order, Pca, PumpRefill, bill, load_policy
from hipkit.claim.therapies import drug_of
from hipkit.payers.files import payers
from tests.properties.given import decimal

TODAY = datetime.date(2026, 11, 24)
DAY = datetime.timedelta(days=1)
DRUGS = {
    "morphine sulfate": ("25", "00074-1133-03"),
    "hydromorphone hydrochloride": ("10", "63323-0851-10"),
    "fentanyl citrate": ("0.05", None),
    "ketorolac tromethamine": ("30", None),
}
UNLISTED = ("ketamine hydrochloride", "=1+1", "NA", "x" * 80)
# What a person chooses where a payer is silent; the values are those that every regimen may have.
CHOICES = {
    "per_diem_code": ("S9326", "S9327"),
    "per_diem_day": ("infusion-day", "infusion-or-nursing-day", "access-day"),
    "line_span": ("whole-span", "calendar-month"),
    "concurrent_modifiers": ("SH", "SH-SJ", "59-SH-SJ"),
    "noc_units": ("ndc-units", "one"),
    "hcpcs_rounding": ("up-by-span", "nearest-by-span"),
    "ndc_quantity": ("exact", "nearest-whole", "up-whole"),
}
rates = st.integers(1, 50_000).map(lambda n: f"{decimal(n)} mg/hr")
doses = st.integers(1, 50_000).map(lambda n: f"{decimal(n)} mg")
first_days = st.dates(datetime.date(2022, 10, 1), datetime.date(2025, 6, 30))


@dataclass(frozen=True)
class Case:
    """The orders of one patient with what they are billed under, and the bills."""

    payer: str
    reading: str
    choices: dict[str, str]
    orders: tuple[Order, ...]
    bills: tuple[Bill, ...]


@st.composite
def regimens(draw: st.DrawFn) -> Any:
    kind = draw(st.sampled_from(["continuous", "intermittent", "pca", "pump"]))
    if kind == "continuous":
        return Continuous(draw(rates), draw(st.sampled_from(["24", "24", "12", "7.5"])))
    if kind == "intermittent":
        return Intermittent(draw(doses), draw(st.integers(1, 24)))
    if kind == "pca":
        return Pca(draw(doses), draw(st.integers(1, 48)), basal=draw(st.none() | rates))
    return PumpRefill(f"{decimal(draw(st.integers(1, 60_000)))} mL", draw(st.integers(1, 3)))


@st.composite
def orders(draw: st.DrawFn, around: datetime.date | None = None) -> Order:
    """One order with dates, that begins within 30 days of a day."""
    regimen = draw(regimens())
    start = (around or draw(first_days)) + DAY * draw(st.integers(0, 30))
    days = draw(st.integers(1, 70))
    if isinstance(regimen, PumpRefill):  # a refill cannot be cut, so it stays within a month
        start = start.replace(day=1)
        days = min(days, 28)
    end = start + DAY * (days - 1)
    all_days = [start + DAY * n for n in range(days)]
    without = draw(st.lists(st.sampled_from(all_days), unique=True, max_size=min(days - 1, 4)))
    more: dict[str, Any] = {"start": start, "end": end, "without": without, "confirm": "all as ordered"}
    if draw(st.integers(0, 4)) == 0:
        return Order(regimen=regimen, unlisted=draw(st.sampled_from(UNLISTED)), strength="10 mg/mL", **more)
    name = draw(st.sampled_from(sorted(DRUGS)))
    strength, ndc = DRUGS[name]
    return Order(name, regimen, f"{strength} mg/mL", ndc=ndc if draw(st.booleans()) else None, **more)


@st.composite
def choices(draw: st.DrawFn) -> dict[str, str]:
    return {axis: draw(st.sampled_from(values)) for axis, values in CHOICES.items()}


def billed(order: Order, payer: str, reading: str, wanted: dict[str, str]) -> Bill:
    """The bill, with what is chosen on every axis that it leaves open."""
    chosen: dict[str, str] = {}
    if load_policy(payer).rule("concurrent_modifiers", order.service.end, reading).value == "unstated":
        chosen["concurrent_modifiers"] = wanted["concurrent_modifiers"]
    found = bill(order, payer, reading, chosen, TODAY)
    while found.open_axes:
        chosen |= {axis: _possible(found, axis, wanted[axis]) for axis in found.open_axes}
        found = bill(order, payer, reading, chosen, TODAY)
    return found


def _possible(found: Bill, axis: str, wanted: str) -> str:
    """What is wanted, where it may be chosen here; else the first value that may."""
    values = [choice.value for choice in found.choices if choice.axis == axis]
    return wanted if wanted in values else values[0]


@st.composite
def cases(draw: st.DrawFn, most: int = 3) -> Case:
    payer = draw(st.sampled_from(sorted(payers())))
    reading = draw(st.sampled_from([one.id for one in load_policy(payer).readings]))
    wanted = draw(choices())
    around = draw(first_days)
    # one drug twice is one therapy: test_concurrent holds what becomes of it
    several = tuple(draw(st.lists(orders(around), min_size=1, max_size=most, unique_by=drug_of)))
    return Case(payer, reading, wanted, several, tuple(billed(one, payer, reading, wanted) for one in several))
