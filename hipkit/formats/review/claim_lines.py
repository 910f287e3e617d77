"""One claim of a claim-line table as HTML: its lines, each cell with a class by which a finding can mark it.

What stands in the cells is what the table has; nothing is worked out. Rows that were set aside stand among the
others, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hipkit.errors import shown
from hipkit.formats.shared.markup import esc, table
from hipkit.review.table import SetAside

Row = Mapping[str, str]

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


@dataclass(frozen=True)
class ClaimLines:
    """The rows of one claim, read and set aside, in the order of the table."""

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


def claim_html(claim: ClaimLines, css: str, wanted: Collection[str] = ()) -> str:
    """The claim under its heading, in an element of the class `css`; blank cells too in the columns that are wanted.

    >>> html = claim_html(ClaimLines("A", ({"line": "1", "code": "S9326", "units": "31"},)), "c0")
    >>> '<tr class="hk-r0">' in html and '<span class="hk-k-units">31</span>' in html
    True
    """
    common = claim.common
    told = ", ".join(f'<span class="hk-k-{name}">{_words(name)} {esc(text)}</span>' for name, text in common.items())
    groups = list(_groups(claim, common, wanted))
    rows = [_row(row, number, groups) for number, row in enumerate(claim.rows)]
    rows += [_aside(one, len(claim.rows) + number, len(groups)) for number, one in enumerate(claim.aside)]
    name = f"Claim {shown(claim.claim_id, 40)}"
    heads = ("Line", *(head for head, _ in groups))
    left = f'<p class="hk-soft">{claim.left_out:,} more lines of it are not shown.</p>' if claim.left_out else ""
    body = table("hk-claim-lines", name, heads, rows)
    return f'<div class="hk-one-claim {css}"><h3>{esc(name)}</h3><p class="hk-soft">{told}</p>{body}{left}</div>'


def _groups(
    claim: ClaimLines, common: Mapping[str, str], wanted: Collection[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns of the page that have something in them or are wanted, with the columns of the table in each."""
    differ = tuple(name for name in _OF_CLAIM if name not in common)
    for head, names in (*_CELLS, ("claim", differ)):
        there = tuple(name for name in names if name in wanted or any(row.get(name) for row in claim.rows))
        if there:
            yield head, there


def _words(name: str) -> str:
    return {"patient_id": "patient", "place_of_service": "place of service"}.get(name, name)


def _row(row: Row, number: int, groups: Sequence[tuple[str, Sequence[str]]]) -> str:
    cells = "".join(_cell(head, names, row) for head, names in groups)
    return f'<tr class="hk-r{number}"><th scope="row">{esc(shown(row.get("line", "")))}</th>{cells}</tr>'


def _cell(head: str, names: Sequence[str], row: Row) -> str:
    """Several columns of the table in one of the page, each a piece of its own; blank ones can be marked too."""
    css = ' class="hk-num"' if head in _NUMBERS else ""
    return f'<td{css} data-head="{esc(head)}">{"".join(_piece(name, row.get(name, "")) for name in names)}</td>'


def _piece(name: str, text: str) -> str:
    if not text:
        return f'<span class="hk-k-{name} hk-blank"></span>'
    if name == "charge" and re.fullmatch(r"-?[0-9]+([.][0-9])?", text):
        text = f"{Decimal(text):.2f}"
    said = f"{_BEFORE.get(name, '')}{shown(text, 60)}{_AFTER.get(name, '')}"
    return f'<span class="hk-k-{name}">{esc(said)}</span> '


def _aside(one: SetAside, number: int, columns: int) -> str:
    cell = f'<span class="hk-k-{esc(one.column)}">{esc(one.column)} {esc(shown(one.given or ""))}</span>: '
    where = "" if one.row_number is None else f"row {one.row_number:,} "
    told = f"{where}set aside: {cell if one.column else ''}{esc(one.reason)}"
    head = f'<th scope="row">{esc(shown(one.line or "?", 20))}</th>'
    return f'<tr class="hk-r{number} hk-set-aside">{head}<td colspan="{max(columns, 1)}">{told}</td></tr>'
