"""Spark beyond one machine: a master and two workers as processes of their own, the same answers as polars."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy
import polars
import pyarrow
import pytest

from hipkit.batch import resolve, review, with_scaled_units, with_units
from hipkit.claim.table import rows as claim_lines
from hipkit.cli import main as cli
from hipkit.errors import InputError
from hipkit.frames.engines import in_order, reference, scan
from hipkit.frames.exactness import Mode
from hipkit.frames.wholeunits import units_of
from hipkit.review.finding import ORDER
from hipkit.review.run import split as partition
from hipkit.review.run.cluster import LOOPBACK, session
from tests.differential.edge_rows import edge_rows, nudged, random_rows
from tests.helpers.batch_frames import as_bytes, columns, from_numpy, units
from tests.helpers.claims_made import claims
from tests.helpers.review_tables import many, write_parquet
from tests.unit.frames.test_engines import CELLS, SCHEMA
from tests.unit.frames.test_engines import ROWS as TABLE
from tests.unit.test_batch import ROWS, WANTED


@pytest.fixture(scope="session")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60,000 orders as Parquet: random, at the rounding edge, and one bit beside it."""
    parts = [random_rows(20_000, 1), edge_rows(20_000, 2), nudged(edge_rows(20_000, 3), 4)]
    table = pyarrow.concat_tables([from_numpy(part.columns) for part in parts])
    path = tmp_path_factory.mktemp("orders") / "orders of 2021 [all].parquet"
    numbered = polars.from_arrow(table).with_row_index("order")
    numbered.write_parquet(path, row_group_size=10_000)
    return path


def in_its_order(frame: Any) -> Any:
    return nw.from_native(frame).sort("order")


# ---- the cluster


def test_two_workers_hold_the_work(spark: Any, master: str) -> None:
    assert spark.sparkContext.master == master
    assert master.startswith(f"spark://{LOOPBACK}:")
    spark.range(4).repartition(4).count()
    assert spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 3, "the driver and two executors"
    assert spark.sparkContext.getConf().get("spark.executor.memory") == "512m", "the user's own settings hold"


def test_the_same_master_gives_the_same_session_and_another_none(spark: Any, master: str) -> None:
    assert session(master) is spark
    with pytest.raises(InputError, match="has a Spark session on"):
        session("local[1]")


# ---- units


@pytest.mark.parametrize("mode", ["up", "half-up", "nearest-even"])
def test_a_million_rows_at_the_edge_are_exact_or_null(spark: Any, mode: Mode, tmp_path: Path) -> None:
    rows = edge_rows(1_000_000, seed=6, mode=mode)
    path = tmp_path / "edge.parquet"
    polars.DataFrame(rows.columns).with_row_index("order").write_parquet(path, row_group_size=100_000)
    done = units_of(scan([path], "spark", spark), mode=mode)
    found = polars.from_arrow(nw.to_native(done.select("order", "whole_units").collect())).sort("order")
    assert as_bytes(found) == numpy.where(numpy.isnan(rows.expected), numpy.nan, rows.expected).tobytes()


def test_units_are_those_of_polars_byte_for_byte(spark: Any, orders: Path) -> None:
    mine = with_units(scan([orders], "polars"))
    theirs = with_units(scan([orders], "spark", spark))
    assert isinstance(theirs, nw.LazyFrame)
    assert as_bytes(in_its_order(theirs)) == as_bytes(in_its_order(mine))


def test_the_scaled_columns_too(spark: Any) -> None:
    rows = edge_rows(5_000, 5)
    scaled = from_numpy(rows.numerators)
    for kind in (pyarrow.int64(), pyarrow.float64()):
        given = scaled.cast(pyarrow.schema([(name, kind) for name in scaled.column_names]))
        theirs = with_scaled_units(numbered(spark, given))
        wanted = numpy.where(numpy.isnan(rows.expected), numpy.nan, rows.expected)
        assert as_bytes(in_its_order(theirs)) == wanted.tobytes()


