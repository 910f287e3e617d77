"""The slips that people make, and which of them explain an answer: each worked out on the very case.

`data/slips.toml` holds them. A slip applies where its computation has a value on the case that is not the right one;
an answer is explained by it where it is exactly that value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from hipkit.practice.case import SKILLS, Blank, Keyed, Value
from hipkit.practice.grading.derived import Ways, worked_out
from hipkit.practice.grading.formula import Condition, Formula, FormulaError, condition, formula
from hipkit.practice.grading.slip_functions import FUNCTIONS
from hipkit.reference.inuse import shipped_tables_only
from hipkit.values.citations import Citation, cite, sources
from hipkit.values.rounding import to_places
from hipkit.values.tomlfile import Entry, read

PATH = "data/slips.toml"
# What a box may ask for that is no number of the case.
TEXTS_ASKED = ("ndc", "code", "per_diem_code", "modifiers", "uom", "line", "column", "cause", "action", "date")
_KEYS = {
    "number": ("name", "words", "by"),
    "slip": (
        "id", "name", "was", "does", "formula", "gives", "says", "right", "function", "when", "why", "rule", "cite",
        "where", "place", "skill", "asks",
    ),
}  # fmt: skip
_UNASKED = ("id", "name", "was", "asks")
_COMPUTED = ("formula", "gives", "says", "function")
# Of several slips that explain an answer: one of the first is named alone, one of the last only where no other is.
PLACES = (FIRST, LAST) = ("before others", "after others")
_MOST_PLACES = 6
# mg and mcg, hours and minutes or days
_SCALES = (1, 1000, Fraction(1, 1000), 60, Fraction(1, 60), 24, Fraction(1, 24))

Change = Mapping[str, Formula]


@dataclass(frozen=True)
class Slip:
    """A slip: what people do (`does` ends "... is what comes out when"), why it is wrong, the rule and its source.

    What comes out is worked out by `formula` and `gives`, by `says` or by `function`, whichever is not empty; `asks`
    are the questions on which it is looked for.
    """

    id: str
    name: str
    does: str
    why: str
    rule: str
    citation: Citation
    skill: str
    asks: tuple[str, ...]
    formula: str = ""
    gives: str = ""
    says: str = ""
    function: str = ""
    in_place_of: tuple[str, ...] = ()
    place: str = ""
    changes: tuple[Change, ...] = ()
    given: tuple[Change, ...] = ()
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Slips:
    """The file as it was read: the slips by id that a question asks, how numbers follow, and the words of each."""

    slips: Mapping[str, Slip]
    ways: Ways
    words: Mapping[str, str]


@cache
def loaded() -> Slips:
    """The slips that ship."""
    return parse_slips((files("hipkit") / "data" / "slips.toml").read_text(encoding="utf-8"), PATH)


def slips() -> Mapping[str, Slip]:
    """Every slip that a question asks, by its id.

    >>> slips()["rounded-down"].name
    'rounded down'
    """
    return loaded().slips


def slip_values(slip: Slip, keyed: Keyed) -> tuple[Value, ...]:
    """What the slip makes of the case at this box; nothing where it does not apply or comes to the right answer."""
    if keyed.asks not in slip.asks or not _applies(slip, keyed):
        return ()
    values = [value for value in _values(slip, keyed) if value not in (keyed.right, *keyed.also)]
    return tuple(dict.fromkeys(values))


def _applies(slip: Slip, keyed: Keyed) -> bool:
    numbers = numbers_of(keyed)[0] if isinstance(keyed.right, Fraction) else keyed.facts.numbers
    return all(condition.holds(numbers) for condition in slip.when)


def slip_value(slip: Slip, keyed: Keyed) -> Value | None:
    """The first of the values that the slip makes there, None where it does not apply."""
    return next(iter(slip_values(slip, keyed)), None)


@shipped_tables_only()
def all_values(keyed: Keyed) -> Mapping[str, tuple[Value, ...]]:
    """The values of every slip that applies at a box, by its id."""
    by_slip = {slip.id: slip_values(slip, keyed) for slip in slips().values()}
    return {name: values for name, values in by_slip.items() if values}


def explaining(keyed: Keyed, blank: Blank, given: Value) -> tuple[Slip, ...]:
    """The slips that, worked out on this very case, come to the answer given, and not to the right one."""
    if given in (keyed.right, *keyed.also):
        return ()
    return matching(all_values(keyed), given)


def matching(values: Mapping[str, tuple[Value, ...]], given: Value) -> tuple[Slip, ...]:
    """The slips one of whose values is the answer given, those alone that come before others where some do."""
    fitting = [slips()[name] for name, values_of in values.items() if any(_same(value, given) for value in values_of)]
    for place in (FIRST, ""):
        if chosen := [slip for slip in fitting if slip.place == place]:
            return tuple(chosen)
    return tuple(fitting)


def _values(slip: Slip, keyed: Keyed) -> Iterable[Value]:
    if slip.function:
        return FUNCTIONS[slip.function](keyed)
    if slip.says:
        return _said(slip, keyed)
    if not isinstance(keyed.right, Fraction):
        return ()
    numbers, scale = numbers_of(keyed)
    return (value * scale for value in (*_following(slip, keyed.asks, numbers), *_direct(slip, keyed.asks, numbers)))


def _following(slip: Slip, asked: str, numbers: Mapping[str, Fraction]) -> Iterable[Fraction]:
    """What follows from the numbers that the slip puts otherwise; nothing is no answer that a person gives."""
    worked = (worked_out(asked, numbers, _changed(change, numbers), loaded().ways) for change in slip.changes)
    return (value for value in worked if value is not None and value > 0)


def _direct(slip: Slip, asked: str, numbers: Mapping[str, Fraction]) -> Iterable[Fraction]:
    worked = (change[asked].value(numbers) for change in slip.given if asked in change)
    return (value for value in worked if value is not None and value >= 0)


def numbers_of(keyed: Keyed) -> tuple[Mapping[str, Fraction], Fraction]:
    """The numbers of a case with what the box asks for, and how many of the box's unit one of theirs is.

    The numbers are in mg and mL; a box may ask for mcg.
    """
    numbers, right = keyed.facts.numbers, keyed.right
    assert isinstance(right, Fraction)  # only numbers are worked out
    known = numbers.get(keyed.asks)
    if known and right / known in _SCALES:
        return numbers, right / known
    return {**numbers, keyed.asks: right}, Fraction(1)


def _changed(change: Change, numbers: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The numbers of the case put otherwise; none where one of them has no value then."""
    values = {name: formula.value(numbers) for name, formula in change.items() if name in numbers}
    whole = {name: value for name, value in values.items() if value is not None}
    return whole if len(whole) == len(values) else {}


