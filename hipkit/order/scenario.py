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
from hipkit.order.check import SLIP_LENGTH, TEXT_LENGTH, TYPED, Check, Outcome
from hipkit.order.order import Order
from hipkit.order.regimen import Regimen
from hipkit.values.ndc import Ndc
from hipkit.values.notation import exact
from hipkit.values.quantity import KILOGRAMS_A_POUND, Quantity
from hipkit.values.strict import DIGITS_AFTER, looks_like_a_patient, printable
from hipkit.values.strict import whole as whole_number
from hipkit.values.units import STRENGTH
from hipkit.values.userfile import Wanted, json_value, read_text

VERSION = "1"
LARGEST = 100_000
EXAMPLE = "an order that hipkit has saved"
WANTED = Wanted("scenario", EXAMPLE, LARGEST, path="order.json", place="order.json", why=", and no saved order is")
_BILLED = ("order", "payer", "reading", "choices")
_TOP = ("hipkit", "version", *_BILLED, "check")
_OUTCOME = ("step", "first", "second", "times")
_CHECK = (*_BILLED, "typed", "again", "at", "first_by", "second_by", "earlier", "outcome", "slips")
_READ_APART = ("regimen", "without", "compounded")
_CHANGES = "changes"  # how a file calls them


@dataclass(frozen=True)
class Scenario:
    """An order with the payer, the reading and the choices under which it is billed; `check` is its second check.

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
    check: Check | None = None

    def text(self) -> str:
        """The scenario as JSON. Raises InputError for what may not be kept or cannot be written out exactly."""
        kinds = ((self.order, Order), (self.choices, Mapping), (self.check, Check | None))
        if not all(isinstance(given, kind) for given, kind in kinds):
            raise InputError(
                "save", None, "it is no order with its choices", "Scenario(Order(...), payer, reading, {})"
            )
        whole = {"hipkit": "scenario", "version": VERSION, **_billed_texts(self)}
        whole |= {"check": _check_texts(self.check)} if self.check else {}
        text = json.dumps(whole, indent=2, default=str) + "\n"
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


def check_text(check: Check) -> str:
    """A check as JSON, to be kept beside an order that is not saved yet. Raises InputError for what may not be kept."""
    return json.dumps(_check_texts(check), default=str)


def read_check(text: str, name: str = "the check") -> Check:
    """The check that a JSON text holds; raises InputError that says what is wrong in it."""
    return _check(_parse(text, name), name)


def kept_check(text: str) -> Check | None:
    """The check that a page keeps; None where it keeps none, or one that cannot be read, which is said beside it."""
    try:
        return read_check(text) if text else None
    except InputError:
        return None


def _billed_texts(one: Scenario | Check) -> dict[str, Any]:
    """An order and what it is billed under."""
    texts = {
        "order": _order_texts(one.order),
        "payer": one.payer,
        "reading": one.reading,
        "choices": dict(one.choices),
    }
    return _filled(texts)


def _check_texts(check: Check) -> dict[str, Any]:
    outcome = {name: getattr(check.outcome, name) for name in _OUTCOME}
    texts = {
        "typed": dict(check.typed),
        "again": _order_texts(check.again) if check.again else None,
        "first_by": check.first_by,
        "second_by": check.second_by,
        "earlier": str(check.earlier) if check.earlier else None,
    }
    told = {"at": check.at, **_filled(texts), "outcome": _filled(outcome)}
    return _billed_texts(check) | told | _filled({"slips": list(check.outcome.slips)})


def _filled(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in texts.items() if value}


def _order_texts(order: Order) -> dict[str, Any]:
    for name, text in (("unlisted", order.unlisted), ("confirm", order.confirm)):
        if text and looks_like_a_patient(text):
            raise InputError(name, text, "it looks like data of a patient, which is never saved", "no patient data")
    values = fields.order_values(order) | ({"days": None} if order.service.start else {})  # the dates say how many
    return _filled({name: _text_of(value, name) for name, value in values.items()})


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
Type for example: an order that hipkit has saved
    """
    if not isinstance(text, str):
        raise InputError("scenario", text, "a saved order is a text", EXAMPLE)
    whole = _parse(text, name)
    if whole.get("hipkit") != "scenario":
        raise InputError("scenario", name, "it is no order that hipkit has saved", EXAMPLE)
    if whole.get("version") != VERSION:
        reason = f"it is of version {shown(whole.get('version'), 20)}; this hipkit reads version {VERSION}"
        raise InputError("scenario", name, reason.replace("'", ""), EXAMPLE)
    _refuse_unknown(whole, _TOP, "the file", name)
    check = _check(_object(whole["check"], "check", name), name) if "check" in whole else None
    return Scenario(**_billed(whole, name), check=check)


def _billed(texts: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An order and what it is billed under, by the names of `Scenario` and `Check`."""
    order = _object(texts.get("order"), "order", name)
    _refuse_unknown(order, fields.EVERY, "order", name)
    return {
        "order": _order(order, name),
        "payer": _optional(texts, "payer", name),
        "reading": _optional(texts, "reading", name),
        "choices": _strings(texts, "choices", name),
    }


def _check(texts: Mapping[str, Any], name: str) -> Check:
    _refuse_unknown(texts, _CHECK, "check", name)
    outcome, typed = _strings(texts, "outcome", name), _strings(texts, "typed", name)
    _refuse_unknown(typed, TYPED, "typed", name)
    _refuse_unknown(outcome, _OUTCOME, "outcome", name)
    if "outcome" not in texts or (outcome and "step" not in outcome):
        raise InputError("scenario", name, "the check has no outcome", EXAMPLE)
    slips = tuple(
        printable(id, "slips", "point-moved", SLIP_LENGTH) for id in _list(texts.get("slips", []), "slips", name)
    )
    again = _object(texts["again"], "again", name) if "again" in texts else None
    _refuse_unknown(again or {}, fields.EVERY, "again", name)
    earlier, _ = whole_number(texts.get("earlier", "0"), "check", "2", 0, 9_999)
    return Check(
        **_billed(texts, name),
        outcome=Outcome(**outcome, slips=slips),
        at=_string(texts.get("at"), "at", name),
        typed=typed,
        again=None if again is None else _order(again, name),
        first_by=_optional(texts, "first_by", name) or "",
        second_by=_optional(texts, "second_by", name) or "",
        earlier=earlier,
    )


def _strings(texts: Mapping[str, Any], key: str, name: str) -> dict[str, str]:
    """An object of texts, empty where it is left out; what stands in a check may be printed."""
    listed = _object(texts.get(key, {}), key, name)
    read = {inner: _string(value, inner, name) for inner, value in listed.items()}
    if key in ("typed", "outcome"):
        for inner, value in read.items():
            if looks_like_a_patient(value):
                raise InputError(
                    inner, value, "it looks like data of a patient, which is never kept", "no patient data"
                )
            printable(value, inner, "units", TEXT_LENGTH)
    return read


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
