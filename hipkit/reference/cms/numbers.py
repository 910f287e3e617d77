"""A number as CMS's tables write it: read as strictly as one that is typed."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from hipkit.errors import InputError
from hipkit.reference.cms.columns import in_row
from hipkit.reference.cms.sheets import Row, Sheet
from hipkit.values.strict import number


def amount(text: str, sheet: Sheet, row: Row, column: str) -> Fraction | None:
    """The number, exact; None where the cell is empty. Raises InputError with the row and the column."""
    try:
        return _number(text) if text else None
    except InputError as error:
        raise in_row(sheet.name, row, column.replace("_", " "), error) from None


@lru_cache(maxsize=4096)  # a crosswalk of 33,000 numbers has some hundreds of different ones
def _number(text: str) -> Fraction:
    return number(text, "number", "10")[0]
