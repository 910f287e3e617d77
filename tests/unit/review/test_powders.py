"""Powders in vials and by weight: what hipkit's own claims bill of them passes, and what is wrong of it is told."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import polars as pl
import pytest

from hipkit import Continuous, Order, bill, load_policy, sample_claim
from hipkit.billing.choices import CodedOrder
from hipkit.billing.draft import Draft
from hipkit.claim.table import rows
from hipkit.payers.axes.ndc_quantity import STAIRS
from hipkit.payers.files import payers
from hipkit.reference.cms.read import read_tables
from hipkit.reference.inuse import InUse, using
from hipkit.review.finding import Finding, findings
from hipkit.review.run.rules import review
from hipkit.review.table import typed
from hipkit.values.notation import exact
from hipkit.values.rounding import to_places
from tests.helpers.review_lines import TODAY

SPAN: dict[str, Any] = {"start": "2025-03-01", "end": "2025-03-31"}
NDC, LISTED, BULK, LIQUID = "12345-1234-12", "55150-0307-01", "38779-0524-05", "51672-1234-01"
VIAL: dict[str, Any] = {"form": "powder-vial", "strength": "500 mg/vial"}
GRAMS: dict[str, Any] = {"form": "bulk-powder", "strength": None}
ORDERED = ("dose", "hours_per_day", "strength")
STOCK = f"""ndc,drug,strength,package,form
{LISTED},ketorolac,500 mg/vial,10 vials,powder-vial
{BULK},ketamine hydrochloride,,25 g,bulk-powder
{LIQUID},ketorolac,30 mg/mL,,solution
"""
Row = dict[str, str]


def written(payer: str, reading: str, form: dict[str, Any], dose: str = "5 mg/hr", **more: Any) -> Iterator[list[Row]]:
    """The rows of hipkit's own claims for 31 days, by each way in which the payer's silence lets the quantity go."""
    given = {"drug": "ketorolac", "ndc": NDC} | form | SPAN | more
    order = Order(regimen=Continuous(dose, hours_per_day=24), **given)
    for way in STAIRS:
        chosen: dict[str, str] = {}
        for _ in range(9):
            answer = bill(order, payer, reading, chosen, TODAY)
            if not set(answer.open_axes) - set(chosen):
                break
            for axis in answer.open_axes:
                chosen[axis] = next(one.value for one in answer.choices if one.axis == axis)
            if "ndc_quantity" in answer.open_axes:
                chosen["ndc_quantity"] = way
        yield rows(sample_claim(answer, confirm="as dispensed", today=TODAY))
        if "ndc_quantity" not in chosen:
            return


def told(lines: list[Row]) -> list[Finding]:
    read = typed(pl.DataFrame(lines))
    assert not read.set_aside
    return [one for one in findings(review(read.lines, today=TODAY).findings) if one.severity != "info"]


def unchecked(lines: list[Row], rule: str) -> list[str]:
    return [one.reason for one in review(typed(pl.DataFrame(lines)).lines, [rule], today=TODAY).not_checked]


def changed(lines: list[Row], **cells: str) -> list[Row]:
    return [row | cells if row["ndc"] else row for row in lines]


def bare(lines: list[Row]) -> list[Row]:
    """Without what was ordered, as an 837P has it; the strength stands on."""
    return changed(lines, dose="", hours_per_day="")


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[InUse]:
    path = tmp_path / "stock.csv"
    path.write_text(STOCK)
    with using(InUse(read_tables([path]))) as _:
        yield InUse(read_tables([path]))


ASKED = [(payer, one.id) for payer in payers() for one in load_policy(payer).readings]
UNLISTED = {"drug": None, "unlisted": "ketamine"}
FORMS = [VIAL, VIAL | {"strength": "30 mg/vial"}, GRAMS]


@pytest.fixture(scope="module")
def claims() -> dict[str, list[Row]]:
    """hipkit's own claims for every payer and reading, by a number of their own."""
    made = []
    with patch.object(CodedOrder, "tried", lambda self, terms: Draft()):
        for payer, reading in ASKED:
            for form in FORMS:
                for dose, more in (("5 mg/hr", {}), ("0.7 mg/hr", UNLISTED)):
                    made += written(payer, reading, form, dose, **more)
    return {str(number): lines for number, lines in enumerate(made)}


