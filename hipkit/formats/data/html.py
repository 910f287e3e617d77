"""The tables that answers come from, with their sources, days and ages, as parts of a page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hipkit.formats.data.words import KINDS, KNOWS, OWN
from hipkit.formats.shared.ages import age
from hipkit.formats.shared.markup import Sources, esc, part, table
from hipkit.reference.later import KNOWS as SHOWN
from hipkit.reference.later import counts
from hipkit.reference.tables import KnownTable
from hipkit.values.notation import counted

TABLES, LATER, ADDED = "Tables that come with hipkit", "Newer than the codes' table", "Tables that were added"
_HEAD = ("Table", "Days of service", "What it knows")
_OF_LISTS = "It is made of parts of several lists; what each of them shows stands below."


def tables(known: Sequence[KnownTable], sources: Sources) -> str:
    """The tables that come with hipkit."""
    rows = [_table(each, OWN[each.name], sources) for each in known if each.shipped]
    return part(TABLES, table("hk-tables hk-rules", TABLES, _HEAD, rows))


def later(sources: Sources) -> str:
    """What lists that are newer than the last whole one show of the codes."""
    rows = [
        f'<tr><th scope="row">{esc(SHOWN[shown.knows])}, of {counted(codes, "code")}{sources.ref(shown.source)}</th>'
        f"<td>to {_whole(shown.through)}</td><td>{_whole(shown.source.read)}</td></tr>"
        for shown, codes in counts().items()
    ]
    head = ("What was seen", "Days of service", "Read")
    why = "None of these lists is whole. That a code stands in a list is no proof that it may be billed."
    return part(LATER, f'<p class="hk-soft">{why}</p>{table("hk-rules", LATER, head, rows)}')


def added(known: Sequence[KnownTable], sources: Sources) -> str:
    """The tables that a person added, or how that is done."""
    rows = [_table(each, each.name, sources) for each in known if not each.shipped]
    none = (
        '<p class="hk-soft">None. They are added on the command line, as README says: the files that CMS publishes '
        "each quarter, and a pharmacy's own list of items.</p>"
    )
    return part(ADDED, table("hk-tables hk-rules", ADDED, _HEAD, rows) if rows else none)


def _table(known: KnownTable, name: str, sources: Sources) -> str:
    source = sources.ref(known.citation) if known.citation else f"<br>from {esc(known.source)}"
    knows = _OF_LISTS if known.shipped and known.name == "later" else KNOWS[known.knows]
    remarks = "".join(f"<br>{esc(remark)}" for remark in known.remarks)
    return (
        f'<tr><th scope="row">{esc(name)}{source}</th><td>{_days(known, sources.today)}<br>'
        f"read on {_whole(known.read_on)}, {counted(known.age_days(sources.today), 'day')} ago</td>"
        f"<td>{counted(known.rows, 'row')}, {esc(KINDS[known.kind])}. {esc(knows)}{remarks}</td></tr>"
    )


def _days(known: KnownTable, today: datetime.date) -> str:
    if known.effective_from is None or known.effective_through is None:
        return "no days of its own"
    last = known.effective_through
    old = f"its newest day is {age(last, today)}" if last < today else "still current"
    return f"{_whole(known.effective_from)} to {_whole(last)}, {old}"


def _whole(day: datetime.date | None) -> str:
    return f'<span class="hk-whole">{day}</span>'
