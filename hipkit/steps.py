"""The steps that show how exact amounts became the units on the lines."""

from __future__ import annotations

from collections.abc import Iterator

from hipkit.axes import AXES
from hipkit.citations import cite
from hipkit.lines import NDC_PLACES, Draft, DrugUnits, NdcUnits
from hipkit.notation import counted, people
from hipkit.order import Order
from hipkit.pieces import Piece
from hipkit.quantity import Quantity
from hipkit.regimen import Intermittent, Pca, PumpRefill
from hipkit.terms import Ruling
from hipkit.worked import Step


def line_steps(draft: Draft, order: Order) -> Iterator[Step]:
    """Per diem, drug units and NDC quantity of each piece, each with the rule it goes by."""
    several = len(draft.ndc) > 1
    for line, code_ruling, day_ruling in draft.per_diems:
        span = f", {line.start} to {line.end}" if len(draft.per_diems) > 1 else ""
        given, days = _how_given(order), counted(line.units, "day")
        yield Step(f"per-diem code{span}", given, line.code, code_ruling.citation, line.code, code_ruling.words)
        units = people(line.units)
        yield Step(f"per diem {line.code}{span}", days, units, day_ruling.citation, units, day_ruling.words)
    for drug in draft.drugs:
        yield from _drug(drug, order, _span(drug.piece, several))
    for quantity in draft.ndc:
        yield _ndc(quantity, _span(quantity.piece, several))


def _how_given(order: Order) -> str:
    """What the per-diem code goes by: hours a day, doses a day, or the implanted pump."""
    regimen = order.regimen
    if isinstance(regimen, PumpRefill):
        return "implanted pump"
    if isinstance(regimen, Intermittent):
        return f"{regimen.per_day} a day"
    if isinstance(regimen, Pca) and regimen.basal is None:
        return "demands only"
    return f"{people(regimen.hours_per_day, 'hr')} a day"


def _span(piece: Piece, several: bool) -> str:
    return f", {piece.start} to {piece.end}" if several else ""


def _rule(ruling: Ruling, exact: bool) -> str:
    if ruling.value is None:
        return ""
    return f"{AXES[ruling.axis].explain(ruling.value)}{'; nothing to round' if exact else ''}"


def _drug(drug: DrugUnits, order: Order, span: str) -> Iterator[Step]:
    if drug.exact is None:
        return
    code, milligrams = drug.code, drug.piece.milligrams
    amount, volume = Quantity(milligrams, "mg"), Quantity(milligrams / order.strength.base, "mL")
    if code.per is None:
        formula = f"{volume}, counted as the NDC is" if drug.counts_ndc_units else "one for the line"
    else:
        formula = f"{amount if code.per.kind == 'mass' else volume} / {code.per}"
    yield Step(f"units of {code.code}{span}", formula, people(drug.exact), cite("hcpcs", code.code))
    if drug.units is not None:
        rule = _rule(drug.rounding, drug.exact == drug.units)
        yield Step(
            f"rounding of {code.code}{span}", people(drug.exact), people(drug.exact), drug.rounding.citation,
            people(drug.units), rule or "every rule comes to the same",
        )  # fmt: skip


def _ndc(quantity: NdcUnits, span: str) -> Step:
    exact = people(quantity.exact, "mL")
    words, rule, billed = f"NDC quantity{span}", "", ""
    if quantity.billed is not None:
        rule = _rule(quantity.ruling, quantity.billed == quantity.exact) or "every rule comes to the same"
        if quantity.ruling.value == "exact" and quantity.billed != quantity.exact:
            rule = f"to {NDC_PLACES} decimals, the nearest, half up"
        billed = people(quantity.billed, "mL")
    return Step(words, exact, exact, quantity.ruling.citation, billed, rule)
