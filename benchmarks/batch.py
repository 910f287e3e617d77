"""What whole units cost over tables, measured in one run beside what they are held against. Printed, never asserted.

python benchmarks/batch.py [spark]
"""

from __future__ import annotations

import json
import math
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hipkit.frames.exactness import Mode

ROWS = 10_000_000
EDGE = 1_000_000
TIMES = 7
Work = Callable[[], object]


def main() -> None:
    """Print every table."""
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    beside_a_copy()
    beside_decimal()
    beside_floats()
    at_the_edge()
    on_a_cluster()


def best(works: Mapping[str, Work]) -> dict[str, float]:
    """The best of seven of each, in turn: what else the machine does falls on all alike."""
    for work in works.values():
        work()
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(TIMES):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return {name: min(times) for name, times in seconds.items()}


def row(name: str, seconds: float, rows: int, beside: float | None = None) -> None:
    """One line: million rows a second, and how many times as fast as what it stands beside."""
    ratio = f"{beside / seconds:8.2f}" if beside else ""
    print(f"  {name:<58} {rows / seconds / 1e6:9.2f} Mrow/s {seconds / rows * 1e9:9.2f} ns a row {ratio}")


def beside_a_copy() -> None:
    """The unit check beside numpy.copyto of the same four columns into warm arrays; default threads."""
    import numpy
    import polars
    import pyarrow

    from hipkit.batch import with_scaled_units, with_units
    from tests.differential.edge_rows import random_rows

    made = random_rows(ROWS, seed=1)
    columns = list(made.columns.values())
    warm = [numpy.zeros(ROWS) for _ in columns]

    def copied() -> None:
        for into, column in zip(warm, columns, strict=True):
            numpy.copyto(into, column)

    decimals = polars.DataFrame(made.columns)
    whole = polars.DataFrame(made.numerators)
    floats = whole.cast(polars.Float64)
    on_arrow, on_pandas = decimals.to_arrow(), decimals.to_pandas()
    assert with_units(decimals)["whole_units"].to_numpy().tobytes() == made.expected.tobytes()
    assert with_scaled_units(whole)["whole_units"].to_numpy().tobytes() == made.expected.tobytes()
    assert isinstance(on_arrow, pyarrow.Table)
    seconds = best(
        {
            "numpy.copyto of the four columns": copied,
            "with_units, float64 decimals, polars": lambda: with_units(decimals),
            "with_units, the same, polars lazy and streamed": lambda: (
                with_units(decimals.lazy()).select("whole_units").collect(engine="streaming")
            ),
            "with_units, the same, pyarrow": lambda: with_units(on_arrow),
            "with_units, the same, pandas": lambda: with_units(on_pandas),
            "with_scaled_units, int64": lambda: with_scaled_units(whole),
            "with_scaled_units, whole float64": lambda: with_scaled_units(floats),
        }
    )
    print(f"{ROWS:,} random orders, best of {TIMES}, in turn; the last column: share of the speed of the copy")
    for name, time_taken in seconds.items():
        row(name, time_taken, ROWS, seconds["numpy.copyto of the four columns"])
    print()


def beside_decimal() -> None:
    """What a careful user writes: Decimal, row by row."""
    import pandas
    import polars

    from hipkit.batch import with_units
    from tests.differential.edge_rows import random_rows

    few = 20_000
    made = random_rows(ROWS, seed=2)
    by_row = pandas.DataFrame({name: column[:few] for name, column in made.columns.items()})

    def units(order: Any) -> Decimal:
        over = Decimal(str(order.dose)) * Decimal(str(order.hours_per_day)) * Decimal(str(order.days))
        return (over / Decimal(str(order.strength))).to_integral_value(ROUND_CEILING)

    assert by_row.apply(units, axis=1).astype(float).tolist() == made.expected[:few].tolist()
    table = polars.DataFrame(made.columns)
    start = time.perf_counter()
    by_row.apply(units, axis=1)
    applied = (time.perf_counter() - start) / few
    ours = best({"ours": lambda: with_units(table)})["ours"] / ROWS
    print("Beside pandas.apply with Decimal; the last column: times as fast")
    row(f"pandas.apply with Decimal, {few:,} rows", applied * few, few, applied * few)
    row(f"with_units, polars, {ROWS:,} rows", ours * ROWS, ROWS, applied * ROWS)
    print()


def beside_floats() -> None:
    """What a quick user writes: ceil of a product of floats, and how often it is a unit off."""
    import numpy
    import polars

    from hipkit.batch import with_units
    from tests.differential.edge_rows import edge_rows, usual_rows

    print("Beside numpy in float64; the last column: times as fast as numpy")
    for name, made in {"usual orders": usual_rows(ROWS, seed=3), "edge": edge_rows(EDGE, seed=3)}.items():
        dose, hours, days, strength = made.columns.values()
        table = polars.DataFrame(made.columns)

        def plain(dose: Any = dose, hours: Any = hours, days: Any = days, strength: Any = strength) -> Any:
            return numpy.ceil(dose * hours * days / strength)

        proved = ~numpy.isnan(made.expected)
        wrong = int((plain()[proved] != made.expected[proved]).sum())
        ours = with_units(table)["whole_units"].to_numpy()
        off = int((ours[proved] != made.expected[proved]).sum())
        seconds = best({"numpy": plain, "hipkit": lambda table=table: with_units(table)})
        rows = len(made)
        row(f"{name}: numpy, {wrong:,} of {proved.sum():,} wrong", seconds["numpy"], rows, seconds["numpy"])
        row(f"{name}: with_units, {off:,} wrong", seconds["hipkit"], rows, seconds["numpy"])
    print()


