"""Claim review on the command line: files reviewed, the report printed or written in one form; the rules explained.

Exit code 1 where there is an error or a warning. How far a long review is stands on stderr, where that is a terminal.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hipkit.cli.printing import Output, not_written, read_request
from hipkit.errors import InputError
from hipkit.formats import forms
from hipkit.values.extras import needed
from hipkit.values.strict import clean

if TYPE_CHECKING:
    from hipkit.review.run.files import Progress

TO_CORRECT = 1
_EXAMPLE = "-o review.html"


def review(
    paths: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    engine: str | None,
    master: str | None,
    form: str | None,
    output: str | None,
    resume: str | None,
    json: bool,
) -> Output:
    """The report on files of claim lines, for stdout or written to a file."""
    request = read_request(forms.REVIEW, form, output, json, "review")
    if output is not None:
        _check_output(output, paths)
    on = "polars" if engine is None else clean(engine, "engine", "polars").text
    with needed("command", "review", "review"):
        from hipkit.review.run.files import review_files

        with _progress_bar() as tell:
            report = review_files(paths, select, ignore, on, master, resume, tell=tell)
        from hipkit.formats.review.words import in_short

        summary = f"{in_short(report)}\n"
        return request.fulfil(report, summary, _EXAMPLE, beside=summary, code=0 if report.clean else TO_CORRECT)


def rules(code: str | None, json: bool) -> str:
    """The catalogue of rules, those whose codes begin so, or the page of one."""
    with needed("command", "rules", "review"):
        from hipkit.review import catalogue

        typed = None if code is None else clean(code, "rule", "HIP101").text.upper()
        chosen = [rule for rule in catalogue.rules() if typed is None or rule.code.startswith(typed)]
        if not chosen:
            chosen = [catalogue.rule_of(typed)]  # which there is not: it says what there is
        if json:
            from hipkit.formats.bill import json as answers
            from hipkit.formats.review import json as review_json

            return f"{answers.dumps(review_json.rules(chosen, {} if typed is None else {'rule': typed}))}\n"
        from hipkit.formats.review import text as review_text

        return review_text.rule(chosen[0]) if len(chosen) == 1 else review_text.rules(chosen)


def _check_output(output: str, paths: Sequence[str]) -> None:
    """Refuse a place that cannot be written to, or that holds the claims themselves, before a long review begins."""
    try:
        if Path(output).is_dir() or not Path(output).absolute().parent.is_dir():
            raise InputError("output", output, "it is a folder, or in one that is not there", _EXAMPLE)
        if any(os.path.exists(path) and os.path.samefile(path, output) for path in paths if os.path.exists(output)):
            raise InputError("output", output, "it is the file that is reviewed, and would be lost", _EXAMPLE)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise not_written(output, error, _EXAMPLE) from None


@contextlib.contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    """A bar with rows and findings on stderr; where that is no terminal, nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich import progress as rich_progress
    from rich.console import Console

    words = [rich_progress.TextColumn(f"{{task.{name}}}") for name in ("description", "fields[counts]")]
    columns = (words[0], rich_progress.BarColumn(), words[1], rich_progress.TimeElapsedColumn())
    with rich_progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, counts="")

        def tell(now: Progress) -> None:
            counts = f"{now.rows:,} of {now.of_rows:,} rows, {now.findings:,} findings"
            bar.update(task, description="reviewing", total=now.of_rows, completed=now.rows, counts=counts)

        yield tell
