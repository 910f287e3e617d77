"""Medicare's payment limits (ASP pricing file): dollars a unit of each code, by quarter.

`N/A` is no limit that is known. A code that is missing here may well be in force: 155 codes left this file in 2026 Q1.
Its columns for vaccines, blood and clotting factors are not kept.
"""

from __future__ import annotations

from collections import Counter

from hipkit.reference.cms.codes import family
from hipkit.reference.cms.columns import Body, find
from hipkit.reference.cms.numbers import amount
from hipkit.reference.cms.quarters import quarter_of
from hipkit.reference.cms.sheets import Sheet
from hipkit.reference.cms.table import PARTIAL, Cells, Table, glimpse, refusal
from hipkit.reference.cms.whole import knows
from hipkit.values.notation import counted, exact

KIND = "limits"
COLUMNS = ("code", "words", "dosage", "limit", "coinsurance", "note")
WANTED = {
    "code": ("hcpcs(code)?",),
    "words": ("shortdescript(ion|or)",),
    "dosage": ("hcpcs(code)?dosage",),
    "limit": ("paymentlimit",),
    "coinsurance": ("coinsurancepercentage",),
    "vaccine percentage": ("vaccineawp%",),
    "vaccine limit": ("vaccinelimit",),
    "blood percentage": ("bloodawp%",),
    "blood limit": ("bloodlimit",),
    "clotting factor": ("clottingfactor",),
    "note": ("notes?",),
}
_NO_LIMIT = "N/A"
_WHOLE_ROWS, _LAST = 500, "Q99"


def begins(sheet: Sheet) -> int | None:
    """The index of its header, None where this is no such file."""
    return find(sheet, WANTED)


def read(sheet: Sheet, index: int, sha256: str) -> Table:
    """The table. Raises InputError, with the row, for anything that is not as CMS writes it."""
    quarter = quarter_of(sheet.above(index), sheet.names, sheet.name)
    body = Body(sheet, index, WANTED, lambda _: False)
    rows, odd = _rows(sheet, body)
    if not rows:
        raise refusal(sheet.name, "it has the columns of the payment limits and no code")
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
        remarks=_remarks(odd, body, whole),
    )


def _rows(sheet: Sheet, body: Body) -> tuple[list[Cells], Counter[str]]:
    rows: list[Cells] = []
    seen: dict[str, int] = {}
    odd: Counter[str] = Counter()
    for row, cells in body:
        code = cells["code"]
        kind = family(code)
        if kind not in ("code", "cpt"):
            raise refusal(sheet.name, f"{glimpse(code)} is no code", row.number)
        if code in seen:
            raise refusal(sheet.name, f"the code {code} stands there twice, in row {seen[code]:,} too", row.number)
        seen[code] = row.number
        if kind == "cpt":
            odd["cpt"] += 1
            continue
        stated = "" if cells["limit"].upper() == _NO_LIMIT else cells["limit"]
        limit, share = amount(stated, sheet, row, "limit"), amount(cells["coinsurance"], sheet, row, "coinsurance")
        odd["none"] += limit is None
        rows.append(
            {
                **{name: cells[name] for name in ("code", "words", "dosage")},
                "limit": exact(limit) if limit is not None else "",
                "coinsurance": exact(share) if share is not None else "",
                "note": cells["note"],
            }
        )
    return rows, odd


def _remarks(odd: Counter[str], body: Body, whole: str) -> tuple[str, ...]:
    lines = [
        (odd["cpt"], f"{counted(odd['cpt'], 'row')} with codes of CPT left out: they are the AMA's"),
        (odd["none"], f"{counted(odd['none'], 'code')} without a payment limit"),
        (body.sections > 1, f"{counted(body.sections, 'section')}, each with a header"),
        (body.notes, f"{counted(body.notes, 'line')} of text beside the table"),
        (whole == PARTIAL, "it is a part of a table: what it lacks may well exist"),
    ]
    return tuple(text for count, text in lines if count)
