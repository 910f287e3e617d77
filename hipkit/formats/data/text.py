"""The tables and what a file changes in them as pages for a terminal, in whole sentences."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from rich.text import Text

from hipkit.billing.draft import Line
from hipkit.billing.otherwise import Otherwise
from hipkit.formats.data.words import KINDS, KNOWS
from hipkit.formats.shared.terminal import NUMBER, SOFT, Page, glued, grid
from hipkit.reference.adding import NOT_KEPT, Addition, Renewal, concerns, notices
from hipkit.reference.changes import Change
from hipkit.reference.covered import is_covered, is_older
from hipkit.reference.store import ADDED, REPLACED, SAME
from hipkit.reference.tables import KnownTable
from hipkit.values.notation import counted

_MOST = 40  # changes that are shown of each kind; the JSON has all
_OUTCOMES = {
    NOT_KEPT: "Nothing was kept: this is what would be.",
    ADDED: "It is kept, and answers use it from now on.",
    REPLACED: "It is kept in the place of the one of its name.",
    SAME: "It was there already, row for row: nothing changed.",
}


def tables(known: Iterable[KnownTable], today: datetime.date | None = None) -> str:
    """The page of the tables."""
    listed, page, day = tuple(known), Page(), today or datetime.date.today()
    page.heading("TABLES THAT SHIP WITH HIPKIT")
    _list(page, [table for table in listed if table.shipped], day)
    page.heading("TABLES THAT WERE ADDED")
    if own := [table for table in listed if not table.shipped]:
        _list(page, own, day)
    else:
        page.line("None. hipkit data add FILE reads the files that CMS publishes each quarter, and an item list.")
    return page.text()


def _list(page: Page, tables: Iterable[KnownTable], today: datetime.date) -> None:
    table = grid(2)
    for known in tables:
        days = f"It speaks for {_days(known.effective_from, known.effective_through)}."
        read = f"Read on {known.read_on}, {counted(known.age_days(today), 'day')} ago."
        rows = f"{counted(known.rows, 'row')}, {KINDS[known.kind]}, from {known.source}."
        words = Text(" ".join([rows, days, read, KNOWS[known.knows]]))
        if known.remarks:
            words.append(Text("\n" + "; ".join(known.remarks), SOFT))
        table.add_row(Text(known.name, NUMBER), words)
    page.put(table)


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    return f"days of service from {first} to {last}" if first and last else "no days of its own"


def add(addition: Addition, saved: Otherwise, practised: Otherwise) -> str:
    """The page of what files change: what concerns the codes and products that hipkit knows first."""
    page = Page()
    for renewal in addition.renewals:
        _renewal(page, renewal)
    if any(renewal.outcome in (ADDED, REPLACED) for renewal in addition.renewals):
        page.line("hipkit app shows what is new once its page is loaded again.", SOFT)
    if saved.cases:
        page.heading("WOULD BILL OTHERWISE", counted(len(saved.cases), "scenario"))
        _cases(page, saved)
    elif saved.asked:
        page.heading("WOULD BILL OTHERWISE")
        page.line(f"None of {counted(saved.asked, 'scenario')}.")
    if practised.cases:
        page.heading("PRACTICE CASES WHOSE ORDERS THESE TABLES BILL OTHERWISE", counted(len(practised.cases), "case"))
        page.line("Practice rests on the tables that ship: what these cases take as right stays as it is.", SOFT)
        _cases(page, practised)
    page.notices((*notices(addition), *saved.notices, *practised.notices))
    page.sources()
    return page.text()


def _cases(page: Page, otherwise: Otherwise) -> None:
    table = grid(3)
    for case in otherwise.cases:
        table.add_row(Text(case.scenario, NUMBER), glued(_lines(case.before)), glued(f"now {_lines(case.after)}"))
    page.put(table)


def _renewal(page: Page, renewal: Renewal) -> None:
    table = renewal.table
    page.heading(table.name, f"{KINDS[table.kind]}, from {table.file}")
    page.line(
        f"{counted(len(table.rows), 'row')} for {_days(table.effective_from, table.effective_through)}, "
        f"compared with {renewal.against}. {KNOWS[table.knows]} {_outcome(renewal)}"
    )
    for remark in table.remarks:
        page.line(f"{remark}.", SOFT)
    groups = {"New": renewal.changes.added, "Ended": renewal.changes.ended, "Changed": renewal.changes.changed}
    own = {word: [change for change in group if concerns(change)] for word, group in groups.items()}
    page.line("What changed for you, of the codes and products that hipkit knows:", NUMBER)
    if not any(own.values()):
        page.line("Nothing.")
    shown = grid(3)
    for word, group in own.items():
        for change in group[:_MOST]:
            name = change.get("code") or change["ndc"] or ""
            shown.add_row(Text(word, SOFT), Text(name, NUMBER), Text(_words(change)))
        if len(group) > _MOST:
            shown.add_row(Text(word, SOFT), Text(), Text(f"and {len(group) - _MOST:,} more, which --json lists"))
    page.put(shown)
    rest = [f"{len(group) - len(own[word]):,} {word.lower()}" for word, group in groups.items()]
    page.line(f"Of codes and products that hipkit does not know: {', '.join(rest)}.", SOFT)


def _outcome(renewal: Renewal) -> str:
    """What became of a table, and what answers make of it."""
    if renewal.outcome == ADDED and renewal.table.kind == "limits":
        return "It is kept; no answer uses it."
    if renewal.outcome == ADDED and is_covered(renewal.table):
        return "It is kept. For its days answers go by what ships; they use it for products that do not ship."
    if renewal.outcome == ADDED and is_older(renewal.table):
        return "It is kept. It speaks for days before those for which products ship, and answers use it for these."
    return _OUTCOMES[renewal.outcome]


def _words(change: Change) -> str:
    was, now = change["was"], change["is"]
    if was is None or now is None:
        return now or was or ""
    return f"was {was}; is {now}"


def _lines(lines: Iterable[Line]) -> str:
    return ", ".join(f"{line.code} x {line.units:,}" for line in lines) or "no lines"


def remove(table: KnownTable, today: datetime.date | None = None) -> str:
    """What is said of a table that was forgotten."""
    source = f"{table.source}, {counted(table.rows, 'row')}"
    return f"{table.name} is forgotten ({source}). Answers no longer use it; add its file again to have it back.\n"
