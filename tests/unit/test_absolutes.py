"""No sentence about payers is wider than its source: what is said of every payer, of none, of some."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipkit.review.catalogue import rules
from hipkit.values.citations import sources

DATA = Path(__file__).resolve().parents[2] / "hipkit" / "data"
WIDE = re.compile(
    r"\b(?:every|all|no|any|most|some|many|few)(?: of the| other)? payers?\b(?! is named)|\bno text (?:says|sets)\b"
    r"|\bpayers (?:deny|refuse)\b",
    re.IGNORECASE,
)
# What may stand: it says what was read, speaks of hipkit, or is borne by the source at its end.
BORNE = (
    "that was read", "that were read", "hipkit has read", "whose texts",
    "ME is not taken by every payer",  # BCBS of Michigan, The Record 0215k
    # Words of practice version 1, which stay as they were made.
    "One unit a line is the rule of some payers", "That is the rule of some payers; the case names another",
)  # fmt: skip
TOLD = {"words", "otherwise", "why", "rule", "wrong", "does", "is_for"}


def sentences(node: object, key: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from sentences(inner, name)
    elif isinstance(node, list):
        for inner in node:
            yield from sentences(inner, key)
    elif isinstance(node, str) and key in TOLD:
        yield node


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.toml")), ids=lambda path: path.name)
def test_what_data_say_of_payers_is_what_was_read(path: Path) -> None:
    if path.name == "citations.toml":
        return
    told = sentences(tomllib.loads(path.read_text(encoding="utf-8")))
    assert [one for one in told if WIDE.search(one) and not any(words in one for words in BORNE)] == []


def test_what_rules_say_of_payers_is_what_was_read() -> None:
    for one in rules():
        said = f"{one.page.title} {one.page.why}"
        assert not WIDE.search(said) or any(words in said for words in BORNE), (one.code, said)
        assert one.citation.id in sources()


def test_the_rules_of_one_payers_nursing_run_for_that_payer_alone() -> None:
    for one in rules():
        if one.code in ("HIP402", "HIP403", "HIP406"):
            assert one.payers == ("bcbsm",) and "BCBS of Michigan" in one.page.title
