"""What hipkit's tables say of an NDC, of its drugs and of its payers, with what the tables cover."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from hipkit import datasets, products
from hipkit.axes import AXES, THERAPIES
from hipkit.citations import Citation, cite
from hipkit.codes import Code, codes
from hipkit.fieldtext import clean, date
from hipkit.ndc import Ndc
from hipkit.notation import people
from hipkit.payer_rules import Policy, Rule
from hipkit.policy import load_policy, payers
from hipkit.products import CROSSWALK, Drug, DrugCode, Product, product
from hipkit.worked import Notice


@dataclass(frozen=True)
class NdcAnswer:
    """An NDC, the product that CMS's crosswalks list by it (None: none), and its code on the day asked for."""

    ndc: Ndc
    product: Product | None
    code: str | None
    read: dict[str, str]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class DrugsAnswer:
    """Every drug of the table."""

    drugs: tuple[Drug, ...]
    read: dict[str, str]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class PayersAnswer:
    """The policies of all payers, or of the one asked for."""

    policies: tuple[Policy, ...]
    read: dict[str, str]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Answered:
    """What a payer says on an axis under one reading; `therapy` is None where it is the same for all."""

    rule: Rule
    therapy: str | None


def look_up_ndc(given: object, on: object = None) -> NdcAnswer:
    """What is known of an NDC; `on` is the day for which its code is wanted (None: the newest in the data).

    Raises InputError for what is no NDC and for what is no date.

    >>> vial = look_up_ndc("63323-0851-10", on="2024-09-30")
    >>> vial.product.name, str(vial.product.strength), vial.code
    ('hydromorphone hydrochloride', '10 mg/mL', 'J1170')
    >>> look_up_ndc("0074-1133-03").product is None
    True
    """
    day = None if on is None else date(on, "on", "2025-03-01")
    ndc = Ndc.parse(given, on=day)
    listed = product(ndc)
    code = listed.code_on(day) if listed else None
    read = {"ndc": ndc.hyphenated} | ({"on": str(day)} if day else {})
    return NdcAnswer(ndc, listed, code, read, tuple(_of_ndc(ndc, listed, code, day)))


def _of_ndc(ndc: Ndc, listed: Product | None, code: str | None, day: datetime.date | None) -> Iterator[Notice]:
    for note in ndc.notes:
        yield Notice("info", f"ndc: {note}", cite("hipkit", "reading"))
    if listed is None:
        text = f"NDC {ndc} is not in the {CROSSWALK}: its form is valid; its drug, strength and code are not known here"
        yield Notice("info", text, cite("cms-crosswalk"))
        return
    first, last = min(one.start for one in listed.codes), max(one.end for one in listed.codes)
    yield Notice("info", f"NDC {ndc} is in the {CROSSWALK}, from {first} to {last}", listed.source)
    if code is None:
        yield Notice("info", f"no code is listed for it on {day or datasets.newest('products')}", listed.source)
    if listed.kind != "drug":
        yield Notice("info", f"it is a diluent, {listed.name}, not a drug", listed.source)
    if day is not None and day > datasets.newest():
        yield Notice("warning", _too_new(day), cite("hipkit", "age of the data"))


def _too_new(day: datetime.date) -> str:
    return (
        f"{day} is after the last day that hipkit's data speaks for, {datasets.newest()}; codes may have changed since"
    )


def list_drugs() -> DrugsAnswer:
    """Every drug whose codes hipkit knows.

    >>> [drug.name for drug in list_drugs().drugs][:2]
    ['morphine sulfate', 'hydromorphone hydrochloride']
    """
    codes_ = next(one for one in datasets.ages() if one.name == "drugs")
    text = (
        f"names and codes of home infusion pain therapy, with their days in force from {codes_.effective_from} "
        f"to {codes_.effective_through}; other drugs have codes too: one that is not here is given as unlisted"
    )
    return DrugsAnswer(products.drugs(), {}, (Notice("info", text, codes_.source),))


def coded(drug: Drug) -> tuple[tuple[DrugCode, Code], ...]:
    """The codes of a drug, each with what HCPCS says of it."""
    return tuple((one, codes()[one.code]) for one in drug.codes)


def list_payers(payer: object = None) -> PayersAnswer:
    """The rules of every payer, or of one. Raises InputError for a payer that hipkit does not know.

    >>> [policy.id for policy in list_payers("hmsa").policies]
    ['hmsa']
    """
    name = None if payer is None else clean(payer, "payer", "hmsa").text
    policies = tuple(map(load_policy, payers())) if name is None else (load_policy(name),)
    read = {} if name is None else {"payer": policies[0].name}
    return PayersAnswer(policies, read, tuple(_of_payers(policies)))


def _of_payers(policies: tuple[Policy, ...]) -> Iterator[Notice]:
    count = people(len(payers()))
    text = (
        f"hipkit has read {count} payers' texts; what a text does not say is unstated here, and is asked, never assumed"
    )
    yield Notice("info", text, cite("hipkit", "choices"))
    for policy in policies:
        if policy.known_from is None:
            said = f"the page of {policy.name} shows no date: when its rules came into force is not known"
        else:
            said = f"{policy.name}'s text is known from {policy.known_from}; services before it have no claim lines"
        yield Notice("info", said, policy.source)


def answered(policy: Policy) -> tuple[Answered, ...]:
    """What a payer says on every axis, by reading and date; where all therapies have the same rule, once.

    >>> [(one.rule.reading, one.rule.value) for one in answered(load_policy("hmsa")) if one.rule.axis == "drug_code"]
    [('rule-text', 'specific'), ('published-example', 'J3490')]
    """
    found: list[Answered] = []
    for axis in AXES:
        for reading in policy.readings:
            found += _by_therapy(policy, axis, reading.id)
    return tuple(found)


def _by_therapy(policy: Policy, axis: str, reading: str) -> Iterator[Answered]:
    rules = [
        rule
        for therapy in THERAPIES
        for rule in (_rules(policy, axis, reading, therapy) or (policy.rule(axis, None, reading, therapy),))
    ]
    alike: dict[tuple[str, datetime.date | None, datetime.date | None, Citation, str], list[Rule]] = {}
    for rule in rules:
        alike.setdefault((rule.value, rule.start, rule.end, rule.citation, rule.words), []).append(rule)
    for same in alike.values():
        if len(same) == len(THERAPIES):
            yield Answered(same[0], None)
        else:
            yield from (Answered(rule, rule.therapy) for rule in same)


def _rules(policy: Policy, axis: str, reading: str, therapy: str) -> tuple[Rule, ...]:
    return tuple(one for one in policy.rules if (one.axis, one.reading, one.therapy) == (axis, reading, therapy))
