"""Measure `hipkit review` as a user runs it: seconds, lines a second and memory as tables grow.

    .venv/bin/python benchmarks/review.py [LINES ...]

The lines are those of made-up clean claims, over and over with other numbers, patients and charges, with a defect on
one in fifty. Each run is the whole command in a process of its own, from its start to the report in JSON on the disk;
beside it stand the bare function (`review` on a frame of polars, no report), and the same lines as CSV. Where other
programs run meanwhile, the seconds of all cores together say more than those of the clock.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000, 1_000_000)
CLAIMS = 2_000
MOST_CSV = 1_000_000
# A review by the function alone: imports and hipkit's own tables are no part of its time.
BARE = """
import sys, time
import polars as pl
from hipkit.review.run.rules import review
review(pl.scan_parquet(sys.argv[1]).head(100))
start = time.perf_counter()
review(pl.scan_parquet(sys.argv[1])).findings.select("rule").collect()
print(time.perf_counter() - start)
"""


def table(folder: Path, lines: int) -> Path:
    """A Parquet file of so many lines, written part by part."""
    import polars as pl

    from tests.helpers.claims_made import claims
    from tests.helpers.review_lines import frame, of_claims

    seed = folder / "seed.parquet"
    if not seed.exists():
        frame(of_claims(claims(CLAIMS))).write_parquet(seed)
    path = folder / f"{lines}.parquet"
    clean = pl.scan_parquet(seed)
    height = clean.select(pl.len()).collect().item()
    at = pl.int_range(pl.len())
    spoiled = pl.when(at % 50 == 0).then(pl.col("units") * 10).otherwise(pl.col("units"))
    parts = [
        clean.with_columns(
            pl.concat_str("claim_id", pl.lit(f"-{number}")),
            spoiled.alias("units"),
            patient_id=pl.concat_str(pl.lit("P"), "claim_id", pl.lit(f"-{number}")),
            # by a column: by a literal polars multiplies with its reciprocal, and some cents come out a bit off
            charge=(1 + (at + number * height) * 7919 % 999_983) / (at * 0 + 100),
        )
        for number in range(-(-lines // height))
    ]
    pl.concat(parts).head(lines).sink_parquet(path)
    return path


@dataclass(frozen=True)
class Used:
    """What a process took: seconds, those of all cores together, and megabytes at most; and what it printed."""

    seconds: float
    of_cores: float
    megabytes: float
    printed: str


def ran(command: list[str]) -> Used:
    """Run a command in a process of its own."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - start
    assert process.returncode in (0, 1), command  # 1: there are findings
    return Used(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, printed)


def command(path: Path) -> tuple[Used, dict[str, Any]]:
    """One whole command, and the counts of its report."""
    out = path.with_suffix(".json")
    hipkit = str(Path(sys.executable).with_name("hipkit"))
    used = ran([hipkit, "review", str(path), "--format", "json", "-o", str(out)])
    with out.open() as file:  # the findings, which come last, may be millions
        head, _, _ = file.read(1 << 20).partition(',\n  "findings": [')
    counts = json.loads(f"{head}}}")["counts"]
    out.unlink()
    return used, counts


def row(name: str, lines: int, used: Used, findings: str = "") -> None:
    """One line of the table."""
    rate = lines / used.seconds
    print(
        f"{name:<28} {lines:>12,} {used.seconds:>9.2f} {used.of_cores:>9.2f} {rate:>12,.0f} {used.megabytes:>8,.0f}"
        f" {findings:>10}",
        flush=True,
    )


def main(sizes: list[int]) -> None:
    """Print the table."""
    import polars as pl

    print(f"{'':<28} {'lines':>12} {'seconds':>9} {'of cores':>9} {'lines/s':>12} {'MB':>8} {'findings':>10}")
    with tempfile.TemporaryDirectory() as name:
        for lines in sizes:
            path = table(Path(name), lines)
            used, counts = command(path)
            row("hipkit review, Parquet", lines, used, f"{int(counts['findings']):,}")
            alone = ran([sys.executable, "-c", BARE, str(path)])
            row("  the function alone", lines, replace(alone, seconds=float(alone.printed)))
            if lines <= MOST_CSV:
                csv = path.with_suffix(".csv")
                pl.scan_parquet(path).sink_csv(csv)
                used, counts = command(csv)
                row("hipkit review, CSV", lines, used, f"{int(counts['findings']):,}")
                csv.unlink()
            path.unlink()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main([int(float(text)) for text in sys.argv[1:]] or list(SIZES))
