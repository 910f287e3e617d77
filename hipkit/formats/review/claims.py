"""The lines of one claim as a table, for the Review tab and for the page that is saved alike.

What stands in the cells is what the table has; nothing is worked out. Each cell has a class by which the choice of a
finding marks it, and what is marked for good stands in a `mark`. Rows that were set aside stand among the others,
each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from hipkit.errors import shown
from hipkit.formats.review.words import cents, safe
from hipkit.formats.shared.markup import esc, table
from hipkit.review.cells import cell_text
from hipkit.review.finding import Finding
from hipkit.review.rule import Rule
from hipkit.review.table import SetAside

Row = Mapping[str, str]
Marks = Mapping[int, Collection[str]]

MOST_LINES = 60
_OF_CLAIM = ("payer", "patient_id", "place_of_service")
_CELLS = (
    ("code", ("code", "modifiers", "description")),
    ("days", ("date_from", "date_through")),
    ("units", ("units",)),
    ("charge", ("charge",)),
    ("NDC", ("ndc", "ndc_quantity", "ndc_uom")),
    ("order", ("drug", "dose", "hours_per_day", "strength")),
    ("more", ("minutes", "authorization", "authorization_through", "authorization_units", "pump_maximum")),
)
_NUMBERS = ("units", "charge")
_BEFORE = {
    "date_through": "to ",
    "minutes": "minutes ",
    "authorization_through": "through ",
    "authorization_units": "units ",
    "pump_maximum": "pump at most ",
}
_AFTER = {"hours_per_day": " hr a day"}
_DECIMAL = re.compile(r"-?[0-9]+([.][0-9]+)?")
_LONGEST = {"description": 400, "drug": 400}  # all else is a code, a number or a day
# What only says which line is meant, beside what else a rule looks at.
_ALWAYS = ("claim_id", "line")
_PLACE = ("date_from", "date_through", "code", "payer")
_BASE = (*_PLACE, "units")


@dataclass(frozen=True)
class ClaimLines:
    """The rows of one claim, read and set aside, in the order of the table; and how many more of them there are."""

    claim_id: str
    rows: tuple[Row, ...]
    aside: tuple[SetAside, ...] = ()
    left_out: int = 0

    @property
    def common(self) -> dict[str, str]:
        """What all lines say alike of the claim: payer, patient, place."""
        return {
            name: self.rows[0].get(name, "")
            for name in _OF_CLAIM
            if self.rows and len({row.get(name, "") for row in self.rows}) == 1 and self.rows[0].get(name)
        }

    @cached_property
    def by_line(self) -> Mapping[str, Sequence[int]]:
        """The places of the rows that have one number of a line; a blank one too."""
        places: dict[str, list[int]] = {}
        for place, row in enumerate(self.rows):
            places.setdefault(row.get("line", ""), []).append(place)
        return places


@dataclass(frozen=True)
class Printed:
    """What stands in the table of a claim for good: the cells that are marked, and HTML below a row.

    `below` has what stands below the last row by the number after it. `anchor` is what the ids of the rows begin with.
    """

    marks: Marks = field(default_factory=dict)
    below: Mapping[int, str] = field(default_factory=dict)
    anchor: str = ""

    def mark(self, text: str, column: str, number: int | None = None) -> str:
        """The text of a cell, marked where it is to be; without a number, what is said of all rows."""
        columns = self.columns if number is None else self.marks.get(number, ())
        return f"<mark>{text}</mark>" if column in columns else text

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns in which a cell is marked."""
        return frozenset(name for names in self.marks.values() for name in names)


# ---- the texts of a claim, and which of them a finding speaks of


def texts(row: Mapping[str, object]) -> Row:
    """A claim line of a frame as texts.

    >>> texts({"line": 2, "units": 372.0, "code": "J2270", "ndc": None, "charge": 0.5})
    {'line': '2', 'units': '372', 'code': 'J2270', 'ndc': '', 'charge': '0.5'}
    """
    return {column: (value or "") if value is None or isinstance(value, str) else cell_text(value)
            for column, value in row.items()}  # fmt: skip


def cells_to_mark(finding: Finding, rule: Rule, claim: ClaimLines) -> list[tuple[int, tuple[str, ...]]]:
    """The rows of a claim that a finding is about, each with the columns of the cells that it speaks of.

    These are the cells which the rule looks at and whose text stands in what was found: beside others, code and days
    only say which line is meant. Where there is none, they are the blank ones that it looks at; else all of them.
    """
    if rule.view == "rows":
        return list(_aside_rows(finding, claim))
    line = "" if finding.line is None else str(finding.line)
    return [(number, _columns(rule, claim.rows[number], finding.message)) for number in claim.by_line.get(line, ())]


def _columns(rule: Rule, row: Row, message: str) -> tuple[str, ...]:
    wanted = [name for name in (*rule.needs, *rule.one_of) if name not in _ALWAYS]
    named = [name for name in wanted if names(message, row.get(name, ""))]
    beside = [name for name in named if name not in _PLACE or name.replace("_", "-") in rule.name]
    # what an order or a therapy says may stand on other lines
    blank = [name for name in rule.cells if rule.view == "lines" and name not in _BASE and not row.get(name)]
    return tuple(beside or blank or named or rule.cells)


