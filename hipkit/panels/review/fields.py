"""The fields of the review: the file, the rules that are run, and which findings are shown."""

from __future__ import annotations

from functools import cache

from hipkit.panels.base import Field

SHOWN = (
    ("", "every severity"),
    ("error", "errors"),
    ("error warning", "errors and warnings"),
    ("warning", "warnings"),
    ("info", "notes"),
)
EVERY_RULE = (("", "every rule"),)


@cache
def fields() -> tuple[Field, ...]:
    """Every field, in its order."""
    return (
        Field("file", "File", "file", help="CSV, XLSX, Parquet or 837P of up to 6 MB; larger ones by the command line",
              example="Drop a file of claim lines here, or press Enter"),
        Field("select", "Select", help="rules to run, by the beginning of their codes; empty: all",
              example="HIP1, HIP221"),
        Field("severity", "Show", "choice", choices=SHOWN),
        Field("ignore", "Ignore", help="rules that are not run; the longer beginning wins", example="HIP603"),
        Field("rule", "Rule", "choice", choices=EVERY_RULE),
    )  # fmt: skip
