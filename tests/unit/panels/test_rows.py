"""Fields of rows: their text and their cells, whatever is typed; what is said at which row; the rows of the charges."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.errors import InputError
from hipkit.panels.base import Row
from hipkit.panels.calculator.fields import by_name
from hipkit.panels.calculator.panel import SEED
from hipkit.panels.claim.fields import own
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.pages.book import Book
from hipkit.panels.pages.form import FormPage
from hipkit.panels.rows import Unfinished, are_rows, blank, cells, joined, read

VISITS, WITHOUT = own()["visits"], by_name()["without"]
TODAY = datetime.date(2026, 11, 30)
PANEL = SampleClaim(today=lambda: TODAY)
TEXTS = {**SEED, "reading": "rule-text"}
TYPED = st.text(st.sampled_from(" ;=\\ab1\n\t\u00a0"), max_size=5)
ROWS = st.integers(1, 3).flatmap(lambda columns: st.lists(st.tuples(*[TYPED] * columns), max_size=4))


def page() -> FormPage:
    made = FormPage(PANEL)
    made.enter({name: text for name, text in TEXTS.items() if name in made.texts})
    return made


@given(ROWS)
@settings(max_examples=500)
def test_whatever_is_typed_into_cells_stands_in_the_same_cells_again(rows: list[tuple[str, ...]]) -> None:
    columns = len(rows[0]) if rows else 2
    nothing = len(rows) == 1 and not any(rows[0])
    assert cells(joined(rows), columns) == (() if nothing else tuple(rows))


@given(TYPED, st.integers(1, 3))
@settings(max_examples=500)
def test_a_text_means_the_same_once_its_cells_are_joined(text: str, columns: int) -> None:
    split = cells(text, columns)
    again = joined(split)
    assert [row for row in cells(again, columns) if any(row)] == [row for row in split if any(row)]
    assert joined(cells(again, columns)) == again


def test_a_backslash_that_is_before_nothing_special_stays() -> None:
    assert cells(r"2021-03-02 = 1\51", 2) == (("2021-03-02", r"1\51"),)
    with pytest.raises(InputError, match="Type for example"):
        read(VISITS, r"2021-03-02 = 1\;51")


def test_empty_rows_are_nothing_and_half_filled_ones_wait() -> None:
    assert blank(VISITS, " = ;  = ") and blank(WITHOUT, "  ") and not blank(VISITS, " = 60")
    assert read(VISITS, " = ; 2021-03-02 = 60 ; ") == [("2021-03-02", "60")]
    with pytest.raises(Unfinished) as caught:
        read(VISITS, "2021-03-02 = 60; 2021-03-09 = ")
    assert (caught.value.place, caught.value.reason) == (2, "Visit 2 has no minutes yet")


@pytest.mark.parametrize("sent", [[["a"], ["b", "c"]], [[]], ["a"], [[1]], [None], {"a": "b"}])
def test_what_is_no_rows_is_refused_as_any_text(sent: object) -> None:
    made = page()
    made.enter({"visits": sent})
    assert not are_rows(sent) and made.texts["visits"] == repr(sent) and not made.answer.files


def test_a_half_filled_visit_is_kept_and_said_and_no_file_is_made() -> None:
    made = page()
    made.enter({"visits": [["2021-03-02", "60"], ["2021-03-09", ""]]})
    shown = made.state()["fields"]["visits"]
    assert shown["message"] == ["waiting", "Visit 2 has no minutes yet: type for example 151"]
    assert shown["rows"] == [["", "2021-03-02", "60"], ["", "2021-03-09", ""]] and shown["wrong"] == [1, 1]
    assert not made.answer.files and "Visit 2 has no minutes yet" in made.text("lines")


def test_what_is_wrong_is_said_at_its_row() -> None:
    made = page()
    made.enter({"visits": [["2021-03-02", "60"], ["2021-03-09", "an hour"]]})
    shown = made.state()["fields"]["visits"]
    assert shown["message"][1].startswith("Visit 2: Type for example ") and shown["wrong"] == [1, 1]
    made.enter({"visits": "", "change": [["2021-03-15", "6 mg/hr"], ["2021-03-20", "fast"]]})
    shown = made.state()["fields"]["change"]
    assert shown["message"][1].startswith("Change 2: ") and shown["wrong"] == [1, 1]
    made.enter({"change": "", "without": [["2021-03-10"], ["2021-03-32"]]})
    shown = made.state()["fields"]["without"]
    assert shown["message"][1].startswith("Day without therapy 2: ") and shown["wrong"] == [1, 0]


@pytest.mark.parametrize("cell", ["2021-03-10; 2021-03-11", "2021-03-10=1", "2021-03-10 = 60; 2021-03-11", "a\\;b"])
def test_no_cell_becomes_another_row_or_cell(cell: str) -> None:
    made = page()
    made.enter({"visits": [[cell, "60"]]})
    assert made.state()["fields"]["visits"]["rows"] == [["", cell, "60"]]
    assert "in it; another visit has a row of its own" in made.message("visits") and not made.answer.files
    made.enter({"visits": "", "without": [["2021-03-10 2021-03-11"]]})
    assert "there is a blank in it" in made.message("without") and not made.answer.files


def test_rows_come_back_after_a_reload() -> None:
    book = Book({"Claim": lambda: FormPage(PANEL)})
    kept: Any = {"open": "Claim", "pages": {"Claim": {"texts": {**TEXTS, "visits": [["2021-03-02; 5", "60"]]}}}}
    book.act("restore", kept)
    assert book.state()["pages"]["Claim"]["fields"]["visits"]["rows"] == [["", "2021-03-02; 5", "60"]]


def test_each_line_of_the_claim_has_the_row_of_its_charge() -> None:
    answer = PANEL.answer(TEXTS)
    assert answer.rows["charges"] == (Row(("S9326", ""), "1 S9326"), Row(("J2270", ""), "2 J2270"))
    assert "the charge of line 1 S9326, line 2 J2270" in answer.parts["lines"]
    typed = PANEL.answer({**TEXTS, "charges": "2 = 558; S9999 = 1; S9326 = x"})
    assert [row.cells for row in typed.rows["charges"]] == [("S9326", "x"), ("2", "558"), ("S9999", "1")]
    assert [bool(row.given) for row in typed.rows["charges"]] == [True, True, False]
    assert typed.messages["charges"].row and not typed.files


def test_a_line_that_is_charged_by_its_number_alone_keeps_its_charge_when_lines_move() -> None:
    page = FormPage(PANEL)
    page.begin(TEXTS)
    page.fill({"visits": "2021-03-09 = 151", "nursing_rule": "cpt-midpoint"})
    page.enter({"charges": [["3", "75"], ["4", "20"]]})
    assert page.texts["charges"] == "99601 = 75; 99602 = 20"
    page.enter({"visits": "2021-03-02 = 60; 2021-03-09 = 151"})
    assert page.answer.messages["charges"].kind == "error" and "99601" in page.message("charges")
    assert not page.answer.files
    page.enter({"charges": "3 = 70; 4 = 75; 5 = 20"})
    assert page.texts["charges"] == "3 99601 = 70; 4 99601 = 75; 99602 = 20"
    page.enter({"charges": "3 = x"})
    assert page.texts["charges"] == "3 = x"


def test_a_charge_whose_units_are_others_now_waits_until_it_is_typed_anew_or_kept() -> None:
    page = FormPage(PANEL)
    page.begin(TEXTS)
    for typed in ("J2270 = 5", "J2270 = 55", "J2270 = 558; S9326 = 3,100.00"):
        page.enter({"charges": typed})
    assert page.message("charges") == "read as 2 charges" and page.answer.files
    page.enter({"dose": "6 mg/hr"})
    said = "558 dollars were typed for 372 units, morphine sulfate; line 2 J2270 is 447 units, morphine sulfate now"
    assert page.message("charges") == f"{said}: type it anew"
    assert said in page.text("lines") and not page.answer.files and not page.answer.settled
    shown = page.state()["fields"]["charges"]
    assert shown["message"][0] == "confirm" and shown["wrong"] == [1, 1]
    page.enter({"hours_per_day": "x"})
    page.enter({"hours_per_day": "24"})
    assert page.message("charges") == f"{said}: type it anew"  # whatever came between
    page.enter({"charges": "S9326 = 3,100.00"})
    page.enter({"charges": "J2270 = 558; S9326 = 3,100.00"})
    assert page.message("charges") == "read as 2 charges" and page.answer.files
    page.enter({"through": "2021-03-30"})
    assert len([label for label in page.offered if label.startswith("keep ")]) == 2
    page.take("charges", "keep 558 dollars for line 2 J2270, 432 units, morphine sulfate")
    assert "3,100.00 dollars were typed for 31 units" in page.message("charges") and not page.answer.files
    page.take("charges", "keep 3,100.00 dollars for line 1 S9326, 30 units")
    assert page.message("charges") == "read as 2 charges" and page.answer.files


def test_a_charge_that_comes_to_another_visit_is_asked_about() -> None:
    page = FormPage(PANEL)
    page.begin(TEXTS)
    page.enter({"visits": "2021-03-09 = 60; 2021-03-16 = 60", "nursing_rule": "cpt-midpoint"})
    page.enter({"charges": "3 99601 = 111; 4 99601 = 222"})
    assert page.answer.files
    page.enter({"visits": "2021-03-02 = 60; 2021-03-09 = 60; 2021-03-16 = 60"})
    assert page.message("charges").startswith(
        "111 dollars were typed for 1 unit, 2021-03-09; line 3 99601 is 1 unit, 2021-03-02"
    )
    assert "222 dollars were typed for 1 unit, 2021-03-16" in page.text("lines") and not page.answer.files


def test_while_something_else_stops_the_claim_a_charge_is_kept_for_what_it_was_typed() -> None:
    page = FormPage(PANEL)
    page.begin(TEXTS)
    page.enter({"visits": "2021-03-09"})
    page.enter({"charges": "J2270 = 558"})
    page.enter({"dose": "6 mg/hr"})
    page.enter({"visits": ""})
    assert page.message("charges").startswith("558 dollars were typed for 372 units")


@pytest.mark.parametrize(
    "kept", ["x", "[]", '{"J2270": 3}', '{"J2270": ["558"]}', '{"J2270": [558, 372]}', "1" * 30_000]
)
def test_units_of_charges_that_cannot_be_read_are_none(kept: str) -> None:
    answer = PANEL.answer({**TEXTS, "charges": "J2270 = 558", "charged": kept})
    assert answer.messages["charges"].text == "read as 1 charge"
    assert answer.keeps["charged"] == '{"J2270": ["558", "372 units, morphine sulfate"]}'


def test_a_code_on_two_lines_is_charged_by_line_and_code_and_never_moves_to_another_line() -> None:
    visits = "2021-03-02 = 60; 2021-03-09 = 60"
    charged = {**TEXTS, "visits": visits, "charges": "3 99601 = 75; 4 99601 = 80"}
    rows = PANEL.answer(charged).rows["charges"]
    assert [row.cells for row in rows[2:]] == [("3 99601", "75"), ("4 99601", "80")]
    claim = PANEL.answer(charged).billed
    assert claim is not None and [str(line.charge) for line in claim.lines] == ["0", "0", "75", "80"]  # type: ignore
    fewer = PANEL.answer(charged | {"visits": "2021-03-02 = 60"})
    assert "no line has that code or number" in fewer.messages["charges"].text and not fewer.files
    michigan = PANEL.answer(charged | {"charges": "2 99601 = 75"})
    assert "line 2 is J2270 now" in michigan.messages["charges"].text


def test_what_is_missing_leads_to_its_field() -> None:
    shown = PANEL.answer({**TEXTS, "dose": "", "strength": ""}).parts["lines"]
    assert 'data-field="dose">Dose</button>' in shown and 'data-field="strength">Strength</button>' in shown
    whole = PANEL.answer({**TEXTS, "charges": "S9326 = 1; J2270 = 2"}).parts["lines"]
    assert "Still missing" not in whole
