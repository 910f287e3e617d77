"""Sample claims made up by a seed: valid by construction, the same for the same seed, whatever the day is.

All payers under all their readings come in turn, and all regimens; each claim has one to three orders with what
its payer leaves to be chosen, and by chance nursing visits, days left out, bags, weights, changes of the rate,
products of the crosswalk, drugs without a code, and compounded ones. `claims(1000)` is what most tests want.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random

from hipkit import Bill, Continuous, Intermittent, Order, Pca, PumpRefill, bill, load_policy
from hipkit.billing.amounts import amounts
from hipkit.billing.choices import terms_of
from hipkit.billing.guards import confirms
from hipkit.billing.nursing import rules
from hipkit.billing.which_code import coding
from hipkit.claim.claim import Claim, sample_claim
from hipkit.order.scenario import Scenario
from hipkit.payers.files import payers
from hipkit.payers.terms import Terms
from hipkit.reference.products import Drug, Product, drugs, product, products
from hipkit.values.ndc import Ndc
from hipkit.values.notation import exact

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 1, 1)
FIRST, LAST = datetime.date(2017, 1, 1), datetime.date(2025, 12, 31)
THERAPIES = ("continuous", "intermittent", "pca", "implanted-pump")
REASON = "read off the pump and the vial"
UNLISTED = (
    "ketamine hydrochloride",
    "KETAMINE 0.9% NaCl, 500 mL (CASSETTE)",
    "sufentanil citrate",
    "drug #7 {7+7} | 1/2",
)
_STRENGTHS = [Fraction(n, 1000) for n in (1, 10, 50, 200, 700, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000)]
_OF_PAIN = 24  # the drugs that are infused for pain; those that go with them are drawn less
_AXES = (
    "per_diem_code",
    "per_diem_day",
    "line_span",
    "concurrent_modifiers",
    "noc_units",
    "hcpcs_rounding",
    "ndc_quantity",
)


@dataclass(frozen=True)
class Made:
    """A claim with all that it was made of."""

    number: int
    payer: str
    reading: str
    scenarios: tuple[Scenario, ...]
    bills: tuple[Bill, ...]
    visits: tuple[tuple[str, int], ...]
    nursing_rule: str | None
    charges: dict[str, str]
    compounded: bool
    claim: Claim


def claims(count: int, seed: int = 4) -> Iterator[Made]:
    """So many claims; each is the same by itself, however many are asked for."""
    return (claim(number, seed) for number in range(count))


def claim(number: int, seed: int = 4) -> Made:
    """The claim of this number."""
    return _Maker(number, seed).made()


def questions() -> list[tuple[str, str]]:
    """Every payer with each of its readings."""
    return [(payer, reading.id) for payer in payers() for reading in load_policy(payer).readings]


@cache
def _listed() -> dict[str, list[Product]]:
    found: dict[str, list[Product]] = {}
    for one in products():
        if one.kind == "drug" and one.strength is not None:
            found.setdefault(one.name, []).append(one)
    return found


@dataclass
class _Given:
    """What one order is made from."""

    therapy: str
    demand_only: bool
    start: datetime.date
    end: datetime.date
    choices: dict[str, str]


class _Maker:
    def __init__(self, number: int, seed: int) -> None:
        self.number = number
        self.random = Random(f"hipkit {seed} {number}")
        asked = questions()
        self.payer, self.reading = asked[number % len(asked)]
        self.policy = load_policy(self.payer)
        self.first_therapy = THERAPIES[number // len(asked) % len(THERAPIES)]
        self.ndcs: set[str] = set()
        self.compounded = False

    def made(self) -> Made:
        count = self.random.choice([1, 1, 2, 3])
        start, end = self._span()
        therapies = [self.first_therapy, *self.random.choices(THERAPIES, k=count - 1)]
        given = [self._given(therapy, start, end) for therapy in therapies]
        shared = {
            name: given[0].choices[name] for name in ("line_span", "concurrent_modifiers") if name in given[0].choices
        }
        for one in given:
            one.choices |= {name: value for name, value in shared.items() if name in one.choices}
        by_days = count == 1 or all(self._day_rule(one) != "24-hour-block" for one in given)
        if not by_days:  # such per diems are not cut where another therapy ends
            for one in given:
                one.end = min(other.end for other in given)
        orders = [self._order(one, by_days) for one in given]
        for order, one in zip(orders, given, strict=True):
            self._settle(order, one)
        scenarios = tuple(
            Scenario(order, self.payer, self.reading, one.choices) for order, one in zip(orders, given, strict=True)
        )
        bills = tuple(bill(one.order, one.payer, one.reading, one.choices, TODAY) for one in scenarios)
        visits, rule = self._visits(start, min(one.end for one in given))
        parts = {"visits": visits, "nursing_rule": rule, "compounded": self.compounded, "today": TODAY}
        draft = sample_claim(bills, **parts)
        charges = {str(line.number): self._dollars() for line in draft.lines if self._chance(0.7)}
        whole = sample_claim(bills, charges=charges, confirm=REASON if draft.to_confirm else None, **parts)
        return Made(
            self.number,
            self.payer,
            self.reading,
            scenarios,
            bills,
            visits,
            rule,
            charges,
            self.compounded,
            whole,
        )

    # ---- days and choices

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _span(self) -> tuple[datetime.date, datetime.date]:
        days = self.random.choice([1, 2, 7, 14, 30, 31, self.random.randint(1, 45)])
        if self._chance(0.08):
            days = self.random.choice([92, 366, self.random.randint(46, 365)])
        known = self.policy.known_from or FIRST
        first = max(known, FIRST)
        start = first + DAY * self.random.randint(0, (LAST - first).days + 1 - days)
        return start, start + DAY * (days - 1)

    def _given(self, therapy: str, start: datetime.date, end: datetime.date) -> _Given:
        demand_only = therapy == "pca" and self._chance(0.5)
        if therapy == "implanted-pump":  # refills cannot be split: at a month's end, or where the code changes
            month_end = (start.replace(day=1) + 31 * DAY).replace(day=1) - DAY
            end = min(end, month_end)
        terms = Terms(self.policy, self.reading, therapy, demand_only)
        choices = {}
        for axis in _AXES:
            ruling = terms.ruling(axis, end)
            if ruling.value is None:
                choices[axis] = self.random.choice(terms.candidates(axis))
        return _Given(therapy, demand_only, start, end, choices)

    def _day_rule(self, one: _Given) -> str:
        terms = Terms(self.policy, self.reading, one.therapy, one.demand_only, one.choices)
        return terms.ruling("per_diem_day", one.end).value or ""

    def _settle(self, order: Order, one: _Given) -> None:
        """What the hours of an order leave open: the first value that may hold."""
        terms = terms_of(order, self.policy, self.reading)
        for axis in _AXES:
            if axis not in one.choices and terms.ruling(axis, one.end).value is None:
                one.choices[axis] = terms.candidates(axis)[0]

    def _visits(self, start: datetime.date, end: datetime.date) -> tuple[tuple[tuple[str, int], ...], str | None]:
        if self._chance(0.7):
            return (), None
        days = [start + DAY * i for i in range((end - start).days + 1)]
        chosen = sorted(self.random.sample(days, k=min(len(days), self.random.randint(1, 3))))
        visits = tuple((str(day), self.random.choice([45, 120, 150, 151, 240, 421])) for day in chosen)
        stated = self.policy.rule("nursing_time", end, self.reading).value
        return visits, self.random.choice(list(rules())) if stated == "unstated" else None

    def _dollars(self) -> str:
        cents = self.random.choice([5, 40, 100, 310_000, self.random.randint(1, 999_999)])
        return f"{cents // 100:,}.{cents % 100:02d}"

    # ---- orders

    def _order(self, one: _Given, by_days: bool) -> Order:
        start, end = one.start, one.end
        if by_days and self._chance(0.3):
            start += DAY * self.random.randint(0, (end - start).days)
        drug, listed = self._what(one, start, end)
        low, high = (drug.entry_low, drug.entry_high) if drug else (Fraction(1), Fraction(500))
        high = high * 3 if self._chance(0.08) else high  # outside of the entry range: wants a reason
        daily = self._between(low, min(high, 900 * listed.strength.base if listed and listed.strength else high))
        strength = listed.strength.base if listed and listed.strength else self._strength(daily)
        fields: dict[str, object] = {"drug": drug.name} if drug else {"unlisted": self.random.choice(UNLISTED)}
        fields |= {
            "start": start,
            "end": end,
            "strength": f"{exact(strength)} mg/mL",
            "ndc": self._ndc(drug, listed),
        }
        if by_days and one.therapy != "implanted-pump" and (end - start).days > 2 and self._chance(0.2):
            days = [start + DAY * i for i in range((end - start).days + 1)]
            fields["without"] = sorted(self.random.sample(days, k=min(len(days), self.random.randint(1, 3))))
        fields["regimen"] = self._regimen(one, daily, strength, start, end, fields)
        order = Order(**fields)
        return Order(**fields, confirm=REASON) if _wants_a_reason(order) or self._chance(0.05) else order

    def _what(self, one: _Given, start: datetime.date, end: datetime.date) -> tuple[Drug | None, Product | None]:
        """A drug with a code on every day, and perhaps a product of it; or a drug without a code."""
        implanted = one.therapy == "implanted-pump"
        if self._chance(0.2):
            return None, None
        while True:
            drug = self.random.choice(drugs() if self._chance(0.2) else drugs()[:_OF_PAIN])
            codes = {drug.code_on(day, implanted) for day in (start, end)}
            if None in codes or (implanted and len(codes) > 1):
                continue
            if start.year < 2024 or self._chance(0.5):
                return drug, None
            fitting = [
                one
                for one in _listed().get(drug.name, [])
                if None not in {one.code_on(day) for day in (start, end)}
                and not (implanted and one.code_on(start) != one.code_on(end))
                and one.ndc.hyphenated not in self.ndcs
            ]
            return drug, self.random.choice(fitting) if fitting else None

    def _ndc(self, drug: Drug | None, listed: Product | None) -> str | None:
        if listed is not None:
            self.ndcs.add(listed.ndc.hyphenated)
            return listed.ndc.hyphenated
        if drug is None and self._chance(0.4):
            self.compounded = True
            return None
        if drug is not None and self.reading != "published-example" and self._chance(0.3):
            return None
        while True:
            digits = f"{self.random.randint(1, 10**11 - 2):011d}"
            ndc = "00074-1133-03" if self._chance(0.2) else f"{digits[:5]}-{digits[5:9]}-{digits[9:]}"
            if ndc not in self.ndcs and product(Ndc.parse(ndc)) is None:
                self.ndcs.add(ndc)
                return ndc

    def _between(self, low: Fraction, high: Fraction) -> Fraction:
        """An amount a day in mg, of three digits, spread evenly over the powers of ten."""
        while True:
            value = three_digits(Fraction(float(low) * float(high / low) ** self.random.random()))
            if low <= value <= high:
                return value

    def _strength(self, daily: Fraction) -> Fraction:
        fitting = [one for one in _STRENGTHS if Fraction(1, 10) <= daily / one <= 800]
        return self.random.choice(fitting or _STRENGTHS[-1:])  # magnesium sulfate is given by tens of grams

    def _regimen(
        self, one: _Given, daily: Fraction, strength: Fraction, start: datetime.date, end: datetime.date,
        fields: dict[str, object],
    ) -> Continuous | Intermittent | Pca | PumpRefill:  # fmt: skip
        if one.therapy == "continuous":
            return self._continuous(daily, strength, start, end, fields)
        if one.therapy == "intermittent":
            times = self.random.randint(1, 8)
            return Intermittent(mass(three_digits(daily / times)), per_day=times)
        if one.therapy == "pca":
            demands = self.random.randint(1, 60)
            share = 1 if one.demand_only else 2
            basal = None if one.demand_only else f"{mass(three_digits(daily / 48))}/hr"
            lockout = f"{self.random.choice([6, 8, 10, 15])} min" if self._chance(0.5) else None
            return Pca(mass(three_digits(daily / demands / share)), demands, basal, lockout, 24)
        return PumpRefill(f"{self.random.choice(['10', '18.5', '20', '40'])} mL", refills=self.random.randint(1, 3))

    def _continuous(
        self,
        daily: Fraction,
        strength: Fraction,
        start: datetime.date,
        end: datetime.date,
        fields: dict[str, object],
    ) -> Continuous:
        hours = self.random.choice(["24", "24", "24", "12", "7.5", "20"])
        rate = three_digits(daily / 24)
        style = self.random.random()
        if style < 0.1:
            return Continuous(f"{mass(daily)}/day")
        if style < 0.2:
            fields["weight"] = "70 kg"
            return Continuous(f"{mass(three_digits(rate / 70))}/kg/hr", hours)
        if style < 0.3:
            bag = three_digits(strength / 5)
            fields["bag"] = f"{mass(bag)}/mL"
            return Continuous(f"{exact(three_digits(rate / bag))} mL/hr", hours)
        changes = []
        if end > start and self._chance(0.2):
            day = start + DAY * self.random.randint(1, (end - start).days)
            changes = [(day, f"{mass(three_digits(rate * 11 / 10))}/hr")]
        return Continuous(f"{mass(rate)}/hr", hours, changes)


def _wants_a_reason(order: Order) -> bool:
    coded = coding(order)
    asked = any(notice.level == "confirm" for notice in coded.notices)
    return asked or any(True for _ in confirms(order, amounts(order), coded, TODAY))


def three_digits(value: Fraction) -> Fraction:
    """A positive value rounded to three digits.

    >>> three_digits(Fraction(1, 3)), three_digits(Fraction(12345))
    (Fraction(333, 1000), Fraction(12300, 1))
    """
    return Fraction(f"{float(value):.3g}")


def mass(milligrams: Fraction) -> str:
    """A mass in the unit in which its number has at most six decimals.

    >>> mass(Fraction(5)), mass(Fraction(1, 8_000_000))
    ('5 mg', '0.125 ng')
    """
    for unit, factor in (("mg", 1), ("mcg", 1000), ("ng", 1_000_000)):
        text = exact(milligrams * factor)
        if len(text.partition(".")[2]) <= 4:
            return f"{text} {unit}"
    raise AssertionError(milligrams)


def lines_of(made: Sequence[Made]) -> int:
    """How many service lines these claims have."""
    return sum(len(one.claim.lines) for one in made)
