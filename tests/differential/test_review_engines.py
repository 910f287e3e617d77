"""The same findings on every engine, byte for byte, on lines with all sorts of defects."""

from __future__ import annotations

from random import Random
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import hipkit.batch
from hipkit.frames.engines import lazy
from hipkit.review.finding import COLUMNS, Finding, findings
from hipkit.review.keeping import Keeper
from hipkit.review.run.rules import Reviewed, review
from tests.helpers.claims_made import claims
from tests.helpers.review_lines import TODAY, frame, of_claims
from tests.helpers.whole import amount

LINES = amount(20_000, 6_000)
MADE = 700
_ODD: dict[str, tuple[object, ...]] = {
    "code": (
        "S9325", "J1170", "J3490", "J7999", "59326", "E0781", "99602", "j2270", "J22700", "S9326-SH", "S0093", "J0475",
        "J2278",
    ),
    "modifiers": (None, "SH", "SJ", "59 SH", "KD", "JW", "JZ", "JZ JW", "SS", "SHH"),
    "units": (0.0, 1.0, 148.8, 31.0, 3720.0, 999.0, 999_999.0),
    "charge": (None, 0.0, -5.0, 0.125),
    "payer": (None, "hmsa", "bcbsm", "bcbsnd", "bcbsnc", "medicare", "medicare", "acme"),
    "patient_id": (None, "P1", "P2"),
    "place_of_service": (None, "11", "12", "12", "49", "21", "Home"),
    "ndc": (None, "00409113403", "0409113403", "00409-1134-03", "7.4E+07", "99999999999"),
    "ndc_uom": (None, "ML", "UN", "GR", "MG"),
    "ndc_quantity": (None, 0.0, 74.4, 74.40005, 3720.0),
    "drug": (None, "morphine", "NA", "fentanyl citrate"),
    "dose": (None, "5 mg/hr", "0.3 mL/hr", "5 bananas", "1 mg/kg/hr", "123456789.123456 mg/hr"),
    "hours_per_day": (None, 24.0, 12.0, 7.125, 25.0),
    "strength": (None, "25 mg/mL", "500 mg/vial", "2.5 %", "x"),
    "description": (None, "morphine and bupivacaine", "DILAUDID 10MG/ML", "COMPOUNDING FEE"),
    "minutes": (None, 45.0, 149.0, 151.0, 421.0),
    "authorization": (None, None, "A17"),
    "authorization_units": (None, 14.0, 100.0),
    "pump_maximum": (None, "120 mg/day"),
}  # fmt: skip


# Per diems that the hours of their drug contradict (HIP107) or tell (HIP108), which chance seldom makes.
_MARCH = {"date_from": "2021-03-01", "date_through": "2021-03-31", "payer": "bcbstx"}
_DRUG = {"code": "J2270", "drug": "morphine sulfate", "dose": "5 mg/hr", "strength": "25 mg/mL", "hours_per_day": 12.0}
_OF_OTHER_HOURS = [
    _MARCH | {"claim_id": f"HOURS-{per_diem}", "line": line} | one
    for per_diem in ("S9326", "S9325")
    for line, one in ((1, {"code": per_diem, "units": 31.0}), (2, _DRUG | {"units": 186.0}))
]


