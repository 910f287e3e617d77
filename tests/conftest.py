"""Drawn examples: the same on every run, not too many unless a test says so, and none fails for taking long."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "hipkit",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("hipkit")
