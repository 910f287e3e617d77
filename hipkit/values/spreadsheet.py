"""Text that a spreadsheet would run, made harmless in a table, and read back.

A cell that begins like a formula gets an apostrophe in front; so does one that begins so behind apostrophes of its
own, and what is read back is what was written.
"""

from __future__ import annotations

import re

# What a spreadsheet would run, and what was made neutral: for `re` and for the engines of tables alike.
FORMULA = r"'*[=+\-@\t\r\n]"
NEUTRAL = r"'+[=+\-@\t\r\n]"


def neutral(text: str) -> str:
    """Text that no spreadsheet runs, and that `plain` reads back.

    >>> neutral("=1+1"), neutral("'=1+1"), neutral("-"), neutral("4.8"), plain(neutral("'=1+1"))
    ("'=1+1", "''=1+1", "'-", '4.8', "'=1+1")
    """
    return f"'{text}" if re.match(FORMULA, text) else text


def plain(cell: str) -> str:
    """The text of a cell without the apostrophe that `neutral` put in front."""
    return cell[1:] if re.match(NEUTRAL, cell) else cell
