"""Every form of a report by its name, each as bytes in pieces; a form is imported when it is asked for."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable, Iterator

from hipkit.errors import InputError
from hipkit.review.run.report import Report


def pieces(report: Report, form: str) -> Iterable[bytes]:
    """The report in a form, in pieces: `text` (without colours), `json`, `csv`, `xlsx` or `html`.

    Raises InputError for another form, and for what a form cannot hold.
    """
    if form not in FORMS:
        raise InputError("format", form, f"known are {', '.join(FORMS)}", "html")
    return FORMS[form](report)


def as_bytes(report: Report, form: str) -> bytes:
    """The report in a form as a whole."""
    return b"".join(pieces(report, form))


def _text(report: Report) -> Iterator[bytes]:
    from hipkit.formats.review.text import text

    with contextlib.redirect_stdout(io.StringIO()):  # for a terminal there would be colours
        page = text(report)
    yield page.encode()


def _json(report: Report) -> Iterable[bytes]:
    from hipkit.formats.review.json import pieces

    return pieces(report)


def _csv(report: Report) -> Iterable[bytes]:
    from hipkit.formats.review.csv import csv_pieces

    return csv_pieces(report)


def _xlsx(report: Report) -> Iterable[bytes]:
    from hipkit.formats.review.xlsx import xlsx_bytes

    return [xlsx_bytes(report)]


def _html(report: Report) -> Iterable[bytes]:
    from hipkit.formats.review.html import html_text

    return [html_text(report).encode()]


FORMS: dict[str, Callable[[Report], Iterable[bytes]]] = {
    "text": _text, "json": _json, "csv": _csv, "xlsx": _xlsx, "html": _html,
}  # fmt: skip
