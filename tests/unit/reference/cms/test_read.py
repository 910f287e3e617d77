"""Files that are not what they should be: refused as a whole, with a sentence and never a traceback."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit import InputError
from hipkit.reference.cms import archive, worksheet
from hipkit.reference.cms.read import read_file, read_tables
from tests.helpers.cms_files import (
    as_csv,
    crosswalk_csv,
    hcpcs_csv,
    hcpcs_rows,
    hcpcs_text,
    hcpcs_xlsx,
    limits_csv,
    workbook,
    zipped,
)

WHOLE = {
    "hcpcs.csv": hcpcs_csv().encode(),
    "hcpcs.txt": hcpcs_text().encode(),
    "hcpcs.xlsx": hcpcs_xlsx(),
    "hcpcs.zip": zipped({"HCPC2025_OCT_ANWEB.txt": hcpcs_text()}),
    "crosswalk.csv": crosswalk_csv().encode("cp1252"),
    "limits.csv": limits_csv().encode("cp1252"),
    "items.csv": b"ndc,drug,strength,package,form\r\n00409-1134-03,morphine,50 mg/mL,20 mL,solution\r\n",
}


def refused(folder: Path, content: bytes, name: str) -> str:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(InputError) as told:
        read_tables([path])
    assert told.value.field == "file"
    assert len(str(told.value).splitlines()) == 1
    return told.value.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n\r\n", "the file is empty"),
        (b"<!DOCTYPE html><html><title>404</title></html>", "it is a web page"),
        (b"\xef\xbb\xbf\r\n<html>", "it is a web page"),
        (hcpcs_csv().encode("utf-16"), "it is UTF-16 text; save it as CSV UTF-8"),
        (hcpcs_csv().encode("utf-16-le"), "it holds bytes that no text has"),
        (hcpcs_csv().encode("cp037"), "it is text neither in UTF-8 nor"),
        (b"code,words\nJ1171,\x81\n", "it is text neither in UTF-8 nor in Windows' encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is an old Excel workbook (.xls); save it as .xlsx or CSV"),
        (b"\x1f\x8b\x08", "it is a gzip archive, whatever its name says"),
        (b"%PDF-1.7", "it is a PDF, whatever its name says"),
        (b'{"code": "J1171"}', "it is JSON"),
        (hcpcs_csv().replace(",", ";").encode(), "its layout is not known here (it begins row 1:"),
        (b"a,b,c\n1,2,3\n", 'it begins row 1: "a", "b", "c"; row 2: "1", "2", "3"); known are CMS\'s HCPCS'),
        (b"," * 2_000, "a table has at most"),
        (b'"' + b"x" * 200_000 + b'"', "it cannot be read as CSV"),
        (b"PK\x03\x04 and no more", "its zip is damaged"),
        (b"PK\x05\x06" + bytes(18), "it holds no table"),
    ],
)  # fmt: skip
def test_what_is_no_table(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in refused(tmp_path, content, "HCPC2025_OCT_ANWEB.csv")


@pytest.mark.parametrize("path", ["https://www.cms.gov/hcpcs.zip", "/dev/zero", "/tmp", "no such file"])
def test_only_plain_files_are_opened(path: str) -> None:
    with pytest.raises(InputError):
        read_file(path)


# ---- zips


def bomb() -> bytes:
    return zipped({"HCPC2025_OCT_ANWEB.csv": b"0" * (40 << 20)})


def lying() -> bytes:
    """A zip whose file is larger than it says."""
    data = bytearray(zipped({"HCPC2025_OCT_ANWEB.csv": hcpcs_csv()}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


def locked() -> bytes:
    data = bytearray(zipped({"HCPC2025_OCT_ANWEB.csv": hcpcs_csv()}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def packed_otherwise() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("HCPC2025_OCT_ANWEB.csv", hcpcs_csv())
    return data.getvalue()


def twice() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("a.csv", hcpcs_csv())
        made.writestr("a.csv", hcpcs_csv())
    return data.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (bomb(), "times larger when unpacked; that is no table"),
        (lying(), "is damaged"),
        (locked(), "is locked with a password"),
        (packed_otherwise(), "is packed in a way that is not read here"),
        (twice(), "two of the files in it have one name"),
        (zipped({f"{number}.csv": "a,b" for number in range(201)}), "it holds 201 files; at most 200 are read"),
        (zipped({"inner.zip": zipped({"a.csv": hcpcs_csv()})}), '"inner.zip" in it is an archive again'),
        (zipped({"a.csv": zipped({"a.csv": hcpcs_csv()})}), '"a.csv" in it is an archive again'),
        (zipped({"../../HCPC2025_OCT_ANWEB.csv": hcpcs_csv()}), "has a name that leads out of its folder"),
        (zipped({"/etc/HCPC2025_OCT_ANWEB.csv": hcpcs_csv()}), "has a name that leads out of its folder"),
        (zipped({"C:\\HCPC2025_OCT_ANWEB.csv": hcpcs_csv()}), "has a name that leads out of its folder"),
        (zipped({"notes.pdf": b"%PDF"}), "it holds no table"),
        (zipped({"readme.txt": "no record"}), "it holds no table"),
        (zipped({"trans.csv": "code,change\nJ1171,none\n"}), 'it begins row 1: "code", "change"'),
        (zipped({"HCPC2025_OCT_ANWEB.csv": hcpcs_csv()[:-30]}), "row 5: it has"),
        (WHOLE["hcpcs.zip"][:-30], "its zip is damaged"),
    ],
)
def test_zips_that_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in refused(tmp_path, content, "oct-2025.zip")


def test_a_zip_is_measured_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_SUM", 1_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert "bytes when unpacked; at most 1,000 are read" in refused(tmp_path, WHOLE["hcpcs.zip"], "a.zip")


def test_the_name_of_a_zip_and_of_the_file_in_it_are_both_heard(tmp_path: Path) -> None:
    assert "its name says 2024" in refused(tmp_path, WHOLE["hcpcs.zip"], "2024-Alpha-Numeric-HCPCS-File.zip")
    inner = zipped({"HCPC2024_JAN_ANWEB.txt": hcpcs_text()})
    assert "its name says 2024-q1" in refused(tmp_path, inner, "hcpcs.zip")


# ---- workbooks


def rewritten(member: str, change: tuple[bytes, bytes]) -> bytes:
    """The workbook with a change in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(WHOLE["hcpcs.xlsx"])) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert change[0] in parts[member]
    parts[member] = parts[member].replace(*change, 1)
    return zipped(parts)


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (rewritten(SHEET, (b"<worksheet", b'<!DOCTYPE x [<!ENTITY y "z">]><worksheet')), "declares entities"),
        (rewritten(SHEET, (b'encoding="UTF-8"', b'encoding="cp037"')), "in an encoding"),
        (rewritten(SHEET, (b"</worksheet>", b"")), "its workbook is damaged"),
        (rewritten(SHEET, (b'r="2"', b'r="1"')), "its rows are out of order"),
        (rewritten(SHEET, (b'r="B2"', b'r="A2"')), "its cells are out of order"),
        (rewritten(SHEET, (b'r="B2"', b'r="ZZZ2"')), "a table has at most"),
        (rewritten(SHEET, (b'r="B2"', b'r="2B"')), "has a cell"),
        (rewritten(SHEET, (b'r="B2" t="s"><v>', b'r="B2" t="s"><v>9999')), "stands for nothing"),
        (rewritten(SHEET, (b'r="B2" t="s"><v>', b'r="B2"><v>1e400')), "stands for nothing"),
        (rewritten("xl/workbook.xml", (b"<sheets>", b"<sheets/><x>")), "its workbook is damaged"),
        (rewritten("xl/_rels/workbook.xml.rels", (b"worksheets/sheet1.xml", b"../../etc/passwd")), "is missing"),
        (workbook([["a", "b", "c"], [1, 2, 3]]), 'it begins row 1: "a", "b", "c"; row 2: "1", "2", "3"'),
        (workbook([[]]), "its layout is not known here"),
        (WHOLE["hcpcs.xlsx"][:-30], "its zip is damaged"),
    ],
)
def test_workbooks_that_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in refused(tmp_path, content, "HCPC2025_OCT_ANWEB.xlsx")


