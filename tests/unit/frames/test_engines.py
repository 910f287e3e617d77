"""What differs from engine to engine in review, and the Java and the master that Spark needs."""

from __future__ import annotations

import datetime
import socket
import stat
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas
import polars
import pyarrow
import pytest

from hipkit.errors import InputError
from hipkit.frames.engines import collected, embedded, in_left_order, in_order, reference, scan
from hipkit.review.run import cluster
from tests.helpers.batch_frames import KINDS

SCHEMA = {"code": nw.String, "per": nw.Float64, "count": nw.Int64, "since": nw.Date, "known": nw.Boolean}
CELLS = {
    "code": ["J2270", "it's", 'a"b', "a\\b", "NULL"],
    "per": [10.0, 0.1, None, -0.0, 1e300],
    "count": [None, 2, 2**53 + 1, -1, 0],
    "since": [datetime.date(2015, 1, 1), None, datetime.date(2024, 10, 1), None, datetime.date(1, 1, 1)],
    "known": [True, False, None, True, False],
}
ROWS = list(zip(*CELLS.values(), strict=True))


def lazy(frame: Any) -> nw.LazyFrame[Any]:
    return nw.from_native(frame).lazy()


# ---- our own tables in the engine of the user's


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_table_joins_the_users_own(kind: str) -> None:
    codes = [*CELLS["code"], None, "not known", "it's"]
    lines = lazy(KINDS[kind](pyarrow.table({"code": codes, "line": range(len(codes))})))
    known = reference(lines, CELLS, SCHEMA)
    assert known.implementation == lines.implementation
    assert dict(known.collect_schema()) == {name: kind() for name, kind in SCHEMA.items()}
    joined = lines.join(known, on="code", how="left").select("line", *SCHEMA)
    nothing = (None,) * 4
    rows = [*ROWS, (None, *nothing), ("not known", *nothing), ROWS[1]]
    assert in_order(joined, ["line"]) == [(line, *row) for line, row in enumerate(rows)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_table_may_be_empty(kind: str) -> None:
    lines = lazy(KINDS[kind](pyarrow.table({"code": ["J2270"], "line": [1]})))
    joined = lines.join(reference(lines, {name: [] for name in SCHEMA}, SCHEMA), on="code", how="left")
    assert in_order(joined, ["line"]) == [("J2270", 1, None, None, None, None)]


def test_a_relation_of_another_connection_gets_its_table_there() -> None:
    relation = duckdb.connect().sql("SELECT 'J2270' AS code")
    assert in_order(reference(lazy(relation), CELLS, SCHEMA), ["code"])[0][0] == "J2270"


def test_two_large_tables_of_ours_join_one_relation() -> None:
    many = range(5_000)
    relation = lazy(duckdb.connect().sql("SELECT 'k' || i AS code FROM range(6000) AS t(i)"))
    for shift in (1, 2):
        cells = {"code": [f"k{one}" for one in many], f"plus{shift}": [one + shift for one in many]}
        relation = relation.join(
            reference(relation, cells, {"code": nw.String, f"plus{shift}": nw.Int64}), on="code", how="left"
        )
    assert in_order(relation, ["plus1"])[1_000:1_002] == [("k0", 1, 2), ("k1", 2, 3)]


def test_the_left_order_is_kept() -> None:
    codes = [f"{number % 977}" for number in range(200_000)]
    left = lazy(polars.LazyFrame({"code": codes, "line": range(len(codes))}))
    right = reference(left, {"code": codes[:977], "per": [1.0] * 977}, {"code": nw.String, "per": nw.Float64})
    assert collected(in_left_order(left, right, "code"))["line"].to_list() == list(range(len(codes)))


def test_rows_come_in_one_order_whatever_the_engine() -> None:
    table = pyarrow.table({"claim_id": ["b", None, "B", "a", "a"], "line": [1, 2, None, 10, 9]})
    wanted = [(None, 2), ("B", None), ("a", 9), ("a", 10), ("b", 1)]
    for kind, make in KINDS.items():
        assert in_order(nw.from_native(make(table)), ["claim_id", "line"]) == wanted, kind


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "duckdb" and "lazy" not in kind])
def test_a_table_in_memory_is_taken_by_polars(kind: str) -> None:
    given = pyarrow.table({"code": ["J2270", None], "per": [0.1, None], "line": [1, 2]})
    assert collected(embedded(nw.from_native(KINDS[kind](given)))).rows() == [("J2270", 0.1, 1), (None, None, 2)]


