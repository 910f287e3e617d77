from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.errors import DataError, InputError
from hipkit.reference import datafolder, store
from hipkit.reference.cms.table import Table

DAY = datetime.date(2026, 11, 30)
COLUMNS = ("ndc", "code", "words")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data"
    monkeypatch.setenv("HIPKIT_DATA", str(path))
    return path


def table(name: str = "crosswalk-2025-q4", code: str = "J1171", sha256: str = "a" * 64, rows: int = 2) -> Table:
    listed = [
        {"ndc": f"63323-{number:04}-10", "code": code, "words": f"Words {number} \u2019s"} for number in range(rows)
    ]
    return Table(
        kind="crosswalk", name=name, columns=COLUMNS, rows=tuple(listed), effective_from=datetime.date(2025, 10, 1),
        effective_through=datetime.date(2025, 12, 31), knows="whole", file="october.csv", sha256=sha256,
        remarks=("1 row left out",),
    )  # fmt: skip


def outcomes(*tables: Table) -> list[str]:
    return [kept.outcome for kept in store.keep(tables, on=DAY)]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {store.LOCK}


def contents() -> dict[str, object]:
    return {known.name: (known.sha256, known.rows()) for known in store.added()}


def test_nothing_was_added_and_no_folder_is_made(folder: Path) -> None:
    assert store.added() == ()
    assert not folder.exists()


def test_a_kept_table_is_what_was_read(folder: Path) -> None:
    assert outcomes(table()) == ["added"]
    (known,) = store.added()
    assert known.rows() == table().rows
    assert (known.name, known.kind, known.knows, known.count) == ("crosswalk-2025-q4", "crosswalk", "whole", 2)
    assert (known.effective_from, known.effective_through) == (table().effective_from, table().effective_through)
    assert (known.file, known.sha256, known.remarks, known.added_on) == (
        "october.csv", "a" * 64, ("1 row left out",), DAY,
    )  # fmt: skip
    assert known.stored.parent == folder


def test_one_ndc_is_looked_up_without_the_others() -> None:
    twice = table()
    rows = (*twice.rows, {**twice.rows[0], "code": "J9999"}, {**twice.rows[0], "ndc": "x63323-0000-10"})
    store.keep([Table(**{**vars(twice), "rows": rows})])
    (known,) = store.added()
    assert [row["code"] for row in known.find("63323-0000-10")] == ["J1171", "J9999"]
    assert known.find("63323-0000") == known.find("ndc") == known.find("") == ()


def test_what_is_there_already_changes_nothing_and_says_so(folder: Path) -> None:
    outcomes(table())
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert outcomes(table(), table()) == ["same", "same"]
    assert outcomes(table(sha256="b" * 64)) == ["same"], "the same rows in another file"
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_another_table_of_that_name_takes_its_place(folder: Path) -> None:
    outcomes(table())
    (old,) = store.added()
    assert outcomes(table(code="J1170")) == ["replaced"]
    (new,) = store.added()
    assert {row["code"] for row in new.rows()} == {"J1170"}
    assert not old.stored.exists()
    assert old.rows() == new.rows(), "who still holds the old one reads the new one"
    assert len(files(folder)) == 2


def test_one_is_removed() -> None:
    outcomes(table(), table("crosswalk-2026-q1"))
    assert store.remove("crosswalk-2025-q4").name == "crosswalk-2025-q4"
    assert [known.name for known in store.added()] == ["crosswalk-2026-q1"]
    with pytest.raises(InputError, match="no added table has this name; added are: crosswalk-2026-q1"):
        store.remove("crosswalk-2025-q4")
    store.remove("crosswalk-2026-q1")
    with pytest.raises(InputError, match="added are: none"):
        store.remove("../../etc/passwd")


QUARTERS = [table(f"crosswalk-2025-q{number}", code=f"J000{number}", rows=number) for number in (1, 2, 3, 4)]


@pytest.mark.parametrize("order", list(permutations(QUARTERS[:3])))
def test_one_after_another_and_all_at_once_are_the_same(folder: Path, order: Sequence[Table]) -> None:
    store.keep(QUARTERS[:3], on=DAY)
    at_once, index = contents(), (folder / store.INDEX).read_bytes()
    for known in store.added():
        store.remove(known.name)
    for one in order:
        store.keep([one], on=DAY)
    assert contents() == at_once
    assert (folder / store.INDEX).read_bytes() == index


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from(QUARTERS), max_size=3)), max_size=6))
def test_whatever_is_added_and_removed_the_last_word_holds(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, list[Table]]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HIPKIT_DATA", str(tmp_path_factory.mktemp("data")))
        expected: dict[str, Table] = {}
        for adding, tables in steps:
            if adding:
                store.keep(tables, on=DAY)
                expected |= {one.name: one for one in tables}
            else:
                for one in tables:
                    if expected.pop(one.name, None):
                        store.remove(one.name)
        assert contents() == {name: (one.sha256, one.rows) for name, one in expected.items()}
        found = datafolder.find()
        assert found is not None
        assert len(list(found.glob("*.tsv"))) == len(expected)


# ---- killed, full, damaged


