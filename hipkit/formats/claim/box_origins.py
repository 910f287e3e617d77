"""Where the value in a box came from: the step or the rule for what was worked out, hipkit's sample for the rest."""

from __future__ import annotations

from hipkit.claim.claim import Claim
from hipkit.claim.line import Origin, ServiceLine
from hipkit.formats.claim.box_words import LINE
from hipkit.formats.claim.cms1500_items import BLANK, NOT_KNOWN
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.productforms import SOLUTION

_SAMPLE = cite("hipkit", "sample claim")


def origin(claim: Claim, of: str, name: str, number: int | None, mark: str) -> Origin:
    """Where a datum came from. `mark` is how it stands on the form, empty where it does not stand there.

    >>> from hipkit import Continuous, Order, bill, sample_claim
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> claim = sample_claim(bill(order, reading="published-example"))
    >>> origin(claim, "line", "units", 2, "typed").words.partition(",")[0]
    'rounding of J3490: 148.8 = 148.8'
    """
    if of == LINE and number is not None:
        return _of_line(claim.lines[number - 1], name, claim)
    return _of_claim(claim, name, mark)


def _of_line(line: ServiceLine, name: str, claim: Claim) -> Origin:
    if name in line.origins:
        return line.origins[name]
    if name == "ndc":
        without = "compounded: it has no NDC" if claim.compounded else "no NDC was given with the order"
        return Origin(without if line.kind == "drug" else "no NDC belongs to this line", _SAMPLE)
    if name == "modifiers":
        return Origin("the first therapy of its days, or no therapy: it carries no modifier", cite("hcpcs", "SH, SJ"))
    origins = {
        "ndc_uom": _counted(line),
        "description": Origin("drug, strength and amount of the order, for the unlisted code", _SAMPLE),
        "pointer": Origin("the sample has one diagnosis, a placeholder", _SAMPLE),
        "number": Origin("counted: per diems first, then drugs, then nursing", _SAMPLE),
        "units": Origin(f"{people(line.units)} by the steps of the order", _SAMPLE),
    }
    return origins.get(name, Origin("the same for every line of the claim", _SAMPLE))


def _counted(line: ServiceLine) -> Origin:
    """Why the NDC quantity of a line has its unit of measure."""
    form = line.bill.order.product_form if line.bill else SOLUTION
    return Origin(f"the product dispensed is {form.words}, which is counted in {form.unit}", form.citation)


def _of_claim(claim: Claim, name: str, mark: str) -> Origin:
    if name == "payer":
        return Origin(f"the payer that was chosen, {claim.payer.in_full(claim.reading)}", claim.payer.source)
    if name == "total":
        return Origin("the charges of the lines, added up", cite("hipkit", "charges"))
    if name == "place":
        return Origin("hipkit's claims are for therapy at home", cite("bcbsnd", "place of service: 12 is the home"))
    if name == "more" and mark != BLANK:
        return Origin("drug, strength and amount of the order: the shaded line has no room for them", _SAMPLE)
    if mark == NOT_KNOWN:
        return Origin("not known to hipkit: whoever files the claim fills it in", _SAMPLE)
    if mark == BLANK:
        return Origin("left blank: a claim of this kind has nothing here", _SAMPLE)
    return Origin("hipkit's sample, the same on every claim: it is nobody's", _SAMPLE)
