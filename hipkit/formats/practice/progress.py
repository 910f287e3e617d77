"""How far a run of practice is and what came of it: the bar with its text, the cases, the skills, the slips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hipkit.formats.practice.html import right, wide_table
from hipkit.formats.practice.listings import percent
from hipkit.formats.shared.markup import Sources, esc, part, table
from hipkit.practice.glossary import Term
from hipkit.practice.training.results import RIGHT, WRONG, Result
from hipkit.practice.training.tally import SlipTally, Tally
from hipkit.values.notation import counted, people

SO_FAR, BY_SKILL, BY_SLIP, BY_CASE, GLOSSARY = "So far", "By skill", "By slip", "Box by box", "Glossary"


@dataclass(frozen=True)
class Outcome:
    """A case that was graded, in short: how many of its boxes were right, and whether its solution was shown."""

    title: str
    right: int
    boxes: int
    hinted: bool = False
    solved: bool = False


def progress_html(number: int, count: int, done: int, points: Fraction, asked: int) -> str:
    """The bar of a run with its text; `done` cases are graded, and `points` of `asked` boxes came of them."""
    where = f"Case {number} of {count}" if number else f"{done} of {count} cases done"
    came = f"{people(points)} of {counted(asked, 'point')}" if asked else "no points yet"
    width = f"{done * 100 // count}%"
    bar = f'<div class="hk-track" role="progressbar" aria-label="cases done" aria-valuemin="0" aria-valuemax="{count}" '
    bar += f'aria-valuenow="{done}"><span style="width:{width}"></span></div>'
    return f'<div class="hk-progress"><b>{esc(where)}</b>{bar}<span class="hk-soft">{esc(came)}</span></div>'


def cases_html(outcomes: Sequence[Outcome]) -> str:
    """The cases so far, each with a mark by shape and word."""
    items = "".join(
        f"<li><span>{i}</span><span>{_mark(one)}<br><span class='hk-soft hk-small'>{esc(one.title)}</span></span></li>"
        for i, one in enumerate(outcomes, 1)
    )
    body = f'<ol class="hk-cases">{items}</ol>' if items else '<p class="hk-soft">No case is graded yet.</p>'
    return part(SO_FAR, body)


def _mark(one: Outcome) -> str:
    if one.solved:
        return '<span class="hk-soft">worked solution shown</span>'
    hints = " with hints" if one.hinted else ""
    if one.right == one.boxes:
        return f'<b class="hk-mark-ok">\u2713 right</b>{hints}'
    if one.boxes == 1:
        return f'<b class="hk-mark-wrong">! wrong</b>{hints}'
    return f'<b class="hk-mark-wrong">! {one.right} of {one.boxes} right</b>{hints}'


def skills_html(skills: Sequence[Tally]) -> str:
    """What came of each skill."""
    head = ["Skill", *map(right, ("Right", "Of boxes", "Share", "Points", "With hints"))]
    rows = [
        _counted(one.words, str(one.right), str(one.asked), percent(one.share), people(one.points), str(one.hinted))
        for one in skills
    ]
    return part(BY_SKILL, table("hk-results", BY_SKILL, head, rows))


def _counted(name: str, *counts: str) -> str:
    cells = "".join(f'<td class="hk-num">{esc(count)}</td>' for count in counts)
    return f'<tr><th scope="row">{esc(name)}</th>{cells}</tr>'


def slips_html(slips: Iterable[SlipTally]) -> str:
    """Which slips explain the wrong answers, the most frequent first; empty where there are none."""
    rows = [_counted(one.words, str(one.named), str(one.offered)) for one in slips]
    head = ["What explains a wrong answer", right("Alone"), right("Among others")]
    return part(BY_SLIP, table("hk-results", BY_SLIP, head, rows)) if rows else ""


def boxes_html(results: Sequence[Result], labels: Sequence[tuple[str, str]]) -> str:
    """Every box that was graded; `labels` are the case and the box of each in words. An override is seen as one."""
    timed = any(one.seconds is not None for one in results)
    numbers = map(right, ("Points", "Hints", *(["Seconds"] if timed else [])))
    head = ["", "Case", "Box", "Answer", "Right is", "Grade", *numbers]
    rows = [_box(i, one, *labels[i - 1], timed) for i, one in enumerate(results, 1)]
    return part(BY_CASE, wide_table("hk-results", BY_CASE, head, rows))


def _box(number: int, one: Result, case: str, box: str, timed: bool) -> str:
    seconds = f'<td class="hk-num">{"" if one.seconds is None else one.seconds}</td>' if timed else ""
    given = f"<code>{esc(one.given)}</code>" if one.given else '<span class="hk-soft">nothing</span>'
    return (
        f'<tr><td class="hk-num">{number}</td><td>{esc(case)}</td><th scope="row">{esc(box)}</th><td>{given}</td>'
        f"<td><code>{esc(one.right)}</code></td><td>{_grade(one)}</td>"
        f'<td class="hk-num">{people(one.points)}</td><td class="hk-num">{one.hints}</td>{seconds}</tr>'
    )


def _grade(one: Result) -> str:
    graded = _word(RIGHT if one.correct else WRONG)
    if not one.override:
        return graded
    said = f'<span class="hk-soft hk-small">graded {RIGHT if one.correct else WRONG}; {esc(one.reason)}</span>'
    return f"{_word(one.override)} <b>overridden</b><br>{said}"


def _word(grade: str) -> str:
    if grade == RIGHT:
        return '<b class="hk-mark-ok">\u2713 right</b>'
    return '<b class="hk-mark-wrong">! wrong</b>'


def glossary_html(terms: Iterable[Term], sources: Sources) -> str:
    """The words of the field, folded away until they are wanted."""
    items = "".join(_term(one, sources) for one in sorted(terms, key=lambda one: one.name.casefold()))
    listed = f'<dl tabindex="0" aria-label="{GLOSSARY}">{items}</dl>'
    return f'<details class="hk-glossary"><summary>{GLOSSARY}</summary>{listed}</details>'


def _term(one: Term, sources: Sources) -> str:
    also = f' <span class="hk-soft">also {esc(", ".join(one.also))}</span>' if one.also else ""
    example = f' <span class="hk-soft">{esc(one.example)}</span>' if one.example else ""
    return f"<dt>{esc(one.name)}{also}</dt><dd>{esc(one.words)}{example}{sources.ref(one.source)}</dd>"
