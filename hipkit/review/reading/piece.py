"""What the readers of texts hand on: a piece of a file, before its cells are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hipkit.review.table import Remark, SetAside

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Piece:
    """Rows as texts, with `row_number`; rows set aside before a cell of them was read; remarks on the file."""

    texts: pl.DataFrame
    set_aside: tuple[SetAside, ...] = ()
    remarks: tuple[Remark, ...] = ()
