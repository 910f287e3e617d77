"""What a command prints, and in which form: that of --format, --output and --json."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from hipkit.errors import InputError, shown
from hipkit.formats.forms import Form, Forms, by_name
from hipkit.values.strict import clean

_HOLD_ALL = ("json", "text")  # what is said on stderr beside the other forms stands in these


@dataclass(frozen=True)
class Output:
    """What goes to stdout, bytes as they are, what is said beside it on stderr, and the exit code.

    Long content may come in pieces of bytes.
    """

    content: bytes | str | Iterable[bytes]
    beside: str = ""
    code: int = 0


def render(stage: str, name: str, as_json: bool, *answer: object) -> str:
    """The answer of a command as JSON or as a page; the formats of the stage have a function of its name for each."""
    kind = "json" if as_json else "text"  # rich, which pages are drawn with, is a tenth of a second
    rendered = getattr(import_module(f"hipkit.formats.{stage}.{kind}"), name)(*answer)
    if not as_json:
        return str(rendered)
    from hipkit.formats.bill.json import dumps

    return f"{dumps(rendered)}\n"


@dataclass(frozen=True)
class Request:
    """The form in which an answer is wanted, the file for it, or None for stdout, and whether JSON is to be printed."""

    form: Form
    output: str | None
    json: Form | None

    def fulfil(self, answer: object, summary: str, example: str, beside: str = "", code: int = 0) -> Output:
        """Show the answer on stdout and say what stands `beside` it, or write it to its file and print its `summary`.

        Raises InputError for what the form cannot hold, and for a file that cannot be written.
        """
        if self.output is None:
            return Output(self.form.show(answer), "" if self.form.name in _HOLD_ALL else beside, code)
        write(self.form.pieces(answer), self.output, example)
        return Output(self.json.pieces(answer) if self.json else f"{shown(self.output)}: {summary}", code=code)


def read_request(forms: Forms, form: str | None, output: str | None, json: bool, stem: str) -> Request:
    """The form that `--format`, `--output` and `--json` ask for; the first where none does.

    Raises InputError for a form that there is not, for one that is not JSON where `--json` asks for it on stdout, and
    for one that a terminal cannot show. `stem` begins the names of the files that are said to be typed.
    """
    known = by_name(forms)
    first = next(iter(known))
    name = "json" if form is None and json else first if form is None else clean(form, "format", first).text
    if name not in known:
        raise InputError("format", form, f"known are {', '.join(known)}", first)
    if output is None:
        reason = ""
        if json and name != "json":
            reason = f"with --json the answer is JSON; {name} goes to a file then"
        elif known[name].file.binary and sys.stdout.isatty():
            reason = f"a terminal cannot show {name}; write it to a file, or pipe it on"
        if reason:
            raise InputError("output", None, reason, f"-o {stem}.{name}")
    return Request(known[name], output, known["json"] if json else None)


def write(pieces: Iterable[bytes], path: str, example: str, field: str = "output") -> None:
    """Write a file of the user's own choice, replacing what is there."""
    try:
        with Path(path).open("wb") as file:
            file.writelines(pieces)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise not_written(path, error, example, field) from None


def not_written(path: str, error: Exception, example: str, field: str = "output") -> InputError:
    """What is said of a file that cannot be written."""
    return InputError(field, path, f"it cannot be written ({getattr(error, 'strerror', None) or error})", example)
