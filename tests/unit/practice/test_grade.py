"""Grading: answers read by value, slips told as an offer, the step that differs, hints that cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.errors import InputError
from hipkit.practice.case import KINDS, Blank, Case, Facts, Key, Keyed, Stage, Value
from hipkit.practice.grading.answers import answer_text, near, people_text, read_answer
from hipkit.practice.grading.grade import Feedback, Grade, grade, graded
from hipkit.practice.grading.hints import TITLES, hint, share_left
from hipkit.practice.grading.slips import slips
from hipkit.practice.making import case, drawn, key, templates
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.step import Step

F = Fraction
LEVELS = (1, 2, 3)

# 1.5 mg/hr for 24 hours and 31 days from vials of 10 mg/mL, by a code that counts 10 mg; two boxes before the units.
NUMBERS = {
    "dose": F("1.5"), "dose_mg": F("1.5"), "rate_mg": F("1.5"), "hours": F(24), "days": F(31), "span": F(31),
    "strength": F(10), "day_mg": F(36), "day_mL": F("3.6"), "total_mg": F(1116), "total_mL": F("111.6"), "per": F(10),
    "per_printed": F(10), "units": F(112), "ndc_quantity": F("111.6"), "package": F(50),
}  # fmt: skip
FACTS = Facts(NUMBERS)
SOURCE = cite("cms-rac-0074", "to the next whole unit")


def stage(words: str, formula: str, exact: str, value: Fraction) -> Stage:
    return Stage(Step(words, formula, exact, SOURCE), value)


STAGES = (
    stage("amount a day", "1.5 mg/hr x 24 hr", "36 mg", F(36)),
    stage("total amount in 31 days", "36 mg x 31", "1,116 mg", F(1116)),
    stage("units", "1,116 mg / 10 mg", "111.6", F("111.6")),
    stage("rounding", "111.6", "112", F(112)),
)
BLANKS = (
    Blank("day_amount", "Amount a day", "amount", "volume", "mg"),
    Blank("total_amount", "Amount in all", "amount", "volume", "mg"),
    Blank("units", "Units", "units", "units"),
)
KEY = Key(
    {
        "day_amount": Keyed("day_mg", F(36), STAGES[:1], "Pointer.", "Rate times hours.", SOURCE, FACTS),
        "total_amount": Keyed("total_mg", F(1116), STAGES[:2], "Pointer.", "Times the days.", SOURCE, FACTS),
        "units": Keyed("units", F(112), STAGES, "Pointer.", "Divide, then round up.", SOURCE, FACTS),
    }
)
CASE = Case(1, 2, "1", "by-hand", "compute", "By hand", ("The order.",), BLANKS)
RIGHT = {"day_amount": "36", "total_amount": "1116", "units": "112"}


def answered(hints: Mapping[str, int] | None = None, **answers: object) -> Grade:
    return graded(CASE, KEY, answers, hints or {})


def told(name: str = "units", **answers: object) -> Feedback:
    return next(one for one in answered(**answers).feedback if one.field == name)


def one_box(blank: Blank, box: Keyed, text: object) -> Feedback:
    made = Case(1, 1, "1", "by-hand", "compute", "By hand", (), (blank,))
    return graded(made, Key({blank.name: box}), {blank.name: text}, {}).feedback[0]


# ---- spellings


AMOUNT = Blank("day", "mL a day", "amount", "volume", "mL")
UNITS = Blank("units", "Units", "units", "units")


@pytest.mark.parametrize(
    ("blank", "text", "value"),
    [
        (UNITS, "1,000", F(1000)), (UNITS, "1000", F(1000)), (UNITS, " 149 ", F(149)), (UNITS, "149.0", F(149)),
        (UNITS, "\u00a0149", F(149)), (UNITS, "0", F(0)),
        (AMOUNT, "4.8", F("4.8")), (AMOUNT, "4.80", F("4.8")), (AMOUNT, "4.8 mL", F("4.8")),
        (AMOUNT, "4.8mL", F("4.8")),
        (AMOUNT, "0.0048 L", F("4.8")), (AMOUNT, "4.8 cc", F("4.8")), (AMOUNT, "1,000 mL", F(1000)),
        (Blank("rate", "Rate", "amount", "rate", "mcg/hr"), "0.05 mg/hr", F(50)),
        (Blank("time", "Time", "amount", "rate", "hr"), "2 day", F(48)),
        (Blank("many", "Refills", "amount", "rate", "refills"), "1 refill", F(1)),
        (Blank("days", "Days", "units", "days", "days"), "31 days", F(31)),
        (Blank("ndc", "NDC", "ndc", "ndc"), "00074-1133-03", "00074113303"),
        (Blank("ndc", "NDC", "ndc", "ndc"), " 00074113303 ", "00074113303"),
        (Blank("code", "Code", "code", "drug-code"), "j2270", "J2270"),
        (Blank("code", "Code", "code", "drug-code"), "99601", "99601"),
        (Blank("code", "Code", "code", "drug-code"), "0001f", "0001F"),
        (Blank("mod", "Modifiers", "modifiers", "modifiers"), "sh", ("SH",)),
        (Blank("mod", "Modifiers", "modifiers", "modifiers"), "SH 59", ("59", "SH")),
        (Blank("mod", "Modifiers", "modifiers", "modifiers"), "59, sh", ("59", "SH")),
        (Blank("mod", "Modifiers", "modifiers", "modifiers"), "None", ()),
        (Blank("uom", "UoM", "uom", "ndc-quantity"), "ml", "ML"),
        (Blank("from", "From", "date", "days"), "2024-02-29", "2024-02-29"),
        (Blank("line", "Line", "choice", "review", choices=(("a-b", "words"),)), "A-B", "a-b"),
    ],
)  # fmt: skip
def test_an_answer_is_read_by_its_value(blank: Blank, text: str, value: Value) -> None:
    assert read_answer(blank, text) == value


@pytest.mark.parametrize(
    ("blank", "text", "reason"),
    [
        (UNITS, "149 mL", "a count has no unit"), (UNITS, "149mL", "a count has no unit"),
        (UNITS, "148.8", "a count is a whole number"), (UNITS, "", "nothing was typed"),
        (UNITS, "   ", "nothing was typed"), (UNITS, "abc", "it is not a number"),
        (UNITS, "=1+1", "a number is digits"), (UNITS, "1,5", "commas stand between"),
        (UNITS, "-5", "a number has no sign"), (UNITS, "1e3", "an exponent is not read"),
        (UNITS, "1/3", "a number is digits"), (UNITS, "9" * 10_000, "it is 10,000 characters long"),
        (UNITS, "1\u200b49", "it holds U+200B"),
        (UNITS, None, "nothing was given"), (UNITS, 149.0, "a float is not exact"), (UNITS, True, "bool is not read"),
        (UNITS, ["149"], "list is not read"), (UNITS, "\u0665", "digits are 0 to 9 only"),
        (UNITS, "007", "no leading zero"),
        (AMOUNT, "4.8 mg", "this is a mass, not a volume"), (AMOUNT, "4.8 bananas", "is not a unit that is read here"),
        (AMOUNT, ".5", "write 0.5"), (AMOUNT, "5.", "write 5"), (AMOUNT, "1:1000", "a ratio is not read"),
        (AMOUNT, "4.8 mL a day", "is not a unit that is read here"), (AMOUNT, "NaN", "it does not begin with a number"),
        (Blank("many", "Refills", "amount", "rate", "refills"), "3 mL", "this box takes no mL"),
        (Blank("charge", "Charge", "amount", "denials"), "3 mL", "type the number alone"),
        (Blank("ndc", "NDC", "ndc", "ndc"), "0074113303", "can be read in three ways"),
        (Blank("ndc", "NDC", "ndc", "ndc"), "0074-1133-03", "the zero is yours to place"),
        (Blank("code", "Code", "code", "drug-code"), "S9326-SH", "a code is five signs"),
        (Blank("code", "Code", "code", "drug-code"), "J\u0662270", "a code is five signs"),
        (Blank("mod", "Modifiers", "modifiers", "modifiers"), "SHH", "a modifier is two letters or digits"),
        (Blank("mod", "Modifiers", "modifiers", "modifiers"), "SH SH", "a modifier stands there twice"),
        (Blank("mod", "Modifiers", "modifiers", "modifiers"), ",", "a modifier is two letters or digits"),
        (Blank("uom", "UoM", "uom", "ndc-quantity"), "mg", "one of F2, GR, ME, ML, UN"),
        (Blank("from", "From", "date", "days"), "3/4/26", "year-month-day"),
        (Blank("from", "From", "date", "days"), "2021-02-29", "there is no such day"),
        (Blank("line", "Line", "choice", "review", choices=(("1", "one"),)), "2", "it is not among the choices: 1"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_the_reason(blank: Blank, text: object, reason: str) -> None:
    with pytest.raises(InputError) as refused:
        read_answer(blank, text)
    assert reason in refused.value.reason, refused.value
    assert refused.value.field == blank.name


@pytest.mark.parametrize(
    ("blank", "text", "reason"),
    [
        (UNITS, "5-10", "a number is digits with at most one point"), (UNITS, "5 to 10", "a number is digits"),
        (UNITS, "5 mg - 10 mg", "a number is digits"), (AMOUNT, "5-10", "a number is digits with at most one point"),
        (AMOUNT, "0.1-0.2 mL", "a number is digits"), (AMOUNT, "5 mL - 10 mL", "is not a unit that is read here"),
        (AMOUNT, "between 5 and 10", "it does not begin with a number"),
        (Blank("many", "Refills", "amount", "rate", "refills"), "1-2", "a number is digits"),
    ],
)  # fmt: skip
def test_a_range_is_refused_in_the_words_of_version_1(blank: Blank, text: str, reason: str) -> None:
    """What was printed beside cases of version 1 stays: an order's range is told of as one, an answer's was not."""
    with pytest.raises(InputError) as refused:
        read_answer(blank, text)
    assert reason in refused.value.reason and "range" not in refused.value.reason, refused.value


@pytest.mark.parametrize(
    ("asks", "text", "value"),
    [
        ("units", "372", F(372)), ("further", "1", F(1)), ("code", "j2270", "J2270"),
        ("per_diem_code", "S9326", "S9326"),
        ("ndc", "00074-1133-03", "00074113303"), ("ndc_quantity", "148.8", F("148.8")), ("uom", "ml", "ML"),
        ("modifiers", "none", ()), ("date", "2024-01-31", "2024-01-31"), ("authorization", " ab  12 ", "AB 12"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_what_is_asked_for(asks: str, text: str, value: Value) -> None:
    assert read_answer(Blank("value", "Value", "text", "review"), text, asks) == value


def test_what_a_refused_answer_comes_close_to() -> None:
    assert near(UNITS, "148.8") == near(UNITS, "148.8 mL") == F("148.8")
    assert near(AMOUNT, "120 mg") == 120
    ndc = Blank("ndc", "NDC", "ndc", "ndc")
    assert near(ndc, "0074-1133-03") == near(ndc, "0074113303") == "0074113303"
    for text in ("", "abc", "=1+1", "9" * 10_000, "1,5 mL"):
        assert near(UNITS, text) is None
    assert near(UNITS, None) is None and near(Blank("c", "C", "code", "drug-code"), "12") is None


def test_a_value_in_a_sentence() -> None:
    assert people_text(AMOUNT, F("4.8")) == "4.8 mL"
    assert people_text(UNITS, F(1000)) == "1,000"
    assert people_text(UNITS, ()) == "no modifier"
    assert people_text(UNITS, ("59", "SH")) == "59 SH"


# ---- grading


def test_all_right() -> None:
    made = answered(**RIGHT)
    assert made.correct and made.score == 1 and made.notices == ()
    assert [one.field for one in made.feedback] == list(RIGHT)
    for one in made.feedback:
        assert one.correct and one.why.startswith("Right. ") and one.slips == () and one.differs is None
        assert one.right == RIGHT[one.field]


def test_nothing_answered() -> None:
    made = answered()
    assert not made.correct and made.score == 0
    for one in made.feedback:
        assert one.why == "This is no answer as it stands: nothing was typed. Type for example: " + (
            "31." if one.field == "units" else "4.8 mg."
        )
        assert one.right == RIGHT[one.field] and one.slip is None and one.differs is None


def test_one_slip_is_named_and_worded_as_an_offer() -> None:
    one = told(units="155")
    assert (one.correct, one.slip, one.slips) == (False, None, ())
    one = told(units="124")
    assert (one.slip, one.slips) == ("rounded-by-day", ("rounded-by-day",))
    assert one.why == (
        "124 is what comes out when each day is rounded up by itself and the days are added. Rounding every day adds a "
        "part of a unit for each day. Add up all days of the line first, then round once."
    )
    assert one.citation == slips()["rounded-by-day"].citation and one.differs is None


def test_several_slips_are_all_offered() -> None:
    one = told(units="108")
    assert one.slip is None and one.slips == ("month-as-30-days", "one-day-short")
    assert one.why.startswith(
        "108 is what comes out when the month is counted as 30 days; or when one day is not counted"
    )
    assert "The number alone does not say which of these it was." in one.why
    assert one.citation == SOURCE


def test_a_refused_answer_may_still_be_explained() -> None:
    one = told(units="111.6")
    assert one.slips == ("ml-for-units", "not-rounded")
    assert one.why.startswith('This is no answer as it stands: read "111.6": a count is a whole number. ')
    one = told(units="1116 mg")
    assert one.slip == "mg-for-units" and "a count has no unit" in one.why
    assert told(units="112 mL").correct is False
    assert told(units="112 mL").slips == ()


def test_the_wrong_kind_of_amount_is_explained_too() -> None:
    one = told("day_amount", day_amount="3.6 mL")
    assert one.slip == "ml-for-mg" and "this is a volume, not a mass" in one.why


def test_where_no_slip_fits_that_is_said_and_the_first_step_shown() -> None:
    one = told(units="1191")
    assert one.slips == () and one.differs == STAGES[0]
    assert one.why == (
        "No slip that hipkit knows leads to 1,191 here. The first step to compare: "
        "amount a day: 1.5 mg/hr x 24 hr = 36 mg."
    )


def test_right_answers_bear_out_the_steps_before() -> None:
    one = told(day_amount="36", total_amount="1116", units="999")
    assert one.differs == STAGES[2] and "The first step that no other answer bears out: units:" in one.why
    assert told(day_amount="36", total_amount="5", units="999").differs == STAGES[1]
    assert told(day_amount="35", total_amount="1116", units="999").differs == STAGES[0]


def test_an_answer_that_follows_from_a_wrong_one_is_told_so() -> None:
    one = told(day_amount="40", total_amount="1,240", units="124")
    assert one.slips == ()
    assert "It follows rightly from the 40 mg in Amount a day; the step that differs is there" in one.why
    assert one.differs == STAGES[0]
    assert told("total_amount", day_amount="40", total_amount="1240").differs == STAGES[0]


def test_an_answer_that_stops_early_is_told_which_step_is_missing() -> None:
    numbers = {name: value for name, value in NUMBERS.items() if name in ("units", "per", "total_mg")}
    box = Keyed("units", F(112), STAGES, "p", "r", SOURCE, Facts(numbers))
    one = one_box(UNITS, box, "36")
    assert one.differs == STAGES[1] and "This is what an earlier step gives (amount a day)" in one.why


def test_another_number_of_days_is_found() -> None:
    days = {**NUMBERS, "dose": F(30), "dose_mg": F(30), "day_mg": F(720), "total_mg": F(22320), "units": F(2232)}
    stages = (stage("amount a day", "30 mg/hr x 24 hr", "720 mg", F(720)),
              stage("total amount in 31 days", "720 mg x 31", "22,320 mg", F(22320)),
              stage("units", "22,320 mg / 10 mg", "2,232", F(2232)))  # fmt: skip
    one = one_box(UNITS, Keyed("units", F(2232), stages, "p", "r", SOURCE, Facts(days)), "2520")
    assert one.slips == () and one.differs == stages[1]
    assert "It would be right for 35 days in place of 31 days" in one.why


def test_a_right_answer_that_a_box_follows_from_rules_a_slip_out() -> None:
    """108 is what 30 days come to; with the right total the days were not the trouble."""
    assert told(units="108").slips == ("month-as-30-days", "one-day-short")
    assert told(total_amount="1116", units="108").slips == ()
    assert told(total_amount="1116", units="124").slips == ("rounded-by-day",)
    assert told(day_amount="36", units="108").slips == ("month-as-30-days", "one-day-short")


def test_a_slip_that_other_answers_share_is_named_before_another() -> None:
    """5 units: one day's amount of 36 mg would be 4; hours left out give 46.5 mg, and 5."""
    boxes = {"day_amount": "1.5", "total_amount": "46.5", "units": "5"}
    assert {one.field: one.slip for one in answered(**boxes).feedback} == dict.fromkeys(boxes, "hours-left-out")


