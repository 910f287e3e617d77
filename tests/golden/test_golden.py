"""Each golden case through Python: what a pharmacist worked out by hand is what hipkit bills."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from hipkit import Bill, bill
from hipkit.billing.amounts import Measures
from hipkit.billing.draft import Line
from tests.golden.cases import Case, billing, cases, order

CASES = cases()


def test_there_are_cases_enough_and_each_is_cited() -> None:
    assert len(CASES) >= 42
    assert len({case["name"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert case["why"].strip() and case["source"].strip(), case["name"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_case_through_python(case: Case) -> None:
    result = bill(order(case), **billing(case))
    for key, expected in case["expect"].items():
        _CHECKS[key](result, expected)


def measures(found: Measures | None, expected: list[str] | str) -> None:
    """Amount, volume but of a powder, and, where there is a bag, its volume."""
    if expected == "none":
        assert found is None
        return
    assert found is not None
    parts = [part for part in (found.amount, found.volume, found.bag_volume) if part]
    assert [(one.value, one.unit) for one in parts] == [split(text) for text in expected]


def split(text: str) -> tuple[Fraction, str]:
    """`148.8 mL` as a number and a unit, without hipkit's parser."""
    value, unit = text.split(" ")
    return Fraction(value), unit


def _number(expected: str) -> Fraction | None:
    return None if expected == "none" else Fraction(expected)


def line_text(line: Line) -> str:
    dates = f", {line.start} to {line.end}" if line.start else ""
    return f"{line.code} x {line.units}{dates}"


def _hcpcs(result: Bill, expected: str) -> None:
    assert (result.hcpcs.code if result.hcpcs else "none") == expected


def _units_exact(result: Bill, expected: str) -> None:
    assert result.hcpcs is not None
    assert result.hcpcs.units_exact == _number(expected)


def _units(result: Bill, expected: str) -> None:
    assert result.hcpcs is not None
    assert result.hcpcs_units == _number(expected)


def _ndc(result: Bill, expected: str) -> None:
    assert result.ndc.ndc is not None
    assert result.ndc.ndc.ndc11 == expected
    for line in result.lines:
        assert line.ndc == (result.ndc.ndc if line.kind == "drug" else None)


def _ndc_quantity(result: Bill, expected: str) -> None:
    assert result.ndc_quantity == _number(expected)
    assert result.ndc.uom == result.order.product_form.uom


def _drug_lines(result: Bill, expected: list[str]) -> None:
    assert [line_text(line) for line in result.lines if line.kind == "drug"] == expected


def _per_diems(result: Bill, expected: str) -> None:
    assert sum(line.units for line in result.lines if line.kind == "per_diem") == int(expected)


def _choices(result: Bill, expected: dict[str, str]) -> None:
    counted = {f"{choice.axis}={choice.value}": choice.units for choice in result.choices}
    assert {name: counted.get(name) for name in expected} == {n: _number(text) for n, text in expected.items()}


def _notices(result: Bill, expected: list[str]) -> None:
    for text in expected:
        level, _, phrase = text.partition(": ")
        assert any(one.level == level and phrase in one.text for one in result.notices), (
            text,
            result.notices,
        )


def _pca(result: Bill, attribute: str, expected: str) -> None:
    assert result.pca is not None
    found = getattr(result.pca, attribute)
    if expected == "none":
        assert found is None
    elif attribute == "max_demands_per_hr":
        assert found == int(expected)
    else:
        assert (found.value, found.unit) == split(expected)


def _steps(result: Bill, expected: list[str]) -> None:
    for phrase in expected:
        assert any(phrase in step.text for step in result.steps), phrase


def _uom(result: Bill, expected: str) -> None:
    assert result.ndc.uom == expected
    assert {line.ndc_uom for line in result.lines if line.ndc} <= {expected}


_CHECKS: dict[str, Callable[[Bill, Any], None]] = {
    "uom": _uom,
    "per_day": lambda result, expected: measures(result.per_day, expected),
    "total": lambda result, expected: measures(result.total, expected),
    "hcpcs": _hcpcs,
    "units_exact": _units_exact,
    "units": _units,
    "ndc": _ndc,
    "ndc_exact": lambda result, expected: _equal(result.ndc.quantity_exact, Fraction(expected)),
    "ndc_quantity": _ndc_quantity,
    "lines": lambda result, expected: _equal([line_text(line) for line in result.lines], expected),
    "drug_lines": _drug_lines,
    "per_diems": _per_diems,
    "choices": _choices,
    "open": lambda result, expected: _equal(list(result.open_axes), expected),
    "notices": _notices,
    "steps": _steps,
    "pca_demands": lambda result, expected: _pca(result, "max_demands_per_hr", expected),
    "pca_maximum": lambda result, expected: _pca(result, "programmed_max", expected),
}


def _equal(found: object, expected: object) -> None:
    assert found == expected
