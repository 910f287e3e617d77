"""National Drug Codes as three segments: labeler, product, package.

A package prints ten digits as 4-4-2, 5-3-2 or 5-4-1; a claim carries them as 5-4-2, with a zero in front of
the short segment. Ten digits without hyphens fit all three, so they are never read. From 2033-03-07 an NDC
has twelve digits, 6-4-2 (FDA final rule, Federal Register Doc 2026-04368); before that they are refused.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass, field

from hipkit.errors import InputError, shown
from hipkit.values.citations import cite
from hipkit.values.notation import counted
from hipkit.values.strict import clean

EXAMPLE = "00074-1133-03"
PRINTED = "the one on the package, with its hyphens"
TWELVE_DIGITS_FROM = datetime.date(2033, 3, 7)
_SEGMENTS = ("labeler", "product", "package")
_PACKAGE_FORMS = ((4, 4, 2), (5, 3, 2), (5, 4, 1))
_CLAIM_FORM = (5, 4, 2)
_TWELVE_FORM = (6, 4, 2)
# Hyphens, dashes and minus signs that a printed page or a word processor puts in place of "-".
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_X12_DELIMITERS = "*:^~>"
_PLACEHOLDER = "all zeros or all nines are a placeholder, not the NDC of a product"
_LETTERS_FOR_DIGITS = str.maketrans("OoIl", "0011")


@dataclass(frozen=True)
class Ndc:
    """One NDC, its segments as text in the 5-4-2 form of a claim (6-4-2 for the twelve-digit form).

    `notes` say what was read otherwise than it was typed; they do not count when two NDCs are compared.

    >>> Ndc("0074", "1133", "03") == Ndc.parse("00074-1133-03")
    True
    """

    labeler: str
    product: str
    package: str
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        segments = (self.labeler, self.product, self.package)
        reason = _why_not_these_segments(segments)
        if reason:
            raise InputError("ndc", "-".join(shown(one, 20) for one in segments), reason, EXAMPLE)
        for name, digits, length in zip(_SEGMENTS, segments, _CLAIM_FORM, strict=True):
            object.__setattr__(self, name, digits.rjust(length, "0"))

    @classmethod
    def parse(cls, given: object, on: datetime.date | None = None, field: str = "ndc") -> Ndc:
        """The NDC that was typed: 4-4-2, 5-3-2, 5-4-1 or 5-4-2 with hyphens, or eleven digits without.

        `on` is the date of service; the twelve-digit form is read from 2033-03-07 only, and not without a
        date. Raises InputError for everything else and says what was seen.

        >>> ndc = Ndc.parse("0074-1133-03")
        >>> ndc.hyphenated, ndc.notes
        ('00074-1133-03', ('a zero was added in front of the labeler: 0074-1133-03 is 00074-1133-03',))
        >>> Ndc.parse("0074113303")
        Traceback (most recent call last):
        hipkit.errors.InputError: ndc: read "0074113303": 10 digits without hyphens can be read \
in three ways: 00074-1133-03 (printed 0074-1133-03), 00741-0133-03 (printed 00741-133-03) or \
00741-1330-03 (printed 00741-1330-3); type the one on the package. Type for example: the one on the package, \
with its hyphens
        >>> Ndc.parse("74113303")
        Traceback (most recent call last):
        hipkit.errors.InputError: ndc: read "74113303": 8 digits; a spreadsheet such as Excel \
