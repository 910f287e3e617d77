"""Nursing visits: 99601 for the first part of a visit, 99602 for each further hour, by a named rule.

99601 and 99602 are CPT codes of the American Medical Association; the words here are hipkit's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from hipkit.errors import InputError
from hipkit.payers.axes import nursing_time
from hipkit.payers.files import load_policy, payers
from hipkit.values.citations import Citation, cite
from hipkit.values.notation import people
from hipkit.values.readlog import Sheet
from hipkit.values.step import Notice, Step
from hipkit.values.strict import clean

FIRST_PART = 120
_HOUR = 60


@dataclass(frozen=True)
class TimeRule:
    """A rule for the time beyond two hours: its source, and how many hours count.

    `published` is False for a rule that is in no payer's text.
    """

    id: str
    citation: Citation
    hours: Callable[[int], int]
    published: bool = True

    @property
    def words(self) -> str:
        """The rule in words."""
        return nursing_time.AXIS.explain(self.id)

    @property
    def most_minutes(self) -> int | None:
        """The most minutes a day that the text of this rule takes, None where it sets no limit."""
        statements = (statement for payer in payers() for statement in load_policy(payer).statements)
        limits = [
            statement.hours_a_day
            for statement in statements
            if statement.citation.id == self.citation.id and statement.covers(None)
        ]
        return next((hours * _HOUR for hours in limits if hours), None)


@dataclass(frozen=True)
class NursingUnits:
    """Units of 99601 and 99602 for one visit of so many minutes, with the steps and notices.

    `of_rule` are those of the notices that the rule gives, whatever was typed.
    """

    minutes: int
    first: int
    further: int
    read: dict[str, str]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]
    of_rule: tuple[Notice, ...]

    @property
    def hours(self) -> int:
        """The hours that are billed: two for the first part, whatever its length, and the further ones."""
        return self.first * FIRST_PART // _HOUR + self.further


def rules() -> dict[str, TimeRule]:
    """The time rules by their ids."""
    return {id: _rule(id, value.source.citation) for id, value in nursing_time.AXIS.values.items()}


def _rule(id: str, source: Citation) -> TimeRule:
    return TimeRule(id, source, partial(nursing_time.apply, id), published=nursing_time.published(id))


def nursing_units(minutes: object, rule: object) -> NursingUnits:
    """Units of one visit of so many minutes (1 to 1,440) by a named rule.

    Raises InputError for minutes that are not whole and for a rule that is not known.

    >>> visit = nursing_units(151, "bcbsm-2013")
    >>> visit.first, visit.further
    (1, 1)
    """
    sheet = Sheet()
    length = sheet.whole("minutes", minutes, "90", 1, 1440)
    known = rules()
    name = clean(rule, "rule", "bcbsm-2013").text
    if name not in known:
        raise InputError("rule", name, f"it is not a known rule; known are {', '.join(known)}", "bcbsm-2013")
    chosen = known[name]
    beyond = max(length - FIRST_PART, 0)
    further = chosen.hours(beyond)
    steps = (
        Step("99601", f"a visit of {people(length, 'min')}", "1", cite("hipkit", "nursing")),
        Step("time beyond two hours", f"{people(length, 'min')} - {FIRST_PART} min" if beyond else "none",
             people(beyond, "min"), cite("hipkit", "nursing")),
        Step("99602", people(beyond, "min"), f"{people(beyond)}/60 hours", chosen.citation, str(further), chosen.words),
    )  # fmt: skip
    read = {"minutes": people(length, "min"), "rule": name}
    of_rule = tuple(_notices(length, chosen))
    return NursingUnits(length, 1, further, read, steps, (*sheet.notices, *of_rule), of_rule)


def _notices(length: int, rule: TimeRule) -> list[Notice]:
    notices = [Notice("info", f"rule {rule.id}: {rule.words}", rule.citation)]
    most = rule.most_minutes
    if most is not None and length > most:
        text = f"{people(length, 'min')} is more than the {people(most, 'min')} a day that this rule takes"
        notices.append(Notice("warning", text, rule.citation))
    if not rule.published:
        text = "no payer's text that was read states this rule; it is here to be compared with"
        notices.append(Notice("warning", text, rule.citation))
    return notices
