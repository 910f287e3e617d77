"""The seeds of each level, ten thousand in all: a case is solvable from its text, plausible, and its key is right."""

from __future__ import annotations

import pytest

from hipkit.practice.making import LEVELS, templates
from tests.practice.checks import CHUNKS, complaints, templates_seen


@pytest.mark.parametrize("begin", CHUNKS)
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_is_wrong_with_any_case(level: int, begin: int) -> None:
    assert complaints(level, begin) == []


@pytest.mark.parametrize("level", LEVELS)
def test_every_template_is_drawn(level: int) -> None:
    assert templates_seen(level, range(1_000)) == {one.name for one in templates() if one.level == level}
