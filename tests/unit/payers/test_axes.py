"""Each question to a payer is one file, all with the same face, and no other file asks which question it has."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

import hipkit
from hipkit import Continuous, Order, bill
from hipkit.errors import InputError
from hipkit.formats.bill import text
from hipkit.payers import axes
from hipkit.payers.axes import ndc_quantity
from hipkit.payers.axes.all import AXES, MODULES, names
from hipkit.payers.axes.axis import THERAPIES, UNSTATED, Axis, Value
from hipkit.payers.files import load_policy, payers
from hipkit.values.citations import sources

PACKAGE = Path(hipkit.__file__).parent
NAMES = tuple(found.name for found in pkgutil.iter_modules(axes.__path__) if found.name not in ("all", "axis"))
DAYS = [date(2024, 3, 30), date(2024, 3, 31), date(2024, 4, 1)]
SEED = [Fraction("4.8")] * 31

# What each value does, on one order or one amount: the arguments beside the value, and what comes out.
DOES: dict[str, tuple[tuple[object, ...], dict[str, object]]] = {
    "per_diem_code": (
        ("continuous", Fraction(12)),
        {"by-hours": "S9327", **{code: code for code in ("S9325", "S9326", "S9327", "S9328")}},
    ),
    "per_diem_day": (
        (10, 12, Fraction(12)),
        {"infusion-day": 10, "infusion-or-nursing-day": 10, "access-day": 12, "24-hour-block": 5},
    ),
    "line_span": ((DAYS,), {"whole-span": set(), "calendar-month": {2}}),
    "concurrent_modifiers": ((2,), {"SH": ("SJ",), "SH-SJ": ("SJ",), "59-SH-SJ": ("59", "SJ")}),
    "drug_code": (("J2270", True, False), {"specific": "J2270", "J3490": "J3490"}),
    "noc_units": ((), {"ndc-units": None, "one": 1}),
    "hcpcs_rounding": (
        (SEED,),
        {
            "up-by-span": 149,
            "nearest-by-span": 149,
            "up-by-week": 151,
            "nearest-by-week": 150,
            "up-by-day": 155,
            "nearest-by-day": 155,
        },
    ),
    "ndc_quantity": (
        (Fraction("148.30049"),),
        {"exact": Fraction("148.3"), "nearest-whole": 148, "up-whole": 149},
    ),
    "uom_allowed": (("ML",), {"F2": False, "GR": False, "ME": False, "ML": True, "UN": False}),
    "nursing_time": ((91,), {"bcbsm-2013": 2, "cpt-midpoint": 2, "ceil-hour": 2, "floor-hour": 1}),
    "waste": ((), {"not-billed": False, "jw-jz": True}),
}


def module(name: str) -> ModuleType:
    return importlib.import_module(f"hipkit.payers.axes.{name}")


def test_every_file_is_gathered_once_and_under_its_own_name() -> None:
    assert sorted(NAMES) == sorted(AXES) == sorted(one.__name__.rpartition(".")[2] for one in MODULES)
    assert all(name == axis.name for name, axis in AXES.items())


@pytest.mark.parametrize("name", NAMES)
def test_every_axis_has_the_same_face(name: str) -> None:
    found = module(name)
    assert isinstance(found.AXIS, Axis)
    assert found.AXIS.name == name
    assert (found.__doc__ or "").strip().splitlines()[0].endswith(".")
    assert next(iter(inspect.signature(found.apply).parameters)) == "value"
    assert ">>>" in (found.apply.__doc__ or "")


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_words_a_source_and_therapies(name: str) -> None:
    axis = AXES[name]
    assert axis.words
    assert UNSTATED not in axis.values
    for value in axis.values.values():
        assert value.words
        assert value.words[0] == value.words[0].strip()
        assert value.source.id in sources()
        assert value.therapies
        assert set(value.therapies) <= set(THERAPIES)
        assert set(value.without_basal) <= set(axis.values)
    for therapy in THERAPIES:
        assert axis.answers(therapy), therapy
    if axis.without_payer is not None:
        assert axis.without_payer.value in axis.values
        assert axis.without_payer.source.id in sources()


@pytest.mark.parametrize("name", NAMES)
def test_what_every_value_does(name: str) -> None:
    arguments, outcomes = DOES[name]
    assert {value: module(name).apply(value, *arguments) for value in AXES[name].values} == outcomes


def test_which_lines_go_by_each_axis_and_what_holds_without_a_payer() -> None:
    assert names("per diem") == ("per_diem_code", "per_diem_day")
    assert names("drug") == ("drug_code", "noc_units", "hcpcs_rounding", "ndc_quantity")
    assert names("every") == ("line_span",)
    assert names("claim") == ("concurrent_modifiers",)
    assert names("none") == ("uom_allowed", "nursing_time", "waste")
    assert [name for name, axis in AXES.items() if axis.rounds] == ["hcpcs_rounding", "ndc_quantity"]
    without = [name for name, axis in AXES.items() if axis.without_payer]
    assert without == ["drug_code", "hcpcs_rounding", "ndc_quantity"]


def test_what_holds_for_a_therapy_alone() -> None:
    assert AXES["per_diem_code"].answers("pca", demands_alone=True) == ("S9326", "S9327")
    assert "24-hour-block" not in AXES["per_diem_day"].answers("intermittent")
    assert AXES["hcpcs_rounding"].answers("implanted-pump") == ("up-by-span", "nearest-by-span")


def test_every_value_that_a_payer_states_for_a_therapy_is_an_answer_for_it() -> None:
    for payer in payers():
        for rule in load_policy(payer).rules:
            if rule.value != UNSTATED and not AXES[rule.axis].many:
                assert rule.value in AXES[rule.axis].answers(rule.therapy), (payer, rule.axis, rule.therapy)


# --- CONTRIBUTING: "Add a value of an axis" ---


def test_adding_a_value_touches_the_file_of_its_axis_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(
        drug="morphine sulfate",
        regimen=Continuous("5.01 mg/hr", hours_per_day=24),
        strength="25 mg/mL",
        ndc="00074-1133-03",
        start="2021-03-01",
        end="2021-03-31",
    )
    with pytest.raises(InputError, match="up-tenths"):
        bill(order, payer="bcbsm", choices={"ndc_quantity": "up-tenths"})
    monkeypatch.setitem(ndc_quantity.AXIS.values, "up-tenths", Value("to the next tenth"))
    monkeypatch.setitem(ndc_quantity.STAIRS, "up-tenths", ndc_quantity.Stair(10, halves=False))
    made = bill(order, payer="bcbsm", choices={"ndc_quantity": "up-tenths"})
    assert (made.ndc.quantity_exact, made.ndc_quantity) == (Fraction("149.0976"), Fraction("149.1"))
    (shown,) = (choice for choice in made.choices if choice.chosen and choice.axis == "ndc_quantity")
    assert (shown.value, shown.units, shown.unit) == ("up-tenths", Fraction("149.1"), "mL")
    assert "to the next tenth" in text.units(made, {"rule-text": made})


def test_no_file_compares_an_axis_with_a_name() -> None:
    found = [
        (str(path.relative_to(PACKAGE)), node.lineno)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare) and asks_which_axis(node)
    ]
    assert found == []


def asks_which_axis(node: ast.Compare) -> bool:
    parts = list(ast.walk(node))
    by_name = any("axis" in (getattr(part, "attr", ""), getattr(part, "id", "")) for part in parts)
    return by_name and any(isinstance(part, ast.Constant) and part.value in AXES for part in parts)
