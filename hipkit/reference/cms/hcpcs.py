"""HCPCS Level II (`*ANWEB*`): every code and modifier with its words and its days, as CMS publishes it each quarter.

In force is a code from the day on which it was added to the day it ended; the day of its last change is neither.
An ended code stays listed for years, some with action D. Rows of CPT (five digits, or four and a letter; numeric
modifiers) belong to the American Medical Association and D codes to the American Dental Association: neither is kept.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter

from hipkit.reference.cms.codes import family
from hipkit.reference.cms.columns import Body, find
from hipkit.reference.cms.days import day
from hipkit.reference.cms.quarters import Quarter, of_name, require_named
from hipkit.reference.cms.sheets import Row, Sheet
from hipkit.reference.cms.table import PARTIAL, WHOLE, Cells, Table, refusal
from hipkit.reference.cms.whole import knows
from hipkit.values.notation import counted

KIND = "hcpcs"
COLUMNS = ("code", "kind", "words", "short", "from", "through", "changed", "action", "successors")
WANTED = {
    "code": ("hcpcs?", "hcpcscode"),
    "sequence": ("seqnum", "sequence(number)?"),
    "record": ("recid", "recordid(entifier)?"),
    "words": ("longdescription",),
    "short": ("shortdescription",),
    "from": ("add(ed)?(dt|date)",),
    "changed": ("act(ion)?eff(ective)?(dt|date)",),
    "through": ("term(ination)?(dt|date)",),
    "action": ("actioncd|actioncode",),
    **{f"xref{number}": (f"xref{number}|xrefcode{number}",) for number in range(1, 6)},
}
# The other columns of CMS's record, which hipkit has no use for.
_OTHERS = re.compile(
    "(price|cim|mcm|tos|labcert)[0-9]|multpi|statute|cov|asc(grp|dt)|opps(pi|dt)?|procnote|betos|anestbu|pricing.*|"
    "coverage.*|lab.*|processing.*|anesthesia.*|typeofservice.*|mog.*|multiple.*"
)
_CONTINUED = ("4", "8")
_WHOLE_ROWS, _LAST = 5_000, "V53"
_SOME = 5  # codes that change in one quarter, of a whole table; a stray day is none
_YEARLY_UNTIL = 2019


def begins(sheet: Sheet) -> int | None:
    """The index of its header, None where this is no such file."""
    return find(sheet, WANTED)


def read(sheet: Sheet, index: int, sha256: str) -> Table:
    """The table. Raises InputError, with the row, for anything that is not as CMS writes it."""
    body = Body(sheet, index, WANTED, lambda title: bool(_OTHERS.fullmatch(title)))
    rows, left_out = _rows(sheet, body)
    if not rows:
        raise refusal(sheet.name, "it has the columns of an HCPCS file and no code")
    whole = knows(sheet.name, [row["code"] for row in rows if row["kind"] == "code"], _WHOLE_ROWS, _LAST)
    if whole == WHOLE and not any(row["kind"] == "modifier" for row in rows):
        whole = PARTIAL
    quarter = _quarter(sheet, rows, whole)
    yearly = quarter.year <= _YEARLY_UNTIL
    return Table(
        kind=KIND,
        name=f"{KIND}-{quarter.first:%Y-%m}",
        columns=COLUMNS,
        rows=tuple(rows),
        effective_from=quarter.first,
        effective_through=datetime.date(quarter.year, 12, 31) if yearly else quarter.last,
        knows=whole,
        file=sheet.name,
        sha256=sha256,
        remarks=_remarks(rows, left_out, body, whole),
    )


def _rows(sheet: Sheet, body: Body) -> tuple[list[Cells], Counter[str]]:
    rows: list[Cells] = []
    seen: dict[str, int] = {}
    left_out: Counter[str] = Counter()
    last = ""
    for row, cells in body:
        code = cells["code"]
        kind = family(code)
        if cells["record"].lstrip("0") in _CONTINUED:
            if code != last:
                raise refusal(sheet.name, f"it goes on with {code}, and the row before is {last or 'none'}", row.number)
            if kind in ("code", "modifier"):
                rows[-1]["words"] = f"{rows[-1]['words']} {cells['words']}".strip()
            left_out["continued"] += 1
            continue
        last = code
        if kind == "":
            raise refusal(sheet.name, f'"{code}" is no code and no modifier', row.number)
        if kind not in ("code", "modifier"):
            left_out[kind] += 1
            continue
        if code in seen:
            raise refusal(sheet.name, f"the code {code} stands there twice, in row {seen[code]:,} too", row.number)
        seen[code] = row.number
        rows.append(_row(sheet, row, cells, kind))
        left_out["references"] += any(family(other) == "cpt" for other in _references(cells))
    return rows, left_out


def _row(sheet: Sheet, row: Row, cells: Cells, kind: str) -> Cells:
    if not cells["words"]:
        raise refusal(sheet.name, f"{cells['code']} has no description; was the file cut?", row.number)
    dates = {name: day(cells[name], sheet.name, row.number, name) for name in ("from", "through", "changed")}
    if dates["from"] and dates["through"] and dates["through"] < dates["from"]:
        ended = f"{cells['code']} ends on {dates['through']}, before it begins on {dates['from']}"
        raise refusal(sheet.name, ended, row.number)
    return {
        "code": cells["code"],
        "kind": kind,
        "words": cells["words"],
        "short": cells["short"],
        **dates,
        "action": cells["action"],
        "successors": " ".join(other for other in _references(cells) if family(other) != "cpt"),
    }


def _references(cells: Cells) -> list[str]:
    """The codes to which a code refers, such as the one that takes its place."""
    return [other for number in range(1, 6) if (other := cells[f"xref{number}"])]


def _quarter(sheet: Sheet, rows: list[Cells], whole: str) -> Quarter:
    """The newest quarter in which codes of the table began, changed or ended; its name, where it says one, agrees."""
    quarters = Counter(Quarter.of(datetime.date.fromisoformat(text)) for row in rows for text in _beginnings(row))
    if not quarters:
        raise refusal(sheet.name, "none of its codes has a date: for which quarter it is cannot be known")
    newest = max(quarters)
    named = list(filter(None, map(of_name, sheet.names)))
    if whole == WHOLE:
        newest = max((quarter for quarter in quarters if quarters[quarter] >= _SOME), default=newest)
        require_named(newest, sheet.names, sheet.name, "by its newest dates it is of")
        return newest
    for year, number in named:
        if year != newest.year or (number and Quarter(year, number) < newest):
            name = str(year) if number is None else str(Quarter(year, number))
            raise refusal(sheet.name, f"its name says {name}, by its newest dates it is of {newest}")
    return next((Quarter(year, number) for year, number in named if number), newest)


def _beginnings(row: Cells) -> set[str]:
    """The days on which something of a code began to hold: it was added, it changed, or it was no more."""
    days = {row["from"], row["changed"]}
    if row["through"]:
        days.add(str(datetime.date.fromisoformat(row["through"]) + datetime.timedelta(days=1)))
    return days - {""}


def _remarks(rows: list[Cells], left_out: Counter[str], body: Body, whole: str) -> tuple[str, ...]:
    ended = sum(bool(row["through"]) for row in rows)
    undated = sum(not row["from"] for row in rows)
    lines = [
        (left_out["cpt"], f"{counted(left_out['cpt'], 'row')} with codes of CPT left out: they are the AMA's"),
        (left_out["dental"], f"{counted(left_out['dental'], 'row')} with D codes left out: they are the ADA's"),
        (left_out["continued"], f"{counted(left_out['continued'], 'row')} in which a description goes on"),
        (left_out["references"], f"{counted(left_out['references'], 'reference')} to a code of CPT left out"),
        (ended, f"{counted(ended, 'code')} with a last day: kept, each in force until then"),
        (undated, f"{counted(undated, 'code')} without the day on which it was added"),
        (body.notes, f"{counted(body.notes, 'line')} of text beside the table"),
        (whole == PARTIAL, "it is a part of a table: what it lacks may well exist"),
    ]
    return tuple(text for count, text in lines if count)