may have removed zeros, so take the NDC from the package. Type for example: 00074-1133-03
        """
        if isinstance(given, Ndc):
            typed, notes = given.hyphenated, given.notes
        else:
            read = clean(given, field, EXAMPLE)
            typed, notes = read.text, read.notes
        text = typed.translate(dict.fromkeys(map(ord, _DASHES), "-"))
        reason, example = _why_not(text, on)
        if reason:
            instead = PRINTED if example and re.fullmatch("[0-9]{10}", text) else example
            raise InputError(field, given, reason, example or EXAMPLE, instead)
        segments = _split(text)
        ndc = cls(*segments)
        return cls(*segments, notes=notes + _dash_notes(typed) + _zero_notes(segments, ndc))

    @property
    def ndc11(self) -> str | None:
        """The eleven digits of a claim; None for the twelve-digit form."""
        digits = self.labeler + self.product + self.package
        return digits if len(digits) == sum(_CLAIM_FORM) else None

    @property
    def hyphenated(self) -> str:
        """The three segments with hyphens.

        >>> Ndc("000074", "1133", "03").hyphenated, Ndc("000074", "1133", "03").ndc11
        ('000074-1133-03', None)
        """
        return f"{self.labeler}-{self.product}-{self.package}"

    def __str__(self) -> str:
        return self.hyphenated


def candidates(digits: str) -> tuple[Ndc, ...]:
    """The three NDCs that ten digits without hyphens may be: read as 4-4-2, as 5-3-2 and as 5-4-1.

    >>> [ndc.hyphenated for ndc in candidates("0074113303")]
    ['00074-1133-03', '00741-0133-03', '00741-1330-03']
    """
    return tuple(Ndc(*_cut(digits, form)) for form in _PACKAGE_FORMS)


def _cut(digits: str, form: tuple[int, int, int]) -> tuple[str, str, str]:
    first, second, _ = form
    return digits[:first], digits[first : first + second], digits[first + second :]


def _split(text: str) -> tuple[str, str, str]:
    """The segments of a text that was found to be an NDC."""
    if "-" in text:
        labeler, product, package = text.split("-")
        return labeler, product, package
    return _cut(text, _CLAIM_FORM if len(text) == sum(_CLAIM_FORM) else _TWELVE_FORM)


def _dash_notes(typed: str) -> tuple[str, ...]:
    marks = sorted({f"U+{ord(character):04X}" for character in typed if character in _DASHES})
    return (f"a dash ({', '.join(marks)}) was read as a hyphen",) if marks else ()


def _zero_notes(segments: tuple[str, str, str], ndc: Ndc) -> tuple[str, ...]:
    return tuple(
        f"a zero was added in front of the {name}: {'-'.join(segments)} is {ndc.hyphenated}"
        for name, digits in zip(_SEGMENTS, segments, strict=True)
        if digits != getattr(ndc, name)
    )


def _why_not(text: str, on: datetime.date | None) -> tuple[str, str]:
    """Why `text` is no NDC on that date, and what to type where that is known; an empty reason where it is one."""
    reason, example = _why_not_digits(text)
    if reason:
        return reason, example
    digits = text.replace("-", "")
    if _is_placeholder(digits):
        return _PLACEHOLDER, ""
    if len(digits) == sum(_TWELVE_FORM) and (on is None or on < TWELVE_DIGITS_FROM):
        return _why_not_twelve(text, on)
    if "-" in text:
        return _why_not_these_segments(tuple(text.split("-"))), ""
    return _why_not_bare(digits)


def _why_not_digits(text: str) -> tuple[str, str]:
    """Why `text` is not made of digits and hyphens, and what to type."""
    line = re.match(r"(?:LIN\*\*)?N4[* ]?([0-9][0-9-]*)", text, re.IGNORECASE)
    if line:
        return _why_not_a_line(line[1].replace("-", ""))
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+", text):
        reason = "a spreadsheet such as Excel turned it into a number and lost digits"
        return f"{reason}; take the NDC from the package", ""
    if re.fullmatch(r"[0-9]+\.[0-9]*", text):
        reason = "a spreadsheet such as Excel wrote it as a number with decimals and may have removed zeros"
        return f"{reason}; take the NDC from the package", ""
    stray = next((character for character in text if character not in "0123456789-"), None)
    return ("", "") if stray is None else _why_not_character(text, stray)


def _why_not_a_line(digits: str) -> tuple[str, str]:
    if len(digits) != sum(_CLAIM_FORM):
        return f"this is a line of a claim, and its NDC has {len(digits)} digits in place of 11", ""
    return f"this is a line of a claim; here goes its NDC alone, the 11 digits {digits}", digits


def _why_not_character(text: str, stray: str) -> tuple[str, str]:
    mended = text.translate(_LETTERS_FOR_DIGITS)
    if set(mended) <= set("0123456789-"):
        letter, digit = ("O", "0") if stray in "Oo" else ("I or l", "1")
        reason, _ = _why_not(mended, None)
        return f"it has the letter {letter} where the digit {digit} belongs", "" if reason else mended
    if unicodedata.category(stray)[0] == "N":
        return f"it has a digit of another script (U+{ord(stray):04X}); the digits are 0 to 9", ""
    if stray in _X12_DELIMITERS and "<" not in text:
        return f"{stray} separates the parts of an X12 claim and cannot stand in an NDC", ""
    if stray == " ":
        return "it has a blank inside; hyphens stand between its parts", ""
    mark = stray if stray.isascii() else f"U+{ord(stray):04X}"
    return f"{mark} does not belong there; an NDC is digits and hyphens only", ""


def _why_not_twelve(text: str, on: datetime.date | None) -> tuple[str, str]:
    rule = f"in force from {TWELVE_DIGITS_FROM} only ({cite('fda-ndc-rule').text})"
    when = f"and the date is {on}" if on else "and no date was given"
    filled = re.fullmatch("0([0-9]{5}-[0-9]{4}-[0-9]{2})", text)
    return f"it has 12 digits; the 12-digit form, 6-4-2, is {rule}, {when}", filled[1] if filled else ""


def _why_not_bare(digits: str) -> tuple[str, str]:
    if len(digits) in (sum(_CLAIM_FORM), sum(_TWELVE_FORM)):
        return "", ""
    if len(digits) == 10:
        ways = [
            f"{ndc} (printed {'-'.join(_cut(digits, form))})"
            for ndc, form in zip(candidates(digits), _PACKAGE_FORMS, strict=True)
        ]
        listed = f"{ways[0]}, {ways[1]} or {ways[2]}"
        reason = f"10 digits without hyphens can be read in three ways: {listed}; type the one on the package"
        return reason, candidates(digits)[0].hyphenated
    if len(digits) > 10:
        return f"{len(digits)} digits; an NDC without hyphens has 11", ""
    count = counted(len(digits), "digit")
    reason = f"{count}; a spreadsheet such as Excel may have removed zeros, so take the NDC from the package"
    return reason, ""


def _why_not_these_segments(segments: tuple[str, ...]) -> str:
    """Why these are not the segments of an NDC; empty where they are."""
    if len(segments) != 3:
        return f"it has {len(segments)} parts; hyphens part an NDC into three: labeler, product, package"
    if not all(isinstance(digits, str) and re.fullmatch("[0-9]*", digits) for digits in segments):
        return "an NDC is digits and hyphens only"
    form = tuple(map(len, segments))
    if form not in (*_PACKAGE_FORMS, _CLAIM_FORM, _TWELVE_FORM):
        return f"its parts have {'-'.join(map(str, form))} digits; an NDC has 4-4-2, 5-3-2, 5-4-1 or 5-4-2"
    return _PLACEHOLDER if _is_placeholder("".join(segments)) else ""


def _is_placeholder(digits: str) -> bool:
    """All zeros, or all nines but for a zero that was added in front."""
    return set(digits) == {"0"} or (len(digits) >= 10 and re.fullmatch("0?9+", digits) is not None)
