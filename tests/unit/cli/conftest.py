"""Command lines run in an empty folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commands import Run, runner


@pytest.fixture
def run(capfdbinary: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return runner(capfdbinary)