def _said(slip: Slip, keyed: Keyed) -> tuple[Value, ...]:
    answer, right = (_marks(slip.says), keyed.right) if isinstance(keyed.right, tuple) else (slip.says, keyed.right)
    fits = not slip.in_place_of or any(
        right == (_marks(text) if isinstance(right, tuple) else text) for text in slip.in_place_of
    )
    return (answer,) if fits and not isinstance(right, Fraction) else ()


def _marks(text: str) -> tuple[str, ...]:
    return () if text == "none" else tuple(sorted(text.split()))


def _same(value: Value, given: Value) -> bool:
    """Whether an answer is the value, or the value rounded where its decimals do not end."""
    if value == given or not isinstance(value, Fraction) or not isinstance(given, Fraction):
        return value == given
    return _endless(value) and any(to_places(value, places) == given for places in range(1, _MOST_PLACES + 1))


def _endless(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest > 1


# ---- the file


def parse_slips(text: str, path: str) -> Slips:
    """The slips that a file's text holds. DataError, with file and line, for what is wrong in it."""
    top, tables = read(text, path, _KEYS)
    top.closed(_KEYS)
    for name, keys in _KEYS.items():
        for entry in tables[name]:
            entry.closed(keys)
    words = _unique(tables["number"], "name")
    names = frozenset(words)
    ways = {
        name: tuple(_formula(way, entry, "by", names) for way in entry.texts("by")) for name, entry in words.items()
    }
    rows = _unique(tables["slip"], "id")
    slips_read = {key: _slip(entry, names) for key, entry in rows.items() if _is_asked(entry)}
    described = {name: entry.text("words") for name, entry in words.items()}
    return Slips(MappingProxyType(slips_read), MappingProxyType(ways), MappingProxyType(described))


def _unique(entries: tuple[Entry, ...], key: str) -> dict[str, Entry]:
    by_key: dict[str, Entry] = {}
    for entry in entries:
        name = entry.text(key)
        if name in by_key:
            raise entry.error(f"{name} stands there twice", key)
        by_key[name] = entry
    return by_key


def _is_asked(entry: Entry) -> bool:
    """Whether practice asks for a slip; one that it does not is named by the review or planted, and has words alone."""
    entry.text("name")
    entry.texts("was")
    if entry.values.get("asks") != []:
        return True
    for key in entry.values:
        if key not in _UNASKED:
            raise entry.error(f"{entry.text('id')} is asked nowhere, so it has no {key}", key)
    return False


def _slip(entry: Entry, names: frozenset[str]) -> Slip:
    given = [key for key in _COMPUTED if key in entry.values]
    if len(given) != 1 and given != ["formula", "gives"]:
        raise entry.error(f"{entry.text('id')} needs one of {', '.join(_COMPUTED)}")
    if "right" in entry.values and given != ["says"]:
        raise entry.error("right belongs to says alone", "right")
    return Slip(
        id=entry.text("id"),
        name=entry.text("name"),
        does=entry.text("does"),
        why=entry.text("why"),
        rule=entry.text("rule"),
        citation=_citation(entry),
        skill=_among(entry, "skill", SKILLS),
        asks=_asks(entry, names),
        formula=entry.optional("formula"),
        gives=entry.optional("gives"),
        says=entry.optional("says"),
        function=_among(entry, "function", FUNCTIONS) if "function" in entry.values else "",
        in_place_of=entry.texts("right"),
        place=_among(entry, "place", PLACES) if "place" in entry.values else "",
        changes=tuple(_changes(entry, "formula", names)),
        given=tuple(_changes(entry, "gives", names)),
        when=tuple(_condition(text, entry, names) for text in entry.texts("when")),
    )


def _among(entry: Entry, key: str, known: Iterable[str]) -> str:
    value = entry.text(key)
    if value not in (listed := tuple(known)):
        raise entry.error(f"{value!r} is no {key}; known are {', '.join(listed)}", key)
    return value


def _asks(entry: Entry, names: frozenset[str]) -> tuple[str, ...]:
    asks = entry.texts("asks")
    if not asks:
        raise entry.error(f"{entry.text('id')} has no asks: the questions on which it is looked for, or [] for none")
    for name in asks:
        if name not in names and name not in TEXTS_ASKED:
            raise entry.error(f"{name!r} is nothing that a box asks for", "asks")
    return asks


def _citation(entry: Entry) -> Citation:
    if entry.text("cite") not in sources():
        raise entry.error(f"no source in citations.toml has the id {entry.text('cite')!r}", "cite")
    return cite(entry.text("cite"), entry.text("where"))


def _changes(entry: Entry, key: str, names: frozenset[str]) -> Iterable[Change]:
    for alternative in entry.optional(key).split(" or ") if key in entry.values else ():
        change: dict[str, Formula] = {}
        for part in alternative.split(" and "):
            name, equals, right = part.partition(" = ")
            if not equals or name.strip() not in names:
                raise entry.error(f"{part.strip()!r} gives no number of the list another value", key)
            change[name.strip()] = _formula(right, entry, key, names)
        yield MappingProxyType(change)


def _formula(text: str, entry: Entry, key: str, names: frozenset[str]) -> Formula:
    try:
        parsed = formula(text)
    except FormulaError as wrong:
        raise entry.error(str(wrong), key) from None
    _known(parsed.names, entry, key, names)
    return parsed


def _condition(text: str, entry: Entry, names: frozenset[str]) -> Condition:
    try:
        parsed = condition(text)
    except FormulaError as wrong:
        raise entry.error(str(wrong), "when") from None
    _known(parsed.left.names | parsed.right.names, entry, "when", names)
    return parsed


def _known(used: frozenset[str], entry: Entry, key: str, names: frozenset[str]) -> None:
    for name in sorted(used - names):
        raise entry.error(f"{name!r} is no number of the list", key)
