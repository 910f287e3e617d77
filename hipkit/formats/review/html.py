"""A review as the parts of a page: counts, picture, findings, the claims with the cells marked, the rules.

Nothing is worked out here. All that comes from a claim is escaped, and what cannot be seen in it is spelt out.
"""

from __future__ import annotations

from importlib.resources import files

from hipkit.formats.bill.html import notices
from hipkit.formats.review.claims import anchors, claims, mark
from hipkit.formats.review.picture import TITLE, picture
from hipkit.formats.review.words import (
    NAMES,
    dollars,
    found_by,
    holds_for,
    in_short,
    left_open,
    left_out,
    place,
    rows,
    safe,
    slip,
)
from hipkit.formats.shared.markup import Sources, esc, number, part, table
from hipkit.review.finding import Finding
from hipkit.review.rule import SEVERITIES, Rule
from hipkit.review.run.report import AT_STAKE, Report
from hipkit.values.notation import counted

SUMMARY, FINDINGS, WORST, RULES, NOT_RUN, NOT_CHECKED = (
    "What was reviewed", "Findings", "Claims with most to correct", "The rules that found something", "Rules not run",
    "Lines not checked",
)  # fmt: skip
MOST_FINDINGS, MOST_WORST = 2_000, 10
# JupyterLab reads dollar signs as mathematics unless it is told not to.
CSS = "hk-review mathjax_ignore"


def style() -> str:
    """What these parts need beside the style sheet of every page."""
    return f"<style>{(files('hipkit') / 'formats' / 'review' / 'review.css').read_text(encoding='utf-8')}</style>"


def parts(report: Report) -> dict[str, str]:
    """The parts of a page.

    `summary`, `picture`, `findings`, `worst`, `claims`, `rules`, `not_run`, `not_checked`, `notices`; a part is
    empty where there is nothing to say. A finding leads to its claim and its rule on the same page.
    """
    sources = Sources(report.today)
    known = {rule.code for rule, _ in found_by(report)}
    return {
        "summary": summary(report),
        "picture": part(TITLE, f'<div class="hk-bars">{picture(report)}</div>', CSS),
        "findings": findings(report),
        "worst": worst(report),
        "claims": claims(report, known),
        "rules": _rules(report, sources),
        "not_run": _not_run(report),
        "not_checked": _not_checked(report),
        "notices": notices(report.notices, sources),
    }


def summary(report: Report) -> str:
    """The counts, large; where every row went; the money at stake and how it is counted."""
    counts, money = report.counts, report.money
    lines = [(f"{NAMES[one]}s", f"{counts.by_severity.get(one, 0):,}", "") for one in SEVERITIES]
    lines.append(("claims to correct", f"{counts.claims_to_correct:,}", f"of {counts.claims:,}"))
    cells = "".join(
        f'<tr><th scope="row">{esc(what)}</th>{number(f"{count} {of}".strip())}</tr>' for what, count, of in lines
    )
    read = "".join(f"<p>{esc(safe(text))}</p>" for name, text in report.read.items() if name.startswith("file"))
    stake = ""
    if money is not None:
        of = f"{dollars(money.at_stake)} of {dollars(money.billed)} billed, on {counted(money.lines, 'line')}"
        stake = f'<p><b>Money at stake: {esc(of)}</b></p><p class="hk-soft hk-small">{esc(AT_STAKE)}</p>'
    clean = '<p><b class="hk-mark-ok">\u2713 no error and no warning</b></p>' if report.clean else ""
    clean += f"<p>{esc(left_open(report))}</p>" if report.not_checked else ""
    body = f'{read}<p>{esc(rows(counts))}</p>{clean}<table class="hk-counts">{_caption(SUMMARY)}{cells}</table>{stake}'
    return part(SUMMARY, f'<div role="status" aria-label="{esc(in_short(report))}">{body}</div>', CSS)


