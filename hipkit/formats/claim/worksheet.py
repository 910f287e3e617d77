"""The unit worksheet as a PDF: what the pharmacist signs and the billing clerk keeps.

For each order the order as it was read, every step with its source, the lines it gives, the notices, the reason
that was typed, the dates of the rules and the data, its second check, and two lines to sign. Several orders, or nursing
visits, end with a page of the whole claim.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hipkit.billing.bill import Bill
from hipkit.billing.second_check import beside, check_now, stands_for, typed_of
from hipkit.claim.claim import Claim
from hipkit.claim.line import ServiceLine
from hipkit.claim.table import money
from hipkit.formats.shared.ages import bracket, printed, printed_mark
from hipkit.formats.shared.checks import OTHERWISE, before, sides, told
from hipkit.formats.shared.markup import SIGNED_BY
from hipkit.order.check import Check
from hipkit.payers.policy import Policy
from hipkit.reference.datasets import ages
from hipkit.values.citations import Citation
from hipkit.values.extras import needed
from hipkit.values.notation import people
from hipkit.values.step import Notice, Step

if TYPE_CHECKING:
    from hipkit.formats.shared.paper import Paper

TITLE = "Unit worksheet"
_SHORT = 36
_LEVELS = ("warning", "choice", "info")
_LINES = ("Line", "Code", "Modifiers", "Units", "From", "Through", "NDC", "NDC quantity", "Charge")
_WIDTHS = (11, 15, 21, 17, 22, 22, 30, 27, 20)
_NUMBERS = (0, 3, 7, 8)


@dataclass
class _Cited:
    """The sources of one worksheet, numbered as they are first cited."""

    last: datetime.date | None
    sources: list[Citation] = field(default_factory=list)

    def number(self, citation: Citation) -> str:
        return f"[{self._count(citation)}]"

    def marked(self, citation: Citation) -> str:
        """The number of a source where a notice leans on it, with a word where it is old or undated."""
        return bracket(self._count(citation), printed_mark(citation, self.last))

    def _count(self, citation: Citation) -> int:
        if citation not in self.sources:
            self.sources.append(citation)
        return self.sources.index(citation) + 1


def pdf_bytes(claim: Claim) -> bytes:
    """The worksheet of each order of a claim; the same claim gives the same bytes.

    Raises InputError for a claim that is not ready and for a text that cannot be printed.
    """
    claim.require_ready("worksheet")
    with needed("format", "pdf", "claim"):
        from hipkit.formats.shared.paper import Paper

        paper = Paper(TITLE)
    whole = len(claim.bills) > 1 or any(line.bill is None for line in claim.lines)
    for i, bill in enumerate(claim.bills, 1):
        which = f", order {i} of {len(claim.bills)}" if len(claim.bills) > 1 else ""
        paper.begin(f"{claim.payer.in_full(claim.reading)}{which}")
        lines = [line for line in claim.lines if line.bill is bill]
        checks = [check for check in claim.checks if stands_for(check, bill)]
        if whole:
            _order(paper, bill, lines, bill.notices, (bill.order.confirm,) if bill.order.confirm else (), checks)
        else:
            _order(paper, bill, lines, claim.notices, claim.reasons, claim.checks)
    if whole:
        paper.begin(f"{claim.payer.in_full(claim.reading)}, the whole claim")
        _claim(paper, claim)
    return bytes(paper.output())


def _order(
    paper: Paper, bill: Bill, lines: list[ServiceLine], notices: tuple[Notice, ...], reasons: tuple[str, ...],
    checks: Sequence[Check],
) -> None:  # fmt: skip
    cited = _Cited(_last_day(lines))
    paper.heading("Order, as it was read")
    _read(paper, bill)
    paper.heading("How it is worked out")
    rows = [(str(i), step.words, _result(step), cited.number(step.citation)) for i, step in enumerate(bill.steps, 1)]
    paper.rows((8, 42, 126, 9), rows)
    paper.heading("On the claim")
    _lines(paper, lines)
    _confirmed(paper, notices, reasons, cited)
    _notices(paper, notices, cited)
    _rules(paper, bill.payer, cited)
    for check in checks:
        _check(paper, check, bill)
    _end(paper, cited)


def _check(paper: Paper, check: Check, bill: Bill | None) -> None:
    """A second check, with both entries; without a bill, or beside another order, only that it was made before."""
    paper.heading("Second check")
    true = check_now(check)
    if true is None:
        paper.paragraph(f"{check.at}: {OTHERWISE}")
    elif bill is None or not stands_for(true, bill):
        paper.paragraph(before(true))
    else:
        paper.paragraph(told(true))
        entries = beside(bill, true.again or typed_of(true))
        paper.rows((45, 70, 70), [(one.name, one.first, one.second) for one in entries], ("", *sides(true)))


def _read(paper: Paper, bill: Bill) -> None:
    """The fields two in a row; one with a longer text has a row of its own below."""
    titled = {"reading": bill.payer.titled(bill.reading)} if bill.payer and bill.reading else {}
    read = [(name.replace("_", " "), text) for name, text in (bill.read | titled).items()]
    short = [field for field in read if len(field[1]) <= _SHORT]
    pairs = zip(short[::2], [*short[1::2], ("", "")], strict=False)
    paper.rows((28, 64, 28, 65), [(*field, *other) for field, other in pairs])
    if len(short) < len(read):
        paper.rows((28, 157), [field for field in read if len(field[1]) > _SHORT])


def _last_day(lines: Sequence[ServiceLine]) -> datetime.date | None:
    """The last day of service of some lines, as far as it is known."""
    return max((line.end for line in lines if line.end), default=None)


def _result(step: Step) -> str:
    """The step behind its name, what was rounded before and after."""
    result = step.exact if step.formula == step.exact else f"{step.formula} = {step.exact}"
    return f"{result}, billed {step.rounded} ({step.rule})" if step.rule else result


def _lines(paper: Paper, lines: list[ServiceLine]) -> None:
    paper.rows(_WIDTHS, [_line(line) for line in lines], _LINES, _NUMBERS)
    for line in lines:
        if line.description is not None:
            paper.paragraph(f"Line {line.number}, the text beside {line.code}: {line.description}")


def _line(line: ServiceLine) -> tuple[str, ...]:
    quantity = "" if line.ndc_quantity is None else people(line.ndc_quantity, line.ndc_uom or "")
    return (
        str(line.number),
        line.code,
        " ".join(line.modifiers),
        people(line.units),
        str(line.start),
        str(line.end),
        line.ndc.hyphenated if line.ndc else "",
        quantity,
        money(line.charge),
    )


def _confirmed(paper: Paper, notices: tuple[Notice, ...], reasons: tuple[str, ...], cited: _Cited) -> None:
    """What had to be confirmed, and the reasons that were typed."""
    doubts = [notice for notice in notices if notice.level == "confirm"]
    if not doubts and not reasons:
        return
    paper.heading("Confirmed")
    for notice in doubts:
        paper.paragraph(f"! {notice.text} {cited.marked(notice.citation)}")
    for reason in reasons:
        paper.paragraph(f"Reason: {reason}")


def _notices(paper: Paper, notices: tuple[Notice, ...], cited: _Cited) -> None:
    ordered = [notice for level in _LEVELS for notice in notices if notice.level == level]
    if ordered:
        paper.heading("Notices")
    for notice in ordered:
        paper.paragraph(f"{notice.level}: {notice.text} {cited.marked(notice.citation)}")


def _rules(paper: Paper, payer: Policy | None, cited: _Cited) -> None:
    """How old the payer's text and the tables are."""
    paper.heading("Rules and data")
    if payer is not None:
        known = f"known from {payer.known_from}" if payer.known_from else "the page shows no date"
        last = payer.revisions[-1] if payer.revisions else None
        revision = f"; text of {last.date} (rev. {last.number})" if last else ""
        paper.paragraph(f"{payer.name}: {known}{revision} {cited.number(payer.source)}")
    tables = [
        f"{table.name} {table.effective_from} to {table.effective_through} {cited.number(table.source)}"
        for table in ages()
    ]
    paper.paragraph(f"hipkit's tables speak for these days of service: {'; '.join(tables)}")


