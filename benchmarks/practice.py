"""How often grading names a slip: on wrong numbers drawn at random, and on the answers that slips make. Printed.

python benchmarks/practice.py
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hipkit.practice.case import Case, Value
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.grading.grade import grade
from hipkit.practice.grading.slips import all_values, matching, slips
from hipkit.practice.making import LEVELS, case, key, templates
from hipkit.values.notation import exact

WRONG = 100_000
SEEDS = 400
SIZES = ((5, "up to 5"), (30, "6 to 30"), (100, "31 to 100"), (1000, "101 to 1,000"), (None, "more"))


@dataclass(frozen=True)
class Numeric:
    """A box that asks for a number: its case, the right answer, and what each slip makes of it."""

    case: Case
    name: str
    right: Fraction
    places: int
    values: Mapping[str, tuple[Value, ...]]

    @property
    def size(self) -> str:
        """How many numbers, in steps of the last place of the right one, go up to it."""
        steps = self.right * 10**self.places
        return next(words for most, words in SIZES if most is None or steps <= most)


def main() -> None:
    """Print every table."""
    boxes = list(numeric_boxes())
    print(f"Practice: {len(slips())} slips, {len(templates())} templates, {len(boxes):,} boxes that ask for a number\n")
    false_naming(boxes)
    named_alone()
    times()


def numeric_boxes() -> Iterator[Numeric]:
    """The boxes with a number of the first cases of each level."""
    for level in LEVELS:
        for seed in range(SEEDS):
            one = case(seed, level)
            for name, box in key(one).boxes.items():
                if isinstance(box.right, Fraction):
                    places = len(exact(box.right).partition(".")[2])
                    yield Numeric(one, name, box.right, places, all_values(box))


# ---- wrong numbers at random

Draw = Callable[[random.Random, Numeric], Fraction | None]


def uniform(chance: random.Random, box: Numeric) -> Fraction:
    """Any number from the right one to its double, in steps of its last place."""
    steps = int(box.right * 10**box.places)
    return Fraction(chance.randint(steps, 2 * steps), 10**box.places)


def one_digit(chance: random.Random, box: Numeric) -> Fraction | None:
    """The right number with one digit changed, dropped, or swapped with the next."""
    text = list(exact(box.right))
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    at, way = chance.choice(digits), chance.choice(("changed", "dropped", "swapped"))
    if way == "changed":
        text[at] = chance.choice("0123456789".replace(text[at], ""))
    elif len(digits) == 1 or (way == "swapped" and at == digits[-1]):
        return None
    elif way == "dropped":
        del text[at]
    else:
        after = digits[digits.index(at) + 1]
        text[at], text[after] = text[after], text[at]
    return Fraction("".join(text).strip(".") or "0")


def any_size(chance: random.Random, box: Numeric) -> Fraction:
    """From a hundredth to a hundred times the right number, every power of ten alike likely."""
    about = float(box.right) * 10 ** chance.uniform(-2, 2)
    return Fraction(round(about * 10**box.places), 10**box.places)


DRAWS: dict[str, Draw] = {
    "from the right number to its double": uniform,
    "one digit changed, dropped or swapped": one_digit,
    "a hundredth to a hundred times": any_size,
}


def false_naming(boxes: list[Numeric]) -> None:
    """The share of wrong numbers that some slip explains, by the draw and by the size of the right number."""
    chance = random.Random(5)
    drawn: dict[tuple[str, str], int] = Counter()
    named: dict[tuple[str, str], int] = Counter()
    beside: dict[tuple[str, str], int] = Counter()
    for number in range(WRONG):
        draw = list(DRAWS)[number % len(DRAWS)]
        box, wrong = _wrong(chance, boxes, DRAWS[draw])
        for size in (box.size, "all"):
            drawn[draw, size] += 1
        if matching(box.values, wrong):
            still = _beside_right_ones(box, wrong)
            for size in (box.size, "all"):
                named[draw, size] += 1
                beside[draw, size] += still
    print(f"{WRONG:,} wrong numbers at random: how many some slip explains")
    print("  (in steps of the last place, by how many the right one is; then: the other boxes of the case are right)")
    sizes = [words for _, words in SIZES] + ["all"]
    print(f"  {'':<40}" + "".join(f"{size:>18}" for size in sizes))
    for draw in DRAWS:
        cells = [_cell(named[draw, size], beside[draw, size], drawn[draw, size]) for size in sizes]
        print(f"  {draw:<40}" + "".join(f"{cell:>18}" for cell in cells))
    total = sum(drawn[draw, "all"] for draw in DRAWS)
    all_named, all_beside = (sum(of[draw, "all"] for draw in DRAWS) for of in (named, beside))
    large = total - sum(drawn[draw, size] for draw in DRAWS for size in sizes[:2])
    of_large = all_named - sum(named[draw, size] for draw in DRAWS for size in sizes[:2])
    print(f"  all three together: {all_named / total:.2%}; beside right boxes {all_beside / total:.2%}; ", end="")
    print(f"where the right one is above 30 steps {of_large / large:.2%}\n")


def _wrong(chance: random.Random, boxes: list[Numeric], draw: Draw) -> tuple[Numeric, Fraction]:
    while True:
        box = chance.choice(boxes)
        wrong = draw(chance, box)
        if wrong is not None and wrong != box.right:
            return box, wrong


def _beside_right_ones(box: Numeric, wrong: Fraction) -> bool:
    """Whether a slip is still named where all other boxes of the case are answered right."""
    answers = {name: answer_text(box.case.blank(name), of.right) for name, of in key(box.case).boxes.items()}
    graded = grade(box.case, {**answers, box.name: exact(wrong)})
    return bool(next(one for one in graded.feedback if one.field == box.name).slips)


def _cell(named: int, beside: int, drawn: int) -> str:
    return f"{named / drawn:.1%} {beside / drawn:.1%}" if drawn else "-"


# ---- the answers that slips make


def named_alone() -> None:
    """Of the answers that slips make on cases, how many name that slip alone, among others, or another in its place."""
    tally: Counter[tuple[str, str]] = Counter()
    kinds: Counter[str] = Counter()
    for level in LEVELS:
        for seed in range(SEEDS):
            for box in key(case(seed, level)).boxes.values():
                values = all_values(box)
                kind = "numbers" if isinstance(box.right, Fraction) else "codes and forms"
                for slip, made in values.items():
                    for value in made:
                        told = [one.id for one in matching(values, value)]
                        outcome = "alone" if told == [slip] else "among others" if slip in told else "another"
                        tally[kind, outcome] += 1
                        kinds[kind] += 1
    print(f"Answers that slips make, on {SEEDS} cases of each level: is that slip named?")
    for kind, count in kinds.items():
        shares = ", ".join(f"{how} {tally[kind, how] / count:.1%}" for how in ("alone", "among others", "another"))
        print(f"  {kind:<18} {count:>7,} answers: {shares}")
    alone = sum(count for (_, how), count in tally.items() if how == "alone")
    print(f"  together: named alone {alone / kinds.total():.1%}\n")


# ---- times


def times() -> None:
    """Making a case and grading it, cases that were not made before."""
    print("Time, median and worst of 200 cases a level")
    for level in LEVELS:
        making, right, wrong = [], [], []
        for seed in range(10_000, 10_200):
            start = time.perf_counter()
            one = case(seed, level)
            making.append(time.perf_counter() - start)
            rights = {name: answer_text(one.blank(name), box.right) for name, box in key(one).boxes.items()}
            for answers, into in ((rights, right), (dict.fromkeys(rights, "7919"), wrong)):
                start = time.perf_counter()
                grade(one, answers)
                into.append(time.perf_counter() - start)
        shown = (("make", making), ("grade, all right", right), ("grade, all wrong", wrong))
        print(f"  level {level}: " + "; ".join(f"{name} {_milliseconds(of)}" for name, of in shown))


def _milliseconds(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1e3:.1f} ms, worst {max(seconds) * 1e3:.1f}"


if __name__ == "__main__":
    sys.path.insert(0, ".")
    main()
