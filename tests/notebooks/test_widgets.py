"""The calculator in ipywidgets, driven as a browser drives it, and by what a browser should never send."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from hipkit.panels.base import Answer
from hipkit.panels.calculator.fields import START
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.pages.book import Book
from hipkit.panels.pages.form import FormPage
from hipkit.widgets import app, calculator
from hipkit.widgets.picture import SORRY, PictureDesk
from hipkit.widgets.view import View
from tests.helpers.commands import runner
from tests.helpers.patching import patched

ATTACK = "<img src=x onerror=alert(1)>"
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture
def seed() -> View:
    """The calculator with the example in it."""
    bound = calculator()
    bound.press("HMSA's example")
    return bound


def fields(view: View) -> dict[str, Any]:
    """The fields of the page that is open, as the browser is told of them."""
    return dict(view.page.state()["fields"])


def html(view: View) -> str:
    """Everything that the browser is sent as HTML, and what is said at the fields."""
    said = [field["message"][1] for field in fields(view).values()]
    return "".join([*(part["html"] for part in view.page.state()["parts"].values()), *said])


def heard(view: View, op: str, **args: object) -> None:
    """What a browser sends."""
    view._heard(view, {"view": "v", "id": 1, "op": op, "args": {"page": view.book.open, **args}}, [])


# As a person does.


def test_typing_the_example_comes_to_its_units() -> None:
    bound = calculator()
    assert "372" not in bound.text()
    for name, text in SEED.items():
        bound.type(name, text)
    assert "J2270  372  x 10 mg  3,720 mg, nothing to round" in bound.text("units")
    bound.type("reading", "published-example")
    assert "J3490  149  units  148.8 before rounding" in bound.text("units")


def test_every_keystroke_is_answered(seed: View) -> None:
    shown = []
    for text in ("5", "5 ", "5 m", "5 mg", "5 mg/", "5 mg/h", "5 mg/hr"):
        seed.type("dose", text)
        shown.append("J2270  372" in seed.text("units"))
    assert shown == [False] * 5 + [True, True]


def test_a_broken_field_blanks_every_result_at_once(seed: View) -> None:
    seed.wait_for_picture()
    seed.type("dose", "5 bananas/hr")
    assert "372" not in html(seed) and "148.8" not in html(seed)
    assert "waiting for dose" in seed.text("units")
    assert "hk-bad" in fields(seed)["dose"]["css"]
    assert seed.text("picture") == ""


def test_clear_and_seed_begin_anew(seed: View) -> None:
    seed.press("Clear")
    assert seed.page.texts == {name: START.get(name, "") for name in fields(seed)}
    seed.type("dose", "50 mg/hr")
    seed.press("HMSA's example")
    assert "not confirmed" not in seed.text()  # what stood there before is not compared with


def test_an_offer_is_taken_by_its_button_alone(seed: View) -> None:
    seed.type("ndc", "0074113303")
    assert fields(seed)["ndc"]["offers"] == ["00074-1133-03", "00741-0133-03", "00741-1330-03"]
    assert seed.texts["ndc"] == "0074113303"
    seed.press("00741-0133-03")
    assert seed.texts["ndc"] == "00741-0133-03"
    assert fields(seed)["ndc"]["offers"] == []
    with pytest.raises(LookupError):
        seed.press("00741-0133-03")


def test_an_order_that_is_pasted_fills_two_fields_once_it_is_confirmed(seed: View) -> None:
    seed.type("drug", "")
    seed.type("dose", "morphine 5 mg/h")
    seed.press("use morphine sulfate, 5 mg/hr")
    assert (seed.texts["drug"], seed.texts["dose"]) == ("morphine sulfate", "5 mg/hr")


def test_a_tenfold_change_wants_a_typed_reason(seed: View) -> None:
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


def test_more_fields_open_and_close(seed: View) -> None:
    assert "bag" not in seed.shown_fields()
    seed.press("More fields")
    assert "bag" in seed.shown_fields()
    assert fields(seed)["bag"]["seen"]
    seed.type("bag", "5 mg/mL")
    seed.press("Fewer fields")
    assert "bag" in seed.shown_fields() and "code" not in seed.shown_fields()
    assert "the NDC quantity counts the product's 25 mg/mL, not the bag's 5 mg/mL" in seed.text("notices")


def test_the_regimen_changes_the_fields_and_their_examples(seed: View) -> None:
    seed.type("regimen", "intermittent")
    assert {"dose", "per_day"} <= set(seed.shown_fields()) and "hours_per_day" not in seed.shown_fields()
    assert fields(seed)["dose"]["example"] == "10 mg"


def test_what_is_said_at_a_field_goes_with_its_constant_label(seed: View) -> None:
    seed.type("dose", "5 bananas/hr")
    dose = fields(seed)["dose"]
    assert dose["label"] == "Dose"
    assert dose["message"][0] == "error" and dose["message"][1].startswith("Type for example 8 mg/hr")


def test_nothing_is_sent_to_the_browser_that_is_there_already(seed: View, sent: list[Any]) -> None:
    heard(seed, "hello")
    heard(seed, "enter", texts={"dose": "5 mg/hr"})
    heard(seed, "enter", texts={"dose": "6 mg/hr"})
    hello, same, other = sent
    assert set(hello) == {"view", "id", "state"}
    assert same == {"view": "v", "id": 1, "patch": {}}
    (page,) = other["patch"]["pages"].values()
    dose = {"text": "6 mg/hr", "message": ["ok", "read as 6 mg/hr"]}
    assert page["fields"] == {"dose": dose, "last": {"text": seed.page.texts["last"]}}
    assert len(json.dumps(other)) < len(json.dumps(hello)) * 2 / 3


def test_the_state_and_its_patches_come_to_the_same(seed: View, sent: list[Any]) -> None:
    heard(seed, "hello")
    shown = sent[0]["state"]
    for text in ("6 mg/hr", "6 bananas/hr", "0.5 mcg/hr", ""):
        heard(seed, "enter", texts={"dose": text})
        shown = patched(shown, sent[-1]["patch"])
        assert shown == seed.book.state()


def test_the_app_has_its_tabs_and_writes_the_sources_when_they_are_opened() -> None:
    opened = app()
    assert opened.book.state()["tabs"] == [
        "Order", "Claim", "Check", "Practice", "Review", "Compare", "Rules", "Sources",
    ]  # fmt: skip
    assert list(opened.book.pages) == ["Order"]
    opened.turn("Sources")
    assert "HMSA" in opened.text()
    data, _ = opened._repr_mimebundle_()
    assert data["text/plain"].startswith("hipkit (run this cell")


def test_texts_are_a_trait_that_another_widget_may_observe_and_set(seed: View) -> None:
    seen: list[str] = []
    seed.observe(lambda change: seen.append(change["new"]["dose"]), "texts")
    seed.type("dose", "6 mg/hr")
    seed.texts = {**seed.texts, "dose": "7 mg/hr"}
    assert seen == ["6 mg/hr", "7 mg/hr"]
    assert seed.message("dose") == "read as 7 mg/hr"
    seed.texts = {"dose": "8 mg/hr"}
    assert seed.texts["dose"] == "8 mg/hr" and seed.texts["strength"] == "25 mg/mL"


@pytest.fixture
def sent(seed: View, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What goes to the browser."""
    told: list[Any] = []
    monkeypatch.setattr(View, "send", lambda self, content, buffers=None: told.append(copy.deepcopy(content)))
    return told


