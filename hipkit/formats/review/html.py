"""The report of a review as one HTML page that stands alone: no script, nothing loaded from anywhere.

Counts, picture, findings, the claims with the cells marked, the rules. Nothing is worked out here. All that comes from
a claim is escaped, and what cannot be seen in it is spelt out. What a rule found is filtered by the style sheet, so
the page does the same in a mail, on a share or on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hipkit import __version__
from hipkit.formats.review.claims import ClaimLines, Printed, cells_to_mark, claim_html, texts
from hipkit.formats.review.counts import rest_html, tally
from hipkit.formats.review.findings import FINDINGS, finding_row, findings_list, findings_table, mark
from hipkit.formats.review.picture import TITLE as PICTURE
from hipkit.formats.review.picture import picture
from hipkit.formats.review.start import style
from hipkit.formats.review.words import dollars, holds_for, rules_with_counts, safe
from hipkit.formats.shared import markup
from hipkit.formats.shared.markup import Sources, esc, part, table
from hipkit.review.finding import Finding
from hipkit.review.rule import Rule
from hipkit.review.run.report import AT_STAKE, Report, of_claims
from hipkit.values.notation import counted

TITLE = "hipkit claim review"
SUMMARY, WORST, CLAIMS, RULES = (
    "What was reviewed", "Claims with most to correct", "The claims, line by line", "The rules that found something",
)  # fmt: skip
MOST_FINDINGS, MOST_WORST = 2_000, 10
# A page that is handed on runs nothing and asks for nothing, whatever a claim has in it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# JupyterLab reads dollar signs as mathematics unless it is told not to.
CSS = "hk-review mathjax_ignore"
Where = dict[tuple[str | None, int | None], str]


def html_text(report: Report) -> str:
    """The page. Everything that was read is escaped."""
    page = parts(report)
    body = f'<div class="hk-first">{page["summary"]}{page["picture"]}</div>{_filter(report)}'
    body += "".join(page[name] for name in ("findings", "worst", "claims", "rules", "rest"))
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{TITLE}</title>'
        f"{markup.style()}{style()}<style>{''.join(_filter_styles(report))}</style>"
    )
    version = f'<p class="hk-soft hk-small">hipkit {esc(__version__)}, reviewed on {report.today}</p>'
    inner = f'<main class="hk hk-page"><div class="hk-part"><h1>{TITLE}</h1>{version}{body}</div></main>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body class="hk-alone">{inner}</body></html>\n'


def parts(report: Report) -> dict[str, str]:
    """The parts of the page.

    `summary`, `picture`, `findings`, `worst`, `claims`, `rules`, `rest`; a part is empty where there is nothing to say.
    A finding leads to its claim and its rule on the same page.
    """
    sources = Sources(report.today)
    return {
        "summary": summary(report),
        "picture": part(PICTURE, f'<div class="hk-bars">{picture(report)}</div>', CSS),
        "findings": findings(report),
        "worst": worst(report),
        "claims": claims(report),
        "rules": _rules(report, sources),
        "rest": rest_html(report, sources),
    }


def summary(report: Report) -> str:
    """What was read; the counts; the money at stake and how it is counted."""
    money = report.money
    read = "".join(f"<p>{esc(safe(text))}</p>" for name, text in report.read.items() if name.startswith("file"))
    clean = '<p><b class="hk-mark-ok">\u2713 no error and no warning</b></p>' if report.clean else ""
    stake = ""
    if money is not None:
        of = f"{dollars(money.at_stake)} of {dollars(money.billed)} billed, on {counted(money.lines, 'line')}"
        stake = f'<p class="hk-soft hk-small">Money at stake: {esc(of)}; {esc(AT_STAKE)}</p>'
    return part(SUMMARY, f"{read}{tally(report)}{clean}{stake}", CSS)


# ---- the findings, and a choice of the rule whose findings are seen


def findings(report: Report) -> str:
    """The findings, the gravest first, each with its claim, its line and what was expected; not more than a page
    can bear, and then how many more there are."""
    listed = list(report.each(MOST_FINDINGS, gravest_first=True))
    if not listed:
        return part(FINDINGS, '<p class="hk-soft">There are none.</p>', CSS)
    where = anchors(report)
    rows = []
    for finding in listed:
        claim_at = where.get((finding.claim_id, finding.line)) or where.get((finding.claim_id, None), "")
        rows.append(finding_row(finding, claim_at=claim_at, rule_at=finding.rule))
    more = report.counts.findings - len(listed)
    left = f'<p class="hk-soft">and {more:,} more; all of them are in the CSV</p>' if more > 0 else ""
    return part(FINDINGS, findings_table(rows) + left, CSS)


def _filter(report: Report) -> str:
    """A choice for each rule that found something; the keyboard reaches it as any choice of a form."""
    counted_rules = list(rules_with_counts(report))
    if len(counted_rules) < 2:
        return ""
    choices = "".join(_choice(rule.code, f"{rule.code} {rule.name}", count) for rule, count in counted_rules)
    every = _choice("", "all", report.counts.findings, checked=True)
    return f'<fieldset class="hk-filter"><legend>Findings of</legend>{every}{choices}</fieldset>'


def _choice(code: str, words: str, count: int, checked: bool = False) -> str:
    box = f'<input type="radio" name="hk-only" id="hk-only-{code or "all"}"{" checked" if checked else ""}>'
    return f"<label>{box} {esc(words)} <b>{count:,}</b></label>"


def _filter_styles(report: Report) -> Iterator[str]:
    """Where a rule is chosen, the findings of all others are not shown."""
    for rule, _ in rules_with_counts(report):
        yield f'.hk:has(#hk-only-{rule.code}:checked) [data-rule]:not([data-rule="{rule.code}"]){{display:none}}'


# ---- the claims


def worst(report: Report) -> str:
    """The claims with most to correct, each with what is at stake on it."""
    if not report.worst:
        return ""
    where = anchors(report)
    listed = []
    for claim in report.worst[:MOST_WORST]:
        to, name = where.get((claim.claim_id, None)), esc(safe(claim.claim_id))
        stake = "" if claim.at_stake is None else dollars(claim.at_stake)
        named = f'<a href="#{to}">{name}</a>' if to else name
        listed.append(
            f'<tr><th scope="row">{named}</th>'
            f"<td>{counted(claim.errors, 'error')}</td><td>{counted(claim.warnings, 'warning')}</td>"
            f'<td class="hk-num">{esc(stake)}</td></tr>'
        )
    return part(WORST, table("hk-worst", WORST, ("Claim", "Errors", "Warnings", "At stake"), listed), CSS)


def anchors(report: Report) -> Where:
    """Where on the page each claim stands, and each of its lines that has a number of its own."""
    where: Where = {}
    for number, (claim, rows) in enumerate(_rows(report), 1):
        where[(claim, None)] = f"claim-{number}"
        for place, row in enumerate(rows, 1):
            line = row["line"]
            where.setdefault((claim, line if isinstance(line, int) else None), f"claim-{number}-row-{place}")
    return where


def claims(report: Report) -> str:
    """The claims that the report holds, those with most to correct first, each line with its findings below it."""
    held = list(_rows(report))
    if not held:
        return ""
    findings = of_claims(report, [claim for claim, _ in held])
    rules = {rule.code: rule for rule in report.rules}
    body = ""
    for number, (name, rows) in enumerate(held, 1):
        claim = ClaimLines(name, tuple(texts(row) for row in rows), left_out=report.lines_left)
        body += _claim(claim, findings.get(name, []), f"claim-{number}", rules)
    beside = "" if len(held) == report.counts.claims else f"{len(held):,} of {report.counts.claims:,}"
    return part(CLAIMS, body, CSS, beside=beside)


def _rows(report: Report) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """The claims with their lines, those with most to correct first."""
    by_claim: dict[str, list[Mapping[str, Any]]] = {}
    for row in report.lines.iter_rows(named=True):
        by_claim.setdefault(row["claim_id"], []).append(row)
    first = [claim.claim_id for claim in report.worst if claim.claim_id in by_claim]
    for name in dict.fromkeys([*first, *by_claim]):
        if name is not None:
            yield name, by_claim[name]


def _claim(claim: ClaimLines, findings: Sequence[Finding], anchor: str, rules: Mapping[str, Rule]) -> str:
    """A claim with all its findings: each below its line, what is about the claim as a whole below the last one."""
    marks: dict[int, set[str]] = {}
    below: dict[int, list[Finding]] = {}
    for finding in findings:
        for row, columns in cells_to_mark(finding, rules[finding.rule], claim):
            marks.setdefault(row, set()).update(columns)
        line = "" if finding.line is None else str(finding.line)
        place = claim.by_line.get(line, (len(claim.rows),))[0]
        below.setdefault(place, []).append(finding)
    lists = {place: findings_list(several, rules) for place, several in below.items()}
    body = claim_html(claim, printed=Printed(marks, lists, anchor))
    return f'<section id="{anchor}" class="hk-claim" aria-label="claim {esc(safe(claim.claim_id))}">{body}</section>'


# ---- the rules


def _rules(report: Report, sources: Sources) -> str:
    counted_rules = list(rules_with_counts(report))
    pages = "".join(rule_page(rule, sources, counted(count, "finding")) for rule, count in counted_rules)
    return part(RULES, pages, CSS) if counted_rules else ""


def rule_page(rule: Rule, sources: Sources, beside: str = "") -> str:
    """The page of a rule: its reason, a wrong line and the right one, for whom it holds, its source."""
    page = rule.page
    return (
        f'<article id="{rule.code}" class="hk-rule-page"><h3><code>{rule.code}</code> {esc(page.title)}</h3>'
        f'<p class="hk-soft hk-small">{mark(rule.severity)} {esc(", ".join(filter(None, (rule.name, beside))))}</p>'
        f"<div>{esc(page.why)}{sources.ref(rule.citation)}</div><dl><dt>Wrong</dt><dd>{esc(page.wrong)}</dd>"
        f"<dt>Right</dt><dd>{esc(page.right)}</dd><dt>Looks at</dt><dd>{esc(holds_for(rule))}</dd></dl></article>"
    )
