"""Numbers and days as text, by expressions that give the same text on every engine.

An engine's own cast of a float to text is not the same everywhere (`372.0`, `372`, `1.0E7`); whole numbers are.
"""

from __future__ import annotations

import narwhals as nw

_WHOLE, _PLACES = 12, 6
MOST = 999_999_999_999.0


def whole(number: nw.Expr) -> nw.Expr:
    """A number without decimals as text, `372`.

    >>> import polars as pl
    >>> frame = nw.from_native(pl.DataFrame({"n": [372.0, None, -1.0]}))
    >>> frame.select(whole(nw.col("n")))["n"].to_list()
    ['372', None, '-1']
    """
    return number.cast(nw.Int64).cast(nw.String)


def decimal(number: nw.Expr) -> nw.Expr:
    """A number of at most twelve digits and six decimals, not below 0, as text, `148.8`; what is more is rounded off, a
    half up.

    >>> import polars as pl
    >>> frame = nw.from_native(pl.DataFrame({"n": [148.8, 0.05, 372.0, 0.0, 0.7440005, None]}))
    >>> frame.select(decimal(nw.col("n")))["n"].to_list()
    ['148.8', '0.05', '372', '0', '0.744001', None]
    """
    # A one in front of eighteen digits: then every number has as many of them.
    # `round` goes to the even number on one engine and up on another.
    digits = ((number * 10.0**_PLACES + 0.5).floor().cast(nw.Int64) + 10 ** (_WHOLE + _PLACES)).cast(nw.String)
    text = nw.concat_str(digits.str.slice(1, _WHOLE), nw.lit("."), digits.str.slice(_WHOLE + 1))
    return text.str.replace_all(f"^0{{1,{_WHOLE - 1}}}|[.]?0*$", "")


def at_most(number: nw.Expr) -> nw.Expr:
    """A number that was worked out, cut off where `decimal` writes no more."""
    return nw.when(number < MOST).then(number).otherwise(MOST)


def money(number: nw.Expr) -> nw.Expr:
    """Dollars as text, with what stands behind the point: `$3100`, `-$0.05`."""
    sign = nw.when(number < 0).then(nw.lit("-$")).otherwise(nw.lit("$"))
    return nw.concat_str(sign, decimal(number.abs()))


def day(date: nw.Expr) -> nw.Expr:
    """A date as text, `2021-03-01`."""
    return date.dt.to_string("%Y-%m-%d")


def days(start: str = "date_from", end: str = "date_through") -> nw.Expr:
    """The days of a line in words: `on 2021-03-01`, or `from 2021-03-01 to 2021-03-31`."""
    first, last = day(nw.col(start)), day(nw.col(end))
    single = nw.concat_str(nw.lit("on "), first)
    return (
        nw.when(nw.col(start) == nw.col(end))
        .then(single)
        .otherwise(nw.concat_str(nw.lit("from "), first, nw.lit(" to "), last))
    )


def day_number(date: nw.Expr) -> nw.Expr:
    """The day as a whole number that goes up by one each day; only differences mean anything.

    Spark gives no days from a difference of dates, so they are counted from year, month and day, a year
    beginning in March.

    >>> import polars as pl, datetime
    >>> two = nw.from_native(pl.DataFrame({"d": [datetime.date(2024, 2, 28), datetime.date(2024, 3, 1)]}))
    >>> two.select(n=day_number(nw.col("d")))["n"].diff()[1]
    2
    """
    year, month = date.dt.year().cast(nw.Int64), date.dt.month().cast(nw.Int64)
    early = nw.when(month <= 2).then(nw.lit(1, nw.Int64)).otherwise(nw.lit(0, nw.Int64))
    since = year - early
    from_march = month - 3 + 12 * early
    leaps = since // 4 - since // 100 + since // 400
    return 365 * since + leaps + (from_march * 153 + 2) // 5 + date.dt.day().cast(nw.Int64)


def say(*parts: nw.Expr | str) -> nw.Expr:
    """Texts put together; null where one of them is."""
    return nw.concat_str([nw.lit(part) if isinstance(part, str) else part for part in parts])
