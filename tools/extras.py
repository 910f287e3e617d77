"""Installs each extra of pyproject.toml by itself, in a fresh environment, and runs what it is for.

Called by `make test-all`. `python tools/extras.py plot claim` tries these alone.
Needs uv (tools/setup.sh fetches it) and a network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
ORDER = (
    "units --drug morphine --dose 5mg/hr --hours-per-day 24 --strength 25mg/mL --from 2021-03-01 --through 2021-03-31"
    " --ndc 00074-1133-03 --payer hmsa --save order.json"
)
TABLE = "claim_id,line,date_from,date_through,code,units\nA,1,2021-03-01,2021-03-02,S9326,2\n"
PICTURE = """
from hipkit.formats.bill.picture import drawn
assert "<svg" in drawn(lambda figure: figure.add_subplot().plot([1, 2]), "Units", "Two points.", (3, 2))
"""
PAGE = """
import hipkit.cli.app.server
from hipkit.widgets import app
assert app().book.state()["tabs"]
"""
DUCKDB = """
import duckdb
from hipkit.batch import with_units
orders = duckdb.sql("select 5.0 as dose, 24.0 as hours_per_day, 31 as days, 25.0 as strength")
assert len(with_units(orders).columns) == len(orders.columns) + 1
"""
PARQUET = """
import pyarrow.csv, pyarrow.parquet
pyarrow.parquet.write_table(pyarrow.csv.read_csv("claims.csv"), "claims.parquet")
"""
# Command lines as `hipkit` reads them, and Python.
SMOKE: dict[str, tuple[str, ...]] = {
    "": ("drugs --json", "convert 300mg --per 10mg", "practice case --seed 7 --level 1", "claim order.json"),
    "plot": (PICTURE,),
    "app": (PAGE, PICTURE),
    "claim": (
        *(f"claim order.json --format {form} -o claim.{form}" for form in ("table", "x12", "cms1500", "xlsx", "pdf")),
        "practice set --level 1 --seed 7 --count 2 -o sheet.pdf --key key.pdf",
    ),
    "review": tuple(f"review claims.csv --format {form} -o review.{form}" for form in ("text", "json", "xlsx", "html")),
    "duckdb": (DUCKDB, "review claims.csv --engine duckdb"),
    "spark": (PARQUET, "review claims.parquet --engine spark"),
    "dev": ("import hypothesis, mypy.api, nbval, pdoc, pint, playwright, psutil, pypdf, pytest, pyx12, xdist, yaml",),
}


def main(wanted: list[str]) -> int:
    """Try the extras; 1 where one does not work by itself."""
    stated = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    if set(SMOKE) - {""} != set(stated) or set(wanted) - set(stated):
        print(f"tools/extras.py tries {', '.join(filter(None, SMOKE))}; pyproject.toml has {', '.join(stated)}")
        return 1
    failed = [extra for extra in wanted or SMOKE if not works(extra)]
    if failed:
        print(f"do not work by themselves: {', '.join(failed)}")
    return 1 if failed else 0


def works(extra: str) -> bool:
    """Whether all that an extra is for runs with it alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = installed(folder, extra)
        (folder / "claims.csv").write_text(TABLE, encoding="utf-8")
        told = "".join(run(python, folder, line) for line in (ORDER, *SMOKE[extra]))
    print(f"{extra or 'hipkit alone'}: {told or 'works'}", flush=True)
    return not told


def installed(folder: Path, extra: str) -> Path:
    """The Python of a fresh environment that holds hipkit with one extra."""
    uv = shutil.which("uv") or str(PROJECT / ".uv" / "bin" / "uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    what = f"{PROJECT}[{extra}]" if extra else str(PROJECT)
    limits = str(PROJECT / "constraints.txt")
    install = [uv, "pip", "install", "--quiet", "--python", str(python), "--constraints", limits, what]
    subprocess.run(install, check=True, cwd=folder)
    return python


def run(python: Path, folder: Path, what: str) -> str:
    """What went wrong with a command line of hipkit, or with Python; empty where nothing did."""
    code = "import sys; from hipkit.cli.main import main; sys.exit(main())"
    words = [code, *what.split()] if what.split()[0] in ("units", *COMMANDS) else [what]
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    ran = subprocess.run([str(python), "-c", *words], cwd=folder, env=env, capture_output=True, text=True)
    return "" if ran.returncode == 0 else f"\n  {what.strip()}\n  ended with {ran.returncode}: {ran.stderr.strip()}"


COMMANDS = ("drugs", "convert", "practice", "claim", "review")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