@pytest.fixture(scope="module")
def lines() -> pl.DataFrame:
    random = Random("engines")
    rows: list[dict[str, Any]] = []
    clean = of_claims(claims(MADE))
    for number in range(-(-LINES // len(clean))):
        rows += [row | {"claim_id": f"{row['claim_id']}-{number}"} for row in clean]
    for row in rows:
        for name in random.sample(sorted(_ODD), k=random.choice([0, 0, 0, 1, 1, 3])):
            row[name] = random.choice(_ODD[name])
        if random.random() < 0.02:
            row["date_from"], row["date_through"] = row["date_through"], row["date_from"]
    again = [row | {"line": int(row["line"]) + 100} for row in random.sample(rows, k=200)]
    home = {"payer": "medicare", "place_of_service": "12", "modifiers": "JZ"}
    at_home = [row | home | {"claim_id": f"H{number}"} for number, row in enumerate(rows[:60])]
    order = {
        "code": "J2270",
        "units": 372.0,
        "pump_maximum": "120 mg/day",
        "modifiers": None,
        "ndc": None,
        "dose": None,
    }
    days = {"date_from": "2021-03-01", "date_through": "2021-03-31", "claim_id": "M", "line": 1}
    a_day = {"units": 400.0, "date_from": "2024-07-01", "date_through": "2024-07-01", "claim_id": "MUE"}
    unlikely = rows[0] | order | days | home | {"modifiers": "KD JZ"} | a_day
    planted = [dict.fromkeys(rows[0]) | row for row in _OF_OTHER_HOURS]
    return frame([rows[0] | order | days | {"dose": None}, unlikely, *planted, *at_home, *again, *rows][:LINES])


@pytest.fixture(scope="module")
def on_polars(lines: pl.DataFrame) -> Reviewed:
    return reviewed(lines.lazy())


@pytest.fixture(scope="module")
def by_polars(on_polars: Reviewed) -> tuple[Finding, ...]:
    return findings(on_polars.findings)


def reviewed(lines: Any) -> Reviewed:
    return review(lines, today=TODAY)


def test_nearly_every_rule_finds_something(on_polars: Reviewed, by_polars: tuple[Finding, ...]) -> None:
    ran = {one.code for one in on_polars.run if one.view not in ("rows", "remarks")}
    missing = ran - {one.rule for one in by_polars}
    assert missing <= {"HIP109", "HIP222", "HIP234", "HIP308", "HIP403", "HIP503", "HIP505", "HIP506", "HIP702"}, (
        missing
    )


@pytest.mark.parametrize("kind", ["eager", "pandas", "pandas with arrow types", "pyarrow", "duckdb"])
def test_engines_agree(kind: str, lines: pl.DataFrame, on_polars: Reviewed, by_polars: tuple[Finding, ...]) -> None:
    table = lines.to_arrow()
    given = {
        "eager": lambda: lines,
        "pandas": lines.to_pandas,
        "pandas with arrow types": lambda: table.to_pandas(types_mapper=pd.ArrowDtype),
        "pyarrow": lambda: table,
        "duckdb": lambda: duckdb.connect().from_arrow(table),
    }[kind]()
    found = reviewed(given)
    assert findings(found.findings) == by_polars
    assert found.not_checked == on_polars.not_checked != ()


def test_batch_gives_the_same_kind_of_table_back(lines: pl.DataFrame) -> None:
    few = lines.head(300)
    for given in (few, few.lazy(), few.to_pandas(), few.to_arrow()):
        found = hipkit.batch.review(given)
        assert type(found) is type(given)
        names = found.collect_schema().names() if isinstance(found, pl.LazyFrame) else list(_names(found))
        assert names == list(COLUMNS)


def _names(table: Any) -> list[str]:
    return list(table.column_names if hasattr(table, "column_names") else table.columns)


def test_duckdb_keeps_nothing(lines: pl.DataFrame) -> None:
    connection = duckdb.connect()
    table = lines.head(50).to_arrow()
    review(connection.from_arrow(table), ["HIP101", "HIP107", "HIP221"], today=TODAY)
    assert connection.sql("SELECT * FROM duckdb_tables()").fetchall() == []


def test_duckdb_keeps_nothing_where_a_rule_breaks() -> None:
    connection = duckdb.connect()
    with pytest.raises(ZeroDivisionError), Keeper() as keeper:
        keeper.keep(lazy(connection.sql("SELECT 1 AS line")))
        assert len(connection.sql("SELECT * FROM duckdb_tables()").fetchall()) == 1
        raise ZeroDivisionError
    assert connection.sql("SELECT * FROM duckdb_tables()").fetchall() == []
