"""Solutions, powders in a vial and bulk powders: what is refused, what wants a reason, and what goes onto a claim."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from hipkit import Bill, Continuous, InputError, Intermittent, Order, Pca, PumpRefill, bill, sample_claim
from hipkit.billing.compare import compare
from hipkit.billing.whatif import STRENGTH, WhatIf, what_if
from hipkit.claim.table import rows
from hipkit.cli.main import main
from hipkit.formats.claim.cms1500 import html_text
from hipkit.formats.claim.worksheet import pdf_bytes
from hipkit.formats.claim.x12 import x12_text
from hipkit.formats.claim.xlsx import xlsx_bytes
from hipkit.order.scenario import Scenario
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.panel import Calculator
from hipkit.payers.axes import uom_allowed
from hipkit.payers.files import load_policy
from hipkit.reference.cms.read import read_tables
from hipkit.reference.inuse import InUse, using
from hipkit.review.finding import findings
from hipkit.review.run.rules import review
from hipkit.review.table import typed

RATE = Continuous("5 mg/hr", hours_per_day=24)
SPAN: dict[str, Any] = {"start": "2024-03-01", "end": "2024-03-31"}
LIQUID = "00409-1134-03"  # morphine sulfate 50 mg/mL
STOCK = (
    "ndc,drug,strength,package,form\n"
    "55150-0307-01,ketorolac,500 mg/vial,10 vials,powder-vial\n"
    "38779-0524-05,ketamine hydrochloride,,25 g,bulk-powder\n"
)


def vial(**more: Any) -> Order:
    given = {"drug": "ketorolac", "strength": "500 mg/vial", "form": "powder-vial", "ndc": "12345-1234-12"} | SPAN
    return Order(regimen=RATE, **given | more)


def bulk(**more: Any) -> Order:
    return vial(**{"strength": None, "form": "bulk-powder"} | more)


@pytest.fixture
def stock(tmp_path: Path) -> InUse:
    path = tmp_path / "stock.csv"
    path.write_text(STOCK)
    return InUse(read_tables([path]))


def confirms(answer: Bill) -> list[str]:
    return [notice.text for notice in answer.notices if notice.level == "confirm"]


@pytest.mark.parametrize(
    ("given", "field", "says", "example"),
    [
        ({"form": "cream"}, "form", "known are solution, powder-vial, bulk-powder", "solution"),
        ({"form": None}, "strength", "what is in each vial", "--form powder-vial"),
        ({"form": "solution"}, "strength", "taken as a liquid", "--form powder-vial"),
        ({"strength": "25 mg/mL"}, "strength", "taken as a powder in a vial", "500 mg/vial"),
        ({"strength": None}, "strength", "", "500 mg/vial"),
        ({"strength": "5 mL/vial"}, "strength", "", "500 mg/vial"),
        ({"form": "bulk-powder"}, "strength", "counts grams", "no strength"),
    ],
)
def test_a_strength_is_one_of_its_kind_of_product(given: Any, field: str, says: str, example: str) -> None:
    with pytest.raises(InputError) as refused:
        vial(**given)
    assert refused.value.field == field and says in refused.value.reason and example in refused.value.example


@pytest.mark.parametrize(
    ("regimen", "field"),
    [
        (Continuous("0.5 mL/hr", hours_per_day=24), "dose"),
        (Continuous("5 mg/hr", 24, changes=[("2024-03-15", "0.5 mL/hr")]), "change"),
        (Intermittent("1 mL", per_day=4), "dose"),
        (Pca(demand="1 mL", demands_per_day=4), "demand"),
        (Pca(demand="1 mg", demands_per_day=4, basal="0.5 mL/hr"), "basal"),
        (PumpRefill("20 mL", refills=1), "volume"),
    ],
)
def test_millilitres_of_a_powder_without_a_bag_are_refused(regimen: Any, field: str) -> None:
    for form, strength in (("powder-vial", "500 mg/vial"), ("bulk-powder", None)):
        given: dict[str, Any] = {"regimen": regimen, "strength": strength, "form": form} | SPAN
        with pytest.raises(InputError, match="mixed bag") as refused:
            Order("ketorolac", **given)
        assert refused.value.field == field
        assert Order("ketorolac", bag="5 mg/mL", **given).concentration is not None


def test_a_refill_from_a_powder_is_of_the_bag() -> None:
    order = Order("ketorolac", PumpRefill("20 mL", refills=1), "500 mg/vial", 1, bag="10 mg/mL", form="powder-vial")
    answer = bill(order, payer=None)
    assert (str(answer.total.amount), str(answer.ndc.quantity_exact), answer.total.volume) == ("200 mg", "2/5", None)


def test_a_kind_that_contradicts_the_ndc_wants_a_reason(stock: InUse) -> None:
    (said,) = confirms(bill(vial(drug="morphine", ndc=LIQUID), reading="rule-text"))
    assert "a powder in a vial" in said and "is a liquid by the CMS crosswalk" in said
    assert not confirms(bill(vial(), reading="rule-text"))
    with using(stock):
        (said,) = confirms(bill(vial(ndc="55150-0307-01", form="solution", strength="25 mg/mL"), reading="rule-text"))
        assert "items-stock" in said and "is a powder in a vial" in said
        (said,) = confirms(bill(vial(ndc="55150-0307-01", strength="250 mg/vial"), reading="rule-text"))
        assert "500 mg/vial" in said and "2 times" in said


def test_a_list_says_the_kind_of_product_and_is_named(stock: InUse) -> None:
    with using(stock):
        own = bill(vial(drug=None, form=None, ndc="55150-0307-01"), reading="rule-text")
        made = Order(regimen=RATE, unlisted="ketamine hydrochloride", ndc="38779-0524-05", **SPAN)
        grams = bill(made, reading="rule-text")
        assert Entry({"regimen": "continuous", "ndc": "38779-0524-05"}).missing() == ("dose", "hours_per_day", "days")
    assert (own.ndc.uom, str(own.ndc_quantity), own.read["form"]) == ("UN", "186/25", "powder-vial")
    assert (grams.ndc.uom, str(grams.ndc_quantity)) == ("GR", "93/25")
    for answer in (own, grams):
        assert any("leans on" in notice.text and "items-stock" in notice.text for notice in answer.notices)
    with pytest.raises(InputError, match="form powder-vial"):
        vial(drug=None, form=None, ndc="55150-0307-01")


@pytest.mark.parametrize(("order", "cell"), [(vial(), "UN7.44"), (bulk(), "GR3.72")])
def test_every_format_carries_the_unit_of_measure(order: Order, cell: str) -> None:
    claim = sample_claim(bill(order, reading="rule-text"), confirm="as dispensed")
    uom, quantity = cell[:2], cell[2:]
    (drug,) = [row for row in rows(claim) if row["ndc"]]
    assert (drug["ndc_uom"], drug["ndc_quantity"]) == (uom, quantity)
    assert drug["strength"] == ("500 mg/vial" if uom == "UN" else "")
    assert f"CTP****{quantity}*{uom}~" in x12_text(claim)
    assert cell in html_text(claim) and pdf_bytes(claim) and xlsx_bytes(claim)
    read = typed(pl.DataFrame(rows(claim)))
    told = findings(review(read.lines).findings)
    assert not read.set_aside and not [one for one in told if one.severity != "info"]


def test_a_code_that_counts_millilitres_bills_no_powder() -> None:
    answer = bill(bulk(drug=None, ndc=None, code="J0670"), reading="rule-text")
    assert [line.code for line in answer.lines] == ["S9326"]
    assert any("J0670 counts by 10 mL" in why for why in answer.missing)


def test_a_payer_that_does_not_take_the_unit_of_measure_wants_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = load_policy("bcbsm")
    assert not confirms(bill(bulk(), payer="bcbsm"))
    rules = [replace(rule, value="ML UN") if rule.axis == uom_allowed.AXIS.name else rule for rule in policy.rules]
    monkeypatch.setattr("hipkit.billing.compute.load_policy", lambda _: replace(policy, rules=tuple(rules)))
    (said,) = confirms(bill(bulk(), payer="bcbsm"))
    assert "in ML, UN alone" in said and "is counted in GR" in said
    assert not confirms(bill(vial(), payer="bcbsm"))


def test_a_rule_for_millilitres_rounds_no_powder_unseen() -> None:
    """HMSA's example rounds its 148.8 mL: 3.72 g would go as 4, 7.44 vials as 7."""
    by_weight, by_vial = (bill(order, reading="published-example") for order in (bulk(), vial()))
    assert confirms(by_weight) == ["the NDC quantity of 3.72 g goes as 4 g, by a rule that was read of millilitres"]
    (told,) = [notice for notice in by_vial.notices if "millilitres" in notice.text and "goes as" in notice.text]
    assert (told.level, told.text) == (
        "warning", "the NDC quantity of 7.44 vials goes as 7 vials, by a rule that was read of millilitres",
    )  # fmt: skip
    for exact in (bill(bulk(), reading="rule-text"), bill(vial(), reading="rule-text")):
        assert not [notice for notice in exact.notices if "goes as" in notice.text]
    chosen = bill(vial(), payer="bcbsnd", choices={"ndc_quantity": "up-whole"})
    assert not [notice for notice in chosen.notices if "goes as" in notice.text]


