"""A review around its findings, in the tab and on the saved page: how much was reviewed, what was not looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipkit.formats.bill.html import notices
from hipkit.formats.review.findings import FINDINGS
from hipkit.formats.review.start import COUNTS, style
from hipkit.formats.review.words import MARKS, NAMES, dollars, rows, unjudged_words
from hipkit.formats.shared.markup import Sources, esc, explained, part, table
from hipkit.review.run.report import Report
from hipkit.review.run.rules import NotChecked, NotRun
from hipkit.values.notation import counted

REST = "What was not looked at"


def counts_html(name: str, report: Report) -> str:
    """The counts of the review of the file of this name, with the style of all its parts."""
    return style() + part(COUNTS, tally(report), beside=esc(name))


def tally(report: Report) -> str:
    """How many findings there are, how many claims and rows were reviewed, and what is at stake."""
    counts = report.counts
    claims = f"{counted(counts.claims, 'claim')}, {counts.claims_to_correct:,} to correct"
    words = [claims, rows(counts), *([unjudged_words(report)] if report.not_checked else [])]
    cells = "".join(f"<div>{cell}</div>" for cell in (*_severities(report), *_money(report), *map(esc, words)))
    return f'<div class="hk-tally mathjax_ignore" data-told>{cells}</div>'


def _severities(report: Report) -> Iterator[str]:
    for severity, name in NAMES.items():
        count, _, word = counted(report.counts.by_severity[severity], name).partition(" ")
        yield f'<b>{count}</b> <b class="hk-{severity}">{esc(f"{MARKS[severity]} {word}")}</b>'


def _money(report: Report) -> Iterator[str]:
    if report.money is not None and report.money.lines:
        yield f"<b>{esc(dollars(report.money.at_stake))}</b> at stake{explained('at stake')}"


def no_finding(filtered: bool) -> str:
    """The place of the findings where there is none to show."""
    words = "No finding of this kind; show every severity and every rule." if filtered else "No finding."
    return part(FINDINGS, f'<p class="hk-soft">{esc(words)}</p>')


def rest_html(report: Report, sources: Sources) -> str:
    """The rules that were not run, the lines that rules could not judge, and what is to be known of the counts."""
    lines = [*_not_run(report.not_run), *_not_checked(report.not_checked)]
    body = table("hk-rest", REST, (), lines) if lines else '<p class="hk-soft">Every rule that was chosen was run.</p>'
    return part(REST, body) + (notices(report.notices, sources) if report.notices or sources.cited else "")


def _not_run(not_run: Iterable[NotRun]) -> Iterator[str]:
    """The rules by their reason: a column that is missing turns off several."""
    by_reason: dict[str, list[str]] = {}
    for skipped in not_run:
        by_reason.setdefault(skipped.reason, []).append(skipped.rule)
    for reason, codes in by_reason.items():
        yield f'<tr><th scope="row"><code>{esc(", ".join(codes))}</code></th><td>not run: {esc(reason)}</td></tr>'


def _not_checked(not_checked: Iterable[NotChecked]) -> Iterator[str]:
    for unjudged in not_checked:
        words = f"not checked on {counted(unjudged.lines, 'line')}: {unjudged.reason}"
        yield f'<tr><th scope="row"><code>{esc(unjudged.rule)}</code></th><td>{esc(words)}</td></tr>'
