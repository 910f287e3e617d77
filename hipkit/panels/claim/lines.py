"""The charges as rows: one for each line of the claim, in its order, then what fits no line."""

from __future__ import annotations

from collections.abc import Sequence

from hipkit.claim.line import ServiceLine
from hipkit.panels.base import Row
from hipkit.panels.claim.fields import own
from hipkit.panels.rows import cells, joined

MOST = 8  # lines that are named one by one


def charge_rows(lines: Sequence[ServiceLine], text: str) -> tuple[Row, ...]:
    """The rows of the charges. A line whose code stands on others too is charged by its number and its code, so that
    no charge comes to another line unseen.
    """
    typed = list(cells(text, len(own()["charges"].columns)))
    rows = []
    for line in lines:
        known = _names(line, lines)
        row = next((row for row in typed if row[0].strip(" ").upper() in known), None)
        if row is not None:
            typed.remove(row)
        rows.append(Row(row or (known[0], ""), " ".join((f"{line.number}", line.code, *line.modifiers))))
    return (*rows, *(Row(row) for row in typed))


def charged_by_code(lines: Sequence[ServiceLine], text: str) -> str:
    """The charges with the line of a bare number named by its code, so that none comes to another line unseen."""
    names = {str(line.number): _names(line, lines)[0] for line in lines}
    typed = cells(text, len(own()["charges"].columns))
    named = [(names.get(line.strip(" "), line), *dollars) for line, *dollars in typed]
    return text if named == list(typed) else joined(named)


def uncharged(lines: Sequence[ServiceLine], text: str) -> list[tuple[str, str]]:
    """The field of the charges, and for which lines no dollars are typed yet; nothing where each has its own."""
    rows = charge_rows(lines, text)[: len(lines)]
    named = [row.given for row in rows if not row.cells[1].strip(" ")]
    if not named:
        return []
    which = f"{len(named)} lines" if len(named) > MOST else f"line {', line '.join(named)}"
    return [("charges", f"the charge of {which}")]


def _names(line: ServiceLine, lines: Sequence[ServiceLine]) -> tuple[str, ...]:
    """By what a line can be charged, the best first."""
    number, both = str(line.number), f"{line.number} {line.code}"
    alone = [other.code for other in lines].count(line.code) == 1
    return (line.code, number, both) if alone else (both, number)
