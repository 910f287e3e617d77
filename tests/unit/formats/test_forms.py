"""The forms of an answer: what makes each is there, is loaded when it is asked for, and is named in the help."""

from __future__ import annotations

import io
import subprocess
import sys
from pkgutil import resolve_name

import pytest

from hipkit.cli.main import main
from hipkit.formats import forms
from hipkit.formats.forms import Form, Forms
from hipkit.practice.training.report import report
from hipkit.practice.training.resultfile import Opened

TABLES = [forms.CLAIM, forms.ORDER, forms.REVIEW, forms.PRACTICE_REPORT, forms.PRACTICE_RESULTS]
ROWS = [form for table in TABLES for form in table] + [forms.PRACTICE_SHEET, forms.PRACTICE_KEY]


@pytest.mark.parametrize("form", ROWS, ids=lambda form: form.maker)
def test_what_makes_a_form_is_there(form: Form) -> None:
    assert callable(resolve_name(form.maker))
    assert form.name or form.words, "neither a command nor a page has it"


@pytest.mark.parametrize("table", TABLES)
def test_no_two_forms_share_a_name_or_a_file(table: Forms) -> None:
    names = [form.name for form in table if form.name]
    files = [download.name for download in forms.downloads(table, "a", None)]
    assert len(set(names)) == len(names) and len(set(files)) == len(files)


def test_no_form_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, hipkit.cli.main; print(*(name for name in sys.modules if name.startswith('hipkit.formats.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == ["hipkit.formats.forms"]


@pytest.mark.parametrize(
    ("command", "table"),
    [("claim", forms.CLAIM), ("review", forms.REVIEW), ("practice report", forms.PRACTICE_REPORT)],
)
def test_the_help_says_the_names_of_the_table(
    command: str, table: Forms, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert main([*command.split(), "--help"]) == 0
    assert forms.names(table) in capsys.readouterr().out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_text_has_colours_on_a_terminal_and_none_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    form, empty = forms.by_name(forms.PRACTICE_REPORT)["text"], report([Opened("a.csv", (), ())])
    page = form.show(empty)
    assert isinstance(page, str) and "\x1b[" in page
    assert b"PRACTICE REPORT" in form.whole(empty) and b"\x1b[" not in form.whole(empty)
