"""Practice as a panel: from a session and the texts in its fields to what is shown, before and after grading."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from hipkit.errors import InputError
from hipkit.formats import forms
from hipkit.formats.practice import progress
from hipkit.formats.practice.html import case_html, held_html, intro_html, missed_html, verdict_html
from hipkit.formats.practice.picture import report_picture
from hipkit.formats.shared.markup import Sources
from hipkit.panels.base import Field
from hipkit.panels.practice import screen as words
from hipkit.panels.practice.boxes import box_shown
from hipkit.panels.practice.fields import fields, read_setup, skills_words, start_texts
from hipkit.panels.practice.labels import labels
from hipkit.panels.practice.screen import RESULT, SETTING, WORKING, Screen
from hipkit.practice.making import read_level
from hipkit.practice.numbers import number_of
from hipkit.practice.training import session as steps
from hipkit.practice.training.report import Report, report
from hipkit.practice.training.resultfile import Opened
from hipkit.practice.training.results import Result
from hipkit.practice.training.session import Attempt, Session
from hipkit.reference.glossary import glossary
from hipkit.values.notation import people

RESULTS = "practice-results"  # how the names of the files of results begin


@dataclass(frozen=True)
class Practice:
    """Practice as a panel: it holds no state; sessions are made by its steps and shown as screens.

    `today` tells the day: its date is the seed at first, and ages of sources are counted by it.

    >>> panel = Practice(today=lambda: datetime.date(2026, 11, 24))
    >>> session = panel.start(panel.start_texts | {"seed": "7"}, ["units"], 0)
    >>> panel.screen(session).stage, panel.screen(session).buttons[0]
    ('working', 'Check')
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)

    @property
    def title(self) -> str:
        """What the panel is called."""
        return "practice"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields by which a run is set up."""
        return fields()

    @property
    def start_texts(self) -> dict[str, str]:
        """What stands in the fields at first; the seed is the day's date, so that a class has the same cases."""
        return start_texts(int(f"{self.today():%Y%m%d}"))

    def start(
        self, texts: Mapping[str, object], skills: Sequence[str], now: float, before: Session | None = None
    ) -> Session:
        """A run as it was set up; where that cannot be read, the session as it was."""
        setup, _ = read_setup(texts, skills)
        return before or Session() if setup is None else steps.begin(setup, now, before)

    def screen(self, session: Session, texts: Mapping[str, object] | None = None) -> Screen:
        """What is shown; `texts` stand in the fields of the set-up."""
        if session.attempt is not None:
            return _Working(session, session.attempt, self.today()).screen()
        if session.setup is None:
            return _setting(self.start_texts if texts is None else texts, self.today())
        return _result(session, self.today())

    def draw(self, asked: object) -> str:
        """The picture of a report as HTML."""
        return report_picture(asked.skills, asked.slips) if isinstance(asked, Report) else ""


def _setting(texts: Mapping[str, object], today: datetime.date) -> Screen:
    _, messages = read_setup(texts, ())
    try:
        skills = skills_words(read_level(texts.get("level")))
    except InputError:
        skills = {}
    parts = {"intro": intro_html(), "glossary": _glossary(today)}
    shown = tuple(skills.items())
    return Screen(SETTING, parts, fields(), messages, skills=shown, buttons=(words.START, words.TEACH))


class _Working:
    """A case on the sheet."""

    def __init__(self, session: Session, at: Attempt, today: datetime.date) -> None:
        self.session, self.at, self.today = session, at, today
        self.sources = Sources(today)

    def screen(self) -> Screen:
        at = self.at
        boxes = tuple(box_shown(at, blank, self.sources) for blank in at.case.blanks)
        parts = {
            "progress": _progress(self.session),
            "case": case_html(at.case),
            "verdict": self._verdict(),
            "sofar": progress.cases_html([_outcome(one) for one in self.session.done]),
            "glossary": _glossary(self.today),
        }
        return Screen(WORKING, parts, boxes=boxes, buttons=self._buttons())

    def _verdict(self) -> str:
        at = self.at
        if at.grade is None:
            return self._waiting()
        right = sum(one.correct for one in at.grade.feedback)
        points = people(_points(self.session, at))
        seconds = next((one.seconds for one in reversed(self.session.results)), None)
        return verdict_html(right, len(at.grade.feedback), points, at.solved, seconds, bool(at.missed))

    def _waiting(self) -> str:
        """Why the case is not graded: what is empty or cannot be read, or what was wrong on the first try."""
        at = self.at
        unread = steps.unread(at) if at.held else {}
        if unread or not at.missed:
            return held_html([at.case.blank(name).label for name in unread])
        missed = [blank.label for blank in at.case.blanks if blank.name in at.missed]
        return missed_html(missed, len(at.case.blanks), at.held)

    def _buttons(self) -> tuple[str, ...]:
        if self.at.grade is None:
            return (words.CHECK, words.SOLVE, *([words.FINISH] if self.session.done else []), words.NEW)
        following = () if self.session.over else (words.NEXT,)
        return (*following, *([words.OPEN] if self.at.case.order else []), words.FINISH, words.NEW)


def _result(session: Session, today: datetime.date) -> Screen:
    found = _report(session.results)
    parts = {
        "progress": _progress(session),
        "skills": progress.skills_html(found.skills),
        "slips": progress.slips_html(found.slips),
        "graded": progress.boxes_html(session.results, labels(session.results)),
        "glossary": _glossary(today),
    }
    further = (words.AGAIN,) if steps.weak_skills(session) else ()
    return Screen(
        RESULT, parts, buttons=(*further, words.NEW, words.TEACH),
        files=_files(session.every, today), picture=found,
    )  # fmt: skip


def _report(results: Sequence[Result]) -> Report:
    """The report on results, as if their file were opened again."""
    return report([Opened(f"{RESULTS}.csv", tuple(results), tuple(range(1, len(results) + 1)))])


def _files(results: Sequence[Result], today: datetime.date) -> tuple[forms.Download, ...]:
    """The files that a learner can save; a trainer opens them with `hipkit practice report`."""
    tables = forms.downloads(forms.PRACTICE_RESULTS, RESULTS, results)
    return (*tables, *forms.downloads(forms.PRACTICE_REPORT, "practice-report", _report(results), today))


def _progress(session: Session) -> str:
    assert session.setup is not None
    number = len(session.done) + (session.attempt is not None and session.attempt.grade is None)
    points = sum((one.points for one in session.results), Fraction(0))
    shown = number if session.attempt else 0
    of_case = str(number_of(session.attempt.case)) if session.attempt else ""
    return progress.progress_html(shown, session.setup.count, len(session.done), points, len(session.results), of_case)


def _points(session: Session, at: Attempt) -> Fraction:
    """The points of the case that was graded last."""
    return sum((one.points for one in session.results[-len(at.case.blanks) :]), Fraction(0))


def _outcome(at: Attempt) -> progress.Outcome:
    assert at.grade is not None  # only what is graded is done
    right = sum(one.correct for one in at.grade.feedback)
    return progress.Outcome(
        at.case.title, right, len(at.grade.feedback), any(at.hints.values()), at.solved, bool(at.missed)
    )


@cache
def _glossary(today: datetime.date) -> str:
    """The glossary, which is long and always the same; its footnotes are numbered by themselves."""
    return progress.glossary_html(glossary(), Sources(today))
