"""The slips: their little language, their file, and each of them on a case of the generator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.errors import DataError
from hipkit.payers.axes.hcpcs_rounding import ROUNDINGS
from hipkit.practice.case import SKILLS, Blank, Case, Facts, Keyed, Value
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.grading.derived import worked_out
from hipkit.practice.grading.formula import LONGEST, FormulaError, condition, formula
from hipkit.practice.grading.grade import grade
from hipkit.practice.grading.slips import (
    all_values,
    explaining,
    loaded,
    matching,
    parse_slips,
    slip_value,
    slip_values,
    slips,
)
from hipkit.practice.making import case, key
from hipkit.values.citations import cite, sources
from hipkit.values.rounding import to_places

DOCS = Path(__file__).resolve().parents[3] / "docs" / "checks.md"
F = Fraction

# HMSA's example by the words of its rules: 5 mg/hr for 24 hours and 31 days from vials of 25 mg/mL, by J2270.
SEED = {
    "dose": F(5), "dose_mg": F(5), "rate_mg": F(5), "hours": F(24), "days": F(31), "span": F(31), "strength": F(25),
    "day_mg": F(120), "day_mL": F(24, 5), "total_mg": F(3720), "total_mL": F(744, 5), "per": F(10),
    "per_printed": F(10), "units": F(372), "ndc_quantity": F(744, 5), "per_diem_units": F(31), "package": F(20),
}  # fmt: skip


def keyed(asks: str, right: Value, numbers: Mapping[str, Fraction] = SEED, **texts: str) -> Keyed:
    return Keyed(asks, right, (), "pointer", "rule", cite("hmsa"), Facts(numbers, texts))


def ids(of: Keyed, given: Value, blank: Blank | None = None) -> set[str]:
    return {slip.id for slip in explaining(of, blank or Blank("box", "Box", "units", "units"), given)}


# ---- the language


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("0.1 + 0.2", F(3, 10)),
        ("total_mg / per", 372),
        ("up(day_mL) * days", 155),
        ("down(total_mL)", 148),
        ("nearest(2.5)", 3),
        ("least(days, 30)", 30),
        ("most(1, up(0))", 1),
        (" days - 1 ", 30),
        ("1 - 2", -1),
    ],
)
def test_a_formula_is_worked_out_exactly(text: str, value: Fraction) -> None:
    assert formula(text).value(SEED) == value


@pytest.mark.parametrize("text", ["bag", "day_mg / bag", "1 / 0", "1 / (days - 31)", "up(day_mg / (hours - 24))"])
def test_a_formula_without_a_value_does_not_apply(text: str) -> None:
    assert formula(text).value(SEED) is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "1 +", "days.real", "open(1)", "__import__(1)", "up()", "up(1, 2)", "least(1)", "days ** 2",
        "days // 2", "days if 1 else 2", "-1", "+1", "1e3", "0x10", "1_0", ".5", "5.", "007", "'a'", "[1]", "days[0]",
        "lambda: 1",
        "a and b", "not a", "days == 1", "days < 1", "a, b", "up(*a)", "up(x=1)", "f()()", "True", "None", "1 2",
        "days;1", "a = 1", "x" * (LONGEST + 1), "(" * 200 + "1" + ")" * 20, "up", "up + 1", "if",
        "\n1", "d\u00e4ys", "1if 1 else 2",
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    try:
        found = formula(text)
    except FormulaError:
        return
    assert found.value({}) is None, "a bare name is a number that no case has"
    assert re.fullmatch(r"[A-Za-z_0-9 +]+", text)


@pytest.mark.parametrize(
    ("text", "holds"), [("days == 31", True), ("days != 31", False), ("span > 30", True), ("without > 0", False),
                        ("1 / 0 == 1", False), ("days <= 31", True), ("up(day_mL) >= 5", True), ("days < 31", False)]
)  # fmt: skip
def test_a_condition_compares_two_numbers(text: str, holds: bool) -> None:
    assert condition(text).holds(SEED) is holds


@pytest.mark.parametrize("text", ["days", "1 < days < 3", "days in span", "days is 1", "a == 'b'", ""])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        condition(text)


junk = st.text(st.sampled_from("ab1.0+-*/(), updown==<>!_'[]{}:\\\n\0é"), max_size=40) | st.text(max_size=40)


@given(junk)
@settings(max_examples=500)
def test_junk_is_a_formula_or_its_own_error_and_nothing_else(text: str) -> None:
    for read in (formula, condition):
        try:
            found = read(text)
        except FormulaError:
            continue
        if read is formula:
            assert found.value({"a": F(1), "b": F(0)}) is None or isinstance(found.value({"a": F(1), "b": F(0)}), F)


@given(st.fractions(0, 1000), st.fractions(0, 1000), st.fractions(0, 1000))
def test_a_formula_agrees_with_python_on_fractions(a: Fraction, b: Fraction, c: Fraction) -> None:
    numbers = {"a": a, "b": b, "c": c}
    assert formula("(a + b) * c - a").value(numbers) == (a + b) * c - a
    assert formula("a / b").value(numbers) == (a / b if b else None)


# ---- what follows from a change


def test_what_follows_is_worked_out_to_the_end() -> None:
    ways = loaded().ways
    assert worked_out("units", SEED, {"hours": F(12)}, ways) == 186
    assert worked_out("ndc_quantity", SEED, {"days": F(30)}, ways) == 144
    assert worked_out("per_diem_units", SEED, {"days": F(30)}, ways) == 30
    assert worked_out("units", SEED, {"strength": F(50)}, ways) is None
    assert worked_out("units", SEED, {}, ways) is None


def test_a_way_that_does_not_give_the_cases_own_number_is_not_taken() -> None:
    """Days in two parts: the total is no product of one day and the days."""
    changing = {**SEED, "total_mg": F(4000), "units": F(400)}
    assert worked_out("total_mg", changing, {"days": F(30)}, loaded().ways) is None
    assert worked_out("units", changing, {"total_mg": F(4001)}, loaded().ways) == 401


# ---- the file


def test_there_are_enough_slips_and_each_says_all_that_it_should() -> None:
    assert len(slips()) >= 35
    for slip in slips().values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slip.id)
        assert slip.skill in SKILLS and slip.asks
        assert slip.citation.id in sources() and slip.citation.where
        for sentence in (slip.why, slip.rule):
            assert re.fullmatch(r"[A-Z0-9].*\.", sentence), slip.id
        assert not slip.does.endswith(".") and not slip.does.lower().startswith(("you ", "when ")), slip.id
        told = " ".join((slip.name, slip.does, slip.why, slip.rule))
        assert told.isascii() and not re.search(r"\byou\b|\bYou\b", told), slip.id
    assert len({slip.name for slip in slips().values()}) == len(slips())


def test_every_check_of_hipkits_own_is_a_section_of_the_docs() -> None:
    sections = set(re.findall(r"^## (.*)$", DOCS.read_text(encoding="utf-8"), re.M))
    own = {slip.citation.where for slip in slips().values() if slip.citation.id == "hipkit"}
    assert own and own <= sections


def test_every_number_is_used_or_explains_itself() -> None:
    assert all(words and not words.endswith(".") for words in loaded().words.values())
    assert set(SEED) <= set(loaded().words)


NUMBERS = '[[number]]\nname = "days"\nwords = "days"\n'
GOOD = (
    NUMBERS
    + '[[slip]]\nid = "a"\nname = "n"\ndoes = "d"\nformula = "days = 30"\nwhy = "w"\nrule = "r"\ncite = "hmsa"\n'
    'where = "x"\nskill = "days"\nasks = ["days"]\n'
)


def test_a_file_is_read_with_its_slips() -> None:
    found = parse_slips(GOOD, "slips.toml")
    assert found.slips["a"].formula == "days = 30"
    assert found.slips["a"].citation.where == "x"


def test_a_slip_that_no_question_asks_has_words_alone_and_is_looked_for_nowhere() -> None:
    unasked = '[[slip]]\nid = "b"\nname = "m"\nwas = ["c"]\nasks = []\n'
    assert set(parse_slips(GOOD + unasked, "slips.toml").slips) == {"a"}


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('id = "a"', "", 4, "slip has no id"),
        ('name = "n"', "", 4, "slip has no name"),
        ('does = "d"', 'does = ""', 7, "does must be a text"),
        ('why = "w"', "", 4, "slip has no why"),
        ('rule = "r"', "", 4, "slip has no rule"),
        ('where = "x"', "", 4, "slip has no where"),
        ('cite = "hmsa"', 'cite = "hmsaa"', 11, "no source in citations.toml has the id 'hmsaa'"),
        ('skill = "days"', 'skill = "counting"', 13, "'counting' is no skill; known are volume"),
        ('asks = ["days"]', "", 4, "a has no asks"),
        ('asks = ["days"]', "asks = []", 7, "a is asked nowhere, so it has no does"),
        ('name = "n"', 'name = "n"\nwas = "b"', 7, "was must be a list of texts"),
        ('asks = ["days"]', 'asks = ["day"]', 14, "'day' is nothing that a box asks for"),
        ('asks = ["days"]', 'asks = ["days", "days"]', 14, "asks names something twice"),
        ('formula = "days = 30"', "", 4, "a needs one of formula, gives, says, function"),
        ('formula = "days = 30"', 'says = "30"\nfunction = "as_billed"', 4, "a needs one of formula"),
        ('formula = "days = 30"', 'function = "eval"', 8, "'eval' is no function; known are ndc_not_padded"),
        ('formula = "days = 30"', 'formula = "days"', 8, "'days' gives no number of the list another value"),
        ('formula = "days = 30"', 'formula = "week = 30"', 8, "'week = 30' gives no number of the list"),
        ('formula = "days = 30"', 'formula = "days = week"', 8, "'week' is no number of the list"),
        ('formula = "days = 30"', 'formula = "days = days.real"', 8, "has '.', which no formula knows"),
        ('formula = "days = 30"', 'formula = "days = 30"\nright = ["31"]', 9, "right belongs to says alone"),
        ('formula = "days = 30"', 'formula = "days = 30"\nwhen = ["days"]', 9, "compares no two numbers"),
        ('formula = "days = 30"', 'formula = "days = 30"\nwhen = ["week > 1"]', 9, "'week' is no number of the list"),
        ('formula = "days = 30"', 'formula = "days = 30"\nplace = "first"', 9, "'first' is no place"),
        ('formula = "days = 30"', 'formula = "days = 30"\nformual = "x"', 9, "'formual' is not a key of slip"),
        ('words = "days"', "", 1, "number has no words"),
        ('words = "days"', 'words = "days"\nby = ["week + 1"]', 4, "'week' is no number of the list"),
        ("[[slip]]", NUMBERS + "[[slip]]", 5, "days stands there twice"),
        ("[[slip]]", 'odd = 1\n[[slip]]', 4, "'odd' is not a key of number"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_named_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(DataError) as told:
        parse_slips(GOOD.replace(old, new, 1), "slips.toml")
    assert str(told.value).startswith(f"slips.toml, line {line}: "), told.value
    assert reason in told.value.reason


def test_two_slips_of_one_id_are_refused() -> None:
    with pytest.raises(DataError, match="a stands there twice"):
        parse_slips(GOOD + GOOD.removeprefix(NUMBERS), "slips.toml")


# ---- known answers on the example


@pytest.mark.parametrize(
    ("given", "slip"),
    [
        (149, "ml-for-units"), (F(744, 5), "ml-for-units"), (3720, "mg-for-units"), (37200, "unit-multiplied"),
        (360, "month-as-30-days"), (384, "one-day-too-many"), (12, "days-left-out"), (16, "hours-left-out"),
        (8, "vials-for-units"), (400, "whole-vials"), (31, "days-for-drug-units"),
    ],
)  # fmt: skip
def test_a_slip_on_the_example_is_named(given: Fraction, slip: str) -> None:
    assert slip in ids(keyed("units", F(372)), F(given))


def test_rounding_every_day_and_every_week_agrees_with_the_core() -> None:
    """148.8 units in 31 days: what the core's own rules by day and by week come to."""
    numbers = {**SEED, "per": F(25), "units": F(149)}
    asked = keyed("units", F(149), numbers)
    by_day = [F("4.8")] * 31
    for name, rule in (("rounded-by-day", "up-by-day"), ("rounded-by-week", "up-by-week")):
        assert ids(asked, F(ROUNDINGS[rule].units(by_day))) == {name}
    assert ids(asked, F(148)) == {"rounded-down"}
    assert ids(asked, F(150)) == set()


