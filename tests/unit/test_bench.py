"""What `make bench` says of a process is that process's own."""

from __future__ import annotations

import sys

from benchmarks.process import ran

MEGABYTE = 2**20


def test_the_memory_of_a_process_is_its_own_and_not_that_of_what_starts_it() -> None:
    large = bytearray(b"1") * (300 * MEGABYTE)
    assert ran([sys.executable, "-c", "pass"]).megabytes < 100 < len(large) / MEGABYTE


def test_the_memory_of_a_process_is_what_it_took_at_most() -> None:
    used = ran([sys.executable, "-c", f"print(len(bytearray(b'1') * {200 * MEGABYTE}))"])
    assert 200 < used.megabytes < 300
    assert used.printed == f"{200 * MEGABYTE}\n"
