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
    ".hk .hk-part th.hk-num{text-align:right;padding-right:5px}"
    ".hk-drawn svg{width:100%;height:auto;max-width:720px;display:block}"
    ".hk .hk-part .hk-drawn p{color:var(--soft);font-size:13px}</style>"
)


def html_text(report: Report, today: datetime.date) -> str:
    """The report as a document. Everything typed is escaped."""
    with needed("format", "html", "claim"):
        picture = report_picture(report.skills, report.slips)
    figure = f'<section class="hk-drawn" aria-label="Picture">{picture}</section>' if picture else ""
    lists = "".join(_listing(listing) for listing in listings(report) if listing.id != "notice")
    notes = notices(report.notices, Sources(today)) if report.notices else ""
    content = f'<div class="hk-part">{_head(report)}{notes}{figure}{lists}</div>'
    body = f'<main class="hk hk-page">{content}</main>'
    head = f'<meta charset="utf-8"><title>{TITLE}</title>{style()}{_STYLE}'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _head(report: Report) -> str:
    names = esc(", ".join(file.name for file in report.files))
    beside = f'<p class="hk-soft hk-small">{names}. SAMPLE cases.</p>'
    return f"<h1>{TITLE}</h1><p>{esc(in_short(report))}</p>{beside}"


def _listing(listing: Listing) -> str:
    heads = [f'<th scope="col"{_css(listing, name)}>{esc(name)}</th>' for name in listing.head]
    caption = f'<caption class="hk-seen-by-ear">{esc(listing.title)}</caption>'
    rows = "".join(_row(listing, row) for row in listing.rows)
    return part(listing.title, f"<table>{caption}<thead><tr>{''.join(heads)}</tr></thead><tbody>{rows}</tbody></table>")


def _row(listing: Listing, row: Sequence[str]) -> str:
    cells = [f"<td{_css(listing, name)}>{esc(cell)}</td>" for name, cell in zip(listing.head[1:], row[1:], strict=True)]
    return f'<tr><th scope="row">{esc(row[0])}</th>{"".join(cells)}</tr>'


def _css(listing: Listing, name: str) -> str:
    return ' class="hk-num"' if name in listing.numbers else ""
