"""Quarters: the one that a file's name says, the one that its banner says, and whether they agree."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from hipkit.reference.cms.table import refusal

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = f"({'|'.join(f'{month[:3]}(?:{month[3:]})?' if len(month) > 3 else month for month in MONTHS)})"
_YEAR = "((?:19|20)[0-9]{2})"
_GAP = r"[ _.,-]*"
# What a name says, the surest first; the day of publication at the end of a name (122023, 10.31.25) is none of them.
_YEAR_QUARTER = re.compile(rf"(?<![0-9]){_YEAR}{_GAP}q([1-4])(?![0-9])|\bq([1-4]){_GAP}{_YEAR}(?![0-9])")
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_MONTH}{_GAP}{_YEAR}(?![0-9])|(?<![0-9]){_YEAR}{_GAP}{_MONTH}(?![a-z])")
_YEAR_ALONE = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])")
_SHORT_YEAR = re.compile(r"hcpcs?([0-9]{2})(?![0-9])")
_TITLE = re.compile(rf"{_MONTH}{_GAP}{_YEAR} .*(?:crosswalk|pricing|payment)")
_SPAN = re.compile(rf"effective {_MONTH} ([0-9]{{1,2}}), ?{_YEAR} through {_MONTH} ([0-9]{{1,2}}), ?{_YEAR}")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year.

    >>> autumn = Quarter(2025, 4)
    >>> str(autumn), str(autumn.first), str(autumn.last)
    ('2025-q4', '2025-10-01', '2025-12-31')
    """

    year: int
    number: int

    @classmethod
    def of(cls, day: datetime.date) -> Quarter:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> datetime.date:
        """Its last day."""
        after = (self.year, 3 * self.number + 1) if self.number < 4 else (self.year + 1, 1)
        return datetime.date(*after, 1) - datetime.timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-q{self.number}"


def of_name(name: str) -> tuple[int, int | None] | None:
    """The year that a file's name says, with the quarter where it says one; None where it says neither.

    >>> of_name("section 508 version of January 2024 ASP NDC-HCPCS Crosswalk 122023.csv")
    (2024, 1)
    >>> of_name("HCPC2025_OCT_ANWEB.xlsx"), of_name("asp_2026q1.csv"), of_name("HCPC17_CONTR_ANWEB.txt")
    ((2025, 4), (2026, 1), (2017, None))
    >>> print(of_name("crosswalk.csv"))
    None
    """
    text = name.lower()
    if match := _YEAR_QUARTER.search(text):
        return int(match[1] or match[4]), int(match[2] or match[3])
    if match := _MONTH_YEAR.search(text):
        return int(match[2] or match[3]), (_month(match[1] or match[4]) + 2) // 3
    if match := _YEAR_ALONE.search(text):
        return int(match[1]), None
    if match := _SHORT_YEAR.search(text):
        return 2000 + int(match[1]), None
    return None


def _month(word: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(word[:3]))


def of_banner(lines: list[str], file: str) -> Quarter | None:
    """The quarter that the lines above a table say in words, None where they say none.

    Raises InputError where they say two, or days that are no quarter.

    >>> str(of_banner(["    Effective October 1, 2025 through December 31, 2025"], "crosswalk.csv"))
    '2025-q4'
    """
    spoken = set()
    for line in lines:
        text = " ".join(line.lower().split())
        if span := _SPAN.search(text):
            spoken.add(_of_span(span, file))
        elif title := _TITLE.match(text):
            spoken.add(Quarter(int(title[2]), (_month(title[1]) + 2) // 3))
    if len(spoken) > 1:
        raise refusal(file, f"the lines above its table say {' and '.join(map(str, sorted(spoken)))}")
    return spoken.pop() if spoken else None


def _of_span(span: re.Match[str], file: str) -> Quarter:
    try:
        first = datetime.date(int(span[3]), _month(span[1]), int(span[2]))
        last = datetime.date(int(span[6]), _month(span[4]), int(span[5]))
    except ValueError:
        raise refusal(file, f"the line above its table says a day that there is not: {span[0]}") from None
    quarter = Quarter.of(first)
    if (quarter.first, quarter.last) != (first, last):
        raise refusal(file, f"it is in force from {first} to {last}, which is no quarter")
    return quarter


def require_named(quarter: Quarter, names: tuple[str, ...], file: str, whence: str) -> None:
    """Raise InputError where a name says another year or quarter than the table itself.

    >>> require_named(Quarter(2025, 1), ("crosswalk_2026q1.csv",), "crosswalk_2026q1.csv", "the lines above its table")
    Traceback (most recent call last):
    hipkit.errors.InputError: file: read "crosswalk_2026q1.csv": its name says 2026-q1, the lines above its table \
2025-q1. Type for example: the file as CMS publishes it
    """
    for name in names:
        named = of_name(name)
        if named and (named[0] != quarter.year or named[1] not in (None, quarter.number)):
            other = str(named[0]) if named[1] is None else str(Quarter(named[0], named[1]))
            raise refusal(file, f"its name says {other}, {whence} {quarter}")


def quarter_of(lines: list[str], names: tuple[str, ...], file: str) -> Quarter:
    """The quarter that a price or crosswalk file is for: from its banner, else from its name; both, if both, agree."""
    quarter = of_banner(lines, file)
    if quarter is not None:
        require_named(quarter, names, file, "the lines above its table")
        return quarter
    for name in names:
        named = of_name(name)
        if named and named[1] is not None:
            quarter = Quarter(named[0], named[1])
            require_named(quarter, names, file, "another part of it")
            return quarter
    reason = "neither the lines above its table nor its name say for which quarter it is"
    raise refusal(file, reason, to_type="a name that says the quarter, such as crosswalk_2025q4.csv")
