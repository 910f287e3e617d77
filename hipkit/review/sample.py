"""A SAMPLE table to try the review on: six claims that hipkit bills itself, with errors planted in them.

No patient, provider or member stands in it. Each planted error is one cell that was changed, and the code of the
rule that is to find it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache

from hipkit.billing.compute import bill
from hipkit.claim.claim import sample_claim
from hipkit.claim.table import COLUMNS, rows
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous

NAME = "SAMPLE.csv"


@dataclass(frozen=True)
class Planted:
    """One cell that was changed: where, to what, and which rule finds it."""

    claim_id: str
    line: str
    column: str
    text: str
    rule: str


PLANTED = (
    Planted("SAMPLE-2", "2", "units", "3720", "HIP221"),  # milligrams, where 10 mg are a unit
    Planted("SAMPLE-3", "1", "code", "S9327", "HIP107"),  # fewer than 24 hours a day, and 24 are ordered
    Planted("SAMPLE-3", "2", "ndc", "0074-1133-03", "HIP301"),
    Planted("SAMPLE-4", "1", "code", "S9325", "HIP705"),  # the general per diem: only noted, since HMSA bills it too
    Planted("SAMPLE-4", "2", "ndc_quantity", "3720", "HIP307"),  # milligrams, where millilitres are counted
    Planted("SAMPLE-5", "2", "date_from", "03/01/2021", "HIP001"),
    Planted("SAMPLE-6", "2", "drug", "hydromorphone hydrochloride", "HIP208"),
)


def sample_bytes() -> bytes:
    """The table as the bytes of a CSV file.

    >>> sample_bytes().decode().splitlines()[2]
    'SAMPLE-1,2,SAMPLE,hmsa,12,2021-03-01,2021-03-31,J2270,,372,558.00,,00074113303,148.8,ML,morphine sulfate,5 \
mg/hr,24,25 mg/mL'
    """
    return _csv_bytes(sample_rows())


def sample_rows(planted: tuple[Planted, ...] = PLANTED) -> list[dict[str, str]]:
    """The rows as texts, with the errors that are named planted in them."""
    table = [dict(row) for row in _clean()]
    for error in planted:
        (row,) = (row for row in table if (row["claim_id"], row["line"]) == (error.claim_id, error.line))
        row[error.column] = error.text
    return table


@cache
def _clean() -> tuple[dict[str, str], ...]:
    """Six claims as HMSA's rules bill them, two lines each."""
    doses = ("5 mg/hr", "5 mg/hr", "5 mg/hr", "5 mg/hr", "2.5 mg/hr", "5 mg/hr")
    return tuple(row for number, dose in enumerate(doses, 1) for row in _claim(f"SAMPLE-{number}", dose))


def _claim(name: str, dose: str) -> list[dict[str, str]]:
    order = Order(
        drug="morphine sulfate",
        regimen=Continuous(dose, hours_per_day=24),
        strength="25 mg/mL",
        start="2021-03-01",
        end="2021-03-31",
        ndc="00074-1133-03",
    )
    billed = bill(order, payer="hmsa", reading="rule-text")
    claim = sample_claim(billed, charges={"S9326": "3,100.00", "J2270": "558.00"})
    return [row | {"claim_id": name} for row in rows(claim)]


def _csv_bytes(table: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue().encode()