def test_so_small_a_number_is_hedged() -> None:
    assert "So small a number can come out in other ways too." in told(units="4").why
    assert "So small" not in told(units="124").why


def test_a_wrong_choice_is_told_what_would_speak_for_it() -> None:
    blank = Blank("cause", "Cause", "choice", "denials", choices=(("a", "one thing"), ("b", "another thing")))
    step = Stage(Step("CO-18", "the same line twice", "another thing", SOURCE))
    facts = Facts({}, {"choice a": "Then the letter would be lacking."})
    one = one_box(blank, Keyed("cause", "b", (step,), "p", "The rule.", SOURCE, facts), "a")
    assert one.why.startswith('"one thing" is not what fits here. Then the letter would be lacking. ')
    assert one.differs == step
    line = Blank("line", "Line", "choice", "review", choices=(("1", "line 1"), ("2", "line 2")))
    one = one_box(line, Keyed("line", "2", (), "p", "The rule.", SOURCE, Facts()), "1")
    assert one.why == '"line 1" is as the order gives it, in every cell. The rule.'


def test_also_right() -> None:
    box = Keyed("units", F(112), STAGES, "p", "r", SOURCE, FACTS, also=(F(113),))
    assert one_box(UNITS, box, "113").correct
    assert one_box(UNITS, box, "113").right == "112"


