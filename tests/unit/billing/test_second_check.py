"""The blind second check: agreement, and each step at which two entries may part, with the slip that it was."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from hipkit import Bill, Continuous, InputError, Intermittent, Order, Pca, PumpRefill, bill
from hipkit.billing.second_check import Typed, asked, beside, check_now, outcome_of, read_typed, stands_for
from hipkit.billing.working import working
from hipkit.order.check import Check, Outcome

RATE = Continuous("5 mg/hr", hours_per_day=24)
MARCH = {"start": "2021-03-01", "end": "2021-03-31"}
SEED: dict[str, Any] = {"drug": "morphine", "regimen": RATE, "strength": "25 mg/mL", "ndc": "00074-1133-03", **MARCH}
BAG = {"bag": "5 mg/mL"}
PUMP = Pca("0.5 mg", 12, basal="1 mg/hr", hours_per_day=24)


def billed(payer: str | None = "hmsa", **more: Any) -> Bill:
    fields = {name: value for name, value in (SEED | more).items() if value is not None}
    return bill(Order(**fields), payer, "rule-text" if payer == "hmsa" else None)


def right(one: Bill) -> dict[str, tuple[Fraction | str, ...]]:
    return dict(asked(one))


def typed(one: Bill, **other: str) -> Typed:
    return right(one) | {name: read_typed(name, text) for name, text in other.items()}


# ---- agreement


ORDERS = {
    "seed": SEED,
    "a bag": SEED | BAG,
    "doses": SEED | {"regimen": Intermittent("10 mg", 4)},
    "pca": SEED | {"regimen": PUMP},
    "pump refill": {"drug": "ziconotide", "regimen": PumpRefill("20 mL", 1), "strength": "25 mcg/mL", **MARCH},
    "changing": SEED | {"regimen": Continuous("5 mg/hr", 24, [("2021-03-15", "6 mg/hr")])},
    "days off": SEED | {"without": ["2021-03-10"]},
    "no dates": SEED | {"start": None, "end": None, "days": 7},
    "powder": {"drug": "ketorolac", "regimen": Continuous("30 mg/day"), "strength": "500 mg/vial", "days": 3,
               "form": "powder-vial"},
    "a code that changes": {"drug": "hydromorphone", "regimen": Continuous("0.5 mg/hr", 24), "strength": "10 mg/mL",
                            "start": "2024-09-20", "end": "2024-10-10"},
}  # fmt: skip


@pytest.mark.parametrize("payer", ["hmsa", None])
@pytest.mark.parametrize("given", ORDERS.values(), ids=ORDERS)
def test_the_same_order_and_the_same_units_agree(given: dict[str, Any], payer: str | None) -> None:
    first, again = (
        bill(Order(**{name: value for name, value in given.items() if value is not None}), payer) for _ in range(2)
    )
    left = "" if payer else "per-diem code and units (no payer is named)"
    if first.order.ndc is None:
        left = "; ".join(filter(None, (left, "NDC quantity (the order has no NDC)")))
    for found in (outcome_of(first, again), outcome_of(first, right(first))):
        assert found.agrees and found.not_compared == left
    assert all(one.same for one in beside(first, again.order))


def test_an_amount_in_another_unit_is_the_same_amount() -> None:
    again = billed(regimen=Continuous("5000 mcg/hr", 24), strength="25000 mcg/mL")
    assert outcome_of(billed(), again).agrees


# ---- where the units part

PARTED = {
    "wrong per-diem code": ({"per_diem_code": "S9325"}, "per-diem code", "S9326", "S9325", "", ()),
    "last day not counted": ({"per_diem_units": "30"}, "per diem S9326", "31", "30", "",
                             ("month-as-30-days", "one-day-short")),
    "a day too many": ({"per_diem_units": "32"}, "per diem S9326", "31", "32", "", ("one-day-too-many",)),
    "tenfold days": ({"per_diem_units": "310"}, "per diem S9326", "31", "310", "10", ("point-moved",)),
    "wrong drug code": ({"drug_code": "J2274"}, "drug code", "J2270", "J2274", "", ()),
    "mg for units": ({"drug_units": "3720"}, "units of J2270", "372", "3,720", "10", ("mg-for-units", "point-moved")),
    "mL for units": ({"drug_units": "149"}, "units of J2270", "372", "149", "", ("ml-for-units",)),
    "tenfold down": ({"drug_units": "37"}, "units of J2270", "372", "37", "", ("point-moved",)),
    "tenfold up": ({"ndc_quantity": "1488"}, "NDC quantity", "148.8 mL", "1,488 mL", "10", ("point-moved",)),
    "a tenth": ({"ndc_quantity": "14.88"}, "NDC quantity", "148.8 mL", "14.88 mL", "1/10", ("point-moved",)),
    "bag for vial": ({"ndc_quantity": "744"}, "NDC quantity", "148.8 mL", "744 mL", "", ("bag-for-vial",)),
    "mg for mL": ({"ndc_quantity": "3720"}, "NDC quantity", "148.8 mL", "3,720 mL", "", ("mg-for-ml",)),
    "made whole": ({"ndc_quantity": "149"}, "rounding of the NDC quantity", "148.8 mL", "149 mL", "",
                   ("ndc-quantity-made-whole",)),
    "another number": ({"drug_units": "401"}, "units of J2270", "372", "401", "", ()),
}  # fmt: skip


@pytest.mark.parametrize("case", PARTED.values(), ids=PARTED)
def test_units_part_at_the_step_and_the_slip_is_named(case: tuple[Any, ...]) -> None:
    other, step, first, second, times, slips = case
    one = billed(**BAG)
    found = outcome_of(one, typed(one, **other))
    assert (found.step, found.first, found.second, found.times) == (step, first, second, times)
    assert found.slips == slips


def test_the_first_step_of_several_is_told() -> None:
    one = billed()
    assert outcome_of(one, typed(one, drug_units="3720", per_diem_code="S9327")).step == "per-diem code"


def test_rounding_is_told_apart_from_a_wrong_amount() -> None:
    one = billed(regimen=Continuous("5.1 mg/hr", 24), end="2021-03-07")  # 85.68 units
    down = outcome_of(one, typed(one, drug_units="85"))
    assert (down.step, down.slips) == ("rounding of the units of J2270", ("rounded-down",))


def test_each_line_has_its_own_units_and_their_number_is_compared() -> None:
    one = bill(Order("hydromorphone", Continuous("0.5 mg/hr", 24), "10 mg/mL", start="2024-09-20", end="2024-10-10"))
    assert right(one)["drug_code"] == ("J1170", "J1171")
    whole = typed(one, drug_units="1233")
    assert outcome_of(one, whole) == Outcome("number of lines, drug units", "2", "1")
    old, new = (str(units) for units in right(one)["drug_units"])
    found = outcome_of(one, typed(one, drug_units=f"{old}; {int(new) // 40}"))
    assert found.step.startswith("units of J1171, 2024-10-01") and found.slips[0] == "unit-of-the-ended-code"


def test_an_unlisted_code_billed_as_one_is_named() -> None:
    one = bill(Order(**SEED), "hmsa", "published-example")
    assert outcome_of(one, typed(one, drug_units="1")).slips == ("noc-as-one",)


def test_the_units_of_a_line_are_of_the_code_that_it_bills() -> None:
    codes = {stage.key: stage.code for stage in working(bill(Order(**SEED), "hmsa", "published-example"))}
    assert codes["drug_units", 0] == "J3490" and codes["per_diem_units", 0] == "S9325" and codes["days", 0] == ""


# ---- where the order anew parts

ANEW = {
    "tenfold down": ({"regimen": Continuous("0.5 mg/hr", 24)}, "amount a day: 120 mg against 12 mg, 1/10", "point"),
    "tenfold up": ({"regimen": Continuous("50 mg/hr", 24)}, "amount a day: 120 mg against 1,200 mg, 10 times", "point"),
    "mcg for mg": ({"regimen": Continuous("5 mcg/hr", 24)}, "amount a day: 120 mg against 0.12 mg, 1/1000", "mg-as"),
    "24 hours for fewer": ({"regimen": Continuous("5 mg/hr", 12)}, "amount a day: 120 mg against 60 mg", ""),
    "bag for vial": ({"strength": "5 mg/mL", "bag": None, "ndc": None}, "volume a day: 4.8 mL against 24 mL", "bag"),
    "last day left out": ({"end": "2021-03-30"}, "days of service: 31 against 30", "one-day-short"),
    "other days": ({"start": "2021-03-02", "end": "2021-04-01"}, "first day: 2021-03-01 against 2021-03-02", ""),
    "other drug": ({"drug": "hydromorphone", "ndc": None}, "drug code: J2270 against J1170", ""),
    "other package": ({"ndc": "00409-1135-02"}, "NDC: 00074-1133-03 against 00409-1135-02", ""),
    "no package": ({"ndc": None}, "NDC quantity: 148.8 mL against none", ""),
    "one bag less": ({"bag": None}, "bag volume a day: 24 mL against none", ""),
    "a change": ({"regimen": Continuous("5 mg/hr", 24, [("2021-03-15", "6 mg/hr")])},
                 "amount on 2021-03-15: 120 mg against 144 mg", ""),
    "doses a day": ({"regimen": Intermittent("10 mg", 4)}, "amount a day: 120 mg against 40 mg", ""),
}  # fmt: skip


@pytest.mark.parametrize(("other", "words", "slip"), ANEW.values(), ids=ANEW)
def test_orders_part_at_the_first_step_of_the_working(other: dict[str, Any], words: str, slip: str) -> None:
    found = outcome_of(billed(**BAG), billed(**(BAG | other)))
    assert found.text.startswith(words)
    assert slip in found.text and (slip or not found.slips)


def test_changing_rates_part_on_the_first_day_that_differs() -> None:
    first, second = (
        billed(regimen=Continuous("5 mg/hr", 24, [(day, "6 mg/hr")])) for day in ("2021-03-15", "2021-03-16")
    )
    assert outcome_of(first, second).text == "amount on 2021-03-15: 144 mg against 120 mg"


def test_a_rate_that_changes_parts_from_one_that_does_not_on_the_day_of_the_change() -> None:
    same, changed = billed(), billed(regimen=Continuous("5 mg/hr", 24, [("2021-03-15", "6 mg/hr")]))
    assert outcome_of(changed, same).text == "amount on 2021-03-15: 144 mg against 120 mg"
    assert outcome_of(same, changed).text == "amount on 2021-03-15: 120 mg against 144 mg"
    stopped = billed(regimen=Continuous("5 mg/hr", 24, [("2021-03-15", "6 mg/hr")]), without=["2021-03-10"])
    assert outcome_of(same, stopped).text.startswith("days of service: 31 against 30 (month-as-30-days")
    undated = billed(start=None, end=None, days=31)
    assert outcome_of(changed, undated).text == "first day: 2021-03-01 against none"
    assert outcome_of(undated, changed).text.startswith("amount on day 15: 120 mg against 144 mg")


def test_a_refill_parts_from_a_rate_at_how_it_is_given() -> None:
    rate, refill = (
        billed(drug="ziconotide", regimen=regimen, strength="25 mcg/mL", ndc=None)
        for regimen in (Continuous("5 mcg/hr", 24), PumpRefill("20 mL", 1))
    )
    assert outcome_of(rate, refill).text == "given: continuous against pump-refill"
    assert outcome_of(refill, rate).text == "given: pump-refill against continuous"


def test_each_side_is_told_in_its_own_unit_and_another_unit_parts() -> None:
    liquid, vials = billed(ndc=None), billed(ndc=None, strength="500 mg/vial", form="powder-vial")
    assert outcome_of(vials, liquid).text == "vials a day or volume a day: 0.24 vials against 4.8 mL"
    assert outcome_of(liquid, vials).text == "volume a day or vials a day: 4.8 mL against 0.24 vials"
    of_25 = billed(ndc=None, strength="25 mg/vial", form="powder-vial")  # the number alone is the same
    assert outcome_of(liquid, of_25).text == "volume a day or vials a day: 4.8 mL against 4.8 vials"


@pytest.mark.parametrize("payer", [None, "bcbsnd"])
def test_what_one_side_does_not_know_is_not_told_as_none(payer: str | None) -> None:
    listed, unlisted = (
        billed(payer=payer, start="2024-03-01", end="2024-03-31", ndc=None, **drug)
        for drug in ({}, {"drug": None, "unlisted": "tetracaine"})
    )
    assert outcome_of(listed, unlisted).text == "drug code: J2270 against not known"
    assert outcome_of(unlisted, listed).text == "drug code: not known against J2270"


def test_the_working_is_in_the_order_of_the_steps() -> None:
    words = [stage.words for stage in working(billed(**BAG))]
    assert words[:6] == [
        "amount a day", "volume a day", "bag volume a day", "days of service", "first day", "last day",
    ]  # fmt: skip
    assert words[-2:] == ["dates of units of J2270", "NDC quantity"]


# ---- what is asked, and how it is read


def test_what_is_not_known_is_not_asked_for() -> None:
    assert set(asked(billed(payer=None))) == {"drug_code", "drug_units", "ndc_quantity"}
    assert "per_diem_code" not in asked(billed(payer=None))
    assert "ndc_quantity" not in asked(billed(ndc=None))
    open_order = bill(Order("fentanyl", Continuous("0.0417 mg/hr", 24), "0.05 mg/mL", **MARCH), "bcbsnd")
    assert open_order.open_axes and "drug_units" not in asked(open_order)


OPEN_NDC = {
    "start": "2024-03-01",
    "end": "2024-03-31",
    "ndc": "00409-1134-03",
    "payer": "bcbsm",
    "strength": "50 mg/mL",
}
ROUNDING = "waits for a choice, how the NDC quantity is rounded"


def test_units_that_are_known_are_asked_for_though_the_ndc_quantity_is_open() -> None:
    one = billed(**OPEN_NDC)
    assert one.open_axes == ("ndc_quantity",) and not [line for line in one.lines if line.kind == "drug"]
    assert right(one) == {"per_diem_code": ("S9326",), "per_diem_units": (31,), "drug_code": ("J2270",),
                          "drug_units": (372,)}  # fmt: skip
    assert outcome_of(one, right(one)).text == f"both came to the same; not compared: NDC quantity ({ROUNDING})"
    assert outcome_of(one, one).not_compared == f"NDC quantity ({ROUNDING})"
    assert outcome_of(one, typed(one, drug_units="3720")).text.startswith("units of J2270: 372 against 3,720, 10 times")


def test_each_piece_is_asked_for_though_its_line_waits() -> None:
    changing = {"drug": "hydromorphone", "regimen": Continuous("0.5 mg/hr", 24), "strength": "10 mg/mL",
                "start": "2024-09-20", "end": "2024-10-10"}  # fmt: skip
    one = bill(Order(**changing, ndc="00409-1283-31"), "bcbsnd")
    assert one.open_axes == ("ndc_quantity",) and one.hcpcs is None
    assert (right(one)["drug_code"], right(one)["drug_units"]) == (("J1170", "J1171"), (33, 1200))
    assert "ndc_quantity" not in right(one) and outcome_of(one, right(one)).not_compared == f"NDC quantity ({ROUNDING})"


def test_units_of_lines_that_are_not_cut_yet_are_compared_all_together() -> None:
    one = billed(payer="bcbsm", start="2024-03-10", end="2024-04-12", ndc=None)
    assert right(one) == {"drug_code": ("J2270",), "drug_units": (408,)}
    by_month = {"drug_code": ("J2270", "J2270"), "drug_units": (Fraction(264), Fraction(144))}
    found = outcome_of(one, by_month)
    assert found.agrees and found.not_compared.startswith(
        "per-diem code and units (waits for a choice, how many days one claim line may cover)"
    )
    assert [entry.same for entry in beside(one, by_month)] == [True, True]
    assert outcome_of(one, by_month | {"drug_units": (Fraction(264), Fraction(145))}).second == "409"
    rounded = billed(payer="bcbsm", start="2024-03-10", end="2024-04-12", regimen=Continuous("5.1 mg/hr", 24))
    assert "drug_units" not in right(rounded)


def test_what_is_open_is_named_with_the_reason_and_an_empty_comparison_is_refused() -> None:
    one = billed(payer="bcbsm", start="2024-03-10", end="2024-04-12", regimen=Continuous("5.1 mg/hr", 24))
    assert right(one) == {}
    with pytest.raises(InputError, match=r"nothing can be compared yet: per-diem code and units \(waits for"):
        outcome_of(one, {})
    unruled = billed(start="2020-11-20", end="2020-12-10")
    assert outcome_of(unruled, unruled).not_compared == "the days before 2020-11-30 (no rule is known for them)"
    unknown = billed(start="2020-11-01", end="2020-11-10")
    assert "per-diem code and units (no rule is known for these dates)" in outcome_of(unknown, unknown).not_compared


def test_something_typed_and_not_asked_for_is_refused() -> None:
    one = bill(Order("fentanyl", Continuous("0.0417 mg/hr", 24), "0.05 mg/mL", **MARCH), "bcbsnd")
    with pytest.raises(InputError, match=r"it is not asked for; not compared: drug code and units \(waits for"):
        outcome_of(one, right(one) | {"drug_units": (Fraction(9999),)})


def test_something_asked_for_and_not_typed_is_refused() -> None:
    one = billed()
    with pytest.raises(InputError, match="nothing was given: it is asked for"):
        outcome_of(one, {name: values for name, values in right(one).items() if name != "drug_units"})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("drug_units", "37.2"), ("drug_units", "0"), ("drug_units", "-1"), ("drug_units", "1e3"), ("drug_units", ""),
        ("drug_units", "372;"), ("per_diem_units", "31 days"), ("ndc_quantity", "0"), ("ndc_quantity", "148,8"),
        ("drug_code", "J22701"), ("drug_code", "morphine"), ("per_diem_code", "S932\u0666"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_no_number_is_proposed(name: str, text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_typed(name, text)
    assert refused.value.field == name
    assert not set("0123456789") & set(refused.value.example) or refused.value.example in text


@pytest.mark.parametrize("code", ["J2270", "99601", "0552t", "1234F"])
def test_whatever_has_the_form_of_a_code_is_read(code: str) -> None:
    assert read_typed("drug_code", code) == (code.upper(),)


# ---- what a check stands for


def test_a_check_stands_for_exactly_its_order() -> None:
    one = billed()
    check = Check(one.order, Outcome(), "2026-11-30 14:05", "hmsa", "rule-text", typed={"drug_units": "372"})
    assert stands_for(check, one)
    assert not stands_for(check, billed(end="2021-03-30"))
    assert not stands_for(check, bill(one.order, "hmsa", "published-example"))
    assert not stands_for(replace(check, payer=None, reading=None), one)


def kept(one: Bill, outcome: Outcome, **typed: str) -> Check:
    payer = one.payer.id if one.payer else None
    return Check(one.order, outcome, "2026-11-30 14:05", payer, one.reading, typed=typed)


SEEN = {"per_diem_code": "S9326", "per_diem_units": "31", "drug_code": "J2270", "drug_units": "3720",
        "ndc_quantity": "148.8"}  # fmt: skip
FORGED = {
    "agreement": Outcome(),
    "another step": Outcome("per-diem units", "31", "30", "", ("month-as-30-days",)),
    "another first": Outcome("units of J2270", "37", "3,720", "10"),
    "another second": Outcome("units of J2270", "372", "373"),
}


@pytest.mark.parametrize("outcome", FORGED.values(), ids=FORGED)
def test_a_check_that_tells_of_another_outcome_than_its_entries_is_none(outcome: Outcome) -> None:
    assert check_now(kept(billed(), outcome, **SEEN)) is None


def test_slips_and_what_was_not_compared_are_worked_out_and_never_read_from_a_check() -> None:
    forged = Outcome("units of J2270", "372", "3,720", "1/10", ("one-day-short",))
    found = check_now(kept(billed(), forged, **SEEN))
    assert found is not None
    assert (found.outcome.times, found.outcome.slips) == ("10", ("mg-for-units", "point-moved"))
    one = billed(**OPEN_NDC)
    found = check_now(kept(one, Outcome(), **{name: SEEN[name] for name in right(one)} | {"drug_units": "372"}))
    assert found is not None and found.outcome.not_compared == f"NDC quantity ({ROUNDING})"


def test_a_check_of_something_that_was_not_asked_is_none() -> None:
    one = bill(Order("fentanyl", Continuous("0.0417 mg/hr", 24), "0.05 mg/mL", **MARCH), "bcbsnd")
    assert check_now(kept(one, Outcome(), per_diem_code="S9326", per_diem_units="31")) is not None
    assert check_now(kept(one, Outcome(), per_diem_code="S9326", per_diem_units="31", drug_units="9999")) is None
