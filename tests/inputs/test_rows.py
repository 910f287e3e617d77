"""The list of bad inputs itself: nothing of it was forgotten."""

from __future__ import annotations

import re

from tests.inputs.rows import DOORS, OUTCOMES, every_row, rows

LATER = {20, 84, 85, 86, 89, 96}  # for doors that are not there yet, as the head of the file says


def test_every_number_of_the_list_is_there_but_those_for_later() -> None:
    numbers = {int(re.match("[0-9]+", row.id)[0]) for row in every_row()}  # type: ignore[index]
    assert numbers == set(range(1, 97)) - LATER


def test_no_row_stands_there_twice() -> None:
    assert len({row.id for row in every_row()}) == len(every_row()) >= 180


def test_every_row_says_what_must_come() -> None:
    for row in every_row():
        assert row.expect if row.outcome != "OK" else row.read, row.id


def test_every_door_and_every_outcome_has_rows() -> None:
    assert len(rows("browser")) >= 60
    for door in DOORS:
        assert {row.outcome for row in rows(door)} == set(OUTCOMES), door
