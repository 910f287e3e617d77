"""The pages of practice in a terminal: a case, a grade, a set, a report. A case and a set show nothing of the key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from hipkit.formats.practice.listings import Listing, in_short, listings
from hipkit.formats.practice.words import origin, sample, strange, takes
from hipkit.formats.shared.terminal import NUMBER, SOFT, Page, aligned, glued, grid
from hipkit.practice.case import Case, Table
from hipkit.practice.since import since
from hipkit.practice.training.report import Override, Report, slip_name
from hipkit.practice.training.results import RIGHT, WRONG
from hipkit.practice.training.sets import CaseSet
from hipkit.values.notation import counted, people
from hipkit.values.step import Notice

if TYPE_CHECKING:
    from hipkit.practice.grading.grade import Feedback, Grade

# Columns that the other forms alone have, those that are left out while nothing is in them, and those that may break.
_ELSEWHERE, _SELDOM, _LONG = ("slip", "overridden", "seconds"), ("hinted", "offered"), ("what it is", "learner")
_LEAST, _MOST = 10, 30  # signs of a column that may break; rows of a list


def case(case: Case) -> str:
    """The page of a case, with how to answer it."""
    page = Page()
    _case(page, f"PRACTICE CASE  {origin(case)}", case)
    page.heading("HOW TO ANSWER")
    page.line("Write a file with a text for each field, then have it graded:")
    page.line(json.dumps({blank.name: "" for blank in case.blanks}), NUMBER)
    of_case = f"--seed {case.seed} --level {case.level}"
    page.line(f"hipkit practice grade {of_case} --answer answer.json --version {case.version}", NUMBER)
    return _end(page, [sample(), *since(case)])


def grade(grade: Grade) -> str:
    """The page of a graded case: each field, and where it is wrong what explains it."""
    right = sum(feedback.correct for feedback in grade.feedback)
    page = Page()
    page.heading("GRADED", origin(grade.case))
    score = f"score {people(grade.score)}"
    page.line(f"{right} of {len(grade.feedback)} right, {score}", NUMBER)
    for feedback in grade.feedback:
        _feedback(page, feedback, grade.case)
    return _end(page, (*strange(grade.notices), *since(grade.case)))


def case_set(case_set: CaseSet) -> str:
    """The page of a set: its cases one after the other, without their keys."""
    page = Page()
    page.heading("PRACTICE SET", f"seed {case_set.seed}, level {case_set.level}, version {case_set.version}, SAMPLE")
    page.line(f"{counted(len(case_set.cases), 'case')}; skills: {', '.join(case_set.skills) or 'all of the level'}")
    for number, case in enumerate(case_set.cases, 1):
        _case(page, f"CASE {number}  {origin(case)}", case)
    return _end(page, [sample(), *(notice for case in case_set.cases for notice in since(case))])


def report(report: Report) -> str:
    """The page of a report."""
    page = Page()
    page.heading("PRACTICE REPORT", ", ".join(file.name for file in report.files))
    page.line(in_short(report), NUMBER)
    for listing in listings(report):
        if listing.id not in ("notice", "override"):
            _listing(page, listing)
    if report.overrides:
        _overrides(page, report.overrides)
    return _end(page, report.notices)


def _case(page: Page, heading: str, case: Case) -> None:
    page.heading(*heading.split("  ", 1))
    page.line(case.title, NUMBER)
    for part in case.parts:
        page.parts.append(Text())
        if isinstance(part, Table):
            _table(page, part)
        else:
            page.line(part)
    page.heading("TO FILL IN")
    table = grid(3)
    for blank in case.blanks:
        table.add_row(Text(blank.name, NUMBER), glued(blank.label), glued(takes(blank), SOFT))
    page.put(table)


def _table(page: Page, table: Table) -> None:
    if table.title:
        page.line(table.title, SOFT)
    rows = grid(len(table.head))
    rows.add_row(*(Text(name, SOFT) for name in table.head))
    for row in table.rows:
        rows.add_row(*(glued(cell) for cell in row))
    page.put(rows)


def _feedback(page: Page, feedback: Feedback, case: Case) -> None:
    page.parts.append(Text())
    mark = ("right", "bold green") if feedback.correct else ("! wrong", "bold yellow")
    label = case.blank(feedback.field).label
    page.line(Text.assemble(mark, "  ", (feedback.field, NUMBER), f"  {label}"))
    rows = [("answer", feedback.given or "(none)")] + ([] if feedback.correct else [("right", feedback.right)])
    rows += [("slip", slip_name(feedback.slip))] if feedback.slip else []
    rows += [("why", f"{feedback.why}{page.ref(feedback.citation)}")]
    rows += [("step", feedback.differs.step.text)] if feedback.differs else []
    table = grid(2)
    for name, text in rows:
        table.add_row(Text(name, SOFT), glued(text))
    page.put(Padding(table, (0, 0, 0, 2)))


def _listing(page: Page, listing: Listing) -> None:
    """A list, as much of it as a terminal has room for."""
    page.heading(listing.title.upper())
    rows = listing.rows[:_MOST]
    columns = {}
    for i, name in enumerate(listing.head):
        cells = [row[i] for row in rows]
        if name not in _ELSEWHERE and (name not in _SELDOM or {*cells} - {"0", ""}):
            columns[name] = _set(name, cells) if name in listing.numbers else cells
    table = Grid.grid(padding=(0, 2, 0, 0))
    for name in columns:
        least = _LEAST if name in _LONG else None
        table.add_column(vertical="top", no_wrap=name not in _LONG, overflow="fold", min_width=least)
    table.add_row(*(Text(name, SOFT) for name in columns))
    for row in zip(*columns.values(), strict=True):
        table.add_row(*(glued(cell) for cell in row))
    page.put(table)
    if len(listing.rows) > _MOST:
        page.line(f"and {len(listing.rows) - _MOST} more; --format csv, xlsx or html has them all", SOFT)


def _set(name: str, cells: Sequence[str]) -> list[str]:
    """Numbers under one another; a share ends with its sign."""
    return [cell.rjust(max(map(len, cells))) for cell in cells] if name == "share" else aligned(cells)


def _overrides(page: Page, overrides: Sequence[Override]) -> None:
    """Each grade that was overridden, with the grade itself and the reason."""
    page.heading("OVERRIDDEN GRADES")
    table = grid(2)
    for override in overrides:
        result = override.result
        graded = RIGHT if result.correct else WRONG
        where = f"row {override.row} of {override.file}"
        what = (
            f"seed {result.seed}, level {result.level}, {result.field}: {result.given or '(none)'} for {result.right}"
        )
        table.add_row(Text(where), glued(f"{what}; graded {graded}, overridden to {result.override}: {result.reason}"))
    page.put(table)


def _end(page: Page, notices: Iterable[Notice]) -> str:
    page.notices(notices)
    page.sources()
    return page.text()
