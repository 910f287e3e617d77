"""From files of claim lines to the report: read, typed, reviewed part by part, counted.

Every row is reviewed or set aside: where the two do not make up what was read, there is no report.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from hipkit.errors import InputError, shown
from hipkit.frames.engines import ENGINES, collected, reference
from hipkit.reference.inuse import in_use
from hipkit.review.catalogue import choose
from hipkit.review.reading.files import Reading, read
from hipkit.review.reading.kinds import PARQUET, Source, source
from hipkit.review.reading.parquetfile import scanned
from hipkit.review.rule import Rule
from hipkit.review.rules.hip0_reading import line_in_minutes, row_not_read
from hipkit.review.run import report
from hipkit.review.run.part import Part, around, reviewed
from hipkit.review.run.report import Report
from hipkit.review.run.resuming import Folder, Json, run_of
from hipkit.review.run.rules import added_up
from hipkit.review.run.split import Lines, parts_of, split
from hipkit.review.table import COLUMNS, claim_named
from hipkit.values.citations import cite
from hipkit.values.extras import needed
from hipkit.values.notation import counted
from hipkit.values.step import Level, Notice

if TYPE_CHECKING:
    import polars as pl

# Claims whose lines a report holds, and the lines of them: what a page can show.
CLAIMS_SHOWN, LINES_SHOWN = 200, 5_000
_KINDS = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "x12": "837P"}
_EXTRAS = {"duckdb": "duckdb", "spark": "spark"}  # of the engines that the extra review does not bring
_MASTER = "local[*]"
# The views of rules that look at something else than the lines themselves.
AROUND = ("rows", "remarks")


@dataclass(frozen=True)
class Progress:
    """How far a review is: rows reviewed of all, and what was found so far."""

    rows: int
    of_rows: int
    findings: int


Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class _Work:
    """How lines are reviewed: in so many parts, as of this day, kept in this folder; who is told how far it is."""

    parts: int
    today: datetime.date
    folder: Folder | None
    tell: Tell


def review_files(
    paths: Iterable[str | os.PathLike[str]],
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    engine: str = "polars",
    master: str | None = None,
    resume: str | None = None,
    today: datetime.date | None = None,
    tell: Tell = lambda progress: None,
) -> Report:
    """The report on files of claim lines: CSV, XLSX, Parquet or 837P, each by what it is.

    `select` and `ignore` choose rules by the beginning of their codes; `master` is Spark's; `resume` names the folder
    in which a run is kept and from which it is taken up; `today` is the day of the review; `tell` is told how far it
    is. Raises InputError for what cannot be read as a whole, and for rules, engine, master or folder that cannot be.
    """
    rules = choose(select, ignore)
    _check_engine(engine, master)
    sources = [source(path) for path in paths]
    _check_kinds(sources, engine)
    today = today or datetime.date.today()
    run = None if resume is None else run_of(sources, [rule.code for rule in rules], engine)
    extra = _EXTRAS.get(engine, "review")
    with _folder(resume, run, today) as folder, needed("engine", engine, extra), _session(engine, master) as session:
        today = today if folder is None else folder.today
        reading = read([file.name for file in sources], engine, session)
        spark = {"master": master or _MASTER} if engine == "spark" else {}
        kept = {"resume": resume} if resume is not None else {}
        read_as = _files(reading) | _selection(select, ignore) | {"engine": engine} | spark | kept
        return _report(reading, rules, _Work(parts_of(reading.rows_reviewed, engine), today, folder, tell), read_as)


def review_reading(
    reading: Reading,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    today: datetime.date | None = None,
    tell: Tell = lambda progress: None,
) -> Report:
    """The report on claim lines that have been read already, in polars; nothing is kept anywhere."""
    rules = choose(select, ignore)
    work = _Work(parts_of(reading.rows_reviewed, "polars"), today or datetime.date.today(), None, tell)
    return _report(reading, rules, work, _files(reading) | _selection(select, ignore))


def _check_engine(engine: str, master: str | None) -> None:
    if engine not in ENGINES:
        raise InputError("engine", engine, f"known are {', '.join(ENGINES)}", "polars")
    if master is not None and engine != "spark":
        raise InputError("master", master, f"the engine {engine} has none; it is Spark's", "--engine spark")


def _check_kinds(sources: Sequence[Source], engine: str) -> None:
    if not sources:
        raise InputError("file", None, "one or more files of claim lines are reviewed", "hipkit review may.csv")
    for file in sources:
        if engine == "spark" and file.kind != PARQUET:
            reason = f"Spark reviews Parquet, and {shown(file.name)} is {_KINDS[file.kind]}"
            raise InputError("engine", engine, reason, "--engine polars")
        if engine == "spark":
            scanned(file)  # what is no table is refused before a session is started


@contextmanager
def _folder(resume: str | None, run: Json | None, today: datetime.date) -> Iterator[Folder | None]:
    """The folder in which the run is kept, ours alone meanwhile; None where none is named."""
    if resume is None or run is None:
        yield None
        return
    folder = Folder(resume, run, today)
    try:
        yield folder
    finally:
        folder.close()


@contextmanager
def _session(engine: str, master: str | None) -> Iterator[Any]:
    """Spark's session, ended afterwards where there was none before; None for the other engines."""
    if engine != "spark":
        yield None
        return
    from hipkit.review.run.cluster import session

    with needed("engine", engine, _EXTRAS[engine]):
        from pyspark.sql import SparkSession
    before = SparkSession.getActiveSession()
    started = session(master or _MASTER)
    try:
        yield started
    finally:
        if before is None:
            started.stop()