def test_a_workbook_is_read_as_openpyxl_reads_it(tmp_path: Path) -> None:
    """Numbers, dates, blanks inside, texts with markup, formulas; the first row makes it an HCPCS file."""
    head, *rows = hcpcs_rows([{"code": "J1171", "words": "x", "add": "20241001"}])
    words = head.index("LONG DESCRIPTION")
    for text, shown in (("<b> & 'c'", "<b> & 'c'"), (0.1, "0.1"), (1e-7, "0.0000001"), (30.0, "30"), (True, "TRUE")):
        row = [text if place == words else cell for place, cell in enumerate(rows[0])]
        path = tmp_path / "HCPC2024_OCT_ANWEB.xlsx"
        path.write_bytes(workbook([head, row]))
        assert read_file(path)[0].rows[0]["words"] == shown


CELLS = (
    '<c r="{0}" t="s"><v>1</v></c>', '<c r="{0}" s="1"><v>45000</v></c>', '<c r="{0}"><v>0.1</v></c>',
    '<c r="{0}" s="1"/>', '<c r="{0}" t="s"><v>7</v></c>', '<c r="{0}" t="s"><v></v></c>', '<c r="{0}"><v>1e</v></c>',
    '<c r="{0}" t="b"><v>1</v></c>', '<c r="{0}" t="inlineStr"><is><t>a</t></is></c>', "<c><v>3</v></c>", "",
    '<c r="{0}"><f>1</f><v>2</v></c>', "<!-- x -->",
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_rows_that_are_matched_are_those_that_the_parser_reads(data: st.DataObject) -> None:
    """Whatever a sheet is: the same rows, or refused by both; CMS's own are matched."""
    cell = st.sampled_from(CELLS)
    body = ""
    for number in range(1, data.draw(st.integers(1, 4))):
        cells = [
            data.draw(cell).format(f"{column}{number}") for column in data.draw(st.sampled_from(["ABC", "ACB", "B"]))
        ]
        body += f'<row r="{data.draw(st.sampled_from([number, number, 1]))}" spans="1:3">{"".join(cells)}</row>'
    commented = '<!-- <sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData> -->'
    head = data.draw(st.sampled_from(["", commented, "<sheetData/>"]))
    tail = data.draw(
        st.sampled_from(["</sheetData></worksheet>", "</sheetData>", "</worksheet>", "<x/></sheetData></worksheet>"])
    )
    sheet = f"<worksheet>{head}<sheetData>{body}{tail}".encode()
    meaning = worksheet.Meaning(["a", "b"], frozenset("1"), datetime.date(1899, 12, 30))
    found: list[object] = []
    for around in (worksheet._around, lambda whole, _: whole):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worksheet, "_around", around)
            try:
                found.append(worksheet.rows(sheet, "x", meaning))
            except InputError:
                found.append("refused")
    assert found[0] == found[1]


