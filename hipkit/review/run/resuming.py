"""A review that outlasts its own end: what each part of a table found is kept in a folder, and not worked out again.

The folder holds `run.json`, which says what is reviewed by what, and a folder for each part that is done. A part
is written beside its place and then moved there, so it is there as a whole or not at all. A folder of another
run (other files or a file that has changed, other rules, another hipkit) is refused, and so is one in which another
review works; nothing in it is replaced.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import sys
import uuid
from collections.abc import Sequence
from dataclasses import asdict, astuple
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import hipkit
from hipkit.errors import InputError, shown
from hipkit.reference import datasets
from hipkit.reference.inuse import in_use
from hipkit.review.finding import COLUMNS
from hipkit.review.reading.kinds import Source
from hipkit.review.rule import SEVERITIES
from hipkit.review.run.part import Part, Totals
from hipkit.review.run.rules import NotChecked, NotRun

FIELD, EXAMPLE = "resume", "--resume may-review, a folder that is not there yet"
RUN = "run.json"
_HALF = ".hipkit-"  # what was being written when a run was killed; nothing reads it
_LOCK = f"{_HALF}lock"
_FINDINGS, _CHARGES, _COUNTS = "findings.parquet", "charges.parquet", "counts.json"
_OTHER = {
    "rules": "other rules",
    "engine": "another engine or version of it",
    "hipkit": "another version of hipkit or of its tables",
}
Json = dict[str, Any]


class Folder:
    """The folder of one run. `today` is the day of its first start, on which all of its parts are reviewed;
    `continued` says that it was there, `taken` how many of its parts could be taken."""

    def __init__(self, path: str, run: Json, today: datetime.date) -> None:
        self.path, self.name, self.taken, self._rules = Path(path), path, 0, run["rules"]
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (self.path / RUN).exists() and any(
                not entry.name.startswith(_HALF) for entry in self.path.iterdir()
            ):
                raise self._refused("the folder holds something else, and no run of a review")
            self._lock = (self.path / _LOCK).open("ab")
        except (OSError, ValueError) as error:
            raise self._unfit(error) from None
        try:
            self._begin(run, today)
        except BaseException:
            self.close()
            raise

    def _begin(self, run: Json, today: datetime.date) -> None:
        """Take up the run that is there, or begin one."""
        try:
            if not _locked(self._lock):
                raise self._refused("another review works in it at this moment; nothing was reviewed")
            self.continued = (self.path / RUN).exists()
            if not self.continued:
                _write(self.path / RUN, json.dumps(run | {"today": today.isoformat()}, indent=1).encode())
            text = (self.path / RUN).read_text("utf-8")
        except (OSError, ValueError) as error:
            raise self._unfit(error) from None
        try:
            kept = json.loads(text)
            self.today = datetime.date.fromisoformat(kept["today"])
            differs = _differs(kept, run)
        except (ValueError, KeyError, TypeError):
            raise self._refused(f"its {RUN} is damaged") from None
        if differs:
            raise self._refused(f"it holds a review of {differs}; nothing was reviewed")

    def close(self) -> None:
        """Let others work in the folder. A process that is killed has let them, too."""
        self._lock.close()

    def _unfit(self, error: Exception) -> InputError:
        if isinstance(error, InputError):  # a ValueError, too
            return error
        return self._refused(f"the folder cannot be used ({getattr(error, 'strerror', None) or error})")

    def _refused(self, reason: str) -> InputError:
        return InputError(FIELD, self.name, reason, EXAMPLE)

    def part(self, number: int, count: int) -> Part | None:
        """The part of this number, None where it is not there or cannot be read."""
        import polars as pl

        place = self.path / _place(number, count)
        try:
            counts = json.loads((place / _COUNTS).read_text("utf-8"))
            part = Part(
                pl.read_parquet(place / _FINDINGS, glob=False),
                pl.read_parquet(place / _CHARGES, glob=False),
                Totals(**counts["totals"]),
                tuple(NotRun(*one) for one in counts["not_run"]),
                tuple(NotChecked(rule, reason, int(lines)) for rule, reason, lines in counts["not_checked"]),
            )
        except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            return None
        if not _fits(part, self._rules):
            return None
        self.taken += 1
        return part

    def keep(self, number: int, count: int, part: Part) -> None:
        """Write the part. Raises InputError where that fails."""
        half = self.path / f"{_HALF}{uuid.uuid4().hex}"
        place = self.path / _place(number, count)
        try:
            half.mkdir(mode=0o700)
            part.findings.write_parquet(half / _FINDINGS)
            part.charges.write_parquet(half / _CHARGES)
            counts = {
                "totals": asdict(part.totals),
                "not_run": [astuple(one) for one in part.not_run],
                "not_checked": [astuple(one) for one in part.not_checked],
            }
            _write(half / _COUNTS, json.dumps(counts).encode())
            for name in (_FINDINGS, _CHARGES):
                _to_disk(half / name)
            shutil.rmtree(place, ignore_errors=True)  # one that cannot be read
            half.rename(place)
        except OSError as error:
            raise self._refused(f"the folder cannot be written to ({error.strerror or error})") from None


def _locked(file: BinaryIO) -> bool:
    """Whether this process alone has the file until it closes it or ends, where the system can say so."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _fits(part: Part, rules: Sequence[str]) -> bool:
    """Whether a part holds what hipkit writes, and nothing that somebody else put there."""
    import polars as pl

    kinds = dict.fromkeys(COLUMNS, pl.String) | {"line": pl.Int64}
    charges = {"claim_id": pl.String, "line": pl.Int64, "charge": pl.Int64}
    if dict(part.findings.schema) != kinds or dict(part.charges.schema) != charges:
        return False
    return set(part.findings["rule"]) <= set(rules) and set(part.findings["severity"]) <= set(SEVERITIES)


