"""Claim-line tables on disk for tests of the review: a clean claim, the same with planted errors, long ones."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from hipkit import Continuous, Order, bill, sample_claim
from hipkit.claim.table import COLUMNS, rows

Row = dict[str, str]
_DATES = ("date_from", "date_through")
_NUMBERS = ("units", "charge", "ndc_quantity", "hours_per_day")


def clean(claim_id: str = "C1", charge: str = "100.00", **changed: str) -> list[Row]:
    """A claim of two lines without error or warning: S9326 x 31 and J2270 x 372, each with its charge."""
    order = Order(
        drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
        start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
    )  # fmt: skip
    made = sample_claim(bill(order, payer="hmsa", reading="rule-text"))
    return [row | {"claim_id": claim_id, "charge": charge} | changed for row in rows(made)]


def planted() -> list[Row]:
    """Six claims: a clean one; S9325 beside S9326; milligrams billed as units; a cell that cannot be read; texts that
    a page or a spreadsheet would run; one whose line has two errors."""
    generic = clean("C2", "250.10")
    generic.append(generic[0] | {"line": "3", "code": "S9325"})
    units = clean("C3", "0.20")
    units[1]["units"] = "3720"
    unread = clean("C4", "7.00")
    unread[1]["units"] = "148,8"
    hostile = clean('=HYPERLINK("http://x")', "1.00")
    hostile[0] |= {"code": "<script>alert(1)</script>", "description": "{7*7} $(id) %s"}
    hostile[1] |= {"claim_id": '"><img src=x onerror=alert(1)>', "modifiers": "S\x1b[31mH", "drug": "@SUM(1)"}
    twice = clean("C6", "0.10")
    twice[0] |= {"date_from": "2021-03-31", "date_through": "2021-03-01"}
    return [*clean("C1"), *generic, *units, *unread, *hostile, *twice]


def write_csv(path: Path, lines: Iterable[Mapping[str, str]], columns: Iterable[str] = COLUMNS) -> Path:
    """The lines as CSV."""
    names = list(columns)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return path


def write_parquet(path: Path, lines: Iterable[Mapping[str, str]], row_group_size: int | None = None) -> Path:
    """The lines as Parquet, in typed columns."""
    listed = list(lines)
    texts = {name: [line[name] or None for line in listed] for name in COLUMNS}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(COLUMNS, pl.String)).with_columns(
        pl.col("line").cast(pl.Int64), pl.col(*_DATES).str.to_date(), pl.col(*_NUMBERS).cast(pl.Float64)
    )
    frame.write_parquet(path, row_group_size=row_group_size)
    return path


def many(claims: int) -> list[Row]:
    """So many claims, each fifth with milligrams billed as units and each seventh without its NDC, of patients who have
    three claims each; some lines name no patient."""
    found: list[Row] = []
    pattern = clean()
    for number in range(claims):
        patient = f"P{number // 3}"
        for row in pattern:
            changed = {
                "claim_id": f"K{number:05d}",
                "patient_id": patient if number % 4 else "",
                "charge": f"{number}.07",
            }
            if row["code"] == "J2270" and number % 5 == 0:
                changed["units"] = "3720"
            if row["code"] == "J2270" and number % 7 == 0:
                changed["ndc"] = ""
            found.append(row | changed)
    return found


def day(text: str) -> datetime.date:
    """A date."""
    return datetime.date.fromisoformat(text)
