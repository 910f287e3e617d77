"""What hipkit asks a person to confirm, and what it only remarks on."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from hipkit import Bill, Continuous, Intermittent, Order, Pca, PumpRefill, bill

TODAY = datetime.date(2024, 6, 15)


def billed(dose: str = "5 mg/hr", hours: str = "24", today: datetime.date = TODAY, **more: Any) -> Bill:
    fields: dict[str, Any] = {
        "drug": "morphine", "regimen": Continuous(dose, hours), "strength": "25 mg/mL", "start": "2024-03-01",
        "end": "2024-03-31",
    }  # fmt: skip
    return bill(Order(**(fields | more)), reading="rule-text", today=today)


def asked(result: Bill) -> list[str]:
    return [notice.text for notice in result.notices if notice.level == "confirm"]


def told(result: Bill) -> str:
    return "\n".join(notice.text for notice in result.notices if notice.level in ("info", "warning"))


def test_an_ordinary_order_asks_nothing() -> None:
    assert asked(billed()) == []
    assert billed().to_confirm == ()


def test_a_strength_that_is_not_the_ndcs() -> None:
    assert asked(billed(strength="50 mg/mL", ndc="00409-1134-03")) == []
    (text,) = asked(billed(strength="25 mg/mL", ndc="00409-1134-03"))
    assert "25 mg/mL" in text and "50 mg/mL" in text and "2 times" in text
    (thousandfold,) = asked(
        billed(strength="25 mcg/mL", dose="5 mcg/hr", ndc="66794-0162-02", regimen=Continuous("0.5 mg/hr", 24))
    )
    assert "1,000 times" in thousandfold


def test_the_bags_concentration_is_not_compared_with_the_ndc() -> None:
    result = billed(strength="50 mg/mL", bag="5 mg/mL", ndc="00409-1134-03")
    assert asked(result) == []
    assert "NDC quantity counts the product's 50 mg/mL, not the bag's 5 mg/mL" in told(result)


def test_a_day_in_the_future() -> None:
    assert asked(billed(today=datetime.date(2024, 3, 31))) == []
    (text,) = asked(billed(today=datetime.date(2024, 3, 30)))
    assert "future" in text and "2024-03-31" in text


@pytest.mark.parametrize("dose", ["0.02 mg/hr", "42 mg/hr", "500 mg/hr"])
def test_an_amount_outside_the_drugs_entry_range(dose: str) -> None:
    assert any("entry range" in text and "no advice" in text for text in asked(billed(dose)))
    assert any(
        "entry range" in text for text in asked(billed(dose, drug=None, ndc="00409-1134-03", strength="50 mg/mL"))
    )


@pytest.mark.parametrize("dose", ["0.021 mg/hr", "41 mg/hr"])
def test_an_amount_inside_it(dose: str) -> None:
    assert asked(billed(dose)) == []


def test_the_amount_of_a_day_is_what_is_held_against_the_range() -> None:
    assert asked(billed("50 mg/hr", hours="1")) == []
    assert any("0.05 mg a day lies outside" in text for text in asked(billed("0.1 mg/hr", hours="0.5")))
    assert any("1,200 mg a day lies outside" in text for text in asked(billed("50 mg/hr", hours="24")))


def test_the_highest_and_the_lowest_rate_count_where_it_changes() -> None:
    rate = Continuous("5 mg/hr", 24, [("2024-03-10", "50 mg/hr"), ("2024-03-20", "0.01 mg/hr")])
    texts = asked(billed(regimen=rate))
    assert any("1,200 mg" in text for text in texts)
    assert any("0.24 mg" in text for text in texts)


def test_doses_and_demands_are_held_against_the_range_too() -> None:
    assert any("entry range" in text for text in asked(billed(regimen=Intermittent("300 mg", 4))))
    assert any("entry range" in text for text in asked(billed(regimen=Pca("100 mg", 12))))
    assert asked(billed(regimen=Intermittent("10 mg", 4))) == []


def test_litres_a_day_and_a_refill_that_no_pump_holds() -> None:
    assert any("mL a day" in text for text in asked(billed(strength="0.1 mg/mL")))
    assert any("a refill" in text for text in asked(billed(regimen=PumpRefill("61 mL", 1))))
    assert asked(billed(regimen=PumpRefill("60 mL", 1))) == []


def test_the_volume_is_that_of_the_bag() -> None:
    assert any("0.1 mg/mL" in text for text in asked(billed(bag="0.1 mg/mL")))


def test_a_diluent_is_not_the_drug() -> None:
    (text,) = asked(billed(ndc="00338-0049-04"))
    assert "diluent" in text


def test_a_code_that_is_not_the_products_or_the_drugs() -> None:
    (text,) = asked(billed(code="J2270", ndc="66794-0162-02"))
    assert "J2270" in text and "J2274" in text
    (text,) = asked(billed(code="J3010"))
    assert "J3010" in text and "J2270" in text
    assert not any("is not a code of" in text for text in asked(billed(code="S0093")))


def test_a_drugs_code_for_an_unlisted_drug() -> None:
    text, unknown = asked(billed(code="J2270", drug=None, unlisted="ketamine"))
    assert "J2270" in text and "ketamine" in text
    assert unknown.startswith("hipkit knows no code for ketamine; look it up in HCPCS")
    assert asked(billed(code="J3490", drug=None, unlisted="ketamine")) == [unknown]


def test_a_typed_reason_settles_what_is_asked_and_is_kept() -> None:
    result = billed("50 mg/hr", confirm="rate read off the pump")
    assert asked(result)
    assert result.to_confirm == ()
    assert result.order.confirm == "rate read off the pump"
    assert result.read["confirm"] == "rate read off the pump"


def test_text_that_looks_like_a_patient_is_warned_of() -> None:
    assert "patient" in told(billed(confirm="MRN 123"))
    assert "patient" in told(billed(drug=None, unlisted="ketamine for SSN 123-45-6789"))
    assert "patient" not in told(billed(confirm="rate read off the pump"))


def test_services_after_the_data_ends_are_said() -> None:
    later: dict[str, Any] = {"start": "2026-01-01", "end": "2026-01-31", "today": datetime.date(2026, 11, 24)}
    assert "2025-12-31" in told(billed(**later))
    assert "codes may have changed" not in told(billed())


def test_the_day_the_clock_changes_has_24_hours() -> None:
    assert "2024-03-10" in told(billed()) and "24 hours by definition" in told(billed())
    assert "clock" not in told(billed(start="2024-03-11", end="2024-03-31"))
    assert "clock" not in told(billed(hours="12"))
    assert "2024-11-03" in told(billed(start="2024-11-01", end="2024-11-05", today=datetime.date(2025, 1, 1)))


def test_an_ndc_that_is_not_listed_is_no_fault() -> None:
    result = billed(ndc="00074-1133-03")
    assert asked(result) == []
    assert "not in the CMS crosswalks of 2024 Q1 to 2026 Q1 as far as hipkit holds them" in told(result)
    assert "invalid" not in told(result)


def test_an_ndc_listed_since_says_that_the_drugs_code_was_taken() -> None:
    fields: dict[str, Any] = {"drug": "hydromorphone", "strength": "0.2 mg/mL", "ndc": "00641-6259-10"}
    assert "from 2025-04-01 only" in told(billed("0.2 mg/hr", **fields))
    newest: dict[str, Any] = {
        "drug": "methadone",
        "strength": "10 mg/mL",
        "ndc": "81298-7500-01",
        "today": datetime.date(2026, 11, 24),
    }
    assert "only" not in told(billed("1 mg/hr", start="2026-02-01", end="2026-02-28", **newest)).replace(
        "only what", ""
    )


# Which way a drug is given: only what a source says.

EXTERNAL: dict[str, Any] = {
    "continuous": Continuous("4.8 mcg/day", 24),
    "intermittent": Intermittent("2 mcg", 2),
    "pca": Pca("1 mcg", 4, basal="0.1 mcg/hr"),
}
SPINAL = {
    "J2278": {"drug": "ziconotide", "strength": "25 mcg/mL", "ndc": "70720-0723-10"},
    "J0475": {"drug": "baclofen", "strength": "2 mg/mL", "ndc": "70121-2502-02"},
    "J0476": {"drug": "baclofen", "strength": "50 mcg/mL", "ndc": "66794-0151-01"},
}


def routed(result: Bill) -> list[str]:
    return [text for text in asked(result) if " is ordered " in text]


@pytest.mark.parametrize("given", sorted(EXTERNAL))
@pytest.mark.parametrize("code", sorted(SPINAL))
def test_a_spinal_drug_by_an_external_pump(code: str, given: str) -> None:
    """By NDC, by --code, and by the drug's name; the lines stay as ordered."""
    fields = SPINAL[code] | {"regimen": EXTERNAL[given]}
    by_code = fields | {"ndc": None, "code": code}
    by_name = fields | {"ndc": None}
    for more in (fields, by_code, {**by_code, "drug": None}):
        (text,) = routed(billed(**more))
        assert text.startswith(code) and "S9328" in text and "pump refill" in text
        assert [line.code for line in billed(**more).lines][1:] == [code]
    (text,) = routed(billed(**by_name))
    assert text.startswith("J0475" if code == "J0476" else code)
    assert routed(bill(Order(start="2024-03-01", end="2024-03-31", **by_name), payer=None)) == [text]
    assert routed(billed(**fields | {"regimen": PumpRefill("18 mL", 1)})) == []


