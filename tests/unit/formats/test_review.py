"""The report of a review: what it counts, and the same findings as text, JSON, CSV, XLSX and HTML."""

from __future__ import annotations

import csv
import datetime
import html.parser
import io
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from hipkit.errors import InputError
from hipkit.formats.review import csv as review_table
from hipkit.formats.review import html as review_html
from hipkit.formats.review import json as review_json
from hipkit.formats.review import text as review_text
from hipkit.formats.review import xlsx as review_xlsx
from hipkit.formats.shared.plain import as_text
from hipkit.review.catalogue import rules
from hipkit.review.finding import COLUMNS
from hipkit.review.rule import SEVERITIES
from hipkit.review.run import files as pipeline
from hipkit.review.run import report
from hipkit.review.run import split as partition
from hipkit.review.run.files import Progress, review_files
from hipkit.review.run.report import Report
from tests.helpers.review_tables import clean, many, planted, write_csv, write_parquet
from tests.helpers.sourced import unsourced

TODAY = datetime.date(2026, 1, 1)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on the planted claims."""
    return review_files([write_csv(tmp_path_factory.mktemp("review") / "may.csv", planted())], today=TODAY)


@pytest.fixture(scope="module")
def none(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on a claim with nothing to correct."""
    return review_files([write_csv(tmp_path_factory.mktemp("review") / "clean.csv", clean())], today=TODAY)


def reviewed(path: Path, lines: list[dict[str, str]], **wanted: Any) -> Report:
    return review_files([write_csv(path / "lines.csv", lines)], today=TODAY, **wanted)


def wrong(found: Report) -> list[tuple[str, str | None, int | None]]:
    return [(one.rule, one.claim_id, one.line) for one in found.each() if one.severity != "info"]


# ---- what is counted


def test_what_was_planted_is_found_where_it_is(found: Report) -> None:
    wanted = {("HIP101", "C2", 3), ("HIP221", "C3", 2), ("HIP001", "C4", 2), ("HIP501", "C6", 1)}
    assert wanted <= set(wrong(found))
    assert not any(claim == "C1" for _, claim, _ in wrong(found))


def test_every_row_is_reviewed_or_set_aside(found: Report) -> None:
    counts = found.counts
    assert (counts.rows_in, counts.rows_reviewed, counts.rows_set_aside) == (13, 12, 1)
    assert counts.findings == found.findings.height == sum(counts.by_severity.values())
    assert counts.claims == 7  # the second line of the hostile claim has a name of its own
    assert counts.claims_to_correct == len({claim for _, claim, _ in wrong(found)})


def test_a_clean_claim_has_nothing_to_correct(none: Report) -> None:
    assert none.clean and none.worst == () and wrong(none) == []
    assert none.money is not None and none.money.at_stake == 0


def test_rules_that_could_not_be_run_are_named(tmp_path: Path) -> None:
    some = ["claim_id", "line", "date_from", "date_through", "code", "units"]
    path = write_csv(tmp_path / "few.csv", clean(), some)
    got = review_files([path], today=TODAY)
    left = {one.rule: one.reason for one in got.not_run}
    assert left["HIP102"] == "the table has no column modifiers"
    assert not set(left) & {one.code for one in got.rules}
    assert len(left) + len(got.rules) == len(rules())
    assert got.money is None and got.worst == ()


def test_findings_come_by_claim_line_and_rule(found: Report) -> None:
    keys = [(one.claim_id or "", one.line or 0, one.rule, one.message) for one in found.each()]
    assert keys == sorted(keys)
    grave = [one.severity for one in found.each(gravest_first=True)]
    assert grave == sorted(grave, key=SEVERITIES.index)


# ---- money


def test_money_is_exact_and_a_line_counts_once(found: Report) -> None:
    """The second line of C4 was set aside, so what it charges is not known."""
    at = {(claim, line) for _, claim, line in wrong(found)} - {("C4", 2)}
    assert {("C2", 3), ("C3", 2), ("C6", 1)} <= at
    charge = {"C2": "250.10", "C3": "0.20", "C4": "7.00", "C6": "0.10"}
    assert found.money is not None
    assert found.money.at_stake == sum(Fraction(charge.get(str(claim), "1.00")) for claim, _ in at)
    assert found.money.billed == 2 * 100 + 3 * Fraction("250.10") + 2 * Fraction("0.20") + 7 + 2 + Fraction("0.2")
    assert found.money.lines == len(at)


