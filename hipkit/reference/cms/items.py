"""A pharmacy's own item list: ndc, drug, strength, package and form of what it dispenses.

Every cell is read as strictly as one that is typed. A solution has a strength and a package in mL; a powder in a vial
its strength as `500 mg/vial` and its package in vials; a bulk powder no strength and its package as a mass. An empty
package is not known. The list says nothing of codes, and no dates.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from hipkit.errors import InputError
from hipkit.reference.cms.columns import find, header, in_row, word
from hipkit.reference.cms.sheets import Row, Sheet
from hipkit.reference.cms.table import PARTIAL, Cells, Table, refusal
from hipkit.values.ndc import Ndc
from hipkit.values.productforms import BULK_POWDER, POWDER_VIAL, SOLUTION, Form, read_form
from hipkit.values.quantity import Quantity
from hipkit.values.strict import printable, whole
from hipkit.values.units import MASS, PER_VIAL, STRENGTH, VOLUME

KIND = "items"
COLUMNS = ("ndc", "drug", "strength", "package", "form")
WANTED = {column: (column,) for column in COLUMNS}
_FORBIDDEN = "*:^~>"  # what separates the parts of a claim
_LONGEST_NAME = 40


def begins(sheet: Sheet) -> int | None:
    """The index of its header, which is its first row; None where this is no such file."""
    return find(sheet, WANTED)


def read(sheet: Sheet, index: int, sha256: str) -> Table:
    """The table. Raises InputError that names the row and the column of the first cell that is refused."""
    name = _name(sheet)
    head = header(sheet.name, sheet.rows[index], WANTED, lambda _: False)
    if index:
        raise refusal(sheet.name, "lines stand above its header", sheet.rows[0].number, ",".join(COLUMNS))
    rows: list[Cells] = []
    seen: dict[str, int] = {}
    for row in sheet.rows[index + 1 :]:
        if not any(map(word, row.cells)):
            continue
        if row.width > head.row.width or (sheet.even and row.width < head.row.width):
            raise refusal(sheet.name, f"it has {row.width} cells, the header {head.row.width}", row.number)
        cells = [row.cells[place] if place < row.width else "" for place in map(head.places.__getitem__, COLUMNS)]
        item = _item(dict(zip(COLUMNS, cells, strict=True)), sheet, row)
        if item["ndc"] in seen:
            reason = f"ndc: {item['ndc']} stands there twice, in row {seen[item['ndc']]:,} too"
            raise refusal(sheet.name, reason, row.number, "each NDC once")
        seen[item["ndc"]] = row.number
        rows.append(item)
    if not rows:
        raise refusal(sheet.name, "it has the columns of an item list and no item", to_type="a row for each NDC")
    return Table(KIND, name, COLUMNS, tuple(rows), None, None, PARTIAL, sheet.name, sha256)


def _name(sheet: Sheet) -> str:
    """`items-` and the name of its file in small letters, digits and hyphens."""
    slug = re.sub("[^a-z0-9]+", "-", PurePath(sheet.names[-1]).stem.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    if not slug:
        raise refusal(sheet.name, "its name has no letter and no digit", to_type="a name such as stock.csv")
    return slug if slug.startswith(f"{KIND}-") else f"{KIND}-{slug}"


def _item(cells: Cells, sheet: Sheet, row: Row) -> Cells:
    column = "ndc"
    try:
        ndc = Ndc.parse(cells["ndc"]).hyphenated
        column = "drug"
        drug = printable(cells["drug"], "drug", "morphine sulfate", 80, _FORBIDDEN)
        column = "form"
        form = read_form(cells["form"])
        column = "strength"
        strength = _strength(cells["strength"].strip(), form)
        column = "package"
        package = _package(cells["package"].strip(), form)
    except InputError as error:
        raise in_row(sheet.name, row, column, error) from None
    return {"ndc": ndc, "drug": drug, "strength": strength, "package": package, "form": form.name}


def _strength(text: str, form: Form) -> str:
    if form == BULK_POWDER:
        if text:
            raise InputError("strength", text, "a bulk powder has none; it counts grams", "", "an empty cell")
        return ""
    if form == POWDER_VIAL and text.rpartition("/")[2].strip().lower() != "vial":
        raise InputError("strength", text, "a powder in a vial has so much in each vial", form.example)
    return str(Quantity.parse(text, "strength", (STRENGTH if form == SOLUTION else PER_VIAL,)))


def _package(text: str, form: Form) -> str:
    if not text:
        return ""
    if form != POWDER_VIAL:
        return str(Quantity.parse(text, "package", (VOLUME if form == SOLUTION else MASS,)))
    vials = re.fullmatch("(.*?) ?vials?", text, re.IGNORECASE)
    if not vials:
        raise InputError("package", text, "a powder in vials is packed in vials", "10 vials")
    count = whole(vials[1], "package", "10 vials", 1, 1_000)[0] if vials[1] else 1
    return "1 vial" if count == 1 else f"{count:,} vials"