def _aside_rows(finding: Finding, claim: ClaimLines) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(claim.aside, len(claim.rows)):
        place = "" if row.row_number is None else f"{shown(row.file)}, row {row.row_number:,} "
        if finding.message.startswith(place):
            yield number, (row.column,)


def names(message: str, text: str) -> bool:
    """Whether what was found names a cell: it stands there as a word or number of its own.

    >>> names("J2270 x 3720 from 2021-03-01; expected 372", "3720"), names("J2270 x 3720; expected 372", "372")
    (True, False)
    >>> names("S9327 x 99 on 2020-12-31; expected at most 1", "12")
    False
    """
    found = message.partition("; ")[0]
    return bool(text) and re.search(rf"(?<![\w.-]){re.escape(text)}(?![\w-]|[.][0-9])", found) is not None


# ---- the table


def claim_html(claim: ClaimLines, css: str = "", wanted: Collection[str] = (), printed: Printed | None = None) -> str:
    """The claim under its heading, in an element of the class `css`; blank cells too in the columns that are wanted.

    >>> html = claim_html(ClaimLines("A", ({"line": "1", "code": "S9326", "units": "31"},)), "c0")
    >>> '<tr class="hk-r0">' in html and '<span class="hk-k-units">31</span>' in html
    True
    """
    printed = printed or Printed()
    common = claim.common
    groups = list(_groups(claim, common, {*wanted, *printed.columns}))
    columns, last = len(groups), len(claim.rows)
    rows = [
        _row(row, number, groups, printed) + _below(number, columns, printed) for number, row in enumerate(claim.rows)
    ]
    rows += [_aside(row, last + number, columns) for number, row in enumerate(claim.aside)]
    rows.append(_below(last, columns, printed))
    name = f"Claim {safe(claim.claim_id)}"
    lines = table("hk-claim-lines", name, ("Line", *(head for head, _ in groups)), rows)
    words = f"{claim.left_out:,} more lines of it are not shown; all that was found on them is in the CSV."
    left = f'<p class="hk-soft">{words}</p>' if claim.left_out else ""
    body = f'<h3>{esc(name)}</h3><p class="hk-soft">{_common(common, printed)}</p>{lines}{left}'
    return f'<div class="{" ".join(filter(None, ("hk-one-claim", css)))}">{body}</div>'


def _common(common: Row, printed: Printed) -> str:
    """What is said above the lines; marked where it is on one of them."""
    pieces = []
    for name, text in common.items():
        words = f"{_words(name)} {esc(safe(text))}"
        pieces.append(f'<span class="hk-k-{name}">{printed.mark(words, name)}</span>')
    return ", ".join(pieces)


def _words(name: str) -> str:
    return {"patient_id": "patient", "place_of_service": "place of service"}.get(name, name)


def _groups(
    claim: ClaimLines, common: Mapping[str, str], wanted: Collection[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns of the page that have something in them or are wanted, with the columns of the table in each."""
    differ = tuple(name for name in _OF_CLAIM if name not in common)
    for head, columns in (*_CELLS, ("claim", differ)):
        there = tuple(name for name in columns if name in wanted or any(row.get(name) for row in claim.rows))
        if there:
            yield head, there


def _row(row: Row, number: int, groups: Sequence[tuple[str, Sequence[str]]], printed: Printed) -> str:
    cells = "".join(_cell(head, columns, row, number, printed) for head, columns in groups)
    anchor = f' id="{printed.anchor}-row-{number + 1}"' if printed.anchor else ""
    return f'<tr{anchor} class="hk-r{number}"><th scope="row">{esc(shown(row.get("line", "")))}</th>{cells}</tr>'


def _cell(head: str, columns: Sequence[str], row: Row, number: int, printed: Printed) -> str:
    """Several columns of the table in one of the page, each a piece of its own; blank ones can be marked too."""
    css = ' class="hk-num"' if head in _NUMBERS else ""
    pieces = "".join(_piece(name, row.get(name, ""), number, printed) for name in columns)
    return f'<td{css} data-head="{esc(head)}">{pieces}</td>'


def _piece(name: str, text: str, number: int, printed: Printed) -> str:
    if not text:
        return f'<span class="hk-k-{name} hk-blank">{printed.mark("", name, number)}</span>'
    if name == "charge" and _DECIMAL.fullmatch(text):
        text = cents(Fraction(text))
    words = f"{_BEFORE.get(name, '')}{shown(text, _LONGEST.get(name, 60))}{_AFTER.get(name, '')}"
    return f'<span class="hk-k-{name}">{printed.mark(esc(words), name, number)}</span> '


def _below(number: int, columns: int, printed: Printed) -> str:
    words = printed.below.get(number)
    return f'<tr class="hk-told"><td colspan="{columns + 1}">{words}</td></tr>' if words else ""


def _aside(row: SetAside, number: int, columns: int) -> str:
    cell = f'<span class="hk-k-{esc(row.column)}">{esc(row.column)} {esc(shown(row.given or ""))}</span>: '
    where = "" if row.row_number is None else f"row {row.row_number:,} "
    words = f"{where}set aside: {cell if row.column else ''}{esc(row.reason)}"
    head = f'<th scope="row">{esc(shown(row.line or "?", 20))}</th>'
    return f'<tr class="hk-r{number} hk-set-aside">{head}<td colspan="{max(columns, 1)}">{words}</td></tr>'
