from __future__ import annotations

from pathlib import Path

import pytest

from hipkit import InputError
from hipkit.reference.cms.read import read_file
from hipkit.reference.cms.table import Table

HEADER = "ndc,drug,strength,package,form"
ROWS = (
    "0409-1134-03,morphine sulfate,50 mg/mL,20 mL,solution",
    "00409-9094-22,fentaNYL citrate,0.05 mg/mL,,Solution",
    "55150-0307-01,cefazolin,500 mg/vial,10 vials,powder-vial",
    "38779-0524-05,ketamine hydrochloride,,25 g,bulk-powder",
)


def read(folder: Path, content: str, name: str = "Our stock (May).csv") -> Table:
    path = folder / name
    path.write_text(content, newline="")
    (table,) = read_file(path)
    return table


def listed(*rows: str, header: str = HEADER) -> str:
    return "\r\n".join((header, *rows)) + "\r\n"


def test_an_item_list(tmp_path: Path) -> None:
    table = read(tmp_path, listed(*ROWS))
    assert (table.kind, table.name, table.knows) == ("items", "items-our-stock-may", "partial")
    assert (table.effective_from, table.effective_through) == (None, None)
    assert table.columns == tuple(HEADER.split(","))
    assert [tuple(row.values()) for row in table.rows] == [
        ("00409-1134-03", "morphine sulfate", "50 mg/mL", "20 mL", "solution"),
        ("00409-9094-22", "fentaNYL citrate", "0.05 mg/mL", "", "solution"),
        ("55150-0307-01", "cefazolin", "500 mg/vial", "10 vials", "powder-vial"),
        ("38779-0524-05", "ketamine hydrochloride", "", "25 g", "bulk-powder"),
    ]


def test_its_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    table = read(tmp_path, "form,package,strength,drug,ndc\nsolution,20 mL,50 mg/mL,morphine sulfate,0409-1134-03\n")
    assert table.rows == read(tmp_path, listed(ROWS[0])).rows


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("0409113403,morphine,50 mg/mL,20 mL,solution", "row 3: ndc: "),
        ("4.09113E+09,morphine,50 mg/mL,20 mL,solution", "row 3: ndc: "),
        (",morphine,50 mg/mL,20 mL,solution", "row 3: ndc: "),
        ("0409-1134-05,,50 mg/mL,20 mL,solution", "row 3: drug: "),
        ("0409-1134-05,mor*phine,50 mg/mL,20 mL,solution", "row 3: drug: "),
        ("0409-1134-05,morphine\u200b,50 mg/mL,20 mL,solution", "row 3: drug: "),
        ("0409-1134-05,morphine,50,20 mL,solution", "row 3: strength: "),
        ("0409-1134-05,morphine,,20 mL,solution", "row 3: strength: "),
        ("0409-1134-05,morphine,50 mg,20 mL,solution", "row 3: strength: "),
        ("0409-1134-05,morphine,50 mg/mL,20,solution", "row 3: package: "),
        ("0409-1134-05,morphine,50 mg/mL,20 mg,solution", "row 3: package: "),
        ("0409-1134-05,morphine,500 mg/mL,1 vial,powder-vial", "row 3: strength: "),
        ("0409-1134-05,morphine,500 mg/vial,10 mL,powder-vial", "row 3: package: "),
        ("0409-1134-05,morphine,10 mg/mL,25 g,bulk-powder", "row 3: strength: "),
        ("0409-1134-05,morphine,,25 mL,bulk-powder", "row 3: package: "),
        ("0409-1134-05,morphine,50 mg/mL,20 mL,liquid", "row 3: form: "),
        ("0409-1134-05,morphine,50 mg/mL,20 mL,", "row 3: form: "),
        ("00409-1134-03,morphine,5 mg/mL,20 mL,solution", "row 3: ndc: 00409-1134-03 stands there twice, in row 2"),
        ("0409-1134-05,morphine,50 mg/mL,20 mL", "row 3: it has 4 cells, the header 5"),
        ("0409-1134-05,morphine,50 mg/mL,20 mL,solution,x", "row 3: it has 6 cells, the header 5"),
    ],
)  # fmt: skip
def test_each_refusal_names_row_and_column(tmp_path: Path, row: str, place: str) -> None:
    with pytest.raises(InputError) as told:
        read(tmp_path, listed(ROWS[0], row))
    assert told.value.reason.startswith(place)
    assert told.value.example


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (listed(), "no item"),
        (listed(*ROWS, header="ndc,drug,strength,package"), "the column for form is missing"),
        (listed(*ROWS, header="ndc,drug,strength,package,kind"), 'a column that is not known here: "kind"'),
        (listed(*ROWS, header="ndc,drug,strength,drug,form"), 'the column "drug" stands there twice'),
        ("Our stock\n" + listed(*ROWS), "lines stand above its header"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(InputError) as told:
        read(tmp_path, content)
    assert reason in told.value.reason


def test_a_list_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="its name has no letter"):
        read(tmp_path, listed(*ROWS), "---.csv")
