"""Measure `hipkit data add` on CMS's own files, which the project does not hold, and a command with what was added.

    DATA=folder .venv/bin/python benchmarks/adding.py

Each file is added by the whole command in a process of its own, to a folder where nothing was; beside it one call of
pandas, what a user would write to look at the same file, in a process of its own too. pandas only reads; hipkit reads,
checks every row, compares it with what is known and keeps it. Seconds are the clock's, and in brackets those of all
cores together, from which the ratio is taken: they say more where other programs run meanwhile.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.process import Used, ran  # noqa: E402

FILES = (".csv", ".txt", ".xlsx", ".zip")
TIMES = 3
STARTS = 15
HIPKIT = str(Path(sys.executable).with_name("hipkit"))
# Of a zip the workbook, which is what pandas can read; of a table under CMS's titles what stands below them.
PANDAS = """
import sys, zipfile
import pandas as pd
path = sys.argv[1]
if path.endswith(".zip"):
    held = zipfile.ZipFile(path)
    frame = pd.read_excel(held.open(next(n for n in held.namelist() if n.endswith("ANWEB.xlsx"))), dtype=str)
elif path.endswith(".xlsx"):
    frame = pd.read_excel(path, dtype=str)
else:
    frame = pd.read_csv(path, dtype=str, encoding="latin-1", skiprows=0 if "ANWEB" in path else 8)
print(len(frame))
"""
ORDER = (
    "units", "--drug", "hydromorphone", "--dose", "1 mg/hr", "--hours-per-day", "24", "--strength", "10 mg/mL",
    "--ndc", "63323-0851-10", "--from", "2026-12-01", "--through", "2026-12-31", "--payer", "hmsa", "--json",
)  # fmt: skip
# The newest crosswalk under the titles of the quarters after it: as long as theirs, and later than what ships.
LATER = (("April", "June", "30"), ("July", "September", "30"), ("October", "December", "31"))


def main(folder: Path) -> None:
    """Print every table."""
    print("CMS's files, read, compared and kept by the whole command; beside it pandas, which only reads")
    for path in sorted(path for path in folder.iterdir() if path.suffix in FILES):
        added, read = best(lambda path=path: add(path)), best(lambda path=path: with_pandas(path))
        print(f"  {path.name:<36} {told(added)}   pandas {told(read)} {added.of_cores / read.of_cores:5.2f} x")
    quarters(folder)
    print()


def told(used: Used) -> str:
    """What one of them took."""
    return f"{used.seconds:5.2f} s ({used.of_cores:5.2f}) {used.megabytes:4.0f} MB"


def best(work: Callable[[], Used]) -> Used:
    """The quickest of a few."""
    return min((work() for _ in range(TIMES)), key=lambda used: used.seconds)


def add(path: Path) -> Used:
    """One file added where nothing was."""
    with nothing_added():
        return ran([HIPKIT, "data", "add", str(path), "--json"])


def with_pandas(path: Path) -> Used:
    """The same file read by pandas."""
    return ran([sys.executable, "-W", "ignore", "-c", PANDAS, str(path)])


@contextmanager
def nothing_added() -> Iterator[None]:
    """Keep what is added in a folder of its own, as long as that is wanted."""
    before = os.environ.get("HIPKIT_DATA")
    with tempfile.TemporaryDirectory() as kept:
        os.environ["HIPKIT_DATA"] = kept
        try:
            yield
        finally:
            del os.environ["HIPKIT_DATA"]
            if before is not None:
                os.environ["HIPKIT_DATA"] = before


def quarters(folder: Path) -> None:
    """An order to its units, with three added quarters and without."""
    with tempfile.TemporaryDirectory() as made, nothing_added():
        files = later_quarters(folder, Path(made))
        print(f"hipkit units --json, the whole command, median of {STARTS}")
        print(f"  {'nothing added':<36} {start():6.2f} s")
        ran([HIPKIT, "data", "add", *map(str, files)])
        print(f"  {f'{len(files)} quarters of crosswalks added':<36} {start():6.2f} s")


def start() -> float:
    """Seconds of the command."""
    return statistics.median(ran([HIPKIT, *ORDER]).seconds for _ in range(STARTS))


def later_quarters(folder: Path, made: Path) -> list[Path]:
    """The crosswalk of January 2026 three times, as of the three quarters after it."""
    text = (folder / "asp_ndc_hcpcs_crosswalk_2026q1.csv").read_text("latin-1")
    files = []
    for number, (first, last, day) in enumerate(LATER, 2):
        span = f"Effective {first} 1, 2026 through {last} {day}, 2026"
        other = text.replace("January 2026", f"{first} 2026", 1)
        other = other.replace("Effective January 1, 2026 through March 31, 2026", span, 1)
        files.append(made / f"asp_ndc_hcpcs_crosswalk_2026q{number}.csv")
        files[-1].write_text(other, "latin-1")
    return files


if __name__ == "__main__":
    main(Path(os.environ["DATA"]))
