"""A review in the terminal, as a linter prints it: a line a finding, then counts, worst claims and money at stake."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from hipkit.formats.review.words import (
    dollars,
    found_by,
    holds_for,
    left_open,
    left_out,
    listed,
    place,
    rows,
    safe,
    severities,
    slip,
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
        for reason, codes in left_out(report):
            page.line(f"{reason}: {', '.join(codes)}")
    if report.not_checked:
        page.heading("NOT CHECKED", "lines that a rule could not judge")
        _table(page, [(Text(one.rule, ACCENT), counted(one.lines, "line"), one.reason) for one in report.not_checked])
    page.notices(report.notices)
    page.sources()
    return _findings(report) + page.text()


def rules(found: Sequence[Rule]) -> str:
    """The catalogue: a line a rule."""
    page = Page()
    page.heading("REVIEW RULES", f"{counted(len(found), 'rule')}; hipkit rules CODE shows the page of one")
    _table(
        page,
        [
            (Text(one.code, NUMBER), Text(one.severity, _STYLES[one.severity]), _titled(one, page.ref(one.citation)))
            for one in found
        ],
    )
    page.sources()
    return page.text()


def rule(found: Rule) -> str:
    """The page of one rule."""
    page, told = Page(), found.page
    page.heading(found.code, f"{found.severity}; {found.name}")
    page.line(told.title, NUMBER)
    page.line(f"{told.why}{page.ref(found.citation)}")
    page.heading("A LINE")
    _table(page, [(Text("wrong", "bold red"), glued(told.wrong)), (Text("right", "bold green"), glued(told.right))])
    page.heading("IT HOLDS FOR")
    _table(page, [(Text("payers, days", SOFT), glued(holds_for(found))), (Text("needs", SOFT), listed(found.needs))])
    page.sources()
    return page.text()


def _titled(one: Rule, ref: str) -> Text:
    return Text.assemble(glued(one.page.title), (f"  {one.name}{ref}", SOFT))


def _table(page: Page, table_rows: Sequence[tuple[Text | str, ...]]) -> None:
    table = grid(len(table_rows[0]) if table_rows else 1)
    for row in table_rows:
        table.add_row(*row)
    page.put(table)


def _findings(report: Report) -> str:
    """The findings, a line each however long it is: a line that is wrapped cannot be searched for."""
    most = min(max(report.counts.faults, FEW_LINES), MOST_LINES)
    found = list(report.each(most, gravest_first=True))
    width = min(max((len(place(one)[0]) for one in found), default=0), _WIDEST_CLAIM)
    console = Console(file=sys.stdout, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        for one in found:
            console.print(_line(one, width), soft_wrap=True)
        more = report.counts.findings - len(found)
        if more:
            words = f"and {more:,} more; see --format csv, or --select and --ignore rules"
            console.print(Text(words, SOFT), soft_wrap=True)
    return captured.get() + ("\n" if found else "")


def _line(one: Finding, width: int) -> Text:
    claim, line = place(one)
    likely = "" if one.slip is None else f" (likely slip: {slip(one)})"
    return Text.assemble(
        (claim.ljust(width), NUMBER), " ", line.rjust(2), " ", (one.rule, ACCENT), " ",
        (one.severity.ljust(7), _STYLES[one.severity]), " ", safe(one.message), (likely, SOFT),
    )  # fmt: skip


def _counts(page: Page, report: Report) -> None:
    counts = report.counts
    page.heading("REVIEWED", listed(safe(words) for name, words in report.read.items() if name.startswith("file")))
    page.line(rows(counts), NUMBER)
    page.line(severities(counts))
    what = counted(counts.claims, "claim")
    wrong = f"{counts.claims_to_correct:,} of {what} to correct"
    page.line(f"{what}, no error and no warning" if report.clean else wrong)
    if report.not_checked:
        page.line(left_open(report))


def _by_rule(page: Page, report: Report) -> None:
    found = list(found_by(report))
    if not found:
        return
    page.heading("FINDINGS BY RULE", "hipkit rules CODE says why")
    width = max(len(f"{count:,}") for _, count in found)
    _table(
        page,
        [
            (Text(f"{count:,}".rjust(width), NUMBER), Text(one.code, ACCENT),
             Text(one.severity, _STYLES[one.severity]), _titled(one, page.ref(one.citation)))
            for one, count in found
        ],
    )  # fmt: skip


def _worst(page: Page, report: Report) -> None:
    if not report.worst:
        return
    page.heading(
        "CLAIMS WITH MOST TO CORRECT", f"{min(len(report.worst), MOST_CLAIMS)} of {report.counts.claims_to_correct:,}"
    )
    table = grid(4)
    for one in report.worst[:MOST_CLAIMS]:
        stake = "" if one.at_stake is None else dollars(one.at_stake)
        table.add_row(
            Text(safe(one.claim_id), NUMBER), Text(counted(one.errors, "error")),
            Text(counted(one.warnings, "warning")), Text(stake, justify="right"),
        )  # fmt: skip
    page.put(table)


def _money(page: Page, report: Report) -> None:
    money = report.money
    if money is None:
        return
    page.heading("MONEY AT STAKE")
    page.line(f"{dollars(money.at_stake)} of {dollars(money.billed)} billed, on {counted(money.lines, 'line')}", NUMBER)
    page.line(AT_STAKE, SOFT)
