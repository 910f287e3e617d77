"""Files of claim lines that are not as they should be: the rows of tables.toml and of edi.toml, read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hipkit import InputError
from hipkit.review.reading.files import Reading, read
from hipkit.review.table import REMARKS
from hipkit.values.notation import exact
from tests.inputs.edi import EdiRow, edi_rows
from tests.inputs.tables import TableRow, table_rows

ROWS = table_rows()


def cells(reading: Reading, column: str) -> list[str]:
    """A column as texts: blank where null, a number without what it does not need."""
    values = reading.lines.select(column).collect()[column].to_list()
    return [
        "" if one is None else exact(int(one)) if isinstance(one, float) and one % 1 == 0 else str(one)
        for one in values
    ]


def test_no_row_stands_there_twice() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS) >= 110
    assert all(row.expect for row in ROWS if row.outcome != "OK")


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome == "BLOCK"], ids=lambda row: row.id)
def test_the_file_is_refused_in_one_sentence(row: TableRow, tmp_path: Path) -> None:
    path = row.file(tmp_path)
    with pytest.raises(InputError) as caught:
        read([path])
    message = str(caught.value)
    for phrase in row.expect:
        assert phrase in message
    assert message.isprintable() and len(message) < 1200
    assert caught.value.given == path or caught.value.field != "file"


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome != "BLOCK"], ids=lambda row: row.id)
def test_every_row_is_read_or_set_aside(row: TableRow, tmp_path: Path) -> None:
    path = row.file(tmp_path)
    found = read([path])
    said = "\n".join(map(str, found.set_aside))
    for phrase in row.expect:
        assert phrase in said
    assert [one.row_number for one in found.set_aside] == list(row.aside)
    assert {one.file for one in found.set_aside} <= {path}
    assert found.rows_reviewed == row.rows == found.lines.collect().shape[0]
    assert found.rows_in == row.rows + len(row.aside)
    assert said.replace("\n", "").isprintable()
    for column, texts in row.read.items():
        assert cells(found, column) == texts


# ---- 837P


EDI = edi_rows()


def test_no_row_of_837p_stands_there_twice() -> None:
    assert len({row.id for row in EDI}) == len(EDI) >= 70
    numbers = {int(re.match("[0-9]+", row.id)[0]) for row in EDI}  # type: ignore[index]
    assert numbers >= set(range(116, 130))
    assert {row.about for row in EDI if row.about} == set(REMARKS)


@pytest.mark.parametrize("row", [row for row in EDI if row.outcome == "BLOCK"], ids=lambda row: row.id)
def test_the_837p_is_refused_in_one_sentence(row: EdiRow, tmp_path: Path) -> None:
    path = row.file(tmp_path)
    with pytest.raises(InputError) as caught:
        read([path])
    message = str(caught.value)
    for phrase in row.expect:
        assert phrase in message
    assert message.isprintable() and len(message) < 800
    assert (caught.value.field, caught.value.given) == ("file", path)


@pytest.mark.parametrize("row", [row for row in EDI if row.outcome != "BLOCK"], ids=lambda row: row.id)
def test_every_service_line_is_read_or_set_aside(row: EdiRow, tmp_path: Path) -> None:
    path = row.file(tmp_path)
    found = read([path])
    said = [str(one) for one in found.set_aside] + [one.message for one in found.remarks]
    for phrase in row.expect:
        assert phrase in "\n".join(said)
    assert all(one.isprintable() for one in said)
    assert [one.row_number for one in found.set_aside] == list(row.aside)
    assert found.rows_reviewed == row.rows == found.lines.collect().shape[0]
    assert found.rows_in == row.rows + len(row.aside)
    assert row.outcome != "OK" or not said
    assert not row.about or row.about in {one.about for one in found.remarks}
    assert {one.file for one in (*found.set_aside, *found.remarks)} <= {path}
    for column, texts in row.read.items():
        assert cells(found, column) == texts
