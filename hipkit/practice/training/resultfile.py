"""The results of practice as a table with a checksum: CSV text and back.

Each row has a check over its cells and the check of the row above; a last line has the count and a check over the
whole. So a file that was changed after hipkit wrote it shows that, and at which row. It shows edits, it does not
prevent forgery: whoever has hipkit can write a file of results that never were. Checks are letters only, so that
no spreadsheet takes one for a number.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hipkit.errors import InputError, shown
from hipkit.practice.training.resultrow import read_row
from hipkit.practice.training.results import RIGHT, WRONG, Result
from hipkit.values.notation import exact
from hipkit.values.spreadsheet import neutral, plain
from hipkit.values.userfile import Wanted, read_text

LARGEST = 5_000_000
MOST_ROWS = 20_000
END = "end"
COLUMNS = (
    "row", "alias", "version", "seed", "level", "template", "field", "skill", "given", "right", "correct", "score",
    "slip", "hints", "seconds", "override", "reason", "check",
)  # fmt: skip
# A file in which a box was tried twice is of version 2; all others are as they always were.
TRIED = (*COLUMNS[:-1], "tries", "first", "first slip", COLUMNS[-1])
KINDS = {COLUMNS: "hipkit practice results 1", TRIED: "hipkit practice results 2"}
WANTED = Wanted("results", "a file of results that practice has saved", LARGEST)
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_ROW, _WHOLE = 12, 32

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """Where a file is not as hipkit wrote it: the row, counted from 1, and what is wrong there."""

    row: int
    why: str

    @property
    def text(self) -> str:
        """The place and the reason on one line."""
        return f"edited at row {self.row}: {self.why}"


@dataclass(frozen=True)
class Opened:
    """A file of results: its name, what can be read of it with the rows where it stands, and where it was edited.

    `group` is the class that it is of; empty where none was named.
    """

    name: str
    results: tuple[Result, ...]
    rows: tuple[int, ...]
    edits: tuple[Edit, ...] = ()
    group: str = ""


def csv_text(results: Iterable[Result]) -> str:
    """The results as CSV with their checks. Text that a spreadsheet would run gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([neutral(cell) for cell in row] for row in table(results))
    return out.getvalue()


def table(results: Iterable[Result]) -> list[Cells]:
    """The head, the rows as plain texts, each with its check, and the last line."""
    listed = list(results)
    head = TRIED if any(result.tries > 1 for result in listed) else COLUMNS
    rows: list[Cells] = []
    before = kind = KINDS[head]
    for number, result in enumerate(listed, 1):
        cells = (*_cells(number, result), *(_tried(result) if head == TRIED else ()))
        before = _check(kind, [before, *cells], _ROW)
        rows.append((*cells, before))
    return [head, *rows, _end(head, rows)]


def load_results(path: str | Path) -> Opened:
    """Open a file of results as CSV. Raises InputError for what is no such file."""
    return read_results(read_text(path, WANTED), str(path))


def read_results(text: str, name: str = "the text") -> Opened:
    """The results of a CSV text and where it was edited. Raises InputError for a table that is none of hipkit's."""
    lines = re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))
    while lines and not lines[-1].strip(' ,"'):
        lines.pop()
    rows = [_split(line) for line in lines[: MOST_ROWS + 3]]
    return read_table([row and [plain(cell) for cell in row] for row in rows], name)


def read_table(rows: Sequence[Sequence[str] | None], name: str) -> Opened:
    """The results of plain cells, the head first; None stands for a row that cannot be split into cells."""
    head = _head(rows, name)
    body = list(rows[1:])
    ends = [i for i, row in enumerate(body) if row and row[0] == END]
    end = ends[0] if ends else len(body)
    if end > MOST_ROWS:
        raise WANTED.refusal(name, f"it has more than {MOST_ROWS:,} rows")
    results: dict[int, Result] = {}
    edits: list[Edit] = []
    before = KINDS[head]
    for number, row in enumerate(body[:end], 1):
        result, why = _read(head, number, row, before)
        before = row[-1] if row else ""
        results |= {number: result} if result else {}
        edits += [Edit(number, why)] if why else []
    edits += [] if edits else _at_the_end(head, body, end)
    return Opened(name, tuple(results.values()), tuple(results), tuple(edits))


def require_unedited(opened: Opened) -> None:
    """Raises InputError where a file was edited: written anew with checks that fit, it would no longer show that."""
    if opened.edits:
        raise WANTED.refusal(opened.name, f"it was {opened.edits[0].text}; nothing is added to an edited file")