def test_killed_before_the_index_is_in_place_the_old_tables_stand(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes(table())
    before = contents()
    for moment in range(1, 5):  # two tables and the index are three files
        count = 0

        def stop(*paths: object, moment: int = moment) -> None:
            nonlocal count
            count += 1
            if count == moment:
                raise KeyboardInterrupt
            os.rename(*paths)  # type: ignore[arg-type]

        monkeypatch.setattr(os, "replace", stop)
        if moment < 4:
            with pytest.raises(KeyboardInterrupt):
                outcomes(table(code="J1170"), table("crosswalk-2026-q1"))
            assert contents() == before
        else:
            assert outcomes(table(code="J1170"), table("crosswalk-2026-q1")) == ["replaced", "added"]
        monkeypatch.undo()
        monkeypatch.setenv("HIPKIT_DATA", str(folder))
    assert len(files(folder)) == 3, "what a killed process left is cleared away"


def test_a_full_disk_leaves_the_old_tables(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes(table())
    before, listed = contents(), files(folder)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        outcomes(table("crosswalk-2026-q1"))
    assert (contents(), files(folder)) == (before, listed)


@pytest.mark.parametrize("damage", [b"", b"ndc\tcode\twords\n", b"\xff\x00"])
def test_a_damaged_table_is_named_with_the_way_out(damage: bytes) -> None:
    outcomes(table())
    (known,) = store.added()
    known.stored.write_bytes(damage)
    for read in (known.rows, lambda: known.find("63323-0000-10")):
        with pytest.raises(DataError) as told:
            read()
        assert str(known.stored) in str(told.value)
        assert "hipkit data remove crosswalk-2025-q4, then add october.csv again" in str(told.value)
    assert outcomes(table()) == ["replaced"], "adding it again mends it"
    assert store.added()[0].rows() == table().rows


def test_a_missing_table_is_named_and_can_be_removed() -> None:
    outcomes(table())
    (known,) = store.added()
    known.stored.unlink()
    with pytest.raises(DataError, match="its file is missing"):
        known.rows()
    store.remove(known.name)
    assert store.added() == ()


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"null", b'{"version": "1"}', b'{"version": "1", "tables": [{}]}', b"\xff", b"[" * 100_000,
        b'{"version": "1", "tables": 5}', b'{"version": "9", "tables": []}',
    ],
)  # fmt: skip
def test_a_damaged_index_is_named_with_the_way_out(folder: Path, text: bytes) -> None:
    outcomes(table())
    (folder / store.INDEX).write_bytes(text)
    for act in (store.added, lambda: outcomes(table()), lambda: store.remove("crosswalk-2025-q4")):
        with pytest.raises(DataError) as told:
            act()
        assert str(folder / store.INDEX) in str(told.value)
        assert "delete this file" in str(told.value)


@pytest.mark.parametrize("changed", [{"stored": "../x.tsv"}, {"stored": "x.txt"}, {"added_on": None}, {"name": 5},
                                     {"effective_from": "soon"}, {"count": "many"}])  # fmt: skip
def test_an_index_that_was_written_by_another_hand_is_refused(folder: Path, changed: dict[str, object]) -> None:
    outcomes(table())
    index = json.loads((folder / store.INDEX).read_text())
    index["tables"][0] |= changed
    (folder / store.INDEX).write_text(json.dumps(index))
    with pytest.raises(DataError):
        store.added()


# ---- the folder


def test_the_platform_has_a_folder_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HIPKIT_DATA")
    assert "hipkit" in datafolder.locate().parts
    monkeypatch.setenv("HIPKIT_DATA", "~/tables")
    assert datafolder.locate() == Path.home() / "tables"


def test_a_folder_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    for named in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv("HIPKIT_DATA", str(named))
        with pytest.raises(InputError, match=r"data folder: .* Type for example: HIPKIT_DATA="):
            outcomes(table())
    monkeypatch.setenv("HIPKIT_DATA", "~nobody-of-that-name/data")
    with pytest.raises(InputError, match="data folder: "):
        store.added()
    monkeypatch.setenv("HIPKIT_DATA", str(tmp_path / "file"))
    with pytest.raises(InputError, match="it is no folder"):
        store.added()


# ---- two at once

ADDING = """
import sys, datetime
from tests.unit.reference.test_store import table
from hipkit.reference import store
for _ in range(12):
    for name in sys.argv[1:]:
        store.keep([table(name, code=f"J{_:04}")])
        [known.rows() for known in store.added()]
print("done")
"""


def start(folder: Path, code: str, *names: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *names], cwd=Path(__file__).parents[3], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={**os.environ, "HIPKIT_DATA": str(folder)},
    )  # fmt: skip


def test_two_processes_at_once_do_no_harm(folder: Path) -> None:
    running = [
        start(folder, ADDING, *names) for names in (("crosswalk-2025-q1", "same"), ("crosswalk-2025-q2", "same"))
    ]
    for process in running:
        out, err = process.communicate(timeout=60)
        assert out == "done\n", err
    assert [known.name for known in store.added()] == ["crosswalk-2025-q1", "crosswalk-2025-q2", "same"]
    assert {row["code"] for known in store.added() for row in known.rows()} == {"J0011"}
    assert len(files(folder)) == 4


def test_a_killed_one_leaves_whole_tables_and_no_lock(folder: Path) -> None:
    outcomes(table("old"))
    process = start(folder, ADDING.replace("range(12)", "range(10**6)"), "new")
    until = time.monotonic() + 30
    while len(store.added()) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert [known.name for known in store.added()] == ["new", "old"]
    assert all(known.rows() for known in store.added())
    assert outcomes(table("old", code="J9999")) == ["replaced"]
    assert len(files(folder)) == 3


def test_who_waits_too_long_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    monkeypatch.setattr(datafolder, "_PATIENCE", 0.0)
    with (
        datafolder.lock(folder / store.LOCK),
        pytest.raises(InputError, match="another hipkit has been changing its tables"),
    ):
        outcomes(table())
    assert outcomes(table()) == ["added"]


def test_listing_three_quarters_takes_milliseconds() -> None:
    store.keep([table(f"crosswalk-2025-q{number}", rows=8_000) for number in (1, 2, 3)])
    best = min(_seconds() for _ in range(5))
    assert best < 0.02


def _seconds() -> float:
    start = time.perf_counter()
    assert len(store.added()) == 3
    return time.perf_counter() - start
