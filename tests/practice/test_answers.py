"""Grading attacked: no wrong answer is right, no right one is wrong, and the answer of a slip is told as its own."""

from __future__ import annotations

import random

import pytest

from hipkit.practice.grading.answers import answer_text
from hipkit.practice.making import key
from tests.helpers.whole import amount
from tests.practice.attacks import judged, named_templates, of_template, slip_answers, spellings, value_of, wrong

CASES, WRONG, SLIPS = 4, 6, amount(300, 100)
TEMPLATES = named_templates()


@pytest.mark.parametrize(("template", "level"), TEMPLATES, ids=[name for name, _ in TEMPLATES])
def test_a_wrong_answer_is_right_only_where_its_value_is(template: str, level: int) -> None:
    draw, told, tried = random.Random(f"wrong {template}"), [], 0
    for one in of_template(template, level, CASES):
        for blank in one.blanks:
            keyed = key(one).boxes[blank.name]
            for text in wrong(draw, blank, answer_text(blank, keyed.right), WRONG):
                said, tried = judged(one, blank.name, text), tried + 1
                if said.correct != (value_of(blank, keyed, text) == keyed.right):
                    told.append(f"seed {one.seed}, {blank.name}: {text} is graded {said.correct}")
                if not said.why or (said.correct and said.slips):
                    told.append(f"seed {one.seed}, {blank.name}: of {text} is said {said.why!r}")
    assert told == []
    assert tried >= CASES * WRONG * 4


@pytest.mark.parametrize(("template", "level"), TEMPLATES, ids=[name for name, _ in TEMPLATES])
def test_an_equal_answer_is_right_in_every_spelling(template: str, level: int) -> None:
    told = [
        f"seed {one.seed}, {blank.name}: {text!r} is wrong: {said.why}"
        for one in of_template(template, level, CASES)
        for blank in one.blanks
        for text in spellings(blank, key(one).boxes[blank.name])
        if not (said := judged(one, blank.name, text)).correct
    ]
    assert told == []


@pytest.mark.parametrize("level", [1, 2, 3])
def test_what_a_slip_comes_to_is_wrong_and_told_as_that_slip(level: int) -> None:
    """How often it is named alone is printed by the benchmark; here it is held above one half."""
    tally = slip_answers(level, range(SLIPS))
    assert tally.faults[:5] == [], len(tally.faults)
    assert tally.typed > 3 * SLIPS
    assert tally.alone > tally.typed / 2
