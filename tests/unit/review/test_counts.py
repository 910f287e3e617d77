"""Claims are counted alike everywhere: those to correct are never more than there are, by whatever name they go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hipkit import Continuous, Order, bill, sample_claim
from hipkit.cli import main as cli
from hipkit.formats.claim.x12 import x12_text
from hipkit.formats.forms import REVIEW, by_name
from hipkit.review.run import split as partition
from hipkit.review.run.files import review_files
from hipkit.review.run.report import Report
from tests.helpers.review_lines import TODAY

FORMS = by_name(REVIEW)
HEAD = "claim_id,line,date_from,date_through,code,units"
RIGHT, WRONG = "2021-03-01,2021-03-31,S9326,31", "2021-03-01,2021-03-31,S9326,148x"


def of_csv(path: Path, *rows: str) -> Report:
    file = path / "lines.csv"
    file.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return review_files([file], today=TODAY)


def edi(*replaced: tuple[str, str]) -> str:
    order = Order(
        drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
        start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
    )  # fmt: skip
    text = x12_text(sample_claim(bill(order, "hmsa", "rule-text")))
    for old, new in replaced:
        assert old in text, old
        text = text.replace(old, new)
    return text


def of_edi(path: Path, text: str) -> Report:
    file = path / "lines.837"
    file.write_text(text, encoding="utf-8")
    return review_files([file], today=TODAY)


def check(found: Report, claims: int, wrong: int) -> None:
    assert (found.counts.claims, found.counts.claims_to_correct) == (claims, wrong)
    assert wrong <= claims and len(found.worst) == wrong and all(one.claim_id is not None for one in found.worst)
    page = FORMS["text"].whole(found).decode()
    assert f"{wrong:,} of {claims:,} claim" in page or found.clean


@pytest.mark.parametrize("blank", [" A", "A ", "\u00a0A", " A\u00a0"])
def test_a_claim_is_the_same_with_blanks_around_its_name(tmp_path: Path, blank: str) -> None:
    check(of_csv(tmp_path, f"A,1,{RIGHT}0", f"{blank},2,{WRONG}"), 1, 1)


def test_a_row_without_a_claim_is_no_claim(tmp_path: Path) -> None:
    check(of_csv(tmp_path, f"A,1,{RIGHT}", f",2,{WRONG}", f" ,3,{RIGHT}"), 1, 0)
    check(of_csv(tmp_path, f"A,1,{RIGHT}0", f",2,{WRONG}"), 1, 1)


def test_a_claim_all_of_whose_rows_are_set_aside_is_a_claim(tmp_path: Path) -> None:
    check(of_csv(tmp_path, f"A,1,{RIGHT}0", f"B ,1,{WRONG}", f"B,2,{WRONG}"), 2, 2)


def test_what_is_wrong_with_a_file_is_no_claim(tmp_path: Path) -> None:
    check(of_edi(tmp_path, edi(("SE*29*", "SE*28*"))), 1, 0)
    check(of_edi(tmp_path, edi(("SE*29*", "SE*28*"), ("UN*31*", "UN*310*"))), 1, 1)


def test_a_claim_without_a_line_is_a_claim(tmp_path: Path) -> None:
    empty = edi(("CLM*SAMPLE-1*", "CLM*SAMPLE-0*0***12:B:1*Y*A*Y*Y~CLM*SAMPLE-1*"), ("SE*29*", "SE*30*"))
    check(of_edi(tmp_path, empty), 2, 1)
    check(of_edi(tmp_path, empty.replace("UN*31*", "UN*310*")), 2, 2)


def test_parts_count_as_the_whole_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{'A' if n % 2 else ' A'},{n},{RIGHT}0" for n in range(1, 9)] + [f"B,1,{WRONG}", f"A ,9,{WRONG}"]
    monkeypatch.setitem(partition.ROWS, "polars", 2)
    check(of_csv(tmp_path, *rows), 2, 2)


# ---- lines in minutes


def test_a_line_in_minutes_makes_no_claim_to_correct(tmp_path: Path) -> None:
    line = "LX*3~SV1*HC:00630*450*MJ*45***1~DTP*472*D8*20210301~"
    text = edi(("SE*29*", f"{line}SE*32*"), ("CLM*SAMPLE-1*0*", "CLM*SAMPLE-1*450*"))
    found = of_edi(tmp_path, text)
    check(found, 1, 0)
    (told,) = [one for one in found.each() if one.rule == "HIP009"]
    assert (told.severity, told.claim_id, told.line) == ("info", "SAMPLE-1", 3) and "SV103 is MJ" in told.message
    assert (found.counts.rows_reviewed, found.counts.rows_set_aside) == (2, 1)
    assert not [one for one in found.notices if one.level == "warning"]


def test_it_is_exit_0_by_itself_and_exit_1_with_a_fault(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def told(text: str, *options: str) -> tuple[int, list[str]]:
        (tmp_path / "may.837").write_text(text, encoding="utf-8")
        code = cli.main(["review", str(tmp_path / "may.837"), "--json", *options])
        return code, [one["rule"] for one in json.loads(capfd.readouterr().out)["findings"]]

    minutes = edi(("UN*372*", "MJ*372*"))
    assert told(minutes, "--select", "HIP0") == (0, ["HIP009"])
    assert told(minutes.replace("UN*31*", "XX*31*"), "--select", "HIP0") == (1, ["HIP001", "HIP009"])
    before, _, after = minutes.rpartition("20210301-20210331")
    assert told(f"{before}x{after}", "--select", "HIP0") == (1, ["HIP001"])


@pytest.mark.parametrize(("old", "new"), [("*148.8*ML", "*0148.80*ML"), ("UN*372*", "UN*0372*"), ("LX*2~", "LX*02~")])
def test_zeros_that_say_nothing_are_one_finding_and_the_line_is_reviewed(tmp_path: Path, old: str, new: str) -> None:
    found = of_edi(tmp_path, edi((old, new)))
    check(found, 1, 0)
    assert [one.rule for one in found.each() if one.rule.startswith("HIP0")] == ["HIP007"]
    (row,) = [row for row in found.lines.iter_rows(named=True) if row["code"] == "J2270"]
    assert (row["line"], row["units"], row["ndc_quantity"]) == (2, 372, 148.8)
