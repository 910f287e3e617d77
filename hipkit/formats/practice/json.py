"""The JSON of practice, as promised: a case and a set without their key, a grade, a report. Every number is a text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from hipkit.formats.bill.json import Json, dumps
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


def case(made: Case) -> Json:
    """The answer of `hipkit practice case`: what the learner sees, nothing of the key."""
    return _said({"seed": str(made.seed), "level": str(made.level)}, [sample(), *since(made)]) | _case(made)


def grade(found: Grade) -> Json:
    """The answer of `hipkit practice grade`; `read` is what each answer was read as, else what was given."""
    made = found.case
    read = {"seed": str(made.seed), "level": str(made.level)}
    read |= {one.field: one.read or one.given for one in found.feedback}
    return _said(read, (*strange(found.notices), *since(made))) | {
        "seed": str(made.seed),
        "level": str(made.level),
        "version": made.version,
        "correct": found.correct,
        "score": exact(found.score),
        "feedback": [_feedback(one) for one in found.feedback],
    }


def case_set(made: CaseSet) -> Json:
    """The answer of `hipkit practice set`: the cases without their keys."""
    read = {"seed": str(made.seed), "level": str(made.level), "count": str(len(made.cases))}
    told = dict.fromkeys(notice for one in made.cases for notice in since(one))
    return _said(read | ({"skill": ", ".join(made.skills)} if made.skills else {}), [sample(), *told]) | {
        "seed": str(made.seed),
        "level": str(made.level),
        "version": made.version,
        "skills": list(made.skills),
        "cases": [_case(one) for one in made.cases],
    }


def report_text(found: Report) -> str:
    """A report as JSON."""
    return f"{dumps(report(found))}\n"


def report(found: Report) -> Json:
    """The answer of `hipkit practice report`; shares and scores are exact, from 0 to 1."""
    return _said({"results": ", ".join(one.name for one in found.files)}, found.notices) | {
        "edited": found.edited,
        "files": [_file(one) for one in found.files],
        "total": _tally(found.total),
        "skills": [_tally(one) for one in found.skills],
        "slips": [_slip(one) for one in found.slips],
        "learners": [
            _tally(one) | {"skills": [_tally(skill) for skill in skills]}
            for one, (_, skills) in zip(found.learners, found.learners_skills, strict=True)
        ],
        "overrides": [_override(one) for one in found.overrides],
    }


def _said(read: Mapping[str, str], notices: Iterable[Notice]) -> Json:
    told = [{"level": one.level, "text": one.text, "citation": one.citation.text} for one in notices]
    return {"read": dict(read), "notices": told}


def _case(made: Case) -> Json:
    return {
        "seed": str(made.seed),
        "level": str(made.level),
        "version": made.version,
        "title": made.title,
        "text": made.text,
        "fields": [_field(one) for one in made.blanks],
        "order": _order(made.order),
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
    found: Json = json.loads(order.text())
    return found


def _feedback(one: Feedback) -> Json:
    return {
        "field": one.field,
        "given": one.given,
        "correct": one.correct,
        "right": one.right,
        "slip": one.slip,
        "slips": list(one.slips),
        "why": one.why,
        "differs": one.differs.step.text if one.differs else None,
        "citation": one.citation.text,
    }


def _file(opened: Opened) -> Json:
    return {
        "name": opened.name,
        "rows": str(len(opened.results)),
        "edited": bool(opened.edits),
        "edits": [{"row": str(one.row), "text": one.why} for one in opened.edits],
    }


def _tally(one: Tally) -> Json:
    return {
        "name": one.name,
        "words": one.words,
        "asked": str(one.asked),
        "right": str(one.right),
        "share": exact(one.share) if one.asked else None,
        "score": exact(one.score) if one.asked else None,
        "hinted": str(one.hinted),
        "overridden": str(one.overridden),
        "cases": str(one.cases),
        "seconds": None if one.seconds is None else str(one.seconds),
    }


def _slip(one: SlipTally) -> Json:
    counts = {"named": str(one.named), "offered": str(one.offered), "learners": str(one.learners)}
    return {"slip": one.name, "words": one.words, **counts}


def _override(one: Override) -> Json:
    result = one.result
    return {
        "file": one.file,
        "row": str(one.row),
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
