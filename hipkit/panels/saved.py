"""All that stands on the pages of an order as a file, and back: drugs, visits, charges, choices, reasons.

Every value is the text that was typed, so that an order that is not complete can be kept as well. Nothing that looks
like data of a patient is written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from hipkit.errors import InputError, shown
from hipkit.order.scenario import read_scenario
from hipkit.panels.calculator.opened import calculator_texts
from hipkit.values.strict import looks_like_a_patient
from hipkit.values.userfile import BOM, Wanted, json_value

VERSION = "1"
LARGEST = 500_000
WANTED = Wanted("order", "an order that hipkit has saved", LARGEST)
_KIND = "order on a page"

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


def read(data: bytes, name: str, known: Collection[str]) -> dict[str, str]:
    """The texts of a file, of these fields: one that a page saved, or one of an order. Raises InputError."""
    if len(data) > LARGEST:
        raise WANTED.refusal(name, f"it has {len(data):,} bytes, and no saved order has more than {LARGEST:,}")
    try:
        text = data.removeprefix(BOM).decode()
    except UnicodeDecodeError:
        raise WANTED.refusal(name, "it is not UTF-8 text") from None
    whole = json_value(text, name, WANTED)
    if not isinstance(whole, dict) or whole.get("hipkit") != _KIND:
        try:
            return calculator_texts(read_scenario(text, name))
        except InputError as error:
            if error.field != "scenario":
                raise
            raise WANTED.refusal(name, error.reason) from None
    return _texts(whole, name, known)


def _texts(whole: Mapping[str, Any], name: str, known: Collection[str]) -> dict[str, str]:
    if whole.get("version") != VERSION:
        given = shown(whole.get("version"), 20)
        raise WANTED.refusal(name, f"it is of version {given}; this hipkit reads version {VERSION}")
    texts = whole.get("texts")
    if not isinstance(texts, dict) or set(whole) != {"hipkit", "version", "texts"}:
        raise WANTED.refusal(name, "it holds something else than the texts of an order")
    for field, text in texts.items():
        if field not in known:
            raise WANTED.refusal(name, f'it has the field "{shown(field, 30)}", which is not known')
        if not isinstance(text, str):
            raise WANTED.refusal(name, f'the field "{shown(field, 30)}" is not a text')
    return texts
