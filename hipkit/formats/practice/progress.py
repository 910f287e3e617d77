"""How far a run of practice is and what came of it: the bar with its text, the cases, the skills, the slips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hipkit.formats.practice.html import right, wide_table
from hipkit.formats.practice.listings import percent
from hipkit.formats.shared.markup import Sources, esc, part, table
from hipkit.practice.training.results import RIGHT, WRONG, Result
from hipkit.practice.training.tally import SlipTally, Tally
from hipkit.reference.glossary import Term
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
    second: bool = False


def progress_html(number: int, count: int, done: int, points: Fraction, asked: int, of_case: str = "") -> str:
    """The bar of a run with its text; `done` cases are graded, and `points` of `asked` boxes came of them.

    `of_case` is the number with which anyone gets the same case again.
    """
    beside = f", case number {of_case}" if of_case else ""
    where = f"Case {number} of {count}{beside}" if number else f"{done} of {count} cases done"
    came = f"{people(points)} of {counted(asked, 'point')}" if asked else "no points yet"
    width = f"{done * 100 // count}%"
    bar = f'<div class="hk-track" role="progressbar" aria-label="cases done" aria-valuemin="0" aria-valuemax="{count}" '
    bar += f'aria-valuenow="{done}"><span style="width:{width}"></span></div>'
    return f'<div class="hk-progress"><b>{esc(where)}</b>{bar}<span class="hk-soft">{esc(came)}</span></div>'


def cases_html(outcomes: Sequence[Outcome]) -> str:
    """The cases so far, each with a mark by shape and word."""
    items = "".join(
        f"<li><span>{i}</span><span>{_mark(outcome)}<br>"
        f"<span class='hk-soft hk-small'>{esc(outcome.title)}</span></span></li>"
        for i, outcome in enumerate(outcomes, 1)
    )
    body = f'<ol class="hk-cases">{items}</ol>' if items else '<p class="hk-soft">No case is graded yet.</p>'
    return part(SO_FAR, body)


def _mark(outcome: Outcome) -> str:
    if outcome.solved:
        return '<span class="hk-soft">worked solution shown</span>'
    hints = (" on the second try" if outcome.second else "") + (" with hints" if outcome.hinted else "")
    if outcome.right == outcome.boxes:
        return f'<b class="hk-mark-ok">\u2713 right</b>{hints}'
    if outcome.boxes == 1:
        return f'<b class="hk-mark-wrong">! wrong</b>{hints}'
    return f'<b class="hk-mark-wrong">! {outcome.right} of {outcome.boxes} right</b>{hints}'


def skills_html(skills: Sequence[Tally]) -> str:
    """What came of each skill."""
    head = ["Skill", *map(right, ("Right", "Of boxes", "Share", "Points", "With hints"))]
    rows = [
        _row(skill.words, skill.right, skill.asked, percent(skill.share), people(skill.points), skill.hinted)
        for skill in skills
    ]
    return part(BY_SKILL, table("hk-results", BY_SKILL, head, rows))


def _row(name: str, *counts: int | str) -> str:
    cells = "".join(f'<td class="hk-num">{esc(count)}</td>' for count in counts)
    return f'<tr><th scope="row">{esc(name)}</th>{cells}</tr>'


def slips_html(slips: Iterable[SlipTally]) -> str:
    """Which slips explain the wrong answers, the most frequent first; empty where there are none."""
    rows = [_row(slip.words, slip.named, slip.offered) for slip in slips]
    head = ["What explains a wrong answer", right("Alone"), right("Among others")]
    return part(BY_SLIP, table("hk-results", BY_SLIP, head, rows)) if rows else ""


def boxes_html(results: Sequence[Result], labels: Sequence[tuple[str, str]]) -> str:
    """Every box that was graded; `labels` are the case and the box of each in words. An override is seen as one."""
    timed = any(result.seconds is not None for result in results)
    numbers = map(right, ("Points", "Hints", *(["Seconds"] if timed else [])))
    head = ["", "Case", "Box", "Answer", "Right is", "Grade", *numbers]
    rows = [_box(i, result, *labels[i - 1], timed) for i, result in enumerate(results, 1)]
    return part(BY_CASE, wide_table("hk-results", BY_CASE, head, rows))


def _box(number: int, result: Result, case: str, box: str, timed: bool) -> str:
    seconds = f'<td class="hk-num">{"" if result.seconds is None else result.seconds}</td>' if timed else ""
    answer = f"<code>{esc(result.given)}</code>" if result.given else '<span class="hk-soft">nothing</span>'
    return (
        f'<tr><td class="hk-num">{number}</td><td>{esc(case)}</td><th scope="row">{esc(box)}</th><td>{answer}</td>'
        f"<td><code>{esc(result.right)}</code></td><td>{_grade(result)}</td>"
        f'<td class="hk-num">{people(result.points)}</td><td class="hk-num">{result.hints}</td>{seconds}</tr>'
    )


def _grade(result: Result) -> str:
    graded = _word(RIGHT if result.correct else WRONG) + _tried(result)
    if not result.override:
        return graded
    beside = f'<span class="hk-soft hk-small">graded {RIGHT if result.correct else WRONG}; {esc(result.reason)}</span>'
    return f"{_word(result.override)} <b>overridden</b><br>{beside}"


def _tried(result: Result) -> str:
    """That there was a second try, and what the first one was."""
    if result.tries == 1:
        return ""
    first = f"<code>{esc(result.first)}</code>" if result.first else "nothing"
    return f' on the second try<br><span class="hk-soft hk-small">first {first}</span>'


def _word(grade: str) -> str:
    if grade == RIGHT:
        return '<b class="hk-mark-ok">\u2713 right</b>'
    return '<b class="hk-mark-wrong">! wrong</b>'


def glossary_html(terms: Iterable[Term], sources: Sources) -> str:
    """The words of the field, folded away until they are wanted."""
    items = "".join(_term(term, sources) for term in sorted(terms, key=lambda term: term.name.casefold()))
    definitions = f'<dl tabindex="0" aria-label="{GLOSSARY}">{items}</dl>'
    return f'<details class="hk-glossary"><summary>{GLOSSARY}</summary>{definitions}</details>'


def _term(term: Term, sources: Sources) -> str:
    also = f' <span class="hk-soft">also {esc(", ".join(term.also))}</span>' if term.also else ""
    example = f' <span class="hk-soft">{esc(term.example)}</span>' if term.example else ""
    return f"<dt>{esc(term.name)}{also}</dt><dd>{esc(term.words)}{example}{sources.ref(term.source)}</dd>"
