"""The review as a panel: planted errors, filters, claims beside their findings, and files that are none."""

from __future__ import annotations

import datetime
import html
import json
import re
from pathlib import Path

import pytest

from hipkit.formats.review import html as html_page
from hipkit.formats.review.claims import MOST_LINES, ClaimLines, cells_to_mark
from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import Answer
from hipkit.panels.dropped import LARGEST, Dropped
from hipkit.panels.review import run as review_run
from hipkit.panels.review.panel import LISTED, ClaimReview
from hipkit.review.catalogue import rule_of
from hipkit.review.finding import Finding
from hipkit.review.reading.inmemory import MOST_ROWS
from hipkit.review.sample import PLANTED, Planted, sample_bytes
from hipkit.review.table import SetAside
from tests.inputs.edi import EdiRow, edi_rows
from tests.inputs.tables import TableRow, table_rows

TODAY = datetime.date(2026, 11, 24)
PANEL = ClaimReview(lambda: TODAY)
HEAD = "claim_id,line,date_from,date_through,code,units"
ATTACK = '<img src=x onerror="alert(1)">'


def answer(data: bytes | str, name: str = "may.csv", **texts: str) -> Answer:
    """What the panel shows for a file."""
    data = data.encode() if isinstance(data, str) else data
    return PANEL.answer({**PANEL.start, "file": Dropped(name, data).text(), **texts})


def text(found: Answer, part: str) -> str:
    return as_text(found.parts[part])


def rows_found(found: Answer) -> list[tuple[str, str, str]]:
    """Rule, claim and line of each finding that is listed."""
    return re.findall(r"^[!i\u2715] \w+  (HIP[0-9]{3})  (\S+)  (?:([0-9]+)  )?", text(found, "findings"), re.MULTILINE)


def rules_found(**texts: str) -> set[str]:
    """The rules whose findings on the SAMPLE file are listed."""
    return {one[0] for one in rows_found(PANEL.answer(PANEL.example[1] | texts))}


# ---- what is found


def test_every_planted_error_is_found_by_the_rule_that_is_meant_for_it() -> None:
    found = PANEL.answer(PANEL.example[1])
    assert sorted(rows_found(found)) == sorted((one.rule, one.claim_id, one.line) for one in PLANTED)
    assert text(found, "counts").splitlines()[2:5] == ["5 \u2715 errors", "1 ! warning", "1 i note"]


def test_rows_in_are_rows_reviewed_and_rows_set_aside() -> None:
    assert "12 rows in = 11 reviewed + 1 set aside" in text(PANEL.answer(PANEL.example[1]), "counts")


@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: one.rule)
def test_the_cell_that_was_changed_is_marked(planted: Planted) -> None:
    run = review_run.run(PANEL.example[1]["file"], "", "", TODAY)
    assert run is not None
    (one,) = (one for one in run.report.each() if one.rule == planted.rule)
    claim = review_run.claims_of([one], run.reading)[one.claim_id or ""]
    ((row, columns),) = cells_to_mark(one, rule_of(one.rule), claim)
    assert planted.column in columns and len(columns) <= 3
    lines = [*(line["line"] for line in claim.rows), *(line.line for line in claim.aside)]
    assert lines[row] == planted.line


def test_the_page_that_is_saved_marks_the_cells_that_the_tab_marks() -> None:
    run = review_run.run(PANEL.example[1]["file"], "", "", TODAY)
    assert run is not None
    found = [one for one in run.report.each() if rule_of(one.rule).view != "rows"]
    claims = review_run.claims_of(found, run.reading)
    in_tab = {
        (one.claim_id, row, column)
        for one in found
        for row, columns in cells_to_mark(one, rule_of(one.rule), claims[one.claim_id or ""])
        for column in columns
    }
    saved = {
        (claim, int(row), column)
        for claim, body in re.findall(
            r'<section id="claim-[0-9]+".*?aria-label="claim (.*?)">(.*?)</section>',
            html_page.claims(run.report),
            re.DOTALL,
        )
        for row, line in re.findall(r'<tr id="[^"]*" class="hk-r([0-9]+)">(.*?)</tr>', body, re.DOTALL)
        for column in re.findall(r'<span class="hk-k-(\w+)[^"]*"><mark>', line)
    }
    assert saved == in_tab and len(saved) >= len(found)


def test_a_finding_tells_what_was_found_what_instead_and_the_likely_slip() -> None:
    told = text(PANEL.answer(PANEL.example[1]), "findings")
    assert "J2270 x 3720 - expected 372, units of 10 mg for 5 mg/hr" in told
    assert "likely slip: milligrams billed as units" in told
    row = Finding("HIP001", "error", "A", 1, "a row; a date is written so", None, "hipkit")
    assert (row.found, row.expected) == ("a row", "a date is written so")


