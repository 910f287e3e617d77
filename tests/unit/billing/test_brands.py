"""A brand typed for a drug is read as its drug, and billed by the code of its products: through every door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hipkit import Bill, Continuous, InputError, Order, PumpRefill, bill, sample_claim
from hipkit.cli.main import main
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.panels.calculator.opened import calculator_texts
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.compare.panel import Compare
from hipkit.reference.brands import brand, brands

RATE = Continuous("0.5 mg/hr", hours_per_day=24)
TEXTS = SEED | {"ndc": "", "dose": "0.5 mg/hr", "strength": "10 mg/mL"}
MORPHINE_VIAL = "00409-1134-03"  # J2270, 50 mg/mL

# On 2025-03-01, by CMS's crosswalk of that quarter, or the label where it prints the brand alone.
CODE = {
    "Dilaudid": "J1171", "Demerol": "J2175", "Duramorph": "J2274", "Infumorph": "J2274", "Infumorph 200": "J2274",
    "Infumorph 500": "J2274", "Mitigo": "J2274", "Buprenex": "J0592", "Nubain": "J2300", "Caldolor": "J1741",
    "Prialt": "J2278", "Duraclon": "J0735", "Naropin": "J2795", "Marcaine": "J0665", "Marcaine Spinal": "J0665",
    "Sensorcaine": "J0665", "Sensorcaine-MPF": "J0665", "Exparel": "J0666", "Polocaine": "J0670",
    "Polocaine-MPF": "J0670", "Nesacaine": "J2401", "Nesacaine-MPF": "J2401", "Robaxin": "J2800", "Zimhi": "J2311",
    "Aloxi": "J2469", "Phenergan": "J2550", "Tigan": "J3250", "Benadryl": "J1200", "Ativan": "J2060",
}  # fmt: skip
BY_PRODUCT = ("Gablofen", "Lioresal")
CHANGES = [
    ("Dilaudid", "2024-09-30", "J1170", "2024-10-01", "J1171"),
    ("Zimhi", "2025-06-30", "J2311", "2025-07-01", "J2313"),
    ("Nesacaine", "2022-12-31", "J2400", "2023-01-01", "J2401"),
    ("Nesacaine-MPF", "2022-12-31", "J2400", "2023-01-01", "J2401"),
    ("Marcaine", "2023-06-30", "S0020", "2023-07-01", "J0665"),
    ("Sensorcaine", "2023-06-30", "S0020", "2023-07-01", "J0665"),
    ("Exparel", "2024-12-31", "C9290", "2025-01-01", "J0666"),
]


def order(name: str, first: str = "2025-03-01", last: str = "2025-03-07", **fields: Any) -> Order:
    return Order(**({"drug": name, "regimen": RATE, "strength": "10 mg/mL", "start": first, "end": last} | fields))


def codes(result: Bill) -> list[str]:
    """The code of each drug line, each without a payer's say in it."""
    return [line.code for line in result.lines if line.kind == "drug"]


def billed(name: str, first: str = "2025-03-01", last: str = "2025-03-07", **fields: Any) -> Bill:
    return bill(order(name, first, last, **fields), reading="rule-text")


def says(result: Bill, level: str) -> list[str]:
    return [notice.text for notice in result.notices if notice.level == level]


def typed(*words: str, first: str = "2025-03-01", last: str = "2025-03-07") -> list[str]:
    dose = [
        "--dose",
        "0.5 mg/hr",
        "--hours-per-day",
        "24",
        "--strength",
        "10 mg/mL",
        "--from",
        first,
        "--through",
        last,
    ]
    return ["units", *dose, "--payer", "hmsa", "--reading", "rule-text", *words]


