"""What the properties are tried on: numbers, orders and texts as people type them."""

from __future__ import annotations

import datetime
from fractions import Fraction

from hypothesis import strategies as st


def decimal(thousandths: int) -> str:
    """A number of thousandths as it is typed, without trailing zeros.

    >>> decimal(5000), decimal(50), decimal(12345)
    ('5', '0.05', '12.345')
    """
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


# Numbers as texts, in thousandths: 0.001 to 100.
numbers = st.integers(1, 100_000).map(decimal)
strengths = st.sampled_from(["0.2", "0.7", "1", "3", "10", "15", "25", "50"])
hours = st.sampled_from(["24", "12", "20", "7.5", "0.1", "23.999"])
day_counts = st.integers(1, 366)
first_days = st.dates(datetime.date(2021, 1, 1), datetime.date(2023, 12, 31))
positive = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**6)
ending = st.integers(1, 10**12).map(lambda n: Fraction(n, 10**6))

_PIECES = [
    "5", "0", "25", ".", ",", "1,000", "-", "+", "e", "E9", "/", "%", ":", " ", "  ", "mg", "MG", "g",
    "mcg", "ug",
    "\u00b5g", "\u03bcg", "mL", "cc", "L", "hr", "h", "24 h", "day", "week", "kg", "min", "units", "mEq",
    "MSO4",
    "\u00a0", "\u200b", "\u202e", "\x00", "\t", "\n", "\u0665", "\uff15", "\u00bd", "\u2212", "nan", "inf",
    "1e400",
    "0x10", "_", "'", '"', "<b>", "{7*7}", "%s", "$(id)", "=1+1", "morphine", "J2270", "2021-03-01",
    "0074-1133-03",
    "\u2013", "*", "^", "~", "\U0001f489", "9" * 40, "\ud800",
]  # fmt: skip
# Anything: pieces of what is typed here put together, or any text at all (lone surrogates too).
junk = st.one_of(
    st.lists(st.sampled_from(_PIECES), min_size=0, max_size=7).map("".join),
    st.text(max_size=30),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf", "Zs", "Nd", "No", "Mn", "Lo"]), max_size=12),
)
other_types = st.one_of(
    st.none(), st.booleans(), st.floats(), st.complex_numbers(), st.binary(max_size=4),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.tuples(st.integers()), st.integers(max_value=-1),
)  # fmt: skip
