"""The claim-line table: its columns, and texts turned into typed claim lines with the rows that cannot be read.

Every row is either reviewed or set aside with its reason; none is lost. The columns are those of the tables that
hipkit writes (`hipkit.formats.claim.csv`).

>>> import polars as pl
>>> texts = pl.DataFrame({
...     "row_number": [1, 2], "claim_id": ["A", "A"], "line": ["1", "2"], "date_from": ["2021-03-01", "03/04/2026"],
...     "date_through": ["2021-03-31", "2021-03-31"], "code": ["S9326", "J2270"], "units": ["31", "372"]})
>>> found = typed(texts)
>>> found.lines.rows()
[(1, 'A', 1, datetime.date(2021, 3, 1), datetime.date(2021, 3, 31), 'S9326', 31.0)]
>>> print(found.set_aside[0])
row 2, claim A, line 2: date_from is "03/04/2026", but a date is written year-month-day, YYYY-MM-DD
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

import narwhals as nw

from hipkit.errors import InputError, shown
from hipkit.frames import engines
from hipkit.review.cells import BLANKS, DATE, LINE, MONEY, NUMBER, TEXT, Reader, cell_text, reader, why

KINDS: Mapping[str, str] = {
    "claim_id": TEXT, "line": LINE, "patient_id": TEXT, "payer": TEXT, "place_of_service": TEXT, "date_from": DATE,
    "date_through": DATE, "code": TEXT, "modifiers": TEXT, "units": NUMBER, "charge": MONEY, "description": TEXT,
    "ndc": TEXT, "ndc_quantity": NUMBER, "ndc_uom": TEXT, "drug": TEXT, "dose": TEXT, "hours_per_day": NUMBER,
    "strength": TEXT,
    # beside what hipkit writes: what some rules want to know
    "minutes": NUMBER, "authorization": TEXT, "authorization_through": DATE, "authorization_units": NUMBER,
    "pump_maximum": TEXT,
}  # fmt: skip
COLUMNS = tuple(KINDS)
REQUIRED = ("claim_id", "line", "date_from", "date_through", "code", "units")
MOST_SET_ASIDE = 1_000_000  # rows; with more of them it is no table
# Where hipkit's own tables have an apostrophe before what a spreadsheet would run.
FREE_TEXT = ("claim_id", "patient_id", "description", "drug")
# Where a row came from: kept beside the claim lines where it is known.
ORIGIN = ("file", "row_number")
EXAMPLE = ",".join(REQUIRED)


def claim_named(given: str | None) -> str | None:
    """A claim by the name that its lines have once they are read: without the blanks around it, None where blank.

    >>> claim_named(" A\\u00a0"), claim_named("  ")
    ('A', None)
    """
    return (given or "").strip(BLANKS) or None


class SetAside(NamedTuple):
    """A row that was not reviewed: where it stands, its claim and line as they are, and why.

    `row_number` counts the rows below the header from 1, in an 837P the service lines; None where rows of a table
    have no order. `column` is empty where it is not one cell that is wrong. `severity` is `info` where
    nothing is wrong with it, and hipkit has no rule for what it says.
    """

    row_number: int | None
    claim_id: str | None
    line: str | None
    column: str
    reason: str
    given: str | None = None
    file: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        """The row in one sentence that can be printed.

        >>> str(SetAside(7, "A", None, "", "it has 20 cells, and the header 19", file="may.csv"))
        'may.csv, row 7, claim A: it has 20 cells, and the header 19'
        """
        number = "" if self.row_number is None else f"row {self.row_number:,}"
        claim = "" if not self.claim_id else f"claim {shown(self.claim_id, 40)}"
        line = "" if not self.line else f"line {shown(self.line, 20)}"
        place = ", ".join(part for part in (shown(self.file), number, claim, line) if part)
        if not self.column:
            return f"{place}: {self.reason}"
        cell = f'is "{shown(self.given)}", but ' if self.given else ""
        return f"{place}: {self.column} {cell}{self.reason}" if cell else f"{place}: {self.column}: {self.reason}"


class Remark(NamedTuple):
    """What is wrong around the claim lines of a file that can be read all the same.

    `about` is one of `REMARKS`, `message` says what was found and what was expected; claim and line where it is
    about one.
    """

    about: str
    message: str
    claim_id: str | None = None
    line: int | None = None
    file: str = ""


# What a remark is about, and how bad it is: what a receiver sends back is an error.
REMARKS: Mapping[str, str] = {
    "count": "error",  # a count at the end of a transaction, group or interchange
    "control": "error",  # a control number that differs from its twin, or comes twice
    "hierarchy": "error",  # HL: a parent that is not there
    "total": "error",  # CLM02 is not the sum of SV102
    "lines": "error",  # more service lines than a claim may have
    "form": "info",  # a number that is not written as X12 wants it
    "usage": "info",  # ISA15 says that it is no test
}


@dataclass(frozen=True)
class Typed:
    """Typed claim lines, a frame of the kind that came in, and the rows set aside.

    Text columns are text and null where blank; `line` is Int64, dates are Date, and numbers are Float64, each the
    nearest one to a decimal of at most 9 digits before and 6 after the point.
    """

    lines: Any
    set_aside: tuple[SetAside, ...]
    rows_in: int


def check_names(names: Sequence[str], name: str = "") -> None:
    """Raise InputError for a header that is not a claim-line table's: all that is wrong with it is listed.

    >>> check_names(["claim_id", "line", "date_from", "date_through", "code", "Units"], "may.csv")
    Traceback (most recent call last):
    hipkit.errors.InputError: file: read "may.csv": its columns: units is missing; "Units" is not known (units is). \
