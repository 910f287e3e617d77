"""The second check as a panel: nothing of the answer is shown before what is typed is compared."""

from __future__ import annotations

import datetime
import json

import pytest

from hipkit.formats.shared.plain import as_text
from hipkit.order.check import TYPED
from hipkit.order.scenario import Scenario, read_check, read_scenario
from hipkit.panels.base import Answer
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.opened import calculator_texts
from hipkit.panels.calculator.panel import SEED
from hipkit.panels.check import fields as names
from hipkit.panels.check.panel import COMPARE, SecondCheck
from hipkit.panels.pages.check import CheckPage
from hipkit.panels.pages.sheet import Sheet

TODAY, NOW = datetime.date(2026, 11, 30), datetime.datetime(2026, 11, 30, 14, 5)
PANEL = SecondCheck(today=lambda: TODAY, now=lambda: NOW)
TEXTS = dict(PANEL.example[1])
RIGHT = dict(zip(TYPED, ("S9326", "31", "J2270", "372", "148.8"), strict=True))
ANEW = {f"again_{name}": text for name, text in SEED.items() if f"again_{name}" in names.by_name()}
HIDDEN = ("S9326", "J2270", "372", "148.8", "4.8", "3,720", "120 mg")


def typed(**other: str) -> dict[str, str]:
    return TEXTS | {f"typed_{name}": text for name, text in (RIGHT | other).items()}


def compared(texts: dict[str, str]) -> dict[str, str]:
    return texts | {"check": PANEL.compared(texts)}


def outcome(texts: dict[str, str]) -> str:
    return as_text(PANEL.answer(texts).parts["outcome"])


def told(answer: Answer) -> str:
    said = [message.text for message in answer.messages.values()]
    return " ".join([*map(as_text, answer.parts.values()), *said, *answer.examples.values()])


# ---- what is shown before


def test_the_order_stands_as_written_and_no_number_of_the_answer() -> None:
    answer = PANEL.answer(TEXTS)
    order = as_text(answer.parts["order"])
    written = ("morphine sulfate", "continuous", "5 mg/hr", "24", "25 mg/mL", "00074-1133-03", "2021-03-31", "HMSA")
    assert [text for text in written if text not in order] == []
    assert not [number for number in HIDDEN if number in told(answer)]
    assert answer.settled
    assert set(answer.visible) == {"way", "first_by", "second_by", *(f"typed_{name}" for name in TYPED)}


def test_what_is_taken_since_it_is_not_given_stands_in_the_order_too() -> None:
    pca = {"regimen": "pca", "dose": "", "demand": "1 mg", "demands": "12", "basal": "1 mg/hr", "hours_per_day": ""}
    assert "Hours a day  24, since none is given" in as_text(PANEL.answer(TEXTS | pca).parts["order"])
    assert "since none is given" not in told(PANEL.answer(TEXTS))


@pytest.mark.parametrize("way", [names.UNITS, names.WHOLE])
def test_nothing_is_told_while_it_is_typed(way: str) -> None:
    wrong = typed(drug_units="3720", per_diem_units="30") | {"way": way}
    answer = PANEL.answer(wrong)
    assert "against" not in told(answer) and "372 " not in told(answer)
    assert f"press {COMPARE}" in outcome(typed(drug_units="3720"))


def test_what_is_missing_or_unreadable_is_said_at_its_field_and_nothing_is_compared() -> None:
    texts = typed(drug_units="37.2", ndc_quantity="")
    messages = PANEL.answer(texts).messages
    assert (messages["typed_drug_units"].kind, messages["typed_ndc_quantity"].kind) == ("error", "waiting")
    assert PANEL.compared(texts) == ""
    assert PANEL.compared(typed() | {"second_by": "MRN 12"}) == ""
    assert PANEL.answer(typed() | {"second_by": "MRN 12"}).messages["second_by"].kind == "error"


# ---- the outcome


def test_agreement_is_told_with_time_and_aliases() -> None:
    texts = compared(typed() | {"first_by": "AB", "second_by": "KL"})
    assert "2026-11-30 14:05, ordered by AB, checked by KL: agreement, both came to the same" in outcome(texts)


def test_the_step_at_which_they_part_is_told_with_both_entries() -> None:
    found = outcome(compared(typed(ndc_quantity="1488")))
    assert "they part at NDC quantity: 148.8 mL against 1,488 mL, 10 times as much (point-moved" in found
    assert "drug units" in found and "same" in found and "differs" in found


