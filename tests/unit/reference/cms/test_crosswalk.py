from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import pytest

from hipkit import InputError
from hipkit.reference.cms.read import read_file
from hipkit.reference.cms.table import Table
from tests.helpers.cms_files import CROSSWALK_HEADER, NDCS, as_csv, crosswalk_csv, workbook, zipped

NAME = "section 508 version of October 2025 ASP NDC-HCPCS Crosswalk 090525.csv"


def read(folder: Path, content: str | bytes, name: str = NAME) -> Table:
    path = folder / name
    path.write_bytes(content.encode("cp1252") if isinstance(content, str) else content)
    (table,) = read_file(path)
    return table


def refused(folder: Path, content: str | bytes, name: str = NAME) -> str:
    with pytest.raises(InputError) as told:
        read(folder, content, name)
    return told.value.reason


def test_a_crosswalk_in_its_own_columns(tmp_path: Path) -> None:
    table = read(tmp_path, crosswalk_csv())
    assert (table.kind, table.name, table.knows) == ("crosswalk", "crosswalk-2025-q4", "partial")
    assert (table.effective_from, table.effective_through) == (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    assert table.columns == tuple(table.rows[0])
    assert table.rows[0] == {
        "ndc": "63323-0851-10", "code": "J1171", "words": "Hydro, inj", "labeler": "Maker, Inc.",
        "drug": "Hydromorphone", "dosage": "0.1 MG", "package_size": "1", "package_count": "10", "units": "100",
        "units_per_package": "1000",
    }  # fmt: skip
    assert table.rows[1]["labeler"] == "B\u2019s Maker"


def test_the_units_of_a_package_are_computed_where_they_are_rounded(tmp_path: Path) -> None:
    table = read(tmp_path, crosswalk_csv())
    assert table.rows[2]["units_per_package"] == "2.5"
    assert table.remarks[:2] == (
        "1 row with a product number that is no NDC left out",
        "1 row with the units of a package rounded: computed exactly",
    )


def test_all_forms_of_one_table_are_one_table(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(crosswalk_csv())))
    numbers = [[float(cell) if place > 5 and row_number > 8 and cell else cell for place, cell in enumerate(row)]
               for row_number, row in enumerate(rows)]  # fmt: skip
    forms = {
        "a.csv": crosswalk_csv(),
        "narrow.csv": crosswalk_csv(columns=10),
        "utf8.csv": crosswalk_csv().encode(),
        "a.xlsx": workbook(numbers),
        "texts.xlsx": workbook(rows),
        "a.zip": zipped({"a/October 2025 ASP.csv": crosswalk_csv().encode(), "a/October 2025 ASP.pdf": b"%PDF"}),
    }
    tables = {name: read(tmp_path, content, name) for name, content in forms.items()}
    for name, table in tables.items():
        assert (table.name, table.rows) == ("crosswalk-2025-q4", tables["a.csv"].rows), name


def test_of_the_crosswalks_in_a_zip_the_one_of_asp_is_read(tmp_path: Path) -> None:
    others = {f"{kind}.csv": crosswalk_csv().replace("ASP NDC", f"{kind} NDC") for kind in ("AWP", "NOC", "OPPS")}
    table = read(tmp_path, zipped({**others, "ASP.csv": crosswalk_csv().encode()}), "a.zip")
    assert table.remarks[-1] == "of the 4 files of the zip read: ASP.csv"
    assert "layout is not known" in refused(tmp_path, crosswalk_csv().replace("ASP NDC", "AWP NDC"))


def test_several_sections_codes_of_cpt_and_lines_of_text(tmp_path: Path) -> None:
    head = CROSSWALK_HEADER.format(year=2025).split(",")
    cpt = ["90371", *NDCS[1][1:3], "00409-0000-01", *NDCS[1][4:]]
    rows = [*NDCS[:2], ["The second section"], head, *NDCS[2:], cpt, ["* a note at the end"]]
    table = read(tmp_path, crosswalk_csv(rows))
    assert [row["code"] for row in table.rows] == ["J1171", "J2270", "J3010"]
    assert "1 row with codes of CPT left out: they are the AMA's" in table.remarks
    assert "2 sections, each with a header" in table.remarks
    assert "5 lines of text beside the table" in table.remarks


