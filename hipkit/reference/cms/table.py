"""A table as it was read from a file, and the words in which a file is refused."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from hipkit.errors import InputError, shown

KINDS = ("hcpcs", "crosswalk", "limits", "items")
WHOLE, PARTIAL = "whole", "partial"
Cells = dict[str, str]


@dataclass(frozen=True)
class Table:
    """One table in hipkit's own columns, all cells text, an empty one not known.

    The first of `columns` is the key by which it is looked up: a code, or an NDC as 5-4-2. `effective_from` and
    `effective_through` are the first and the last day of service that it speaks for, None where it has none;
    `knows` is `whole` or `partial`: what a partial table lacks may well exist. `file` and `sha256` are those of the
    file that was given; `remarks` say what was left out of it or read otherwise than it was printed.
    """

    kind: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...] = field(repr=False)
    effective_from: datetime.date | None
    effective_through: datetime.date | None
    knows: str
    file: str
    sha256: str
    remarks: tuple[str, ...] = ()


def refusal(
    file: str, reason: str, row: int | None = None, to_type: str = "the file as CMS publishes it"
) -> InputError:
    """The error that names the file, the row where there is one, and what to give in its place.

    >>> print(refusal("HCPC2025_OCT_ANWEB.csv", "its code J1171 stands in row 6 too", 9))
    file: read "HCPC2025_OCT_ANWEB.csv": row 9: its code J1171 stands in row 6 too. \
Type for example: the file as CMS publishes it
    """
    return InputError("file", file, reason if row is None else f"row {row:,}: {reason}", "", to_type)


def glimpse(text: str) -> str:
    """A cell as a refusal shows it: short, on one line, in quotes."""
    return f'"{shown(text, 40)}"'
