"""The claim-line table: one row a service line, in the columns that every table of hipkit's claims has.

Nothing here decides anything: the numbers are those of the claim, written out exactly. A blank cell means that
the claim does not say.
"""

from __future__ import annotations

from fractions import Fraction

from hipkit.claim.claim import Claim
from hipkit.claim.line import ServiceLine
from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous
from hipkit.values.notation import exact
from hipkit.values.quantity import Quantity
from hipkit.values.units import PER_VIAL, VOLUME_RATE, WEIGHT_RATE

COLUMNS = (
    "claim_id", "line", "patient_id", "payer", "place_of_service", "date_from", "date_through", "code", "modifiers",
    "units", "charge", "description", "ndc", "ndc_quantity", "ndc_uom", "drug", "dose", "hours_per_day", "strength",
)  # fmt: skip
FREE_TEXT = ("claim_id", "patient_id", "description", "drug")
WHOLE = ("line", "units")
DECIMAL = ("charge", "ndc_quantity", "hours_per_day")

Row = dict[str, str]


def rows(claim: Claim) -> list[Row]:
    """The lines as texts by column, as they are: nothing is neutralised for a spreadsheet yet.

    >>> from hipkit import Continuous, Order, bill, sample_claim
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> second = rows(sample_claim(bill(order, reading="rule-text")))[1]
    >>> [second[name] for name in ("code", "units", "charge", "ndc", "ndc_quantity", "dose", "strength")]
    ['J2270', '372', '0.00', '00074113303', '148.8', '5 mg/hr', '25 mg/mL']
    """
    return [_row(claim, line) for line in claim.lines]


def money(value: Fraction) -> str:
    """Dollars and cents. Raises InputError for a part of a cent, which no claim carries.

    >>> money(Fraction(3100)), money(Fraction(5, 100))
    ('3100.00', '0.05')
    """
    cents = value * 100
    if cents.denominator != 1:
        raise InputError("charge", exact(value), "a charge has at most two decimals", "3,100.00")
    return f"{cents.numerator // 100}.{cents.numerator % 100:02d}"


def _row(claim: Claim, line: ServiceLine) -> Row:
    ndc = line.ndc
    return {
        "claim_id": claim.claim_id,
        "line": str(line.number),
        "patient_id": claim.patient_id,
        "payer": claim.payer.id,
        "place_of_service": line.place_of_service,
        "date_from": "" if line.start is None else line.start.isoformat(),
        "date_through": "" if line.end is None else line.end.isoformat(),
        "code": line.code,
        "modifiers": " ".join(line.modifiers),
        "units": str(line.units),
        "charge": money(line.charge),
        "description": line.description or "",
        "ndc": "" if ndc is None else ndc.hyphenated.replace("-", ""),
        "ndc_quantity": "" if line.ndc_quantity is None else exact(line.ndc_quantity),
        "ndc_uom": line.ndc_uom or "",
        **_ordered(line),
    }


def _ordered(line: ServiceLine) -> Row:
    """What was ordered, on a drug line."""
    if line.kind != "drug" or line.bill is None:
        return dict.fromkeys(("drug", "dose", "hours_per_day", "strength"), "")
    order = line.bill.order
    dose, hours = _rate(order) or ("", "")
    return {
        "drug": order.unlisted or order.drug or "",
        "dose": dose,
        "hours_per_day": hours,
        "strength": _strength(order.strength),
    }


def _rate(order: Order) -> tuple[str, str] | None:
    """Rate and hours a day where they, the strength and the dates of the line tell the whole amount.

    They do not where the rate changes, counts by weight or in mL of a bag, where days are left out, and with
    doses, demands and refills: then both cells are blank, so that nobody works out another amount from them.
    """
    regimen = order.regimen
    if not isinstance(regimen, Continuous) or regimen.changes or order.service.without:
        return None
    if regimen.dose.kind == WEIGHT_RATE or (regimen.dose.kind == VOLUME_RATE and order.bag is not None):
        return None
    texts = exact(regimen.dose.value), exact(regimen.hours_per_day)
    if any("/" in text for text in texts):
        return None
    return f"{texts[0]} {regimen.dose.unit}", texts[1]


def _strength(strength: Quantity | None) -> str:
    """The strength, none of a bulk powder; one whose decimals do not end as a mass in so many mL.

    >>> _strength(Quantity.parse("25 mg/3 mL"))
    '25 mg/3 mL'
    """
    if strength is None:
        return ""
    mass, volume = strength.unit.split("/")
    number, _, per = exact(strength.value).partition("/")
    if per and strength.kind == PER_VIAL:
        return ""
    return f"{number} {mass}/{per} {volume}" if per else f"{number} {strength.unit}"