def test_two_slips_of_one_number_are_both_offered() -> None:
    assert ids(keyed("units", F(372)), F(360)) == {"month-as-30-days", "one-day-short"}


def test_the_right_answer_is_explained_by_nothing() -> None:
    asked = keyed("units", F(372))
    assert ids(asked, F(372)) == set()
    also = Keyed("units", F(372), (), "p", "r", cite("hmsa"), Facts(SEED), also=(F(360),))
    assert ids(also, F(360)) == set()
    assert F(360) not in [value for values in all_values(also).values() for value in values]


def test_an_endless_decimal_is_known_by_its_rounded_form() -> None:
    numbers = {"dose_mg": F(1), "rate_mg": F(1), "bag": F(3), "strength": F(25), "rate_mL": F(1, 3)}
    asked = keyed("rate_mL", F(1, 3), {**numbers, "bag": F(3)})
    assert slip_value(slips()["minutes-for-hours"], asked) == 20
    thirds = keyed("rate_mL", F(2), {"rate_mg": F(6), "bag": F(3), "strength": F(7), "rate_mL": F(2)})
    for typed in ("0.857", "0.86", "0.857143"):
        assert "vial-for-bag" in ids(thirds, F(typed)), typed
    assert "vial-for-bag" not in ids(thirds, F("0.858"))


