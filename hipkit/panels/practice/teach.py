"""Practice for a class as a panel: a set with sheet and key, the results that learners saved, and what came of them.

It holds no state: a set and files of results are made and read here, and whoever shows the page keeps them.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from hipkit.errors import InputError, shown
from hipkit.formats import forms
from hipkit.formats.filenames import slug
from hipkit.formats.practice import progress
from hipkit.formats.practice.teach import classes_html, files_html, in_short_html, learners_html
from hipkit.formats.practice.xlsx import results_in
from hipkit.formats.shared.markup import Sources
from hipkit.panels.base import Field, Message
from hipkit.panels.dropped import Dropped, dropped
from hipkit.panels.practice.fields import fields as of_run
from hipkit.panels.practice.labels import labels
from hipkit.panels.texts import BLANKS, refusal
from hipkit.practice.making import read_level, read_seed
from hipkit.practice.training.choosing import skills_of
from hipkit.practice.training.report import Report, report
from hipkit.practice.training.resultfile import Opened
from hipkit.practice.training.sets import CaseSet, case_set, read_count
from hipkit.values.strict import clean, looks_like_a_patient

GROUP, RESULTS = "class", "results"
LISTED = 200  # rows of a file on the page
MOST_FILES = 500
_LONGEST, _EXAMPLE = 40, "evening course"
_READERS: Mapping[str, Callable[[object], int]] = {"level": read_level, "count": read_count, "seed": read_seed}
_SET, _RESULTS = "A set for a class", "Results that learners saved"
_REPORT = {
    "html": "summary as a page, to print",
    "xlsx": "summary and all results as a workbook",
    "csv": "summary as CSV",
}


@dataclass(frozen=True)
class Taken:
    """A file of results that was dropped: as it was read, and what tells its bytes from others."""

    opened: Opened
    digest: str


def set_fields() -> tuple[Field, ...]:
    """The fields of a set."""
    return tuple(replace(one, section=_SET) for one in of_run() if one.name in _READERS)


def results_fields() -> tuple[Field, ...]:
    """The fields by which results come in: the class first, since a dropped file is at once of it."""
    return (
        Field(GROUP, "Class", help="of the files that you drop next; empty: none", example=_EXAMPLE, section=_RESULTS),
        Field(RESULTS, "Results", "file", help="CSV or XLSX as learners saved them, one or several",
              example="Drop files of results here, or press Enter", section=_RESULTS),
    )  # fmt: skip


def set_said(texts: Mapping[str, str]) -> dict[str, Message]:
    """What is said at the fields of a set."""
    said = {}
    for name, read in _READERS.items():
        try:
            read(texts[name])
        except InputError as error:
            said[name] = refusal(error)
    return said


def made_set(texts: Mapping[str, str], skills: Sequence[str]) -> tuple[CaseSet | None, dict[str, Message]]:
    """The set that was asked for; None where a field cannot be read, or there are not so many cases, and why."""
    said = set_said(texts)
    if said:
        return None, said
    wanted = [skill for skill in skills_of(read_level(texts["level"])) if skill in skills]
    try:
        return case_set(texts["seed"], texts["level"], texts["count"], wanted), {}
    except InputError as error:
        return None, {error.field if error.field in texts else "count": refusal(error)}


def set_files(made: CaseSet) -> tuple[forms.Download, ...]:
    """Sheet and key of a set."""
    sheet = replace(forms.PRACTICE_SHEET, words="sheet with boxes to fill, for the learners")
    key = replace(forms.PRACTICE_KEY, words="answer key with worked steps, for you")
    of_set = f"level-{made.level}-seed-{made.seed}"
    named = ((sheet, f"practice-sheet-{of_set}"), (key, f"practice-key-{of_set}"))
    return tuple(file for form, name in named for file in forms.downloads((form,), name, made))


def read_group(text: str) -> str:
    """The class that was typed; empty where none was. Raises InputError for what may name a patient.

    >>> read_group(" evening course "), read_group("")
    ('evening course', '')
    """
    if not text.strip(BLANKS):
        return ""
    group = clean(text, GROUP, _EXAMPLE, longest=_LONGEST).text
    if looks_like_a_patient(group):
        raise InputError(GROUP, group, "it looks like data of a patient, which is never saved", _EXAMPLE)
    return group


def take(files: Sequence[Taken], text: str, group: str) -> tuple[tuple[Taken, ...], str]:
    """The files with a dropped one, and what is said of it. Raises InputError for what is no file of results.

    The same bytes again are not counted twice: they go to the class that is named now.
    """
    file = dropped(text)
    digest = hashlib.sha256(file.data).hexdigest()
    again = next((one for one in files if one.digest == digest), None)
    if again is not None:
        moved = replace(again, opened=replace(again.opened, group=group))
        said = f"{shown(file.name, 60)} is there already" + (f", now of {group}" if group else "")
        return tuple(moved if one is again else one for one in files), said
    if len(files) >= MOST_FILES:
        raise InputError(RESULTS, file.name, f"{MOST_FILES} files are there; this page takes no more", "fewer files")
    opened = replace(_read(file, [one.opened.name for one in files]), group=group)
    boxes = f"{len(opened.results):,} {'box' if len(opened.results) == 1 else 'boxes'}"
    said = f"read {shown(opened.name, 60)}: {boxes}" + (f", of {group}" if group else "")
    return (*files, Taken(opened, digest)), said


def _read(file: Dropped, names: Sequence[str]) -> Opened:
    """The results of a file, under a name that no other has: learners save theirs under the same one."""
    name, number = file.name, 2
    while name in names:
        path = PurePath(file.name)
        name, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return replace(results_in(file.data, file.name), name=name)


def told_name(text: str) -> str:
    """The name of a file that was not taken, as far as the page told it."""
    try:
        name = json.loads(text).get("name")
    except (ValueError, AttributeError, RecursionError):
        name = None
    return name if isinstance(name, str) else "a file"


@dataclass(frozen=True)
class Summed:
    """What came of the files: parts of the page, files on offer, and what the picture is asked of."""

    parts: Mapping[str, str]
    files: tuple[forms.Download, ...] = ()
    picture: Report | None = None


@dataclass(frozen=True)
class Teach:
    """The summing of results. `today` tells the day that the report as a page bears.

    >>> Teach().summed((), (), None).parts["files read"]
    ''
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)

    def summed(self, files: Sequence[Opened], refused: Sequence[tuple[str, str]], chosen: Opened | None) -> Summed:
        """The summary of files; `chosen` is the one whose rows are shown."""
        parts = {"files read": files_html(files, refused), "rows": _rows(chosen)}
        if not files:
            return Summed(parts)
        found = report(files)
        parts |= {
            "in short": in_short_html(found, Sources(self.today())),
            "classes": classes_html(found),
            "skills": progress.skills_html(found.skills),
            "slips": progress.slips_html(found.slips),
            "learners": learners_html(found.learners),
        }
        return Summed(parts, (*self._report(found), *_changed(files)), found)

    def _report(self, found: Report) -> tuple[forms.Download, ...]:
        by_name = forms.by_name(forms.PRACTICE_REPORT)
        wanted = [replace(by_name[name], words=words) for name, words in _REPORT.items()]
        return forms.downloads(wanted, "practice-summary", found, self.today())


def _changed(files: Sequence[Opened]) -> tuple[forms.Download, ...]:
    """The results in which a grade was overridden, as files anew."""
    csv = replace(forms.PRACTICE_RESULTS[0], words="results with what was overridden")
    changed = [file for file in files if not file.edits and any(one.override for one in file.results)]
    stems = [f"{slug(PurePath(file.name).stem)}-overridden" for file in changed]
    named = [stem if stems.index(stem) == i else f"{stem}-{i + 1}" for i, stem in enumerate(stems)]
    return tuple(
        one for file, name in zip(changed, named, strict=True) for one in forms.downloads((csv,), name, file.results)
    )


def _rows(chosen: Opened | None) -> str:
    if chosen is None:
        return ""
    listed = chosen.results[:LISTED]
    more = len(chosen.results) - len(listed)
    beside = f'<p class="hk-soft">{more:,} more rows are in the file; each can be overridden.</p>' if more else ""
    return progress.boxes_html(listed, labels(listed)) + beside