def test_an_amount_alone_is_not_said_to_be_in_each_millilitre() -> None:
    with pytest.raises(InputError) as refused:
        vial(strength="500 mg")
    assert refused.value.reason == "this is not what is in each vial, and the product is taken as a powder in a vial"


def test_sides_of_two_kinds_are_compared() -> None:
    sides = {"vials": Scenario(vial(), "hmsa", "rule-text"), "bulk": Scenario(bulk(), "hmsa", "rule-text")}
    billed = {row.what: list(row.texts.values()) for row in compare(sides).billed}
    assert billed["NDC quantity"] == ["UN 7.44", "GR 3.72"] and billed["total volume"] == ["none, a powder"] * 2
    assert any(group.words == "NDC quantity, each in its own unit" for group in compare(sides).groups)


def test_what_if_the_vial_held_another_amount() -> None:
    curve = what_if(WhatIf(vial(), STRENGTH, "hmsa", "published-example"))
    assert curve is not None and curve.x_words == "strength, mg/vial"
    assert what_if(WhatIf(bulk(), STRENGTH, "hmsa", "published-example")) is None


def test_a_page_says_that_a_powder_has_no_volume(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["units", "--drug", "ketorolac", "--dose", "5 mg/hr", "--hours-per-day", "24", "--days", "31",
             "--strength", "500 mg/vial", "--form", "powder-vial"]  # fmt: skip
    assert main(words) == 0
    assert "3,720 mg of powder in 31 days" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["total"]["volume"], answer["per_day"]["volume"], answer["ndc"]["uom"]) == (None, None, "UN")
    assert main(words[:-2]) == 2
    assert "--form powder-vial" in capsys.readouterr().err


def test_the_calculator_has_the_kind_of_product() -> None:
    typed = {"regimen": "continuous", "drug": "ketorolac", "dose": "5 mg/hr", "hours_per_day": "24", "days": "31",
             "payer": "hmsa", "reading": "rule-text"}  # fmt: skip
    typed = {**Calculator().start, **typed}
    told = Calculator().answer(typed | {"strength": "500 mg/vial"})
    assert "--" not in told.messages["strength"].text + told.parts["units"]
    (offer,) = told.offers
    assert (offer.label, dict(offer.sets)) == ("it is a powder in a vial", {"form": "powder-vial"})
    assert "7.44UN" in words(typed | {"strength": "500 mg/vial", "form": "powder-vial"})
    assert "3.72GR" in words(typed | {"form": "bulk-powder"})


def words(typed: dict[str, str]) -> str:
    """What a person reads of the units, without its marks."""
    return re.sub("<[^>]*>", "", Calculator().answer(typed).parts["units"])
