"""A dropped file reviewed, once for the same file and rules, and the claims of the findings that are shown."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from hipkit.panels.dropped import FIELD, dropped
from hipkit.values.extras import needed

if TYPE_CHECKING:
    from hipkit.formats.review.claims import ClaimLines, Row
    from hipkit.review.finding import Finding
    from hipkit.review.reading.files import Reading
    from hipkit.review.run.report import Report
    from hipkit.review.table import SetAside

EXTRA, PACKAGES = "review", ("narwhals", "polars")


@dataclass(frozen=True)
class Run:
    """What was read of a file, and the report on it."""

    name: str
    reading: Reading
    report: Report


def run(text: str, select: str, ignore: str, today: datetime.date) -> Run | None:
    """The review of the file in the text of a field; None without a file.

    `select` and `ignore` are as they were typed: beginnings of codes with commas or blanks between. Raises
    InputError for a file that cannot be read and for rules that there are not; its `field` says which.
    """
    with needed(FIELD, "the file", EXTRA):
        if codes(select) or codes(ignore):
            from hipkit.review.catalogue import choose

            choose(codes(select), codes(ignore))  # before the file is read, and where there is none
        if text:
            return _run(text, codes(select), codes(ignore), today)
    forget()
    return None


def missing() -> str:
    """What to install before anything can be reviewed; empty where all is there. Nothing is loaded for it."""
    names = [name for name in PACKAGES if find_spec(name) is None]
    return f"{' and '.join(names)} (pip install 'hipkit[{EXTRA}]')" if names else ""


def forget() -> None:
    """Keep nothing of the file that was reviewed last."""
    _read.cache_clear()
    _run.cache_clear()


def codes(text: str) -> tuple[str, ...]:
    """The codes that were typed.

    >>> codes("HIP1, hip203 HIP3"), codes(" ")
    (('HIP1', 'hip203', 'HIP3'), ())
    """
    return tuple(text.replace(",", " ").replace(";", " ").split())


@lru_cache(maxsize=1)
def _read(text: str) -> tuple[str, Reading]:
    from hipkit.review.reading.inmemory import read_bytes

    file = dropped(text)
    return file.name, read_bytes(file.data, file.name)


@lru_cache(maxsize=1)
def _run(text: str, select: tuple[str, ...], ignore: tuple[str, ...], today: datetime.date) -> Run:
    from hipkit.review.run.files import review_reading

    name, reading = _read(text)
    return Run(name, reading, review_reading(reading, select, ignore, today))


def claims_of(findings: Iterable[Finding], reading: Reading) -> Mapping[str, ClaimLines]:
    """The claims of these findings by their ids, with the rows of them that were set aside."""
    from hipkit.formats.review.claims import ClaimLines
    from hipkit.review.table import claim_named

    lines: dict[str, set[int | None]] = defaultdict(set)
    for finding in findings:
        if finding.claim_id is not None:
            lines[finding.claim_id].add(finding.line)
    rows, aside = _rows(reading, list(lines)), defaultdict[str, list["SetAside"]](list)
    for row in reading.set_aside:
        name = claim_named(row.claim_id)
        if name in lines:
            aside[name].append(row)
    return {
        claim_id: ClaimLines(claim_id, *_few(rows[claim_id], aside[claim_id], lines[claim_id])) for claim_id in lines
    }


def _rows(reading: Reading, claim_ids: Sequence[str]) -> defaultdict[str, list[Row]]:
    """The lines of these claims as texts, in the order of the table."""
    import narwhals as nw

    from hipkit.formats.review.claims import texts
    from hipkit.frames.engines import collected

    rows = defaultdict[str, list["Row"]](list)
    for row in collected(reading.lines.filter(nw.col("claim_id").is_in(claim_ids))).rows(named=True):
        rows[row["claim_id"]].append(texts(row))
    return rows


def _few(
    rows: Sequence[Row], aside: Sequence[SetAside], lines: Iterable[int | None]
) -> tuple[tuple[Row, ...], tuple[SetAside, ...], int]:
    """So many rows of a claim as a page shows, those with findings among them, and how many are left out."""
    from hipkit.formats.review.claims import MOST_LINES

    wanted = {str(line) for line in lines}
    with_findings = [number for number, row in enumerate(rows) if row["line"] in wanted]
    others = [number for number, row in enumerate(rows) if row["line"] not in wanted]
    kept = sorted([*with_findings, *others][:MOST_LINES])
    left = len(rows) - len(kept) + max(len(aside) - MOST_LINES, 0)
    return tuple(rows[number] for number in kept), tuple(aside[:MOST_LINES]), left
