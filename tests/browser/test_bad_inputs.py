"""Every bad input typed into the page, in a real Chromium: what then stands below the field.

All in `make test-all`, every third in `make test`, where `tests/inputs` asks the page's own panel for them all.
What is refused is typed key by key, and seen once the whole of it was read. What is read is pasted, since the
first letters of `5 mg/hour` are an answer already.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from hipkit.errors import shown
from hipkit.panels.calculator.fields import by_name
from hipkit.panels.calculator.panel import SEED
from tests.browser.conftest import Server, patient
from tests.browser.test_calculator import fill_seed, open_page
from tests.helpers.whole import amount
from tests.inputs.rows import LISTS, Row, rows

ROWS = rows("browser")[:: amount(1, 3)]
UNREADABLE = {"unlisted": "*"}  # elsewhere a question mark


@pytest.fixture(scope="module")
def sheet(chromium: Browser, app: Server) -> Iterator[Page]:
    """One page for all rows, with every field to be seen; each row begins anew from the example."""
    context = patient(chromium, viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    asked: list[str] = []

    def opened(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened)
    open_page(page, app)
    page.get_by_role("button", name="More fields").click(timeout=30_000)
    expect(page.get_by_role("button", name="Fewer fields")).to_be_visible()
    yield page
    page.close(run_before_unload=True)
    context.close()
    assert asked == [], "something that was typed ran as a script"


def box(page: Page, name: str) -> Locator:
    label = by_name()[name].label
    return page.locator(f".hk .hk-field:has(.hk-name:text-is('{label}'))")


def said(page: Page, name: str) -> Locator:
    """What stands below a field."""
    return box(page, name).locator(".hk-say")


def answer(page: Page) -> Locator:
    return page.locator(".hk-answer")


def put(page: Page, name: str, text: str) -> None:
    """Set another field of the row's order."""
    box(page, name).locator("input").fill(text)


def type_in(page: Page, name: str, text: str, by_key: bool = True) -> None:
    """Select what is in the field and type over it; what is long is pasted."""
    expect(box(page, name)).to_be_visible()
    box(page, name).locator("input").focus()
    page.keyboard.press("Control+A")
    if not text:
        page.keyboard.press("Delete")
    elif by_key and len(text) <= 100:
        page.keyboard.type(text)
    else:
        page.keyboard.insert_text(text)


def begin(page: Page, row: Row) -> None:
    """HMSA's order, the other fields of the row, and in the field itself something that the row is not."""
    page.get_by_role("button", name="Clear").press("Enter")
    expect(answer(page)).to_contain_text("waiting for dose, hours a day")
    fill_seed(page)
    expect(answer(page)).to_contain_text("J2270372")
    if row.field in SEED:
        expect(box(page, row.field).locator("input")).to_have_value(SEED[row.field])
    for name, text in ({"ndc": ""} | dict(row.others)).items():
        if name != row.field or not text:
            put(page, name, text)
    if row.last:
        put(page, row.field, row.last)
        expect(said(page, row.field)).to_contain_text(f"read as {row.last}")
    elif row.outcome != "BLOCK" and row.field != "confirm":
        put(page, row.field, UNREADABLE.get(row.field, "?"))
        expect(said(page, row.field)).to_contain_text("Type for example")


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_a_refusal_stands_below_its_field_and_the_old_number_is_gone(sheet: Page, row: Row) -> None:
    begin(sheet, row)
    type_in(sheet, row.field, row.given)
    for phrase in (row.page,) if row.page else row.expect:
        expect(said(sheet, row.at or row.field)).to_contain_text(phrase)
    expect(answer(sheet)).to_contain_text("waiting for")
    if not row.at and row.given.strip() and row.field not in LISTS:
        expect(answer(sheet)).to_contain_text(f'read "{shown(row.given)}"')
    for stale in ("372", "3,720", "148.8"):
        expect(answer(sheet)).not_to_contain_text(stale)
    for label in row.offers:
        expect(sheet.get_by_role("button", name=label)).to_be_visible()
    assert sheet.locator(".hk img, .hk script, .hk [onload]").count() == 0


@pytest.mark.parametrize("row", [row for row in ROWS if row.outcome != "BLOCK"], ids=lambda row: row.name)
def test_what_is_read_stands_below_its_field(sheet: Page, row: Row) -> None:
    begin(sheet, row)
    type_in(sheet, row.field, row.given, by_key=False)
    expect(said(sheet, row.field)).to_contain_text(row.read if row.page is None else row.page)
    expect(answer(sheet)).not_to_contain_text("waiting for")
    for phrase in row.expect:
        expect(box(sheet, row.field).or_(answer(sheet)).filter(has_text=phrase).first).to_be_attached()
    if row.outcome == "CONFIRM":
        expect(sheet.locator(".hk-band")).to_contain_text("! not confirmed")
    if row.units:
        expect(sheet.locator(".hk-units")).to_contain_text(f"{int(row.units):,}")
