"""Run a command in a process of its own, and say what it took.

The system counts the memory of a process from before its first statement: what a large program starts begins as large
as that program is. So a small Python stands between the two, this file, run alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of what the system counts memory in


@dataclass(frozen=True)
class Used:
    """What a process took: seconds, those of all cores together, and megabytes at most; and what it printed."""

    seconds: float
    of_cores: float
    megabytes: float
    printed: str
    code: int


def ran(command: Sequence[str]) -> Used:
    """Run a command from the project's folder. Raises for one that ends with more than 1, which is "findings"."""
    between = [sys.executable, "-I", "-S", __file__, *command]
    told = subprocess.run(between, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)
    used = Used(**json.loads(told.stdout))
    assert used.code in (0, 1), command
    return used


def _measured(command: Sequence[str]) -> Used:
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds, of_cores = time.perf_counter() - start, used.ru_utime + used.ru_stime
    return Used(seconds, of_cores, used.ru_maxrss * UNIT / 2**20, printed, process.returncode)


if __name__ == "__main__":
    print(json.dumps(asdict(_measured(sys.argv[1:]))))
