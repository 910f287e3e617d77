"""The report of practice as one CSV table: a row a skill, slip, learner, override or notice, the kind in front.

Shares are left to the reader's spreadsheet, which would take 2/3 for a day: the two counts stand there.
"""

from __future__ import annotations

import csv
import io

from hipkit.formats.practice.listings import listings
from hipkit.practice.training.report import Report
from hipkit.values.spreadsheet import neutral

COLUMNS = (
    "table", "class", "learner", "skill", "slip", "what it is", "cases", "asked", "right", "points", "hinted",
    "overridden", "seconds", "named", "offered", "learners", "file", "row", "seed", "level", "field", "answer",
    "key", "graded", "override", "reason", "text", "source",
)  # fmt: skip


def csv_text(report: Report) -> str:
    """The report as CSV. Text that a spreadsheet would run gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for listing in listings(report):
        for row in listing.rows:
            cells = {"table": listing.id} | dict(zip(listing.head, row, strict=True))
            writer.writerow({name: neutral(cell) for name, cell in cells.items()})
    return out.getvalue()
