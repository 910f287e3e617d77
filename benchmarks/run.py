"""What hipkit costs, measured in one run beside what a user would write. Printed, never asserted.

make bench [DATA=folder of CMS's own files, to be added]
"""

from __future__ import annotations

import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

# What is measured rests on the tables that ship, whatever the person who measures has added.
os.environ["HIPKIT_DATA"] = os.path.join(tempfile.gettempdir(), f"hipkit-nothing-added-{os.getpid()}")


def main() -> None:
    """Print every table."""
    from benchmarks import adding, batch, hops, practice, review
    from benchmarks.process import ran

    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    scalar()
    hops.main()
    imports()
    keystrokes()
    practice.main()
    batch.main()
    reading = ran([sys.executable, "benchmarks/reading.py"])
    print(f"{reading.printed}most memory: {reading.megabytes:,.0f} MB\n")
    review.main([*review.SIZES, 10_000_000])
    if folder := os.environ.get("DATA"):
        adding.main(Path(folder))
    pages()


def timed(work: Callable[[], object], repeat: int = 50) -> list[float]:
    """Seconds of each of so many calls, after one to warm up."""
    work()
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds


def row(name: str, seconds: list[float], unit: str = "ms", beside: float | None = None) -> None:
    """One line: median and worst, and the ratio of the median to what it stands beside."""
    scale = {"ms": 1e3, "us": 1e6, "s": 1}[unit]
    median, worst = statistics.median(seconds) * scale, max(seconds) * scale
    ratio = f"  {median / scale / beside:8.1f} x" if beside else ""
    print(f"  {name:<58} {median:9.2f} {unit} median {worst:9.2f} worst of {len(seconds)}{ratio}")


def scalar() -> None:
    """One order to its units: by hand in Decimal, in floats, with pint, with hipkit."""
    import pint

    from hipkit import Continuous, Order, Quantity, bill, billing_units

    registry = pint.UnitRegistry()

    def decimals() -> int:
        return math.ceil(Decimal("5") * 24 * 31 / Decimal(10))

    def with_pint() -> int:
        amount = registry.Quantity(Decimal(5), "mg/hour") * registry.Quantity(Decimal(24 * 31), "hour")
        return math.ceil((amount / registry.Quantity(Decimal(10), "mg")).to("dimensionless").magnitude)

    def parsed() -> int:
        daily = Quantity.parse("5 mg/hr").base * 24
        return billing_units(Quantity(daily * 31, "mg"), "10 mg")

    def whole_bill() -> object:
        order = Order(
            drug="morphine sulfate",
            regimen=Continuous("5 mg/hr", hours_per_day=24),
            strength="25 mg/mL",
            start="2021-03-01",
            end="2021-03-31",
            ndc="00074-1133-03",
        )
        return bill(order, payer="hmsa", reading="rule-text")

    assert decimals() == with_pint() == parsed() == 372
    print("One order to its units (372), each read from what was typed but for the first")
    by_hand = statistics.median(timed(decimals))
    row("Decimal by hand: no units, nothing read or refused", timed(decimals), "us", by_hand)
    row("pint, Decimal inside", timed(with_pint), "us", by_hand)
    row("hipkit: read strictly, exact, whole units", timed(parsed), "us", by_hand)
    row("hipkit: the whole bill, steps, choices, notices, lines", timed(whole_bill), "us", by_hand)
    print(f"  binary floats wrong on {_floats_wrong():.2%} of a grid of 124,000 orders, hipkit on none\n")


def _floats_wrong() -> float:
    """How often ceil() of binary floats is a unit off: 0.05 to 10 mg/hr, 31 days, five strengths."""
    wrong = total = 0
    for hundredths in range(5, 1005, 5):
        dose = hundredths / 100
        for hours in (8, 12, 20, 24):
            for days in range(1, 32):
                for tenths in (2, 5, 10, 25, 50):
                    exact = -(-hundredths * hours * days // (10 * tenths))
                    wrong += math.ceil(dose * hours * days / (tenths / 10)) != exact
                    total += 1
    return wrong / total


def imports() -> None:
    """Starting: each in a fresh process, the bare interpreter taken off."""
    print("Import, in a fresh process")
    bare = timed(lambda: _python("pass"), 15)
    base = statistics.median(bare)
    row("python alone", bare)
    for name, code in (
        ("import hipkit", "import hipkit"),
        ("from hipkit import bill (the whole core)", "from hipkit import bill"),
        ("import pint", "import pint; pint.UnitRegistry()"),
        ("import pandas", "import pandas"),
    ):
        seconds = timed(lambda code=code: _python(code), 15)
        row(f"{name}, python alone taken off", [max(one - base, 0) for one in seconds])
    command = [
        "units",
        "--dose",
        "5 mg/hr",
        "--hours-per-day",
        "24",
        "--strength",
        "25 mg/mL",
        "--days",
        "31",
        "--json",
    ]
    hipkit = str(Path(sys.executable).with_name("hipkit"))
    row("hipkit units --json, the whole command", timed(lambda: _run(hipkit, *command), 15))
    print()


def _python(code: str) -> None:
    _run(sys.executable, "-c", code)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def keystrokes() -> None:
    """A dose typed key by key into the calculator, its answer rendered: without a browser."""
    from hipkit.widgets import calculator

    print("Keystroke to answer in Python: the panel's answer, rendered and handed to the widgets")
    panel = calculator()
    panel.press("HMSA's example")
    doses = [f"{tenths / 10} mg/hr".replace(".0 ", " ") for tenths in range(1, 52)]
    turn = iter(doses)
    row("another dose typed", timed(lambda: panel.type("dose", next(turn)), 50))
    print()


def pages() -> None:
    """The page in a real browser: first usable page on a running server, keystroke to result."""
    from benchmarks.browser import measured

    print("In a real Chromium, on a running `hipkit app`")
    opened, typed = measured(loads=7, keys=50)
    row("from address to a field that can be typed in", opened, "s")
    row("keystroke to the new units on the screen", typed)
    print()


if __name__ == "__main__":
    sys.path.insert(0, ".")
    main()