# ---- whatever is damaged


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_each_of_these_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(WHOLE[name])
    assert len(read_tables([tmp_path / name])) == 1


@pytest.mark.parametrize("name", ["hcpcs.csv", "hcpcs.txt", "crosswalk.csv", "limits.csv", "hcpcs.xlsx", "hcpcs.zip"])
def test_cut_anywhere_it_is_refused_or_a_whole_number_of_rows(tmp_path: Path, name: str) -> None:
    """A cut between two rows of a small file cannot be seen; what is read then are rows of the whole, as they stand."""
    whole = WHOLE[name]
    path = tmp_path / name
    path.write_bytes(whole)
    (expected,) = read_file(path)
    for length in range(0, len(whole), max(len(whole) // 60, 1)):
        path.write_bytes(whole[:length])
        try:
            (table,) = read_file(path)
        except InputError:
            continue
        last = len(table.rows) - 1
        assert table.rows[:last] == expected.rows[:last], length
        if expected.kind != "hcpcs":
            assert table.rows == expected.rows[: last + 1], length


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_no_damage_brings_another_error_than_input_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(WHOLE)))
    content = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        width = data.draw(st.integers(0, 40))
        content[at : at + width] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b",", b'"', b"\n", b"\t", b"<", b"1"])
        )
    path = tmp_path_factory.mktemp("fuzz") / name
    path.write_bytes(content)
    try:
        tables = read_tables([path])
    except InputError:
        return
    assert all(table.rows for table in tables)
    assert all(set(row) == set(table.columns) for table in tables for row in table.rows)


def test_a_second_file_that_is_refused_refuses_all(tmp_path: Path) -> None:
    for name in ("hcpcs.csv", "crosswalk.csv"):
        (tmp_path / name).write_bytes(WHOLE[name])
    (tmp_path / "bad.csv").write_bytes(b"a,b,c\n")
    with pytest.raises(InputError):
        read_tables([tmp_path / "hcpcs.csv", tmp_path / "crosswalk.csv", tmp_path / "bad.csv"])
    assert len(read_tables([tmp_path / "hcpcs.csv", tmp_path / "crosswalk.csv"])) == 2


def test_blanks_and_ends_of_lines_of_all_kinds(tmp_path: Path) -> None:
    rows = hcpcs_rows([{"code": "\xa0\xa0 SH", "words": " Second\xa0 infusion ", "add": " 20251001 "}])
    path = tmp_path / "HCPC2025_OCT_ANWEB.csv"
    path.write_bytes((as_csv(rows, "\r") + "\n\n\r\n").encode("cp1252"))
    (table,) = read_file(path)
    assert (table.rows[0]["code"], table.rows[0]["words"], table.rows[0]["from"]) == (
        "SH",
        "Second infusion",
        "2025-10-01",
    )
