"""One HCPCS code or modifier: its words, what one unit of it is, its days in force."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from hipkit.values.citations import Citation
from hipkit.values.quantity import Quantity

KINDS = ("drug", "per_diem", "nursing", "modifier", "unlisted")
# HCPCS Level II: a letter and four digits; CPT: five digits, or four and a letter.
_FORM = re.compile("[A-Z][0-9]{4}|[0-9]{4}[0-9A-Z]")


def has_form(text: str) -> bool:
    """Whether a text of capitals has the form of a code, known or not; a modifier has another.

    >>> [has_form(one) for one in ("J2270", "99601", "0552T", "J22700", "S932", "SH")]
    [True, True, True, False, False, False]
    """
    return _FORM.fullmatch(text) is not None


@dataclass(frozen=True)
class Leaning:
    """What an added table says, in words, and the days of service on which an answer leans on it."""

    citation: Citation
    words: str
    start: datetime.date
    end: datetime.date | None = None


@dataclass(frozen=True)
class Renewed:
    """The words and the unit of a code from a day on, as an added table has them."""

    start: datetime.date
    words: str
    per: Quantity | None


@dataclass(frozen=True)
class Code:
    """One code or modifier.

    `words` are CMS's; `per` is what one unit of a drug code counts, a mass or a volume (S0020: 30 mL),
    None where a unit is no amount; `end` is None while the code is in force. `renewed` are words and units that an
    added table has from later days on, `leanings` what is known from such tables alone.
    """

    code: str
    kind: str
    words: str
    per: Quantity | None
    start: datetime.date
    end: datetime.date | None
    successors: tuple[str, ...]
    source: Citation
    note: str
    renewed: tuple[Renewed, ...] = ()
    leanings: tuple[Leaning, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} ({self.words})"

    def on(self, day: datetime.date) -> Code:
        """The code with the words and the unit of that day."""
        held = [renewed for renewed in self.renewed if renewed.start <= day]
        return replace(self, words=held[-1].words, per=held[-1].per) if held else self
