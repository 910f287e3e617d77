"""All drugs of an order together: their bills, and the claim that they make."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from hipkit.billing.bill import Bill
from hipkit.claim.claim import Claim, sample_claim
from hipkit.errors import InputError
from hipkit.panels.calculator.doubts import doubts as changes_of
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.fields import CONFIRM_ALL, OTHERS, by_name
from hipkit.panels.texts import BLANKS, plain
from hipkit.values.notation import listing
from hipkit.values.step import Notice

Texts = Mapping[str, object]

_WHAT = "the fields of that drug"


def bills(texts: Texts, drugs: Drugs, today: datetime.date) -> list[Bill]:
    """The bills of all drugs in their order. Raises InputError that names the drug that has none, and why.

    >>> texts = {"payer": "hmsa", "reading": "rule-text", "regimen": "continuous", "drug": "morphine"}
    >>> texts |= Drugs.of(texts).added()
    >>> bills(texts, Drugs.of(texts), datetime.date(2026, 11, 30))
    Traceback (most recent call last):
    hipkit.errors.InputError: others: read "drug 1": Dose, Hours a day, Strength and Days are missing. \
Type for example: the fields of that drug
    """
    return [_bill(place, {**texts, **drug}, drugs, today) for place, drug in enumerate(drugs.every)]


def claim(texts: Texts, drugs: Drugs, today: datetime.date) -> Claim:
    """The claim of all drugs, without charges and visits. Raises InputError where there is none."""
    return sample_claim(bills(texts, drugs, today), today=today, confirm=reason(texts))


def doubts(texts: Texts, drugs: Drugs, last: Mapping[str, str] | None) -> tuple[Notice, ...]:
    """What is asked of changes of the drugs and not answered; `last` is the last valid entry of that in the fields."""
    asked: list[Notice] = []
    for place, drug in enumerate(drugs.every):
        here = place == drugs.place
        texts_of = Entry({**texts, **drug}).texts
        found = changes_of(texts_of, last if here else None).open
        named = "" if here else f"drug {place + 1}, "
        asked += [replace(notice, text=f"{named}{notice.text}") for notice in found]
    return tuple(asked)


def reason(texts: Texts) -> str | None:
    """The reason for what the drugs ask together."""
    return plain(texts.get(CONFIRM_ALL, "")).strip(BLANKS) or None


def _bill(place: int, texts: Texts, drugs: Drugs, today: datetime.date) -> Bill:
    named, entry = f"drug {place + 1}", Entry(texts)
    try:
        if missing := [by_name()[name].label for name in entry.missing()]:
            reason = f"{listing(missing)} {'are' if len(missing) > 1 else 'is'} missing"
            raise InputError(OTHERS, named, reason, _WHAT)
        return entry.bill(entry.order(), today)
    except InputError as error:
        if error.field == OTHERS or not drugs.several:
            raise
        label = by_name()[error.field].label if error.field in by_name() else error.field.replace("_", " ")
        why = f'{label} "{error.given}": {error.reason}'
        raise InputError(OTHERS, named, why, _WHAT) from None