def test_the_first_finding_shows_its_claim_and_the_page_of_its_rule() -> None:
    told = text(PANEL.answer(PANEL.example[1]), "findings")
    assert "Claim SAMPLE-2\n" in told and "Claim SAMPLE-3\n" not in told
    assert "error units-against-order\n" in told and "ndc-form" not in told
    assert "Wrong\nJ2270 x 3720 for 5 mg/hr, 24 hours a day, 31 days\nRight\nJ2270 x 372\n" in told


def test_a_blank_cell_can_be_marked_too() -> None:
    found = answer(f"{HEAD},charge,payer\nA,1,2021-03-01,2021-03-31,S9326,31,,hmsa\n", select="HIP603")
    assert rows_found(found) == [("HIP603", "A", "1")]
    assert '<span class="hk-k-charge hk-blank"></span>' in found.parts["findings"]


def test_a_cell_is_marked_where_its_text_stands_in_what_was_found() -> None:
    claim = ClaimLines("A", ({"line": "1", "code": "J2270", "units": "37", "ndc": "00074113303"},))
    one = Finding("HIP207", "error", "A", 1, "J2270 for the NDC 00074113303; expected J3010", None, "CMS")
    assert cells_to_mark(one, rule_of("HIP207"), claim) == [(0, ("code", "ndc"))]
    other = Finding("HIP105", "error", "A", 1, "S9326 x 370 on 31 days; expected at most 31", None, "CMS")
    assert cells_to_mark(other, rule_of("HIP105"), claim) == [(0, ("date_from", "date_through", "code", "units"))]


def test_a_row_set_aside_stands_with_its_claim_whatever_blanks_are_around_the_name() -> None:
    found = answer(f"{HEAD}\nA,1,2021-03-01,2021-03-31,S9326,31\n A,2,2021-03-01,2021-03-31,S9326,148x\n")
    assert ("HIP001", "A", "2") in rows_found(found)
    assert "1 claim, 1 to correct" in text(found, "counts") and "148x" in text(found, "findings")


def test_lines_that_a_rule_could_not_judge_stand_there() -> None:
    line = "A,1,2025-03-01,2025-03-31,J2270,3720,00074113303,148.8,ML"
    found = answer(f"{HEAD},ndc,ndc_quantity,ndc_uom\n{line}\n")
    assert "not checked on 1 line: the NDC is not in the tables that come with hipkit" in text(found, "rest")
    assert "2 rules could not judge" in text(found, "counts")


def test_the_rules_that_were_not_run_stand_there_with_their_reason() -> None:
    told = text(answer(f"{HEAD}\nA,1,2021-03-01,2021-03-31,S9326,31\n"), "rest")
    assert "HIP301" in told and "not run: the table has no column ndc" in told


def test_what_is_wrong_around_the_lines_of_an_837p_is_a_finding() -> None:
    row = next(row for row in edi_rows() if row.id == "118a")
    assert row.about == "count"
    found = answer(_bytes(row), "may.837", severity="error")
    assert rows_found(found) == [("HIP002", "-", "")]
    assert "SE01 counts 28 segments" in text(found, "findings")


# ---- rules and filters


def test_select_and_ignore_choose_the_rules_as_the_command_line_does() -> None:
    assert rules_found(select="hip22, HIP3") == {"HIP221", "HIP301", "HIP307"}
    assert rules_found(select="HIP22 HIP3", ignore="HIP30") == {"HIP221"}
    assert rules_found(select="HIP301", ignore="HIP3") == {"HIP301"}


@pytest.mark.parametrize("name", ["select", "ignore"])
def test_rules_that_there_are_not_are_refused_at_their_field_and_nothing_stale_is_shown(name: str) -> None:
    found = PANEL.answer(PANEL.example[1] | {name: "HIP9"})
    assert found.messages[name].kind == "error" and "no rule's code begins so" in found.messages[name].text
    assert found.parts["findings"] == "" and found.files == () and not found.settled
    assert "3720" not in "".join(found.parts.values())


def test_findings_are_filtered_by_severity_and_by_rule() -> None:
    assert rules_found(severity="warning") == {"HIP208"}
    assert rules_found(rule="HIP301") == {"HIP301"}
    both = PANEL.answer(PANEL.example[1] | {"rule": "HIP301", "severity": "warning"})
    assert "No finding of this kind" in text(both, "findings")
    assert "5 \u2715 errors" in text(both, "counts")  # the counts are those of the file


