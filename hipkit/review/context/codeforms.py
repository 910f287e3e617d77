"""The known codes that a text without the form of a code is one slip of the keyboard away from.

What is longer or shorter than a code is no code of anybody, and a clearinghouse sends it back.
"""

from __future__ import annotations

import re

from hipkit.reference.codes import Code, codes
from hipkit.reference.datasets import ages
from hipkit.reference.inuse import by_tables

_WITH_MODIFIERS = re.compile("([A-Z0-9]{5})((?:[ :,/_-]*[A-Z0-9]{2}){1,4})")
_GLUED_DIGITS = re.compile("(?<![ :,/_-])[0-9]{2}")  # two more digits are a slip, where they are no modifier
_LENGTH, _MOST = 5, 4  # of a code, of those that are named


def near(text: str) -> tuple[Code, ...]:
    """The known codes from which a text is one slip away: a letter too many, too few, another, or two swapped.

    None where they are more than four.

    A number that a spreadsheet wrote with a decimal is that number.

    >>> [[code.code for code in near(one)] for one in ("J22700", "S926", "2J270", "J-2270", "J2", "XYZ", "99601.0")]
    [['J2270'], ['S9326'], ['J2270'], ['J2270'], [], [], ['99601']]
    """
    own = codes().get(text.removesuffix(".0"))
    if own is not None and own.kind != "modifier":
        return (own,)
    if abs(len(text) - _LENGTH) > 1:
        return ()
    found = tuple(one for one in _known() if _is_one_slip(text, one.code))
    return found if len(found) <= _MOST else ()


def with_modifiers(text: str) -> Code | None:
    """The known code with which a text begins, where only modifiers, known or in form, stand behind it.

    >>> [with_modifiers(one).code for one in ("S9326-SH", "J2270 JW 59", "99601TD", "J2270-26")]
    ['S9326', 'J2270', '99601', 'J2270']
    >>> with_modifiers("J227000")
    """
    parts = _WITH_MODIFIERS.fullmatch(text)
    own = codes().get(parts[1]) if parts else None
    if parts is None or own is None or own.kind == "modifier":
        return None
    return None if any(one not in codes() for one in _GLUED_DIGITS.findall(parts[2])) else own


@by_tables
def _known() -> tuple[Code, ...]:
    """Codes in force on some day for which the table speaks."""
    begun = next(one.effective_from for one in ages() if one.name == "codes")
    return tuple(one for one in codes().values() if one.kind != "modifier" and (one.end is None or one.end >= begun))


def _is_one_slip(text: str, code: str) -> bool:
    if len(text) != len(code):
        long, short = (text, code) if len(text) > len(code) else (code, text)
        return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    other = [i for i in range(len(code)) if text[i] != code[i]]
    swapped = len(other) == 2 and other[1] == other[0] + 1 and text[other[0]] == code[other[1]]
    return len(other) == 1 or (swapped and text[other[1]] == code[other[0]])
