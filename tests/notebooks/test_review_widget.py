"""The review in ipywidgets: a file that arrives as a browser sends it, and what a browser should never send."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from hipkit.errors import InputError
from hipkit.formats.forms import Download
from hipkit.panels.base import Answer
from hipkit.panels.calculator.fields import START
from hipkit.panels.calculator.panel import SEED
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.dropped import LARGEST, Dropped, dropped
from hipkit.panels.pages.book import Book
from hipkit.panels.pages.following import FollowingPage
from hipkit.panels.pages.form import FormPage
from hipkit.panels.review.panel import ClaimReview
from hipkit.review.sample import sample_bytes
from hipkit.widgets import app, review
from hipkit.widgets.tabs import (
    CLAIM,
    COMPARE,
    NO_CLAIM,
    NO_ORDER,
    ORDER,
    REVIEW,
    THIS_CLAIM,
    THIS_ORDER,
    WAITS,
    _review_page,
)  # fmt: skip
from hipkit.widgets.view import View

ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture
def panel() -> View:
    """The review without a file."""
    return review()


def type_order(opened: View) -> None:
    """Type HMSA's order as one of one's own, which no mark of an example is on."""
    opened.press("Clear")
    for name, text in SEED.items():
        if text != START.get(name):
            opened.type(name, text)


def with_an_order() -> View:
    """The app with such an order."""
    opened = app()
    type_order(opened)
    return opened


def html(panel: View) -> str:
    """Everything that the browser is sent as HTML, and what is said at the fields."""
    state = panel.page.state()
    said = [field["message"][1] for field in state["fields"].values()]
    return "".join([*(part["html"] for part in state["parts"].values()), *said])


def arrives(panel: View, given: object) -> None:
    """What a browser sends in the place of a file."""
    args = {"page": REVIEW, "texts": {"file": given}}
    panel._heard(panel, {"view": "v", "id": 1, "op": "enter", "args": args}, [])


def test_a_file_that_arrives_is_reviewed(panel: View) -> None:
    arrives(panel, Dropped("may.csv", sample_bytes()).text())
    assert "5 \u2715 errors" in panel.text("counts")
    assert panel.message("file") == "read as may.csv: CSV, 12 rows, 19 columns"


def test_code_can_drop_a_file_as_a_person_does(panel: View) -> None:
    panel.review("may.csv", sample_bytes())
    assert "12 rows in = 11 reviewed + 1 set aside" in panel.text("counts")
    panel.press("Clear")
    assert panel.texts["file"] == "" and "12 rows" not in html(panel)


def test_the_browser_is_never_sent_the_file_back(panel: View) -> None:
    panel.review("may.csv", sample_bytes())
    content = json.loads(panel.texts["file"])["content"]
    assert content and content[:40] not in json.dumps(panel.book.state())


@pytest.mark.parametrize("given", [5, None, True, [], {"a": 1}, ATTACK, "{", '{"name": 5}', "[" * 50_000])
def test_what_is_no_file_is_refused_at_the_field(panel: View, given: object) -> None:
    panel.review("may.csv", sample_bytes())
    arrives(panel, given)
    assert panel.answer.messages["file"].kind == "error"
    assert "SAMPLE-2" not in html(panel)
    assert "<img" not in "".join(part["html"] for part in panel.page.state()["parts"].values())


def test_the_rules_that_found_something_can_be_chosen_and_the_choice_stays(panel: View) -> None:
    panel.press("Review the SAMPLE file")
    options = panel.page.state()["fields"]["rule"]["choices"]
    assert len(options) == len({words for _, words in options}) > 5
    panel.type("rule", "HIP301")
    panel.type("ignore", "HIP1")  # other counts, so other options
    assert panel.texts["rule"] == "HIP301"
    assert "HIP301" in panel.text("findings") and "HIP221" not in panel.text("findings")
    panel.press("Clear")
    assert panel.texts["rule"] == "" and panel.page.state()["fields"]["rule"]["choices"] == [["", "every rule"]]


def test_each_answer_is_worked_out_once(panel: View, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    answer = ClaimReview.answer
    monkeypatch.setattr(ClaimReview, "answer", lambda *given: asked.append(given) or answer(*given))
    panel.press("Review the SAMPLE file")
    panel.type("rule", "HIP301")
    panel.type("severity", "error")
    assert len(asked) == 3


def test_the_claim_of_the_claim_tab_is_reviewed() -> None:
    opened = app()
    opened.turn(REVIEW)
    opened.press(THIS_CLAIM)
    assert opened.message("file") == NO_CLAIM and opened.answer.messages["file"].kind == "error"
    opened.turn(ORDER)
    type_order(opened)
    opened.turn(REVIEW)
    opened.press(THIS_CLAIM)
    assert opened.message("file") == "read as claim.csv: CSV, 2 rows, 19 columns"
    assert "0 \u2715 errors" in opened.text("counts")
    assert opened.book.pages[CLAIM].texts["dose"] == "5 mg/hr"  # the order went along


def reviewed(opened: View) -> str:
    """What was reviewed, as it stands in the file of the Review tab."""
    opened.turn(REVIEW)
    assert opened.text("counts")
    file = opened.page.texts["file"]
    return dropped(file).data.decode() if file else opened.message("file")


def test_a_claim_that_is_changed_is_reviewed_anew() -> None:
    opened = with_an_order()
    opened.turn(REVIEW)
    opened.press(THIS_CLAIM)
    assert ",372," in reviewed(opened)
    for dose, said in (("7 mg/hr", ",521,"), ("x", NO_CLAIM), ("6 mg/hr", ",447,")):
        opened.turn(ORDER)
        opened.type("dose", dose)
        assert said in reviewed(opened)
    opened.review("may.csv", sample_bytes())
    opened.turn(ORDER)
    opened.type("dose", "5 mg/hr")
    assert "SAMPLE-2" in reviewed(opened)


def test_an_order_that_is_changed_is_compared_anew() -> None:
    opened = with_an_order()
    opened.turn(COMPARE)
    opened.press(THIS_ORDER)
    opened.type("second_reading", "published-example")
    assert "J2270 x 372" in opened.text() and "J3490 x 149" in opened.text()
    opened.turn(ORDER)
    opened.type("dose", "6 mg/hr")
    opened.turn(COMPARE)
    assert "J2270 x 447" in opened.text() and "J3490 x 179" in opened.text()
    opened.turn(ORDER)
    opened.type("dose", "x")
    opened.turn(COMPARE)
    assert "J2270" not in opened.text() and opened.answer.messages["first_scenario"].kind == "error"


def test_an_example_and_an_order_that_waits_are_not_compared() -> None:
    opened = app()
    opened.turn(COMPARE)
    opened.press(THIS_ORDER)
    assert opened.message("first_scenario") == NO_ORDER
    opened.type("second_payer", "bcbstx")
    assert opened.message("first_scenario") == NO_ORDER  # the reason stays
    opened.turn(ORDER)
    type_order(opened)
    opened.type("dose", "50 mg/hr")
    opened.turn(COMPARE)
    assert opened.text() and opened.message("first_scenario") == WAITS
    opened.turn(ORDER)
    opened.type("dose", "6 mg/hr")
    opened.turn(COMPARE)
    assert "J2270 x 447" in opened.text()


def test_a_file_that_is_dropped_after_a_reload_is_not_taken_for_the_order_of_the_page() -> None:
    opened = app()
    page = opened.book.page(COMPARE)
    assert isinstance(page, FollowingPage)
    page.restore({}, {"taken": "yes"})
    page.enter({"first_scenario": "x"})
    assert page.memo is None and "taken" not in (page.sheet.memo or {})


@pytest.mark.parametrize(("title", "button", "found"), [
    (COMPARE, THIS_ORDER, "J2270 x 447"), (REVIEW, THIS_CLAIM, "0 \u2715 errors"),
])  # fmt: skip
def test_what_was_taken_from_another_page_is_taken_anew_after_a_reload(title: str, button: str, found: str) -> None:
    opened = with_an_order()
    opened.turn(title)
    opened.press(button)
    told = opened.book.state()
    again = app()
    fields = {name: page["fields"].items() for name, page in told["pages"].items()}
    texts = {name: {one: field["text"] for one, field in of if field["kind"] != "file"} for name, of in fields.items()}
    pages = {name: {"memo": page["memo"], "texts": texts[name]} for name, page in told["pages"].items()}
    again.book.act("restore", {"open": title, "pages": pages})
    again.turn(ORDER)
    again.type("dose", "6 mg/hr")
    again.turn(title)
    assert found in again.text()
    assert again.answer.messages["file" if title == REVIEW else "first_scenario"].kind == "ok"


def test_the_script_knows_how_much_a_page_takes() -> None:
    assert f"const LARGEST = {LARGEST:_};" in View._esm


def test_nothing_heavy_is_loaded_before_a_file_is_reviewed() -> None:
    code = """
