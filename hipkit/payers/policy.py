"""What a payer has said, by date: its rules, revisions, errata and silences, each with its source."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hipkit.errors import InputError
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import THERAPIES, UNSTATED
from hipkit.values.citations import Citation

DAY = datetime.timedelta(days=1)
ASKED = ("ndc",)


@dataclass(frozen=True)
class PayerReading:
    """One way to read a payer's text, where the text can be read in more than one.

    `called` is its name for people. `warns` are the axes on which its rule is shown as a warning, since it goes against
    the text's other words.
    """

    id: str
    words: str
    warns: tuple[str, ...] = ()
    called: str = ""


@dataclass(frozen=True)
class Rule:
    """The value of one axis, from `start` through `end`, under one reading, for one therapy.

    `start` is None where the source shows no date: the rule then holds on any date. `end` is None while it
    is in force. `words` says to a biller why; `otherwise` does where the order is not that of the text's own example,
    of which `words` speaks. `also` are sources that bear on it beside `citation`. `part_day` are the values that may
    hold where the therapy runs for fewer than 24 hours a day and the source speaks of continuous therapy alone; empty
    where the rule holds whatever the hours.
    """

    axis: str
    value: str
    start: datetime.date | None
    end: datetime.date | None
    citation: Citation
    words: str
    reading: str
    therapy: str
    also: tuple[Citation, ...] = ()
    part_day: tuple[str, ...] = ()
    otherwise: str = ""

    def says(self, as_example: bool) -> str:
        """Its words for an order that is that of the text's own example, or for another."""
        return self.words if as_example else self.otherwise or self.words

    def covers(self, on: datetime.date) -> bool:
        """Whether the rule is in force on a day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Statement:
    """What a source says that is on no axis: what must be kept, what is covered, who may bill.

    `asks` names what it wants on a drug line, one of `ASKED`; where that is missing, a bill says so. `hours_a_day` and
    `hours_a_week` are the most hours of nursing that it lets be billed, None where it limits none.
    """

    id: str
    words: str
    start: datetime.date | None
    end: datetime.date | None
    citation: Citation
    asks: str = ""
    hours_a_day: int | None = None
    hours_a_week: int | None = None

    def covers(self, on: datetime.date | None) -> bool:
        """Whether it holds on a day; without one, whether it still does."""
        if on is None:
            return self.end is None
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Revision:
    """A dated version of the source, and what changed in it."""

    number: str
    date: datetime.date
    change: str


@dataclass(frozen=True)
class Erratum:
    """A slip of the source: what it prints, what it means."""

    printed: str
    meant: str
    words: str
    citation: Citation


@dataclass(frozen=True)
class Policy:
    """All that hipkit has read of one payer.

    `known_from` is the first day for which the text is known, None where the page shows no date. `silent`
    lists what the source does not say beyond the axes. The first reading is the default. `example` is what the
    text's own example orders, by the fields of an order; empty where it has none.
    """

    id: str
    name: str
    source: Citation
    known_from: datetime.date | None
    readings: tuple[PayerReading, ...]
    rules: tuple[Rule, ...]
    statements: tuple[Statement, ...] = ()
    revisions: tuple[Revision, ...] = ()
    errata: tuple[Erratum, ...] = ()
    silent: tuple[str, ...] = ()
    unknown_before: datetime.date | None = None
    example: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _by_question(self) -> dict[tuple[str, str, str], list[Rule]]:
        by_question: dict[tuple[str, str, str], list[Rule]] = {}
        for rule in self.rules:
            by_question.setdefault((rule.axis, rule.reading, rule.therapy), []).append(rule)
        return by_question

    @cached_property
    def _turns(self) -> list[datetime.date]:
        """The days on which a rule begins, or has ended, or the text begins to be known; in order."""
        days = {rule.start for rule in self.rules} | {rule.end + DAY for rule in self.rules if rule.end}
        return sorted(day for day in days | {self.known_from} if day)

    def reading(self, id: str | None = None) -> PayerReading:
        """The reading with this id, the first one where none is named. InputError for an unknown one."""
        ids = [reading.id for reading in self.readings]
        if id is None:
            return self.readings[0]
        if id not in ids:
            raise InputError("reading", id, f"{self.name} is read as {' or '.join(ids)} only", ids[0])
        return self.readings[ids.index(id)]

    def titled(self, reading: str) -> str:
        """Whose rules these are, for people: how the text is read where it can be read in more than one way.

        >>> from hipkit.payers.files import load_policy
        >>> load_policy("hmsa").titled("published-example"), load_policy("bcbsnd").titled("rule-text")
        ("HMSA's printed example", 'BCBS of North Dakota')
        """
        return self.reading(reading).called if len(self.readings) > 1 else self.name

    def in_full(self, reading: str) -> str:
        """The payer, and where it has several readings the one that is followed.

        >>> from hipkit.payers.files import load_policy
        >>> load_policy("hmsa").in_full("rule-text"), load_policy("bcbsnd").in_full("rule-text")
        ("HMSA, by HMSA's sentences", 'BCBS of North Dakota')
        """
        return f"{self.name}, by {self.titled(reading)}" if len(self.readings) > 1 else self.name

    def rule(
        self,
        axis: str,
        on: datetime.date | None = None,
        reading: str | None = None,
        therapy: str = "continuous",
    ) -> Rule:
        """What the payer says on one axis, on a day (None: the newest), under a reading, for a therapy.

        Where it says nothing, or what it said that day is unknown, the value is `unstated` and the words
        say which. InputError for an axis, reading or therapy that there is not.
        """
        chosen = self.readings[0].id if reading is None else reading
        rules = self._by_question.get((axis, chosen, therapy)) or self._none(axis, chosen, therapy)
        if on is None and rules:
            return max(rules, key=lambda rule: rule.start or datetime.date.min)
        unknown = self.why_unknown(on)
        if on is not None and not unknown:
            for rule in rules:
                if rule.covers(on):
                    return rule
        words = unknown or f"What hipkit has read of {self.name} does not say {AXES[axis].words}."
        return Rule(axis, UNSTATED, None, None, self.source, words, chosen, therapy)

    def _none(self, axis: str, reading: str, therapy: str) -> list[Rule]:
        """No rules, of an axis, a reading and a therapy that there are."""
        self.reading(reading)
        for name, given, known in (("choose", axis, tuple(AXES)), ("therapy", therapy, THERAPIES)):
            if given not in known:
                raise InputError(name, given, f"known are {', '.join(known)}", known[0])
        return []

    def stated(
        self,
        axis: str,
        on: datetime.date | None = None,
        reading: str | None = None,
        therapy: str = "continuous",
    ) -> bool:
        """Whether the payer says anything on an axis."""
        return self.rule(axis, on, reading, therapy).value != UNSTATED

    def unstated(
        self, on: datetime.date | None = None, reading: str | None = None, therapy: str = "continuous"
    ) -> tuple[str, ...]:
        """The axes on which the payer says nothing: what must be asked before a line can be billed."""
        return tuple(axis for axis in AXES if not self.stated(axis, on, reading, therapy))

    def revision(self, on: datetime.date) -> Revision | None:
        """The revision in force on a day, None before the first one that is known."""
        return max((r for r in self.revisions if r.date <= on), key=lambda r: r.date, default=None)

    def why_unknown(self, on: datetime.date | None) -> str:
        """Why the rules of a day are not known; empty where they are known, or where no day is given."""
        if on is None or self.known_from is None or on >= self.known_from:
            return ""
        if self.unknown_before and on < self.unknown_before:
            return f"What {self.name} said before {self.unknown_before} is unknown."
        known = f"{self.name}'s text is known from {self.known_from}"
        if then := self.revision(on):
            return f"{known}; of revision {then.number} ({then.date}) only what it changed is known."
        return f"{known}; what it said before is unknown."

    def changes(
        self,
        start: datetime.date,
        end: datetime.date,
        reading: str | None = None,
        therapy: str = "continuous",
    ) -> tuple[datetime.date, ...]:
        """The days after `start`, up to `end`, from which another value is in force or the text is known."""
        inside = [day for day in self._turns if start < day <= end]

        def values(on: datetime.date) -> list[str]:
            return [self.rule(axis, on, reading, therapy).value for axis in AXES]

        return tuple(day for day in inside if day == self.known_from or values(day - DAY) != values(day))
