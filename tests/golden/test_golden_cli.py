"""Each golden case through the command line: `--json` says the same, every number a text, every key there."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from hipkit.cli.main import main
from tests.golden.cases import Case, argv, cases

CASES = cases()
TOP = {"read", "notices", "per_day", "total", "hcpcs", "ndc", "pca", "lines", "choices", "steps"}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_case_through_the_command_line(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(argv(case))
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert set(answer) >= TOP
    no_number_but_as_text(answer)
    for key, expected in case["expect"].items():
        _CHECKS[key](answer, expected)


def no_number_but_as_text(value: object) -> None:
    """Every number is a text, counts too."""
    assert value is None or isinstance(value, (str, bool, list, dict))
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        no_number_but_as_text(part)


def _amount(given: dict[str, str]) -> str:
    assert set(given) == {"value", "unit"}
    return f"{given['value']} {given['unit']}"


def _measures(given: dict[str, Any] | None, expected: list[str] | str) -> None:
    if expected == "none":
        assert given is None
        return
    assert given is not None
    parts = [part for part in (given["amount"], given["volume"], given["bag_volume"]) if part]
    assert [_amount(part) for part in parts] == expected


def _number(given: str | None, expected: str) -> None:
    if expected == "none":
        assert given is None
        return
    assert given is not None
    assert Fraction(given) == Fraction(expected)
    assert given == expected, "an exact decimal is written one way only"


def _line(line: dict[str, Any]) -> str:
    assert isinstance(line["modifiers"], list)
    dates = f", {line['from']} to {line['through']}" if line["from"] else ""
    return f"{line['code']} x {line['units']}{dates}"


def _lines(answer: dict[str, Any], expected: list[str]) -> None:
    assert [_line(line) for line in answer["lines"]] == expected


def _drug_lines(answer: dict[str, Any], expected: list[str]) -> None:
    assert [_line(line) for line in answer["lines"] if not line["code"].startswith("S93")] == expected


def _per_diems(answer: dict[str, Any], expected: str) -> None:
    per_diems = [line for line in answer["lines"] if line["code"].startswith("S93")]
    assert sum(int(line["units"]) for line in per_diems) == int(expected)


def _ndc(answer: dict[str, Any], expected: str) -> None:
    assert answer["ndc"]["ndc"] == expected


def _choices(answer: dict[str, Any], expected: dict[str, str]) -> None:
    counted = {f"{one['axis']}={one['value']}": one["units"] for one in answer["choices"]}
    assert {name: counted.get(name) for name in expected} == expected
    for one in answer["choices"]:
        assert set(one) >= {"axis", "value", "units", "chosen", "citation", "sources"}
        assert isinstance(one["chosen"], bool) and one["citation"]


def _open(answer: dict[str, Any], expected: list[str]) -> None:
    asked = [notice["text"] for notice in answer["notices"] if notice["level"] == "choice"]
    assert len(asked) == len(expected)
    assert all(axis in text for axis, text in zip(expected, asked, strict=True))


def _notices(answer: dict[str, Any], expected: list[str]) -> None:
    for notice in answer["notices"]:
        assert set(notice) == {"level", "text", "citation", "sources"}
        assert notice["level"] in ("info", "choice", "warning", "confirm")
        assert notice["citation"]
    for text in expected:
        level, _, phrase = text.partition(": ")
        found = [one["text"] for one in answer["notices"] if one["level"] == level]
        assert any(phrase in one for one in found), (text, answer["notices"])


def _pca(answer: dict[str, Any], key: str, expected: str) -> None:
    given = answer["pca"] and answer["pca"][key]
    if expected == "none":
        assert given is None
    else:
        assert (_amount(given) if isinstance(given, dict) else given) == expected


def _steps(answer: dict[str, Any], expected: list[str]) -> None:
    for phrase in expected:
        assert any(phrase in step["text"] for step in answer["steps"]), phrase


def _hcpcs(answer: dict[str, Any], expected: str) -> None:
    assert (answer["hcpcs"]["code"] if answer["hcpcs"] else "none") == expected


def _uom(answer: dict[str, Any], expected: str) -> None:
    assert answer["ndc"]["uom"] == expected
    assert {line["ndc_uom"] for line in answer["lines"] if line["ndc"]} <= {expected}
    if expected != "ML":
        assert answer["total"]["volume"] is None


_CHECKS: dict[str, Callable[[dict[str, Any], Any], None]] = {
    "uom": _uom,
    "per_day": lambda answer, expected: _measures(answer["per_day"], expected),
    "total": lambda answer, expected: _measures(answer["total"], expected),
    "hcpcs": _hcpcs,
    "units_exact": lambda answer, expected: _number(answer["hcpcs"]["units_exact"], expected),
    "units": lambda answer, expected: _number(answer["hcpcs"]["units"], expected),
    "ndc": _ndc,
    "ndc_exact": lambda answer, expected: _number(answer["ndc"]["quantity_exact"], expected),
    "ndc_quantity": lambda answer, expected: _number(answer["ndc"]["quantity"], expected),
    "lines": _lines,
    "drug_lines": _drug_lines,
    "per_diems": _per_diems,
    "choices": _choices,
    "open": _open,
    "notices": _notices,
    "steps": _steps,
    "pca_demands": lambda answer, expected: _pca(answer, "max_demands_per_hr", expected),
    "pca_maximum": lambda answer, expected: _pca(answer, "programmed_max", expected),
}
