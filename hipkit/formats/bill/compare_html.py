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
_OPEN = '<span class="hk-soft">still open</span>'


def parts(comparison: Comparison, today: datetime.date) -> dict[str, str]:
    """The parts of a page for a comparison."""
    sources = Sources(today)
    return {
        "billed": part(
            BILLED, _table(BILLED, comparison, comparison.billed, sources), beside=esc(_summary(comparison))
        ),
        "ordered": _ordered(comparison, sources),
        "notices": _notices(comparison, sources),
    }


def waiting(sides: Sequence[str], why: str, stops: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """The parts of a page while nothing can be compared: dashes and why. `stops` are fields with their advice."""
    paragraphs = "".join(f"<p><b>!</b> <b>{esc(name)}</b>: {esc(advice)}</p>" for name, advice in stops)
    stop = f'<div class="hk-stop" data-told>{paragraphs}</div>' if paragraphs else ""
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


def _summary(comparison: Comparison) -> str:
    count = len(comparison.differing)
    if not count and any(bill.open_axes for bill in comparison.bills.values()):
        return "nothing differs as far as it is chosen"
    if not count:
        return "all bill the same" if len(comparison.bills) > 2 else "both bill the same"
    return f"{count} of {len(comparison.billed)} differ"


def _ordered(comparison: Comparison, sources: Sources) -> str:
    """What was not ordered alike; empty where the sides have one order."""
    return part(ORDERED, _table(ORDERED, comparison, comparison.ordered, sources)) if comparison.ordered else ""


def _table(caption: str, comparison: Comparison, rows: Sequence[Row], sources: Sources) -> str:
    head = ["", *map(esc, comparison.bills), '<span class="hk-seen-by-ear">same or not</span>']
    return table("hk-readings", caption, head, [_row(row, sources) for row in rows])


def _row(row: Row, sources: Sources) -> str:
    cells = ""
    for side, text in row.texts.items():
        why = "".join(
            f'<br><span class="hk-soft hk-small">{esc(words)}{sources.ref(source)}</span>'
            for words, source in row.reasons(side)
        )
        cells += f"<td><code>{esc(text)}</code>{why}</td>"
    return f'<tr><th scope="row">{esc(row.what)}</th>{cells}<td>{_told(row)}</td></tr>'


def _told(row: Row) -> str:
    """Whether the sides have the same; what is open on all of them is not known to be."""
    waits = any("open" in text.split(", ")[-1].split() for text in row.texts.values())
    return _DIFFERS if row.differs else _OPEN if waits else _SAME


def _notices(comparison: Comparison, sources: Sources) -> str:
    """What each side asks for and warns of, and the list of the sources."""
    told = [
        replace(notice, text=f"{side}: {notice.text}")
        for side, bill in comparison.bills.items()
        for notice in bill.notices
        if notice.level != "info"
    ]
    return notices(told, sources)
