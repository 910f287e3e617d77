"""Pages in use: what a patch holds, what travels in a book, what is put back, and what is shown for what is typed."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.pages.bar import Bar
from hipkit.panels.pages.book import Book
from hipkit.panels.pages.form import CLEAR, FEWER, MORE, FormPage
from hipkit.panels.pages.patch import LONG, changed
from hipkit.panels.pages.sheet import Sheet
from hipkit.widgets import app
from tests.helpers.patching import patched

EXAMPLE = Calculator().example[0]
NAMES = ["dose", "strength", "days", "from", "ndc", "drug", "payer", "regimen", "hours_per_day"]
TEXTS = [*SEED.values(), "50 mg/hr", "x", "", "pca", "bcbsnd", "31"]
LEAVES = st.one_of(st.text(max_size=3), st.booleans(), st.lists(st.text(max_size=2), max_size=2))
STATES = st.dictionaries(
    st.sampled_from("abcd"),
    st.one_of(LEAVES, st.dictionaries(st.sampled_from("abcd"), LEAVES, max_size=3)),
    max_size=4,
)


def book() -> Book:
    sheet = Sheet({**Calculator().start, **SampleClaim().start})
    return Book(
        {
            "Order": lambda: FormPage(Calculator(), sheet=sheet),
            "Claim": lambda: FormPage(SampleClaim(), sheet=sheet),
        }
    )


@given(before=STATES, after=STATES)
def test_a_patch_makes_one_state_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert patched(before, changed(before, after)) == after
    assert changed(after, after) == {}


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "a", "bcd", "<", ""]), max_size=12),
    st.lists(st.sampled_from(["<p>", "</p>", "a", "bcd", "<", ""]), max_size=12),
)
def test_of_a_long_text_the_pieces_that_differ_make_the_other(before: list[str], after: list[str]) -> None:
    rest = "<b>the same</b>" * LONG
    for one, other in ((rest, rest), ("", rest), (rest, "")):
        states = [{"html": f"{one}{''.join(middle)}{other}"} for middle in (before, after)]
        patch = changed(*states)
        assert patched(states[0], patch) == states[1]
        assert states[0] == states[1] or len(str(patch)) < 1000


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["dose", "strength", "days", "from", "ndc", "drug", "payer", "regimen", "hours_per_day"]),
            st.one_of(
                st.sampled_from([*SEED.values(), "50 mg/hr", "x", "", "pca", "bcbsnd", "31"]), st.text(max_size=5)
            ),
        ),
        max_size=8,
    )
)
def test_what_is_shown_always_belongs_to_what_stands_in_the_fields(entries: list[tuple[str, str]]) -> None:
    page = FormPage(Calculator())
    page.press(EXAMPLE)
    last: Any = page.memo
    for name, text in entries:
        page.enter({name: text})
        expected = Calculator().answer(page.texts, last)
        assert {part: page.html(part) for part in expected.parts} == dict(expected.parts)
        shown = page.state()["fields"]
        for field, message in expected.messages.items():
            assert shown[field]["message"] == [message.kind, message.text]
        last = page.memo


def test_the_order_goes_along_between_the_pages_and_stays() -> None:
    shown = book()
    shown.act("press", {"page": "Order", "button": EXAMPLE})
    shown.act("open", {"page": "Claim"})
    assert shown.pages["Claim"].texts["dose"] == "5 mg/hr"
    shown.act("enter", {"page": "Claim", "texts": {"dose": "6 mg/hr"}})
    shown.act("open", {"page": "Order"})
    assert shown.pages["Order"].texts["dose"] == "6 mg/hr"


def test_a_page_that_was_not_looked_at_is_not_made() -> None:
    shown = book()
    shown.act("enter", {"page": "Claim", "texts": {"dose": "6 mg/hr"}})
    assert list(shown.state()["pages"]) == ["Order"]


def test_more_fields_open_and_close_under_one_button() -> None:
    page = FormPage(Calculator())
    assert page.state()["buttons"][MORE]["words"] == MORE
    page.press(MORE)
    assert page.state()["buttons"][MORE]["words"] == FEWER and page.state()["fields"]["bag"]["seen"]
    page.press(MORE)
    assert not page.state()["fields"]["bag"]["seen"]


def test_clear_empties_and_says_where_to_go_on() -> None:
    page = FormPage(Calculator())
    page.press(EXAMPLE)
    assert page.press(CLEAR) == ("field", "drug")
    assert page.texts["dose"] == "" and page.memo is None


def test_every_name_of_a_layout_is_a_field_a_button_or_a_part() -> None:
    def names(blocks: list[Any]) -> list[tuple[str, str]]:
        inner = [pair for kind, _, *rest in blocks if kind in ("box", "fold") for pair in names(rest[0])]
        return inner + [(kind, name) for kind, name, *_ in blocks if kind not in ("box", "fold", "heading")]

    for panel in (Calculator(), SampleClaim()):
        state = FormPage(panel).state()
        places = {"field": "fields", "offers": "fields", "button": "buttons", "part": "parts"}
        listed = names(state["layout"])
        assert len(set(listed)) == len(listed)
        assert all(name in state[places[kind]] for kind, name in listed)
        seen = {name for name, field in state["fields"].items() if field["kind"] != "kept"}
        assert {name for kind, name in listed if kind == "field"} == seen


def test_after_a_reload_the_sheet_stands_in_all_pages_with_what_was_typed_and_not_answered() -> None:
    sheet = Sheet(dict.fromkeys(SEED, "") | {**Calculator().start, **SampleClaim().start})
    order, claim = (lambda: FormPage(Calculator(), sheet=sheet)), (lambda: FormPage(SampleClaim(), sheet=sheet))
    shown = Book({"Order": order, "Claim": claim}, bar=Bar(sheet))
    told = {
        "open": "Claim",
        "pages": {
            "": {"memo": {"texts": {**SEED, "dose": "7 mg/hr"}, "last": {}}},
            "Claim": {"texts": {**SEED, "dose": "5 mg/hr"}, "memo": {**SEED, "dose": "5 mg/hr"}},
            "Order": {"texts": {**SEED, "dose": "6 mg/hr"}, "typed": {"strength": "50 mg/mL"}, "memo": None},
        },
    }
    shown.act("restore", told)
    assert (shown.pages["Claim"].texts["dose"], shown.pages["Claim"].texts["strength"]) == ("7 mg/hr", "50 mg/mL")
    shown.act("open", {"page": "Order"})
    assert "7 mg/hr" in shown.pages["Order"].text("steps") and "50 mg/mL" in shown.pages["Order"].text("steps")


def test_a_button_that_opens_a_page_leads_to_its_first_field() -> None:
    shown = app().book
    assert shown.act("press", {"page": "Order", "button": "Have it checked"}) == ("field", "way")
    assert shown.open == "Check"
    assert shown.act("press", {"page": "Order", "button": MORE}) is None


def test_an_entry_is_answered_by_the_page_that_is_open_alone() -> None:
    shown = book()
    shown.act("press", {"page": "Order", "button": EXAMPLE})
    shown.act("open", {"page": "Claim"})
    shown.state()
    shown.act("open", {"page": "Order"})
    before = shown.state()["pages"]["Claim"]
    shown.act("enter", {"page": "Order", "texts": {"dose": "6 mg/hr"}})
    assert shown.state()["pages"]["Claim"] is before
    shown.act("open", {"page": "Claim"})
    assert shown.state()["pages"]["Claim"]["fields"]["dose"]["text"] == "6 mg/hr"


def test_of_a_claim_of_62_lines_little_travels_when_it_is_changed() -> None:
    visits = "; ".join(f"2021-03-{day:02} = 151" for day in range(1, 31))
    page = FormPage(SampleClaim())
    page.begin({**SampleClaim().start, **SEED, "visits": visits, "nursing_rule": "cpt-midpoint"})
    assert page.answer.billed and len(page.answer.billed.lines) == 62
    for texts, most in (
        ({"charges": "J2270 = 558"}, 50_000), ({"dose": "5.1 mg/hr"}, 50_000),
        ({"visits": f"{visits}; 2021-03-31 = 151"}, 250_000),
    ):  # fmt: skip
        before = page.state()
        page.enter(texts)
        assert 100 < len(json.dumps(changed(before, page.state()))) < most
        page.enter({"charges": ""})