def test_the_box_may_ask_in_mcg_where_the_case_counts_mg() -> None:
    numbers = {"rate_mL": F(2), "bag": F(1, 100), "strength": F(1, 20), "strength_printed": F(50), "rate_mg": F(1, 50)}
    asked = keyed("rate_mg", F(20), numbers)
    assert "vial-for-bag" in ids(asked, F(100))
    assert "answered-in-another-unit" in ids(asked, F(1, 50))


def test_days_in_hospital() -> None:
    numbers = {**SEED, "days": F(27), "span": F(31), "without": F(4), "total_mg": F(3240), "units": F(324)}
    asked = keyed("units", F(324), numbers)
    assert ids(asked, F(372)) == {"days-without-kept"}
    assert ids(asked, F(276)) == {"days-without-twice"}
    per_diem = keyed("per_diem_units", F(27), {**numbers, "per_diem_units": F(27)})
    assert ids(per_diem, F(31)) == {"per-diem-over-the-span"}


def test_a_code_that_changed_brings_its_own_unit() -> None:
    """24 mg of hydromorphone: 240 units of J1171, 6 of J1170."""
    numbers = {"total_mg": F(24), "per": F(1, 10), "per_printed": F(1, 10), "units": F(240)}
    assert ids(keyed("units", F(240), numbers, code="J1171"), F(6)) == {"unit-of-the-ended-code"}
    older = {"total_mg": F(24), "per": F(4), "per_printed": F(4), "units": F(6)}
    assert ids(keyed("units", F(6), older, code="J1170"), F(240)) == {"unit-of-the-later-code"}
    assert ids(keyed("code", "J1171", {}, drug="hydromorphone hydrochloride"), "J1170") == {"code-has-ended"}
    assert ids(keyed("code", "J1170", {}, drug="hydromorphone hydrochloride"), "J1171") == {"code-not-begun"}


