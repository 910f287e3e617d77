"""Small files in the layouts in which CMS publishes its tables, made here; nothing of CMS's own files.

>>> from hipkit.reference.cms.fixed import is_fixed
>>> is_fixed(hcpcs_text(CODES))
True
"""

from __future__ import annotations

import csv
import datetime
import io
import textwrap
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter

HCPCS_HEADER = [
    "HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "PRICE1", "PRICE2", "PRICE3", "PRICE4",
    "MULT_PI", "CIM1", "CIM2", "CIM3", "MCM1", "MCM2", "MCM3", "STATUTE", "LABCERT1", "LABCERT2", "LABCERT3",
    "LABCERT4", "LABCERT5", "LABCERT6", "LABCERT7", "LABCERT8", "XREF1", "XREF2", "XREF3", "XREF4", "XREF5", "COV",
    "ASC_GRP", "ASC_DT", "OPPS", "OPPS_PI", "OPPS_DT", "PROCNOTE", "BETOS", "TOS1", "TOS2", "TOS3", "TOS4", "TOS5",
    "ANEST_BU", "ADD DT", "ACT EFF DT", "TERM DT", "ACTION CD",
]  # fmt: skip
CROSSWALK_HEADER = (
    "_{year}_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG"
)
LIMITS_HEADER = [
    "HCPCS Code", "Short Description", "HCPCS Code Dosage", "Payment Limit", "Co-insurance Percentage",
    "Vaccine AWP%", "Vaccine Limit", "Blood AWP%", "Blood limit", "Clotting Factor", "Notes",
]  # fmt: skip
QUARTERS = {
    1: ("January", "January 1, {year} through March 31, {year}"),
    2: ("April", "April 1, {year} through June 30, {year}"),
    3: ("July", "July 1, {year} through September 30, {year}"),
    4: ("October", "October 1, {year} through December 31, {year}"),
}
NOTES = (
    "***Disclaimers",
    "",
    '-- In some instances, "brand" names may appear, in descriptions.',
    "   of any particular brand.",
)

Code = Mapping[str, str]
# Words and days of our own; the forms are those of CMS's rows.
CODES: tuple[dict[str, str], ...] = (
    {"code": "   SH", "words": "Second concurrently administered infusion", "add": "20020101", "act": "20020101"},
    {
        "code": "J1170",
        "words": "Injection of hydromorphone in another unit, 4 mg",
        "add": "19950101",
        "act": "20241001",
        "term": "20240930",
        "xref": "J1171",
        "action": "D",
    },
    {"code": "J1171", "words": "Injection of hydromorphone, 0.1 mg", "add": "20241001", "act": "20250101"},
    {
        "code": "S9326",
        "words": "Home infusion therapy for pain, " + "with what belongs to it, " * 12 + "a day",
        "add": "20020101",
        "act": "20251001",
    },
)
NDCS: tuple[tuple[str, ...], ...] = (
    ("J1171", "Hydro, inj", "Maker, Inc. ", "63323-0851-10", "Hydromorphone", "0.1 MG", "1", "10", "100", "1000"),
    ("J2270", "Morphine", "B\u2019s Maker", "00409-1134-03", "Morphine", "10 MG", "20", "1", "100", "100"),
    ("J3010", "Fentanyl", "C Maker", "00409-9094-22", "Fentanyl", "0.1 MG", "2", "5", "0.5", "3"),
    ("Q4111", "Skin", "D Maker", "GG100", "Skin", "1 SQ CM", "2.25", "1", "2.25", "3"),
)  # fmt: skip
LIMITS: tuple[tuple[str, ...], ...] = (
    ("J1171", "Inj, hydromorphone", "0.1 MG", "0.140", "20.000", "", "", "", "", "", "Added October 2024"),
    ("J2270", "Morphine", "10 MG", "3.036", "18.500", "", "", "", "", "", "one line\nand another"),
    ("J7799", "Not otherwise classified", "", "N/A", "20.000", "", "", "", "", "", ""),
)


