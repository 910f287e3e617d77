"""Measure `hipkit review` as a user runs it: seconds, lines a second and memory as tables grow.

    .venv/bin/python benchmarks/review.py [LINES ...]

The lines are those of made-up clean claims, over and over with other numbers, patients and charges, with a defect on
one in fifty. Each run is the whole command in a process of its own, from its start to the report in JSON on the disk;
beside it stand the bare function (`review` on a frame of polars, no report), and the same lines as CSV. Where other
programs run meanwhile, the seconds of all cores together say more than those of the clock.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.process import Used, ran  # noqa: E402

if TYPE_CHECKING:
    import polars as pl

SIZES = (10_000, 100_000, 1_000_000)
CLAIMS = 2_000
GROUP = 250_000  # lines that are made and written at once
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
    """A Parquet file of so many lines, written group by group.

    polars streams each scan in blocking threads of its own, of which it has 512: one plan over a thousand parts has
    it warn of a deadlock.
    """
    import polars as pl
    from pyarrow.parquet import ParquetWriter

    from tests.helpers.claims_made import claims
    from tests.helpers.review_lines import frame, of_claims

    seed = folder / "seed.parquet"
    if not seed.exists():
        frame(of_claims(claims(CLAIMS))).write_parquet(seed)
    clean = pl.read_parquet(seed)
    path = folder / f"{lines}.parquet"
    with ParquetWriter(path, clean.to_arrow().schema, compression="zstd") as written:
        for first in range(0, lines, GROUP):
            at = range(first, min(first + GROUP, lines))
            parts = range(at.start // clean.height, -(-at.stop // clean.height))
            group = pl.concat(copied(clean, number) for number in parts)
            group = group.slice(at.start - parts.start * clean.height, len(at))
            written.write_table(group.to_arrow().cast(written.schema), row_group_size=GROUP)
    return path


def copied(clean: pl.DataFrame, number: int) -> pl.DataFrame:
    """The clean lines once more: other claims, patients and charges, and a defect on one in fifty."""
    import polars as pl

    at = pl.int_range(pl.len())
    spoiled = pl.when(at % 50 == 0).then(pl.col("units") * 10).otherwise(pl.col("units"))
    # by a column: by a literal polars multiplies with its reciprocal, and some cents come out a bit off
    cents = 1 + (at + number * clean.height) * 7919 % 999_983
    return clean.with_columns(
        pl.concat_str("claim_id", pl.lit(f"-{number}")),
        spoiled.alias("units"),
        patient_id=pl.concat_str(pl.lit("P"), "claim_id", pl.lit(f"-{number}")),
        charge=cents / (at * 0 + 100),
    )


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
    main([int(float(text)) for text in sys.argv[1:]] or list(SIZES))