@pytest.mark.parametrize(
    ("right", "given", "slip"),
    [
        ("J2270", "J2274", "code-of-the-other-route"), ("J2274", "J2270", "code-of-the-other-route"),
        ("J2270", "J2272", "code-of-one-manufacturer"), ("J2270", "J3490", "unclassified-for-a-drug-with-a-code"),
        ("J2270", "S0093", "loading-dose-code"), ("J3490", "J2270", "own-code-where-j3490-is-billed"),
        ("J2270", "S9326", "drug-code-for-per-diem"),
    ],
)  # fmt: skip
def test_codes_taken_for_each_other(right: str, given: str, slip: str) -> None:
    asked = keyed("code", right, {}, drug="morphine sulfate", per_diem="S9326", regimen="continuous")
    assert ids(asked, given) == {slip}


@pytest.mark.parametrize(
    ("right", "given", "slip"),
    [
        ("S9326", "S9325", "generic-per-diem"), ("S9327", "S9326", "s9326-for-fewer-hours"),
        ("S9326", "S9327", "s9327-for-24-hours"), ("S9326", "S9328", "s9328-for-an-external-pump"),
        ("S9328", "S9326", "external-code-for-an-implanted-pump"), ("S9325", "S9326", "specific-per-diem"),
        ("S9326", "59326", "misprint-59326"), ("S9326", "J2270", "drug-code-for-per-diem"),
    ],
)  # fmt: skip
def test_per_diem_codes_taken_for_each_other(right: str, given: str, slip: str) -> None:
    asked = keyed("per_diem_code", right, {"hours": F(24)}, code="J2270", regimen="continuous")
    assert ids(asked, given) == {slip}


@pytest.mark.parametrize(
    ("right", "given", "slip"),
    [
        (("SH",), (), "sh-missing"), ((), ("SH",), "sh-on-the-first-line"), (("SH",), ("SJ",), "sj-for-sh"),
        (("SJ",), ("SH",), "sh-for-sj"), (("SJ",), (), "sj-missing"), (("59", "SH"), ("SH",), "59-missing"),
        (("59", "SH"), (), "sh-missing"), (("SH",), ("59",), "59-alone"), ((), ("SJ",), "sj-on-the-wrong-line"),
    ],
)  # fmt: skip
def test_modifiers_taken_for_each_other(right: tuple[str, ...], given: tuple[str, ...], slip: str) -> None:
    assert ids(keyed("modifiers", right, {}), given) == {slip}


