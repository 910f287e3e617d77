"""What a question to a payer is: its words, the answers it may have, what each comes from, and what goes by it.

A payer's rule is a value on one of these axes (design decision 5), kept as data in `data/policies`. A source that is
silent has the value `unstated` there, on any axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hipkit.values.citations import Citation, cite

UNSTATED = "unstated"
THERAPIES = ("continuous", "intermittent", "pca", "implanted-pump")
# What goes by an answer: the per-diem line, the drug line, every line, a claim of several orders, no line of drugs.
Line = Literal["per diem", "drug", "every", "claim", "none"]
# The unit of the number that a choice changes on a bill; none where it changes no number.
Counts = Literal["days", "units", "mL", ""]
# Of what it is asked: any line, a drug by its own or by an unlisted code, an NDC, days on which a month ends.
Of = Literal["any", "own code", "unlisted code", "ndc", "month ends"]


class Source(NamedTuple):
    """A source by its id in `data/citations.toml`, and the place in it."""

    id: str
    where: str = ""

    @property
    def citation(self) -> Citation:
        """The source in full."""
        return cite(self.id, self.where)


CHOICES = Source("hipkit", "choices")


@dataclass(frozen=True)
class Value:
    """An answer in plain words; `source` is what it comes from where the payer's rule has another, or none.

    It is no answer but for one of its `therapies`. Where it goes by the hours of a day, these do not tell which of the
    values `without_basal` holds for a PCA of demands alone.
    """

    words: str
    source: Source = CHOICES
    therapies: tuple[str, ...] = THERAPIES
    without_basal: tuple[str, ...] = ()


@dataclass(frozen=True)
class WithoutPayer:
    """The value that the rules of HCPCS and CMS alone have on an axis, and where they say so."""

    value: str
    source: Source


@dataclass(frozen=True)
class Axis:
    """A question; `words` asks it, `values` are the answers. Where it is `many`, one or more, with a blank between.

    `line` is what goes by it and `counts` the unit of the number that a choice changes. An axis that `rounds` has its
    choices shown beside every bill. `of` is what a line must have for the question to matter.

    >>> from hipkit.payers.axes.all import AXES
    >>> AXES["waste"].accepts("jw-jz"), AXES["waste"].accepts("jw")
    (True, False)
    >>> AXES["uom_allowed"].accepts("GR ML UN"), AXES["uom_allowed"].accepts("ML ML")
    (True, False)
    """

    name: str
    words: str
    values: Mapping[str, Value]
    line: Line
    counts: Counts = ""
    without_payer: WithoutPayer | None = None
    rounds: bool = False
    of: Of = "any"
    many: bool = False

    def accepts(self, value: str) -> bool:
        """Whether `value` answers this question; `unstated` does not."""
        if not self.many:
            return value in self.values
        parts = value.split(" ")
        return len(set(parts)) == len(parts) and all(part in self.values for part in parts)

    def explain(self, value: str) -> str:
        """What a value means, in plain words.

        >>> from hipkit.payers.axes.all import AXES
        >>> AXES["uom_allowed"].explain("ML UN")
        'millilitre, or unit (each)'
        """
        if value == UNSTATED:
            return "the source does not say"
        return ", or ".join(self.values[part].words for part in (value.split(" ") if self.many else [value]))

    @property
    def meanings(self) -> dict[str, str]:
        """What each value means, in plain words."""
        return {name: value.words for name, value in self.values.items()}

    @property
    def without_basal(self) -> tuple[str, ...]:
        """The values that may hold for a PCA of demands alone, where hours tell no other order's apart; else empty."""
        return next((one.without_basal for one in self.values.values() if one.without_basal), ())

    def undecided(self, value: str) -> bool:
        """Whether a value leaves open what holds for a PCA of demands alone."""
        return value in self.values and bool(self.values[value].without_basal)

    def answers(self, therapy: str, demands_alone: bool = False) -> tuple[str, ...]:
        """The values that there are for a therapy; `demands_alone` is a PCA without basal.

        >>> from hipkit.payers.axes.all import AXES
        >>> AXES["hcpcs_rounding"].answers("implanted-pump")
        ('up-by-span', 'nearest-by-span')
        """
        if demands_alone and self.without_basal:
            return self.without_basal
        return tuple(name for name, value in self.values.items() if therapy in value.therapies)
