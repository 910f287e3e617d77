"""A set of cases on paper as PDF: the sheet with boxes to fill, and apart from it the answer key with worked solutions.

Both print seed, level and version of every case, so that an old sheet still grades. The same set gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hipkit.formats.practice.words import origin, takes
from hipkit.formats.shared.ages import printed
from hipkit.practice.case import Blank, Case, Keyed, Stage, Table
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.making import key
from hipkit.practice.numbers import number_of
from hipkit.practice.since import since
from hipkit.practice.training.sets import CaseSet
from hipkit.values.citations import Citation
from hipkit.values.extras import needed
from hipkit.values.notation import counted

if TYPE_CHECKING:
    from hipkit.formats.shared.paper import Paper

SHEET, KEY = "Practice sheet", "Practice answer key"
# In mm: the whole width, where boxes and where choices begin, a narrow column; the height of a box, of a line.
_WIDTH, _LABEL, _CHOICES, _LEAST = 185, 85, 50, 12
_BOX, _LINE = 8, 4
_SHORT = 75  # signs beside a label
_TICK = "\u2610"


def sheet_bytes(case_set: CaseSet) -> bytes:
    """The sheet: each case with boxes to fill. Nothing of the key is in it."""
    paper, trial = _paper(SHEET, case_set), _paper(SHEET, case_set)
    paper.paragraph(f"Alias {'_' * 30}     Date {'_' * 16}")
    for number, case in enumerate(case_set.cases, 1):
        height = _height(trial, number, case)
        if number > 1 and (height is None or paper.will_page_break(height)):
            paper.add_page()
        _case(paper, number, case)
    return bytes(paper.output())


def key_bytes(case_set: CaseSet) -> bytes:
    """The answer key: the right answer of each box, the steps to it, the rule and the sources."""
    paper = _paper(KEY, case_set)
    cited: list[Citation] = []
    for number, case in enumerate(case_set.cases, 1):
        _heading(paper, number, case)
        boxes = key(case).boxes
        answers = [(blank.name, blank.label, _right(blank, boxes[blank.name])) for blank in case.blanks]
        paper.rows((38, 87, 60), answers, ("Field", "What is asked", "Right"))
        for blank in case.blanks:
            _steps(paper, blank, boxes[blank.name], cited)
    paper.heading("Sources")
    for number, source in enumerate(cited, 1):
        paper.small(f"[{number}] {printed(source)}")
    return bytes(paper.output())


def _paper(title: str, case_set: CaseSet) -> Paper:
    with needed("format", "pdf", "claim"):
        from hipkit.formats.shared.paper import Paper

        paper = Paper(title)
    skills = f"; skills {', '.join(case_set.skills)}" if case_set.skills else ""
    count = counted(len(case_set.cases), "case")
    paper.begin(f"Set of seed {case_set.seed}, level {case_set.level}, version {case_set.version}, {count}{skills}")
    return paper


def _height(trial: Paper, number: int, case: Case) -> float | None:
    """How high a case is, tried on a page of its own; None where it needs more than one."""
    trial.add_page()
    page, top = trial.page_no(), trial.get_y()
    _case(trial, number, case)
    return float(trial.get_y() - top) if trial.page_no() == page else None


def _case(paper: Paper, number: int, case: Case) -> None:
    _heading(paper, number, case)
    for part in case.parts:
        _part(paper, part)
    paper.ln(1.5)
    for blank in case.blanks:
        _box(paper, blank)


def _heading(paper: Paper, number: int, case: Case) -> None:
    paper.heading(f"{number}. {case.title}")
    paper.small(f"case number {number_of(case)}: {origin(case)}")
    for notice in since(case):
        paper.small(f"{notice.text} ({notice.citation.text})")


def _part(paper: Paper, part: str | Table) -> None:
    if isinstance(part, str):
        for line in part.split("\n"):
            paper.paragraph(line)
        return
    paper.ln(1.5)
    if part.title:
        paper.paragraph(part.title)
    paper.rows(widths(part), part.rows, part.head)
    paper.ln(1)


def widths(table: Table) -> list[int]:
    """How many mm each column has: by its longest text, none below the least, the whole width of the page at most."""
    longest = [max(len(row[i]) for row in (table.head, *table.rows)) for i in range(len(table.head))]
    wanted = [max(_LEAST, 4 + 2 * count) for count in longest]
    if sum(wanted) <= _WIDTH:
        return wanted
    room = _WIDTH - _LEAST * len(wanted)
    more = [count - _LEAST for count in wanted]
    return [_LEAST + room * count // max(sum(more), 1) for count in more]


def _box(paper: Paper, blank: Blank) -> None:
    """A label with what it takes below, and beside it a box, or the choices to tick."""
    choices = _choices(blank)
    if paper.will_page_break(max(_BOX + 2, _LINE * len(choices))):
        paper.add_page()
    top = paper.get_y()
    width = _CHOICES if choices else _LABEL
    _lines(paper, blank.label, 9, 0, width - 4)
    if not choices:
        _lines(paper, takes(blank), 7, 0, width - 4)
    below = paper.get_y()
    paper.set_y(top)
    for text in choices:
        _lines(paper, text, 8, width, _WIDTH - width)
    if not choices:
        paper.set_draw_color(0, 0, 0)
        paper.set_line_width(0.2)
        paper.rect(paper.l_margin + _LABEL, top, _WIDTH - _LABEL, _BOX)
        paper.set_y(top + _BOX)
    paper.set_y(max(paper.get_y(), below) + 1.5)


def _lines(paper: Paper, text: str, size: int, left: int, width: int) -> None:
    """Text in a column that begins at `left`."""
    paper.set_x(paper.l_margin + left)
    paper.set_font("dejavu", "", size)
    paper.multi_cell(width, 0.45 * size, paper.printable(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _choices(blank: Blank) -> list[str]:
    """The choices to tick, in words: on one line where they are few and short."""
    boxes = [f"{_TICK} {words or value}" for value, words in blank.choices]
    one_line = "     ".join(boxes)
    return boxes if len(one_line) > _SHORT else [one_line] if boxes else []


def _right(blank: Blank, keyed: Keyed) -> str:
    answers = [answer_text(blank, value) for value in (keyed.right, *keyed.also)]
    unit = f" {blank.unit}" if blank.unit else ""
    return " or ".join(f"{text}{unit}" for text in answers)


def _steps(paper: Paper, blank: Blank, keyed: Keyed, cited: list[Citation]) -> None:
    if paper.will_page_break(12):
        paper.add_page()
    paper.ln(1)
    paper.paragraph(f"{blank.label}: {keyed.rule} {_number(keyed.citation, cited)}")
    if keyed.stages:
        paper.rows((8, 52, 113, 12), [_stage(i, stage, cited) for i, stage in enumerate(keyed.stages, 1)])


def _stage(number: int, stage: Stage, cited: list[Citation]) -> Sequence[str]:
    step = stage.step
    formula = step.exact if step.formula == step.exact else f"{step.formula} = {step.exact}"
    if step.rule:
        formula = f"{formula}, billed {step.rounded} ({step.rule})"
    return str(number), step.words, formula, _number(step.citation, cited)


def _number(citation: Citation, cited: list[Citation]) -> str:
    if citation not in cited:
        cited.append(citation)
    return f"[{cited.index(citation) + 1}]"
