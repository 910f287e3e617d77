"""A tenfold change: it asks for a reason of its own, whatever a person does in between."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipkit.panels.calculator.doubts import doubts
from hipkit.panels.calculator.drugs import ADD, TAKE_OUT
from hipkit.panels.calculator.fields import LAST, OTHERS
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.dropped import Dropped
from hipkit.panels.pages.bar import FILE, SAVE, UNDO, Bar
from hipkit.panels.pages.form import FormPage
from hipkit.panels.pages.sheet import Sheet
from hipkit.panels.saved import written

TODAY = datetime.date(2026, 11, 30)
SECOND = {"drug": "hydromorphone", "dose": "1 mg/hr", "hours_per_day": "24", "strength": "10 mg/mL", "ndc": ""}
AMOUNTS = ["5 mg/hr", "50 mg/hr", "", "x", "25 mg/mL"]


def pages() -> tuple[FormPage, FormPage, Bar]:
    panels = Calculator(lambda: TODAY), SampleClaim(lambda: TODAY)
    sheet = Sheet({field.name: "" for panel in panels for field in panel.fields} | panels[1].start | panels[0].start)
    order, claim = (FormPage(panel, sheet=sheet) for panel in panels)
    order.enter(SEED)
    assert order.answer.settled
    return order, claim, Bar(sheet)


def asks(page: FormPage) -> bool:
    waits = bool(page.answer.asked)
    assert waits is not page.answer.ready and (not waits or page.answer.files == ())
    return waits


def test_a_reason_answers_a_change_on_order_and_claim_alike() -> None:
    order, claim, _ = pages()
    order.enter({"dose": "50 mg/hr"})
    assert asks(order) and asks(claim) and "data-unconfirmed" in order.html("units")
    order.enter({"confirm": "read off the pump"})
    for page in (order, claim, order):
        assert not asks(page) and "confirmed</b>: read off the pump" in page.html("units" if page is order else "lines")
    assert "data-unconfirmed" not in order.html("units") and claim.answer.files


def test_a_reason_is_of_one_change_and_none_that_stood_before_answers_another() -> None:
    order, _, _ = pages()
    order.enter({"confirm": "as ordered"})
    order.enter({"dose": "50 mg/hr"})
    assert asks(order) and "another amount" in order.message("confirm")
    order.enter({"confirm": "read off the pump"})
    assert not asks(order)
    order.enter({"dose": "0.5 mg/hr"})
    assert asks(order) and "another amount" in order.message("confirm")
    order.enter({"confirm": "lowered"})
    assert not asks(order)


def test_another_drug_does_not_pass_over_the_question() -> None:
    order, claim, _ = pages()
    order.take(OTHERS, ADD)
    order.enter(SECOND)
    assert not asks(order)
    order.enter({"dose": "0.1 mg/hr"})
    assert asks(order)
    order.take(OTHERS, "Go to drug 1: morphine sulfate")
    assert asks(order) and asks(claim) and "drug 2 of 2, hydromorphone: Dose: 0.1 mg/hr" in order.text("units")
    order.take(OTHERS, "Go to drug 2: hydromorphone")
    order.enter({"confirm": "weaned"})
    assert not asks(order) and not asks(claim)


def test_a_drug_that_is_added_and_taken_out_again_does_not_either() -> None:
    order, _, _ = pages()
    order.enter({"dose": "50 mg/hr"})
    order.take(OTHERS, ADD)
    order.take(OTHERS, TAKE_OUT)
    assert order.texts["dose"] == "50 mg/hr" and asks(order)


def test_undo_does_not_either() -> None:
    order, _, bar = pages()
    order.enter({"dose": "0.5 mg/hr"})
    assert asks(order)
    order.enter({"hours_per_day": "12"})
    bar.press(UNDO)
    assert order.texts["dose"] == "0.5 mg/hr" and asks(order)
    bar.press(UNDO)
    assert order.texts["dose"] == "5 mg/hr" and not asks(order)


def test_a_file_that_is_saved_and_opened_does_not_either() -> None:
    order, _, bar = pages()
    order.enter({"dose": "50 mg/hr"})
    bar.press(SAVE)
    assert bar.handed() is not None
    data = written(bar.sheet.texts)
    order.press("Clear")
    bar.enter({FILE: Dropped("order.json", data).text()})
    assert order.texts["dose"] == "50 mg/hr" and asks(order)


def test_the_result_tells_a_program_too() -> None:
    order, claim, _ = pages()
    order.enter({"dose": "50 mg/hr"})
    for page in (order, claim):
        found = page.result
        assert found is not None and isinstance(found["notices"], list)
        assert [one["level"] for one in found["notices"] if "10 times" in one["text"]] == ["confirm"]


@pytest.mark.parametrize("kept", ["{", "[]", "3", '{"before": 3}', '{"before": {"dose": 5}, "reason": []}', "[" * 4000])
def test_what_cannot_be_read_of_an_entry_before_asks_nothing(kept: str) -> None:
    assert doubts({"dose": "5 mg/hr", LAST: kept}, None).notices == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["dose", "confirm", "strength"]),
            st.sampled_from(AMOUNTS),
        ),
        max_size=8,
    )
)
def test_what_is_kept_is_its_own_fixed_point(entries: list[tuple[str, str]]) -> None:
    texts: Mapping[str, str] = {"dose": "5 mg/hr"}
    for name, text in entries:
        texts = {**texts, name: text}
        found = doubts(texts, None)
        again = doubts({**texts, LAST: found.keeps}, None)
        if not found.notices or found.answered:
            assert again.keeps == found.keeps and again.answered == found.answered
        texts = {**texts, LAST: found.keeps if not found.notices or found.answered else texts.get(LAST, "")}
        json.loads(found.keeps)
