"""Practice as pages, without a browser: Enter, a second try, what comes back; what a trainer makes, reads and sums."""

from __future__ import annotations

import datetime
import json
import re
from fractions import Fraction

import pytest

from hipkit.formats.practice.xlsx import results_bytes
from hipkit.panels.dropped import LARGEST, Dropped
from hipkit.panels.pages.files import MAKE
from hipkit.panels.pages.practice import PracticePage
from hipkit.panels.pages.teach import TeachPage
from hipkit.panels.pages.teach_sheet import OVERRIDE, REMOVE, SET
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.panel import Practice
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.making import case, drawn, key
from hipkit.practice.training.resultfile import csv_text, read_results
from hipkit.practice.training.results import Result
from hipkit.practice.training.session import Session

TODAY = datetime.date(2026, 11, 24)
ATTACK = "<img src=x onerror=alert(1)>"


def practice(**texts: str) -> PracticePage:
    """A run that has begun."""
    page = PracticePage(lambda texts: None, Practice(today=lambda: TODAY), clock=lambda: 0.0)
    page.enter({"seed": "7", "count": "3"} | texts)
    page.press(words.START)
    return page


def right_of(session: Session) -> dict[str, str]:
    assert session.attempt
    boxes = key(session.attempt.case).boxes
    return {blank.name: answer_text(blank, boxes[blank.name].right) for blank in session.attempt.case.blanks}


def enter(page: PracticePage, name: str) -> object:
    """Press Enter in a box, as the browser does: the button that the box names."""
    return page.press(page.state()["fields"][name]["enter"])


def lines() -> PracticePage:
    """A run whose first case has three boxes or more, none of them a choice."""
    for seed in range(50):
        page = practice(seed=str(seed), level="2")
        assert page.session.attempt
        blanks = page.session.attempt.case.blanks
        if len(blanks) > 2 and not any(blank.choices for blank in blanks):
            return page
    raise AssertionError


# Enter.


def test_enter_goes_from_box_to_box_checks_and_leads_on() -> None:
    page = lines()
    first, second, *others = right = right_of(page.session)
    page.enter({first: right[first]})
    assert enter(page, first) == ("field", second)
    page.enter({name: right[name] for name in others})
    assert enter(page, first) == ("field", second)  # the one that is still empty
    page.enter({second: right[second]})
    assert enter(page, second) is None and page.session.done
    before = page.session.attempt
    enter(page, second)
    assert page.session.attempt != before and page.session.attempt and page.session.attempt.grade is None


def test_a_second_enter_that_overtakes_the_answer_leads_no_further() -> None:
    page = lines()
    right = right_of(page.session)
    page.enter(right)
    told = page.state()["fields"][next(iter(right))]["enter"]
    page.press(told)
    page.press(told)
    assert page.session.attempt and page.session.attempt.grade and len(page.session.done) == 1


def test_enter_in_the_last_case_leads_to_the_result() -> None:
    page = practice(count="1")
    right = right_of(page.session)
    page.enter(right)
    enter(page, next(iter(right)))
    assert enter(page, next(iter(right))) == ("button", MAKE) and page.screen.stage == words.RESULT


def test_enter_where_checking_is_held_counts() -> None:
    page = lines()
    first, *_ = right_of(page.session)
    page.press(words.CHECK)
    assert page.session.attempt and page.session.attempt.held
    enter(page, first)
    assert page.session.done


# A second try comes back.


def test_a_run_between_two_tries_comes_back_as_it_was() -> None:
    page = practice(second="yes")
    right = right_of(page.session)
    page.enter(dict.fromkeys(right, "987654321"))
    page.press(words.CHECK)
    page.press(words.CHECK)
    assert page.session.attempt and page.session.attempt.missed
    kept = json.loads(json.dumps({"texts": dict(page.texts), "memo": page.memo}))
    after = PracticePage(lambda texts: None, Practice(today=lambda: TODAY), clock=lambda: 50.0)
    after.restore(kept["texts"], kept["memo"])
    assert after.session.attempt and after.session.attempt.missed == page.session.attempt.missed
    assert after.texts == page.texts and after.session.setup == page.session.setup
    after.enter(right)
    after.press(words.CHECK)
    assert {row.points for row in after.session.results} == {Fraction(1, 2)}


