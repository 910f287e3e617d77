"""The files of a claim, each made when a person asks for it, by a module that is loaded then."""

from __future__ import annotations

import datetime
import json

from hipkit.claim.claim import Claim
from hipkit.order.scenario import Scenario
from hipkit.panels.base import Download

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def claim_files(stem: str, claim: Claim, scenario: Scenario, today: datetime.date) -> tuple[Download, ...]:
    """The claim in every format, and its order to be opened again; their names begin with `stem`."""
    return (
        Download(f"{stem}.837", "837P", "text/plain", lambda: _x12(claim)),
        Download(f"{stem}.csv", "lines as CSV", "text/csv", lambda: _csv(claim)),
        Download(f"{stem}.xlsx", "lines as XLSX", _XLSX, lambda: _xlsx(claim)),
        Download(f"{stem}.pdf", "unit worksheet to sign", "application/pdf", lambda: _pdf(claim)),
        Download(f"{stem}.html", "form and 837P as a page", "text/html", lambda: _page(claim, today)),
        Download(f"{stem}.txt", "text to paste", "text/plain", lambda: _text(claim)),
        Download(f"{stem}.json", "claim as JSON", "application/json", lambda: _json(claim)),
        Download(f"{stem}-order.json", "order, to open again", "application/json", lambda: scenario.text().encode()),
    )


def _x12(claim: Claim) -> bytes:
    from hipkit.formats.claim.x12 import x12_text

    return x12_text(claim).encode("ascii")


def _csv(claim: Claim) -> bytes:
    from hipkit.formats.claim.csv import csv_text

    return csv_text(claim).encode()


def _xlsx(claim: Claim) -> bytes:
    from hipkit.formats.claim.xlsx import xlsx_bytes

    return xlsx_bytes(claim)


def _pdf(claim: Claim) -> bytes:
    from hipkit.formats.claim.worksheet import pdf_bytes

    return pdf_bytes(claim)


def _page(claim: Claim, today: datetime.date) -> bytes:
    from hipkit.formats.claim.boxes import page

    return page(claim, today).encode()


def _text(claim: Claim) -> bytes:
    from hipkit.formats.claim.paste import paste_text

    return paste_text(claim).encode()


def _json(claim: Claim) -> bytes:
    from hipkit.formats.claim.json import answer

    return (json.dumps(answer(claim), indent=2) + "\n").encode()
