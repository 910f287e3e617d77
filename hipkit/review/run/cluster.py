"""A Spark session, for tables that outgrow one machine, and the Java that it needs.

Spark 4.3 runs on Java 17 or later that has the module `jdk.incubator.vector`. Java is taken from JAVA_HOME, else from
the PATH, else from where the distribution keeps its Javas. Nothing of hipkit or Python has to be installed on the
workers: the rules become plans that Spark runs itself.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hipkit.errors import InputError

JAVA = 17
MODULE = "jdk.incubator.vector"
INSTALLED = Path("/usr/lib/jvm")  # by a Linux distribution, on the PATH or not
LOOPBACK = "127.0.0.1"
EXAMPLE = "spark://localhost:7077"
PATIENCE = 5  # seconds
_MASTER = re.compile(r"local(\[(\d+|\*)\])?|spark://[\w.-]+:\d+(,[\w.-]+:\d+)*|yarn|k8s://\S+")


def session(master: str = "local[*]") -> Any:
    """The Spark session on a master: `local[*]` for this machine, `spark://HOST:PORT` for a cluster that runs.

    Raises InputError where the master cannot be read or reached, or no fitting Java or pyspark is found.
    """
    if not _MASTER.fullmatch(master):
        raise InputError("master", master, "not the address of a Spark master", EXAMPLE)
    if find_spec("pyspark") is None:
        reason = "the engine spark needs the package pyspark, which is not installed"
        raise InputError("engine", "spark", reason, "pip install 'hipkit[spark]'")
    os.environ["JAVA_HOME"] = java_home()
    _reach(master)
    return _started(master)


def _reach(master: str) -> None:
    """Spark itself tries for a minute and then says so in a stack trace."""
    if not master.startswith("spark://"):
        return
    failures = []
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=PATIENCE).close()
        except (OSError, OverflowError) as failed:
            failures.append(f"{place}: {getattr(failed, 'strerror', None) or failed}")
        else:
            return
    raise InputError("master", master, f"nothing answers there ({'; '.join(failures)})", EXAMPLE)


def _started(master: str) -> Any:
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None and running.sparkContext.master != master:
        on = str(running.sparkContext.master)
        raise InputError("master", master, f"this program has a Spark session on {on} already", on)
    # A notice about pyspark's own use of pandas, which hipkit does not use with Spark.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    builder = SparkSession.builder.master(master).appName("hipkit")
    if _on_this_machine(master):
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
    for name, value in _settings(master).items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as failed:  # py4j and Spark raise many kinds; what a user can act on is the master
        raise InputError("master", master, f"Spark did not start there ({_first_line(failed)})", EXAMPLE) from failed


def _settings(master: str) -> dict[str, str]:
    """What hipkit sets; all else is the user's, in spark-defaults.conf."""
    common = {
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.python.sql.dataFrameDebugging.enabled": "false",  # else each error is also printed as JSON
    }
    # On this machine alone nothing of Spark is to be seen from outside it.
    alone = {"spark.ui.enabled": "false", "spark.driver.bindAddress": LOOPBACK, "spark.driver.host": LOOPBACK}
    return common | alone if _on_this_machine(master) else common


def _on_this_machine(master: str) -> bool:
    return master.startswith("local") or urlsplit(master).hostname in {LOOPBACK, "localhost"}


def _first_line(failed: Exception) -> str:
    return next((line.strip() for line in str(failed).splitlines() if line.strip()), type(failed).__name__)


def java_home() -> str:
    """The folder of the Java that Spark is to run on: JAVA_HOME's, else the one on the PATH, else an installed one.

    Raises InputError, which says what was found, where none is Java 17 or later with jdk.incubator.vector.
    """
    lacks = []
    for home in _homes():
        lack = _lack(home / "bin" / "java")
        if lack is None:
            return str(home)
        lacks.append(f"{home}: {lack}")
    why = "; ".join(lacks) or "none on the PATH, JAVA_HOME is not set"
    reason = f"Spark needs Java {JAVA} or later with the module {MODULE} ({why})"
    raise InputError("engine", "spark", reason, "apt-get install openjdk-17-jre-headless")


def _homes() -> Iterator[Path]:
    named, on_path = os.environ.get("JAVA_HOME"), shutil.which("java")
    if named:
        yield Path(named)
    if on_path:
        yield Path(on_path).resolve().parents[1]
    yield from sorted(java.parents[1] for java in INSTALLED.glob("*/bin/java"))


def _lack(java: Path) -> str | None:
    """What a Java lacks for Spark, or None."""
    try:
        listing = subprocess.run([java, "--list-modules"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "does not run"
    modules = dict(line.partition("@")[::2] for line in listing.stdout.split())
    version = re.match(r"\d+", modules.get("java.base", ""))
    if version is None:
        return "older than Java 9"
    if int(version[0]) < JAVA:
        return f"Java {version[0]}"
    return None if MODULE in modules else f"Java {version[0]} without {MODULE}"
