"""What stands in a case as quantities and texts, for the slips; and the stages of its worked solution.

Every number is the core's: it is read off a bill, or off the steps that the bill shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from hipkit.billing.bill import Bill
from hipkit.order.regimen import HOURS_A_DAY, Continuous, Intermittent, Pca
from hipkit.payers.files import load_policy, payers
from hipkit.practice.case import Facts, Stage
from hipkit.practice.templates.shared.orders import Drawn
from hipkit.values.quantity import Quantity
from hipkit.values.step import Step
from hipkit.values.units import MASS, VOLUME_RATE, WEIGHT_RATE

_NUMBER = re.compile(r"(?:.*\(exactly )?([0-9][0-9,]*(?:\.[0-9]+)?(?:/[0-9]+)?)")


# What a case that names no code does not hold.
OF_CODES = ("per", "per_printed", "units", "noc_units", "code", "per_diem", "per_diem_units")


def facts_of(
    bill: Bill,
    drawn: Drawn,
    texts: Mapping[str, str] | None = None,
    leave: Sequence[str] = (),
    **more: Fraction | int,
) -> Facts:
    """The facts of one bill; `more` and `texts` add to them or replace them, `leave` names what the case lacks."""
    daily = drawn.daily.base * HOURS_A_DAY if drawn.daily else None
    own = {"package": drawn.pack.volume.base, "daily_mg": daily}
    numbers = {**_of_order(bill), **_of_bill(bill), **own, **more}
    found = {name: Fraction(value) for name, value in numbers.items() if value is not None and name not in leave}
    words = {**_texts(bill), **(texts or {})}
    return Facts(found, {name: text for name, text in words.items() if name not in leave})


def _of_order(bill: Bill) -> dict[str, Fraction | int | None]:
    order = bill.order
    service, regimen = order.service, order.regimen
    numbers: dict[str, Fraction | int | None] = {
        "days": service.days,
        "span": len(service.calendar) or service.days,
        "without": len(service.without) or None,
        "strength": order.holds,
        "strength_printed": order.strength.value if order.strength else None,
        "bag": order.bag.base if order.bag else None,
    }
    if isinstance(regimen, Continuous):
        numbers |= {"hours": regimen.hours_per_day, "dose": regimen.dose.value} | _rates(bill, regimen)
    elif isinstance(regimen, Intermittent):
        numbers |= {"dose": regimen.dose.value, "dose_mg": regimen.dose.base, "doses": regimen.per_day}
    elif isinstance(regimen, Pca):
        numbers |= _pump(bill, regimen)
    else:
        numbers |= {"fill_mL": regimen.volume.base, "refills": regimen.refills}
    return numbers


def _rates(bill: Bill, regimen: Continuous) -> dict[str, Fraction | int | None]:
    """A rate in mg and in mL an hour, and the days of each rate where it changes."""
    order, rate = bill.order, regimen.dose
    hourly = per_hour(bill, rate)
    numbers: dict[str, Fraction | int | None] = {"dose_mg": hourly, "rate_mg": hourly}
    if order.concentration is not None and (order.bag is not None or rate.kind == VOLUME_RATE):
        numbers["rate_mL"] = hourly / order.concentration.base
    if order.weight is not None:
        numbers |= {"weight": order.weight.base, "dose_kg_mg": rate.base}
    if len(regimen.changes) == 1:
        day, second = regimen.changes[0]
        given = [one < day for one in order.service.calendar if one not in order.service.without]
        numbers |= {
            "dose2": second.value,
            "dose2_mg": per_hour(bill, second),
            "days1": sum(given),
            "days2": len(given) - sum(given),
            "span1": sum(one < day for one in order.service.calendar),
            "span2": sum(one >= day for one in order.service.calendar),
        }
    return numbers


def per_hour(bill: Bill, rate: Quantity) -> Fraction:
    """A rate in mg an hour."""
    if rate.kind == VOLUME_RATE and bill.order.concentration is not None:
        return rate.base * bill.order.concentration.base
    if rate.kind == WEIGHT_RATE and bill.order.weight is not None:
        return rate.base * bill.order.weight.base
    return rate.base


def _pump(bill: Bill, regimen: Pca) -> dict[str, Fraction | int | None]:
    bounds = bill.pca
    return {
        "hours": regimen.hours_per_day,
        "demand": regimen.demand.value,
        "demand_mg": regimen.demand.base,
        "demands": regimen.demands_per_day,
        "basal": regimen.basal.value if regimen.basal else None,
        "basal_mg": regimen.basal.base if regimen.basal else None,
        "lockout": regimen.lockout.to("min").value if regimen.lockout else None,
        "max_demands": bounds.max_demands_per_hr if bounds else None,
        "programmed_mg": bounds.programmed_max.base if bounds and bounds.programmed_max else None,
    }


def _of_bill(bill: Bill) -> dict[str, Fraction | int | None]:
    numbers: dict[str, Fraction | int | None] = {
        "total_mg": bill.total.amount.base,
        "total_mL": bill.total.volume.base if bill.total.volume else None,
        "ndc_quantity": bill.ndc.quantity,
    }
    if bill.total.bag_volume is not None:
        numbers["total_bag_mL"] = bill.total.bag_volume.base
    if bill.per_day is not None:
        volume = bill.per_day.volume
        numbers |= {"day_mg": bill.per_day.amount.base, "day_mL": volume.base if volume else None}
        if bill.per_day.bag_volume is not None:
            numbers["day_bag_mL"] = bill.per_day.bag_volume.base
    if bill.hcpcs is not None and bill.hcpcs.per is not None and bill.hcpcs.per.kind == MASS:
        numbers |= {
            "per": bill.hcpcs.per.base,
            "per_printed": bill.hcpcs.per.value,
            "units": bill.hcpcs.units,
        }
    elif bill.hcpcs is not None:
        numbers["noc_units"] = bill.hcpcs.units
    per_diems = [line.units for line in bill.lines if line.kind == "per_diem"]
    if per_diems:
        numbers["per_diem_units"] = sum(per_diems)
    return numbers


def _texts(bill: Bill) -> dict[str, str]:
    order = bill.order
    codes = [line.code for line in bill.lines if line.kind == "per_diem"]
    texts = {
        "ndc": order.ndc.hyphenated if order.ndc else "",
        "code": bill.hcpcs.code if bill.hcpcs else "",
        "per_diem": codes[0] if codes else "",
        "uom": bill.ndc.uom,
        "drug": order.drug or order.unlisted or "",
        "regimen": order.regimen.therapy,
        "payer": bill.payer.id if bill.payer else "",
        "reading": bill.reading or "",
        "from": str(order.service.start or ""),
        "through": str(order.service.end or ""),
    }
    return {name: text for name, text in texts.items() if text}


def number_of(step: Step) -> Fraction | None:
    """The number that a step gives, after its rounding where it rounds; None for a code.

    >>> from hipkit.values.citations import cite
    >>> number_of(Step("total", "1,000 mg / 3 mg/mL", "333.333... mL (exactly 1000/3 mL)", cite("hmsa")))
    Fraction(1000, 3)
    >>> print(number_of(Step("per-diem code", "24 hr a day", "S9326", cite("hmsa"))))
    None
    """
    found = _NUMBER.match(step.rounded or step.exact)
    return Fraction(found[1].replace(",", "")) if found else None


def staged(steps: Iterable[Step]) -> tuple[Stage, ...]:
    """Steps with the numbers that they give."""
    return tuple(Stage(replace(step, rule=as_made(step.rule)), number_of(step)) for step in steps)


def as_made(words: str) -> str:
    """A rule's words as the cases of version 1 have them: those of the source's own example, whatever the order."""
    return _of_example().get(words, words)


@cache
def _of_example() -> dict[str, str]:
    rules = [rule for payer in payers() for rule in load_policy(payer).rules]
    return {rule.otherwise: rule.words for rule in rules if rule.otherwise}


def stages_of(bill: Bill, kind: str, part: str = "") -> tuple[Stage, ...]:
    """The steps of a bill that lead to an answer of a kind, to its last one.

    `part` ends the words of the steps of one part of the span, as `, 2024-10-01 to 2024-10-07`.
    """
    wanted = [step for step in bill.steps if _WANTED[kind](step.words) and _of_part(step.words, part)]
    return staged(wanted)


def _of_part(words: str, part: str) -> bool:
    """Whether a step is of all days or of this part; the part's own amount stands for the total's."""
    if not part:
        return not words.startswith("amount, ")
    last = words.startswith(("units of", "rounding of", "NDC quantity", "per diem", "per-diem"))
    if last or words.startswith("amount, "):
        return words.endswith(part)
    return not words.startswith("total")


def _amount(words: str) -> bool:
    """A step on the way to mg."""
    aside = ("volume", "total volume", "bag volume", "total bag volume", "most demands", "programmed maximum")
    later = ("per", "units of", "rounding of", "NDC quantity")
    return not words.startswith((*aside, *later)) or words.startswith("volume given")


def _day_amount(words: str) -> bool:
    return _amount(words) and not words.startswith("total")


_WANTED: dict[str, Callable[[str], bool]] = {
    "day_mg": _day_amount,
    "day_mL": lambda words: _day_amount(words) or words.startswith("volume a day"),
    "total_mg": _amount,
    "total_mL": lambda words: _amount(words) or words.startswith(("volume a day", "total volume")),
    "units": lambda words: _amount(words) or words.startswith(("units of", "rounding of")),
    "noc_units": lambda words: _amount(words) or words.startswith(("total volume", "units of", "rounding of")),
    "ndc_quantity": lambda words: _amount(words) or words.startswith(("total volume", "NDC quantity")),
    "per_diem_units": lambda words: words.startswith("per diem"),
    "per_diem_code": lambda words: words.startswith("per-diem code"),
}
