"""The law: a claim that goes out without a reason draws no error and no warning of hipkit's own review.

Orders are made up by a seed: all payers under all their readings, all regimens, each value of what is left open, one
to three drugs on days that they share or not, days left out, month ends, changes of codes and rules, NDCs that are
known, not known or not there, drugs without a code, visits of any length. What `require_ready` lets through is
reviewed. `python -m tests.differential.test_law 20000 5` tries so many with another seed.
"""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest

from hipkit import Bill, Continuous, InputError, Intermittent, Order, Pca, PumpRefill, bill, load_policy
from hipkit.billing.choices import CodedOrder
from hipkit.billing.draft import Draft
from hipkit.billing.nursing import rules
from hipkit.claim.claim import Claim, sample_claim
from hipkit.claim.table import rows
from hipkit.cli import main as cli
from hipkit.formats.claim.x12 import x12_text
from hipkit.payers.files import payers
from hipkit.reference.products import Drug, Product, drugs, products
from hipkit.review.finding import Finding, findings
from hipkit.review.run.rules import review
from hipkit.review.table import typed
from tests.helpers.claims_made import UNLISTED, mass, questions, three_digits
from tests.helpers.whole import amount

TRIED, FILED = amount(2_500, 1_000), 40
TODAY = datetime.date(2026, 1, 1)
DAY = datetime.timedelta(days=1)
VALUES = {
    "per_diem_code": ("S9326", "S9327"),
    "per_diem_day": ("infusion-day", "access-day", "24-hour-block"),
    "line_span": ("whole-span", "calendar-month"),
    "concurrent_modifiers": ("SH", "SH-SJ", "59-SH-SJ"),
    "noc_units": ("ndc-units", "one"),
    "hcpcs_rounding": (
        "up-by-span", "nearest-by-span", "up-by-week", "nearest-by-week", "up-by-day", "nearest-by-day",
    ),
    "ndc_quantity": ("exact", "nearest-whole", "up-whole"),
}  # fmt: skip
# Before and over changes of codes and rules: lidocaine, hydromorphone, bupivacaine; S codes; each payer's first day.
STARTS = (
    "1998-03-01", "2001-12-20", "2002-01-05", "2013-04-20", "2015-10-25", "2020-11-20", "2021-03-01", "2022-09-10",
    "2023-03-15", "2023-06-20", "2024-02-20", "2024-09-20", "2025-03-01", "2025-11-20",
)  # fmt: skip
REGIMENS = ("continuous", "fewer hours", "changed", "by weight", "intermittent", "pca", "demand", "pump")


@cache
def listed() -> dict[str, list[Product]]:
    found: dict[str, list[Product]] = {}
    for one in products():
        if one.kind == "drug" and one.strength is not None:
            found.setdefault(one.name, []).append(one)
    return found