def test_the_rules_that_found_something_can_be_chosen_each_with_its_count() -> None:
    choices = PANEL.answer(PANEL.example[1]).choices["rule"]
    assert choices[0] == ("", "every rule (7)")
    assert ("HIP221", "HIP221 units-against-order (1)") in choices
    # the one that is chosen stays, though another file has nothing of it
    kept = answer(f"{HEAD}\nA,1,2021-03-01,2021-03-31,S9326,31\n", rule="HIP221").choices["rule"]
    assert ("HIP221", "HIP221 units-against-order (0)") in kept


@pytest.mark.parametrize("name", ["severity", "rule", "select", "file"])
@pytest.mark.parametrize("given", [ATTACK, None, 5, ["x"], "HIP999", "\x00"])
def test_a_field_set_to_anything_is_answered(name: str, given: object) -> None:
    found = PANEL.answer({**PANEL.example[1], name: given})
    assert "<img" not in "".join([*found.parts.values(), *(html.escape(one.text) for one in found.messages.values())])


# ---- large files


def test_a_page_lists_a_hundred_findings_and_says_how_many_there_are() -> None:
    lines = "".join(f"C{number},1,2021-03-31,2021-03-01,S9326,1\n" for number in range(LISTED + 50))
    found = answer(f"{HEAD}\n{lines}", select="HIP501")
    assert len(rows_found(found)) == LISTED
    assert "100 of 150 shown; filter, or take the files" in text(found, "findings")
    assert text(found, "counts").splitlines()[2] == "150 \u2715 errors"


def test_the_gravest_are_listed_first() -> None:
    found = PANEL.answer(PANEL.example[1])
    marks = re.findall(r"^([!i\u2715] \w+)  HIP", text(found, "findings"), re.MULTILINE)
    assert marks == ["\u2715 error"] * 5 + ["! warning", "i note"]


def test_of_a_long_claim_the_lines_with_findings_are_shown() -> None:
    lines = "".join(f"A,{number},2021-03-01,2021-03-01,S9326,1\n" for number in range(1, 201))
    bad = "A,500,2021-03-31,2021-03-01,S9326,1\n"
    found = answer(f"{HEAD}\n{lines}{bad}", select="HIP501")
    shown = re.findall(r"<tr class=\"hk-r[0-9]+\"><th scope=\"row\">([0-9]+)<", found.parts["findings"])
    assert len(shown) == MOST_LINES and shown[-1] == "500"
    assert "141 more lines of it are not shown" in text(found, "findings")


def test_a_file_that_is_too_large_is_refused_with_the_command_that_reads_it() -> None:
    told = json.dumps({"name": "year.csv", "size": LARGEST + 1})
    found = PANEL.answer({**PANEL.start, "file": told})
    assert "this page takes 6,000,000; the command line takes larger ones" in found.messages["file"].text
    assert "a smaller file" in found.messages["file"].text


def test_a_small_file_that_expands_to_many_rows_is_refused() -> None:
    import io

    import polars as pl

    line = {"claim_id": "A", "line": 1, "date_from": "2021-03-01", "date_through": "2021-03-01", "code": "S9326"}
    frame = pl.DataFrame(line | {"units": 1.0}).select(pl.all().repeat_by(MOST_ROWS + 1).explode())
    out = io.BytesIO()
    frame.write_parquet(out)
    assert len(out.getvalue()) < 100_000
    assert "it has more than 250,000 rows" in answer(out.getvalue(), "may.parquet").messages["file"].text


# ---- what is no file


@pytest.mark.parametrize(
    ("sent", "phrase"),
    [
        ("{}", "that is no file"),
        ("[" * 100_000, "that is no file"),
        ('{"name": "a.csv", "size": 3, "content": "!!!!"}', "it did not arrive whole"),
        ('{"name": "a.csv", "size": 30, "content": "YWJj"}', "3 of its 30 bytes arrived"),
        ('{"name": "a", "size": 1, "error": "NotReadableError"}', "the browser cannot read it (NotReadableError)"),
        ('{"name": "a.csv", "size": true, "content": "YQ=="}', "that is no file"),
        ('{"name": "a.csv", "size": 1, "content": "YQ==", "path": "/etc/passwd"}', "that is no file"),
        (json.dumps({"name": "x" * 300, "size": 1, "content": "YQ=="}), "that is no file"),
        (Dropped("\ud800.csv", b"a,b\n1,2\n").text(), "its columns"),
    ],
)
def test_what_a_browser_should_not_send_is_no_file(sent: str, phrase: str) -> None:
    found = PANEL.answer({**PANEL.start, "file": sent})
    assert phrase in found.messages["file"].text
    assert "".join(found.parts.values()).encode()


