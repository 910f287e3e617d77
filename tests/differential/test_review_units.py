"""The verdicts on units and quantities, judged twice: by plain fractions that stand here, and by hipkit's own.

The lines are at every edge of rounding, of every payer and none, with codes by mass and by volume, unlisted ones,
NDCs that CMS's crosswalk has and others. Nothing of hipkit's review is asked in `plain` but what a code's unit, a
product's strength and a payer's rule are.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import THERAPIES
from hipkit.payers.axes.hcpcs_rounding import ROUNDINGS
from hipkit.payers.files import load_policy, payers
from hipkit.reference.codes import codes
from hipkit.reference.products import product
from hipkit.review.claims import review_claims
from hipkit.review.context.fractions import Verdict, verdict
from hipkit.review.context.lines import known, orders
from hipkit.review.context.verdicts import (
    quantity_slip,
    right_quantity,
    right_units,
    units_slip,
    with_fractions,
    with_verdicts,
    with_volume,
)
from hipkit.values.ndc import Ndc
from hipkit.values.notation import exact
from hipkit.values.rounding import nearest, to_places, up
from tests.helpers.review_lines import frame

COUNT = 6_000
FIRST = datetime.date(2024, 3, 1)
_CODES = ("J2270", "J1171", "J3010", "J2278", "J0735", "J0476", "J1885", "J3490", "J7060")
_FACTORS = (1, 2, 4, 5, 10, 24, 25, 31, 40, 50, 100, 1000, Fraction(1, 10), Fraction(1, 24), Fraction(1, 31))
_NDCS = (None, "00074113303", "00409113403", "00409113405", "63323085110")


def made(number: int) -> dict[str, object]:
    """A drug line whose units and quantity are right, next to right, or wrong in a usual way."""
    random = Random(f"units {number}")
    days = random.choice([1, 2, 7, 13, 28, 30, 31, 31, 92, 366])
    hours = random.choice(["24", "24", "24", "12", "7.5", "20", "0.25", "7.125"])
    dose = Fraction(random.choice([1, 5, 25, 333, 4999, 123_456_789]), random.choice([1, 10, 100, 1000, 10**6]))
    unit = random.choice(["mg/hr", "mg/hr", "mcg/hr", "ng/hr", "mL/hr", "mg/day" if hours == "24" else "mg/hr"])
    strength = Fraction(random.choice([1, 5, 25, 50, 333]), random.choice([1, 1, 10, 1000]))
    code = random.choice(_CODES)
    per = codes()[code].per
    factor = {"mg/hr": 1, "mcg/hr": Fraction(1, 1000), "ng/hr": Fraction(1, 10**6), "mg/day": Fraction(1, 24)}
    rate = dose * strength if unit == "mL/hr" else dose * factor[unit]
    amount = rate * Fraction(hours) * days
    units = amount / strength
    if per is not None:
        units = amount / per.base if per.kind == "mass" else units / per.to("mL").value
    whole = random.choice([rounding.units([units / days] * days) for rounding in ROUNDINGS.values()])
    billed = max(up(whole * random.choice(_FACTORS)) + random.choice([-1, 0, 0, 0, 1]), 1)
    volume = amount / strength * random.choice(_FACTORS)
    uom, by = random.choice(
        [
            ("ML", "mL"),
            ("ML", "mL"),
            (None, "mL"),
            ("UN", "mL"),
            ("UN", "vial"),
            (None, "vial"),
            ("GR", None),
            ("GR", "mL"),
        ]
    )
    volume = volume * strength / 1000 if uom == "GR" else volume
    quantity = random.choice([to_places(volume, 3), Fraction(up(volume)), Fraction(max(nearest(volume), 1))])
    by = "mL" if unit == "mL/hr" else by
    return {
        "claim_id": str(number), "line": 1, "payer": random.choice([None, "acme", "medicare", *payers()]),
        "date_from": FIRST, "date_through": FIRST + datetime.timedelta(days=days - 1), "code": code,
        "units": min(billed, 999_999_999), "ndc": random.choice(_NDCS),
        "ndc_uom": uom,
        "ndc_quantity": float(min(quantity, 999_999_999)), "dose": f"{exact(dose)} {unit}", "hours_per_day": hours,
        "strength": None if by is None else f"{exact(strength)} mg/{by}",
    }  # fmt: skip


@pytest.fixture(scope="module")
def judged() -> pl.DataFrame:
    """Lines judged by expressions, and those that do not fit by hand, with what is said of them."""
    lines = known(nw.from_native(frame([made(number) for number in range(COUNT)])).lazy())
    said = with_volume(with_fractions(with_verdicts(orders(lines)))).with_columns(
        said_units=right_units(), said_quantity=right_quantity(),
        said_units_slip=units_slip(), said_quantity_slip=quantity_slip(),
    )  # fmt: skip
    return said.collect().to_native()


@pytest.fixture(scope="module")
def both(judged: pl.DataFrame) -> list[tuple[dict[str, Any], Verdict]]:
    """Each line with the verdict of hipkit's own fractions."""
    return [(row, verdict(row)) for row in judged.iter_rows(named=True)]


