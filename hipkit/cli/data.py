"""`hipkit data` on the command line: the tables that answers come from, files added to them, one taken away."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence

import typer

from hipkit.cli import options as option
from hipkit.cli.printing import render
from hipkit.cli.strict import HELP, Command, Group
from hipkit.errors import InputError

_BAR = 20


class Tables(Group):
    """The commands of tables; without one the tables are listed."""

    shows_help = False


data = typer.Typer(
    name="data",
    cls=Tables,
    add_completion=False,
    invoke_without_command=True,
    context_settings=HELP,
    help="The tables of facts with their sources and ages; add CMS's quarterly files, or your own item list.",
)


def _command(name: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    return data.command(name, cls=Command, context_settings=HELP)


@data.callback()
def tables(ctx: typer.Context, json: option.Json = False) -> str:
    """The tables of facts with their sources and ages; add CMS's quarterly files, or your own item list."""
    if ctx.invoked_subcommand is not None:
        if json:
            raise InputError("json", None, "it goes behind the command", f"{ctx.invoked_subcommand} --json")
        return ""
    from hipkit.reference.tables import list_tables

    return render("data", "tables", json, list_tables())


@_command("add")
def add(
    files: option.TableFiles = None,
    scenarios: option.ScenarioFolder = None,
    dry_run: option.DryRun = False,
    json: option.Json = False,
) -> str:
    """Read files of CMS or an item list, show what they change, and keep them: all of them or none."""
    from hipkit.billing.otherwise import Otherwise, otherwise, would_bill_otherwise
    from hipkit.practice import shipped
    from hipkit.reference import adding, inuse

    if not files:
        raise InputError("file", None, "nothing was given", "hipkit data add HCPC2026_JAN_ANWEB.zip")
    with _progress_bar(files) as tell:
        addition = adding.read(files, tell)
        renewed = inuse.in_use().renewed(addition.tables)
        saved = Otherwise() if scenarios is None else would_bill_otherwise(scenarios, inuse.in_use(), renewed)
        practised = otherwise(shipped.orders(), inuse.SHIPPED, renewed)
    if not dry_run:
        addition = adding.keep(addition)
    return render("data", "add", json, addition, saved, practised)


@_command("remove")
def remove(name: option.TableName = None, json: option.Json = False) -> str:
    """Forget an added table; answers no longer use it."""
    from hipkit.reference import inuse, store
    from hipkit.reference.tables import known_table

    if name is None:
        raise InputError("name", None, "nothing was given", "hipkit data")
    gone = store.remove(name)
    inuse.forget()
    return render("data", "remove", json, known_table(gone))


@contextlib.contextmanager
def _progress_bar(files: Sequence[str]) -> Iterator[Callable[[int], None]]:
    """A bar of the files that were read on stderr; where that is no terminal, nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done: None
        return

    def tell(done: int) -> None:
        full = _BAR * done // len(files)
        name = f"reading {done + 1} of {len(files)}" if done < len(files) else "comparing"
        sys.stderr.write(f"\r[{'#' * full}{'.' * (_BAR - full)}] {name}\x1b[K")
        sys.stderr.flush()

    tell(0)
    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
