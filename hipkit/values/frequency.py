"""How many doses a day: a number, or the way in which orders write it, as `q4h`, `every 6 hours` or `TID`.

What only says how often a dose may be given, or leaves it open, is no number of doses: `PRN`, `q4-6h`. What is
mistaken for something else is refused: `QD`, `QOD` (Joint Commission, Do Not Use list).
"""

from __future__ import annotations

import re

from hipkit.errors import InputError
from hipkit.values.notation import counted
from hipkit.values.strict import clean, whole

MOST = 1440
INTERVALS = (1, 2, 3, 4, 6, 8, 12, 24)
HOURS_A_DAY = 24
_EXAMPLE = "4"
_COUNTED = "the number of doses given a day, from the record"
_LETTERS = {"bid": 2, "tid": 3, "qid": 4}
_EVERY = re.compile(r"(?:q ?|every )([1-9][0-9]?) ?(?:h|hr|hour|hours)", re.IGNORECASE | re.ASCII)
_IN_WORDS = re.compile(
    r"([1-9][0-9]*) ?(?:x|times?|doses?)?(?: ?(?:a|per) ?day| ?/ ?day| daily)?", re.IGNORECASE | re.ASCII
)
_AS_NEEDED = re.compile(r"\bp\.?r\.?n\b|\bas needed\b|\bif needed\b|[0-9]h(?:rs?)?prn\b", re.IGNORECASE)
_RANGE = re.compile(
    r"[0-9](?: ?(?:hours?|hrs?|h|times|x))? ?(?:[-\u2010-\u2015\u2212~]|to\b|or\b) ?(?:q ?|every )?[0-9]", re.IGNORECASE
)
_ONCE_A_DAY = re.compile(r"q\.? ?d\.?|q\.? ?1 ?d\.?|o\.?d\.?", re.IGNORECASE | re.ASCII)
_EVERY_OTHER_DAY = re.compile(r"q\.? ?o\.? ?d\.?|q\.? ?2 ?d\.?|e\.?o\.?d\.?", re.IGNORECASE | re.ASCII)


def doses_a_day(given: object, field: str = "per_day") -> tuple[int, tuple[str, ...]]:
    """How many doses a day, 1 to 1,440, and the notes on how that was read.

    Raises InputError for what does not say how many were given.

    >>> doses_a_day("q4h")
    (6, ('q4h was read as 6 doses a day',))
    >>> doses_a_day("every 24 hours")[0], doses_a_day("TID")[0], doses_a_day("5")[0]
    (1, 3, 5)
    >>> doses_a_day("q4h PRN")
    Traceback (most recent call last):
    hipkit.errors.InputError: per day: read "q4h PRN": as needed (PRN) says how often a dose may be given, not how \
many were given; how many were given a day? Type for example: the number of doses given a day, from the record
    """
    if not isinstance(given, str):
        return whole(given, field, _EXAMPLE, 1, MOST)
    typed = clean(given, field, _EXAMPLE)
    times = _times(typed.text)
    if times is not None:
        return times, (*typed.notes, f"{typed.text} was read as {counted(times, 'dose')} a day")
    words = _IN_WORDS.fullmatch(typed.text)
    if words and words[1] != typed.text:
        raise InputError(field, given, "type the number alone", _EXAMPLE, words[1])
    reason, example = _why_not(typed.text)
    if reason:
        raise InputError(field, given, reason, example)
    return whole(given, field, _EXAMPLE, 1, MOST)


def _times(text: str) -> int | None:
    """The doses a day of `q4h` and the like; None where it is not written so."""
    if text.lower() in _LETTERS and text.isascii():
        return _LETTERS[text.lower()]
    every = _EVERY.fullmatch(text)
    return HOURS_A_DAY // int(every[1]) if every and int(every[1]) in INTERVALS else None


def _why_not(text: str) -> tuple[str, str]:
    """Why the text is no number of doses, and what to type; empty where a number may stand there."""
    if _AS_NEEDED.search(text):
        reason = "as needed (PRN) says how often a dose may be given, not how many were given"
        return f"{reason}; how many were given a day?", _COUNTED
    if _RANGE.search(text):
        return "it is a range, and one number is needed; how many were given a day?", _COUNTED
    if _ONCE_A_DAY.fullmatch(text):
        reason = f"{text} is error-prone, since it is read as QID or QOD too (Joint Commission, Do Not Use list)"
        return f"{reason}; once a day is written every 24 hours", "every 24 hours"
    if _EVERY_OTHER_DAY.fullmatch(text):
        reason = f"{text} is error-prone, since it is read as QD or QID too (Joint Commission, Do Not Use list)"
        days = "every other day is one dose on each of these days, the days between left out as days without therapy"
        return f"{reason}; {days}", "how many were given on a day with therapy"
    if every := _EVERY.fullmatch(text):
        listed = f"{', '.join(map(str, INTERVALS[:-1]))} and {INTERVALS[-1]}"
        reason = f"every {every[1]} hours is no whole number of doses in a day of 24 hours; read are {listed} hours"
        return f"{reason}; how many were given a day?", _COUNTED
    if re.search("[A-Za-z]", text) and not re.match("[0-9.,]+[eE]", text):
        return "it is not a number; read are a number, q and hours as q6h, every 6 hours, BID, TID and QID", _COUNTED
    return "", ""
