"""A file of claim lines that is bytes already: the same readers, and nothing is written to a disk.

For pages, to which a file is handed by the browser. It is checked as a file of the machine is, but for what only
those can be (a folder, a device); a small file that expands to many rows is refused.

>>> lines = b"A,1,2021-03-01,2021-03-31,S9326,31\\nA,2,2021-03-01,2021-03-31,J2270,148,8\\n"
>>> found = read_bytes(b"claim_id,line,date_from,date_through,code,units\\n" + lines, "may.csv")
>>> found.rows_in, found.rows_reviewed, found.rows_set_aside
(2, 1, 1)
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from hipkit.errors import InputError, shown
from hipkit.review.reading.files import Reading, typed_pieces, whole
from hipkit.review.reading.kinds import EXAMPLE, FIELD, HEAD, PARQUET, checked
from hipkit.review.table import Remark, Typed, check_names, typed

MOST_ROWS = 250_000


def read_bytes(data: bytes, name: str) -> Reading:
    """The claim lines in the bytes of one file; `name` is what its owner calls it.

    Raises InputError for a file that cannot be read as a whole; a row that cannot is set aside.
    """
    kind = checked(data[:HEAD], len(data), BytesIO(data), name)
    remarks: list[Remark] = []
    parts = [_parquet(data, name)] if kind == PARQUET else list(_texts(data, kind, name, remarks))
    lines, aside, summary = whole(name, kind, parts)
    return Reading(lines, tuple(aside), tuple(remarks), (summary,))


def _texts(data: bytes, kind: str, name: str, remarks: list[Remark]) -> Iterator[Typed]:
    rows = 0
    for part in typed_pieces(BytesIO(data), kind, name, remarks):
        rows += part.rows_in
        _few(rows, name)
        yield part


def _parquet(data: bytes, name: str) -> Typed:
    import polars as pl

    try:
        lazy = pl.scan_parquet(BytesIO(data))
        names = lazy.collect_schema().names()
        rows = lazy.select(pl.len()).collect().item()
        check_names(names, name)
        _few(rows, name)
        frame = lazy.with_row_index("row_number", 1).cast({"row_number": pl.Int64}).collect()
        return typed(frame, name)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        reason = f"it is damaged ({shown(str(error).splitlines()[0], 60)})"
        raise InputError(FIELD, name, reason, EXAMPLE) from None


def _few(rows: int, name: str) -> None:
    if rows > MOST_ROWS:
        raise InputError(
            FIELD, name, f"it has more than {MOST_ROWS:,} rows", "the command line, which reads larger files"
        )
