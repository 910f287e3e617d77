"""Plants in the units of a drug: what comes out when a step is left out or another number is taken."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from hipkit.billing import compute
from hipkit.billing.bill import Bill
from hipkit.claim.line import ServiceLine
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Pca, Regimen, in_hours
from hipkit.payers.axes import hcpcs_rounding
from hipkit.practice.templates.errors.kinds import Wrong, plant
from hipkit.practice.templates.errors.scene import Scene
from hipkit.practice.templates.shared.spans import TODAY
from hipkit.reference.codes import Code
from hipkit.reference.codes import code as known_code
from hipkit.reference.products import drug
from hipkit.values.citations import Citation, cite
from hipkit.values.notation import exact, people
from hipkit.values.quantity import Quantity
from hipkit.values.rounding import billing_units, down, exact_units, up

_ROUNDING = hcpcs_rounding.AXIS.name
SOON = datetime.timedelta(days=90)
_UNITS = "units of a code are the milligrams of the whole line over the milligrams of one unit"


def drug_lines(scene: Scene) -> Iterator[tuple[ServiceLine, Bill, Quantity]]:
    """The drug lines of a claim, each with its bill and the drug on it."""
    for line in scene.claim.lines:
        if line.bill is not None and line.kind == "drug":
            amount = next(part.amount for part in line.bill.lines if (part.code, part.start) == (line.code, line.start))
            assert amount is not None
            yield line, line.bill, amount


def first_day(line: ServiceLine) -> datetime.date:
    """The first day of a line, which every line of a case has."""
    assert line.start is not None
    return line.start


def other_codes(line: ServiceLine) -> Iterator[Code]:
    """The drug's other codes that a biller of these days could have met: begun by then, or about to begin."""
    assert line.bill is not None and line.end is not None
    name = line.bill.order.drug
    for other in drug(name).codes if name else ():
        known = known_code(other.code)
        if known.code != line.code and known.start <= line.end + SOON:
            yield known


def _coded(scene: Scene) -> Iterator[tuple[ServiceLine, Bill, Quantity, Code]]:
    """The drug lines whose code counts milligrams, with that code."""
    for line, bill, amount in drug_lines(scene):
        known = known_code(line.code)
        if known.per is not None:
            yield line, bill, amount, known


def _unit(known: Code) -> tuple[str, Citation]:
    return f"one unit of {known.code} is {known.per}; {_UNITS}", cite("hcpcs", known.code)


@plant("mg-as-units", "units", "mg-for-units")
def _mg_as_units(scene: Scene) -> Iterator[Wrong]:
    for line, _, amount, known in _coded(scene):
        yield Wrong(line, str(up(amount.base)), *_unit(known))


@plant("mL-as-units", "units", "ml-for-units")
def _volume_as_units(scene: Scene) -> Iterator[Wrong]:
    for line, bill, amount, known in _coded(scene):
        yield Wrong(line, str(up(amount.base / bill.order.holds)), *_unit(known))


@plant("unit-of-another-code", "units", "unit-of-the-ended-code", "unit-of-the-later-code")
def _other_unit(scene: Scene) -> Iterator[Wrong]:
    """Units counted by the unit that the drug's other code has: the code that ended, or the one that came."""
    for line, _, amount, known in _coded(scene):
        for other in other_codes(line):
            if other.per is not None and other.per != known.per:
                slip = "unit-of-the-ended-code" if other.start < known.start else "unit-of-the-later-code"
                yield Wrong(line, str(billing_units(amount, other.per)), *_unit(known), slip)


@plant("rounded-down", "units", "rounded-down")
def _rounded_down(scene: Scene) -> Iterator[Wrong]:
    for line, bill, amount, known in _coded(scene):
        assert known.per is not None
        if fewer := down(exact_units(amount, known.per)):
            yield Wrong(line, str(fewer), *_rounding(bill))


@plant("rounded-by-day", "units", "rounded-by-day")
def _rounded_by_day(scene: Scene) -> Iterator[Wrong]:
    for line, bill, _, _ in _coded(scene):
        by_day = [choice for choice in bill.choices if (choice.axis, choice.value) == (_ROUNDING, "up-by-day")]
        alone = sum(other.kind == "drug" for other in bill.lines) == 1
        if alone and by_day and by_day[0].units is not None:
            yield Wrong(line, exact(by_day[0].units), *_rounding(bill))