# ---- score and hints


@pytest.mark.parametrize(
    ("hints", "score"),
    [({}, 1), ({"units": 1}, F(11, 12)), ({"units": 4}, F(2, 3)), ({"units": 9}, F(2, 3)), ({"units": -1}, 1),
     ({"day_amount": 2, "total_amount": 3, "units": 1}, F(1, 2)), ({"nothing": 4}, 1)],
)  # fmt: skip
def test_hints_cost_a_quarter_of_their_box(hints: Mapping[str, int], score: Fraction) -> None:
    made = answered(hints, **RIGHT)
    assert made.score == score and made.correct


def test_the_score_is_the_mean_of_the_boxes() -> None:
    made = answered({"units": 1}, day_amount="36", units="112")
    assert made.score == F(1, 3) + F(1, 4) and not made.correct
    assert answered({"units": 1}, units="5").score == 0


def test_the_hints_in_turn() -> None:
    box = KEY.boxes["units"]
    assert [hint(box, number).title for number in (1, 2, 3, 4)] == list(TITLES)
    assert hint(box, 1).text == "Pointer." and hint(box, 2).text == "Divide, then round up."
    assert hint(box, 3).text == "amount a day: 1.5 mg/hr x 24 hr = 36 mg"
    assert hint(box, 4).steps == tuple(one.step for one in STAGES) and hint(box, 4).text.count("\n") == 3
    assert hint(KEY.boxes["day_amount"], 3).text == "amount a day: 1.5 mg/hr x 24 hr"
    for number in (0, 5, -1):
        with pytest.raises(ValueError, match="hints go from 1 to 4"):
            hint(box, number)
    assert share_left(0) == 1 and share_left(4) == 0


