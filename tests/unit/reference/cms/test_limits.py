from __future__ import annotations

from pathlib import Path

import pytest

from hipkit import InputError
from hipkit.reference.cms.read import read_file
from hipkit.reference.cms.table import Table
from tests.helpers.cms_files import LIMITS, limits_csv, zipped

NAME = "asp_payment_limits_2025q4.csv"


def read(folder: Path, content: str | bytes, name: str = NAME) -> Table:
    path = folder / name
    path.write_bytes(content.encode("cp1252") if isinstance(content, str) else content)
    (table,) = read_file(path)
    return table


@pytest.mark.parametrize("columns", [11, 12, 13])
def test_payment_limits_in_their_own_columns(tmp_path: Path, columns: int) -> None:
    table = read(tmp_path, limits_csv(columns=columns))
    assert (table.kind, table.name, str(table.effective_through)) == ("limits", "limits-2025-q4", "2025-12-31")
    assert table.columns == tuple(table.rows[0])
    assert table.rows[0] == {
        "code": "J1171", "words": "Inj, hydromorphone", "dosage": "0.1 MG", "limit": "0.14", "coinsurance": "20",
        "note": "Added October 2024",
    }  # fmt: skip
    assert table.rows[1]["note"] == "one line and another"
    assert table.rows[2]["limit"] == ""
    assert table.remarks[0] == "1 code without a payment limit"


def test_a_zip_of_them(tmp_path: Path) -> None:
    other = "HCPCS,Drug,Limit\nJ3490,x,1\n"
    table = read(tmp_path, zipped({"ASP.csv": limits_csv().encode("cp1252"), "NOC.csv": other}), "oct-2025.zip")
    assert (table.name, len(table.rows)) == ("limits-2025-q4", 3)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (limits_csv([*LIMITS, LIMITS[0]]), NAME, "row 14: the code J1171 stands there twice, in row 10 too"),
        (limits_csv().replace("0.140", "$0.140"), NAME, 'row 10: limit: read "$0.140",'),
        (limits_csv().replace("18.500", "N/A"), NAME, 'row 11: coinsurance: read "N/A",'),
        (limits_csv(year=2024), NAME, "its name says 2025-q4, the lines above its table 2024-q4"),
        (limits_csv([(*LIMITS[0][:3], ""), *LIMITS[1:]]).replace("J2270", "J227X0"), NAME, '"J227X0" is no code'),
        (limits_csv().replace("Blood limit", "Blood cap"), NAME, "a column that is not known here"),
        (limits_csv()[:-6], NAME, "row 13: it has"),
        (limits_csv([]), NAME, "no code"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str, name: str, reason: str) -> None:
    with pytest.raises(InputError) as told:
        read(tmp_path, content, name)
    assert reason in told.value.reason
