"""What a run of practice is set up by: level, cases, skills, seed, tries, alias, timer; or the number of one case.

Each is read strictly, and what is read is said at its field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from hipkit.errors import InputError
from hipkit.panels.base import Field, Message
from hipkit.panels.texts import BLANKS, plain, refusal
from hipkit.practice.case import SKILLS
from hipkit.practice.making import LARGEST_SEED, LEVELS, read_level, read_seed
from hipkit.practice.numbers import EXAMPLE, CaseNumber, read_number
from hipkit.practice.training.choosing import skills_of
from hipkit.practice.training.results import ALIAS_EXAMPLE, read_alias
from hipkit.practice.training.session import Setup
from hipkit.practice.training.sets import MOST_CASES, read_count

OFF, ON = "no", "yes"
_LEVELS = dict(
    zip(LEVELS, ("one step", "an order to its claim lines", "two drugs, changes, planted errors"), strict=True)
)
_RUN, _ONE, _YOU = "The run", "Or one case again", "For the record, if you like"
_ALONE = "not used: one case alone was asked for below"


@cache
def fields() -> tuple[Field, ...]:
    """The fields of the set-up, in the order in which a person meets them."""
    levels = tuple((str(level), f"{level}: {words}") for level, words in _LEVELS.items())
    tries = ((OFF, "the answer is shown"), (ON, "a second try first, for half the points"))
    times = ((OFF, "not measured"), (ON, "measured, shown after checking"))
    return (
        Field("level", "Level", "choice", choices=levels, section=_RUN),
        Field("count", "Cases", help=f"how many, up to {MOST_CASES}", example="10", section=_RUN),
        Field("seed", "Seed", help="any number: the same one makes the same cases, on every machine", example="7",
              section=_RUN),
        Field("second", "When wrong", "choice", choices=tries, section=_RUN),
        Field("number", "Case number", help="as it stands beside a case; empty for a run", example=EXAMPLE,
              section=_ONE),
        Field("alias", "Alias", help="never asked for; kept only in the file that you save", example=ALIAS_EXAMPLE,
              section=_YOU),
        Field("timer", "Time", "choice", choices=times, section=_YOU),
    )  # fmt: skip


def skills_words(level: int) -> dict[str, str]:
    """What the cases of a level train, with the words for each.

    >>> "units" in skills_words(1)
    True
    """
    return {skill: SKILLS[skill] for skill in skills_of(level)}


def read_setup(texts: Mapping[str, object], skills: Iterable[str]) -> tuple[Setup | None, dict[str, Message]]:
    """The set-up that was typed, and what is said at its fields; None where something cannot be read.

    >>> texts = start_texts(7) | {"second": "yes"}
    >>> setup = read_setup(texts, ["units"])[0]
    >>> setup.level, setup.count, setup.seed, setup.skills, setup.second
    (1, 10, 7, ('units',), True)
    >>> read_setup(texts | {"number": "2-3-8"}, [])[0].only.level
    3
    >>> read_setup(texts | {"count": "1e3"}, [])[1]["count"].kind
    'error'
    """
    typed = {one.name: plain(texts.get(one.name)) for one in fields()}
    messages: dict[str, Message] = {}
    read: dict[str, Any] = {}
    for name, reader in _READERS.items():
        if typed["number"].strip(BLANKS) and name in _OF_A_RUN:
            messages[name] = Message("note", _ALONE)
            continue
        try:
            read[name] = reader(typed[name])
        except InputError as error:
            messages[name] = refusal(error)
    if any(message.kind == "error" for message in messages.values()):
        return None, messages
    if read["alias"]:
        messages["alias"] = Message("ok", "kept only in the file that you save")
    return (_one(read, messages) if read["number"] else _run(read, skills)), messages


def _run(read: Mapping[str, Any], skills: Iterable[str]) -> Setup:
    chosen = tuple(skill for skill in skills_of(read["level"]) if skill in set(skills))
    run = read["level"], read["count"], read["seed"], chosen
    return Setup(*run, read["alias"], read["timer"] == ON, read["second"] == ON)


def _one(read: Mapping[str, Any], messages: dict[str, Message]) -> Setup:
    """The one case that is wanted, said at its field; whatever else would make a run is not used."""
    only = read["number"]
    text = f"read as version {only.version}, level {only.level}, seed {only.seed}: this case and no other"
    messages["number"] = Message("ok", text)
    alone = only.level, 1, only.seed, ()
    return Setup(*alone, read["alias"], read["timer"] == ON, read["second"] == ON, only)


def _switch(name: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in (OFF, ON):
            raise InputError(name, text, "it is not one of the choices", OFF)
        return text

    return read


def _number(text: str) -> CaseNumber | None:
    return read_number(text) if text.strip(BLANKS) else None


def _alias(text: str) -> str:
    return read_alias(text) if text.strip(BLANKS) else ""


_OF_A_RUN = ("level", "count", "seed")
_READERS: Mapping[str, Callable[[str], Any]] = {
    "level": read_level, "count": read_count, "seed": read_seed, "second": _switch("second"), "number": _number,
    "alias": _alias, "timer": _switch("timer"),
}  # fmt: skip


def start_texts(seed: int) -> dict[str, str]:
    """What stands in the fields at first.

    >>> start_texts(20261124)["seed"]
    '20261124'
    """
    of_run = {"level": "1", "count": "10", "seed": str(seed % (LARGEST_SEED + 1)), "second": OFF}
    return of_run | {"number": "", "alias": "", "timer": OFF}