def test_the_label_of_ziconotide_names_an_external_pump_too() -> None:
    result = billed(**SPINAL["J2278"], regimen=EXTERNAL["continuous"])
    (notice,) = [one for one in result.notices if "J2278 is ordered" in one.text]
    assert "mostly by an implanted pump" in notice.text and "external pump too" in notice.text
    assert notice.citation.id == "prialt-label"


@pytest.mark.parametrize(
    ("fields", "code", "fits"),
    [
        ({"ndc": "00409-1134-03", "strength": "50 mg/mL"}, "J2270", "J2274"),
        ({"ndc": "00409-1134-03", "strength": "50 mg/mL", "start": "2022-03-01"}, "J2270", "J2274"),
        ({"ndc": "00409-1134-03", "strength": "50 mg/mL", "code": "J2274"}, "J2270", "J2274"),
        ({"code": "J2270"}, "J2270", "J2274"),
        ({"code": "J2272"}, "J2272", "J2274"),
        ({"drug": "hydromorphone"}, "J1170", "external pump"),
        ({"drug": "hydromorphone", "start": "2024-10-01"}, "J1171", "external pump"),
        ({"drug": "hydromorphone", "start": "2024-10-01", "code": "J3490"}, "J1171", "external pump"),
        ({"drug": None, "ndc": "63323-0851-10", "strength": "10 mg/mL"}, "J1170", "external pump"),
    ],
)
def test_a_product_that_is_not_for_the_spine_in_an_implanted_pump(fields: Any, code: str, fits: str) -> None:
    refill = {"regimen": PumpRefill("20 mL", 1)} | fields
    refill["end"] = f"{refill.get('start', '2024-03-01')[:7]}-31"
    (text,) = routed(billed(today=datetime.date(2025, 1, 1), **refill))
    assert text.startswith(f"{code} is ordered as a refill of an implanted pump") and fits in text


