"""Review from Python: claims and tables of every kind, what is not run, and what is refused."""

from __future__ import annotations

import dataclasses
import datetime
import subprocess
import sys

import polars as pl
import pytest

from hipkit import Continuous, InputError, Order, bill, sample_claim
from hipkit.review.claims import review_claims
from hipkit.review.finding import Finding
from hipkit.review.rule import Lines
from hipkit.review.run.rules import review
from tests.helpers.review_lines import TODAY, frame

SEED = Order(
    drug="morphine sulfate",
    regimen=Continuous("5 mg/hr", hours_per_day=24),
    strength="25 mg/mL",
    start="2021-03-01",
    end="2021-03-31",
    ndc="00074-1133-03",
)
LINE = {"claim_id": "A", "line": "1", "date_from": "2021-03-01", "date_through": "2021-03-31", "code": "S9326"}


def told(found: tuple[Finding, ...]) -> list[tuple[str, int | None]]:
    return [(one.rule, one.line) for one in found if one.severity != "info"]


@pytest.mark.parametrize("reading", ["rule-text", "published-example"])
def test_the_seed_claim_is_clean_under_both_readings(reading: str) -> None:
    assert not told(review_claims(sample_claim(bill(SEED, reading=reading))))


def test_a_claim_a_list_and_a_table_are_reviewed_alike() -> None:
    claim = sample_claim(bill(SEED))
    once = review_claims(claim, today=TODAY)
    assert once == review_claims([claim], today=TODAY) == review_claims((claim,), today=TODAY)
    twice = review_claims([claim, claim], today=TODAY)
    assert not told(twice) and {one.claim_id for one in twice} == {"SAMPLE-1", "SAMPLE-1 (2)"}


def test_a_table_of_texts_and_its_unreadable_rows() -> None:
    lines = pl.DataFrame([LINE | {"units": "31"}, LINE | {"line": "2", "units": "148,8"}])
    found = review_claims(lines, ["HIP0", "HIP105"])
    assert told(found) == [("HIP001", 2)] == told(review_claims(lines.to_pandas(), ["HIP0", "HIP105"]))
    assert found[0].message.startswith('units "148,8" was set aside; commas')


def test_a_claim_with_a_row_set_aside_is_not_told_to_lack_what_may_be_in_it() -> None:
    first = LINE | {"units": "31", "payer": "hmsa"}
    drug = LINE | {"line": "2", "code": "J2270", "units": "372", "payer": "hmsa"}
    missing = review_claims(pl.DataFrame([first]), ["HIP1"])
    assert told(missing) == [("HIP111", 1)]
    broken = review_claims(pl.DataFrame([first, drug | {"date_from": "03/01/2021"}]), ["HIP0", "HIP1"])
    assert told(broken) == [("HIP001", 2)]


def test_a_drug_called_na_is_a_drug() -> None:
    found = review_claims(frame([LINE | {"code": "J3490", "units": 1, "drug": "NA", "description": "NA"}]), ["HIP206"])
    assert not found


def test_rules_are_chosen() -> None:
    lines = frame([LINE | {"units": 32}])
    assert told(review_claims(lines, select=["HIP1"], ignore=["HIP105"])) == []
    assert told(review_claims(lines, select=["HIP105"], ignore=["HIP1"])) == [("HIP105", 1)]
    with pytest.raises(InputError, match="no rule's code begins so"):
        review_claims(lines, select=["HIP9"])


def test_a_rule_without_its_column_is_not_run_and_that_is_said() -> None:
    reviewed = review(frame([LINE | {"units": 31}]), ["HIP102", "HIP105", "HIP611"], today=TODAY)
    assert [one.code for one in reviewed.run] == ["HIP105"]
    assert [(one.rule, one.reason) for one in reviewed.not_run] == [
        ("HIP102", "the table has no column modifiers"),
        ("HIP611", "the table has no column authorization"),
    ]


@pytest.mark.parametrize(
    "told_by",
    [{"drug": "fentanyl"}, {"ndc": "00409909311"}, {"description": "DILAUDID 10 MG/ML"}],
    ids=lambda one: min(one),
)
def test_a_rule_that_needs_one_of_several_columns_is_run_with_any(told_by: dict[str, str]) -> None:
    lines = frame([LINE | {"code": "J2270", "units": 31} | told_by])
    assert told(review_claims(lines, select=["HIP208"])) == [("HIP208", 1)]
    (left,) = review(lines.drop(*told_by), ["HIP208"], today=TODAY).not_run
    assert left.reason == "the table has none of the columns drug, ndc and description"


def test_nothing_to_run_gives_an_empty_table() -> None:
    reviewed = review(frame([LINE | {"units": 31}]), ["HIP611"], today=TODAY)
    assert reviewed.findings.collect().shape == (0, 7) and not reviewed.run
    empty = frame([LINE | {"units": 31}]).head(0)
    assert review(empty, today=TODAY).findings.collect().shape == (0, 7)


def test_the_limits_of_medicare_fall_on_medicare_alone() -> None:
    for payer in (None, "hmsa", "bcbsm", "acme"):
        many = frame([LINE | {"code": "J2270", "units": 900_000, "payer": payer, "place_of_service": "12"}])
        assert not told(review_claims(many, ["HIP605", "HIP606", "HIP23"]))