def _report(reading: Reading, rules: Sequence[Rule], work: _Work, read_as: dict[str, str]) -> Report:
    parts = list(_parts(reading, [rule.code for rule in rules if rule.view not in AROUND], work))
    rows = sum(part.totals.rows for part in parts)
    if rows != reading.rows_reviewed:
        reason = f"{reading.rows_reviewed:,} of its rows were read and {rows:,} reviewed; it changed meanwhile"
        raise InputError("file", reading.files[0].name, reason, "the file again, while nothing writes to it")
    others = [rule.code for rule in rules if rule.view in AROUND]
    beside = around(reading.lines, others, work.today, reading.set_aside, reading.remarks)
    findings = report.sorted_findings([*(part.findings for part in parts), beside])
    rows_of = (reading.rows_in, reading.rows_reviewed, reading.rows_set_aside)
    counts = report.counts(rows_of, parts, findings, _claims_beside(reading))
    money = report.money(parts)
    worst = report.worst(findings, parts, money is not None, CLAIMS_SHOWN)
    left = {skipped.rule for skipped in parts[0].not_run}
    shown_lines, lines_left = _lines_of_page(reading.lines, findings, worst, counts.claims)
    return Report(
        read=read_as,
        notices=tuple(_notices(reading, rules, work, money)),
        rules=tuple(rule for rule in rules if rule.code not in left),
        not_run=parts[0].not_run,
        counts=counts,
        money=money,
        worst=worst,
        findings=findings,
        lines=shown_lines,
        today=work.today,
        lines_left=lines_left,
        not_checked=added_up(unjudged for part in parts for unjudged in part.not_checked),
    )


def _parts(reading: Reading, rules: Sequence[str], work: _Work) -> Iterator[Part]:
    """Each part, from the folder where it is there already."""
    rows = findings = 0
    work.tell(Progress(rows, reading.rows_reviewed, findings))
    for number, lines in enumerate(split(reading.lines, work.parts)):
        part = None if work.folder is None else work.folder.part(number, work.parts)
        if part is None:
            part = reviewed(lines, rules, work.today, reading.set_aside)
            if work.folder is not None:
                work.folder.keep(number, work.parts, part)
        rows, findings = rows + part.totals.rows, findings + part.findings.height
        work.tell(Progress(rows, reading.rows_reviewed, findings))
        yield part