def test_a_change_after_the_comparison_hides_the_outcome() -> None:
    texts = compared(typed(drug_units="3720")) | {"typed_drug_units": "372"}
    assert "against" not in outcome(texts) and "since the last comparison" in outcome(texts)
    again = compared(texts)
    assert (
        "agreement, both came to the same. Before it there was a comparison of the same order that parted."
        in outcome(again)
    )
    assert compared(again) == again


def test_an_order_that_was_changed_is_told() -> None:
    texts = compared(typed()) | {"dose": "6 mg/hr"}
    assert "Checked before the order was changed: 2026-11-30 14:05: agreement" in outcome(texts)
    assert read_check(compared(texts)["check"]).earlier == 0
    assert "they part at units of J2270: 447 against 372" in outcome(compared(texts))


def test_a_check_of_a_saved_order_is_shown_while_nothing_is_typed() -> None:
    kept = compared(typed())["check"]
    assert "agreement" in outcome(TEXTS | {"check": kept})


def test_a_kept_check_that_was_tampered_with_agrees_with_nothing() -> None:
    told_of = json.loads(compared(typed(drug_units="3720"))["check"])
    forged = json.dumps({**told_of, "outcome": {}, "slips": []})
    assert "agreement" not in outcome(typed(drug_units="3720") | {"check": forged})
    assert "agreement" not in outcome(typed(drug_units="3720") | {"check": forged, "dose": "6 mg/hr"})
    assert "they part" in outcome(compared(typed(drug_units="3720") | {"check": forged}))
    assert "is not what comes out" in outcome(typed(drug_units="3720") | {"check": forged})
    other_numbers = json.dumps({**told_of, "outcome": {"step": "units of J2270", "first": "37", "second": "3,720"}})
    assert "37 against" not in outcome(typed(drug_units="3720") | {"check": other_numbers})
    assert "is not what comes out" in outcome(typed(drug_units="3720") | {"check": other_numbers})
    other_slip = json.dumps({**told_of, "slips": ["one-day-short"]})
    assert "mg-for-units" in outcome(typed(drug_units="3720") | {"check": other_slip})
    for damaged in ("{", "[]", '{"order": 1}', "\ud800"):
        assert "cannot be read" in outcome(typed() | {"check": damaged})


# ---- the whole order anew


def test_the_whole_order_typed_anew_agrees_or_parts() -> None:
    same = compared(TEXTS | ANEW | {"way": names.WHOLE})
    assert "agreement" in outcome(same)
    assert "amount a day: 120 mg against 12 mg, 1/10 of it (point-moved" in outcome(
        compared(same | {"again_dose": "0.5 mg/hr"})
    )
    bag = same | {"again_strength": "5 mg/mL", "again_ndc": ""}
    assert "volume a day: 4.8 mL against 24 mL (bag-for-vial" in outcome(compared(bag))
    assert "days of service: 31 against 30" in outcome(compared(same | {"again_through": "2021-03-30"}))


def test_the_order_anew_is_read_field_by_field_with_its_offers() -> None:
    answer = PANEL.answer(TEXTS | ANEW | {"way": names.WHOLE, "again_dose": "morphine 5 mg/h"})
    assert answer.messages["again_dose"].kind == "error"
    assert [offer.sets for offer in answer.offers] == [{"again_drug": "morphine sulfate", "again_dose": "5 mg/hr"}]
    assert "again_dose" in answer.visible and "again_demand" not in answer.visible and "dose" not in answer.visible
    assert "again_bag" in answer.more
    assert PANEL.compared(TEXTS | ANEW | {"way": names.WHOLE, "again_dose": ""}) == ""


# ---- nothing is checked


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"dose": ""}, "not complete"),
        ({"dose": "5 bananas"}, "not complete"),
        ({"dose": "50 mg/hr", "strength": "250 mg/mL", "ndc": ""}, "waits for a reason"),
        ({"example": "dose strength"}, "HMSA's example stands"),
    ],
)
def test_an_order_that_waits_is_not_checked(texts: dict[str, str], why: str) -> None:
    answer = PANEL.answer(typed() | texts)
    assert why in as_text(answer.parts["outcome"]) and answer.visible == ("way",)
    assert PANEL.compared(typed() | texts) == ""