def test_sums_beyond_64_bits_are_exact(tmp_path: Path) -> None:
    """10,000 charges of a billion dollars less a millionth come to more millionths than 64 bits hold."""
    line = clean(charge="999999999.999999")[1] | {"units": "3720"}
    lines = [line | {"claim_id": f"C{i}"} for i in range(10_000)]
    got = reviewed(tmp_path, lines, select=["HIP2"])
    assert got.money is not None
    assert got.money.billed == got.money.at_stake == 10_000 * Fraction("999999999.999999")
    assert got.money.billed.numerator > 2**63 / 10**6
    one = reviewed(tmp_path, [line | {"line": str(i)} for i in range(1, 10_001)], select=["HIP2"])
    assert one.worst[0].at_stake == got.money.billed


def test_lines_without_a_charge_are_said(tmp_path: Path) -> None:
    lines = [*clean("C1", "10.00"), *clean("C2", ""), *clean("C3", "0.00"), *clean("C4", "-2.50")]
    for line in lines:
        if line["code"] == "J2270":
            line["units"] = "3720"
    got = reviewed(tmp_path, lines)
    assert got.money is not None
    assert (got.money.at_stake, got.money.billed) == (Fraction("5.00"), Fraction("15.00"))  # -2.50 twice: an error
    assert got.money.uncharged == 2
    assert any("without a charge: more may be at stake" in one.text for one in got.notices)


def test_no_money_where_no_line_has_a_charge(tmp_path: Path) -> None:
    assert reviewed(tmp_path, clean(charge="")).money is None
    assert reviewed(tmp_path, clean(charge="0.00")).money is None


def test_the_worst_claim_is_the_first(tmp_path: Path) -> None:
    lines = [*clean("A", "1.00"), *clean("B", "5.00"), *clean("C", "9.00")]
    for line in lines:
        if line["code"] == "J2270":
            line["units"] = "3720"
    lines += [lines[2] | {"line": "3", "code": "S9325"}]  # more errors on B
    got = reviewed(tmp_path, lines)
    assert [one.claim_id for one in got.worst] == ["B", "C", "A"]
    assert [one.errors for one in got.worst] == [sum(c == b for _, c, _ in wrong(got)) for b in "BCA"]
    assert got.worst[0].errors > got.worst[1].errors == got.worst[2].errors == 1
    assert got.worst[0].at_stake == 10


# ---- parts


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_parts_change_nothing(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [*many(300), *planted()[:-2]]
    lines = [line for line in lines if line["units"] != "148,8"] if kind == "parquet" else lines
    write = write_parquet if kind == "parquet" else write_csv
    path = write(tmp_path / f"long.{kind}", lines)
    whole = review_files([path], today=TODAY)
    monkeypatch.setitem(partition.ROWS, "polars", 100)
    told: list[Progress] = []
    parts = review_files([path], today=TODAY, tell=told.append)
    assert len(told) == len(range(0, len(lines), 100)) + 1
    assert told[-1] == Progress(whole.counts.rows_reviewed, whole.counts.rows_reviewed, told[-1].findings)
    assert parts.findings.equals(whole.findings)
    assert (parts.counts, parts.money, parts.worst) == (whole.counts, whole.money, whole.worst)
    assert parts.lines.equals(whole.lines)
    assert {"HIP221", "HIP504"} <= set(whole.counts.by_rule), "rules within a claim, and across those of a patient"


def test_rows_that_are_lost_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def some(lines: Any, count: int) -> Any:
        yield lines.head(1)

    monkeypatch.setattr(pipeline, "split", some)
    with pytest.raises(InputError, match="2 of its rows were read and 1 reviewed"):
        reviewed(tmp_path, clean())


def test_a_page_holds_the_lines_of_so_many_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "CLAIMS_SHOWN", 5)
    got = reviewed(tmp_path, many(40))
    shown = got.lines["claim_id"].unique().to_list()
    assert len(shown) == 5 and set(shown) <= {one.claim_id for one in got.worst}
    page = review_html.html_text(got)
    assert "5 of 40" in page and page.count('class="hk-claim"') == 5


