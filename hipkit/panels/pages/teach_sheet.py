"""Practice for a class as it lies on the page: a set with its files, results with what came of them, an override."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hipkit.formats.practice.html import practice_style
from hipkit.panels.base import PICTURE, Field, Message
from hipkit.panels.pages.files import MAKE
from hipkit.panels.pages.page import (
    SKILL,
    Block,
    State,
    box,
    button_state,
    buttons,
    field_state,
    heading,
    part_state,
    shown_field,
    shown_part,
)
from hipkit.panels.practice.override import FILE, ROW
from hipkit.panels.practice.screen import LEARN
from hipkit.panels.practice.teach import GROUP, RESULTS
from hipkit.practice.case import SKILLS

SET, REMOVE, OVERRIDE = "Make sheet and key", "Remove the files", "Override the grade"
SET_FIELDS = ("level", "count", "seed")
OVERRIDE_FIELDS = (FILE, ROW, "reason")
PARTS = (
    "intro", "train", "set", "set files", "files read", "in short", PICTURE, "classes", "skills", "slips", "learners",
    "summary files", "rows",
)  # fmt: skip
_STAY = ("intro", "train")
_SUMMARY = ("in short", PICTURE, "classes", "skills", "slips", "learners")
_TRAIN = "What to train"


def layout() -> list[Block]:
    """The set at the left with what it holds, then the results, each beside what came of it."""
    skills = box("hk-skills", *(shown_field(SKILL + skill) for skill in SKILLS))
    of_set = box("hk-form", heading("A set for a class"), *map(shown_field, SET_FIELDS), heading(_TRAIN),
                 shown_part("train"), skills, buttons(SET))  # fmt: skip
    first = box("hk-sheet", of_set, box("hk-answer", box("hk-views", ["button", LEARN]), shown_part("intro"),
                                        shown_part("set files"), shown_part("set")))  # fmt: skip
    results = box("hk-form", heading("Results that learners saved"), *map(shown_field, (GROUP, RESULTS)),
                  buttons(REMOVE), heading("Override a grade", OVERRIDE_FIELDS), *map(shown_field, OVERRIDE_FIELDS),
                  buttons(OVERRIDE))  # fmt: skip
    came = box("hk-answer", shown_part("files read"), *map(shown_part, _SUMMARY), buttons(MAKE),
               shown_part("summary files"))  # fmt: skip
    second = box("hk-teach", results, came)
    return [box("hk-desk", first, second, shown_part("rows"), shown_part("style"))]


def fields(
    shown: Sequence[Field], texts: Mapping[str, str], said: Mapping[str, Message], trained: Iterable[str], some: bool
) -> State:
    """The fields; those of an override are seen where there are `some` files."""
    known = set(trained)
    plain = {one.name: _field(one, texts[one.name], said.get(one.name), some) for one in shown}
    return plain | {
        SKILL + skill: field_state(Field(SKILL + skill, text), texts[SKILL + skill], seen=skill in known)
        | {"kind": "check", "css": "hk-check"}
        for skill, text in SKILLS.items()
    }


def buttons_of(some: bool) -> State:
    """The buttons; what needs files of results is seen where there are some."""
    return {
        LEARN: button_state(LEARN),
        SET: button_state(SET, primary=True),
        **{name: button_state(name, some) for name in (REMOVE, MAKE, OVERRIDE)},
    }


def parts(html: Mapping[str, str], faded: bool) -> State:
    """The parts by their names."""
    return {"style": part_state(practice_style(), "hk-style")} | {
        name: part_state(html.get(name, ""), _marks(name, faded)) for name in PARTS
    }


def _field(one: Field, text: str, message: Message | None, some: bool) -> State:
    bad = ["hk-bad"] if message is not None and message.kind == "error" else []
    seen = some or one.name not in OVERRIDE_FIELDS
    return field_state(one, text, message, seen, bad) | ({"many": True} if one.kind == "file" else {})


def _marks(name: str, faded: bool) -> str:
    marks = ["hk-part", *([] if name in _STAY else ["hk-said"])]
    marks += ["hk-picture", *(["hk-faded"] if faded else [])] if name == PICTURE else []
    return " ".join(marks)
