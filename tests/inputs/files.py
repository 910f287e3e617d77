"""The rows of `file` in bad_inputs.toml: scenario files and claims made of them."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hipkit.order.scenario import Scenario
from tests.golden.cases import order
from tests.inputs.rows import EXAMPLE, FILE, OUTCOMES

SAVED = Scenario(order(EXAMPLE | {"ndc": "00074-1133-03"}), EXAMPLE["payer"], EXAMPLE["reading"]).text()
_KEYS = {
    "id", "replace", "text", "hex", "times", "path", "pipe", "orders", "options", "save", "outcome", "field", "expect",
    "lines", "reason", "doors",
}  # fmt: skip


@dataclass(frozen=True)
class FileRow:
    """One file, or several, and what becomes of the claim; `text` is None where it is no text."""

    id: str
    outcome: str
    reason: str
    expect: str = ""
    field: str = ""
    lines: str = ""
    text: str | None = None
    data: bytes = b""
    path: str = ""
    pipe: bool = False
    orders: tuple[Mapping[str, str], ...] = ()
    options: tuple[str, ...] = ()
    save: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def files(self, folder: Path) -> list[str]:
        """The paths to hand to `hipkit claim`, the files written."""
        if self.path:
            return [self.path]
        place = folder / "order.json"
        if self.pipe:
            os.mkfifo(place)
        elif self.orders:
            return [self._written(folder / f"{n}.json", fields) for n, fields in enumerate(self.orders, 1)]
        else:
            place.write_bytes(self.data)
        return [str(place)]

    def _written(self, place: Path, fields: Mapping[str, str]) -> str:
        from tests.inputs.scenarios import scenario_text

        place.write_text(scenario_text({name: text for name, text in (EXAMPLE | dict(fields)).items() if text}))
        return str(place)


@cache
def file_rows() -> tuple[FileRow, ...]:
    """All rows; a key or an outcome that is not known is an error."""
    return tuple(_row(entry) for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["file"])


def _row(entry: dict[str, Any]) -> FileRow:
    assert set(entry) <= _KEYS and entry["outcome"] in OUTCOMES and entry["reason"], entry
    text = _text(entry)
    data = bytes.fromhex(entry.get("hex", "")) + (text or "").encode()
    plain = {
        name: entry[name]
        for name in ("id", "outcome", "reason", "expect", "field", "lines", "path", "pipe")
        if name in entry
    }
    readable = text is not None and "hex" not in entry and entry.get("doors") != "file"
    return FileRow(
        **plain,
        text=text if readable else None,
        data=data,
        orders=tuple(entry.get("orders", ())),
        options=tuple(entry.get("options", ())),
        save=entry.get("save", {}),
    )


def _text(entry: dict[str, Any]) -> str | None:
    if "replace" in entry:
        old, new = entry["replace"]
        assert old in SAVED, entry
        return SAVED.replace(old, new)
    if "options" in entry or entry.get("text") == "SAVED":
        return SAVED
    return entry["text"] * entry.get("times", 1) if "text" in entry else None
