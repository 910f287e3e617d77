"""Second and third therapies: who carries SH and SJ, on which days, and what never stands together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from hipkit import Bill, Continuous, InputError, Intermittent, Order, Pca, PumpRefill, bill, review_claims, sample_claim
from hipkit.claim.claim import Claim, ServiceLine
from hipkit.payers.files import load_policy, payers
from hipkit.reference.codes import code

TODAY = datetime.date(2026, 11, 24)
# What each payer leaves open of the orders below.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "hmsa": {},
    "bcbsnc": {},
    "bcbsnd": {"concurrent_modifiers": "SH-SJ"},
    "bcbsm": {"concurrent_modifiers": "59-SH-SJ"},
    "bcbstx": {},
    "bcid": {"concurrent_modifiers": "SH"},
    "bcbsne": {"concurrent_modifiers": "SH-SJ"},
}


OTHERS = {"hcpcs_rounding": "up-by-span", "ndc_quantity": "exact", "per_diem_day": "infusion-day"}


def morphine(first: str = "2023-03-01", last: str = "2023-03-31", hours: str = "24", **more: Any) -> Order:
    return Order("morphine", Continuous("5 mg/hr", hours), "25 mg/mL", start=first, end=last, **more)


def hydromorphone(first: str = "2023-03-01", last: str = "2023-03-31", hours: str = "24", **more: Any) -> Order:
    return Order("hydromorphone", Continuous("1 mg/hr", hours), "10 mg/mL", start=first, end=last, **more)


def fentanyl(first: str = "2023-03-01", last: str = "2023-03-31", **more: Any) -> Order:
    return Order("fentanyl", Continuous("50 mcg/hr", 24), "50 mcg/mL", start=first, end=last, **more)


def methadone(first: str = "2023-03-01", last: str = "2023-03-31", hours: str = "24", **more: Any) -> Order:
    return Order("methadone", Continuous("1 mg/hr", hours), "10 mg/mL", start=first, end=last, **more)


def claim(
    *orders: Order, payer: str = "hmsa", choices: Mapping[str, str] | None = None, reading: str = "rule-text"
) -> Claim:
    chosen = CHOICES[payer] if choices is None else choices
    return sample_claim([bill(one, payer, reading, chosen, TODAY) for one in orders], today=TODAY)


def per_diems(found: Claim) -> list[tuple[str, str, int, str]]:
    """Code with its modifiers, days as `MM-DD to MM-DD`, units."""
    return [
        (line.code, " ".join(line.modifiers), line.units, days(line)) for line in found.lines if line.kind == "per_diem"
    ]


def days(line: ServiceLine) -> str:
    return f"{line.start:%m-%d} to {line.end:%m-%d}"


def told(found: Claim, level: str) -> list[str]:
    return [notice.text for notice in found.notices if notice.level == level]


# The modifiers of each payer.


@pytest.mark.parametrize(
    ("payer", "second", "third"),
    [
        ("hmsa", "SH", "SJ"),
        ("bcbsnc", "59 SH", "59 SJ"),
        ("bcbstx", "SH", "SJ"),
        ("bcbsnd", "SH", "SJ"),
        ("bcbsm", "59 SH", "59 SJ"),
        ("bcid", "SH", "SJ"),
        ("bcbsne", "SH", "SJ"),
    ],
)
def test_the_second_and_the_third_therapy_of_a_day_are_marked(payer: str, second: str, third: str) -> None:
    found = claim(morphine(), hydromorphone(), fentanyl(), payer=payer)
    assert [(line.code, " ".join(line.modifiers)) for line in found.lines if line.kind == "per_diem"] == [
        ("S9326", ""),
        ("S9326", second),
        ("S9326", third),
    ]


def test_every_payer_is_tried_here() -> None:
    assert set(CHOICES) == set(payers())


def test_a_fourth_therapy_carries_what_the_third_carries() -> None:
    found = claim(morphine(), hydromorphone(), fentanyl(), methadone(hours="12"))
    assert [one[:2] for one in per_diems(found)] == [
        ("S9326", ""), ("S9326", "SH"), ("S9326", "SJ"), ("S9327", "SJ"),
    ]  # fmt: skip


def test_only_per_diems_carry_them() -> None:
    assert all(not line.modifiers for line in claim(morphine(), hydromorphone()).lines if line.kind != "per_diem")


def test_one_order_alone_carries_none_and_asks_nothing() -> None:
    for payer in payers():
        assert all(not line.modifiers for line in claim(morphine(), payer=payer, choices={}).lines)


@pytest.mark.parametrize("payer", ["bcbsnd", "bcbsm", "bcid", "bcbsne"])
def test_where_the_payer_is_silent_a_person_chooses(payer: str) -> None:
    chosen = {axis: value for axis, value in OTHERS.items() if not load_policy(payer).stated(axis)}
    found = claim(morphine(), hydromorphone(), payer=payer, choices=chosen)
    assert per_diems(found) == [("S9326", "", 31, "03-01 to 03-31")]
    assert any("missing until you choose concurrent_modifiers" in text for text in told(found, "choice"))
    with pytest.raises(InputError, match="does not state which modifiers") as caught:
        found.require_ready("x12")
    assert caught.value.field == "choose" and "--choose concurrent_modifiers=" in caught.value.example
    claim(morphine(), hydromorphone(), payer=payer, choices=chosen | CHOICES[payer]).require_ready("x12")


@pytest.mark.parametrize("payer", ["bcbsnd", "bcbsm", "bcid", "bcbsne"])
def test_nothing_is_asked_where_no_day_is_shared(payer: str) -> None:
    orders = morphine("2023-03-01", "2023-03-15"), hydromorphone("2023-03-16", "2023-03-31")
    found = claim(*orders, payer=payer, choices={})
    assert [one[1] for one in per_diems(found)] == ["", ""] and not found.wanted


def test_two_choices_that_contradict_each_other_are_none() -> None:
    bills = [
        bill(one, "bcbsnd", None, {"concurrent_modifiers": value})
        for one, value in ((morphine(), "SH"), (hydromorphone(), "59-SH-SJ"))
    ]
    with pytest.raises(InputError, match="does not state"):
        sample_claim(bills)


def test_where_the_payer_states_it_a_choice_is_refused() -> None:
    with pytest.raises(InputError, match="here is SH"):
        claim(morphine(), hydromorphone(), choices={"concurrent_modifiers": "59-SH-SJ"})


def test_sj_is_by_the_hcpcs_list_where_the_payer_names_sh_alone() -> None:
    found = claim(morphine(), hydromorphone(), fentanyl())
    first, second, third = (line for line in found.lines if line.kind == "per_diem")
    assert "modifiers" not in first.origins
    assert second.origins["modifiers"].citation.id == "hmsa"
    assert third.origins["modifiers"].citation.id == "hcpcs"
    assert code("SJ").words in third.origins["modifiers"].words
    assert any("SJ for a third therapy is by the HCPCS list" in text for text in told(found, "warning"))
    assert not any("SJ" in text for text in told(claim(morphine(), hydromorphone()), "warning"))


def test_which_therapy_is_the_first_is_said_to_be_the_order_of_the_files() -> None:
    assert any(
        "first order is taken as the first therapy" in text for text in told(claim(morphine(), fentanyl()), "info")
    )
    assert [one[1] for one in per_diems(claim(fentanyl(), morphine()))] == ["", "SH"]


# The days on which they run together.


def test_orders_that_follow_each_other_carry_none() -> None:
    found = claim(morphine("2023-03-01", "2023-03-15"), hydromorphone("2023-03-16", "2023-03-31"))
    assert per_diems(found) == [("S9326", "", 15, "03-01 to 03-15"), ("S9326", "", 16, "03-16 to 03-31")]


def test_the_second_is_marked_on_the_days_they_share_only() -> None:
    found = claim(morphine("2023-03-01", "2023-03-15"), hydromorphone("2023-03-10", "2023-03-20"))
    assert per_diems(found) == [
        ("S9326", "", 15, "03-01 to 03-15"),
        ("S9326", "SH", 6, "03-10 to 03-15"),
        ("S9326", "", 5, "03-16 to 03-20"),
    ]


def test_one_shared_day_is_enough() -> None:
    found = claim(morphine("2023-03-01", "2023-03-15"), hydromorphone("2023-03-15", "2023-03-16"))
    assert per_diems(found)[1:] == [("S9326", "SH", 1, "03-15 to 03-15"), ("S9326", "", 1, "03-16 to 03-16")]


def test_a_second_that_began_before_the_first_is_first_until_then() -> None:
    found = claim(morphine("2023-03-10", "2023-03-20"), hydromorphone("2023-03-01", "2023-03-31"))
    assert per_diems(found)[1:] == [
        ("S9326", "", 9, "03-01 to 03-09"),
        ("S9326", "SH", 11, "03-10 to 03-20"),
        ("S9326", "", 11, "03-21 to 03-31"),
    ]


def test_on_a_day_on_which_the_first_pauses_the_second_is_alone() -> None:
    found = claim(morphine(without=["2023-03-10"]), hydromorphone())
    assert per_diems(found) == [
        ("S9326", "", 9, "03-01 to 03-09"),
        ("S9326", "", 21, "03-11 to 03-31"),
        ("S9326", "SH", 9, "03-01 to 03-09"),
        ("S9326", "", 1, "03-10 to 03-10"),
        ("S9326", "SH", 21, "03-11 to 03-31"),
    ]


def test_days_without_the_second_are_not_counted_on_its_parts() -> None:
    found = claim(
        morphine("2023-03-01", "2023-03-09"), hydromorphone(without=["2023-03-09", "2023-03-10", "2023-03-11"])
    )
    assert per_diems(found)[1:] == [("S9326", "SH", 8, "03-01 to 03-08"), ("S9326", "", 20, "03-12 to 03-31")]


def test_a_pause_of_both_on_one_day_cuts_nothing() -> None:
    found = claim(morphine(without=["2023-03-10"]), hydromorphone(without=["2023-03-10"]))
    assert per_diems(found) == [("S9326", "", 30, "03-01 to 03-31"), ("S9326", "SH", 30, "03-01 to 03-31")]


def test_a_third_moves_up_when_the_second_ends() -> None:
    found = claim(morphine(), hydromorphone("2023-03-01", "2023-03-10"), fentanyl())
    assert per_diems(found)[2:] == [("S9326", "SJ", 10, "03-01 to 03-10"), ("S9326", "SH", 21, "03-11 to 03-31")]


def test_access_days_of_the_first_count_though_nothing_is_given_on_them() -> None:
    """With the therapy at hand the per diem of that day is billed, so that a second one of the day is the second."""
    chosen = {"concurrent_modifiers": "SH", "per_diem_day": "access-day"}
    found = claim(morphine(without=["2023-03-10"]), hydromorphone(), payer="bcid", choices=chosen)
    assert [one[1:3] for one in per_diems(found)] == [("", 31), ("SH", 31)]


def test_months_are_cut_first_and_each_part_is_marked() -> None:
    found = claim(
        morphine("2023-03-20", "2023-04-10"), hydromorphone("2023-03-25", "2023-04-15"), payer="bcbsnd",
    )  # fmt: skip
    assert per_diems(found) == [
        ("S9326", "", 12, "03-20 to 03-31"),
        ("S9326", "", 10, "04-01 to 04-10"),
        ("S9326", "SH", 7, "03-25 to 03-31"),
        ("S9326", "SH", 10, "04-01 to 04-10"),
        ("S9326", "", 5, "04-11 to 04-15"),
    ]


def test_hours_that_do_not_make_days_cannot_be_cut_and_are_not_guessed() -> None:
    """By blocks of 24 hours 11 days of 12 hours are 5, and which days these are is not known."""
    part_day = hydromorphone("2023-03-10", "2023-03-20", "12")
    bills = [
        bill(morphine("2023-03-01", "2023-03-15"), "bcbsnc", None, {}, TODAY),
        bill(part_day, "bcbsnc", None, {"per_diem_day": "24-hour-block"}, TODAY),
    ]
    with pytest.raises(InputError, match="not counted by days") as caught:
        sample_claim(bills, today=TODAY)
    assert caught.value.field == "through"
    assert caught.value.example == "the order in parts, cut where the earlier one ends or pauses"


def test_hours_that_do_not_make_days_stand_where_nothing_is_cut() -> None:
    part_day = hydromorphone("2023-03-10", "2023-03-20", "12")
    for value, units in (("24-hour-block", 5), ("infusion-day", 11)):
        bills = [bill(morphine(), "bcbsnc"), bill(part_day, "bcbsnc", None, {"per_diem_day": value})]
        assert per_diems(sample_claim(bills))[1] == ("S9327", "59 SH", units, "03-10 to 03-20")


def test_without_dates_two_orders_make_no_claim() -> None:
    undated = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", 31)
    for orders in ((undated, undated), (morphine(), undated), (undated, morphine())):
        with pytest.raises(InputError, match="need their dates"):
            claim(*orders)


# SH comes after a first line only.


@pytest.mark.parametrize("payer", ["hmsa", "bcbsnc", "bcbstx"])
def test_an_order_whose_per_diem_is_open_is_no_first_therapy(payer: str) -> None:
    demand_alone = Order("morphine", Pca("0.5 mg", 12), "25 mg/mL", start="2023-03-01", end="2023-03-31")
    found = claim(demand_alone, hydromorphone(), payer=payer)
    assert [one[:2] for one in per_diems(found)] == [("S9326", "")]
    with pytest.raises(InputError, match="does not state which per-diem code"):
        found.require_ready("x12")


def test_once_it_is_chosen_it_is_the_first() -> None:
    demand_alone = Order("morphine", Pca("0.5 mg", 12), "25 mg/mL", start="2023-03-01", end="2023-03-31")
    bills = [
        bill(demand_alone, "hmsa", "rule-text", {"per_diem_code": "S9327"}),
        bill(hydromorphone(), "hmsa", "rule-text"),
    ]
    assert [one[:2] for one in per_diems(sample_claim(bills))] == [("S9327", ""), ("S9326", "SH")]


# The same drug twice is one therapy.


def reviewed(found: Claim) -> list[str]:
    """The errors and warnings of the review."""
    return [f"{one.rule}: {one.message}" for one in review_claims(found) if one.severity != "info"]


def test_the_same_drug_twice_has_one_per_diem_and_each_order_its_drug_line() -> None:
    found = claim(morphine(), morphine("2023-03-10", "2023-04-05"))
    assert per_diems(found) == [("S9326", "", 36, "03-01 to 04-05")]
    assert [(one.code, one.units) for one in found.lines if one.kind == "drug"] == [("J2270", 372), ("J2270", 324)]
    (text,) = told(found, "confirm")
    assert "orders 1 and 2 are one drug (morphine sulfate) by external pump" in text
    assert "A further pain drug" in text and code("SH").words in text
    with pytest.raises(InputError, match="are one drug"):
        found.require_ready("x12")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", start="2024-03-01", end="2024-03-31"),
         Order("Morphine Sulfate", Intermittent("2 mg", 4), "25 mg/mL", start="2024-03-01", end="2024-03-31")),
        (Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", start="2024-03-01", end="2024-03-31"),
         Order(ndc="00409-1134-03", regimen=Pca("1 mg", 5, "1 mg/hr"), strength="50 mg/mL", start="2024-03-31",
               end="2024-03-31")),
        (Order(unlisted="ketamine  HCl", regimen=Continuous("5 mg/hr", 24), strength="25 mg/mL", start="2024-03-01",
               end="2024-03-31"),
         Order(unlisted="Ketamine HCL", regimen=Continuous("1 mg/hr", 12), strength="50 mg/mL", start="2024-03-01",
               end="2024-03-31")),
        (Order("morphine", PumpRefill("20 mL", 1), "25 mg/mL", start="2024-03-01", end="2024-03-31"),
         Order("morphine", PumpRefill("10 mL", 1), "25 mg/mL", start="2024-03-10", end="2024-03-31")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("payer", ["hmsa", "bcbstx", "bcbsm"])
def test_one_drug_is_known_by_name_ndc_or_text(payer: str, one: Order, other: Order) -> None:
    chosen = {axis: value for axis, value in OTHERS.items() if not load_policy(payer).stated(axis)}
    found = claim(one, other, payer=payer, choices=chosen)
    assert [(line[1], line[2]) for line in per_diems(found)] == [("", 31)]
    assert sum("are one drug" in text for text in told(found, "confirm")) == 1


def test_one_drug_is_known_by_the_words_of_its_code_and_without_its_salt_or_diluent() -> None:
    days = {"start": "2024-03-01", "end": "2024-03-31"}

    def order(rate: str, **named: Any) -> Order:
        return Order(regimen=Continuous(rate, 24), strength="10 mg/mL", **named, **days)

    for one, other in (
        ({"drug": "morphine"}, {"code": "J2272"}),
        ({"drug": "morphine"}, {"code": "J2274"}),
        ({"drug": "lidocaine"}, {"code": "J2001"}),
        ({"code": "J2001"}, {"code": "J2001"}),
        ({"drug": "lidocaine"}, {"drug": "lidocaine in dextrose"}),
        ({"unlisted": "ketamine HCl"}, {"unlisted": "KETAMINE HYDROCHLORIDE"}),
        ({"unlisted": "ketamine"}, {"unlisted": "ketamine hydrochloride"}),
    ):
        found = claim(order("5 mg/hr", **one), order("3 mg/hr", **other))
        assert [line[1:3] for line in per_diems(found)] == [("", 31)], (one, other)
        assert sum("are one drug" in text for text in told(found, "confirm")) == 1
    for one, other in (({"drug": "lidocaine"}, {"code": "J3010"}), ({"code": "J2270"}, {"code": "J1170"})):
        found = claim(order("5 mg/hr", **one), order("3 mg/hr", **other))
        assert [line[1:3] for line in per_diems(found)] == [("", 31), ("SH", 31)], (one, other)


def test_the_code_of_a_day_is_that_of_the_first_order_that_runs() -> None:
    found = claim(morphine("2023-03-01", "2023-03-15"), morphine("2023-03-10", "2023-03-31", hours="12"))
    assert per_diems(found) == [("S9326", "", 15, "03-01 to 03-15"), ("S9327", "", 16, "03-16 to 03-31")]
    assert "(S9326 before S9327)" in told(found, "confirm")[0]


def test_another_pump_another_drug_or_other_days_are_left_as_they_are() -> None:
    refill = Order("morphine", PumpRefill("20 mL", 1), "25 mg/mL", start="2023-03-01", end="2023-03-31")
    for other, marks in ((hydromorphone(), "SH"), (morphine("2023-04-01", "2023-04-10"), "")):
        found = claim(morphine(), other)
        assert per_diems(found)[1][1] == marks and not told(found, "confirm")
    found = claim(morphine(), refill)
    assert per_diems(found)[1][:2] == ("S9328", "SH")
    (text,) = told(found, "confirm")
    assert "one drug (morphine sulfate) by an external and an implanted pump: both per diems are billed" in text


def test_ranks_count_therapies_not_orders() -> None:
    found = claim(morphine(), morphine(hours="12"), hydromorphone())
    assert [one[:3] for one in per_diems(found)] == [("S9326", "", 31), ("S9326", "SH", 31)]
    found = claim(hydromorphone(), morphine(), morphine(hours="12"), fentanyl())
    assert [one[:3] for one in per_diems(found)] == [("S9326", "", 31), ("S9326", "SH", 31), ("S9326", "SJ", 31)]


def test_months_are_cut_though_two_orders_of_one_drug_go_over_them() -> None:
    found = claim(
        morphine("2023-03-20", "2023-04-10"), morphine("2023-03-25", "2023-05-02"), payer="bcbsnd", choices={}
    )
    assert per_diems(found) == [
        ("S9326", "", 12, "03-20 to 03-31"), ("S9326", "", 30, "04-01 to 04-30"), ("S9326", "", 2, "05-01 to 05-02"),
    ]  # fmt: skip
    assert not found.wanted and reviewed(found) == []


def test_a_pause_of_one_is_filled_by_the_other_order_of_the_drug() -> None:
    """Days in common there are none, so that these are two per diems; they stand on no day together."""
    found = claim(morphine(without=["2023-03-10"]), morphine("2023-03-10", "2023-03-10"))
    assert per_diems(found) == [
        ("S9326", "", 9, "03-01 to 03-09"), ("S9326", "", 21, "03-11 to 03-31"), ("S9326", "", 1, "03-10 to 03-10"),
    ]  # fmt: skip
    assert not told(found, "confirm")


@pytest.mark.parametrize("hours", ["12", "24"])
def test_where_hours_count_the_more_of_them_are_billed(hours: str) -> None:
    blocks = {"payer": "bcbsnc", "choices": {"per_diem_day": "24-hour-block"}}
    found = claim(morphine(hours="12"), morphine(hours=hours), **blocks)
    assert [one[:3] for one in per_diems(found)] == [("S9327", "", 15 if hours == "12" else 31)]
    with pytest.raises(InputError, match="not counted by days"):
        claim(morphine("2023-03-01", "2023-03-20", "12"), morphine("2023-03-15", "2023-03-31", "12"), **blocks)


# No two plain per diems stand on one day.


@pytest.mark.parametrize("payer", ["hmsa", "bcbsnc", "bcbsnd", "bcbstx"])
def test_no_span_holds_a_day_on_which_another_of_its_rank_is_billed(payer: str) -> None:
    pauses = ["2023-03-04", "2023-03-10", "2023-03-11", "2023-03-20"]
    found = claim(
        morphine(without=pauses[:3]), hydromorphone(without=pauses[2:]), fentanyl(without=pauses[1:2]), payer=payer
    )
    lines = [line for line in found.lines if line.kind == "per_diem"]
    for place, one in enumerate(lines):
        for other in lines[place + 1 :]:
            met = one.start <= other.end and other.start <= one.end
            assert not (met and one.modifiers == other.modifiers), (one, other)
    assert reviewed(found) == []


# S9325 stands alone.


def mixed(first: Order, second: Order, generic_first: bool) -> list[Bill]:
    """Two bills under one reading, one of which has S9325: as from a file in which a line was changed."""
    bills = [bill(one, "hmsa", "rule-text", today=TODAY) for one in (first, second)]
    place = 0 if generic_first else 1
    lines = tuple(replace(one, code="S9325") if one.kind == "per_diem" else one for one in bills[place].lines)
    bills[place] = replace(bills[place], lines=lines)
    return bills


@pytest.mark.parametrize("generic_first", [True, False])
@pytest.mark.parametrize(
    "second", [hydromorphone(), hydromorphone(hours="12"), hydromorphone("2023-03-31", "2023-04-02")]
)
def test_s9325_beside_another_code_is_refused_both_ways(second: Order, generic_first: bool) -> None:
    with pytest.raises(InputError, match="the words of S9325 forbid it") as caught:
        sample_claim(mixed(morphine(), second, generic_first))
    assert "S9325" in str(caught.value.given)


@pytest.mark.parametrize("generic_first", [True, False])
def test_s9325_may_follow_another_code_on_other_days(generic_first: bool) -> None:
    found = sample_claim(mixed(morphine("2023-03-01", "2023-03-15"), hydromorphone("2023-03-16"), generic_first))
    assert {line.code for line in found.lines if line.kind == "per_diem"} == {"S9325", "S9326"}


def test_s9325_may_stand_on_the_day_on_which_the_other_pauses() -> None:
    found = sample_claim(mixed(morphine("2023-03-10", "2023-03-10"), hydromorphone(without=["2023-03-10"]), True))
    assert per_diems(found) == [
        ("S9325", "", 1, "03-10 to 03-10"), ("S9326", "", 9, "03-01 to 03-09"), ("S9326", "", 21, "03-11 to 03-31"),
    ]  # fmt: skip


def test_s9325_twice_is_the_published_example_with_a_second_drug() -> None:
    found = claim(morphine(), hydromorphone(), reading="published-example")
    assert [one[:3] for one in per_diems(found)] == [("S9325", "", 31), ("S9325", "SH", 31)]


def test_s9326_and_s9327_of_one_day_may_stand_together() -> None:
    found = claim(
        morphine(), Order("hydromorphone", Intermittent("1 mg", 4), "10 mg/mL", start="2023-03-01", end="2023-03-31")
    )
    assert [one[:2] for one in per_diems(found)] == [("S9326", ""), ("S9327", "SH")]


# The sums.


@pytest.mark.parametrize("payer", sorted(CHOICES))
def test_cutting_a_per_diem_changes_no_sum(payer: str) -> None:
    orders = (morphine("2023-03-05", "2023-03-20"), hydromorphone(without=["2023-03-07"]), fentanyl("2023-03-18"))
    bills = [bill(one, payer, None, CHOICES[payer], TODAY) for one in orders]
    found = sample_claim(bills, today=TODAY)
    for one in bills:
        units = sum(line.units for line in found.lines if line.kind == "per_diem" and line.bill == one)
        assert units == sum(line.units for line in one.lines if line.kind == "per_diem")