def test_the_key_is_in_nothing_that_a_page_keeps_between_two_tries() -> None:
    for seed in range(30):
        page = practice(seed=str(seed), second="yes")
        right = right_of(page.session)
        assert page.session.attempt
        if any(len(text) < 3 or text in page.session.attempt.case.text for text in right.values()):
            continue
        page.enter(dict.fromkeys(right, "7"))
        page.press(words.CHECK)
        state = page.state()
        parts = {name: part for name, part in state["parts"].items() if name not in ("style", "glossary")}
        told = f"{parts} {state['fields']} {state['buttons']} {page.memo}"
        for text in right.values():
            assert not re.search(rf"(?<![0-9.,]){re.escape(text)}(?![0-9]|[.,][0-9])", told), (seed, text)


# For a class.


def result(seed: int, right: bool, alias: str = "", *slips: str) -> Result:
    of = case(seed, 1)
    blank = of.blanks[0]
    keyed = answer_text(blank, key(of).boxes[blank.name].right)
    given = keyed if right else "5"
    return Result(alias, "2", seed, 1, drawn(seed, 1).name, blank.name, blank.skill, given, keyed, right,
                  Fraction(right), slips)  # fmt: skip


MAY = csv_text((result(1, True), result(2, False, "", "rounded-down")))
JUNE = csv_text((result(1, False, "", "rounded-down"),))


def drop(page: TeachPage, text: str | bytes, name: str = "practice-results.csv") -> str:
    page.enter({"results": Dropped(name, text if isinstance(text, bytes) else text.encode()).text()})
    return page.message("results")


def teaching() -> TeachPage:
    return TeachPage(lambda: TODAY)


def test_a_set_is_made_when_it_is_asked_for_and_goes_with_its_fields() -> None:
    page = teaching()
    assert page.texts["seed"] == "20261124" and page.text("set", "set files") == ""
    page.enter({"level": "2", "count": "4", "skill units": "true"})
    assert page.press(SET) is None
    assert "4 cases, level 2, seed 20261124" in page.text("set") and page.text("set").count("case number 2-2-") == 4
    assert page.state()["parts"]["set files"]["html"].count("download=") == 2
    for change in ({"count": "5"}, {"skill units": "false"}):
        page.press(SET)
        page.enter(change)
        assert page.text("set", "set files") == ""


@pytest.mark.parametrize(
    ("name", "text"), [("count", ""), ("count", "101"), ("seed", "x"), ("level", "9"), ("seed", ATTACK)]
)
def test_a_set_that_cannot_be_is_refused_at_its_field(name: str, text: str) -> None:
    page = teaching()
    page.enter({name: text})
    assert page.press(SET) == ("field", name)
    assert "Type for example" in page.message(name) and page.text("set") == ""


def test_of_too_few_different_cases_it_is_said_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    page = teaching()
    page.enter({"count": "9", "skill ndc": "true"})
    monkeypatch.setattr("hipkit.practice.training.sets.new_case", lambda *given: None)
    assert page.press(SET) == ("field", "count")
    assert "only 0 different cases of these skills" in page.message("count") and page.text("set") == ""


def test_results_of_two_classes_are_read_back_and_summed() -> None:
    page = teaching()
    page.enter({"class": "May"})
    assert drop(page, MAY) == "read practice-results.csv: 2 boxes, of May"
    page.enter({"class": "June"})
    assert drop(page, JUNE) == "read practice-results (2).csv: 1 box, of June"  # learners save under one name
    assert "1 of 3 boxes right (33.3 %)" in page.text("in short") and "1 of 3 points" in page.text("in short")
    assert [line for line in page.text("classes").splitlines() if line.startswith(("May", "June"))] == [
        "May  2  1  2  50 %  1", "June  1  0  1  0 %  0",
    ]  # fmt: skip
    assert "rounded down  2  0" in page.text("slips")
    page.press(MAKE)
    links = page.text("summary files").splitlines()
    assert [line.split()[0] for line in links] == [
        "practice-summary.html", "practice-summary.xlsx", "practice-summary.csv",
    ]  # fmt: skip
    drop(page, csv_text((result(3, True),)), "more.csv")
    assert page.text("summary files") == ""  # they were those of fewer files


def test_the_same_file_is_counted_once_and_goes_to_the_class_that_is_named_now() -> None:
    page = teaching()
    drop(page, MAY)
    page.enter({"class": "May"})
    assert drop(page, MAY, "again.csv") == "again.csv is there already, now of May"
    assert len(page.files) == 1 and page.files[0].group == "May"