def _rounding(bill: Bill) -> tuple[str, Citation]:
    held = next(choice for choice in bill.choices if choice.axis == _ROUNDING and choice.chosen)
    return "a part of a unit is billed as the next whole one, once, on the total of the line", held.citation


@plant("own-units-on-J3490", "units", "own-units-for-noc-units")
def _units_of_own_code(scene: Scene) -> Iterator[Wrong]:
    """Units of the drug's own code where J3490 counts millilitres."""
    for line, bill, amount in drug_lines(scene):
        own = drug(bill.order.drug).code_on(first_day(line), implanted=False) if bill.order.drug else None
        per = known_code(own).per if own else None
        if line.code == "J3490" and per is not None:
            rule = "the units of J3490 are the NDC quantity here, in millilitres"
            yield Wrong(line, str(billing_units(amount, per)), rule, line.origins["units"].citation)


@plant("hours-left-out", "units", "hours-left-out")
def _no_hours(scene: Scene) -> Iterator[Wrong]:
    for line, bill, amount, known in _coded(scene):
        regimen = bill.order.regimen
        if isinstance(regimen, Continuous) and in_hours(regimen.dose) and known.per is not None:
            fewer = Quantity(amount.value / regimen.hours_per_day, "mg")
            rule = f"the rate {regimen.dose} runs {people(regimen.hours_per_day)} hours of each day"
            yield Wrong(line, str(billing_units(fewer, known.per)), rule, cite("hmsa", "Drug Unit Calculations"))


@plant("pump-maximum", "units", "pca-maximum-as-given")
def _pump_maximum(scene: Scene) -> Iterator[Wrong]:
    for line, bill, _, known in _coded(scene):
        if bill.pca and bill.pca.programmed_max and known.per and len(bill.lines) == 2:
            most = Quantity(bill.pca.programmed_max.to("mg").value * bill.order.service.days, "mg")
            rule = "what is billed is the basal rate and the demands that the log shows, never what the lockout lets by"
            yield Wrong(line, str(billing_units(most, known.per)), rule, cite("hipkit", "pump log"))


@plant("basal-left-out", "units", "basal-forgotten")
def _demands_alone(scene: Scene) -> Iterator[Wrong]:
    for line, bill, _, known in _coded(scene):
        regimen = bill.order.regimen
        if isinstance(regimen, Pca) and regimen.basal and known.per and len(bill.lines) == 2:
            given = regimen.demand.to("mg").value * regimen.demands_per_day * bill.order.service.days
            rule = "a day's amount is the basal rate over its hours and the demands given"
            if given:
                yield Wrong(
                    line, str(billing_units(Quantity(given, "mg"), known.per)), rule, cite("hipkit", "arithmetic")
                )


@plant("hospital-in-units", "units", "days-without-kept")
def _stay_billed(scene: Scene) -> Iterator[Wrong]:
    for line, bill, _, _ in _coded(scene):
        order = bill.order
        if order.service.without and sum(other.kind == "drug" for other in bill.lines) == 1:
            through = compute.bill(_again(order), scene.payer, scene.reading, scene.choices, TODAY)
            rule = "on days in hospital the home infusion gives nothing: their drug is not billed"
            yield Wrong(line, str(through.hcpcs_units), rule, cite("hipkit", "days without therapy"))


@plant("first-rate-throughout", "units", "first-rate-all-through")
def _first_rate(scene: Scene) -> Iterator[Wrong]:
    for line, bill, _, _ in _coded(scene):
        regimen = bill.order.regimen
        if isinstance(regimen, Continuous) and regimen.changes and len(bill.lines) == 2:
            steady = Continuous(regimen.dose, hours_per_day=regimen.hours_per_day)
            through = compute.bill(_again(bill.order, regimen=steady), scene.payer, scene.reading, scene.choices, TODAY)
            day, rate = regimen.changes[0]
            rule = f"from {day} on the rate is {rate}: each rate counts for its own days"
            yield Wrong(line, str(through.hcpcs_units), rule, cite("hipkit", "arithmetic"))


def _again(order: Order, regimen: Regimen | None = None, without: Sequence[datetime.date] = ()) -> Order:
    """The order with another regimen, or with other days in hospital."""
    service = order.service
    return Order(
        drug=order.drug,
        regimen=regimen or order.regimen,
        strength=order.strength,
        ndc=order.ndc,
        bag=order.bag,
        start=service.start,
        end=service.end,
        without=without,
        weight=order.weight,
    )
