"""What pages share: typing over an example, the way back, and a file of all that stands there."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous
from hipkit.order.scenario import Scenario
from hipkit.panels.calculator.fields import EXAMPLE, OTHERS
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.dropped import Dropped
from hipkit.panels.pages.bar import FILE, SAVE, UNDO, Bar
from hipkit.panels.pages.form import CLEAR, FormPage, marked
from hipkit.panels.pages.sheet import Sheet
from hipkit.panels.saved import LARGEST, read, written
from hipkit.widgets import app

MARKED = ["drug", "dose", "hours_per_day", "strength", "ndc", "from", "through"]
OWN = {
    "drug": "hydromorphone", "dose": "0.5 mg/hr", "hours_per_day": "24", "strength": "10 mg/mL", "ndc": "",
    "from": "2025-03-01", "through": "2025-03-14",
}  # fmt: skip


def at_first() -> tuple[FormPage, Sheet]:
    sheet = Sheet({field.name: "" for field in Calculator().fields} | Calculator().start, EXAMPLE, "drug")
    sheet.put({**SEED, EXAMPLE: " ".join(marked(Calculator()))})
    return FormPage(Calculator(), sheet=sheet), sheet


def test_every_field_of_the_example_is_marked_until_it_is_typed_over() -> None:
    page, sheet = at_first()
    assert sheet.texts[EXAMPLE].split() == MARKED
    assert "hk-example" in page.state()["fields"]["dose"]["css"]
    page.enter({"dose": "6 mg/hr"})
    assert "hk-example" not in page.state()["fields"]["dose"]["css"]
    assert page.message("strength") == "example: read as 25 mg/mL" and not page.answer.settled
    assert "data-unconfirmed" in page.html("units") and "data-copy" not in page.html("units")
    page.enter({"dose": "5 mg/hr"})  # typed, so it is a person's own
    assert page.message("dose") == "read as 5 mg/hr"


def test_typing_a_drug_clears_the_rest_of_the_example_and_no_more() -> None:
    page, sheet = at_first()
    page.enter({"payer": "bcbsm"})
    page.enter({"dose": "6 mg/hr"})
    page.enter({"drug": "h"})
    assert {name: text for name, text in sheet.texts.items() if text and name not in Calculator().start} == {
        "drug": "h", "dose": "6 mg/hr"
    }  # fmt: skip
    assert sheet.texts["payer"] == "bcbsm"
    page.enter({"drug": "hydromorphone"})
    assert sheet.texts["dose"] == "6 mg/hr"


def test_a_drug_that_is_added_leaves_the_example_an_example() -> None:
    page, sheet = at_first()
    page.take(OTHERS, "Add a drug")
    for name, text in OWN.items():
        page.enter({name: text})
    assert sheet.texts[EXAMPLE] == "" and not page.answer.settled and "data-unconfirmed" in page.html("units")
    page.take(OTHERS, "Go to drug 1: morphine sulfate")
    assert sheet.texts[EXAMPLE].split() == MARKED
    page.take(OTHERS, "Take this drug out")
    assert page.texts["drug"] == "hydromorphone" and page.answer.settled


def test_an_order_typed_over_the_example_is_settled() -> None:
    page, sheet = at_first()
    for name, text in OWN.items():
        page.enter({name: text})
    assert page.answer.settled and sheet.texts[EXAMPLE] == "" and "data-copy" in page.html("units")


def test_undo_leads_back_field_by_field() -> None:
    page, sheet = at_first()
    before = dict(sheet.texts)
    for text in ("6", "6 ", "6 mg/hr"):
        page.enter({"dose": text})
    page.enter({"strength": "50 mg/mL"})
    page.press(CLEAR)
    assert page.texts["dose"] == ""
    sheet.undo()
    assert (page.texts["dose"], page.texts["strength"]) == ("6 mg/hr", "50 mg/mL")
    sheet.undo()
    sheet.undo()
    assert sheet.texts == before
    sheet.undo()
    assert sheet.texts == before


def test_each_edit_of_a_field_that_was_left_is_undone_alone() -> None:
    shown = app()

    def entered(text: str, fresh: object) -> None:
        shown.book.act("enter", {"page": "Order", "texts": {"dose": text}, "fresh": fresh})

    for mg in "678":
        entered(mg, True)
        entered(f"{mg} mg/hr", False)
    for wrong in ("false", 1, None):  # whatever a browser sends
        entered("9 mg/hr", wrong)
    for before in ("7 mg/hr", "6 mg/hr", "5 mg/hr"):
        shown.book.act("press", {"page": "", "button": UNDO})
        assert shown.page.texts["dose"] == before


def test_what_code_types_is_undone_call_by_call() -> None:
    shown = app()
    for text in ("6 mg/hr", "7 mg/hr"):
        shown.type("dose", text)
    shown.book.act("press", {"page": "", "button": UNDO})
    assert shown.page.texts["dose"] == "6 mg/hr"


def test_a_drug_typed_over_the_example_and_not_answered_before_a_reload_clears_it_after() -> None:
    shown = app()
    kept = {"": {"memo": shown.book.state()["pages"][""]["memo"]}, "Order": {"typed": {"drug": "hydromorphone"}}}
    shown.book.act("restore", {"open": "Order", "pages": kept})
    assert (shown.page.texts["drug"], shown.page.texts["dose"], shown.page.texts[EXAMPLE]) == ("hydromorphone", "", "")


def test_an_offer_is_a_change_of_its_own_between_what_is_typed() -> None:
    page, sheet = at_first()
    page.enter(OWN)
    page.enter({"ndc": "0074113303"})
    page.take("ndc", "00741-1330-03")
    page.enter({"ndc": "00741-1330-0"})
    for before in ("00741-1330-03", "0074113303", ""):
        sheet.undo()
        assert page.texts["ndc"] == before


def test_what_the_clear_of_a_check_empties_is_undone_alone() -> None:
    shown = app()
    shown.turn("Check")
    shown.page.enter({"typed_drug_code": "J2270"})
    shown.press("Clear")
    shown.page.enter({"typed_drug_code": "J"})
    for before in ("", "J2270", ""):
        shown.book.act("press", {"page": "", "button": UNDO})
        assert shown.page.texts["typed_drug_code"] == before


@given(st.lists(st.tuples(st.sampled_from(["dose", "drug", "payer"]), st.text(max_size=3)), max_size=8))
def test_undo_leads_back_to_what_stood_at_first(entries: list[tuple[str, str]]) -> None:
    _, sheet = at_first()
    before = dict(sheet.texts)
    for name, text in entries:
        sheet.enter({name: text})
    for _ in entries:
        sheet.undo()
    assert sheet.texts == before


# A file of it.


def bar(**texts: str) -> Bar:
    return Bar(Sheet({field.name: "" for field in Calculator().fields} | Calculator().start | texts, EXAMPLE, "drug"))


def chosen(name: str, data: bytes) -> dict[str, str]:
    return {FILE: Dropped(name, data).text()}


def test_what_is_saved_opens_as_it_was() -> None:
    saved = bar(**OWN, charges="S9326 = 3,100", others=json.dumps([{"drug": "morphine"}, None]))
    saved.press(SAVE)
    file: Any = saved.handed()
    assert file["name"] == "order-morphine-and-hydromorphone.json" and saved.handed() is None
    opened = bar(charges="")
    opened.enter(chosen("order.json", b64decode(file["data"])))
    assert opened.sheet.texts == saved.sheet.texts
    assert opened.text().splitlines()[1] == "opened order.json"
    opened.press(UNDO)
    assert opened.sheet.texts["drug"] == ""


def test_the_file_of_an_order_opens_too() -> None:
    opened = bar()
    order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", start="2021-03-01", end="2021-03-31")
    opened.enter(chosen("order.json", Scenario(order, "hmsa", "published-example").text().encode()))
    assert opened.sheet.texts["dose"] == "5 mg/hr" and opened.sheet.texts["reading"] == "published-example"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "it is no order that hipkit has saved"),
        (b"{", "it is not JSON"),
        (b"{}", "it is no order that hipkit has saved"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"a":' * 9000, "nested too deep"),
        (b'{"hipkit": "order on a page", "version": "2", "texts": {}}', "of version 2"),
        (b'{"hipkit": "order on a page", "version": "1", "texts": {"nowhere": "x"}}', "nowhere"),
        (b'{"hipkit": "order on a page", "version": "1", "texts": {"dose": []}}', "not a text"),
        (b'{"hipkit": "order on a page", "version": "1", "texts": {}, "more": "x"}', "something else"),
        (b" " * (LARGEST + 1), "no saved order has more"),
    ],
)
def test_a_file_that_is_none_changes_nothing_and_says_why(data: bytes, told: str) -> None:
    opened = bar(**OWN)
    before = dict(opened.sheet.texts)
    opened.enter(chosen("x.json", data))
    assert told in opened.message(FILE) and opened.sheet.texts == before


def test_nothing_of_a_patient_and_nothing_of_the_example_is_saved() -> None:
    with pytest.raises(InputError, match="never saved"):
        written({"confirm": "MRN 123456"})
    saved = bar(**OWN, confirm="MRN 123456")
    saved.press(SAVE)
    assert saved.handed() is None and "never saved" in saved.message(FILE)
    of_example = bar(**SEED, example="drug dose")
    of_example.press(SAVE)
    assert of_example.handed() is None and "no file is made" in of_example.message(FILE)


def test_what_a_file_says_of_the_example_is_not_believed() -> None:
    data = json.dumps({"hipkit": "order on a page", "version": "1", "texts": {"dose": "5 mg/hr", "example": "dose"}})
    opened = bar()
    opened.enter(chosen("x.json", data.encode()))
    assert opened.sheet.texts["dose"] == "5 mg/hr" and opened.sheet.texts[EXAMPLE] == ""
    assert read(data.encode(), "x.json", {"dose", "example"})["example"] == "dose"


def test_the_app_begins_with_the_example_and_its_bar_names_the_order() -> None:
    shown = app()
    state = shown.book.state()
    assert state["pages"][""]["parts"]["name"]["html"].count("HMSA") and state["open"] == "Order"
    assert "J2270" in shown.text("units") and shown.page.texts[OTHERS] == ""
    shown.type("drug", "hydromorphone")
    assert shown.texts["dose"] == ""


def test_days_that_a_drug_takes_over_of_the_example_are_the_examples_still() -> None:
    page, sheet = at_first()
    page.take(OTHERS, "Add a drug")
    assert sheet.texts[EXAMPLE].split() == ["from", "through"]
    page.take(OTHERS, "Go to drug 1: morphine sulfate")
    page.take(OTHERS, "Take this drug out")
    page.enter({name: text for name, text in OWN.items() if name not in ("from", "through")})
    assert (page.texts["from"], page.answer.settled) == ("", False)


def test_the_example_of_the_claim_marks_no_choice_so_that_a_drug_typed_over_it_empties_none() -> None:
    sheet = Sheet(
        {field.name: "" for field in SampleClaim().fields} | {**Calculator().start, **SampleClaim().start},
        EXAMPLE,
        "drug",
    )
    page = FormPage(SampleClaim(), sheet=sheet)
    page.press(SampleClaim().example[0])
    assert page.texts["reading"] == "published-example" and page.texts[EXAMPLE].split() == MARKED
    page.enter({"drug": "hydromorphone"})
    assert page.texts["reading"] == "published-example" and page.answer.messages["reading"].kind != "error"


def test_a_file_that_is_opened_leaves_choices_as_at_first_where_it_has_none() -> None:
    shown = app()
    order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", start="2021-03-01", end="2021-03-31")
    shown.book.act("enter", {"page": "", "texts": chosen("order.json", Scenario(order, "hmsa").text().encode())})
    shown.turn("Check")
    shown.type("way", "order")
    assert [name for name in shown.shown_fields() if shown.page.state()["fields"][name]["message"][0] == "error"] == []
    assert shown.page.texts["again_regimen"] == "continuous"


def test_undo_does_not_unmake_a_comparison_that_parted() -> None:
    shown = app()
    shown.press("Clear")
    for name, text in OWN.items():
        shown.type(name, text)
    shown.turn("Check")
    right = {
        "per_diem_code": "S9326",
        "per_diem_units": "14",
        "drug_code": "J1171",
        "drug_units": "1680",
        "ndc_quantity": "16.8",
    }
    for name, text in {**right, "drug_units": "168"}.items():
        shown.type(f"typed_{name}", text)
    shown.press("Compare")
    assert "part" in shown.text("outcome")
    shown.book.act("press", {"page": "", "button": UNDO})
    for name, text in right.items():
        shown.type(f"typed_{name}", text)
    shown.press("Compare")
    assert "agreement" in shown.text("outcome") and "Before it there was" in shown.text("outcome")


def test_an_order_by_its_ndc_alone_is_named_by_it() -> None:
    named = bar(**{**OWN, "drug": "", "ndc": "00409-2634-05"})
    assert named.name.startswith("00409-2634-05, HMSA, 2025-03-01")
    named.press(SAVE)
    file: Any = named.handed()
    assert file["name"] == "order-00409-2634-05.json"


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"confirm": "MRN 123456"}, "Reason: it looks"),
        ({OTHERS: json.dumps([{"confirm": "MRN 1"}, None])}, "another drug: it"),
    ],
)
def test_what_may_not_be_saved_is_named_as_a_person_calls_it(texts: dict[str, str], told: str) -> None:
    saved = bar(**OWN, **texts)
    saved.press(SAVE)
    assert told in saved.message(FILE) and saved.handed() is None


def test_half_a_character_is_saved_and_opened_like_any_text() -> None:
    saved = bar(**OWN, confirm="\ud800")
    saved.press(SAVE)
    file: Any = saved.handed()
    opened = bar()
    opened.enter(chosen("order.json", b64decode(file["data"])))
    assert opened.sheet.texts["confirm"] == "\ud800"


def test_a_file_that_is_no_order_is_named_as_what_it_is() -> None:
    page = bar()
    before = dict(page.sheet.texts)
    for data, said in (
        (b"ISA*00*", "it is no order that hipkit has saved, but an 837P of claims, which Review takes."),
        (b"claim_id,line", "it is no order that hipkit has saved."),
    ):
        page.enter(chosen("may", data))
        assert page.text().endswith(f'It was not opened. read "may": {said} Choose an order that hipkit has saved.')
        assert page.sheet.texts == before


def test_undo_gives_no_order_the_check_of_another() -> None:
    page = bar(**OWN, check="A was checked")
    page.sheet.begin({**page.sheet.start, "drug": "fentanyl", "check": "B was checked"})
    page.press(UNDO)
    assert page.sheet.texts["check"] == "A was checked"
    page = bar(**OWN)
    page.sheet.begin({**page.sheet.start, "drug": "fentanyl", "check": "B was checked"})
    page.press(UNDO)
    assert page.sheet.texts["check"] == ""


def test_an_order_that_does_not_say_who_pays_is_opened_with_a_word_on_it() -> None:
    page = bar()
    whole = {"hipkit": "order on a page", "version": "1", "texts": {"drug": "morphine"}}
    page.enter(chosen("may.json", json.dumps(whole).encode()))
    assert page.text().endswith("opened may.json; it does not say who pays: look at the payer that stands there")
    page.enter(chosen("may.json", json.dumps({**whole, "texts": {"drug": "morphine", "payer": "none"}}).encode()))
    assert page.text().endswith("opened may.json")
