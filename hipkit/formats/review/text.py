"""A review in the terminal, as a linter prints it: a line a finding, then counts, worst claims and money at stake."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from hipkit.formats.review.words import (
    dollars,
    holds_for,
    place,
    reasons_not_run,
    rows,
    rules_with_counts,
    safe,
    series,
    severities,
    slip,
    unjudged_words,
)
from hipkit.formats.shared.terminal import ACCENT, NUMBER, SOFT, Page, glued, grid
from hipkit.review.finding import Finding
from hipkit.review.rule import Rule
from hipkit.review.run.report import AT_STAKE, Report
from hipkit.values.notation import counted

# Errors and warnings that are listed; notes only where so few lines are listed in all.
MOST_LINES, FEW_LINES, MOST_CLAIMS = 100, 20, 10
_STYLES = {"error": "bold red", "warning": "bold yellow", "info": SOFT}
_WIDEST_CLAIM = 24


def text(report: Report) -> str:
    """The report: findings first, the gravest at the top, and what they come to at the end."""
    page = Page(report.today)
    _counts(page, report)
    _by_rule(page, report)
    _worst(page, report)
    _money(page, report)
    if report.not_run:
        page.heading("NOT RUN", counted(len(report.not_run), "rule"))
        for reason, codes in reasons_not_run(report):
            page.line(f"{reason}: {', '.join(codes)}")
    if report.not_checked:
        page.heading("NOT CHECKED", "lines that a rule could not judge")
        unjudged = report.not_checked
        _table(page, [(Text(part.rule, ACCENT), counted(part.lines, "line"), part.reason) for part in unjudged])
    page.notices(report.notices)
    page.sources()
    return _findings(report) + page.text()


def rules(catalogue: Sequence[Rule]) -> str:
    """The catalogue: a line a rule."""
    page = Page()
    page.heading("REVIEW RULES", f"{counted(len(catalogue), 'rule')}; hipkit rules CODE shows the page of one")
    _table(
        page,
        [
            (Text(entry.code, NUMBER), Text(entry.severity, _STYLES[entry.severity]),
             _titled(entry, page.ref(entry.citation)))
            for entry in catalogue
        ],
    )  # fmt: skip
    page.sources()
    return page.text()


def rule(entry: Rule) -> str:
    """The page of one rule."""
    page, words = Page(), entry.page
    page.heading(entry.code, f"{entry.severity}; {entry.name}")
    page.line(words.title, NUMBER)
    page.line(f"{words.why}{page.ref(entry.citation)}")
    page.heading("A LINE")
    _table(page, [(Text("wrong", "bold red"), glued(words.wrong)), (Text("right", "bold green"), glued(words.right))])
    page.heading("IT LOOKS AT")
    _table(page, [(Text("payers, days", SOFT), glued(holds_for(entry))), (Text("needs", SOFT), _needs(entry))])
    page.sources()
    return page.text()


def _needs(entry: Rule) -> str:
    return series(entry.needs) + (f"; and one of {series(entry.one_of)}" if entry.one_of else "")


def _titled(entry: Rule, ref: str) -> Text:
    return Text.assemble(glued(entry.page.title), (f"  {entry.name}{ref}", SOFT))


def _table(page: Page, table_rows: Sequence[tuple[Text | str, ...]]) -> None:
    table = grid(len(table_rows[0]) if table_rows else 1)
    for row in table_rows:
        table.add_row(*row)
    page.put(table)


def _findings(report: Report) -> str:
    """The findings, a line each however long it is: a line that is wrapped cannot be searched for."""
    most = min(max(report.counts.faults, FEW_LINES), MOST_LINES)
    findings = list(report.each(most, gravest_first=True))
    width = min(max((len(place(finding)[0]) for finding in findings), default=0), _WIDEST_CLAIM)
    console = Console(file=sys.stdout, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        for finding in findings:
            console.print(_line(finding, width), soft_wrap=True)
        more = report.counts.findings - len(findings)
        if more:
            words = f"and {more:,} more; see --format csv, or --select and --ignore rules"
            console.print(Text(words, SOFT), soft_wrap=True)
    return captured.get() + ("\n" if findings else "")


def _line(finding: Finding, width: int) -> Text:
    claim, line = place(finding)
    likely = "" if finding.slip is None else f" (likely slip: {slip(finding)})"
    return Text.assemble(
        (claim.ljust(width), NUMBER), " ", line.rjust(2), " ", (finding.rule, ACCENT), " ",
        (finding.severity.ljust(7), _STYLES[finding.severity]), " ", safe(finding.message), (likely, SOFT),
    )  # fmt: skip


def _counts(page: Page, report: Report) -> None:
    counts = report.counts
    page.heading("REVIEWED", series(safe(words) for name, words in report.read.items() if name.startswith("file")))
    page.line(rows(counts), NUMBER)
    page.line(severities(counts))
    what = counted(counts.claims, "claim")
    wrong = f"{counts.claims_to_correct:,} of {what} to correct"
    page.line(f"{what}, no error and no warning" if report.clean else wrong)
    if report.not_checked:
        page.line(unjudged_words(report))


def _by_rule(page: Page, report: Report) -> None:
    counted_rules = list(rules_with_counts(report))
    if not counted_rules:
        return
    page.heading("FINDINGS BY RULE", "hipkit rules CODE says why")
    width = max(len(f"{count:,}") for _, count in counted_rules)
    _table(
        page,
        [
            (Text(f"{count:,}".rjust(width), NUMBER), Text(rule.code, ACCENT),
             Text(rule.severity, _STYLES[rule.severity]), _titled(rule, page.ref(rule.citation)))
            for rule, count in counted_rules
        ],
    )  # fmt: skip


def _worst(page: Page, report: Report) -> None:
    if not report.worst:
        return
    page.heading(
        "CLAIMS WITH MOST TO CORRECT", f"{min(len(report.worst), MOST_CLAIMS)} of {report.counts.claims_to_correct:,}"
    )
    table = grid(4)
    for claim in report.worst[:MOST_CLAIMS]:
        stake = "" if claim.at_stake is None else dollars(claim.at_stake)
        table.add_row(
            Text(safe(claim.claim_id), NUMBER), Text(counted(claim.errors, "error")),
            Text(counted(claim.warnings, "warning")), Text(stake, justify="right"),
        )  # fmt: skip
    page.put(table)


def _money(page: Page, report: Report) -> None:
    money = report.money
    if money is None:
        return
    page.heading("MONEY AT STAKE")
    page.line(f"{dollars(money.at_stake)} of {dollars(money.billed)} billed, on {counted(money.lines, 'line')}", NUMBER)
    page.line(AT_STAKE, SOFT)
