"""An order and its choices as a JSON file: saved, opened again, refused with the reason when it is damaged.

Every value is the text that a person would type, so that a file is read by the one strict reader; no number
stands in it. Nothing that identifies a patient is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hipkit.errors import InputError, shown
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill, Regimen
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
_ORDER = (
    "drug", "unlisted", "regimen", "strength", "bag", "weight", "days", "from", "through", "without", "ndc", "code",
    "confirm", "compounded",
)  # fmt: skip
_READ_APART = ("regimen", "without", "from", "through", "compounded")
_REGIMENS: dict[str, tuple[str, ...]] = {
    "continuous": ("dose", "hours_per_day", "changes"),
    "intermittent": ("dose", "per_day"),
    "pca": ("demand", "demands", "basal", "lockout", "hours_per_day"),
    "pump-refill": ("volume", "refills"),
}


@dataclass(frozen=True)
class Scenario:
    """An order with the payer, the reading and the choices under which it is billed.

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
    service = order.service
    return {
        "drug": order.drug,
        "unlisted": order.unlisted,
        "regimen": _regimen_texts(order.regimen),
        "strength": _text(order.strength, "strength"),
        "bag": _text(order.bag, "bag"),
        "weight": _weight_text(order.weight),
        "days": None if service.start else str(service.days),
        "from": service.start and str(service.start),
        "through": service.end and str(service.end),
        "without": [str(day) for day in service.without],
        "ndc": order.ndc and order.ndc.hyphenated,
        "code": order.code,
        "confirm": order.confirm,
        "compounded": "yes" if order.compounded else None,
    }


def _regimen_texts(regimen: Regimen) -> dict[str, Any]:
    if isinstance(regimen, Continuous):
        changes = [[str(day), _text(rate, "change")] for day, rate in regimen.changes]
        texts: dict[str, Any] = {
            "kind": "continuous",
            "dose": _text(regimen.dose, "dose"),
            "hours_per_day": exact(regimen.hours_per_day),
            "changes": changes,
        }
    elif isinstance(regimen, Intermittent):
        texts = {"kind": "intermittent", "dose": _text(regimen.dose, "dose"), "per_day": str(regimen.per_day)}
    elif isinstance(regimen, Pca):
        texts = {
            "kind": "pca",
            "demand": _text(regimen.demand, "demand"),
            "demands": exact(regimen.demands_per_day),
            "basal": _text(regimen.basal, "basal"),
            "lockout": _text(regimen.lockout, "lockout"),
            "hours_per_day": exact(regimen.hours_per_day),
        }
    else:
        texts = {"kind": "pump-refill", "volume": _text(regimen.volume, "volume"), "refills": str(regimen.refills)}
    return {name: value for name, value in texts.items() if value}


def _text(quantity: Quantity | None, name: str) -> str | None:
    """A quantity as it can be typed; a strength whose decimals do not end as an amount over a volume."""
    if quantity is None:
        return None
    number = exact(quantity.value)
    if quantity.kind == STRENGTH and ("/" in number or len(number.partition(".")[2]) > DIGITS_AFTER):
        mass, _, volume = quantity.unit.partition("/")
        return f"{quantity.value.numerator} {mass}/{quantity.value.denominator} {volume}"
    if "/" in number:
        reason = "its decimals do not end, so that it cannot be written out exactly"
        raise InputError(name, str(quantity), reason, "an amount with at most 6 decimals")
    return f"{number} {quantity.unit}"


