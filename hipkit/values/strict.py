"""The one strict reader of what a person types: blanks, unseen characters, numbers, dates.

Every door (Python, command line, widgets, files) reads through here. Nothing is clamped, padded or guessed;
what is not exactly right is refused with the reason and with what to type.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from hipkit.errors import InputError, shown, unseen
from hipkit.examples import apart, numbers

DIGITS_BEFORE = 9
DIGITS_AFTER = 6
LONGEST = 200
NO_BREAK_SPACE = "\u00a0"

A_RANGE = "it is a range, and one number is needed; which was given?"

_NO_NOTES: tuple[str, ...] = ()
_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
# Two numbers, each with a unit or without, and between them a dash or a word; an exponent is none: 1e-3.
_RANGE = re.compile(
    r"(?:between |from |up to )?[0-9][0-9.,]*(?: ?(?![eE][-+]?[0-9])[A-Za-z%\u00b5\u03bc][A-Za-z/%\u00b5\u03bc]*)?"
    r" ?(?:[-\u2010-\u2015\u2212~\u2026]|to |thru |through |or |and )"
    r" ?\.?[0-9][0-9.,]*(?: ?[A-Za-z%\u00b5\u03bc].*)?",
    re.IGNORECASE,
)
# The words that belong to a number alone, by the field it stands in.
_OWN_WORDS = {
    "hours_per_day": "h|hr|hrs|hours?(?: ?(?:a|per) ?day| ?/ ?day)?",
    "days": "d|days?",
    "demands": "(?:times?|demands?|doses?)?(?: ?(?:a|per) ?day| ?/ ?day)?",
    "refills": "refills?|times?",
    "minutes": "min|minutes?",
}
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PATIENT = re.compile(
    r"\b(?:[0-9]{3}-[0-9]{2}-[0-9]{4}|[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9]-?[AC-HJKMNP-RT-Y]"
    r"[AC-HJKMNP-RT-Y0-9][0-9]-?[AC-HJKMNP-RT-Y]{2}[0-9]{2}|(?:MRN|DOB|SSN|MBI|patient|born)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FieldText:
    """What a field held: its text without the blanks around it, and what a reader should be told."""

    text: str
    notes: tuple[str, ...] = ()


def clean(given: object, field: str, example: str, longest: int = LONGEST) -> FieldText:
    r"""The text of a field, blanks around it left off.

    Raises InputError for anything but text, for an empty field, and for a character that cannot be seen.

    >>> clean(" 5 mg/hr ", "dose", "5 mg/hr").text
    '5 mg/hr'
    >>> clean("5\u200bmg", "dose", "5 mg/hr")
    Traceback (most recent call last):
    hipkit.errors.InputError: dose: read "5\u200bmg": it holds U+200B, which cannot be seen. Type for example: 8 mg/hr
    """
    if not isinstance(given, str):
        raise InputError(field, given, _not_text(given), example)
    if len(given) > longest:
        reason = f"it is {len(given):,} characters long; at most {longest} are read"
        raise InputError(field, given, reason, example)
    for character in given:
        if character != NO_BREAK_SPACE and unseen(character):
            reason = f"it holds U+{ord(character):04X}, which cannot be seen"
            raise InputError(field, given, reason, example)
    notes = ("a no-break space was read as a blank",) if NO_BREAK_SPACE in given else ()
    text = given.replace(NO_BREAK_SPACE, " ").strip(" ")
    if not text:
        raise InputError(field, "", "nothing was typed", example)
    return FieldText(text, notes)


def _not_text(given: object) -> str:
    if given is None:
        return "nothing was given"
    if isinstance(given, float):
        return "a float is not exact (0.1 is stored as 0.1000000000000000055...); give text, int, Decimal or Fraction"
    return f"{type(given).__name__} is not read here; give text"


def is_range(text: str) -> bool:
    """Whether a text gives two numbers where one is wanted.

    >>> is_range("0.1-0.2 mg/kg/hr"), is_range("5 to 10 mg"), is_range("5 mg - 10 mg"), is_range("25 mg/50 mL")
    (True, True, True, False)
    """
    return _RANGE.fullmatch(text) is not None


def number(
    text: str, field: str, example: str, given: str | None = None, ranges: bool = True
) -> tuple[Fraction, tuple[str, ...]]:
    """The exact number that `text` writes out, and the notes on how it was written.

    `given` is the whole field where the number is a part of it. Without `ranges` two numbers are refused as
    what is no number, not as a range: in the words of practice cases of version 1.

    At most nine digits before and six after the point; groups of three as `1,000`; no sign, exponent,
    fraction or underscore. Zero is a number here: whether it may stand is the field's matter.

    >>> number("1,000.50", "dose", "5")
    (Fraction(2001, 2), ('1,000.50 was read without its trailing zero',))
    >>> number(".5", "dose", "5")
    Traceback (most recent call last):
    hipkit.errors.InputError: dose: read ".5": a number needs a digit before its point; write 0.5. Type for example: 0.5
    """
    reason = A_RANGE if ranges and is_range(text) else _why_no_number(text)
    if reason:
        raise InputError(field, given or text, reason, example, _meant(text, field) if given in (None, text) else "")
    plain = text.replace(",", "")
    after = plain.partition(".")[2]
    if not after.endswith("0"):
        return Fraction(plain), ()
    zeros = "zero" if not after.endswith("00") else "zeros"
    return Fraction(plain), (f"{text} was read without its trailing {zeros}",)


def _meant(text: str, field: str) -> str:
    """The number that a refused text means beyond doubt, the field's own word left off: `24 hr`, `31 days`."""
    words = re.fullmatch(rf"([0-9.,]+) ?(?:{_OWN_WORDS.get(field, 'times?')})", text, re.IGNORECASE | re.ASCII)
    alone = words[1] if words else text
    return mended(alone) or (alone if alone != text and not _why_no_number(alone) else "")


