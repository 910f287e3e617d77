"""Places of service: the codes that CMS's list has, and the ones that a word or a lost zero may stand for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import narwhals as nw

from hipkit.frames.engines import Cell, Schema
from hipkit.reference.datasets import parse_rows
from hipkit.reference.slips import slip
from hipkit.review.context.tables import Facts, table_of

LISTED = "June 2024"
_COLUMNS = ("code", "name", "source")
_SCHEMA: Schema = {"place_of_service": nw.String, "place_meant": nw.String, "place_slip": nw.String}


@cache
def places() -> dict[str, str]:
    """Each code of CMS's list with its name.

    >>> places()["12"], "28" in places()
    ('Home', False)
    """
    path = files("hipkit") / "data" / "places.csv"
    rows = parse_rows(path.read_text(encoding="utf-8"), "data/places.csv", _COLUMNS)
    for row in rows:
        row.source()
    return {row.text("code"): row.text("name") for row in rows}


def of_unlisted(texts: Iterable[str]) -> Facts:
    """The texts that are no code of the list, each with what it may stand for, in words, and the slip behind it."""
    return table_of(("place_of_service",), _SCHEMA, [_unlisted(text) for text in texts if text.strip() not in places()])


def _unlisted(text: str) -> tuple[Cell, ...]:
    """
    >>> _unlisted("Home")[1], _unlisted("012")[1], _unlisted("28")[1]
    ('two digits are wanted, home is 12', 'two digits are wanted, as 12 for home', 'that list does not have it')
    """
    typed = text.strip().casefold()
    named = next((code for code, name in places().items() if name.casefold() == typed), None)
    if named is not None:
        return text, f"two digits are wanted, {typed} is {named}", None
    if len(typed) == 2 and typed.isascii() and typed.isdigit():
        return text, "that list does not have it", None
    number = typed.removesuffix(".0")
    by_machine = number.isascii() and number.isdigit() and number.zfill(2) in places()
    return text, "two digits are wanted, as 12 for home", slip("spreadsheet") if by_machine else None
