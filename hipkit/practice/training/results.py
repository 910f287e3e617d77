"""The results of practice: one for each box that was graded, and a trainer's override that leaves the grade visible.

Nothing in them names a person. An alias is what the learner types to be told apart, and may be left out; it is
refused where it looks like data of a patient, and stands nowhere but in the file that the learner saves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from hipkit.errors import InputError, shown
from hipkit.practice.grading.hints import MOST as MOST_HINTS
from hipkit.practice.grading.hints import share_left
from hipkit.values.strict import clean, looks_like_a_patient, whole

if TYPE_CHECKING:
    from hipkit.practice.grading.grade import Feedback, Grade

LONGEST_ALIAS = 40
LONGEST_REASON = 200
RIGHT, WRONG = "right", "wrong"
SECOND = Fraction(1, 2)  # what is left of a box on a second try
# In place of an answer that may name a patient.
NOT_KEPT = "[not kept: it looks like data of a patient]"
ALIAS_EXAMPLE = "blue heron"


@dataclass(frozen=True)
class Missed:
    """What stood in a box that was wrong on the first try, and the ids of the slips that explain it."""

    text: str
    slips: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """One box that was graded.

    `given` is the answer, at most 80 signs of it; `slips` are the ids of those that explain it, one where it is
    named, several where all are offered. `score` is 0 to 1: each hint taken costs a quarter, and a second try half of
    what is left. `tries` is 2 where the first answer was wrong and another try was given: `first` is that answer, and
    `first_slips` explain it. `seconds` is the time of the whole case, None where no timer ran. `override` is empty,
    `right` or `wrong`; `correct` and `score` stay those of the grading.
    """

    alias: str
    version: str
    seed: int
    level: int
    template: str
    field: str
    skill: str
    given: str
    right: str
    correct: bool
    score: Fraction
    slips: tuple[str, ...] = ()
    hints: int = 0
    seconds: int | None = None
    override: str = ""
    reason: str = ""
    tries: int = 1
    first: str = ""
    first_slips: tuple[str, ...] = ()

    @property
    def counts_right(self) -> bool:
        """Whether it counts as right: by the override where there is one, else as graded."""
        return self.override == RIGHT if self.override else self.correct

    @property
    def points(self) -> Fraction:
        """What it counts, from 0 to 1: all or nothing by an override, else the score."""
        return Fraction(self.counts_right) if self.override else self.score

    @property
    def explained(self) -> tuple[tuple[str, ...], ...]:
        """The slips that explain each wrong answer that was given; none where a trainer counts the box as right."""
        if self.override == RIGHT:
            return ()
        return (self.first_slips, () if self.counts_right else self.slips)

    @property
    def of_case(self) -> tuple[str, str, int, int]:
        """What tells the case and the learner apart from all others."""
        return self.alias, self.version, self.level, self.seed


def read_alias(given: object) -> str:
    """The alias that was typed, blanks around it left off; empty where none was.

    >>> read_alias(" blue heron ")
    'blue heron'
    >>> read_alias("MRN 123")
    Traceback (most recent call last):
    hipkit.errors.InputError: alias: read "MRN 123": it looks like data of a patient, which is never saved. \
Type for example: blue heron
    """
    if given is None or given == "":
        return ""
    text = clean(given, "alias", ALIAS_EXAMPLE, longest=LONGEST_ALIAS).text
    if looks_like_a_patient(text):
        raise InputError("alias", text, "it looks like data of a patient, which is never saved", ALIAS_EXAMPLE)
    return text


def read_reason(given: object) -> str:
    """The reason of an override, 1 to 200 signs. Raises InputError where there is none, or it may name a patient."""
    example = "the label was printed badly"
    text = clean(given, "reason", example, longest=LONGEST_REASON).text
    if looks_like_a_patient(text):
        raise InputError("reason", text, "it looks like data of a patient, which is never saved", example)
    return text


def kept(given: str) -> str:
    r"""An answer as a result keeps it: on one line, at most 80 signs, nothing that may name a patient.

    >>> kept(" =1+1\n"), kept("DOB 1950"), len(kept("9" * 10_000))
    ('=1+1\\x0a', '[not kept: it looks like data of a patient]', 80)
    """
    if looks_like_a_patient(given):
        return NOT_KEPT
    return shown(given.strip(" "))


def results_of(
    grade: Grade,
    alias: str = "",
    hints: Mapping[str, int] | None = None,
    seconds: int | None = None,
    missed: Mapping[str, Missed] | None = None,
) -> tuple[Result, ...]:
    """The results of a graded case, one for each box.

    `hints` are how many were taken on a box, by its name; `missed` are the boxes that were wrong on the first of two
    tries: right on the second they give half.
    """
    taken, before = hints or {}, missed or {}
    known = read_alias(alias)
    return tuple(
        _result(grade, one, known, taken.get(one.field, 0), seconds, before.get(one.field)) for one in grade.feedback
    )


def _result(
    grade: Grade, feedback: Feedback, alias: str, hints: int, seconds: int | None, missed: Missed | None
) -> Result:
    case = grade.case
    left = share_left(hints) if feedback.correct else Fraction(0)
    return Result(
        alias=alias,
        version=case.version,
        seed=case.seed,
        level=case.level,
        template=case.template,
        field=feedback.field,
        skill=case.blank(feedback.field).skill,
        given=kept(feedback.given),
        right=feedback.right,
        correct=feedback.correct,
        score=left if missed is None else left * SECOND,
        slips=tuple(feedback.slips),
        hints=min(hints, MOST_HINTS),
        seconds=seconds,
        tries=1 if missed is None else 2,
        first="" if missed is None else kept(missed.text),
        first_slips=() if missed is None else missed.slips,
    )


def named(results: Iterable[Result], alias: object) -> tuple[Result, ...]:
    """The same results under the alias that was typed."""
    known = read_alias(alias)
    return tuple(replace(result, alias=known) for result in results)


def first_attempts(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results without further attempts at a case that the same learner was graded on before.

    The key of a case is shown with its grade, so that only the first attempt says what was known.
    """
    first: dict[tuple[object, ...], Result] = {}
    for result in results:
        first.setdefault((*result.of_case, result.field), result)
    return tuple(first.values())


def overridden(results: tuple[Result, ...], row: object, to: object, reason: object) -> tuple[Result, ...]:
    """The results with the grade of one row overridden, counted from 1: `to` is `right` or `wrong`.

    The grade stays as it was beside it. Raises InputError for a row that is none, a grade that would not change,
    a row that was overridden before, and a reason that is missing.
    """
    example = "3=right"
    number = whole(row, "override", "3", 1, max(len(results), 1))[0]
    if number > len(results):
        raise InputError("override", shown(row), "there are no results in the file", example)
    wanted = clean(to, "override", RIGHT).text
    if wanted not in (RIGHT, WRONG):
        raise InputError("override", wanted, f"a grade is {RIGHT} or {WRONG}", example)
    old = results[number - 1]
    if old.override:
        reason_before = f"row {number} was overridden before ({old.override}: {shown(old.reason, 40)})"
        raise InputError("override", f"{number}={wanted}", reason_before, "another row")
    if (RIGHT if old.correct else WRONG) == wanted:
        raise InputError("override", f"{number}={wanted}", f"row {number} is graded {wanted} as it is", "another row")
    new = replace(old, override=wanted, reason=read_reason(reason))
    return (*results[: number - 1], new, *results[number:])
