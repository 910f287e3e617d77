"""The ASP NDC-HCPCS crosswalk: which code CMS pays each NDC by in a quarter, and how many units one item of it holds.

NDCs are printed as 5-4-2. Since 2025 Q3 the units of a package are printed rounded to whole ones, and some were wrong
before, so they are computed: items in a package x units of an item. What is no NDC (the number of a skin substitute,
say) is left out and counted, and so are codes of CPT.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from hipkit.errors import InputError
from hipkit.reference.cms.codes import family
from hipkit.reference.cms.columns import Body, find, in_row
from hipkit.reference.cms.numbers import amount
from hipkit.reference.cms.quarters import Quarter, quarter_of
from hipkit.reference.cms.sheets import Row, Sheet
from hipkit.reference.cms.table import PARTIAL, Cells, Table, glimpse, refusal
from hipkit.reference.cms.whole import knows
from hipkit.values.ndc import Ndc
from hipkit.values.notation import counted, exact

KIND = "crosswalk"
COLUMNS = (
    "ndc", "code", "words", "labeler", "drug", "dosage",
    "package_size", "package_count", "units", "units_per_package",
)  # fmt: skip
WANTED = {
    "code": ("((19|20)[0-9]{2})?code", "hcpcs(code)?"),
    "words": ("shortdescript(ion|or)",),
    "labeler": ("labelername",),
    "ndc": ("ndc2?",),
    "drug": ("drugname",),
    "dosage": ("hcpcs(code)?dosage",),
    "package_size": ("pkgsize",),
    "package_count": ("pkgqty",),
    "units": ("billunits",),
    "printed": ("billunitspkg",),
}
_NUMBERS = ("package_size", "package_count", "units", "printed")
_PRINTED_NDC = re.compile("[0-9]{5}-[0-9]{4}-[0-9]{2}")
_LIKE_AN_NDC = re.compile("[0-9]{4,6}-[0-9]{3,4}-[0-9]{1,2}|[0-9]{11}")
_A_NUMBER_NOW = re.compile(r"[0-9.]+[eE]\+?[0-9]+")
# CMS's zips hold crosswalks of other prices too, in the same columns.
_OTHER_CROSSWALK = re.compile(r"\b(awp|noc|opps|blp)\b.*crosswalk", re.IGNORECASE)
_WHOLE_ROWS, _LAST = 3_000, "Q99"
# CMS's crosswalk of 2024 Q2 prints 21.3125? once: one number in so many rows may be none, and is not known then.
_A_FLAW = 1_000


def begins(sheet: Sheet) -> int | None:
    """The index of its header, None where this is no such file."""
    index = find(sheet, WANTED)
    if index is None or any(_OTHER_CROSSWALK.search(line[:100]) for line in sheet.above(index)):
        return None
    return index


def read(sheet: Sheet, index: int, sha256: str) -> Table:
    """The table. Raises InputError, with the row, for anything that is not as CMS writes it."""
    quarter = quarter_of(sheet.above(index), sheet.names, sheet.name)
    _require_year(sheet, index, quarter)
    body = Body(sheet, index, WANTED, lambda _: False)
    rows, odd, unread = _rows(sheet, body)
    if not rows:
        raise refusal(sheet.name, "it has the columns of a crosswalk and no NDC")
    whole = knows(sheet.name, [row["code"] for row in rows], _WHOLE_ROWS, _LAST)
    return Table(
        kind=KIND,
        name=f"{KIND}-{quarter}",
        columns=COLUMNS,
        rows=tuple(rows),
        effective_from=quarter.first,
        effective_through=quarter.last,
        knows=whole,
        file=sheet.name,
        sha256=sha256,
        remarks=_remarks(odd, body, whole) + unread,
    )


def _require_year(sheet: Sheet, index: int, quarter: Quarter) -> None:
    """Raise InputError where the header has a year (`_2025_CODE`) that is neither the banner's nor the one before."""
    row = sheet.rows[index]
    for cell in row.cells[:20]:
        year = re.search("(20[0-9]{2})", cell)
        if year and not quarter.year - 1 <= int(year[1]) <= quarter.year:
            reason = f"its header says {year[1]} ({glimpse(cell)}), the lines above it or its name {quarter}"
            raise refusal(sheet.name, reason, row.number)


