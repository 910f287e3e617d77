"""The boxes of claim lines: codes, units, modifiers, NDC quantity, unit of measure and dates, each with its key."""

from __future__ import annotations

from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.billing.differences import ruling
from hipkit.billing.draft import Line
from hipkit.claim.line import ServiceLine
from hipkit.order.regimen import PumpRefill
from hipkit.payers.axes import concurrent_modifiers
from hipkit.payers.axes.all import AXES
from hipkit.practice.case import Blank, Facts, Stage
from hipkit.practice.making import Again, Box
from hipkit.practice.templates.shared.keyed import box
from hipkit.practice.templates.shared.known import as_made, stages_of
from hipkit.reference.products import shown_name
from hipkit.values.citations import Citation, cite
from hipkit.values.step import Step

AnyLine = Line | ServiceLine


def part_of(line: AnyLine) -> str:
    """The words at the end of the steps of a line's own days."""
    return f", {line.start} to {line.end}"


def units_box(bill: Bill, name: str, label: str, facts: Facts, line: AnyLine | None = None, part: str = "") -> Box:
    """Units of a drug by its code: of a line, or of the whole bill."""
    right = line.units if line else bill.hcpcs_units
    if right is None:
        raise Again
    counts_volume = "per" not in facts.numbers
    stages = stages_of(bill, "noc_units" if counts_volume else "units", part)
    source = _source(bill, "hcpcs_rounding") or cite("cms-rac-0074", "to the next whole unit")
    if counts_volume:
        pointer = "What do the units of this line count under this reading: mg, or mL?"
        rule = "J3490 has no amount of its own: here its units are the millilitres of the product, rounded once."
    else:
        pointer = "Bring the whole amount of the line to mg first, then see what one unit of the code counts."
        if isinstance(bill.order.regimen, PumpRefill):
            pointer = "What was put into the pump is billed, not what it gave in these days."
        rule = "Divide the amount of the whole line by the amount in one unit, and round once, at the end."
    asks = "noc_units" if counts_volume else "units"
    hints = (pointer, f"{rule} {_rounded(stages)}".rstrip())
    return box(Blank(name, label, "units", "units"), asks, Fraction(right), stages, hints, source, facts)


def _source(bill: Bill, axis: str) -> Citation | None:
    held = ruling(bill, axis) if bill.payer else None
    return held.citation if held else None


def _rounded(stages: tuple[Stage, ...]) -> str:
    """The rule of rounding in words, as a sentence."""
    words = stages[-1].step.rule.partition(";")[0]
    return f"The rule here: {words}." if words else ""


def per_diem_units_box(
    bill: Bill, name: str, facts: Facts, line: AnyLine, label: str = "Per-diem units", part: str = ""
) -> Box:
    """Units of a per-diem line: the days that it bills."""
    stages = stages_of(bill, "per_diem_units", part)
    if not stages or stages[-1].value != line.units:
        step = Step("days of this line", f"{line.start} to {line.end}", str(line.units), cite("hipkit", "dates"))
        stages = (Stage(step, Fraction(line.units)),)
    source = _source(bill, "per_diem_day") or cite("hcpcs", line.code)
    hints = (
        "Count the days that this line bills, the first and the last one too.",
        "One unit for each day on which the patient receives the therapy; a day without it is not billed.",
    )
    blank = Blank(name, label, "units", "per-diem")
    return box(blank, "per_diem_units", Fraction(line.units), stages, hints, source, facts)


def per_diem_code_box(bill: Bill, name: str, facts: Facts, line: AnyLine, label: str = "Per-diem code") -> Box:
    """The per-diem code of a line."""
    held = ruling(bill, "per_diem_code")
    assert held is not None
    hints = (
        "How many hours a day does the infusion run, or is the pump implanted? And which reading holds?",
        as_made(held.words),
    )
    stages = stages_of(bill, "per_diem_code")[:1]
    return box(Blank(name, label, "code", "per-diem"), "per_diem_code", line.code, stages, hints, held.citation, facts)


