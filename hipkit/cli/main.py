"""The command line: it collects what is typed, asks the core, and prints a page or, with `--json`, one object.

Exit codes: 0 done; 1 findings to correct, a wrong answer in practice, or results that were edited; 2 for what is
refused, with nothing on stdout and one line on stderr.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

import typer

from hipkit import __version__
from hipkit.billing import convert as converting
from hipkit.billing import nursing as visits
from hipkit.billing import waste as wasting
from hipkit.billing.compute import bill
from hipkit.billing.differences import by_reading
from hipkit.cli import claim as cli_claim
from hipkit.cli import data as cli_data
from hipkit.cli import options as option
from hipkit.cli import order as cli_order
from hipkit.cli import practice as cli_practice
from hipkit.cli import review as cli_review
from hipkit.cli.printing import Output, render
from hipkit.cli.strict import HELP, Command, Group
from hipkit.errors import DataError, InputError
from hipkit.order.scenario import Scenario
from hipkit.payers import listing
from hipkit.reference import lookups
from hipkit.values.strict import whole

DONE, REFUSED, INTERRUPTED = 0, 2, 130
Answer = str | Output

commands = typer.Typer(
    name="hipkit",
    cls=Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings=HELP,
    help="From a home pain-infusion order to the units on the claim: exact, worked step by step, cited.",
)


def _command(function: Callable[..., Answer]) -> Callable[..., Answer]:
    return commands.command(cls=Command, context_settings=HELP)(function)


@commands.callback()
def hipkit(version: option.Version = False) -> None:
    """From a home pain-infusion order to the units on the claim: exact, worked step by step, cited."""
    if version:
        _write(f"hipkit {__version__}\n")
        raise typer.Exit()


@_command
def units(
    ctx: typer.Context,
    drug: option.Drug = None,
    unlisted: option.Unlisted = None,
    compounded: option.Compound = False,
    regimen: option.Regimen = None,
    dose: option.Dose = None,
    hours_per_day: option.HoursPerDay = None,
    change: option.Change = None,
    per_day: option.PerDay = None,
    demand: option.Demand = None,
    demands: option.Demands = None,
    basal: option.Basal = None,
    lockout: option.Lockout = None,
    volume: option.Volume = None,
    refills: option.Refills = None,
    weight: option.Weight = None,
    strength: option.Strength = None,
    form: option.Form = None,
    ndc: option.NdcOption = None,
    bag: option.Bag = None,
    code: option.Code = None,
    first: option.From = None,
    last: option.Through = None,
    days: option.Days = None,
    without: option.Without = None,
    payer: option.Payer = None,
    reading: option.Reading = None,
    choose: option.Choose = None,
    confirm: option.Confirm = None,
    save: option.Save = None,
    json: option.Json = False,
) -> str:
    """The units of an order: per diem, HCPCS units, NDC quantity, worked step by step."""
    order = cli_order.order({**ctx.params, "from": first, "through": last})
    named = cli_order.named("payer", payer, "hmsa")
    chosen = cli_order.choices(choose)
    read_as = cli_order.named("reading", reading, "rule-text")
    answer = bill(order, named, read_as, chosen)
    saved = "" if save is None else cli_claim.save(Scenario(order, named, read_as, chosen), save)
    if json:
        return render("bill", "units", json, answer)
    return render("bill", "units", json, answer, by_reading(order, named, chosen) if named else {}) + saved


@_command
def claim(
    scenarios: option.Scenarios = None,
    form: option.Format = None,
    charge: option.Charge = None,
    visit: option.Visit = None,
    nursing_rule: option.NursingRule = None,
    compounded: option.Compounded = False,
    choose: option.ChooseForAll = None,
    confirm: option.Confirm = None,
    output: option.Output = None,
    json: option.Json = False,
) -> Output:
    """A sample claim of one patient, of one order or several, in the form that is wanted."""
    sample = cli_claim.claim(
        scenarios or [], charge or [], visit or [], nursing_rule, compounded, confirm, choose or []
    )
    return cli_claim.in_form(sample, form, output, json)


@_command
def convert(
    given: option.Amount = None,
    per: option.Per = None,
    to: option.To = None,
    strength: option.Joining = None,
    at: option.At = None,
    weight: option.WeightOf = None,
    json: option.Json = False,
) -> str:
    """An amount in billing units (--per), or an amount or a rate in another unit (--to)."""
    if (per is None) == (to is None):
        reason = "--per says what one billing unit is, --to which unit is wanted; give one of the two"
        raise InputError("per", per, reason, "--per alone, or --to alone" if per else '--per "10 mg", or --to mL/hr')
    if to is not None:
        return render("bill", "convert", json, converting.convert(given, to, strength, at, weight))
    for field, typed in (("at", at), ("weight", weight)):
        if typed is not None:
            reason = "--per does not use it; it goes with --to"
            raise InputError(field, typed, reason, 'hipkit convert "300 mg" --per "10 mg"')
    return render("bill", "convert", json, converting.units_of(given, per, strength))


@_command
def waste(
    given: option.GivenDrug = None,
    opened: option.Opened = None,
    per: option.PerUnit = None,
    on: option.OnService = None,
    json: option.Json = False,
) -> str:
    """Units given and units discarded of a container that was opened and not used up."""
    return render("bill", "waste", json, wasting.waste(given, opened, per, on))


@_command
def ndc(given: option.Ndc = None, on: option.On = None, json: option.Json = False) -> str:
    """An NDC in the form of a claim, and the product and code that CMS lists by it."""
    return render("bill", "ndc", json, lookups.look_up_ndc(given, on))


@_command
def nursing(minutes: option.Minutes = None, rule: option.Rule = None, json: option.Json = False) -> str:
    """The units of one nursing visit, 99601 and 99602, by a named rule."""
    if rule is None:
        reason = f"payers differ, so the rule is named; known are {', '.join(visits.rules())}"
        raise InputError("rule", None, reason, "bcbsm-2013")
    return render("bill", "nursing", json, visits.nursing_units(minutes, rule))


@_command
def drugs(json: option.Json = False) -> str:
    """The drugs that hipkit knows by name, with their codes and the days these are in force."""
    return render("bill", "drugs", json, lookups.list_drugs())


@_command
def payers(payer: option.PayerId = None, json: option.Json = False) -> str:
    """The payers whose rules hipkit has read, or all the rules of one."""
    return render("bill", "payers", json, listing.list_payers(payer))


commands.add_typer(cli_practice.practice)
commands.add_typer(cli_data.data)


@_command
def review(
    files: option.ClaimFiles = None,
    select: option.Select = None,
    ignore: option.Ignore = None,
    engine: option.Engine = None,
    master: option.Master = None,
    form: option.ReviewFormat = None,
    output: option.ReviewOutput = None,
    resume: option.Resume = None,
    json: option.Json = False,
) -> Output:
    """Review claim lines against coded, cited rules: exit code 0 where nothing is to be corrected, else 1."""
    return cli_review.review(files or [], select or [], ignore or [], engine, master, form, output, resume, json)


@_command
def rules(code: option.RuleCode = None, json: option.Json = False) -> str:
    """The rules of the review, or why there is one: a wrong line, the right one, the source."""
    return cli_review.rules(code, json)


@_command
def app(port: option.Port = None, no_browser: option.NoBrowser = False) -> str:
    """Open the app in the browser; Ctrl-C ends it."""
    from hipkit.cli.app import start as serve

    serve.app(_port(port), open_browser=not no_browser)
    return ""


@_command
def lab(port: option.Port = None, no_browser: option.NoBrowser = False) -> str:
    """Open the notebooks in JupyterLab; Ctrl-C ends it."""
    from hipkit.cli.app import start as serve

    serve.lab(_port(port), open_browser=not no_browser)
    return ""


def _port(given: str | None) -> int | None:
    return None if given is None else whole(given, "port", "8866", 1, 65535)[0]


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code. Never raises, and prints no traceback."""
    try:
        if sys.stdout is None:
            raise InputError("stdout", None, "it is closed, and the answer goes there", "hipkit without >&-")
        return _run(list(sys.argv[1:] if args is None else args))
    except (InputError, DataError) as refused:
        return _refuse(str(refused))
    except typer.Exit as stop:
        return stop.exit_code
    except BrokenPipeError:
        return _hang_up(DONE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as stop:  # JupyterLab's, or rich's where the reader of the help hung up
        broken = isinstance(stop.__context__, BrokenPipeError)
        return DONE if broken or stop.code is None else stop.code if isinstance(stop.code, int) else REFUSED
    except Exception as fault:
        return _fault(fault)


def _run(args: list[str]) -> int:
    command = typer.main.get_command(commands)
    with command.make_context("hipkit", args) as context:
        answer = command.invoke(context)
        _write(answer)
        return answer.code if isinstance(answer, Output) else DONE


def _write(answer: Answer) -> None:
    """Print an answer as a whole; where it is a form, what is said of it goes to stderr."""
    if isinstance(answer, str):
        _print(answer, sys.stdout)
        return
    binary = getattr(sys.stdout, "buffer", None)
    if isinstance(answer.content, str):
        _print(answer.content, sys.stdout)
    else:
        pieces = [answer.content] if isinstance(answer.content, bytes) else answer.content
        if binary is None:
            _print(b"".join(pieces).decode("utf-8", "backslashreplace"), sys.stdout)
            return
        sys.stdout.flush()
        binary.writelines(pieces)
        binary.flush()
    if answer.beside and sys.stderr is not None:
        _print(answer.beside, sys.stderr)


def _refuse(message: str) -> int:
    """One line on stderr, whatever is in the message."""
    line = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in message)
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            _print(f"{line}\n", sys.stderr)
    return REFUSED


def _print(text: str, stream: TextIO) -> None:
    """Print; a sign that the stream's encoding does not have is escaped."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def _fault(fault: Exception) -> int:
    """What nobody foresaw: Typer's own usage errors, a full disk, or a mistake of hipkit's."""
    if hasattr(fault, "format_message"):
        return _refuse(f"hipkit: {fault.format_message()} Type for example: hipkit --help")
    if isinstance(fault, OSError):
        return _hang_up(_refuse(f"hipkit: {fault.strerror or fault}; check where the answer goes"))
    what = f"{type(fault).__name__}: {fault}"[:200]
    return _refuse(f"hipkit: a mistake of hipkit's own ({what}); nothing was worked out. Please report the command")


def _hang_up(code: int) -> int:
    """Nobody reads stdout any more: let Python's own last flush go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
