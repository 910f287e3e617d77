"""Medicare's medically unlikely edits: how many units of a code a day it lets through, by programme.

They are limits of Medicare and of nobody else. The table holds what was seen in CMS's files, each from the day in its
column `from` to the day before the next one of that code; what the later file was not seen to hold goes on by the
earlier one, and before the first nothing is known here.
"""

from __future__ import annotations

import datetime
from functools import cache
from importlib.resources import files

import narwhals as nw

from hipkit.frames.engines import Cell
from hipkit.reference.datasets import Row, parse_rows
from hipkit.review.context.tables import Facts, Kind

PROGRAMMES = ("practitioner", "outpatient", "equipment")
KNOWN_FROM = datetime.date(2024, 7, 1)
_COLUMNS = ("code", *PROGRAMMES, "from", "source")


@cache
def facts() -> Facts:
    """The limits by `hcpcs`; null where a programme has none that was seen, 0 where it does not pay the code."""
    path = "data/mue.csv"
    rows = parse_rows((files("hipkit") / "data" / "mue.csv").read_text(encoding="utf-8"), path, _COLUMNS)
    columns: dict[str, list[Cell]] = {"hcpcs": [row.text("code") for row in rows]}
    for name in PROGRAMMES:
        columns[name] = [float(row.cells[name]) if row.cells[name] else None for row in rows]
    columns["mue_from"] = [row.start() for row in rows]
    columns["mue_through"] = [_through(row, rows) for row in rows]
    for row in rows:
        row.source()
    dates: dict[str, Kind] = {"mue_from": nw.Date, "mue_through": nw.Date}
    schema: dict[str, Kind] = {"hcpcs": nw.String, **dict.fromkeys(PROGRAMMES, nw.Float64), **dates}
    return Facts(columns, schema, ("hcpcs",))


def _through(row: Row, rows: tuple[Row, ...]) -> datetime.date | None:
    """The day before the next file of the same code; None for the newest."""
    later = [other.start() for other in rows if other.text("code") == row.text("code") and other.start() > row.start()]
    return min(later) - datetime.timedelta(days=1) if later else None
