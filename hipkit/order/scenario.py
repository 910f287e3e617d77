"""An order and its choices as a JSON file: saved, opened again, refused with the reason when it is damaged.

Every value is the text that a person would type, so that a file is read by the one strict reader; no number
stands in it. Nothing that identifies a patient is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from hipkit.errors import InputError, shown
from hipkit.order import fields
from hipkit.order.order import Order
from hipkit.order.regimen import Regimen
from hipkit.values.ndc import Ndc
from hipkit.values.notation import exact
from hipkit.values.quantity import KILOGRAMS_A_POUND, Quantity
from hipkit.values.strict import DIGITS_AFTER, looks_like_a_patient
from hipkit.values.units import STRENGTH
from hipkit.values.userfile import Wanted, json_value, read_text

VERSION = "1"
LARGEST = 100_000
EXAMPLE = "a file that hipkit units --save has written"
WANTED = Wanted("scenario", EXAMPLE, LARGEST, path="order.json", place="order.json", why=", and no scenario is")
_TOP = ("hipkit", "version", "order", "payer", "reading", "choices")
_READ_APART = ("regimen", "without", "compounded")
_CHANGES = "changes"  # how a file calls them


@dataclass(frozen=True)
class Scenario:
    """An order with the payer, the reading and the choices under which it is billed.

    >>> from hipkit.order.regimen import Continuous
    >>> order = Order(drug="morphine", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL", days=31)
    >>> again = read_scenario(Scenario(order, "hmsa").text())
    >>> again.order == order, again.payer
    (True, 'hmsa')
    """

    order: Order
    payer: str | None = None
    reading: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The scenario as JSON. Raises InputError for what may not be kept or cannot be written out exactly."""
        if not isinstance(self.order, Order) or not isinstance(self.choices, Mapping):
            raise InputError(
                "save", None, "it is no order with its choices", "Scenario(Order(...), payer, reading, {})"
            )
        whole = {
            "hipkit": "scenario",
            "version": VERSION,
            "order": {name: value for name, value in _order_texts(self.order).items() if value},
            "payer": self.payer,
            "reading": self.reading,
            "choices": dict(self.choices),
        }
        text = json.dumps({key: value for key, value in whole.items() if value}, indent=2, default=str) + "\n"
        if read_scenario(text, "what would be saved") != self:
            raise InputError("save", None, "it would not open again as it is", "amounts and texts that can be typed")
        return text

    def save(self, path: str | Path) -> None:
        """Write the scenario to a file of the user's own choice, replacing what is there."""
        text = self.text()
        if not isinstance(path, (str, Path)):
            raise InputError("save", path, "a path is text", "order.json")
        try:
            Path(path).write_text(text, encoding="utf-8")
        except (OSError, ValueError) as error:
            reason = f"it cannot be written ({getattr(error, 'strerror', None) or error})"
            raise InputError("save", str(path), reason, "order.json") from None


def _order_texts(order: Order) -> dict[str, Any]:
    for name, text in (("unlisted", order.unlisted), ("confirm", order.confirm)):
        if text and looks_like_a_patient(text):
            raise InputError(name, text, "it looks like data of a patient, which is never saved", "no patient data")
    values = fields.order_values(order) | ({"days": None} if order.service.start else {})  # the dates say how many
    return {name: _text_of(value, name) for name, value in values.items()}


def _regimen_texts(regimen: Regimen) -> dict[str, Any]:
    texts = {name: _text_of(value, name) for name, value in fields.regimen_values(regimen).items()}
    kind = {"kind": fields.kind_of(regimen).name}
    return kind | {_in_file(name): value for name, value in texts.items() if value}


def _text_of(value: Any, name: str) -> Any:
    """What was read as it can be typed again: a text, or a list of texts."""
    if isinstance(value, Regimen):
        return _regimen_texts(value)
    if isinstance(value, Quantity):
        return _weight_text(value) if name == "weight" else _quantity_text(value, name)
    if isinstance(value, Ndc):
        return value.hyphenated
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, tuple):
        return [_text_of(each, name) for each in value]
    if isinstance(value, bool):
        return "yes" if value else None
    return None if value is None else str(value)


def _quantity_text(quantity: Quantity, name: str) -> str:
    """A quantity as it can be typed; a strength whose decimals do not end as an amount over a volume."""
    number = exact(quantity.value)
    if quantity.kind == STRENGTH and ("/" in number or len(number.partition(".")[2]) > DIGITS_AFTER):
        mass, _, volume = quantity.unit.partition("/")
        return f"{quantity.value.numerator} {mass}/{quantity.value.denominator} {volume}"
    if "/" in number:
        reason = "its decimals do not end, so that it cannot be written out exactly"
        raise InputError(name, str(quantity), reason, "an amount with at most 6 decimals")
    return f"{number} {quantity.unit}"


