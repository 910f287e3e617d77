"""The claim-line table for other programs: CSV that no spreadsheet runs, and a pandas DataFrame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hipkit.claim.claim import Claim
from hipkit.claim.table import COLUMNS, DECIMAL, FREE_TEXT, WHOLE, Row, rows
from hipkit.values.extras import needed
from hipkit.values.spreadsheet import neutral

if TYPE_CHECKING:
    import pandas as pd


def csv_text(claim: Claim) -> str:
    """The table as CSV. Free text that a spreadsheet would run gets an apostrophe in front.

    A claim without lines has in their place why it has none: rows without a code and units, which bill nothing.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(claim) or _reasons(claim):
        writer.writerow({name: neutral(cell) if name in FREE_TEXT else cell for name, cell in row.items()})
    return out.getvalue()


def _reasons(claim: Claim) -> Iterator[Row]:
    blank = dict.fromkeys(COLUMNS, "")
    named = {"claim_id": claim.claim_id, "patient_id": claim.patient_id, "payer": claim.payer.id}
    for number, reason in enumerate(claim.why_empty, 1):
        yield {**blank, **named, "line": str(number), "description": f"no line: {reason}"}


def frame(claim: Claim) -> pd.DataFrame:
    """The table as a pandas DataFrame: line and units int64, charge and quantities Decimal, all else text.

    The numbers are exact: a sum over `charge` is the claim's. An empty text or None means not known.
    """
    with needed("format", "DataFrame", "claim"):
        import pandas as pd
    from decimal import Decimal

    found = pd.DataFrame(rows(claim), columns=list(COLUMNS), dtype="str")
    for name in WHOLE:
        found[name] = found[name].astype("int64")
    for name in DECIMAL:
        numbers = [Decimal(cell) if cell else None for cell in found[name]]
        found[name] = pd.Series(numbers, index=found.index, dtype="object")
    return found
