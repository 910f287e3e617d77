"""A day as CMS's tables write it."""

from __future__ import annotations

import datetime
import re
from functools import cache

from hipkit.reference.cms.table import glimpse, refusal

_DAY = re.compile("([0-9]{4})(-?)([0-9]{2})\\2([0-9]{2})(?: 00:00:00)?")


def day(text: str, file: str, row: int, column: str) -> str:
    """The day as YYYY-MM-DD, empty where the cell is; raises InputError for a text that is no day.

    >>> day("20241001", "hcpcs.csv", 2, "from"), day("", "hcpcs.csv", 2, "through")
    ('2024-10-01', '')
    """
    if not text:
        return ""
    iso = _day(text)
    if not iso:
        reason = "no day; days are written YYYYMMDD"
        if re.fullmatch("[0-9]{5}", text):
            reason = "a spreadsheet's day number, and no day"
        raise refusal(file, f"{column}: {glimpse(text)} is {reason}", row)
    return iso


@cache
def _day(text: str) -> str:
    parts = _DAY.fullmatch(text)
    try:
        return str(datetime.date(int(parts[1]), int(parts[3]), int(parts[4]))) if parts else ""
    except ValueError:
        return ""
