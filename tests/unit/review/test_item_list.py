"""What a pharmacy's own item list says of a liquid and of a drug: review holds strength, quantity and code to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hipkit import Continuous, Order, bill, sample_claim
from hipkit.claim.table import rows
from hipkit.reference.cms.read import read_tables
from hipkit.reference.inuse import InUse, using
from hipkit.reference.listed import listed_drug
from hipkit.review.finding import Finding, findings
from hipkit.review.run.rules import review
from hipkit.values.ndc import Ndc
from tests.helpers import cms_files
from tests.helpers.review_lines import TODAY, frame

KETOROLAC, MORPHINE, UNKNOWN, POWDER = "51672123401", "51672123402", "51672123403", "55150030701"
STOCK = f"""ndc,drug,strength,package,form
{KETOROLAC},ketorolac,30 mg/mL,,solution
{MORPHINE},morphine sulfate,25 mg/mL,20 mL,solution
{UNKNOWN},vancomycin,50 mg/mL,,solution
{POWDER},morphine sulfate,500 mg/vial,,powder-vial
"""
SPAN = {"claim_id": "A", "line": 1, "date_from": "2024-03-01", "date_through": "2024-03-31", "payer": "hmsa"}
LINE = SPAN | {"code": "J1885", "units": 248, "ndc": KETOROLAC, "ndc_quantity": 124, "ndc_uom": "ML", "strength": ""}
ORDER = {"dose": "5 mg/hr", "hours_per_day": 24}
RULES = ["HIP204", "HIP207", "HIP208", "HIP212", "HIP222", "HIP307", "HIP308", "HIP309"]
Line = dict[str, Any]


@pytest.fixture(autouse=True)
def stock(tmp_path: Path) -> Iterator[None]:
    path = tmp_path / "stock.csv"
    path.write_text(STOCK)
    with using(InUse(read_tables([path]))):
        yield


def told(*lines: Line) -> list[Finding]:
    return list(findings(review(frame(lines), RULES, today=TODAY).findings))


def unchecked(*lines: Line) -> list[str]:
    return [one.rule for one in review(frame(lines), RULES, today=TODAY).not_checked]


@pytest.mark.parametrize(("strength", "slip"), [("5 mg/mL", "bag-for-vial"), ("", "")])
def test_the_quantity_goes_by_the_strength_that_the_list_has(strength: str, slip: str) -> None:
    billed = LINE | ORDER | {"ndc_quantity": 744, "strength": strength}
    one, *more = told(billed)
    assert one.rule == "HIP307" and "expected 124 mL" in one.message and "30 mg/mL by the table items-" in one.message
    assert [other.rule for other in more] == (["HIP308"] if strength else []) and unchecked(billed) == []
    assert str(one.slip or "").partition(":")[0] == slip


@pytest.mark.parametrize("strength", ["5 mg/mL", "30 mg/mL", ""])
def test_the_units_go_by_the_strength_that_the_list_has(strength: str) -> None:
    *other, one = told(LINE | {"ndc_quantity": 744, "strength": strength})
    assert one.rule == "HIP309" and "about 1488 units" in one.message
    assert "for it at 30 mg/mL by the table items-" in one.message
    assert [one.rule for one in other] == (["HIP308"] if strength == "5 mg/mL" else [])


@pytest.mark.parametrize("more", [{}, ORDER, {"strength": "30 mg/mL"}, ORDER | {"strength": "150 mg/5 mL"}])
def test_what_goes_by_the_list_passes_and_is_checked(more: Line) -> None:
    assert told(LINE | more) == [] == unchecked(LINE | more)


@pytest.mark.parametrize("ndc", [MORPHINE, POWDER])
@pytest.mark.parametrize("drug", [None, "", "ketorolac", "morphine"])
def test_the_code_of_another_drug_than_the_list_has_is_told(ndc: str, drug: str | None) -> None:
    line = LINE | {"ndc": ndc, "ndc_quantity": ""} | ({} if drug is None else {"drug": drug})
    by_code, *by_name = told(line)
    assert by_code.rule == "HIP208" and "expected J2270, a code of it" in by_code.message
    assert f"J1885 with NDC {ndc}, morphine sulfate by the table items-" in by_code.message
    assert [one.rule for one in by_name] == (["HIP212"] if drug == "ketorolac" else [])
    assert all("morphine sulfate, the drug of this NDC by the table items-" in one.message for one in by_name)
    assert told(line | {"code": "J2270", "drug": ""}) == []


def test_an_unlisted_code_for_a_drug_of_the_list_is_told() -> None:
    (one,) = told(LINE | {"code": "J3490", "units": 1, "payer": "bcbstx"})
    assert one.rule == "HIP204" and "ketorolac tromethamine by the table items-" in one.message
    assert "expected J1885" in one.message


def test_a_drug_that_hipkit_does_not_know_is_still_counted() -> None:
    assert unchecked(LINE | {"ndc": UNKNOWN}) == ["HIP207"]


def test_the_strength_of_a_drug_that_hipkit_does_not_know_is_held() -> None:
    unlisted = LINE | {"ndc": UNKNOWN, "code": "J3490", "units": 1}
    assert [one.rule for one in told(unlisted | {"strength": "5 mg/mL"})] == ["HIP308"]
    assert told(unlisted | {"strength": "50 mg/mL"}) == []


def test_whole_packages_of_the_list_are_told() -> None:
    billed = {"code": "J2270", "units": 400, "ndc": MORPHINE, "ndc_quantity": 160, "strength": "25 mg/mL"}
    (one,) = told(LINE | ORDER | billed)
    assert one.rule == "HIP222" and "expected 372 and 148.8 mL" in one.message


def test_without_the_list_the_line_is_counted() -> None:
    with using(InUse(())):
        assert unchecked(LINE) == ["HIP207", "HIP309"] and told(LINE) == []


@pytest.mark.parametrize(
    ("ndc", "name"),
    [(MORPHINE, "morphine sulfate"), (UNKNOWN, None), ("00409113403", "morphine sulfate"), ("00074113303", None)],
)
def test_the_drug_that_the_tables_have_an_ndc_as(ndc: str, name: str | None) -> None:
    assert listed_drug(Ndc.parse(ndc)) == name


def test_an_added_crosswalk_without_a_strength_says_the_kind(tmp_path: Path) -> None:
    vague = ("J2270", "Morphine", "Maker", "00409-9999-02", "Morphine", "UP TO 10 MG", "1", "10", "1", "10")
    path = tmp_path / "asp.csv"
    path.write_text(cms_files.crosswalk_csv((vague,), year=2026, quarter=2))
    line = LINE | {"code": "J2270", "ndc": "00409999902", "date_from": "2026-04-01", "date_through": "2026-04-30"}
    with using(InUse(read_tables([path]))):
        (one,) = [one for one in told(line | {"strength": "500 mg/vial"}) if one.rule == "HIP308"]
        assert one.message.endswith(", a liquid; expected a strength in each mL, as a liquid has")
        assert told(line | {"strength": "10 mg/mL", "units": 124}) == []


@pytest.mark.parametrize("more", [{"dose": "5 mg/hr"}, {"dose": "1 mL/hr", "bag": "5 mg/mL"}])
@pytest.mark.parametrize(
    ("ndc", "drug", "strength"),
    [(KETOROLAC, "ketorolac", "30 mg/mL"), (MORPHINE, "morphine", "25 mg/mL"), (POWDER, "morphine", "500 mg/vial")],
)
def test_hipkits_own_claim_by_the_list_passes(ndc: str, drug: str, strength: str, more: dict[str, str]) -> None:
    regimen = Continuous(more["dose"], hours_per_day=24)
    given = {"drug": drug, "ndc": ndc, "strength": strength, "bag": more.get("bag")}
    order = Order(regimen=regimen, start="2025-03-01", end="2025-03-31", **given)
    lines = rows(sample_claim(bill(order, "hmsa", "rule-text", today=TODAY), confirm="as dispensed", today=TODAY))
    blanks = ({}, {"dose": "", "hours_per_day": ""}, {"drug": ""})
    reviewed = review(frame(row | one | {"claim_id": f"{one}"} for one in blanks for row in lines), today=TODAY)
    assert [one for one in findings(reviewed.findings) if one.severity != "info"] == []
    assert reviewed.not_checked == ()


def test_every_engine_tells_the_same() -> None:
    lines = frame(
        LINE | more | {"claim_id": f"{number}", "drug": drug, "ndc": ndc, "strength": strength, "code": code}
        for number, (more, drug, ndc, strength, code) in enumerate(
            (more, drug, ndc, strength, code)
            for more in (ORDER, {}, {"ndc_quantity": 744})
            for drug in ("", "ketorolac")
            for ndc in (KETOROLAC, MORPHINE, UNKNOWN, POWDER)
            for strength in ("5 mg/mL", "30 mg/mL", "")
            for code in ("J1885", "J3490")
        )
    )
    lines = lines.with_columns(payer=lines["payer"].replace("hmsa", "bcbstx"))
    first = review(lines, RULES, today=TODAY)
    wanted = findings(first.findings)
    assert {one.rule for one in wanted} == {*RULES} - {"HIP207", "HIP222"}
    for table in (lines.lazy(), lines.to_pandas(), lines.to_arrow(), duckdb.from_arrow(lines.to_arrow())):
        again = review(table, RULES, today=TODAY)
        assert findings(again.findings) == wanted and again.not_checked == first.not_checked != ()
