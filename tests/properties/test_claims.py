"""What holds for every claim: sums, modifiers, charges, paper, files."""

from __future__ import annotations

import datetime
from collections import Counter
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from hipkit import Bill, InputError, Order, bill, load_policy, sample_claim
from hipkit.billing.compare import by_payer, compare
from hipkit.billing.nursing import nursing_units
from hipkit.claim.claim import Claim, ServiceLine
from hipkit.claim.table import rows
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.payers.files import payers
from tests.properties.claims import DAY, TODAY, Case, billed, cases, choices, orders

visits = st.lists(st.tuples(st.dates(datetime.date(2023, 1, 1), TODAY), st.integers(1, 600)), max_size=3)
rules = st.sampled_from(["bcbsm-2013", "cpt-midpoint", "ceil-hour", "floor-hour"])
dollars = st.integers(0, 99_999_999).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")


def claimed(case: Case, **more: Any) -> Claim:
    """The claim; where a per diem that must be cut is not counted by days, it is refused and not tried here."""
    try:
        return sample_claim(case.bills, today=TODAY, **more)
    except InputError as refused:
        assume("not counted by days" not in refused.reason)
        assert "S9325" in refused.reason, refused
        assume(False)
        raise


def of(found: Claim, place: int, kind: str) -> list[ServiceLine]:
    """The lines of one kind of one order; orders that are alike are told apart by the object."""
    return [line for line in found.lines if line.bill is found.bills[place] and line.kind == kind]


@given(cases())
def test_the_lines_add_up_to_the_bills(case: Case) -> None:
    found = claimed(case)
    for place, one in enumerate(case.bills):
        for kind in ("per_diem", "drug"):
            expected = Counter[str]()
            for line in one.lines:
                if line.kind == kind:
                    expected[line.code] += line.units
            counted = Counter[str]()
            for claim_line in of(found, place, kind):
                counted[claim_line.code] += claim_line.units
            assert counted == expected
        drugs = of(found, place, "drug")
        if one.hcpcs_units is not None and drugs:
            assert sum(line.units for line in drugs) == one.hcpcs_units
        if one.order.ndc and drugs:
            assert sum(line.ndc_quantity or 0 for line in drugs) == one.ndc_quantity


@given(cases())
def test_lines_are_whole_positive_numbered_dated_and_at_home(case: Case) -> None:
    found = claimed(case)
    assert [line.number for line in found.lines] == list(range(1, len(found.lines) + 1))
    kinds = [line.kind for line in found.lines]
    assert kinds == sorted(kinds, key=("per_diem", "drug", "nursing").index)
    for line in found.lines:
        assert isinstance(line.units, int) and line.units >= 1
        assert line.start is not None and line.end is not None and line.start <= line.end
        assert line.place_of_service == "12"
        assert (line.ndc is None) == (line.ndc_quantity is None) == (line.ndc_uom is None)
        assert line.kind == "drug" or (line.ndc is None and line.description is None)
        assert {"code", "units", "dates", "charge"} <= set(line.origins)
        if line.kind == "per_diem":
            assert line.units <= (line.end - line.start).days + 1


@given(cases())
def test_sh_comes_after_a_first_line_and_sj_after_a_second(case: Case) -> None:
    """On every day on which a per diem with SH stands, one without stands too; with SJ, one with SH."""
    found = claimed(case)
    by_day: dict[datetime.date, list[tuple[str, ...]]] = {}
    for place, one in enumerate(case.bills):
        without = one.order.service.without
        for line in of(found, place, "per_diem"):
            assert line.start is not None and line.end is not None
            days = [line.start + DAY * n for n in range((line.end - line.start).days + 1)]
            for day in days if line.units == len(days) else [day for day in days if day not in without]:
                by_day.setdefault(day, []).append(line.modifiers)
    for marks in by_day.values():
        ranks = sorted("SJ" in mark or ("SH" in mark) * 0.5 for mark in marks)
        assert ranks == [0, 0.5, 1][: len(marks)]


