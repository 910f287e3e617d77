"""The charges as rows: one for each line of the claim, in its order, then what fits no line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from hipkit.claim.line import ServiceLine
from hipkit.panels.base import Message, Row
from hipkit.panels.claim.fields import own
from hipkit.panels.rows import cells, joined
from hipkit.values.notation import people

MOST = 8  # lines that are named one by one
_LONGEST = 20_000


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


def charged_for(lines: Sequence[ServiceLine], text: str, kept: str) -> tuple[str, Message | None]:
    """For how many units each charge was typed, to be kept; and what is said of the first whose units are others now.

    A charge that is typed anew is one for the units that there are then.
    """
    before, now, moved = _read(kept), dict[str, list[str]](), list[Message]()
    for line, row in zip(lines, charge_rows(lines, text), strict=False):
        name, dollars = (cell.strip(" ") for cell in row.cells)
        if dollars:
            then = before.get(name, ["", ""])
            now[name] = then if then[0] == dollars else [dollars, people(line.units)]
            if now[name][1] != people(line.units):
                said = (
                    f"{dollars} of line {row.given} was typed for {now[name][1]} units; now it has {people(line.units)}"
                )
                moved.append(Message("confirm", f"{said}: type its charge anew", row.cells, 1))
    return json.dumps(now) if now else "", moved[0] if moved else None


def _read(kept: str) -> Mapping[str, list[str]]:
    """What was kept; nothing where it cannot be read."""
    try:
        given = json.loads(kept) if 0 < len(kept) <= _LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    pairs = given.items() if isinstance(given, dict) else ()
    return {name: two for name, two in pairs if isinstance(two, list) and [*map(type, two)] == [str, str]}


def _names(line: ServiceLine, lines: Sequence[ServiceLine]) -> tuple[str, ...]:
    """By what a line can be charged, the best first."""
    number, both = str(line.number), f"{line.number} {line.code}"
    alone = [other.code for other in lines].count(line.code) == 1
    return (line.code, number, both) if alone else (both, number)
