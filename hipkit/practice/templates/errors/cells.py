"""The cells of a claim as a case shows them: eight columns a line, and what a cell's text is as a value."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hipkit.claim.claim import Claim
from hipkit.claim.line import ServiceLine
from hipkit.practice.case import Table, Value
from hipkit.values.notation import exact

# Each column with its head in the table, the words that a choice shows, and what a value of it is asked as.
COLUMNS = {
    "from": ("From", "from: the first day", "date"),
    "through": ("Through", "through: the last day", "date"),
    "code": ("Code", "code", "code"),
    "modifiers": ("Mod", "modifiers", "modifiers"),
    "units": ("Units", "units of the line", "units"),
    "ndc": ("NDC", "NDC", "ndc"),
    "ndc_quantity": ("NDC qty", "quantity of the NDC", "ndc_quantity"),
    "uom": ("UoM", "unit of measure of the NDC quantity", "uom"),
}
EMPTY = "-"

Cells = dict[str, str]


@dataclass(frozen=True)
class Change:
    """One cell that was changed: on which line, in which column, and what stands there now."""

    line: int
    column: str
    now: str


def cells(line: ServiceLine) -> Cells:
    """The cells of a line as the core bills it; an empty text where a cell has nothing."""
    return {
        "from": "" if line.start is None else line.start.isoformat(),
        "through": "" if line.end is None else line.end.isoformat(),
        "code": line.code,
        "modifiers": " ".join(line.modifiers),
        "units": str(line.units),
        "ndc": "" if line.ndc is None else line.ndc.ndc11 or "",
        "ndc_quantity": "" if line.ndc_quantity is None else exact(line.ndc_quantity),
        "uom": line.ndc_uom or "",
    }


def rows(claim: Claim, change: Change | None = None) -> list[Cells]:
    """The lines of a claim as cells, with one cell changed."""
    shown = [cells(line) for line in claim.lines]
    if change is not None:
        shown[change.line - 1][change.column] = change.now
    return shown


def table(title: str, lines: list[Cells]) -> Table:
    """The lines set as a table, numbered from 1; a cell with nothing in it is a hyphen."""
    head = ("Line", *(words for words, _, _ in COLUMNS.values()))
    body = tuple((str(number), *(line[column] or EMPTY for column in COLUMNS)) for number, line in enumerate(lines, 1))
    return Table(title, head, body)


def value(column: str, text: str) -> Value:
    """What a cell says, as a value to grade by.

    >>> value("units", "372"), value("modifiers", ""), value("modifiers", "59 SH"), value("ndc", "00409113403")
    (Fraction(372, 1), (), ('59', 'SH'), '00409113403')
    """
    if column in ("units", "ndc_quantity"):
        return Fraction(text)
    if column == "modifiers":
        return tuple(sorted(text.split()))
    return text
