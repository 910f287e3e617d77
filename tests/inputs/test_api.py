"""Every bad input through Python."""

from __future__ import annotations

import pytest

from hipkit import Bill, InputError, bill
from tests.golden.cases import billing, order
from tests.inputs.rows import Row, rows

ROWS = rows("api")


def answered(row: Row) -> Bill:
    return bill(order(row.fields), **billing(row.fields))


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_a_refusal_says_the_field_what_was_read_why_and_what_to_type(row: Row) -> None:
    with pytest.raises(InputError) as caught:
        answered(row)
    error = caught.value
    assert error.field == (row.at or row.field)
    assert error.reason and error.example
    message = str(error)
    assert message.isprintable(), "one line, and nothing in it that cannot be seen"
    assert error.field.replace("_", " ") in message and f"Type for example: {error.example}" in message
    for phrase in row.expect:
        assert phrase in message


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome != "BLOCK"], ids=lambda row: row.name)
def test_what_is_read_is_echoed_and_said(row: Row) -> None:
    result = answered(row)
    if row.read:
        assert result.read[row.field] == row.read
    told = {
        level: [one.text for one in result.notices if one.level == level] for level in ("info", "warning", "confirm")
    }
    fitting = {"CONFIRM": told["confirm"]}.get(row.outcome, told["info"] + told["warning"])
    for phrase in row.expect:
        assert any(phrase in text for text in fitting), (phrase, told)
    if row.outcome == "OK" and row.field != "confirm":
        assert told["confirm"] == []
    assert all(one.citation.text for one in result.notices)
    if row.units:
        assert result.hcpcs_units == int(row.units)
    if row.step:
        assert any(row.step in step.text for step in result.steps)
    if row.lines is not None:
        assert len(result.lines) == row.lines
