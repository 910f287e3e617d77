"""How far a reader has to go who follows one order to its bill: files, and changes of file, counted. Printed.

python benchmarks/hops.py
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import hipkit
from hipkit import Bill, Continuous, Order, bill

_ROOT = str(Path(hipkit.__file__).parent)
_SHOWN = 12

# One call of a function of one file from another: who calls, who is called.
Hop = tuple[str, str]


def main() -> None:
    """Print the files and changes of file of an order, of its bill and of both, and where most of them are."""
    print("One order to its bill, followed from file to file")
    order = seed_order()
    for name, work in (
        ("the order read", seed_order),
        ("its bill", lambda: seed_bill(order)),
        ("both", lambda: seed_bill(seed_order())),
    ):
        files, changes = followed(work)
        print(f"  {name:<20} {len(files):4} files {changes.total():6,} changes of file")
    for (caller, called), times in changes.most_common(_SHOWN):
        print(f"  {times:6}  {caller} -> {called}")
    print()


def seed_order() -> Order:
    """The order of the README."""
    return Order(
        drug="morphine sulfate",
        regimen=Continuous("5 mg/hr", hours_per_day=24),
        strength="25 mg/mL",
        start="2021-03-01",
        end="2021-03-31",
        ndc="00074-1133-03",
    )


def seed_bill(order: Order) -> Bill:
    """Its bill by HMSA's text."""
    return bill(order, payer="hmsa", reading="rule-text")


def followed(work: Callable[[], object]) -> tuple[set[str], Counter[Hop]]:
    """The files of hipkit that a second call enters, and how often it goes from one to another."""
    work()  # tables are read once, and that is not what is counted
    files: set[str] = set()
    changes: Counter[Hop] = Counter()

    def enter(frame: FrameType, event: str, _: object) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(_ROOT):
            return
        files.add(_file(frame))
        caller = frame.f_back
        while caller is not None and not caller.f_code.co_filename.startswith(_ROOT):
            caller = caller.f_back
        if caller is not None and _file(caller) != _file(frame):
            changes[_file(caller), _file(frame)] += 1

    sys.setprofile(enter)
    try:
        work()
    finally:
        sys.setprofile(None)
    return files, changes


def _file(frame: FrameType) -> str:
    return frame.f_code.co_filename.removeprefix(f"{_ROOT}/")


if __name__ == "__main__":
    main()
