"""The drugs of one order: one of them stands in the fields, the others wait in one text beside these.

The text is a JSON list of what stood in the fields of each other drug, null in the place of the one that stands there
now. A page keeps it as it keeps any text; a person never sees it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hipkit.errors import InputError, shown
from hipkit.panels.base import Offer
from hipkit.panels.calculator.fields import (
    BILL_SO,
    CHOOSE,
    CONFIRM_ALL,
    EVERY_PAYER,
    EXAMPLE,
    OTHERS,
    PAYERS,
    PINNED,
    START,
    by_name,
)  # fmt: skip
from hipkit.panels.texts import plain

Texts = Mapping[str, str]

MOST = 6
ADD, TAKE_OUT = "Add a drug", "Take this drug out"
_NAMES = ("drug", "unlisted", "ndc", "code")
_SAME_DAYS = ("from", "through", "days", "without")  # as a rule those of the drug before
_LONGEST = 200_000
_WRONG = "the other drugs of the order cannot be read"


@cache
def own() -> tuple[str, ...]:
    """The names of the fields that each drug of an order has for itself."""
    shared = (*PAYERS, OTHERS, EVERY_PAYER, BILL_SO, PINNED, "along")
    return tuple(name for name in by_name() if name not in shared and not name.startswith(CHOOSE))


@dataclass(frozen=True)
class Drugs:
    """All drugs of an order as texts, and the place of the one that stands in the fields.

    >>> one = Drugs.of({"drug": "morphine", "from": "2025-03-01"})
    >>> two = Drugs.of({"drug": "morphine", "from": "2025-03-01"} | one.added())
    >>> two.place, [drug["drug"] for drug in two.every], two.every[1]["from"]
    (1, ['morphine', ''], '2025-03-01')
    """

    every: tuple[Mapping[str, str], ...]
    place: int

    @classmethod
    def of(cls, texts: Mapping[str, object]) -> Drugs:
        """The drugs of these texts. Raises InputError for other drugs that cannot be read."""
        here = {name: plain(texts.get(name, "")) for name in own()}
        listed = _read(plain(texts.get(OTHERS, "")))
        every = tuple(here if drug is None else _filled(drug) for drug in listed)
        return cls(every, listed.index(None))

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return len(self.every) > 1

    @property
    def of_example(self) -> bool:
        """Whether some field of some drug still holds HMSA's example."""
        return any(drug[EXAMPLE] for drug in self.every)

    @property
    def named(self) -> str:
        """Which of them stands in the fields."""
        return f"drug {self.place + 1} of {len(self.every)}"

    def added(self) -> dict[str, str]:
        """What is to be put into the fields for one drug more, on the same days: those of an example stay marked."""
        here = self.every[self.place]
        marks = " ".join(name for name in here[EXAMPLE].split() if name in _SAME_DAYS)
        new = _filled({name: here[name] for name in _SAME_DAYS}) | {EXAMPLE: marks}
        return _put((*self.every, new), len(self.every)) | {CONFIRM_ALL: ""}

    def turned(self, place: int) -> dict[str, str]:
        """What is to be put into the fields for another of them."""
        return _put(self.every, place)

    def without(self) -> dict[str, str]:
        """What is to be put into the fields where the one in them is taken out."""
        left = (*self.every[: self.place], *self.every[self.place + 1 :])
        return _put(left, max(self.place - 1, 0)) | {CONFIRM_ALL: ""}

    def titled(self, place: int) -> str:
        """A drug among the others, with its number and as it was typed."""
        return f"drug {place + 1} of {len(self.every)}, {self.called(place)}"

    def called(self, place: int) -> str:
        """A drug in a few words, as it was typed."""
        words = (text for name in _NAMES if (text := self.every[place][name].strip()))
        return shown(next(words, "not named yet"), 30)

    def is_named(self, place: int) -> bool:
        """Whether something says which drug it is."""
        return any(self.every[place][name].strip() for name in _NAMES)

    def moves(self) -> tuple[Offer, ...]:
        """The buttons that lead from drug to drug."""
        others = [place for place in range(len(self.every)) if place != self.place]
        moves = [Offer(OTHERS, f"Go to drug {i + 1}: {self.called(i)}", self.turned(i), True) for i in others]
        adds = [Offer(OTHERS, ADD, self.added(), True)] if len(self.every) < MOST else []
        return (*moves, *adds, *([Offer(OTHERS, TAKE_OUT, self.without(), True)] if self.several else []))


def _filled(texts: Texts) -> dict[str, str]:
    return {name: texts.get(name, START.get(name, "")) for name in own()}


def _put(every: tuple[Texts, ...], place: int) -> dict[str, str]:
    others = [None if i == place else _written(drug) for i, drug in enumerate(every)]
    return {**every[place], OTHERS: json.dumps(others) if len(every) > 1 else ""}


def _written(drug: Texts) -> dict[str, str]:
    """What differs from an empty drug."""
    return {name: text for name, text in drug.items() if text != START.get(name, "")}


def _read(text: str) -> list[dict[str, str] | None]:
    if not text:
        return [None]
    try:
        listed = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST or listed.count(None) != 1:
        raise InputError(OTHERS, text, _WRONG, "an order that hipkit has saved")
    for drug in listed:
        known = isinstance(drug, dict) and all(name in own() and isinstance(drug[name], str) for name in drug)
        if drug is not None and not known:
            raise InputError(OTHERS, text, _WRONG, "an order that hipkit has saved")
    return listed
