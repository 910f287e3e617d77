"""The rows of bad_inputs.toml, for every test that types them somewhere."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("bad_inputs.toml")
DOORS = ("api", "cli", "panel", "browser")
OUTCOMES = ("OK", "BLOCK", "NOTE", "CONFIRM")
# The example of HMSA's page, into which one field after the other is typed anew.
EXAMPLE = {
    "drug": "morphine sulfate", "dose": "5 mg/hr", "hours_per_day": "24", "strength": "25 mg/mL",
    "from": "2021-03-01", "through": "2021-03-31", "payer": "hmsa", "reading": "rule-text",
}  # fmt: skip
LISTS = ("without", "change", "choose")
_PYTHON = {
    "True": True, "None": None, "[5]": [5], "0.1": 0.1, "31.0": 31.0, "Decimal('24')": Decimal("24"),
    "Decimal('NaN')": Decimal("NaN"), "Decimal('1E+100000000')": Decimal("1E+100000000"),
}  # fmt: skip
_KEYS = {
    "id", "field", "input", "python", "times", "outcome", "expect", "at", "page", "offers", "with", "last",
    "read", "units", "step", "lines", "reason", "doors",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One input. `page` is None where the page says what every door says; `given` may be of any type."""

    id: str
    field: str
    given: Any
    outcome: str
    reason: str
    doors: tuple[str, ...]
    expect: tuple[str, ...] = ()
    at: str = ""
    page: str | None = None
    offers: tuple[str, ...] = ()
    read: str = ""
    last: str = ""
    units: str = ""
    step: str = ""
    lines: int | None = None
    others: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        """For the list of tests: number and field."""
        return f"{self.id} {self.field}"

    @property
    def fields(self) -> dict[str, Any]:
        """Every field of the order, this input among them; what is left out is not there."""
        typed = EXAMPLE | dict(self.others)
        typed = {name: text for name, text in typed.items() if text}
        return typed | {self.field: [self.given] if self.field in LISTS else self.given}


def rows(door: str) -> list[Row]:
    """The rows for one door, in the order of the file.

    >>> len(rows("browser")) >= 60
    True
    """
    return [row for row in every_row() if door in row.doors]


@cache
def every_row() -> tuple[Row, ...]:
    """All rows; a key, an outcome or a door that is not known is an error."""
    return tuple(_row(entry) for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["row"])


def _row(entry: dict[str, Any]) -> Row:
    assert set(entry) <= _KEYS, entry
    assert ("input" in entry) != ("python" in entry), entry
    assert entry["outcome"] in OUTCOMES and entry["reason"], entry
    doors = DOORS if entry["doors"] == "all" else tuple(entry["doors"].split())
    assert set(doors) <= set(DOORS), entry
    given = _PYTHON[entry["python"]] if "python" in entry else entry["input"] * entry.get("times", 1)
    texts = {name: entry[name] for name in ("at", "page", "read", "last", "units", "step") if name in entry}
    return Row(
        id=entry["id"],
        field=entry["field"],
        given=given,
        outcome=entry["outcome"],
        reason=entry["reason"],
        doors=doors,
        expect=_many(entry.get("expect", [])),
        offers=_many(entry.get("offers", [])),
        lines=entry.get("lines"),
        others=entry.get("with", {}),
        **texts,
    )


def _many(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