def hcpcs_rows(codes: Iterable[Code]) -> list[list[str]]:
    """The header and a row for each code, as in CMS's CSV."""
    rows = [list(HCPCS_HEADER)]
    for code in codes:
        cells = dict.fromkeys(HCPCS_HEADER, "")
        cells |= {"HCPC": code["code"], "SEQNUM": code.get("sequence", "0010"), "LONG DESCRIPTION": code["words"]}
        cells["RECID"] = code.get("record", "7" if code["code"].startswith(" ") else "3")
        cells |= {"SHORT DESCRIPTION": code.get("short", code["words"][:28].strip()), "XREF1": code.get("xref", "")}
        cells |= {"ADD DT": code.get("add", ""), "ACT EFF DT": code.get("act", ""), "TERM DT": code.get("term", "")}
        cells |= {"ACTION CD": code.get("action", "N"), "COV": "C", "BETOS": "O1E"}
        rows.append(list(cells.values()))
    return rows


def as_csv(rows: Iterable[Sequence[str]], line_end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def hcpcs_csv(codes: Iterable[Code] = CODES) -> str:
    return as_csv(hcpcs_rows(codes))


def hcpcs_text(codes: Iterable[Code] = CODES, short_lines: bool = True) -> str:
    """The fixed width of CMS's text, 320 columns, descriptors that go on in further lines."""
    lines = []
    for code in codes:
        modifier = code["code"].startswith(" ")
        first, *more = textwrap.wrap(code["words"], 80)
        record = f"{code['code']:5}00100{'7' if modifier else '3'}{first:80}{code.get('short', first[:28]):28}"
        record = record.ljust(204) + f"{code.get('xref', ''):5}"
        record = record.ljust(229) + "C"
        record = record.ljust(268) + f"{code.get('add', ''):8}{code.get('act', ''):8}{code.get('term', ''):8}"
        lines.append((record + code.get("action", "N")).ljust(320))
        for number, further in enumerate(more, 2):
            line = f"{code['code']:5}{number:03}00{'8' if modifier else '4'}{further:80}"
            lines.append(line if short_lines else line.ljust(320))
    return "\r\n".join(lines) + "\r\n"


def workbook(rows: Iterable[Sequence[Any]], title: str = "A") -> bytes:
    """A workbook as Excel writes it: its texts are shared, its days are numbers in a style."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell) if isinstance(cell, str) else sheet.write(number, place, cell)
    return data.getvalue()


def workbook_of_openpyxl(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook in another hand: texts in their cells, empty cells left out."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def hcpcs_xlsx(codes: Iterable[Code] = CODES, dates: bool = False) -> bytes:
    """A workbook; with `dates` its days are Excel's days."""
    head, *rows = hcpcs_rows(codes)
    days = [head.index(name) for name in ("ADD DT", "ACT EFF DT", "TERM DT")]
    turned = [
        [datetime.datetime.strptime(cell, "%Y%m%d") if dates and place in days and cell else cell
         for place, cell in enumerate(row)]
        for row in rows
    ]  # fmt: skip
    return workbook([head, *turned], "HCPC2025_OCT_ANWEB")


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def crosswalk_csv(
    rows: Iterable[Sequence[str]] = NDCS, year: int = 2025, quarter: int = 4, columns: int = 250, header: int = 0
) -> str:
    """Banner, header with a year in it, hundreds of empty columns; the ends of lines mixed."""
    title, days = QUARTERS[quarter]
    above = [
        [f"{title} {year} ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs"],
        [f"     Effective {days.format(year=year)}"],
        [""],
        ["The ASP crosswalks are maintained in 2020 by a division, January 2019 and so on."],
        *([[""]] * 4),
    ]
    body = [CROSSWALK_HEADER.format(year=header or year).split(","), *map(list, rows)]
    wide = [row + [""] * (columns - len(row)) for row in [*above, *body]]
    return as_csv(wide[:9]) + as_csv(wide[9:], "\n")


def limits_csv(rows: Iterable[Sequence[str]] = LIMITS, year: int = 2025, quarter: int = 4, columns: int = 12) -> str:
    above = [
        ["Payment Allowance Limits for Medicare Part B Drugs"],
        [""],
        [f"Effective {QUARTERS[quarter][1].format(year=year)}"],
        [""],
        ["Note 1: limits are based on 3Q25 ASP data."],
        ["Note 2: absence of a code says nothing."],
        [""],
        [""],
    ]
    wide = [row + [""] * (columns - len(row)) for row in [*above, list(LIMITS_HEADER), *map(list, rows)]]
    return as_csv(wide)
