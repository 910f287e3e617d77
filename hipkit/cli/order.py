"""An order and the choices beside it, from what was typed on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill, Regimen
from hipkit.values.strict import clean

Given = Mapping[str, Any]

# The fields that belong to one regimen or another; each regimen uses those that stand beside it.
_USES = {
    "continuous": ("dose", "hours_per_day", "change"),
    "intermittent": ("dose", "per_day"),
    "pca": ("demand", "demands", "basal", "lockout", "hours_per_day"),
    "pump-refill": ("volume", "refills"),
}
_MAKE: dict[str, Callable[[Given], Regimen]] = {
    "continuous": lambda given: Continuous(given["dose"], given["hours_per_day"], changes(given["change"])),
    "intermittent": lambda given: Intermittent(given["dose"], given["per_day"]),
    "pca": lambda given: Pca(
        given["demand"], given["demands"], given["basal"], given["lockout"], given["hours_per_day"]
    ),
    "pump-refill": lambda given: PumpRefill(given["volume"], given["refills"]),
}


def order(given: Given) -> Order:
    """The order that was typed: a text, a list of texts or None by the name of each field.

    Raises InputError for what cannot be read, and for a field that the regimen does not use.
    """
    regimen = named("regimen", given["regimen"], "continuous") or "continuous"
    if regimen not in _USES:
        raise InputError("regimen", regimen, f"known are {', '.join(_USES)}", "continuous")
    _refuse_unused(regimen, given)
    result = Order(
        drug=given["drug"],
        regimen=_MAKE[regimen](given),
        strength=given["strength"],
        days=given["days"],
        start=given["from"],
        end=given["through"],
        without=given["without"] or (),
        ndc=given["ndc"],
        bag=given["bag"],
        weight=given["weight"],
        code=given["code"],
        unlisted=given["unlisted"],
        confirm=given["confirm"],
        compounded=given["compounded"],
    )
    result.sheet.read["regimen"] = regimen
    return result


def _refuse_unused(regimen: str, given: Given) -> None:
    for field in dict.fromkeys(name for names in _USES.values() for name in names):
        if given[field] not in (None, [], ()) and field not in _USES[regimen]:
            users = [name for name, names in _USES.items() if field in names]
            typed = given[field] if isinstance(given[field], str) else given[field][0]
            reason = f"the regimen {regimen} does not use it; it belongs to {' and '.join(users)}"
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
