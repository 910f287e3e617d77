"""The files of a review, each made when a person asks for it, by a module that is loaded then."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from hipkit.formats.filenames import slug
from hipkit.panels.base import Download

if TYPE_CHECKING:
    from hipkit.review.run.report import Report

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(name: str, report: Report) -> tuple[Download, ...]:
    """The report in every format; the names begin with that of the file that was reviewed.

    >>> from hipkit.panels.review.downloads import stem
    >>> stem("May 2021.csv"), stem("../../etc/CON")
    ('may-2021-review', 'con-review')
    """

    def file(end: str, words: str, media: str) -> Download:
        return Download(f"{stem(name)}.{end}", words, media, lambda: _made(report, end))

    return (
        file("html", "report as a page", "text/html"),
        file("csv", "findings as CSV", "text/csv"),
        file("xlsx", "findings and counts as XLSX", _XLSX),
        file("json", "report as JSON", "application/json"),
    )


def stem(name: str) -> str:
    """How the names of the files begin: plain, whatever the reviewed file was called."""
    return slug(f"{PurePath(name.replace(chr(92), '/')).stem} review")


def _made(report: Report, form: str) -> bytes:
    from hipkit.formats.forms import as_bytes

    return as_bytes(report, form)
