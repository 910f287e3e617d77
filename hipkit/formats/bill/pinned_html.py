"""An answer that was pinned beside the one that is there now: both numbers and their difference, code by code."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.formats.shared.markup import DASH, esc, part, table
from hipkit.values.notation import people

PINNED = "Against the pinned answer"
_KEYS = "The arrow keys up and down in a field that has buttons to step take the next step."


def part_of(then: Bill, now: Bill, order: str, waits: bool = False) -> str:
    """The part; `order` is what was pinned, in a few words, and what is there now may wait for a reason."""
    before, after = dict(_counts(then)), dict(_counts(now))
    rows = [_row(what, before.get(what), after.get(what), waits) for what in dict.fromkeys((*before, *after))]
    body = table("hk-readings", PINNED, ("", "pinned", "now", "difference"), rows)
    body += f'<p class="hk-soft">{_KEYS}</p>'
    return part(PINNED, body, beside=esc(order))


def _counts(bill: Bill) -> Iterator[tuple[str, Fraction]]:
    """What is billed under each code, and the NDC quantity, each with its unit, where it is known."""
    kinds = {line.code: line.kind for line in bill.lines}
    for code, kind in kinds.items():
        units = sum((Fraction(line.units) for line in bill.lines if line.code == code), Fraction())
        yield f"{code}, {'days' if kind == 'per_diem' else 'units'}", units
    if bill.hcpcs and bill.hcpcs.units is not None and bill.hcpcs.code not in kinds:
        yield f"{bill.hcpcs.code}, units", Fraction(bill.hcpcs.units)
    if bill.ndc.quantity is not None:
        yield f"NDC quantity, {bill.ndc.uom}", bill.ndc.quantity


def _row(what: str, then: Fraction | None, now: Fraction | None, waits: bool) -> str:
    unconfirmed = " data-unconfirmed" if waits else ""
    cells = f"<td><code>{_number(then)}</code></td><td{unconfirmed}><code>{_number(now)}</code></td>"
    return f'<tr><th scope="row">{esc(what)}</th>{cells}<td><code>{_difference(then, now)}</code></td></tr>'


def _number(count: Fraction | None) -> str:
    return DASH if count is None else people(count)


def _difference(then: Fraction | None, now: Fraction | None) -> str:
    """How much more or less it is now; a dash where one side has none.

    >>> _difference(Fraction(372), Fraction(447)), _difference(Fraction("148.8"), Fraction("74.4"))
    ('+75', '-74.4')
    """
    if then is None or now is None:
        return DASH
    return "the same" if then == now else f"{'+' if now > then else '-'}{people(abs(now - then))}"
