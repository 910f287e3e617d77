"""One order under every payer as a part of a page: a row for each payer and reading."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from hipkit.billing.bill import Bill
from hipkit.billing.differences import bill_texts
from hipkit.errors import InputError
from hipkit.formats.shared.ages import dates
from hipkit.formats.shared.markup import DASH, esc, part, table
from hipkit.payers.axes.all import AXES
from hipkit.values.notation import people

PAYERS = "This order under every payer"
_COLUMNS = ("per diem", "drug", "NDC quantity")


def part_of(billed: Mapping[str, Bill | InputError], today: datetime.date, named: str = "") -> str:
    """The part for what each payer bills, or why it bills nothing; `named` is the drug where the order has others."""
    bills = {name: bill for name, bill in billed.items() if isinstance(bill, Bill)}
    texts = bill_texts(bills) if bills else {}
    rows = []
    for name, bill in billed.items():
        rows.append(_row(name, bill, {what: texts.get(what, {}).get(name, "") for what in _COLUMNS}, today))
    drug = f"{named} alone" if named else ""
    return part(
        PAYERS, table("hk-readings", PAYERS, ["", *_COLUMNS, "still open, or why there is no line"], rows), beside=drug
    )


def _row(name: str, bill: Bill | InputError, texts: Mapping[str, str], today: datetime.date) -> str:
    if isinstance(bill, InputError):
        cells = f"<td>{DASH}</td>" * len(_COLUMNS) + f"<td>{esc(bill.reason)}</td>"
    else:
        asked = [AXES[axis].words for axis in bill.open_axes] + [notice.text for notice in bill.to_confirm]
        counted = [_counted(bill) if what == "drug" and text == "open" else text for what, text in texts.items()]
        cells = "".join(f'<td><code class="hk-whole">{esc(text or DASH)}</code></td>' for text in counted)
        why = [] if bill.lines or asked else [one.text for one in bill.notices if one.level == "warning"]
        cells += f'<td class="hk-soft hk-small">{esc("; ".join((*asked, *why)))}</td>'
    return f'<tr><th scope="row">{esc(name)}{_source(bill, today)}</th>{cells}</tr>'


def _source(bill: Bill | InputError, today: datetime.date) -> str:
    """Whose text the rules are of, and of when."""
    if isinstance(bill, InputError) or bill.payer is None:
        return ""
    source = bill.payer.source
    return f'<br><span class="hk-soft hk-small">{esc(source.title)} ({esc(dates(source, today))})</span>'


def _counted(bill: Bill) -> str:
    """The units where something else of their line is still open."""
    known = bill.hcpcs
    return "open" if known is None or known.units is None else f"{known.code} x {people(known.units)}, the line open"