def numbered(spark: Any, table: pyarrow.Table) -> Any:
    return spark.createDataFrame(table.append_column("order", [range(len(table))]))


def test_each_row_is_exact_or_null(spark: Any) -> None:
    done = with_units(numbered(spark, columns(ROWS)))
    assert type(done).__name__ == "DataFrame"
    assert type(done).__module__.startswith("pyspark.")
    assert units(in_its_order(done)) == WANTED


def test_types_of_columns(spark: Any) -> None:
    for dose, wanted in {
        "CAST('0.10000000000000000001' AS DECIMAL(38, 20))": None,
        "CAST('5.00000' AS DECIMAL(38, 20))": 149,
        "CAST(0 AS DECIMAL(38, 20))": 0,
        "5": 149,
        "9223372036854775807L": None,
        "5F": None,
        "NULL": None,
        "DOUBLE('NaN')": None,
        "1e308D": None,
    }.items():
        given = spark.sql(f"SELECT {dose} AS dose, 24 AS hours_per_day, 31L AS days, 25D AS strength")
        assert units(with_units(given)) == [wanted], dose
    with pytest.raises(InputError, match="must hold numbers"):
        with_units(spark.sql("SELECT '5' AS dose, 24 AS hours_per_day, 31L AS days, 25D AS strength"))
    with pytest.raises(InputError, match="no column of this name"):
        with_units(spark.sql("SELECT 5 AS DOSE, 24 AS hours_per_day, 31L AS days, 25D AS strength"))
    with pytest.raises(InputError, match="two columns"):
        with_units(spark.sql("SELECT 5 AS dose, 24 AS hours_per_day, 31L AS days, 25D AS strength, 1 AS x, 2 AS X"))


def test_a_spark_table_is_not_run(spark: Any) -> None:
    given = spark.sql(
        "SELECT DOUBLE(raise_error('it was run')) AS dose, 24 AS hours_per_day, 31 AS days, 25 AS strength"
    )
    done = with_units(given)
    with pytest.raises(Exception, match="it was run"):
        done.collect()


def test_what_is_open_is_resolved_as_on_polars(spark: Any, orders: Path) -> None:
    mine, theirs = resolve(scan([orders], "polars")), resolve(scan([orders], "spark", spark))
    assert theirs.rows == 60_000
    assert (theirs.rows, theirs.certified, theirs.resolved, theirs.reasons) == (
        mine.rows,
        mine.certified,
        mine.resolved,
        mine.reasons,
    )
    assert as_bytes(in_its_order(theirs.frame)) == as_bytes(in_its_order(mine.frame))


# ---- what review stands on


def test_a_small_table_joins_the_users_own(spark: Any) -> None:
    lines = nw.from_native(spark.createDataFrame(pyarrow.table({"code": CELLS["code"], "line": range(5)})))
    known = reference(lines, CELLS, SCHEMA)
    joined = lines.join(known, on="code", how="left").select("line", *SCHEMA)
    assert in_order(joined, ["line"]) == [(line, *row) for line, row in enumerate(TABLE)]
    empty = reference(lines, {name: [] for name in SCHEMA}, SCHEMA)
    assert in_order(lines.join(empty, on="code", how="inner"), ["line"]) == []


@pytest.mark.parametrize("name", ["claims.parquet", "a b [1]*.parquet", "{x}?.parquet", "it's #1%20,\\x.parquet"])
def test_a_parquet_file_of_any_name_is_scanned(spark: Any, name: str, tmp_path: Path) -> None:
    polars.DataFrame({"claim_id": ["NA", None], "units": [1.0, 2.5]}).write_parquet(tmp_path / name)
    polars.DataFrame({"claim_id": ["other"], "units": [9.0]}).write_parquet(tmp_path / "a b 1x.parquet")
    assert in_order(scan([tmp_path / name], "spark", spark), ["units"]) == [("NA", 1.0), (None, 2.5)]