def test_both_ways_are_taken(judged: pl.DataFrame) -> None:
    by_hand = judged["by_hand"].sum()
    assert judged.height == COUNT and COUNT // 20 < by_hand < COUNT // 2
    for name in ("units_ok", "quantity_ok"):
        assert {True, False} <= set(judged.filter(~pl.col("by_hand"))[name].to_list())
        assert {True, False} <= set(judged.filter(pl.col("by_hand"))[name].to_list())
    assert judged["packages"].sum() > 0 and judged["said_units_slip"].n_unique() > 8
    for name in ("ML", "UN", "GR"):
        assert {True, False} <= set(judged.filter(pl.col("counts") == name)["quantity_ok"].to_list())
    right = judged.filter(pl.col("units_ok"))
    assert set(right["payer"].to_list()) == {None, "acme", "medicare", *payers()}
    assert set(right["code"].to_list()) == set(_CODES)


def test_verdicts_are_those_of_fractions(both: list[tuple[dict[str, Any], Verdict]]) -> None:
    wrong = []
    for row, right in both:
        told = (row["units_ok"], row["quantity_ok"], row["packages"], row["said_units"])
        if told != (right.units_ok, right.quantity_ok, right.packages, right.units_right):
            wrong.append((told, right, row))
    assert not wrong, (len(wrong), wrong[0])


def test_slips_are_those_of_fractions(both: list[tuple[dict[str, Any], Verdict]]) -> None:
    wrong = []
    for row, right in both:
        units_slip = row["said_units_slip"] if row["units_ok"] is False else None
        slip = row["said_quantity_slip"] if row["quantity_ok"] is False else None
        if (units_slip, slip) != (right.units_slip, right.quantity_slip):
            wrong.append(((units_slip, slip), right, row))
    assert not wrong, (len(wrong), wrong[0])


def test_the_quantity_that_is_advised_is_the_one_to_three_decimals(both: list[tuple[dict[str, Any], Verdict]]) -> None:
    for row, right in both:
        if right.quantity_right is not None and Fraction(right.quantity_right) < 10**9:
            assert row["said_quantity"] == right.quantity_right, row


@dataclass(frozen=True)
class Plain:
    """What a line orders, by plain fractions: units of the code (an unlisted one: mL, vials or grams) and what the NDC
    quantity counts; None where the line does not tell it."""

    units: Fraction | None
    quantity: Fraction | None


_RATES = {"mg/hr": Fraction(1), "mcg/hr": Fraction(1, 1000), "ng/hr": Fraction(1, 10**6), "mg/day": Fraction(1, 24)}


def plain(row: dict[str, Any]) -> Plain:
    number, unit = row["dose"].split()
    told, _, by = (row["strength"] or "0 mg/").replace(" mg", "").partition("/")
    rate = Fraction(number) * (Fraction(told) if unit == "mL/hr" else _RATES[unit])
    milligrams = rate * Fraction(repr(row["hours_per_day"])) * ((row["date_through"] - row["date_from"]).days + 1)
    listed = product(Ndc.parse(row["ndc"])) if row["ndc"] else None
    counts = "ML" if listed else row["ndc_uom"] or ("UN" if by == "vial" else "ML")
    own = {"ML": Fraction(told) if by == "mL" else None, "UN": Fraction(told) if by == "vial" else None,
           "GR": None if by == "vial" else Fraction(1000)}[counts]  # fmt: skip
    if listed and listed.strength:
        own = listed.strength.base
    counted, per = milligrams / own if own else None, codes()[row["code"]].per
    quantity = counted if row["ndc_uom"] in (None, counts) else None
    if per is None:
        return Plain(counted, quantity)
    if per.kind == "mass":
        return Plain(milligrams / per.base, quantity)
    return Plain(counted / per.to("mL").value if counted is not None and counts == "ML" else None, quantity)


def allowed(payer: str | None, axis: str) -> set[str]:
    """The answers that a line may go by on this axis: any where the payer, or one of its readings, is silent."""
    if payer not in payers():
        return set(AXES[axis].values)
    policy = load_policy(payer)
    said = {policy.rule(axis, FIRST, one.id, therapy).value for one in policy.readings for therapy in THERAPIES}
    return set(AXES[axis].values) if "unstated" in said else said


def rounded(amount: Fraction, days: int, mode: str) -> int:
    """Rounded up or to the nearest, a half up; once, for each seven days and the rest, or for each day."""
    way, _, period = mode.partition("-by-")
    step = {"span": days, "week": 7, "day": 1}[period]
    parts = [Fraction(min(step, days - start), days) * amount for start in range(0, days, step)]
    return max(sum(math.ceil(part) if way == "up" else math.floor(part + Fraction(1, 2)) for part in parts), 1)


