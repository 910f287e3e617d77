"""All drugs of an order together: their bills, and the claim that they make."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hipkit.billing.bill import Bill
from hipkit.claim.claim import Claim, sample_claim
from hipkit.errors import InputError
from hipkit.panels.calculator.doubts import doubts as changes_of
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.fields import CONFIRM_ALL, MODIFIERS, OTHERS, by_name
from hipkit.panels.texts import BLANKS, plain
from hipkit.values.notation import listing
from hipkit.values.step import Notice

Texts = Mapping[str, object]
Doubted = Sequence[tuple[Notice, bool]]  # what is asked of changes, each with whether a reason answers it

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


def doubts(texts: Texts, drugs: Drugs, last: Mapping[str, str] | None) -> Doubted:
    """What is asked of changes of the drugs, each with whether a reason answers it.

    `last` is the last valid entry of the drug in the fields.
    """
    asked: list[tuple[Notice, bool]] = []
    for place, drug in enumerate(drugs.every):
        found = changes_of(Entry({**texts, **drug}).texts, last if place == drugs.place else None)
        named = f"{drugs.titled(place)}: " if drugs.several else ""
        asked += [(replace(notice, text=f"{named}{notice.text}"), found.answered) for notice in found.notices]
    return asked


def notices(claim: Claim, drugs: Drugs, doubted: Doubted = ()) -> tuple[Notice, ...]:
    """What the bills of all drugs tell, each once and of which drug, and what they want together.

    What every one of them tells of the payer, the days or a choice is not of one drug.
    """
    own = (notice for notice in claim.own if notice.level != "info")
    return *(notice for notice, _ in doubted), *_of_drugs([bill.notices for bill in claim.bills], drugs), *own


def to_confirm(claim: Claim, drugs: Drugs, doubted: Doubted = ()) -> tuple[Notice, ...]:
    """Those of them that still want a typed reason."""
    own = (notice for notice in claim.own if notice.level == "confirm" and not claim.confirm)
    changes = (notice for notice, answered in doubted if not answered)
    return *changes, *_of_drugs([bill.to_confirm for bill in claim.bills], drugs), *own


def _of_drugs(told: Sequence[Sequence[Notice]], drugs: Drugs) -> Iterator[Notice]:
    """What is told of each drug, with the drugs of which it is told."""
    titles: dict[Notice, list[str]] = {}
    for place, notices in enumerate(told):
        for notice in dict.fromkeys(notices):
            titles.setdefault(notice, []).append(drugs.titled(place))
    for notice, named in titles.items():
        of_all = len(named) == len(told) and notice.level in ("info", "choice")
        yield notice if of_all else replace(notice, text=f"{listing(named)}: {notice.text}")


def place_of(error: InputError) -> tuple[str, str]:
    """The field at which a refusal of all drugs together is said, and what it is called."""
    if error.field == "choose":
        return MODIFIERS, by_name()[MODIFIERS].label
    if error.field == OTHERS:
        return OTHERS, str(error.given)
    return "", "All drugs"


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
