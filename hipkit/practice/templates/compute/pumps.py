"""Level 1: pump settings: mL/hr from mg/hr and back, a rate by weight, and how long a reservoir lasts."""

from __future__ import annotations

from fractions import Fraction

from hipkit.billing.convert import Conversion, convert
from hipkit.order.regimen import Continuous
from hipkit.order.scenario import Scenario
from hipkit.practice.case import Blank, Facts
from hipkit.practice.draw import Draw
from hipkit.practice.making import Again, Sheet, template
from hipkit.practice.templates.shared.keyed import amount_box, billed, box, sheet
from hipkit.practice.templates.shared.known import OF_CODES, facts_of, staged
from hipkit.practice.templates.shared.orders import Drawn, continuous, few_decimals, need
from hipkit.practice.templates.shared.worded import dispensed, given_on, prescribed
from hipkit.reference.products import shown_name
from hipkit.values.citations import cite
from hipkit.values.notation import exact
from hipkit.values.quantity import Quantity

_FROM_A_BAG = ("morphine sulfate", "hydromorphone hydrochloride", "fentanyl citrate", "clonidine hydrochloride")
_RESERVOIRS = (40, 50, 60, 75, 80, 100, 120, 150, 200, 250)
_ARITHMETIC = cite("hipkit", "arithmetic")


def _with_bag(draw: Draw, drugs: tuple[str, ...] = _FROM_A_BAG) -> tuple[Drawn, Quantity, Quantity]:
    """An order that runs from a bag, its rate and the bag's strength."""
    drawn = continuous(draw, drugs, bag=True)
    regimen, bag = drawn.order.regimen, drawn.order.bag
    assert isinstance(regimen, Continuous) and bag is not None
    need(bag.base != 1)  # mg and mL would be the same number
    return drawn, regimen.dose, bag


def _facts(drawn: Drawn, names: tuple[str, ...]) -> Facts:
    """Only what the case shows: no days, no code."""
    facts = facts_of(billed(drawn), drawn)
    return Facts({name: facts.numbers[name] for name in names}, {"drug": facts.texts["drug"]})


def _value(conversion: Conversion) -> Fraction:
    if conversion.value is None:
        raise Again
    return conversion.value.value


@template("pump-rate", 1, "compute", ["rate"], since="1")
def pump_rate(draw: Draw) -> Sheet:
    """The rate at which a pump gives an ordered amount from a mixed bag."""
    drawn, rate, bag = _with_bag(draw)
    conversion = convert(str(rate), "mL/hr", strength=str(bag))
    facts = _facts(drawn, ("dose", "dose_mg", "rate_mg", "bag", "strength", "strength_printed", "rate_mL", "package"))
    hints = (
        "Which concentration runs through the pump, the vial's or the bag's?",
        "Divide the rate in mg/hr by what one mL of the bag holds; bring mg and mcg to one unit first.",
    )
    blank = Blank("rate", "Pump rate", "amount", "rate", "mL/hr")
    answer = box(blank, "rate_mL", _value(conversion), staged(conversion.steps), hints, _ARITHMETIC, facts)
    question = "At how many mL/hr is the pump set?"
    return sheet("Pump rate", (prescribed(drawn), dispensed(drawn, ndc=False), question), (answer,))


@template("drug-from-rate", 1, "compute", ["rate"], since="1")
def drug_from_rate(draw: Draw) -> Sheet:
    """The amount of drug an hour that a pump gives."""
    drawn, rate, bag = _with_bag(draw, _FROM_A_BAG[:2])
    running = Quantity(rate.base / bag.base, "mL/hr")
    need(few_decimals(running.value, 2))
    conversion = convert(f"{exact(running.value)} mL/hr", "mg/hr", strength=str(bag))
    facts = _facts(drawn, ("rate_mL", "bag", "strength", "strength_printed", "rate_mg", "package"))
    hints = (
        "What does one mL of the liquid in the pump hold?",
        "Multiply the rate in mL/hr by the strength of the bag in mg/mL.",
    )
    blank = Blank("rate", "Amount of drug an hour", "amount", "rate", "mg/hr")
    answer = box(blank, "rate_mg", _value(conversion), staged(conversion.steps), hints, _ARITHMETIC, facts)
    name = shown_name(drawn.range.drug)
    runs = f"Running: {name} by {drawn.range.route} pump at {running}."
    question = f"How many mg of {name.partition(' ')[0]} does the patient get in an hour?"
    return sheet("Amount from a pump rate", (runs, dispensed(drawn, ndc=False), question), (answer,))