def test_a_box_without_steps_has_hints_all_the_same() -> None:
    box = Keyed("code", "J2270", (), "Pointer.", "The rule.", SOURCE, Facts())
    assert hint(box, 3).text == hint(box, 4).text == "The rule."


def test_a_first_step_that_is_the_answer_is_not_told() -> None:
    step = Stage(Step("per diem S9326", "31 days", "31", SOURCE), F(31))
    box = Keyed("per_diem_units", F(31), (step,), "p", "r", SOURCE, Facts())
    assert hint(box, 3).text == "per diem"


# ---- what a file may bring


@cache
def of_each_template() -> tuple[Case, ...]:
    """A case of each template: that of its first seed."""
    first: dict[str, Case] = {}
    for level in LEVELS:
        seeds = (seed for seed in range(10_000) if drawn(seed, level).name not in first)
        wanted = {one.name for one in templates() if one.level == level}
        while not wanted <= set(first):
            made = case(next(seeds), level)
            first[made.template] = made
    return tuple(first.values())


BAD = ("", "abc", "1,5", "149 mL", "=1+1", "9" * 10_000, "\x00", "<b>", "'", "{}", "{0.real}", "%s", "\u202e1",
       "\U0001f600", "1" * 300, "J2270", "none", "2021-02-30")  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_a_bad_text_is_graded_in_every_kind_of_box(text: str) -> None:
    seen = set()
    for one in of_each_template():
        seen |= {blank.kind for blank in one.blanks}
        made = grade(one, {blank.name: text for blank in one.blanks})
        for feedback in made.feedback:
            assert feedback.why and len(feedback.given) <= 80 and feedback.given.isprintable()
            assert text[:200] not in feedback.why or len(text) <= 80
        assert not made.correct or len(one.blanks) == 1
    assert seen == set(KINDS)


