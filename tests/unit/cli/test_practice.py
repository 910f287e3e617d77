"""`hipkit practice`: what it prints and writes, how it ends, what it refuses; and no key before the grade."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.cli import main as cli
from hipkit.order.scenario import read_scenario
from hipkit.practice import making
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.training.resultfile import load_results
from tests.helpers.commands import HIPKIT, Ran, Run, refused
from tests.helpers.sourced import unsourced

SEEDS = [(seed, level) for level in making.LEVELS for seed in range(4)]
# What a learner types: none of it is a crash, and none is right.
TYPED = (
    "", " ", "abc", "1,000", "1,5", "149 mL", "149 bananas", "=1+1", "9" * 10_000, "x" * 10_000, "-5", "1e3", ".5",
    "5.", "NaN", "\u0665", "\u200b5", "5\x00", "\ud800", "\u202e149", "<script>alert(1)</script>", "{7*7}", "$(id)",
    "%s", "1\n2", "MRN 123", "null", "'=1+1",
)  # fmt: skip


def right(seed: int, level: int) -> dict[str, str]:
    """The right answer to each box of a case."""
    case = making.case(seed, level)
    key = making.key(case).boxes
    return {blank.name: answer_text(blank, key[blank.name].right) for blank in case.blanks}


def answered(answers: object, name: str = "answer.json") -> str:
    Path(name).write_text(json.dumps(answers))
    return name


def graded(run: Run, seed: int, level: int, answers: object, more: str = "") -> Ran:
    answered(answers)
    return run(f"practice grade --seed {seed} --level {level} --answer answer.json {more}")


def walk(value: Any) -> None:
    """Every value is a text, true, false or null."""
    assert value is None or isinstance(value, (str, bool, list, dict))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        walk(inner)


# A case.


@pytest.mark.parametrize(("seed", "level"), SEEDS)
def test_a_case_is_one_object_with_nothing_of_the_key(run: Run, seed: int, level: int) -> None:
    ran = run(f"practice case --seed {seed} --level {level} --json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    walk(found)
    assert list(found) == ["read", "notices", "seed", "level", "version", "title", "text", "fields", "order"]
    assert (found["seed"], found["level"], found["version"]) == (str(seed), str(level), making.VERSION)
    assert all(notice["citation"] for notice in found["notices"])
    case = making.case(seed, level)
    assert found["text"] == case.text
    assert [one["name"] for one in found["fields"]] == [one.name for one in case.blanks]
    assert run(f"practice case --seed {seed} --level {level} --json").out == ran.out
    for keyed in making.key(case).boxes.values():
        for secret in (keyed.rule, keyed.pointer, *(stage.step.text for stage in keyed.stages)):
            assert secret not in ran.out and json.dumps(secret)[1:-1] not in ran.out
    assert case.template not in ran.out


def test_the_order_of_a_case_opens_as_a_scenario_and_bills_the_right_answer(run: Run) -> None:
    opened = 0
    for seed in range(30):
        found = json.loads(run(f"practice case --seed {seed} --level 1 --json").out)
        if found["order"] is None:
            continue
        scenario = read_scenario(json.dumps(found["order"]))
        assert scenario == making.case(seed, 1).order
        Path("order.json").write_text(json.dumps(found["order"]))
        opened += 1
    assert opened >= 5


def test_the_page_of_a_case_says_how_to_answer(run: Run) -> None:
    ran = run("practice case --seed 7 --level 2")
    assert (ran.code, ran.err) == (0, "")
    case = making.case(7, 2)
    assert ran.out.startswith("PRACTICE CASE  seed 7, level 2, version 2, SAMPLE\n") and case.title in ran.out
    assert all(blank.name in ran.out for blank in case.blanks)
    assert "hipkit practice grade --seed 7 --level 2 --answer answer.json" in ran.out
    example = re.search(r"\{.*?\}", ran.out, re.S)
    assert example and json.loads(example[0]) == {blank.name: "" for blank in case.blanks}


@pytest.mark.parametrize("width", ["40", "64", "80", "200"])
@pytest.mark.parametrize("level", making.LEVELS)
def test_pages_keep_to_their_width(run: Run, monkeypatch: pytest.MonkeyPatch, level: int, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    answered({})
    for line in (f"case --seed 7 --level {level}", f"grade --seed 7 --level {level} --answer answer.json"):
        page = run(f"practice {line}").out
        assert page and max(map(len, page.splitlines())) <= min(max(int(width), 64), 110)


# A grade.


@pytest.mark.parametrize(("seed", "level"), SEEDS)
def test_right_answers_end_with_0_and_wrong_ones_with_1(run: Run, seed: int, level: int) -> None:
    answers = right(seed, level)
    ran = graded(run, seed, level, answers, "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    walk(found)
    assert (found["correct"], found["score"]) == (True, "1")
    assert all(one["correct"] and one["slip"] is None and one["slips"] == [] for one in found["feedback"])
    assert {one["field"]: one["right"] for one in found["feedback"]} == answers
    name = next(iter(answers))
    ran = graded(run, seed, level, answers | {name: "nonsense"}, "--json")
    assert (ran.code, ran.err) == (1, "")
    found = json.loads(ran.out)
    assert found["correct"] is False and [one["field"] for one in found["feedback"] if not one["correct"]] == [name]
    assert all(one["why"] and one["citation"] for one in found["feedback"]) and unsourced(found) == []


def test_a_grade_has_the_keys_that_are_promised(run: Run) -> None:
    found = json.loads(graded(run, 7, 2, {}, "--json").out)
    assert list(found) == ["read", "notices", "seed", "level", "version", "correct", "score", "feedback"]
    for one in found["feedback"]:
        assert {"field", "correct", "right", "slip", "slips", "why", "citation"} <= set(one)


def test_the_page_of_a_grade_names_the_slip(run: Run) -> None:
    """On some case of level 1, an answer that a slip gives is named with its name, its rule and its source."""
    from hipkit.practice.grading.slips import slip_value, slips

    for seed in range(40):
        case = making.case(seed, 1)
        (blank, keyed), *others = [(one, making.key(case).boxes[one.name]) for one in case.blanks]
        value = slip_value(slips()["rounded-down"], keyed)
        if others or value is None or value == keyed.right:
            continue
        answers = {blank.name: answer_text(blank, value)}
        found = json.loads(graded(run, seed, 1, answers, "--json").out)["feedback"][0]
        if found["slip"] == "rounded-down":
            page = graded(run, seed, 1, answers)
            assert page.code == 1 and slips()["rounded-down"].name in page.out and "! wrong" in page.out
            return
    pytest.fail("no case on which rounding down is named")


@pytest.mark.parametrize("typed", TYPED, ids=[ascii(text[:12]) for text in TYPED])
def test_whatever_is_typed_is_graded(run: Run, typed: str) -> None:
    for seed, level in ((1, 1), (2, 1), (3, 1), (7, 2), (7, 3)):
        names = [blank.name for blank in making.case(seed, level).blanks]
        ran = graded(run, seed, level, dict.fromkeys(names, typed), "--json")
        assert ran.code in (0, 1) and ran.err == ""
        found = json.loads(ran.out)
        assert len(found["feedback"]) == len(names)
        assert all(len(one["given"]) <= 80 and len(one["why"]) < 1500 and one["why"] for one in found["feedback"])
        if typed not in ("1,000",):
            assert not found["correct"]
        page = graded(run, seed, level, dict.fromkeys(names, typed))
        assert page.code == ran.code and page.err == ""
        assert not any(sign in page.out for sign in ("\x00", "\u202e", "\u200b", "\x1b"))


@pytest.mark.parametrize("answers", [{}, {"no such": "1"}, {"": ""}, {"a" * 10_000: "1"}, {"\x1b[31m\ud800": "x"}])
def test_missing_and_unknown_fields_are_graded_wrong(run: Run, answers: dict[str, str]) -> None:
    ran = graded(run, 7, 2, answers, "--json")
    assert (ran.code, ran.err) == (1, "")
    found = json.loads(ran.out)
    assert found["score"] == "0" and all(not one["correct"] for one in found["feedback"])
    assert [one["level"] for one in found["notices"]] == (["warning"] if answers else [])
    assert len(ran.out) < 20_000


@pytest.mark.parametrize(
    "spelling",
    [lambda text: f"  {text}  ", lambda text: text.lower(), lambda text: f"{text}.0" if text.isdigit() else text],
)
def test_the_value_is_graded_not_the_spelling(run: Run, spelling: Callable[[str], str]) -> None:
    for seed, level in ((7, 2), (3, 2), (7, 3)):
        kinds = {blank.name: blank.kind for blank in making.case(seed, level).blanks}
        answers = {
            name: spelling(text) if kinds[name] in ("amount", "units", "code", "uom") else text
            for name, text in right(seed, level).items()
        }
        assert graded(run, seed, level, answers).code == 0


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"{", "not JSON"),
        (b"[]", "not an object"),
        (b'"372"', "not an object"),
        (b"null", "not an object"),
        (b"372", "372 is a bare number"),
        (b'{"units": 372}', "372 is a bare number"),
        (b'{"units": 1e999}', "bare number"),
        (b'{"units": NaN}', "bare number"),
        (b'{"units": null}', "units is not a text"),
        (b'{"units": true}', "units is not a text"),
        (b'{"units": ["372"]}', "units is not a text"),
        (b'{"units": {"a": "b"}}', "units is not a text"),
        (b'{"units": "1", "units": "2"}', "the key units stands twice"),
        (b'{"\x1b": 1}', "not JSON"),
        (b"[" * 10_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b"units=372", "not JSON"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
        ('{"units": "372"}'.encode("utf-16-be"), "not JSON"),
        (b"caf\xe9", "not UTF-8"),
        (b"PK\x03\x04", "a zip or a spreadsheet"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x80\x04\x95pickle", "not UTF-8"),
        (b'{"units": "' + b"9" * 1_000_000 + b'"}', "longer than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_object_of_texts_is_refused(run: Run, data: bytes, why: str) -> None:
    Path("answer.json").write_bytes(data)
    said = refused(run("practice grade --seed 7 --level 1 --answer answer.json --json"))
    assert said.startswith("--answer: ") and why in said


def test_a_byte_order_mark_and_any_name_are_read(run: Run) -> None:
    Path("answer.txt").write_bytes(b"\xef\xbb\xbf" + json.dumps(right(7, 1)).encode())
    assert run("practice grade --seed 7 --level 1 --answer answer.txt").code == 0


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "not a plain file"),
        (".", "not a plain file"),
        ("no.json", "No such file"),
        ("/dev/zero", "not a plain file"),
        ("http://example.org/a.json", "addresses are not opened"),
        ("file:///etc/passwd", "addresses are not opened"),
        ("x" * 5000, "cannot be opened"),
        ("pipe", "not a plain file"),
    ],
)
def test_a_path_that_is_no_plain_file_is_refused(run: Run, path: str, why: str) -> None:
    os.mkfifo("pipe")
    said = refused(run(["practice", "grade", "--seed", "7", "--level", "1", "--answer", path]))
    assert said.startswith("--answer: ") and why in said


# Results.


def test_grades_are_added_to_a_file_of_results(run: Run) -> None:
    for seed, answers in ((7, right(7, 1)), (8, {}), (9, {"=1+1": "=1+1"})):
        ran = graded(run, seed, 1, answers, "--alias '=heron' --results results.csv")
        assert ran.out.endswith("added to results.csv\n")
    found = load_results("results.csv")
    assert not found.edits and {one.alias for one in found.results} == {"=heron"}
    assert [one.seed for one in found.results if one.field == making.case(one.seed, 1).blanks[0].name] == [7, 8, 9]
    assert "'=heron" in Path("results.csv").read_text()


def test_an_alias_may_be_left_out_and_json_stays_one_object(run: Run) -> None:
    ran = graded(run, 7, 1, right(7, 1), "--results results.csv --json")
    assert ran.code == 0 and json.loads(ran.out)["correct"] is True
    assert load_results("results.csv").results[0].alias == ""


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ("--alias heron", "--alias", "a file of results only"),
        ("--results r.csv --alias 'MRN 123'", "--alias", "looks like data of a patient"),
        (f"--results r.csv --alias {'x' * 41}", "--alias", "at most 40"),
        ("--results /dev/full", "--results", "not a plain file"),
        ("--results .", "--results", "not a plain file"),
        ("--results ''", "--results", "not a plain file"),
        ("--results no/such.csv", "--results", "cannot be written"),
        ("--results answer.json", "--results", "no file of practice results"),
        ("--results http://example.org/r.csv", "--results", "addresses"),
    ],
)
def test_what_cannot_be_recorded_is_refused(run: Run, more: str, field: str, why: str) -> None:
    said = refused(graded(run, 7, 1, {}, more))
    assert said.startswith(f"{field}: ") and why in said
    assert os.listdir() == ["answer.json"]


def test_an_edited_file_takes_no_more_results_and_a_bad_answer_leaves_the_file(run: Run) -> None:
    graded(run, 7, 1, {}, "--results r.csv")
    before = Path("r.csv").read_text()
    Path("bad.json").write_text("[]")
    refused(run("practice grade --seed 8 --level 1 --answer bad.json --results r.csv"))
    assert Path("r.csv").read_text() == before
    Path("r.csv").write_text(before.replace("wrong", "right"))
    assert "edited at row 1" in refused(graded(run, 8, 1, {}, "--results r.csv"))


# A set.


@pytest.mark.parametrize("level", making.LEVELS)
def test_a_set_is_printed_without_its_key(run: Run, level: int) -> None:
    ran = run(f"practice set --level {level} --seed 7 --count 3 --json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    walk(found)
    assert len(found["cases"]) == 3 and found["version"] == making.VERSION
    one = found["cases"][1]
    alone = json.loads(run(f"practice case --seed {one['seed']} --level {level} --json").out)
    assert {name: alone[name] for name in one} == one
    page = run(f"practice set --level {level} --seed 7 --count 3")
    assert page.code == 0 and page.out.count("CASE ") == 3 and "HOW TO ANSWER" not in page.out
    for case in (making.case(one["seed"], level) for one in found["cases"]):
        for keyed in making.key(case).boxes.values():
            assert all(stage.step.text not in ran.out + page.out for stage in keyed.stages)


def test_sheet_and_key_are_written_apart(run: Run) -> None:
    ran = run("practice set --level 1 --seed 7 --count 2 --skill units --skill ndc -o sheet.pdf --key key.pdf")
    assert ran.out == "sheet.pdf: sheet, 2 cases\nkey.pdf: answer key, 2 cases\n" and ran.code == 0
    texts = {name: pypdf.PdfReader(name).pages[0].extract_text() for name in ("sheet.pdf", "key.pdf")}
    assert "Practice sheet" in texts["sheet.pdf"] and "Practice answer key" in texts["key.pdf"]
    assert "skills units, ndc" in texts["sheet.pdf"]
    again = run("practice set --level 1 --seed 7 --count 2 --skill units --skill ndc -o again.pdf --json")
    assert len(json.loads(again.out)["cases"]) == 2 and json.loads(again.out)["skills"] == ["units", "ndc"]
    assert Path("again.pdf").read_bytes() == Path("sheet.pdf").read_bytes()


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ("-o a.pdf --key a.pdf", "--key", "the same file"),
        ("-o a.pdf --key ./a.pdf", "--key", "the same file"),
        ("-o no/such.pdf", "--output", "No such file"),
        ("--key no/such.pdf", "--key", "No such file"),
        ("-o .", "--output", "directory"),
        ("--skill counting", "--skill", "known are"),
        ("--skill units --skill units", "--skill", "twice"),
        ("--skill denials", "--skill", "no case of level 1"),
        ("--count 5", "--count", "twice"),
        ("-- units", "argument", "no value"),
    ],
)
def test_a_set_that_is_refused(run: Run, more: str, field: str, why: str) -> None:
    said = refused(run(f"practice set --level 1 --seed 7 --count 2 {more}"))
    assert said.startswith(f"{field}: ") and why in said
    assert os.listdir() == []


# A report.


@pytest.fixture
def results(run: Run) -> str:
    for seed in range(3):
        graded(run, seed, 2, right(seed, 2) if seed else {}, "--alias heron --results results.csv")
    return "results.csv"


def test_a_report_in_each_form(run: Run, results: str) -> None:
    page = run(f"practice report {results}")
    assert page.code == 0 and page.out.startswith("PRACTICE REPORT  results.csv\n")
    told = run(f"practice report {results} --json")
    walk(json.loads(told.out))
    assert run(f"practice report {results} --format json").out == told.out
    assert csv.DictReader(io.StringIO(run(f"practice report {results} --format csv").out)).fieldnames
    assert run(f"practice report {results} --format html").out.startswith("<!doctype html>")
    assert run(f"practice report {results} --format xlsx").bytes.startswith(b"PK\x03\x04")
    assert run(f"practice report {results} --format text").out == page.out


@pytest.mark.parametrize("form", ["text", "json", "csv", "xlsx", "html"])
def test_a_report_in_a_file(run: Run, results: str, form: str) -> None:
    shown = run(f"practice report {results} --format {form}")
    ran = run(f"practice report {results} --format {form} -o report.out")
    assert ran.code == 0 and re.fullmatch(r"report\.out: \d+ of \d+ boxes right \(.* %\) in 3 cases\n", ran.out)
    assert Path("report.out").read_bytes() == shown.bytes
    both = run(f"practice report {results} --format {form} -o report.out --json")
    assert json.loads(both.out)["edited"] is False


def test_a_workbook_of_results_is_reported_as_the_file_is(run: Run, results: str) -> None:
    run(f"practice report {results} --format xlsx -o results.xlsx")
    one, two = (json.loads(run(f"practice report {name} --json").out) for name in (results, "results.xlsx"))
    assert one["skills"] == two["skills"] and not two["edited"]


def test_several_files_make_one_report(run: Run, results: str) -> None:
    graded(run, 9, 1, {}, "--alias owl --results other.csv")
    found = json.loads(run(f"practice report {results} other.csv --json").out)
    assert [one["name"] for one in found["learners"]] == ["heron", "owl"]
    assert [one["name"] for one in found["files"]] == ["results.csv", "other.csv"]


def test_an_edited_file_is_reported_with_exit_code_1(run: Run, results: str) -> None:
    Path(results).write_text(Path(results).read_text().replace(",wrong,0,", ",right,1,", 1))
    for form in ("text", "json", "csv", "xlsx", "html"):
        ran = run(f"practice report {results} --format {form}")
        assert (ran.code, ran.err) == (1, "")
        assert form == "xlsx" or "edited at row 1" in ran.out or '"edited": true' in ran.out
    assert run(f"practice report {results} -o report.txt").code == 1
    said = refused(run(f"practice report {results} --override 1=right --reason x -o new.csv"))
    assert said.startswith("results: ") and "edited at row 1" in said


def test_an_override_writes_a_new_file_with_the_grade_beside_it(run: Run, results: str) -> None:
    before = Path(results).read_text()
    ran = run(f"practice report {results} --override 1=right --reason 'printed badly' -o new.csv")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("new.csv: row 1 overridden to right\n") and "OVERRIDDEN GRADES" in ran.out
    assert Path(results).read_text() == before
    one = load_results("new.csv").results[0]
    assert (one.correct, one.override, one.reason) == (False, "right", "printed badly")
    told = json.loads(run("practice report new.csv --json").out)["overrides"][0]
    assert (told["row"], told["graded"], told["override"], told["reason"]) == ("1", "wrong", "right", "printed badly")
    as_json = run("practice report new.csv --override 2=right --reason 'also bad' -o new.csv --json")
    assert len(json.loads(as_json.out)["overrides"]) == 2
    assert as_json.err == "new.csv: row 2 overridden to right\n"
    assert [one.override for one in load_results("new.csv").results[:3]] == ["right", "right", ""]


@pytest.mark.parametrize(
    ("line", "field", "why"),
    [
        ("", "results", "one or more"),
        ("no.csv", "results", "No such file"),
        ("answer.json", "results", "no file of practice results"),
        ("{r} {r}", "results", "named twice"),
        ("{r} --format docx", "--format", "known are text"),
        ("{r} --format csv --json", "--output", "with --json"),
        ("{r} --reason x", "--reason", "goes with --override"),
        ("{r} --override 1=right -o n.csv", "--reason", "needed"),
        ("{r} --override 1=right --reason x", "--output", "go to a file"),
        ("{r} --override 1 --reason x -o n.csv", "--override", "equals sign"),
        ("{r} --override 1=maybe --reason x -o n.csv", "--override", "right or wrong"),
        ("{r} --override 99=right --reason x -o n.csv", "--override", "from 1 to"),
        ("{r} --override x=right --reason x -o n.csv", "--override", "not a number"),
        ("{r} --override 1=wrong --reason x -o n.csv", "--override", "as it is"),
        ("{r} --override 1=right --reason 'MRN 123' -o n.csv", "--reason", "patient"),
        ("{r} --override 1=right --override 2=right --reason x -o n.csv", "--override", "twice"),
        ("{r} answer.json --override 1=right --reason x -o n.csv", "results", "name one"),
        ("--override 1=right --reason x -o n.csv", "results", "name one"),
        ("{r} --override 1=right --reason x -o no/n.csv", "--output", "No such file"),
        ("{r} --override 1=right --reason x -o .", "--output", "not a plain file"),
        ("{r} -o no/report.txt", "--output", "No such file"),
        ("/dev/zero", "results", "not a plain file"),
        ("{r} --nonsense", "option", "hipkit practice report has no option"),
    ],
)
def test_a_report_that_is_refused(run: Run, results: str, line: str, field: str, why: str) -> None:
    before = Path(results).read_text()
    said = refused(run(f"practice report {line.format(r=results)}"))
    assert said.startswith(f"{field}: ") and why in said
    assert Path(results).read_text() == before and not Path("n.csv").exists()


def test_a_terminal_is_not_flooded_with_bytes(run: Run, results: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert refused(run(f"practice report {results} --format xlsx")).startswith("--output: ")
    assert run(f"practice report {results} --format xlsx -o report.xlsx").code == 0


# The words of the command line, one below the other.


def test_alone_it_shows_its_help(run: Run) -> None:
    bare = run("practice")
    assert (bare.code, bare.err) == (0, "")
    assert all(name in bare.out for name in ("case", "grade", "set", "report"))
    assert run("practice --help").out == run("practice -h").out == bare.out
    assert "practice" in run("").out
    for name, option in (("case", "--level"), ("grade", "--answer"), ("set", "--key"), ("report", "--override")):
        ran = run(f"practice {name} --help")
        assert (ran.code, ran.err) == (0, "") and option in ran.out and f"hipkit practice {name}" in ran.out


@pytest.mark.parametrize(
    ("line", "field", "more"),
    [
        ("practice cases", "command", "hipkit practice case"),
        ("practice nonsense", "command", "there are case, grade, set, report"),
        ("practise", "command", "hipkit practice"),
        ("practice --json", "option", "hipkit practice has no option"),
        ("practice --version", "option", "hipkit practice has no option"),
        ("practice --seed 7 case", "option", "hipkit practice has no option"),
        ("practice case case", "argument", "hipkit practice case takes no value"),
        ("practice case", "--seed", "needed"),
        ("practice case --seed 7", "--level", "needed"),
        ("practice case --level 1", "--seed", "needed"),
        ("practice case --seed", "--seed", "hipkit practice case --seed NUMBER"),
        ("practice case --seed --level 1", "--seed", "its value is missing"),
        ("practice case --seed 7 --level 1 --seed 8", "--seed", "twice"),
        ("practice case --seed 7 --level 1 --json=yes", "--json", "takes no value"),
        ("practice case --seed 7 --levle 1", "option", "--level"),
        ("practice case --seed 7 --level 4", "--level", "from 1 to 3"),
        ("practice case --seed 7 --level 1.5", "--level", "from 1 to 3"),
        ("practice case --seed -7 --level 1", "--seed", "no sign"),
        ("practice case --seed 1e3 --level 1", "--seed", "exponent"),
        ("practice case --seed 1000000000 --level 1", "--seed", "at most 9 are read"),
        ("practice case --seed 7 mg --level 1", "--seed", "quotes"),
        ("practice case --seed '' --level 1", "--seed", "needed"),
        ("practice case --seed abc --level 1", "--seed", "not a number"),
        ("practice grade --seed 7 --level 1", "--answer", "needed"),
        ("practice grade --answer a.json", "--seed", "needed"),
        ("practice grade --seed 7 --level 1 --answer a.json --answer b.json", "--answer", "twice"),
        ("practice grade --seed 7 --level 1 --answer", "--answer", "its value is missing"),
        ("practice set --level 1 --seed 7", "--count", "needed"),
        ("practice set --level 1 --seed 7 --count 101", "--count", "from 1 to 100"),
        ("practice report", "results", "one or more"),
    ],
)
def test_what_is_refused_is_one_line_that_names_the_field(run: Run, line: str, field: str, more: str) -> None:
    said = refused(run(line))
    assert said.startswith(f"{field}: ") and more in said


_WORDS = """case grade set report --seed 7 --level 1 --answer --alias --results --count --skill units --key --override
    --reason --format json --json -- - -h=1"""
_TOKENS = st.one_of(st.sampled_from(_WORDS.split()), st.text(st.characters(), max_size=8))


@settings(max_examples=150, deadline=None)
@given(args=st.lists(_TOKENS, max_size=8))
def test_no_command_line_ends_in_a_traceback(args: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(tmp_path_factory.mktemp("any")),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = cli.main(["practice", *args])
    assert code in (0, 1, 2)
    assert "mistake of hipkit" not in err.getvalue() and "Traceback" not in err.getvalue()
    if code == 2:
        refused(Ran(code, out.getvalue().encode(), err.getvalue().encode("utf-8", "backslashreplace")))


def test_in_a_plain_locale_and_any_hash_seed_the_bytes_are_the_same(run: Run, results: str) -> None:
    for line in ("practice case --seed 7 --level 3", f"practice report {results} --format html", "practice --help"):
        told = set()
        for seed, locale in (("0", "C"), ("1", "C.UTF-8")):
            environment = {**os.environ, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONUTF8": "0", "COLUMNS": "80"}
            done = subprocess.run([*HIPKIT, *line.split()], capture_output=True, env=environment, check=True)
            told.add(done.stdout if "--help" not in line else b"")
        assert len(told) == 1


def test_a_case_for_machines_loads_nothing_heavy() -> None:
    heavy = ("rich", "pandas", "numpy", "ipywidgets", "matplotlib", "fpdf", "xlsxwriter", "openpyxl", "asyncio")
    code = (
        f"import sys; from hipkit.cli.main import main; "
        f"main(sys.argv[1:]); print([m for m in {heavy} if m in sys.modules])"
    )
    for line in ("practice case --seed 7 --level 1 --json", "--version"):
        ran = subprocess.run([sys.executable, "-c", code, *line.split()], capture_output=True, text=True, check=True)
        assert ran.stdout.endswith("[]\n")


def test_practice_is_not_loaded_until_it_is_asked_for() -> None:
    code = "import sys, hipkit.cli.main; print([m for m in sys.modules if m.startswith('hipkit.practice')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# What was read since a version was made.


def test_beside_a_case_on_discarded_drug_stands_what_medicare_asks_since(run: Run) -> None:
    for seed, told in ((29, 1), (7, 0)):
        ran = run(f"practice case --seed {seed} --level 1 --json")
        found = [one for one in json.loads(ran.out)["notices"] if "JW and JZ" in one["text"]]
        assert len(found) == told
        assert all("From 2025-01-01" in one["text"] and one["citation"] for one in found)
        assert ("2025-01-01" in run(f"practice case --seed {seed} --level 1").out) == bool(told)
    made = json.loads(run("practice set --seed 1 --level 1 --count 9 --skill waste --json").out)
    assert len([one for one in made["notices"] if "JW and JZ" in one["text"]]) == 1
    assert "JW and JZ" not in "".join(case["text"] for case in made["cases"])


def test_a_grade_has_the_notice_of_its_case(run: Run, tmp_path: Path) -> None:
    boxes = making.key(making.case(29, 1)).boxes
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({name: str(keyed.right) for name, keyed in boxes.items()}), encoding="utf-8")
    ran = run(f"practice grade --seed 29 --level 1 --answer {path} --json")
    assert ran.code == 0
    assert [one["text"].startswith("a case of version 1") for one in json.loads(ran.out)["notices"]] == [True]
