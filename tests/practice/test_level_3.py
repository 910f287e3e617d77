"""Ten thousand seeds of level 3: each case is solvable from its text, plausible, and its key is right."""

from __future__ import annotations

import pytest

from hipkit.practice.making import templates
from tests.practice.checks import CHUNKS, SEEDS, complaints, templates_seen


@pytest.mark.parametrize("begin", CHUNKS)
def test_nothing_is_wrong_with_any_case(begin: int) -> None:
    assert complaints(3, begin) == []


def test_every_template_is_drawn() -> None:
    assert templates_seen(3, range(SEEDS // 10)) == {one.name for one in templates() if one.level == 3}
