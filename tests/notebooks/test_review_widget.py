"""The review in ipywidgets: a file that arrives as a browser sends it, and what a browser should never send."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from hipkit.errors import InputError
from hipkit.panels.dropped import Dropped
from hipkit.panels.review.panel import ClaimReview
from hipkit.review.sample import sample_bytes
from hipkit.widgets import app, review
from hipkit.widgets.bound_review import NO_CLAIM, THIS_CLAIM, BoundReview
from hipkit.widgets.dropping import DropField, _script
from hipkit.widgets.tabs import CLAIM, REVIEW, TABS

ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture
def panel() -> BoundReview:
    """The review without a file."""
    return review()


def place(panel: BoundReview) -> DropField:
    found = panel.form.inputs["file"]
    assert isinstance(found, DropField)
    return found


def html(panel: BoundReview) -> str:
    """Everything that the browser is sent as HTML."""
    labels = [made.description for made in panel.form.inputs.values()]
    return "".join([*labels, *(part.value for part in panel.form.parts.values())])


def test_a_file_that_arrives_is_reviewed(panel: BoundReview) -> None:
    place(panel)._sent.set_state({"value": Dropped("may.csv", sample_bytes()).text()})
    assert "5 \u2715 errors" in panel.text("counts")
    assert panel.message("file") == "read as may.csv: CSV, 12 rows, 19 columns"


def test_code_can_drop_a_file_as_a_person_does(panel: BoundReview) -> None:
    panel.review("may.csv", sample_bytes())
    assert "12 rows in = 11 reviewed + 1 set aside" in panel.text("counts")
    panel.press("Clear")
    assert place(panel).value == "" and "12 rows" not in html(panel)


def test_that_a_file_is_being_read_is_said_before_it_is_reviewed(panel: BoundReview) -> None:
    told: list[str] = []
    place(panel)._told.observe(lambda change: told.append(change["new"]), "value")
    panel.review(f"{ATTACK}.csv", sample_bytes())
    assert "reading &lt;img src=x onerror=alert(1)&gt;.csv ..." in told[0]
    assert "read as" in told[-1]


def test_the_browser_is_never_sent_the_file_back(panel: BoundReview) -> None:
    panel.review("may.csv", sample_bytes())
    sent = place(panel)._sent
    assert sent.value and sent.get_state()["value"] == "" and sent.get_state("value") == {"value": ""}


@pytest.mark.parametrize("sent", [5, None, True, [], {"a": 1}, ATTACK, "{", '{"name": 5}', "[" * 50_000])
def test_what_is_no_file_is_refused_at_the_field(panel: BoundReview, sent: object) -> None:
    panel.review("may.csv", sample_bytes())
    place(panel)._sent.set_state({"value": sent})
    assert panel.answer.messages["file"].kind == "error"
    assert "SAMPLE-2" not in html(panel) and "<img" not in html(panel)


@pytest.mark.parametrize("sent", [None, [], "value", {"description": ATTACK}, {"layout": ATTACK}])
def test_a_browser_can_change_nothing_but_the_file(panel: BoundReview, sent: object) -> None:
    before = html(panel)
    place(panel)._sent.set_state(sent)
    assert html(panel) == before


def test_the_rules_that_found_something_can_be_chosen_and_the_choice_stays(panel: BoundReview) -> None:
    panel.press("Review the SAMPLE file")
    rule = panel.form.inputs["rule"]
    assert len(rule.options) == len({one for one, _ in rule.options}) > 5
    panel.type("rule", "HIP301")
    panel.type("ignore", "HIP1")  # other counts, so other options
    assert rule.value == "HIP301"
    assert "HIP301" in panel.text("findings") and "HIP221" not in panel.text("findings")
    panel.press("Clear")
    assert rule.value == "" and rule.options == (("every rule", ""),)


def test_each_answer_is_worked_out_once(panel: BoundReview, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    answer = type(panel.panel).answer
    monkeypatch.setattr(type(panel.panel), "answer", lambda *given: asked.append(given) or answer(*given))
    panel.press("Review the SAMPLE file")
    panel.type("rule", "HIP301")
    panel.type("severity", "error")
    assert len(asked) == 3


def test_the_claim_of_the_claim_tab_is_reviewed() -> None:
    opened = app()
    opened.tabs.selected_index = TABS.index(REVIEW)
    bound = opened.panels[REVIEW]
    bound.press(THIS_CLAIM)
    assert bound.message("file") == NO_CLAIM and bound.answer.messages["file"].kind == "error"
    opened.tabs.selected_index = 0
    opened.calculator.press("Seed example")
    opened.tabs.selected_index = TABS.index(REVIEW)
    bound.press(THIS_CLAIM)
    assert bound.message("file") == "read as claim.csv: CSV, 2 rows, 19 columns"
    assert "0 \u2715 errors" in bound.text("counts")
    assert opened.panels[CLAIM].form.texts()["dose"] == "5 mg/hr"  # the order went along


def test_the_script_is_one_attribute_and_knows_how_much_a_page_takes() -> None:
    assert "\n" not in _script() and "//" not in _script() and "file.size > 6000000" in _script()


def test_nothing_heavy_is_loaded_before_a_file_is_reviewed() -> None:
    code = """
import sys
from hipkit.widgets import app
from hipkit.widgets.tabs import REVIEW, TABS
shown = app()
shown.tabs.selected_index = TABS.index(REVIEW)
heavy = ("matplotlib", "narwhals", "numpy", "pandas", "polars")
assert [name for name in heavy if name in sys.modules] == [], "before"
shown.panels[REVIEW].press("Review the SAMPLE file")
print(sorted(name for name in heavy if name in sys.modules))
"""
    loaded = ran(code)
    assert "polars" in loaded and "matplotlib" not in loaded and "pandas" not in loaded


def ran(code: str) -> str:
    """What a Python of its own prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_first_page_does_not_wait_for_the_review() -> None:
    code = """
import sys
from hipkit.widgets import app
shown = app()
print([name for name in sys.modules if name.startswith("hipkit") and ("review" in name or "dropp" in name)])
"""
    assert ran(code) == "[]\n"


def test_where_polars_is_not_installed_the_app_opens_and_the_tab_says_what_to_install() -> None:
    code = """
import sys
sys.modules["polars"] = sys.modules["narwhals"] = None
from hipkit.widgets import app
from hipkit.widgets.tabs import REVIEW, TABS
shown = app()
shown.calculator.press("Seed example")
assert "J2270" in shown.calculator.text()
shown.tabs.selected_index = TABS.index(REVIEW)
panel = shown.panels[REVIEW]
print(panel.text("counts"))
panel.press("Review the SAMPLE file")
print(panel.message("file"))
"""
    told = ran(code)
    assert "Not installed: narwhals and polars (pip install 'hipkit[review]')." in told
    assert 'read "the file": it needs the package narwhals' in told and told.count("pip install") == 2


def test_a_claim_that_cannot_be_handed_on_says_why() -> None:
    def refused() -> Dropped:
        raise InputError("format", "csv", "it needs the package pandas, which is not installed", "pip install")

    panel = BoundReview(ClaimReview(), refused)
    panel.review("may.csv", sample_bytes())
    panel.press(THIS_CLAIM)
    assert panel.message("file") == "it needs the package pandas, which is not installed"
    assert "SAMPLE-2" not in html(panel) and panel.answer.files == ()


def test_a_text_of_a_file_holds_name_size_and_bytes() -> None:
    assert json.loads(Dropped("may.csv", b"abc").text()) == {"name": "may.csv", "size": 3, "content": "YWJj"}
