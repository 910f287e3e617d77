"""The tables that ship with hipkit: their rows, where they come from and how old they are.

They are CSV files in `data/` with facts in hipkit's own columns, read when first asked for. What each is, and
how it was made, stands in `data/SOURCES.md`. A table that is not what it should be raises DataError.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache

from hipkit.errors import DataError, InputError
from hipkit.reference.cms.codes import family
from hipkit.reference.cms.table import WHOLE
from hipkit.reference.inuse import SHIPPED, by_tables, in_use
from hipkit.values.citations import Citation, cite
from hipkit.values.notation import counted
from hipkit.values.quantity import Quantity

COLUMNS = {
    "brands": ("brand", "drug", "codes", "source"),
    "codes": ("code", "kind", "words", "per", "from", "through", "successors", "source", "note"),
    "later": ("code", "knows", "through", "source"),
    "drugs": ("name", "shown", "aliases", "codes", "entry_low", "entry_high", "source"),
    "ownproducts": ("code", "words", "strengths", "source"),
    "products": (
        "ndc", "drug", "labeler", "strength", "package", "kind", "code", "from", "through", "source",
    ),
    "routes": ("code", "against", "words", "source", "where"),
}  # fmt: skip
# The source that dates a table, and the days of service it speaks for.
_SPEAKS_FOR = {
    "brands": ("cms-crosswalk", datetime.date(2024, 1, 1), datetime.date(2026, 3, 31)),
    "codes": ("hcpcs", datetime.date(2017, 1, 1), datetime.date(2025, 12, 31)),
    "drugs": ("hcpcs", datetime.date(2017, 1, 1), datetime.date(2025, 12, 31)),
    "products": ("cms-crosswalk", datetime.date(2024, 1, 1), datetime.date(2026, 3, 31)),
}
_LAST = {name: last for name, (_, _, last) in _SPEAKS_FOR.items()}
_NEWEST = {"": min(_LAST.values())} | _LAST


@dataclass(frozen=True)
class Dataset:
    """One table: its source, the first and the last day of service it speaks for, how many rows it has."""

    name: str
    source: Citation
    effective_from: datetime.date
    effective_through: datetime.date
    rows: int


@dataclass(frozen=True)
class Row:
    """One row of a table, and the place to name when one of its cells is wrong."""

    path: str
    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """The cell as text; an empty one raises DataError."""
        if not self.cells[column]:
            raise self.wrong(f"{column} is empty")
        return self.cells[column]

    def date(self, column: str) -> datetime.date | None:
        """The cell as a date, None where it is empty."""
        try:
            return datetime.date.fromisoformat(self.cells[column]) if self.cells[column] else None
        except ValueError:
            raise self.wrong(f"{column} is no date: {self.cells[column]!r}") from None

    def start(self, column: str = "from") -> datetime.date:
        """The cell as a date; an empty one raises DataError."""
        day = self.date(column)
        if day is None:
            raise self.wrong(f"{column} is empty")
        return day

    def quantity(self, column: str) -> Quantity | None:
        """The cell as a quantity, None where it is empty."""
        try:
            return _quantity(self.cells[column]) if self.cells[column] else None
        except InputError as error:
            raise self.wrong(f"{column} is no quantity: {error.reason}") from None

    def source(self, where: str = "") -> Citation:
        """The source the row names, pointing to a place on it."""
        return cite(self.text("source"), where)

    def one_of(self, column: str, known: tuple[str, ...]) -> str:
        """The cell, which is one of the known words; another raises DataError."""
        if self.cells[column] not in known:
            raise self.wrong(f"{column} is {self.cells[column]!r}, not one of {', '.join(known)}")
        return self.cells[column]

    def wrong(self, reason: str) -> DataError:
        """The error that names this row."""
        return DataError(self.path, self.line, reason)


@cache
def _quantity(text: str) -> Quantity:
    return Quantity.parse(text)


def parse_rows(text: str, path: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of a table given as CSV text; raises DataError that names the path and the line.

    >>> parse_rows("code,per\\nJ2270,10 mg\\n", "codes.csv", ("code", "per"))[0].cells
    {'code': 'J2270', 'per': '10 mg'}
    >>> parse_rows("code,per\\nJ2270\\n", "codes.csv", ("code", "per"))
    Traceback (most recent call last):
    hipkit.errors.DataError: codes.csv, line 2: the row has 1 cell, the table has 2 columns
    """
    import csv  # here, so that `import hipkit` stays quick

    reader = csv.reader(text.splitlines(), strict=True)
    rows = []
    try:
        head = tuple(next(reader, ()))
        if head != columns:
            raise DataError(path, 1, f"the columns are {', '.join(head)}; they should be {', '.join(columns)}")
        for cells in reader:
            rows.append(_row(cells, path, reader.line_num, columns))
    except csv.Error as error:
        raise DataError(path, reader.line_num, f"the row cannot be read: {error}") from None
    if reader.line_num != len(rows) + 1:
        raise DataError(path, None, "a cell goes on over more than one line")
    return tuple(rows)


