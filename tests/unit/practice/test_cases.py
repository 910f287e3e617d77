"""Cases that ask for numbers and for claim lines: plausible, solvable, the core's own answers, the same for ever."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from hipkit import bill, load_policy
from hipkit.errors import DataError
from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill
from hipkit.order.scenario import read_scenario
from hipkit.practice.case import KINDS, SKILLS, Case, Key
from hipkit.practice.draw import Draw
from hipkit.practice.making import Again, Template, case, drawn, key, templates
from hipkit.practice.templates.shared import spans
from hipkit.practice.templates.shared.newcode import doses_of_naloxone
from hipkit.practice.templates.shared.orders import Drawn, changed, continuous, intermittent, pca, refill
from hipkit.practice.templates.shared.pinned import Range, parse_pinned, pinned
from hipkit.reference.codes import codes
from hipkit.reference.products import drug, product
from hipkit.values.quantity import Quantity

PROJECT = Path(__file__).resolve().parents[3]
SEEDS = 300
LEVELS = (1, 2, 3)
OURS = ("compute", "complete")
MOST_DEMANDS = 36


@cache
def made(level: int) -> tuple[tuple[Case, Key], ...]:
    """The cases of these kinds among so many seeds."""
    found = [case(seed, level) for seed in range(SEEDS) if drawn(seed, level).kind in OURS]
    return tuple((one, key(one)) for one in found)


def ours(level: int) -> list[Template]:
    return [one for one in templates() if one.level == level and one.kind in OURS]


# ---- the lists that cases are drawn from


def test_every_pinned_product_is_what_the_table_of_products_says() -> None:
    for pack in pinned().packs:
        listed = product(pack.ndc)
        assert listed is not None and listed.kind == "drug", pack.ndc
        assert (listed.name, listed.strength, listed.package_volume) == (pack.drug, pack.strength, pack.volume)


def test_every_pinned_code_is_what_the_table_of_codes_says() -> None:
    for one in pinned().codes.values():
        assert codes()[one.code].per == one.per, one.code
        assert one.words.isascii() and not one.words.endswith(".")


def test_every_pinned_drug_is_in_the_list_and_every_ndc_to_be_read_is_a_product() -> None:
    assert {one.drug for one in pinned().ranges} <= {drug(one.drug).name for one in pinned().ranges}
    for short, ndcs in pinned().printed.items():
        assert len(ndcs) >= 12, short
        assert all(product(ndc) for ndc in ndcs)


def test_every_range_lies_within_the_entry_range_of_its_drug() -> None:
    for one in pinned().ranges:
        known = drug(one.drug)
        for amount in most_and_least(one):
            assert known.entry_low <= amount <= known.entry_high, (one.drug, one.regimen)


def most_and_least(one: Range) -> Iterator[Fraction]:
    """The least and the most of a day in mg, as far as the range itself says them."""
    if one.regimen == "continuous" and one.dose and one.weight:
        yield one.dose.low.base * one.weight.low.base * 24
        yield one.dose.high.base * one.weight.high.base * 24
    elif one.regimen == "continuous" and one.dose:
        strength = pinned().packs_of(one.drug, one.regimen)[0].strength.base
        per_mL = strength if one.dose.low.kind == "volume rate" else 1
        yield from (amount.base * 24 * per_mL for amount in (one.dose.low, one.dose.high))
    if one.regimen == "intermittent" and one.dose:
        yield from (amount.base * (24 // hours) for amount in (one.dose.low, one.dose.high) for hours in one.every)
    if one.regimen == "pca" and one.basal and one.demand:
        yield one.basal.low.base * 24 + one.demand.low.base * MOST_DEMANDS
        yield one.basal.high.base * 24 + one.demand.high.base * MOST_DEMANDS
    if one.regimen == "pump-refill" and one.dose:
        yield from (amount.base * 24 for amount in (one.dose.low, one.dose.high))


def test_every_range_says_where_it_was_read() -> None:
    for one in pinned().ranges:
        assert one.source.where, one.drug
        assert one.source.id != "hipkit" or one.source.where == "practice"
    # What is not hipkit's own was read in a label, or on a page that its maker writes after the label.
    assert {one.source.id for one in pinned().ranges} == {
        "hipkit", "label-morphine", "label-morphine-vial", "label-hydromorphone", "label-duraclon", "label-nubain",
        "butorphanol-dose", "prialt-dose",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = ", "practice.toml, line 1: this is not TOML"),
        ("[[code]]\ncode = 'J2270'\nwords = 'morphine'\n", "practice.toml, line 1: the top of the file has no version"),
        ("version = '1'\nnews = 1\n", "practice.toml, line 2: 'news' is not a key of the top of the file"),
        ("version = '1'\n[[code]]\ncode = 'J2270'\n", "practice.toml, line 2: code has no words"),
        (
            "version = '1'\n[[code]]\ncode = 'J2270'\nwords = 'morphine'\nper = '10 bananas'\n",
            "practice.toml, line 5: per holds '10 bananas', which is no amount",
        ),
        (
            "version = '1'\n[[printed]]\nshort = 'labeler'\nndcs = ['70121-1732-09']\n",
            "practice.toml, line 4: the labeler of 70121-1732-09 does not begin with a zero",
        ),
        (
            "version = '1'\n[[printed]]\nshort = 'labeler'\nndcs = ['0074113303']\n",
            "practice.toml, line 4: 0074113303 is no NDC",
        ),
        ("version = '1'\n[[printed]]\nshort = 'maker'\nndcs = []\n", "practice.toml, line 3: 'maker' is no short"),
        (
            "version = '1'\n[[product]]\nndc = '00409-1134-03'\ndrug = 'x'\nregimens = ['by mouth']\n",
            "practice.toml, line 5: regimens are some of continuous, intermittent, pca, pump-refill",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(DataError) as told:
        parse_pinned(text, "practice.toml")
    assert str(told.value).startswith(said)


RANGE = """version = '1'
[[range]]
drug = 'morphine sulfate'
regimen = 'continuous'
route = 'intravenous'
dose = '1 mg/hr to 20 mg/hr by 0.5 mg/hr'
days = [7, 45]
cite = 'hipkit'
where = 'practice'
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("'continuous'", "'by mouth'", 4, "'by mouth' is no regimen"),
        ("1 mg/hr to 20 mg/hr by 0.5 mg/hr", "1 to 20 mg/hr", 6, "dose holds '1', which is no amount"),
        ("1 mg/hr to 20 mg/hr by 0.5 mg/hr", "1 mg/hr to 20 mg/hr", 6, "dose is written as"),
        ("1 mg/hr to 20 mg/hr by 0.5 mg/hr", "20 mg/hr to 1 mg/hr by 1 mg/hr", 6, "dose is written as"),
        ("1 mg/hr to 20 mg/hr by 0.5 mg/hr", "1 mg to 20 mg/hr by 1 mg", 6, "dose is written as"),
        ("[7, 45]", "[45, 7]", 7, "days are the shortest and the longest span"),
        ("[7, 45]", "['7', '45']", 7, "days is a list of whole numbers"),
        ("'hipkit'", "'hearsay'", 8, "no source in citations.toml has the id 'hearsay'"),
        ("morphine sulfate", "morphine", 3, "no product of morphine is there for continuous"),
    ],
)
def test_a_range_that_is_wrong_is_refused_with_its_line(old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(DataError, match=f"^practice.toml, line {line}: {re.escape(said)}"):
        parse_pinned(RANGE.replace(old, new), "practice.toml")


# ---- the orders that are drawn


def orders() -> Iterator[Drawn]:
    """Orders of every kind, a few hundred."""
    makers = {
        "continuous": lambda draw: continuous(draw),
        "bag": lambda draw: continuous(draw, ("morphine sulfate", "fentanyl citrate"), bag=True),
        "part": lambda draw: continuous(draw, part_day=True),
        "doses": lambda draw: intermittent(draw),
        "naloxone": lambda draw: doses_of_naloxone(draw, draw.one(("before", "over", "from"))),
        "pca": lambda draw: pca(draw, bag=draw.chance(2)),
        "refill": lambda draw: refill(draw, most=2),
        "changed": lambda draw: changed(draw, continuous(draw, ("morphine sulfate",))),
    }
    for name, make in makers.items():
        for number in range(60):
            try:
                yield make(Draw("orders", name, str(number)))
            except Again:
                continue


def test_every_order_lies_within_its_range_and_wants_no_reason() -> None:
    seen = set()
    for one in orders():
        order, of = one.order, one.range
        seen.add((of.drug, of.regimen))
        assert one.pack in pinned().packs_of(of.drug, of.regimen)
        assert (order.ndc, order.strength) == (one.pack.ndc, one.pack.strength)
        assert spans.FIRST <= one.span.start <= one.span.end <= spans.LAST
        assert all(within(amount, steps) for amount, steps in amounts(one))
        assert not bill(order, None, today=spans.TODAY).to_confirm
    assert seen == {(one.drug, one.regimen) for one in pinned().ranges}


def within(amount: Quantity, steps: object) -> bool:
    return steps.holds(amount) if hasattr(steps, "holds") else amount in steps


def amounts(one: Drawn) -> Iterator[tuple[Quantity, object]]:
    """Every amount of an order with the range in which it must lie."""
    order, regimen, of = one.order, one.order.regimen, one.range
    if order.bag:
        yield order.bag, of.bags
        assert order.bag < order.strength
    if isinstance(regimen, Continuous):
        yield regimen.dose, of.dose
        yield from ((rate, of.dose) for _, rate in regimen.changes)
        if order.weight:
            yield order.weight, of.weight
            assert regimen.dose.base * order.weight.base <= 100
    elif isinstance(regimen, Intermittent):
        yield regimen.dose, of.dose
        assert one.every in of.every and one.every * regimen.per_day == 24
    elif isinstance(regimen, Pca):
        assert regimen.basal is not None and regimen.lockout is not None
        yield from ((regimen.basal, of.basal), (regimen.demand, of.demand), (regimen.lockout, of.lockouts))
        assert regimen.demands_per_day * regimen.lockout.to("min").value <= 24 * 60
    elif isinstance(regimen, PumpRefill):
        assert one.daily is not None
        yield from ((regimen.volume, of.volumes), (one.daily, of.dose))
        given = one.daily.base * 24 * one.span.length
        assert given <= regimen.volume.base * regimen.refills * one.pack.strength.base


def test_spans_of_days_lie_in_the_years_of_practice() -> None:
    lengths = {spans.whole_month(Draw("month", str(n))).length for n in range(200)}
    assert lengths == {28, 29, 30, 31}
    for n in range(200):
        draw = Draw("span", str(n))
        inside = spans.around(draw, date(2024, 10, 1), 12, 31)
        assert 12 <= inside.length <= 31
        assert (date(2024, 10, 1) - inside.start).days >= 5 <= (inside.end - date(2024, 9, 30)).days
        months = spans.over_a_month_end(draw, 14, 31)
        assert months.start.month != months.end.month and months.length <= 31
        hospital = spans.in_hospital(draw, months)
        assert 2 <= len(hospital.without) <= 5 and hospital.days == hospital.length - len(hospital.without)
        assert months.start < hospital.without[0] and hospital.without[-1] < months.end


# ---- the cases


def test_there_are_templates_enough_and_each_is_reached() -> None:
    assert len([one for one in ours(1) if one.kind == "compute"]) >= 9
    assert len([one for one in ours(2) if one.kind == "complete"]) >= 4
    assert len(ours(3)) >= 5
    for level in LEVELS:
        assert {one.template for one, _ in made(level)} == {one.name for one in ours(level)}


@pytest.mark.parametrize("level", LEVELS)
def test_every_box_can_be_filled_and_its_steps_lead_to_the_answer(level: int) -> None:
    trained: dict[str, set[str]] = {}
    for one, keys in made(level):
        assert list(keys.boxes) == [blank.name for blank in one.blanks], one.seed
        for blank in one.blanks:
            box = keys.boxes[blank.name]
            assert blank.kind in KINDS and blank.skill in SKILLS and blank.label
            trained.setdefault(one.template, set()).add(blank.skill)
            assert box.stages and box.pointer.endswith(("?", ".")) and box.rule.endswith(".") and box.citation.id
            if isinstance(box.right, Fraction):
                assert blank.kind in ("amount", "units")
                assert box.stages[-1].value == box.right, (one.seed, blank.name)
                assert (box.right * 1000).denominator == 1 and (blank.kind == "amount" or box.right.denominator == 1)
                assert blank.kind == "units" or blank.unit
            texts = [box.pointer, box.rule, *(stage.step.text for stage in box.stages)]
            assert all(text.isascii() for text in texts)
    assert trained == {one.name: set(one.skills) for one in ours(level)}


@pytest.mark.parametrize("level", LEVELS)
def test_the_facts_of_a_box_hold_its_answer(level: int) -> None:
    for one, keys in made(level):
        for name, box in keys.boxes.items():
            if isinstance(box.right, Fraction) and box.asks != "units":
                assert box.facts.numbers[box.asks] == box.right, (one.template, name)
            if box.asks == "units":
                assert box.facts.numbers["units"] == box.right, (one.template, name)


@pytest.mark.parametrize("level", LEVELS)
def test_no_answer_can_be_read_off_the_case(level: int) -> None:
    """But for the mL of a refill, where to know that they are the quantity is the question, and numbers below 10."""
    for one, keys in made(level):
        text = re.sub(r"\d{4}-\d{2}-\d{2}|\d{4,5}-\d{3,4}-\d{1,2}", " ", one.text.replace(",", ""))
        printed = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", text))
        for name, box in keys.boxes.items():
            if isinstance(box.right, Fraction) and box.right >= 10 and "refill" not in one.template:
                assert decimal(box.right) not in printed, (one.template, one.seed, name)
            if box.asks == "ndc":
                assert str(box.right) not in text.replace("-", "")


def decimal(value: Fraction) -> str:
    whole, rest = divmod(value * 1000, 1000)
    return f"{whole}.{int(rest):03d}".rstrip("0").rstrip(".")


@pytest.mark.parametrize("level", LEVELS)
def test_the_words_are_those_of_a_pharmacist(level: int) -> None:
    for one, _ in made(level):
        assert one.text.isascii()
        assert not re.search(r"(?<![\d-])\.\d|\d\.0\b|\bcc\b|\bug\b|\bMS\b|\bq\.?d\b|\bU\b", one.text), one.text
        assert not re.search(r"\d(mg|mcg|mL|hr)\b", one.text), one.text
        assert not re.search(r"\bhydromorphone\b|\bfentanyl\b", one.text), one.text
        assert "  " not in "".join(part for part in one.parts if isinstance(part, str))


@pytest.mark.parametrize("level", LEVELS)
def test_every_day_lies_in_the_years_of_practice_and_every_code_is_in_force(level: int) -> None:
    for one, keys in made(level):
        for box in keys.boxes.values():
            texts = box.facts.texts
            if "from" not in texts:
                continue
            start, end = date.fromisoformat(texts["from"]), date.fromisoformat(texts["through"])
            assert spans.FIRST <= start <= end <= spans.LAST
            assert all(load_policy(payer).why_unknown(start) == "" for payer in [texts.get("payer", "hmsa")])
            for name in ("code", "per_diem"):
                known = codes().get(texts.get(name, ""))
                assert known is None or (known.start <= start and (known.end is None or end <= known.end)), one.seed


def test_an_order_of_level_1_is_billed_as_its_key_says() -> None:
    kinds = set()
    for one, keys in made(1):
        if one.order is None:
            continue
        again = read_scenario(one.order.text())
        assert again == one.order
        answer = bill(again.order, again.payer, again.reading, again.choices, spans.TODAY)
        for box in keys.boxes.values():
            kinds.add(box.asks)
            assert answers(answer, box.asks) == box.right, (one.template, one.seed)
    assert kinds == {
        "day_mL", "day_mg", "total_mL", "units", "ndc_quantity", "uom", "days", "per_diem_code", "per_diem_units",
        "code",
    }  # fmt: skip


def answers(made: object, asks: str) -> object:
    """What a bill says to a question."""
    per_day, lines = made.per_day, made.lines
    by_name = {
        "day_mL": lambda: per_day.volume.base,
        "day_mg": lambda: per_day.amount.base,
        "total_mL": lambda: made.total_volume.base,
        "units": lambda: made.hcpcs_units,
        "ndc_quantity": lambda: made.ndc_quantity,
        "uom": lambda: made.ndc.uom,
        "days": lambda: made.order.service.days,
        "per_diem_code": lambda: lines[0].code,
        "per_diem_units": lambda: lines[0].units,
        "code": lambda: made.hcpcs.code,
    }
    return by_name[asks]()


def test_a_case_without_an_order_of_its_own_opens_none() -> None:
    assert all(one.order is None for level in (2, 3) for one, _ in made(level))
    without = {one.template for one, _ in made(1) if one.order is None}
    assert without == {
        "drug-from-rate", "given-discarded", "ndc-form", "nursing-visit", "pump-rate", "reservoir-lasts", "weight-rate",
    }  # fmt: skip


# ---- slips must come to other numbers, or a case teaches nothing


def test_rounding_matters_in_most_cases_about_units() -> None:
    found = [
        box.facts.numbers["total_mg"] / box.facts.numbers["per"]
        for level in LEVELS
        for _, keys in made(level)
        for box in keys.boxes.values()
        if box.asks == "units" and box.facts.numbers.get("per", 0) >= 1
    ]
    broken = [one for one in found if one.denominator > 1]
    assert len(found) > 200
    assert len(broken) > len(found) * 6 / 10
    assert sum(one % 1 < Fraction(1, 2) for one in broken) > len(broken) / 2


# ---- the same for ever


SCRIPT = """
import hashlib, json, sys
import hipkit.practice.{first}
from hipkit.practice.making import case, drawn, key
found = []
for level in (1, 2, 3):
    for seed in range(40):
        if drawn(seed, level).kind in ("compute", "complete"):
            one = case(seed, level)
            rights = [[name, str(box.right)] for name, box in key(one).boxes.items()]
            found.append([one.template, one.title, one.text, rights, one.order.text() if one.order else ""])
print(hashlib.sha256(json.dumps(found).encode()).hexdigest(), len(found))
"""


def test_cases_are_the_same_in_every_process_locale_and_hash_seed() -> None:
    told = {
        run(SCRIPT.format(first=first), {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone})
        for first, seed, locale, zone in (
            ("making", "0", "C", "UTC"),
            ("templates.complete", "1", "de_DE.UTF-8", "Pacific/Honolulu"),
            ("templates.compute.steps", "4294967295", "tr_TR.UTF-8", "Asia/Kolkata"),
        )
    }
    assert len(told) == 1, told


def run(code: str, settings: dict[str, str]) -> str:
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True, env=os.environ | settings
    )
    return told.stdout


def test_a_case_is_made_alike_after_others_were_made() -> None:
    first = [digest(case(seed, 2)) for seed in range(100)]
    assert first == [digest(case(seed, 2)) for seed in reversed(range(100))][::-1]


def digest(one: Case) -> str:
    return hashlib.sha256(json.dumps([one.template, one.text]).encode()).hexdigest()
