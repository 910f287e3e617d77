"""How the cells of a column of claim lines are read, as expressions for every engine, and why one cannot be.

The expressions read what the one strict reader (`hipkit.values.strict`) reads, and nothing else; the reason for a cell
that they do not read is that reader's own. A typed column (of Parquet or of a frame) is held to the same limits.

>>> import polars as pl
>>> frame = nw.from_native(pl.DataFrame({"units": ["31", " 1,000.50", "148,8", ".5", None]}))
>>> units = reader("units", NUMBER, nw.String(), False, frame.implementation)
>>> frame.select(units.readable)["units"].to_list()
[True, True, False, False, True]
>>> frame.filter(units.readable).select(units.value)["units"].to_list()
[31.0, 1000.5, None]
>>> why(NUMBER, False, "148,8")
'commas stand between groups of three digits only, as in 1,000; a point marks decimals'
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals as nw

from hipkit.errors import InputError
from hipkit.values.strict import DIGITS_AFTER, DIGITS_BEFORE, clean, date, number, whole

TEXT, LINE, DATE, NUMBER, MONEY = "text", "line", "date", "number", "money"
NAMES = ("claim_id", "patient_id")  # texts that a whole number may stand for: nothing is read out of them
# Texts that are compared with others: with a character in them that nobody sees they would be other texts.
COMPARED = (*NAMES, "payer", "place_of_service", "code", "drug")
_WORDS = {
    TEXT: "text",
    LINE: "whole numbers or text",
    DATE: "dates or text",
    NUMBER: "numbers (float64, Decimal or whole) or text",
    MONEY: "numbers (float64, Decimal or whole) or text",
}
LONGEST_TEXT = 1000
_NO_ZONES = (None, "UTC", "Etc/UTC", "Etc/GMT", "GMT", "Z", "+00:00")
_BELOW = 10**DIGITS_BEFORE
_PARTS = 10.0**DIGITS_AFTER

BLANKS = " \u00a0"
_AROUND = f"[{BLANKS}]*"
_DIGITS = f"(?:0|[1-9][0-9]{{0,{DIGITS_BEFORE - 1}}})"
_PLACES = f"(?:[.][0-9]{{1,{DIGITS_AFTER}}})?"
_WHOLE = f"[1-9][0-9]{{0,{DIGITS_BEFORE - 1}}}"
_GROUPED = "[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}"
_DAYS_OF_MONTHS = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAY = f"(?:(?:[1-9][0-9]{{3}}|0[1-9][0-9]{{2}}|00[1-9][0-9]|000[1-9])-{_DAYS_OF_MONTHS}|{_LEAP}-02-29)"
_PLACES_AND_ZEROS = f"(?:[.][0-9]{{1,{DIGITS_AFTER}}}0*)?"
# Each kind's plain cell, its readable one, and what is left out of a readable one to be cast.
_PATTERNS = {
    LINE: (_WHOLE, f"{_AROUND}(?:{_WHOLE}|{_GROUPED})(?:[.]0{{1,{DIGITS_AFTER}}})?{_AROUND}", f"[{BLANKS},]|[.]0+"),
    NUMBER: (_DIGITS + _PLACES, f"{_AROUND}(?:{_DIGITS}|{_GROUPED}){_PLACES}{_AROUND}", f"[{BLANKS},]"),
    MONEY: (f"-?{_DIGITS}{_PLACES}", f"{_AROUND}-?(?:{_DIGITS}|{_GROUPED}){_PLACES}{_AROUND}", f"[{BLANKS},]"),
    DATE: (_DAY, f"{_AROUND}{_DAY}{_AROUND}", f"[{BLANKS}]"),
}
# What `hipkit.errors.unseen` finds, but for the blanks: written out, since engines know other classes of Unicode.
UNSEEN = (
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f"
    "\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)
_NOT_ASCII = "[^ -~]"
# Where `$` lets a line end follow (Python, Java), none may.
_LINE_END = "[\n\r\u0085\u2028\u2029]"


@dataclass(frozen=True)
class Reader:
    """A column's cells: which are `plain` (most are, and a cast reads them), which are `readable` at all, and
    the values, `plain_value` where every cell that is left is plain."""

    plain: nw.Expr
    readable: nw.Expr
    value: nw.Expr
    plain_value: nw.Expr


def reader(name: str, kind: str, dtype: Any, required: bool, engine: nw.Implementation) -> Reader:
    """How a column of this kind and type is read. Raises InputError where the type cannot hold it."""
    column = nw.col(name)
    if isinstance(dtype, nw.Unknown | nw.Categorical | nw.Enum):  # unknown: a column without a single value
        column, dtype = column.cast(nw.String), nw.String()
    if isinstance(dtype, nw.String):
        return _text(column, name, required) if kind == TEXT else _read(column, name, kind, required, engine)
    if kind == TEXT and name in NAMES and dtype.is_integer():
        return _text(column.cast(nw.String), name, required)
    if kind == DATE and isinstance(dtype, nw.Date | nw.Datetime):
        return _moment(column, name, dtype, required)
    if kind in (NUMBER, MONEY, LINE) and isinstance(dtype, nw.Decimal):
        return _read(column.cast(nw.String), name, kind, required, engine, more_zeros=True)
    if kind in (NUMBER, MONEY, LINE) and (isinstance(dtype, nw.Float64) or dtype.is_integer()):
        return _number(column, name, kind, required, floats=isinstance(dtype, nw.Float64))
    reason = f"the column must hold {_WORDS[kind]}"
    if kind == TEXT and dtype.is_numeric():
        reason += ", since a number loses the zeros in front"
    raise InputError(name, str(dtype), reason, f"{name} as {_WORDS[kind]}")


def _text(column: nw.Expr, name: str, required: bool) -> Reader:
    """What stands in the cell, without the blanks around it; a blank cell is null."""
    inside = column.str.strip_chars(BLANKS)
    short = column.str.len_chars() <= LONGEST_TEXT
    plain = (column == inside) & (column != "") & short
    readable = (inside != "") & short if required else short
    if name in COMPARED:
        plain = plain & ~column.str.contains(_NOT_ASCII)
        readable = readable & ~column.str.contains(UNSEEN)
    return Reader(
        _or_null(plain, column, required),
        _or_null(readable, column, required),
        nw.when(inside != "").then(inside).alias(name),
        column.alias(name),
    )


def _read(
    column: nw.Expr, name: str, kind: str, required: bool, engine: nw.Implementation, more_zeros: bool = False
) -> Reader:
    """A number, a line's number or a date from text. A Decimal as text may have further zeros behind."""
    plain, readable, aside = _PATTERNS[kind]
    if more_zeros:
        plain = plain.replace(_PLACES, _PLACES_AND_ZEROS)
        readable = readable.replace(_PLACES, _PLACES_AND_ZEROS)

    def fits(pattern: str) -> nw.Expr:
        found = column.str.contains(f"^{pattern}$")
        if engine.is_pandas_like() or engine.is_spark_like():
            found = found & ~column.str.contains(_LINE_END)
        return found & ~column.is_null()

    def value(cell: nw.Expr) -> nw.Expr:
        if kind == LINE:
            return cell.cast(nw.Int64)
        if kind != DATE:
            return cell.cast(nw.Float64)
        if engine.is_pandas_like():  # it has no date of its own
            return cell.str.to_datetime(format="%Y-%m-%d").cast(nw.Date)
        return cell.str.to_date(format="%Y-%m-%d")

    blank = column.str.strip_chars(BLANKS) == ""
    return Reader(
        _or_null(fits(plain), column, required),
        _or_null(fits(readable) if required else fits(readable) | blank, column, required),
        value(nw.when(fits(readable)).then(column).str.replace_all(aside, "")).alias(name),
        value(column).alias(name),
    )


