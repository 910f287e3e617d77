"""What a learner typed, read by the kind of its box into a value: graded is the value, never the spelling.

Everything goes through the one strict reader (`values.strict`, `Quantity`, `Ndc`): what it refuses is no answer, and
the reason is what the learner is told, in the words of version 1, which knew no ranges.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from hipkit.errors import InputError, shown
from hipkit.practice.case import Blank, Value
from hipkit.values import strict as fieldtext
from hipkit.values.ndc import Ndc
from hipkit.values.notation import exact, people
from hipkit.values.quantity import read_quantity
from hipkit.values.strict import clean, number
from hipkit.values.units import unit

UOMS = ("F2", "GR", "ME", "ML", "UN")
NONE = "none"
# What the box of a text may ask for, and the kind that it is then read as.
_KIND_ASKED = dict.fromkeys(
    ("units", "per_diem_units", "days", "first", "further", "given_units", "discarded_units"), "units"
) | {
    "ndc": "ndc", "code": "code", "per_diem_code": "code", "modifiers": "modifiers", "uom": "uom", "date": "date",
    "ndc_quantity": "amount", "day_mg": "amount", "day_mL": "amount", "total_mg": "amount", "total_mL": "amount",
    "rate_mL": "amount", "rate_mg": "amount", "duration": "amount", "charge": "amount",
}  # fmt: skip
_COUNT_WITH_UNIT = re.compile(r"([0-9][0-9,.]*) ?([A-Za-z\u00b5\u03bc%][A-Za-z/%. ]*)")
_CODE = re.compile(r"[A-Z][0-9]{4}|[0-9]{5}|[0-9]{4}[A-Z]")


def read_answer(blank: Blank, text: object, asks: str = "") -> Value:
    """The value that was typed into a box; `asks` is what a box of kind `text` asks for.

    Amounts are in the box's unit. Raises InputError, with a reason, for what cannot be read.

    >>> units, volume = Blank("units", "Units", "units", "units"), Blank("day", "mL a day", "amount", "volume", "mL")
    >>> read_answer(units, " 1,000 ") == read_answer(units, "1000.0") == 1000
    True
    >>> read_answer(volume, "0.0048 L") == read_answer(volume, "4.8")
    True
    >>> read_answer(units, "149 mL")
    Traceback (most recent call last):
    hipkit.errors.InputError: units: read "149 mL": a count has no unit; type the number alone. Type for example: 31
    """
    kind = _KIND_ASKED.get(asks, "text") if blank.kind == "text" else blank.kind
    return _READERS[kind](blank, text)


def answer_text(blank: Blank, value: Value) -> str:
    """The value as an answer file may hold it: read again it is the same.

    >>> answer_text(Blank("day", "mL a day", "amount", "volume", "mL"), Fraction(24, 5))
    '4.8'
    >>> answer_text(Blank("modifiers", "Modifiers", "modifiers", "modifiers"), ())
    'none'
    """
    if isinstance(value, Fraction):
        return exact(value)
    return value if isinstance(value, str) else " ".join(value) or NONE


def people_text(blank: Blank, value: Value) -> str:
    """The value as a sentence names it: `4.8 mL`, `1,000`, `no modifier`."""
    if isinstance(value, Fraction):
        return people(value, blank.unit)
    if isinstance(value, str):
        return value
    return " ".join(value) or "no modifier"


def near(blank: Blank, text: object, asks: str = "") -> Value | None:
    """What a refused answer would be, were it not for its form: a count with a unit, an amount with another unit,
    an NDC that is not padded. It is never right; slips are looked for with it.

    >>> near(Blank("units", "Units", "units", "units"), "148.8 mL")
    Fraction(744, 5)
    """
    kind = _KIND_ASKED.get(asks, "text") if blank.kind == "text" else blank.kind
    if not isinstance(text, str) or len(text) > fieldtext.LONGEST:
        return None
    typed = text.strip()
    if kind == "ndc":
        digits = typed.replace("-", "")
        return digits if re.fullmatch("[0-9]{5,10}", digits) else None
    if kind not in ("units", "amount"):
        return None
    match = _COUNT_WITH_UNIT.fullmatch(typed)
    try:
        return number(match[1] if match else typed, blank.name, "31")[0]
    except InputError:
        return None


def _amount(blank: Blank, text: object) -> Fraction:
    wanted = unit(blank.unit) if blank.unit else None
    example = f"4.8 {blank.unit}".rstrip()
    typed = clean(text, blank.name, example).text
    if re.fullmatch(r"[^A-Za-z\u00b5\u03bc%/]*", typed):
        return number(typed, blank.name, example, ranges=False)[0]
    if wanted is None:
        return _with_word(blank, typed, example)
    return read_quantity(typed, blank.name, (wanted.kind,), example, ranges=False).quantity.to(wanted.text).value


def _with_word(blank: Blank, typed: str, example: str) -> Fraction:
    """A number with the word of the box behind it, where that is no unit of the table: `3 refills`."""
    match = _COUNT_WITH_UNIT.fullmatch(typed)
    if match is None:
        return number(typed, blank.name, example, ranges=False)[0]
    if not blank.unit or match[2].lower() not in (blank.unit.lower(), blank.unit.lower().removesuffix("s")):
        advice = f"type the number alone, or with {blank.unit}" if blank.unit else "type the number alone"
        raise InputError(blank.name, typed, f"this box takes no {shown(match[2], 24)}; {advice}", example)
    return number(match[1], blank.name, example, given=typed)[0]


def _units(blank: Blank, text: object) -> Fraction:
    typed = clean(text, blank.name, "31").text
    if _COUNT_WITH_UNIT.fullmatch(typed) and not blank.unit:
        raise InputError(blank.name, typed, "a count has no unit; type the number alone", "31")
    value = _with_word(blank, typed, "31")
    if value.denominator != 1:
        raise InputError(blank.name, typed, "a count is a whole number", "31")
    return value


def _ndc(blank: Blank, text: object) -> str:
    ndc = Ndc.parse(text, field=blank.name)
    if ndc.notes and any("zero was added" in note for note in ndc.notes):
        digits = sum(character in "0123456789" for character in str(text))
        reason = f"it has {digits} digits; the NDC of a claim has 11, and the zero is yours to place"
        raise InputError(blank.name, text, reason, "12345-0678-90")
    assert ndc.ndc11 is not None  # without a date of service the twelve-digit form is refused
    return ndc.ndc11


def _code(blank: Blank, text: object) -> str:
    typed = clean(text, blank.name, "J2270").text
    code = typed.upper() if typed.isascii() else typed
    if not _CODE.fullmatch(code):
        reason = "a code is five signs, as a letter and four digits; modifiers go into a box of their own"
        raise InputError(blank.name, typed, reason, "J2270")
    return code


def _modifiers(blank: Blank, text: object) -> tuple[str, ...]:
    typed = clean(text, blank.name, NONE).text
    if typed.lower() in (NONE, "no modifier", "-"):
        return ()
    marks = [mark for mark in re.split("[ ,]+", typed.upper() if typed.isascii() else typed) if mark]
    if not marks or not all(re.fullmatch("[A-Z0-9]{2}", mark) for mark in marks):
        raise InputError(blank.name, typed, "a modifier is two letters or digits; write none where none belongs", "SH")
    if len(set(marks)) < len(marks):
        raise InputError(blank.name, typed, "a modifier stands there twice", "SH")
    return tuple(sorted(marks))


def _uom(blank: Blank, text: object) -> str:
    typed = clean(text, blank.name, "ML").text
    if typed.upper() not in UOMS:
        raise InputError(blank.name, typed, f"a unit of measure is one of {', '.join(UOMS)}", "ML")
    return typed.upper()


def _date(blank: Blank, text: object) -> str:
    typed = clean(text, blank.name, "2021-03-01").text
    return fieldtext.date(typed, blank.name).isoformat()


def _choice(blank: Blank, text: object) -> str:
    """One of the choices, by its value or by its words."""
    values = [value for value, _ in blank.choices]
    typed = clean(text, blank.name, values[0]).text
    choice = next(
        (value for value, words in blank.choices if typed.casefold() in (value.casefold(), words.casefold())), None
    )
    if choice is None:
        raise InputError(blank.name, typed, f"it is not among the choices: {', '.join(values)}", values[0])
    return choice


def _text(blank: Blank, text: object) -> str:
    return re.sub(" +", " ", clean(text, blank.name, "SAMPLE-123456").text).upper()


_READERS: dict[str, Callable[[Blank, object], Value]] = {
    "amount": _amount, "units": _units, "ndc": _ndc, "code": _code, "modifiers": _modifiers, "uom": _uom,
    "date": _date, "choice": _choice, "text": _text,
}  # fmt: skip
