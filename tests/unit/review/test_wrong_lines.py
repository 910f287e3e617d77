"""Wrong bills that once passed as clean: each is told with its rule and severity, at every door of the review."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from hipkit import review_claims
from hipkit.billing.routes import Route, routes
from hipkit.cli import main as cli
from hipkit.reference.codes import codes
from hipkit.review.context.lines import known
from hipkit.review.rules.hip1_pump import drugs_not_known
from tests.helpers.review_lines import TODAY, frame

SPAN = {"claim_id": "SAMPLE-1", "payer": "hmsa", "date_from": "2025-03-01", "date_through": "2025-03-31"}
PER_DIEM = SPAN | {"line": "1", "place_of_service": "12", "code": "S9326", "units": "31", "charge": "3100.00"}
DRUG = SPAN | {
    "line": "2", "place_of_service": "12", "code": "J2270", "units": "372", "charge": "744.00", "modifiers": "",
    "ndc": "00409113403", "ndc_quantity": "74.4", "ndc_uom": "ML", "description": "",
}  # fmt: skip
NDC = {name: DRUG[name] for name in ("ndc", "ndc_quantity", "ndc_uom")}
NO_NDC = dict.fromkeys(NDC, "")
SH = PER_DIEM | {"line": "4", "modifiers": "SH"}
IMPLANTED = {"code": "S9328"}

# What is wrong, the lines, and the findings that are no information: rule, severity, line.
WRONG: list[tuple[str, list[dict[str, Any]], list[tuple[str, str, int]]]] = [
    ("a code of six characters", [PER_DIEM, DRUG | {"code": "J22700", "units": "3720"}], [("HIP210", "error", 2)]),
    ("one drug, two charges", [PER_DIEM, DRUG, DRUG | {"line": "3", "charge": "700.00"}], [("HIP502", "error", 3)]),
    (
        "a word as the place",
        [one | {"place_of_service": "Home", "payer": "bcbsnd"} for one in (PER_DIEM, DRUG)],
        [("HIP609", "error", 1), ("HIP609", "error", 2)],
    ),
    ("an inpatient", [PER_DIEM | {"place_of_service": "21"}, DRUG], [("HIP610", "warning", 1)]),
    ("an NDC on the per diem", [PER_DIEM | NDC, DRUG], [("HIP310", "warning", 1)]),
    (
        "an NDC on a visit",
        [PER_DIEM, DRUG, DRUG | {"line": "3", "code": "99601", "units": "1", "date_through": "2025-03-01"}],
        [("HIP310", "warning", 3)],
    ),
    ("SH on the drug", [PER_DIEM, DRUG | {"modifiers": "SH"}], [("HIP113", "warning", 2)]),
    ("SJ on the drug", [PER_DIEM, DRUG | {"modifiers": "SJ"}], [("HIP113", "warning", 2)]),
    ("the vein's morphine in an implanted pump", [PER_DIEM | IMPLANTED, DRUG], [("HIP114", "warning", 2)]),
    ("more a day than any", [PER_DIEM, DRUG | NO_NDC | {"units": "999999"}], [("HIP227", "warning", 2)]),
    (
        "other units for the same days",
        [PER_DIEM, DRUG | NO_NDC, DRUG | NO_NDC | {"line": "3", "units": "200"}],
        [("HIP503", "warning", 3)],
    ),
    ("two per diems of one drug", [PER_DIEM, DRUG, SH], [("HIP116", "error", 4)]),
]  # fmt: skip


def table(lines: list[dict[str, Any]]) -> pl.DataFrame:
    names = dict.fromkeys(name for line in lines for name in line)
    return pl.DataFrame({name: [line.get(name, "") for line in lines] for name in names})


@pytest.mark.parametrize(("name", "lines", "told"), WRONG, ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_wrong_is_told(
    name: str, lines: list[dict[str, Any]], told: list[tuple[str, str, int]], tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "claims.csv"
    table(lines).write_csv(path)
    assert cli.main(["review", str(path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["rule"], one["severity"], int(one["line"])) for one in found if one["severity"] != "info"] == told
    by_python = review_claims(table(lines), today=TODAY)
    assert [(one.rule, one.severity, one.line) for one in by_python if one.severity != "info"] == told


@pytest.mark.parametrize(
    "lines",
    [
        [PER_DIEM, DRUG],
        [PER_DIEM | {"place_of_service": ""}, DRUG | {"place_of_service": ""}],
        [PER_DIEM, DRUG, PER_DIEM | IMPLANTED | {"line": "3", "modifiers": "SH"}],
        [PER_DIEM, DRUG, SH, DRUG | NO_NDC | {"line": "3", "code": "J1885", "units": "62"}],
    ],
)
def test_what_is_right_is_not_told(lines: list[dict[str, Any]]) -> None:
    assert not [one for one in review_claims(table(lines), today=TODAY) if one.severity != "info"]


def test_a_code_of_six_characters_is_told_with_the_likely_one_and_its_units() -> None:
    (one,) = review_claims(table([PER_DIEM, DRUG | {"code": "J22700", "units": "3720"}]), ["HIP210"], today=TODAY)
    assert "expected J2270, of which the NDC quantity is about 372 units" in one.message


def test_a_word_as_the_place_is_told_with_its_two_digits() -> None:
    (one,) = review_claims(table([PER_DIEM | {"place_of_service": "Home"}]), ["HIP609"], today=TODAY)
    assert "two digits are wanted, home is 12" in one.message


def not_known(*lines: dict[str, Any]) -> list[tuple[int, str]]:
    rows = drugs_not_known(known(frame(lines).pipe(_lazy))).collect()
    return [(row["line"], row["reason"]) for row in rows.iter_rows(named=True)]


def _lazy(lines: pl.DataFrame) -> Any:
    import narwhals as nw

    return nw.from_native(lines.lazy())


def test_two_per_diems_are_not_checked_where_their_drugs_are_not_known() -> None:
    unknown = DRUG | NO_NDC | {"code": "J3490", "description": "ketamine"}
    for lines in ((PER_DIEM, SH, unknown), (PER_DIEM, SH), (PER_DIEM, SH, DRUG, unknown | {"line": "3"})):
        ((line, reason),) = not_known(*lines)
        assert line == 4 and "not all drugs of these days are known" in reason
    generic = [one | {"code": "S9325"} for one in (PER_DIEM, SH)]
    ((_, reason),) = not_known(*generic, DRUG, DRUG | {"line": "3"})
    assert "S9325 does not tell by which pump" in reason
    other = DRUG | NO_NDC | {"line": "3", "code": "J1885"}
    assert not_known(PER_DIEM, SH, DRUG) == not_known(PER_DIEM, SH, DRUG, other) == not_known(PER_DIEM, DRUG) == []
    assert not_known(PER_DIEM, SH, DRUG, other, unknown | {"line": "5"}) == []


def test_two_per_diems_by_two_pumps_are_counted_where_one_drug_alone_is_billed() -> None:
    refilled = SH | IMPLANTED
    ((line, reason),) = not_known(PER_DIEM, refilled, DRUG)
    assert line == 4 and "billed with an earlier refill" in reason
    assert not_known(PER_DIEM, refilled, DRUG, DRUG | NO_NDC | {"line": "3", "code": "J0735"}) == []


RULES = {("implanted", False): "HIP114", ("external", False): "HIP115", ("external", True): "HIP117"}


@pytest.mark.parametrize("route", routes().values(), ids=lambda one: one.code)
def test_every_code_of_which_a_source_says_how_it_is_given_is_held_to_it(route: Route) -> None:
    """The review reads the table that the bill reads."""
    start = codes()[route.code].start
    span = {"date_from": str(start), "date_through": str(start + datetime.timedelta(days=9))}
    drug = DRUG | NO_NDC | span | {"code": route.code, "units": "50"}
    pump = PER_DIEM | span | (IMPLANTED if route.against == "implanted" else {})
    rule = RULES.get((route.against, route.mostly), "HIP211")
    (one,) = review_claims(table([pump, drug]), ["HIP114", "HIP115", "HIP117", "HIP211"], today=TODAY)
    assert (one.rule, one.line) == (rule, 2)
