"""A practice case: what the learner sees, and apart from it the key that only grading opens.

`Case` is everything that may stand on a page, in a notebook or in a message before the answer; nothing of
the key is in it. `Key` is made anew from seed and level when an answer is graded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from hipkit.order.scenario import Scenario
from hipkit.values.citations import Citation
from hipkit.values.step import Step

Value = Fraction | str | tuple[str, ...]

# What a box takes, by the kind of its field, in words for the learner.
KINDS = {
    "amount": "an amount with its unit, or the bare number in the unit that the label names",
    "units": "a whole count without a unit",
    "ndc": "an NDC of 11 digits, with or without hyphens",
    "code": "a HCPCS code",
    "modifiers": "modifiers with a blank between, or none",
    "uom": "F2, GR, ME, ML or UN",
    "date": "a date as YYYY-MM-DD",
    "choice": "one of the choices listed",
    "text": "what should stand there",
}
# What a case trains, with the words that a report shows.
SKILLS = {
    "volume": "amounts and volumes",
    "rate": "rates and pump settings",
    "units": "billing units of a drug",
    "days": "days of service",
    "ndc": "the NDC and its form",
    "ndc-quantity": "NDC quantity and unit of measure",
    "per-diem": "per-diem code and units",
    "drug-code": "the code of the drug on the date",
    "modifiers": "modifiers",
    "nursing": "nursing visits",
    "waste": "given and discarded",
    "review": "finding what is wrong on a claim",
    "denials": "reading a denial",
}


@dataclass(frozen=True)
class Blank:
    """One box to fill. `unit` is the unit of an amount's bare number; `choices` are values with their words."""

    name: str
    label: str
    kind: str
    skill: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A table that stands in the case: a claim, a remittance."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Case:
    """What the learner sees. `parts` are paragraphs and tables in order; `order` opens in the calculator."""

    seed: int
    level: int
    version: str
    template: str
    kind: str
    title: str
    parts: tuple[str | Table, ...]
    blanks: tuple[Blank, ...]
    order: Scenario | None = None

    @property
    def text(self) -> str:
        """The case as plain text, tables set in columns."""
        return "\n\n".join(part if isinstance(part, str) else _columns(part) for part in self.parts)

    def blank(self, name: str) -> Blank:
        """The box of that name; KeyError where there is none."""
        return {blank.name: blank for blank in self.blanks}[name]


@dataclass(frozen=True)
class Facts:
    """What stands in the case as quantities and texts, for the slips: each slip is worked out on these.

    Numbers are exact, in the units that `[[number]]` of `data/slips.toml` names: mg, mL, hr, days.
    """

    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """A step of the worked solution and the number that it gives, None where it gives none."""

    step: Step
    value: Fraction | None = None


@dataclass(frozen=True)
class Keyed:
    """The key of one box.

    `asks` names what is asked (a name of `Facts.numbers` where it is a number), by which slips are found.
    `pointer` is the first hint; `rule` the second, and why the right answer is right; the third is the first step.
    `also` are further values that are right as well.
    """

    asks: str
    right: Value
    stages: tuple[Stage, ...]
    pointer: str
    rule: str
    citation: Citation
    facts: Facts
    also: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Key:
    """The key of a case by the names of its boxes."""

    boxes: Mapping[str, Keyed]


def _columns(table: Table) -> str:
    widths = [max(len(row[i]) for row in (table.head, *table.rows)) for i in range(len(table.head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in (table.head, *table.rows)]  # fmt: skip
    return "\n".join([table.title, *lines] if table.title else lines)
