"""Naloxone, the second trap beside hydromorphone: from 2025-07-01 the same dose is a hundred times as many units."""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import cache

import pytest

from hipkit.practice.case import Case, Key
from hipkit.practice.grading.grade import grade
from hipkit.practice.making import case, drawn, key
from hipkit.practice.templates.shared.newcode import NEW_CODE
from hipkit.reference.products import drug

NEW = {"new-code-units": 1, "new-code-parts": 3, "errors-new-code": 3}


@cache
def made(name: str) -> tuple[tuple[Case, Key], ...]:
    """The cases of a template among the first seeds of its level."""
    level = NEW[name]
    cases = [case(seed, level, "2") for seed in range(600) if drawn(seed, level, "2").name == name]
    return tuple((one, key(one)) for one in cases)


def rights(keyed: Key) -> dict[str, str]:
    return {name: str(box.right) for name, box in keyed.boxes.items()}


def milligrams(keyed: Key, box: str) -> Fraction:
    return keyed.boxes[box].facts.numbers["total_mg"]


@pytest.mark.parametrize("name", NEW)
def test_the_second_version_draws_it_and_the_first_never_did(name: str) -> None:
    assert len(made(name)) > 15
    level = NEW[name]
    assert not any(drawn(seed, level, "1").name == name for seed in range(600))
    assert all("naloxone" not in case(seed, level, "1").text for seed in range(100))


def test_units_of_a_day_are_worked_out_by_hand() -> None:
    """1 mg a unit to 2025-06-30, 0.01 mg since, to the next whole unit."""
    seen = set()
    for one, keyed in made("new-code-units"):
        code, units, mg = rights(keyed)["code"], int(rights(keyed)["units"]), milligrams(keyed, "units")
        assert one.order is not None and one.order.order.service.start is not None
        assert code == ("J2312" if one.order.order.service.start >= NEW_CODE else "J2310")
        assert units == (-(-mg // 1) if code == "J2310" else -(-mg * 100 // 1)), one.text
        seen.add(code)
    assert seen == {"J2310", "J2312"}


def test_the_unit_of_the_other_code_is_named_as_the_slip() -> None:
    told = {"J2312": "unit-of-the-ended-code", "J2310": "unit-of-the-later-code"}
    for one, keyed in made("new-code-units"):
        code, mg = rights(keyed)["code"], milligrams(keyed, "units")
        wrong = -(-mg // 1) if code == "J2312" else -(-mg * 100 // 1)
        found = slips_of(one, {**rights(keyed), "units": str(wrong)}, "units")
        assert told[code] in found, (one.text, wrong, found)


def test_the_ended_code_is_named_as_the_slip() -> None:
    for one, keyed in made("new-code-units"):
        if rights(keyed)["code"] == "J2312":
            found = slips_of(one, {**rights(keyed), "code": "J2310"}, "code")
            assert "code-has-ended" in found


def slips_of(one: Case, answers: dict[str, str], box: str) -> tuple[str, ...]:
    """The slips that fit a wrong answer in a box."""
    (marked,) = [feedback for feedback in grade(one, answers).feedback if feedback.field == box]
    assert not marked.correct
    return marked.slips


def test_each_part_over_the_change_is_rounded_by_itself() -> None:
    for one, keyed in made("new-code-parts"):
        first, second = (milligrams(keyed, f"line{number}_units") for number in (1, 2))
        assert rights(keyed) == {"line1_units": str(-(-first // 1)), "line2_units": str(-(-second * 100 // 1))}
        found = slips_of(one, {**rights(keyed), "line2_units": str(-(-second // 1))}, "line2_units")
        assert "unit-of-the-ended-code" in found


def test_a_claim_with_the_old_code_or_the_old_unit_comes_up() -> None:
    columns = {rights(keyed)["column"] for _, keyed in made("errors-new-code")}
    assert {"code", "units"} <= columns


def test_every_amount_lies_in_the_entry_range_and_every_day_near_the_change() -> None:
    known = drug("naloxone")
    for one, _ in made("new-code-units"):
        order = one.order.order if one.order else None
        assert order is not None and order.service.start is not None and order.service.end is not None
        daily = order.regimen.dose.base * order.regimen.per_day  # type: ignore[union-attr]
        assert known.entry_low <= daily <= known.entry_high
        near = datetime.timedelta(days=61)
        assert NEW_CODE - near <= order.service.start <= order.service.end <= NEW_CODE + near
