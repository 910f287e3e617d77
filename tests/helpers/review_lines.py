"""Claim lines for tests of the review: from rows of texts or cells, and from made-up claims."""

from __future__ import annotations

import datetime
import hashlib
import multiprocessing
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import narwhals as nw
import polars as pl

import hipkit
from hipkit import Bill, PumpRefill
from hipkit.billing.choices import CodedOrder
from hipkit.billing.draft import Draft
from hipkit.claim.table import rows
from hipkit.review.context.lines import COLUMNS, TYPES
from tests.helpers import claims_made
from tests.helpers.claims_made import Made

NOT_SPINAL, SPINAL = ("J1170", "J1171", "J2270", "J2272"), ("J0475", "J0476")
STEP = 250
TODAY = datetime.date(2026, 1, 1)
_POLARS: dict[Any, Any] = {nw.String: pl.String, nw.Int64: pl.Int64, nw.Float64: pl.Float64, nw.Date: pl.Date}


def frame(lines: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Typed claim lines; the columns are those of any of the lines, a blank text is not known."""
    listed = list(lines)
    names = [name for name in COLUMNS if any(name in line for line in listed)]
    cells = {name: [_cell(name, line.get(name)) for line in listed] for name in names}
    return pl.DataFrame(cells, schema={name: _POLARS[TYPES[name]] for name in names})


def _cell(name: str, value: object) -> object:
    if value is None or value == "":
        return None
    kind = TYPES[name]
    if kind is nw.Date:
        return datetime.date.fromisoformat(str(value))
    if kind is nw.String:
        return str(value)
    return float(str(value)) if kind is nw.Float64 else int(str(value))


def clean_lines(cache: Path, count: int) -> pl.DataFrame:
    """The lines of so many clean claims as texts; kept from run to run while package and maker are the same."""
    state = hashlib.sha256()
    package = Path(hipkit.__file__).parent
    made_of = [path for path in package.rglob("*.*") if "review" not in path.relative_to(package).parts]
    for path in sorted((*made_of, Path(claims_made.__file__), Path(__file__))):
        if path.suffix in (".py", ".toml", ".csv"):
            state.update(path.read_bytes())
    kept = cache / f"{count}-{state.hexdigest()}.parquet"
    if not kept.exists():
        for old in cache.glob(f"{count}-*.parquet"):
            old.unlink()
        pl.DataFrame(_clean_rows(count)).write_parquet(kept)
    return pl.read_parquet(kept)


def _clean_rows(count: int) -> list[dict[str, str]]:
    """Two processes make them, since each is the same by itself. Some are not clean, so more are made."""
    most = count + count // 3 + 20
    steps = [range(start, min(start + STEP, most)) for start in range(0, most, STEP)]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        claims = [lines for part in pool.map(_clean_claims, steps) for lines in part]
    return [row for lines in claims[:count] for row in lines]


def _clean_claims(numbers: range) -> list[list[dict[str, str]]]:
    made = (made_quickly(number) for number in numbers)
    return [of_claims([one]) for one in made if is_clean(one)]


def made_quickly(number: int) -> Made:
    """The claim of this number. What other choices would bill is not worked out, which is two thirds of the work and
    nothing of the lines; a test holds both ways together."""
    with patch.object(CodedOrder, "tried", lambda self, terms: Draft()):
        return claims_made.claim(number)


def is_clean(made: Made) -> bool:
    """Whether hipkit asked nothing of the claim itself, such as nursing beyond what a payer takes or one drug twice,
    and of its orders nothing that the review tells of too: an amount outside the entry range, another drug's pump.
    """
    own = any(one.level == "confirm" for one in made.claim.own)
    asked = [one.citation.where for bill in made.bills for one in bill.notices if one.level == "confirm"]
    return not (own or "entry range" in asked or any(map(_is_crossed, made.bills)))


def _is_crossed(bill: Bill) -> bool:
    """Whether a drug of the spine is given by an external pump, or one that is not by an implanted one."""
    implanted = isinstance(bill.order.regimen, PumpRefill)
    return any(line.code in (NOT_SPINAL if implanted else SPINAL) for line in bill.lines)


def of_claims(claims: Iterable[Made]) -> list[dict[str, str]]:
    """The lines of made-up claims as texts, each claim with a number of its own."""
    return [row | {"claim_id": f"C{made.number}"} for made in claims for row in rows(made.claim)]