@given(cases())
def test_each_payers_modifiers_stand_in_their_order(case: Case) -> None:
    stated = load_policy(case.payer).rule("concurrent_modifiers", None, case.reading).value
    value = case.choices["concurrent_modifiers"] if stated == "unstated" else stated
    allowed = {(), ("59", "SH"), ("59", "SJ")} if value.startswith("59") else {(), ("SH",), ("SJ",)}
    assert {line.modifiers for line in claimed(case).lines} <= allowed


@given(cases(), st.data())
def test_charges_add_up_on_the_claim_and_on_paper(case: Case, data: st.DataObject) -> None:
    plain = claimed(case)
    assume(plain.lines)
    numbers = data.draw(st.lists(st.sampled_from([str(line.number) for line in plain.lines]), unique=True))
    typed = {number: data.draw(dollars) for number in numbers}
    found = claimed(case, charges=typed)
    assert found.charge == sum((Fraction(text) for text in typed.values()), Fraction())
    assert {str(line.number) for line in found.lines if line.charge} <= set(typed)
    assert found.on_paper().charge == found.charge
    said = [notice.text for notice in found.notices if "no charge was given" in notice.text]
    assert bool(said) == (len(typed) < len(found.lines))


@given(cases(), st.integers(0, 10**9))
def test_on_paper_every_total_stays_and_no_box_overflows(case: Case, cents: int) -> None:
    plain = claimed(case)
    assume(plain.lines)
    found = claimed(case, charges={str(plain.lines[-1].number): f"{cents // 100}.{cents % 100:02d}"})
    paper = found.on_paper()
    assert all(1 <= line.units <= 999 for line in paper.lines)
    assert [line.number for line in paper.lines] == list(range(1, len(paper.lines) + 1))
    for total in (lambda line: line.units, lambda line: line.charge, lambda line: line.ndc_quantity or 0):
        before, after = Counter[Any](), Counter[Any]()
        for lines, counter in ((found.lines, before), (paper.lines, after)):
            for line in lines:
                counter[line.code, line.modifiers, line.start, line.end, line.ndc] += total(line)
        assert before == after
    if all(line.units <= 999 for line in found.lines):
        assert paper == found


@given(cases(most=1), st.data())
def test_splitting_a_span_changes_no_total_but_by_rounding_and_whole_days(case: Case, data: st.DataObject) -> None:
    """Two orders that follow each other come to what one comes to: amounts and days exactly, units but for
    the one unit that each line is rounded by, 24-hour blocks but for the one that is cut."""
    (whole,) = case.bills
    service = whole.order.service
    assert service.start is not None and service.end is not None
    assume(service.start < service.end and whole.order.regimen.therapy != "implanted-pump")
    cut = data.draw(st.dates(service.start, service.end - DAY))
    if case.choices["per_diem_day"] == "access-day":  # of two orders each has its own first and last day of access
        assume(not {cut, cut + DAY} & set(service.without))
    parts = [
        _between(whole.order, service.start, cut), _between(whole.order, cut + DAY, service.end),
    ]  # fmt: skip
    bills = [billed(part, case.payer, case.reading, case.choices) for part in parts]
    assert sum((one.total_amount.base for one in bills), Fraction()) == whole.total_amount.base
    assert sum((one.total_volume.base for one in bills), Fraction()) == whole.total_volume.base
    together = sample_claim(bills, today=TODAY)
    alone = sample_claim(whole, today=TODAY)
    assert all(line.modifiers == () for line in together.lines)
    blocks = load_policy(case.payer).rule("per_diem_day", None, case.reading, whole.order.regimen.therapy).value
    for kind, slack in (("per_diem", 1 if blocks == "24-hour-block" else 0), ("drug", None)):
        units, pieces = _units(alone, kind), _units(together, kind)
        extra = len([line for line in together.lines if line.kind == kind]) if slack is None else slack
        assert abs(sum(pieces.values()) - sum(units.values())) <= extra
        assert set(pieces) == set(units)


def _between(order: Order, start: datetime.date, end: datetime.date) -> Order:
    without = [day for day in order.service.without if start <= day <= end]
    assume(len(without) <= (end - start).days)
    return Order(
        order.drug, order.regimen, order.strength, start=start, end=end, without=without, ndc=order.ndc,
        unlisted=order.unlisted, confirm=order.confirm,
        compounded=order.compounded,
    )  # fmt: skip


