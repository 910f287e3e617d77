"""How numbers are written: for people, for claims, and exactly. The three never mix.

People read `0.4 mL` and `1,000 mg`: a leading zero, no trailing zero, a comma in thousands, a blank
before the unit (Joint Commission, Do Not Use list). X12 wants neither leading nor trailing zeros and no
comma (X12 RFI 1924).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

PLACES_SHOWN = 3


def exact(value: Fraction | int) -> str:
    """The value itself: a decimal where it ends, else a fraction.

    >>> exact(Fraction(744, 5)), exact(Fraction(2, 5)), exact(Fraction(445, 3)), exact(372)
    ('148.8', '0.4', '445/3', '372')
    """
    places = _decimal_places(value)
    return f"{value.numerator}/{value.denominator}" if places is None else _decimal(value, places)


def _decimal(value: Fraction | int, places: int) -> str:
    sign = "-" if value < 0 else ""
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def people(value: Fraction | int, unit: str = "") -> str:
    """The value as a person reads it, with its unit.

    A value without an end is shown to three places and as the exact fraction.

    >>> people(Fraction(2, 5), "mL"), people(3720, "mg"), people(Fraction(445, 3), "mL")
    ('0.4 mL', '3,720 mg', '148.333... mL (exactly 445/3 mL)')
    """
    after = f" {unit}" if unit else ""
    places = _decimal_places(value)
    if places is None:
        cut = Fraction(value.numerator * 10**PLACES_SHOWN // value.denominator, 10**PLACES_SHOWN)
        whole, _, rest = exact(cut).partition(".")
        return f"{_thousands(whole)}.{rest.ljust(PLACES_SHOWN, '0')}...{after} (exactly {exact(value)}{after})"
    whole, point, rest = _decimal(value, places).partition(".")
    return f"{_thousands(whole)}{point}{rest}{after}"


def counted(number: int, what: str) -> str:
    """A number of things, in the plural where there is not one.

    >>> counted(1, "day"), counted(31, "day"), counted(1800, "unit")
    ('1 day', '31 days', '1,800 units')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def listing(words: Sequence[str]) -> str:
    """Words as a sentence lists them.

    >>> listing(["dose", "strength", "days"]), listing(["dose"]), listing([])
    ('dose, strength and days', 'dose', '')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def in_number(value: Fraction | int | None, words: str) -> str:
    """A word in the plural, without its s where there is one of them.

    >>> in_number(1, "units"), in_number(31, "days"), in_number(None, "units"), in_number(1, "mL")
    ('unit', 'days', 'units', 'mL')
    """
    return words.removesuffix("s") if value == 1 else words


def claim(value: Fraction | int) -> str:
    """The value as a claim carries it: X12 type R, no leading or trailing zero, no comma.

    Raises ValueError for a value whose decimals do not end: round it by a named rule first.

    >>> claim(Fraction(744, 5)), claim(Fraction(2, 5)), claim(149)
    ('148.8', '.4', '149')
    """
    text = exact(value)
    if "/" in text:
        raise ValueError(f"{text} does not end as a decimal: round it by a named rule before it is claimed")
    return text.removeprefix("0") if text.startswith("0.") else text


def _thousands(digits: str) -> str:
    return f"{int(digits):,}"


def _decimal_places(value: Fraction | int) -> int | None:
    """How many decimals the value has, None where they do not end."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None
