"""What a run of practice is set up by: level, cases, skills, seed, alias, timer; read strictly, said at each field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from hipkit.errors import InputError
from hipkit.panels.base import Field, Message
from hipkit.panels.texts import BLANKS, plain, refusal
from hipkit.practice.case import SKILLS
from hipkit.practice.making import LARGEST_SEED, LEVELS, read_level, read_seed
from hipkit.practice.training.choosing import skills_of
from hipkit.practice.training.results import ALIAS_EXAMPLE, read_alias
from hipkit.practice.training.session import Setup
from hipkit.practice.training.sets import MOST_CASES, read_count

OFF, ON = "no", "yes"
_LEVELS = dict(
    zip(LEVELS, ("one step", "an order to its claim lines", "two drugs, changes, planted errors"), strict=True)
)
_RUN, _YOU = "The run", "For the record, if you like"


@cache
def fields() -> tuple[Field, ...]:
    """The fields of the set-up, in the order in which a person meets them."""
    levels = tuple((str(level), f"{level}: {words}") for level, words in _LEVELS.items())
    times = ((OFF, "not measured"), (ON, "measured, shown after checking"))
    return (
        Field("level", "Level", "choice", choices=levels, section=_RUN),
        Field("count", "Cases", help=f"how many, up to {MOST_CASES}", example="10", section=_RUN),
        Field("seed", "Seed", help="the same seed makes the same cases, on every machine", example="7", section=_RUN),
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

    >>> texts = {"level": "1", "count": "10", "seed": "7", "alias": "", "timer": "no"}
    >>> read_setup(texts, ["units"])[0]
    Setup(level=1, count=10, seed=7, skills=('units',), alias='', timed=False)
    >>> read_setup(texts | {"count": "1e3"}, [])[1]["count"].kind
    'error'
    """
    typed = {one.name: plain(texts.get(one.name)) for one in fields()}
    messages: dict[str, Message] = {}
    read = {}
    for name, reader in _READERS.items():
        try:
            read[name] = reader(typed[name])
        except InputError as error:
            messages[name] = refusal(error)
    if messages:
        return None, messages
    level = int(read["level"])
    chosen = tuple(skill for skill in skills_of(level) if skill in set(skills))
    made = Setup(level, int(read["count"]), int(read["seed"]), chosen, str(read["alias"]), read["timer"] == ON)
    return made, {"alias": Message("ok", "kept only in the file that you save")} if made.alias else {}


def _timer(text: str) -> str:
    if text not in (OFF, ON):
        raise InputError("timer", text, "it is not one of the choices", OFF)
    return text


def _alias(text: str) -> str:
    return read_alias(text) if text.strip(BLANKS) else ""


_READERS: Mapping[str, Callable[[str], int | str]] = {
    "level": read_level, "count": read_count, "seed": read_seed, "alias": _alias, "timer": _timer,
}  # fmt: skip


def start_texts(seed: int) -> dict[str, str]:
    """What stands in the fields at first.

    >>> start_texts(20261124)["seed"]
    '20261124'
    """
    return {"level": "1", "count": "10", "seed": str(seed % (LARGEST_SEED + 1)), "alias": "", "timer": OFF}
