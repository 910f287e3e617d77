"""What a text of an unlisted line names: one drug, by its name or a brand, or a mixture, or nothing that is known."""

from __future__ import annotations

import datetime

import pytest

from hipkit.reference.brands import brands
from hipkit.review.context.texts import drug_named, spans, words

DAY = datetime.date(2025, 3, 1)


def own(text: str, on: datetime.date = DAY) -> str | None:
    """The code that a text's drug has on a day."""
    named = drug_named(text)
    found = (
        [code for code, first, last in spans(named) if first <= on and (last is None or on <= last)] if named else []
    )
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DILAUDID 10MG/ML", "J1171"), ("Dilaudid-HP 10mg/ml", "J1171"), ("DILAUDID10MG/ML", "J1171"),
        ("HYDROmorphone (Dilaudid) 10 mg/mL in 0.9% NaCl, 100 mL cassette", "J1171"), ("dilaudid", "J1171"),
        ("INFUMORPH 500 25MG/ML", "J2274"), ("morphine 5 mg/mL in NS", "J2270"), ("NAROPIN 2MG/ML EPIDURAL", "J2795"),
        ("MARCAINE 0.25% 50ML", "J0665"), ("Morphine total 3,720 mg", "J2270"),
        ("LIORESAL 500MCG/ML", "J0475 or J0476"),
    ],
)  # fmt: skip
def test_one_drug(text: str, code: str) -> None:
    assert own(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "morphine and bupivacaine", "Dilaudid 10 mg/mL + ketamine 5 mg/mL", "dilaudid/ketamine",
        "Dilaudid with ketamine",
        "morphine 20 mg/mL, sufentanil 50 mcg/mL", "ketamine 50 mg/mL", "morphinesque", "", "COMPOUNDING FEE",
        "Dilaudid; ketamine", "MARCAINE W/ EPI",
    ],
)  # fmt: skip
def test_several_drugs_or_none(text: str) -> None:
    assert drug_named(text) is None


@pytest.mark.parametrize("name", [one.name for one in brands()])
def test_every_brand_is_found_in_a_text(name: str) -> None:
    named = drug_named(f"{name.upper()} 10MG/ML")
    assert named is not None and named.brand is not None and named.brand.name == name
    assert words(named) == f"{named.drug.name} ({name})"
    for code, first, _ in spans(named):
        assert code == " or ".join(named.brand.codes_on(first))


def test_the_code_goes_by_the_day() -> None:
    assert own("Dilaudid", datetime.date(2024, 9, 30)) == "J1170"
    assert own("Dilaudid", datetime.date(2024, 10, 1)) == "J1171"
    assert own("Exparel", datetime.date(2010, 1, 1)) is None
