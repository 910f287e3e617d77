"""The charges as rows: one for each line of the claim, in its order, then what fits no line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hipkit.claim.line import ServiceLine
from hipkit.panels.base import Row
from hipkit.panels.claim.fields import own
from hipkit.panels.rows import cells, joined
from hipkit.values.notation import counted

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


@dataclass(frozen=True)
class Moved:
    """A charge that was typed for something else than what it stands on now. `keep` is what is kept if it is right."""

    dollars: str
    line: str
    then: str
    now: str
    cells: tuple[str, ...]
    keep: str

    @property
    def said(self) -> str:
        """What is said of it, where its row stands."""
        return f"{self.dollars} dollars were typed for {self.then}; line {self.line} is {self.now} now"


def charged_for(lines: Sequence[ServiceLine], text: str, kept: str) -> tuple[str, tuple[Moved, ...]]:
    """For what each charge was typed, to be kept; and those that stand on something else now.

    A charge that is typed anew is one for what its line is then.
    """
    before, now, moved = _read(kept), dict[str, list[str]](), list[tuple[str, Row, str, list[str]]]()
    for line, row in zip(lines, charge_rows(lines, text), strict=False):
        name, dollars = (cell.strip(" ") for cell in row.cells)
        if dollars:
            what, then = _what(line, numbered=" " in name), before.get(name, ["", ""])
            now[name] = then if then[0] == dollars else [dollars, what]
            if now[name][1] != what:
                moved.append((name, row, what, then))
    told = [
        Moved(then[0], row.given, then[1], what, row.cells, json.dumps({**now, name: [then[0], what]}))
        for name, row, what, then in moved
    ]
    return json.dumps(now) if now else "", tuple(told)


def _what(line: ServiceLine, numbered: bool) -> str:
    """What a charge is typed for: units, the drug, and the first day where the line goes by its number."""
    drug = line.bill.order if line.kind == "drug" and line.bill else None
    named = (drug.unlisted or drug.drug or "") if drug else ""
    told = (counted(line.units, "unit"), named, str(line.start) if numbered and line.start else "")
    return ", ".join(filter(None, told))


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
