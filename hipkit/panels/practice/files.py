"""The results of a run as files: the table with its checks as CSV and XLSX, and the report as a page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hipkit.formats.practice.report_html import html_text
from hipkit.formats.practice.xlsx import results_bytes
from hipkit.panels.base import Download
from hipkit.practice.training.report import Report, report
from hipkit.practice.training.resultfile import Opened, csv_text
from hipkit.practice.training.results import Result

STEM = "practice-results"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def report_of(results: Sequence[Result]) -> Report:
    """The report on one run, as if its file were opened again."""
    return report([Opened(f"{STEM}.csv", tuple(results), tuple(range(1, len(results) + 1)))])


def result_files(results: Sequence[Result], today: datetime.date) -> tuple[Download, ...]:
    """The files that a learner can save; a trainer opens them with `hipkit practice report`."""
    return (
        Download(f"{STEM}.csv", "results with checks, for the trainer", "text/csv", lambda: csv_text(results).encode()),
        Download(f"{STEM}.xlsx", "the same as a workbook", _XLSX, lambda: results_bytes(results)),
        Download(
            "practice-report.html",
            "report by skill and by slip, to print",
            "text/html",
            lambda: html_text(report_of(results), today).encode(),
        ),
    )
