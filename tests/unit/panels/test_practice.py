"""Practice as a panel: what stands at each box before and after grading, what a learner types, and how a run goes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from hipkit.formats.practice.xlsx import results_bytes
from hipkit.formats.shared.plain import as_text
from hipkit.panels.calculator.opened import calculator_texts
from hipkit.panels.calculator.panel import Calculator
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.fields import MOST_CASES, fields, skills_words
from hipkit.panels.practice.panel import Practice
from hipkit.panels.practice.screen import BoxShown, Screen
from hipkit.practice.case import SKILLS
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.grading.slips import slip_value, slips
from hipkit.practice.making import LEVELS, case, drawn, key
from hipkit.practice.training import session as steps
from hipkit.practice.training.resultfile import read_results
from hipkit.practice.training.session import Attempt, Session
from hipkit.values.notation import people

TODAY = datetime.date(2026, 11, 24)
PANEL = Practice(today=lambda: TODAY)
TEXTS = PANEL.start_texts | {"seed": "7", "count": "3"}
GLOSSARY = PANEL.screen(Session()).parts["glossary"]
ATTACK = "<img src=x onerror=alert(1)>"


def seed_of(template: str, level: int) -> int:
    """The first seed that draws a template."""
    return next(seed for seed in range(5000) if drawn(seed, level).name == template)


def begun(seed: int | None = None, level: int = 1, **texts: str) -> Session:
    """A run that has begun, with the case of a seed on the sheet where one is named."""
    session = PANEL.start(TEXTS | {"level": str(level)} | texts, [], 0.0)
    return session if seed is None else replace(session, attempt=Attempt(case(seed, level), 0.0))


def answered(session: Session, answers: Mapping[str, str]) -> Session:
    for name, text in answers.items():
        session = steps.typed(session, name, text)
    return session


def right_answers(session: Session) -> dict[str, str]:
    assert session.attempt
    keys = key(session.attempt.case).boxes
    return {blank.name: answer_text(blank, keys[blank.name].right) for blank in session.attempt.case.blanks}


def graded(session: Session, now: float = 9.0) -> Session:
    """Checked, and checked again where a box was empty or unreadable."""
    session = steps.checked(session, now)
    assert session.attempt
    return session if session.attempt.grade else steps.checked(session, now)


def screen(session: Session) -> Screen:
    return PANEL.screen(session, TEXTS)


def box(session: Session, name: str) -> BoxShown:
    return next(one for one in screen(session).boxes if one.field.name == name)


def everything(shown: Screen) -> str:
    """All that is to be seen, as the page gets it, but the glossary, which is the same for every case."""
    assert shown.parts.get("glossary", GLOSSARY) == GLOSSARY
    boxes = [f"{one.field} {one.text} {one.message} {one.below} {one.hint}" for one in shown.boxes]
    parts = [html for name, html in shown.parts.items() if name != "glossary"]
    return "\n".join([*parts, *boxes, *map(str, shown.messages.values()), *shown.buttons])


UNITS = seed_of("drug-units", 1)
VOLUME = seed_of("volume-a-day", 1)
LINES = seed_of("continuous-line", 2)


# The set-up.


def test_the_seed_at_first_is_the_date_so_that_a_class_has_the_same_cases() -> None:
    assert PANEL.start_texts["seed"] == "20261124"
    assert PANEL.start_texts["alias"] == ""


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("level", "4", "Type for example"),
        ("level", ATTACK, "Type for example"),
        ("count", "", "Type for example 10"),
        ("count", "0", "Type for example 10"),
        ("count", str(MOST_CASES + 1), "Type for example 10"),
        ("count", "2.5", "Type for example 10"),
        ("count", "=1+1", "Type for example 10"),
        ("seed", "-1", "Type for example 7"),
        ("seed", "seven", "Type for example 7"),
        ("seed", "9" * 10, "Type for example 7"),
        ("seed", "9" * 10_000, "Type for example 7"),
        ("seed", "7\u200b", "U+200B"),
        ("alias", "MRN 123", "data of a patient"),
        ("alias", "x" * 41, "at most 40"),
        ("timer", "perhaps", "not one of the choices"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_no_run_begins(field: str, text: str, told: str) -> None:
    texts = TEXTS | {field: text}
    shown = PANEL.screen(Session(), texts)
    assert shown.messages[field].kind == "error" and told in shown.messages[field].text
    assert PANEL.start(texts, [], 0.0) == Session()
    assert "<img" not in everything(shown)


def test_the_skills_that_can_be_chosen_are_those_of_the_level() -> None:
    for level in LEVELS:
        assert dict(PANEL.screen(Session(), TEXTS | {"level": str(level)}).skills) == skills_words(level)
    assert PANEL.screen(Session(), TEXTS | {"level": "9"}).skills == ()


@pytest.mark.parametrize("level", LEVELS)
def test_a_run_trains_the_skills_that_were_chosen(level: int) -> None:
    for skill in skills_words(level):
        session = PANEL.start(TEXTS | {"level": str(level)}, [skill], 0.0)
        assert session.attempt and skill in drawn(session.attempt.case.seed, level).skills


def test_what_a_hint_costs_is_said_before_it_is_taken() -> None:
    assert "a quarter of its box" in as_text(screen(Session()).parts["intro"])
    assert all("costs a quarter of the box" in one.hint for one in screen(begun(LINES, 2)).boxes)
    assert "costs the whole case" in words.SOLVE


# Nothing of the key before grading.


def distinctive(session: Session) -> list[str]:
    """Right numbers long enough to be found only where they were put, and that the case itself does not print."""
    assert session.attempt
    printed = session.attempt.case.text
    found = [text for text in right_answers(session).values() if re.fullmatch(r"[0-9.]{3,}", text)]
    return [text for text in found if text not in printed and people(Fraction(text)) not in printed]


def shows(text: str, right: str) -> bool:
    """Whether a right number stands in a text as a number of its own."""
    return any(
        re.search(rf"(?<![0-9.,]){re.escape(one)}(?![0-9]|[.,][0-9])", text) for one in (right, people(Fraction(right)))
    )


@pytest.mark.parametrize("level", LEVELS)
def test_no_right_number_is_shown_or_held_before_grading(level: int) -> None:
    checked = 0
    for seed in range(60):
        session = begun(seed, level)
        assert session.attempt
        wrong = answered(session, {blank.name: "7" for blank in session.attempt.case.blanks})
        held = steps.checked(session, 1.0)
        for before in (session, wrong, held):
            assert before.attempt and before.attempt.grade is None
            for right in distinctive(session):
                checked += 1
                assert not shows(everything(screen(before)), right), (seed, right)
                assert not shows(repr(replace(before.attempt, case=replace(before.attempt.case, seed=0))), right)
    assert checked > 30


@pytest.mark.parametrize("level", LEVELS)
def test_three_hints_leave_the_last_number_to_the_learner(level: int) -> None:
    for seed in range(60):
        session = begun(seed, level)
        assert session.attempt
        keys = key(session.attempt.case).boxes
        for blank in session.attempt.case.blanks:
            hinted = session
            for _ in range(5):
                hinted = steps.hinted(hinted, blank.name)
            shown = box(hinted, blank.name)
            assert hinted.attempt and hinted.attempt.taken(blank.name) == 3 and shown.hint == ""
            assert as_text(shown.below).count("Hint") == 3
            right = answer_text(blank, keys[blank.name].right)
            if right in distinctive(session):
                assert not shows(as_text(shown.below), right), (seed, blank.name, right)


# What a learner types.


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("", "note", "a whole count"),
        ("   ", "note", "a whole count"),
        ("abc", "error", "it is not a number"),
        ("1,000", "ok", "read as 1,000"),
        ("1000.0", "ok", "read as 1,000"),
        ("149 mL", "error", "a count has no unit"),
        ("=1+1", "error", "a number is digits"),
        ("1.5", "error", "a count is a whole number"),
        ("1e3", "error", "an exponent is not read"),
        ("-5", "error", "no sign"),
        ("\u0665", "error", "digits are 0 to 9 only"),
        ("1\u200b0", "error", "U+200B"),
        ("5" * 10_000, "error", "10,000 characters"),
        (ATTACK, "error", "digits"),
        ("{7*7}", "error", "a number is digits"),
    ],
)
def test_a_count_is_read_at_once_and_never_judged(text: str, kind: str, told: str) -> None:
    session = steps.typed(begun(UNITS), "units", text)
    shown = box(session, "units")
    assert (shown.message.kind, shown.graded) == (kind, "")
    assert told in shown.message.text
    assert shown.text == text
    assert "<img" not in "".join(screen(session).parts.values()) and shown.message.text.isprintable()


@pytest.mark.parametrize(
    "text", ["", "abc", "149 mL", "=1+1", "1\u200b0", "5" * 10_000, ATTACK, "\x00", "\u202e1", "NaN", "1" * 30]
)
def test_what_cannot_be_read_is_held_once_and_then_graded_wrong(text: str) -> None:
    session = steps.typed(begun(UNITS), "units", text)
    held = steps.checked(session, 1.0)
    assert held.attempt and held.attempt.held and held.attempt.grade is None and held.results == ()
    assert "Not graded yet" in as_text(screen(held).parts["verdict"])
    assert not steps.typed(held, "units", "5").attempt.held  # what is typed anew is looked at anew

    after = steps.checked(held, 2.0)
    assert after.attempt and after.attempt.grade
    (row,) = after.results
    assert (row.correct, row.points, row.slips) == (False, 0, row.slips) and len(row.given) <= 80
    page = everything(screen(after))
    assert "! wrong" in as_text(box(after, "units").below)
    assert "<img" not in page.replace(f"{box(after, 'units').text} ", "")
    assert as_text(box(after, "units").below).replace("\n", " ").isprintable()


@pytest.mark.parametrize(("text", "read"), [("1,004.8", "read as 1,004.8 mL"), ("0.0048 L", "read as 4.8 mL")])
def test_an_amount_is_read_in_the_unit_of_its_box(text: str, read: str) -> None:
    assert box(steps.typed(begun(VOLUME), "day_volume", text), "day_volume").message.text == read


def test_the_right_answer_in_another_spelling_is_right() -> None:
    session = begun(UNITS)
    (right,) = right_answers(session).values()
    for spelling in (right, f"{int(right):,}", f"{right}.0", f" {right}\u00a0"):
        after = graded(steps.typed(session, "units", spelling))
        assert after.results[0].correct and after.results[0].points == 1
        assert box(after, "units").graded == "right" and box(after, "units").message.text == "right"
        assert "\u2713" in as_text(screen(after).parts["verdict"])


# Grading.


def slipped(session: Session, name: str) -> tuple[str, str]:
    """The first slip that has a value for a box, and the answer that it comes to."""
    assert session.attempt
    keyed, blank = key(session.attempt.case).boxes[name], session.attempt.case.blank(name)
    found = ((id, slip_value(slip, keyed)) for id, slip in slips().items())
    return next((id, answer_text(blank, value)) for id, value in found if value is not None and value != keyed.right)


def test_a_slip_is_named_below_its_box_as_an_explanation_with_rule_and_source() -> None:
    session = begun(UNITS)
    id, answer = slipped(session, "units")
    after = graded(steps.typed(session, "units", answer))
    below = box(after, "units").below
    assert id in after.results[0].slips
    assert "is what comes out when" in as_text(below) and "hk-cite" in below
    assert f"Right is {int(right_answers(session)['units']):,}." in as_text(below)
    assert "How it is worked out" in as_text(below) and " open" in below
    assert "you did" not in as_text(below).lower()


def test_a_number_that_no_slip_explains_shows_the_steps() -> None:
    after = graded(steps.typed(begun(LINES, 2), "units", "987654"))
    assert "No slip that hipkit knows" in as_text(box(after, "units").below)


def test_each_hint_costs_a_quarter_of_its_box() -> None:
    session = begun(UNITS)
    for taken, points in enumerate((Fraction(1), Fraction(3, 4), Fraction(1, 2), Fraction(1, 4))):
        if taken:
            session = steps.hinted(session, "units")
        after = graded(answered(session, right_answers(session)))
        assert (after.results[0].points, after.results[0].hints) == (points, taken)


def test_the_worked_solution_shows_everything_and_counts_nothing() -> None:
    session = answered(begun(LINES, 2), {"units": "5"})
    after = steps.solved(session, 5.0)
    assert [row.points for row in after.results] == [0] * len(after.results)
    for name, right in right_answers(session).items():
        shown = box(after, name)
        assert right in as_text(shown.below).replace(",", "") and "<details" in shown.below
        assert shown.graded in ("solved", "right") and shown.hint == ""
    assert "no points" in as_text(screen(after).parts["verdict"])


def test_a_graded_case_stays_as_it_is() -> None:
    after = graded(steps.typed(begun(UNITS), "units", "5"))
    for again in (steps.typed(after, "units", "6"), steps.hinted(after, "units"), steps.checked(after, 99.0),
                  steps.solved(after, 99.0)):  # fmt: skip
        assert again == after


def test_a_box_that_the_case_does_not_have_is_not_filled() -> None:
    assert steps.typed(begun(UNITS), "nowhere", "5") == begun(UNITS)


def test_marks_are_by_shape_and_word() -> None:
    session = begun(LINES, 2)
    answers = right_answers(session) | {"units": "987654"}
    page = screen(graded(answered(session, answers)))
    said = {one.field.name: (one.message.kind, one.message.text) for one in page.boxes}
    assert said.pop("units") == ("error", "wrong")
    assert set(said.values()) == {("ok", "right")}


# The run.


def test_a_run_goes_from_case_to_case_to_the_result() -> None:
    session = begun()
    seen = []
    for number in (1, 2, 3):
        assert f"Case {number} of 3" in as_text(screen(session).parts["progress"])
        assert words.CHECK in screen(session).buttons and words.NEXT not in screen(session).buttons
        assert steps.following(session, 1.0) == session  # not before it is graded
        assert session.attempt
        seen.append(session.attempt.case)
        session = graded(answered(session, right_answers(session)))
        shown = screen(session).buttons
        assert words.CHECK not in shown and (words.NEXT in shown) == (number < 3)
        session = steps.following(session, 2.0)
    assert len({one.text for one in seen}) == 3
    result = screen(session)
    assert (session.attempt, result.stage) == (None, words.RESULT)
    assert "3 of 3 cases done" in as_text(result.parts["progress"])
    assert words.AGAIN not in result.buttons  # nothing went wrong
    assert [one.name for one in result.files] == ["practice-results.csv", "practice-results.xlsx",
                                                  "practice-report.html"]  # fmt: skip


def test_what_went_wrong_is_practised_again_and_every_result_is_kept() -> None:
    session = graded(begun(UNITS))
    session = steps.finished(session)
    assert words.AGAIN in screen(session).buttons
    again = steps.again(session, 3.0)
    assert again.setup and again.setup.skills == ("units",) and again.results == ()
    assert len(again.every) == 1
    assert steps.anew(graded(again)).earlier == graded(again).every


def test_the_result_is_by_skill_and_by_slip_with_a_picture() -> None:
    session = begun(UNITS)
    _, answer = slipped(session, "units")
    session = steps.finished(graded(steps.typed(session, "units", answer)))
    result = screen(session)
    assert SKILLS["units"] in as_text(result.parts["skills"])
    assert result.parts["slips"] and answer in as_text(result.parts["graded"])
    drawn_picture = PANEL.draw(result.picture)
    assert "<svg" in drawn_picture and SKILLS["units"] in drawn_picture
    assert PANEL.draw(None) == PANEL.draw("junk") == ""


def test_the_files_open_again_unedited_and_the_alias_is_only_there() -> None:
    session = begun(UNITS, alias="blue heron")
    assert "blue heron" not in everything(screen(session))
    session = steps.finished(graded(session))
    assert "blue heron" not in everything(screen(session))
    csv, xlsx, report = screen(session).files
    opened = read_results(csv.make().decode())
    assert opened.edits == () and opened.results == session.results and opened.results[0].alias == "blue heron"
    assert xlsx.make() == results_bytes(session.results)
    assert b"<html" in report.make()


def test_the_time_is_shown_only_after_checking_and_only_where_it_is_wanted() -> None:
    for timer, seconds in (("yes", 75), ("no", None)):
        session = begun(UNITS, timer=timer)
        assert "second" not in as_text(screen(session).parts["verdict"])
        after = graded(session, 75.9)
        assert after.results[0].seconds == seconds
        assert ("75 seconds" in as_text(screen(after).parts["verdict"])) == (timer == "yes")


# A second try.


def trying(seed: int = UNITS, level: int = 1) -> Session:
    return begun(seed, level, second="yes")


def test_a_second_try_says_what_is_wrong_and_nothing_of_the_key() -> None:
    session = trying()
    id, answer = slipped(session, "units")
    tried = steps.checked(steps.typed(session, "units", answer), 1.0)
    assert tried.attempt and tried.attempt.grade is None and tried.results == ()
    shown = box(tried, "units")
    assert shown.message.kind == "error" and shown.message.text.startswith("wrong")
    assert "half the points" in shown.message.text and "costs an eighth of the box" in shown.hint
    assert "second try" in as_text(screen(tried).parts["verdict"]) and words.CHECK in screen(tried).buttons
    for right in distinctive(session):
        assert not shows(everything(screen(tried)), right)
    assert tried.attempt.missed["units"].slips and id in tried.attempt.missed["units"].slips


def test_a_slip_that_alone_explains_a_first_answer_is_named_and_no_more() -> None:
    named = 0
    for seed in range(80):
        session = trying(seed)
        assert session.attempt
        for blank in session.attempt.case.blanks:
            if blank.choices or blank.kind not in ("units", "amount"):
                continue
            keyed = key(session.attempt.case).boxes[blank.name]
            for id, slip in slips().items():
                value = slip_value(slip, keyed)
                if value is None or value in (keyed.right, *keyed.also):
                    continue
                tried = steps.typed(session, blank.name, answer_text(blank, value))
                tried = steps.checked(steps.checked(tried, 1.0), 1.0)
                assert tried.attempt
                if tried.attempt.missed and tried.attempt.missed[blank.name].slips == (id,):
                    named += 1
                    assert slip.name in box(tried, blank.name).message.text
                    for right in distinctive(session):
                        assert not shows(everything(screen(tried)), right), (seed, id)
                break
    assert named > 3


def test_right_on_the_second_try_gives_half_and_is_shown_and_saved_so() -> None:
    session = trying()
    tried = steps.checked(steps.typed(session, "units", "5"), 1.0)
    after = steps.checked(answered(tried, right_answers(session)), 2.0)
    (row,) = after.results
    assert (row.correct, row.points, row.tries, row.first) == (True, Fraction(1, 2), 2, "5")
    assert "on the second try: 0.5 of 1 point" in as_text(screen(after).parts["verdict"])
    assert "on the second try" in box(after, "units").message.text
    assert "on the second try" in as_text(screen(after).parts["sofar"])
    done = steps.finished(after)
    assert "on the second try" in as_text(screen(done).parts["graded"]) and words.AGAIN in screen(done).buttons
    assert read_results(screen(done).files[0].make().decode()).results == after.results


def test_each_hint_before_or_between_costs_its_part_of_the_half() -> None:
    session = trying()
    tried = steps.hinted(steps.checked(steps.typed(steps.hinted(session, "units"), "units", "5"), 1.0), "units")
    after = steps.checked(answered(tried, right_answers(session)), 2.0)
    assert after.results[0].points == Fraction(1, 4) and after.results[0].hints == 2


def test_what_was_right_on_the_first_try_stays_whole() -> None:
    session = trying(LINES, 2)
    answers = right_answers(session) | {"units": "987654"}
    tried = steps.checked(answered(session, answers), 1.0)
    assert tried.attempt and list(tried.attempt.missed) == ["units"]
    other = next(name for name in answers if name != "units")
    assert box(tried, other).graded == "right" and box(tried, other).hint == ""
    assert steps.typed(tried, other, "x") == tried and steps.hinted(tried, other) == tried
    after = steps.checked(steps.typed(tried, "units", right_answers(session)["units"]), 2.0)
    assert [row.points for row in after.results] == [
        Fraction(1, 2) if row.field == "units" else Fraction(1) for row in after.results
    ]


def test_checking_twice_without_another_answer_is_held_and_then_graded() -> None:
    tried = steps.checked(steps.typed(trying(), "units", "5"), 1.0)
    held = steps.checked(tried, 2.0)
    assert held.attempt and held.attempt.grade is None and held.attempt.held
    assert "Nothing is changed" in as_text(screen(held).parts["verdict"])
    after = steps.checked(held, 3.0)
    assert after.results[0].points == 0 and after.results[0].tries == 2


def test_without_a_second_try_a_wrong_answer_is_graded_at_once_as_before() -> None:
    after = steps.checked(steps.typed(begun(UNITS), "units", "5"), 1.0)
    assert after.attempt and after.attempt.grade and after.results[0].tries == 1
    right = graded(answered(trying(), right_answers(trying())))
    assert right.results[0].points == 1 and right.results[0].tries == 1


# The case's number.


def test_a_case_number_brings_the_same_case_again() -> None:
    session = begun(level=2)
    assert session.attempt
    told = as_text(screen(session).parts["progress"])
    number = re.search(r"case number (\d+-\d-\d+)", told)
    assert number and told.startswith("Case 1 of 3, case number 2-2-")
    again = PANEL.start(TEXTS | {"number": number[1]}, [], 0.0)
    assert again.attempt and again.attempt.case == session.attempt.case
    assert "Case 1 of 1" in as_text(screen(again).parts["progress"]) and graded(again).over
    old = PANEL.start(TEXTS | {"number": "1-1-7"}, [], 0.0)
    assert old.attempt and old.attempt.case == case(7, 1, "1")


@pytest.mark.parametrize(
    "text", ["7", "3-1-7", "2-4-7", "2-0-7", "2-1-", "2-1-01", "2-1-9999999999", ATTACK, "2\u20111\u20117"]
)
def test_what_is_no_case_number_is_refused_at_its_field(text: str) -> None:
    said = PANEL.screen(Session(), TEXTS | {"number": text}).messages
    assert said["number"].kind == "error" and "Type for example" in said["number"].text
    assert PANEL.start(TEXTS | {"number": text}, [], 0.0) == Session()


def test_beside_a_case_number_what_makes_a_run_is_said_not_to_be_used() -> None:
    said = PANEL.screen(Session(), TEXTS | {"number": "2-1-7", "seed": "x"}).messages
    assert "this case and no other" in said["number"].text and "not used" in said["seed"].text


# Open the order.


def test_an_order_of_level_1_opens_in_the_calculator_only_after_grading() -> None:
    session = begun(UNITS)
    assert words.OPEN not in screen(session).buttons
    assert words.OPEN in screen(graded(session)).buttons


def test_the_calculator_answers_as_the_key_does() -> None:
    opened = 0
    for seed in range(150):
        made = case(seed, 1)
        if made.order is None:
            continue
        answer = Calculator(today=lambda: TODAY).answer(calculator_texts(made.order))
        assert answer.settled, (made.template, answer.messages)
        if [blank.name for blank in made.blanks] == ["units"]:
            opened += 1
            right = key(made).boxes["units"].right
            assert isinstance(right, Fraction) and people(right) in as_text(answer.parts["units"])
    assert opened > 5


def test_the_fields_of_the_set_up_have_words_and_no_two_are_alike() -> None:
    names = [one.name for one in fields()]
    assert len(set(names)) == len(names)
    assert all(one.label and (one.help or one.choices) for one in fields())


def test_what_was_read_since_stands_below_the_case_and_not_in_it() -> None:
    shown = as_text(PANEL.screen(begun(29)).parts["case"])
    assert "JW and JZ" in shown and "From 2025-01-01" in shown and "2025-05-22" in shown
    assert "JW" not in as_text(PANEL.screen(begun(7)).parts["case"]) and "JW" not in case(29, 1).text