# ---- JSON


def test_json_has_the_keys_that_are_promised(found: Report) -> None:
    answer = json.loads(b"".join(review_json.pieces(found)))
    assert answer == review_json.answer(found)
    assert set(answer) == {
        "read", "notices", "today", "counts", "rules_run", "not_run", "not_checked", "money", "worst_claims",
        "findings",
    }  # fmt: skip
    assert all(set(one) == {*COLUMNS, "sources"} for one in answer["findings"])
    assert unsourced(answer) == [] and all(len(one["sources"]) == 1 for one in answer["findings"])
    assert answer["findings"] == review_json.answer(found)["findings"]
    assert {"rows_in", "rows_reviewed", "rows_set_aside", "by_rule"} <= set(answer["counts"])
    assert all(set(one) == {"rule", "reason"} for one in answer["not_run"])
    assert answer["counts"]["by_rule"] == {
        rule: str(sum(one["rule"] == rule for one in answer["findings"])) for rule in answer["counts"]["by_rule"]
    }
    assert all(one["citation"] for one in answer["findings"])


def test_every_number_of_the_json_is_a_text(found: Report, none: Report) -> None:
    def numbers(value: object) -> list[object]:
        if isinstance(value, dict):
            return [one for part in value.values() for one in numbers(part)]
        if isinstance(value, list):
            return [one for part in value for one in numbers(part)]
        return [value] if isinstance(value, (int, float)) else []

    for one in (found, none):
        assert numbers(json.loads(b"".join(review_json.pieces(one)))) == []
    assert json.loads(b"".join(review_json.pieces(none)))["findings"] == [
        review_json.finding(one) for one in none.each()
    ]


def test_json_without_findings_is_json(tmp_path: Path) -> None:
    got = reviewed(tmp_path, clean(), select=["HIP101"])
    answer = json.loads(b"".join(review_json.pieces(got)))
    assert answer["findings"] == [] and answer["counts"]["by_rule"] == {}


def test_a_slip_is_named_or_null(found: Report) -> None:
    slips = {one["rule"]: one["slip"] for one in review_json.answer(found)["findings"]}  # type: ignore[union-attr]
    assert slips["HIP221"] == "mg-for-units: milligrams billed as units"
    assert slips["HIP101"] is None


# ---- CSV


def table(found: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(review_table.csv_pieces(found)).decode(), newline="")))


def test_csv_has_a_row_a_finding(found: Report) -> None:
    rows = table(found)
    assert list(rows[0]) == list(COLUMNS)
    assert [(one["rule"], one["line"]) for one in rows] == [(one.rule, str(one.line)) for one in found.each()]


def test_no_spreadsheet_runs_the_csv(found: Report) -> None:
    cells = [cell for row in table(found) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert '\'=HYPERLINK("http://x")' in {row["claim_id"] for row in table(found)}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM", "'@SUM"), ("\tx", "'\tx"), ("\rx", "'\rx"),
        ("'=1", "''=1"), ("NA", "NA"), ("a\nb", "a\nb"), ('a "b", c', 'a "b", c'), ("1-1", "1-1"), ("", ""),
        ("a\x1b[2J\x9b\x00", "a\\x1b[2J\\x9b\\x00"),
    ],
)  # fmt: skip
def test_csv_neutralises_what_looks_like_a_formula(found: Report, text: str, written: str) -> None:
    frame = found.findings.head(1).with_columns(claim_id=pl.lit(text), message=pl.lit(text))
    (row,) = csv.DictReader(io.StringIO(review_table.neutral(frame).write_csv(), newline=""))
    assert (row["claim_id"], row["message"]) == (written, written)


