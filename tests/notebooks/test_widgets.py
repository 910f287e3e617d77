"""The calculator in ipywidgets, driven as a browser drives it, and by what a browser should never send."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from hipkit.panels.base import Answer
from hipkit.panels.calculator.panel import SEED, START, Calculator
from hipkit.widgets import app, calculator
from hipkit.widgets.bind import Bound
from hipkit.widgets.picture import SORRY, PictureDesk

ATTACK = "<img src=x onerror=alert(1)>"
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture
def seed() -> Bound:
    """The calculator with the example in it."""
    bound = calculator()
    bound.press("Seed example")
    return bound


def html(bound: Bound) -> str:
    """Everything that the browser is sent as HTML."""
    labels = [made.description for made in bound.form.inputs.values()]
    return "".join([*labels, *(part.value for part in bound.form.parts.values())])


# As a person does.


def test_typing_the_example_comes_to_its_units() -> None:
    bound = calculator()
    assert "372" not in bound.text()
    for name, text in SEED.items():
        bound.type(name, text)
    assert "J2270  372  x 10 mg  3,720 mg, nothing to round" in bound.text("units")
    bound.type("reading", "published-example")
    assert "J3490  149  units  148.8 before rounding" in bound.text("units")


def test_every_keystroke_is_answered(seed: Bound) -> None:
    shown = []
    for text in ("5", "5 ", "5 m", "5 mg", "5 mg/", "5 mg/h", "5 mg/hr"):
        seed.type("dose", text)
        shown.append("J2270  372" in seed.text("units"))
    assert shown == [False] * 5 + [True, True]


def test_a_broken_field_blanks_every_result_at_once(seed: Bound) -> None:
    seed.wait_for_picture()
    seed.type("dose", "5 bananas/hr")
    assert "372" not in html(seed) and "148.8" not in html(seed)
    assert "waiting for dose" in seed.text("units")
    assert "hk-bad" in seed.form.inputs["dose"]._dom_classes
    assert seed.text("picture") == ""
    assert "372" not in seed.form.parts["picture"].value


def test_clear_and_seed_begin_anew(seed: Bound) -> None:
    seed.press("Clear")
    assert seed.form.texts() == {name: START.get(name, "") for name in seed.form.inputs}
    seed.type("dose", "50 mg/hr")
    seed.press("Seed example")
    assert "not confirmed" not in seed.text()  # what stood there before is not compared with


def test_an_offer_is_taken_by_its_button_alone(seed: Bound) -> None:
    seed.type("ndc", "0074113303")
    assert [button.description for button in seed.form.offered()] == [
        "00074-1133-03",
        "00741-0133-03",
        "00741-1330-03",
    ]
    assert seed.form.inputs["ndc"].value == "0074113303"
    seed.press("00741-0133-03")
    assert seed.form.inputs["ndc"].value == "00741-0133-03"
    assert seed.form.offered() == []
    with pytest.raises(LookupError):
        seed.press("00741-0133-03")


def test_an_order_that_is_pasted_fills_two_fields_once_it_is_confirmed(seed: Bound) -> None:
    seed.type("drug", "")
    seed.type("dose", "morphine 5 mg/h")
    seed.press("use morphine sulfate, 5 mg/hr")
    assert (seed.form.inputs["drug"].value, seed.form.inputs["dose"].value) == ("morphine sulfate", "5 mg/hr")


def test_a_tenfold_change_wants_a_typed_reason(seed: Bound) -> None:
    seed.type("dose", "4.17 mg/hr")
    seed.type("dose", "417 mg/hr")  # the point deleted
    seed.type("dose", "41.7 mg/hr")  # and set again, one place on
    assert "41.7 mg/hr is 10 times the last entry, 4.17 mg/hr" in seed.text("units")
    for reason in ("n", "ne", "new order"):
        seed.type("confirm", reason)
        assert f"confirmed: {reason}" in seed.text("units")
        assert "10 times the last entry" in seed.text("units")
    seed.type("dose", "4.2 mg/hr")
    assert "times the last entry" not in seed.text("units")


def test_more_fields_open_and_close(seed: Bound) -> None:
    assert "bag" not in seed.shown_fields()
    seed.press("More fields")
    assert "bag" in seed.shown_fields()
    assert "hk-hidden" not in seed.form.inputs["bag"]._dom_classes
    seed.type("bag", "5 mg/mL")
    seed.press("Fewer fields")
    assert "bag" in seed.shown_fields() and "code" not in seed.shown_fields()
    assert "the NDC quantity counts the product's 25 mg/mL, not the bag's 5 mg/mL" in seed.text("notices")


def test_the_regimen_changes_the_fields_and_their_examples(seed: Bound) -> None:
    seed.type("regimen", "intermittent")
    assert {"dose", "per_day"} <= set(seed.shown_fields()) and "hours_per_day" not in seed.shown_fields()
    assert seed.form.inputs["dose"].placeholder == "10 mg"


def test_a_field_and_its_message_are_one_label(seed: Bound) -> None:
    seed.type("dose", "5 bananas/hr")
    label = seed.form.inputs["dose"].description
    assert label.index("Dose") < label.index("Type for example 8 mg/hr")
    assert seed.form.inputs["dose"].description_allow_html


def test_nothing_is_sent_to_the_browser_that_is_there_already(seed: Bound) -> None:
    sent: list[str] = []
    for made in (*seed.form.inputs.values(), *seed.form.parts.values()):
        made.observe(lambda change: sent.append(change["name"]))
    seed._refresh()
    assert sent == []


def test_the_app_has_its_tabs_and_writes_the_sources_when_they_are_opened() -> None:
    opened = app()
    assert opened.tabs.titles == ("Calculator", "Claim", "Practice", "Review", "Compare", "Payer rules", "Sources")
    assert opened.tabs.children[6].children == ()
    opened.tabs.selected_index = 6
    assert "HMSA" in opened.panels["Sources"].text("payers")
    assert opened._repr_mimebundle_()["text/plain"].startswith("hipkit")


# What a browser can send, and should not.


@pytest.mark.parametrize("sent", [5, 0.1, None, True, [], {"a": 1}, "5 mg/hr\x00", "5" * 100_000, ATTACK])
@pytest.mark.parametrize("name", ["dose", "ndc", "drug", "from", "confirm", "change"])
def test_a_text_set_to_anything_is_read_again(seed: Bound, name: str, sent: object) -> None:
    seed.form.inputs[name].set_state({"value": sent})
    assert isinstance(seed.form.inputs[name].value, str)
    if name != "confirm":
        assert "372" not in html(seed)
        assert seed.answer.messages[name].kind == "error"
    assert "<img" not in html(seed)


@pytest.mark.parametrize("sent", [99, -1, 1.0, None, True, "0", [], {"a": 1}, ATTACK])
@pytest.mark.parametrize("name", ["payer", "regimen", "reading", "along"])
def test_a_dropdown_set_to_anything_has_nothing_chosen(seed: Bound, name: str, sent: object) -> None:
    seed.form.inputs[name].set_state({"index": sent})
    assert seed.form.inputs[name].value is None
    assert "372" not in html(seed)
    assert seed.answer.messages[name].kind == "error"
    seed.form.inputs[name].set_state({"index": 0})
    assert seed.answer.messages.get(name) is None or seed.answer.messages[name].kind != "error"


@pytest.mark.parametrize("sent", [None, [], "value", {"description": ATTACK}, {"_options_labels": [ATTACK]}, {"x": 1}])
def test_a_browser_can_change_nothing_but_a_value(seed: Bound, sent: object) -> None:
    before = html(seed)
    seed.form.inputs["dose"].set_state(sent)
    seed.form.inputs["payer"].set_state(sent)
    assert html(seed) == before


@pytest.mark.parametrize("sent", [{"selected_index": 9}, {"selected_index": "x"}, {"children": []}, None, []])
def test_a_tab_that_is_not_there_is_not_opened(sent: object) -> None:
    opened = app()
    opened.tabs.set_state(sent)
    assert (opened.tabs.selected_index, len(opened.tabs.children)) == (0, 7)
    opened.tabs.set_state({"selected_index": 6})
    assert "HMSA" in opened.panels["Sources"].text("payers")


@pytest.mark.parametrize("name", [field.name for field in Calculator().fields if field.kind == "text"])
def test_an_attack_typed_into_a_field_stays_text(seed: Bound, name: str) -> None:
    seed.type(name, ATTACK)
    assert "<img" not in html(seed)


class Broken(Calculator):
    """A calculator that fails on a dose of 13."""

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        if texts["dose"] == "13 mg/hr":
            raise ZeroDivisionError("secret detail")
        return super().answer(texts, last)


def test_an_error_of_hipkits_own_shows_no_traceback_and_no_old_number() -> None:
    bound = Bound(Broken())
    bound.press("Seed example")
    bound.type("dose", "13 mg/hr")
    assert bound.text() == "No answer\n! hipkit failed on this entry (ZeroDivisionError). Nothing is shown for it."
    assert "372" not in html(bound) and "secret" not in html(bound)
    bound.type("dose", "5 mg/hr")
    assert "J2270  372" in bound.text("units")


# Pictures.


@contextmanager
def desk(draw: Callable[[object], str]) -> Iterator[tuple[PictureDesk, list[str]]]:
    shown: list[str] = []
    yield PictureDesk(draw, shown.append, lambda: shown.append("faded"), lambda: None), shown


def test_the_latest_picture_wins() -> None:
    began, go_on = threading.Event(), threading.Event()

    def draw(picture: object) -> str:
        began.set()
        go_on.wait(10)
        return f"picture of {picture}"

    with desk(draw) as (pictures, shown):
        pictures.want("one")
        pictures._hurry.set()
        pictures.open()
        assert began.wait(10)
        for name in ("two", "three", "four"):
            pictures.want(name)
        go_on.set()
        assert pictures.wait(10)
        assert shown == ["picture of four"]


def test_a_picture_that_is_overtaken_is_faded_and_one_that_is_gone_is_taken_away() -> None:
    with desk(str) as (pictures, shown):
        pictures.want("one")
        assert pictures.wait(10)
        pictures.want("two")
        assert pictures.wait(10)
        pictures.want(None)
        assert shown == ["one", "faded", "two", ""]


def test_a_picture_that_fails_says_so_and_the_next_is_drawn() -> None:
    def draw(picture: object) -> str:
        return f"{1 // int(str(picture))}"

    with desk(draw) as (pictures, shown):
        pictures.want("0")
        assert pictures.wait(10)
        pictures.want("1")
        assert pictures.wait(10)
        assert shown == [SORRY, "faded", "1"]


def test_no_picture_is_drawn_before_the_page_is_displayed(seed: Bound) -> None:
    time.sleep(0.05)
    assert seed.form.parts["picture"].value == ""
    assert seed.wait_for_picture()
    assert seed.text("picture").startswith("At 5 mg/hr: 372 units of J2270")


# What is loaded, and what is committed.


def test_nothing_heavy_is_loaded_before_the_units_are_on_the_screen() -> None:
    code = """
import sys
from hipkit.widgets import app
shown = app()
shown.calculator.press("Seed example")
assert "372" in shown.calculator.text("units")
print([name for name in ("hipkit.practice", "matplotlib", "numpy", "pandas", "rich", "typer") if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_lazy_name_that_does_not_exist_is_an_attribute_error() -> None:
    import hipkit.widgets

    with pytest.raises(AttributeError):
        hipkit.widgets.spreadsheet  # noqa: B018


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_committed_with_its_outputs_and_nothing_that_varies(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    text = path.read_text(encoding="utf-8")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)
    here = (str(path.parents[1]), str(Path.home()), sys.prefix)  # paths of this machine
    for varying in ("model_id", "iopub", "Traceback", *here):
        assert varying not in text


def test_the_answer_of_the_panel_is_what_is_shown(seed: Bound) -> None:
    assert seed.answer == replace(Calculator().answer(seed.form.texts()))
