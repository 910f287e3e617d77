"""What a panel of practice shows at a moment: its stage, its boxes, what stands at each, and which buttons act.

It knows no user interface; whoever shows it sends back what was typed and pressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hipkit.formats.forms import Download
from hipkit.panels.base import Field, Message

SETTING, WORKING, RESULT = ("setting", "working", "result")
Graded = Literal["", "right", "wrong", "solved"]

START, CHECK, NEXT = "Start", "Check", "Next case"
SOLVE = "Worked solution (costs the whole case)"
OPEN = "Open the order"
PRIMARY = (START, CHECK, NEXT)  # what a page is for: these stand out
FINISH, NEW, AGAIN = "See the result", "New run", "Practise what went wrong"
LEARN, TEACH = "Learn", "Teach"  # the two views of the page


@dataclass(frozen=True)
class BoxShown:
    """A box to fill as it is shown: what stands in it, what is said at it, and what has opened below it.

    `hint` are the words of the button that gives the next hint, with its cost; empty where there is none.
    """

    field: Field
    text: str
    message: Message
    below: str = ""
    hint: str = ""
    graded: Graded = ""


@dataclass(frozen=True)
class Screen:
    """Everything that is to be seen. `parts` are HTML by name, all that was typed in it escaped.

    `fields` are those of the stage with `messages` at them, `skills` the skills that can be chosen, `buttons` the
    words of those that act now. `picture` is handed to the panel's `draw` once there is time.
    """

    stage: str
    parts: Mapping[str, str]
    fields: tuple[Field, ...] = ()
    messages: Mapping[str, Message] = field(default_factory=dict)
    skills: tuple[tuple[str, str], ...] = ()
    boxes: tuple[BoxShown, ...] = ()
    buttons: tuple[str, ...] = ()
    files: tuple[Download, ...] = ()
    picture: object | None = None