def _claims_beside(reading: Reading) -> int:
    """How many claims there are of which no row was reviewed: all were set aside, or there is none."""
    named_by = [row.claim_id for row in reading.set_aside] + [remark.claim_id for remark in reading.remarks]
    names = {name for given in named_by if (name := claim_named(given)) is not None}
    if not names:
        return 0
    named = reference(reading.lines, {"claim_id": sorted(names)}, {"claim_id": nw.String})
    there = named.join(reading.lines.select("claim_id"), on="claim_id", how="semi").select(nw.len())
    return len(names) - int(collected(there).item())


def _lines_of_page(
    lines: Lines, findings: pl.DataFrame, worst: Sequence[report.WorstClaim], claims: int
) -> tuple[pl.DataFrame, int]:
    """The lines of the claims that a page shows, each claim whole: the worst ones, then others with findings; all,
    where they are few. The first claim is shown as far as a page can hold it, and how many lines of it are left."""
    import polars as pl

    names = [name for name in COLUMNS if name in lines.collect_schema().names()]
    first = [claim.claim_id for claim in worst if claim.claim_id is not None]
    others = findings["claim_id"].drop_nulls().unique(maintain_order=True).head(CLAIMS_SHOWN)
    ids = list(dict.fromkeys([*first, *others]))[:CLAIMS_SHOWN]
    wanted = lines.select(*names)
    if claims > CLAIMS_SHOWN:
        wanted = wanted.filter(nw.col("claim_id").is_in(ids))
    sizes = dict(collected(wanted.group_by("claim_id").agg(rows=nw.len())).select("claim_id", "rows").rows())
    taken: list[str] = []
    room = LINES_SHOWN
    for claim in dict.fromkeys([*ids, *sorted(sizes)]):
        if sizes.get(claim, 0) <= room or not taken:
            taken.append(claim)
            room -= sizes.get(claim, 0)
    whole = collected(wanted.filter(nw.col("claim_id").is_in(taken))).to_polars()
    shown_lines = pl.DataFrame(whole).sort("claim_id", "line", maintain_order=True).head(LINES_SHOWN)
    return shown_lines, len(whole) - len(shown_lines)


def _files(reading: Reading) -> dict[str, str]:
    """What each file was read as."""
    words = [
        f"{file.name}: {_KINDS[file.kind]}, {counted(file.rows_in, 'row')}, {counted(len(file.columns), 'column')}"
        for file in reading.files
    ]
    return {"file" if len(words) == 1 else f"file {i}": text for i, text in enumerate(words, 1)}


def _selection(select: Sequence[str], ignore: Sequence[str]) -> dict[str, str]:
    return {name: " ".join(given) for name, given in (("select", select), ("ignore", ignore)) if given}


def _notices(reading: Reading, rules: Sequence[Rule], work: _Work, money: report.Money | None) -> Iterator[Notice]:
    def notice(level: Level, text: str) -> Notice:
        return Notice(level, text, cite("hipkit", "claim review"))

    for rule in (row_not_read, line_in_minutes):
        aside = sum(row.severity == rule.severity for row in reading.set_aside)
        if aside and rule not in rules:
            words = f"{counted(aside, 'row')} set aside, at which no rule has looked; {rule.code} says which and why"
            yield notice("warning" if rule is row_not_read else "info", words)
    for column, file in reading.gaps:
        yield notice("info", f"{shown(file)} has no column {column}; its cells there count as not known")
    for table in in_use().tables:
        use = "listed, and no answer uses it" if table.kind == "limits" else "used"
        yield Notice("info", f"the added table {table.name} is {use} (from the file {table.file})", table.citation)
    if money is not None and money.uncharged:
        lines = counted(money.uncharged, "line")
        yield notice("info", f"{lines} with an error or a warning without a charge: more may be at stake")
    if work.folder is not None:
        place = f"the folder {shown(work.folder.name)}, which names claims"
        taken = f"of {work.parts:,} parts {work.folder.taken:,} were there, reviewed as of {work.today}"
        yield notice("info", f"the review was taken up from {place}: {taken}" if work.folder.continued
                     else f"the review is kept in {place}")  # fmt: skip
