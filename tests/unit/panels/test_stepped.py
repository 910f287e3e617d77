"""Steps while an answer is pinned: what each is, that each is read and billed, and the key that takes it."""

from __future__ import annotations

import datetime

import pytest

from hipkit.panels.base import DOWN, UP, Answer
from hipkit.panels.calculator.fields import PINNED
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.calculator.pinned import PIN
from hipkit.panels.pages.form import FormPage

PANEL = Calculator(lambda: datetime.date(2026, 11, 24))
PCA = {
    "regimen": "pca", "payer": "hmsa", "drug": "hydromorphone", "basal": "0.5 mg/hr", "demand": "0.2 mg",
    "demands": "18", "strength": "10 mg/mL", "days": "1",
}  # fmt: skip


def steps(**texts: str) -> dict[tuple[str, str], dict[str, str]]:
    """What each step puts, by its field and key."""
    answer = PANEL.answer({**SEED, PINNED: "{}", **texts})
    return {(offer.field, offer.key): dict(offer.sets) for offer in answer.offers if offer.key}


def test_nothing_steps_until_an_answer_is_pinned() -> None:
    assert steps(**{PINNED: ""}) == {}


@pytest.mark.parametrize(
    ("texts", "at", "sets"),
    [
        ({"dose": "0.5 mg/hr"}, ("dose", UP), {"dose": "0.6 mg/hr"}),
        ({"dose": "1,000 mcg/hr"}, ("dose", DOWN), {"dose": "999 mcg/hr"}),
        ({"dose": "999 mcg/hr"}, ("dose", UP), {"dose": "1,000 mcg/hr"}),
        ({"ndc": ""}, ("strength", UP), {"strength": "50 mg/mL"}),
        ({"from": "", "through": "", "days": "31"}, ("days", DOWN), {"days": "30"}),
        ({"days": "31"}, ("through", UP), {"through": "2021-04-01", "days": "32"}),
    ],
)
def test_a_step_is_exact(texts: dict[str, str], at: tuple[str, str], sets: dict[str, str]) -> None:
    assert steps(**texts)[at] == sets


def test_no_step_leads_to_nothing() -> None:
    assert ("dose", DOWN) not in steps(dose="1 mg/hr")
    assert ("days", DOWN) not in steps(**{"from": "", "through": "", "days": "1"})
    assert ("days", UP) not in steps(**{"from": "", "through": "", "days": "366"})
    every = steps(ndc="", strength="1,000 mg/mL")
    assert ("strength", UP) not in every and every["strength", DOWN]["strength"] == "50 mg/mL"


def test_the_demand_and_the_basal_rate_of_a_pca_step_too() -> None:
    answer = PANEL.answer({**PANEL.start, **PCA, PINNED: "{}"})
    assert {(offer.field, offer.label) for offer in answer.offers if offer.key} >= {
        ("basal", "step to 0.6 mg/hr"), ("demand", "step to 0.1 mg"), ("days", "step to 2 days"),
    }  # fmt: skip


def test_each_step_is_billed_without_a_message_that_refuses_it() -> None:
    pinned: Answer = PANEL.answer({**SEED, PINNED: "{}"})
    taken = [offer for offer in pinned.offers if offer.key]
    assert len(taken) == 6
    for offer in taken:
        answer = PANEL.answer({**SEED, PINNED: "{}", **offer.sets})
        assert answer.billed is not None and answer.messages[offer.field].kind == "ok", offer


def test_a_page_says_which_key_takes_a_step() -> None:
    page = FormPage(PANEL)
    page.begin(SEED)
    page.take(PINNED, PIN)
    dose = page.state()["fields"]["dose"]
    assert dose["keys"] == {DOWN: "step to 4 mg/hr", UP: "step to 6 mg/hr"}
    assert page.take("dose", dose["keys"][UP]) == ("field", "dose")
    assert page.texts["dose"] == "6 mg/hr" and "+75" in page.text("pinned")
    page.take("dose", dose["keys"][UP])
    assert page.texts["dose"] == "6 mg/hr"  # it is no step of this dose


def test_a_basal_rate_of_none_has_no_step() -> None:
    answer = PANEL.answer({**PANEL.start, **PCA, "basal": "0 mg/hr", PINNED: "{}"})
    assert answer.billed is not None
    assert {offer.field for offer in answer.offers if offer.key} == {"demand", "strength", "days"}


def test_no_step_leads_to_an_order_that_cannot_be_read() -> None:
    without = steps(without="2021-03-31", through="2021-03-31")
    assert ("through", DOWN) in steps() and ("through", DOWN) not in without
    assert ("strength", DOWN) not in steps(ndc="", strength="10 mg/mL", bag="10 mg/mL")
