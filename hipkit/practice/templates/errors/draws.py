"""Scenes drawn for claims with a wrong cell: which orders, whose rules, and what was agreed where a payer is silent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from hipkit.order.regimen import Continuous
from hipkit.practice.draw import Draw
from hipkit.practice.making import Again
from hipkit.practice.templates.errors.scene import Scene, Visits, scene
from hipkit.practice.templates.shared.newcode import doses_of_naloxone
from hipkit.practice.templates.shared.orders import Drawn, changed, continuous, intermittent, pca
from hipkit.practice.templates.shared.spans import Span, around, in_hospital, some_days

ENDED = datetime.date(2024, 10, 1)
OPIOIDS = ("morphine sulfate", "hydromorphone hydrochloride", "fentanyl citrate")
# Drugs that run beside an opioid, by another way.
BESIDE = ("ropivacaine hydrochloride", "clonidine hydrochloride", "lidocaine hydrochloride in dextrose")
_AGREED = {"hcpcs_rounding": "up-by-span", "ndc_quantity": "exact"}


@dataclass(frozen=True)
class Whose:
    """A payer, a reading, and what was agreed where it is silent."""

    payer: str
    reading: str
    agreed: Mapping[str, str]


HMSA = Whose("hmsa", "rule-text", {})
EXAMPLE = Whose("hmsa", "published-example", {})
NORTH_DAKOTA = Whose("bcbsnd", "rule-text", _AGREED)
MICHIGAN = Whose("bcbsm", "rule-text", {**_AGREED, "per_diem_day": "infusion-day", "line_span": "whole-span"})
TEXAS = Whose("bcbstx", "rule-text", {**_AGREED, "line_span": "whole-span"})
CAROLINA = Whose("bcbsnc", "rule-text", {**_AGREED, "line_span": "whole-span"})
ONE_DRUG = (HMSA, HMSA, HMSA, NORTH_DAKOTA, MICHIGAN, TEXAS)


def ordered(whose: Whose, *drawn: Drawn, visits: Visits = (), rule: str | None = None) -> Scene:
    """The scene of these orders; another draw where the core wants a reason or a choice for it."""
    of_claim = scene(drawn, whose.payer, whose.reading, whose.agreed, visits, rule)
    if any(notice.level in ("confirm", "choice") for notice in of_claim.claim.notices):
        raise Again
    if any(line.kind == "drug" and not line.units for line in of_claim.claim.lines):
        raise Again
    return of_claim


def one_rate(draw: Draw) -> Scene:
    """A continuous infusion, half of them from a bag; or one that runs overnight."""
    if draw.chance(3):
        return ordered(draw.one(ONE_DRUG), continuous(draw, part_day=True))
    bag = draw.chance(2)
    drawn = continuous(draw, OPIOIDS if bag else (), bag=bag)
    return ordered(EXAMPLE if draw.chance(6) else draw.one(ONE_DRUG), drawn)


def doses(draw: Draw) -> Scene:
    """Doses around the clock, or PCA."""
    drawn = pca(draw, bag=draw.chance(2)) if draw.chance(2) else intermittent(draw)
    return ordered(draw.one(ONE_DRUG), drawn)


def two_drugs(draw: Draw) -> Scene:
    """An opioid and another drug on the same days."""
    second = continuous(draw, BESIDE)
    if draw.chance(3):
        second = intermittent(draw, ("ketorolac tromethamine",))
    first = pca(draw, span=second.span) if draw.chance(3) else continuous(draw, OPIOIDS, span=second.span)
    # Whole blocks of 24 hours can be counted only where both run all day.
    all_day = all(isinstance(drawn.order.regimen, Continuous) for drawn in (first, second))
    return ordered(draw.one((HMSA, HMSA, TEXAS, CAROLINA) if all_day else (HMSA, HMSA, TEXAS)), first, second)


def stay_or_change(draw: Draw) -> Scene:
    """Days in hospital, a rate that changes, or hydromorphone over the night on which its code ended."""
    way = draw.below(3)
    if way == 0:
        span = around(draw, ENDED, 10, 30)
        return ordered(HMSA, continuous(draw, ("hydromorphone hydrochloride",), span=span, bag=draw.chance(2)))
    span = some_days(draw, 12, 31)
    if way == 1:
        return ordered(draw.one((HMSA, TEXAS)), continuous(draw, OPIOIDS, span=in_hospital(draw, span)))
    drawn = changed(draw, continuous(draw, OPIOIDS, span=span))
    return ordered(draw.one((HMSA, TEXAS)), drawn)


def new_code(draw: Draw) -> Scene:
    """Doses of naloxone in the weeks around the day on which its code ended, on one side of it or over it."""
    return ordered(HMSA, doses_of_naloxone(draw, draw.one(("before", "over", "from"))))


def with_visits(draw: Draw) -> Scene:
    """An infusion with one or two visits, one of them longer than two hours."""
    whose = draw.one((HMSA, MICHIGAN))
    drawn = continuous(draw, OPIOIDS) if draw.chance(2) else pca(draw)
    visits = _visits(draw, drawn.span)
    rule = draw.one(("cpt-midpoint", "bcbsm-2013", "floor-hour")) if whose is HMSA else None
    return ordered(whose, drawn, visits=visits, rule=rule)


def _visits(draw: Draw, span: Span) -> Visits:
    """The first day's visit, and a later one at times."""
    first = (span.start, draw.one((185, 195, 210, 225, 240)))
    if draw.chance(2) or span.length < 9:
        return (first,)
    return first, (span.day(7), draw.one((45, 60, 75, 90, 110)))
