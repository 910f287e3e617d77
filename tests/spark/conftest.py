from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hipkit.review.run.cluster import session
from tests.spark.standalone import cluster


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A master with two workers, each a process of its own."""
    with cluster(tmp_path_factory.mktemp("spark"), workers=2) as address:
        yield address


@pytest.fixture
def interpreted(spark: Any) -> Iterator[Any]:
    """The session, running plans as they stand: to compile one takes longer than to run it over a hundred lines."""
    settings = {
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
    }
    for name, value in settings.items():
        spark.conf.set(name, value)
    yield spark
    for name in settings:
        spark.conf.unset(name)


@pytest.fixture(scope="session")
def spark(master: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """hipkit's session on that cluster; small executors and few partitions, as a user sets them."""
    conf = tmp_path_factory.mktemp("conf")
    Path(conf, "spark-defaults.conf").write_text(
        "spark.executor.memory 512m\n"
        "spark.sql.shuffle.partitions 2\n"
        "spark.driver.extraJavaOptions -XX:+UseSerialGC -XX:TieredStopAtLevel=1\n"
        "spark.executor.extraJavaOptions -XX:+UseSerialGC -XX:TieredStopAtLevel=1\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(conf))
        patch.setenv("PYSPARK_PYTHON", "/nowhere/python")  # so no worker can run Python: nothing of it is needed there
        ours = signal.getsignal(signal.SIGINT)
        started = session(master)
        yield started
        started.stop()
        # pyspark's own asks the session that is no more, and says so by a stack trace: xdist ends a worker that takes
        # long to go by SIGINT.
        signal.signal(signal.SIGINT, ours)