def units_are_right(row: dict[str, Any], right: Fraction | None) -> bool | None:
    modes = allowed(row["payer"], "hcpcs_rounding")
    if row["payer"] in (None, "medicare"):
        modes = {mode for mode in modes if mode.startswith("up")}
    days = (row["date_through"] - row["date_from"]).days + 1
    if codes()[row["code"]].per is None:
        noc = {"one"} if row["payer"] == "medicare" else allowed(row["payer"], "noc_units")
        if "one" in noc and row["units"] == 1:
            return True
        if "ndc-units" not in noc:
            return False
    if right is None:
        return None
    return any(row["units"] == rounded(right, days, mode) for mode in modes)


def quantity_is_right(row: dict[str, Any], right: Fraction | None) -> bool | None:
    if right is None:
        return None
    ways, quantity = allowed(row["payer"], "ndc_quantity"), Fraction(repr(row["ndc_quantity"]))
    fine = {Fraction(max(math.floor(right * 1000 + Fraction(1, 2)), 1), 1000)} if "exact" in ways else set()
    if "up-whole" in ways:
        fine.add(Fraction(math.ceil(right)))
    if "nearest-whole" in ways:
        fine.add(Fraction(max(math.floor(right + Fraction(1, 2)), 1)))
    return quantity in fine


def test_verdicts_are_those_of_plain_fractions(judged: pl.DataFrame) -> None:
    wrong, right_ones = [], 0
    for row in judged.iter_rows(named=True):
        right = plain(row)
        units = units_are_right(row, right.units)
        quantity = quantity_is_right(row, right.quantity)
        right_ones += bool(units)
        if (units, quantity) != (row["units_ok"], row["quantity_ok"]):
            wrong.append((row["units_ok"], row["quantity_ok"], units, quantity, row))
    assert not wrong, (len(wrong), wrong[0])
    assert COUNT // 20 < right_ones < COUNT


@pytest.mark.parametrize("mode", ROUNDINGS)
@pytest.mark.parametrize("payer", [None, "acme", "medicare", *payers()])
def test_each_rounding_of_each_payer_is_let_pass_or_told(mode: str, payer: str | None) -> None:
    """4.2 units in ten days: 5 rounded up, 4 to the nearest, 3 + 2 and 3 + 1 by week, 10 by day, 0 that is 1."""
    days, amount = 10, Fraction("4.2")
    row = {
        "claim_id": "A", "line": 1, "payer": payer, "date_from": FIRST, "code": "J2270",
        "date_through": FIRST + datetime.timedelta(days=days - 1), "units": rounded(amount, days, mode),
        "dose": "0.175 mg/hr", "hours_per_day": 24, "strength": "25 mg/mL",
    }  # fmt: skip
    fine = {rounded(amount, days, one) for one in allowed(payer, "hcpcs_rounding")}
    if payer in (None, "medicare"):
        fine = {rounded(amount, days, one) for one in ROUNDINGS if one.startswith("up")}
    told = review_claims(frame([row]), ["HIP221"])
    assert bool(told) is (row["units"] not in fine)


def test_each_way_of_counting_the_quantity_is_let_pass_or_told() -> None:
    """74.4 mL: as it is, to the nearest or the next whole number, by what the payer's readings say of it."""
    ways = {"exact": 74.4, "nearest-whole": 74, "up-whole": 75}
    rows, wrong = [], set()
    for payer in (None, "acme", "medicare", *payers()):
        fine = {ways[way] for way in allowed(payer, "ndc_quantity") if way in ways}
        for quantity in (74.4, 74, 75, 74.5, 73):
            claim = f"{payer} {quantity}"
            wrong |= set() if quantity in fine else {claim}
            rows.append({
                "claim_id": claim, "line": 1, "payer": payer, "date_from": FIRST, "date_through": "2024-03-31",
                "code": "J2270", "units": 372, "ndc": "00409113403", "ndc_uom": "ML", "ndc_quantity": float(quantity),
                "dose": "5 mg/hr", "hours_per_day": 24, "strength": "50 mg/mL",
            })  # fmt: skip
    assert {one.claim_id for one in review_claims(frame(rows), ["HIP307"])} == wrong
    assert "hmsa 75" in wrong and "acme 75" not in wrong


def test_the_quantity_that_is_advised_is_found_right() -> None:
    line = {
        "claim_id": "A", "line": 1, "payer": "acme", "date_from": FIRST, "date_through": "2024-03-31", "code": "J2270",
        "units": 372, "ndc": "00074113303", "ndc_uom": "ML", "dose": "5 mg/hr", "hours_per_day": 24,
        "strength": "7 mg/mL",
    }  # fmt: skip
    told = review_claims(frame([line | {"ndc_quantity": 1}]), ["HIP306", "HIP307"])
    assert [one.rule for one in told] == ["HIP307"] and "expected 531.429 mL" in told[0].message
    assert not review_claims(frame([line | {"ndc_quantity": 531.429}]), ["HIP306", "HIP307"])