def _weight_text(weight: Quantity | None) -> str | None:
    """A weight as it can be typed: in pounds where its kilograms have more decimals than are read."""
    if weight is not None and len(exact(weight.value).partition(".")[2]) > DIGITS_AFTER:
        pounds = exact(weight.value / KILOGRAMS_A_POUND)
        if "/" not in pounds and len(pounds.partition(".")[2]) <= DIGITS_AFTER:
            return f"{pounds} lb"
    return _text(weight, "weight")


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
    whole = _parsed(text, name)
    if whole.get("hipkit") != "scenario":
        raise InputError("scenario", name, "it is not a scenario of hipkit", EXAMPLE)
    if whole.get("version") != VERSION:
        reason = f"it is of version {shown(whole.get('version'), 20)}; this hipkit reads version {VERSION}"
        raise InputError("scenario", name, reason.replace("'", ""), EXAMPLE)
    _closed(whole, _TOP, "the file", name)
    order = _object(whole.get("order"), "order", name)
    _closed(order, _ORDER, "order", name)
    choices = _object(whole.get("choices", {}), "choices", name)
    return Scenario(
        _order(order, name),
        _optional(whole, "payer", name),
        _optional(whole, "reading", name),
        {axis: _string(value, axis, name) for axis, value in choices.items()},
    )


def _parsed(text: str, name: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise InputError("scenario", name, f"it is longer than {LARGEST:,} characters", EXAMPLE)
    return _object(json_value(text, name, WANTED), "the file", name)


def _closed(found: Mapping[str, Any], known: tuple[str, ...], where: str, name: str) -> None:
    unknown = [key for key in found if key not in known]
    if unknown:
        reason = f"{where} has the key {shown(unknown[0], 30)}, which is not known; known are {', '.join(known)}"
        raise InputError("scenario", name, reason, EXAMPLE)


def _object(found: Any, where: str, name: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise InputError("scenario", name, f"{where} is not an object of keys and texts", EXAMPLE)
    return found


def _string(found: Any, where: str, name: str) -> str:
    if not isinstance(found, str):
        raise InputError("scenario", name, f"{where} is not a text", EXAMPLE)
    return found


def _optional(found: Mapping[str, Any], key: str, name: str) -> str | None:
    return _string(found[key], key, name) if key in found else None


def _list(found: Any, where: str, name: str) -> list[Any]:
    if not isinstance(found, list):
        raise InputError("scenario", name, f"{where} is not a list", EXAMPLE)
    return found


def _order(texts: dict[str, Any], name: str) -> Order:
    try:
        return _order_read(texts, name)
    except InputError as error:
        if error.field == "scenario":
            raise
        raise InputError(error.field, error.given, f"{error.reason} (in {shown(name)})", error.example) from None


def _order_read(texts: dict[str, Any], name: str) -> Order:
    regimen = _regimen(_object(texts.get("regimen"), "regimen", name), name)
    without = [_string(day, "without", name) for day in _list(texts.get("without", []), "without", name)]
    plain = {key: _optional(texts, key, name) for key in _ORDER if key not in _READ_APART}
    start, end = _optional(texts, "from", name), _optional(texts, "through", name)
    compounded = _optional(texts, "compounded", name)
    if compounded not in (None, "yes"):
        raise InputError("compounded", compounded, "it is yes, or left out", "yes")
    return Order(regimen=regimen, start=start, end=end, without=without, compounded=bool(compounded), **plain)


def _regimen(texts: dict[str, Any], name: str) -> Regimen:
    kind = _string(texts.get("kind"), "kind of regimen", name)
    if kind not in _REGIMENS:
        reason = f"the regimen {shown(kind, 20)} is not known; known are {', '.join(_REGIMENS)}"
        raise InputError("scenario", name, reason, EXAMPLE)
    _closed(texts, ("kind", *_REGIMENS[kind]), "regimen", name)
    value = {key: _optional(texts, key, name) for key in _REGIMENS[kind] if key != "changes"}
    if kind == "continuous":
        changes = [_list(one, "change", name) for one in _list(texts.get("changes", []), "changes", name)]
        return Continuous(value["dose"] or "", value["hours_per_day"], [tuple(one) for one in changes])
    if kind == "intermittent":
        return Intermittent(value["dose"] or "", value["per_day"])
    if kind == "pca":
        return Pca(value["demand"] or "", value["demands"], value["basal"], value["lockout"], value["hours_per_day"])
    return PumpRefill(value["volume"] or "", value["refills"])
