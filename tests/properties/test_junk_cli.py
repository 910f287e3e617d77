"""Whatever words the command line is given: exit 0 with JSON, or exit 2 with one line on stderr alone."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.cli.main import main
from tests.golden.cases import argv
from tests.inputs.rows import EXAMPLE
from tests.properties.given import junk

FIELDS = (
    "dose", "hours_per_day", "strength", "from", "through", "days", "without", "change", "drug", "unlisted",
    "ndc", "bag", "weight", "code", "confirm", "payer", "reading", "choose", "regimen", "per_day", "lockout",
    "volume",
)  # fmt: skip
OTHERS = (
    ["convert", "{}", "--per", "10 mg"],
    ["convert", "25 mg", "--to", "{}"],
    ["convert", "25 mg", "--to", "mL", "--strength", "{}"],
    ["convert", "20 mL", "--to", "day", "--at", "{}"],
    ["waste", "--given", "{}", "--opened", "400 mg", "--per", "10 mg"],
    ["ndc", "{}"],
    ["ndc", "00074-1133-03", "--on", "{}"],
    ["nursing", "--minutes", "{}", "--rule", "bcbsm-2013"],
    ["nursing", "--minutes", "151", "--rule", "{}"],
    ["payers", "{}"],
    ["drugs", "{}"],
    ["{}"],
    ["units", "{}"],
    ["--{}"],
    ["units", "--{}", "x"],
)
WORDS = ["units", "convert", "--dose", "--json", "--days", "--help", "--"]


def ends_well(words: list[str]) -> None:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    assert code in (0, 2), (code, err.getvalue())
    if code == 2:
        assert out.getvalue() == ""
        assert err.getvalue().count("\n") == 1 and err.getvalue()[:-1].isprintable()
        assert "Traceback" not in err.getvalue() and "mistake of hipkit" not in err.getvalue()
    else:
        assert err.getvalue() == ""
        if "--json" in words and not {"--help", "-h", "--version"} & set(words):
            assert isinstance(json.loads(out.getvalue()), dict)


@pytest.mark.parametrize("field", FIELDS)
@given(text=junk)
@settings(max_examples=25)
def test_any_text_in_a_field_of_the_order(field: str, text: str) -> None:
    ends_well(argv(EXAMPLE | {field: [text] if field in ("without", "change", "choose") else text}))


@pytest.mark.parametrize("words", OTHERS, ids=" ".join)
@given(text=junk)
@settings(max_examples=25)
def test_any_text_in_the_other_commands(words: list[str], text: str) -> None:
    ends_well([*(word.replace("{}", text) for word in words), "--json"])


@given(st.lists(st.one_of(junk, st.sampled_from(["units", "--dose", "--json", "--days", "--help", "--"])), max_size=6))
def test_any_words_at_all(words: list[str]) -> None:
    ends_well([word for word in words if word not in ("app", "lab")])
