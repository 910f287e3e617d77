"""The fields of an order as a scenario file has them, each text as it is, good or bad."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_OF_REGIMEN = {
    "continuous": ("dose", "hours_per_day"),
    "intermittent": ("dose", "per_day"),
    "pca": ("demand", "demands", "basal", "lockout", "hours_per_day"),
    "pump-refill": ("volume", "refills"),
}
_OF_ORDER = (
    "drug",
    "unlisted",
    "strength",
    "bag",
    "weight",
    "days",
    "from",
    "through",
    "without",
    "ndc",
    "code",
    "confirm",
    "form",
)
_BESIDE = ("payer", "reading")


def scenario_text(fields: Mapping[str, Any]) -> str:
    """The JSON of a scenario with these texts in its places, nothing of them read.

    >>> "bananas" in scenario_text({"dose": "5 bananas", "hours_per_day": "24"})
    True
    """
    kind = fields.get("regimen", "continuous")
    regimen = {"kind": kind} | _those(fields, _OF_REGIMEN.get(kind, ()))
    if "change" in fields:
        regimen["changes"] = [list(one.partition("=")[::2]) for one in fields["change"]]
    whole = {"hipkit": "scenario", "version": "1", "order": _those(fields, _OF_ORDER) | {"regimen": regimen}}
    choices = dict(one.partition("=")[::2] for one in fields.get("choose", ()))
    return json.dumps(whole | _those(fields, _BESIDE) | ({"choices": choices} if choices else {}), indent=2)


def fits(fields: Mapping[str, Any]) -> bool:
    """Whether a scenario file has a place for every field, and every value is a text or a list of texts."""
    known = (
        *_OF_ORDER,
        *_BESIDE,
        *_OF_REGIMEN.get(fields.get("regimen", "continuous"), ()),
        "regimen",
        "change",
        "choose",
    )
    texts = all(
        isinstance(one, str) for value in fields.values() for one in (value if isinstance(value, list) else [value])
    )
    pairs = [one for name in ("change", "choose") for one in fields.get(name, ())]
    return texts and set(fields) <= set(known) and all("=" in one and "\ud800" not in one for one in pairs)


def _those(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: fields[name] for name in names if name in fields}
