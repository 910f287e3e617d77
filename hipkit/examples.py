"""What a refusal says to type: never a number that was just refused, unless it means the same.

Somebody in a hurry types what stands behind "Type for example". An example that holds a number of what was given
looks like what was given and bills something else: `q4h` is six doses a day, and the example said 4. So an example
is apart from what was given: none of its numbers stands in it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 2_000
_DIGITS = re.compile("[0-9]+")
_NUMBERS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+")
_SMALL = ("8", "12", "6", "3", "2", "7", "9", "16", "18")


class Instead(str):
    """What to type in place of an example: what was given, rewritten with the same meaning, or words alone."""

    __slots__ = ()


@dataclass(frozen=True)
class _Kind:
    """What a part of an example is: others to put in its place, and a word where all of them were given."""

    pattern: str
    others: tuple[str, ...]
    word: str


_KINDS = (
    _Kind(
        r"datetime\.date\([0-9]+, [0-9]+, [0-9]+\)",
        ("datetime.date(2022, 7, 18)", "datetime.date(2023, 10, 25)"),
        "datetime.date(YEAR, MONTH, DAY)",
    ),
    _Kind(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", ("2022-07-18", "2023-10-25", "2020-04-09", "2019-11-14"), "YYYY-MM-DD"),
    _Kind(r"[0-9]{5}-[0-9]{4}-[0-9]{2}", ("63323-0851-10", "00409-1134-03"), "the NDC on the package"),
    _Kind(r"\b[12]-[123]-[0-9]+", ("2-3-206419", "2-2-709153", "1-3-96", "1-1-58202"), "the number beside the case"),
    _Kind("an 837P of guide 005010X222A1", (), "a professional claim as EDI"),
    _Kind("837P", (), "EDI"),
    _Kind(r"bcbsm-2013", ("cpt-midpoint",), "NAME"),
    _Kind(r"HIP[0-9]{3}", ("HIP203", "HIP306", "HIP502"), "RULE"),
    _Kind(r"HIP[0-9]", ("HIP2", "HIP3", "HIP4"), "RULE"),
    _Kind(r"\b[SJ][0-9]{4}\b", ("J2270", "S9326", "J1171", "S9327", "J3010"), "CODE"),
    _Kind(r"\b24\b", ("12", "8", "16", "10"), "HOURS"),
    _Kind(r"\b31\b", ("30", "28", "14", "7", "10"), "DAYS"),
    _Kind(r"\b8866\b", ("8867", "8899"), "PORT"),
    _Kind(r"\b0\.[0-9]+", ("0.2", "0.4", "0.8", *_SMALL), "NUMBER"),
    _Kind(
        r"(?<![0-9.])(?:[0-9],?[0-9]{3}|[0-9]{3}|[2-9][0-9])(?![0-9])(?:\.[0-9]+)?",
        ("60", "80", "90", "40", *_SMALL),
        "NUMBER",
    ),
    _Kind(r"[0-9]+(?:\.[0-9]+)?", _SMALL, "NUMBER"),
)
_PARTS = re.compile("|".join(f"({kind.pattern})" for kind in _KINDS))


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, each in one form: whole runs of digits, and decimals without the zeros around them.

    >>> sorted(numbers("05.0 mg in 1,000 mL, 2021-03-01"))
    ['0', '1', '1000', '2021', '3', '5']
    """
    plain = "".join(_plain(character) for character in text[:LONGEST])
    return frozenset(_bare(found[0]) for pattern in (_DIGITS, _NUMBERS) for found in pattern.finditer(plain))


def apart(example: str, *given: str) -> str:
    """The example, with others in place of the parts of it whose numbers stand in what was given.

    >>> apart("5 mg/hr", "5 bananas"), apart("5 mg/hr", "6 bananas"), apart("2021-03-15=6 mg/hr", "03/06/2021")
    ('8 mg/hr', '5 mg/hr', '2022-07-18=8 mg/hr')
    >>> apart("a CSV or 837P file", "may.837"), apart("an 837P of guide 005010X222A1", "may.837")
    ('a CSV or EDI file', 'a professional claim as EDI')
    """
    if isinstance(example, Instead):
        return example
    taken = frozenset().union(*(numbers(text) for text in given))
    if not numbers(example) & taken:
        return example
    return _PARTS.sub(lambda part: _other(part, taken), example)


def _other(part: re.Match[str], taken: frozenset[str]) -> str:
    if not numbers(part[0]) & taken:
        return part[0]
    assert part.lastindex is not None  # one of the kinds has matched
    kind = _KINDS[part.lastindex - 1]
    return next((other for other in kind.others if not numbers(other) & taken), kind.word)


def _plain(character: str) -> str:
    """A digit of any script as 0 to 9, a fraction sign as its decimal; all else as it is."""
    if character.isascii() or unicodedata.category(character)[0] != "N":
        return character
    return f"{unicodedata.numeric(character, 0):g}"


def _bare(number: str) -> str:
    whole, point, rest = number.replace(",", "").partition(".")
    rest = rest.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{point if rest else ''}{rest}"