Type for example: claim_id,line,date_from,date_through,code,units
    """
    twice = [column for column, times in Counter(names).items() if times > 1]
    missing = [column for column in REQUIRED if column not in names]
    unknown = [column for column in dict.fromkeys(names) if column not in KINDS]
    wrong = [f"{_in_quotes(twice)} more than once"] if twice else []
    if missing:
        wrong.append(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    wrong += [_unknown(column) for column in unknown[:20]]
    if len(unknown) > 20:
        wrong.append(f"and {len(unknown) - 20:,} more are not known")
    if wrong:
        raise InputError("file", name, f"its columns: {'; '.join(wrong)}", EXAMPLE)


def _in_quotes(names: Iterable[str]) -> str:
    return ", ".join(f'"{shown(name, 30)}"' for name in names)


def _unknown(name: str) -> str:
    if not name:
        return "one has no name"
    near = get_close_matches(name.strip().lower().replace(" ", "_"), COLUMNS, n=1, cutoff=0.7)
    return f'"{shown(name, 30)}" is not known' + (f" ({near[0]} is)" if near else "")


def check_set_aside(rows: Sequence[SetAside], name: str) -> None:
    """Raise InputError where so many rows cannot be read that the table cannot: the first of them is told."""
    if len(rows) > MOST_SET_ASIDE:
        reason = f"more than {MOST_SET_ASIDE:,} of its rows cannot be read; the first: {rows[0]._replace(file='')}"
        raise InputError("file", name, reason, EXAMPLE)


def typed(frame: Any, file: str = "", plain: Iterable[str] = ()) -> Typed:
    """Typed claim lines from a frame of texts or of typed columns, of any engine; lazy stays lazy.

    Columns that are not of the table are left out, but for `file` and `row_number`; `file` is said of the rows that
    are set aside; the cells of the columns named in `plain` are known to be as they should be. Raises InputError
    where a column's type cannot hold what the table wants.
    """
    given = _without_objects(nw.from_native(frame))
    schema = given.collect_schema()
    readers = {
        name: reader(name, KINDS[name], schema[name], name in REQUIRED, given.implementation)
        for name in schema.names()
        if name in KINDS
    }
    rows_in, odd = _survey(given, {name: cells for name, cells in readers.items() if name not in set(plain)})
    columns = [readers[name].value if name in odd else readers[name].plain_value for name in readers]
    origin = [name for name in ORIGIN if name in schema.names()]
    aside: tuple[SetAside, ...] = ()
    kept = given
    if odd:
        bad = ~nw.all_horizontal(*(readers[name].readable for name in odd), ignore_nulls=False)
        wanted = dict.fromkeys((*origin, *(name for name in ("claim_id", "line") if name in readers), *odd))
        rows = _collected(given.filter(bad).select(*wanted).head(MOST_SET_ASIDE + 1))
        aside = tuple(_set_aside(row, odd, file) for row in rows)
        check_set_aside(aside, file)
        kept = given.filter(~bad) if aside else given
    return Typed(kept.select(*origin, *columns).to_native(), aside, rows_in)


def _without_objects(given: Any) -> Any:
    """The frame with pandas columns of Python objects (Decimal, date, several kinds) as texts."""
    names = [name for name, dtype in given.collect_schema().items() if dtype == nw.Object and name in KINDS]
    if not names:
        return given
    native = given.to_native()
    texts = {name: native[name].map(cell_text, na_action="ignore").astype("str") for name in names}
    return nw.from_native(native.assign(**texts))


def _survey(given: Any, readers: Mapping[str, Reader]) -> tuple[int, list[str]]:
    """How many rows there are, and the columns with a cell that is not plain."""
    odd = [(~cells.plain).any().alias(name) for name, cells in readers.items()]
    (row,) = _collected(given.lazy().select(nw.len().alias("row_number"), *odd))
    return row.pop("row_number"), [name for name, is_odd in row.items() if is_odd]


def _collected(frame: Any) -> list[dict[str, Any]]:
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect(engine="streaming") if frame.implementation.is_polars() else frame.collect()
    rows = list(frame.iter_rows(named=True))
    if frame.implementation.is_pandas_like():  # a blank cell may be NaN there
        return [{name: engines.plain(cell) for name, cell in row.items()} for row in rows]
    return rows


def _set_aside(row: Mapping[str, Any], columns: Sequence[str], file: str) -> SetAside:
    reasons = {name: why(KINDS[name], name in REQUIRED, row[name], name) for name in columns}
    wrong = [name for name, reason in reasons.items() if reason] or [columns[0]]
    also = f" ({', '.join(wrong[1:])} cannot be read either)" if len(wrong) > 1 else ""
    cell = row[wrong[0]]
    claim, line = (row.get(name) for name in ("claim_id", "line"))
    return SetAside(
        row.get("row_number"),
        None if claim is None else cell_text(claim),
        None if line is None else cell_text(line),
        wrong[0],
        (reasons[wrong[0]] or "it cannot be read") + also,
        None if cell is None else cell_text(cell),
        row.get("file") or file,
    )
