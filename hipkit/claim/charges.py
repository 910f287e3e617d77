"""Charges on service lines: dollars that a person typed, by code or by line number; never made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hipkit.claim.line import Origin, ServiceLine
from hipkit.errors import InputError
from hipkit.values.citations import cite
from hipkit.values.quantity import exact_value
from hipkit.values.step import Notice
from hipkit.values.strict import clean, number


def charged_lines(
    lines: tuple[ServiceLine, ...], charges: Mapping[str, object]
) -> tuple[tuple[ServiceLine, ...], list[Notice]]:
    """The lines with their charges, each of which must fit one line; what is not given is 0.00 and said."""
    if not isinstance(charges, Mapping):
        raise InputError("charge", charges, "charges are dollars by code or line number", "S9326=3100.00")
    amounts: dict[int, Fraction] = {}
    for name, given in charges.items():
        line = _line_named(name, given, lines)
        if line.number in amounts:
            raise InputError(
                "charge", f"{name}={given}", f"line {line.number} has a charge already", "one charge a line"
            )
        amounts[line.number] = _dollars(str(name), given)
    missing = [f"{line.code} (line {line.number})" for line in lines if line.number not in amounts]
    charged = tuple(_with_charge(line, amounts.get(line.number)) for line in lines)
    if not missing:
        return charged, []
    text = f"no charge was given for {', '.join(missing)}: 0.00 stands there; hipkit makes no charges up"
    return charged, [Notice("info", text, cite("hipkit", "charges"))]


def _line_named(name: object, given: object, lines: tuple[ServiceLine, ...]) -> ServiceLine:
    """The line that a code names, or a number, or both, which then must fit each other."""
    text = clean(str(name), "charge", "S9326=3100.00").text.upper()
    fitting = [line for line in lines if text in (line.code, str(line.number), f"{line.number} {line.code}")]
    if len(fitting) == 1:
        return fitting[0]
    example = "CODE=DOLLARS, or LINE=DOLLARS"
    if other := next((line for line in lines if text.startswith(f"{line.number} ")), None) if not fitting else None:
        reason = f"line {other.number} is {other.code} now"
        raise InputError("charge", f"{name}={given}", reason, example)
    if not fitting:
        known = ", ".join(dict.fromkeys(line.code for line in lines)) or "none"
        raise InputError("charge", f"{name}={given}", f"no line has that code or number; codes are {known}", example)
    numbers = ", ".join(str(line.number) for line in fitting)
    reason = f"{text} stands on lines {numbers}; give a charge for each line by its number"
    raise InputError("charge", f"{name}={given}", reason, "LINE=DOLLARS for each of them")


def _with_charge(line: ServiceLine, amount: Fraction | None) -> ServiceLine:
    words = "no charge was typed: 0.00" if amount is None else "the charge that was typed"
    origins = {**line.origins, "charge": Origin(words, cite("hipkit", "charges"))}
    return replace(line, charge=amount or Fraction(0), origins=origins)


def _dollars(name: str, given: object) -> Fraction:
    example = "CODE=DOLLARS"
    if isinstance(given, (int, Decimal, Fraction)) and not isinstance(given, bool):
        return _in_cents(exact_value(given, "charge", "3100.00"), f"{name}={given}", example)
    text = clean(given, "charge", example).text
    if text.startswith("$"):
        plain = f"{name}={text[1:].strip()}"
        raise InputError("charge", f"{name}={text}", "dollars are meant; leave the sign out", example, plain)
    value, _ = number(text, "charge", example, given=f"{name}={text}")
    return _in_cents(value, f"{name}={text}", example)


def _in_cents(value: Fraction, given: str, example: str) -> Fraction:
    if (value * 100).denominator != 1:
        raise InputError("charge", given, "a charge has at most two decimals", example)
    return value
