"""What a trainer sees: the cases of a set without their keys, the files of results, and what came of them by class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hipkit.errors import shown
from hipkit.formats.bill.html import notices
from hipkit.formats.practice.html import right, wide_table
from hipkit.formats.practice.listings import in_short, percent
from hipkit.formats.shared.markup import Sources, esc, part, table
from hipkit.practice.case import Case
from hipkit.practice.numbers import number_of
from hipkit.practice.training.report import Report
from hipkit.practice.training.resultfile import Opened
from hipkit.practice.training.sets import CaseSet
from hipkit.practice.training.tally import Tally
from hipkit.values.notation import counted, people

SET, FILES, BY_CLASS, BY_LEARNER, ALL = "The set", "Files of results", "By class", "By learner", "All together"
_ROOM = 60  # signs of a name on the page


def teach_intro_html() -> str:
    """What a trainer can do here."""
    texts = (
        "A set is made of its level, cases, skills and seed: the same four make the same set for ever. Its sheet has "
        "boxes to fill and nothing of the key; the answer key has each right answer with its worked steps. A set of a "
        "hundred cases takes up to a minute.",
        "Learners save their results at the end of a run. Drop those files here, one or several: they are read back, "
        "and summed by skill, by slip and by class. Of several attempts at one case the first counts. Nothing is kept "
        "over a reload but the fields of the set; save what you want to keep.",
    )
    return part("For a class", "".join(f"<p>{esc(text)}</p>" for text in texts), "hk-intro")


def set_html(made: CaseSet) -> str:
    """The cases of a set by title and number; nothing of a key."""
    items = "".join(f"<li><span>{i}</span> <span>{_case(one)}</span></li>" for i, one in enumerate(made.cases, 1))
    head = f"{counted(len(made.cases), 'case')}, level {made.level}, seed {made.seed}"
    return part(SET, f'<p>{esc(head)}</p><ol class="hk-cases">{items}</ol>')


def _case(case: Case) -> str:
    number = f'<span class="hk-soft hk-small">case number {esc(str(number_of(case)))}</span>'
    return f"{esc(case.title)}<br>{number}"


def files_html(files: Sequence[Opened], refused: Sequence[tuple[str, str]]) -> str:
    """The files that were read, where they were edited, and those that were not taken, with the reason."""
    rows = [_file(file) for file in files]
    head = ["File", "Class", right("Boxes"), "As hipkit wrote it"]
    read = wide_table("hk-results", FILES, head, rows) if rows else ""
    not_taken = "".join(
        f"<p data-told><b>!</b> not taken: {esc(shown(name, _ROOM))}: {esc(why)}</p>" for name, why in refused
    )
    return part(FILES, not_taken + read) if rows or not_taken else ""


def _file(file: Opened) -> str:
    edits = "".join(f'<br><span class="hk-small">{esc(edit.text)}</span>' for edit in file.edits[:3])
    more = f'<br><span class="hk-small">and {len(file.edits) - 3:,} more</span>' if len(file.edits) > 3 else ""
    state = f'<b class="hk-mark-wrong">! edited</b>{edits}{more}' if file.edits else "\u2713"
    cells = f"<td>{esc(file.group)}</td><td class='hk-num'>{len(file.results):,}</td><td>{state}</td>"
    return f'<tr><th scope="row">{esc(shown(file.name, _ROOM))}</th>{cells}</tr>'


def in_short_html(report: Report, sources: Sources) -> str:
    """The report in one sentence, and what was not counted, or counted otherwise."""
    points = f"{people(report.total.points)} of {counted(report.total.asked, 'point')}"
    notes = notices(report.notices, sources) if report.notices else ""
    return part(ALL, f"<p>{esc(in_short(report))}; {points}</p>") + notes


def classes_html(report: Report) -> str:
    """What came of each class, then of each skill in it; empty where no class was named."""
    rows = []
    for of_class, skills in report.classes:
        rows.append(_tally(of_class, of_class.words, ""))
        rows += [_tally(skill, "", skill.words) for skill in skills]
    return _tallies(BY_CLASS, ("Class", "Skill"), rows)


def learners_html(learners: Iterable[Tally]) -> str:
    """What came of each learner, by alias."""
    return _tallies(BY_LEARNER, ("Learner",), [_tally(one, one.words) for one in learners])


def _tallies(title: str, names: Sequence[str], rows: Sequence[str]) -> str:
    head = [*names, *map(right, ("Cases", "Right", "Of boxes", "Share", "Points"))]
    return part(title, table("hk-results", title, head, rows)) if rows else ""


def _tally(tally: Tally, *names: str) -> str:
    first, *others = names
    row = f'<th scope="row">{esc(first)}</th>' + "".join(f"<td>{esc(name)}</td>" for name in others)
    counts = tally.cases, tally.right, tally.asked, percent(tally.share), people(tally.points)
    cells = "".join(f'<td class="hk-num">{esc(count)}</td>' for count in counts)
    return f"<tr>{row}{cells}</tr>"
