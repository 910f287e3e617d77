"""Denials: a file of codes in our own words, and cases in which cause, action and cell follow from what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import hipkit
from hipkit.errors import DataError
from hipkit.practice.case import Case, Table
from hipkit.practice.draw import Draw
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.grading.grade import grade
from hipkit.practice.making import VERSION, Again, Sheet, case, drawn, key, templates
from hipkit.practice.templates.denial.codes import denials, parse_denials
from hipkit.practice.templates.errors.cells import COLUMNS, EMPTY
from hipkit.practice.templates.errors.scene import printed
from hipkit.values.citations import sources

SEEDS = range(150)
NAMES = ("denial-information", "denial-authorization", "denial-duplicate", "denial-line")
FILE = Path(hipkit.__file__).parent / "data" / "denials.toml"
TEXT = FILE.read_text(encoding="utf-8")


@cache
def made(name: str, seed: int) -> Sheet:
    of_name = next(one for one in templates() if one.name == name)
    for attempt in range(200):
        try:
            return of_name.make(Draw(of_name.since, name, f"seed {seed}", f"attempt {attempt}"))
        except Again:
            continue
    raise AssertionError(name)


def all_made() -> Iterator[tuple[str, int, str, Sheet]]:
    for name in NAMES:
        for seed in SEEDS:
            sheet = made(name, seed)
            yield name, seed, sheet.boxes[0].key.facts.texts["situation"], sheet


def of_situation(wanted: str) -> list[Sheet]:
    return [sheet for _, _, situation, sheet in all_made() if situation == wanted]


def the_table(sheet: Sheet, title: str) -> list[dict[str, str]]:
    shown = next(part for part in sheet.parts if isinstance(part, Table) and part.title.startswith(title))
    return [dict(zip(shown.head, row, strict=True)) for row in shown.rows]


def text(sheet: Sheet) -> str:
    blanks = tuple(box.blank for box in sheet.boxes)
    return Case(0, 2, VERSION, "x", "denial", sheet.title, sheet.parts, blanks).text


def dollars(cell: str) -> Fraction:
    return Fraction(cell.replace(",", ""))


def at_issue(sheet: Sheet) -> int:
    found = re.search(r"Line (\d+) was not paid as billed", text(sheet))
    assert found
    return int(found[1])


def right(sheet: Sheet) -> dict[str, object]:
    return {box.blank.name: box.key.right for box in sheet.boxes}


# ---- the cases


def test_the_templates_are_there_with_their_levels() -> None:
    levels = {one.name: one.level for one in templates() if one.kind == "denial"}
    assert levels == dict(zip(NAMES, (2, 2, 3, 3), strict=True))


def test_every_situation_comes_up() -> None:
    assert {situation for _, _, situation, _ in all_made()} == set(denials().situations)


def test_choices_hold_the_right_one_once_and_three_wrong_ones() -> None:
    for name, seed, situation, sheet in all_made():
        of = denials().situations[situation]
        for box, good, wrong in zip(sheet.boxes, (of.cause, of.action), (of.causes, of.actions), strict=False):
            offered = [choice for choice, _ in box.blank.choices]
            assert offered.count(good) == 1 and box.key.right == good, (name, seed)
            assert sorted(offered) == sorted((good, *wrong))
            assert len({words for _, words in box.blank.choices}) == len(offered)


def test_the_right_choice_stands_anywhere() -> None:
    places = {[choice for choice, _ in box.blank.choices].index(str(box.key.right))
              for *_, sheet in all_made() for box in sheet.boxes[:2]}  # fmt: skip
    assert places >= {0, 1, 2, 3}


def test_every_choice_says_why_not() -> None:
    for *_, sheet in all_made():
        for box in sheet.boxes[:2]:
            for choice, _ in box.blank.choices:
                assert box.key.facts.texts[f"choice {choice}"].endswith("."), choice


def test_the_remittance_agrees_with_the_claim_and_says_which_line() -> None:
    for name, seed, situation, sheet in all_made():
        of = denials().situations[situation]
        sent, came = the_table(sheet, "The claim as it was sent"), the_table(sheet, "The remittance")
        assert [line["Line"] for line in sent] == [line["Line"] for line in came]
        for line, paid in zip(sent, came, strict=True):
            assert paid["Code"] == f"{line['Code']} {line['Mod'].replace(EMPTY, '')}".strip()
            assert paid["Units"] == line["Units"]
            assert dollars(paid["Paid"]) <= dollars(paid["Charge"])
            assert (paid["Reason"] == EMPTY) == (paid["Paid"] == paid["Charge"]), (name, seed)
        line = came[at_issue(sheet) - 1]
        assert (line["Reason"], line["Remark"]) == (f"{of.group}-{of.carc}", of.rarc or EMPTY)


def test_nothing_but_the_key_says_what_is_right() -> None:
    titles = {(sheet.title, sheet.boxes[0].blank.label, sheet.boxes[1].blank.label) for *_, sheet in all_made()}
    assert len(titles) == 1
    for _, _, situation, sheet in all_made():
        of, shown = denials().situations[situation], text(sheet)
        assert of.rule not in shown and of.pointer not in shown
        assert denials().causes[of.cause].words not in shown and denials().actions[of.action].words not in shown
        assert sheet.order is None
        assert denials().notice in shown


def test_the_cell_to_correct_is_wrong_on_the_claim() -> None:
    head = {name: words for name, (words, _, _) in COLUMNS.items()}
    for name, seed, _, sheet in all_made():
        if len(sheet.boxes) < 3 or "column" not in sheet.boxes[2].key.facts.texts:
            continue
        box = sheet.boxes[2]
        column = box.key.facts.texts["column"]
        cell = the_table(sheet, "The claim as it was sent")[at_issue(sheet) - 1][head[column]]
        shown = cell.replace(EMPTY, "") if column != "ndc" else cell
        assert box.key.facts.texts["stands"] == (shown if shown != EMPTY else "")
        good = answer_text(box.blank, box.key.right)
        if right(sheet)["cause"] not in ("sent-twice", "correction-sent-as-new"):
            assert good != (shown or "none"), (name, seed)


@pytest.mark.parametrize("level", [2, 3])
def test_the_key_is_graded_right_and_a_wrong_choice_is_not(level: int) -> None:
    graded = 0
    for seed in range(300):
        if drawn(seed, level).kind != "denial":
            continue
        one = case(seed, level)
        keys = key(one).boxes
        answers = {blank.name: answer_text(blank, keys[blank.name].right) for blank in one.blanks}
        assert grade(one, answers).correct, (seed, level)
        for name in ("cause", "action"):
            wrong = next(choice for choice, _ in one.blank(name).choices if choice != keys[name].right)
            found = {feedback.field: feedback for feedback in grade(one, answers | {name: wrong}).feedback}
            assert not found[name].correct and found[name].why
        graded += 1
    assert graded > 10


# ---- each situation shows what its cause follows from


def test_an_ndc_that_was_left_out_or_has_its_zero_elsewhere() -> None:
    for sheet in of_situation("ndc-left-out"):
        assert the_table(sheet, "The claim as it was sent")[at_issue(sheet) - 1]["NDC"] == EMPTY
    for sheet in of_situation("ndc-with-the-zero-misplaced"):
        cell = the_table(sheet, "The claim as it was sent")[at_issue(sheet) - 1]["NDC"]
        good = str(right(sheet)["value"])
        assert len(cell) == 11 and sorted(cell) == sorted(good) and cell[-1] == good[-1]
        label = printed(hipkit.Ndc.parse(good))
        assert f"NDC on the label: {label}." in text(sheet)


def test_units_that_are_no_whole_number() -> None:
    for sheet in of_situation("units-not-whole"):
        cell = Fraction(the_table(sheet, "The claim as it was sent")[at_issue(sheet) - 1]["Units"])
        assert cell.denominator > 1 and right(sheet)["value"] == cell.__ceil__()


@pytest.mark.parametrize("situation", ["code-that-ended", "code-that-had-not-begun"])
def test_a_code_of_another_day(situation: str) -> None:
    found = of_situation(situation)
    for sheet in found:
        line = the_table(sheet, "The claim as it was sent")[at_issue(sheet) - 1]
        listed = {row["code"]: row for row in the_table(sheet, "Codes at hand")}
        wrong, good = listed[line["Code"]], listed[str(right(sheet)["value"])]
        if situation == "code-that-ended":
            assert wrong["through"] < line["From"]
        else:
            assert wrong["from"] > line["Through"]
        assert good["from"] <= line["From"] and not (good["through"] < line["Through"])
    assert found


def test_a_text_that_lacks_strength_and_amount() -> None:
    for sheet in of_situation("text-of-an-unclassified-drug"):
        said = re.search(r"Text of line 2 on the claim: ([A-Z ]+)\.", text(sheet))
        assert said and not re.search(r"\d", said[1])
        assert sheet.boxes[2].blank.unit == "mg" and sheet.boxes[2].key.asks == "total_mg"


def test_authorizations_follow_from_the_letter() -> None:
    for sheet in of_situation("no-authorization"):
        assert "the file holds no letter" in text(sheet) and len(sheet.boxes) == 2
    for sheet in of_situation("wrong-number"):
        letter, claim = re.findall(r"SAMPLE-\d{6}", text(sheet))
        assert letter != claim and sorted(letter) == sorted(claim)
        assert right(sheet)["value"] == letter
    for sheet in of_situation("beyond-the-authorization"):
        line = the_table(sheet, "The remittance")[at_issue(sheet) - 1]
        allowed = re.search(r"up to ([\d,]+) units", text(sheet))
        assert allowed
        assert right(sheet)["value"] == dollars(line["Units"]) - dollars(allowed[1]) > 0
        assert dollars(line["Paid"]) * dollars(line["Units"]) == dollars(line["Charge"]) * dollars(allowed[1])
        assert "Payer: HMSA" not in text(sheet)


def test_the_three_things_behind_a_duplicate() -> None:
    for sheet in of_situation("sent-twice"):
        earlier = the_table(sheet, "Earlier remittance")[at_issue(sheet) - 1]
        assert earlier["Paid"] == earlier["Charge"] and right(sheet)["value"] == ()
    for sheet in of_situation("correction-sent-as-new"):
        earlier = the_table(sheet, "Earlier remittance")[at_issue(sheet) - 1]
        assert earlier["Paid"] == "0.00" and "frequency code 1" in text(sheet) and right(sheet)["value"] == ()
    for sheet in of_situation("second-therapy-unmarked"):
        sent = the_table(sheet, "The claim as it was sent")
        first, second = sent[0], sent[at_issue(sheet) - 1]
        assert [first[name] for name in ("Code", "Mod", "From", "Through")] == [
            second[name] for name in ("Code", "Mod", "From", "Through")
        ]
        assert "SH" in right(sheet)["value"] and "No earlier claim" in text(sheet)  # type: ignore[operator]


def test_the_price_the_maximum_and_the_time_limit() -> None:
    for sheet in of_situation("above-the-price"):
        line = the_table(sheet, "The remittance")[0]
        price = re.search(r"is paid at ([\d.,]+) a day", text(sheet))
        assert price and dollars(price[1]) * int(line["Units"]) == dollars(line["Paid"])
    for sheet in of_situation("milligrams-in-units"):
        most = re.search(r"at most ([\d,]+) units", text(sheet))
        billed = the_table(sheet, "The remittance")[at_issue(sheet) - 1]["Units"]
        assert most and right(sheet)["value"] <= dollars(most[1]) < dollars(billed)  # type: ignore[operator]
    for sheet in of_situation("generic-beside-specific"):
        sent = the_table(sheet, "The claim as it was sent")
        assert sent[-1]["Code"] == "S9325" and sent[0]["Code"] == "S9326"


# ---- the file


def test_the_words_are_our_own() -> None:
    """X12 owns the texts of its lists: none of their phrases stands in the file."""
    for phrase in (
        "missing/incomplete/invalid", "claim/service lacks", "exact duplicate", "precertification/",
        "is inconsistent with the modifier", "benefit for this service", "charge exceeds fee schedule",
        "contracted maximum number", "time limit for filing", "strength, or dosage",
        "was invalid on the date", "authorization number is missing, invalid",
    ):  # fmt: skip
        assert phrase not in TEXT.lower(), phrase


def test_at_least_eight_codes_each_with_its_source() -> None:
    found = denials()
    assert len([one for one in found.codes.values() if one.kind != "group"]) >= 8
    for one in (*found.codes.values(), *found.situations.values()):
        assert one.source.id in sources() and one.source.where


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('kind = "CARC"', 'kind = "CARK"', "is no kind"),
        ('number = "PR"', 'number = "CO"', "is there twice"),
        ('cite = "carc-18"', 'cite = "carc-81"', "no source in citations.toml"),
        ('cause = "ndc-zero"', 'cause = "ndc-zeros"', "is none of the causes"),
        ('action = "ask-extension"', 'action = "ask"', "is none of the actions"),
        ('carc = "181"', 'carc = "M20"', "is no CARC"),
        ('rarc = "M119"', 'rarc = "18"', "is no RARC"),
        ('causes = ["ndc-left-out", "ndc-zero", "not-covered"]', 'causes = ["ndc-left-out"]', "at least 3"),
        ('sign = "then the NDC cell', 'signs = "then the NDC cell', "is not a key of cause"),
        ('notice = "CARC', 'notices = "CARC', "is not a key of the top"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(old: str, new: str, reason: str) -> None:
    assert TEXT.count(old) >= 1
    with pytest.raises(DataError, match=r"denials\.toml, line \d+") as caught:
        parse_denials(TEXT.replace(old, new, 1), "denials.toml")
    assert reason in str(caught.value)


def test_a_cause_that_no_situation_uses_is_refused() -> None:
    extra = '\n[[cause]]\nid = "moon"\nwords = "it was full"\nsign = "then it would shine"\n'
    with pytest.raises(DataError, match="no situation uses the cause 'moon'"):
        parse_denials(TEXT + extra, "denials.toml")