def together(claims: dict[str, list[Row]]) -> list[Row]:
    return [row | {"claim_id": number} for number, lines in claims.items() for row in lines]


def test_what_hipkit_writes_passes_with_and_without_the_order(claims: dict[str, list[Row]]) -> None:
    lines = together(claims)
    drugs = [row for row in lines if row["ndc"]]
    assert {row["ndc_uom"] for row in drugs} == {"UN", "GR"} and {row["payer"] for row in drugs} == set(payers())
    assert {row["ndc_quantity"] for row in drugs} >= {"7.44", "7", "8", "3.72", "4", "124"}
    assert told(lines) == told(bare(lines)) == []
    assert unchecked(lines, "HIP205") == unchecked(bare(lines), "HIP205") == []


@pytest.mark.parametrize("factor", [1000, 100, 10, Fraction(1, 10), Fraction(1, 100)])
def test_a_quantity_that_is_no_rounding_is_told(factor: Fraction, claims: dict[str, list[Row]]) -> None:
    lines = [
        row | {"ndc_quantity": exact(to_places(Fraction(row["ndc_quantity"]) * factor, 3))} if row["ndc"] else row
        for row in together(claims)
    ]
    every = {row["claim_id"] for row in lines if row["ndc"]}
    assert {one.claim_id for one in told(lines) if one.rule == "HIP307"} == every
    by_units = {row["claim_id"] for row in lines if row["ndc"] and row["code"] != "J3490"}
    assert {one.claim_id for one in told(bare(lines)) if one.rule == "HIP309"} == by_units


SLIPS = [
    (VIAL, "3720", "mg-for-vials"), (VIAL, "74.4", "point-moved"), (VIAL, "248", "units-for-ndc-quantity"),
    (VIAL, "0.24", "days-left-out"), (GRAMS, "3720", "mg-for-grams"), (GRAMS, "37.2", "point-moved"),
    (GRAMS, "0.372", "point-moved"), (GRAMS, "248", "units-for-ndc-quantity"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "quantity", "slip"), SLIPS)
def test_the_likely_slip_is_named_with_the_right_quantity_and_unit(form: Any, quantity: str, slip: str) -> None:
    lines = next(written("hmsa", "rule-text", form))
    (one,) = told(changed(lines, ndc_quantity=quantity))
    right = "7.44 vials for 5 mg/hr" if form is VIAL else "3.72 grams for 5 mg/hr"
    assert one.rule == "HIP307" and f"expected {right}" in one.message and str(one.slip).startswith(f"{slip}:")
    assert (" at 500 mg/vial" in one.message) is (form is VIAL)


@pytest.mark.parametrize(
    ("uom", "quantity", "units", "says"),
    [
        ("GR", "3.72", "4", "the strength is that of each vial"),
        ("ML", "148.8", "149", "the strength is that of each vial"),
        ("GR", "3720", "3720", "the strength is that of each vial"),
    ],
)
def test_a_unit_that_the_strength_contradicts_is_counted_and_no_quantity_is_advised(
    uom: str, quantity: str, units: str, says: str
) -> None:
    for more in ({}, UNLISTED):
        lines = changed(next(written("hmsa", "rule-text", VIAL, **more)), ndc_uom=uom, ndc_quantity=quantity)
        (why,) = unchecked(lines, "HIP307")
        assert says in why
        amounts = [one for of in (lines, bare(lines)) for one in told(of) if one.rule in ("HIP221", "HIP307", "HIP309")]
        assert amounts == []
        (why,) = unchecked(changed(bare(lines), units=units), "HIP205" if more else "HIP309")
        assert says in why
        by_units = [one for one in told(changed(bare(lines), units="9999")) if one.rule == "HIP205"]
        assert all(says in one.message and quantity not in one.message and not one.slip for one in by_units)
        assert len(by_units) == (1 if more else 0)


