"""Brand names, and the names of drugs and brands that stand in a text."""

from __future__ import annotations

import datetime

import pytest

from hipkit.reference.brands import brand, brands, named_in
from hipkit.reference.products import is_listed


def test_each_brand_is_a_drug_of_the_list_and_no_drug_by_its_name() -> None:
    for one in brands():
        assert is_listed(one.drug.name) and not is_listed(one.name)
        assert one.source.id in ("cms-crosswalk", "label-nubain")


@pytest.mark.parametrize(
    ("name", "day", "codes"),
    [
        ("Dilaudid", "2024-09-30", ("J1170",)),
        ("Dilaudid", "2024-10-01", ("J1171",)),
        ("Duramorph", "2024-03-01", ("J2274",)),
        ("Gablofen", "2024-03-01", ("J0475", "J0476")),
        ("Marcaine", "2023-06-30", ("S0020",)),
        ("Nubain", "2024-03-01", ("J2300",)),
    ],
)
def test_the_codes_of_a_brand_on_a_day(name: str, day: str, codes: tuple[str, ...]) -> None:
    found = brand(name)
    assert found is not None and found.codes_on(datetime.date.fromisoformat(day)) == codes


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("morphine 50MG/ML", ["morphine sulfate"]),
        ("MORPHINE50MG", ["morphine sulfate"]),
        ("10mgDilaudid", ["hydromorphone hydrochloride"]),
        ("10Dilaudid", ["hydromorphone hydrochloride"]),
        ("50mcgFentanyl/1MG bupivacaine", ["fentanyl citrate", "bupivacaine hydrochloride"]),
        ("ketamine 5mg/mLfentanyl", ["fentanyl citrate"]),
        ("NUBAIN 10 mg", ["nalbuphine hydrochloride"]),
        ("programorphine", []),
        ("premorphine", []),
        ("Infumorph 500 20 mL", ["morphine sulfate"]),
        ("SENSORCAINE-MPF 0.5%", ["bupivacaine hydrochloride"]),
        ("Sensorcaine MPF 0.5%", ["bupivacaine hydrochloride"]),
        ("liposomal bupivacaine", ["bupivacaine liposome"]),
        ("clonidine/baclofen", ["clonidine hydrochloride", "baclofen"]),
        ("ketamine hydrochloride", []),
        ("Мorphine", []),
    ],
)
def test_names_stand_as_words(text: str, drugs: list[str]) -> None:
    assert [one.drug.name for one in named_in(text)] == drugs
