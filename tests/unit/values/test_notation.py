"""Numbers for people, for claims, and exactly: three notations that never mix."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hipkit.values.notation import claim, exact, people


@pytest.mark.parametrize(
    ("value", "for_people", "on_a_claim", "exactly"),
    [
        ("148.8", "148.8", "148.8", "148.8"),
        ("0.4", "0.4", ".4", "0.4"),
        ("149", "149", "149", "149"),
        ("1000", "1,000", "1000", "1000"),
        ("1234567.5", "1,234,567.5", "1234567.5", "1234567.5"),
        ("0.001", "0.001", ".001", "0.001"),
        ("10", "10", "10", "10"),
        ("0", "0", "0", "0"),
        ("100.25", "100.25", "100.25", "100.25"),
        ("0.000001", "0.000001", ".000001", "0.000001"),
    ],
)
def test_the_three_notations(value: str, for_people: str, on_a_claim: str, exactly: str) -> None:
    number = Fraction(value)
    assert (people(number), claim(number), exact(number)) == (for_people, on_a_claim, exactly)


def test_people_read_a_blank_before_the_unit() -> None:
    assert people(Fraction("0.4"), "mL") == "0.4 mL"
    assert people(1000, "mg") == "1,000 mg"


def test_a_number_without_an_end_is_cut_and_given_as_a_fraction() -> None:
    assert people(Fraction(445, 3), "mL") == "148.333... mL (exactly 445/3 mL)"
    assert people(Fraction(2, 3)) == "0.666... (exactly 2/3)"
    assert people(Fraction(10**6 * 3 + 1, 3)) == "1,000,000.333... (exactly 3000001/3)"
    assert exact(Fraction(445, 3)) == "445/3"


def test_a_claim_takes_no_number_without_an_end() -> None:
    with pytest.raises(ValueError, match="named rule"):
        claim(Fraction(445, 3))
