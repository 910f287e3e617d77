"""The JSON of every answer, as promised: one object, every key there, every number a text.

A number is its exact decimal, or a fraction such as `445/3` where that does not end; an amount is its value and
its unit; a date is ISO; null stands where something is not known or does not apply.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction

from hipkit.billing.amounts import Measures, PcaBounds
from hipkit.billing.bill import Bill, Choice, Hcpcs, NdcBill
from hipkit.billing.convert import Conversion
from hipkit.billing.draft import Line
from hipkit.billing.nursing import NursingUnits
from hipkit.billing.waste import Waste
from hipkit.payers import listing
from hipkit.payers.policy import Policy
from hipkit.reference import lookups
from hipkit.reference.brands import brands_of
from hipkit.reference.products import Drug, Product
from hipkit.values import notation
from hipkit.values.citations import Citation
from hipkit.values.ndc import Ndc
from hipkit.values.productforms import Form
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice, Step

Json = dict[str, object]


def dumps(answer: Json) -> str:
    """The object as JSON text, in ASCII.

    >>> print(dumps({"units": "372", "per": amount(Quantity(10, "mg"))}))
    {
      "units": "372",
      "per": {
        "value": "10",
        "unit": "mg"
      }
    }
    """
    return json.dumps(answer, indent=2, allow_nan=False)


def amount(quantity: Quantity | None) -> dict[str, str] | None:
    """A quantity as value and unit.

    >>> amount(Quantity(Fraction(445, 3), "mL"))
    {'value': '445/3', 'unit': 'mL'}
    """
    return None if quantity is None else {"value": notation.exact(quantity.value), "unit": quantity.unit}


def cited(*sources: Citation) -> Json:
    """What an object leans on: the text of its source, and each of its sources with its date and the day of reading.

    >>> from hipkit.values.citations import cite
    >>> source, = cited(cite("hmsa", "Example"))["sources"]
    >>> source["id"], source["dated"], source["read_on"]
    ('hmsa', '2021-02-18', '2026-11-24')
    """
    return {"citation": sources[0].text, "sources": [source_of(source) for source in sources]}


def source_of(source: Citation) -> Json:
    """One source: the date that its text bears, null where it shows none, and the day on which it was last read."""
    return {"id": source.id, "text": source.text, "dated": source.dated, "read_on": _day(source.read)}


def notice(said: Notice) -> Json:
    """One notice, as it stands in every answer."""
    return {"level": said.level, "text": said.text, **cited(said.citation)}


def units(bill: Bill) -> Json:
    """The answer of `hipkit units`."""
    return _answer(bill.read, bill.notices) | {
        "payer": bill.payer.id if bill.payer else None,
        "reading": bill.reading,
        "per_day": _measures(bill.per_day),
        "total": _measures(bill.total),
        "hcpcs": _hcpcs(bill.hcpcs),
        "ndc": _ndc(bill.ndc),
        "pca": _pca(bill.pca),
        "lines": [line_object(line) for line in bill.lines],
        "choices": [_choice(choice) for choice in bill.choices],
        "steps": _steps(bill.steps),
    }


def convert(conversion: Conversion) -> Json:
    """The answer of `hipkit convert`."""
    value = conversion.value
    return _answer(conversion.read, conversion.notices) | {
        "units_exact": _number(conversion.units_exact),
        "units": _number(conversion.units),
        "value": notation.exact(value.value) if value else None,
        "unit": value.unit if value else None,
        "steps": _steps(conversion.steps),
    }


def waste(result: Waste) -> Json:
    """The answer of `hipkit waste`."""
    return _answer(result.read, result.notices) | {
        "given_units": _number(result.given_units),
        "discarded_units": _number(result.discarded_units),
        "steps": _steps(result.steps),
    }


def nursing(visit: NursingUnits) -> Json:
    """The answer of `hipkit nursing`."""
    return _answer(visit.read, visit.notices) | {
        "99601": _number(visit.first),
        "99602": _number(visit.further),
        "steps": _steps(visit.steps),
    }


def ndc(answer: lookups.NdcAnswer) -> Json:
    """The answer of `hipkit ndc`."""
    return _answer(answer.read, answer.notices) | {
        "ndc11": answer.ndc.ndc11,
        "hyphenated": answer.ndc.hyphenated,
        "product": _product(answer.product, answer.code),
        "form": _form(*answer.form) if answer.form else None,
    }


def drugs(answer: lookups.DrugsAnswer) -> Json:
    """The answer of `hipkit drugs`."""
    return _answer(answer.read, answer.notices) | {"drugs": [_drug(drug) for drug in answer.drugs]}


def payers(answer: listing.PayersAnswer) -> Json:
    """The answer of `hipkit payers`."""
    return _answer(answer.read, answer.notices) | {"payers": [_policy(policy) for policy in answer.policies]}


def _answer(read: Mapping[str, str], notices: Iterable[Notice]) -> Json:
    return {"read": dict(read), "notices": [notice(said) for said in notices]}


def _number(value: Fraction | int | None) -> str | None:
    return None if value is None else notation.exact(value)


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _steps(steps: Iterable[Step]) -> list[Json]:
    return [{"text": step.text, **cited(step.citation)} for step in steps]


def _measures(measures: Measures | None) -> Json | None:
    if measures is None:
        return None
    volumes = {"volume": amount(measures.volume), "bag_volume": amount(measures.bag_volume)}
    return {"amount": amount(measures.amount), **volumes}


def _hcpcs(hcpcs: Hcpcs | None) -> Json | None:
    if hcpcs is None:
        return None
    counted = {"units_exact": _number(hcpcs.units_exact), "units": _number(hcpcs.units)}
    return {"code": hcpcs.code, "per": amount(hcpcs.per), **counted}


def _ndc(billed: NdcBill) -> Json:
    return {
        "ndc": _eleven_digits(billed.ndc),
        "quantity_exact": _number(billed.quantity_exact),
        "quantity": _number(billed.quantity),
        "uom": billed.uom,
    }


def _eleven_digits(ndc: Ndc | None) -> str | None:
    return ndc.ndc11 if ndc else None


def _pca(bounds: PcaBounds | None) -> Json | None:
    if bounds is None:
        return None
    most = _number(bounds.max_demands_per_hr)
    return {"max_demands_per_hr": most, "programmed_max": amount(bounds.programmed_max)}


def line_object(line: Line) -> Json:
    """A service line as an object."""
    return {
        "kind": line.kind,
        "code": line.code,
        "modifiers": list(line.modifiers),
        "units": _number(line.units),
        "from": _day(line.start),
        "through": _day(line.end),
        "ndc": _eleven_digits(line.ndc),
        "ndc_quantity": _number(line.ndc_quantity),
        "ndc_uom": line.ndc_uom,
    }


def _choice(choice: Choice) -> Json:
    return {
        "axis": choice.axis,
        "value": choice.value,
        "units": _number(choice.units),
        "chosen": choice.chosen,
        **cited(choice.citation),
    }


def _product(product: Product | None, code: str | None) -> Json | None:
    if product is None:
        return None
    return {
        "name": product.name,
        "labeler": product.labeler,
        "strength": amount(product.strength),
        "package_volume": amount(product.package_volume),
        "code": code,
        "codes": [{"code": own.code, "from": _day(own.start), "through": _day(own.end)} for own in product.codes],
        "source": product.source.text,
        "sources": [source_of(product.source)],
    }


def _form(form: Form, source: Citation) -> Json:
    return {"name": form.name, "words": form.words, "uom": form.uom, **cited(source)}


def _drug(drug: Drug) -> Json:
    codes = [
        {
            "code": one.code,
            "pump": one.route,
            "per": amount(known.per),
            "from": _day(one.start),
            "through": _day(one.end),
        }
        for one, known in lookups.coded(drug)
    ]
    return {"name": drug.name, "aliases": list(drug.aliases), "brands": list(brands_of(drug)), "codes": codes}


def _policy(policy: Policy) -> Json:
    return {
        "id": policy.id,
        "name": policy.name,
        "source": policy.source.text,
        "sources": [source_of(policy.source)],
        "known_from": _day(policy.known_from),
        "readings": [{"id": one.id, "words": one.words} for one in policy.readings],
        "axes": [_axis(one) for one in listing.answered(policy)],
        "statements": [
            {"words": one.words, **_days(one.start, one.end), **cited(one.citation)} for one in policy.statements
        ],
        "revisions": [{"number": one.number, "date": _day(one.date), "change": one.change} for one in policy.revisions],
        "errata": [
            {"printed": one.printed, "meant": one.meant, "words": one.words, **cited(one.citation)}
            for one in policy.errata
        ],
        "silent": list(policy.silent),
    }


def _axis(answer: listing.Answered) -> Json:
    rule = answer.rule
    what = {"axis": rule.axis, "reading": rule.reading, "therapy": answer.therapy, "value": rule.value}
    return {**what, **_days(rule.start, rule.end), **cited(rule.citation, *rule.also), "words": rule.words}


def _days(start: datetime.date | None, end: datetime.date | None) -> Json:
    return {"from": _day(start), "through": _day(end)}
