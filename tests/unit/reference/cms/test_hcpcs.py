from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from hipkit import InputError
from hipkit.reference.cms.read import read_file, read_tables
from hipkit.reference.cms.table import Table
from tests.helpers.cms_files import (
    CODES,
    NOTES,
    as_csv,
    hcpcs_csv,
    hcpcs_rows,
    hcpcs_text,
    hcpcs_xlsx,
    workbook,
    workbook_of_openpyxl,
    zipped,
)

NAME = "HCPC2025_OCT_ANWEB"


def read(folder: Path, content: str | bytes, name: str = f"{NAME}.csv") -> Table:
    path = folder / name
    path.write_bytes(content.encode("cp1252") if isinstance(content, str) else content)
    (table,) = read_file(path)
    return table


def refused(folder: Path, content: str | bytes, name: str = f"{NAME}.csv") -> str:
    with pytest.raises(InputError) as told:
        read(folder, content, name)
    assert told.value.field == "file"
    assert name in str(told.value)
    return told.value.reason


def test_all_forms_of_one_table_are_one_table(tmp_path: Path) -> None:
    head, *rows = hcpcs_rows(CODES)
    forms = {
        "a.csv": hcpcs_csv(),
        "bom.csv": b"\xef\xbb\xbf" + hcpcs_csv().encode(),
        "notes.csv": as_csv([[note] + [""] * 47 for note in NOTES]) + hcpcs_csv(),
        "a.txt": hcpcs_text(),
        "long.txt": hcpcs_text(short_lines=False),
        "notes.txt": "\r\n".join(NOTES) + "\r\n" + hcpcs_text(),
        "a.xlsx": hcpcs_xlsx(),
        "openpyxl.xlsx": workbook_of_openpyxl([head, *rows]),
        "dates.xlsx": hcpcs_xlsx(dates=True),
        "notes.xlsx": workbook([*([note] for note in NOTES), head, *rows]),
        "a.zip": zipped({"README.txt": 'a "lone quote', f"{NAME}.txt": hcpcs_text(), f"{NAME}.xlsx": hcpcs_xlsx()}),
        "book.zip": zipped({f"folder/{NAME}.xlsx": hcpcs_xlsx()}),
    }
    tables = {name: read(tmp_path, content, name) for name, content in forms.items()}
    expected = tables["a.csv"]
    assert [row["code"] for row in expected.rows] == ["SH", "J1170", "J1171", "S9326"]
    for name, table in tables.items():
        assert table.rows == expected.rows, name
        assert (table.kind, table.name, table.effective_from, table.effective_through) == (
            "hcpcs", "hcpcs-2025-10", datetime.date(2025, 10, 1), datetime.date(2025, 12, 31),
        ), name  # fmt: skip


def test_a_code_in_its_own_columns(tmp_path: Path) -> None:
    table = read(tmp_path, hcpcs_text(), "HCPC2025_OCT_ANWEB.txt")
    assert table.columns == tuple(table.rows[1])
    assert table.rows[1] == {
        "code": "J1170", "kind": "code", "words": "Injection of hydromorphone in another unit, 4 mg",
        "short": "Injection of hydromorphone i", "from": "1995-01-01", "through": "2024-09-30", "changed": "2024-10-01",
        "action": "D", "successors": "J1171",
    }  # fmt: skip
    assert table.rows[0]["kind"] == "modifier"
    assert table.rows[3]["words"].endswith("with what belongs to it, a day")
    assert table.knows == "partial"


def test_a_description_goes_on_in_a_row_of_a_csv_too(tmp_path: Path) -> None:
    more = {"code": "S9326", "words": "and more", "sequence": "0020", "record": "4"}
    assert read(tmp_path, hcpcs_csv([*CODES, more])).rows[3]["words"].endswith("a day and more")
    stray = {"code": "J1171", "words": "and more", "sequence": "0020", "record": "4"}
    assert "it goes on with J1171" in refused(tmp_path, hcpcs_csv([*CODES, stray]))