def _claim(paper: Paper, claim: Claim) -> None:
    """All lines of the claim, and what is said of it beside its orders."""
    cited = _Cited(_last_day(claim.lines))
    paper.heading("All lines")
    _lines(paper, list(claim.lines))
    paper.paragraph(f"Total charge {money(claim.charge)}")
    if any(one.level == "confirm" for one in claim.own):
        _confirmed(paper, claim.own, claim.reasons, cited)
    _notices(paper, claim.own, cited)
    nursing = [(line, line.origins["units"]) for line in claim.lines if line.kind == "nursing"]
    if nursing:
        paper.heading("Nursing visits")
    for line, origin in nursing:
        paper.paragraph(f"Line {line.number}: {origin.words} {cited.number(origin.citation)}")
    for check in claim.checks:
        if not any(stands_for(check, bill) for bill in claim.bills):
            _check(paper, check, None)
    _end(paper, cited)


def _end(paper: Paper, cited: _Cited) -> None:
    """Who signs, then the sources."""
    paper.signatures(*SIGNED_BY)
    if cited.sources:
        paper.heading("Sources")
    first = dict[str, int]()
    for i, source in enumerate(cited.sources, 1):
        known = first.setdefault(source.id, i)
        web = f", {source.url}" if source.url.startswith("https://") else ""
        whole = f"{printed(source, cited.last)}{web}"
        paper.small(f"[{i}] as [{known}], {source.where or 'as a whole'}" if known < i else f"[{i}] {whole}")
