"""The second check as the parts of a page: the order as it is written, the outcome, both entries side by side."""

from __future__ import annotations

from collections.abc import Sequence

from hipkit.billing.second_check import Beside
from hipkit.formats.shared.checks import OTHERWISE, before, sides, told
from hipkit.formats.shared.markup import DASH, esc, on_paper, part, table
from hipkit.order.check import Check

ORDER, OUTCOME = "The order, as it is written", "The second check"
_DIFFERS = '<b class="hk-mark-warning hk-whole">\u2260 differs</b>'
_SAME = '<span class="hk-soft">= same</span>'


def order(fields: Sequence[tuple[str, str]], beside: str = "") -> str:
    """What stands in the fields of the order, each with its label; a dash where nothing does."""
    rows = [f'<tr><th scope="row">{esc(name)}</th><td>{esc(text)}</td></tr>' for name, text in fields]
    body = table("hk-readings", ORDER, (), rows) if rows else f'<p class="hk-soft">{DASH} no order yet</p>'
    note = f'<p class="hk-soft">{esc(beside)}</p>' if beside else ""
    return part(ORDER, body + note)


def waiting(why: str, last: Check | None = None, otherwise: bool = False) -> str:
    """The place of the outcome while there is none; `last` is a check that the order had before it was changed.

    `otherwise` says that what a check tells is not what comes out of its entries.
    """
    changed = f"<p>{esc(before(last))}</p>" if last else ""
    wrong = f"<p><b>!</b> W{esc(OTHERWISE[1:])}</p>" if otherwise else ""
    return part(OUTCOME, f'<p class="hk-soft">{DASH} {esc(why)}</p>{wrong or changed}')


def outcome(check: Check, entries: Sequence[Beside]) -> str:
    """The outcome of a check of this very order, and both entries side by side."""
    css, mark = ("hk-band", '<b class="hk-mark-ok">\u2713</b>') if check.outcome.agrees else ("hk-stop", "<b>!</b>")
    head = f'<div class="{css}" data-told><p>{mark} {esc(told(check))}</p></div>'
    heads = ("", *sides(check), '<span class="hk-seen-by-ear">same or not</span>')
    return part(OUTCOME, head + table("hk-readings", OUTCOME, heads, [_row(one) for one in entries]) + on_paper())


def _row(one: Beside) -> str:
    cells = f"<td><code>{esc(one.first)}</code></td><td><code>{esc(one.second)}</code></td>"
    return f'<tr><th scope="row">{esc(one.name)}</th>{cells}<td>{_SAME if one.same else _DIFFERS}</td></tr>'
