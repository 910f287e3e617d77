"""Plants in the units of per diems and of nursing visits: days and hours counted otherwise than the rule does."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.billing.nursing import FIRST_PART, nursing_units
from hipkit.claim.line import ServiceLine
from hipkit.order.regimen import Continuous
from hipkit.practice.templates.errors.kinds import Wrong, plant
from hipkit.practice.templates.errors.scene import Scene
from hipkit.practice.templates.shared.spans import DAY
from hipkit.values.rounding import up


def _per_diems(scene: Scene) -> Iterator[tuple[ServiceLine, Bill]]:
    for line in scene.claim.lines:
        if line.kind == "per_diem" and line.bill is not None:
            yield line, line.bill


@plant("a-month-is-30-days", "units", "month-as-30-days")
def _thirty_days(scene: Scene) -> Iterator[Wrong]:
    for line, _ in _per_diems(scene):
        if _whole_month(line) and line.units in (28, 29, 31):
            rule = "a per diem is billed for each day from first to last, both included; a month is no number of days"
            yield Wrong(line, "30", rule, line.origins["units"].citation)


def _whole_month(line: ServiceLine) -> bool:
    """Whether a line goes from the first to the last day of a month."""
    first, last = line.start, line.end
    if first is None or last is None or first.day != 1 or first.month != last.month:
        return False
    return (last + DAY).day == 1


@plant("first-day-left-out", "units", "one-day-short")
def _first_day(scene: Scene) -> Iterator[Wrong]:
    for line, bill in _per_diems(scene):
        if line.units > 1 and not bill.order.service.without:
            rule = "a per diem is billed for each day from first to last, and both are included"
            yield Wrong(line, str(line.units - 1), rule, line.origins["units"].citation)


@plant("hospital-in-per-diem", "units", "per-diem-over-the-span")
def _stay_in_per_diem(scene: Scene) -> Iterator[Wrong]:
    for line, bill in _per_diems(scene):
        service = bill.order.service
        if service.without and line.units == service.days:
            rule = "by this payer's rule a day counts on which the infusion runs: days in hospital do not"
            yield Wrong(line, str(len(service.calendar)), rule, line.origins["units"].citation)


@plant("per-diem-by-hours", "units", "per-diem-in-blocks")
def _by_hours(scene: Scene) -> Iterator[Wrong]:
    """Per diems as blocks of 24 hours where the payer counts days."""
    for line, bill in _per_diems(scene):
        regimen = bill.order.regimen
        if isinstance(regimen, Continuous) and regimen.hours_per_day < 24:
            blocks = up(regimen.hours_per_day * line.units / 24)
            rule = "by this payer's rule a day counts once, however many hours of it the infusion runs"
            yield Wrong(line, str(blocks), rule, line.origins["units"].citation)


@plant("nursing-hour-too-many", "units", "99602-for-a-started-hour", "99602-for-an-hour-too-many")
def _hour_too_many(scene: Scene) -> Iterator[Wrong]:
    for line, minutes in _visits(scene):
        if line.code == "99602":
            begun = nursing_units(minutes, "ceil-hour").further
            many, slip = (
                (begun, "99602-for-a-started-hour")
                if begun > line.units
                else (line.units + 1, "99602-for-an-hour-too-many")
            )
            rule = f"99602 counts the time beyond {FIRST_PART} minutes only, by the rule named"
            yield Wrong(line, str(many), rule, line.origins["units"].citation, slip)


@plant("nursing-whole-visit", "units", "99602-for-all-hours")
def _whole_visit(scene: Scene) -> Iterator[Wrong]:
    """The hours of the whole visit on 99602."""
    for line, minutes in _visits(scene):
        if line.code == "99602":
            rule = f"the first {FIRST_PART} minutes are 99601; 99602 counts what lies beyond them"
            yield Wrong(line, str(up(Fraction(minutes, 60))), rule, line.origins["units"].citation)


@plant("nursing-first-by-hour", "units", "99601-by-the-hour")
def _first_by_hour(scene: Scene) -> Iterator[Wrong]:
    for line, _ in _visits(scene):
        if line.code == "99601":
            yield Wrong(
                line, "2", "99601 is one for a visit: it holds the first two hours", line.origins["code"].citation
            )


def _visits(scene: Scene) -> Iterator[tuple[ServiceLine, int]]:
    """The lines of the visits, each with its minutes."""
    lengths = dict(scene.visits)
    for line in scene.claim.lines:
        if line.kind == "nursing" and line.start is not None:
            yield line, lengths[line.start]
