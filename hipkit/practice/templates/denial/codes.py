"""What a remittance says and what lies behind it: `data/denials.toml`, read strictly.

The numbers of reasons (CARC) and remarks (RARC) are X12's lists; the words are hipkit's own. Whatever is wrong in
the file is a DataError that names file and line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from hipkit.values.citations import Citation, cite, sources
from hipkit.values.tomlfile import Entry, read

T = TypeVar("T")
KINDS = ("group", "CARC", "RARC")
FEWEST_WRONG = 3
_TABLES = {
    "code": ("number", "kind", "words", "cite", "where"),
    "cause": ("id", "words", "sign"),
    "action": ("id", "words", "is_for"),
    "situation": (
        "id", "group", "carc", "rarc", "cause", "causes", "action", "actions", "pointer", "rule", "cite", "where",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A group, a reason or a remark: its number, what it is, our words, and where they were read."""

    number: str
    kind: str
    words: str
    source: Citation


@dataclass(frozen=True)
class Offered:
    """A cause or an action that a case offers; `unless` says of a wrong one how it would show, or what it is for."""

    id: str
    words: str
    unless: str


@dataclass(frozen=True)
class Situation:
    """A denial: its codes, what lies behind it and what is to be done, and the wrong ones beside them."""

    id: str
    group: str
    carc: str
    rarc: str
    cause: str
    causes: tuple[str, ...]
    action: str
    actions: tuple[str, ...]
    pointer: str
    rule: str
    source: Citation

    @property
    def shown(self) -> str:
        """Group and reason as a remittance prints them."""
        return f"{self.group}-{self.carc}"


@dataclass(frozen=True)
class Denials:
    """All of the file, in its order; `source` is where the code lists are published."""

    notice: str
    source: Citation
    codes: Mapping[str, Said]
    causes: Mapping[str, Offered]
    actions: Mapping[str, Offered]
    situations: Mapping[str, Situation]


@cache
def denials() -> Denials:
    """The denials of this generator.

    >>> denials().situations["sent-twice"].shown, denials().codes["M119"].words
    ('CO-18', 'there is no NDC that can be used')
    """
    from importlib.resources import files  # here, so that `import hipkit` stays quick

    text = (files("hipkit") / "data" / "denials.toml").read_text(encoding="utf-8")
    return parse_denials(text, "data/denials.toml")


def parse_denials(text: str, path: str) -> Denials:
    """The denials that a file's text holds. DataError for what is wrong in it, with the line.

    >>> parse_denials('notice = "own"\\ncite = "hipkit"\\nwhere = "x"\\n[[cause]]\\nid = "late"\\n', "denials.toml")
    Traceback (most recent call last):
    hipkit.errors.DataError: denials.toml, line 4: cause has no words
    """
    top, tables = read(text, path, _TABLES)
    top.closed(("notice", "cite", "where", *_TABLES))
    for name, keys in _TABLES.items():
        for entry in tables[name]:
            entry.closed(keys)
    whole = Denials(
        notice=top.text("notice"),
        source=_source(top),
        codes=_once(tables["code"], "number", _said),
        causes=_once(tables["cause"], "id", _cause),
        actions=_once(tables["action"], "id", _action),
        situations=_once(tables["situation"], "id", _situation),
    )
    for situation, entry in zip(whole.situations.values(), tables["situation"], strict=True):
        _check(situation, entry, whole)
    _all_used(whole, tables)
    return whole


def _once(entries: tuple[Entry, ...], key: str, make: Callable[[Entry], T]) -> dict[str, T]:
    """What entries hold, by their names; none stands there twice."""
    rows: dict[str, T] = {}
    for entry in entries:
        name = entry.text(key)
        if name in rows:
            raise entry.error(f"the {entry.name} {name!r} is there twice", key)
        rows[name] = make(entry)
    return rows


def _said(entry: Entry) -> Said:
    if entry.text("kind") not in KINDS:
        raise entry.error(f"{entry.text('kind')!r} is no kind; known are {', '.join(KINDS)}", "kind")
    return Said(entry.text("number"), entry.text("kind"), entry.text("words"), _source(entry))


def _cause(entry: Entry) -> Offered:
    return Offered(entry.text("id"), entry.text("words"), entry.text("sign"))


def _action(entry: Entry) -> Offered:
    return Offered(entry.text("id"), entry.text("words"), f"that is for {entry.text('is_for')}")


def _situation(entry: Entry) -> Situation:
    return Situation(
        id=entry.text("id"),
        group=entry.text("group"),
        carc=entry.text("carc"),
        rarc=entry.optional("rarc"),
        cause=entry.text("cause"),
        causes=entry.texts("causes"),
        action=entry.text("action"),
        actions=entry.texts("actions"),
        pointer=entry.text("pointer"),
        rule=entry.text("rule"),
        source=_source(entry),
    )


def _source(entry: Entry) -> Citation:
    if entry.text("cite") not in sources():
        raise entry.error(f"no source in citations.toml has the id {entry.text('cite')!r}", "cite")
    return cite(entry.text("cite"), entry.text("where"))


def _check(situation: Situation, entry: Entry, whole: Denials) -> None:
    """Every name is known, of its kind, and the right one is not among the wrong ones."""
    numbers = (
        ("group", situation.group, "group"), ("carc", situation.carc, "CARC"), ("rarc", situation.rarc, "RARC"),
    )  # fmt: skip
    for key, number, kind in numbers:
        if number and (number not in whole.codes or whole.codes[number].kind != kind):
            raise entry.error(f"{number!r} is no {kind} of this file", key)
    for key, right, wrong, known in (
        ("causes", situation.cause, situation.causes, whole.causes),
        ("actions", situation.action, situation.actions, whole.actions),
    ):
        if unknown := [name for name in (right, *wrong) if name not in known]:
            raise entry.error(f"{unknown[0]!r} is none of the {key} of this file", key)
        if right in wrong or len(wrong) < FEWEST_WRONG:
            raise entry.error(f"{key} are at least {FEWEST_WRONG}, and the right one is not among them", key)


def _all_used(whole: Denials, tables: Mapping[str, tuple[Entry, ...]]) -> None:
    """Nothing stands there that no situation uses; the groups are there for the list."""
    situations = whole.situations.values()
    used = {name for at in situations for name in (at.cause, *at.causes, at.action, *at.actions, at.carc, at.rarc)}
    for name in ("cause", "action", "code"):
        for entry in tables[name]:
            own = entry.text("number" if name == "code" else "id")
            if own not in used and entry.values.get("kind") != "group":
                raise entry.error(f"no situation uses the {name} {own!r}")
