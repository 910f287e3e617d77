"""Practice cases against a second implementation that reads nothing but their text, and against the core.

`plain_reading` reads the text with regular expressions, `plain_practice`, `plain_claims` and `plain_denials` work the
answers out in plain fractions and days. Here they meet hipkit's own claims of the same orders, and cases that were
tampered with; tests/practice holds them against the key of every case of ten thousand seeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any

import pytest

from hipkit import Continuous, Intermittent, Order, Pca, PumpRefill, bill
from hipkit.claim.claim import Claim, sample_claim
from hipkit.practice.case import Case, Table
from hipkit.practice.making import LEVELS, case, drawn, key, templates
from hipkit.practice.templates.shared.spans import TODAY
from hipkit.values.notation import exact
from tests.differential.plain_claims import claim, milligrams
from tests.differential.plain_practice import answers
from tests.differential.plain_reading import Course, courses, table, texts

SEEDS = 120
PAYERS = {
    "HMSA": "hmsa", "BCBS of North Dakota": "bcbsnd", "BCBS of Michigan": "bcbsm", "BCBS of Texas": "bcbstx",
    "BCBS of North Carolina": "bcbsnc",
}  # fmt: skip
AGREED = {"hcpcs_rounding": "up-by-span", "ndc_quantity": "exact"}
ALSO_AGREED = {"bcbsm": {"per_diem_day": "infusion-day", "line_span": "whole-span"}, "bcbsnd": {}}


def cases(level: int, *kinds: str) -> Iterator[Case]:
    for seed in range(SEEDS):
        if drawn(seed, level).kind in kinds:
            yield case(seed, level)


def order_of(one: Course) -> Order:
    """The order that the text of a therapy gives, typed into hipkit."""
    typed, days = one.typed, {"start": str(one.first), "end": str(one.last), "without": [str(day) for day in one.away]}
    given: dict[str, Any] = {"drug": one.drug, "regimen": regimen_of(one), "ndc": one.ndc or None, **days}
    given |= {
        "strength": f"{exact(one.strength)} mg/mL",
        "weight": f"{typed['weight']} kg" if "weight" in typed else None,
    }
    return Order(**given, bag=f"{exact(one.bag)} mg/mL" if one.bag else None)


def regimen_of(one: Course) -> Continuous | Intermittent | Pca | PumpRefill:
    typed = one.typed
    unit = typed["unit"]
    if one.kind == "rate":
        changes = [(typed["day"], f"{typed['dose2']} {unit}")] if "day" in typed else []
        return Continuous(f"{typed['dose']} {unit}", typed["hours"], changes)
    if one.kind == "doses":
        return Intermittent(f"{typed['dose']} {unit}", 24 // int(typed["every"]))
    if one.kind == "implanted":
        return PumpRefill(f"{typed['volume']} mL", refills=typed["fills"].count(" and ") + 1)
    basal, demand = f"{typed['basal']} {unit}/hr", f"{typed['demand']} {unit}"
    return Pca(demand, int(typed["demands"]), basal, f"{typed['lockout']} min", 24)


def claim_of(one: Case) -> Claim:
    """The claim that hipkit makes of the orders in the text of a case, under the payer that it names."""
    said = texts(one)
    payer = next(name for words, name in PAYERS.items() if f"Payer: {words}" in said)
    example = "published example bills" in said or "published-example" in said
    choices = {} if payer == "hmsa" else {**AGREED, **ALSO_AGREED.get(payer, {"line_span": "whole-span"})}
    bills = [
        bill(order_of(course), payer, "published-example" if example else "rule-text", choices, TODAY)
        for course in courses(one)
    ]
    visits, rule = visits_of(said)
    return sample_claim(bills, visits=visits, nursing_rule=None if payer == "bcbsm" else rule, today=TODAY)


def visits_of(said: str) -> tuple[list[tuple[str, int]], str | None]:
    line = next((line for line in said.split("\n") if line.startswith("Visits of the infusion nurse")), "")
    if not line:
        return [], None
    days = [part.split(" ") for part in line.partition(": ")[2].partition(". ")[0].split(", ")]
    rules = {"31st minute": "bcbsm-2013", "midpoint is passed": "cpt-midpoint", "full hours": "floor-hour"}
    return [(day, int(minutes)) for day, _, minutes, _ in days], next(rules[end] for end in rules if end in line)


@pytest.mark.parametrize("level", LEVELS)
def test_the_claim_of_a_text_is_the_claim_of_the_core(level: int) -> None:
    """Every line and cell, of the orders as a learner reads them."""
    seen = set()
    for one in cases(level, "complete", "errors", "denial"):
        if one.template in ("per-diem-line", "drug-code", "month-lines", "month-lines-hospital"):
            continue  # the case shows only what of the claim is asked
        seen.add(one.kind)
        found = [
            (
                line.kind, str(line.start), str(line.end), line.code, tuple(line.modifiers), line.units,
                line.ndc.ndc11 if line.ndc else "", line.ndc_quantity, line.ndc_uom or "",
            )
            for line in claim_of(one).lines
        ]  # fmt: skip
        wanted = [
            (
                line.kind, str(line.first), str(line.last), line.code, line.modifiers, line.units,
                line.ndc if line.quantity is not None else "", line.quantity, "ML" if line.quantity is not None else "",
            )
            for line in claim(one)
        ]  # fmt: skip
        assert found == wanted, one.text
    assert seen == ({"complete", "errors", "denial"} if level > 1 else set())


@pytest.mark.parametrize("level", LEVELS)
def test_the_amounts_of_a_text_are_those_of_the_core(level: int) -> None:
    for one in cases(level, "compute", "complete"):
        for course in courses(one):
            if not table(one, "Visits") and "Dispensed" in texts(one) and "Days: " in texts(one):
                made = bill(order_of(course), today=TODAY)
                assert made.total_amount.base == milligrams(course, course.first, course.last), one.text
                assert made.total_volume.base == made.total_amount.base / course.strength
                assert made.order.service.days == len(course.days)


@pytest.mark.parametrize("level", LEVELS)
def test_the_answers_of_a_text_are_those_of_the_key(level: int) -> None:
    """What tests/practice does over many more seeds."""
    seen = set()
    for one in cases(level, *(template.kind for template in templates())):
        seen.add(one.template)
        found = answers(one)
        assert {name: found.get(name) for name in key(one).boxes} == {
            name: box.right for name, box in key(one).boxes.items()
        }, one.text
    assert len(seen) > sum(template.level == level for template in templates()) / 2


# ---- that the second implementation sees what is wrong


def test_a_claim_that_is_put_right_has_no_wrong_cell() -> None:
    for one in cases(2, "errors"):
        line, column, value = (key(one).boxes[name].right for name in ("line", "column", "value"))
        assert answers(one) == {"line": line, "column": column, "value": value}
        with pytest.raises(ValueError, match="not one wrong cell: \\[\\]"):
            answers(with_cell(one, int(str(line)), str(column), cell_of(one, int(str(line)), str(column))))


def test_a_second_wrong_cell_is_seen() -> None:
    for one in cases(3, "errors"):
        line = str(key(one).boxes["line"].right)
        other = "1" if line != "1" else "2"
        with pytest.raises(ValueError, match="not one wrong cell: \\[\\("):
            answers(with_cell(one, int(other), "units", "77777"))


HEADS = {
    "from": "From", "through": "Through", "code": "Code", "modifiers": "Mod", "units": "Units", "ndc": "NDC",
    "ndc_quantity": "NDC qty", "uom": "UoM",
}  # fmt: skip


def cell_of(one: Case, line: int, column: str) -> str:
    """The cell that the core's own claim has there, as a case prints it."""
    return claim(one)[line - 1].cells[HEADS[column]]


