"""A practice case as parts of a page: the case before it is answered; hints, verdict and worked steps after.

What stands here before grading comes from `Case` alone, and nothing of the key is in that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from importlib.resources import files

from hipkit.formats.practice.words import origin
from hipkit.formats.shared.markup import Sources, esc, number, part, places, table
from hipkit.practice.case import Blank, Case, Stage, Table
from hipkit.practice.grading.grade import Feedback
from hipkit.practice.grading.hints import Hint
from hipkit.practice.grading.slips import Slip
from hipkit.practice.since import since
from hipkit.values.notation import counted, listing, people
from hipkit.values.step import Step

WORKED = "How it is worked out"
_INTRO = (
    "Each case is made from the seed and the level, and is a sample: no patient, no provider, no claim is real. Read "
    "it and fill its boxes: Enter goes to the next empty box, and from the last one it checks, as Check does; once the "
    "answer is shown, Enter leads to the next case. The case number beside a case brings the same case again.",
    "What you type is read as everywhere in hipkit: 1,000 or 4.8 mL in a box for an amount, a bare number in a box for "
    "a count. Each box says at once how it reads the text, never whether it is right.",
    "Grading opens below each box: what is right, which slip would give the number that you typed, the rule and where "
    "it stands. It offers an explanation and accuses nobody.",
    "A hint costs a quarter of its box: first a pointer, then the rule, then the first step. The worked solution costs "
    "the whole case. With a second try, a wrong answer is said to be wrong before the right one is shown, and what is "
    "right then gives half the points. Skills that went wrong come more often.",
    "Nothing is kept but in the file that you save at the end. An alias is never needed.",
)
_NUMBER = re.compile(r"[0-9][0-9,]*(\.[0-9]+)?")
_HYPHENED = re.compile(r"[0-9]+(?:-[0-9]+)+")
_NOTHING = ("", "-")
_SHORT = 16
_CODED = re.compile(r"[0-9][0-9-]{9,}|[A-Z][0-9]{4}|[0-9]{5}")


def practice_style() -> str:
    """The style sheet of the practice page, as an element; it stands on that of every page."""
    return f"<style>{(files('hipkit') / 'formats' / 'practice' / 'practice.css').read_text(encoding='utf-8')}</style>"


def case_html(case: Case) -> str:
    """The case as a learner reads it: its title, its paragraphs and its tables, all marked as a sample."""
    body = "".join(_table(block) if isinstance(block, Table) else _paragraph(block) for block in case.parts)
    title = f"<h2>{esc(case.title)}</h2>"
    marks = f'<span class="hk-soft hk-small">{esc(origin(case))}</span>'
    head = f'<div class="hk-units-head">{title}{marks}</div>'
    texts = [esc(f"{notice.text} ({notice.citation})") for notice in since(case)]
    beside = "".join(f'<p class="hk-soft hk-small">{text}</p>' for text in texts)
    return f'<section class="hk-case" aria-label="{esc(case.title)}">{head}{body}{beside}</section>'


def _paragraph(text: str) -> str:
    return f"<p>{'<br>'.join(_whole(line) for line in text.splitlines())}</p>"


def _whole(text: str) -> str:
    """A text whose dates and NDCs are not broken at their hyphens."""
    return _HYPHENED.sub(r'<span class="hk-whole">\g<0></span>', esc(text))


def _table(grid: Table) -> str:
    """A claim or a remittance; numbers stand on their decimal point, codes in their own face."""
    columns = [_column(cells) for cells in zip(*grid.rows, strict=True)] if grid.rows else [None] * len(grid.head)
    rows = ["".join(_cell(*cell) for cell in zip(row, columns, strict=True)) for row in grid.rows]
    head = [right(name) if column is not None else esc(name) for name, column in zip(grid.head, columns, strict=True)]
    title = f"<h3>{esc(grid.title)}</h3>" if grid.title else ""
    return title + wide_table("hk-casetable", grid.title or "Table", head, [f"<tr>{row}</tr>" for row in rows])


def _column(cells: Sequence[str]) -> int | None:
    """The places behind the point in a column of numbers; None for a column of anything else."""
    numbers = [cell for cell in cells if cell not in _NOTHING]
    is_number = numbers and all(_NUMBER.fullmatch(cell) and not _CODED.fullmatch(cell) for cell in numbers)
    return places(numbers) if is_number else None


def _cell(text: str, column: int | None) -> str:
    if _CODED.fullmatch(text):
        return f"<td><code>{esc(text)}</code></td>"
    if column is not None:
        return number(text, column).partition("</td>")[0] + "</td>"
    return f'<td class="hk-whole">{esc(text)}</td>' if len(text) <= _SHORT else f"<td>{esc(text)}</td>"


def right(name: str) -> str:
    """The head of a column of numbers."""
    return f'<span class="hk-right">{esc(name)}</span>'


def wide_table(css: str, caption: str, head: Sequence[str], rows: Sequence[str]) -> str:
    """A table that scrolls by itself, by the keyboard too, where it is wider than the page."""
    attributes = f'tabindex="0" role="group" aria-label="{esc(caption)}"'
    return f'<div class="hk-wide" {attributes}>{table(css, caption, head, rows)}</div>'


def hints_html(hints: Sequence[Hint], sources: Sources) -> str:
    """The hints that were taken on a box, each with what kind it is and its source."""
    rows = "".join(
        f"<div><b>Hint {hint.number}, {esc(hint.title)}</b>: {esc(hint.text)}{sources.ref(hint.citation)}</div>"
        for hint in hints
    )
    return f'<div class="hk-hints" data-told>{rows}</div>' if rows else ""


def held_html(labels: Sequence[str]) -> str:
    """Why a case is not graded yet: boxes that are empty or unreadable, and that the next time they count."""
    if not labels:
        return ""
    names = esc(listing(labels))
    are = "is" if len(labels) == 1 else "are"
    again = "Check once more to be graded all the same: what cannot be read counts as wrong."
    why = f"Not graded yet: {names} {are} empty or cannot be read. {again}"
    return f'<div class="hk-verdict"><p data-told><b>!</b> {why}</p></div>'


def missed_html(labels: Sequence[str], boxes: int, held: bool) -> str:
    """Which boxes were wrong on the first of two tries; `held` where nothing was changed since."""
    if held:
        why = "Nothing is changed since the first try. Check once more to see the answer: what stands there is wrong."
        return f'<div class="hk-verdict"><p data-told><b>!</b> {why}</p></div>'
    names = esc(listing(labels))
    right = f"{boxes - len(labels)} of {boxes} right. " if boxes > 1 else ""
    again = "You have a second try, for half the points of what was wrong; what is right stays."
    return f'<div class="hk-verdict"><p data-told><b>!</b> {right}Wrong: {names}. {again}</p></div>'


def verdict_html(right: int, boxes: int, points: str, solved: bool, seconds: int | None, second: bool = False) -> str:
    """What came of a case, near its boxes; the time stands here and nowhere before."""
    time = " on the second try" if second and not solved else ""
    time += "" if seconds is None else f" in {counted(seconds, 'second')}"
    score = f"{time}: {points} of {counted(boxes, 'point')}."
    if solved:
        verdict = f"<b>Worked solution</b> shown{time}: no points for this case."
    elif right == boxes:
        verdict = f'<b class="hk-mark-ok">\u2713 {"right" if boxes == 1 else "all right"}</b>{score}'
    else:
        verdict = f'<b class="hk-mark-wrong">! {"wrong" if boxes == 1 else f"{right} of {boxes} right"}</b>{score}'
    return f'<div class="hk-verdict"><p data-told>{verdict}</p></div>'


def failed_html(kind: str) -> str:
    """What is said where hipkit itself fails, without a detail that could be a part of the key."""
    sorry = f"hipkit failed here ({esc(kind)}). Nothing was graded; New run goes on with other cases."
    return f'<div class="hk-verdict"><p data-told><b>!</b> {sorry}</p></div>'


def feedback_html(
    blank: Blank, feedback: Feedback, stages: Sequence[Stage], slips: Sequence[Slip], solved: bool, sources: Sources
) -> str:
    """What opens under a box once it is graded: right or wrong, the slip that explains it, the worked steps."""
    shown = solved and not feedback.given.strip()
    verdict = f"<div>{_solution(blank, feedback)}</div>" if shown else _verdict(blank, feedback, slips, sources)
    several = _several(slips, sources) if len(slips) > 1 else ""
    steps = _steps(stages, feedback.differs, sources, is_open=not feedback.correct)
    state = "solved" if shown else "right" if feedback.correct else "wrong"
    return f'<div class="hk-graded hk-graded-{state}">{verdict}{several}{steps}</div>'


def _solution(blank: Blank, feedback: Feedback) -> str:
    tag = "b" if blank.choices else "code"
    return f"Right is <{tag}>{esc(right_words(blank, feedback.right))}</{tag}>."


def _verdict(blank: Blank, feedback: Feedback, slips: Sequence[Slip], sources: Sources) -> str:
    by_ear = f'<span class="hk-seen-by-ear">{esc(blank.label)}: </span>'
    why = f"{esc(feedback.why)}{sources.ref(feedback.citation)}"
    if feedback.correct:
        return f'<div data-told>{by_ear}<b class="hk-mark-ok">\u2713</b> {why}</div>'
    mark = '<b class="hk-mark-wrong">! wrong</b>'
    slip = f"<b>{esc(slips[0].name.capitalize())}?</b> " if len(slips) == 1 else ""
    return f"<div data-told>{by_ear}{mark}. {_solution(blank, feedback)}</div><div>{slip}{why}</div>"


def right_words(blank: Blank, right: str) -> str:
    """A right answer as a person reads it: an amount with its unit, a choice with its words.

    >>> right_words(Blank("day", "mL a day", "amount", "volume", "mL"), "1004.8")
    '1,004.8 mL'
    """
    if blank.choices:
        return dict(blank.choices).get(right, right)
    return people(Fraction(right), blank.unit) if blank.kind in ("amount", "units") else right


def _several(slips: Sequence[Slip], sources: Sources) -> str:
    """Each of the slips that explain an answer, with the rule it breaks."""
    items = "".join(f"<li><b>{esc(slip.name)}</b>: {esc(slip.rule)}{sources.ref(slip.citation)}</li>" for slip in slips)
    return f"<ul>{items}</ul>"


def _steps(stages: Sequence[Stage], differs: Stage | None, sources: Sources, is_open: bool) -> str:
    if not stages:
        return ""
    column = places(stage.step.rounded or stage.step.exact for stage in stages)
    first_to_differ = differs if len(stages) > 1 else None
    rows = [
        row
        for i, stage in enumerate(stages, 1)
        for row in _step(i, stage.step, stage == first_to_differ, column, sources)
    ]
    state = " open" if is_open else ""
    inside = table("hk-steps", WORKED, (), rows)
    return f'<details class="hk-worked"{state}><summary>{WORKED}</summary>{inside}</details>'


def _step(i: int, step: Step, differs: bool, column: int, sources: Sources) -> list[str]:
    """The row of a step, and one for the rule by which it rounds."""
    result = step.rounded or step.exact
    formula = "" if step.formula == result else esc(step.formula)
    mark = '<br><b class="hk-mark-wrong hk-small">! first step that differs</b>' if differs else ""
    rows = [
        f'<tr><td>{i}</td><th scope="row">{esc(step.words)}{mark}</th><td class="hk-formula">{formula}</td>'
        f"{_outcome(result, column)}<td>{sources.ref(step.citation)}</td></tr>"
    ]
    if step.rule:
        rounds = step.rounded not in ("", step.exact)
        before = f"{step.exact} before, {step.rounded} after: " if rounds else ""
        rule = f'<td colspan="5" class="hk-soft hk-small">{esc(before + step.rule)}</td>'
        rows.append(f'<tr class="hk-rule"><td></td>{rule}</tr>')
    return rows


def _outcome(result: str, column: int) -> str:
    """The two cells of what a step comes to: a number with its unit, or words."""
    return number(result, column) if result[:1].isdigit() else f'<td colspan="2">{esc(result)}</td>'


def intro_html() -> str:
    """What practice is, how it grades, and what a hint costs, before a run begins."""
    paragraphs = "".join(f"<p>{esc(text)}</p>" for text in _INTRO)
    return part("How it works", paragraphs, "hk-intro")
