"""The golden cases: read from the TOML files beside this one, and turned into an order or a command line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hipkit import Continuous, Intermittent, Order, Pca, PumpRefill

HERE = Path(__file__).parent
_ORDER = ("drug", "strength", "days", "ndc", "bag", "weight", "code", "unlisted", "confirm", "without", "form")
_OPTIONS = (
    "regimen", "dose", "hours_per_day", "per_day", "demand", "demands", "basal", "lockout", "volume",
    "refills",
    "strength", "form", "days", "from", "through", "without", "change", "drug", "unlisted", "ndc", "bag", "weight",
    "payer", "reading", "choose", "code", "confirm",
)  # fmt: skip
_APART = "fact_days.toml"  # read by test_fact_days.py
_KEYS = {*_OPTIONS, "name", "why", "source", "expect"}
_EXPECTED = {
    "per_day", "total", "hcpcs", "units_exact", "units", "ndc", "ndc_exact", "ndc_quantity", "uom", "lines",
    "drug_lines", "per_diems", "choices", "open", "notices", "steps", "pca_demands", "pca_maximum",
}  # fmt: skip

Case = Mapping[str, Any]


def cases() -> list[Case]:
    """Every case, in the order of the files. A key that is not known is an error, not an empty check."""
    found = []
    for path in sorted(path for path in HERE.glob("*.toml") if path.name != _APART):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            unknown = (set(case) - _KEYS) | (set(case["expect"]) - _EXPECTED)
            assert not unknown, f"{path.name}, {case['name']}: unknown keys {unknown}"
            found.append(case)
    return found


def order(fields: Case) -> Order:
    """The order of these fields through Python, each a text as typed."""
    given = {name: fields[name] for name in _ORDER if name in fields}
    dates = {ours: fields[theirs] for ours, theirs in (("start", "from"), ("end", "through")) if theirs in fields}
    return Order(regimen=_regimen(fields), **given, **dates)


def _regimen(fields: Case) -> Continuous | Intermittent | Pca | PumpRefill:
    kind = fields.get("regimen", "continuous")
    given: dict[str, Any] = {name: fields.get(name) for name in _OPTIONS}
    if kind == "continuous":
        changes = [tuple(one.split("=", 1)) for one in fields.get("change", [])]
        return Continuous(given["dose"], given["hours_per_day"], changes)
    if kind == "intermittent":
        return Intermittent(given["dose"], given["per_day"])
    if kind == "pca":
        names = ("demand", "demands", "basal", "lockout", "hours_per_day")
        return Pca(*(given[name] for name in names))
    assert kind == "pump-refill", kind
    return PumpRefill(given["volume"], given["refills"])


def billing(fields: Case) -> dict[str, Any]:
    """The keywords of `bill` for these fields."""
    choices = dict(one.split("=", 1) for one in fields.get("choose", []))
    return {"payer": fields.get("payer"), "reading": fields.get("reading"), "choices": choices}


def argv(fields: Case) -> list[str]:
    """The words of the command line for these fields."""
    words = ["units"]
    for name in _OPTIONS:
        values = fields.get(name, [])
        for value in [values] if isinstance(values, str) else values:
            words += [f"--{name.replace('_', '-')}", value]
    return [*words, "--json"]