def test_one_ndc_may_have_several_codes(tmp_path: Path) -> None:
    other = ("J9999", *NDCS[0][1:])
    assert len(read(tmp_path, crosswalk_csv([*NDCS, other])).rows) == 4


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (crosswalk_csv(year=2025, header=2024), NAME, ""),
        (crosswalk_csv(), "table.csv", ""),
        (crosswalk_csv(), "crosswalk 2025.csv", ""),
        (crosswalk_csv(), "asp_ndc_hcpcs_crosswalk_2026q1.csv", "its name says 2026-q1"),
        (crosswalk_csv(), "January 2025 ASP NDC-HCPCS Crosswalk 122024.csv", "its name says 2025-q1"),
        (crosswalk_csv(header=2023), NAME, "its header says 2023"),
        (crosswalk_csv().replace("October 2025", "July 2025", 1), NAME, "say 2025-q3 and 2025-q4"),
        (crosswalk_csv().replace("December 31", "November 30"), NAME, "which is no quarter"),
        (crosswalk_csv().replace("December 31", "December 32"), NAME, "a day that there is not"),
        (as_csv([CROSSWALK_HEADER.format(year=2025).split(","), *NDCS]), "asp_2025q4.csv", ""),
        (as_csv([CROSSWALK_HEADER.format(year=2025).split(","), *NDCS]), "asp_2027q4.csv", "its header says 2025"),
        (as_csv([CROSSWALK_HEADER.format(year=2025).split(","), *NDCS]), "crosswalk.csv", "neither the lines above"),
    ],
)
def test_the_quarter_is_said_and_never_guessed(tmp_path: Path, content: str, name: str, said: str) -> None:
    if said:
        assert said in refused(tmp_path, content, name)
    else:
        assert read(tmp_path, content, name).name == "crosswalk-2025-q4"


def with_first(**cells: str) -> str:
    names = ("code", "words", "labeler", "ndc", "drug", "dosage", "size", "count", "units", "printed")
    first = [cells.get(name, cell) for name, cell in zip(names, NDCS[0], strict=True)]
    return crosswalk_csv([first, *NDCS[1:]])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (crosswalk_csv([*NDCS, NDCS[0]]), "row 14: 63323-0851-10 with J1171 stands there twice, in row 10 too"),
        (with_first(code="J117"), 'row 10: "J117" is no code'),
        (with_first(code="SH"), 'row 10: "SH" is no code'),
        (with_first(ndc=""), "row 10: it has no NDC"),
        (with_first(ndc="6.33231E+10"), "a spreadsheet turned it into a number"),
        (with_first(ndc="00000-0000-00"), "row 10: "),
        (with_first(units="1e3"), 'row 10: units: read "1e3",'),
        (with_first(size="-1"), 'row 10: package size: read "-1",'),
        (with_first(printed="about 3"), 'row 10: printed: read "about 3",'),
        (crosswalk_csv()[:-150], "row 13: it has 101 cells, the header 250"),
        (crosswalk_csv().replace("PKG QTY", "QUANTITY"), "a column that is not known here"),
        (crosswalk_csv().replace("PKG QTY", ""), "the column for package_count is missing"),
        (crosswalk_csv([]), "no NDC"),
        (crosswalk_csv([(*NDCS[0], "", "stray")]), '"stray" stands in a column without a title'),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    assert reason in refused(tmp_path, content)


def test_a_whole_table_and_one_that_stops_too_soon(tmp_path: Path) -> None:
    rows = [
        (f"{letter}{9299 + number}", *NDCS[0][1:3], f"{number:05}-{ord(letter):04}-10", *NDCS[0][4:])
        for letter in "ACJPQ"
        for number in range(1, 701)
    ]
    assert read(tmp_path, crosswalk_csv(rows, columns=12)).knows == "whole"
    rows[1500] = (*rows[1500][:8], "21.3125?", "12")
    flawed = read(tmp_path, crosswalk_csv(rows, columns=12))
    assert (flawed.rows[1500]["units"], flawed.rows[1500]["units_per_package"]) == ("", "")
    assert flawed.remarks[-1].startswith('not known: row 1,510: units: read "21.3125?", a number is digits')
    assert "its 2,000 rows end at J9899" in refused(tmp_path, crosswalk_csv(rows[:2000], columns=12))
