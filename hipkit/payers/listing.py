"""What the policies say: every payer's answer on every axis, by reading and date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import THERAPIES
from hipkit.payers.files import load_policy, payers
from hipkit.payers.policy import Policy, Rule
from hipkit.values.citations import Citation, cite
from hipkit.values.notation import people
from hipkit.values.step import Notice
from hipkit.values.strict import clean


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
            known = f"the page of {policy.name} shows no date: when its rules came into force is not known"
        else:
            known = f"{policy.name}'s text is known from {policy.known_from}; services before it have no claim lines"
        yield Notice("info", known, policy.source)


def answered(policy: Policy) -> tuple[Answered, ...]:
    """What a payer says on every axis, by reading and date; where all therapies have the same rule, once.

    >>> [(one.rule.reading, one.rule.value) for one in answered(load_policy("hmsa")) if one.rule.axis == "drug_code"]
    [('rule-text', 'specific'), ('published-example', 'J3490')]
    """
    answers: list[Answered] = []
    for axis in AXES:
        for reading in policy.readings:
            answers += _by_therapy(policy, axis, reading.id)
    return tuple(answers)


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
    return tuple(rule for rule in policy.rules if (rule.axis, rule.reading, rule.therapy) == (axis, reading, therapy))