import sys
from hipkit.widgets import app
from hipkit.widgets.tabs import REVIEW
shown = app()
shown.turn(REVIEW)
heavy = ("matplotlib", "narwhals", "numpy", "pandas", "polars")
assert [name for name in heavy if name in sys.modules] == [], "before"
shown.press("Review the SAMPLE file")
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
from hipkit.widgets.tabs import REVIEW
shown = app()
shown.press("HMSA's example")
assert "J2270" in shown.text()
shown.turn(REVIEW)
print(shown.text("counts"))
shown.press("Review the SAMPLE file")
print(shown.message("file"))
"""
    told = ran(code)
    assert "Not installed: narwhals and polars (pip install 'hipkit[review]')." in told
    assert 'read "the file": it needs the package narwhals' in told and told.count("pip install") == 2


def test_a_claim_that_cannot_be_handed_on_says_why() -> None:
    def refused() -> bytes:
        raise InputError("format", "csv", "it needs the package pandas, which is not installed", "pip install")

    claim = FormPage(SampleClaim())
    claim.say(Answer({}, files=(Download("claim.csv", "a table", "text/csv", refused),)))
    panel = View("review", Book({REVIEW: lambda: _review_page(lambda: claim)}))
    panel.review("may.csv", sample_bytes())
    panel.press(THIS_CLAIM)
    assert panel.message("file") == "it needs the package pandas, which is not installed"
    assert "SAMPLE-2" not in html(panel) and panel.answer.files == ()


def test_a_text_of_a_file_holds_name_size_and_bytes() -> None:
    assert json.loads(Dropped("may.csv", b"abc").text()) == {"name": "may.csv", "size": 3, "content": "YWJj"}
