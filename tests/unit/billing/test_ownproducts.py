"""A code whose few products have another strength than the order: it wants a reason, whoever chose the code."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from hipkit.billing.compute import bill
from hipkit.billing.ownproducts import own_products
from hipkit.order.order import Order
from hipkit.order.regimen import Intermittent
from hipkit.reference.datasets import table
from hipkit.values.quantity import Quantity


def confirms(**fields: object) -> list[str]:
    given = {"regimen": Intermittent("1 mg", per_day=1), "start": "2025-11-01", "end": "2025-11-01"} | fields
    answer = bill(Order(**given), today=datetime.date(2026, 1, 1))  # type: ignore[arg-type]
    return [notice.text for notice in answer.notices if notice.level == "confirm"]


@pytest.mark.parametrize(
    ("drug", "code", "strength", "held"),
    [
        ("naloxone", "J2313", "0.4 mg/mL", "Zimhi, which is 10 mg/mL"),
        ("Zimhi", None, "0.4 mg/mL", "Zimhi, which is 10 mg/mL"),
        ("acetaminophen", "J0134", "15 mg/mL", "acetaminophen of Fresenius Kabi, which is 10 mg/mL"),
        ("midazolam", "J2251", "5 mg/mL", "premixed, which is 1 mg/mL"),
        ("morphine", "J2272", "25 mg/mL", "which is 2 mg/mL or 4 mg/mL or 5 mg/mL or 10 mg/mL"),
        ("bupivacaine liposome", None, "5 mg/mL", "Exparel, which is 13.3 mg/mL"),
    ],
)
def test_a_strength_that_no_product_of_the_code_has_wants_a_reason(
    drug: str, code: str | None, strength: str, held: str
) -> None:
    asked = [text for text in confirms(drug=drug, code=code, strength=strength) if "is billed for" in text]
    assert len(asked) == 1 and held in asked[0] and f"{strength} was ordered" in asked[0]


@pytest.mark.parametrize(
    ("drug", "code", "strength"),
    [
        ("naloxone", "J2313", "10 mg/mL"), ("naloxone", "J2313", "10000 mcg/mL"), ("Zimhi", None, "10 mg/mL"),
        ("naloxone", None, "0.4 mg/mL"), ("morphine", "J2270", "25 mg/mL"), ("morphine", "J2272", "4 mg/mL"),
    ],
)  # fmt: skip
def test_a_strength_of_theirs_wants_none(drug: str, code: str | None, strength: str) -> None:
    assert confirms(drug=drug, code=code, strength=strength) == []


def test_a_bulk_powder_is_no_product_of_theirs() -> None:
    (asked,) = confirms(drug="naloxone", code="J2313", form="bulk-powder")
    assert asked == (
        "J2313 is billed for Zimhi, which is 10 mg/mL in the CMS crosswalks of 2024 Q1 to 2026 Q1, and a bulk powder "
        "for compounding was ordered: is the code or the kind of product another?"
    )
    assert confirms(drug="naloxone", form="bulk-powder") == []


def test_before_its_newer_code_zimhi_is_asked_for_too() -> None:
    (asked,) = confirms(drug="naloxone", code="J2311", strength="0.4 mg/mL", start="2025-06-30", end="2025-06-30")
    assert asked.startswith("J2311 is billed for Zimhi")


def test_a_product_that_is_known_is_held_against_its_own_code_alone() -> None:
    (asked,) = confirms(drug="naloxone", code="J2313", strength="0.4 mg/mL", ndc="00409-1215-01")
    assert asked == "J2313 is not the code of NDC 00409-1215-01, which goes by J2312"


def test_the_strengths_are_those_of_the_products_that_ship() -> None:
    shipped: dict[str, set[Fraction]] = {}
    for row in table("products"):
        if row["kind"] == "drug":
            shipped.setdefault(row["code"], set()).add(Quantity.parse(row["strength"]).base)
    shared = own_products().keys() & shipped.keys()
    assert shared == {"J0476", "J0666", "J2272", "J2278"}
    for code in shared:
        assert {strength.base for strength in own_products()[code].strengths} == shipped[code]


def test_no_other_shipped_code_of_its_own_product_was_forgotten() -> None:
    """Those that no name of a drug leads to, and for which the crosswalks list a product, in the note of their row."""
    alone = {row["code"] for row in table("codes") if "never chosen from the name of a drug" in row["note"]}
    unread = {"J1736", "J1737", "J2252", "J2402", "S0092", "S0093"}  # of these the crosswalks list no product
    assert alone - own_products().keys() == unread


def test_what_is_told_of_a_code_cites_the_file_in_which_it_stands() -> None:
    order = Order(
        drug="meloxicam", code="J1736", regimen=Intermittent("30 mg", per_day=1), strength="30 mg/mL",
        start="2026-01-01", end="2026-01-01",
    )  # fmt: skip
    (told,) = [n for n in bill(order, today=datetime.date(2026, 2, 1)).notices if n.text.startswith("J1736: ")]
    assert told.citation.id == "hcpcs-2026"