def _units(found: Claim, kind: str) -> Counter[str]:
    counted = Counter[str]()
    for line in found.lines:
        if line.kind == kind:
            counted[line.code] += line.units
    return counted


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_who_is_first_and_nothing_else(case: Case, chance: Any) -> None:
    found = claimed(case)
    turned = list(case.bills)
    chance.shuffle(turned)
    other = claimed(Case(case.payer, case.reading, case.choices, case.orders, tuple(turned)))
    for kind in ("per_diem", "drug"):
        assert _units(found, kind) == _units(other, kind)


@given(cases(most=2), visits, rules)
def test_nursing_adds_its_lines_and_changes_no_other(
    case: Case, typed: list[tuple[datetime.date, int]], rule: str
) -> None:
    stated = load_policy(case.payer).rule("nursing_time", None, case.reading).value
    named = None if not typed or stated != "unstated" else rule
    plain, found = claimed(case), claimed(case, visits=typed, nursing_rule=named)
    assert found.lines[: len(plain.lines)] == plain.lines
    counted = _units(found, "nursing")
    expected = [nursing_units(minutes, stated if named is None else named) for _, minutes in typed]
    assert counted["99601"] == len(typed)
    assert counted["99602"] == sum(one.further for one in expected)
    again = len({day for day, _ in typed}) < len(typed)
    assert any("a second visit" in one.text for one in found.notices) == again


@given(cases())
def test_a_scenario_that_is_opened_again_makes_the_same_claim(case: Case) -> None:
    again = []
    for one in case.bills:
        chosen = {choice.axis: choice.value for choice in one.choices if choice.chosen and choice.axis in case.choices}
        open_here = {axis: value for axis, value in chosen.items() if _is_open(one, axis)}
        saved = Scenario(one.order, case.payer, case.reading, open_here)
        opened = read_scenario(saved.text())
        assert opened == saved
        assert opened.text() == saved.text()
        again.append(bill(opened.order, opened.payer, opened.reading, opened.choices, TODAY))
    for before, after in zip(case.bills, again, strict=True):
        assert (after.lines, after.total, after.hcpcs, after.ndc) == (
            before.lines,
            before.total,
            before.hcpcs,
            before.ndc,
        )
    before_that = claimed(case).lines
    assert sample_claim(again, today=TODAY).lines == before_that


def _is_open(one: Bill, axis: str) -> bool:
    assert one.payer is not None
    return (
        not one.payer.stated(axis, one.order.service.end, one.reading, one.order.regimen.therapy)
        or axis in ("per_diem_code", "per_diem_day")  # open for some hours a day
    )


@given(cases())
def test_a_table_has_the_numbers_of_the_claim(case: Case) -> None:
    found = claimed(case)
    for line, row in zip(found.lines, rows(found), strict=True):
        assert (row["line"], row["units"], row["code"]) == (str(line.number), str(line.units), line.code)
        assert Fraction(row["charge"]) == line.charge
        assert row["modifiers"].split() == list(line.modifiers)
        assert (Fraction(row["ndc_quantity"]) if row["ndc_quantity"] else None) == line.ndc_quantity


@given(orders(), choices())
def test_payers_beside_each_other_bill_what_each_bills_alone(order: Order, chosen: dict[str, str]) -> None:
    names = sorted(payers())[:3]
    found = compare(by_payer(order, names, {"hcpcs_rounding": chosen["hcpcs_rounding"]}), TODAY)
    for payer, (name, one) in zip(names, found.bills.items(), strict=True):
        policy = load_policy(payer)
        assert name == policy.name
        open_here = not policy.stated("hcpcs_rounding", order.service.end, one.reading, order.regimen.therapy)
        alone = bill(
            order, payer, one.reading, {"hcpcs_rounding": chosen["hcpcs_rounding"]} if open_here else {}, TODAY
        )
        assert one.lines == alone.lines
    for row in found.billed:
        assert row.differs == (len(set(row.texts.values())) > 1)
        assert all(bool(row.reasons(side)) == row.differs for side in row.texts)