def at_the_edge() -> None:
    """A million adversarial rows on each engine by its own arithmetic: wrong, null, resolved by Fractions."""
    import duckdb
    import numpy
    import polars

    from hipkit.batch import resolve
    from tests.differential.edge_rows import edge_rows
    from tests.helpers.batch_frames import from_numpy

    kinds: dict[str, Callable[[Any], Any]] = {
        "polars": lambda table: polars.from_arrow(table).lazy(),
        "pandas": lambda table: table.to_pandas(),
        "pyarrow": lambda table: table,
        "duckdb": lambda table: duckdb.connect().from_arrow(table),
    }
    modes: tuple[Mode, ...] = ("up", "half-up", "nearest-even")
    made = {mode: edge_rows(EDGE, seed=4, mode=mode) for mode in modes}
    nulls = " / ".join(f"{int(numpy.isnan(rows.expected).sum()):,}" for rows in made.values())
    print(f"{EDGE:,} orders at the edge of each mode ({' / '.join(modes)}), {nulls} of them beyond 2^53;")
    print("each engine's own arithmetic, wrong / null; then resolve")
    for name, kind in kinds.items():
        told = " ".join(_own(kind, rows, mode) for mode, rows in made.items())
        start = time.perf_counter()
        answer = resolve(kind(from_numpy(made["up"].columns)))
        print(
            f"  {name:<8} {told}  {answer.resolved:,} by Fractions, {sum(answer.reasons.values()):,} left,"
            f" {time.perf_counter() - start:.2f} s"
        )
    print()


def _own(kind: Callable[[Any], Any], made: Any, mode: Mode) -> str:
    import narwhals as nw
    import numpy

    from hipkit.frames.exactness import decimal, quotient
    from hipkit.frames.wholeunits import COLUMNS
    from tests.helpers.batch_frames import as_bytes, from_numpy

    dose, hours, days, strength = (decimal(one.name, one.places, one.most) for one in COLUMNS)
    frame = nw.from_native(kind(from_numpy(made.columns)))
    start = time.perf_counter()
    found = numpy.frombuffer(as_bytes(quotient(frame, "u", [dose, hours, days], strength, mode), "u"))
    taken = time.perf_counter() - start
    return f"{_wrong(found, made.expected)} / {int(numpy.isnan(found).sum()):,} ({taken:.2f} s)"


def _wrong(found: Any, expected: Any) -> int:
    return sum(
        not (got == wanted or (math.isnan(got) and math.isnan(wanted)))
        for got, wanted in zip(found.tolist(), expected.tolist(), strict=True)
    )


def on_a_cluster() -> None:
    """Spark on a standalone cluster of one and of two workers with a core each, beside polars on the same file."""
    import polars

    from hipkit.batch import with_units
    from tests.differential.edge_rows import random_rows

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.parquet"
        polars.DataFrame(random_rows(ROWS, seed=5).columns).write_parquet(path, row_group_size=ROWS // 20)
        print(f"{ROWS:,} orders in Parquet, the units summed; best of five after two to warm up")
        streamed = best(
            {
                "polars": lambda: (
                    with_units(polars.scan_parquet(path)).select("whole_units").sum().collect(engine="streaming")
                )
            }
        )
        row("polars, streamed", streamed["polars"], ROWS, streamed["polars"])
        for workers in (1, 2):
            told = subprocess.run(
                [sys.executable, __file__, "--cluster", str(workers), str(path)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=True,
            )
            found = json.loads(told.stdout)
            row(f"Spark, {workers} worker(s), units", found["units"], ROWS, streamed["polars"])
            row(f"Spark, {workers} worker(s), the plain sums of the columns", found["scan"], ROWS, streamed["polars"])
    print()


def _cluster(workers: int, path: str) -> None:
    """In a process of its own, since a program has one Spark: the times as JSON."""
    from pyspark.sql import functions

    from hipkit.batch import with_units
    from hipkit.review.run.cluster import session
    from tests.spark.standalone import cluster

    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder), workers=workers, memory="2g") as master:
        spark = session(master)
        orders = spark.read.parquet(path)
        units = with_units(orders).agg(functions.sum("whole_units"))
        plain = orders.agg(*(functions.sum(name) for name in orders.columns))
        seconds = {}
        for name, work in {"units": units.collect, "scan": plain.collect}.items():
            times = []
            for _ in range(TIMES):
                start = time.perf_counter()
                work()
                times.append(time.perf_counter() - start)
            seconds[name] = min(times[2:])
        spark.stop()
    print(json.dumps(seconds))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    if sys.argv[1:2] == ["--cluster"]:
        _cluster(int(sys.argv[2]), sys.argv[3])
    elif sys.argv[1:] == ["spark"]:
        on_a_cluster()
    else:
        main()
