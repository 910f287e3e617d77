"""Files of practice results on the command line: a grade added to one, reports made of them, a grade overridden."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hipkit.cli.order import pair
from hipkit.cli.printing import Printed, write
from hipkit.errors import InputError, shown
from hipkit.values.strict import clean

if TYPE_CHECKING:
    from hipkit.practice.training.report import Report

EDITED = 1
_EXAMPLE = "hipkit practice report results.csv"
_OVERRIDE = "3=right"


def record(path: str | None, alias: str | None) -> Callable[[Any], str]:
    """What keeps a grade in a file of results and says so.

    Raises InputError for an alias or a file that cannot be before anything is graded.
    """
    from hipkit.practice.training.results import read_alias, results_of

    known = read_alias(alias)
    if path is None:
        if known:
            raise InputError("alias", alias, "it is kept in a file of results only; name one", "--results results.csv")
        return lambda grade: ""
    from hipkit.practice.training import resultfile

    before = resultfile.results_so_far(path)

    def keep(grade: Any) -> str:
        resultfile.save_results(path, (*before, *results_of(grade, known)))
        return f"added to {shown(path)}\n"

    return keep


def report(paths: Sequence[str], form: str | None, output: str | None, json: bool) -> Printed:
    """The report on files of results, for stdout or written to a file."""
    name = _form(form, output, json)
    found = _report(paths)
    code = EDITED if found.edited else 0
    data = _FORMS[name](found)
    if output is None:
        _refuse_terminal(name)
        return Printed(data, code=code)
    write(data if isinstance(data, bytes) else data.encode(), output, f"-o report.{name}")
    return Printed(_json(found) if json else f"{shown(output)}: {_in_short(found)}\n", code=code)


def overridden(
    paths: Sequence[str], override: str, reason: str | None, form: str | None, output: str | None, json: bool
) -> Printed:
    """The results of one file written anew with a grade overridden, and the report on them."""
    from hipkit.formats.practice.xlsx import open_results
    from hipkit.practice.training import resultfile, results

    name = _form(form, None, json)
    _refuse_terminal(name)
    row, to = pair("override", override, "it is a row, an equals sign and right or wrong", _OVERRIDE)
    if len(paths) != 1:
        raise InputError("results", None, "an override is written into one file of results; name one", _EXAMPLE)
    if output is None:
        raise InputError("output", None, "the results with the override go to a file", "-o results.csv")
    opened = open_results(paths[0])
    resultfile.require_unedited(opened)
    changed = results.overridden(opened.results, row, to, reason)
    resultfile.save_results(output, changed, field="output")
    found = _made([resultfile.Opened(output, changed, opened.rows)])
    said = f"{shown(output)}: row {row} overridden to {to}\n"
    data = _FORMS[name](found)
    return Printed(data + said if name == "text" and isinstance(data, str) else data, "" if name == "text" else said)


def _report(paths: Sequence[str]) -> Report:
    from hipkit.formats.practice.xlsx import open_results

    return _made([open_results(path) for path in paths])


def _made(opened: Sequence[Any]) -> Report:
    from hipkit.practice.training import report as reporting

    return reporting.report(opened)


def _form(form: str | None, output: str | None, json: bool) -> str:
    name = "json" if form is None and json else "text" if form is None else clean(form, "format", "text").text
    if name not in _FORMS:
        raise InputError("format", form, f"known are {', '.join(_FORMS)}", "text")
    if json and name != "json" and output is None:
        reason = f"with --json the answer is JSON; {name} goes to a file then"
        raise InputError("output", None, reason, f"-o report.{name}")
    return name


def _refuse_terminal(name: str) -> None:
    if name == "xlsx" and sys.stdout.isatty():
        reason = "a terminal cannot show xlsx; write it to a file, or pipe it on"
        raise InputError("output", None, reason, "-o report.xlsx")


# Each form is imported when it is asked for.


def _in_short(found: Report) -> str:
    from hipkit.formats.practice.listings import in_short

    return in_short(found)


def _text(found: Report) -> str:
    from hipkit.formats.practice import text as practice_text

    return practice_text.report(found)


def _json(found: Report) -> str:
    from hipkit.formats.bill import json as answers
    from hipkit.formats.practice import json as practice_json

    return f"{answers.dumps(practice_json.report(found))}\n"


def _csv(found: Report) -> bytes:
    from hipkit.formats.practice.csv import csv_text

    return csv_text(found).encode()


def _xlsx(found: Report) -> bytes:
    from hipkit.formats.practice.xlsx import report_bytes

    return report_bytes(found)


def _html(found: Report) -> bytes:
    from hipkit.formats.practice.report_html import html_text

    return html_text(found, datetime.date.today()).encode()


_FORMS: dict[str, Callable[[Report], str | bytes]] = {
    "text": _text, "json": _json, "csv": _csv, "xlsx": _xlsx, "html": _html,
}  # fmt: skip
