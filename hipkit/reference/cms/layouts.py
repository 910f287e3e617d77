"""Which kind of table a sheet holds: by what stands in it, never by its name alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from hipkit.reference.cms import crosswalk, hcpcs, items, limits
from hipkit.reference.cms.sheets import Sheet
from hipkit.reference.cms.table import Table, glimpse, refusal

# For each kind: where its header stands in a sheet, and the table below it.
_LAYOUTS: tuple[tuple[Callable[[Sheet], int | None], Callable[[Sheet, int, str], Table]], ...] = (
    (hcpcs.begins, hcpcs.read),
    (crosswalk.begins, crosswalk.read),
    (limits.begins, limits.read),
    (items.begins, items.read),
)
KNOWN = (
    "CMS's HCPCS Level II (*ANWEB*: txt, csv, xlsx, zip), its ASP NDC-HCPCS crosswalk, its ASP payment limits, "
    "and an item list with the columns ndc, drug, strength, package, form"
)
_ROWS_SHOWN, _CELLS_SHOWN = 3, 4


def table_of(sheet: Sheet, sha256: str) -> Table | None:
    """The table that a sheet holds, None where it is none that is known. Raises InputError where it is damaged."""
    for begins, read in _LAYOUTS:
        index = begins(sheet)
        if index is not None:
            return read(sheet, index, sha256)
    return None


def refuse_unknown(unknown: list[Sheet], name: str) -> NoReturn:
    """Raise the InputError that says what was seen in sheets of an unknown layout, and what is known."""
    seen: list[str] = []
    for row in (row for sheet in unknown for row in sheet.rows):
        cells = [glimpse(cell.strip()) for cell in row.cells if cell.strip()][:_CELLS_SHOWN]
        if cells:
            seen.append(f"row {row.number}: {', '.join(cells)}")
        if len(seen) == _ROWS_SHOWN:
            break
    begins = f"it begins {'; '.join(seen)}" if seen else "no rows of cells are in it"
    raise refusal(name, f"its layout is not known here ({begins}); known are {KNOWN}")
