"""What holds of every practice case, as complaints about one: nothing is asserted here, so that a run names them all.

The sweep of tests/practice asks each of ten thousand seeds of a level in `make test-all`, of one thousand in
`make test`; a case is made once and asked everything.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from hipkit import bill
from hipkit.practice.case import Case, Key, Value
from hipkit.practice.grading.answers import answer_text, read_answer
from hipkit.practice.grading.grade import grade
from hipkit.practice.making import case, drawn, key
from hipkit.practice.templates.shared.pinned import Range, Steps, pinned
from hipkit.practice.templates.shared.spans import FIRST, LAST, TODAY
from hipkit.reference.codes import codes
from hipkit.values.quantity import Quantity
from tests.differential.plain_claims import claim
from tests.differential.plain_practice import COLUMNS, answers
from tests.differential.plain_reading import Course, courses, table, texts
from tests.helpers.whole import amount

SEEDS = amount(10_000, 1_000)
CHUNK = 500
CHUNKS = range(0, SEEDS, CHUNK)
# The order of a level 1 case goes through the core again for one seed in so many: the key came from there.
EACH = 8
_MOST_TOLD = 3
_MOST_DEMANDS = range(5, 37)
_NIGHTS = (8, 10, 12, 14, 16)
_REGIMENS = {"rate": "continuous", "doses": "intermittent", "pca": "pca", "implanted": "pump-refill"}


def complaints(level: int, begin: int) -> list[str]:
    """What is wrong with the cases of a level from one seed on: the first few in full, of the rest their seeds."""
    found = []
    for seed in range(begin, begin + CHUNK):
        one = case(seed, level)
        found += [(seed, f"seed {seed} of level {level}, {one.template}: {told}") for told in about(one, key(one))]
    told = [text for _, text in found[:_MOST_TOLD]]
    return told if len(found) <= _MOST_TOLD else [*told, f"and also the seeds {sorted({seed for seed, _ in found})}"]


def about(one: Case, keyed: Key) -> Iterator[str]:
    """Everything that is wrong with a case."""
    yield from _marked(one, keyed)
    yield from _graded(one, keyed)
    yield from _derivable(one, keyed)
    yield from _plausible(one)
    if one.order is not None and one.seed % EACH == 0:
        yield from _opened(one, keyed)


def _marked(one: Case, keyed: Key) -> Iterator[str]:
    if not texts(one).startswith("SAMPLE: made up for practice"):
        yield "it is not marked as a sample"
    if not one.text.isascii():
        yield "its text is not ASCII"
    if [blank.name for blank in one.blanks] != list(keyed.boxes):
        yield "its boxes are not those of the key"
    if drawn(one.seed, one.level).name != one.template:
        yield "it is of another template than the one drawn"


def _graded(one: Case, keyed: Key) -> Iterator[str]:
    """The key's own texts are right, read again they are the key's values, and nothing is held against them."""
    given = {blank.name: answer_text(blank, keyed.boxes[blank.name].right) for blank in one.blanks}
    found = grade(one, given)
    if not found.correct or found.score != 1 or found.notices:
        yield f"its own answers {given} are graded {found.score}"
    for box in found.feedback:
        if box.slip or box.slips or box.differs or not box.why.startswith("Right. "):
            yield f"its right answer in {box.field} is explained as {box.slips or box.differs}: {box.why}"
        if read_answer(one.blank(box.field), box.right, keyed.boxes[box.field].asks) != keyed.boxes[box.field].right:
            yield f"its answer in {box.field} is read otherwise than it is written"


def _derivable(one: Case, keyed: Key) -> Iterator[str]:
    """The text alone gives every answer, by a second implementation; a claim shown has just one wrong cell."""
    try:
        found = answers(one)
    except (ValueError, AssertionError, KeyError, StopIteration) as failed:
        yield f"no answer can be worked out from its text: {failed!r}"
        return
    for name, box in keyed.boxes.items():
        if found.get(name) != box.right:
            yield f"{name} is {box.right} by the key and {found.get(name)} by its text: {one.text}"
    if one.kind == "errors":
        yield from _planted(one, keyed)
    yield from _clean(one)


def _planted(one: Case, keyed: Key) -> Iterator[str]:
    """What stands in the wrong cell is another value than the right one, whatever its spelling."""
    line, column, right = (keyed.boxes[name].right for name in ("line", "column", "value"))
    head = {name: head for head, name in COLUMNS.items()}[str(column)]
    stands = table(one, "The claim (SAMPLE)")[int(str(line)) - 1][head]
    if _read(one, keyed, "none" if stands == "-" else stands) == right:
        yield f"what stands in line {line}, {column} is right: {stands}"
    if (said := keyed.boxes["value"].facts.texts["stands"] or "-") != stands:
        yield f"the key says that {said} stands there, and {stands} does"


def _read(one: Case, keyed: Key, text: str) -> Value | None:
    try:
        return read_answer(one.blank("value"), text, keyed.boxes["value"].asks)
    except ValueError:
        return None


def _clean(one: Case) -> Iterator[str]:
    """Every code and modifier of the claim that is asked for is in force on all days of its line."""
    for name, first, last in _billed_codes(one):
        known = codes()[name]
        if known.start > first or (known.end is not None and known.end < last):
            yield f"{name} is not in force from {first} to {last}"


def _billed_codes(one: Case) -> Iterator[tuple[str, datetime.date, datetime.date]]:
    if one.kind in ("errors", "denial") or "Complete the claim" in texts(one) or "Complete the boxes" in texts(one):
        for line in claim(one):
            yield from ((name, line.first, line.last) for name in (line.code, *line.modifiers))
    for course in courses(one):
        named = re.findall(r"The drug goes by ([A-Z][0-9]{4})", texts(one))
        yield from ((name, course.first, course.last) for name in named)


# ---- the plausible ranges


def _plausible(one: Case) -> Iterator[str]:
    several = courses(one)
    shortest = min((_of(course).days[0] for course in several), default=0)
    for course in several:
        outside = [
            f"{what} {amount} of {course.drug}" for what, amount, inside in _amounts(course, shortest) if not inside
        ]
        yield from (f"{told} is outside its plausible range" for told in outside)


def _of(course: Course) -> Range:
    """The range of a drug given in this way."""
    (found,) = [
        of
        for of in pinned().ranges
        if (of.drug, of.regimen, of.route) == (course.drug, _REGIMENS[course.kind], course.route)
    ]
    return found


def _amounts(course: Course, shortest: int) -> Iterator[tuple[str, object, bool]]:
    """Every amount of a therapy, and whether its range holds it.

    Beside another therapy it may be as short as that one.
    """
    of, typed, unit = _of(course), course.typed, course.typed["unit"]
    yield from _days(course, of, shortest)
    if course.kind == "rate":
        for name in ("dose", "dose2"):
            if name in typed:
                yield name, typed[name], _holds(of.dose, f"{typed[name]} {unit}")
        if "weight" in typed:
            yield "weight", typed["weight"], _holds(of.weight, f"{typed['weight']} kg")
            yield "rate", course.number("dose"), course.number("dose") <= 100
        yield "hours", course.hours, course.hours == 24 or course.hours in _NIGHTS
    elif course.kind == "doses":
        yield "dose", typed["dose"], _holds(of.dose, f"{typed['dose']} {unit}")
        yield "hours", typed["every"], int(typed["every"]) in of.every
    elif course.kind == "pca":
        yield "basal rate", typed["basal"], _holds(of.basal, f"{typed['basal']} {unit}/hr")
        yield "demand", typed["demand"], _holds(of.demand, f"{typed['demand']} {unit}")
        yield "lockout", typed["lockout"], Quantity(typed["lockout"], "min") in of.lockouts
        most = 24 * 60 // int(typed["lockout"])
        yield "demands", typed["demands"], int(typed["demands"]) in _MOST_DEMANDS and int(typed["demands"]) <= most
    else:
        yield "a day", typed["daily"], _holds(of.dose, f"{typed['daily']} {unit}/day")
        yield "fill", typed["volume"], Quantity(typed["volume"], "mL") in of.volumes
        if course.ndc:
            yield "reservoir", typed["volume"], _lasts(course)
    if course.bag is not None:
        yield "bag", course.bag, course.bag in [bag.base for bag in of.bags] and course.bag < course.strength


def _days(course: Course, of: Range, shortest: int) -> Iterator[tuple[str, object, bool]]:
    if course.first.year == 2000:
        return  # the case names no days
    days = len(course.span) / (course.typed["fills"].count(" and ") + 1 if "fills" in course.typed else 1)
    yield "days", days, min(of.days[0], shortest) <= days <= of.days[1]
    yield "dates", course.first, FIRST <= course.first <= course.last <= LAST
    inside = all(course.first < day < course.last for day in course.away)
    yield "days in hospital", len(course.away), inside and len(course.away) <= 6


def _holds(steps: Steps | None, amount: str) -> bool:
    return steps is not None and steps.holds(Quantity.parse(amount))


def _lasts(course: Course) -> bool:
    """The next refill comes before the pump runs dry, and not long before."""
    fills = course.typed["fills"].split(" and on ")
    filled = Fraction(course.typed["volume"]) * course.strength * len(fills)
    given = course.number("daily") * len(course.span)
    days = [datetime.date.fromisoformat(day) for day in fills]
    return filled * Fraction(7, 10) <= given <= filled and days[0] == course.first and days[-1] < course.last


# ---- the order that opens in the calculator


def _opened(one: Case, keyed: Key) -> Iterator[str]:
    assert one.order is not None
    made = bill(one.order.order, one.order.payer, one.order.reading, one.order.choices, TODAY)
    for name, box in keyed.boxes.items():
        if _billed(made, box.asks) != box.right:
            yield f"{name} is {box.right}, and the calculator says {_billed(made, box.asks)}"


def _billed(made: object, asks: str) -> object:
    """What a bill says to a question."""
    by_name = {
        "day_mL": lambda: made.per_day.volume.base,
        "day_mg": lambda: made.per_day.amount.base,
        "total_mL": lambda: made.total_volume.base,
        "units": lambda: made.hcpcs_units,
        "ndc_quantity": lambda: made.ndc_quantity,
        "uom": lambda: made.ndc.uom,
        "days": lambda: made.order.service.days,
        "per_diem_code": lambda: made.lines[0].code,
        "per_diem_units": lambda: made.lines[0].units,
        "code": lambda: made.hcpcs.code,
    }
    return by_name[asks]()


def templates_seen(level: int, seeds: Iterable[int]) -> set[str]:
    """The templates that so many seeds draw."""
    return {drawn(seed, level).name for seed in seeds}
