"""What reading files of claim lines costs, measured in one run beside what it is held against. Printed, never asserted.

python benchmarks/reading.py [LINES]
"""

from __future__ import annotations

import io
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LINES = 1_000_000
CLAIMS = 2000
TIMES = 5
Work = Callable[[], object]


def main() -> None:
    """Print every table."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    print(f"Python {platform.python_version()}, polars {pl.__version__}, {platform.machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        tables(Path(folder), made(lines))
        professional(Path(folder))


def best(works: Mapping[str, Work], times: int = TIMES) -> dict[str, float]:
    """The best of five of each, in turn: what else the machine does falls on all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(times + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: min(taken) for name, taken in seconds.items()}


def row(name: str, seconds: float, count: int, beside: float, what: str = "lines") -> None:
    """One line: so many a second, and how many times as fast as what it stands beside."""
    print(f"  {name:<50} {seconds:8.3f} s {count / seconds:13,.0f} {what}/s {beside / seconds:7.2f} x")


def made(count: int) -> pl.DataFrame:
    """Claim lines as a year of a provider has them: sample claims over and over, identifiers and charges their own."""
    from hipkit.claim.table import COLUMNS, rows
    from tests.helpers.claims_made import claims

    samples = [row | {"claim_id": str(one.number)} for one in claims(300) for row in rows(one.claim)]
    frame = pl.DataFrame(samples, schema=dict.fromkeys(COLUMNS, pl.String))
    whole = pl.concat([frame] * (count // len(frame) + 1)).head(count).with_row_index("at")
    turn = pl.col("at") // len(frame)
    cents = (pl.col("at") * 7919) % 999_983
    return whole.with_columns(
        claim_id=pl.concat_str(pl.lit("C"), turn, pl.lit("-"), "claim_id"),
        patient_id=pl.concat_str(pl.lit("P"), (turn * 300 + pl.col("claim_id").cast(pl.Int64)) % 20_011),
        charge=pl.concat_str(cents // 100, pl.lit("."), (cents % 100).cast(pl.String).str.zfill(2)),
    ).drop("at")


def as_typed(frame: pl.DataFrame) -> pl.DataFrame:
    """The lines as a typed table."""
    from hipkit.review.table import typed

    found = typed(frame)
    assert not found.set_aside
    return found.lines  # type: ignore[no-any-return]


def tables(folder: Path, frame: pl.DataFrame) -> None:
    """CSV, Parquet and XLSX to typed claim lines, beside decoding alone."""
    from hipkit.review.reading import read

    lines = frame.height
    csv, parquet, xlsx = (folder / f"lines.{end}" for end in ("csv", "parquet", "xlsx"))
    blank = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    blank.write_csv(csv)
    as_typed(frame).write_parquet(parquet)
    few = min(lines, 20_000)
    as_typed(frame).head(few).write_excel(xlsx, autofit=False)

    def whole(path: Path) -> Any:
        return read([path]).lines.drop("file", "row_number").collect(engine="streaming")

    found = best(
        {
            "polars, every cell a text, nothing checked": lambda: pl.read_csv(csv, infer_schema=False),
            "CSV to typed claim lines": lambda: whole(csv),
            "polars, columns decoded, nothing checked": lambda: pl.scan_parquet(parquet).collect(engine="streaming"),
            "Parquet, every cell checked": lambda: read([parquet]),
            "Parquet to typed claim lines, checked and decoded": lambda: whole(parquet),
        }
    )
    print(f"{lines:,} lines; CSV {csv.stat().st_size / 1e6:.0f} MB, Parquet {parquet.stat().st_size / 1e6:.0f} MB")
    names = list(found)
    for name in names:
        beside = found[names[0]] if "CSV" in name or name == names[0] else found[names[2]]
        row(name, found[name], lines, beside)
    books = best({"openpyxl, read only": lambda: _openpyxl(xlsx), "XLSX to typed claim lines": lambda: whole(xlsx)}, 2)
    print(f"{few:,} lines of a workbook")
    for name, seconds in books.items():
        row(name, seconds, few, books["openpyxl, read only"])
    print()


def _openpyxl(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def professional(folder: Path) -> None:
    """837P to typed claim lines, beside x12sdk's models and pyx12's check of the same file."""
    from x12sdk.generate import generate_837p

    from hipkit.review.reading import read
    from tests.helpers.x12_judge import faults, models

    edi = generate_837p(seed=6, claims=CLAIMS)
    path = folder / "claims.837"
    path.write_text(edi)
    few = generate_837p(seed=6, claims=CLAIMS // 20).replace("005010X222A2", "005010X222A1")  # pyx12 knows A1
    works: dict[str, Work] = {
        "x12sdk, into its models": lambda: models(edi),
        "837P to typed claim lines": lambda: read([path]).lines.collect(),
    }
    found = best(works, 3) | {
        "pyx12, checked by the guide": best({"pyx12": lambda: faults(few)}, 1)["pyx12"] * 20,
    }
    print(f"{CLAIMS:,} claims of x12sdk's generator, {len(edi) / 1e6:.1f} MB (pyx12 on a twentieth of them)")
    for name, seconds in found.items():
        row(name, seconds, CLAIMS, found["x12sdk, into its models"], "claims")
    from hipkit.review.reading.x12file import pieces

    many = (edi * 20).encode()
    seconds = best({"walk": lambda: list(pieces(io.BytesIO(many), "many"))}, 1)["walk"]
    print(f"  {len(many) / 1e6:.0f} MB of them: {len(many) / seconds / 1e6:.1f} MB/s\n")


if __name__ == "__main__":
    main()
