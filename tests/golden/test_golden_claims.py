"""The printed example's claim in every format, line by line as the files of tests/golden/claims have it.

The numbers are also asserted here by hand: what HMSA's page prints, and what its sentences ask for.
"""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from tests.golden.claim_files import FOLDER, READINGS, files, seed_claim

NDC = "00074-1133-03"
# By hand: 5 mg/hr x 24 hr = 120 mg; / 25 mg/mL = 4.8 mL; x 31 = 148.8 mL and 3,720 mg; / 10 mg = 372.
LINES = {
    "published-example": [("S9325", "31", "", ""), ("J3490", "149", "00074113303", "149")],
    "rule-text": [("S9326", "31", "", ""), ("J2270", "372", "00074113303", "148.8")],
}


@pytest.fixture(scope="module", params=READINGS)
def reading(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def written(reading: str) -> dict[str, str]:
    return files(seed_claim(reading))


@pytest.mark.parametrize("end", ["csv", "txt", "json", "837", "xlsx.txt", "pdf.txt"])
def test_the_file(reading: str, written: dict[str, str], end: str) -> None:
    kept = (FOLDER / f"{reading}.{end}").read_bytes().decode("utf-8")
    assert written[end].splitlines() == kept.splitlines()
    assert written[end] == kept


def test_no_file_is_left_over() -> None:
    ends = files(seed_claim("rule-text"))
    assert {path.name for path in FOLDER.iterdir()} == {f"{reading}.{end}" for reading in READINGS for end in ends}


def test_the_lines_of_the_table(reading: str, written: dict[str, str]) -> None:
    rows = csv.DictReader(io.StringIO(written["csv"]))
    assert [(row["code"], row["units"], row["ndc"], row["ndc_quantity"]) for row in rows] == LINES[reading]


def test_the_lines_of_the_json(reading: str, written: dict[str, str]) -> None:
    found = [
        (line["code"], line["units"], line["ndc"] or "", line["ndc_quantity"] or "")
        for line in json.loads(written["json"])["lines"]
    ]
    assert found == LINES[reading]


def test_the_lines_of_the_text(reading: str, written: dict[str, str]) -> None:
    (first, days, _, _), (second, units, digits, quantity) = LINES[reading]
    assert f"1. {first} x {days}, 2021-03-01 to 2021-03-31" in written["txt"]
    assert f"2. {second} x {units}, 2021-03-01 to 2021-03-31" in written["txt"]
    assert f"NDC {NDC}, quantity {quantity} ML (N4{digits} ML{quantity})" in written["txt"]


def test_the_lines_of_the_837(reading: str, written: dict[str, str]) -> None:
    (first, days, _, _), (second, units, digits, quantity) = LINES[reading]
    segments = written["837"].splitlines()
    assert f"SV1*HC:{first}*0*UN*{days}***1~" in segments
    assert any(re.fullmatch(rf"SV1\*HC:{second}(:::::[^:*]+)?\*0\*UN\*{units}\*\*\*1~", one) for one in segments)
    assert f"LIN**N4*{digits}~" in segments
    assert f"CTP****{quantity}*ML~" in segments


def test_the_lines_of_the_workbook(reading: str, written: dict[str, str]) -> None:
    (first, days, _, _), (second, units, digits, quantity) = LINES[reading]
    assert f"code='{first}' units={days} charge=0" in written["xlsx.txt"]
    drug = rf"code='{second}' units={units} charge=0 (description='.*' )?ndc='{digits}' ndc_quantity={quantity} "
    assert re.search(drug, written["xlsx.txt"])


def test_the_lines_of_the_worksheet(reading: str, written: dict[str, str]) -> None:
    (first, days, _, _), (second, units, _, quantity) = LINES[reading]
    lines = written["pdf.txt"].splitlines()
    assert f"1 {first} {days} 2021-03-01 2021-03-31 0.00" in lines
    assert f"2 {second} {units} 2021-03-01 2021-03-31 {NDC} {quantity} ML 0.00" in lines
