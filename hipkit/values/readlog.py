"""The sheet on which input is read: what each field was read as, the steps that took, and the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from hipkit.errors import InputError
from hipkit.values import units
from hipkit.values.citations import cite
from hipkit.values.frequency import doses_a_day
from hipkit.values.notation import people
from hipkit.values.quantity import Quantity, exact_value, read_quantity, read_rate_if_any
from hipkit.values.step import Notice, Step
from hipkit.values.strict import clean, number, whole

NO_RATE = "none"
# No rate at all, though it is not typed so: a word, or a number of zeros alone, whatever stands around it.
_NONE = re.compile(r"none|nil|no|\D*0[0.,]*\D*", re.IGNORECASE)


@dataclass
class Sheet:
    """What is gathered while fields are read.

    `read` holds what each field was read as, which is echoed; `typed` what was typed where that is another name, and
    `taken` what was taken for a field that was not given.
    """

    read: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)

    def quantity(self, name: str, given: object, kinds: tuple[str, ...], example: str) -> Quantity:
        """Read a quantity of one of these kinds; raises InputError."""
        reading = read_quantity(given, name, kinds, example)
        self.steps += reading.steps
        self._echo(name, str(reading.quantity), reading.notes)
        return reading.quantity

    def rate_if_any(self, name: str, given: object, kinds: tuple[str, ...], example: str) -> Quantity | None:
        """Read a rate that may be zero, which is none; raises InputError.

        >>> sheet = Sheet()
        >>> sheet.rate_if_any("basal", "0 mg/hr", (units.MASS_RATE,), "1 mg/hr"), sheet.read["basal"]
        (None, 'none')
        """
        try:
            reading = read_rate_if_any(given, name, kinds, example)
        except InputError as error:
            if not isinstance(given, str) or not _NONE.fullmatch(given.strip(" ")):
                raise
            raise InputError(name, given, error.reason, example, "0 mg/hr") from None
        if reading.quantity.value != 0:
            return self.quantity(name, given, kinds, example)
        self._echo(name, NO_RATE, (*reading.notes, f"{reading.quantity} was read as no {name} rate"))
        return None

    def doses_a_day(self, name: str, given: object) -> int:
        """Read how many doses a day; raises InputError."""
        value, notes = doses_a_day(given, name)
        self._echo(name, str(value), notes)
        return value

    def whole(self, name: str, given: object, example: str, low: int, high: int) -> int:
        """Read a whole number from `low` to `high`; raises InputError."""
        value, notes = whole(given, name, example, low, high)
        self._echo(name, str(value), notes)
        return value

    def number(self, name: str, given: object, example: str) -> Fraction:
        """Read a number that is zero or above; raises InputError."""
        if isinstance(given, str):
            text = clean(given, name, example)
            value, notes = number(text.text, name, example)
            for note in text.notes + notes:
                self.note(name, note)
        else:
            value = exact_value(given, name, example)
        self.read[name] = people(value)
        return value

    def _echo(self, name: str, read: str, notes: Iterable[str]) -> None:
        self.read[name] = read
        for note in notes:
            self.note(name, note)

    def note(self, name: str, text: str) -> None:
        """Tell the reader how a field was read."""
        self.notices.append(Notice("info", f"{name.replace('_', ' ')}: {text}", cite("hipkit", "reading")))

    def for_weight(self, rate: Quantity, weight: Quantity) -> Quantity:
        """A rate by weight for one weight, as mass per time.

        >>> Sheet().for_weight(Quantity(2, "mcg/kg/min"), Quantity(70, "kg"))
        Quantity('140 mcg/min')
        """
        if rate.kind != units.WEIGHT_RATE:
            raise InputError("weight", str(weight), f"{rate} is not a rate by weight; leave the weight out", "5 mg/hr")
        mass, _, time = rate.unit.split("/")
        result = Quantity(rate.value * weight.base, f"{mass}/{time}")
        self.steps.append(Step("for the weight", f"{rate} x {weight}", str(result), cite("hipkit", "weight")))
        return result
