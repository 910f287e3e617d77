"""What a rule could not judge on lines that concern it: counted with its reason, in every form, on every engine."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest

from hipkit import batch
from hipkit.formats.forms import REVIEW, by_name
from hipkit.review.catalogue import rules
from hipkit.review.claims import review_claims
from hipkit.review.run import split as partition
from hipkit.review.run.files import review_files
from hipkit.review.run.report import Report
from hipkit.review.run.rules import review
from tests.helpers.review_lines import TODAY, frame
from tests.helpers.review_tables import many, write_csv

FORMS = by_name(REVIEW)
LINE = {"claim_id": "A", "line": 1, "date_from": "2025-03-01", "date_through": "2025-03-31", "payer": "hmsa"}
DRUG = LINE | {"line": 2, "code": "J2270", "units": 372, "ndc": "00409113403", "ndc_quantity": 74.4, "ndc_uom": "ML"}
OTHER = LINE | {"claim_id": "B", "code": "J3490", "units": 1, "payer": "bcbstx", "description": "KETAMINE 50 MG/ML"}
UNKNOWN = DRUG | {"ndc": "00074113303", "units": 3720, "ndc_quantity": 148.8}


def counted(*lines: dict[str, Any], rule: str = "HIP309") -> list[tuple[str, int]]:
    """The reasons of one rule, each with its number of lines."""
    found = review(frame(lines), [rule], today=TODAY).not_checked
    assert all(one.rule == rule for one in found)
    return [(one.reason, one.lines) for one in found]


def test_units_against_an_ndc_that_the_tables_lack_are_counted() -> None:
    ((reason, lines),) = counted(UNKNOWN, DRUG)
    assert lines == 1 and reason.startswith("the NDC is not in the tables that come with hipkit")
    assert "units are not checked" in reason


@pytest.mark.parametrize("uom", ["UN", "GR", "F2", "ME", "MG"])
def test_units_of_measure_that_are_no_volume_are_counted(uom: str) -> None:
    ((reason, lines),) = counted(DRUG | {"ndc_uom": uom})
    assert lines == 1 and "not in mL (ML), as a liquid is counted, so the units" in reason


ORDER = {"dose": "5 mg/hr", "hours_per_day": 24, "strength": ""}
OTHER_NDC = {"ndc": "12345123412"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ndc_uom": "UN", "ndc_quantity": 7.44}, "not in mL (ML), as a liquid is counted"),
        ({"ndc_uom": "gr", "ndc_quantity": 3720}, "not in mL (ML), as a liquid is counted"),
        (OTHER_NDC | {"ndc_uom": "UN"}, "what one vial holds"),
        (OTHER_NDC | {"ndc_uom": "UN", "strength": "50 mg/mL"}, "what one vial holds"),
        (OTHER_NDC | {"ndc_uom": "ML", "strength": "500 mg/vial"}, "the strength is that of each vial"),
        (OTHER_NDC | {"ndc_uom": "GR", "strength": "500 mg/vial"}, "the strength is that of each vial"),
        (OTHER_NDC | {"ndc_uom": "ML"}, "the NDC is not in the tables that come with hipkit and no strength is told"),
        (OTHER_NDC | {"ndc_uom": "ME"}, "review counts no other unit"),
        (OTHER_NDC | {"ndc_uom": "GR", "ndc_quantity": 1, "dose": "0.05 mg/hr", "payer": "acme"}, "a whole gram"),
        (OTHER_NDC | {"ndc_uom": "GR", "ndc_quantity": 0.001, "dose": "0.1 mcg/hr"}, "0.001 gram, stands for a tenth"),
    ],
)
def test_a_quantity_that_cannot_be_held_against_its_order_is_counted(given: dict[str, Any], says: str) -> None:
    ((reason, lines),) = counted(DRUG | ORDER | given, rule="HIP307")
    assert lines == 1 and says in reason


@pytest.mark.parametrize(
    "given",
    [
        {}, {"strength": "50 mg/mL"}, OTHER_NDC | {"strength": "50 mg/mL"}, OTHER_NDC | {"ndc_uom": "GR"},
        OTHER_NDC | {"ndc_uom": "UN", "strength": "500 mg/vial"}, {"dose": ""}, {"ndc_quantity": ""},
        OTHER_NDC | {"ndc_uom": "GR", "ndc_quantity": 1, "dose": "0.5 mg/hr"},
    ],
)  # fmt: skip
def test_a_quantity_that_is_held_against_its_order_is_not_counted(given: dict[str, Any]) -> None:
    assert counted(DRUG | ORDER | given, rule="HIP307") == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (OTHER_NDC | {"ndc_uom": "UN"}, "what one vial holds"),
        (OTHER_NDC | {"ndc_uom": "ML", "strength": "500 mg/vial"}, "the strength is that of each vial"),
        (OTHER_NDC | {"ndc_uom": "F2"}, "review counts no other unit"),
        (OTHER_NDC | {"code": "J0670", "ndc_uom": "GR"}, "one unit of the code is an amount in mL"),
        (OTHER_NDC | {"code": "J0670", "ndc_uom": "UN", "strength": "500 mg/vial"}, "is an amount in mL"),
        (OTHER_NDC | {"ndc_uom": "GR", "ndc_quantity": 1, "units": 1, "payer": "acme"}, "a whole gram"),
    ],
)
def test_units_that_cannot_be_held_against_a_quantity_are_counted(given: dict[str, Any], says: str) -> None:
    ((reason, lines),) = counted(DRUG | given)
    assert lines == 1 and says in reason


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"code": "J0670", "ndc_uom": "GR"}, "the code counts mL, and the product has none"),
        ({"code": "J0670", "ndc": "", "ndc_uom": "", "ndc_quantity": ""}, "what the product holds"),
        ({"code": "J3490", "ndc_uom": "UN"}, "what the product holds"),
    ],
)
def test_units_that_go_by_a_product_that_is_not_known_are_counted(given: dict[str, Any], says: str) -> None:
    ((reason, lines),) = counted(DRUG | ORDER | OTHER_NDC | given, rule="HIP221")
    assert lines == 1 and says in reason
    assert counted(DRUG | ORDER | OTHER_NDC | given | {"units": 1, "code": "J3490", "payer": ""}, rule="HIP221") == []


UNLISTED = OTHER_NDC | {"code": "J3490", "units": 8, "ndc_quantity": 8, "ndc_uom": "ML"}
IN_VIALS = "500 mg/vial"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"strength": IN_VIALS}, "the strength is that of each vial"),
        ({"ndc_uom": "UN", "strength": "25 mg/mL"}, "what one vial holds"),
        ({"ndc_uom": "GR", "strength": IN_VIALS}, "the strength is that of each vial"),
        ({"ndc_uom": "ME"}, "review counts no other unit"),
        ({"ndc": "00409113403", "ndc_uom": "UN"}, "not in mL (ML), as a liquid is counted"),
        ({"payer": "bcbsnd", "units": 4000, "strength": IN_VIALS}, "the strength is that of each vial"),
        ({"payer": "medicare", "units": 1, "strength": IN_VIALS}, "the strength is that of each vial"),
        ({"payer": "bcbsnd", "units": 4000}, "no rule that hipkit has for this line"),
        ({"payer": "", "units": 4000}, "no rule that hipkit has for this line"),
        ({"payer": "acme", "units": 2, "ndc_quantity": ""}, "no rule that hipkit has for this line"),
        ({"ndc_quantity": ""}, "the line tells no NDC quantity"),
    ],
)
def test_units_of_an_unlisted_code_that_nothing_holds_are_counted(given: dict[str, Any], says: str) -> None:
    ((reason, lines),) = counted(DRUG | UNLISTED | given, rule="HIP205")
    assert lines == 1 and says in reason and "units of" in reason and "unlisted code" in reason


@pytest.mark.parametrize(
    "given",
    [
        {}, {"ndc_uom": "UN"}, {"ndc_uom": "UN", "strength": IN_VIALS}, {"ndc_uom": "GR"}, {"strength": "25 mg/mL"},
        {"payer": "medicare", "units": 1}, {"payer": "medicare"}, {"payer": "bcbsnd"}, {"payer": "bcbsnd", "units": 1},
        {"payer": "", "units": 1, "ndc_quantity": ""}, {"units": 4000}, {"units": 4000, "strength": IN_VIALS},
        {"strength": IN_VIALS, "modifiers": "JW"}, {"strength": IN_VIALS, "code": "J7999"},
        {"strength": IN_VIALS, "units": 8.5}, {"strength": IN_VIALS, "dose": "5 mg/hr", "hours_per_day": 24},
        {"code": "J2270", "strength": IN_VIALS},
    ],
)  # fmt: skip
def test_units_of_an_unlisted_code_that_are_held_or_told_elsewhere_are_not_counted(given: dict[str, Any]) -> None:
    assert counted(DRUG | UNLISTED | given, rule="HIP205") == []


def test_a_line_with_nothing_to_hold_its_units_against_is_counted() -> None:
    bare = {"ndc": "", "ndc_quantity": "", "ndc_uom": ""}
    ((reason, lines),) = counted(DRUG | bare, UNKNOWN | bare | {"line": 3}, LINE | {"code": "S9326", "units": 31})
    assert lines == 2 and "neither an order nor an NDC quantity" in reason
    ((reason, _),) = counted(DRUG | bare | {"ndc_quantity": 74.4})
    assert "without an NDC" in reason


@pytest.mark.parametrize(
    "judged",
    [
        {}, {"strength": "25 mg/mL"}, {"dose": "5 mg/hr", "hours_per_day": 24, "strength": "25 mg/mL"},
        {"modifiers": "JW"}, {"code": "S9326"}, {"units": 1.5},
    ],
)  # fmt: skip
def test_what_is_judged_or_told_elsewhere_is_not_counted(judged: dict[str, Any]) -> None:
    line = DRUG if not judged else UNKNOWN
    assert counted(line | judged) == []


def test_a_code_beside_an_unknown_ndc_is_counted_where_no_drug_is_named() -> None:
    assert [lines for _, lines in counted(UNKNOWN, DRUG, rule="HIP207")] == [1]
    assert counted(UNKNOWN | {"drug": "morphine"}, rule="HIP207") == []


def test_a_dose_that_is_no_whole_order_is_counted_with_what_it_lacks() -> None:
    lines = [DRUG | {"dose": "0.07 mg/kg/hr", "strength": "25 mg/mL", "hours_per_day": 24}]
    ((reason, _),) = counted(*lines, rule="HIP221")
    assert reason.endswith("a dose by weight needs the weight")


COMPOUND = LINE | {"code": "J3490", "units": 1, "payer": "", "date_through": "2025-03-01"}


def compound(fee: str) -> list[dict[str, Any]]:
    texts = (fee, "MORPHINE 50MG/ML", "BUPIVACAINE 20MG/ML", "CLONIDINE 1MG/ML")
    return [COMPOUND | {"line": number, "description": text} for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize("fee", ["COMPOUNDING FEE", "Compound, prep", "compounded by the pharmacy"])
def test_ingredients_of_a_compound_are_counted_and_no_code_is_told(fee: str) -> None:
    ((reason, lines),) = counted(*compound(fee), rule="HIP204")
    assert lines == 3 and "compounded" in reason
    assert [one for one in review_claims(frame(compound(fee)), today=TODAY) if one.severity != "info"] == []


def test_an_unlisted_drug_that_hipkit_does_not_know_is_counted() -> None:
    named = dict(counted(COMPOUND | {"description": "KETAMINE 50 MG/ML"}, COMPOUND | {"line": 2}, rule="HIP204"))
    assert list(named.values()) == [1, 1] and any("look it up in HCPCS" in reason for reason in named)
    assert counted(COMPOUND | {"description": "DILAUDID 10MG/ML"}, rule="HIP204") == []


def test_it_changes_no_finding_and_no_severity() -> None:
    found = review_claims(frame([UNKNOWN, LINE | {"code": "S9326", "units": 31}]), today=TODAY)
    assert [one.rule for one in found if one.severity != "info"] == ["HIP227"]  # 1,200 mg of morphine a day
    assert {one.rule for one in found.not_checked} == {"HIP207", "HIP309"}
    assert {one.rule for one in found.not_run} >= {"HIP221"}


def test_a_rule_that_is_not_chosen_or_not_run_counts_nothing() -> None:
    assert review(frame([UNKNOWN]), ["HIP1"], today=TODAY).not_checked == ()
    without = frame([UNKNOWN]).drop("ndc_quantity")
    assert review(without, ["HIP309"], today=TODAY).not_checked == ()


def test_only_rules_about_lines_count_lines() -> None:
    assert not [one.code for one in rules() if one.unjudged is not None and one.view in ("rows", "remarks")]


def test_every_engine_counts_alike() -> None:
    lines = frame(
        [UNKNOWN, DRUG, UNKNOWN | {"line": 3, "ndc": "", "ndc_quantity": ""}, *compound("compounding"), OTHER]
    )
    wanted = review(lines, today=TODAY).not_checked
    assert len(wanted) == 5
    tables = [lines.lazy(), lines.to_pandas(), lines.to_arrow(), duckdb.from_arrow(lines.to_arrow())]
    counting = [one.code for one in rules() if one.unjudged is not None]  # DuckDB takes half a minute for them all
    for table in tables:
        assert review(table, counting, today=TODAY).not_checked == wanted == batch.not_checked(table)


# ---- reports


@pytest.fixture
def found(tmp_path: Path) -> Report:
    """The report on claims whose NDC is not in the tables."""
    return review_files([write_csv(tmp_path / "may.csv", many(40), COLUMNS)], today=TODAY)


COLUMNS = (
    "claim_id", "line", "payer", "date_from", "date_through", "code", "units", "ndc", "ndc_quantity", "ndc_uom",
)  # fmt: skip
MISSING = 6  # of 40 claims each seventh lacks its NDC


def test_the_json_counts_lines_as_texts(found: Report) -> None:
    answer = json.loads(FORMS["json"].whole(found))
    assert all(set(one) == {"rule", "reason", "lines"} for one in answer["not_checked"])
    assert {(one["rule"], one["lines"]) for one in answer["not_checked"]} == {
        ("HIP207", str(40 - MISSING)), ("HIP309", str(40 - MISSING)), ("HIP309", str(MISSING)),
    }  # fmt: skip


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_pages_tell_it(found: Report, form: str) -> None:
    page = " ".join(FORMS[form].whole(found).decode().replace("&#x27;", "'").split())
    assert "the NDC is not in the tables that come with hipkit" in page
    assert "on some lines 2 rules could not judge: see what was not checked" in page
    assert {"text": "NOT CHECKED", "html": "not checked on "}[form] in page


def test_the_workbook_tells_it(found: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"].whole(found)))
    told = [row for row in book["Summary"].iter_rows(values_only=True) if str(row[2]).startswith("lines not checked")]
    assert ("HIP207", 40 - MISSING) in {row[:2] for row in told}


def test_parts_and_a_folder_add_up(tmp_path: Path, found: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(partition.ROWS, "polars", 10)
    path, kept = tmp_path / "may.csv", str(tmp_path / "run")
    parts = review_files([path], today=TODAY, resume=kept)
    again = review_files([path], today=TODAY, resume=kept)
    assert parts.not_checked == again.not_checked == found.not_checked != ()
    lines = pl.read_csv(path, infer_schema=False)
    assert review_claims(lines, today=TODAY).not_checked == found.not_checked


def test_a_claim_that_tells_its_order_leaves_nothing_open(tmp_path: Path) -> None:
    told = review_files([write_csv(tmp_path / "told.csv", many(3))], today=TODAY)
    assert told.not_checked == ()
