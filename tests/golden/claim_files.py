"""The printed example's claim in every format of hipkit, as text that a reviewer can read: tests/golden/claims.

After a change that they show: `.venv/bin/python -m tests.golden.claim_files`, then read the diff.
"""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import openpyxl
import pypdf

from hipkit import Continuous, Order, bill
from hipkit.claim.claim import Claim, sample_claim
from hipkit.formats.claim import csv as table
from hipkit.formats.claim import json as claim_json
from hipkit.formats.claim import paste, worksheet, x12, xlsx

FOLDER = Path(__file__).with_name("claims")
READINGS = ("rule-text", "published-example")


def seed_claim(reading: str) -> Claim:
    """The example of HMSA's page, for a March, under one of its readings; no charge is typed."""
    order = Order(
        drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
        start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
    )  # fmt: skip
    return sample_claim(bill(order, payer="hmsa", reading=reading, today=datetime.date(2021, 4, 1)))


def files(claim: Claim) -> dict[str, str]:
    """Each format by the end of its file's name."""
    return {
        "csv": table.csv_text(claim),
        "txt": paste.paste_text(claim),
        "json": json.dumps(claim_json.answer(claim), indent=2) + "\n",
        "837": x12.x12_text(claim),
        "xlsx.txt": cells(xlsx.xlsx_bytes(claim)),
        "pdf.txt": pages(worksheet.pdf_bytes(claim)),
    }


def cells(data: bytes) -> str:
    """A workbook as text: a row a line, each cell under its column's name, texts in quotes."""
    out = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        out.append(f"[{sheet.title}]")
        head, *rows = sheet.iter_rows()
        names = [cell.value for cell in head]
        for row in rows:
            shown = [f"{name}={_shown(cell)}" for name, cell in zip(names, row, strict=True) if cell.value is not None]
            out.append(f"{row[0].row}: " + " ".join(shown))
    return "\n".join(out) + "\n"


def _shown(cell: openpyxl.cell.Cell) -> str:
    if isinstance(cell.value, datetime.datetime):
        return f"{cell.value:%Y-%m-%d}"
    assert cell.data_type in "sn", cell.data_type
    return repr(cell.value)


def pages(data: bytes) -> str:
    """The text of a PDF, a page under the other."""
    found = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return "\n\f\n".join(found) + "\n"


def renew() -> None:
    """Write every file anew."""
    FOLDER.mkdir(exist_ok=True)
    for reading in READINGS:
        for end, text in files(seed_claim(reading)).items():
            (FOLDER / f"{reading}.{end}").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    renew()
