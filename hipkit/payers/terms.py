"""The rules that a bill goes by: the payer's on each axis and day, or the user's choice where it is silent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hipkit.errors import InputError, shown
from hipkit.payers.axes.all import AXES, names
from hipkit.payers.axes.axis import UNSTATED
from hipkit.payers.policy import Policy, Rule
from hipkit.values.citations import Citation, cite

# What these say stands on no line of a bill of drugs.
NOT_OF_A_BILL = names("none")


@dataclass(frozen=True)
class Ruling:
    """What holds on one axis. `value` is None where the payer is silent and nothing was chosen."""

    axis: str
    value: str | None
    citation: Citation
    words: str


@dataclass(frozen=True)
class Terms:
    """A payer's policy under one reading for one therapy, with the user's choices.

    `demand_only` is a PCA without basal, `part_day` an infusion for fewer than 24 hours a day: what a payer's rule
    says by the hours may leave them open. `chosen` holds on axes that the payer leaves unstated; `instead` overrules
    every axis it names, to show what another value would bill. `as_example`: the order is that of the text's own
    example.

    >>> from hipkit.payers.files import load_policy
    >>> Terms(load_policy("hmsa"), "rule-text", "continuous").ruling("drug_code").value
    'specific'
    """

    policy: Policy | None
    reading: str | None
    therapy: str
    demand_only: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    as_example: bool = False
    part_day: bool = False
    _rulings: dict[tuple[str, datetime.date | None], Ruling] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def ruling(self, axis: str, on: datetime.date | None = None) -> Ruling:
        """What holds on an axis on a day (None: the newest)."""
        if (axis, on) not in self._rulings:
            self._rulings[axis, on] = self._ruling(axis, on)
        return self._rulings[axis, on]

    def _ruling(self, axis: str, on: datetime.date | None) -> Ruling:
        if axis in self.instead:
            return Ruling(axis, self.instead[axis], cite("hipkit", "choices"), AXES[axis].explain(self.instead[axis]))
        if self.policy is None or not self.known(on):
            held = AXES[axis].without_payer
            assert held is not None  # only these are asked for where no payer's text is known
            return Ruling(axis, held.value, held.source.citation, AXES[axis].explain(held.value))
        stated = self.stated(axis, on)
        if stated is not None:
            return Ruling(axis, stated.value, stated.citation, stated.says(self.as_example))
        rule = self.policy.rule(axis, on, self.reading, self.therapy)
        if axis in self.chosen:
            words = f"your choice: {AXES[axis].explain(self.chosen[axis])}"
            return Ruling(axis, self.chosen[axis], cite("hipkit", "choices"), words)
        return Ruling(axis, None, rule.citation, rule.words)

    def stated(self, axis: str, on: datetime.date | None = None) -> Rule | None:
        """The payer's rule on an axis, None where it is silent.

        Hours do not tell the code of a PCA without basal; a sentence on continuous therapy may not mean a part of
        the day.
        """
        if self.policy is None:
            return None
        rule = self.policy.rule(axis, on, self.reading, self.therapy)
        undecided = (self.demand_only and AXES[axis].undecided(rule.value)) or self.doubtful(axis, on)
        return None if undecided or rule.value == UNSTATED else rule

    def doubtful(self, axis: str, on: datetime.date | None = None) -> tuple[str, ...]:
        """The values that may hold, where the payer's sentence is on continuous therapy and this is a part of the day.

        >>> from hipkit.payers.files import load_policy
        >>> Terms(load_policy("bcbsnc"), "rule-text", "continuous", part_day=True).doubtful("per_diem_day")
        ('24-hour-block', 'infusion-day')
        """
        if self.policy is None or not self.part_day:
            return ()
        return self.policy.rule(axis, on, self.reading, self.therapy).part_day

    def known(self, on: datetime.date | None) -> bool:
        """Whether the payer's text is known on a day."""
        return self.policy is not None and not self.policy.why_unknown(on)

    def overruled(self, axis: str, value: str) -> Terms:
        """The same terms with another value on one axis; what holds on the others is not asked again."""
        terms = replace(self, instead={**self.instead, axis: value})
        terms._rulings.update((asked, held) for asked, held in self._rulings.items() if asked[0] != axis)
        return terms

    def read_as(self, reading: str) -> Terms:
        """The same terms under another reading of the payer."""
        return replace(self, reading=reading)

    def candidates(self, axis: str, on: datetime.date | None = None) -> tuple[str, ...]:
        """The values that an axis may have here, on a day (None: the newest)."""
        asked = AXES[axis]
        doubtful = () if self.demand_only and asked.without_basal else self.doubtful(axis, on)
        return doubtful or asked.answers(self.therapy, self.demand_only)


def agreed(terms: Terms, choices: Mapping[str, str], on: datetime.date | None) -> Terms:
    """The terms with the user's choices, each checked.

    Raises InputError for an axis or value that is not known, and for one that the payer's rule states.
    """
    for axis, value in choices.items():
        if terms.policy is None:
            raise InputError("choose", axis, "a choice is made under a payer's rules; name the payer too", "hmsa")
        if axis not in AXES:
            raise InputError("choose", axis, f"it is not an axis; known are {', '.join(AXES)}", "AXIS=VALUE")
        if axis in NOT_OF_A_BILL:
            raise InputError("choose", axis, "no line of a bill goes by it", "no choice of it")
        values = terms.candidates(axis)
        if value not in values:
            raise InputError(
                "choose", f"{shown(axis)}={shown(value)}", f"values here are {', '.join(values)}", f"{axis}=VALUE"
            )
        stated = terms.stated(axis, on if terms.known(on) else None)
        if stated is not None and stated.value != value:
            reason = f"the rule here is {stated.value}: {stated.words}"
            raise InputError("choose", f"{axis}={value}", reason, f"no choice of {axis}")
    return replace(terms, chosen=dict(choices))
