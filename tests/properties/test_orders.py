"""What holds for every order: scaling, adding, spellings, bags, weights, pumps, rounding."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hipkit import Bill, Continuous, Intermittent, Order, Pca, PumpRefill, bill
from tests.properties.given import day_counts, decimal, first_days, hours, numbers, strengths

DAY = datetime.timedelta(days=1)


def continuous(dose: str, per_day: str = "24", strength: str = "25", days: int | None = 31, **more: Any) -> Order:
    given: dict[str, Any] = {"drug": "morphine", "days": days} | more
    return Order(regimen=Continuous(dose, per_day), strength=f"{strength} mg/mL", **given)


def billed(order: Order, reading: str = "rule-text") -> Bill:
    return bill(order, payer="hmsa", reading=reading)


def exact_units(result: Bill) -> Fraction:
    assert result.hcpcs is not None
    assert result.hcpcs.units_exact is not None
    return result.hcpcs.units_exact


def rounded(result: Bill) -> dict[str, Fraction]:
    """The units by each rule of rounding."""
    return {one.value: one.units for one in result.choices if one.axis == "hcpcs_rounding" and one.units is not None}


def lines(result: Bill) -> list[tuple[str, int]]:
    return [(line.code, line.units) for line in result.lines]


@given(st.integers(1, 50_000), st.integers(2, 9), hours, strengths, day_counts)
def test_a_dose_so_many_times_as_high_is_so_many_times_the_drug(
    dose: int, times: int, per_day: str, strength: str, days: int
) -> None:
    one = billed(continuous(f"{decimal(dose)} mg/hr", per_day, strength, days))
    many = billed(continuous(f"{decimal(dose * times)} mg/hr", per_day, strength, days))
    assert many.total_amount.value == one.total_amount.value * times
    assert many.total_volume.value == one.total_volume.value * times
    assert exact_units(many) == exact_units(one) * times


@given(numbers, hours, strengths, st.integers(1, 183), st.integers(1, 183))
def test_days_add_up(dose: str, per_day: str, strength: str, first: int, second: int) -> None:
    parts = [billed(continuous(f"{dose} mg/hr", per_day, strength, days)) for days in (first, second)]
    whole = billed(continuous(f"{dose} mg/hr", per_day, strength, first + second))
    assert whole.total_amount.value == sum(part.total_amount.value for part in parts)
    assert whole.total_volume.value == sum(part.total_volume.value for part in parts)
    units = [part.hcpcs_units or 0 for part in parts]
    assert sum(units) - 1 <= (whole.hcpcs_units or 0) <= sum(units)


@settings(max_examples=12)
@given(numbers, hours, strengths, day_counts)
def test_every_spelling_of_a_unit_is_the_same_order(dose: str, per_day: str, strength: str, days: int) -> None:
    expected = billed(continuous(f"{dose} mg/hr", per_day, strength, days))
    for spelling in ("mg/h", "mg/hour", "MG/HR", "mg / h", "Mg/hours", "mg/ HR"):
        for blank in ("", " ", "\u00a0"):
            result = billed(continuous(f" {dose}{blank}{spelling} ", per_day, strength, days))
            assert (result.total, lines(result)) == (expected.total, lines(expected))


@given(st.integers(1, 99_999), strengths, day_counts)
def test_every_unit_of_mass_is_the_same_order(dose: int, strength: str, days: int) -> None:
    expected = billed(continuous(f"{decimal(dose)} mg/hr", strength=strength, days=days))
    micrograms = [
        f"{dose} mcg/hr",
        f"{dose} ug/h",
        f"{dose} \u00b5g/h",
        f"{dose} \u03bcg/hour",
        f"{dose}000 ng/hr",
    ]
    for text in micrograms:
        result = billed(continuous(text, strength=strength, days=days))
        assert (result.total, lines(result)) == (expected.total, lines(expected))


@given(st.integers(1, 50_000), day_counts, strengths)
def test_every_unit_of_time_is_the_same_order(dose: int, days: int, strength: str) -> None:
    expected = billed(continuous(f"{decimal(dose)} mg/hr", strength=strength, days=days))
    texts = [
        f"{decimal(dose * 24)} mg/day",
        f"{decimal(dose * 24)} mg/24 h",
        f"{decimal(dose * 168)} mg/week",
    ]
    for text in texts:
        result = billed(continuous(text, strength=strength, days=days))
        assert (result.total, lines(result)) == (expected.total, lines(expected))


@given(st.integers(1, 99_000), st.integers(1, 1000), hours, strengths, day_counts)
def test_more_drug_is_never_fewer_units(dose: int, more: int, per_day: str, strength: str, days: int) -> None:
    for reading in ("rule-text", "published-example"):
        low = billed(continuous(f"{decimal(dose)} mg/hr", per_day, strength, days), reading)
        high = billed(continuous(f"{decimal(dose + more)} mg/hr", per_day, strength, days), reading)
        assert (low.hcpcs_units or 0) <= (high.hcpcs_units or 0)
        assert (low.ndc_quantity or 0) <= (high.ndc_quantity or 0)


@given(numbers, hours, strengths, st.integers(1, 365))
def test_another_day_is_never_fewer_units(dose: str, per_day: str, strength: str, days: int) -> None:
    shorter, longer = (rounded(billed(continuous(f"{dose} mg/hr", per_day, strength, n))) for n in (days, days + 1))
    assert all(shorter[rule] <= longer[rule] for rule in shorter)


@given(numbers, hours, strengths, day_counts)
def test_rounding_up_is_never_below_the_exact_and_by_less_than_a_unit(
    dose: str, per_day: str, strength: str, days: int
) -> None:
    result = billed(continuous(f"{dose} mg/hr", per_day, strength, days))
    by_rule, exact = rounded(result), exact_units(result)
    assert len(by_rule) == 6
    assert exact <= by_rule["up-by-span"] < exact + 1
    assert exact <= by_rule["up-by-week"] < exact + -(-days // 7)
    assert exact <= by_rule["up-by-day"] < exact + days
    assert abs(by_rule["nearest-by-span"] - exact) <= Fraction(1, 2) or by_rule["nearest-by-span"] == 1 > exact
    assert result.hcpcs_units == by_rule["up-by-span"]


@given(numbers, hours, strengths, day_counts)
def test_by_day_is_at_least_by_week_is_at_least_by_span(dose: str, per_day: str, strength: str, days: int) -> None:
    by_rule = rounded(billed(continuous(f"{dose} mg/hr", per_day, strength, days)))
    assert by_rule["up-by-day"] >= by_rule["up-by-week"] >= by_rule["up-by-span"]


@given(st.integers(1, 30).map(decimal), hours, strengths, st.integers(1, 3))
def test_a_positive_amount_never_bills_nothing(dose: str, per_day: str, strength: str, days: int) -> None:
    for reading in ("rule-text", "published-example"):
        result = billed(continuous(f"{dose} mg/hr", per_day, strength, days), reading)
        assert all(units >= 1 for units in rounded(result).values())
        assert result.ndc_quantity is not None
        assert result.ndc_quantity > 0


@given(numbers, hours, strengths, first_days, st.integers(1, 366))
def test_dates_and_the_number_of_days_are_the_same_amounts(
    dose: str, per_day: str, strength: str, first: datetime.date, days: int
) -> None:
    span: dict[str, Any] = {"start": str(first), "end": first + DAY * (days - 1), "days": None}
    dated, counted = (
        bill(continuous(f"{dose} mg/hr", per_day, strength, **more), payer=None) for more in (span, {"days": days})
    )
    assert (dated.total, dated.hcpcs_units) == (counted.total, counted.hcpcs_units)


@given(numbers, strengths, first_days, st.integers(2, 100), st.data())
def test_days_without_therapy_are_left_out_and_the_span_goes_from_the_first_to_the_last(
    dose: str, strength: str, first: datetime.date, days: int, data: st.DataObject
) -> None:
    all_days = [first + DAY * i for i in range(days)]
    left_out = data.draw(st.lists(st.sampled_from(all_days), unique=True, max_size=days - 1))
    span: dict[str, Any] = {"start": first, "end": all_days[-1], "days": None}
    result = billed(continuous(f"{dose} mg/hr", "24", strength, without=left_out, **span))
    other_way = billed(
        continuous(f"{dose} mg/hr", "24", strength, without=[str(one) for one in left_out[::-1]], **span)
    )
    counted = billed(continuous(f"{dose} mg/hr", "24", strength, days=days - len(left_out)))
    assert result.total == other_way.total == counted.total
    assert lines(result) == lines(counted) == lines(other_way)
    given_on = sorted(set(all_days) - set(left_out))
    assert {(line.start, line.end) for line in result.lines} == {(given_on[0], given_on[-1])}


@given(numbers, numbers, strengths, first_days, st.integers(2, 90), st.data())
def test_a_change_of_rate_is_the_sum_of_its_parts(
    before: str, after: str, strength: str, first: datetime.date, days: int, data: st.DataObject
) -> None:
    turn = data.draw(st.integers(1, days - 1))
    rate = Continuous(f"{before} mg/hr", 24, changes=[(first + DAY * turn, f"{after} mg/hr")])
    span: dict[str, Any] = {"start": first, "end": first + DAY * (days - 1)}
    whole = billed(Order(drug="morphine", regimen=rate, strength=f"{strength} mg/mL", **span))
    parts = [
        billed(continuous(f"{before} mg/hr", "24", strength, turn)),
        billed(continuous(f"{after} mg/hr", "24", strength, days - turn)),
    ]
    assert whole.total_amount.value == sum(part.total_amount.value for part in parts)
    assert whole.total_volume.value == sum(part.total_volume.value for part in parts)
    assert exact_units(whole) == sum(exact_units(part) for part in parts)


@given(numbers, hours, st.integers(1, 20), st.integers(1, 20))
def test_a_span_over_a_change_of_code_is_the_two_spans(dose: str, per_day: str, before: int, after: int) -> None:
    last = datetime.date(2024, 9, 30)
    first, end = last - DAY * (before - 1), last + DAY * after

    def order(start: datetime.date, end: datetime.date) -> Order:
        rate = Continuous(f"{dose} mg/hr", per_day)
        return Order(drug="hydromorphone", regimen=rate, strength="10 mg/mL", start=start, end=end)

    whole = billed(order(first, end))
    parts = [billed(order(first, last)), billed(order(last + DAY, end))]
    drug = [[one for one in result.lines if one.kind == "drug"] for result in (whole, *parts)]
    assert whole.hcpcs is None
    assert drug[0] == drug[1] + drug[2]
    assert [line.code for line in drug[0]] == ["J1170", "J1171"]
    assert whole.total_volume.value == sum(part.total_volume.value for part in parts)


@given(numbers, hours, strengths, first_days, st.integers(1, 366))
def test_lines_by_month_add_up_to_the_span(
    dose: str, per_day: str, strength: str, first: datetime.date, days: int
) -> None:
    order = continuous(f"{dose} mg/hr", per_day, strength, days=None, start=first, end=first + DAY * (days - 1))
    result = bill(order, payer="bcbsnd", choices={"hcpcs_rounding": "up-by-span"})
    per_diems, drugs = ([line for line in result.lines if line.kind == kind] for kind in ("per_diem", "drug"))
    months = {(line.start.year, line.start.month) for line in drugs if line.start}
    assert sum(line.units for line in per_diems) == days
    assert len(drugs) == len(per_diems) == len(months)
    assert exact_units(result) <= sum(line.units for line in drugs) < exact_units(result) + len(drugs)
    assert sum(line.units for line in drugs) == result.hcpcs_units
    for line in drugs:
        assert line.start is not None and line.end is not None
        assert (line.start.year, line.start.month) == (line.end.year, line.end.month)


@given(numbers, hours, day_counts, st.sampled_from(["0.1", "0.5", "2", "5", "12.5"]))
def test_a_bag_never_changes_what_is_billed(dose: str, per_day: str, days: int, bag: str) -> None:
    for reading in ("rule-text", "published-example"):
        plain = billed(continuous(f"{dose} mg/hr", per_day, "25", days, ndc="00074-1133-03"), reading)
        mixed = billed(
            continuous(f"{dose} mg/hr", per_day, "25", days, ndc="00074-1133-03", bag=f"{bag} mg/mL"), reading
        )
        assert lines(mixed) == lines(plain)
        assert mixed.ndc.quantity == plain.ndc.quantity
        assert mixed.ndc.quantity_exact == plain.ndc.quantity_exact
        assert mixed.total.bag_volume is not None
        assert mixed.total.bag_volume.value == plain.total_amount.value / Fraction(bag)


@given(st.integers(1, 99_999), strengths, day_counts)
def test_a_rate_of_the_bag_is_the_drug_in_it(rate: int, strength: str, days: int) -> None:
    by_volume = billed(continuous(f"{decimal(rate)} mL/hr", "24", strength, days, bag="0.1 mg/mL"))
    by_mass = billed(continuous(f"{decimal(rate)} mg/day", "24", strength, days))
    assert by_volume.total_amount.value * 10 == by_mass.total_amount.value * 24
    assert by_volume.total_volume.value * Fraction(strength) == by_volume.total_amount.value


@given(st.integers(1, 2000), st.integers(1, 2000), hours, strengths, day_counts)
def test_a_rate_by_weight_is_the_rate_for_that_weight(
    dose: int, weight: int, per_day: str, strength: str, days: int
) -> None:
    kilograms = f"{weight // 10}.{weight % 10}" if weight % 10 else str(weight // 10)
    by_weight = billed(continuous(f"{decimal(dose)} mg/kg/hr", per_day, strength, days, weight=f"{kilograms} kg"))
    by_mass = billed(continuous(f"{dose * weight * 100} ng/hr", per_day, strength, days))
    assert by_weight.total == by_mass.total
    assert lines(by_weight) == lines(by_mass)


@given(st.integers(1, 20_000), st.integers(1, 24), strengths, day_counts)
def test_doses_a_day_are_a_rate_a_day(dose: int, times: int, strength: str, days: int) -> None:
    regimen = Intermittent(f"{decimal(dose)} mg", per_day=times)
    doses = billed(Order(drug="morphine", regimen=regimen, strength=f"{strength} mg/mL", days=days))
    rate = billed(continuous(f"{decimal(dose * times)} mg/day", "24", strength, days))
    assert doses.total == rate.total
    assert doses.hcpcs == rate.hcpcs


@given(st.integers(1, 5000), st.integers(0, 200), numbers, st.integers(1, 180), hours, day_counts)
def test_the_most_a_pca_pump_could_give_is_never_billed(
    demand: int, given_a_day: int, basal: str, lockout: int, per_day: str, days: int
) -> None:
    def order(pause: str | None) -> Order:
        regimen = Pca(f"{decimal(demand)} mg", given_a_day, f"{basal} mg/hr", pause, per_day)
        return Order(drug="morphine", regimen=regimen, strength="5 mg/mL", days=days)

    free, locked = billed(order(None)), billed(order(f"{lockout} min"))
    given_mg = Fraction(basal) * Fraction(per_day) + given_a_day * Fraction(demand, 1000)
    assert locked.total == free.total
    assert locked.lines == free.lines
    assert locked.hcpcs == free.hcpcs
    assert locked.total_amount.value == given_mg * days
    assert locked.pca is not None
    assert locked.pca.max_demands_per_hr == 60 // lockout
    assert locked.pca.programmed_max is not None
    most = (Fraction(basal) + 60 // lockout * Fraction(demand, 1000)) * Fraction(per_day)
    assert locked.pca.programmed_max.value == most


@given(st.integers(1, 60_000), st.integers(1, 12), strengths, day_counts)
def test_a_refill_is_billed_by_refill_and_not_by_day(volume: int, refills: int, strength: str, days: int) -> None:
    regimen = PumpRefill(f"{decimal(volume)} mL", refills)
    result = billed(Order(drug="morphine", regimen=regimen, strength=f"{strength} mg/mL", days=days))
    assert result.total_volume.value == Fraction(volume, 1000) * refills
    assert result.total_amount.value == result.total_volume.value * Fraction(strength)
    assert lines(result)[0] == ("S9328", days)
    assert lines(result)[1][0] == "J2274"


@given(numbers, hours, strengths, first_days, st.integers(1, 60))
def test_a_choice_that_is_taken_bills_what_was_shown(
    dose: str, per_day: str, strength: str, first: datetime.date, days: int
) -> None:
    order = continuous(f"{dose} mg/hr", per_day, strength, days=None, start=first, end=first + DAY * (days - 1))
    shown = bill(order, payer="bcbsnd")
    assume("hcpcs_rounding" in shown.open_axes)
    for choice in shown.choices:
        if choice.axis == "hcpcs_rounding":
            taken = bill(order, payer="bcbsnd", choices={"hcpcs_rounding": choice.value})
            assert taken.hcpcs_units == choice.units
            assert sum(line.units for line in taken.lines if line.kind == "drug") == choice.units


@given(numbers, hours, strengths, day_counts)
def test_the_readings_agree_on_everything_but_the_rules(dose: str, per_day: str, strength: str, days: int) -> None:
    order = continuous(f"{dose} mg/hr", per_day, strength, days, ndc="00074-1133-03")
    rule, printed = billed(order), billed(order, "published-example")
    assert (rule.total, rule.per_day, rule.ndc.quantity_exact) == (
        printed.total,
        printed.per_day,
        printed.ndc.quantity_exact,
    )
    for one, other in ((rule, "published-example"), (printed, "rule-text")):
        shown = {choice.value: choice.units for choice in one.choices if choice.axis == "reading"}
        assert shown[other] == billed(order, other).hcpcs_units


# Days without therapy: no line begins or ends on one, and no day is lost or counted twice.

_BY_MONTH = {"bcbsnd": {}, "bcbstx": {"line_span": "calendar-month"}, "hmsa": {}}


@given(first_days, st.integers(1, 75), st.sampled_from(sorted(_BY_MONTH)), st.data())
def test_lines_go_from_a_day_with_therapy_to_one(
    first: datetime.date, days: int, payer: str, data: st.DataObject
) -> None:
    everyday = [first + DAY * i for i in range(days)]
    without = data.draw(st.lists(st.sampled_from(everyday), unique=True, max_size=days - 1))
    order = continuous("1 mg/hr", "24", "10", None, start=first, end=everyday[-1], without=without)
    chosen = {axis: value for axis, value in _BY_MONTH[payer].items() if axis in bill(order, payer).open_axes}
    rounding = {"hcpcs_rounding": "up-by-span"} if "hcpcs_rounding" in bill(order, payer).open_axes else {}
    result = bill(order, payer, choices=chosen | rounding)
    given_on = set(everyday) - set(without)
    for kind in ("per_diem", "drug"):
        lines = [line for line in result.lines if line.kind == kind]
        covered = [
            day for line in lines for day in everyday if line.start and line.end and line.start <= day <= line.end
        ]
        assert all(line.start in given_on and line.end in given_on for line in lines)
        assert len(covered) == len(set(covered)) and given_on <= set(covered)
    per_diems = [line for line in result.lines if line.kind == "per_diem"]
    assert sum(line.units for line in per_diems) == len(given_on)


@given(first_days, st.integers(1, 75), st.data())
def test_days_left_out_at_the_ends_are_as_if_they_were_not_ordered(
    first: datetime.date, days: int, data: st.DataObject
) -> None:
    """By access days too, which go from the day begun to the day ended."""
    before, after = data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5))
    start, end = first + DAY * before, first + DAY * (before + days - 1)
    ends = [first + DAY * i for i in range(before)] + [end + DAY * (i + 1) for i in range(after)]
    inside = data.draw(st.lists(st.sampled_from([start + DAY * i for i in range(days)][1:-1] or [None]), unique=True))
    within = [day for day in inside if day is not None]
    longer = continuous(
        "1 mg/hr", "24", "10", None, start=first, end=end + DAY * after, without=[*ends, *within]
    )  # fmt: skip
    plain = continuous("1 mg/hr", "24", "10", None, start=start, end=end, without=within)
    for day in ("access-day", "infusion-day"):
        results = []
        for order in (longer, plain):
            wanted = {"per_diem_day": day, "line_span": "whole-span", "hcpcs_rounding": "up-by-week"}
            shown = bill(order, "bcid")
            results.append(bill(order, "bcid", choices={axis: wanted[axis] for axis in shown.open_axes}))
        assert results[0].lines == results[1].lines
        if day == "access-day":
            assert results[0].lines[0].units == days
