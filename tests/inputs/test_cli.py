"""Every bad input through the command line: exit 2 and one line on stderr, or exit 0 and JSON."""

from __future__ import annotations

import json

import pytest

from hipkit.cli.main import main
from tests.golden.cases import argv
from tests.inputs.rows import Row, rows

ROWS = rows("cli")


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_a_refusal_is_one_line_on_stderr(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(argv(row.fields))
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.endswith("\n") and err[:-1].isprintable() and "Traceback" not in err
    assert (row.at or row.field).replace("_", " ") in err.replace("-", " ")
    for phrase in row.expect:
        assert phrase in err


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome != "BLOCK"], ids=lambda row: row.name)
def test_an_answer_echoes_what_was_read(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(argv(row.fields))
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    answer = json.loads(out)
    if row.read:
        assert answer["read"][row.field] == row.read
    levels = ("confirm",) if row.outcome == "CONFIRM" else ("info", "warning")
    told = [one["text"] for one in answer["notices"] if one["level"] in levels]
    for phrase in row.expect:
        assert any(phrase in text for text in told), (phrase, answer["notices"])
    if row.units:
        assert answer["hcpcs"]["units"] == row.units
    if row.lines is not None:
        assert len(answer["lines"]) == row.lines


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_page_in_the_terminal_fares_no_other_way(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json: the same exit code, and no refusal on stdout."""
    code = main([word for word in argv(row.fields) if word != "--json"])
    out, err = capsys.readouterr()
    assert code == (2 if row.outcome == "BLOCK" else 0)
    assert bool(out) != bool(err)
