"""The order: what was prescribed, what was dispensed, and on which days it was given.

Everything is read strictly when the order is made; what cannot be read raises InputError.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from hipkit.errors import InputError
from hipkit.order.days import Service, service_days
from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill, Regimen, amounts, rates
from hipkit.reference.brands import Named
from hipkit.reference.codes import code as known_code
from hipkit.reference.names import Span, read_drug, refuse_coded
from hipkit.reference.products import listed_form
from hipkit.values import units
from hipkit.values.citations import cite
from hipkit.values.ndc import Ndc
from hipkit.values.productforms import BULK_POWDER, SOLUTION, Form, read_form
from hipkit.values.quantity import Quantity
from hipkit.values.readlog import Sheet
from hipkit.values.step import Notice
from hipkit.values.strict import NO_BREAK_SPACE, looks_like_a_patient, printable

EDI_SEPARATORS = "*:^~>"
UNLISTED_LENGTH, REASON_LENGTH = 80, 200


@dataclass(frozen=True, init=False)
class Order:
    """A pain order and the product that fills it.

    `strength` is the strength of the product dispensed (its NDC's): of a liquid in each mL, of a powder in a vial in
    each vial, of a bulk powder none. `form` is the kind of product where it was typed, else None; `product_form` the
    kind that holds: that, else the one in the tables, else a liquid. `bag` is the concentration of the mixed bag,
    where it differs, at most as strong. `days` or `start` and `end` say when it was given, both days included,
    less `without`.
    `drug` is a name of the list that `hipkit drugs` prints; where a brand's name was typed it is that of its drug, and
    `brand` the brand, by whose products the code is chosen. A drug for which hipkit knows no code is `unlisted`.
    `compounded` says that the unlisted one is a compound, which may hold drugs that have codes.
    `confirm` is the reason a person typed for what hipkit asks to be confirmed.

    >>> order = Order(drug="morphine", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL", days=31)
    >>> order.drug, order.service.days
    ('morphine sulfate', 31)
    >>> order = Order(drug="Dilaudid", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="10 mg/mL", days=31)
    >>> order.drug, order.brand
    ('hydromorphone hydrochloride', 'Dilaudid')
    >>> rate = Continuous("5 mg/hr", hours_per_day=24)
    >>> Order(drug="morphine", regimen=rate, strength="500 mg/vial", form="powder-vial", days=31).product_form.uom
    'UN'
    """

    drug: str | None
    brand: str | None
    regimen: Regimen
    strength: Quantity | None
    service: Service
    ndc: Ndc | None
    bag: Quantity | None
    weight: Quantity | None
    code: str | None
    unlisted: str | None
    confirm: str | None
    compounded: bool
    form: str | None
    product_form: Form
    sheet: Sheet = field(compare=False, repr=False)

    def __init__(
        self,
        drug: str | None = None,
        regimen: Regimen | None = None,
        strength: str | Quantity | None = None,
        days: object = None,
        start: str | datetime.date | None = None,
        end: str | datetime.date | None = None,
        without: Iterable[object] = (),
        ndc: str | Ndc | None = None,
        bag: str | Quantity | None = None,
        weight: str | Quantity | None = None,
        code: str | None = None,
        unlisted: str | None = None,
        confirm: str | None = None,
        compounded: bool = False,
        form: str | None = None,
    ) -> None:
        if not isinstance(regimen, (Continuous, Intermittent, Pca, PumpRefill)):
            raise InputError(
                "regimen", regimen, "it is none of the four regimens", 'Continuous("5 mg/hr", hours_per_day=24)'
            )
        given = regimen.sheet
        sheet = Sheet(dict(given.read), list(given.steps), list(given.notices), taken=dict(given.taken))
        kind = _form(form, ndc, sheet)
        holds = _strength(strength, kind, sheet)
        service = _service(service_days(days, start, end, without), regimen, sheet)
        named = _drug(drug, unlisted, service.span, sheet)
        values = {
            "drug": named.drug.name if named else None,
            "brand": named.brand.name if named and named.brand else None,
            "regimen": regimen,
            "strength": holds,
            "service": service,
            "ndc": _ndc(ndc, service, sheet),
            "bag": _bag(bag, holds, sheet),
            "weight": _weight(weight, regimen, sheet),
            "code": _code(code, sheet),
            "compounded": _compounded(compounded, unlisted, sheet),
            "form": None if form is None else kind.name,
            "product_form": kind,
            "unlisted": _unlisted(unlisted, compounded, service.span, sheet),
            "confirm": _free_text("confirm", confirm, "strength read off the vial", REASON_LENGTH, sheet),
            "sheet": sheet,
        }
        _check_compound(values)
        _check_volumes(regimen, kind, bag)
        typed = {"drug": drug, "code": code, "from": start, "through": end, "unlisted": unlisted, "confirm": confirm}
        typed["form"] = form
        _note_blanks(typed | {"without": " ".join(day for day in without if isinstance(day, str))}, sheet)
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def concentration(self) -> Quantity | None:
        """What a dose in mL is of: the bag where there is one, else the product; None for a powder without a bag."""
        return self.bag or (self.strength if self.product_form.has_volume else None)

    @property
    def holds(self) -> Fraction:
        """The mg in what the NDC quantity counts one of: a mL, a vial, a gram."""
        return Fraction(1000) if self.strength is None else self.strength.base


def _drug(drug: str | None, unlisted: str | None, span: Span | None, sheet: Sheet) -> Named | None:
    """The drug, and the brand where it is one that was typed; None where none is given."""
    if drug is None:
        return None
    if unlisted is not None:
        reason = "a drug of the list and an unlisted one are both given; give one"
        raise InputError("unlisted", unlisted, reason, "the drug alone")
    named = read_drug(drug, span=span)
    sheet.typed["drug"] = drug
    sheet.read["drug"] = named.drug.name
    if named.brand:
        text = f"{named.brand.name} was read as {named.drug.name}"
        sheet.notices.append(Notice("info", text, named.brand.source))
    return named


def _code(code: str | None, sheet: Sheet) -> str | None:
    if code is None:
        return None
    chosen = known_code(code)
    if chosen.kind not in ("drug", "unlisted"):
        raise InputError("code", chosen.code, "it is not the code of a drug", "J2270")
    sheet.read["code"] = chosen.code
    return chosen.code


def _ndc(ndc: str | Ndc | None, service: Service, sheet: Sheet) -> Ndc | None:
    if ndc is None:
        return None
    number = Ndc.parse(ndc, on=service.start)
    sheet.read["ndc"] = number.hyphenated
    for note in number.notes:
        sheet.note("ndc", note)
    return number


def _form(given: str | None, ndc: str | Ndc | None, sheet: Sheet) -> Form:
    """The kind of product: as it was typed, else that of the NDC in the tables, else a liquid."""
    form = _listed_form(ndc) if given is None else read_form(given)
    if given is not None or form != SOLUTION:
        sheet.read["form"] = form.name
    return form


def _listed_form(ndc: str | Ndc | None) -> Form:
    """What the tables say of an NDC; one that cannot be read is refused where it is read for the order."""
    try:
        listed = None if ndc is None else listed_form(Ndc.parse(ndc))
    except InputError:
        return SOLUTION
    return listed[0] if listed else SOLUTION


def _strength(given: str | Quantity | None, form: Form, sheet: Sheet) -> Quantity | None:
    """The strength as a product of this kind has it; a bulk powder has none."""
    if form == BULK_POWDER:
        if given is not None:
            reason = "a bulk powder has no strength: its NDC quantity counts grams of the drug"
            raise InputError("strength", str(given), reason, "no strength")
        return None
    by_vial = isinstance(given, str) and given.rpartition("/")[2].strip(" \u00a0").lower() == "vial"
    if isinstance(given, Quantity):
        by_vial = given.kind == units.PER_VIAL
    if given is not None and by_vial != (form.strength == units.PER_VIAL):
        has = "what is in each vial" if by_vial else "not what is in each vial"
        reason = f"this is {has}, and the product is taken as {form.words}"
        example = "--form powder-vial too, where it is a powder in a vial"
        raise InputError("strength", str(given), reason, example if by_vial else "what one vial holds, as 500 mg/vial")
    return sheet.quantity("strength", given, (form.strength,), form.example)


def _note_blanks(typed: Mapping[str, object], sheet: Sheet) -> None:
    """Say where a no-break space was read as a blank."""
    for name, given in typed.items():
        if isinstance(given, str) and NO_BREAK_SPACE in given:
            sheet.note(name, "a no-break space was read as a blank")


def _free_text(name: str, given: str | None, example: str, longest: int, sheet: Sheet) -> str | None:
    if given is None:
        return None
    text = printable(given, name, example, longest, EDI_SEPARATORS if name == "unlisted" else "")
    sheet.read[name] = text
    if looks_like_a_patient(text):
        warning = f"{name}: this looks like data of a patient; hipkit keeps none, leave it out"
        sheet.notices.append(Notice("warning", warning, cite("hipkit", "no patient data")))
    return text


def _bag(given: str | Quantity | None, product: Quantity | None, sheet: Sheet) -> Quantity | None:
    """The bag's strength, which is at most that of the product it was mixed from."""
    if given is None:
        return None
    bag = sheet.quantity("bag", given, (units.STRENGTH,), "5 mg/mL")
    if product is not None and product.kind == bag.kind and bag > product:
        reason = (
            f"a bag is never stronger than the product it was mixed from, and here the bag is {bag} and the "
            f"product {product}; are the two the wrong way round?"
        )
        raise InputError("bag", str(given), reason, "each strength as its own label has it")
    return bag


def _unlisted(given: str | None, compounded: object, span: Span | None, sheet: Sheet) -> str | None:
    """The text of an unlisted drug, which names none that has a code, unless it is a compound."""
    text = _free_text("unlisted", given, "ketamine hydrochloride", UNLISTED_LENGTH, sheet)
    if text is not None and compounded is not True:
        refuse_coded(text, span)
    return text


def _compounded(given: object, unlisted: str | None, sheet: Sheet) -> bool:
    if not isinstance(given, bool):
        raise InputError("compounded", given, "it is yes or no", "True")
    if given and unlisted is None:
        reason = "a compound is ordered as an unlisted drug, its ingredients in the text"
        raise InputError("compounded", None, reason, '--unlisted "TEXT" --compounded')
    if given:
        sheet.read["compounded"] = "yes"
    return given


def _check_compound(values: Mapping[str, object]) -> None:
    """A compound goes by an unlisted code, and has no NDC."""
    if not values["compounded"]:
        return
    if values["ndc"] is not None:
        raise InputError("ndc", str(values["ndc"]), "a compounded drug carries no NDC of its own", "no NDC")
    if values["code"] is not None and known_code(values["code"]).kind != "unlisted":
        reason = "a compounded drug does not go by the code of an ingredient"
        raise InputError("code", values["code"], reason, "J3490, or no code")


def _check_volumes(regimen: Regimen, form: Form, bag: object) -> None:
    """An amount in mL of a powder is of the bag that it was mixed in; without one it is of nothing."""
    if form.has_volume or bag is not None:
        return
    for name, amount in amounts(regimen):
        if amount.kind in (units.VOLUME, units.VOLUME_RATE):
            reason = f"{form.words} has no mL of its own, so that an amount in mL needs the strength of the mixed bag"
            raise InputError(name, str(amount), reason, "the same as a mass, or the bag too, with what its label says")


def _weight(given: str | Quantity | None, regimen: Regimen, sheet: Sheet) -> Quantity | None:
    by_weight = [rate for rate in rates(regimen) if rate.kind == units.WEIGHT_RATE]
    if given is None:
        if by_weight:
            raise InputError("weight", None, f"the rate {by_weight[0]} needs it", "70 kg")
        return None
    weight = sheet.quantity("weight", given, (units.WEIGHT,), "70 kg")
    if not by_weight:
        raise InputError("weight", str(weight), "no rate by weight needs it; leave it out", "no weight")
    return weight


def _service(service: Service, regimen: Regimen, sheet: Sheet) -> Service:
    sheet.read["days"] = str(service.days)
    for note in service.notes:
        sheet.note("days", note)
    if service.start:
        sheet.read |= {"from": str(service.start), "through": str(service.end)}
    if service.without:
        sheet.read["without"] = ", ".join(str(day) for day in service.without)
    for day, _ in regimen.changes if isinstance(regimen, Continuous) else ():
        if service.start is None or service.end is None:
            raise InputError(
                "change", str(day), "a change of the rate needs the dates from and through", "from and through"
            )
        if not service.start < day <= service.end:
            reason = f"the rate changes after the first day and by the last, {service.start} to {service.end}"
            raise InputError("change", str(day), reason, "a day of the span, not its first")
    return service
