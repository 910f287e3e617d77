"""The JSON of every answer: which keys there are, how a number is written, what null stands for."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from hipkit import Continuous, Intermittent, Order, Pca, PumpRefill, Quantity, bill
from hipkit.billing.convert import convert, units_of
from hipkit.billing.nursing import nursing_units
from hipkit.billing.waste import waste
from hipkit.formats.bill import json as answers
from hipkit.payers.files import AXES, load_policy, payers
from hipkit.payers.listing import answered, list_payers
from hipkit.reference.lookups import list_drugs, look_up_ndc
from hipkit.values.citations import cite
from tests.helpers.sourced import unsourced

RATE = Continuous("5 mg/hr", hours_per_day=24)
MARCH = {"start": "2021-03-01", "end": "2021-03-31"}
ORDERS = {
    "seed": Order(drug="morphine", regimen=RATE, strength="25 mg/mL", ndc="00074-1133-03", **MARCH),
    "days": Order(drug="morphine", regimen=RATE, strength="25 mg/mL", days=31),
    "bag": Order(drug="morphine", regimen=RATE, strength="25 mg/mL", bag="5 mg/mL", days=31),
    "nothing": Order(regimen=RATE, strength="25 mg/mL", days=31),
    "unlisted": Order(unlisted="ketamine", regimen=RATE, strength="7 mg/mL", days=31),
    "intermittent": Order(drug="morphine", regimen=Intermittent("10 mg", 4), strength="25 mg/mL", days=7),
    "pca": Order(drug="morphine", regimen=Pca("0.5 mg", 12, lockout="6 min"), strength="1 mg/mL", days=7),
    "pump": Order(drug="morphine", regimen=PumpRefill("20 mL", 1), strength="25 mg/mL", days=30),
    "split": Order(
        drug="hydromorphone",
        regimen=Continuous("0.5 mg/hr", hours_per_day=24),
        strength="7 mg/mL",
        start="2024-09-20",
        end="2024-10-05",
    ),
}


@pytest.mark.parametrize("payer", [None, *payers()])
@pytest.mark.parametrize("name", ORDERS)
def test_a_bill_has_every_key_whatever_is_known(name: str, payer: str | None) -> None:
    found = answers.units(bill(ORDERS[name], payer))
    assert list(found) == [
        "read", "notices", "payer", "reading", "per_day", "total", "hcpcs", "ndc", "pca", "lines", "choices", "steps",
    ]  # fmt: skip
    _same_keys(found["total"], "amount volume bag_volume")
    _same_keys(found["per_day"], "amount volume bag_volume")
    _same_keys(found["hcpcs"], "code per units_exact units")
    _same_keys(found["ndc"], "ndc quantity_exact quantity uom")
    _same_keys(found["pca"], "max_demands_per_hr programmed_max")
    for key, keys in (
        ("lines", "kind code modifiers units from through ndc ndc_quantity ndc_uom"),
        ("choices", "axis value units chosen citation sources"),
        ("steps", "text citation sources"),
        ("notices", "level text citation sources"),
    ):
        for one in _list(found[key]):
            _same_keys(one, keys)
            assert one.get("citation", "cited") != ""
    assert (found["payer"] is None) == (payer is None)
    _only_texts(found)


def _same_keys(found: Any, keys: str) -> None:
    assert found is None or list(found) == keys.split()


def _list(found: Any) -> list[dict[str, Any]]:
    assert isinstance(found, list)
    return found


def _only_texts(found: object) -> None:
    """No number but as a text, and all of it JSON."""
    text = answers.dumps(found) if isinstance(found, dict) else ""
    assert text.isascii()
    refuse = pytest.fail
    read = json.loads(text, parse_int=refuse, parse_float=refuse, parse_constant=refuse)
    assert unsourced(read) == []


def test_what_is_null() -> None:
    nothing = answers.units(bill(ORDERS["nothing"], None))
    assert (nothing["hcpcs"], nothing["pca"], nothing["lines"]) == (None, None, [])
    assert nothing["ndc"] == {"ndc": None, "quantity_exact": "148.8", "quantity": "148.8", "uom": "ML"}
    assert answers.units(bill(ORDERS["pump"]))["per_day"] is None
    split = answers.units(bill(ORDERS["split"]))
    assert split["hcpcs"] is None
    drug_lines = [(one["code"], one["units"]) for one in _list(split["lines"]) if one["kind"] == "drug"]
    assert drug_lines == [("J1170", "33"), ("J1171", "600")]


def test_a_number_without_an_end_is_a_fraction() -> None:
    assert answers.amount(Quantity(Fraction(445, 3), "mL")) == {"value": "445/3", "unit": "mL"}
    assert answers.amount(Quantity("1,000.5", "mg")) == {"value": "1000.5", "unit": "mg"}
    assert answers.amount(None) is None


def test_lines_carry_dates_and_the_ndc_where_they_are_known() -> None:
    per_diem, drug = _list(answers.units(bill(ORDERS["seed"], "hmsa"))["lines"])
    assert (per_diem["from"], per_diem["through"], per_diem["ndc"]) == ("2021-03-01", "2021-03-31", None)
    assert (drug["ndc"], drug["ndc_quantity"], drug["ndc_uom"]) == ("00074113303", "148.8", "ML")
    assert drug["modifiers"] == []
    undated, _ = _list(answers.units(bill(ORDERS["days"], "hmsa"))["lines"])
    assert (undated["from"], undated["through"]) == (None, None)


def test_the_small_answers() -> None:
    whole = answers.convert(units_of("0.25 mL", "1 mg", "4 mg/mL"))
    assert list(whole) == ["read", "notices", "units_exact", "units", "value", "unit", "steps"]
    assert (whole["units_exact"], whole["units"], whole["value"], whole["unit"]) == ("1", "1", None, None)
    value = answers.convert(convert("20 mL", "day", at="0.5 mL/day"))
    assert (value["units_exact"], value["units"], value["value"], value["unit"]) == (None, None, "40", "day")
    wasted = answers.waste(waste("350 mg", "400 mg", "10 mg"))
    assert (wasted["given_units"], wasted["discarded_units"]) == ("35", "5")
    visit = answers.nursing(nursing_units("151", "bcbsm-2013"))
    assert (visit["99601"], visit["99602"]) == ("1", "1")
    for found in (whole, value, wasted, visit):
        _only_texts(found)


def test_an_ndc() -> None:
    vial = answers.ndc(look_up_ndc("63323-0851-10"))
    assert (vial["ndc11"], vial["hyphenated"]) == ("63323085110", "63323-0851-10")
    product: Any = vial["product"]
    _same_keys(product, "name labeler strength package_volume code codes source sources")
    assert product["codes"][0] == {"code": "J1170", "from": "2024-01-01", "through": "2024-09-30"}
    form: Any = vial["form"]
    assert (form["name"], form["words"], form["uom"]) == ("solution", "a liquid", "ML")
    assert form["sources"][0]["id"] == "cms-crosswalk"
    unknown = answers.ndc(look_up_ndc("00074-1133-03"))
    assert (unknown["product"], unknown["form"]) == (None, None)
    later = answers.ndc(look_up_ndc("000074-1133-03", on="2034-01-01"))
    assert (later["ndc11"], later["hyphenated"]) == (None, "000074-1133-03")
    _only_texts(vial)


def test_a_diluent_has_no_strength() -> None:
    bag = look_up_ndc("00264-7800-10")
    assert bag.product is not None
    assert bag.product.kind == "diluent"
    product: Any = answers.ndc(bag)["product"]
    assert product["strength"] is None
    assert any("diluent" in notice.text for notice in bag.notices)


def test_the_drugs() -> None:
    found = answers.drugs(list_drugs())
    morphine = _list(found["drugs"])[0]
    _same_keys(morphine, "name aliases brands codes")
    assert morphine["brands"] == ["Duramorph", "Infumorph", "Infumorph 200", "Infumorph 500", "Mitigo"]
    assert [(one["code"], one["pump"], one["per"]) for one in morphine["codes"]] == [
        ("J2270", "external", {"value": "10", "unit": "mg"}),
        ("J2274", "implanted", {"value": "10", "unit": "mg"}),
    ]
    hydromorphone = _list(found["drugs"])[1]
    assert [(one["code"], one["through"]) for one in hydromorphone["codes"]] == [
        ("J1170", "2024-09-30"),
        ("J1171", None),
    ]
    _only_texts(found)


@pytest.mark.parametrize("payer", payers())
def test_a_payer_answers_every_axis_under_every_reading(payer: str) -> None:
    found = answers.payers(list_payers(payer))
    [one] = _list(found["payers"])
    policy = load_policy(payer)
    assert (one["id"], one["name"]) == (payer, policy.name)
    for axis in one["axes"]:
        _same_keys(axis, "axis reading therapy value from through citation sources words")
    for reading in policy.readings:
        assert {axis["axis"] for axis in one["axes"] if axis["reading"] == reading.id} == set(AXES)
    _only_texts(found)


def test_a_rule_of_one_therapy_names_it() -> None:
    rows = [one for payer in payers() for one in answered(load_policy(payer))]
    for one in rows:
        assert one.therapy in (None, one.rule.therapy)
    assert any(one.therapy is None for one in rows)


def test_sources_say_the_date_of_the_text_and_the_day_on_which_it_was_read() -> None:
    [hmsa] = _list(answers.cited(cite("hmsa", "Example"))["sources"])
    assert hmsa == {
        "id": "hmsa", "text": cite("hmsa", "Example").text, "dated": "2021-02-18", "read_on": "2026-11-24",
    }  # fmt: skip
    assert [answers.source_of(cite(id))["dated"] for id in ("bcbsm", "premera", "bcbsnd")] == ["2013-05", "2019", None]
    assert answers.source_of(cite("hipkit"))["read_on"] is None