def test_a_relative_path_is_that_of_the_present_folder(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spark itself would look in the folder in which its JVM was started."""
    polars.DataFrame({"units": [1.0]}).write_parquet(tmp_path / "may.parquet")
    monkeypatch.chdir(tmp_path)
    assert in_order(scan([Path("may.parquet")], "spark", spark), ["units"]) == [(1.0,)]


# ---- findings


def with_slips(path: Path) -> None:
    """Claims of ours with slips planted, and one row that cannot be read."""
    lines = [line for made in claims(40) for line in claim_lines(made.claim)]
    for number, line in enumerate(lines):
        if number % 3 == 0:
            line["units"] = str(int(line["units"]) * 10)
        if number % 7 == 0:
            line["code"] = "S9325"
    lines[5]["units"] = "148,8"
    texts = {name: [line[name] or None for line in lines] for name in lines[0]}
    polars.DataFrame(texts, schema=dict.fromkeys(texts, polars.String)).write_parquet(path)


def test_the_page_on_spark_says_what_runs(interpreted: Any, master: str, tmp_path: Path) -> None:
    """The example of docs/spark.md, with this cluster and this folder: units, and the findings that polars has."""
    example = re.search(r"```python\n(.*?)```", Path("docs/spark.md").read_text(), re.DOTALL)[1]
    polars.from_arrow(columns([ROWS[0], (0.00001, 24.0, 31.0, 25.0)])).write_parquet(tmp_path / "orders.parquet")
    with_slips(tmp_path / "claims-2025.parquet")
    names: dict[str, Any] = {}
    exec(example.replace("spark://HOST:7077", master).replace("/shared", str(tmp_path)), names)
    assert names["spark"] is interpreted
    assert sorted(units(interpreted.read.parquet(str(tmp_path / "units.parquet"))), key=str) == [149, None]
    answer = names["answer"]
    assert (answer.rows, answer.certified, answer.resolved, answer.reasons) == (2, 1, 1, {})
    mine = in_order(nw.from_native(review(polars.scan_parquet(tmp_path / "claims-2025.parquet"))), ORDER)
    assert len(mine) > 30 and "HIP001" in {row[0] for row in mine}
    assert type(names["findings"]).__module__.startswith("pyspark.")
    assert in_order(nw.from_native(names["findings"]), ORDER) == mine


# ---- hipkit review --engine spark

# A handful of rules, with one within a claim, one across the claims of a patient, and one that money hangs on.
RULES = ["--select", "HIP101", "--select", "HIP504", "--select", "HIP601", "--select", "HIP001"]


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    rows = many(60)
    rows[4]["units"] = "0"
    write_parquet(tmp_path / "may.parquet", rows)
    return str(tmp_path / "may.parquet")


def reviewed(capfdbinary: Any, *line: str) -> Any:
    code = cli.main(["review", *line, *RULES, "--json"])
    printed = capfdbinary.readouterr()
    assert code == 1, printed.err
    answer = json.loads(printed.out)
    assert answer["counts"]["rows_in"] == "120"
    return answer


def test_the_report_is_that_of_polars(interpreted: Any, master: str, lines: str, capfdbinary: Any) -> None:
    mine = reviewed(capfdbinary, lines)
    theirs = reviewed(capfdbinary, lines, "--engine", "spark", "--master", master)
    assert theirs["read"]["engine"] == "spark" and theirs["read"]["master"] == master
    for name in ("findings", "counts", "money", "worst_claims", "rules_run", "not_run"):
        assert theirs[name] == mine[name]
    assert {one["rule"] for one in mine["findings"]} == {"HIP504", "HIP601"}
    interpreted.range(1).count()  # a session that was there before goes on


def test_a_run_on_a_cluster_is_taken_up(
    interpreted: Any, master: str, lines: str, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(partition.ROWS, "spark", 60)
    on = ("--engine", "spark", "--master", master, "--resume", "run")
    first = reviewed(capfdbinary, lines, *on)
    second = reviewed(capfdbinary, lines, *on)
    assert "of 2 parts 2 were there" in second["notices"][-1]["text"]
    assert first["findings"] == second["findings"] == reviewed(capfdbinary, lines)["findings"]
