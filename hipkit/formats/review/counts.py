"""The panel of a review around its findings: how much was reviewed, what was not looked at, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipkit.formats.bill.html import notices
from hipkit.formats.review.findings import FINDINGS
from hipkit.formats.review.start import COUNTS, css
from hipkit.formats.review.words import MARKS, NAMES, dollars, left_open, rows
from hipkit.formats.shared.markup import Sources, esc, part, table
from hipkit.review.run.report import Report
from hipkit.review.run.rules import NotChecked, NotRun
from hipkit.values.notation import counted

REST = "What was not looked at"


def counts_html(name: str, report: Report) -> str:
    """How many rows were reviewed, how many findings there are, and by which rules."""
    counts, told = report.counts, list(_severities(report))
    claims = f"{counted(counts.claims, 'claim')}, {counts.claims_to_correct:,} to correct"
    words = [claims, rows(counts), *([left_open(report)] if report.not_checked else [])]
    cells = "".join(f"<div>{one}</div>" for one in (*told, *_money(report), *map(esc, words)))
    return css() + part(COUNTS, f'<div class="hk-tally mathjax_ignore" role="status">{cells}</div>', beside=esc(name))


def _severities(report: Report) -> Iterator[str]:
    for severity, name in NAMES.items():
        count, _, word = counted(report.counts.by_severity[severity], name).partition(" ")
        yield f'<b>{count}</b> <b class="hk-{severity}">{esc(f"{MARKS[severity]} {word}")}</b>'


def _money(report: Report) -> Iterator[str]:
    if report.money is not None and report.money.lines:
        yield f"<b>{esc(dollars(report.money.at_stake))}</b> at stake"


def no_finding(filtered: bool) -> str:
    """The place of the findings where there is none to show."""
    words = "No finding of this kind; show every severity and every rule." if filtered else "No finding."
    return part(FINDINGS, f'<p class="hk-soft">{esc(words)}</p>')


def rest_html(report: Report, sources: Sources) -> str:
    """The rules that were not run, the lines that rules could not judge, and what is to be known of the counts."""
    told = [*_not_run(report.not_run), *_not_checked(report.not_checked)]
    body = table("hk-rest", REST, (), told) if told else '<p class="hk-soft">Every rule that was chosen was run.</p>'
    return part(REST, body) + (notices(report.notices, sources) if report.notices else "")


def _not_run(not_run: Iterable[NotRun]) -> Iterator[str]:
    """The rules by their reason: a column that is missing turns off several."""
    by_reason: dict[str, list[str]] = {}
    for one in not_run:
        by_reason.setdefault(one.reason, []).append(one.rule)
    for reason, codes in by_reason.items():
        yield f'<tr><th scope="row"><code>{esc(", ".join(codes))}</code></th><td>not run: {esc(reason)}</td></tr>'


def _not_checked(not_checked: Iterable[NotChecked]) -> Iterator[str]:
    for one in not_checked:
        words = f"not checked on {counted(one.lines, 'line')}: {one.reason}"
        yield f'<tr><th scope="row"><code>{esc(one.rule)}</code></th><td>{esc(words)}</td></tr>'
