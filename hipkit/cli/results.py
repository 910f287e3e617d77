"""Files of practice results on the command line: a grade added to one, reports made of them, a grade overridden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hipkit.cli.order import pair
from hipkit.cli.printing import Printed, read_request
from hipkit.errors import InputError, shown
from hipkit.formats import forms

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
    from hipkit.formats.practice.listings import in_short

    request = read_request(forms.PRACTICE_REPORT, form, output, json, "report")
    found = _report(paths)
    code = EDITED if found.edited else 0
    return request.fulfil(found, f"{in_short(found)}\n", f"-o report.{request.form.name}", code=code)


def overridden(
    paths: Sequence[str], override: str, reason: str | None, form: str | None, output: str | None, json: bool
) -> Printed:
    """The results of one file written anew with a grade overridden, and the report on them."""
    from hipkit.formats.practice.xlsx import open_results
    from hipkit.practice.training import resultfile, results

    request = read_request(forms.PRACTICE_REPORT, form, None, json, "report")
    row, to = pair("override", override, "it is a row, an equals sign and right or wrong", _OVERRIDE)
    if len(paths) != 1:
        raise InputError("results", None, "an override is written into one file of results; name one", _EXAMPLE)
    if output is None:
        raise InputError("output", None, "the results with the override go to a file", "-o results.csv")
    opened = open_results(paths[0])
    resultfile.require_unedited(opened)
    changed = results.overridden(opened.results, row, to, reason)
    resultfile.save_results(output, changed, field="output")
    said = f"{shown(output)}: row {row} overridden to {to}\n"
    page = request.form.show(_made([resultfile.Opened(output, changed, opened.rows)]))
    return Printed(page + said) if isinstance(page, str) else Printed(page, said)


def _report(paths: Sequence[str]) -> Report:
    from hipkit.formats.practice.xlsx import open_results

    return _made([open_results(path) for path in paths])


def _made(opened: Sequence[Any]) -> Report:
    from hipkit.practice.training import report as reporting

    return reporting.report(opened)
