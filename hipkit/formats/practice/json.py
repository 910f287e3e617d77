"""The JSON of practice, as promised: a case and a set without their key, a grade, a report. Every number is a text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from hipkit.formats.bill.json import Json, cited, dumps, notice
from hipkit.formats.practice.words import sample, strange
from hipkit.order.scenario import Scenario
from hipkit.practice.case import Blank, Case
from hipkit.practice.since import since
from hipkit.practice.training.report import Override, Report
from hipkit.practice.training.resultfile import Opened
from hipkit.practice.training.sets import CaseSet
from hipkit.practice.training.tally import SlipTally, Tally
from hipkit.values.notation import exact
from hipkit.values.step import Notice

if TYPE_CHECKING:
    from hipkit.practice.grading.grade import Feedback, Grade


def case(case: Case) -> Json:
    """The answer of `hipkit practice case`: what the learner sees, nothing of the key."""
    return _read({"seed": str(case.seed), "level": str(case.level)}, [sample(), *since(case)]) | _case(case)


def grade(grade: Grade) -> Json:
    """The answer of `hipkit practice grade`; `read` is what each answer was read as, else what was given."""
    case = grade.case
    read = {"seed": str(case.seed), "level": str(case.level)}
    read |= {feedback.field: feedback.read or feedback.given for feedback in grade.feedback}
    return _read(read, (*strange(grade.notices), *since(case))) | {
        "seed": str(case.seed),
        "level": str(case.level),
        "version": case.version,
        "correct": grade.correct,
        "score": exact(grade.score),
        "feedback": [_feedback(feedback) for feedback in grade.feedback],
    }


def case_set(case_set: CaseSet) -> Json:
    """The answer of `hipkit practice set`: the cases without their keys."""
    read = {"seed": str(case_set.seed), "level": str(case_set.level), "count": str(len(case_set.cases))}
    since_when = dict.fromkeys(notice for case in case_set.cases for notice in since(case))
    return _read(read | ({"skill": ", ".join(case_set.skills)} if case_set.skills else {}), [sample(), *since_when]) | {
        "seed": str(case_set.seed),
        "level": str(case_set.level),
        "version": case_set.version,
        "skills": list(case_set.skills),
        "cases": [_case(case) for case in case_set.cases],
    }


def report_text(results: Report) -> str:
    """A report as JSON."""
    return f"{dumps(report(results))}\n"


def report(report: Report) -> Json:
    """The answer of `hipkit practice report`; shares and scores are exact, from 0 to 1."""
    return _read({"results": ", ".join(file.name for file in report.files)}, report.notices) | {
        "edited": report.edited,
        "files": [_file(file) for file in report.files],
        "total": _tally(report.total),
        "skills": [_tally(skill) for skill in report.skills],
        "slips": [_slip(slip) for slip in report.slips],
        "learners": [
            _tally(learner) | {"skills": [_tally(skill) for skill in skills]}
            for learner, (_, skills) in zip(report.learners, report.learners_skills, strict=True)
        ],
        "classes": [
            _tally(of_class) | {"skills": [_tally(skill) for skill in skills]} for of_class, skills in report.classes
        ],
        "overrides": [_override(override) for override in report.overrides],
    }


def _read(read: Mapping[str, str], notices: Iterable[Notice]) -> Json:
    return {"read": dict(read), "notices": [notice(said) for said in notices]}


def _case(case: Case) -> Json:
    return {
        "seed": str(case.seed),
        "level": str(case.level),
        "version": case.version,
        "title": case.title,
        "text": case.text,
        "fields": [_field(blank) for blank in case.blanks],
        "order": _order(case.order),
    }


def _field(blank: Blank) -> Json:
    return {
        "name": blank.name,
        "label": blank.label,
        "kind": blank.kind,
        "unit": blank.unit or None,
        "choices": [{"value": value, "words": words} for value, words in blank.choices],
    }


def _order(order: Scenario | None) -> Json | None:
    """The scenario as the object that `hipkit units --save` writes; its values are texts."""
    if order is None:
        return None
    scenario: Json = json.loads(order.text())
    return scenario


def _feedback(feedback: Feedback) -> Json:
    return {
        "field": feedback.field,
        "given": feedback.given,
        "correct": feedback.correct,
        "right": feedback.right,
        "slip": feedback.slip,
        "slips": list(feedback.slips),
        "why": feedback.why,
        "differs": feedback.differs.step.text if feedback.differs else None,
        **cited(feedback.citation),
    }


def _file(file: Opened) -> Json:
    return {
        "name": file.name,
        "rows": str(len(file.results)),
        "edited": bool(file.edits),
        "edits": [{"row": str(edit.row), "text": edit.why} for edit in file.edits],
    }


def _tally(tally: Tally) -> Json:
    return {
        "name": tally.name,
        "words": tally.words,
        "asked": str(tally.asked),
        "right": str(tally.right),
        "share": exact(tally.share) if tally.asked else None,
        "score": exact(tally.score) if tally.asked else None,
        "hinted": str(tally.hinted),
        "overridden": str(tally.overridden),
        "cases": str(tally.cases),
        "seconds": None if tally.seconds is None else str(tally.seconds),
    }


def _slip(slip: SlipTally) -> Json:
    counts = {"named": str(slip.named), "offered": str(slip.offered), "learners": str(slip.learners)}
    return {"slip": slip.name, "words": slip.words, **counts}


def _override(override: Override) -> Json:
    result = override.result
    return {
        "file": override.file,
        "row": str(override.row),
        "alias": result.alias or None,
        "seed": str(result.seed),
        "level": str(result.level),
        "version": result.version,
        "field": result.field,
        "given": result.given,
        "right": result.right,
        "graded": "right" if result.correct else "wrong",
        "override": result.override,
        "reason": result.reason,
    }