def _place(number: int, count: int) -> str:
    return f"part-{number + 1}-of-{count}"


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    half = path.with_name(f"{_HALF}{uuid.uuid4().hex}")
    half.write_bytes(data)
    _to_disk(half)
    half.rename(path)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def run_of(sources: Sequence[Source], rules: Sequence[str], engine: str) -> Json:
    """What a run is: the files by their bytes, the rules, the engine, and hipkit with its tables by theirs."""
    return {
        "files": [{"name": source.name, "sha256": _sha256(source.path)} for source in sources],
        "rules": list(rules),
        "engine": f"{engine} {_version(engine)}",
        "hipkit": f"{hipkit.__version__} {_own()}",
    }


def _version(engine: str) -> str:
    from importlib.metadata import version

    return version({"spark": "pyspark"}.get(engine, engine))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _own() -> str:
    """hipkit's own modules and tables, and those that a user added, in one number."""
    return hashlib.sha256(f"{_modules()}{datasets.ages()!r}{_added()}".encode()).hexdigest()


def _added() -> str:
    """The added tables that are used, by file; nothing where there are none."""
    return "".join(map(str, in_use().fingerprints))


@cache
def _modules() -> str:
    root, digest = Path(hipkit.__file__).parent, hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".csv", ".toml"):
            digest.update(f"{path.relative_to(root)}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _differs(kept: Json, wanted: Json) -> str:
    """What is other about the run that a folder holds, in words; empty where nothing is."""
    before = {file["name"]: file["sha256"] for file in kept["files"]}
    now = {file["name"]: file["sha256"] for file in wanted["files"]}
    for name in now:
        if before.get(name, now[name]) != now[name]:
            return f"other input ({shown(name)} has changed since)"
    if list(before) != list(now):
        return f"other files ({shown(', '.join(before))})"
    return next((words for name, words in _OTHER.items() if kept[name] != wanted[name]), "")