def _rows(sheet: Sheet, body: Body) -> tuple[list[Cells], Counter[str], tuple[str, ...]]:
    rows: list[Cells] = []
    seen: dict[tuple[str, str], int] = {}
    odd: Counter[str] = Counter()
    unread: list[InputError] = []
    for row, cells in body:
        kind = family(cells["code"])
        if kind not in ("code", "cpt"):
            raise refusal(sheet.name, f"{glimpse(cells['code'])} is no code", row.number)
        ndc = _ndc(cells["ndc"], sheet, row)
        if kind == "cpt":
            odd["cpt"] += 1
        elif not ndc:
            odd["no ndc"] += 1
        else:
            place = (ndc, cells["code"])
            if place in seen:
                reason = f"{ndc} with {cells['code']} stands there twice, in row {seen[place]:,} too"
                raise refusal(sheet.name, reason, row.number)
            seen[place] = row.number
            rows.append(_row(ndc, cells, _numbers(cells, sheet, row, unread), odd))
    if _A_FLAW * len(unread) > len(rows):
        raise unread[0]
    return rows, odd, tuple(f"not known: {error.reason}" for error in unread)


def _numbers(cells: Cells, sheet: Sheet, row: Row, unread: list[InputError]) -> dict[str, Fraction | None]:
    """The numbers of a row, None where a cell is empty or, with its refusal put down, where it is no number."""
    numbers: dict[str, Fraction | None] = {}
    for name in _NUMBERS:
        try:
            numbers[name] = amount(cells[name], sheet, row, name)
        except InputError as error:
            numbers[name] = None
            unread.append(error)
    return numbers


def _ndc(text: str, sheet: Sheet, row: Row) -> str:
    """The NDC as 5-4-2; nothing for the number of a product that has none."""
    if _PRINTED_NDC.fullmatch(text) and text.strip("0-") and text.strip("9-"):
        return text
    if not text or _A_NUMBER_NOW.fullmatch(text):
        reason = f"{glimpse(text)} is no NDC: a spreadsheet turned it into a number" if text else "it has no NDC"
        raise refusal(sheet.name, reason, row.number)
    if not _LIKE_AN_NDC.fullmatch(text):
        return ""
    try:
        return Ndc.parse(text).hyphenated
    except InputError as error:
        raise in_row(sheet.name, row, "ndc", error) from None


def _row(ndc: str, cells: Cells, numbers: dict[str, Fraction | None], odd: Counter[str]) -> Cells:
    units, count, printed = numbers["units"], numbers["package_count"], numbers["printed"]
    together = units * count if units is not None and count is not None else None
    if together is None:
        odd["blank"] += 1
    elif printed is not None and printed != together:
        odd["rounded" if abs(printed - together) < 1 else "differs"] += 1
    values = {name: exact(value) if value is not None else "" for name, value in numbers.items()}
    return {
        "ndc": ndc,
        **{name: cells[name] for name in ("code", "words", "labeler", "drug", "dosage")},
        **{name: values[name] for name in ("package_size", "package_count", "units")},
        "units_per_package": exact(together) if together is not None else "",
    }


def _remarks(odd: Counter[str], body: Body, whole: str) -> tuple[str, ...]:
    lines = [
        (odd["cpt"], f"{counted(odd['cpt'], 'row')} with codes of CPT left out: they are the AMA's"),
        (odd["no ndc"], f"{counted(odd['no ndc'], 'row')} with a product number that is no NDC left out"),
        (odd["rounded"], f"{counted(odd['rounded'], 'row')} with the units of a package rounded: computed exactly"),
        (
            odd["differs"],
            f"{counted(odd['differs'], 'row')} with other units of a package than its items have: computed",
        ),
        (odd["blank"], f"{counted(odd['blank'], 'row')} without units or items of a package"),
        (body.sections > 1, f"{counted(body.sections, 'section')}, each with a header"),
        (body.notes, f"{counted(body.notes, 'line')} of text beside the table"),
        (whole == PARTIAL, "it is a part of a table: what it lacks may well exist"),
    ]
    return tuple(text for count, text in lines if count)
