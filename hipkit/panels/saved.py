"""All that stands on the pages of an order as a file, and back: drugs, visits, charges, choices, reasons.

Every value is the text that was typed, so that an order that is not complete can be kept as well. Nothing that looks
like data of a patient is written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from hipkit.errors import InputError, shown
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.fields import START, by_name
from hipkit.panels.calculator.opened import calculator_texts
from hipkit.values.notation import listing
from hipkit.values.strict import looks_like_a_patient
from hipkit.values.userfile import BOM, Wanted, json_value

VERSION = "1"
LARGEST = 500_000
WANTED = Wanted("order", "an order that hipkit has saved", LARGEST)
_KIND = "order on a page"
_CLAIMS = ", but an 837P of claims, which Review takes"

Texts = Mapping[str, str]


def written(texts: Texts) -> bytes:
    """The texts as a file. Raises InputError where one looks like data of a patient, and for more than can be opened.

    >>> read(written({"drug": "morphine", "dose": ""}), "order.json", {"drug", "dose"})
    {'drug': 'morphine'}
    """
    kept = {name: text for name, text in texts.items() if text}
    for name, text in kept.items():
        if looks_like_a_patient(text):
            raise InputError(name, text, "it looks like data of a patient, which is never saved", "no patient data")
    whole = {"hipkit": _KIND, "version": VERSION, "texts": kept}
    data = (json.dumps(whole, indent=2) + "\n").encode()
    if len(data) > LARGEST:
        raise WANTED.refusal(None, f"it has {len(data):,} characters, and at most {LARGEST:,} are opened again")
    return data


def read(data: bytes, name: str, known: Collection[str] | None = None) -> dict[str, str]:
    """The texts of a file: one that a page saved, or one of an order. Raises InputError.

    `known` are the fields that there are; None where those of a claim and a check are not wanted.
    """
    if len(data) > LARGEST:
        raise WANTED.refusal(name, f"it has {len(data):,} bytes, and no saved order has more than {LARGEST:,}")
    try:
        text = data.removeprefix(BOM).decode()
    except UnicodeDecodeError:
        raise WANTED.refusal(name, "it is not UTF-8 text") from None
    if not text.lstrip().startswith("{"):
        raise WANTED.refusal(name, f"it is no order that hipkit has saved{_CLAIMS if text.startswith('ISA') else ''}")
    whole = json_value(text, name, WANTED)
    if not isinstance(whole, dict) or whole.get("hipkit") != _KIND:
        try:
            return calculator_texts(read_scenario(text, name))
        except InputError as error:
            if error.field != "scenario":
                raise
            raise WANTED.refusal(name, error.reason) from None
    return _texts(whole, name, known)


def read_alone(data: bytes, name: str) -> Scenario:
    """The order of a file of one drug with its payer and choices. Raises InputError for any other file.

    >>> read_alone(written({"drug": "morphine", "strength": "25 mg/mL", "payer": "none"}), "order.json")
    Traceback (most recent call last):
    hipkit.errors.InputError: order: read "order.json": Dose, Hours a day and Days are missing in it. \
Type for example: an order that hipkit has saved
    """
    texts = read(data, name)
    if not texts.get("payer"):
        raise WANTED.refusal(name, "it does not say who pays")
    drugs = Drugs.of(texts)
    if drugs.several:
        raise WANTED.refusal(name, f"it has {len(drugs.every)} drugs, and orders of one drug are compared")
    entry = Entry({**START, **texts})
    if missing := [by_name()[field].label for field in entry.missing()]:
        raise WANTED.refusal(name, f"{listing(missing)} {'are' if len(missing) > 1 else 'is'} missing in it")
    return entry.scenario(entry.order())


def _texts(whole: Mapping[str, Any], name: str, known: Collection[str] | None) -> dict[str, str]:
    if whole.get("version") != VERSION:
        given = shown(whole.get("version"), 20)
        raise WANTED.refusal(name, f"it is of version {given}; this hipkit reads version {VERSION}")
    texts = whole.get("texts")
    if not isinstance(texts, dict) or set(whole) != {"hipkit", "version", "texts"}:
        raise WANTED.refusal(name, "it holds something else than the texts of an order")
    for field, text in texts.items():
        if known is not None and field not in known:
            raise WANTED.refusal(name, f'it has the field "{shown(field, 30)}", which is not known')
        if not isinstance(text, str):
            raise WANTED.refusal(name, f'the field "{shown(field, 30)}" is not a text')
    return texts
