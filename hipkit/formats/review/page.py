"""The report of a review as one HTML page that stands alone: no script, nothing loaded from anywhere.

What a rule found is filtered by the style sheet, so the page does the same in a mail, on a share or on paper.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipkit import __version__
from hipkit.formats.review import html as review_html
from hipkit.formats.review.words import found_by
from hipkit.formats.shared import markup
from hipkit.formats.shared.markup import esc
from hipkit.review.run.report import Report

TITLE = "hipkit claim review"
# A page that is handed on runs nothing and asks for nothing, whatever a claim has in it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_text(report: Report) -> str:
    """The page. Everything that was read is escaped."""
    found = review_html.parts(report)
    body = f'<div class="hk-first">{found["summary"]}{found["picture"]}</div>{_filter(report)}'
    body += "".join(
        found[name] for name in ("findings", "worst", "claims", "rules", "not_run", "not_checked", "notices")
    )
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{TITLE}</title>'
        f"{markup.style()}{review_html.style()}<style>{''.join(_rules(report))}</style>"
    )
    made = f'<p class="hk-soft hk-small">hipkit {esc(__version__)}, reviewed on {report.today}</p>'
    inner = f'<main class="hk hk-page"><div class="widget-html-content"><h1>{TITLE}</h1>{made}{body}</div></main>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body class="hk-alone">{inner}</body></html>\n'


def _filter(report: Report) -> str:
    """A choice for each rule that found something; the keyboard reaches it as any choice of a form."""
    found = list(found_by(report))
    if len(found) < 2:
        return ""
    choices = "".join(_choice(rule.code, f"{rule.code} {rule.name}", count) for rule, count in found)
    every = _choice("", "all", report.counts.findings, checked=True)
    return f'<fieldset class="hk-filter"><legend>Findings of</legend>{every}{choices}</fieldset>'


def _choice(code: str, words: str, count: int, checked: bool = False) -> str:
    box = f'<input type="radio" name="hk-only" id="hk-only-{code or "all"}"{" checked" if checked else ""}>'
    return f"<label>{box} {esc(words)} <b>{count:,}</b></label>"


def _rules(report: Report) -> Iterator[str]:
    """Where a rule is chosen, the findings of all others are not shown."""
    for rule, _ in found_by(report):
        yield f'.hk:has(#hk-only-{rule.code}:checked) [data-rule]:not([data-rule="{rule.code}"]){{display:none}}'
