"""Answers that are typed at a case: wrong ones of every kind, right ones in other spellings, and those of slips.

The random numbers are the same on every run; nothing of hipkit draws from `random`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from hipkit.practice.case import Blank, Case, Keyed, Value
from hipkit.practice.grading.answers import answer_text, read_answer
from hipkit.practice.grading.grade import Feedback, grade
from hipkit.practice.grading.slips import all_values, slips
from hipkit.practice.making import case, drawn, key, templates
from hipkit.values.notation import exact, people
from hipkit.values.rounding import to_places

_KEYS = {
    "1": "24",
    "2": "13",
    "3": "24",
    "4": "1357",
    "5": "246",
    "6": "35",
    "7": "48",
    "8": "579",
    "9": "80",
    "0": "9",
}
_MOST_PLACES = 6
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LARGER = {"mg": ("g", 1000), "mL": ("L", 1000), "mL/hr": ("L/hr", 1000), "mg/hr": ("g/hr", 1000)}
_SMALLER = {"mg": ("mcg", 1000), "mg/hr": ("mcg/hr", 1000), "hr": ("min", 60)}


def of_template(name: str, level: int, many: int) -> Iterator[Case]:
    """The first cases of a template, in the order of their seeds."""
    seed, found = 0, 0
    while found < many:
        if drawn(seed, level).name == name:
            found += 1
            yield case(seed, level)
        seed += 1


def judged(one: Case, name: str, text: str) -> Feedback:
    """What grading says of one text in one box, the others left empty."""
    return next(box for box in grade(one, {name: text}).feedback if box.field == name)


# ---- wrong answers


def wrong(draw: random.Random, blank: Blank, right: str, many: int) -> Iterator[str]:
    """Texts near the right one: a digit mistyped, two swapped, one left out or doubled; and texts drawn at large."""
    if blank.choices:
        yield from (value for value, _ in blank.choices)
    for _ in range(many):
        yield _typo(draw, right)
        yield _swapped(draw, right)
        yield _other_length(draw, right)
        yield _at_large(draw, blank, right)


def _typo(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text))
    return text[:at] + draw.choice(_KEYS.get(text[at], _LETTERS)) + text[at + 1 :]


def _swapped(draw: random.Random, text: str) -> str:
    at = draw.randrange(max(len(text) - 1, 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _other_length(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text))
    return text[:at] + draw.choice(["", text[at] * 2]) + text[at + 1 :]


def _at_large(draw: random.Random, blank: Blank, right: str) -> str:
    """A number of about the size of the right one, or signs of its length."""
    if blank.kind in ("amount", "units"):
        most = max(int(Fraction(right) * 3), 12)
        return exact(
            Fraction(draw.randrange(most * 10), 10) if blank.kind == "amount" else Fraction(draw.randrange(most))
        )
    return "".join(draw.choice(_LETTERS) for _ in right)


def value_of(blank: Blank, keyed: Keyed, text: str) -> Value | None:
    """What a text says, None where it is no answer."""
    try:
        return read_answer(blank, text, keyed.asks)
    except ValueError:
        return None


# ---- right answers in other spellings


def spellings(blank: Blank, keyed: Keyed) -> Iterator[str]:
    """The right answer as people may type it."""
    right, text = keyed.right, answer_text(blank, keyed.right)
    yield from (text, f" {text}", f"{text}  ")
    if isinstance(right, Fraction):
        yield from (people(right), f"{text}{'0' if '.' in text else '.0'}", f"{text}{'00' if '.' in text else '.00'}")
        if blank.kind == "amount":
            yield from _units(blank.unit, right)
    elif isinstance(right, tuple):
        yield from (text.lower(), text.upper(), " ".join(reversed(text.split())), ",".join(right) or "None")
    elif blank.kind in ("code", "uom", "choice"):
        yield from (text.lower(), text.upper())
    elif blank.kind == "ndc":
        yield f"{text[:5]}-{text[5:9]}-{text[9:]}"


def _units(unit: str, right: Fraction) -> Iterator[str]:
    yield from (people(right, unit), f"{exact(right)}{unit}")
    for table in (_LARGER, _SMALLER):
        if unit in table:
            other, times = table[unit]
            yield f"{exact(right / times if table is _LARGER else right * times)} {other}"


# ---- the answers of slips


@dataclass
class Tally:
    """How many answers of slips were typed, how many were named alone, and what went wrong."""

    typed: int = 0
    alone: int = 0
    by_slip: Counter[str] = field(default_factory=Counter)
    alone_by_slip: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def slip_answers(level: int, seeds: range) -> Tally:
    """Type the answer of every slip into every box of so many cases: each is wrong, and told as that slip's."""
    tally = Tally()
    for seed in seeds:
        one = case(seed, level)
        for blank in one.blanks:
            keyed = key(one).boxes[blank.name]
            for name, values in all_values(keyed).items():
                for value in filter(None, map(typed, values)):
                    _type(tally, one, blank, keyed, name, value)
    return tally


def _type(tally: Tally, one: Case, blank: Blank, keyed: Keyed, name: str, value: Value) -> None:
    text = answer_text(blank, value)
    said = judged(one, blank.name, text)
    tally.typed += 1
    tally.by_slip[name] += 1
    if said.slip == name:
        tally.alone += 1
        tally.alone_by_slip[name] += 1
    where = f"seed {one.seed} of level {one.level}, {one.template}, {blank.name}: {text} of {name}"
    if said.correct:
        tally.faults.append(f"{where} is graded right")
    elif name not in said.slips and not _outranked(name, said):
        tally.faults.append(f"{where} is told as {said.slips or said.why}")


def typed(value: Value) -> Value | None:
    """A value as a person types it: to three decimals where they do not end, None for more than a box reads."""
    if not isinstance(value, Fraction):
        return value
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest > 1:
        return to_places(value, 3)
    return value if (value * 10**_MOST_PLACES).denominator == 1 else None


def _outranked(name: str, said: Feedback) -> bool:
    """Whether the slips that were told come before this one, as data/slips.toml says by `place`."""
    rank = ("before others", "", "after others")
    return bool(said.slips) and all(
        rank.index(slips()[one].place) < rank.index(slips()[name].place) for one in said.slips
    )


def named_templates() -> list[tuple[str, int]]:
    """Every template with its level."""
    return [(one.name, one.level) for one in templates()]
