"""hipkit against a second implementation in plain integers, over every point of a grid: no difference at all.

The grid: 0.1 to 49.9 mg/hr by 0.1 (in `make test` by 0.7), seven strengths, six numbers of days, 24, 12 and 7.5
hours a day; 62,874 orders. Each is an `Order` read from texts, and goes through `hipkit.billing.amounts` and
`hipkit.billing.draft`, which hold all of the arithmetic of a bill; `bill` itself, which adds choices, steps
and notices and takes some two milliseconds, runs over every 211th point of the whole grid.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product
from typing import Any

import pytest

from hipkit import Continuous, Order, bill, billing_units, load_policy
from hipkit.billing.amounts import amounts
from hipkit.billing.draft import Draft, draft
from hipkit.billing.spans import Span
from hipkit.billing.which_code import coding
from hipkit.payers.terms import Terms
from tests.differential.plain_integers import Expected, worked_out
from tests.helpers.whole import amount

DOSES = range(1, 500)
STEP = amount(1, 7)  # of the doses, one in so many is tried
HOURS = (240, 120, 75)
STRENGTHS = (2, 10, 30, 100, 150, 250, 500)
DAYS = (1, 7, 14, 28, 30, 31)
RULE_TEXT, EXAMPLE = (Terms(load_policy("hmsa"), name, "continuous") for name in ("rule-text", "published-example"))


def tenths(number: int) -> str:
    """`123` as `12.3`, `120` as `12`: the way it is typed."""
    whole, rest = divmod(number, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def orders(hours: int, doses: range, each: int = 1) -> Iterator[tuple[Order, Order, Expected]]:
    """At one in so many points: the order of morphine, the same of a drug without a code, and what they come to."""
    for dose, strength, days in islice(product(doses, STRENGTHS, DAYS), 0, None, each):
        rate = Continuous(f"{tenths(dose)} mg/hr", hours_per_day=tenths(hours))
        given: dict[str, Any] = {"regimen": rate, "strength": f"{tenths(strength)} mg/mL", "days": days}
        expected = worked_out(dose, hours, strength, days)
        yield Order(drug="morphine", **given), Order(unlisted="ketamine", **given), expected


@pytest.mark.parametrize("hours", HOURS, ids=[f"{tenths(one)} hours" for one in HOURS])
def test_every_point_of_the_grid(hours: int) -> None:
    differences, points = [], 0
    for morphine, ketamine, expected in orders(hours, DOSES[::STEP]):
        points += 1
        worked = amounts(morphine)
        codes = coding(morphine).codes
        specific = draft(Span(morphine, worked, codes), RULE_TEXT)
        unlisted = draft(Span(ketamine, worked, [None]), RULE_TEXT)
        printed = draft(Span(morphine, worked, codes), EXAMPLE)
        found: tuple[Any, ...] = (
            worked.total.amount.value, worked.total.volume.value, billed(specific), billed(unlisted),
            billed(printed),
            specific.quantity,
        )  # fmt: skip
        wanted: tuple[Any, ...] = (
            Fraction(*expected.milligrams), Fraction(*expected.millilitres), ("J2270", expected.j2270),
            ("J3490", expected.j3490_up), ("J3490", expected.j3490_nearest),
            Fraction(expected.thousandths, 1000),
        )  # fmt: skip
        if found != wanted or printed.quantity != expected.j3490_nearest:
            differences.append((morphine.sheet.read, found, wanted))
    assert points == amount(20_958, 3_024)
    assert differences == []


def billed(drafted: Draft) -> tuple[str, int]:
    """Code and units of the one drug line."""
    (line,) = (one for one in drafted.lines if one.kind == "drug")
    return line.code, line.units


@pytest.mark.parametrize("hours", HOURS, ids=[f"{tenths(one)} hours" for one in HOURS])
def test_bill_over_a_part_of_the_grid(hours: int) -> None:
    differences = []
    for morphine, ketamine, expected in orders(hours, DOSES, each=211):
        specific = bill(morphine, payer="hmsa", reading="rule-text")
        unlisted = bill(ketamine, payer="hmsa", reading="rule-text")
        printed = bill(morphine, payer="hmsa", reading="published-example")
        per_diem = ("S9326" if hours == 240 else "S9327", morphine.service.days)
        found: tuple[Any, ...] = (
            specific.total_amount.value, specific.total_volume.value, specific.hcpcs_units,
            unlisted.hcpcs_units,
            printed.hcpcs_units, specific.ndc_quantity, printed.ndc_quantity,
            (specific.lines[0].code, specific.lines[0].units),
            (printed.lines[0].code, printed.lines[0].units),
        )  # fmt: skip
        wanted: tuple[Any, ...] = (
            Fraction(*expected.milligrams), Fraction(*expected.millilitres), expected.j2270,
            expected.j3490_up,
            expected.j3490_nearest, Fraction(expected.thousandths, 1000), expected.j3490_nearest,
            per_diem, ("S9325", morphine.service.days),
        )  # fmt: skip
        if found != wanted:
            differences.append((morphine.sheet.read, found, wanted))
    assert differences == []


def test_billing_units_over_the_doses() -> None:
    wrong = [
        dose
        for dose in DOSES
        if billing_units(f"{tenths(dose)} mg", "0.7 mg") != -(-dose // 7)
        or billing_units(f"{tenths(dose)} mL", "0.3 mL") != -(-dose // 3)
    ]
    assert wrong == []
