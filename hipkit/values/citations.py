"""Where a rule or a fact was read: title, place on the page, date and address, and the day on which it was read.

The sources stand once, in `data/citations.toml`; every table and rule names one by its id.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from hipkit.errors import DataError

PATH = "data/citations.toml"
OWN = "docs/"  # what the address of hipkit's own pages begins with
OLD_YEARS = 5


@dataclass(frozen=True)
class Citation:
    """One source. `date` is the date the source shows, or `undated`; `where` is the place on it.

    `read` is the day on which it was last read, None for hipkit's own pages; `why` says of an undated source why no
    date is known, `replaced_by` what its source has published since. `added` is true for a table that was added.

    >>> print(cite("cms-rac-0074").text)
    CMS RAC topic 0074, Excessive or Insufficient Drugs and Biologicals Units Billed (undated)
    """

    id: str
    title: str
    date: str
    url: str
    where: str = ""
    read: datetime.date | None = None
    why: str = ""
    replaced_by: str = ""
    added: bool = False

    @property
    def text(self) -> str:
        """The source on one line."""
        return f"{self.place} ({self.date})"

    @property
    def place(self) -> str:
        """The source and the place on it, without its date."""
        return f"{self.title}, {self.where}" if self.where else self.title

    @property
    def dated(self) -> str | None:
        """The date as the source prints it: a day, a month or a year; None where it is undated."""
        return None if self.date == "undated" else self.date

    @property
    def dates(self) -> str:
        """What the text is of, and when it was read.

        >>> cite("hmsa").dates, cite("bcbsnd").dates
        ('text of 2021-02-18, read 2026-11-24', 'undated, read 2026-11-24')
        """
        text = f"text of {self.dated}" if self.dated else "undated"
        return f"{text}, read {self.read}" if self.read else text

    @property
    def day(self) -> datetime.date | None:
        """The day that the text bears, of a month or a year the last one; None where it is undated.

        >>> str(cite("bcbsm").day)
        '2013-05-31'
        """
        if self.dated is None:
            return None
        year, *rest = map(int, self.dated.split("-"))
        month = rest[0] if rest else 12
        return datetime.date(year, month, rest[1] if len(rest) > 1 else calendar.monthrange(year, month)[1])

    def mark(self, on: datetime.date) -> str:
        """`old` for a text that is older than five years on a day, `undated` for one without a date, else nothing.

        hipkit's own pages are never either: they come with the version that cites them. Nor is an added table, which
        has no page to be checked.

        >>> cite("hmsa").mark(datetime.date(2026, 2, 18)), cite("hmsa").mark(datetime.date(2026, 2, 19))
        ('', 'old')
        """
        if self.read is None or self.added:
            return ""
        if self.day is None:
            return "undated"
        return "old" if (on.year - OLD_YEARS, on.month, on.day) > (self.day.year, self.day.month, self.day.day) else ""

    def __str__(self) -> str:
        return self.text


@cache
def sources() -> dict[str, Citation]:
    """Every source hipkit cites, by id."""
    import tomllib  # here, since loading both takes longer than all else that a quantity needs
    from importlib.resources import files

    text = (files("hipkit") / PATH).read_text(encoding="utf-8")
    return {key: source_of(key, entry) for key, entry in tomllib.loads(text).items()}


def source_of(key: str, entry: Mapping[str, str]) -> Citation:
    """One entry of `data/citations.toml`; DataError where it does not say when it was read, or why it is undated."""
    source = Citation(key, entry["title"], entry["date"], entry["url"], why=entry.get("why", ""))
    source = replace(source, replaced_by=entry.get("replaced_by", ""))
    if source.dated is None and not source.why:
        raise DataError(PATH, None, f"the source {key!r} is undated and does not say why; write why")
    if source.url.startswith(OWN):
        return source
    try:
        return replace(source, read=datetime.date.fromisoformat(entry["read"]))
    except (KeyError, ValueError):
        reason = f'the source {key!r} has no day on which it was last read; write read = "YYYY-MM-DD"'
        raise DataError(PATH, None, reason) from None


@lru_cache(maxsize=4096)  # keys and places are hipkit's own but for an NDC that stands in one
def cite(key: str, where: str = "") -> Citation:
    """The source `key`, pointing to a place on it.

    >>> cite("hmsa", "Example").where
    'Example'
    """
    try:
        return replace(sources()[key], where=where)
    except KeyError:
        raise DataError(PATH, None, f"no source has the id {key!r}") from None
