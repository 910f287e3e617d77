"""The building blocks of a page in a terminal: headings, aligned numbers, steps, notices, numbered sources.

Rich draws them. Nothing typed is read as markup, and a line never breaks between a number and its unit.
"""

from __future__ import annotations

import datetime
import re
import shutil
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hipkit.formats.shared.ages import bracket, listed
from hipkit.formats.shared.markup import Sources
from hipkit.values.citations import Citation
from hipkit.values.step import Notice, Step

NARROWEST, WIDEST = 64, 110
ACCENT, SOFT, NUMBER = "cyan", "dim", "bold"
LEVELS = {
    "confirm": ("!", "to confirm", "bold red"),
    "warning": ("!", "warning", "bold yellow"),
    "choice": ("?", "choice", "bold magenta"),
    "info": ("i", "note", SOFT),
}

# A private character in place of a blank that must not break; it is a blank again when the page is printed.
GLUE = "\ue000"
_UNITS = r"(?:mg|mcg|ng|g|mL|ML|L|hr|min|days?|weeks?|kg|units?|%|x)\b"
_NUMBER_UNIT = re.compile(rf"(?<=[0-9.]) (?={_UNITS})")
_TIMES = re.compile(r"(?<=\bx) (?=[0-9])")
_COUNT = re.compile(r"([0-9,]+)(\.[0-9]+)?")


class Page:
    """A page that is put together part by part; its sources are numbered as they are cited."""

    def __init__(self, today: datetime.date | None = None) -> None:
        self.today = today or datetime.date.today()
        self.cited = Sources(self.today)
        self.parts: list[RenderableType] = []

    def heading(self, text: str, beside: str = "") -> None:
        """A heading, with something soft beside it."""
        self.parts += [Text(), Text.assemble((text, f"bold {ACCENT}"), (f"  {beside}" if beside else "", SOFT))]

    def line(self, text: Text | str, style: str = "") -> None:
        """A paragraph under the heading."""
        self.put(glued(text, style))

    def put(self, part: RenderableType) -> None:
        """Any part, set in by two blanks."""
        self.parts.append(Padding(part, (0, 0, 0, 2)))

    def ref(self, *citations: Citation) -> str:
        """The numbers of sources in brackets: ` [1]`."""
        return "".join(f" [{count}]" for count in dict.fromkeys(map(self.cited.number, citations)))

    def steps(self, steps: Iterable[Step]) -> None:
        """The worked steps, numbered, each with its source; what is rounded before and after, with the rule."""
        self.heading("HOW IT IS WORKED OUT")
        table = grid(4)
        for i, step in enumerate(steps, 1):
            result = "" if step.formula == step.exact else " = "
            formula = glued(step.formula if result else "")
            formula.append(glued(f"{result}{step.exact}", "" if step.rounded else NUMBER))
            if step.rounded:
                formula.append(glued(f", billed {step.rounded}", NUMBER))
            if step.rule:
                formula.append(glued(f"\n{step.rule}", SOFT))
            table.add_row(Text(str(i), SOFT), glued(step.words), formula, Text(self.ref(step.citation).strip(), SOFT))
        self.put(table)

    def notices(self, notices: Iterable[Notice]) -> None:
        """The notices, the gravest first, each with a mark, a word and its source."""
        ordered = sorted(dict.fromkeys(notices), key=lambda notice: list(LEVELS).index(notice.level))
        if not ordered:
            return
        self.heading("NOTICES")
        table = grid(2)
        for notice in ordered:
            mark, word, style = LEVELS[notice.level]
            table.add_row(Text(f"{mark} {word}", style), glued(f"{notice.text} {self._marked(notice.citation)}"))
        self.put(table)

    def sources(self) -> None:
        """Every source that was cited, by its number, with its date and how old it is."""
        if not self.cited.cited:
            return
        self.heading("SOURCES")
        table, first = grid(2), dict[str, int]()
        for i, source in enumerate(self.cited.cited, 1):
            known = first.setdefault(source.id, i)
            words = f"as [{known}], {source.where or 'as a whole'}" if known < i else listed(source, self.today)
            link = f"{SOFT} link {source.url}" if source.url.startswith("https://") else SOFT
            table.add_row(Text(f"[{i}]", SOFT), Text(words, link))
        self.put(table)

    def _marked(self, citation: Citation) -> str:
        """The number of a source in brackets, with a word where it is old or undated; it does not break."""
        return bracket(self.cited.number(citation), citation.mark(self.today)).replace(" ", GLUE)

    def text(self) -> str:
        """The page for the terminal that stdout is, or in plain text where it is none."""
        width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
        console = Console(file=sys.stdout, width=width, markup=False, emoji=False, highlight=False)
        with console.capture() as captured:
            for part in self.parts:
                console.print(part)
        printed = captured.get().replace(GLUE, " ").lstrip("\n")
        return re.sub("[ ]+$", "", printed, flags=re.MULTILINE)


def glued(text: Text | str, style: str = "") -> Text:
    """Text whose numbers stay with their units.

    >>> glued("3,720 mg / 10 mg").plain == f"3,720{GLUE}mg / 10{GLUE}mg"
    True
    """
    if isinstance(text, Text):
        return text
    return Text(_TIMES.sub(GLUE, _NUMBER_UNIT.sub(GLUE, text)), style)


def grid(columns: int) -> Table:
    """A table without lines; the last column takes the room that is left."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(columns):
        table.add_column(vertical="top")
    return table


def aligned(texts: Sequence[str]) -> list[str]:
    """Numbers with blanks around them, so that their points stand under one another.

    >>> aligned(["31", "372", "148.8", "-"])
    [' 31  ', '372  ', '148.8', '  -  ']
    """
    parts = [(match[1], match[2] or "") if (match := _COUNT.fullmatch(text)) else (text, "") for text in texts]
    before = max((len(whole) for whole, _ in parts), default=0)
    after = max((len(rest) for _, rest in parts), default=0)
    return [whole.rjust(before) + rest.ljust(after) for whole, rest in parts]