@pytest.mark.parametrize(
    "cells, wanted",
    [
        ([1, "nan", None], ["1", "nan", None]),
        (["a", float("nan"), pandas.NaT], ["a", None, None]),
        ([Decimal("0.30"), None, Decimal("NaN")], [Decimal("0.30"), None, None]),
        ([Decimal("1." + "0" * 50), 2, None], ["1." + "0" * 50, "2." + "0" * 50, None]),
        ([2**64, 1, None], ["18446744073709551616", "1", None]),
        ([datetime.date(2021, 3, 1), None, pandas.NaT], [datetime.date(2021, 3, 1), None, None]),
    ],
    ids=str,
)
def test_a_column_of_objects_is_taken_by_its_cells(cells: list[Any], wanted: list[Any]) -> None:
    given = pandas.DataFrame({"cell": pandas.Series(cells, dtype=object, index=[7, 7, 9])})
    assert collected(embedded(nw.from_native(given)))["cell"].to_list() == wanted


# ---- files


@pytest.mark.parametrize("name", ["claims.parquet", "a b [1]*.parquet", "{x}?.parquet", "it's #1%20.parquet"])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_parquet_file_of_any_name_is_scanned(engine: str, name: str, tmp_path: Path) -> None:
    polars.DataFrame({"claim_id": ["NA", None], "units": [1.0, 2.5]}).write_parquet(tmp_path / name)
    polars.DataFrame({"claim_id": ["other"], "units": [9.0]}).write_parquet(tmp_path / "a b 1x.parquet")
    frame = scan([tmp_path / name], engine)
    assert isinstance(frame, nw.LazyFrame)
    assert in_order(frame, ["units"]) == [("NA", 1.0), (None, 2.5)]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_several_files_are_one_frame(engine: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{month}.parquet" for month in range(3)]
    for month, path in enumerate(paths):
        polars.DataFrame({"line": [month]}).write_parquet(path)
    assert in_order(scan(paths, engine), ["line"]) == [(0,), (1,), (2,)]


def test_an_engine_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="known are polars, duckdb, spark"):
        scan([], "pandas")


# ---- the Java that Spark needs


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where the distribution would keep its Javas."""
    monkeypatch.setattr(cluster, "INSTALLED", tmp_path / "jvm")
    return tmp_path / "jvm"


def a_java(home: Path, says: str) -> Path:
    """A `java` that lists such modules."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\nprintf '{says}'\n")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    return home


FIT = "java.base@17.0.15\\njdk.incubator.vector@17.0.15\\n"


@pytest.mark.parametrize(
    "says, found",
    [
        ("java.base@17.0.15\\n", "Java 17 without jdk.incubator.vector"),
        ("java.base@11.0.2\\njdk.incubator.vector@11\\n", "Java 11"),
        ("", "older than Java 9"),
    ],
)
@pytest.mark.usefixtures("nothing_installed")
def test_a_java_that_does_not_fit_is_told(
    says: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(a_java(tmp_path / "jdk", says)))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=f"needs Java 17 or later .*{found}") as refused:
        cluster.java_home()
    assert "\n" not in str(refused.value)


def test_the_java_of_java_home_comes_first_then_that_of_the_path_then_an_installed_one(
    nothing_installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, other = a_java(tmp_path / "named", FIT), a_java(tmp_path / "other", FIT)
    monkeypatch.setenv("JAVA_HOME", str(named))
    monkeypatch.setenv("PATH", f"{other / 'bin'}:/bin:/usr/bin")
    assert both() == str(named)
    monkeypatch.setenv("JAVA_HOME", str(a_java(tmp_path / "old", "java.base@11.0.2\\n")))
    assert both() == str(other)
    monkeypatch.delenv("JAVA_HOME")
    assert both() == str(other)
    monkeypatch.setenv("PATH", str(tmp_path))
    a_java(nothing_installed / "java-11", "java.base@11.0.2\\n")
    installed = a_java(nothing_installed / "java-21", FIT)
    assert cluster.java_home() == str(installed)


def both() -> str:
    """What hipkit finds, which is what tools/java.sh prints for `make`."""
    printed = subprocess.run(["tools/java.sh"], capture_output=True, text=True, check=True).stdout
    assert printed == cluster.java_home() + "\n"
    return printed.strip()


@pytest.mark.usefixtures("nothing_installed")
def test_no_java_at_all_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="none on the PATH, JAVA_HOME is not set"):
        cluster.session()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="does not run"):
        cluster.session()


# ---- the master


@pytest.mark.parametrize(
    "master", ["", "localhost", "http://x:7077", "spark://", "spark://host", "local[x]", "spark://h:1 --conf"]
)
def test_what_is_no_master_is_refused(master: str) -> None:
    with pytest.raises(InputError, match="not the address of a Spark master") as refused:
        cluster.session(master)
    assert refused.value.field == "master"


def test_a_master_that_does_not_answer_is_told_at_once() -> None:
    with socket.socket() as taken:
        taken.bind((cluster.LOOPBACK, 0))
        master = f"spark://{cluster.LOOPBACK}:{taken.getsockname()[1]}"
        with pytest.raises(InputError, match="nothing answers there"):
            cluster.session(master)


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="needs the package pyspark"):
        cluster.session()
