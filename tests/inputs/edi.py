"""The rows of edi.toml, and the 837P files that they want."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hipkit import bill, sample_claim
from hipkit.formats.claim.x12 import x12_text
from tests.golden.cases import order
from tests.inputs.rows import EXAMPLE

FILE = Path(__file__).with_name("edi.toml")
OUTCOMES = ("OK", "REMARK", "ASIDE", "MINUTES", "BLOCK")
_KEYS = {
    "id", "outcome", "expect", "about", "rows", "aside", "read", "replace", "delimiters", "repeat", "times", "hex",
    "text", "name", "encoding", "made", "twice", "reason",
}  # fmt: skip


@dataclass(frozen=True)
class EdiRow:
    """One 837P and what becomes of it."""

    id: str
    outcome: str
    expect: tuple[str, ...]
    data: bytes
    about: str = ""
    name: str = "lines.837"
    rows: int = 2
    aside: tuple[int, ...] = ()
    read: Mapping[str, list[str]] = field(default_factory=dict)

    def file(self, folder: Path) -> str:
        """The path to read, the file written."""
        place = folder / self.name
        place.write_bytes(self.data)
        return str(place)


@cache
def sample() -> str:
    """The sample claim of HMSA's example as an 837P on one line."""
    made = bill(order(EXAMPLE | {"ndc": "00074-1133-03"}), EXAMPLE["payer"], EXAMPLE["reading"])
    return x12_text(sample_claim(made, charges={"S9326": "3100.00"})).replace("\n", "")


@cache
def edi_rows() -> tuple[EdiRow, ...]:
    """All rows; a key or an outcome that is not known is an error."""
    return tuple(map(_row, tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]))


def _row(entry: dict[str, Any]) -> EdiRow:
    assert set(entry) <= _KEYS and entry["outcome"] in OUTCOMES and entry["reason"], entry
    expect = entry.get("expect", [])
    aside = tuple(entry.get("aside", ()))
    return EdiRow(
        entry["id"],
        entry["outcome"],
        (expect,) if isinstance(expect, str) else tuple(expect),
        _data(entry),
        entry.get("about", ""),
        entry.get("name", "lines.837"),
        entry.get("rows", 2 - len(aside)),
        aside,
        entry.get("read", {}),
    )


def _data(entry: dict[str, Any]) -> bytes:
    if entry.get("made") == "endless":
        return sample()[:106].encode() + b"GS*" + b"x" * 50_000_000
    text = entry.get("text", sample())
    for old, new in entry.get("replace", []):
        assert old in text, (entry["id"], old)
        text = text.replace(old, new)
    if "repeat" in entry:
        text = _repeated(text, *entry["repeat"], entry.get("times", 1))
    other = text
    if "delimiters" in entry:
        for old, new in zip("*:^~", entry["delimiters"], strict=True):
            other = other.replace(old, new)
    if entry.get("twice"):
        other = text + other.replace("000000001", "000000002") if "delimiters" in entry else text * 2
    return bytes.fromhex(entry.get("hex", "")) + other.encode(entry.get("encoding", "utf-8"))


def _repeated(text: str, begin: str, end: str, times: int) -> str:
    first = text.index(begin)
    last = text.index(end, first) + len(end)
    return text[:last] + text[first:last] * times + text[last:]
