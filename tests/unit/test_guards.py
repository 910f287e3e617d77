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
    assert asked(billed(code="S0093")) == []


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
    assert "not in the CMS crosswalks of 2024 Q1 to 2026 Q1" in told(result)
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
