"""Every file of tables.toml and edi.toml at the door of the command line: refused in one line, or reviewed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hipkit.cli import main as cli
from hipkit.review.table import REMARKS
from tests.inputs.edi import EdiRow, edi_rows
from tests.inputs.tables import TableRow, table_rows

ROWS: list[TableRow | EdiRow] = [*table_rows(), *edi_rows()]
BLOCKED = [row for row in ROWS if row.outcome == "BLOCK"]
READ = [row for row in ROWS if row.outcome != "BLOCK"]


def name(row: TableRow | EdiRow) -> str:
    return f"{type(row).__name__}-{row.id}"


@pytest.mark.parametrize("row", BLOCKED, ids=name)
def test_the_file_is_refused_in_one_line(row: TableRow | EdiRow, tmp_path: Path, capfdbinary: Any) -> None:
    code = cli.main(["review", row.file(tmp_path), "--json"])
    out, err = capfdbinary.readouterr()
    told = err.decode()
    assert (code, out) == (2, b"")
    assert re.fullmatch(r"[^\n]+\n", told) and told.strip("\n").isprintable()
    assert "Type for example: " in told and "Traceback" not in told and "hipkit's own" not in told
    for phrase in row.expect:
        assert phrase in told


@pytest.mark.parametrize("row", READ, ids=name)
def test_rows_reconcile_and_what_is_set_aside_is_an_error(
    row: TableRow | EdiRow, tmp_path: Path, capfdbinary: Any
) -> None:
    """By the rules on reading alone: what else is wrong on these lines is for other tests."""
    code = cli.main(["review", row.file(tmp_path), "--select", "HIP0", "--json"])
    out, err = capfdbinary.readouterr()
    assert err == b""
    answer = json.loads(out)
    counts = answer["counts"]
    assert (counts["rows_reviewed"], counts["rows_set_aside"]) == (str(row.rows), str(len(row.aside)))
    assert int(counts["rows_in"]) == row.rows + len(row.aside)
    found = {code: [one for one in answer["findings"] if one["rule"] == code] for code in ("HIP001", "HIP009")}
    assert sum(map(len, found.values())) == len(row.aside) and bool(found["HIP009"]) == (row.outcome == "MINUTES")
    aside = found["HIP001"]
    errors = [one for one in answer["findings"] if one["severity"] != "info"]
    assert code == (1 if errors else 0)
    about = getattr(row, "about", "")
    assert not about or (REMARKS[about] == "error") == bool(len(errors) - len(aside))
