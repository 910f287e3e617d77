"""CMS's own files, read whole and compared with another reader: csv, openpyxl, slices of lines, nothing of ours.

The project holds no file of CMS. `make test-all DATA=folder`, or `python -m tests.whole.test_cms_files folder`, reads
all of a folder: rows against an independent count, all keys in their order, and a hundred random rows field by field.
`make test` runs the same comparison over small files of the same layouts.
"""

from __future__ import annotations

import csv
import io
import os
import re
import resource
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from random import Random

import openpyxl
import pytest

from hipkit.reference.cms.read import read_file
from tests.helpers.cms_files import crosswalk_csv, hcpcs_csv, hcpcs_text, hcpcs_xlsx, limits_csv, zipped

COMPARED = 100
Cells = dict[str, str]


def plain_rows(path: Path) -> list[list[str]]:
    """The rows of a file as texts; of a zip those of its text, else of its workbook."""
    data, name = path.read_bytes(), path.name
    if name.endswith(".zip"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        table = sorted(member for member in archive.namelist() if "ANWEB" in member or "Cross" in member)[0]
        data, name = archive.read(table), table
    if name.endswith(".xlsx"):
        (sheet,) = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    text = data.decode("cp1252") if not data.startswith(b"\xef\xbb\xbf") else data.decode("utf-8-sig")
    if name.endswith(".txt"):
        return fixed_rows(text)
    return list(csv.reader(io.StringIO(text, newline="")))


def fixed_rows(text: str) -> list[list[str]]:
    titles = ["HCPC", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "XREF1", "ADD DT", "ACT EFF DT", "TERM DT"]
    places = [(0, 5), (10, 11), (11, 91), (91, 119), (204, 229), (268, 276), (276, 284), (284, 292), (292, 293)]
    lines = [line for line in text.split("\r\n") if re.match(r"(   [A-Z0-9]{2}|[A-Z][0-9]{4})[0-9]{5}[3478]", line)]
    return [[*titles, "ACTION CD"], *([line[first:last] for first, last in places] for line in lines)]


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def expected(path: Path) -> list[Cells]:
    """The rows that hipkit should have read, in its columns."""
    rows = plain_rows(path)
    start = next(i for i, row in enumerate(rows) if {"RECID", "NDC2", "Payment Limit"} & set(row))
    titles = rows[start]
    below = [dict(zip(titles, row, strict=False)) for row in rows[start + 1 :] if any(row)]
    if "RECID" in titles:
        return list(hcpcs(below))
    return list(crosswalk(below, titles[0]) if "NDC2" in titles else limits(below))


def day(text: str) -> str:
    return re.sub(r"^(\d{4})-?(\d{2})-?(\d{2}).*", r"\1-\2-\3", text.strip())


def hcpcs(rows: list[Cells]) -> Iterator[Cells]:
    joined: dict[str, Cells] = {}
    for row in rows:
        code = row["HCPC"].strip()
        if row["RECID"] in ("4", "8"):
            joined[code]["words"] += " " + one_line(row["LONG DESCRIPTION"])
            continue
        joined[code] = {
            "code": code, "kind": "modifier" if len(code) == 2 else "code", "words": one_line(row["LONG DESCRIPTION"]),
            "short": one_line(row["SHORT DESCRIPTION"]), "from": day(row["ADD DT"]), "through": day(row["TERM DT"]),
            "changed": day(row["ACT EFF DT"]), "action": row["ACTION CD"].strip(),
            "successors": " ".join(other for other in references(row) if not re.fullmatch(r"\d{4}\w", other)),
        }  # fmt: skip
    yield from joined.values()


def references(row: Cells) -> list[str]:
    """The codes to which a code refers; in lines of fixed width five letters each, in one field."""
    cells = [row.get(f"XREF{number}", "") for number in range(1, 6)]
    return [part.strip() for cell in cells for part in re.findall(".{1,5}", cell) if part.strip()]


def crosswalk(rows: list[Cells], first: str) -> Iterator[Cells]:
    for row in rows:
        if re.fullmatch(r"\d{5}-\d{4}-\d\d\s*", row["NDC2"]) and re.fullmatch(r"[A-Z]\d{4}", row[first]):
            flawed = "?" in row["BILLUNITS"]  # once, in 2024 Q2
            row |= {"BILLUNITS": "" if flawed else row["BILLUNITS"]}
            units = "" if flawed else plain(str(Decimal(row["BILLUNITS"]) * Decimal(row["PKG QTY"])))
            yield {
                "ndc": row["NDC2"].strip(), "code": row[first], "words": one_line(row["Short Description"]),
                "labeler": one_line(row["LABELER NAME"]), "drug": one_line(row["Drug Name"]),
                "dosage": one_line(row["HCPCS dosage"]), "package_size": plain(row["PKG SIZE"]),
                "package_count": plain(row["PKG QTY"]), "units": plain(row["BILLUNITS"]), "units_per_package": units,
            }  # fmt: skip


def limits(rows: list[Cells]) -> Iterator[Cells]:
    for row in rows:
        if re.fullmatch(r"[A-Z]\d{4}", row["HCPCS Code"]):
            yield {
                "code": row["HCPCS Code"], "words": one_line(row["Short Description"]),
                "dosage": one_line(row["HCPCS Code Dosage"]), "limit": plain(row["Payment Limit"].replace("N/A", "")),
                "coinsurance": plain(row["Co-insurance Percentage"]), "note": one_line(row["Notes"]),
            }  # fmt: skip


def plain(number: str) -> str:
    """A decimal without the zeros at its end."""
    return number and (f"{Decimal(number):f}".rstrip("0").rstrip(".") if "." in number else number)


def compare(path: Path) -> str:
    """Read a file both ways and say how; raises AssertionError where they differ."""
    start = time.process_time()
    (table,) = read_file(path)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows = expected(path)
    assert len(table.rows) == len(rows), f"{path.name}: {len(table.rows):,} rows, counted {len(rows):,}"
    key = table.columns[0]
    assert [row[key] for row in table.rows] == [row[key] for row in rows], path.name
    for place in Random(13).sample(range(len(rows)), min(COMPARED, len(rows))):
        assert table.rows[place] == rows[place], f"{path.name}, {rows[place][key]}"
    different = sum(ours != theirs for ours, theirs in zip(table.rows, rows, strict=True))
    counts = f"{len(rows):6,} rows, {different} of them otherwise"
    return f"{table.name:18} {counts}, {seconds:5.2f} s, {peak:4} MB  {path.name}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("HCPC2025_OCT_ANWEB.csv", hcpcs_csv().encode("cp1252")),
        ("HCPC2025_OCT_ANWEB.txt", hcpcs_text().encode("cp1252")),
        ("HCPC2025_OCT_ANWEB.xlsx", hcpcs_xlsx(dates=True)),
        ("2025-hcpcs.zip", zipped({"HCPC2025_ANWEB.txt": hcpcs_text(), "HCPC2025_ANWEB.xlsx": hcpcs_xlsx()})),
        ("crosswalk_2025q4.csv", crosswalk_csv().encode("cp1252")),
        ("limits_2025q4.csv", limits_csv().encode("cp1252")),
    ],
)
def test_a_small_file_is_read_as_another_reader_reads_it(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert " 0 of them otherwise" in compare(path)


def main(folder: Path) -> int:
    """Compare every file of a folder, each in a process of its own; 1 where one differs or is refused."""
    failed = 0
    for path in sorted(file for file in folder.iterdir() if file.is_file()):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            try:
                print(alone.submit(compare, path).result(), flush=True)
            except (AssertionError, ValueError) as error:
                failed += 1
                print(f"{path.name}: {error}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(Path([*sys.argv[1:], os.environ.get("HIPKIT_TEST_DATA", "")][0])))
