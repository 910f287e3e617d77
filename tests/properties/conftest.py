"""The same examples on every run, and not too many: these tests are for every commit."""

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
