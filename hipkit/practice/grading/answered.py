"""A box as it was answered: what was typed, read to a value or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hipkit.errors import InputError, shown
from hipkit.practice.case import Blank, Keyed, Value
from hipkit.practice.grading.answers import near, read_answer


@dataclass(frozen=True)
class Answered:
    """A box with its key and its answer. `value` is None where the answer was refused, for `reason`.

    `close` is what a refused answer would be but for its form (`149 mL` in a count): never right, but slips may
    explain it.
    """

    blank: Blank
    keyed: Keyed
    given: str
    value: Value | None
    reason: str = ""
    close: Value | None = None

    @property
    def correct(self) -> bool:
        """Whether the value is the right one, or one of those that are right as well."""
        return self.value is not None and self.value in (self.keyed.right, *self.keyed.also)

    @property
    def meant(self) -> Value | None:
        """What slips are looked for with."""
        return self.close if self.value is None else self.value


def read_box(blank: Blank, keyed: Keyed, answers: Mapping[str, object]) -> Answered:
    """The answer to one box; a box that is missing was left empty."""
    text = answers.get(blank.name, "")
    given = shown(text)
    try:
        value = read_answer(blank, text, keyed.asks)
    except InputError as refused:
        return Answered(blank, keyed, given, None, _told(refused), near(blank, text, keyed.asks))
    return Answered(blank, keyed, given, value)


def _told(refused: InputError) -> str:
    """Why an answer cannot be read, in the words of version 1, which stay as they are."""
    first_example: str = refused.args[3]
    return refused.advised(first_example).replace("kg or lb for a weight", "kg for a weight")
