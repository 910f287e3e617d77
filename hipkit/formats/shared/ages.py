"""How old what is known is, in words: the age of a day, and of a source with the day on which it was read."""

from __future__ import annotations

import datetime

from hipkit.values.citations import Citation
from hipkit.values.notation import counted

CHECK = "check its page"


def age(then: datetime.date, today: datetime.date) -> str:
    """How old something is, in words.

    >>> age(datetime.date(2021, 2, 18), datetime.date(2026, 11, 24))
    '5 years old'
    """
    months = (today.year - then.year) * 12 + today.month - then.month - (today.day < then.day)
    count, unit = (months // 12, "year") if months >= 12 else (max(months, 0), "month")
    return f"{counted(count, unit)} old" if count else "less than a month old"


def dates(source: Citation, today: datetime.date) -> str:
    """Of when a text is, when it was read, how old that is, and that an old or undated one is to be checked.

    >>> from hipkit.values.citations import cite
    >>> dates(cite("hmsa"), datetime.date(2026, 11, 29))
    'text of 2021-02-18, read 2026-11-24; 5 years old: check its page'
    >>> dates(cite("bcbsnd"), datetime.date(2026, 11, 29))
    'undated, read 2026-11-24; the page shows no date: check its page'
    """
    if source.read is None:
        return source.dates
    old = age(source.day, today) if source.day else source.why
    return f"{source.dates}; {old}{f': {CHECK}' if source.mark(today) else ''}"


def listed(source: Citation, today: datetime.date) -> str:
    """A source as it stands in the list of sources of a page."""
    return f"{source.place} ({dates(source, today)})"


def printed(source: Citation, last: datetime.date | None = None) -> str:
    """A source as it stands on paper, which does not know the day on which it is read.

    Whether a text is old goes by the day on which it was read, or by the last day of service where that is later.
    """
    old = {"old": f"; older than five years: {CHECK}", "undated": f"; {source.why}: {CHECK}", "": ""}
    return f"{source.place} ({source.dates}{old[printed_mark(source, last)]})"


def printed_mark(source: Citation, last: datetime.date | None = None) -> str:
    """`old`, `undated` or nothing, for paper."""
    return source.mark(max(source.read, last or source.read)) if source.read else ""


def bracket(count: int, mark: str) -> str:
    """The number of a source where something leans on it, with `old` or `undated` where it is.

    >>> bracket(1, "old"), bracket(2, "")
    ('[1, old]', '[2]')
    """
    return f"[{count}, {mark}]" if mark else f"[{count}]"
