"""The fields of an order: the same at every door, and the same order read from them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.main import get_command

from hipkit import Order
from hipkit.cli import order as cli_order
from hipkit.cli.main import commands
from hipkit.order.fields import EVERY, KINDS, OF_REGIMENS, foreign, kind_of, order_values, read_alone, read_order
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.fields import by_name, example_of
from tests.golden.cases import Case, cases, order
from tests.inputs.scenarios import scenario_text

READ = [case for case in cases() if "refused" not in case["expect"]]
LISTS = ("without", "change")


@pytest.mark.parametrize("case", READ, ids=lambda case: case["name"])
def test_every_door_reads_the_same_order(case: Case) -> None:
    typed = {name: text for name, text in case.items() if name in (*EVERY, *OF_REGIMENS)}
    joined = {"change": "; ".join(typed.get("change", [])), "without": " ".join(typed.get("without", []))}
    expected = order(case)
    assert cli_order.order(dict.fromkeys((*EVERY, *OF_REGIMENS)) | {"compounded": False} | typed) == expected
    assert read_scenario(scenario_text(typed)).order == expected
    assert Entry({"regimen": "continuous"} | typed | joined).order() == expected
    assert read_order(order_values(expected)) == expected


@pytest.mark.parametrize("name", KINDS)
def test_the_examples_of_a_regimen_make_one(name: str) -> None:
    kind = KINDS[name]
    regimen = kind.read(kind.examples)
    assert kind_of(regimen) is kind
    for field in kind.examples:
        assert read_alone(field, kind.examples[field], name).read[field] == regimen.sheet.read[field]


def test_every_field_has_its_words_on_the_command_line_and_in_the_calculator() -> None:
    options = {param.opts[-1] for param in get_command(commands).commands["units"].params}  # type: ignore[attr-defined]
    for name in (*EVERY, *OF_REGIMENS):
        assert f"--{name.replace('_', '-')}" in options
        assert by_name()[name].label
        assert example_of(name, "continuous") or by_name()[name].kind in ("choice", "rows")


@pytest.mark.parametrize("name", KINDS)
def test_a_file_holds_the_fields_of_its_regimen_alone(name: str) -> None:
    regimen = KINDS[name].read({field: text for field, text in KINDS[name].examples.items() if field != "change"})
    whole: dict[str, Any] = json.loads(Scenario(Order("morphine", regimen, "25 mg/mL", days=31)).text())
    own = {*KINDS[name].examples} - {"change"}
    assert set(whole["order"]["regimen"]) == {"kind", *own}
    assert not [field for field in own if foreign(field, name)]