def test_a_confirmed_order_is_checked() -> None:
    doubted = {"dose": "50 mg/hr", "strength": "250 mg/mL", "ndc": "", "confirm": "read off the pump"}
    assert "typed_drug_units" in PANEL.answer(TEXTS | doubted).visible


def test_what_a_choice_leaves_open_is_not_asked_for() -> None:
    silent = TEXTS | {
        "payer": "bcbsnd",
        "drug": "fentanyl",
        "dose": "0.0417 mg/hr",
        "strength": "0.05 mg/mL",
        "ndc": "",
    }
    seen = PANEL.answer(silent).visible
    assert "typed_per_diem_units" in seen and "typed_drug_units" not in seen and "typed_ndc_quantity" not in seen
    assert "agreement on what was compared, both came to the same; not compared: drug code and units (waits for" in (
        outcome(compared(silent | {"typed_per_diem_code": "S9326", "typed_per_diem_units": "31"}))
    )


def test_units_are_asked_for_and_compared_though_the_ndc_quantity_waits_for_a_choice() -> None:
    waiting = {"payer": "bcbsm", "from": "2024-03-01", "through": "2024-03-31", "ndc": "00409-1134-03",
               "strength": "50 mg/mL"}  # fmt: skip
    texts = typed(drug_units="3720", ndc_quantity="") | waiting
    seen = PANEL.answer(texts).visible
    assert "typed_drug_units" in seen and "typed_ndc_quantity" not in seen
    assert "they part at units of J2270: 372 against 3,720" in outcome(compared(texts))
    right = outcome(compared(texts | {"typed_drug_units": "372"}))
    assert "not compared: NDC quantity (waits for a choice, how the NDC quantity is rounded)." in right


# ---- the page


def test_the_page_compares_when_the_button_is_pressed() -> None:
    page = CheckPage(PANEL)
    page.begin(TEXTS)
    assert page.offered == ()
    page.enter({f"typed_{name}": text for name, text in RIGHT.items()})
    assert "agreement" not in page.text("outcome") and page.result is None
    page.press(COMPARE)
    assert "agreement" in page.text("outcome")
    page.press("Clear")
    assert page.texts["check"] == "" and "no order yet" in page.text("order")


def test_what_was_typed_for_one_drug_is_not_left_beside_another() -> None:
    page = CheckPage(PANEL)
    page.begin(TEXTS)
    page.enter({f"typed_{name}": text for name, text in RIGHT.items()})
    page.press(COMPARE)
    first = page.texts["check"]
    page.sheet.turn(Drugs.of(page.texts).added())
    page.fill({"drug": "hydromorphone", "dose": "0.5 mg/hr", "hours_per_day": "24", "strength": "10 mg/mL"})
    assert page.texts["typed_drug_units"] == page.texts["check"] == ""
    (back,) = [label for label in page.offered if label.startswith("Go to drug 1")]
    page.take("others", back)
    assert page.texts["check"] == first and "agreement" in page.text("outcome")
    assert "each is checked by itself" in page.text("order")


def test_what_was_typed_for_a_drug_comes_back_with_it() -> None:
    page = CheckPage(PANEL)
    page.begin(TEXTS)
    page.sheet.turn(Drugs.of(page.texts).added() | {"drug": "hydromorphone"})
    page.enter({"typed_drug_units": "372"})
    assert page.texts["typed_drug_units"] == "372"
    for put in (Sheet.begin, Sheet.put):  # a file is opened, a page comes back after a reload
        other = CheckPage(PANEL)
        put(other.sheet, page.texts)
        assert other.state()["fields"]["typed_drug_units"]["text"] == other.texts["typed_drug_units"] == "372"
    (back,) = [label for label in page.offered if label.startswith("Go to drug 1")]
    page.take("others", back)
    assert page.texts["typed_drug_units"] == ""
    page.sheet.undo()
    assert page.texts["drug"] == "hydromorphone" and page.texts["typed_drug_units"] == "372"


def test_a_saved_order_opens_with_its_check() -> None:
    check = read_check(compared(typed())["check"])
    made = Scenario(check.order, "hmsa", "rule-text", {}, check)
    assert read_check(calculator_texts(read_scenario(made.text()))["check"]) == check


@pytest.mark.parametrize("junk", ["\ud800", ";1e400"])
def test_no_text_makes_the_panel_fail(junk: str) -> None:
    for name in names.by_name():
        texts = typed() | {name: junk}
        assert set(PANEL.answer(texts).parts) == {"order", "outcome"}
        PANEL.compared(texts)
