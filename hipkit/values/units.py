"""The closed table of units, and the kinds of quantity that are made of them.

A spelling that is not here is refused with the list of what is; nothing is guessed. Case does not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from hipkit.errors import InputError, shown

MASS, VOLUME, TIME, WEIGHT = "mass", "volume", "time", "weight"
MASS_RATE, VOLUME_RATE, WEIGHT_RATE, STRENGTH = "mass rate", "volume rate", "mass rate by weight", "strength"
VIAL, PER_VIAL = "vial", "strength of a vial"

KNOWN = (
    "g, mg, mcg, ng; L, mL; min, hr, day, week; kg or lb for a weight; rates as mg/hr, mL/hr or mg/kg/hr; "
    "strengths as mg/mL, 25 mg/50 mL or 2.5 %"
)


@dataclass(frozen=True)
class Unit:
    """A unit: its one written form, its kind, and how many of the kind's base unit it is.

    The base units are mg, mL, hr and kg and what is made of them.
    """

    text: str
    kind: str
    factor: Fraction


_SIMPLE = {
    unit.text: unit
    for unit in (
        Unit("g", MASS, Fraction(1000)),
        Unit("mg", MASS, Fraction(1)),
        Unit("mcg", MASS, Fraction(1, 1000)),
        Unit("ng", MASS, Fraction(1, 1_000_000)),
        Unit("L", VOLUME, Fraction(1000)),
        Unit("mL", VOLUME, Fraction(1)),
        Unit("min", TIME, Fraction(1, 60)),
        Unit("hr", TIME, Fraction(1)),
        Unit("day", TIME, Fraction(24)),
        Unit("week", TIME, Fraction(168)),
        Unit("kg", WEIGHT, Fraction(1)),
    )
}
_SPELLINGS = {name.lower(): name for name in _SIMPLE} | {
    "ug": "mcg", "\u00b5g": "mcg", "\u03bcg": "mcg", "cc": "mL",
    "h": "hr", "hour": "hr", "hours": "hr", "d": "day", "days": "day",
}  # fmt: skip
_MADE_OF = {
    (MASS, TIME): MASS_RATE,
    (VOLUME, TIME): VOLUME_RATE,
    (MASS, VOLUME): STRENGTH,
    (MASS, WEIGHT, TIME): WEIGHT_RATE,
    (MASS, VIAL): PER_VIAL,
}
_VIAL = Unit("vial", VIAL, Fraction(1))  # read behind a slash alone: vials are counted, not ordered


@cache
def unit(text: str) -> Unit | None:
    """The unit that `text` spells, None where the table does not hold it.

    >>> unit("mg/hour").text, unit("MCG/KG/MIN").text, unit("mg / Vial").text, unit("bananas")
    ('mg/hr', 'mcg/kg/min', 'mg/vial', None)
    """
    parts = [_simple(part, first=not i) for i, part in enumerate(re.split(" ?/ ?", text))]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    if len(found) == 1:
        return found[0]
    kind = _MADE_OF.get(tuple(part.kind for part in found))
    if kind is None:
        return None
    factor = found[0].factor
    for part in found[1:]:
        factor /= part.factor
    return Unit("/".join(part.text for part in found), kind, factor)


def _simple(text: str, first: bool) -> Unit | None:
    if not first and re.fullmatch("24 ?(h|hr)", _small(text)):
        return _SIMPLE["day"]
    if not first and _small(text) == _VIAL.text:
        return _VIAL
    name = _SPELLINGS.get(_small(text))
    return _SIMPLE[name] if name else None


def _small(text: str) -> str:
    """A to Z made small, and no other letter: a Greek capital Mu is no micro sign, a Kelvin sign no k."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def require_unit(text: str, field: str, given: object, example: str) -> Unit:
    """The unit that `text` spells; raises InputError with the list of what is known.

    >>> require_unit("bananas/hr", "dose", "5 bananas/hr", "5 mg/hr")
    Traceback (most recent call last):
    hipkit.errors.InputError: dose: read "5 bananas/hr": "bananas/hr" is not a unit that is read here; known are \
g, mg, mcg, ng; L, mL; min, hr, day, week; kg or lb for a weight; rates as mg/hr, mL/hr or mg/kg/hr; \
strengths as mg/mL, 25 mg/50 mL or 2.5 %. Type for example: 8 mg/hr
    """
    found = unit(text)
    if found is None:
        why = f'"{shown(text, 24)}" is not a unit that is read here; known are {KNOWN}'
        if re.match("MSO?4?\\b", text):
            why = f'"{shown(text, 24)}" can be read in two ways; write morphine sulfate as the drug, a unit here'
        raise InputError(field, given, why, example)
    return found


def spelling_notes(text: str) -> tuple[str, ...]:
    """What a reader should be told of how units were spelled.

    >>> spelling_notes("cc/hr"), spelling_notes("Mg/hr")
    (('cc was read as mL',), ('Mg was read as mg',))
    """
    notes = []
    for word in re.split("[ /]+", text):
        if _small(word) == "cc":
            notes.append(f"{word} was read as mL")
        elif word in ("Mg", "mG"):
            notes.append(f"{word} was read as mg")
    return tuple(notes)
