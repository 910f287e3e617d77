"""A trainer's report on one file of results or several: by skill, by slip, by learner, with what was edited said.

Every result that can be read is counted, once: of several attempts at a case by one learner the first. An edited
file is named with the row, and what is counted of it is for the trainer to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hipkit.errors import InputError, shown
from hipkit.practice.training.resultfile import WANTED, Opened
from hipkit.practice.training.results import Result, first_attempts
from hipkit.practice.training.tally import (
    NO_ALIAS,
    SlipTally,
    Tally,
    by_alias,
    by_learner,
    by_skill,
    by_slip,
    tally,
    whole,
)
from hipkit.reference.slips import vocabulary
from hipkit.values.citations import Citation, cite
from hipkit.values.notation import counted
from hipkit.values.step import Notice

NO_CLASS = "(no class)"
# So many edits of one file are said one by one; the rest is counted.
_MOST_EDITS = 5


@dataclass(frozen=True)
class Override:
    """A grade that a trainer has overridden: where it stands, and the result with the grade as it was."""

    file: str
    row: int
    result: Result


@dataclass(frozen=True)
class Report:
    """What came of the results. `learners_skills` are the tallies by skill of each learner.

    `classes` are those of each class with its skills, and empty where no file is of a class.
    """

    files: tuple[Opened, ...]
    results: tuple[Result, ...]
    total: Tally
    skills: tuple[Tally, ...]
    slips: tuple[SlipTally, ...]
    learners: tuple[Tally, ...]
    learners_skills: tuple[tuple[str, tuple[Tally, ...]], ...]
    overrides: tuple[Override, ...]
    notices: tuple[Notice, ...]
    classes: tuple[tuple[Tally, tuple[Tally, ...]], ...] = ()

    @property
    def edited(self) -> bool:
        """Whether one of the files is not as hipkit wrote it."""
        return any(file.edits for file in self.files)


def report(files: Sequence[Opened]) -> Report:
    """The report on files of results. Raises InputError where none is named, or one twice."""
    names = [file.name for file in files]
    if not files:
        raise InputError("results", None, "a report is made of one or more files of results", WANTED.example)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError("results", twice, "it is named twice", "each file once")
    classes = list(dict.fromkeys(file.group for file in files))
    of_class = {group: [one for file in files if file.group == group for one in _told_apart(file, files)]
                for group in classes}  # fmt: skip
    read = [result for results in of_class.values() for result in results]
    results = first_attempts(read)
    return Report(
        files=tuple(files),
        results=results,
        total=whole(results),
        skills=by_skill(results),
        slips=by_slip(results, slip_name),
        learners=by_alias(results),
        learners_skills=by_learner(results),
        overrides=tuple(_overrides(files)),
        notices=(*_edits(files), *_counting(len(read), results)),
        classes=tuple(_class(group, found) for group, found in of_class.items()) if any(classes) else (),
    )


def slip_name(id: str) -> str:
    """The name of a slip; its id where hipkit knows none of that id."""
    return vocabulary().words.get(id, id)


def _class(group: str, read: Sequence[Result]) -> tuple[Tally, tuple[Tally, ...]]:
    results = first_attempts(read)
    return tally(group, group or NO_CLASS, results), by_skill(results)


def _told_apart(file: Opened, files: Sequence[Opened]) -> tuple[Result, ...]:
    """The results of a file; of several, learners have its name where they have no alias, and that of their class."""
    if len(files) == 1:
        return file.results
    nameless = f"{NO_ALIAS} {shown(Path(file.name).name, 40)}"
    several = len({one.group for one in files}) > 1
    beside = f", {file.group}" if several and file.group else ""
    return tuple(replace(one, alias=f"{one.alias or nameless}{beside}") for one in file.results)


def _overrides(files: Sequence[Opened]) -> Iterator[Override]:
    for file in files:
        for row, result in zip(file.rows, file.results, strict=True):
            if result.override:
                yield Override(file.name, row, result)


def _edits(files: Sequence[Opened]) -> Iterator[Notice]:
    for file in files:
        for edit in file.edits[:_MOST_EDITS]:
            yield Notice("warning", f"{shown(file.name, 60)}: {edit.text}", _source())
        more = len(file.edits) - _MOST_EDITS
        if more > 0:
            yield Notice("warning", f"{shown(file.name, 60)}: edited at {counted(more, 'more row')}", _source())


def _counting(read: int, results: Sequence[Result]) -> Iterator[Notice]:
    again = read - len(results)
    if again:
        text = f"{counted(again, 'result')} of further attempts at a case not counted: its key had been shown"
        yield Notice("info", text, _source())
    judged = sum(bool(result.override) for result in results)
    if judged:
        text = f"{counted(judged, 'grade')} overridden by a trainer, and counted so; the grade itself stands beside it"
        yield Notice("info", text, _source())


def _source() -> Citation:
    return cite("hipkit", "practice")
