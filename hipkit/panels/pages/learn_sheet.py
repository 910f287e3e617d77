"""Practice as it lies on the page: the set-up, the sheet of a case, the result; what stands at each place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from hipkit.formats.practice.html import practice_style
from hipkit.panels.base import FILES, PICTURE, Field, Message
from hipkit.panels.pages.files import MAKE
from hipkit.panels.pages.page import (
    HINT,
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
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.screen import RESULT, SETTING, WORKING, BoxShown, Screen
from hipkit.practice.case import SKILLS

ENTER = "Enter in "  # how the name begins of what Enter in a box does
TRAIN = "<p class='hk-soft hk-small'>nothing ticked: everything</p>"
_TRAIN = "What to train"
_STAY = ("intro", "case", "glossary", "train")  # they answer nothing, and stand whatever is typed
_NOTHING = ("", "choose")
_BELOW = "hk-part hk-said hk-below"
_PARTS = {
    SETTING: ("intro", "glossary", "train"),
    WORKING: ("progress", "case", "verdict", "sofar", "glossary"),
    RESULT: ("progress", PICTURE, FILES, "skills", "slips", "graded"),
}


def layout(screen: Screen) -> list[Block]:
    """Where everything of a stage lies."""
    stages = {SETTING: _setting, WORKING: _working, RESULT: _result}
    return [box("hk-desk", stages[screen.stage](screen), shown_part("style"))]


def fields(screen: Screen, texts: Mapping[str, str]) -> State:
    """The fields of a stage, with what stands in them."""
    if screen.stage == WORKING:
        return {one.field.name: _box(one, _enter(screen, one)) for one in screen.boxes}
    if screen.stage == RESULT:
        return {}
    shown = {field.name: _field(field, texts[field.name], screen.messages) for field in screen.fields}
    known = dict(screen.skills)
    return shown | {
        SKILL + skill: field_state(Field(SKILL + skill, text), texts[SKILL + skill], seen=skill in known)
        | {"kind": "check", "css": "hk-check"}
        for skill, text in SKILLS.items()
    }


def buttons_of(screen: Screen, acts: Iterable[str]) -> State:
    """The buttons of a stage, and those that give hints."""
    names = (*acts, words.TEACH)
    shown = {name: button_state(name, name in screen.buttons, name in words.PRIMARY) for name in names}
    hints = {HINT + one.field.name: button_state(one.hint, bool(one.hint)) for one in screen.boxes}
    return shown | {MAKE: button_state(MAKE, screen.stage == RESULT)} | hints


def parts(screen: Screen, html: Callable[[str], str], faded: bool) -> State:
    """The parts of a stage; `html` gives each by its name."""
    shown = {name: part_state(html(name), _marks(name, faded)) for name in _PARTS[screen.stage]}
    below = {f"below {one.field.name}": part_state(one.below, _BELOW) for one in screen.boxes}
    return {"style": part_state(practice_style(), "hk-style"), **shown, **below}


def _setting(screen: Screen) -> Block:
    skills = box("hk-skills", *(shown_field(SKILL + skill) for skill in SKILLS))
    fields = _sections(screen.fields)
    form = box("hk-form", *fields, heading(_TRAIN), shown_part("train"), skills, buttons(words.START))
    return box("hk-sheet", form, box("hk-answer", _teach(), shown_part("intro"), shown_part("glossary")))


def _working(screen: Screen) -> Block:
    rows = box("hk-boxrows", *(_row(one) for one in screen.boxes))
    row = buttons(words.CHECK, words.NEXT, words.OPEN, words.SOLVE)
    sheet = box("hk-paper", shown_part("case"), rows, shown_part("verdict"), row)
    beside = (shown_part("sofar"), buttons(words.FINISH, words.NEW), shown_part("glossary"))
    return box("hk-work", box("hk-main", shown_part("progress"), sheet), box("hk-beside", *beside))


def _row(one: BoxShown) -> Block:
    name = one.field.name
    return box("hk-blank", shown_field(name), ["button", HINT + name], shown_part(f"below {name}"))


def _result(screen: Screen) -> Block:
    shown = [shown_part(name) for name in ("progress", PICTURE, "skills", "slips", "graded")]
    files = (heading("Files to save"), buttons(MAKE), shown_part(FILES))
    beside = (buttons(words.AGAIN, words.NEW), *files, _teach())
    return box("hk-work", box("hk-main", *shown), box("hk-beside", *beside))


def _teach() -> Block:
    """The way to the trainer's view; after everything that a learner needs, so that Tab reaches it last."""
    return box("hk-views", ["button", words.TEACH])


def _marks(name: str, faded: bool) -> str:
    marks = ["hk-part", *([] if name in _STAY else ["hk-said"])]
    marks += ["hk-picture", *(["hk-faded"] if faded else [])] if name == PICTURE else []
    return " ".join(marks)


def _enter(screen: Screen, one: BoxShown) -> str:
    """What Enter in a box presses: while a case is open a name of its own, so that a second Enter that comes before the
    answer is shown leads no further; then the button that leads on."""
    if words.CHECK in screen.buttons:
        return f"{ENTER}{one.field.name}"
    return words.NEXT if words.NEXT in screen.buttons else words.FINISH


def _box(shown: BoxShown, enter: str) -> State:
    """A box of the case."""
    field = shown.field
    choices = (_NOTHING, *field.choices) if field.kind == "choice" else ()
    marks = [f"hk-box-{shown.graded}"] if shown.graded else []
    marks += ["hk-bad"] if shown.message.kind == "error" else []
    known = Field(field.name, field.label, field.kind, field.help, choices=choices)
    return field_state(known, shown.text, shown.message, css=marks, enter=enter)


def _field(field: Field, text: str, messages: Mapping[str, Message]) -> State:
    message = messages.get(field.name)
    bad = ["hk-bad"] if message is not None and message.kind == "error" else []
    return field_state(field, text, message, css=bad)


def _sections(fields: Sequence[Field]) -> list[Block]:
    """The fields under their headings."""
    shown: list[Block] = []
    section = ""
    for field in fields:
        if field.section != section:
            section = field.section
            shown.append(heading(section))
        shown.append(shown_field(field.name))
    return shown
