"""Doses of naloxone around the day on which its code changed: J2310 counted 1 mg, J2312 counts 0.01 mg."""

from __future__ import annotations

import datetime

from hipkit.practice.draw import Draw
from hipkit.practice.templates.shared.orders import Drawn, intermittent
from hipkit.practice.templates.shared.spans import DAY, Span, around

NALOXONE = "naloxone hydrochloride"
# J2310 ended the day before; J2312 began.
NEW_CODE = datetime.date(2025, 7, 1)
# On one side of the change a span lies within so many days of it: there both codes can be met.
_NEAR = 60


def doses_of_naloxone(draw: Draw, where: str) -> Drawn:
    """A dose every so many hours, `before` the change, `over` it or `from` it on."""
    return intermittent(draw, (NALOXONE,), span=_over(draw) if where == "over" else _beside(draw, where == "from"))


def _over(draw: Draw) -> Span:
    return around(draw, NEW_CODE, 12, 31)


def _beside(draw: Draw, later: bool) -> Span:
    days = draw.whole(7, 31)
    away = draw.below(_NEAR + 1 - days)
    start = NEW_CODE + DAY * away if later else NEW_CODE - DAY * (away + days)
    return Span(start, start + DAY * (days - 1))
