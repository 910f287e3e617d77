"""The review of a file as a panel: drop it, see what is found, filter, look at claim and rule, take it along."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hipkit.errors import InputError, shown
from hipkit.formats import forms
from hipkit.formats.filenames import stem
from hipkit.panels.base import FILES, Answer, Field, Message
from hipkit.panels.dropped import EXAMPLE, Dropped
from hipkit.panels.review.fields import EVERY_RULE, SHOWN, fields
from hipkit.panels.review.run import Run, claims_of, missing, run
from hipkit.panels.texts import plain
from hipkit.review.sample import NAME, sample_bytes

if TYPE_CHECKING:
    from hipkit.review.finding import Finding
    from hipkit.review.run.report import Report

LISTED = 100  # findings on the page; all of them are in the files
_KINDS = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "x12": "837P"}


@dataclass(frozen=True)
class ClaimReview:
    """The review as a panel. `today` tells the day of the review.

    >>> answer = ClaimReview().answer(ClaimReview().example[1])
    >>> answer.messages["file"].text, answer.settled
    ('read as SAMPLE.csv: CSV, 12 rows, 19 columns', True)
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)

    @property
    def title(self) -> str:
        """What the panel is called."""
        return "claim review"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The file, the rules, the filters."""
        return fields()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of an answer, in their order."""
        return "counts", FILES, "findings", "rest"

    @property
    def start(self) -> Mapping[str, str]:
        """The texts at first: no file, every rule, every finding."""
        return {field.name: "" for field in fields()}

    @property
    def example(self) -> tuple[str, Mapping[str, str]]:
        """A SAMPLE table with errors planted in it."""
        return "Review the SAMPLE file", {**self.start, "file": Dropped(NAME, sample_bytes()).text()}

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        """Counts, findings and files; or why there are none, and what to do."""
        typed = {name: plain(texts.get(name, "")) for name in self.start}
        try:
            _check_filters(typed)
            reviewed = run(typed["file"], typed["select"], typed["ignore"], self.today())
        except InputError as error:
            return _stopped(error, typed["rule"])
        return _nothing(typed["rule"]) if reviewed is None else _answer(reviewed, typed)

    def draw(self, asked: object) -> str:
        """There is no picture here; the report that is saved as a page has them."""
        return ""


def _check_filters(typed: Mapping[str, str]) -> None:
    if typed["severity"] not in dict(SHOWN):
        raise InputError("severity", typed["severity"], "choose one of the list", "every severity")


def _stopped(error: InputError, rule: str) -> Answer:
    from hipkit.formats.review.start import stopped

    labels = {field.name: field.label for field in fields()}
    name = error.field if error.field in labels else "file"
    advice = error.advice if error.field in labels else str(error)  # of a column of the file
    advice = advice.replace(f"Type for example: {EXAMPLE}", f"Drop {EXAMPLE}.")  # here nothing is typed
    messages = {name: Message("error", advice)}
    return Answer(stopped(name, labels[name], advice), messages, visible=_names(), choices={"rule": _no_counts(rule)})


def _nothing(rule: str) -> Answer:
    from hipkit.formats.review.start import waiting

    return Answer(waiting(missing()), visible=_names(), choices={"rule": _no_counts(rule)})


def _no_counts(rule: str) -> tuple[tuple[str, str], ...]:
    """The choices while there are no findings: every rule, and the one that was chosen."""
    return (*EVERY_RULE, *(((rule, shown(rule)),) if rule else ()))


def _answer(reviewed: Run, typed: Mapping[str, str]) -> Answer:
    from hipkit.formats.review import counts as findings_sheet
    from hipkit.formats.review.desk import desk_html
    from hipkit.formats.shared.markup import Sources
    from hipkit.review.catalogue import rules

    report = reviewed.report
    count, listed = _filtered(report, typed)
    beside = f"{len(listed):,} of {count:,} shown; filter, or take the files" if count > len(listed) else f"{count:,}"
    if listed:
        by_code = {rule.code: rule for rule in rules()}
        shown_part = desk_html(listed, claims_of(listed, reviewed.reading), by_code, report.today, beside)
    else:
        shown_part = findings_sheet.no_finding(filtered=report.counts.findings > 0)
    parts = {
        "counts": findings_sheet.counts_html(shown(reviewed.name), report),
        "findings": shown_part,
        "rest": findings_sheet.rest_html(report, Sources(report.today)),
    }
    return Answer(
        parts,
        _messages(reviewed),
        visible=_names(),
        choices={"rule": _rule_choices(report, typed["rule"])},
        settled=True,
        files=forms.downloads(forms.REVIEW, stem(reviewed.name, "review"), report),
    )


def _filtered(report: Report, typed: Mapping[str, str]) -> tuple[int, tuple[Finding, ...]]:
    """How many findings the filters let through, and the gravest of them in the order of claims and lines."""
    import polars as pl

    wanted = report.findings
    if typed["severity"]:
        wanted = wanted.filter(pl.col("severity").cast(pl.String).is_in(typed["severity"].split()))
    if typed["rule"]:
        wanted = wanted.filter(pl.col("rule").cast(pl.String) == typed["rule"])
    return wanted.height, tuple(replace(report, findings=wanted).each(LISTED, gravest_first=True))


def _rule_choices(report: Report, chosen: str) -> tuple[tuple[str, str], ...]:
    """The rules that found something, each with how often; the chosen one stays, whatever it found."""
    from hipkit.review.catalogue import rules

    by_rule = report.counts.by_rule
    names = {rule.code: rule.name for rule in rules() if rule.code in by_rule or rule.code == chosen}
    with_counts = tuple((code, f"{code} {name} ({by_rule.get(code, 0):,})") for code, name in names.items())
    return (("", f"every rule ({report.counts.findings:,})"), *with_counts)


def _messages(reviewed: Run) -> dict[str, Message]:
    (file,) = reviewed.reading.files
    rows = f"{file.rows_in:,} {'row' if file.rows_in == 1 else 'rows'}"
    words = f"read as {shown(reviewed.name)}: {_KINDS[file.kind]}, {rows}, {len(file.columns)} columns"
    return {"file": Message("ok", words)}


def _names() -> tuple[str, ...]:
    return tuple(field.name for field in fields())
