"""`hipkit review` and `hipkit rules`: what they print and write, how they end, what they refuse."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hipkit import Continuous, Order, bill, sample_claim
from hipkit.claim.table import COLUMNS
from hipkit.formats.claim.x12 import x12_text
from hipkit.formats.claim.xlsx import xlsx_bytes
from hipkit.review.catalogue import rules
from hipkit.review.run import split as partition
from tests.helpers.commands import Run, refused
from tests.helpers.review_tables import clean, many, planted, write_csv, write_parquet
from tests.helpers.sourced import unsourced

FORMATS = ("text", "json", "csv", "xlsx", "html")


@pytest.fixture
def run(run: Run, tmp_path: Path) -> Run:
    """Runs a command line in a folder with a clean claim (clean.csv) and the planted ones (may.csv)."""
    write_csv(tmp_path / "clean.csv", clean())
    write_csv(tmp_path / "may.csv", planted())
    return run


# ---- how it ends


def test_a_clean_claim_ends_with_0_and_findings_with_1(run: Any) -> None:
    assert (run("review clean.csv").code, run("review may.csv").code) == (0, 1)
    assert (run("review clean.csv --json").code, run("review may.csv --json").code) == (0, 1)


def test_notes_alone_are_no_findings_to_correct(run: Any, tmp_path: Path) -> None:
    write_csv(tmp_path / "acme.csv", clean(payer="acme"))
    ran = run("review acme.csv --json")
    assert {one["severity"] for one in ran.json["findings"]} == {"info"}
    assert ran.code == 0


def test_a_warning_alone_ends_with_1(run: Any, tmp_path: Path) -> None:
    write_csv(tmp_path / "to-come.csv", clean(date_from="2031-03-01", date_through="2031-03-31"))
    ran = run("review to-come.csv --select HIP505 --json")
    assert ({one["severity"] for one in ran.json["findings"]}, ran.code) == ({"warning"}, 1)


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_ends_with_1_on_findings(form: str, run: Any) -> None:
    assert run(f"review may.csv --format {form}").code == 1
    assert run(f"review may.csv --format {form} -o out").code == 1
    assert run(f"review clean.csv --format {form} -o out").code == 0


# ---- what it prints


def test_json_is_the_one_object_on_stdout(run: Any) -> None:
    ran = run("review may.csv --json")
    assert ran.err == "" and ran.out.endswith("}\n")
    answer = ran.json
    assert set(answer["counts"]) >= {"rows_in", "rows_reviewed", "rows_set_aside"}
    assert (answer["counts"]["rows_in"], answer["counts"]["rows_reviewed"]) == ("13", "12")
    keys = {"rule", "severity", "claim_id", "line", "message", "slip", "citation", "sources"}
    assert all(set(one) == keys for one in answer["findings"])
    assert {one["severity"] for one in answer["findings"]} <= {"error", "warning", "info"}
    assert answer["read"] == {"file": "may.csv: CSV, 13 rows, 19 columns", "engine": "polars"}
    assert run("review may.csv --format json").bytes == ran.bytes


def test_a_cell_that_cannot_be_read_sets_its_row_aside(run: Any) -> None:
    answer = run("review may.csv --json").json
    (one,) = [one for one in answer["findings"] if one["rule"] == "HIP001"]
    assert (one["severity"], one["claim_id"], one["line"]) == ("error", "C4", "2")
    assert '"148,8"' in one["message"] and answer["counts"]["rows_set_aside"] == "1"


def test_the_page_has_a_line_a_finding_as_linters_have(run: Any) -> None:
    ran = run("review may.csv")
    assert re.search(r"^C2 +3 HIP101 error +S9325 .*; expected ", ran.out, re.MULTILINE)
    assert "13 rows in = 12 reviewed + 1 set aside" in ran.out
    assert ran.err == "" and "\x1b" not in ran.out


@pytest.mark.parametrize("form", ["csv", "xlsx", "html"])
def test_a_form_that_does_not_count_the_rows_has_them_on_stderr(form: str, run: Any) -> None:
    ran = run(f"review may.csv --format {form}")
    assert ran.err.endswith("13 rows in = 12 reviewed + 1 set aside\n")
    assert ran.bytes


def test_csv_xlsx_and_html_hold_the_same_findings(run: Any) -> None:
    found = run("review may.csv --json").json["findings"]
    rows = list(csv.DictReader(io.StringIO(run("review may.csv --format csv").out)))
    assert [(one["rule"], one["line"]) for one in rows] == [(one["rule"], one["line"]) for one in found]
    book = openpyxl.load_workbook(io.BytesIO(run("review may.csv --format xlsx").bytes))
    assert [row[0] for row in book["Findings"].iter_rows(min_row=2, values_only=True)] == [one["rule"] for one in found]
    page = run("review may.csv --format html").out
    assert page.startswith("<!doctype html>") and page.count("<tr data-rule=") == len(found)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_goes_to_a_file(form: str, run: Any, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("what was there before")
    ran = run(f"review may.csv --format {form} -o out")
    assert ran.out.startswith("out: ") and ran.out.endswith("13 rows in = 12 reviewed + 1 set aside\n")
    assert ran.err == "" and (tmp_path / "out").read_bytes() == run(f"review may.csv --format {form}").bytes


def test_with_json_and_a_file_both_are_there(run: Any, tmp_path: Path) -> None:
    ran = run("review may.csv --format html -o page.html --json")
    assert ran.json == run("review may.csv --json").json
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")


# ---- what it reads


def test_rules_are_chosen_by_the_beginning_of_their_codes(run: Any) -> None:
    every = {one["rule"] for one in run("review may.csv --json").json["findings"]}
    assert {"HIP101", "HIP221", "HIP501"} <= every
    some = run("review may.csv --select HIP1 --select HIP5 --ignore HIP101 --json").json
    assert {one["rule"] for one in some["findings"]} == {
        one for one in every if one.startswith(("HIP1", "HIP5")) and one != "HIP101"
    }
    assert "HIP101" not in some["rules_run"] and some["read"]["select"] == "HIP1 HIP5"
    assert run("review may.csv --select hip101,HIP5 --json").code == 1


def test_rules_on_rows_set_aside_alone_look_at_nothing_else(run: Any) -> None:
    answer = run("review may.csv --select HIP001 --json").json
    assert answer["rules_run"] == ["HIP001"] and answer["counts"]["rows_reviewed"] == "12"
    assert [(one["rule"], one["claim_id"], one["line"]) for one in answer["findings"]] == [("HIP001", "C4", "2")]


def test_what_is_wrong_around_the_lines_of_an_837p_is_found(run: Any, order: Order, tmp_path: Path) -> None:
    text = x12_text(sample_claim(bill(order, payer="hmsa", reading="rule-text")))
    (tmp_path / "a.837").write_text(text.replace("GE*1*", "GE*2*"))
    ran = run("review a.837 --json")
    (one,) = [one for one in ran.json["findings"] if one["severity"] == "error"]
    assert one["rule"].startswith("HIP00") and "GE01 counts 2 transactions" in one["message"]
    assert (ran.code, one["line"], ran.json["counts"]["rows_set_aside"]) == (1, None, "0")


def test_rules_without_their_columns_are_named(run: Any, tmp_path: Path) -> None:
    write_csv(tmp_path / "few.csv", clean(), ("claim_id", "line", "date_from", "date_through", "code", "units"))
    ran = run("review few.csv --json")
    left = {one["rule"]: one["reason"] for one in ran.json["not_run"]}
    assert left["HIP102"] == "the table has no column modifiers"
    assert "HIP102" not in ran.json["rules_run"] and "HIP101" in ran.json["rules_run"]
    assert "NOT RUN" in run("review few.csv").out


@pytest.fixture
def order() -> Order:
    return Order(
        drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
        start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
    )  # fmt: skip


def test_all_kinds_of_files_are_read(run: Any, order: Order, tmp_path: Path) -> None:
    made = sample_claim(bill(order, payer="hmsa", reading="rule-text"))
    (tmp_path / "a.837").write_text(x12_text(made))
    (tmp_path / "b.xlsx").write_bytes(xlsx_bytes(made))
    write_parquet(tmp_path / "c.parquet", clean())
    read = {name: run(f"review {name} --json") for name in ("a.837", "b.xlsx", "c.parquet", "clean.csv")}
    assert {name: ran.code for name, ran in read.items()} == dict.fromkeys(read, 0)
    kinds = [re.search(": (.*?), 2 rows", ran.json["read"]["file"]) for ran in read.values()]
    assert [kind[1] for kind in kinds if kind] == ["837P", "XLSX", "Parquet", "CSV"]


def test_several_files_are_one_review(run: Any, tmp_path: Path) -> None:
    write_parquet(tmp_path / "june.parquet", clean("C9"))
    answer = run("review may.csv june.parquet clean.csv --json").json
    assert answer["counts"]["rows_in"] == str(13 + 2 + 2)
    assert [answer["read"][f"file {i}"].partition(":")[0] for i in (1, 2, 3)] == [
        "may.csv",
        "june.parquet",
        "clean.csv",
    ]


def test_a_claim_of_several_files_is_one_claim(run: Any, tmp_path: Path) -> None:
    lines = clean("C7")
    write_csv(tmp_path / "one.csv", [lines[0]])
    write_csv(tmp_path / "two.csv", [lines[0] | {"line": "3", "code": "S9325"}])
    found = run("review one.csv two.csv --select HIP101 --json").json["findings"]
    assert [(one["rule"], one["claim_id"], one["line"]) for one in found] == [("HIP101", "C7", "3")]


def test_a_column_that_one_file_lacks_is_said(run: Any, tmp_path: Path) -> None:
    write_csv(tmp_path / "few.csv", clean("C8"), [one for one in COLUMNS if one != "modifiers"])
    told = [one["text"] for one in run("review clean.csv few.csv --json").json["notices"]]
    assert "few.csv has no column modifiers; its cells there count as not known" in told


def test_duckdb_finds_the_same(run: Any, tmp_path: Path) -> None:
    mine = run("review may.csv --select HIP0 --select HIP10 --select HIP6 --json").json
    theirs = run("review may.csv --engine duckdb --select HIP0 --select HIP10 --select HIP6 --json").json
    assert mine["findings"] == theirs["findings"] and mine["findings"]
    for name in ("counts", "money", "worst_claims", "not_run", "rules_run"):
        assert mine[name] == theirs[name]
    assert theirs["read"]["engine"] == "duckdb"


# ---- what it refuses


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        ("review", "file", "one or more files of claim lines are reviewed"),
        ("review nowhere.csv", "file", "cannot be opened"),
        ("review .", "file", "it is not a plain file"),
        ("review http://example.org/may.csv", "file", "addresses are not opened"),
        ("review /dev/zero", "file", "it is not a plain file"),
        ("review may.csv may.csv", "file", "it is named twice"),
        ("review may.csv ./may.csv", "file", "it is named twice"),
        ("review may.csv --select HIP9", "--select", "no rule's code begins so"),
        ("review may.csv --ignore X", "--ignore", "no rule's code begins so"),
        ("review may.csv --engine pandas", "--engine", "known are polars, duckdb, spark"),
        ("review may.csv --engine polars --engine duckdb", "--engine", "it is given twice"),
        ("review may.csv --master spark://localhost:7077", "--master", "the engine polars has none"),
        ("review may.csv --engine spark", "--engine", "Spark reviews Parquet, and may.csv is CSV"),
        ("review june.parquet --engine spark --master nonsense", "--master", "not the address of a Spark master"),
        ("review may.csv --format pdf", "--format", "known are text, json, csv, xlsx, html"),
        ("review may.csv --format csv --json", "--output", "with --json the answer is JSON"),
        ("review may.csv -o may.csv", "--output", "it is the file that is reviewed"),
        ("review may.csv -o ./clean.csv/x", "--output", "it is a folder, or in one that is not there"),
        ("review may.csv -o nowhere/report.html", "--output", "it is a folder, or in one that is not there"),
        ("review may.csv -o .", "--output", "it is a folder, or in one that is not there"),
        ("review may.csv --resume .", "--resume", "the folder holds something else"),
        ("review may.csv --resume may.csv", "--resume", "the folder cannot be used"),
        ("review may.csv --select", "--select", "its value is missing"),
        ("rules HIP999", "rule", "there is no such rule"),
        ("rules ;", "rule", "there is no such rule"),
        ("rules HIP101 HIP102", "argument", "it came as two values"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(line: str, field: str, reason: str, run: Any, tmp_path: Path) -> None:
    write_parquet(tmp_path / "june.parquet", clean())
    told = refused(run(line))
    assert told.startswith(f"{field}: ") and reason in told


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"claim_id,line\n", "are missing"),
        (b"PK\x03\x04nothing", "damaged"),
        (b"\x1f\x8bgzip", "gzip archive"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"PAR1 nothing", "its name says text (CSV)"),
        (b"\x80\x04pickle", "pickle"),
        ("claim_id,line".encode("utf-16"), "UTF-16"),
        (b"claim_id;line;date_from\n", "divided by semicolons"),
        (b"claim_id,line,date_from,date_through,code,units\n", "no row of a claim"),
        (
            b"claim_id,line,date_from,date_through,code,Units\nC,1,2021-03-01,2021-03-31,S9326,31\n",
            '"Units" is not known',
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, reason: str, run: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(data)
    assert reason in refused(run("review bad.csv --json"))


def test_hostile_names_are_escaped(run: Any) -> None:
    told = refused(run(["review", "a\x1b[2Jb\nc.csv"]))
    assert "a\\x1b[2Jb\\x0ac.csv" in told


def test_a_file_is_written_only_where_the_review_is_done(run: Any, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    refused(run("review nowhere.csv -o out"))
    assert (tmp_path / "out").read_text() == "mine"


def test_a_terminal_shows_no_workbook(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert "a terminal cannot show xlsx" in refused(run("review may.csv --format xlsx"))


@pytest.mark.parametrize("package", ["narwhals", "polars"])
@pytest.mark.parametrize("line", ["review may.csv", "rules"])
def test_what_to_install_is_said(package: str, line: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "may.csv", clean())
    code = f"import sys; sys.modules[{package!r}] = None; from hipkit.cli.main import main; sys.exit(main())"
    ran = subprocess.run([sys.executable, "-c", code, *line.split()], capture_output=True, cwd=tmp_path, text=True)
    if (package, line) == ("polars", "rules"):  # the catalogue needs no tables
        assert ran.returncode == 0
        return
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"it needs the package {package}, which is not installed" in ran.stderr
    assert "pip install 'hipkit[review]'" in ran.stderr and ran.stderr.count("\n") == 1


@pytest.mark.parametrize(("engine", "package"), [("duckdb", "duckdb"), ("spark", "pyspark")])
def test_an_engine_that_is_not_there_is_asked_for_by_its_own_extra(engine: str, package: str, tmp_path: Path) -> None:
    write_parquet(tmp_path / "may.parquet", clean())
    code = f"import sys; sys.modules[{package!r}] = None; from hipkit.cli.main import main; sys.exit(main())"
    line = ["review", "may.parquet", "--engine", engine]
    ran = subprocess.run([sys.executable, "-c", code, *line], capture_output=True, cwd=tmp_path, text=True)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f'--engine: read "{engine}": it needs the package {package}')
    assert f"pip install 'hipkit[{engine}]'" in ran.stderr


def test_the_command_line_loads_no_table_library(tmp_path: Path) -> None:
    code = (
        "import sys; from hipkit.cli.main import main; main(['--version']); "
        "print(*{'narwhals', 'polars', 'pyarrow', 'pandas', 'duckdb', 'pyspark', 'rich.progress'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[1:] == [""]


# ---- progress and resuming


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_on_stderr_where_that_is_a_terminal(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parquet(tmp_path / "long.parquet", many(100))
    monkeypatch.setitem(partition.ROWS, "polars", 50)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    quiet = run("review long.parquet --json")
    assert "200 of 200 rows, " in terminal.getvalue() and " findings" in terminal.getvalue()
    assert quiet.json["counts"]["rows_in"] == "200"


def test_progress_is_nowhere_else(run: Any, tmp_path: Path) -> None:
    assert run("review may.csv --json").err == ""


def test_a_run_is_kept_and_taken_up(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_parquet(tmp_path / "long.parquet", many(100))
    monkeypatch.setitem(partition.ROWS, "polars", 50)
    first = run("review long.parquet --resume run --json").json
    second = run("review long.parquet --resume run --json").json
    assert first["findings"] == second["findings"] and first["counts"] == second["counts"]
    assert "the review is kept in the folder run" in first["notices"][-1]["text"]
    assert "of 4 parts 4 were there" in second["notices"][-1]["text"]
    assert "other rules" in refused(run("review long.parquet --resume run --select HIP1"))


# ---- rules


def test_the_catalogue_lists_every_rule(run: Any) -> None:
    page = run("rules")
    assert page.code == 0 and all(one.code in page.out and one.name in page.out for one in rules())
    answer = run("rules --json").json
    assert [one["code"] for one in answer["rules"]] == [one.code for one in rules()]
    assert set(answer) == {"read", "notices", "rules"}


def test_a_rule_has_its_page(run: Any) -> None:
    told = " ".join(run("rules HIP101").out.split())
    assert "wrong S9325 x 31 and S9326 x 31" in told and "right S9326 x 31 alone" in told
    for words in (
        "error",
        "whichever payer is named, or none; any day of service",
        "claim_id, line, date_from",
        "S9325",
    ):
        assert words in told
    (one,) = run("rules hip101 --json").json["rules"]
    assert set(one) == {
        "code", "name", "severity", "title", "why", "wrong", "right", "needs", "needs_one_of", "payers", "from",
        "through", "citation", "sources",
    }  # fmt: skip
    assert (one["code"], one["payers"], one["from"]) == ("HIP101", None, None)
    assert unsourced(one) == []
    assert "date_from" in one["needs"] and one["needs_one_of"] == [] and one["citation"]


def test_a_rule_says_of_which_columns_it_needs_one(run: Any) -> None:
    assert "code, units; and one of drug, ndc, description" in " ".join(run("rules HIP208").out.split())
    (one,) = run("rules HIP208 --json").json["rules"]
    assert one["needs_one_of"] == ["drug", "ndc", "description"] and "drug" not in one["needs"]


def test_a_rule_of_one_payer_says_so(run: Any) -> None:
    of_one = next(one for one in rules() if one.payers and one.start)
    (told,) = run(f"rules {of_one.code} --json").json["rules"]
    assert (told["payers"], told["from"]) == (list(of_one.payers or ()), str(of_one.start))
    assert f"from {of_one.start}" in run(f"rules {of_one.code}").out


def test_rules_are_listed_by_the_beginning_of_their_codes(run: Any) -> None:
    listed = [one["code"] for one in run("rules HIP1 --json").json["rules"]]
    assert listed == [one.code for one in rules() if one.code.startswith("HIP1")] and len(listed) > 5
