"""Every bad input through the calculator's panel: the message below the field, and no stale number."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import Answer
from hipkit.panels.calculator.panel import SEED, Calculator
from tests.inputs.rows import Row, rows

ROWS = rows("panel")
PANEL = Calculator(today=lambda: datetime.date(2026, 11, 24))


def texts(row: Row) -> dict[str, Any]:
    """The texts in the fields: the example, the other fields of the row, and the input itself."""
    return SEED | {"ndc": ""} | dict(row.others) | {row.field: row.given}


def answered(row: Row) -> Answer:
    last = texts(row) | {row.field: row.last} if row.last else None
    return PANEL.answer(texts(row), last)


def shown(answer: Answer) -> str:
    return "\n".join(as_text(html) for html in answer.parts.values())


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_a_refusal_stands_below_its_field_and_no_number_stays(row: Row) -> None:
    answer = answered(row)
    message = answer.messages[row.at or row.field]
    assert message.kind in ("error", "waiting")
    assert message.text.isprintable()
    for phrase in (row.page,) if row.page else row.expect:
        assert phrase in message.text
    assert (row.at or row.field) in answer.visible
    assert not answer.settled and answer.picture is None
    for number in ("372", "3,720", "148.8"):
        assert number not in shown(answer)
    assert "waiting for" in shown(answer)
    assert {offer.label for offer in answer.offers} >= set(row.offers)


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_what_is_refused_is_nowhere_on_the_page_as_markup(row: Row) -> None:
    html = "".join(answered(row).parts.values()) + "".join(one.text for one in answered(row).messages.values())
    for markup in ("<img", "<script", "<svg onload", "onerror=alert(1)>"):
        assert markup not in "".join(answered(row).parts.values())
    assert "Traceback" not in html


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome != "BLOCK"], ids=lambda row: row.name)
def test_what_is_read_stands_below_its_field(row: Row) -> None:
    answer = answered(row)
    message = answer.messages[row.field]
    assert message.kind in ("ok", "note", "confirm")
    echo = row.read if row.page is None else row.page
    assert echo in message.text
    for phrase in row.expect:
        assert phrase in f"{message.text}\n{shown(answer)}"
    if row.outcome == "CONFIRM":
        assert answer.messages["confirm"].kind == "confirm" and "confirm" in answer.visible
        assert not answer.settled
    elif row.outcome == "OK":
        assert answer.settled
    if row.units:
        assert f"{int(row.units):,}" in as_text(answer.parts["units"])
    if row.step:
        assert row.step in as_text(answer.parts["steps"])


@pytest.mark.parametrize("row", [row for row in ROWS if row.offers], ids=lambda row: row.name)
def test_an_offer_is_taken_only_when_it_is_pressed_and_then_reads(row: Row) -> None:
    for offer in answered(row).offers:
        taken = PANEL.answer(texts(row) | dict(offer.sets))
        assert taken.messages[row.field].kind == "ok"
