"""Ten thousand seeds of level 1: each case is solvable from its text, plausible, and its key is right."""

from __future__ import annotations

import pytest

from hipkit.practice.making import templates
from tests.practice.checks import CHUNKS, SEEDS, complaints, templates_seen


@pytest.mark.parametrize("begin", CHUNKS)
def test_nothing_is_wrong_with_any_case(begin: int) -> None:
    assert complaints(1, begin) == []


def test_every_template_is_drawn() -> None:
    assert templates_seen(1, range(SEEDS // 10)) == {one.name for one in templates() if one.level == 1}