@template("block-amount", 1, "compute", ["volume"], since="1")
def block_amount(draw: Draw) -> Sheet:
    """The mg a day of an infusion that is ordered in mL/hr."""
    drawn = continuous(draw, ("ropivacaine hydrochloride",))
    bill = billed(drawn)
    hints = (
        "The order counts millilitres; the drug is counted in milligrams.",
        "mL/hr times hours gives mL a day; times the strength in mg/mL gives mg a day.",
    )
    facts = facts_of(bill, drawn, leave=OF_CODES)
    answer = amount_box(bill, "day_amount", "Amount of drug a day", facts, "day_mg", hints)
    question = "How many mg of ropivacaine does the patient get in one day?"
    parts = (prescribed(drawn), dispensed(drawn), given_on(drawn.span), question)
    return sheet("Amount a day", parts, (answer,), Scenario(drawn.order))


@template("weight-rate", 1, "compute", ["rate"], since="1")
def weight_rate(draw: Draw) -> Sheet:
    """The pump rate of a rate by weight."""
    drawn = continuous(draw, ("lidocaine hydrochloride in dextrose",))
    regimen, weight, strength = drawn.order.regimen, drawn.order.weight, drawn.order.strength
    assert isinstance(regimen, Continuous) and weight is not None
    hourly = convert(str(regimen.dose), "mg/hr", weight=str(weight))
    conversion = convert(str(hourly.value), "mL/hr", strength=str(strength))
    need(few_decimals(_value(conversion), 1))
    names = ("dose", "dose_mg", "dose_kg_mg", "weight", "rate_mg", "strength", "strength_printed", "package")
    facts = _facts(drawn, names)
    facts = Facts({**facts.numbers, "rate_mL": _value(conversion)}, facts.texts)
    hints = (
        "The order is for each kilogram: first the mg an hour for this patient.",
        "Multiply by the weight, then divide by the strength of what runs through the pump.",
    )
    blank = Blank("rate", "Pump rate", "amount", "rate", "mL/hr")
    stages = staged((*hourly.steps, *conversion.steps))
    answer = box(blank, "rate_mL", _value(conversion), stages, hints, cite("hipkit", "weight"), facts)
    question = "At how many mL/hr is the pump set?"
    return sheet("Rate by weight", (prescribed(drawn), dispensed(drawn, ndc=False), question), (answer,))


@template("reservoir-lasts", 1, "compute", ["rate"], since="1")
def reservoir_lasts(draw: Draw) -> Sheet:
    """How many hours a reservoir lasts."""
    drawn, rate, bag = _with_bag(draw)
    volume = Quantity(draw.one(_RESERVOIRS), "mL")
    conversion = convert(str(volume), "hr", strength=str(bag), at=str(rate))
    need(few_decimals(_value(conversion), 1) and 12 <= _value(conversion) <= 240)
    facts = _facts(drawn, ("dose", "dose_mg", "rate_mg", "rate_mL", "bag", "strength", "strength_printed", "package"))
    facts = Facts({**facts.numbers, "fill_mL": volume.base, "duration": _value(conversion)}, facts.texts)
    hints = (
        "How many mg of drug does the full reservoir hold?",
        "Volume times the bag's strength gives the mg in the reservoir; divided by mg/hr, the hours.",
    )
    blank = Blank("duration", "How long it lasts", "amount", "rate", "hr")
    answer = box(blank, "duration", _value(conversion), staged(conversion.steps), hints, _ARITHMETIC, facts)
    filled = f"The pump's reservoir is filled with {volume} of the mixture."
    question = "After how many hours is the reservoir empty?"
    return sheet(
        "How long a reservoir lasts", (prescribed(drawn), dispensed(drawn, ndc=False), filled, question), (answer,)
    )
