"""No sentence about payers is wider than its source: what is said of every payer, of none, of some."""

from __future__ import annotations

import ast
import json
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


# ---- never, always, must: what stands is borne by its source, or speaks of hipkit alone

ABSOLUTE = re.compile(r"\b(?:never|always|must)\b", re.IGNORECASE)
ROOT = DATA.parents[1]
OURS = "hipkit"
OF_VERSION_1 = "the words of practice version 1, which stay as they were made"
# A part of each sentence that stands, with the source of its row, or whose it is.
STANDS = {
    # boxes.toml, denials.toml, slips.toml
    "The outer envelope, always 106 characters long": OURS,
    "hipkit writes T, always, and has no way": OURS,
    "the text beside it must name the drug, its strength": "wps-noc",
    "Units follow the amount of drug, never the package": "cms-rac-0074",
    # rules
    "what it writes itself is always marked as a test": OURS,
    # docs
    "A positive amount never bills nothing: at least one unit": OURS,
    "them a reason must be typed. They are a guard": OURS,
    "outside the entry range is shown, and a person must type a reason": OURS,
    "a reason must be typed, and what fits is named": OURS,
    "a bulk powder, which has none, a reason must be typed": OURS,
    "ISA15 is always `T`": OURS,
    "never as what somebody did": OURS,
    "What is done with them, and what never": OURS,
    "it is never chosen from the name of a drug": OURS,
    "workers must reach the driver": OURS,
    "the columns must be named exactly": OURS,
    # notebooks
    "must tell the billing clerk the units": OURS,
    "is never taken by itself": OURS,
    "hipkit never makes one up": OURS,
    "HMSA publishes none, so one is named and\nnever taken silently": OURS,
    "never whether it is right": OURS,
    "it never passes in silence": OURS,
    "what must be kept, who may bill, what is paid": OURS,
    # templates of practice
    "A code must be in force on every day of its line": OF_VERSION_1,
    "The lockout is never billed": OF_VERSION_1,
    "never what the lockout lets by": OF_VERSION_1,
    "S9325 never stands beside another per diem of the same day": OF_VERSION_1,
}  # fmt: skip
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)
# What became of a claim, and no rule.
NO_RULE = ("a claim that never reached the payer",)


def unborne(text: str, source: str = OURS) -> list[str]:
    """The absolute words of a text that stand in no sentence of the list, or not by that source."""
    for part in NO_RULE:
        text = text.replace(part, "")
    for part, bearing in STANDS.items():
        text = text.replace(part, "") if bearing in (source, OURS) else text
    return [text[max(found.start() - 40, 0) : found.end() + 40] for found in ABSOLUTE.finditer(text)]


def rows(node: object) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from rows(inner)


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.toml")), ids=lambda path: path.name)
def test_what_data_say_is_always_so_has_a_source_that_says_it(path: Path) -> None:
    """A row of a payer is that payer's own text, and says where."""
    if path.name == "citations.toml":
        return
    for row in rows(tomllib.loads(path.read_text(encoding="utf-8"))):
        for text in (text for key, text in row.items() if key in TOLD and isinstance(text, str)):
            if ABSOLUTE.search(text) and path.parent.name == "policies":
                assert row["cite"] in sources() and row["where"], text
            else:
                assert unborne(text, str(row.get("cite", OURS))) == []


def test_what_rules_say_is_always_so_has_a_source_that_says_it() -> None:
    for one in rules():
        assert unborne(f"{one.page.title} {one.page.why}", one.citation.id) == [], one.code


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_what_the_docs_say_is_always_so_is_of_hipkit(path: Path) -> None:
    assert unborne(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_what_notebooks_say_is_always_so_is_of_hipkit(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert [unborne("".join(cell["source"])) for cell in cells if cell["cell_type"] == "markdown" and
            unborne("".join(cell["source"]))] == []  # fmt: skip


def test_what_templates_say_is_always_so_is_of_version_1() -> None:
    """A template of a later version words it as its source does."""
    for path in sorted((DATA.parent / "practice" / "templates").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, DOCUMENTED)}
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        for text in texts:
            assert text in docs or unborne(text, OF_VERSION_1) == [], (path.name, text)


def test_every_sentence_that_stands_is_still_there() -> None:
    """One that has gone leaves the list; and a sentence of version 1 stands in no template that came later."""
    files = [*DATA.rglob("*.toml"), *(ROOT / "docs").glob("*.md"), *(DATA.parent / "practice").rglob("*.py"),
             *(DATA.parent / "review" / "rules").glob("*.py")]  # fmt: skip
    told = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in files)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        told += " ".join(" ".join("".join(cell["source"]).split()) for cell in cells)
    assert [part for part in (*STANDS, *NO_RULE) if " ".join(part.split()) not in told] == []
    assert set(STANDS.values()) - {OURS, OF_VERSION_1} <= sources().keys()