# What a browser can send, and should not.


@pytest.mark.parametrize("given", [5, 0.1, None, True, [], {"a": 1}, "5 mg/hr\x00", "5" * 100_000, ATTACK])
@pytest.mark.parametrize("name", ["dose", "ndc", "drug", "from", "confirm", "change"])
def test_a_text_set_to_anything_is_read_again(seed: View, name: str, given: object) -> None:
    heard(seed, "enter", texts={name: given})
    assert isinstance(seed.texts[name], str)
    if name != "confirm" and (name, given) != ("change", []):  # no rows are no changes
        assert "372" not in html(seed)
        assert seed.answer.messages[name].kind in ("error", "waiting")
    assert "<img" not in "".join(part["html"] for part in seed.page.state()["parts"].values())


@pytest.mark.parametrize("given", [99, -1, 1.0, None, True, "0", [], {"a": 1}, ATTACK])
@pytest.mark.parametrize("name", ["payer", "regimen", "reading", "along"])
def test_a_dropdown_set_to_anything_has_nothing_chosen(seed: View, name: str, given: object) -> None:
    heard(seed, "enter", texts={name: given})
    assert seed.texts[name] == ""
    assert "372" not in html(seed)
    assert seed.answer.messages[name].kind == "error"
    heard(seed, "enter", texts={name: fields(seed)[name]["choices"][0][0]})
    assert seed.answer.messages.get(name) is None or seed.answer.messages[name].kind != "error"


@pytest.mark.parametrize(
    "content",
    [
        None, [], "value", 3, {"op": "enter"}, {"op": "enter", "args": {"page": "Order"}},
        {"op": "enter", "args": {"page": "Order", "texts": 3}},
        {"op": "enter", "args": {"page": "Order", "texts": {"nowhere": "x", "memo": {}}}},
        {"op": "enter", "args": {"page": "Elsewhere", "texts": {"dose": "x"}}},
        {"op": "press", "args": {"page": "Order", "button": "Make the files"}},
        {"op": "press", "args": {"page": "Order", "button": {"a": 1}}},
        {"op": "take", "args": {"page": "Order", "field": "ndc", "label": "00741-0133-03"}},
        {"op": "open", "args": {"page": "Elsewhere"}}, {"op": "open", "args": {"page": ["Order"]}},
        {"op": "restore", "args": None}, {"op": "restore", "args": {"pages": 3, "open": 4}},
        {"op": "restore", "args": {"pages": {"Elsewhere": {}, "Order": 3}, "open": "Elsewhere"}},
        {"op": ["enter"], "args": {"page": "Order", "texts": {"dose": "x"}}},
    ],
)  # fmt: skip
def test_whatever_else_a_browser_sends_changes_nothing(seed: View, content: object) -> None:
    before = html(seed)
    seed._heard(seed, content, [])
    seed.set_state({"name": "other", "texts": {"dose": "x"}, "_esm": ATTACK})
    assert html(seed) == before
    assert (seed.name.split("-")[0], seed.book.open) == ("calculator", "Order")


