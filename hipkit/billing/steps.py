"""The steps that show how exact amounts became the units on the lines."""

from __future__ import annotations

from collections.abc import Iterator

from hipkit.billing.draft import Draft, DrugUnits, NdcUnits, PerDiem
from hipkit.billing.spans import Piece, hours_per_day
from hipkit.order.order import Order
from hipkit.order.regimen import Intermittent, Pca, PumpRefill
from hipkit.payers.axes import ndc_quantity, per_diem_day
from hipkit.payers.axes.all import AXES
from hipkit.payers.terms import Ruling
from hipkit.values.citations import cite
from hipkit.values.notation import counted, people
from hipkit.values.quantity import Quantity
from hipkit.values.rounding import nearest
from hipkit.values.step import Step
from hipkit.values.units import MASS

UNITS_OF = "units of "  # with a code after it, the words of the step that counts its units


def line_steps(draft: Draft, order: Order) -> Iterator[Step]:
    """Per diem, drug units and NDC quantity of each piece, each with the rule it goes by."""
    several = len(draft.ndc) > 1
    for per_diem in draft.per_diems:
        yield from _per_diem(
            per_diem, order, f", {per_diem.line.start} to {per_diem.line.end}" if len(draft.per_diems) > 1 else ""
        )
    for quantity in draft.ndc if several else ():
        piece = quantity.piece
        amount = str(Quantity(piece.milligrams, "mg"))
        yield Step(f"amount{_span(piece, True)}", counted(piece.days, "day"), amount, cite("hipkit", "arithmetic"))
    for drug in draft.drugs:
        yield from _drug(drug, order, _span(drug.piece, several))
    for quantity in draft.ndc:
        yield _ndc(quantity, order.product_form.unit, _span(quantity.piece, several))


def _per_diem(per_diem: PerDiem, order: Order, span: str) -> Iterator[Step]:
    line, code, day = per_diem.line, per_diem.code_ruling, per_diem.day_ruling
    yield Step(f"per-diem code{span}", _how_given(order), line.code, code.citation, line.code, code.words)
    hours = hours_per_day(order)
    formula, exact, rule = per_diem_day.work(day.value, per_diem.days, line.units, hours, (line.start, line.end))
    rule += day.words if day.value is not None else f"every rule comes to the same; {day.words}"
    yield Step(f"per diem {line.code}{span}", formula, people(exact), day.citation, people(line.units), rule)


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
    return f", {piece.first} to {piece.last}" if several else ""


def _rule(ruling: Ruling, exact: bool) -> str:
    if ruling.value is None:
        return ""
    return f"{AXES[ruling.axis].explain(ruling.value)}{'; nothing to round' if exact else ''}"


def _drug(drug: DrugUnits, order: Order, span: str) -> Iterator[Step]:
    if drug.exact is None:
        return
    code, milligrams = drug.code, drug.piece.milligrams
    product = people(milligrams / order.holds, order.product_form.unit)
    if code.per is None:
        formula = f"{product}, counted as the NDC is" if drug.counts_ndc_units else "one for the line"
    else:
        by_mass = code.per.kind == MASS
        given = Quantity(milligrams, "mg") if by_mass else Quantity(milligrams / order.holds, "mL")
        formula = f"{given.to(code.per.unit)} / {code.per}"
    yield Step(f"{UNITS_OF}{code.code}{span}", formula, people(drug.exact), cite("hcpcs", code.code))
    if drug.units is not None:
        rule = _rule(drug.rounding, drug.exact == drug.units) or "every rule comes to the same"
        if drug.units == 1 and nearest(drug.exact) == 0:
            rule = f"{rule}; a positive amount bills at least one unit"
        yield Step(
            f"rounding of {code.code}{span}", people(drug.exact), people(drug.exact), drug.rounding.citation,
            people(drug.units), rule,
        )  # fmt: skip


def _ndc(quantity: NdcUnits, unit: str, span: str) -> Step:
    exact = people(quantity.exact, unit)
    words, rule, billed = f"NDC quantity{span}", "", ""
    if quantity.billed is not None:
        rule = _rule(quantity.ruling, quantity.billed == quantity.exact) or "every rule comes to the same"
        if quantity.billed != quantity.exact:
            rule = ndc_quantity.beyond_words(quantity.ruling.value) or rule
        billed = people(quantity.billed, unit)
    return Step(words, exact, exact, quantity.ruling.citation, billed, rule)
