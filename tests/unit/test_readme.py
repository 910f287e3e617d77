"""The README says only what is so: its examples run, and its numbers are those of the tables that ship."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

from hipkit import __version__
from hipkit.payers.files import payers
from hipkit.reference.codes import codes
from hipkit.reference.products import products
from hipkit.review.catalogue import rules

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.partition("  #")[0]
    for _, block in BLOCKS
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("hipkit ") and not re.match("hipkit (app|lab)", line)
]


def test_the_example_in_python_prints_what_stands_below_it() -> None:
    python = [index for index, (language, _) in enumerate(BLOCKS) if language == "python"]
    assert python
    for index in python:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(BLOCKS[index][1], {})
        assert printed.getvalue() == BLOCKS[index + 1][1]


def test_the_commands_answer_one_after_the_other(tmp_path: Path) -> None:
    """In their order, since one opens what another has saved."""
    hipkit = str(Path(sys.executable).with_name("hipkit"))
    for command in COMMANDS:
        words = [hipkit, *shlex.split(command)[1:]]
        ran = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path)
        assert ran.returncode == 0, (command, ran.stderr)
        assert ran.stdout


def test_its_numbers_are_those_of_the_tables() -> None:
    words = " ".join(README.split())
    drugs = sum(product.kind == "drug" for product in products())
    seven = {7: "seven"}[len(payers())]
    assert f"{len(codes())} HCPCS codes and modifiers" in words
    assert f"{drugs} pain products" in words
    assert f"the rules of {seven} payers" in words
    assert f"{len(rules())} coded, cited rules" in words
    assert len(COMMANDS) >= 8


def test_the_version_is_that_of_the_project() -> None:
    pyproject = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{__version__}"' in pyproject