@pytest.mark.parametrize(
    ("printed", "right", "given", "slip"),
    [
        ("0074-1133-03", "00074113303", "0074113303", "ndc-not-padded"),
        ("0074-1133-03", "00074113303", "00740113303", "ndc-zero-in-product"),
        ("0074-1133-03", "00074113303", "00741133003", "ndc-zero-in-package"),
        ("0074-1133-03", "00074113303", "00741133030", "ndc-zero-at-the-end"),
        ("0074-1133-03", "00074113303", "74113303", "ndc-zeros-lost"),
        ("63323-851-50", "63323085150", "06332385150", "ndc-zero-in-labeler"),
        ("39822-2010-1", "39822201001", "39822020101", "ndc-zero-in-product"),
        ("0641-2341-41", "00641234141", "06412034141", "ndc-in-another-form"),
    ],
)  # fmt: skip
def test_the_zero_of_an_ndc_in_a_wrong_place(printed: str, right: str, given: str, slip: str) -> None:
    assert slip in ids(keyed("ndc", right, {}, ndc_typed=printed), given)


def test_an_ndc_that_is_printed_in_full_has_no_zero_to_misplace() -> None:
    assert all_values(keyed("ndc", "70720072310", {}, ndc_typed="70720-0723-10")) == {}


def test_what_stands_on_a_claim_is_named_before_why_it_is_wrong() -> None:
    asked = keyed("units", F(372), {**SEED, "billed": F(3720)}, stands="3720")
    assert ids(asked, F(3720)) == {"left-as-billed"}


def test_the_point_moved_is_named_only_where_nothing_else_is() -> None:
    assert ids(keyed("units", F(372)), F(3720)) == {"mg-for-units"}
    assert ids(keyed("total_mg", F(3720)), F(372)) == {"point-moved"}


def test_numbers_never_explain_a_text_nor_texts_a_number() -> None:
    for asks, right, typed_in in (("units", F(372), "J3490"), ("code", "J2270", F(30)), ("uom", "ML", ("SH",))):
        assert ids(keyed(asks, right), typed_in) == set()


# ---- each on a case of the generator

LEVELS, MOST_SEEDS = (1, 2, 3), 4000


@cache
def found() -> Mapping[str, tuple[Case, str, Value]]:
    """A case, a box and the slip's answer there, for each slip; the cases are those of the first seeds."""
    first: dict[str, tuple[Case, str, Value]] = {}
    for seed in range(MOST_SEEDS):
        for level in LEVELS:
            one = case(seed, level)
            for name, box in key(one).boxes.items():
                for slip, values in all_values(box).items():
                    for value in values:
                        if slip not in first and slip in {named.id for named in matching(all_values(box), value)}:
                            first[slip] = (one, name, value)
        if len(first) == len(slips()):
            break
    return first


def typed(one: Case, name: str, value: Value) -> str:
    text = answer_text(one.blank(name), value)
    return answer_text(one.blank(name), to_places(value, 3)) if isinstance(value, Fraction) and "/" in text else text


@pytest.mark.parametrize("slip", list(slips()))
def test_a_slip_is_named_on_a_case_of_the_generator(slip: str) -> None:
    one, name, value = found()[slip]
    graded = grade(one, {name: typed(one, name, value)})
    told = next(feedback for feedback in graded.feedback if feedback.field == name)
    assert not told.correct and slip in told.slips
    assert slips()[slip].does in told.why
    assert told.slip == (slip if told.slips == (slip,) else None)


@pytest.mark.parametrize("slip", list(slips()))
def test_a_slip_is_not_named_on_another_answer(slip: str) -> None:
    one, name, _ = found()[slip]
    box = key(one).boxes[name]
    graded = grade(one, {name: typed(one, name, box.right)})
    told = next(feedback for feedback in graded.feedback if feedback.field == name)
    assert told.correct and told.slips == () and told.slip is None
    values = slip_values(slips()[slip], box)
    other = box.right + 7919 if isinstance(box.right, Fraction) else "J9999"
    assert other not in values
    assert slip not in ids(box, other)


def test_every_slip_of_every_box_differs_from_what_is_right() -> None:
    for seed in range(60):
        for level in LEVELS:
            for box in key(case(seed, level)).boxes.values():
                for values in all_values(box).values():
                    assert box.right not in values and len(set(values)) == len(values)
                    assert all(isinstance(value, type(box.right)) for value in values)
