"""One order under every payer as a part of a page: a row for each payer and reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hipkit.billing.bill import Bill
from hipkit.billing.differences import bill_texts
from hipkit.errors import InputError
from hipkit.formats.shared.markup import DASH, esc, part, table
from hipkit.payers.axes.all import AXES

PAYERS = "This order under every payer"
_COLUMNS = ("per diem", "drug", "NDC quantity")


def part_of(billed: Mapping[str, Bill | InputError], several: bool = False) -> str:
    """The part for what each payer bills, or why it bills nothing; `several`: the order has other drugs too."""
    bills = {name: bill for name, bill in billed.items() if isinstance(bill, Bill)}
    texts = bill_texts(bills) if bills else {}
    rows = [_row(name, bill, [texts.get(what, {}).get(name, "") for what in _COLUMNS]) for name, bill in billed.items()]
    drug = "the drug in the fields alone" if several else ""
    return part(PAYERS, table("hk-readings", PAYERS, ["", *_COLUMNS, "to choose, or to confirm"], rows), beside=drug)


def _row(name: str, bill: Bill | InputError, texts: Sequence[str]) -> str:
    if isinstance(bill, InputError):
        cells = f"<td>{DASH}</td>" * len(_COLUMNS) + f"<td>{esc(bill.reason)}</td>"
    else:
        asked = [AXES[axis].words for axis in bill.open_axes] + [notice.text for notice in bill.to_confirm]
        cells = "".join(f'<td><code class="hk-whole">{esc(text or DASH)}</code></td>' for text in texts)
        cells += f'<td class="hk-soft hk-small">{esc("; ".join(asked))}</td>'
    return f'<tr><th scope="row">{esc(name)}</th>{cells}</tr>'