def _bytes(row: TableRow | EdiRow, folder: Path | None = None) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        return Path(row.file(Path(place))).read_bytes()


# Files that only a machine has (a folder, a device, an address), and those beyond what a page takes.
ON_A_PAGE = [
    row
    for row in (*table_rows(), *edi_rows())
    if not getattr(row, "path", "") and row.id not in ("104", "108d", "113", "128")
]


@pytest.mark.parametrize("row", [row for row in ON_A_PAGE if row.outcome == "BLOCK"], ids=lambda row: row.id)
def test_a_bad_file_is_refused_at_the_field_in_one_sentence(row: TableRow | EdiRow) -> None:
    found = answer(_bytes(row), Path(row.name).name)
    message = found.messages["file"]
    assert message.kind == "error" and message.text.isprintable()
    expected = () if row.id == "106e" else row.expect  # the page says it in its own words
    for phrase in expected:
        assert phrase in message.text
    assert found.parts["findings"] == "" and found.files == ()


@pytest.mark.parametrize("row", [row for row in ON_A_PAGE if row.outcome != "BLOCK"], ids=lambda row: row.id)
def test_every_row_of_a_file_is_reviewed_or_set_aside(row: TableRow | EdiRow) -> None:
    found = answer(_bytes(row), Path(row.name).name)
    aside = len(row.aside)
    assert f"= {row.rows:,} reviewed + {aside:,} set aside" in text(found, "counts")
    assert sum(one[0] in ("HIP001", "HIP009") for one in rows_found(found)) == min(aside, LISTED)
    assert found.messages["file"].kind == "ok"


# ---- safe to show, and gone when it is cleared


def test_text_from_a_file_is_shown_as_text() -> None:
    cell = ATTACK.replace('"', '""')
    data = f'{HEAD},payer,description,ndc\n"{cell}",1,2021-03-31,2021-03-01,"{cell}",1,"{cell}","{cell}","{cell}"\n'
    found = answer(data, f"{ATTACK}.csv")
    told = "".join(found.parts.values())
    assert "HIP501" in text(found, "findings")
    assert "<img" not in told and html.escape(ATTACK) in told


def test_what_cannot_be_seen_is_escaped() -> None:
    found = answer(f"{HEAD}\nA\u202e1,1,2021-03-31,2021-03-01,S9326,1\n", select="HIP501,HIP001")
    assert "\u202e" not in "".join(found.parts.values())


def test_nothing_of_a_file_is_kept_when_it_is_cleared() -> None:
    answer(sample_bytes())
    assert review_run._read.cache_info().currsize == 1
    assert PANEL.answer(PANEL.start).files == ()
    assert review_run._read.cache_info().currsize == review_run._run.cache_info().currsize == 0


def test_a_row_set_aside_whose_claim_is_not_known_is_still_a_finding() -> None:
    found = answer(f"{HEAD}\n,1,2021-03-01,2021-03-31,S9326,31\nA,1,2021-03-01,2021-03-31,S9326,31\n", select="HIP001")
    assert "2 rows in = 1 reviewed + 1 set aside" in text(found, "counts")
    assert [one[0] for one in rows_found(found)] == ["HIP001"]


def test_the_right_one_of_several_rows_set_aside_is_marked() -> None:
    aside = tuple(SetAside(number, "A", "1", "units", "it is no number", "x", "row 3 .csv") for number in (3, 13))
    claim = ClaimLines("A", ({"line": "2"},), aside)
    one = Finding(
        "HIP001", "error", "A", 1, 'row 3 .csv, row 13 units "x" was set aside; it is no number', None, "hipkit"
    )
    assert cells_to_mark(one, rule_of("HIP001"), claim) == [(2, ("units",))]


# ---- what is taken along


def test_the_report_is_taken_along_in_four_formats() -> None:
    found = answer(sample_bytes(), "../../May 2021.csv")
    files = {one.name: one.make() for one in found.files}
    assert list(files) == [f"may-2021-review.{end}" for end in ("html", "csv", "xlsx", "json")]
    whole = json.loads(files["may-2021-review.json"])
    assert {one["rule"] for one in whole["findings"]} >= {one.rule for one in PLANTED}
    assert whole["counts"]["rows_in"] == "12" and whole["read"]["file"].startswith("../../May 2021.csv: CSV, 12 rows")
    assert files["may-2021-review.csv"].startswith(b"rule,severity,claim_id,line,message,slip,citation\n")
    assert files["may-2021-review.xlsx"].startswith(b"PK\x03\x04")
    assert files["may-2021-review.html"].startswith(b"<!doctype html>")
