"""A Spark cluster of its own on this machine: a master and workers as processes, on ports that are free.

Nothing of it is seen from outside: everything listens on the loopback address. It is what a cluster elsewhere is
to `hipkit review --master spark://HOST:PORT`, only nearer.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hipkit.review.run.cluster import LOOPBACK, java_home

PATIENCE = 180  # seconds until a process must have said where it listens


@contextmanager
def cluster(folder: Path, workers: int = 2, memory: str = "1g") -> Iterator[str]:
    """The address of a master with so many workers of one core each; all of it ends with the block."""
    with ExitStack() as running:
        where = ["--host", LOOPBACK, "--port", "0", "--webui-port", "0"]
        log = folder / "master.log"
        running.enter_context(_process("org.apache.spark.deploy.master.Master", where, log))
        master = _said(log, r"Starting Spark master at (spark://\S+)")
        size = ["--cores", "1", "--memory", memory]
        for number in range(workers):
            work = folder / f"worker-{number}"
            words = [*where, *size, "--work-dir", str(work), master]
            running.enter_context(_process("org.apache.spark.deploy.worker.Worker", words, folder / f"{number}.log"))
        for number in range(workers):
            _said(folder / f"{number}.log", r"(Successfully registered with master)")
        yield master


@contextmanager
def _process(main: str, words: list[str], log: Path) -> Iterator[None]:
    import pyspark

    home = Path(pyspark.__file__).parent
    settings = {
        "SPARK_HOME": str(home),
        "JAVA_HOME": java_home(),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",  # a quick start; none of them works long
    }
    command = [str(home / "bin" / "spark-class"), main, *words]
    with log.open("wb") as out:
        started = subprocess.Popen(command, env=os.environ | settings, stdout=out, stderr=out, start_new_session=True)
        try:
            yield
        finally:
            started.terminate()
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def _said(log: Path, pattern: str) -> str:
    """What a process has written of itself, waited for."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text(errors="replace")) if log.exists() else None
        if found:
            return found[1]
        time.sleep(0.1)
    raise TimeoutError(f"{log.name} did not say {pattern}: {log.read_text(errors='replace')[-2000:]}")


if __name__ == "__main__":
    with cluster(Path(sys.argv[1])) as address:
        print(address, flush=True)
        time.sleep(3600)
