"""The second check of an order: who checked, when, what was typed without sight of the answer, and what came of it.

A check stands for exactly the order that it holds. What identifies a patient is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.reference.slips import current_id, slip, vocabulary
from hipkit.values.strict import looks_like_a_patient, printable

ALIAS_LENGTH, SLIP_LENGTH, TEXT_LENGTH = 30, 60, 5_000
ALIAS = "initials, as KL"
# What is typed where the units alone are checked, by name, in the order in which it is worked out.
TYPED = ("per_diem_code", "per_diem_units", "drug_code", "drug_units", "ndc_quantity")
_AT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2})")
_MOST_EARLIER = 9_999


@dataclass(frozen=True)
class Outcome:
    """Agreement, or the first step at which two parted: its words, and what each came to.

    `first` is of the order, `second` of the colleague. `times` is how often the first the second is, where only the
    decimal point differs: 10 or 1/10. `slips` are the ids of those that come to the second, the likeliest first.
    `not_compared` is what of the claim nobody knows yet, each with the reason: no agreement speaks of that. It is
    worked out of the order, and not kept with it.

    >>> Outcome().agrees, Outcome("amount a day", "120 mg", "12 mg", "1/10", ("point-moved",)).text
    (True, 'amount a day: 120 mg against 12 mg, 1/10 of it (point-moved: the decimal point moved)')
    >>> Outcome(not_compared="NDC quantity (the order has no NDC)").text
    'both came to the same; not compared: NDC quantity (the order has no NDC)'
    """

    step: str = ""
    first: str = ""
    second: str = ""
    times: str = ""
    slips: tuple[str, ...] = ()
    not_compared: str = field(default="", compare=False)

    @property
    def agrees(self) -> bool:
        """Whether both came to the same in all that was compared."""
        return not self.step

    @property
    def text(self) -> str:
        """The outcome in words."""
        if self.agrees:
            return "both came to the same" + (f"; not compared: {self.not_compared}" if self.not_compared else "")
        fold = f", {self.times} {'of it' if '/' in self.times else 'times as much'}" if self.times else ""
        known = vocabulary().words  # a file of a later hipkit may name others
        likely = " or ".join(slip(id) if id in known else id for id in map(current_id, self.slips))
        return f"{self.step}: {self.first} against {self.second}{fold}{f' ({likely})' if likely else ''}"


@dataclass(frozen=True)
class Check:
    """One check of one order. `typed` are the units that a colleague typed, or `again` is the whole order anew.

    `at` is the minute, as `2026-11-30 14:05`; `earlier` how many comparisons of the same order had parted before, after
    which the colleague had seen a number. `first_by` and `second_by` are aliases or initials, empty where not wished.
    Raises InputError for a text that may name a patient, or cannot be printed.
    """

    order: Order
    outcome: Outcome
    at: str
    payer: str | None = None
    reading: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    again: Order | None = None
    first_by: str = ""
    second_by: str = ""
    earlier: int = 0

    def __post_init__(self) -> None:
        read_minute(self.at)
        for name in ("first_by", "second_by"):
            if getattr(self, name):
                read_alias(getattr(self, name), name)
        if (self.again is None) == (not self.typed):
            raise InputError(
                "check", None, "a check has the units that were typed, or the order anew", "one of the two"
            )
        if isinstance(self.earlier, bool) or not 0 <= self.earlier <= _MOST_EARLIER:
            reason = f"the comparisons that parted before are at most {_MOST_EARLIER:,}"
            raise InputError("check", self.earlier, reason, "a whole number")

    @property
    def seen_before(self) -> str:
        """What is said where the colleague had seen a number before; empty for a first comparison."""
        if not self.earlier:
            return ""
        several = f"{self.earlier:,} comparisons" if self.earlier > 1 else "a comparison"
        return f"Before it there {'were' if self.earlier > 1 else 'was'} {several} of the same order that parted."


def read_alias(text: str, field: str) -> str:
    """An alias or initials. Raises InputError for what may name a patient and for what cannot be printed.

    >>> read_alias("KL", "second_by")
    'KL'
    >>> read_alias("MRN 12", "second_by")
    Traceback (most recent call last):
    hipkit.errors.InputError: second by: read "MRN 12": it looks like data of a patient, which is never kept. Type for \
example: initials, as KL
    """
    alias = printable(text, field, ALIAS, ALIAS_LENGTH)
    if looks_like_a_patient(alias):
        raise InputError(field, alias, "it looks like data of a patient, which is never kept", ALIAS)
    return alias


def read_minute(text: str) -> str:
    """The minute of a check; raises InputError for what is none.

    >>> read_minute("2026-11-30 14:05")
    '2026-11-30 14:05'
    """
    found = _AT.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        date.fromisoformat(found[1]), time.fromisoformat(found[2])
    except ValueError:
        reason = "the time of a check is a date and a time of day, YYYY-MM-DD HH:MM"
        raise InputError("check", text, reason, "2026-11-30 14:05") from None
    return text
