"""`hipkit practice` on the command line: a case, its grade, a set for a class, a report on results.

A case and a set show nothing of the key. A wrong answer is exit code 1, and so is a report on an edited file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import typer

from hipkit.cli import options as option
from hipkit.cli.order import pair
from hipkit.cli.printing import Output, read_request, render, write
from hipkit.cli.strict import HELP, Command, Group
from hipkit.errors import InputError, shown
from hipkit.formats import forms
from hipkit.values.notation import counted

if TYPE_CHECKING:
    from hipkit.practice.training.report import Report
    from hipkit.practice.training.resultfile import Opened
    from hipkit.practice.training.sets import CaseSet

WRONG = EDITED = 1
Answer = str | Output

practice = typer.Typer(
    name="practice",
    cls=Group,
    add_completion=False,
    context_settings=HELP,
    help="Practice cases from a seed, graded with the slip that explains a wrong answer.",
)


def _command(name: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    return practice.command(name, cls=Command, context_settings=HELP)


@_command("case")
def case(
    seed: option.Seed = None, level: option.Level = None, version: option.CasesOf = None, json: option.Json = False
) -> str:
    """The case of a seed and a level with its fields to fill; nothing of the key."""
    from hipkit.practice import making

    return render("practice", "case", json, making.case(seed, level, version))


@_command("grade")
def grade(
    seed: option.Seed = None,
    level: option.Level = None,
    version: option.CasesOf = None,
    answer: option.AnswerFile = None,
    alias: option.Alias = None,
    results: option.ResultsFile = None,
    json: option.Json = False,
) -> Output:
    """Grade the answers in a file: exit code 0 where all are right, 1 where one is wrong."""
    from hipkit.practice import making
    from hipkit.practice.grading.grade import grade as grade_case
    from hipkit.practice.training.answerfile import load_answers

    case = making.case(seed, level, version)
    record = _recorder(results, alias)
    result = grade_case(case, load_answers(answer))
    line = record(result)
    page = render("practice", "grade", json, result)
    return Output(page if json else page + line, code=0 if result.correct else WRONG)


@_command("set")
def case_set(
    level: option.Level = None,
    seed: option.Seed = None,
    version: option.CasesOf = None,
    count: option.Count = None,
    skill: option.Skill = None,
    output: option.Sheet = None,
    key: option.KeyFile = None,
    json: option.Json = False,
) -> str:
    """A set of cases for a class, its sheet and its answer key as PDF; no key is printed here."""
    from hipkit.practice.training import sets

    if output is not None and key is not None and os.path.realpath(output) == os.path.realpath(key):
        raise InputError("key", key, "the sheet goes to the same file", "--key key.pdf")
    cases = sets.case_set(seed, level, count, skill or (), version)
    lines = _papers(cases, output, key)
    return lines if lines and not json else render("practice", "case_set", json, cases)


@_command("report")
def report(
    results: option.ResultFiles = None,
    override: option.Override = None,
    reason: option.Reason = None,
    form: option.ReportFormat = None,
    output: option.ReportOutput = None,
    json: option.Json = False,
) -> Output:
    """A report on files of results, by skill, by slip and by learner: exit code 1 where a file was edited."""
    if override is not None:
        return _override(results or [], override, reason, form, output, json)
    if reason is not None:
        raise InputError("reason", reason, "it goes with --override", '--override 3=right --reason "..."')
    from hipkit.formats.practice.listings import in_short

    request = read_request(forms.PRACTICE_REPORT, form, output, json, "report")
    on_results = _report(_opened(results or []))
    code = EDITED if on_results.edited else 0
    return request.fulfil(on_results, f"{in_short(on_results)}\n", f"-o report.{request.form.name}", code=code)


def _papers(case_set: CaseSet, sheet: str | None, key: str | None) -> str:
    """Write the PDFs that are wanted, once all are made; returns what is said of them."""
    papers = [
        (forms.PRACTICE_SHEET, sheet, "-o sheet.pdf", "output"),
        (forms.PRACTICE_KEY, key, "--key key.pdf", "key"),
    ]
    files = [
        (form, form.pieces(case_set), path, example, field) for form, path, example, field in papers if path is not None
    ]
    lines = ""
    for form, pieces, path, example, field in files:
        write(pieces, path, example, field)
        lines += f"{shown(path)}: {form.words}, {counted(len(case_set.cases), 'case')}\n"
    return lines


def _recorder(path: str | None, alias: str | None) -> Callable[[Any], str]:
    """What keeps a grade in a file of results and says so.

    Raises InputError for an alias or a file that cannot be before anything is graded.
    """
    from hipkit.practice.training.results import read_alias, results_of

    name = read_alias(alias)
    if path is None:
        if name:
            raise InputError("alias", alias, "it is kept in a file of results only; name one", "--results results.csv")
        return lambda grade: ""
    from hipkit.practice.training import resultfile

    before = resultfile.results_so_far(path)

    def keep(grade: Any) -> str:
        resultfile.save_results(path, (*before, *results_of(grade, name)))
        return f"added to {shown(path)}\n"

    return keep


def _override(
    paths: Sequence[str], override: str, reason: str | None, form: str | None, output: str | None, json: bool
) -> Output:
    """Write the results of one file anew with a grade overridden; returns the report on them."""
    from hipkit.practice.training import resultfile, results

    request = read_request(forms.PRACTICE_REPORT, form, None, json, "report")
    row, to = pair("override", override, "it is a row, an equals sign and right or wrong", "3=right")
    if len(paths) != 1:
        one_file = "an override is written into one file of results; name one"
        raise InputError("results", None, one_file, "hipkit practice report results.csv")
    if output is None:
        raise InputError("output", None, "the results with the override go to a file", "-o results.csv")
    (opened,) = _opened(paths)
    resultfile.require_unedited(opened)
    changed = results.overridden(opened.results, row, to, reason)
    resultfile.save_results(output, changed, field="output")
    line = f"{shown(output)}: row {row} overridden to {to}\n"
    page = request.form.show(_report([resultfile.Opened(output, changed, opened.rows)]))
    return Output(page + line) if isinstance(page, str) else Output(page, line)


def _opened(paths: Sequence[str]) -> list[Opened]:
    from hipkit.formats.practice.xlsx import open_results

    return [open_results(path) for path in paths]


def _report(files: Sequence[Opened]) -> Report:
    from hipkit.practice.training import report as reporting

    return reporting.report(files)