def _row(cells: list[str], path: str, line: int, columns: tuple[str, ...]) -> Row:
    if len(cells) != len(columns):
        count = counted(len(cells), "cell")
        raise DataError(path, line, f"the row has {count}, the table has {len(columns)} columns")
    for column, cell in zip(columns, cells, strict=True):
        if cell != cell.strip() or not cell.isascii() or not cell.isprintable():
            raise DataError(path, line, f"{column} is not plain text without blanks around it: {cell!r}")
    return Row(path, line, dict(zip(columns, cells, strict=True)))


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of a shipped table, by its name in `COLUMNS`."""
    from importlib.resources import files  # here, so that `import hipkit` stays quick

    path = f"data/{name}.csv"
    text = (files("hipkit") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return parse_rows(text, path, COLUMNS[name])


def by_code(name: str) -> dict[str, Row]:
    """The rows of a shipped table that has one row a code, by code; each code is one that ships.

    >>> by_code("routes")["J2278"].cells["against"]
    'mostly external'
    """
    shipped = {row.cells["code"] for row in rows("codes")}
    found: dict[str, Row] = {}
    for row in rows(name):
        code = row.text("code")
        if code not in shipped or code in found:
            raise row.wrong(f"{code} is not a code that is known, or stands there twice")
        found[code] = row
    return found


def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a shipped table as texts by column.

    >>> next(row["per"] for row in table("codes") if row["code"] == "J1171")
    '0.1 mg'
    """
    return tuple(dict(row.cells) for row in rows(name))


def ages() -> tuple[Dataset, ...]:
    """Every table with its source and the days of service it speaks for.

    >>> [(dataset.name, str(dataset.effective_through)) for dataset in ages()]
    [('brands', '2026-03-31'), ('codes', '2025-12-31'), ('drugs', '2025-12-31'), ('products', '2026-03-31')]
    """
    return tuple(
        Dataset(name, cite(source), first, last, len(rows(name))) for name, (source, first, last) in _SPEAKS_FOR.items()
    )


def newest(name: str = "") -> datetime.date:
    """The last day of service that a table speaks for; without a name, the last that all of them do.

    >>> str(newest()), str(newest("products"))
    ('2025-12-31', '2026-03-31')
    """
    return _NEWEST[name] if in_use() is SHIPPED else _newest()[name]


def first_shipped(name: str) -> datetime.date:
    """The first day of service that a table speaks for as it ships."""
    return _SPEAKS_FOR[name][1]


def newest_shipped(name: str) -> datetime.date:
    """The last day of service that a table speaks for as it ships."""
    return _NEWEST[name]


@dataclass(frozen=True)
class Extended:
    """That an added table makes a shipped one speak for days after `after`, through `through`."""

    name: str
    after: datetime.date
    through: datetime.date
    source: Citation


@by_tables
def extended() -> tuple[Extended, ...]:
    """The added tables by which codes or products are known for later days of service, the earliest first.

    A HCPCS table holds what came before it too, so it does where it is whole or has every code that ships. A whole
    crosswalk does where it begins when what is known ends, for it speaks of its own quarter alone.
    """
    found = []
    last = dict(_LAST)
    own = {row.cells["code"] for row in rows("codes") if family(row.cells["code"]) in ("code", "modifier")}
    for table in in_use().tables:
        name = {"hcpcs": "codes", "crosswalk": "products"}.get(table.kind)
        if name is None or table.first is None or table.last is None or table.last <= last[name]:
            continue
        if name == "codes":
            extends = table.knows == WHOLE or len(table.select(own)) == len(own)
        else:
            extends = table.knows == WHOLE and table.first <= last[name] + datetime.timedelta(days=1)
        if extends:
            found.append(Extended(name, last[name], table.last, table.citation))
            last[name] = table.last
    return tuple(found)


@by_tables
def _newest() -> dict[str, datetime.date]:
    last = _LAST | {table.name: table.through for table in extended()}
    last |= {"drugs": last["codes"], "brands": last["products"]}
    return {"": min(last.values())} | last