class Maker:
    """One claim at random; `number` sees to it that payers, readings and regimens come in turn."""

    def __init__(self, number: int, seed: int) -> None:
        self.random = Random(f"law {seed} {number}")
        asked = questions()
        self.payer, self.reading = asked[number % len(asked)]
        self.policy = load_policy(self.payer)
        self.first = REGIMENS[number // len(asked) % len(REGIMENS)]
        self.wanted = {axis: self.random.choice(values) for axis, values in VALUES.items()}
        starts = [datetime.date.fromisoformat(one) for one in STARTS]
        known = self.policy.known_from
        later = [one for one in starts if known is None or one >= known]
        self.start = self.random.choice(later if self.random.random() < 0.85 else starts)

    def claim(self) -> Claim:
        count = self.random.choice((1, 1, 2, 3))
        bills = [self._bill(self._order(self.first if not i else self.random.choice(REGIMENS))) for i in range(count)]
        compounded = self.random.random() < 0.5 and any(one.order.unlisted and not one.order.ndc for one in bills)
        visits, rule = self._visits()
        return sample_claim(bills, {}, visits, rule, compounded=compounded, today=TODAY)

    def _bill(self, order: Order) -> Bill:
        chosen: dict[str, str] = {}
        rule = self.policy.rule("concurrent_modifiers", order.service.end, self.reading, order.regimen.therapy)
        if rule.value == "unstated" and not self.policy.why_unknown(order.service.end):
            chosen["concurrent_modifiers"] = self.wanted["concurrent_modifiers"]
        found = bill(order, self.payer, self.reading, chosen, TODAY)
        while set(found.open_axes) - set(chosen):
            for axis in found.open_axes:
                values = [choice.value for choice in found.choices if choice.axis == axis]
                chosen[axis] = self.wanted[axis] if self.wanted[axis] in values else values[0]
            found = bill(order, self.payer, self.reading, chosen, TODAY)
        return found

    def _visits(self) -> tuple[list[tuple[str, int]], str | None]:
        if self.random.random() < 0.6:
            return [], None
        minutes = (45, 120, 150, 151, 180, 240, 241, 300, 421)
        visits = [
            (str(self.start + DAY * self.random.randint(0, 9)), self.random.choice(minutes))
            for _ in range(self.random.randint(1, 5))
        ]
        stated = self.policy.stated("nursing_time", self.start, self.reading)
        return visits, None if stated or self.random.random() < 0.1 else self.random.choice(list(rules()))

    def _order(self, regimen: str) -> Order:
        pick = self.random
        start = self.start + DAY * pick.choice((0, 0, 0, 1, pick.randint(0, 20)))
        length = pick.choice((1, 2, 7, 10, 31, 31, 40, 60)) if regimen != "pump" else pick.choice((1, 5, 9))
        fields: dict[str, Any] = {"start": start, "end": start + DAY * (length - 1)}
        if length > 3 and regimen not in ("pump", "changed") and pick.random() < 0.4:
            days = [start + DAY * i for i in range(length)]
            fields["without"] = sorted(pick.sample(days, min(pick.choice((1, 1, 2, 3, 6)), length - 1)))
        drug, product = self._drug(fields)
        low, high = (drug.entry_low, drug.entry_high) if drug else (Fraction(1), Fraction(500))
        daily = three_digits(Fraction(float(low) * float(high / low) ** pick.random()))
        strength = product.strength.base if product and product.strength else three_digits(daily / pick.randint(1, 200))
        fields |= {"strength": f"{mass(strength)}/mL", "regimen": self._regimen(regimen, daily, fields)}
        if regimen == "by weight":
            fields["weight"] = "70 kg"
        if product is None and regimen != "pump":
            self._powder(strength, fields)
        return Order(**fields)

    def _powder(self, strength: Fraction, fields: dict[str, Any]) -> None:
        """Now and then a powder in place of a liquid; drawn apart, so that all else stays as it is without."""
        pick = Random(f"powder {fields['start']} {strength}")
        if pick.random() < 0.3:
            fields |= {"form": "powder-vial", "strength": f"{mass(strength)}/vial"}
        elif pick.random() < 0.3:
            fields |= {"form": "bulk-powder", "strength": None}

    def _drug(self, fields: dict[str, Any]) -> tuple[Drug | None, Product | None]:
        pick, drug, what = self.random, self.random.choice(drugs()), self.random.random()
        if what < 0.15:
            fields["unlisted"] = pick.choice(UNLISTED)
        else:
            fields["drug"] = drug.name
        product = pick.choice(listed().get(drug.name) or [None]) if 0.15 <= what < 0.5 else None
        if product is not None:
            fields["ndc"] = product.ndc.hyphenated
            if pick.random() < 0.3:
                del fields["drug"]
        elif pick.random() < 0.5:
            fields["ndc"] = f"{pick.randint(10_000, 89_999)}-{pick.randint(1000, 9999)}-{pick.randint(10, 99)}"
            if pick.random() < 0.1:
                fields.pop("drug", None)
        return None if "unlisted" in fields else drug, product

    def _regimen(self, name: str, daily: Fraction, fields: dict[str, Any]) -> Any:
        pick = self.random
        hourly = three_digits(daily / 24)
        if name == "fewer hours":
            return Continuous(f"{mass(hourly)}/hr", pick.choice(("1", "7.5", "12", "20", "23.5")))
        if name == "by weight":
            return Continuous(f"{mass(three_digits(hourly / 70))}/kg/hr", 24)
        if name == "intermittent":
            times = pick.randint(1, 8)
            return Intermittent(mass(three_digits(daily / times)), times)
        if name in ("pca", "demand"):
            basal = f"{mass(three_digits(daily / 48))}/hr" if name == "pca" else None
            lockout = "6 min" if pick.random() < 0.5 else None
            return Pca(mass(three_digits(daily / 40)), 20, basal, lockout, pick.choice((24, 24, 12)))
        if name == "pump":
            return PumpRefill(pick.choice(("20 mL", "18.5 mL")), pick.randint(1, 2))
        first, last = fields["start"], fields["end"]
        changed = name == "changed" and last > first
        changes = [(first + DAY * pick.randint(1, (last - first).days), f"{mass(hourly * 2)}/hr")] if changed else []
        return Continuous(f"{mass(hourly)}/hr", 24, changes)


def ready(tried: int, seed: int) -> Iterator[tuple[int, Claim]]:
    """The claims that go out without a reason. What other choices would bill is not worked out, which takes long."""
    for number in range(tried):
        with patch.object(CodedOrder, "tried", lambda self, terms: Draft()):
            try:
                found = Maker(number, seed).claim()
                found.require_ready("837P")
            except InputError:
                continue
        assert not any(bill.order.confirm for bill in found.bills) and found.confirm is None
        yield number, replace(found, claim_id=f"SAMPLE-{number}")


def told(claims: list[tuple[int, Claim]]) -> list[Finding]:
    read = typed(pl.DataFrame([row for _, one in claims for row in rows(one)]))
    assert not read.set_aside
    return [one for one in findings(review(read.lines, today=TODAY).findings) if one.severity != "info"]


@pytest.fixture(scope="module")
def claims() -> list[tuple[int, Claim]]:
    return list(ready(TRIED, 1))


def test_a_claim_without_a_reason_draws_no_error_and_no_warning(claims: list[tuple[int, Claim]]) -> None:
    bad = told(claims)
    assert not bad, (Counter(one.rule for one in bad), bad[:3])
    print(f"\n{len(claims):,} of {TRIED:,} claims go out without a reason")


def test_the_claims_are_of_every_kind(claims: list[tuple[int, Claim]]) -> None:
    assert len(claims) > TRIED / 4
    assert {(one.payer.id, one.reading) for _, one in claims} == set(questions()) and len(payers()) > 5
    codes = {line.code for _, one in claims for line in one.lines}
    assert codes >= {"S9325", "S9326", "S9327", "S9328", "J3490", "J2270", "99601", "99602"}
    assert {mark for _, one in claims for line in one.lines for mark in line.modifiers} == {"SH", "SJ", "59"}
    assert {len(one.bills) for _, one in claims} == {1, 2, 3}
    assert {line.ndc_uom for _, one in claims for line in one.lines if line.ndc} == {"ML", "UN", "GR"}
    assert any(bill.order.service.without for _, one in claims if len(one.bills) > 1 for bill in one.bills)


def test_so_does_its_837p_read_back(claims: list[tuple[int, Claim]], tmp_path: Path, capsys: Any) -> None:
    step = len(claims) // FILED
    paths = []
    for number, one in claims[::step]:
        try:
            written = x12_text(one)
        except InputError:  # a text of an unlisted drug that X12 cannot carry
            continue
        paths.append(tmp_path / f"{number}.837")
        paths[-1].write_text(written)
    assert len(paths) > FILED // 2
    assert cli.main(["review", *map(str, paths), "--json"]) == 0, capsys.readouterr().out[:2000]


def shown(one: Finding, of: Claim) -> str:
    keep = ("line", "payer", "date_from", "date_through", "code", "modifiers", "units", "description", "ndc",
            "ndc_quantity", "drug", "dose", "hours_per_day", "strength")  # fmt: skip
    lines = [" ".join(f"{name}={row[name]}" for name in keep if row[name]) for row in rows(of)]
    return "\n   ".join([f"{one.rule} {one.severity} line {one.line}: {one.message}", *lines])


if __name__ == "__main__":
    many, seed = (
        (int(text) for text in [*sys.argv[1:], "5000", "2"][:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 2)
    )
    made = list(ready(many, seed))
    bad = told(made)
    by_id = {one.claim_id: one for _, one in made}
    print(f"{len(made):,} of {many:,} claims go out without a reason; {Counter(one.rule for one in bad)}")
    for one in bad[:20]:
        print(shown(one, by_id[one.claim_id or ""]))
    sys.exit(1 if bad else 0)