def _number(column: nw.Expr, name: str, kind: str, required: bool, floats: bool) -> Reader:
    """A number as a number: within the limits, and a float64 only where it is the nearest to such a decimal."""
    fits = (column >= (1 if kind == LINE else 0)) & (column < _BELOW)
    if kind == MONEY:
        fits = (column > -_BELOW) & (column < _BELOW)
    if floats:
        # NaN and infinity. DuckDB leaves out what the least and the greatest value of a Parquet column seem to prove,
        # and NaN is neither; to SQL NaN is equal to itself.
        fits = fits & (column * 0 == 0)
    if floats and kind == LINE:
        fits = fits & (column == column.floor())
    elif floats:
        # A real column: some engines multiply by the reciprocal of a literal, which is not exact.
        parts = column * 0 + _PARTS
        fits = fits & ((column * _PARTS).round() / parts == column)
    fits = _or_null(fits, column, required)
    value = column.cast(nw.Int64 if kind == LINE else nw.Float64).alias(name)
    return Reader(fits, fits, value, value)


def _moment(column: nw.Expr, name: str, dtype: Any, required: bool) -> Reader:
    """A date as a date, or as midnight of it."""
    fits = ~column.is_null() if required else nw.lit(True)
    if isinstance(dtype, nw.Datetime):
        if dtype.time_zone not in _NO_ZONES:  # midnight there is another day elsewhere
            reason = f"its moments are of the time zone {dtype.time_zone}, and a day has none; store dates"
            raise InputError(name, str(dtype), reason, f"{name} as dates")
        fits = (column == column.dt.truncate("1d")) & fits
    value = column.cast(nw.Date).alias(name)
    return Reader(fits, fits, value, value)


def _or_null(fits: nw.Expr, column: nw.Expr, required: bool) -> nw.Expr:
    return fits & ~column.is_null() if required else fits | column.is_null()


def why(kind: str, required: bool, cell: object, name: str = "") -> str:
    """Why a cell cannot be read, in the words of the strict reader; empty where it can be. `name` is its column.

    >>> why(LINE, True, "x"), why(DATE, True, "03/04/2026"), why(TEXT, True, None)
    ('it is not a number', 'a date is written year-month-day, YYYY-MM-DD', 'nothing was typed')
    >>> why(TEXT, True, "J2270\\u200b", "code")
    'it holds U+200B, which cannot be seen'
    """
    given = "" if cell is None else cell_text(cell)
    try:
        if not given.strip(BLANKS):
            if required:
                raise InputError("cell", "", "nothing was typed", "")
        elif kind == TEXT:
            if len(given) > LONGEST_TEXT:
                return f"it is {len(given):,} characters long; at most {LONGEST_TEXT:,} are read"
            if name in COMPARED and (match := re.search(UNSEEN, given)):
                return f"it holds U+{ord(match[0]):04X}, which cannot be seen"
        elif kind == DATE:
            date(given, "cell")
        elif kind == LINE:
            whole(given, "cell", "1", 1, _BELOW - 1)
        else:
            number(clean(given.removeprefix("-") if kind == MONEY else given, "cell", "149").text, "cell", "149")
    except InputError as error:
        return error.reason
    return ""


def cell_text(cell: object) -> str:
    """A cell as text; a float exactly, in its shortest form, without an exponent.

    >>> cell_text(1e-05), cell_text(31.0), cell_text(datetime.date(2021, 3, 1))
    ('0.00001', '31', '2021-03-01')
    """
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return str(cell)
        return f"{Decimal(repr(cell)):f}".removesuffix(".0")
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        return text.rstrip("0").removesuffix(".") if "." in text else text
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    return str(cell)
