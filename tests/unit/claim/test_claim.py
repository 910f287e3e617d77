"""The sample claim: its lines, charges, visits, notices, what it must have to be filed, and its form on paper."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hipkit import Bill, Continuous, InputError, Intermittent, Order, Pca, PumpRefill, bill, sample_claim
from hipkit.claim.claim import Claim, in_short
from hipkit.payers.files import load_policy, payers

TODAY = datetime.date(2026, 11, 24)
NDC = "00074-1133-03"
VISIT = ("2021-03-02", "151")


def order(drug: str | None = "morphine sulfate", **more: Any) -> Order:
    given: dict[str, Any] = {
        "regimen": Continuous("5 mg/hr", 24), "strength": "25 mg/mL", "start": "2021-03-01", "end": "2021-03-31",
    }  # fmt: skip
    return Order(drug, **given | more)


def billed(
    given: Order | None = None, payer: str | None = "hmsa", reading: str | None = "rule-text", **choices: str
) -> Bill:
    return bill(given or order(), payer, reading, choices, TODAY)


def claim(*bills: Bill, **more: Any) -> Claim:
    return sample_claim(list(bills) or [billed()], today=TODAY, **more)


def lines(found: Claim) -> list[tuple[str, int]]:
    return [(line.code, line.units) for line in found.lines]


def told(found: Claim, level: str) -> list[str]:
    return [notice.text for notice in found.notices if notice.level == level]


# The lines.


def test_the_printed_example_of_hmsa() -> None:
    found = claim(billed(order(ndc=NDC), reading="published-example"), charges={"S9325": "3100.00", "J3490": "372.00"})
    per_diem, drug = found.lines
    assert (per_diem.number, per_diem.kind, per_diem.code, per_diem.units) == (1, "per_diem", "S9325", 31)
    assert (drug.number, drug.kind, drug.code, drug.units) == (2, "drug", "J3490", 149)
    assert drug.ndc is not None and drug.ndc.hyphenated == NDC
    assert (drug.ndc_quantity, drug.ndc_uom) == (149, "ML")
    assert drug.description == "morphine sulfate 25 mg/mL total 3720 mg"
    assert found.charge == Fraction(3472)
    assert {(line.place_of_service, line.modifiers) for line in found.lines} == {("12", ())}
    assert {(str(line.start), str(line.end)) for line in found.lines} == {("2021-03-01", "2021-03-31")}


def test_the_same_order_by_the_rule_text() -> None:
    per_diem, drug = claim(billed(order(ndc=NDC))).lines
    assert (per_diem.code, per_diem.units, drug.code, drug.units) == ("S9326", 31, "J2270", 372)
    assert drug.ndc_quantity == Fraction(744, 5)
    assert drug.description is None, "a code with words of its own needs none"


def test_nothing_of_a_patient_and_everything_marked_sample() -> None:
    found = claim()
    assert (found.claim_id, found.patient_id) == ("SAMPLE-1", "SAMPLE")
    assert in_short(found) == "S9326 x 31, J2270 x 372"


def test_per_diems_then_drugs_then_nursing_in_the_order_of_the_files() -> None:
    second = order("hydromorphone", regimen=Continuous("1 mg/hr", 24), strength="10 mg/mL")
    found = claim(billed(), billed(second), visits=[VISIT], nursing_rule="cpt-midpoint")
    assert [(line.number, line.code) for line in found.lines] == [
        (1, "S9326"), (2, "S9326"), (3, "J2270"), (4, "J1170"), (5, "99601"), (6, "99602"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("regimen", "code"),
    [
        (Continuous("5 mg/hr", 24), "S9326"),
        (Continuous("5 mg/hr", 12), "S9327"),
        (Intermittent("10 mg", 4), "S9327"),
        (Pca("0.5 mg", 12, basal="1 mg/hr"), "S9326"),
        (PumpRefill("20 mL", 1), "S9328"),
    ],
)
def test_every_regimen_makes_a_claim(regimen: Any, code: str) -> None:
    found = claim(billed(order(regimen=regimen)))
    assert [line.kind for line in found.lines] == ["per_diem", "drug"]
    assert found.lines[0].code == code
    assert found.lines[1].units == found.bills[0].hcpcs_units


def test_a_line_a_month_where_the_payer_wants_it() -> None:
    """North Dakota: 20 March to 10 April are 12 and 10 days; each has its own drug, and its own step."""
    given = order(start="2021-03-20", end="2021-04-10", ndc=NDC)
    found = claim(billed(given, "bcbsnd", None, hcpcs_rounding="up-by-span", ndc_quantity="exact"))
    assert [(one.code, one.units, str(one.start), str(one.end)) for one in found.lines] == [
        ("S9326", 12, "2021-03-20", "2021-03-31"),
        ("S9326", 10, "2021-04-01", "2021-04-10"),
        ("J2270", 144, "2021-03-20", "2021-03-31"),
        ("J2270", 120, "2021-04-01", "2021-04-10"),
    ]
    assert [line.ndc_quantity for line in found.lines[2:]] == [Fraction(288, 5), 48]
    for line in found.lines:
        assert str(line.start) in line.origins["units"].words, "its own part's step"
        assert f"{line.units}" in line.origins["units"].words


def test_the_text_of_an_unlisted_drug_says_what_stands_on_that_line() -> None:
    given = order(None, unlisted="ketamine, own mix", start="2021-03-20", end="2021-04-10")
    found = claim(billed(given, "bcbsnd", None, noc_units="ndc-units", hcpcs_rounding="up-by-span"))
    assert [line.description for line in found.lines if line.kind == "drug"] == [
        "ketamine, own mix 25 mg/mL total 1440 mg",
        "ketamine, own mix 25 mg/mL total 1200 mg",
    ]


@pytest.mark.parametrize("strength", ["25 mg/mL", "50 mg/3 mL", "1 mg/128 mL", "2.5 %"])
@pytest.mark.parametrize("name", ["k", "ketamine hydrochloride", "k" * 60, "k" * 80])
def test_that_text_keeps_the_name_and_fits_80_characters(name: str, strength: str) -> None:
    found = claim(billed(order(None, unlisted=name, strength=strength, regimen=Continuous("0.1 mg/hr", 24))))
    text = found.lines[1].description
    assert text is not None
    assert text.startswith(name) and len(text) <= 80 and "..." not in text and "/3" not in text.replace("mg/3", "")


def test_where_each_datum_came_from() -> None:
    found = claim(billed(order(ndc=NDC)), charges={"J2270": "10"}, visits=[VISIT], nursing_rule="cpt-midpoint")
    per_diem, drug, first, further = found.lines
    assert {"code", "units", "dates", "charge"} <= set(per_diem.origins)
    assert {"code", "units", "dates", "charge", "ndc", "ndc_quantity"} <= set(drug.origins)
    assert drug.origins["code"].citation.id == "hmsa"
    assert drug.origins["units"].citation.id == "cms-rac-0074"
    assert "372" in drug.origins["units"].words and "148.8 mL" in drug.origins["ndc_quantity"].words
    assert "typed" in drug.origins["charge"].words and "0.00" in per_diem.origins["charge"].words
    assert "151 min" in first.origins["units"].words and further.origins["units"].citation.id == "premera"
    assert all(one.citation.text for line in found.lines for one in line.origins.values())


@pytest.mark.parametrize("bad", [None, (), [], "hmsa", 3, ["hmsa"], [None], {"a": 1}])
def test_without_a_bill_there_is_no_claim(bad: Any) -> None:
    with pytest.raises(InputError, match="no bill") as caught:
        sample_claim(bad)
    assert caught.value.field == "claim"


def test_a_claim_is_made_under_one_payer_and_one_reading() -> None:
    with pytest.raises(InputError, match="under a payer's rules"):
        claim(billed(payer=None, reading=None))
    with pytest.raises(InputError, match="one payer and one reading"):
        claim(billed(), billed(payer="bcbsnc", reading=None))
    with pytest.raises(InputError, match="one payer and one reading"):
        claim(billed(), billed(reading="published-example"))
    with pytest.raises(InputError, match="one payer and one reading"):
        claim(billed(), billed(payer=None, reading=None))


def test_what_the_bills_say_is_on_the_claim_and_of_several_which_one_said_it() -> None:
    one = claim(billed(order(ndc=NDC)))
    assert {notice.text for notice in billed(order(ndc=NDC)).notices} <= {notice.text for notice in one.notices}
    two = claim(billed(order(ndc=NDC)), billed(order("fentanyl", regimen=Continuous("50 mcg/hr", 24))))
    assert any(text.startswith("order 1 (morphine sulfate): NDC 00074-1133-03") for text in told(two, "info"))
    assert all(notice.citation.text for notice in two.notices)


# Charges.


def test_a_charge_that_is_not_given_is_nothing_and_said() -> None:
    found = claim(charges={"S9326": "3100.00"})
    assert [line.charge for line in found.lines] == [3100, 0]
    (notice,) = [text for text in told(found, "info") if "no charge" in text]
    assert "J2270 (line 2)" in notice and "S9326" not in notice and "makes no charges up" in notice
    assert not [text for text in told(claim(charges={"1": "1", "2": "2"}), "info") if "no charge" in text]


def test_a_charge_of_zero_that_is_typed_is_no_missing_charge() -> None:
    assert not [text for text in told(claim(charges={"1": "0", "2": "0.00"}), "info") if "no charge" in text]


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("3100.00", "3100"),
        ("3,100.00", "3100"),
        ("0.05", "0.05"),
        ("12.5", "12.5"),
        (" 7 ", "7"),
        ("999,999,999.99", "999999999.99"),
    ],
)
def test_dollars_and_cents_are_read_exactly(text: str, dollars: str) -> None:
    assert claim(charges={"S9326": text}).lines[0].charge == Fraction(dollars)


@pytest.mark.parametrize("name", ["S9326", "s9326", " S9326 ", "1"])
def test_a_charge_finds_its_line_by_code_in_any_case_or_by_number(name: str) -> None:
    assert [line.charge for line in claim(charges={name: "5"}).lines] == [5, 0]


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-1", "+1", "$5", "5 $", "5 USD", "(5)", "5.", ".5", "1e3", "1.234,50", "1,5", "0.001", "05", "NaN",
        "inf", "1234567890", "5\u200b", "\uff15", "five", None, 5.0, True, Decimal("0.001"), Fraction(1, 3), -5, [],
        "=5",
    ],
)  # fmt: skip
def test_anything_else_is_no_charge(text: Any) -> None:
    with pytest.raises(InputError) as caught:
        claim(charges={"S9326": text})
    assert caught.value.field == "charge"
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["J2271", "3", "0", "-1", "S932", "S9326 J2270", "", "*", "S9326\u200b"])
def test_a_charge_for_no_line_is_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        claim(charges={name: "5"})
    assert caught.value.field == "charge"


def test_a_code_on_several_lines_takes_its_charge_by_the_line() -> None:
    two = (billed(), billed(order("hydromorphone", regimen=Continuous("1 mg/hr", 24))))
    with pytest.raises(InputError, match="S9326 stands on lines 1, 2; give a charge for each line by its number"):
        claim(*two, charges={"S9326": "10"})
    assert [line.charge for line in claim(*two, charges={"2": "10", "J2270": "3"}).lines] == [0, 10, 3, 0]
    assert [line.charge for line in claim(*two, charges={"2 S9326": "10", "J2270": "3"}).lines] == [0, 10, 3, 0]
    with pytest.raises(InputError, match="line 3 is J2270 now"):
        claim(*two, charges={"3 S9326": "10"})


def test_a_line_takes_one_charge() -> None:
    with pytest.raises(InputError, match="has a charge already"):
        claim(charges={"S9326": "10", "1": "10"})


@pytest.mark.parametrize("charges", [["S9326=1"], "S9326=1", 5])
def test_charges_are_by_name(charges: Any) -> None:
    with pytest.raises(InputError) as caught:
        claim(charges=charges)
    assert caught.value.field == "charge"


# Nursing: a rule of the payer's, or one that a person names; never one taken silently.


def nursing(found: Claim) -> list[tuple[str, int, str]]:
    return [(line.code, line.units, str(line.start)) for line in found.lines if line.kind == "nursing"]


@pytest.mark.parametrize("payer", [payer for payer in payers() if not load_policy(payer).stated("nursing_time")])
def test_where_the_payer_states_no_time_rule_one_is_named(payer: str) -> None:
    given = billed(order(start="2023-03-01", end="2023-03-31"), payer, None)
    with pytest.raises(InputError, match="states no time rule") as caught:
        claim(given, visits=[("2023-03-02", "151")])
    assert caught.value.field == "nursing_rule"
    found = claim(given, visits=[("2023-03-02", "151")], nursing_rule="floor-hour")
    assert nursing(found) == [("99601", 1, "2023-03-02")]


@pytest.mark.parametrize("minutes", ["45", "120", "180", "240"])
def test_where_every_rule_counts_the_same_none_is_asked_for(minutes: str) -> None:
    found = claim(visits=[("2021-03-02", minutes)])
    assert not found.wanted and not told(found, "choice")
    assert sum(units for _, units, _ in nursing(found)) == 1 + max(int(minutes) - 120, 0) // 60
    assert not any("rule" in notice.text for notice in found.own if notice.level == "warning")


def test_where_the_payer_states_one_it_holds() -> None:
    given = billed(payer="bcbsm", reading=None)
    found = claim(given, visits=[VISIT, ("2021-03-09", "150"), ("2021-03-16", "240")])
    assert nursing(found) == [
        ("99601", 1, "2021-03-02"), ("99602", 1, "2021-03-02"),
        ("99601", 1, "2021-03-09"),
        ("99601", 1, "2021-03-16"), ("99602", 2, "2021-03-16"),
    ]  # fmt: skip
    assert nursing(claim(given, visits=[VISIT], nursing_rule="bcbsm-2013")) == nursing(found)[:2]


@pytest.mark.parametrize("rule", ["cpt-midpoint", "ceil-hour", "floor-hour"])
def test_a_rule_that_contradicts_the_payers_is_refused(rule: str) -> None:
    with pytest.raises(InputError, match="states bcbsm-2013") as caught:
        claim(billed(payer="bcbsm", reading=None), visits=[VISIT], nursing_rule=rule)
    assert (caught.value.field, caught.value.given) == ("nursing_rule", rule)


def test_what_the_rule_itself_says_is_on_the_claim() -> None:
    found = claim(visits=[VISIT], nursing_rule="ceil-hour")
    assert any(
        "2021-03-02" in text and "no payer's text that was read states this rule" in text
        for text in told(found, "warning")
    )
    long = claim(billed(payer="bcbsm", reading=None), visits=[("2021-03-02", "241")])
    assert any("is more than the 240 min a day" in text for text in told(long, "confirm"))
    elsewhere = claim(visits=[("2021-03-02", "241")], nursing_rule="bcbsm-2013")
    assert any("is more than the 240 min a day" in text for text in told(elsewhere, "warning"))
    assert not elsewhere.to_confirm  # HMSA sets no limit


def michigan(*visits: tuple[str, str]) -> list[tuple[str, str]]:
    found = claim(billed(payer="bcbsm", reading=None), visits=visits)
    return [(notice.text, notice.citation.where) for notice in found.own if notice.level == "confirm"]


def test_what_michigan_limits_is_to_be_confirmed_by_its_own_words() -> None:
    ((text, where),) = michigan(*[(f"2021-03-0{day}", "240") for day in range(1, 5)])
    assert "16 hours in the week from 2021-02-28" in text and "12 hours a week" in text and where == "limits"
    assert not michigan(*[(f"2021-03-0{day}", "240") for day in range(1, 4)])
    assert not michigan(*[(f"2021-03-0{day}", "240") for day in (4, 5, 6, 7)])  # from Sunday, the 7th, another week
    ((text, where),) = michigan(("2021-03-01", "300"))
    assert "300 min billed as 5 hours" in text and "4 hours a day" in text and where == "limits"
    ((text, where),) = michigan(("2021-03-01", "60"), ("2021-03-01", "60"))
    assert "a second visit on 2021-03-01" in text and "99602" in text and where == "second visit"
    assert len(michigan(("2021-03-01", "180"), ("2021-03-01", "180"))) == 2


@pytest.mark.parametrize("visits", [[("2023-03-02", "60")], [("2023-03-02", "60"), ("2023-03-09", "150")]])
def test_nursing_that_another_bills_is_to_be_confirmed_once(visits: list[tuple[str, str]]) -> None:
    given = billed(order(start="2023-03-01", end="2023-03-31"), "bcbsne", None)
    found = claim(given, visits=visits, nursing_rule="cpt-midpoint")
    ((text, where),) = [(one.text, one.citation.where) for one in found.own if one.level == "confirm"]
    assert "home health agency" in text and "UB-04" in text and where == "nursing visits"


def test_a_rule_without_a_visit_is_refused() -> None:
    for rule in ("cpt-midpoint", "nonsense"):
        with pytest.raises(InputError) as caught:
            claim(nursing_rule=rule)
        assert caught.value.field == "nursing_rule"


@pytest.mark.parametrize("rule", ["", "CPT", "midpoint", "nonsense", 3, None, [], "x" * 300])
def test_an_unknown_rule_is_refused(rule: Any) -> None:
    with pytest.raises(InputError) as caught:
        claim(visits=[VISIT], nursing_rule=rule)
    assert caught.value.field == "nursing_rule"


@pytest.mark.parametrize(
    ("visit", "field"),
    [
        (("2021-02-29", "60"), "visit"), (("03/02/2021", "60"), "visit"), (("", "60"), "visit"),
        ((None, "60"), "visit"),
        (("2021-03-02", ""), "minutes"), (("2021-03-02", "0"), "minutes"), (("2021-03-02", "1441"), "minutes"),
        (("2021-03-02", "60.5"), "minutes"), (("2021-03-02", "1 h"), "minutes"), (("2021-03-02", None), "minutes"),
        (("2021-03-02",), "visit"), (("2021-03-02", "60", "x"), "visit"), ("2021-03-02=60", "visit"), (None, "visit"),
    ],
)  # fmt: skip
def test_a_visit_is_a_date_and_whole_minutes(visit: Any, field: str) -> None:
    with pytest.raises(InputError) as caught:
        claim(visits=[visit], nursing_rule="cpt-midpoint")
    assert caught.value.field == field


@pytest.mark.parametrize("visits", ["2021-03-02=60", 3, None])
def test_visits_are_a_list(visits: Any) -> None:
    with pytest.raises(InputError) as caught:
        claim(visits=visits, nursing_rule="cpt-midpoint")
    assert caught.value.field == "visit"


def test_a_visit_before_the_payers_text_is_known_has_no_rule() -> None:
    with pytest.raises(InputError, match="known from 2013") as caught:
        claim(billed(payer="bcbsm", reading=None), visits=[("2012-03-02", "60")])
    assert caught.value.field == "visit"


def test_a_visit_that_may_be_a_slip_is_to_be_confirmed_or_warned_of() -> None:
    again = claim(visits=[VISIT, VISIT], nursing_rule="cpt-midpoint")
    assert any("second visit on 2021-03-02" in notice.text for notice in again.to_confirm)
    future = claim(visits=[("2026-11-25", "60")], nursing_rule="cpt-midpoint")
    assert any("2026-11-25 lies in the future" in notice.text for notice in future.to_confirm)
    outside = claim(visits=[("2021-04-01", "60")], nursing_rule="cpt-midpoint")
    assert any("2021-04-01" in text and "no order runs" in text for text in told(outside, "warning"))
    assert not claim(visits=[("2021-03-31", "60")], nursing_rule="cpt-midpoint").to_confirm


def test_a_nursing_line_is_of_one_day_without_ndc_or_modifier() -> None:
    for line in claim(visits=[VISIT], nursing_rule="cpt-midpoint").lines[2:]:
        assert (str(line.start), str(line.end)) == ("2021-03-02", "2021-03-02")
        assert (line.ndc, line.modifiers, line.description, line.ndc_quantity) == (None, (), None, None)


# The same NDC twice.


def test_the_same_ndc_on_two_orders_is_to_be_confirmed() -> None:
    first, second = order(ndc=NDC, end="2021-03-15"), order(ndc="0074-1133-03", start="2021-03-16")
    found = claim(billed(first), billed(second))
    assert [notice.text for notice in found.to_confirm] == ["NDC 00074-1133-03 stands on two orders of this claim"]
    with pytest.raises(InputError, match="stands on two orders") as caught:
        found.require_ready("x12")
    assert caught.value.field == "confirm"
    reason = order(ndc="0074-1133-03", start="2021-03-16", confirm="rate read off the pump")
    with pytest.raises(InputError, match="stands on two orders"):  # a reason for an order is none for the claim
        claim(billed(first), billed(reason)).require_ready("x12")
    claim(billed(first), billed(second), confirm="both from one vial").require_ready("x12")


def test_a_charge_may_be_a_number_that_is_exact() -> None:
    for dollars in (3100, Decimal("3100.00"), Fraction(3100)):
        assert claim(charges={"S9326": dollars}).lines[0].charge == 3100


def test_a_text_without_room_for_strength_and_total_is_said() -> None:
    long = claim(billed(order(drug=None, unlisted="k" * 70, ndc=NDC)))
    assert any("has no room for its strength and total" in notice.text for notice in long.notices)
    short = claim(billed(order(drug=None, unlisted="ketamine", ndc=NDC)))
    assert not any("has no room" in notice.text for notice in short.notices)


@pytest.mark.parametrize("wrong", [{"compounded": "no"}, {"today": "x"}])
def test_an_argument_of_another_type_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        sample_claim(billed(), **wrong)


def test_an_ndc_on_the_months_of_one_order_asks_nothing() -> None:
    given = order(start="2021-03-20", end="2021-04-10", ndc=NDC)
    found = claim(billed(given, "bcbsnd", None, hcpcs_rounding="up-by-span", ndc_quantity="exact"))
    assert not found.to_confirm


# What the review would tell of is asked before.


def asked(found: Claim) -> list[tuple[str, str]]:
    return [(notice.text, notice.citation.id) for notice in found.own if notice.level == "confirm"]


def test_a_per_diem_without_its_drug_is_to_be_confirmed() -> None:
    alone = order(None, ndc="12345-6789-01")
    ((text, source),) = asked(claim(billed(alone)))
    assert text.startswith("S9326 of order 1 is billed from 2021-03-01 to 2021-03-31 without a line for its drug")
    assert source == "hcpcs"
    ((text, _),) = asked(claim(billed(order(ndc=NDC)), billed(alone)))
    assert "S9326 of order 2" in text


def test_a_modifier_before_it_is_known_to_be_in_force_is_to_be_confirmed() -> None:
    days = {"start": "2010-03-01", "end": "2010-03-31"}
    chosen = {"concurrent_modifiers": "59-SH-SJ", "hcpcs_rounding": "up-by-span"}
    bills = [billed(order(name, **days), "bcbsnd", None, **chosen) for name in ("morphine", "hydromorphone")]
    ((text, source),) = asked(claim(*bills))
    assert (text, source) == ("S9326 carries 59 from 2010-03-01; it is known to be in force from 2011-04-21", "hcpcs")


def test_an_ndc_quantity_below_what_a_claim_carries_is_to_be_confirmed() -> None:
    tiny = order(regimen=Continuous("0.00001 mg/hr", 24), confirm="read", ndc=NDC, end="2021-03-01")
    found = asked(claim(billed(tiny)))
    assert [text for text, _ in found] == ["the NDC quantity of J2270 is 0.0000096 mL; the least on a claim is 0.001"]


def test_two_drugs_by_one_code_without_an_ndc_are_to_be_confirmed() -> None:
    bills = [billed(order(None, unlisted=name), reading="published-example") for name in ("ketamine", "KETAMINE")]
    found = asked(claim(*bills))
    assert any("are one drug (ketamine)" in text for text, _ in found)
    assert not any("tell them apart" in text for text, _ in found)
    same = [billed(order(name, code="J2270", confirm="so ordered")) for name in ("morphine", "hydromorphone")]
    found = asked(claim(*same))
    assert [(text, source) for text, source in found] == [
        (
            "orders 1 and 2 bill J2270 on days that they share, without an NDC to tell them apart",
            "denials-authorization",
        )
    ]


# What a form cannot do without.


def refusal(found: Claim, form: str = "837P") -> InputError:
    with pytest.raises(InputError) as caught:
        found.require_ready(form)
    return caught.value


def test_a_claim_with_everything_is_ready() -> None:
    claim(billed(order(ndc=NDC)), visits=[VISIT], nursing_rule="cpt-midpoint").require_ready("837P")
    claim(billed(order(ndc=NDC), reading="published-example")).require_ready("CMS-1500")


def test_a_form_wants_dates() -> None:
    found = claim(billed(Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", 31)))
    assert lines(found) == [("S9326", 31), ("J2270", 372)]
    assert (refusal(found).field, "needs dates of service" in refusal(found).reason) == ("from", True)


def test_a_form_wants_every_choice() -> None:
    found = claim(billed(order(regimen=Continuous("5.1 mg/hr", 24)), "bcbsnc", None))
    assert refusal(found).field == "choose" and "hcpcs_rounding" in refusal(found).example


def test_a_form_stops_where_a_line_is_missing_that_no_choice_brings_back() -> None:
    found = claim(replace(billed(), missing=("S9326 is in force from 2002-01-01",)))
    assert refusal(found).field == "claim" and "S9326 is in force from 2002-01-01" in refusal(found).reason
    reasoned = claim(replace(billed(order(confirm="read")), missing=("S9326 is in force",)), confirm="so it is")
    assert refusal(reasoned).field == "claim"


def test_a_form_wants_the_reason_that_an_order_asks_for() -> None:
    found = claim(billed(order(regimen=Continuous("500 mg/hr", 24))))
    assert refusal(found).field == "confirm" and "entry range" in refusal(found).reason
    claim(billed(order(regimen=Continuous("500 mg/hr", 24), confirm="read off the pump"))).require_ready("837P")


def test_a_reason_of_one_order_is_no_reason_for_another() -> None:
    odd = order("hydromorphone", regimen=Continuous("500 mg/hr", 24))
    found = claim(billed(order(confirm="read off the pump")), billed(odd))
    assert [notice.text for notice in found.to_confirm if "entry range" in notice.text]


def test_a_form_wants_a_line() -> None:
    found = claim(billed(order(start="2020-10-01", end="2020-10-31")))
    assert lines(found) == []
    assert refusal(found).field == "claim" and "known from 2020-11-30" in refusal(found).reason


def test_an_unlisted_drug_wants_its_ndc_or_to_be_compounded() -> None:
    assert refusal(claim(billed(order(None, unlisted="ketamine")), compounded=True)).field == "confirm"
    ketamine = {"unlisted": "ketamine", "confirm": "no code in HCPCS"}
    given = billed(order(None, **ketamine))
    assert refusal(claim(given)).field == "ndc" and "J3490 without an NDC" in refusal(claim(given)).reason
    claim(given, compounded=True).require_ready("837P")
    claim(billed(order(None, **ketamine, ndc=NDC))).require_ready("837P")
    assert refusal(claim(billed(reading="published-example"))).field == "ndc"


# Compounded drugs.


@pytest.mark.parametrize("given", [order(), order(ndc=NDC), order(None, unlisted="ketamine", ndc=NDC)])
def test_a_compounded_drug_has_no_ndc_and_no_code_of_an_ingredient(given: Order) -> None:
    with pytest.raises(InputError, match="no NDC and no code of an ingredient") as caught:
        claim(billed(given), compounded=True)
    assert caught.value.field == "compounded"


def test_a_compounded_drug_beside_a_listed_one_is_one_claim() -> None:
    ketamine = order(None, unlisted="ketamine", confirm="no code in HCPCS")
    found = claim(billed(ketamine), billed(order(ndc=NDC)), compounded=True)
    assert [line.code for line in found.lines] == ["S9326", "S9326", "J3490", "J2270"]
    found.require_ready("837P")


def test_a_compounded_drug_goes_by_a_code_for_compounded_drugs_too() -> None:
    found = claim(billed(order(code="J7999", confirm="mixed here")), compounded=True)
    assert [line.code for line in found.lines] == ["S9326", "J7999"]
    found.require_ready("837P")


# On paper: three digits of units.


def paper(units: int, charge: Fraction = Fraction(0), quantity: Fraction | None = None) -> list[Any]:
    drug = claim(billed(order(ndc=NDC))).lines[1]
    found = claim(billed(order(ndc=NDC)))
    changed = replace(drug, units=units, charge=charge, ndc_quantity=quantity)
    return list(replace(found, lines=(found.lines[0], changed)).on_paper().lines[1:])


@pytest.mark.parametrize(
    ("units", "parts"),
    [
        (1, [1]),
        (372, [372]),
        (999, [999]),
        (1000, [999, 1]),
        (1998, [999, 999]),
        (1999, [999, 999, 1]),
        (30951, [999] * 30 + [981]),
    ],
)
def test_units_beyond_three_digits_go_on_further_lines(units: int, parts: list[int]) -> None:
    assert [line.units for line in paper(units)] == parts


def test_the_lines_of_a_paper_claim_are_numbered_anew_and_alike_but_for_their_shares() -> None:
    given = order("ziconotide", regimen=Continuous("0.0416 mg/hr", 24), strength="0.1 mg/mL", ndc="18860-0720-10")
    found = claim(billed(given), charges={"J2278": "100.01"}, visits=[VISIT], nursing_rule="cpt-midpoint")
    on_paper = found.on_paper()
    assert [line.number for line in on_paper.lines] == list(range(1, len(on_paper.lines) + 1))
    drugs = [line for line in on_paper.lines if line.kind == "drug"]
    assert len(drugs) == 31 and len({(one.code, one.ndc, one.start, one.end, one.ndc_uom) for one in drugs}) == 1
    assert on_paper.lines[-1].code == "99602"
    assert on_paper.charge == found.charge == Fraction("100.01")
    assert sum(line.ndc_quantity or 0 for line in drugs) == found.lines[1].ndc_quantity
    assert [line.number for line in found.lines] == [1, 2, 3, 4], "the claim itself is as it was"


@pytest.mark.parametrize("units", [1000, 1001, 1998, 2997, 30951])
@pytest.mark.parametrize("cents", [0, 1, 2, 99, 12345, 99999999])
@pytest.mark.parametrize("thousandths", [1, 31, 148800, 309504])
def test_charge_and_ndc_quantity_are_shared_out_exactly(units: int, cents: int, thousandths: int) -> None:
    parts = paper(units, Fraction(cents, 100), Fraction(thousandths, 1000))
    assert sum(line.units for line in parts) == units
    assert sum(line.charge for line in parts) == Fraction(cents, 100)
    assert sum(line.ndc_quantity for line in parts) == Fraction(thousandths, 1000)
    assert all((line.charge * 100).denominator == 1 and line.charge >= 0 for line in parts)
    assert all((line.ndc_quantity * 1000).denominator == 1 and line.ndc_quantity >= 0 for line in parts)


def test_a_claim_that_fits_is_the_same_on_paper() -> None:
    found = claim(billed(order(ndc=NDC)), charges={"1": "3100.00"})
    assert found.on_paper() == found
