"""A review that is killed goes on from its folder, with the findings of one that never was; another run is refused."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import hipkit
from hipkit.errors import InputError
from hipkit.review.run import files as pipeline
from hipkit.review.run import resuming
from hipkit.review.run import split as partition
from hipkit.review.run.files import Progress, review_files
from hipkit.review.run.report import Report
from tests.helpers.review_tables import clean, many, write_csv, write_parquet

TODAY = datetime.date(2026, 1, 1)
ROWS, PARTS = 60, 4
# hipkit's own command line, in a process of its own, with parts small enough for a test.
COMMAND = f"""
import signal, sys
from hipkit.cli.main import main
from hipkit.review.run import split as partition, resuming
partition.ROWS.update(polars={ROWS}, duckdb={2 * ROWS})
resuming._own = lambda: "as it is"  # whatever is written to hipkit's modules while the test runs
"""
# The same, but once half of the parts are kept it waits to be killed.
WAITING = f"""{COMMAND}
keep = resuming.Folder.keep
def keep_and_wait(folder, number, count, part):
    keep(folder, number, count, part)
    if 2 * (number + 1) == count:
        signal.pause()
resuming.Folder.keep = keep_and_wait
"""
END = "sys.exit(main())"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A folder with four parts of claims, in Parquet, and a run over them that ended; and its report."""
    folder = tmp_path_factory.mktemp("done")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(partition.ROWS, "polars", ROWS)
        patch.chdir(folder)
        return folder, kept(write_parquet(Path("may.parquet"), many(PARTS * ROWS // 2)))


@pytest.fixture
def lines(done: tuple[Path, Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The claims alone."""
    monkeypatch.setitem(partition.ROWS, "polars", ROWS)
    monkeypatch.chdir(tmp_path)
    shutil.copy2(done[0] / "may.parquet", tmp_path)
    return Path("may.parquet")


@pytest.fixture
def whole(done: tuple[Path, Report], lines: Path) -> Report:
    """The report of the run that ended, with its folder beside the claims."""
    shutil.copytree(done[0] / "run", "run")
    return done[1]


def kept(path: Path, folder: str = "run", **wanted: Any) -> Report:
    return review_files([path], resume=folder, today=TODAY, **wanted)


def same(one: Report, other: Report) -> bool:
    return (
        one.findings.equals(other.findings)
        and one.lines.equals(other.lines)
        and (one.counts, one.money, one.worst, one.rules, one.not_run)
        == (other.counts, other.money, other.worst, other.rules, other.not_run)
    )


def parts(folder: str = "run") -> set[str]:
    return {path.name for path in Path(folder).glob("part-*")} if Path(folder).exists() else set()


def refused(path: Path, folder: str = "run", **wanted: Any) -> str:
    with pytest.raises(InputError) as error:
        kept(path, folder, **wanted)
    assert error.value.field == "resume"
    return error.value.reason


# ---- killed


@pytest.mark.parametrize(("engine", "count"), [("polars", PARTS), ("duckdb", PARTS // 2)])
def test_killed_half_way_it_goes_on_and_ends_with_the_same(engine: str, count: int, lines: Path) -> None:
    words = ["review", "may.parquet", "--engine", engine, "--select", "HIP302", "--json"]
    first = subprocess.Popen([sys.executable, "-c", WAITING + END, *words, "--resume", "run"], stdout=subprocess.PIPE)
    while len(parts()) < count // 2:
        assert first.poll() is None, "it waits to be killed"
        time.sleep(0.005)
    first.send_signal(signal.SIGKILL)
    out, _ = first.communicate()
    assert (first.returncode, out, len(parts())) == (-signal.SIGKILL, b"", count // 2)

    command = [sys.executable, "-c", COMMAND + END, *words]
    again = subprocess.run([*command, "--resume", "run"], capture_output=True)
    assert (again.returncode, again.stderr) == (1, b"")
    resumed, never_killed = json.loads(again.stdout), json.loads(subprocess.run(command, capture_output=True).stdout)
    (told,) = [one["text"] for one in resumed["notices"] if "taken up" in one["text"]]
    assert f"of {count} parts {count // 2} were there" in told
    for name in ("findings", "counts", "money", "worst_claims", "rules_run", "not_run"):
        assert resumed[name] == never_killed[name]
    assert resumed["findings"]


def test_what_is_half_written_is_not_there(lines: Path, whole: Report) -> None:
    """A part is written beside its place; killed meanwhile, it leaves a hidden folder that nobody takes for a part."""
    shutil.rmtree("run/part-2-of-4")
    half = Path("run/.hipkit-half")
    half.mkdir()
    (half / "counts.json").write_text("{")
    assert same(kept(lines), whole)
    assert len(parts()) == PARTS


# ---- taken up


def test_with_a_folder_or_without_the_findings_are_the_same(lines: Path) -> None:
    without = review_files([lines], today=TODAY)
    assert same(kept(lines), without)
    assert same(kept(lines), without), "and once more, from the folder alone"


def test_parts_that_are_there_are_not_reviewed_again(
    lines: Path, whole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree("run/part-3-of-4")
    asked: list[int] = []
    real = pipeline.reviewed

    def counted(*given: Any) -> Any:
        asked.append(1)
        return real(*given)

    monkeypatch.setattr(pipeline, "reviewed", counted)
    told: list[Progress] = []
    assert same(kept(lines, tell=told.append), whole)
    assert len(asked) == 1 and len(told) == PARTS + 1


def test_the_day_is_that_of_the_first_start(lines: Path, whole: Report) -> None:
    later = review_files([lines], resume="run", today=datetime.date(2031, 5, 1))
    assert same(later, whole) and later.today == TODAY
    assert any("reviewed as of 2026-01-01" in one.text for one in later.notices)


@pytest.mark.parametrize("name", ["findings.parquet", "charges.parquet", "counts.json"])
@pytest.mark.parametrize("data", [b"", b"PAR1", b"{}", b"\xff\xfe nothing"])
def test_a_damaged_part_is_reviewed_again(name: str, data: bytes, lines: Path, whole: Report) -> None:
    (Path("run/part-3-of-4") / name).write_bytes(data)
    assert same(kept(lines), whole)
    assert same(kept(lines), whole), "it was replaced"


@pytest.mark.parametrize("column", ["rule", "severity", "message"])
def test_a_part_that_somebody_else_wrote_is_reviewed_again(column: str, lines: Path, whole: Report) -> None:
    place = Path("run/part-3-of-4/findings.parquet")
    foreign = pl.lit(7) if column == "message" else pl.lit("<script>alert(1)</script>")
    pl.read_parquet(place).with_columns(foreign.alias(column)).write_parquet(place)
    assert same(kept(lines), whole)


def test_rows_set_aside_are_counted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(partition.ROWS, "polars", 4)
    rows = [*clean("A"), *clean("B"), *clean("C")]
    rows[3]["units"] = "148,8"
    path = write_csv(tmp_path / "may.csv", rows)
    folder = str(tmp_path / "run")
    first, second = kept(path, folder), kept(path, folder)
    assert same(first, second)
    assert (second.counts.rows_in, second.counts.rows_set_aside) == (6, 1)
    assert second.counts.by_rule["HIP001"] == 1


# ---- refused


def test_a_changed_file_is_refused_and_nothing_is_replaced(lines: Path, whole: Report) -> None:
    before = sorted(os.walk("run"))
    write_parquet(lines, many(50))
    assert refused(lines) == f"it holds a review of other input ({lines} has changed since); nothing was reviewed"
    assert sorted(os.walk("run")) == before


def test_a_file_of_the_same_size_and_age_that_has_changed_is_refused(lines: Path, whole: Report) -> None:
    data, times = bytearray(lines.read_bytes()), lines.stat()
    data[len(data) // 2] ^= 1
    lines.write_bytes(data)
    os.utime(lines, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "has changed since" in refused(lines)


def test_other_files_rules_engines_and_versions_are_refused(
    lines: Path, whole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write_parquet(lines.with_name("june.parquet"), many(50))
    assert "other files" in refused(other)
    with pytest.raises(InputError, match="other files"):
        review_files([lines, other], resume="run", today=TODAY)
    assert "other rules" in refused(lines, select=["HIP1"])
    assert "other rules" in refused(lines, ignore=["HIP101"])
    assert "another engine" in refused(lines, engine="duckdb")
    monkeypatch.setattr(hipkit, "__version__", "0.0.0")
    assert "another version of hipkit" in refused(lines)


def test_rules_that_were_changed_are_another_version(
    lines: Path, whole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resuming.datasets, "ages", lambda: "renewed")
    assert "another version of hipkit or of its tables" in refused(lines)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', '{"today": "2026-01-01"}', '{"today": 5}', "\x00"])
def test_a_damaged_run_is_refused(text: str, lines: Path, whole: Report) -> None:
    Path("run/run.json").write_text(text)
    assert refused(lines) == "its run.json is damaged"


def test_a_folder_in_which_another_review_works_is_refused(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other is a process of its own, which waits in the middle; once it is gone the folder is taken up."""
    monkeypatch.setattr(resuming, "_own", lambda: "as it is")
    words = ["review", "may.parquet", "--select", "HIP302", "--resume", "run"]
    other = subprocess.Popen([sys.executable, "-c", WAITING + END, *words], stdout=subprocess.DEVNULL)
    while len(parts()) < PARTS // 2:
        assert other.poll() is None, "it waits to be killed"
        time.sleep(0.005)
    before = sorted(os.walk("run"))
    assert refused(lines, select=["HIP302"]) == "another review works in it at this moment; nothing was reviewed"
    assert sorted(os.walk("run")) == before
    other.kill()
    other.wait()
    resumed = review_files([lines], resume="run", select=["HIP302"])
    assert same(resumed, review_files([lines], select=["HIP302"]))
    assert any(f"of {PARTS} parts {PARTS // 2} were there" in one.text for one in resumed.notices)


def test_a_folder_of_something_else_is_refused(lines: Path) -> None:
    Path("mine").mkdir()
    Path("mine/diary.txt").write_text("dear diary")
    assert refused(lines, "mine") == "the folder holds something else, and no run of a review"
    assert refused(lines, "may.parquet").startswith("the folder cannot be used")
    assert refused(lines, "may.parquet/run").startswith("the folder cannot be used")
    assert refused(lines, "a\x00b").startswith("the folder cannot be used")
    assert sorted(os.listdir("mine")) == ["diary.txt"]


def test_an_empty_folder_is_taken_and_one_that_was_killed_at_once(lines: Path) -> None:
    Path("run").mkdir()
    Path("run/.hipkit-5d41402abc4b2a76").write_text('{"files"')
    kept(lines)
    assert len(parts()) == PARTS


def test_only_its_owner_looks_into_the_folder(lines: Path, whole: Report) -> None:
    assert Path("run").stat().st_mode & 0o077 == 0