@pytest.mark.parametrize(
    "fields",
    [
        {"regimen": PumpRefill("20 mL", 1)},
        {"regimen": PumpRefill("20 mL", 1), "code": "J2274"},
        {"regimen": PumpRefill("20 mL", 1), "ndc": "66794-0162-02"},
        {"code": "J2274"},
        {"ndc": "66794-0162-02"},
        {"drug": "clonidine", "regimen": Continuous("0.03 mg/hr", 24), "strength": "0.5 mg/mL"},
        {"drug": "clonidine", "regimen": PumpRefill("20 mL", 1), "strength": "0.5 mg/mL"},
        {"drug": "fentanyl", "regimen": PumpRefill("20 mL", 1), "strength": "0.05 mg/mL"},
        {"drug": "bupivacaine", "regimen": PumpRefill("20 mL", 1), "strength": "5 mg/mL"},
    ],
)
def test_what_no_source_forbids_is_not_asked(fields: Any) -> None:
    assert routed(billed(**fields)) == []


@pytest.mark.parametrize(("code", "drug"), [("S0093", "morphine"), ("S0092", "hydromorphone")])
def test_a_loading_dose_is_given_once(code: str, drug: str) -> None:
    (text,) = routed(billed(code=code, drug=drug, end="2024-03-02"))
    assert text.startswith(f"{code} is ordered over 2 days") and "loading dose" in text
    assert routed(billed(code=code, drug=drug, end="2024-03-01")) == []
    assert routed(billed(code=code, drug=drug, end="2024-03-02", without=["2024-03-02"])) == []
    undated = Order(drug, Continuous("1 mg/hr", 24), "10 mg/mL", days=2, code=code)
    assert len(routed(bill(undated, payer=None))) == 1


def test_a_reason_settles_what_is_asked_of_the_route() -> None:
    result = billed(**SPINAL["J0475"], regimen=Continuous("0.1 mg/day", 24), confirm="the label was read")
    assert routed(result) and result.to_confirm == ()
