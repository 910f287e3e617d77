"""The facts of one part of a span: the days, amounts and units of a line that ends with a month, a code or a rate."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.billing.draft import Line
from hipkit.practice.case import Facts
from hipkit.practice.templates.shared.known import facts_of
from hipkit.practice.templates.shared.orders import Drawn
from hipkit.reference.codes import code


def drug_lines(bill: Bill) -> tuple[Line, ...]:
    """The drug lines of a bill, in the order of their days."""
    return tuple(line for line in bill.lines if line.kind == "drug")


def per_diem_lines(bill: Bill) -> tuple[Line, ...]:
    """The per-diem lines of a bill, in the order of their days."""
    return tuple(line for line in bill.lines if line.kind == "per_diem")


def to_the_cuts(bill: Bill, cuts: Iterable[datetime.date]) -> Bill:
    """The bill with lines from cut to cut, as cases of version 1 have them: they stay as they are.

    hipkit itself ends a line on its last day with therapy; a case of version 1 lets it go on over days in hospital
    to the day before the next `cut`.
    """
    service, day = bill.order.service, datetime.timedelta(days=1)
    assert service.start is not None and service.end is not None
    begins = [service.start, *sorted(cuts), service.end + day]
    lines, steps = [], bill.steps
    for line in bill.lines:
        assert line.start is not None and line.end is not None
        start = max(one for one in begins if one <= line.start)
        end = min(one for one in begins if one > line.end) - day
        old, new = f", {line.start} to {line.end}", f", {start} to {end}"
        steps = tuple(replace(step, words=step.words.replace(old, new)) for step in steps)
        lines.append(replace(line, start=start, end=end))
    return replace(bill, lines=tuple(lines), steps=steps)


def facts_of_part(bill: Bill, drawn: Drawn, line: Line, **more: Fraction | int) -> Facts:
    """The facts of the days of one line; `all_days` and `all_mg` are those of the whole order."""
    given = [day for day in bill.order.service.calendar if line.start and line.end and line.start <= day <= line.end]
    without = [day for day in given if day in bill.order.service.without]
    numbers: dict[str, Fraction | int] = {
        "span": len(given),
        "days": len(given) - len(without),
        "all_days": bill.order.service.days,
        "all_mg": bill.total.amount.base,
    }
    if without:
        numbers["without"] = len(without)
    if line.kind == "per_diem":
        numbers["per_diem_units"] = line.units
    elif line.amount is not None:
        numbers |= {
            "total_mg": line.amount.base,
            "total_mL": line.amount.base / bill.order.holds,
            "units": line.units,
        }
        per = code(line.code).per
        if per is not None:
            numbers |= {"per": per.base, "per_printed": per.value}
        if line.ndc_quantity is not None:
            numbers["ndc_quantity"] = line.ndc_quantity
    leave = () if without else ("without",)
    texts = {"code": line.code} if line.kind == "drug" else {"per_diem": line.code}
    return facts_of(bill, drawn, {**texts, "from": str(line.start), "through": str(line.end)}, leave, **numbers, **more)


def two_codes(bill: Bill) -> dict[str, Fraction | int]:
    """What a bill holds whose code changes inside its span: both units, both amounts, the days of each."""
    first, second = drug_lines(bill)
    one, other = code(first.code).per, code(second.code).per
    assert one is not None and other is not None and first.amount is not None and second.amount is not None
    days = [day for day in bill.order.service.calendar if day not in bill.order.service.without]
    before = sum(first.end is not None and day <= first.end for day in days)
    return {
        "per_old": one.base,
        "per_new": other.base,
        "total1_mg": first.amount.base,
        "total2_mg": second.amount.base,
        "days1": before,
        "days2": len(days) - before,
    }