@given(
    st.dictionaries(st.text(max_size=8) | st.sampled_from(list(RIGHT)), st.text(max_size=30) | st.none() | st.floats())
)
@settings(max_examples=200)
def test_whatever_the_answers_are_they_are_graded(answers: dict[str, object]) -> None:
    made = graded(CASE, KEY, answers, {})
    assert 0 <= made.score <= 1 and len(made.feedback) == len(BLANKS)
    assert all(one.why for one in made.feedback)


def test_a_name_that_no_box_has_is_told_and_not_graded() -> None:
    made = answered(**RIGHT, unit="5")
    assert made.correct
    assert made.notices == ("no box of this case has the name unit; it was not graded",)
    many = graded(CASE, KEY, {f"x{number}" * 100: "1" for number in range(1000)}, {})
    assert len(many.notices[0]) < 300 and "and 995 more" in many.notices[0]


# ---- on the cases of the generator


@cache
def of_the_generator() -> tuple[tuple[Case, Key], ...]:
    return tuple((one, key(one)) for level in LEVELS for one in (case(seed, level) for seed in range(120)))


def test_the_right_answers_of_every_case_are_right_as_they_are_given_out() -> None:
    for one, found in of_the_generator():
        rights = {name: answer_text(one.blank(name), box.right) for name, box in found.boxes.items()}
        for name, text in rights.items():
            assert read_answer(one.blank(name), text, found.boxes[name].asks) == found.boxes[name].right
        made = grade(one, rights)
        assert made.correct and made.score == 1, (one.template, one.seed)
        assert [feedback.right for feedback in made.feedback] == list(rights.values())


def test_an_empty_sheet_is_graded_and_every_box_explained() -> None:
    for one, _ in of_the_generator():
        made = grade(one, {})
        assert not made.correct and made.score == 0
        assert all(feedback.why.endswith(".") and feedback.citation.text for feedback in made.feedback)


def test_no_hint_but_the_worked_solution_has_the_number_asked_for() -> None:
    for one, found in of_the_generator():
        for name, box in found.boxes.items():
            if not isinstance(box.right, Fraction) or box.right < 40:
                continue
            right = re.compile(rf"(?<![\w.,-]){re.escape(people(box.right))}(?![\w]|[.,]\d)")
            for number in (1, 2, 3):
                assert not right.search(hint(box, number).text), (one.template, one.seed, name, number)
            assert hint(box, 4).text


def test_a_wrong_number_is_never_an_accusation() -> None:
    for one, found in of_the_generator():
        wrong = dict.fromkeys(found.boxes, "7919")
        for feedback in grade(one, wrong).feedback:
            assert not re.search(r"\b(you|your) (did|made|forgot|took)\b", feedback.why, re.IGNORECASE)