def answer(capsys: pytest.CaptureFixture[str], argv: list[str]) -> dict[str, Any]:
    assert main([*argv, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def drug_codes(answered: dict[str, Any]) -> list[str]:
    return [line["code"] for line in answered["lines"] if not line["code"].startswith("S93")]


def test_every_brand_is_tried() -> None:
    assert {*CODE, *BY_PRODUCT} == {known.name for known in brands()}


@pytest.mark.parametrize(("name", "code"), CODE.items())
def test_a_brand_is_read_as_its_drug_and_takes_its_code(
    name: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = brand(name)
    assert known is not None
    said = f"{name} was read as {known.drug.name}"
    result = billed(name.upper())
    assert (result.order.drug, result.order.brand, result.read["drug"]) == (known.drug.name, name, known.drug.name)
    assert codes(result) == [code]
    (notice,) = [notice for notice in result.notices if notice.text == said]
    assert notice.level == "info" and notice.citation == known.source
    answered = answer(capsys, typed("--drug", name.lower()))
    assert answered["read"]["drug"] == known.drug.name and drug_codes(answered) == [code]
    assert [each["level"] for each in answered["notices"] if each["text"] == said] == ["info"]
    texts = TEXTS | {"drug": name, "from": "2025-03-01", "through": "2025-03-07"}
    panel = Calculator().answer(texts)
    assert panel.messages["drug"].text == f"read as {known.drug.shown}; {name} is a brand of it"
    assert code in panel.parts["units"] and said in panel.parts["notices"] and not panel.offers


@pytest.mark.parametrize(("name", "before", "was", "after", "code"), CHANGES)
def test_the_code_of_each_day_is_taken_before_and_after_a_change(
    name: str, before: str, was: str, after: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, own in ((before, was), (after, code)):
        assert codes(billed(name, day, day)) == [own]
        assert drug_codes(answer(capsys, typed("--drug", name, first=day, last=day))) == [own]
        panel = Calculator().answer(TEXTS | {"drug": name, "from": day, "through": day})
        assert own in panel.parts["units"]
    across = billed(name, before, after)
    assert codes(across) == [was, code]
    assert any(f"the code changes on {after} from {was}" in text for text in says(across, "warning"))


def test_spinal_morphine_never_goes_by_the_code_of_the_other() -> None:
    for day, code in (("2014-12-31", "J2275"), ("2015-01-01", "J2274")):
        found = bill(order("Duramorph", day, day), payer=None).hcpcs
        assert found is not None and found.code == code


def test_the_code_that_is_typed_goes_before_the_ndcs_the_brands_and_the_drugs() -> None:
    by_ndc = {"ndc": MORPHINE_VIAL, "strength": "50 mg/mL"}
    assert codes(billed("morphine")) == ["J2270"]
    assert codes(billed("Duramorph")) == ["J2274"]
    assert codes(billed("Duramorph", **by_ndc)) == ["J2270"]
    assert codes(billed("Duramorph", code="J2274", **by_ndc)) == ["J2274"]
    assert codes(billed("Lioresal", code="J0476")) == ["J0476"]


@pytest.mark.parametrize("fields", [{"ndc": MORPHINE_VIAL, "strength": "50 mg/mL"}, {"code": "J2270"}])
def test_a_code_that_is_not_of_the_brands_products_is_to_be_confirmed(fields: dict[str, Any]) -> None:
    asked = "J2270 is not a code of Duramorph, whose products go by J2274"
    assert asked in says(billed("Duramorph", **fields), "confirm")
    assert asked not in says(billed("Duramorph"), "confirm") + says(billed("morphine", **fields), "confirm")


def test_a_brand_against_the_ndc_of_another_drug_is_refused() -> None:
    with pytest.raises(InputError, match="one of the two is wrong") as caught:
        billed("Dilaudid", ndc=MORPHINE_VIAL, strength="50 mg/mL")
    assert caught.value.given == "Dilaudid"


@pytest.mark.parametrize("name", BY_PRODUCT)
def test_a_brand_whose_products_go_by_different_codes_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError) as caught:
        billed(name)
    error = caught.value
    assert error.field == "drug" and "J0475" in error.reason and "J0476" in error.reason and "NDC" in error.reason
    assert main(typed("--drug", name)) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and err.startswith(f'--drug: read "{name}"')
    assert "--code J0475 or J0476" in err and "--ndc" in err
    for code in ("J0475", "J0476"):
        answered = answer(capsys, typed("--drug", name, "--code", code))
        assert drug_codes(answered) == [code] and answered["read"]["drug"] == "baclofen"


def test_an_ndc_tells_the_code_of_such_a_brand_where_it_is_known() -> None:
    vial = {"ndc": "70257-0560-01", "strength": "2 mg/mL", "regimen": PumpRefill("20 mL", refills=1)}
    assert codes(billed("Lioresal", **vial)) == ["J0475"]
    with pytest.raises(InputError, match="the NDC does not tell which") as caught:
        billed("Lioresal", **(vial | {"ndc": "99999-0560-01"}))
    assert "--ndc" not in caught.value.example


@pytest.mark.parametrize("panel", [Calculator(), SampleClaim()])
def test_the_panel_offers_the_codes_and_says_no_word_of_the_command_line(panel: Calculator | SampleClaim) -> None:
    texts = TEXTS | {"drug": "Lioresal", "from": "2025-03-01", "through": "2025-03-07"}
    refused = panel.answer(texts)
    assert [dict(offer.sets) for offer in refused.offers] == [
        {"drug": "Lioresal", "code": "J0475"},
        {"drug": "Lioresal", "code": "J0476"},
    ]
    assert refused.messages["drug"].kind == "error" and not refused.settled
    shown = " ".join([*refused.parts.values(), *(message.text for message in refused.messages.values())])
    assert "J0475" in shown and "--" not in shown
    taken = panel.answer(texts | dict(refused.offers[0].sets))
    assert "J0475" in "".join(taken.parts.values()) and not taken.offers


def test_a_brand_goes_by_the_pump_as_its_code_does() -> None:
    refill = {"regimen": PumpRefill("20 mL", refills=1), "strength": "10 mg/mL"}
    assert says(billed("Duramorph"), "confirm") == says(billed("Mitigo", **refill), "confirm") == []
    assert "J1171 is ordered as a refill of an implanted pump" in says(billed("Dilaudid", **refill), "confirm")[0]
    assert "J2278 is ordered as a continuous infusion" in says(billed("Prialt"), "confirm")[0]
    assert "J0475 is ordered as a continuous infusion" in says(billed("Gablofen", code="J0475"), "confirm")[0]


def test_before_the_first_code_of_its_products_the_drugs_own_is_taken_and_said() -> None:
    result = billed("Zimhi", "2022-12-31", "2023-01-01")
    assert codes(result) == ["J2310", "J2311"]
    assert any("no code of the products of Zimhi is in force on 2022-12-31" in text for text in says(result, "info"))


def test_a_saved_order_keeps_its_brand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = Scenario(order("duramorph"), "hmsa", "rule-text")
    again = read_scenario(saved.text())
    assert again == saved and again.text() == saved.text() and json.loads(saved.text())["order"]["drug"] == "Duramorph"
    assert again.order != order("morphine") and codes(bill(again.order, reading="rule-text")) == ["J2274"]
    path = tmp_path / "order.json"
    assert main(typed("--drug", "Duramorph", "--save", str(path))) == 0
    assert path.read_text() == saved.text()
    capsys.readouterr()
    assert main(["claim", str(path), "--format", "json"]) == 0
    assert "J2274" in capsys.readouterr().out
    assert calculator_texts(again)["drug"] == "Duramorph"
    assert "drug: " not in Compare().answer({"first_scenario": saved.text()}).messages["first_scenario"].text


def test_a_brand_and_its_drug_are_one_drug_in_a_claim() -> None:
    two = [billed("Dilaudid"), billed("hydromorphone")]
    assert any("are one drug (hydromorphone hydrochloride)" in notice.text for notice in sample_claim(two).notices)


def test_a_pasted_order_line_may_begin_with_a_brand() -> None:
    texts = TEXTS | {"drug": "", "dose": "Dilaudid 0.5 mg/hr", "from": "2025-03-01", "through": "2025-03-07"}
    (offer,) = Calculator().answer(texts).offers
    assert dict(offer.sets) == {"drug": "Dilaudid", "dose": "0.5 mg/hr"}


def test_the_list_of_drugs_names_the_brands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drugs", "--json"]) == 0
    listed = {drug["name"]: drug["brands"] for drug in json.loads(capsys.readouterr().out)["drugs"]}
    assert listed["baclofen"] == ["Gablofen", "Lioresal"] and sum(map(len, listed.values())) == len(brands())
    assert main(["drugs"]) == 0
    assert "Gablofen" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "ndc", "strength"),
    [("Dilaudid", "00409-2634-50", "10 mg/mL"), ("Infumorph", "00641-6040-01", "25 mg/mL")],
)
def test_whether_an_ndc_is_a_brands_own_is_said_not_to_be_known(typed: str, ndc: str, strength: str) -> None:
    regimen = Continuous("0.5 mg/hr", hours_per_day=24)
    told = bill(Order(drug=typed, regimen=regimen, strength=strength, start="2025-03-01", end="2025-03-14", ndc=ndc))
    texts = [notice.text for notice in told.notices]
    assert f"whether NDC {ndc} is a product of {typed} is not known; its drug and its code are" in texts
    unbranded = bill(Order(regimen=regimen, strength=strength, start="2025-03-01", end="2025-03-14", ndc=ndc))
    assert not any("is a product of" in notice.text for notice in unbranded.notices)
