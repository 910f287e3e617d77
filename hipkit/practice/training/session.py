"""A run of practice as states and pure steps between them: start, answer, hint, check or solve, next.

A session holds cases and, once they are graded, grades. The key of a case is never in it: a hint and a grade are
made when they are asked for. Times are seconds of the caller's own clock, used only where the timer is on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hipkit.errors import InputError
from hipkit.practice.case import Blank, Case
from hipkit.practice.grading.answers import read_answer
from hipkit.practice.grading.grade import Grade, grade
from hipkit.practice.grading.hints import MOST
from hipkit.practice.making import LARGEST_SEED, case
from hipkit.practice.numbers import CaseNumber
from hipkit.practice.training.results import Missed, Result, results_of
from hipkit.practice.training.run import next_seed

HINTS = MOST - 1  # the last of them is the worked solution, which is asked for the whole case


@dataclass(frozen=True)
class Setup:
    """How a run was set up. `skills` are those to train, none for all that the level has.

    With a `second` try a case that is wrong may be answered once more, for half the points. `only` is the number of
    the one case that is wanted in place of a run.
    """

    level: int
    count: int
    seed: int
    skills: tuple[str, ...] = ()
    alias: str = ""
    timed: bool = False
    second: bool = False
    only: CaseNumber | None = None


@dataclass(frozen=True)
class Attempt:
    """A case that is worked on, or was.

    `held` says that checking waits: for boxes that are empty or unreadable, or for another answer on the second try.
    `missed` are the boxes that were wrong on the first of two tries; what is right is not in them.
    """

    case: Case
    begun: float
    texts: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
    held: bool = False
    solved: bool = False
    grade: Grade | None = None
    missed: Mapping[str, Missed] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What stands in a box."""
        return self.texts.get(name, "")

    def taken(self, name: str) -> int:
        """How many hints were taken on a box."""
        return self.hints.get(name, 0)

    def open(self, name: str) -> bool:
        """Whether a box can be filled: until the case is graded, on the second try where it was wrong."""
        boxes = self.missed or {blank.name for blank in self.case.blanks}
        return self.grade is None and name in boxes

    @property
    def unchanged(self) -> bool:
        """Whether it is the second try, and what stands in every box is what was wrong."""
        return bool(self.missed) and all(self.text(name) == one.text for name, one in self.missed.items())


@dataclass(frozen=True)
class Session:
    """A run so far: nothing yet, an attempt at a case with those before it, or, with no attempt, the end.

    `results` are those of this run, `earlier` those of runs before it on the same page.
    """

    setup: Setup | None = None
    done: tuple[Attempt, ...] = ()
    attempt: Attempt | None = None
    results: tuple[Result, ...] = ()
    earlier: tuple[Result, ...] = ()

    @property
    def every(self) -> tuple[Result, ...]:
        """The results of all runs, as the files hold them."""
        return (*self.earlier, *self.results)

    @property
    def over(self) -> bool:
        """Whether the run has had all its cases."""
        return self.setup is not None and len(self.done) >= self.setup.count


def begin(setup: Setup, now: float, before: Session | None = None) -> Session:
    """A run with its first case on the sheet; the results of a run before it are kept."""
    return _with_next(Session(setup, earlier=before.every if before else ()), now)


def again(session: Session, now: float) -> Session:
    """A further run on the skills that went wrong, from the next seed."""
    wrong = weak_skills(session)
    if session.setup is None or not wrong:
        return session
    seed = (session.setup.seed + 1) % (LARGEST_SEED + 1)
    return begin(replace(session.setup, skills=wrong, seed=seed, only=None), now, session)


def weak_skills(session: Session) -> tuple[str, ...]:
    """The skills of which not every box was right without a hint."""
    return tuple(dict.fromkeys(result.skill for result in session.results if result.points < 1))


def anew(session: Session) -> Session:
    """Back to the set-up; what was graded is kept."""
    return Session(earlier=session.every)


def typed(session: Session, name: str, text: str) -> Session:
    """Another text in a box; a case that is graded stays as it is."""
    at = session.attempt
    if at is None or not at.open(name):
        return session
    return replace(session, attempt=replace(at, texts={**at.texts, name: text}, held=False))


def hinted(session: Session, name: str) -> Session:
    """One hint more on a box, up to three."""
    at = session.attempt
    if at is None or not at.open(name) or at.taken(name) >= HINTS:
        return session
    return replace(session, attempt=replace(at, hints={**at.hints, name: at.taken(name) + 1}))


def checked(session: Session, now: float) -> Session:
    """The case graded. Where a box is empty or cannot be read that is said first, and the next time it counts.

    Where there is a second try, a case that is wrong is not graded yet: only which boxes are wrong is kept.
    """
    at = session.attempt
    if at is None or at.grade is not None:
        return session
    if not at.held and (unread(at) or at.unchanged):
        return replace(session, attempt=replace(at, held=True))
    missed = _missed(at) if session.setup and session.setup.second and not at.missed else {}
    if missed:
        return replace(session, attempt=replace(at, missed=missed, held=False))
    return _graded(session, at, now)


def solved(session: Session, now: float) -> Session:
    """The worked solution: the case is graded, and counts nothing."""
    at = session.attempt
    if at is None or at.grade is not None:
        return session
    every = dict.fromkeys((blank.name for blank in at.case.blanks), MOST)
    return _graded(session, replace(at, hints=every, solved=True), now)


def following(session: Session, now: float) -> Session:
    """The next case, or the end after the last; only once the case before is graded."""
    at = session.attempt
    if at is None or at.grade is None:
        return session
    return finished(session) if session.over else _with_next(session, now)


def finished(session: Session) -> Session:
    """The end of the run, also before its last case; a case that was not graded is not counted."""
    return replace(session, attempt=None) if session.done else anew(session)


def _missed(at: Attempt) -> dict[str, Missed]:
    """The boxes that are wrong on the first try."""
    wrong = (one for one in _grade(at).feedback if not one.correct)
    return {one.field: Missed(at.text(one.field), one.slips) for one in wrong}


def _grade(at: Attempt) -> Grade:
    return grade(at.case, {blank.name: at.text(blank.name) for blank in at.case.blanks}, at.hints)


def unread(at: Attempt) -> dict[str, InputError]:
    """The boxes that are empty or that cannot be read, each with why."""
    refusals = {}
    for blank in at.case.blanks:
        refused = why_unread(blank, at.text(blank.name))
        if refused is not None:
            refusals[blank.name] = refused
    return refusals


def why_unread(blank: Blank, text: str) -> InputError | None:
    """Why a text is no answer for this box; None where it can be read."""
    try:
        read_answer(blank, text)
    except InputError as error:
        return error
    return None


def _graded(session: Session, at: Attempt, now: float) -> Session:
    assert session.setup is not None  # there is no attempt before the run is set up
    graded = _grade(at)
    seconds = int(max(now - at.begun, 0)) if session.setup.timed else None
    rows = results_of(graded, session.setup.alias, at.hints, seconds, at.missed)
    after = replace(at, grade=graded)
    return replace(session, attempt=after, done=(*session.done, after), results=(*session.results, *rows))


def _with_next(session: Session, now: float) -> Session:
    setup = session.setup
    assert setup is not None
    if setup.only is not None:
        return replace(session, attempt=Attempt(setup.only.case, now))
    seed = next_seed(setup.seed, setup.level, setup.skills, session.results)
    return replace(session, attempt=Attempt(case(seed, setup.level), now))
