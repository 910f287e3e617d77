"""An order and the choices beside it, from what was typed on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hipkit.errors import InputError
from hipkit.order.fields import OF_REGIMENS, Kind, foreign, kind_named, owners, read_order
from hipkit.order.order import Order
from hipkit.values.strict import clean

Given = Mapping[str, Any]


def order(given: Given) -> Order:
    """The order that was typed: a text, a list of texts or None by the name of each field.

    Raises InputError for what cannot be read, and for a field that the regimen does not use.
    """
    kind = kind_named(named("regimen", given["regimen"], "continuous") or "continuous")
    _refuse_foreign(kind, given)
    typed = {**given, "change": changes(given["change"])}
    result = read_order({**typed, "regimen": kind.read(typed)})
    result.sheet.read["regimen"] = kind.name
    return result


def _refuse_foreign(kind: Kind, given: Given) -> None:
    for field in OF_REGIMENS:
        if given[field] not in (None, [], ()) and foreign(field, kind.name):
            users = owners(field)
            typed = given[field] if isinstance(given[field], str) else given[field][0]
            reason = f"the regimen {kind.name} does not use it; it belongs to {' and '.join(users)}"
            raise InputError(field, typed, reason, f"--regimen {users[0]}, or leave it out")


def changes(given: Sequence[str] | None) -> list[tuple[str, str]]:
    """The dates and rates of `2021-03-15=6 mg/hr`.

    >>> changes(["2021-03-15=6 mg/hr"])
    [('2021-03-15', '6 mg/hr')]
    """
    example = '2021-03-15="6 mg/hr"'
    return [pair("change", text, "a change is a date, an equals sign and a rate", example) for text in given or ()]


def choices(given: Sequence[str] | None) -> dict[str, str]:
    """The axes and values of `hcpcs_rounding=up-by-week`; each axis once.

    >>> choices(["hcpcs_rounding=up-by-week"])
    {'hcpcs_rounding': 'up-by-week'}
    """
    example = "AXIS=VALUE"
    chosen: dict[str, str] = {}
    for text in given or ():
        axis, value = pair("choose", text, "a choice is an axis, an equals sign and a value", example)
        if axis in chosen:
            raise InputError("choose", text, f"{axis} is chosen twice; choose it once", f"{axis}=VALUE")
        chosen[axis] = value
    return chosen


def pair(field: str, given: str, reason: str, example: str) -> tuple[str, str]:
    """What stands before the first equals sign of a text and behind it."""
    text = clean(given, field, example).text
    before, equals, after = (part.strip(" ") for part in text.partition("="))
    if not (before and equals and after):
        raise InputError(field, given, reason, example)
    return before, after


def named(field: str, given: str | None, example: str) -> str | None:
    """A name that was typed, blanks around it left off; None where there is none."""
    return None if given is None else clean(given, field, example).text