def test_vials_in_place_of_grams_are_told() -> None:
    lines = next(written("hmsa", "rule-text", GRAMS))
    assert [one.rule for one in told(changed(lines, ndc_quantity="7.44"))] == ["HIP307"]
    swapped = changed(lines, ndc_uom="UN")
    assert told(swapped) == [] and "what one vial holds" in unchecked(swapped, "HIP307")[0]


def test_an_item_list_says_the_kind_of_a_product_and_what_a_vial_holds(stock: InUse) -> None:
    own = {"ndc": LISTED.replace("-", ""), "strength": ""}
    lines = changed(next(written("hmsa", "rule-text", VIAL)), **own)
    assert told(lines) == told(bare(lines)) == [] == unchecked(lines, "HIP307") == unchecked(bare(lines), "HIP309")
    (one,) = told(changed(lines, ndc_quantity="74.4"))
    assert "expected 7.44 vials" in one.message and "500 mg/vial by the table items-stock" in one.message
    # a strength on the line in mg/mL tells what mL would be
    one, other = told(changed(lines, ndc_quantity="148.8", strength="25 mg/mL"))
    assert one.rule == "HIP307" and str(one.slip).startswith("ml-for-vials:") and other.rule == "HIP308"
    one, other = told(changed(lines, strength="50 mg/vial", ndc_quantity="74.4"))
    assert "at 500 mg/vial by" in one.message and other.rule == "HIP308"


@pytest.mark.parametrize(
    ("ndc", "strength", "found", "expected"),
    [
        (LISTED, "1000 mg/vial", "", "500 mg/vial by the table items-stock, the strength of the product"),
        (LISTED, "25 mg/mL", ", a powder in a vial", "500 mg/vial by the table items-stock, the strength"),
        (LIQUID, "500 mg/vial", ", a liquid", "30 mg/mL by the table items-stock, the strength"),
        (BULK, "500 mg/vial", ", a bulk powder for compounding", "none in each vial: by the table items-stock the"),
        ("00409-1134-03", "500 mg/vial", ", a liquid", "50 mg/mL, the strength of the product"),
    ],
)
def test_a_strength_that_is_not_the_products_or_of_another_kind_is_told(
    ndc: str, strength: str, found: str, expected: str, stock: InUse
) -> None:
    lines = changed(next(written("hmsa", "rule-text", VIAL)), ndc=ndc.replace("-", ""), strength=strength)
    for line in (lines, bare(lines)):
        (one,) = [one for one in told(line) if one.rule == "HIP308"]
        assert one.slip is None and one.severity == "warning"
        assert one.message.startswith(
            f"the strength {strength} with NDC {ndc.replace('-', '')}{found}; expected {expected}"
        )


@pytest.mark.parametrize(
    ("ndc", "strength", "dose"),
    [
        (LISTED, "500 mg/vial", "5 mg/hr"), (LISTED, "0.5 g/vial", ""), (LISTED, "", "5 mg/hr"),
        (LISTED, "5 mg/mL", "1 mL/hr"), (BULK, "5 mg/mL", "1 mL/hr"), (BULK, "", ""), (NDC, "1000 mg/vial", ""),
        (LIQUID, "30 mg/mL", ""), (LIQUID, "90 mg/3 mL", "1 mL/hr"),
    ],
)  # fmt: skip
def test_the_strength_of_the_product_and_of_a_bag_that_a_dose_needs_pass(
    ndc: str, strength: str, dose: str, stock: InUse
) -> None:
    lines = next(written("hmsa", "rule-text", VIAL))
    lines = changed(lines, ndc=ndc.replace("-", ""), strength=strength, dose=dose)
    assert [one for one in told(lines) if one.rule == "HIP308"] == []


