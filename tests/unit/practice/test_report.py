"""The trainer's report: counts and exact shares by skill, slip and learner, and every form it has."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest

from hipkit.errors import InputError
from hipkit.formats.bill import json as answers
from hipkit.formats.practice import json as practice_json
from hipkit.formats.practice import text as practice_text
from hipkit.formats.practice.csv import COLUMNS, csv_text
from hipkit.formats.practice.listings import in_short, listings, percent
from hipkit.formats.practice.picture import report_picture, words
from hipkit.formats.practice.report_html import html_text
from hipkit.formats.practice.xlsx import report_bytes
from hipkit.formats.shared.plain import as_text
from hipkit.practice.grading.slips import slips
from hipkit.practice.training import resultfile
from hipkit.practice.training.report import Report, report
from hipkit.practice.training.resultfile import Opened, read_results
from hipkit.practice.training.results import Result, overridden
from hipkit.practice.training.tally import by_alias, by_skill, by_slip, whole

TODAY = datetime.date(2026, 1, 1)
ODD = "<script>alert(1)</script>"


def result(seed: int, skill: str, right: bool, *slips_found: str, alias: str = "blue heron", hints: int = 0) -> Result:
    score = Fraction(4 - hints, 4) if right else Fraction(0)
    given = "372" if right else "371"
    return Result(alias, "1", seed, 1, "a-template", "units", skill, given, "372", right, score, slips_found, hints)


RESULTS = (
    result(1, "units", True),
    result(2, "units", False, "rounded-down"),
    result(3, "units", True, hints=1),
    result(4, "ndc", False, "mg-for-ml", "rounded-down"),
    replace(result(5, "ndc", False), seconds=30),
    replace(result(6, "review", True, alias="grey owl"), seconds=90),
    result(7, "units", False, "rounded-down", alias="grey owl"),
)


def opened(results: tuple[Result, ...] = RESULTS, name: str = "results.csv") -> Opened:
    return read_results(resultfile.csv_text(results), name)


def test_classes_are_summed_each_and_as_a_whole() -> None:
    may, june = replace(opened(), group="May"), replace(opened(RESULTS[:3], "other.csv"), group="June")
    found = report([may, june])
    assert [(one.words, one.asked, one.right) for one, _ in found.classes] == [("May", 7, 3), ("June", 3, 2)]
    assert [skill.name for skill in found.classes[1][1]] == ["units"]
    assert found.total.asked == 10  # the blue heron of June is another than that of May
    assert [one.words for one in found.learners] == ["blue heron, June", "blue heron, May", "grey owl, May"]
    listed = next(one for one in listings(found) if one.id == "class")
    assert [row[:4] for row in listed.rows][:2] == [("May", "", "7", "7"), ("May", "units", "4", "4")]
    assert "By class" in html_text(found, TODAY) and ",June," in csv_text(found)
    assert practice_json.report(found)["classes"][1]["name"] == "June"
    assert report([opened()]).classes == () and [one.id for one in listings(report([opened()]))][2] == "learner"


@pytest.fixture(scope="module")
def found() -> Report:
    odd = (result(8, "units", False, alias=ODD), replace(result(9, "units", True, alias="=1+1"), given="+372"))
    changed = overridden((*RESULTS, *odd), 5, "right", "=a reason, <b>plain</b>")
    edited = resultfile.csv_text((result(20, "waste", False, alias=""),)).replace("371", "370")
    return report([opened(changed), read_results(edited, "other <i>.csv")])


# Counting.


def test_skills_are_counted_in_their_order() -> None:
    tallies = by_skill(RESULTS)
    assert [(one.name, one.right, one.asked, one.share, one.points) for one in tallies] == [
        ("units", 2, 4, Fraction(1, 2), Fraction(7, 4)),
        ("ndc", 0, 2, Fraction(0), Fraction(0)),
        ("review", 1, 1, Fraction(1), Fraction(1)),
    ]
    assert tallies[0].words == "billing units of a drug"
    assert (tallies[0].score, tallies[0].hinted, tallies[0].cases) == (Fraction(7, 16), 1, 4)


def test_shares_are_exact() -> None:
    third = by_skill([result(1, "units", True), result(2, "units", False), result(3, "units", False)])[0]
    assert third.share == third.score == Fraction(1, 3)
    assert whole([]).share == whole([]).score == 0


def test_learners_are_counted_by_alias() -> None:
    tallies = by_alias(RESULTS)
    assert [(one.words, one.right, one.asked, one.cases, one.seconds) for one in tallies] == [
        ("blue heron", 2, 5, 5, 30),
        ("grey owl", 1, 2, 2, 90),
    ]
    assert by_alias([result(1, "units", True, alias="")])[0].words == "(no alias)"
    two_boxes = [replace(RESULTS[4], field=name) for name in ("ndc", "uom")]
    assert (whole(two_boxes).seconds, whole(two_boxes).cases) == (30, 1), "the time of a case, not of its boxes"
    assert whole(RESULTS[:1]).seconds is None


def test_slips_are_counted_named_and_offered() -> None:
    tallies = by_slip(RESULTS, lambda id: slips()[id].name)
    assert [(one.name, one.words, one.named, one.offered, one.learners) for one in tallies] == [
        ("rounded-down", slips()["rounded-down"].name, 2, 1, 2),
        ("mg-for-ml", slips()["mg-for-ml"].name, 0, 1, 1),
    ]
    assert tallies[0].times == 3
    freed = overridden(RESULTS, 2, "right", "x")
    assert by_slip(freed)[0].named == 1, "an answer that a trainer calls right was no slip"


def test_a_skill_and_a_slip_that_hipkit_does_not_know_are_counted_too() -> None:
    found = report([opened((result(1, "a-later-skill", False, "a-later-slip"),))])
    assert [one.name for one in found.skills] == ["a-later-skill"]
    assert [one.words for one in found.slips] == ["a-later-slip"]


def test_overrides_count_as_the_trainer_says_and_are_listed_with_the_grade(found: Report) -> None:
    assert {one.name: one.right for one in found.skills}["ndc"] == 1
    (one,) = found.overrides
    assert (one.file, one.row, one.result.correct, one.result.override) == ("results.csv", 5, False, "right")
    assert sum("overridden by a trainer" in notice.text for notice in found.notices) == 1


def test_a_further_attempt_at_a_case_is_not_counted() -> None:
    again = replace(result(2, "units", True), given="372")
    once, twice = report([opened()]), report([opened((*RESULTS, again))])
    assert twice.total == once.total
    assert [one.level for one in twice.notices] == ["info"] and "1 result of further attempts" in twice.notices[0].text


def test_of_several_files_learners_without_an_alias_stay_apart() -> None:
    files = [opened((result(1, "units", True, alias=""),), name) for name in ("a/one.csv", "b/two.csv")]
    assert [one.words for one in report(files).learners] == ["(no alias) one.csv", "(no alias) two.csv"]
    assert report(files).total.asked == 2
    assert [one.words for one in report(files[:1]).learners] == ["(no alias)"]


def test_each_learner_has_a_tally_by_skill(found: Report) -> None:
    skills = dict(found.learners_skills)
    assert [(one.name, one.asked) for one in skills["grey owl"]] == [("units", 1), ("review", 1)]
    assert sum(one.asked for tallies in skills.values() for one in tallies) == found.total.asked


def test_an_edited_file_is_named_with_the_row(found: Report) -> None:
    assert found.edited and not report([opened()]).edited
    (warning,) = [one.text for one in found.notices if one.level == "warning"]
    assert warning.startswith("other <i>.csv: edited at row 1: ")
    assert all(one.citation.text for one in found.notices)


def test_many_edits_are_said_shortly() -> None:
    text = resultfile.csv_text([result(seed, "units", True) for seed in range(20)]).replace(",372,", ",373,")
    told = [one.text for one in report([read_results(text, "r.csv")]).notices if one.level == "warning"]
    assert len(told) == 6 and told[-1] == "r.csv: edited at 15 more rows"


def test_a_report_wants_files_and_each_once() -> None:
    with pytest.raises(InputError, match="one or more files"):
        report([])
    with pytest.raises(InputError, match="named twice"):
        report([opened(), opened()])


def test_a_report_on_no_results_says_so() -> None:
    found = report([opened(())])
    assert in_short(found) == "no results" and listings(found) == []
    assert "no results" in practice_text.report(found)
    assert practice_json.report(found)["total"]["share"] is None  # type: ignore[index]
    assert html_text(found, TODAY).startswith("<!doctype html>") and report_picture((), ()) == ""


# Its forms.


def test_every_value_of_the_json_is_a_text(found: Report) -> None:
    def walk(value: Any) -> None:
        assert value is None or isinstance(value, (str, bool, list, dict))
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)

    told = json.loads(answers.dumps(practice_json.report(found)))
    walk(told)
    assert list(told) == [
        "read", "notices", "edited", "files", "total", "skills", "slips", "learners", "classes", "overrides",
    ]  # fmt: skip
    assert told["edited"] is True
    assert [(one["name"], one["rows"], one["edited"]) for one in told["files"]] == [
        ("results.csv", "9", False),
        ("other <i>.csv", "1", True),
    ]
    assert told["files"][1]["edits"][0]["row"] == "1"
    units = next(one for one in told["skills"] if one["name"] == "units")
    assert (units["asked"], units["right"], units["share"]) == ("6", "3", "0.5")
    assert (told["total"]["share"], found.total.share) == ("0.5", Fraction(1, 2))
    assert told["overrides"][0]["graded"] == "wrong" and told["overrides"][0]["override"] == "right"
    assert {one["slip"] for one in told["slips"]} == {"rounded-down", "mg-for-ml"}


def test_the_csv_is_one_table_that_no_spreadsheet_runs(found: Report) -> None:
    text = csv_text(found)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    by_table = {name: [row for row in rows if row["table"] == name] for name in ("skill", "slip", "learner", "notice")}
    units = by_table["skill"][0]
    assert (units["skill"], units["asked"], units["right"]) == ("units", "6", "3")
    assert {row["learner"] for row in by_table["learner"]} >= {"blue heron", "'=1+1", ODD}
    assert by_table["notice"][0]["text"].startswith("other <i>.csv: edited at row 1")
    (override,) = [row for row in rows if row["table"] == "override"]
    assert (override["graded"], override["override"]) == ("wrong", "right")
    assert override["reason"] == "'=a reason, <b>plain</b>"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert not any(re.fullmatch(r"\d+/\d+", cell) for row in rows for cell in row.values()), "a day to a spreadsheet"
    assert {name for one in listings(found) for name in one.head} - {"share"} <= set(COLUMNS)


def test_the_workbook_has_a_sheet_a_list_and_numbers_as_numbers(found: Report) -> None:
    data = report_bytes(found)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == [
        "By skill", "By slip", "By learner", "By learner and skill", "Overridden grades", "Notices", "Results 1",
        "Results 2",
    ]  # fmt: skip
    skills = list(book["By skill"].iter_rows(values_only=True))
    assert skills[1][:6] == ("units", "billing units of a drug", 6, 3, "50 %", 2.75)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}, "no formula, no link"
    assert not any(cell.hyperlink for cell in cells)
    assert report_bytes(found) == data


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_the_page_escapes_what_was_typed(found: Report) -> None:
    html = html_text(found, TODAY)
    assert "<script" not in html and "<i>" not in html and "<b>plain" not in html
    assert "&lt;script&gt;" in html and "script" not in _Page(html).tags
    assert html.count("<svg") == 1 and "http://" not in re.sub(r'xmlns(:xlink)?="[^"]+"', "", html)
    text = as_text(html)
    for words_of in ("Practice report", "By skill", "By slip", "edited at row 1", "overridden", "SAMPLE"):
        assert words_of in text
    assert html == html_text(found, TODAY)


def test_the_picture_has_a_title_and_a_text_alternative(found: Report) -> None:
    html = report_picture(found.skills, found.slips)
    said = words(found.skills, found.slips)
    assert 'role="img"' in html and "<title>Right by skill" in html and f"<p>{said.split('.')[0]}" in html
    assert "billing units of a drug 3 of 6" in said and f"{slips()['rounded-down'].name} 3 times" in said
    assert "var(--accent)" in html and "#040506" not in html
    assert "Slips" not in words(found.skills)


def test_a_file_full_of_names_is_counted_in_one_go_and_drawn_small() -> None:
    """20,000 rows of as many learners, skills and slips: no quadratic work, no endless picture."""
    many = tuple(result(i, f"skill-{i}", False, f"slip-{i}", f"again-{i}", alias=f"n{i}") for i in range(20_000))
    found = report([Opened("r.csv", many, tuple(range(1, 20_001)))])
    assert (len(found.skills), len(found.slips), len(found.learners)) == (20_000, 40_000, 20_000)
    assert report_picture(found.skills, found.slips).count("of 1<") <= 20


@pytest.mark.parametrize("width", ["40", "64", "80", "110", "200"])
def test_the_text_keeps_to_its_width(found: Report, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    page = practice_text.report(found)
    assert max(map(len, page.splitlines())) <= min(max(int(width), 64), 110)
    assert "\x1b" not in page and "\ue000" not in page


def test_the_text_says_it_all(found: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    page = practice_text.report(found)
    assert "5 of 10 boxes right (50 %) in 10 cases" in page
    assert re.search(r"units +billing units of a drug +6 +3 +50 % +2\.75", page)
    assert "371 for 372; graded wrong, overridden to right: =a reason" in " ".join(page.split())
    assert "! warning" in page and "edited at row 1" in page
    assert f"{ODD}" in page


def test_a_long_list_is_cut_in_the_terminal_alone() -> None:
    many = tuple(result(seed, "units", False, f"slip-{seed}") for seed in range(40))
    found = report([opened(many)])
    page = practice_text.report(found)
    assert "and 10 more; --format csv, xlsx or html has them all" in page
    assert sum(row["table"] == "slip" for row in csv.DictReader(io.StringIO(csv_text(found)))) == 40


@pytest.mark.parametrize(
    ("share", "text"), [(Fraction(0), "0 %"), (Fraction(1, 3), "33.3 %"), (Fraction(1, 2000), "0.1 %"), (1, "100 %")]
)
def test_percent(share: Fraction, text: str) -> None:
    assert percent(Fraction(share)) == text