def _weight_text(weight: Quantity) -> str:
    """A weight as it can be typed: in pounds where its kilograms have more decimals than are read."""
    if len(exact(weight.value).partition(".")[2]) > DIGITS_AFTER:
        pounds = exact(weight.value / KILOGRAMS_A_POUND)
        if "/" not in pounds and len(pounds.partition(".")[2]) <= DIGITS_AFTER:
            return f"{pounds} lb"
    return _quantity_text(weight, "weight")


def load_scenario(path: str | Path) -> Scenario:
    """Open a scenario file. Raises InputError for what is no plain file, too large, or damaged."""
    return read_scenario(read_text(path, WANTED), str(path))


def read_scenario(text: str, name: str = "the text") -> Scenario:
    """The scenario that a JSON text holds; raises InputError that says what is wrong in it.

    >>> read_scenario('{"hipkit": "scenario", "version": "9"}')
    Traceback (most recent call last):
    hipkit.errors.InputError: scenario: read "the text": it is of version 9; this hipkit reads version 1. \
Type for example: a file that hipkit units --save has written
    """
    if not isinstance(text, str):
        raise InputError("scenario", text, "a scenario is a text", EXAMPLE)
    whole = _parse(text, name)
    if whole.get("hipkit") != "scenario":
        raise InputError("scenario", name, "it is not a scenario of hipkit", EXAMPLE)
    if whole.get("version") != VERSION:
        reason = f"it is of version {shown(whole.get('version'), 20)}; this hipkit reads version {VERSION}"
        raise InputError("scenario", name, reason.replace("'", ""), EXAMPLE)
    _refuse_unknown(whole, _TOP, "the file", name)
    order = _object(whole.get("order"), "order", name)
    _refuse_unknown(order, fields.EVERY, "order", name)
    choices = _object(whole.get("choices", {}), "choices", name)
    return Scenario(
        _order(order, name),
        _optional(whole, "payer", name),
        _optional(whole, "reading", name),
        {axis: _string(value, axis, name) for axis, value in choices.items()},
    )


def _parse(text: str, name: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise InputError("scenario", name, f"it is longer than {LARGEST:,} characters", EXAMPLE)
    return _object(json_value(text, name, WANTED), "the file", name)


def _refuse_unknown(given: Mapping[str, Any], known: tuple[str, ...], where: str, name: str) -> None:
    unknown = [key for key in given if key not in known]
    if unknown:
        reason = f"{where} has the key {shown(unknown[0], 30)}, which is not known; known are {', '.join(known)}"
        raise InputError("scenario", name, reason, EXAMPLE)


def _object(value: Any, where: str, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError("scenario", name, f"{where} is not an object of keys and texts", EXAMPLE)
    return value


def _string(value: Any, where: str, name: str) -> str:
    if not isinstance(value, str):
        raise InputError("scenario", name, f"{where} is not a text", EXAMPLE)
    return value


def _optional(texts: Mapping[str, Any], key: str, name: str) -> str | None:
    return _string(texts[key], key, name) if key in texts else None


def _list(value: Any, where: str, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError("scenario", name, f"{where} is not a list", EXAMPLE)
    return value


def _order(texts: dict[str, Any], name: str) -> Order:
    try:
        return _order_read(texts, name)
    except InputError as error:
        if error.field == "scenario":
            raise
        raise InputError(error.field, error.given, f"{error.reason} (in {shown(name)})", error.example) from None


def _order_read(texts: dict[str, Any], name: str) -> Order:
    given: dict[str, Any] = {"regimen": _regimen(_object(texts.get("regimen"), "regimen", name), name)}
    given["without"] = [_string(day, "without", name) for day in _list(texts.get("without", []), "without", name)]
    given |= {key: _optional(texts, key, name) for key in fields.EVERY if key not in _READ_APART}
    compounded = _optional(texts, "compounded", name)
    if compounded not in (None, "yes"):
        raise InputError("compounded", compounded, "it is yes, or left out", "yes")
    return fields.read_order(given | {"compounded": bool(compounded)})


def _regimen(texts: dict[str, Any], name: str) -> Regimen:
    word = _string(texts.get("kind"), "kind of regimen", name)
    if word not in fields.KINDS:
        reason = f"the regimen {shown(word, 20)} is not known; known are {', '.join(fields.KINDS)}"
        raise InputError("scenario", name, reason, EXAMPLE)
    kind = fields.KINDS[word]
    _refuse_unknown(texts, ("kind", *map(_in_file, kind.examples)), "regimen", name)
    given: dict[str, Any] = {key: _optional(texts, key, name) for key in kind.examples if key != "change"}
    given[kind.amount] = given[kind.amount] or ""  # left out is as left empty
    changes = [_list(change, "change", name) for change in _list(texts.get(_CHANGES, []), _CHANGES, name)]
    return kind.read(given | {"change": [tuple(change) for change in changes]})


def _in_file(field: str) -> str:
    """How a file calls a field of a regimen."""
    return _CHANGES if field == "change" else field
