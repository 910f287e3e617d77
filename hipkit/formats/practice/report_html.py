"""The report of practice as HTML that stands alone and prints: the picture, the lists, what was edited."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hipkit.formats.bill.html import notices
from hipkit.formats.practice.listings import Listing, in_short, listings
from hipkit.formats.practice.picture import report_picture
from hipkit.formats.shared.markup import Sources, esc, part, style
from hipkit.practice.training.report import Report
from hipkit.values.extras import needed

TITLE = "Practice report"
_STYLE = (
    "<style>body{margin:0}.hk.hk-page{box-sizing:border-box;padding:16px 24px;max-width:960px}"
    ".hk .widget-html-content th.hk-num{text-align:right;padding-right:5px}"
    ".hk-drawn svg{width:100%;height:auto;max-width:720px;display:block}"
    ".hk .widget-html-content .hk-drawn p{color:var(--soft);font-size:13px}</style>"
)


def html_text(found: Report, today: datetime.date) -> str:
    """The report as a document. Everything typed is escaped."""
    with needed("format", "html", "claim"):
        picture = report_picture(found.skills, found.slips)
    drawn = f'<section class="hk-drawn" aria-label="Picture">{picture}</section>' if picture else ""
    lists = "".join(_listing(one) for one in listings(found) if one.id != "notice")
    told = notices(found.notices, Sources(today)) if found.notices else ""
    inner = f'<main class="hk hk-page"><div class="widget-html-content">{_head(found)}{told}{drawn}{lists}</div></main>'
    head = f'<meta charset="utf-8"><title>{TITLE}</title>{style()}{_STYLE}'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{inner}</body></html>\n'


def _head(found: Report) -> str:
    names = esc(", ".join(one.name for one in found.files))
    beside = f'<p class="hk-soft hk-small">{names}. SAMPLE cases.</p>'
    return f"<h1>{TITLE}</h1><p>{esc(in_short(found))}</p>{beside}"


def _listing(one: Listing) -> str:
    heads = [f'<th scope="col"{_css(one, name)}>{esc(name)}</th>' for name in one.head]
    caption = f'<caption class="hk-seen-by-ear">{esc(one.title)}</caption>'
    rows = "".join(_row(one, row) for row in one.rows)
    return part(one.title, f"<table>{caption}<thead><tr>{''.join(heads)}</tr></thead><tbody>{rows}</tbody></table>")


def _row(one: Listing, row: Sequence[str]) -> str:
    cells = [f"<td{_css(one, name)}>{esc(cell)}</td>" for name, cell in zip(one.head[1:], row[1:], strict=True)]
    return f'<tr><th scope="row">{esc(row[0])}</th>{"".join(cells)}</tr>'


def _css(one: Listing, name: str) -> str:
    return ' class="hk-num"' if name in one.numbers else ""
