"""Payer rules, dated and cited: the files of `data/policies`, one a payer, read and checked.

A payer is added by adding its file; nothing here knows one by name. `hmsa.toml` shows every kind of entry: at
the top the payer's name, its source, from when its text is known and on which axes it is silent; then each
`[[reading]]`, the first being the default, a `[[rule]]` for each value on an axis (for all readings and
therapies, or those that it names; `part_day` where the source speaks of continuous therapy alone), and
`[[statement]]`, `[[revision]]`, `[[erratum]]` where there are any.
Whatever is wrong in a file, an axis that was forgotten too, is a DataError that names file and line.
"""

from __future__ import annotations

import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from hipkit.errors import InputError
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import THERAPIES, UNSTATED, Axis
from hipkit.payers.policy import ASKED, Erratum, PayerReading, Policy, Revision, Rule, Statement
from hipkit.values.citations import Citation, cite, sources
from hipkit.values.tomlfile import UNDATED, Entry, read

__all__ = [
    "AXES",
    "THERAPIES",
    "UNSTATED",
    "Axis",
    "Erratum",
    "PayerReading",
    "Policy",
    "Revision",
    "Rule",
    "Statement",
    "load_policy",
    "parse_policy",
    "payers",
]

_TOP = ("name", "source", "known_from", "unknown_before", "unstated", "silent")
_TABLES = {
    "reading": ("id", "called", "words", "warns"),
    "rule": (
        "axis",
        "value",
        "reading",
        "therapy",
        "from",
        "through",
        "cite",
        "where",
        "also",
        "part_day",
        "words",
        "otherwise",
    ),
    "statement": ("id", "from", "through", "cite", "where", "words", "asks", "hours_a_day", "hours_a_week"),
    "revision": ("number", "date", "change"),
    "example": ("drug", "dose", "hours_per_day", "strength", "days"),
    "erratum": ("printed", "meant", "cite", "where", "words"),
}


def _folder() -> Traversable:
    return files("hipkit") / "data" / "policies"