def results_so_far(path: str | Path) -> tuple[Result, ...]:
    """The results of a file to which more are added; none where there is no such file yet.

    Raises InputError for what is no file of results, was edited, or is full.
    """
    name = str(path)
    if name.strip() and "://" not in name and "\0" not in name and not os.path.lexists(name):
        return ()
    opened = load_results(path)
    require_unedited(opened)
    return opened.results


def save_results(path: str | Path, results: Sequence[Result], field: str = "results") -> None:
    """Write results to a file, replacing what is there once the new one is whole. Raises InputError if it cannot be."""
    if len(results) > MOST_ROWS:
        raise InputError(field, str(path), f"it would have more than {MOST_ROWS:,} rows", "another file")
    try:
        place = Path(os.path.realpath(path))
        if place.exists() and not place.is_file():
            raise InputError(field, str(path), "it is not a plain file", "results.csv")
        _replace(place, csv_text(results))
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = f"it cannot be written ({getattr(error, 'strerror', None) or error})"
        raise InputError(field, str(path), reason, "results.csv") from None


def _replace(place: Path, text: str) -> None:
    """Put the text in place of a file once it is written as a whole; a text that cannot be written leaves nothing."""
    beside = place.with_name(f"{place.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        os.replace(beside, place)
    except BaseException:
        with contextlib.suppress(OSError, ValueError):
            beside.unlink()
        raise


def _cells(number: int, result: Result) -> Cells:
    return (
        str(number), result.alias, result.version, str(result.seed), str(result.level), result.template, result.field,
        result.skill, result.given, result.right, RIGHT if result.correct else WRONG, exact(result.score),
        " ".join(result.slips), str(result.hints), "" if result.seconds is None else str(result.seconds),
        result.override, result.reason,
    )  # fmt: skip


def _tried(result: Result) -> Cells:
    return str(result.tries), result.first, " ".join(result.first_slips)


def _check(kind: str, cells: Sequence[str], letters: int) -> str:
    written = json.dumps([kind, *cells]).encode()
    return hashlib.sha256(written).hexdigest().translate(_LETTERS)[:letters]


def _end(head: Cells, rows: Sequence[Sequence[str] | None]) -> Cells:
    count = str(len(rows))
    whole = _check(KINDS[head], [count, *(cell for row in rows if row for cell in row)], _WHOLE)
    return (END, count, *[""] * (len(head) - 3), whole)


def _split(line: str) -> list[str] | None:
    """The cells of one line; no cell of ours goes over two, so that a damaged line spoils itself alone."""
    try:
        return next(csv.reader([line], strict=True), None)
    except csv.Error:
        return None


def _head(rows: Sequence[Sequence[str] | None], name: str) -> Cells:
    """The head, which tells the version. Raises InputError for one that is none of ours."""
    head = tuple(rows[0] or ()) if rows else ()
    if head in KINDS:
        return head
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(head) == 1 and head[0] in (sign.join(COLUMNS), sign.join(TRIED)):
            raise WANTED.refusal(name, f"its cells are separated by {word}; save it with commas")
    begins = shown(" ".join(head), 30)
    raise WANTED.refusal(name, f'it is no file of practice results: its first line begins with "{begins}"')


def _read(head: Cells, number: int, row: Sequence[str] | None, before: str) -> tuple[Result | None, str]:
    """The result of a row, None where it cannot be read, and what was edited in it."""
    if row is None or len(row) != len(head):
        count = "cannot be split into cells" if row is None else f"has {len(row)} cells, not {len(head)}"
        return None, f"the row {count}, so it is not counted"
    try:
        result = read_row(dict(zip(head, row, strict=True)))
    except InputError as error:
        return None, f"{error.field} is not as it was written, so the row is not counted"
    if row[0] != str(number):
        return result, f"it is numbered {shown(row[0], 12)}; rows were taken out, put in or moved"
    if _check(KINDS[head], [before, *row[:-1]], _ROW) != row[-1]:
        return result, "its check does not fit: a cell of it, or the row above it, was changed"
    return result, ""


def _at_the_end(head: Cells, body: Sequence[Sequence[str] | None], end: int) -> list[Edit]:
    """What is wrong behind rows that are all as they were written."""
    if end == len(body):
        return [Edit(end + 1, "the last line is missing; rows may have been cut off")]
    if tuple(body[end] or ()) != _end(head, body[:end]):
        return [Edit(end + 1, "the last line does not fit; rows may have been cut off")]
    return [Edit(end + 2, "something stands behind the last line")] if len(body) > end + 1 else []