def mended(text: str) -> str:
    """The number that a text means beyond doubt, though it is not written as numbers are read; else nothing.

    >>> mended(".5"), mended("5."), mended("05"), mended("00.5"), mended("1,5")
    ('0.5', '5', '5', '0.5', '')
    """
    found = re.sub(r"^\.(?=[0-9])", "0.", text)
    found = re.sub(r"^([0-9,]+)\.$", r"\1", found)
    found = re.sub(r"^0+(?=[0-9])", "", found)
    return found if found != text and not _why_no_number(found) else ""


def _why_no_number(text: str) -> str:
    """Why `text` is no number as hipkit reads them; empty where it is one."""
    if re.fullmatch(r"\.[0-9]+", text):
        return f"a number needs a digit before its point; write 0{shown(text, 20)}"
    if re.fullmatch(r"[0-9,]+\.", text):
        return f"a number needs a digit after its point; write {shown(text[:-1], 20)}"
    if ":" in text:
        return "a ratio is not read; write the number, or a strength such as 1 mg/mL"
    if re.match(r"[-+\u2212\u2013]", text):
        return "a number has no sign here; nothing negative can be billed"
    if re.fullmatch(r"[0-9.]+[eE][-+]?[0-9]+", text):
        return "an exponent is not read (a spreadsheet may have written it); write the number out"
    if any(unicodedata.category(c)[0] == "N" and c not in "0123456789" for c in text):
        return "digits are 0 to 9 only; fractions and other scripts are not read"
    if not re.search("[0-9]", text):
        return "it is not a number"
    if "," in text and not re.fullmatch(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", text):
        return "commas stand between groups of three digits only, as in 1,000; a point marks decimals"
    if not _NUMBER.fullmatch(text):
        return "a number is digits with at most one point, and a digit on both sides of it"
    return _why_not_these_digits(text)


def _why_not_these_digits(text: str) -> str:
    before, _, after = text.replace(",", "").partition(".")
    if len(before) > 1 and before.startswith("0"):
        plain = before.lstrip("0") or "0"
        return f"a number has no leading zero but in 0.5; write {shown(f'{plain}.{after}' if after else plain, 20)}"
    if len(before) > DIGITS_BEFORE:
        return f"it has {len(before)} digits before the point; at most {DIGITS_BEFORE} are read"
    if len(after) > DIGITS_AFTER:
        return f"it has {len(after)} digits after the point; at most {DIGITS_AFTER} are read, and none is dropped"
    return ""


def _beside(text: str) -> tuple[str, ...]:
    """The whole numbers around one that is written with a comma or a fraction sign, and so is no number here."""
    begins = re.match(f"[0-9]{{1,{DIGITS_BEFORE}}}", text)
    return (begins[0], str(int(begins[0]) + 1)) if begins else ()


def whole(given: object, field: str, example: str, low: int, high: int) -> tuple[int, tuple[str, ...]]:
    """A whole number from `low` to `high`, from text or int, and the notes on how it was written.

    What a refusal says to type is never the number just above or below, and never one that is refused too.

    >>> whole("31", "days", "31", 1, 366)
    (31, ())
    >>> whole("31.5", "days", "31", 1, 366)
    Traceback (most recent call last):
    hipkit.errors.InputError: days: read "31.5": it must be a whole number from 1 to 366. Type for example: 30
    """
    typed = given if isinstance(given, str) else shown(given)
    example = _within(example, low, high, typed, *_beside(typed.strip()))
    if isinstance(given, int) and not isinstance(given, bool):
        value, notes = Fraction(given), _NO_NOTES
    else:
        text = clean(given, field, example)
        meant = _meant(text.text, field)
        refused_too = meant and not _fits(Fraction(meant.replace(",", "")), low, high)
        value, notes = number(meant if refused_too else text.text, field, example)
        notes = text.notes + notes
    if not _fits(value, low, high):
        reason = f"it must be a whole number from {low} to {high:,}"
        # the whole number above or below is a guess at what was meant, and bills another amount
        beside = () if value.denominator == 1 else (str(math.floor(value)), str(math.ceil(value)))
        raise InputError(field, shown(given), reason, _within(example, low, high, shown(given), *beside))
    return int(value), notes


def _fits(value: Fraction, low: int, high: int) -> bool:
    return value.denominator == 1 and low <= value <= high


def _within(example: str, low: int, high: int, *given: str) -> str:
    """The example apart from what was given, and within the bounds where it is a number."""
    other = apart(example, *given)
    if not re.fullmatch("[0-9]+", other) or low <= int(other) <= high:
        return other
    taken = numbers(" ".join(given))
    return next((str(one) for one in range(low, min(high, low + 9) + 1) if str(one) not in taken), "NUMBER")


def date(given: object, field: str, example: str = "2021-03-01") -> datetime.date:
    """A calendar date, from `YYYY-MM-DD` or a date.

    >>> date("2021-02-29", "from")
    Traceback (most recent call last):
    hipkit.errors.InputError: from: read "2021-02-29": there is no such day. Type for example: 2022-07-18
    """
    if isinstance(given, datetime.date) and not isinstance(given, datetime.datetime):
        return given
    text = clean(given, field, example).text
    match = _DATE.fullmatch(text)
    if not match:
        reason = "a date is written year-month-day, YYYY-MM-DD"
        if re.fullmatch("[0-9]{5}", text):
            reason = "it looks like a spreadsheet's day number; " + reason
        if re.fullmatch(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}", text):
            reason = "its year has two digits, and four say which it is; " + reason
        raise InputError(field, text, reason, example, _with_hyphens(text))
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError:
        raise InputError(field, text, "there is no such day", example) from None


def _with_hyphens(text: str) -> str:
    """A date that is written with its year first, as it is read; nothing for any other."""
    parts = re.fullmatch(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})|([0-9]{4})([-/.])([0-9]{1,2})\6([0-9]{1,2})", text)
    if not parts:
        return ""
    year, month, day = (int(parts[i] or parts[j]) for i, j in ((1, 5), (3, 7), (4, 8)))
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def printable(given: object, field: str, example: str, longest: int, forbidden: str = "") -> str:
    """Free text that may be printed or claimed: ASCII that can be seen, 1 to `longest` characters.

    >>> printable("MORPHINE*SULF", "unlisted", "ketamine hydrochloride", 80, "*:^~>")
    Traceback (most recent call last):
    hipkit.errors.InputError: unlisted: read "MORPHINE*SULF": * separates the parts of a claim and cannot stand \
in a text. Type for example: ketamine hydrochloride
    """
    text = clean(given, field, example, longest=longest).text
    for character in text:
        if not character.isascii():
            reason = f"it holds U+{ord(character):04X}; a claim takes plain ASCII letters, digits and signs"
            raise InputError(field, text, reason, example)
        if character in forbidden:
            raise InputError(
                field, text, f"{character} separates the parts of a claim and cannot stand in a text", example
            )
    return text


def looks_like_a_patient(text: str) -> bool:
    """Whether free text may name a patient: a social security or Medicare number, or words such as MRN.

    >>> looks_like_a_patient("MRN 123"), looks_like_a_patient("per pump log")
    (True, False)
    """
    return bool(_PATIENT.search(text))
