"""A comparison as the parts of a page: what is billed side by side, what was ordered otherwise, what stays open."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from hipkit.billing.compare import Comparison, Row
from hipkit.formats.bill.html import notices
from hipkit.formats.shared.markup import DASH, Sources, esc, part, table

BILLED, ORDERED = "Billed side by side", "Ordered otherwise"
_DIFFERS = '<b class="hk-mark-warning hk-whole">\u2260 differs</b>'
_SAME = '<span class="hk-soft">= same</span>'


def parts(found: Comparison, today: datetime.date) -> dict[str, str]:
    """The parts of a page for a comparison."""
    sources = Sources(today)
    return {
        "billed": part(BILLED, _table(BILLED, found, found.billed, sources), beside=esc(_summary(found))),
        "ordered": _ordered(found, sources),
        "notices": _notices(found, sources),
    }


def waiting(sides: Sequence[str], why: str, stops: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """The parts of a page while nothing can be compared: dashes and why. `stops` are fields with their advice."""
    said = "".join(f"<p><b>!</b> <b>{esc(name)}</b>: {esc(advice)}</p>" for name, advice in stops)
    stop = f'<div class="hk-stop" role="alert">{said}</div>' if said else ""
    cells = "".join(f"<td>{DASH}</td>" for _ in sides)
    rows = [
        f'<tr><th scope="row">{esc(what)}</th>{cells}<td></td></tr>' for what in ("per diem", "drug", "NDC quantity")
    ]
    body = table("hk-readings", BILLED, ["", *map(esc, sides), ""], rows)
    return {
        "billed": part(BILLED, f'{body}<p class="hk-soft">{esc(why)}</p>{stop}'),
        "ordered": "",
        "notices": "",
    }


def _summary(found: Comparison) -> str:
    count = len(found.differing)
    if not count:
        return "all bill the same" if len(found.bills) > 2 else "both bill the same"
    return f"{count} of {len(found.billed)} differ"


def _ordered(found: Comparison, sources: Sources) -> str:
    """What was not ordered alike; empty where the sides have one order."""
    return part(ORDERED, _table(ORDERED, found, found.ordered, sources)) if found.ordered else ""


def _table(caption: str, found: Comparison, rows: Sequence[Row], sources: Sources) -> str:
    head = ["", *map(esc, found.bills), '<span class="hk-seen-by-ear">same or not</span>']
    return table("hk-readings", caption, head, [_row(row, sources) for row in rows])


def _row(row: Row, sources: Sources) -> str:
    cells = ""
    for side, text in row.texts.items():
        why = "".join(
            f'<br><span class="hk-soft hk-small">{esc(words)}{sources.ref(source)}</span>'
            for words, source in row.reasons(side)
        )
        cells += f"<td><code>{esc(text)}</code>{why}</td>"
    return f'<tr><th scope="row">{esc(row.what)}</th>{cells}<td>{_DIFFERS if row.differs else _SAME}</td></tr>'


def _notices(found: Comparison, sources: Sources) -> str:
    """What each side asks for and warns of, and the list of the sources."""
    told = [
        replace(one, text=f"{side}: {one.text}")
        for side, bill in found.bills.items()
        for one in bill.notices
        if one.level != "info"
    ]
    return notices(told, sources)
