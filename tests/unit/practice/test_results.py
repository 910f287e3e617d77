"""Results of practice: what is kept of a grade, the file with its checks, and every way in which a file is edited."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.errors import InputError, unseen
from hipkit.formats.practice.xlsx import open_results, report_bytes, results_bytes, results_in
from hipkit.practice import making
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.grading.grade import grade
from hipkit.practice.training.report import report
from hipkit.practice.training.resultfile import (
    COLUMNS,
    MOST_ROWS,
    TRIED,
    Opened,
    csv_text,
    load_results,
    read_results,
    results_so_far,
    save_results,
    table,
)
from hipkit.practice.training.results import (
    NOT_KEPT,
    Result,
    first_attempts,
    kept,
    named,
    overridden,
    read_alias,
    read_reason,
    results_of,
)
from hipkit.practice.training.tally import by_slip
from hipkit.values.spreadsheet import neutral, plain
from hipkit.values.strict import looks_like_a_patient


def result(**more: object) -> Result:
    """A result of a box, with what a test is about put in."""
    plain_one = Result(
        "blue heron", "1", 7, 1, "drug-units", "units", "units", "371", "372", False, Fraction(0), ("rounded-down",)
    )
    return replace(plain_one, **more)  # type: ignore[arg-type]


FOUR = (
    result(),
    result(seed=8, given="372", correct=True, score=Fraction(3, 4), slips=(), hints=1, seconds=61),
    result(seed=9, alias="", given="=1+1", slips=("mg-for-units", "ml-for-units")),
    result(seed=10, given="00074113303", right="00074113303", field="ndc", correct=True, score=Fraction(1), slips=()),
)
TEXT = csv_text(FOUR)


def lines(text: str = TEXT) -> list[str]:
    return text.splitlines()


def joined(rows: list[str]) -> str:
    return "\n".join(rows) + "\n"


# What is kept of a grade.


def test_a_grade_gives_one_result_a_box() -> None:
    case = making.case(1, 2)
    key = making.key(case).boxes
    answers = {blank.name: answer_text(blank, key[blank.name].right) for blank in case.blanks}
    first = case.blanks[0].name
    found = results_of(grade(case, answers, {first: 1}), "blue heron", {first: 1}, 42)
    assert [one.field for one in found] == [blank.name for blank in case.blanks]
    assert all(one.correct and one.right == one.given and one.seconds == 42 for one in found)
    assert [one.score for one in found] == [Fraction(3, 4)] + [Fraction(1)] * (len(found) - 1)
    assert {(one.seed, one.level, one.version, one.template) for one in found} == {
        (1, 2, making.VERSION, case.template)
    }
    assert [one.skill for one in found] == [blank.skill for blank in case.blanks]
    assert sum((one.score for one in found), Fraction(0)) / len(found) == grade(case, answers, {first: 1}).score


def test_a_wrong_answer_scores_nothing_and_keeps_its_slips() -> None:
    case = making.case(1, 2)
    found = results_of(grade(case, {}))
    assert all((one.correct, one.score, one.given, one.alias, one.seconds) == (False, 0, "", "", None) for one in found)


@pytest.mark.parametrize("typed", ["patient 7", "MRN 123", "born 1950", "123-45-6789", "1EG4-TE5-MK73"])
def test_an_answer_that_may_name_a_patient_is_not_kept(typed: str) -> None:
    assert kept(typed) == NOT_KEPT


@given(st.text())
def test_what_is_kept_of_an_answer_is_one_short_line_without_a_patient(typed: str) -> None:
    found = kept(typed)
    assert len(found) <= 80 and not any(map(unseen, found))
    assert found == NOT_KEPT or not looks_like_a_patient(typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("x" * 41, "at most 40"),
        ("MRN 123", "patient"),
        ("123-45-6789", "patient"),
        ("a\nb", "U+000A"),
        ("\u202eab", "U+202E"),
        (7, "not read here"),
    ],
)
def test_an_alias_that_is_refused(typed: object, why: str) -> None:
    with pytest.raises(InputError, match=re.escape(why)) as caught:
        read_alias(typed)
    assert caught.value.field == "alias"


@pytest.mark.parametrize(("typed", "read"), [(None, ""), ("", ""), (" Zo\u00eb ", "Zo\u00eb"), ("=1+1", "=1+1")])
def test_an_alias_that_is_read(typed: object, read: str) -> None:
    assert read_alias(typed) == read
    assert {one.alias for one in named(FOUR, typed)} == {read}


def test_only_the_first_attempt_of_a_learner_at_a_case_is_counted() -> None:
    again = result(given="372", correct=True, score=Fraction(1), slips=())
    other = replace(again, alias="grey owl")
    assert first_attempts([*FOUR, again, other]) == (*FOUR, other)


# A trainer's override.


def test_an_override_leaves_the_grade_as_it_was_beside_it() -> None:
    changed = overridden(FOUR, "1", "right", " the label was printed badly ")
    assert changed[0] == replace(FOUR[0], override="right", reason="the label was printed badly")
    assert (changed[0].correct, changed[0].score) == (False, 0)
    assert (changed[0].counts_right, changed[0].points) == (True, 1)
    assert changed[1:] == FOUR[1:]
    wrong = overridden(FOUR, 2, "wrong", "copied")[1]
    assert (wrong.correct, wrong.score, wrong.counts_right, wrong.points) == (True, Fraction(3, 4), False, 0)
    assert read_results(csv_text(changed)).results == changed


@pytest.mark.parametrize(
    ("row", "to", "reason", "field", "why"),
    [
        ("0", "right", "x", "override", "from 1 to 4"),
        ("5", "right", "x", "override", "from 1 to 4"),
        ("1.5", "right", "x", "override", "whole number"),
        ("", "right", "x", "override", "nothing was typed"),
        ("1", "maybe", "x", "override", "right or wrong"),
        ("1", "wrong", "x", "override", "graded wrong as it is"),
        ("2", "right", "x", "override", "graded right as it is"),
        ("1", "right", "", "reason", "nothing was typed"),
        ("1", "right", None, "reason", "nothing was given"),
        ("1", "right", "MRN 123", "reason", "patient"),
        ("1", "right", "x" * 201, "reason", "at most 200"),
        ("1", "right", "a\x00b", "reason", "U+0000"),
    ],
)
def test_an_override_that_is_refused(row: str, to: str, reason: str | None, field: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        overridden(FOUR, row, to, reason)
    assert caught.value.field == field and why in caught.value.reason


def test_an_override_is_not_overridden_and_nothing_is_in_an_empty_file() -> None:
    once = overridden(FOUR, 1, "right", "the label was printed badly")
    with pytest.raises(InputError, match=r"overridden before \(right: the label was printed badly\)"):
        overridden(once, 1, "wrong", "I was wrong")
    with pytest.raises(InputError, match="no results"):
        overridden((), 1, "right", "x")


# The file and back.

_NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
_TEXTS = st.text(max_size=300).map(kept)


def _readable(reader: object) -> st.SearchStrategy[str]:
    def read(text: str) -> str | None:
        try:
            return reader(text)  # type: ignore[operator,no-any-return]
        except InputError:
            return None

    seen = st.characters(exclude_categories=("C", "Z"))
    inside = st.text(seen | st.just(" "), min_size=1, max_size=36).map(lambda text: f"x{text}x")
    return inside.map(read).filter(lambda text: text is not None)  # type: ignore[return-value]


@st.composite
def results(draw: st.DrawFn) -> Result:
    override = draw(st.sampled_from(["", "right", "wrong"]))
    reason = draw(_readable(read_reason)) if override else ""
    return Result(
        alias=draw(_readable(read_alias)),
        version="1",
        seed=draw(st.integers(0, 999_999_999)),
        level=draw(st.integers(1, 3)),
        template=draw(_NAMES),
        field=draw(_NAMES),
        skill=draw(_NAMES),
        given=draw(_TEXTS),
        right=draw(_TEXTS),
        correct=draw(st.booleans()),
        score=Fraction(draw(st.integers(0, 4)), 4),
        slips=tuple(draw(st.lists(_NAMES, max_size=4))),
        hints=draw(st.integers(0, 4)),
        seconds=draw(st.none() | st.integers(0, 9_999_999)),
        override=override,
        reason=reason,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(results(), max_size=5))
def test_what_is_written_is_read_back_equal_and_unedited(rows: list[Result]) -> None:
    found = read_results(csv_text(rows))
    assert (found.results, found.edits) == (tuple(rows), ())
    assert found.rows == tuple(range(1, len(rows) + 1))


@settings(max_examples=8, deadline=None)
@given(rows=st.lists(results(), max_size=3))
def test_the_same_through_a_workbook(rows: list[Result], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("book") / "results.xlsx"
    path.write_bytes(results_bytes(rows))
    found = open_results(path)
    assert (found.results, found.edits) == (tuple(rows), ())


@given(st.text(alphabet="'=+-@\t\r\nab", max_size=6))
def test_text_made_neutral_is_read_back(text: str) -> None:
    assert plain(neutral(text)) == text
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_no_cell_begins_as_a_formula_does() -> None:
    rows = [result(alias="=cmd", given="+1", right="-1", override="right", reason="@SUM(A1)")]
    cells = [cell for row in csv.reader(io.StringIO(csv_text(rows))) for cell in row]
    assert {"'=cmd", "'+1", "'-1", "'@SUM(A1)"} <= set(cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_the_file_is_a_table_that_a_person_can_read() -> None:
    rows = list(csv.DictReader(io.StringIO(TEXT)))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1] | {"check": ""} == {
        "row": "2", "alias": "blue heron", "version": "1", "seed": "8", "level": "1", "template": "drug-units",
        "field": "units", "skill": "units", "given": "372", "right": "372", "correct": "right", "score": "0.75",
        "slip": "", "hints": "1", "seconds": "61", "override": "", "reason": "", "check": "",
    }  # fmt: skip
    assert rows[2]["slip"] == "mg-for-units ml-for-units"
    assert (rows[-1]["row"], rows[-1]["alias"]) == ("end", "4")
    assert all(re.fullmatch("[a-p]{12}", row["check"]) for row in rows[:-1]), "letters, never read as a number"
    assert re.fullmatch("[a-p]{32}", rows[-1]["check"])
    assert TEXT.isascii() and "\r" not in TEXT


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "\ufeff" + TEXT,
        TEXT + "\n\n",
        TEXT + ",,,,,\n",
        TEXT.rstrip("\n"),
        TEXT.replace("blue heron", '"blue heron"'),
        TEXT.replace("'=1+1", "=1+1"),
    ],
    ids=["CRLF", "CR", "BOM", "blank lines", "empty cells", "no last newline", "quotes", "apostrophe off"],
)
def test_what_a_program_does_to_a_file_without_changing_a_cell_is_no_edit(changed: str) -> None:
    assert read_results(changed).edits == ()
    assert read_results(changed).results == FOUR


# Edited files: each says so, and none is a crash.


def _first_edit(text: str) -> int:
    found = read_results(text)
    assert found.edits, "an edit that does not show"
    return found.edits[0].row


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_that_was_changed_shows_at_its_row(column: str) -> None:
    rows = list(csv.reader(io.StringIO(TEXT)))
    at = COLUMNS.index(column)
    for number in (1, 2, 3, 4):
        for new in ("9", "x", "right", "", "=1", "1" * 300):
            changed = [list(row) for row in rows]
            if changed[number][at] == new:
                continue
            changed[number][at] = new
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(changed)
            assert _first_edit(out.getvalue()) == number


@pytest.mark.parametrize(
    ("changed", "row"),
    [
        (joined([*lines()[:2], *lines()[3:]]), 2),  # a row taken out
        (joined([*lines()[:4], lines()[5]]), 4),  # the last one taken out
        (joined([lines()[0], lines()[2], lines()[1], *lines()[3:]]), 1),  # two in another order
        (joined([*lines()[:3], lines()[2], *lines()[3:]]), 3),  # one twice
        (joined([*lines()[:3], "", *lines()[3:]]), 3),  # an empty line
        (joined(lines()[:-1]), 5),  # the end missing
        (joined([*lines(), lines()[1]]), 6),  # something behind the end
        (joined([*lines()[:2], "a,b", *lines()[2:]]), 2),  # a line of another table
        (joined([*lines()[:2], '"' + lines()[2], *lines()[3:]]), 2),  # a lone quotation mark
        (joined([*lines()[:2], lines()[2] + ",x", *lines()[3:]]), 2),  # a cell too many
        (joined([*lines()[:2], lines()[2].replace("372", "3\x0072"), *lines()[3:]]), 2),  # NUL
        (joined([lines()[0], "end,0" + "," * 15 + "," + "a" * 32]), 1),  # an end of one's own
        (TEXT.replace("end,4", "end,5"), 5),
        (TEXT.replace("00074113303", "74113303"), 4),  # what a spreadsheet does to an NDC
        (TEXT.replace("0.75", "3/4"), 2),  # ... and to a share
        (TEXT.replace(",7,1,", ",07,1,"), 1),
    ],
)
def test_an_edit_shows_at_its_row(changed: str, row: int) -> None:
    assert changed != TEXT
    assert _first_edit(changed) == row


def test_a_damaged_line_spoils_itself_alone() -> None:
    found = read_results(joined([*lines()[:2], '"' + lines()[2], *lines()[3:]]))
    assert found.results == (FOUR[0], *FOUR[2:]) and found.rows == (1, 3, 4)
    assert "not counted" in found.edits[0].why


def test_a_row_with_a_check_of_ones_own_shows_at_the_next() -> None:
    forged = lines(csv_text([replace(FOUR[0], given="372", correct=True, score=Fraction(1)), *FOUR[1:]]))
    assert _first_edit(joined([lines()[0], forged[1], *lines()[2:]])) == 2


@pytest.mark.parametrize(
    "new", [b"0", b"x", b",", b'"', b"'", b"=", b"\n", b"\r", b"\t", b"\0", b" ", b"\xff", b"\xc3"]
)
def test_one_byte_changed_put_in_or_taken_out_shows_or_changes_nothing(new: bytes) -> None:
    """Each byte of a file in turn: an InputError, an edit that shows, or the very same results."""
    data = TEXT.encode()
    for at in range(len(data)):
        for changed in (data[:at] + new + data[at + 1 :], data[:at] + new + data[at:], data[:at] + data[at + 1 :]):
            try:
                found = read_results(changed.decode())
            except (InputError, UnicodeDecodeError):
                continue
            assert found.edits or found.results == FOUR, (at, changed)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_whatever_the_bytes_nothing_but_an_input_error(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(data)
    with pytest.raises(InputError):
        open_results(path)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_whatever_stands_below_the_head_it_is_said(text: str) -> None:
    found = read_results(",".join(COLUMNS) + "\n" + text)
    assert found.edits and found.results == ()


# Files that are none.


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xff\xfe", "UTF-16"),
        (b"PK\x03\x04junk", "no workbook of practice results"),
        (b"\x1f\x8b\x08junk", "gzip"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"caf\xe9", "not UTF-8"),
        (b"claim_id,line,code\n", "its first line begins with"),
        (b"=1+1", "its first line begins with"),
        (TEXT.replace(",", ";").encode(), "semicolons"),
        (TEXT.replace(",", "\t").encode(), "tabs"),
        (TEXT.replace("row,alias", "row,name").encode(), "its first line begins with"),
        (b"x" * 5_000_001, "5,000,000 bytes"),
        ((",".join(COLUMNS) + "\n" + "1\n" * (MOST_ROWS + 1)).encode(), "more than 20,000 rows"),
    ],
)
def test_a_file_of_another_kind_is_refused(data: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        open_results(path)
    assert caught.value.field == "results" and why in caught.value.reason
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/dev/zero", "not a plain file"),
        (".", "not a plain file"),
        ("no-such.csv", "No such file"),
        ("http://example.org/r.csv", "addresses are not opened"),
        ("file:///etc/passwd", "addresses are not opened"),
        ("a\0b", "cannot be opened"),
        (7, "a path is text"),
    ],
)
def test_a_path_that_is_no_plain_file_is_refused(path: object, why: str) -> None:
    with pytest.raises(InputError, match=why):
        open_results(path)  # type: ignore[arg-type]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="not a plain file"):
        load_results(tmp_path / "pipe.csv")


# Workbooks.


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "results.xlsx"
    path.write_bytes(results_bytes(FOUR))
    return path


def test_every_cell_of_a_workbook_is_text(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["Results"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [row[0].value for row in sheet.iter_rows()] == ["row", "1", "2", "3", "4", "end"]
    assert results_bytes(FOUR) == book.read_bytes()


def test_a_workbook_that_is_saved_again_by_another_program_is_not_edited(book: Path) -> None:
    again = openpyxl.load_workbook(book)
    again["Results"]["T1"] = "a note beside the table"
    again.create_sheet("Mine")["A1"] = "notes"
    again.save(book)
    assert open_results(book).results == FOUR and open_results(book).edits == ()


@pytest.mark.parametrize(("cell", "value"), [("K2", "right"), ("I5", 74113303), ("B3", "=1+1"), ("R4", None)])
def test_a_cell_changed_in_a_workbook_shows_at_its_row(book: Path, cell: str, value: object) -> None:
    again = openpyxl.load_workbook(book)
    again["Results"][cell] = value
    again.save(book)
    assert open_results(book).edits[0].row == int(cell[1:]) - 1


def test_a_row_taken_out_of_a_workbook_shows(book: Path) -> None:
    again = openpyxl.load_workbook(book)
    again["Results"].delete_rows(3)
    again.save(book)
    assert open_results(book).edits[0].row == 2


def test_a_workbook_of_something_else_is_refused(book: Path) -> None:
    again = openpyxl.Workbook()
    again.save(book)
    with pytest.raises(InputError, match="no workbook of practice results"):
        open_results(book)
    again["Sheet"].title = "Results"
    again["Results"]["A1"] = "row"
    again.save(book)
    with pytest.raises(InputError, match="no file of practice results"):
        open_results(book)


def test_a_zip_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(book: Path) -> None:
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 70_000_000)
    assert book.stat().st_size < 100_000
    with pytest.raises(InputError, match="unpacks to far more"):
        open_results(book)


def test_a_workbook_with_entities_is_refused(book: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with zipfile.ZipFile(book) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet1.xml"] = bomb.encode()
    with zipfile.ZipFile(book, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    with pytest.raises(InputError):
        open_results(book)


def test_cut_off_anywhere_a_workbook_is_refused(book: Path) -> None:
    data = book.read_bytes()
    for at in range(4, len(data), 211):
        book.write_bytes(data[:at])
        with pytest.raises(InputError):
            open_results(book)


def test_the_report_of_an_edited_file_does_not_hand_out_checks_that_fit(tmp_path: Path) -> None:
    edited = read_results(TEXT.replace("00074113303", "74113303"), "results.csv")
    path = tmp_path / "report.xlsx"
    path.write_bytes(report_bytes(report([edited])))
    again = open_results(path)
    assert again.edits and again.edits[0].row == 1
    path.write_bytes(report_bytes(report([read_results(TEXT, "results.csv")])))
    assert open_results(path).results == FOUR and not open_results(path).edits


# Writing.


def test_results_are_added_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    assert results_so_far(path) == ()
    save_results(path, FOUR[:2])
    save_results(path, (*results_so_far(path), *FOUR[2:]))
    assert path.read_text() == TEXT
    assert os.listdir(tmp_path) == ["results.csv"]
    assert load_results(path) == Opened(str(path), FOUR, (1, 2, 3, 4))


def test_nothing_is_added_to_an_edited_file(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text(TEXT.replace("371", "372"))
    with pytest.raises(InputError, match="edited at row 1"):
        results_so_far(path)


def test_a_full_file_takes_no_more(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with pytest.raises(InputError, match="more than 20,000 rows"):
        save_results(path, FOUR * 5001)
    assert not path.exists()


@pytest.mark.parametrize("path", ["", ".", "no/such/results.csv", "/dev/full", "a\0b", "x" * 300])
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        save_results(path, FOUR)
    assert caught.value.field == "results"
    assert os.listdir(tmp_path) == []


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "results.csv"
    save_results(path, FOUR)

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_room)
    with pytest.raises(InputError, match="No space left"):
        save_results(path, FOUR[:1])
    assert path.read_text() == TEXT and os.listdir(tmp_path) == ["results.csv"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text(csv_text(()))
    (tmp_path / "link.csv").symlink_to("real.csv")
    save_results(tmp_path / "link.csv", FOUR)
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").read_text() == TEXT


def test_every_check_depends_on_the_rows_above() -> None:
    one, two = table(FOUR), table((replace(FOUR[0], given="370"), *FOUR[1:]))
    assert one[0] == two[0] == COLUMNS
    assert all(a[-1] != b[-1] for a, b in zip(one[1:], two[1:], strict=True))
    assert [row[:-1] for row in one[2:]] == [row[:-1] for row in two[2:]]


# Two tries.

TRIED_FOUR = (
    *FOUR,
    result(seed=11, given="372", correct=True, score=Fraction(3, 8), slips=(), hints=1, tries=2, first="=371",
           first_slips=("rounded-down",)),
    result(seed=12, given="370", slips=(), tries=2, first="", first_slips=()),
)  # fmt: skip


def test_a_file_without_second_tries_is_as_it_always_was() -> None:
    assert lines()[0] == ",".join(COLUMNS) and "tries" not in TEXT
    assert csv_text(FOUR[:1]).splitlines()[1].endswith(",rounded-down,0,,,,pidfkhinhllk")
    assert csv_text(FOUR[:1]).splitlines()[2].endswith(",hdnmagcajjpmdcfkhilgnganlaahlljm")


def test_a_second_try_is_kept_with_its_half_and_its_first_answer() -> None:
    text = csv_text(TRIED_FOUR)
    assert text.splitlines()[0] == ",".join(TRIED)
    assert ",0.375," in text and ",2,'=371,rounded-down," in text
    for opened in (read_results(text), results_in(results_bytes(TRIED_FOUR), "results.xlsx")):
        assert opened.results == TRIED_FOUR and opened.edits == ()


@pytest.mark.parametrize(
    ("column", "text"),
    [("tries", "1"), ("tries", "3"), ("first", "375"), ("first slip", "mg-for-units"), ("score", "0.3")],
)
def test_an_edit_of_a_second_try_is_seen(column: str, text: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(TRIED_FOUR))))
    rows[5][TRIED.index(column)] = text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    opened = read_results(out.getvalue())
    assert opened.edits and opened.edits[0].row == 5


def test_a_workbook_with_notes_beside_it_is_read_as_before(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(FOUR)))
    book.active.cell(row=2, column=len(COLUMNS) + 1, value="a note of mine")
    book.save(tmp_path / "noted.xlsx")
    assert open_results(tmp_path / "noted.xlsx").results == FOUR


def test_a_slip_of_a_first_try_counts_although_the_second_was_right() -> None:
    (slip,) = by_slip((TRIED_FOUR[4],))
    assert (slip.name, slip.named, slip.learners) == ("rounded-down", 1, 1)
    assert by_slip(overridden((TRIED_FOUR[5],), "1", "right", "read by hand")) == ()