@pytest.mark.parametrize(
    ("ndc", "uom", "kind", "right"),
    [
        (LISTED, "ML", "a powder in a vial", "UN, and the quantity in vials"),
        (LISTED, "GR", "a powder in a vial", "UN, and the quantity in vials"),
        (BULK, "UN", "a bulk powder for compounding", "GR, and the quantity in grams"),
        (LIQUID, "un", "a liquid", "ML, and the quantity in mL"),
    ],
)
def test_another_unit_of_measure_than_the_item_list_has(
    ndc: str, uom: str, kind: str, right: str, stock: InUse
) -> None:
    lines = changed(next(written("hmsa", "rule-text", VIAL)), ndc=ndc.replace("-", ""), ndc_uom=uom, ndc_quantity="1.2")
    one, *more = told(lines)
    assert [other.rule for other in more] == ([] if ndc == LISTED else ["HIP308"])  # it tells 500 mg/vial
    assert one.rule == "HIP305" and f", {kind} by the table items-stock; expected {right}" in one.message
    assert (one.slip is None) is (uom == "GR" or kind.startswith("a bulk"))
    assert unchecked(lines, "HIP307") and unchecked(bare(lines), "HIP309")  # no quantity is advised in a wrong unit


def test_without_the_list_nothing_is_said_of_the_kind() -> None:
    lines = changed(next(written("hmsa", "rule-text", VIAL)), ndc=LISTED.replace("-", ""), ndc_uom="ML")
    assert told(lines) == []


def test_a_powder_passes_with_its_own_list(stock: InUse) -> None:
    for lines in written(
        "hmsa", "rule-text", {"form": None, "strength": None}, unlisted="ketamine", drug=None, ndc=BULK
    ):
        assert told(lines) == told(bare(lines)) == []
    for lines in written("hmsa", "rule-text", VIAL | {"ndc": LISTED}):
        assert told(lines) == told(bare(lines)) == []


def test_every_engine_tells_the_same(stock: InUse) -> None:
    clean = [row for form in (VIAL, GRAMS) for row in next(written("hmsa", "rule-text", form))]
    quantities, kinds = ("7.44", "3.72", "3720", "0.372", "8", "4"), ("UN", "GR", "ML", "", "ME")
    strengths = ("500 mg/vial", "25 mg/mL", "", "1/3 mg/vial")
    many = [
        row | {"claim_id": f"{number}", "ndc_uom": uom, "strength": strength, "dose": dose, "ndc_quantity": quantity}
        | ({} if number % 3 else {"ndc": (LISTED, BULK, LIQUID)[number // 3 % 3].replace("-", "")})
        | ({"code": "J3490", "units": "3720"} if number % 4 == 1 else {})
        for number, (row, uom, strength, dose, quantity) in enumerate(
            (row, uom, strength, dose, quantity)
            for row in clean if row["ndc"] for uom in kinds for strength in strengths
            for dose in ("5 mg/hr", "") for quantity in quantities
        )
    ]  # fmt: skip
    lines = typed(pl.DataFrame(many)).lines
    frame = lines.collect() if isinstance(lines, pl.LazyFrame) else pl.DataFrame(lines)
    rules = ["HIP205", "HIP221", "HIP305", "HIP307", "HIP308", "HIP309"]
    first = review(frame, rules, today=TODAY)
    wanted = findings(first.findings)
    assert {one.rule for one in wanted} == set(rules) and len(wanted) > 100
    for table in (frame.lazy(), frame.to_pandas(), frame.to_arrow(), duckdb.from_arrow(frame.to_arrow())):
        again = review(table, rules, today=TODAY)
        assert findings(again.findings) == wanted and again.not_checked == first.not_checked != ()