def code_box(bill: Bill, name: str, facts: Facts, line: AnyLine, label: str = "Code of the drug") -> Box:
    """The code of a drug line."""
    held = ruling(bill, "drug_code")
    assert held is not None
    step = Step("code of the drug", f"{shown_name(facts.texts['drug'])} from {line.start}", line.code, held.citation)
    hints = (
        "Look for the code of this drug that is in force on the days of service, and at the payer's rule.",
        f"{as_made(held.words)} A code must be in force on every day of its line.",
    )
    blank = Blank(name, label, "code", "drug-code")
    return box(blank, "code", line.code, (Stage(step),), hints, held.citation, facts)


def ndc_quantity_box(
    bill: Bill, name: str, facts: Facts, line: AnyLine | None = None, label: str = "NDC quantity", part: str = ""
) -> Box:
    """The NDC quantity in mL: of a line, or of the whole bill, drawn again where its drug stands on several lines."""
    right = line.ndc_quantity if line else bill.ndc_quantity
    if right is None or (line is None and sum(one.kind == "drug" for one in bill.lines) > 1):
        raise Again
    source = _source(bill, "ndc_quantity") or cite("nucc-ndc", "up to 3 decimals")
    stages = stages_of(bill, "ndc_quantity", part)
    hints = (
        "The NDC names the product dispensed: count its millilitres, by its own strength.",
        "Total mg divided by the strength of the product, not of a bag mixed from it. " + _rounded(stages),
    )
    return box(Blank(name, label, "amount", "ndc-quantity", "mL"), "ndc_quantity", right, stages, hints, source, facts)


def uom_box(bill: Bill, name: str, facts: Facts, label: str = "NDC unit of measure") -> Box:
    """The unit of measure of a liquid: ML."""
    source = cite("bcbsm-ndc", "units of measure")
    step = Step("unit of measure", "a liquid, counted in millilitres", bill.ndc.uom, source)
    hints = (
        "Is the product a liquid, a powder in a vial, or a cream?",
        "A liquid is counted in millilitres, ML; a powder by the vial, UN; a cream in grams, GR.",
    )
    return box(Blank(name, label, "uom", "ndc-quantity"), "uom", bill.ndc.uom, (Stage(step),), hints, source, facts)


def modifiers_box(bill: Bill, name: str, facts: Facts, line: AnyLine, label: str = "Modifiers") -> Box:
    """The modifiers of a line, sorted; an empty tuple where it has none."""
    held = ruling(bill, "concurrent_modifiers")
    assert held is not None
    right = tuple(sorted(line.modifiers))
    by_list = "SJ" in right and not concurrent_modifiers.names_third(held.value)
    source = cite("hcpcs", "SJ") if by_list else held.citation
    step = Step("modifiers", f"{line.code} from {line.start}", " ".join(right) or "none", source)
    hints = (
        "Which therapy of the day does this line bill: the first, the second, or a later one? And is it a per diem?",
        f"Only per-diem lines carry them: {AXES['concurrent_modifiers'].explain(held.value or 'unstated')}.",
    )
    return box(Blank(name, label, "modifiers", "modifiers"), "modifiers", right, (Stage(step),), hints, source, facts)


def date_box(bill: Bill, name: str, facts: Facts, line: AnyLine, label: str, last: bool) -> Box:
    """The first or the last day of a line."""
    right = str(line.end if last else line.start)
    source = _source(bill, "line_span") or cite("hipkit", "dates")
    step = Step("days of the line", f"{line.start} through {line.end}", right, source)
    hints = (
        "Where does a line end: at the end of the order, of a month, or of a code?",
        "A line covers days that go by one rule and one code; first and last day are both included.",
    )
    return box(Blank(name, label, "date", "days"), "date", right, (Stage(step),), hints, source, facts)