def test_a_workbook_is_read_as_well() -> None:
    page = teaching()
    assert "2 boxes" in drop(page, results_bytes(read_results(MAY).results), "a.xlsx")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a,b\n1,2\n", "no file of practice results"),
        (b"", "the file is empty"),
        (b"PK\x03\x04xx", "no workbook"),
        (b"\xff\xfe\x00", ""),
    ],
)
def test_what_is_no_file_of_results_is_named_and_leaves_the_others(data: bytes, told: str) -> None:
    page = teaching()
    drop(page, MAY)
    assert "not taken" in drop(page, data, f"bad{ATTACK}.csv") and told in page.message("results")
    assert "not taken: bad" in page.text("files read") and len(page.files) == 1
    assert "<img" not in str(page.state()["parts"])
    page.press(REMOVE)
    assert page.files == () and page.text("files read", "in short") == ""


@pytest.mark.parametrize("sent", ["x", "[]", "{}", "null", '{"name": "a.csv", "size": 9, "error": "NotReadable"}',
                                  json.dumps({"name": "a.csv", "size": LARGEST + 1})])  # fmt: skip
def test_whatever_a_browser_sends_for_a_file_nothing_raises(sent: str) -> None:
    page = teaching()
    page.enter({"results": sent})
    assert "not taken" in page.message("results") and "hipkit failed" not in str(page.state())


def test_an_edited_file_is_counted_named_and_not_overridden() -> None:
    page = teaching()
    drop(page, MAY.replace(",5,", ",6,"))
    assert "edited at row 2" in page.text("files read")
    page.enter({"override": "practice-results.csv", "row": "2", "reason": "read by hand"})
    assert page.press(OVERRIDE) == ("field", "override")
    assert "it was edited at row 2" in page.message("override")


def test_a_class_that_may_name_a_patient_is_refused_and_nothing_is_read() -> None:
    page = teaching()
    page.enter({"class": "MRN 123"})
    assert "patient" in page.message("class")
    assert "nothing was read" in drop(page, MAY) and page.files == ()


def test_an_override_turns_one_grade_and_the_file_with_it_can_be_saved() -> None:
    page = teaching()
    drop(page, MAY)
    assert page.press(OVERRIDE) == ("field", "override")
    page.enter({"override": "practice-results.csv", "row": "2"})
    assert "to be counted as right" in page.message("row") and "Box by box" in page.text("rows")
    for texts, name in (({"reason": ""}, "reason"), ({"reason": "MRN 7"}, "reason"), ({"row": "3"}, "row"),
                        ({"row": "x", "reason": "badly printed"}, "row")):  # fmt: skip
        page.enter(texts)
        assert page.press(OVERRIDE) == ("field", name) and page.message(name)
    page.enter({"row": "2", "reason": f"badly printed {ATTACK}"})
    assert page.press(OVERRIDE) == ("field", "row")
    assert "2 of 2 boxes right" in page.text("in short") and "1 grade overridden by a trainer" in page.text("in short")
    assert "graded wrong; badly printed" in page.text("rows") and "<img" not in str(page.state()["parts"])
    saved = page.summed.files[-1]
    assert saved.name == "practice-results-overridden.csv"
    again = read_results(saved.make().decode())
    assert again.edits == () and again.results[1].override == "right" and not again.results[1].correct
    page.enter({"row": "2", "reason": "once more"})
    assert page.press(OVERRIDE) == ("field", "row") and "overridden before" in page.message("row")


def test_a_row_of_a_later_version_or_an_unknown_box_has_words_all_the_same() -> None:
    page = teaching()
    later = result(1, False)
    odd = csv_text((Result(**{**vars(later), "version": "9"}), Result(**{**vars(later), "field": "no_such_box"})))
    drop(page, odd)
    page.enter({"override": "practice-results.csv"})
    assert "case number 9-1-1" in page.text("rows") and "_" not in page.text()


def test_an_error_of_hipkits_own_says_so_and_the_page_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    page = teaching()
    drop(page, MAY)
    monkeypatch.setattr("hipkit.panels.practice.teach.report", lambda files: 1 / 0)
    drop(page, JUNE)
    assert "hipkit failed on this entry (ZeroDivisionError)" in page.text("files read")


def test_no_word_of_ours_is_on_the_page() -> None:
    page = teaching()
    drop(page, MAY)
    page.press(SET)
    page.enter({"override": "practice-results.csv", "row": "1"})
    page.press(MAKE)
    told = page.text() + " ".join(f"{one['label']} {one['message'][1]}" for one in page.state()["fields"].values())
    assert re.findall(r"[a-z0-9]_[a-z0-9]|--\w|hipkit practice", told) == []