def test_codes_of_others_are_left_out_and_counted(tmp_path: Path) -> None:
    others = [{"code": code, "words": "x", "add": "20200101"} for code in ("99601", "0001A", "   25", "D0120")]
    more = {"code": "D0120", "words": "goes on", "record": "4"}
    refers = {**CODES[1], "xref": "99601"}
    table = read(tmp_path, hcpcs_csv([CODES[0], refers, *CODES[2:], *others, more]))
    assert table.rows[1]["successors"] == ""
    assert "1 reference to a code of CPT left out" in table.remarks
    assert [row["code"] for row in table.rows] == ["SH", "J1170", "J1171", "S9326"]
    assert table.remarks[0].startswith("3 rows with codes of CPT left out")
    assert table.remarks[1].startswith("1 row with D codes left out")


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("HCPC2025_OCT_ANWEB_v2.csv", "hcpcs-2025-10"),
        ("a table.csv", "hcpcs-2025-10"),
        ("2025-alpha-numeric-hcpcs-file.csv", "hcpcs-2025-10"),
        ("HCPC2026_JAN_ANWEB.csv", None),
        ("HCPC2025_JUL_ANWEB.csv", None),
        ("HCPC24_CONTR_ANWEB.csv", None),
    ],
)
def test_its_name_does_not_say_another_quarter_than_its_newest_days(
    tmp_path: Path, name: str, called: str | None
) -> None:
    if called:
        assert read(tmp_path, hcpcs_csv(), name).name == called
    else:
        assert "by its newest dates it is of 2025-q4" in refused(tmp_path, hcpcs_csv(), name)


def whole(end: str = "V") -> list[dict[str, str]]:
    letters = "ABCEGHJKLMPQRSTV"
    return [
        {"code": f"{letter}{5050 + number}", "words": f"Thing {number}", "add": "20250101", "act": "20251001"}
        for letter in letters[: letters.index(end) + 1]
        for number in range(1, 326)
    ]


def test_a_whole_table_and_one_that_stops_too_soon(tmp_path: Path) -> None:
    modifier = {"code": "   A1", "words": "A modifier", "add": "20200101"}
    table = read(tmp_path, hcpcs_csv([modifier, *whole()]))
    assert (table.knows, len(table.rows)) == ("whole", 5201)
    assert "its 4,225 rows end at R5375" in refused(tmp_path, hcpcs_csv([modifier, *whole("R")]))
    assert "by its newest dates it is of 2025-q4" in refused(
        tmp_path, hcpcs_csv([modifier, *whole()]), "HCPC2025_JAN_ANWEB.csv"
    )


def changed(**cells: str) -> str:
    return hcpcs_csv([CODES[0], {**CODES[1], **cells}, *CODES[2:]])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (changed(code="J1171"), "row 4: the code J1171 stands there twice, in row 3 too"),
        (changed(code="J117"), 'row 3: "J117" is no code'),
        (changed(code=""), 'row 3: "" is no code'),
        (changed(add="20241301"), 'row 3: from: "20241301" is no day'),
        (changed(add="45566"), "a spreadsheet's day number"),
        (changed(term="10/01/2024"), 'row 3: through: "10/01/2024" is no day'),
        (changed(term="19900101"), "row 3: J1170 ends on 1990-01-01, before it begins"),
        (changed(words="", short=""), "row 3: J1170 has no description"),
        (changed(words="an \x1b[31m escape"), "holds a character that cannot be seen"),
        (hcpcs_csv()[:-30], "row 5: it has"),
        (hcpcs_csv()[: hcpcs_csv().index("Home infusion therapy") + 40], "row 5: it cannot be read as CSV"),
        (hcpcs_csv().replace("TERM DT", "ENDED"), 'it has a column that is not known here: "ENDED"'),
        (as_csv([row[:46] + row[47:] for row in hcpcs_rows(CODES)]), "the column for through is missing"),
        (as_csv([[*row, row[44]] for row in hcpcs_rows(CODES)]), 'the column "ADD DT" stands there twice'),
        (as_csv(hcpcs_rows(CODES)[:1]), "no code"),
        (as_csv([*hcpcs_rows(CODES)[:2], ["x", *hcpcs_rows(CODES)[2]]]), "row 3: it has 49 cells, the header 48"),
        (hcpcs_csv([{"code": "J1171", "words": "No day"}]), "none of its codes has a date"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    assert reason in refused(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (hcpcs_text()[:-200], "a record of"),
        (hcpcs_text()[: hcpcs_text().index("S9326") + 8], "it is no record of an HCPCS file"),
        (hcpcs_text().replace("20251001", "20251000"), "is no day"),
        (hcpcs_text() + "What is this?\r\n", "it is no record of an HCPCS file"),
    ],
)
def test_text_of_fixed_width_that_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    assert reason in refused(tmp_path, content, "HCPC2025_OCT_ANWEB.txt")


def test_a_code_is_read_once_from_two_forms_and_never_from_two_tables(tmp_path: Path) -> None:
    for name, content in (("a.csv", hcpcs_csv()), ("b.txt", hcpcs_text()), ("c.csv", changed(words="Other words"))):
        (tmp_path / name).write_text(content, newline="")
    assert len(read_tables([tmp_path / "a.csv", tmp_path / "b.txt"])) == 1
    with pytest.raises(InputError, match=r"c\.csv.*it is hcpcs-2025-10 and differs from a\.csv"):
        read_tables([tmp_path / "a.csv", tmp_path / "b.txt", tmp_path / "c.csv"])