def test_csv_comes_in_pieces_with_one_header(found: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = table(found)
    monkeypatch.setattr(review_table, "AT_ONCE", 3)
    assert len(list(review_table.csv_pieces(found))) == -(-found.counts.findings // 3)
    assert table(found) == whole


# ---- XLSX


def test_the_workbook_has_findings_and_summary(found: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(review_xlsx.xlsx_bytes(found)))
    assert book.sheetnames == ["Findings", "Summary"]
    head, *rows = book["Findings"].iter_rows(values_only=True)
    assert list(head) == list(COLUMNS) and len(rows) == found.counts.findings
    assert [row[3] for row in rows] == [one.line for one in found.each()]
    summary = {row[0]: row[1] for row in book["Summary"].iter_rows(min_row=2, values_only=True)}
    assert summary["rows in"] == summary["rows reviewed"] + summary["rows set aside"] == 13
    assert summary["HIP101"] == 1


def test_no_cell_of_the_workbook_is_run(found: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(review_xlsx.xlsx_bytes(found)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    claims = [cell for cell in book["Findings"]["C"] if str(cell.value).startswith("=")]
    assert claims and all(cell.data_type == "s" and cell.quotePrefix for cell in claims)
    assert not any(cell.hyperlink for cell in cells)
    assert not [cell.value for cell in cells if re.search(r"[\x00-\x1f]", str(cell.value))]


def test_the_same_report_gives_the_same_workbook(found: Report) -> None:
    assert review_xlsx.xlsx_bytes(found) == review_xlsx.xlsx_bytes(found)


def test_more_findings_than_a_sheet_has_rows_are_refused(found: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_xlsx, "MOST", 3)
    with pytest.raises(InputError, match="a sheet has 3 rows"):
        review_xlsx.xlsx_bytes(found)


# ---- text


def test_the_text_begins_with_the_gravest_findings(found: Report) -> None:
    lines = review_text.text(found).splitlines()
    assert re.search(r"^C2 +3 HIP101 error +S9325", "\n".join(lines), re.MULTILINE)
    told = [line.split() for line in lines[: lines.index("")]]
    severities = [next(word for word in one if word in ("error", "warning", "info")) for one in told]
    assert severities == sorted(severities, key=SEVERITIES.index)
    assert any("(likely slip: milligrams billed as units)" in line for line in lines)


def test_the_text_tells_rows_rules_claims_and_money(found: Report) -> None:
    page = review_text.text(found)
    assert "13 rows in = 12 reviewed + 1 set aside" in page
    for heading in ("FINDINGS BY RULE", "CLAIMS WITH MOST TO CORRECT", "MONEY AT STAKE", "NOT RUN", "SOURCES"):
        assert heading in page
    assert "the charge of each line that has an error or a warning, once" in " ".join(page.split())


def test_the_text_is_capped_and_says_so(found: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_text, "MOST_LINES", 2)
    lines = review_text.text(found).splitlines()
    assert lines[2] == f"and {found.counts.findings - 2:,} more; see --format csv, or --select and --ignore rules"


def test_nothing_typed_commands_the_terminal(found: Report) -> None:
    page = review_text.text(found)
    assert "\x1b" not in page and "S\\x1b[31mH" in page


def test_a_clean_claim_is_said_to_be_clean(none: Report) -> None:
    page = review_text.text(none)
    assert "1 claim, no error and no warning" in page
    assert "2 rows in = 2 reviewed + 0 set aside" in page


# ---- HTML


class Page(html.parser.HTMLParser):
    """What is in a page: its tags, their attributes, its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[str]:
        return [str(attrs[name]) for _, attrs in self.tags if name in attrs]


@pytest.fixture(scope="module")
def page(found: Report) -> Page:
    return Page(review_html.html_text(found))


def test_the_page_runs_nothing_and_loads_nothing(page: Page) -> None:
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "embed", "link", "form", "base"}
    names = {name for _, attrs in page.tags for name in attrs}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "srcset", "action", "xlink:href"})
    assert all(link.startswith(("#", "https://", "http://")) for link in page.all("href"))
    (policy,) = [attrs["content"] for tag, attrs in page.tags if tag == "meta" and "http-equiv" in attrs]
    assert policy is not None and policy.startswith("default-src 'none'")


def test_what_a_claim_holds_stays_text(found: Report) -> None:
    text = review_html.html_text(found)
    assert "<script" not in text and "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;" in text
    assert "\x1b" not in text and "S\\x1b[31mH" in text


def test_every_link_of_the_page_leads_somewhere(page: Page) -> None:
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    inside = {link.removeprefix("#") for link in page.all("href") if link.startswith("#")}
    assert inside and inside <= set(ids)
    assert {"HIP101", "claim-1", "claim-1-row-1"} <= inside | set(ids)


def test_a_finding_leads_to_its_line_and_its_rule(found: Report) -> None:
    rows = re.findall(r"<tr data-rule=.*?</tr>", review_html.findings(found), re.DOTALL)
    (row,) = [one for one in rows if 'data-rule="HIP101"' in one]
    (anchor,) = re.findall(r'href="#(claim-[0-9]+-row-3)"', row)
    claims = review_html.claims(found)
    (line,) = re.findall(rf'<tr id="{anchor}" .*?</tr>(<tr class="hk-told">.*?</tr>)', claims, re.DOTALL)
    assert 'href="#HIP101"' in line


def test_the_cells_that_the_rule_of_a_finding_names_are_marked(found: Report) -> None:
    (claim,) = re.findall(r"<section [^>]*claim C3.*?</section>", review_html.claims(found), re.DOTALL)
    marked = re.findall(r"<mark>(.*?)</mark>", claim)
    assert "3720" in marked and "25 mg/mL" not in marked
    assert "J2270" not in marked, "code and days only say which line is meant"


def test_the_picture_has_a_text_in_its_place(found: Report, none: Report) -> None:
    picture = review_html.parts(found)["picture"]
    (said,) = re.findall(r'<svg viewBox="0 0 720 [0-9]+" role="img" aria-label="(.*?)">', picture)
    assert said.startswith("By severity: errors ") and "HIP101 1" in said
    assert f"<desc>{said}</desc>" in picture and f"<p>{said}</p>" in picture
    assert none.counts.findings == 0
    assert "Nothing was found: there is nothing to draw." in review_html.parts(none)["picture"]


def test_rules_are_chosen_without_a_script(found: Report) -> None:
    text = review_html.html_text(found)
    radios = [attrs for tag, attrs in Page(text).tags if tag == "input"]
    assert {one["type"] for one in radios} == {"radio"} and len(radios) == len(found.counts.by_rule) + 1
    assert [one["id"] for one in radios if "checked" in one] == ["hk-only-all"]
    for rule in found.counts.by_rule:
        assert f'.hk:has(#hk-only-{rule}:checked) [data-rule]:not([data-rule="{rule}"]){{display:none}}' in text


def test_the_page_is_capped_and_says_so(found: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_html, "MOST_FINDINGS", 2)
    assert f"and {found.counts.findings - 2:,} more; all of them are in the CSV" in review_html.findings(found)


def test_the_parts_say_where_every_row_went(found: Report, none: Report) -> None:
    names = {"summary", "picture", "findings", "worst", "claims", "rules", "rest"}
    assert set(review_html.parts(found)) == set(review_html.parts(none)) == names
    assert "no error and no warning" in as_text(review_html.parts(none)["summary"])
    assert "13 rows in = 12 reviewed + 1 set aside" in as_text(review_html.parts(found)["summary"])


def test_many_rules_are_drawn_as_so_many_bars(found: Report) -> None:
    several = {f"HIP{number}": 1 for number in range(101, 113)} | {f"HIP{number}": 2 for number in range(201, 210)}
    counts = report.Counts(9, 9, 0, 1, 1, {"error": 30, "warning": 0, "info": 0}, several)
    fields = {name: getattr(found, name) for name in found.__dataclass_fields__}
    picture = review_html.parts(Report(**fields | {"counts": counts, "rules": rules()}))["picture"]
    assert " more rules" in picture and picture.count("<rect") <= 3 + 2 * 15
