"""The command line, read strictly before Typer sees it.

Typer alone would take the last of a repeated option, read `-5 mg` as an option, and take an option's name for
the value of the one before it. Here each of these is refused, in the words in which a field is refused.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any, NoReturn

from typer.core import TyperCommand, TyperGroup

from hipkit.errors import InputError

LONGEST_EXAMPLE = 40
HELP = {"help_option_names": ["--help", "-h"]}


class Command(TyperCommand):
    """A command that is told its options once each, and names a refused field as it was typed."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The options and arguments of the command, `--help` among them."""
        return _without_types(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; raises InputError for what does not stand as it should."""
        reader = _Reader(self.get_params(ctx), ctx.command_path)
        return super().parse_args(ctx, reader.arrange(args))

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an InputError leaves with its field as it is written on the command line."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            error = error.apart_from(*_texts(error.field, ctx.params))
            typed = as_typed(error.field, self.get_params(ctx))
            reason = "it is needed here" if error.reason.startswith("nothing was ") else error.reason
            raise InputError(typed, error.given, reason, error.example) from None


class Group(TyperGroup):
    """The commands: without one its help is shown, an unknown one is refused."""

    shows_help = True  # where nothing is given

    def get_params(self, ctx: Any) -> list[Any]:
        """The options in front of a command, `--help` among them."""
        return _without_types(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands in front of the command."""
        reader = _Reader(self.get_params(ctx), ctx.command_path)
        for token in args:
            if not token.startswith("-") or token == "--":
                break
            reader.option(token)
        return super().parse_args(ctx, args if set(args) - {"--"} or not self.shows_help else ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of that name; raises InputError where there is none."""
        if args[0] not in self.commands:
            near = difflib.get_close_matches(args[0], self.commands)
            reason = f"there is no such command; there are {', '.join(self.commands)}"
            example = near[0] if near else next(iter(self.commands))
            raise InputError("command", args[0], reason, f"{ctx.command_path} {example}")
        return super().resolve_command(ctx, args)


def _without_types(params: list[Any]) -> list[Any]:
    """The same options; the help of one that takes no value does not call it a <bool>."""
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = param.metavar or " "
    return params


def as_typed(field: str, params: Iterable[Any]) -> str:
    """The field as it is written on the command line: its option, or its own name where it has none."""
    option = f"--{field.replace('_', '-')}"
    return option if any(option in param.opts for param in params) else field


def _texts(field: str, params: Mapping[str, Any]) -> list[str]:
    """What was typed for a field, all of it where it may be repeated."""
    values = params.get(field)
    values = [values] if isinstance(values, str) else values
    return [value for value in values if isinstance(value, str)] if isinstance(values, (list, tuple)) else []


class _Reader:
    """Reads the tokens of one command against what the command takes."""

    def __init__(self, params: Sequence[Any], command: str) -> None:
        self.command = command
        options = [param for param in params if param.param_type_name == "option"]
        self.options = {name: option for option in options for name in (*option.opts, *option.secondary_opts)}
        arguments = [param for param in params if param.param_type_name == "argument"]
        self.places = inf if any(argument.nargs == -1 for argument in arguments) else len(arguments)
        self.seen: set[str] = set()

    def arrange(self, args: Sequence[str]) -> list[str]:
        """The same arguments with every option first, its value joined to it, and the rest behind `--`."""
        options: list[str] = []
        rest: list[str] = []
        before = ""
        tokens = iter(args)
        for token in tokens:
            if token == "--":
                rest += list(tokens)
            elif _is_option(token):
                options.append(before := self.with_value(token, tokens))
            elif len(rest) == self.places:
                self._refuse_rest(token, before)
            else:
                rest.append(before := token)
        if len(rest) > self.places:
            self._refuse_rest(rest[int(self.places)], "")
        return [*options, "--", *rest] if rest else options

    def option(self, token: str) -> tuple[Any, str, str]:
        """The option that a token names, its name, and `=` with its value where that is joined to it."""
        name, equals, value = token.partition("=")
        option = self.options.get(name)
        if option is None:
            self._refuse_option(name)
        if option.is_flag and equals:
            raise InputError(name, value, "it takes no value", name)
        return option, name, equals + value

    def with_value(self, token: str, tokens: Iterator[str]) -> str:
        """The option of a token with its value, which may be the next token."""
        option, name, joined = self.option(token)
        if option.is_flag:
            return name
        value = joined[1:] if joined else next(tokens, None)
        if value is None or (not joined and (value == "--" or value.partition("=")[0] in self.options)):
            raise InputError(name, None, "its value is missing", self._usage(option, name))
        whole_name = max(option.opts, key=len)  # Click reads no `=` behind a single letter
        if whole_name in self.seen and not option.multiple:
            raise InputError(name, value, "it is given twice; give it once", self._usage(option, name))
        self.seen.add(whole_name)
        return f"{whole_name}={value}"

    def _usage(self, option: Any, name: str) -> str:
        return f"{self.command} {name} {option.metavar or 'VALUE'}"

    def _refuse_option(self, name: str) -> NoReturn:
        near = difflib.get_close_matches(name, self.options, n=1, cutoff=0.7)
        reason = f"{self.command} has no option of that name"
        raise InputError("option", name, reason, near[0] if near else f"{self.command} --help")

    def _refuse_rest(self, token: str, before: str) -> NoReturn:
        """Refuse a value that belongs to nothing: mostly the end of one that wants quotes, `--dose 5 mg/hr`."""
        name, _, start = before.partition("=") if before.startswith("--") else ("argument", "", before)
        whole = f"{start} {token}"
        if not start or len(whole) > LONGEST_EXAMPLE:
            reason = f"{self.command} takes {'one value' if self.places else 'no value'} without an option"
            raise InputError("argument", token, reason, f"{self.command} --help")
        reason = "it came as two values, since a blank stands in it; put it in quotes"
        option = "" if name == "argument" else f"{name} "
        raise InputError(name, whole, reason, name, f'{option}"{whole}"')


def _is_option(token: str) -> bool:
    """Whether a token is meant as an option; `-5 mg` is a value, to be refused as one."""
    return token.startswith("--") or re.match("-[A-Za-z]", token) is not None