def test_what_stood_on_a_page_before_a_reload_is_put_back() -> None:
    before = app()
    before.press("HMSA's example")
    before.type("payer", "bcbsnd")
    before.type("choose_ndc_quantity", "exact")
    before.type("dose", "6 mg/hr")
    before.turn("Claim")
    before.type("charges", "J2270 = 558.00")
    after = reloaded(before)
    assert after.book.state() == before.book.state()
    after.turn("Order")
    assert after.texts["dose"] == "6 mg/hr" and after.texts["choose_ndc_quantity"] == "exact"


def reloaded(before: View) -> View:
    """The app after a reload, from what the browser had of it."""
    state = before.book.state()
    kept = {
        title: {
            "texts": {name: field["text"] for name, field in page["fields"].items() if field["kind"] != "file"},
            "memo": page["memo"],
        }
        for title, page in state["pages"].items()
    }  # fmt: skip
    after = app()
    after._heard(after, {"view": "v", "id": 1, "op": "restore", "args": {"open": state["open"], "pages": kept}}, [])
    return after


def test_a_reload_brings_back_what_stands_now_and_nothing_of_a_page_as_it_was_left() -> None:
    before = app()
    before.press("Clear")
    before.type("dose", "5 mg/hr")
    before.turn("Claim")
    before.type("visits", "2021-03-02 = 151")
    before.turn("Order")
    before.press("Clear")
    before.type("dose", "7 mg/hr")
    before.turn("Rules")
    before.book.state()
    after = reloaded(before)
    assert after.book.open == "Rules"
    for title in ("Order", "Claim"):
        after.turn(title)
        assert after.texts["dose"] == "7 mg/hr"
    assert after.texts["visits"] == ""


@pytest.mark.parametrize("memo", [None, 3, {}, {"texts": 3}, {"texts": {"dose": 5, "nowhere": "x"}, "last": []}])
def test_a_sheet_that_cannot_be_read_changes_nothing_after_a_reload(memo: object) -> None:
    after = app()
    before = after.book.state()
    after._heard(after, {"view": "v", "id": 1, "op": "restore", "args": {"pages": {"": {"memo": memo}}}}, [])
    assert after.book.state()["pages"]["Order"]["fields"] == before["pages"]["Order"]["fields"]


@pytest.mark.parametrize("name", [field.name for field in Calculator().fields if field.kind == "text"])
def test_an_attack_typed_into_a_field_stays_text(seed: View, name: str) -> None:
    seed.type(name, ATTACK)
    assert "<img" not in html(seed)


class Broken(Calculator):
    """A calculator that fails on a dose of 13."""

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        if texts["dose"] == "13 mg/hr":
            raise ZeroDivisionError("secret detail")
        return super().answer(texts, last)


def test_an_error_of_hipkits_own_shows_no_traceback_and_no_old_number() -> None:
    bound = View("broken", Book({"Order": lambda: FormPage(Broken())}))
    bound.press("HMSA's example")
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


def test_no_picture_is_drawn_before_the_page_is_displayed(seed: View) -> None:
    time.sleep(0.05)
    assert seed.text("picture") == ""
    assert seed.wait_for_picture()
    assert seed.text("picture").startswith("At 5 mg/hr: 372 units of J2270")


# What is loaded, and what is committed.


def test_nothing_heavy_is_loaded_before_the_units_are_on_the_screen() -> None:
    code = """
import sys
from hipkit.widgets import app
shown = app()
shown.press("HMSA's example")
assert "372" in shown.text("units")
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


def test_the_answer_of_the_panel_is_what_is_shown(seed: View) -> None:
    assert seed.answer == replace(Calculator().answer(seed.page.texts))


def test_the_result_is_what_the_command_prints_and_none_where_it_is_refused(capfdbinary: Any) -> None:
    seen = []
    shown = calculator()
    shown.observe(lambda change: seen.append(change["new"]), "result")
    assert shown.result is None
    shown.press("HMSA's example")
    printed = runner(capfdbinary)(
        'units --drug "morphine sulfate" --dose "5 mg/hr" --hours-per-day 24 --strength "25 mg/mL" '
        "--ndc 00074-1133-03 --from 2021-03-01 --through 2021-03-31 --payer hmsa --reading rule-text --json"
    )
    told = printed.json
    del told["read"]["regimen"]  # the command names the regimen that was not typed
    assert shown.result == told and seen == [shown.result]
    shown.type("dose", "5 bananas/hr")
    assert shown.result is None and seen[-1] is None