def test_a_blank_payer_means_hcpcs_and_cms_alone() -> None:
    lines = frame([LINE | {"units": 31, "payer": None}, LINE | {"line": "2", "code": "99601", "units": 1, "payer": ""}])
    assert not told(review_claims(lines))


def test_days_to_come_go_by_the_day_of_the_review() -> None:
    lines = frame([LINE | {"units": 31}])
    assert told(review_claims(lines, ["HIP505"], today=datetime.date(2021, 3, 30))) == [("HIP505", 1)]
    assert not told(review_claims(lines, ["HIP505"], today=datetime.date(2021, 3, 31)))


@pytest.mark.parametrize("given", [None, 5, "may.csv", [], [1], {"code": "S9326"}])
def test_anything_else_is_refused(given: object) -> None:
    with pytest.raises(InputError):
        review_claims(given)


def test_today_is_a_day() -> None:
    with pytest.raises(InputError, match="today"):
        review_claims(sample_claim(bill(SEED)), today="2026-01-01")  # type: ignore[arg-type]


def test_a_typed_table_may_hold_what_no_text_can() -> None:
    """Such a number is none: nothing is worked out with it, and nothing breaks."""
    lines = frame([LINE | {"line": str(n), "code": "J2270", "units": 1, "ndc_quantity": 1.0} for n in range(5)])
    odd = [float("nan"), float("inf"), -1e300, 1e18, None]
    spoiled = lines.with_columns(pl.Series("units", odd), pl.Series("ndc_quantity", odd[::-1]))
    found = [
        one for one in review(spoiled, today=TODAY).findings.collect().iter_rows(named=True) if one["rule"] == "HIP601"
    ]
    assert len(found) == 5 and all("without units" in one["message"] for one in found)


def test_the_largest_numbers_are_told_of() -> None:
    most = LINE | {"code": "J2278", "units": 999_999_999, "ndc_quantity": 99_999_999.999, "ndc_uom": "ML"}
    lines = frame([most | {"strength": "999999999 g/mL"}, most | {"line": 2, "strength": "0.000001 ng/mL"}])
    assert [one.rule for one in review_claims(lines, ["HIP309"])] == ["HIP309", "HIP309"]


@pytest.mark.parametrize("package", ["narwhals", "polars"])
def test_a_package_that_is_missing_is_named(package: str) -> None:
    code = f"""
import sys
sys.modules[{package!r}] = None
from hipkit import Continuous, InputError, Order, bill, review_claims, sample_claim
dates = {{"start": "2021-03-01", "end": "2021-03-31"}}
order = Order(drug="morphine", regimen=Continuous("5 mg/hr", 24), strength="25 mg/mL", **dates)
try:
    review_claims(sample_claim(bill(order)))
except InputError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"it needs the package {package}, which is not installed" in done.stdout
    assert "pip install 'hipkit[review]'" in done.stdout and not done.stderr


def test_what_is_missing_is_listed_in_words() -> None:
    reviewed = review(frame([LINE | {"units": 31}]), ["HIP221", "HIP206"], today=TODAY)
    assert [one.reason for one in reviewed.not_run] == [
        "the table has no column description",
        "the table has no columns dose, hours_per_day and strength",
    ]


def test_without_a_column_of_payers_each_published_rounding_is_let_pass() -> None:
    order = {"dose": "1.75 mg/hr", "hours_per_day": 24, "strength": "25 mg/mL", "date_through": "2021-03-01"}
    line = LINE | order | {"code": "J2270", "units": 4}
    assert not told(review_claims(frame([line]), ["HIP221"]))
    assert told(review_claims(frame([line | {"payer": ""}, line | {"payer": "hmsa", "line": 2}]), ["HIP221"])) == [
        ("HIP221", 1)
    ]
    assert told(review_claims(frame([line | {"units": 42}]), ["HIP221"])) == [("HIP221", 1)]


def test_a_table_that_lacks_what_each_line_needs_is_refused() -> None:
    with pytest.raises(InputError, match="units") as told:
        review_claims(pl.DataFrame([LINE | {"Units": "31"}]))
    assert told.value.field == "units" and "it has claim_id" in str(told.value)
    twice = pl.DataFrame([LINE | {"units": "31", "second": "1"}]).to_pandas().rename(columns={"second": "units"})
    with pytest.raises(InputError, match="one name"):
        review_claims(twice)


def test_no_table_is_left_behind_where_a_rule_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    from hipkit.review.rules import hip5_dates as dates

    def broken(lines: object) -> Lines:
        raise RuntimeError("broken")

    spoiled = dataclasses.replace(dates.dates_reversed, function=broken)
    monkeypatch.setattr("hipkit.review.run.rules._ready", lambda *_: (spoiled,))
    connection = duckdb.connect()
    lines = frame([LINE | {"units": 31}])
    connection.register("lines", lines.to_arrow())
    with pytest.raises(RuntimeError, match="broken"):
        review(connection.table("lines"), today=TODAY)
    assert connection.sql("SELECT * FROM duckdb_tables()").fetchall() == []
