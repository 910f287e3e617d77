"""How long each refusal takes: `python -m tests.inputs.timing` prints the slowest. No test asserts a time."""

from __future__ import annotations

import time

from hipkit import InputError, bill
from tests.golden.cases import billing, order
from tests.inputs.rows import Row, rows

RUNS = 5


def seconds(row: Row) -> float:
    """The median of a few runs of one refusal."""
    taken = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        try:
            bill(order(row.fields), **billing(row.fields))
        except InputError as error:
            str(error)
        taken.append(time.perf_counter() - begin)
    return sorted(taken)[RUNS // 2]


def main() -> None:
    """Print the slowest refusals in milliseconds."""
    refused = [row for row in rows("api") if row.outcome == "BLOCK"]
    slowest = sorted(((seconds(row), row.name) for row in refused), reverse=True)
    print(f"{len(refused)} refusals; the slowest take")
    for taken, name in slowest[:5]:
        print(f"{taken * 1000:8.2f} ms  {name}")


if __name__ == "__main__":
    main()