def with_cell(one: Case, line: int, column: str, text: str) -> Case:
    """The case with another text in one cell of its claim."""
    parts = []
    for part in one.parts:
        if isinstance(part, Table) and part.title == "The claim (SAMPLE)":
            rows = [list(row) for row in part.rows]
            rows[line - 1][part.head.index(HEADS[column])] = text
            part = replace(part, rows=tuple(map(tuple, rows)))
        parts.append(part)
    return replace(one, parts=tuple(parts))


def test_another_dose_gives_other_answers() -> None:
    one = next(case(seed, 1) for seed in count() if drawn(seed, 1).name == "drug-units")
    (course,) = courses(one)
    more = texts(one).replace(f" {course.typed['dose']} mg/hr", f" {exact(Fraction(course.typed['dose']) * 2)} mg/hr")
    assert answers(replace(one, parts=(more,)))["units"] != answers(one)["units"]


def test_the_printed_example_by_hand() -> None:
    """5 mg/hr x 24 hr x 31 days = 3,720 mg: 372 units of 10 mg, 148.8 mL of 25 mg/mL, 149 by the example."""
    order = "Order: morphine sulfate 5 mg/hr by continuous intravenous infusion, 24 hours a day."
    dispensed = "Dispensed: morphine sulfate 25 mg/mL, 4 mL vial, NDC 00074-1133-03."
    days = "Days: 2021-03-01 through 2021-03-31, first and last day included."
    words = "The drug goes by J2270: morphine sulfate, up to 10 mg."
    one = Case(0, 2, "1", "two-readings", "compute", "", (order, dispensed, days, words), ())
    found = answers(one)
    assert (found["units"], found["units_published"]) == (372, 149)
    assert (found["ndc_quantity"], found["day_amount"], found["day_volume"]) == (
        Fraction("148.8"),
        120,
        Fraction("4.8"),
    )
    assert (found["per_diem_code"], found["per_diem_units"]) == ("S9326", 31)


def test_days_in_hospital_and_a_change_by_hand() -> None:
    """5 mg/hr for 3 days, 10 mg/hr for 4 days of which 2 in hospital: (5 x 3 + 10 x 2) x 24 = 840 mg."""
    rate = "Order: morphine sulfate 5 mg/hr by continuous intravenous infusion, 24 hours a day"
    order = f"{rate}; from 2021-03-04 on 10 mg/hr."
    dispensed = "Dispensed: morphine sulfate 50 mg/mL, 20 mL vial."
    days = (
        "Days: 2021-03-01 through 2021-03-07, first and last day included. In hospital, without infusion at home: "
        "2021-03-05 through 2021-03-06, both included."
    )
    (course,) = courses(Case(0, 3, "1", "", "compute", "", (order, dispensed, days), ()))
    assert (milligrams(course, course.first, course.last), len(course.days)) == (840, 5)
