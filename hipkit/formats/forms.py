"""The forms that an answer can take: one table, for the commands and for the files that a page offers.

A new form is a function from the answer to text or bytes, and its row here. It is imported when it is asked for.
"""

from __future__ import annotations

import contextlib
import datetime
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any


@dataclass(frozen=True)
class FileType:
    """How the name of a file ends, its media type, and whether a terminal cannot show it."""

    ending: str
    media: str
    binary: bool = False


CSV = FileType("csv", "text/csv")
HTML = FileType("html", "text/html")
JSON = FileType("json", "application/json")
PDF = FileType("pdf", "application/pdf", binary=True)
TEXT = FileType("txt", "text/plain")
X12 = FileType("837", "text/plain")
XLSX = FileType("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", binary=True)


@dataclass(frozen=True)
class Form:
    """One form of an answer.

    `name` is that of `--format`, with the words `beside` it in the help; empty where no command has it. `maker` is the
    function that makes it, of the answer alone or, where it is `dated`, of the answer and the day. `words` say what
    it is where a page offers it, as the file number `place`; empty where none does. A `coloured` text has colours
    where stdout is a terminal.
    """

    name: str
    file: FileType
    maker: str
    words: str = ""
    place: int = 0
    beside: str = ""
    dated: bool = False
    coloured: bool = False

    def show(self, answer: object) -> str | Iterable[bytes]:
        """The answer for stdout."""
        page: str | Iterable[bytes] = self._make(answer, None) if self.coloured else self.pieces(answer)
        return page

    def pieces(self, answer: object, today: datetime.date | None = None) -> Iterable[bytes]:
        """The answer for a file, in pieces. Raises InputError for what the form cannot hold."""
        without_colours = contextlib.redirect_stdout(io.StringIO()) if self.coloured else contextlib.nullcontext()
        with without_colours:
            content: str | bytes | Iterable[bytes] = self._make(answer, today)
        if isinstance(content, str):
            content = content.encode()
        return [content] if isinstance(content, bytes) else content

    def whole(self, answer: object, today: datetime.date | None = None) -> bytes:
        """The answer for a file, as a whole."""
        return b"".join(self.pieces(answer, today))

    def _make(self, answer: object, today: datetime.date | None) -> Any:
        from pkgutil import resolve_name

        maker = resolve_name(self.maker)
        return maker(answer, today or datetime.date.today()) if self.dated else maker(answer)


# Commands name the forms in this order; the first is what they print where none is named.
Forms = Sequence[Form]
CLAIM: Forms = (
    Form("table", CSV, "hipkit.formats.claim.csv:csv_text", "lines as CSV", 2, beside="CSV"),
    Form("json", JSON, "hipkit.formats.claim.json:json_text", "claim as JSON", 7),
    Form("text", TEXT, "hipkit.formats.claim.paste:paste_text", "text to paste", 6),
    Form("x12", X12, "hipkit.formats.claim.x12:x12_text", "837P", 1),
    Form("cms1500", HTML, "hipkit.formats.claim.cms1500:html_text"),
    Form("xlsx", XLSX, "hipkit.formats.claim.xlsx:xlsx_bytes", "lines as XLSX", 3),
    Form("pdf", PDF, "hipkit.formats.claim.worksheet:pdf_bytes", "unit worksheet to sign", 4),
    Form("", HTML, "hipkit.formats.claim.boxes:page", "form and 837P as a page", 5, dated=True),
)
ORDER: Forms = (Form("", JSON, "hipkit.order.scenario:Scenario.text", "order, to open again"),)
REVIEW: Forms = (
    Form("text", TEXT, "hipkit.formats.review.text:text", beside="where it is left out", coloured=True),
    Form("json", JSON, "hipkit.formats.review.json:pieces", "report as JSON", 4),
    Form("csv", CSV, "hipkit.formats.review.csv:csv_pieces", "findings as CSV", 2),
    Form("xlsx", XLSX, "hipkit.formats.review.xlsx:xlsx_bytes", "findings and counts as XLSX", 3),
    Form("html", HTML, "hipkit.formats.review.html:html_text", "report as a page", 1),
)
PRACTICE_REPORT: Forms = (
    Form("text", TEXT, "hipkit.formats.practice.text:report", coloured=True),
    Form("json", JSON, "hipkit.formats.practice.json:report_text"),
    Form("csv", CSV, "hipkit.formats.practice.csv:csv_text"),
    Form("xlsx", XLSX, "hipkit.formats.practice.xlsx:report_bytes"),
    Form(
        "html",
        HTML,
        "hipkit.formats.practice.report_html:html_text",
        "report by skill and by slip, to print",
        dated=True,
    ),
)
PRACTICE_RESULTS: Forms = (
    Form("", CSV, "hipkit.practice.training.resultfile:csv_text", "results with checks, for the trainer"),
    Form("", XLSX, "hipkit.formats.practice.xlsx:results_bytes", "the same as a workbook"),
)
PRACTICE_SHEET = Form("", PDF, "hipkit.formats.practice.paper:sheet_bytes", "sheet")
PRACTICE_KEY = Form("", PDF, "hipkit.formats.practice.paper:key_bytes", "answer key")


def by_name(forms: Forms) -> dict[str, Form]:
    """The forms that a command has, by their names.

    >>> by_name(CLAIM)["x12"].file.ending
    '837'
    """
    return {form.name: form for form in forms if form.name}


def names(forms: Forms) -> str:
    """The names of the forms as the help of `--format` says them.

    >>> names(REVIEW)
    'text (where it is left out), json, csv, xlsx or html.'
    """
    *before, last = [f"{name} ({form.beside})" if form.beside else name for name, form in by_name(forms).items()]
    return f"{', '.join(before)} or {last}."


@dataclass(frozen=True)
class Download:
    """A file on offer: its name, what it is in words, its media type, and how its bytes are made when it is wanted.

    >>> Download("claim.txt", "text to paste", "text/plain", lambda: b"S9326 x 31").make()
    b'S9326 x 31'
    """

    name: str
    words: str
    media: str
    make: Callable[[], bytes] = field(compare=False, repr=False)


def downloads(forms: Forms, stem: str, answer: object, today: datetime.date | None = None) -> tuple[Download, ...]:
    """The forms that a page offers as files, in their order; the names begin with `stem`."""
    offered = sorted((form for form in forms if form.words), key=lambda form: form.place)
    return tuple(
        Download(f"{stem}.{form.file.ending}", form.words, form.file.media, partial(form.whole, answer, today))
        for form in offered
    )
