"""The findings as rows: CSV in which text that a spreadsheet would run is neutralised, and the lines of the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from hipkit.review.finding import COLUMNS
from hipkit.review.run.report import Report
from hipkit.values.spreadsheet import FORMULA

if TYPE_CHECKING:
    import polars as pl

AT_ONCE = 100_000
# What moves or recolours a terminal: spelt out, as everywhere. Tabs and line ends stay, in quotes.
_CONTROLS = {chr(point): f"\\x{point:02x}" for point in (*range(32), *range(127, 160)) if chr(point) not in "\t\r\n"}
_TEXTS = ("claim_id", "message", "slip", "citation")


def csv_pieces(report: Report) -> Iterator[bytes]:
    """The findings as CSV in UTF-8, in pieces; the first holds the header."""
    frame = report.findings
    for start in range(0, max(frame.height, 1), AT_ONCE):
        piece = neutral(frame.slice(start, AT_ONCE))
        yield piece.write_csv(include_header=start == 0, line_terminator="\n").encode()


def neutral(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that no spreadsheet runs and no terminal: what looks like a formula gets an apostrophe in front."""
    import polars as pl

    texts = {name: pl.col(name).cast(pl.String).str.replace_many(_CONTROLS) for name in _TEXTS}
    return frame.select(COLUMNS).with_columns(
        pl.when(text.str.contains(f"^{FORMULA}")).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)
        for name, text in texts.items()
    )


def encoded(frame: pl.DataFrame, sources: Mapping[str, str]) -> list[str]:
    """Each finding as a JSON object of texts, with the sources of its rule, which are JSON already.

    A million findings one by one would take seconds.
    """
    import polars as pl

    texts = frame.select(pl.col(COLUMNS).cast(pl.String))
    opened = pl.struct(COLUMNS).struct.json_encode().str.strip_suffix("}")
    closed = pl.col("rule").replace_strict({code: f',"sources":{listed}}}' for code, listed in sources.items()})
    return texts.select(pl.concat_str(opened, closed)).to_series().to_list()