@cache
def payers() -> tuple[str, ...]:
    """The ids of the payers whose rules hipkit has, in order.

    >>> "hmsa" in payers()
    True
    """
    names = (file.name for file in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_policy(payer: str) -> Policy:
    """The rules of one payer. InputError for a payer that is not among `payers()`.

    >>> hmsa = load_policy("hmsa")
    >>> rule = hmsa.rule("per_diem_code", reading="published-example")
    >>> rule.value, rule.citation.where
    ('S9325', 'Example')
    >>> hmsa.stated("waste")
    False
    """
    if not isinstance(payer, str) or payer not in payers():
        raise InputError("payer", payer, f"hipkit has the rules of {', '.join(payers())}", "hmsa")
    return _load(payer)


@cache
def _load(payer: str) -> Policy:
    text = (_folder() / f"{payer}.toml").read_text(encoding="utf-8")
    return parse_policy(text, f"data/policies/{payer}.toml")


def parse_policy(text: str, path: str) -> Policy:
    """The policy that a file's text holds, by the name of the file. DataError for what is wrong in it."""
    top, tables = read(text, path, _TABLES)
    top.closed((*_TOP, *_TABLES))
    for name, keys in _TABLES.items():
        for entry in tables[name]:
            entry.closed(keys)
    known_from = top.day("known_from")
    readings = _readings(top, tables["reading"])
    _check_coverage(top, tables["rule"])
    return Policy(
        id=path.replace("\\", "/").rpartition("/")[2].removesuffix(".toml"),
        name=top.text("name"),
        source=_source(top, "source"),
        known_from=known_from,
        readings=readings,
        rules=_rules(tables["rule"], tuple(reading.id for reading in readings), known_from),
        statements=tuple(_statement(entry) for entry in tables["statement"]),
        revisions=_revisions(tables["revision"]),
        errata=tuple(_erratum(entry) for entry in tables["erratum"]),
        silent=top.texts("silent"),
        unknown_before=top.day("unknown_before") if "unknown_before" in top.values else None,
        example=_example(tables["example"]),
    )


def _readings(top: Entry, entries: tuple[Entry, ...]) -> tuple[PayerReading, ...]:
    if not entries:
        raise top.error("the file has no [[reading]]; a payer with one reading has rule-text")
    seen: set[str] = set()
    for entry in entries:
        if entry.text("id") in seen:
            raise entry.error(f"the reading {entry.text('id')} is there twice", "id")
        seen.add(entry.text("id"))
    return tuple(
        PayerReading(entry.text("id"), entry.text("words"), _warns(entry), entry.text("called")) for entry in entries
    )


def _warns(entry: Entry) -> tuple[str, ...]:
    axes = entry.texts("warns")
    if unknown := [axis for axis in axes if axis not in AXES]:
        raise entry.error(f"{unknown[0]!r} is not an axis; known are {', '.join(AXES)}", "warns")
    return axes


def _check_coverage(top: Entry, rules: tuple[Entry, ...]) -> None:
    """Every axis has a rule or is listed as unstated, so that a silence is meant and not forgotten."""
    listed = top.texts("unstated")
    ruled = {_axis(entry).name for entry in rules}
    for name in listed:
        if name not in AXES:
            raise top.error(f"{name!r} is not an axis; known are {', '.join(AXES)}", "unstated")
        if name in ruled:
            raise top.error(f"{name} is listed as unstated and has a rule", "unstated")
    for name in AXES:
        if name not in ruled and name not in listed:
            raise top.error(f"{name} has no rule; where the payer is silent, list it as unstated", "unstated")


def _axis(entry: Entry) -> Axis:
    name = entry.text("axis")
    if name not in AXES:
        raise entry.error(f"{name!r} is not an axis; known are {', '.join(AXES)}", "axis")
    return AXES[name]


def _value(entry: Entry) -> str:
    axis, value = _axis(entry), entry.text("value")
    if value != UNSTATED and not axis.accepts(value):
        known = ", ".join((*axis.values, UNSTATED))
        raise entry.error(f"{value!r} is no value of {axis.name}; known are {known}", "value")
    return value


def _source(entry: Entry, key: str, where: str = "") -> Citation:
    if key not in entry.values:
        raise entry.error(f"{entry.name} has no citation; write {key} with an id of citations.toml")
    if entry.text(key) not in sources():
        raise entry.error(f"no source in citations.toml has the id {entry.text(key)!r}", key)
    return cite(entry.text(key), where)


def _span(entry: Entry) -> tuple[datetime.date | None, datetime.date | None]:
    start = entry.day("from")
    end = entry.day("through") if "through" in entry.values else None
    if start and end and end < start:
        raise entry.error(f"through {end} is before from {start}", "through")
    return start, end


def _rules(entries: tuple[Entry, ...], readings: tuple[str, ...], known_from: datetime.date | None) -> tuple[Rule, ...]:
    placed = [(rule, entry) for entry in entries for rule in _expanded(entry, readings, known_from)]
    ordered = sorted(placed, key=lambda pair: _order(pair[0]))
    for (earlier, first), (later, entry) in pairwise(ordered):
        same = _order(earlier)[:3] == _order(later)[:3]
        if same and (earlier.end is None or later.start is None or later.start <= earlier.end):
            reason = f"the dates of {later.axis} overlap those of the rule on line {first.line}"
            raise entry.error(reason, "from")
    return tuple(rule for rule, _ in placed)


def _order(rule: Rule) -> tuple[str, str, str, datetime.date]:
    return rule.axis, rule.reading, rule.therapy, rule.start or datetime.date.min


def _expanded(entry: Entry, readings: tuple[str, ...], known_from: datetime.date | None) -> list[Rule]:
    """The rule once for each reading and therapy that it holds for: all of them where it names none."""
    value, (start, end) = _value(entry), _span(entry)
    citation = _source(entry, "cite", entry.optional("where"))
    if start and known_from and start < known_from:
        raise entry.error(f"from {start} is before known_from {known_from}", "from")
    reading = entry.optional("reading")
    if reading and reading not in readings:
        known = ", ".join(readings)
        raise entry.error(f"{reading!r} is not a reading of this file; it has {known}", "reading")
    therapies = entry.texts("therapy") or THERAPIES
    if unknown := [therapy for therapy in therapies if therapy not in THERAPIES]:
        raise entry.error(f"{unknown[0]!r} is not a therapy; known are {', '.join(THERAPIES)}", "therapy")
    also = (_source(entry, "also"),) if "also" in entry.values else ()
    words, otherwise, part_day = entry.text("words"), entry.optional("otherwise"), _part_day(entry)
    return [
        Rule(entry.text("axis"), value, start, end, citation, words, read_as, therapy, also, part_day, otherwise)
        for read_as in ([reading] if reading else readings)
        for therapy in therapies
    ]


def _part_day(entry: Entry) -> tuple[str, ...]:
    """The values that may hold for a part of the day, where the source does not speak of it."""
    values = entry.texts("part_day")
    if unknown := [value for value in values if not _axis(entry).accepts(value)]:
        raise entry.error(f"{unknown[0]!r} is no value of {entry.text('axis')}", "part_day")
    return values


def _example(entries: tuple[Entry, ...]) -> dict[str, str]:
    if len(entries) > 1:
        raise entries[1].error("there is one example in a file; name the one of which the rules' words speak")
    return {key: entry.text(key) for entry in entries for key in _TABLES["example"]}


def _statement(entry: Entry) -> Statement:
    citation = _source(entry, "cite", entry.optional("where"))
    asks = entry.optional("asks")
    if asks and asks not in ASKED:
        raise entry.error(f"{asks!r} is nothing that a statement asks; known are {', '.join(ASKED)}", "asks")
    hours = entry.count("hours_a_day"), entry.count("hours_a_week")
    return Statement(entry.text("id"), entry.text("words"), *_span(entry), citation, asks, *hours)


def _revisions(entries: tuple[Entry, ...]) -> tuple[Revision, ...]:
    revisions: list[Revision] = []
    for entry in entries:
        day = entry.day("date")
        if day is None:
            raise entry.error(f'a revision has a date and is never "{UNDATED}"', "date")
        if revisions and day <= revisions[-1].date:
            raise entry.error("revisions stand in the order of their dates", "date")
        revisions.append(Revision(entry.text("number"), day, entry.text("change")))
    return tuple(revisions)


def _erratum(entry: Entry) -> Erratum:
    citation = _source(entry, "cite", entry.optional("where"))
    return Erratum(entry.text("printed"), entry.text("meant"), entry.text("words"), citation)