def findings(report: Report) -> str:
    """The findings, the gravest first, each with its claim, its line and what was expected; not more than a page
    can bear, and then how many more there are."""
    shown = list(report.each(MOST_FINDINGS, gravest_first=True))
    if not shown:
        return part(FINDINGS, '<p class="hk-soft">There are none.</p>', CSS)
    where = anchors(report)
    body = table(
        "hk-findings", FINDINGS, ("Severity", "Rule", "Claim", "Line", "What was found, and what was expected"),
        [_finding(one, where) for one in shown],
    )  # fmt: skip
    more = report.counts.findings - len(shown)
    left = f'<p class="hk-soft">and {more:,} more; all of them are in the CSV</p>' if more > 0 else ""
    return part(FINDINGS, body + left, CSS)


def _finding(one: Finding, where: dict[tuple[str | None, int | None], str]) -> str:
    claim, line = place(one)
    to = where.get((one.claim_id, one.line)) or where.get((one.claim_id, None))
    named = f'<a href="#{to}">{esc(claim)}</a>' if to else esc(claim)
    likely = f'<br><span class="hk-soft hk-small">likely slip: {esc(slip(one))}</span>' if one.slip else ""
    return (
        f'<tr data-rule="{one.rule}" class="hk-is-{one.severity}"><td>{mark(one.severity)}</td>'
        f'<td><a href="#{one.rule}"><code>{one.rule}</code></a></td><th scope="row">{named}</th>'
        f'<td class="hk-num">{esc(line)}</td><td>{esc(safe(one.message))}{likely}</td></tr>'
    )


def worst(report: Report) -> str:
    """The claims with most to correct, each with what is at stake on it."""
    if not report.worst:
        return ""
    where = anchors(report)
    listed = []
    for one in report.worst[:MOST_WORST]:
        to, name = where.get((one.claim_id, None)), esc(safe(one.claim_id))
        stake = "" if one.at_stake is None else dollars(one.at_stake)
        named = f'<a href="#{to}">{name}</a>' if to else name
        listed.append(
            f'<tr><th scope="row">{named}</th>'
            f"<td>{counted(one.errors, 'error')}</td><td>{counted(one.warnings, 'warning')}</td>"
            f'<td class="hk-num">{esc(stake)}</td></tr>'
        )
    return part(WORST, table("hk-worst", WORST, ("Claim", "Errors", "Warnings", "At stake"), listed), CSS)


def _rules(report: Report, sources: Sources) -> str:
    found = list(found_by(report))
    pages = "".join(rule_page(rule, sources, counted(count, "finding")) for rule, count in found)
    return part(RULES, pages, CSS) if found else ""


def rule_page(rule: Rule, sources: Sources, beside: str = "") -> str:
    """The page of a rule: its reason, a wrong line and the right one, for whom it holds, its source."""
    page = rule.page
    return (
        f'<article id="{rule.code}" class="hk-rule-page"><h3><code>{rule.code}</code> {esc(page.title)}</h3>'
        f'<p class="hk-soft hk-small">{mark(rule.severity)} {esc(", ".join(filter(None, (rule.name, beside))))}</p>'
        f"<div>{esc(page.why)}{sources.ref(rule.citation)}</div><dl><dt>Wrong</dt><dd>{esc(page.wrong)}</dd>"
        f"<dt>Right</dt><dd>{esc(page.right)}</dd><dt>Holds for</dt><dd>{esc(holds_for(rule))}</dd></dl></article>"
    )


def _not_run(report: Report) -> str:
    cells = [
        f'<tr><th scope="row">{esc(reason)}</th><td>{", ".join(f"<code>{one}</code>" for one in codes)}</td></tr>'
        for reason, codes in left_out(report)
    ]
    beside = counted(len(report.not_run), "rule")
    return part(NOT_RUN, table("hk-not-run", NOT_RUN, ("Why", "Rules"), cells), CSS, beside=beside) if cells else ""


def _not_checked(report: Report) -> str:
    cells = [
        f'<tr><th scope="row">{esc(one.reason)}</th><td><code>{one.rule}</code></td>{number(f"{one.lines:,}")}</tr>'
        for one in report.not_checked
    ]
    head = ("Why", "Rule", "Lines")
    return part(NOT_CHECKED, table("hk-not-checked", NOT_CHECKED, head, cells), CSS) if cells else ""


def _caption(words: str) -> str:
    return f'<caption class="hk-seen-by-ear">{esc(words)}</caption>'
