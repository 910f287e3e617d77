"""Each finished edit is one Undo, by whatever keys it was made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server
from tests.browser.test_calculator import fill_seed, open_page

UNITS = {"4": "298", "5": "372", "6": "447", "7": "521", "8": "596"}  # mg/hr x 24 hr x 31 days, in 10 mg, up


def dose(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Dose", exact=True).locator("visible=true")


def told(page: Page, mg: str) -> None:
    """The dose stands there, and its answer."""
    expect(dose(page)).to_have_value(f"{mg} mg/hr")
    expect(page.locator("[data-code=J2270]").locator("visible=true")).to_have_text(UNITS[mg])


def typed(page: Page, mg: str) -> None:
    dose(page).select_text()
    page.keyboard.type(f"{mg} mg/hr")


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo", exact=True).press("Enter")


@pytest.fixture
def order(page: Page, app: Server) -> Iterator[Page]:
    open_page(page, app)
    fill_seed(page)
    told(page, "5")
    yield page


@pytest.mark.parametrize("key", ["Tab", "Enter"])
@pytest.mark.parametrize("waits", [True, False])
def test_each_edit_that_was_finished_is_undone_alone(order: Page, key: str, waits: bool) -> None:
    for mg in ("6", "7", "8"):
        typed(order, mg)
        order.keyboard.press(key)
        if waits:
            told(order, mg)
    told(order, "8")
    for mg in ("7", "6", "5"):
        undo(order)
        told(order, mg)


def test_the_keystrokes_of_one_visit_are_one_change(order: Page) -> None:
    dose(order).select_text()
    order.keyboard.type("x")
    expect(order.get_by_role("button", name="Pin this answer")).to_have_count(0)
    dose(order).select_text()
    order.keyboard.type("8 mg/hr")
    told(order, "8")
    expect(order.get_by_role("button", name="Pin this answer")).to_be_visible()
    order.keyboard.press("Backspace")
    order.keyboard.type("r")
    told(order, "8")
    undo(order)
    told(order, "5")


def test_steps_and_offers_are_changes_of_their_own(order: Page) -> None:
    order.get_by_role("button", name="Pin this answer").press("Enter")
    expect(order.get_by_role("button", name="step to 6 mg/hr")).to_be_visible()
    typed(order, "6")
    told(order, "6")
    for mg in ("7", "8"):
        expect(order.get_by_role("button", name=f"step to {mg} mg/hr")).to_be_visible()
        dose(order).press("ArrowUp")
        told(order, mg)
    order.get_by_role("button", name="step to 7 mg/hr").press("Enter")
    told(order, "7")
    for mg in ("8", "7", "6", "5"):
        undo(order)
        told(order, mg)


def test_each_choice_and_each_row_is_undone_alone(order: Page) -> None:
    reading = order.get_by_role("combobox", name="Reading", exact=True).locator("visible=true")
    first = reading.input_value()
    reading.focus()
    for key, code in (("ArrowDown", "J3490"), ("ArrowUp", "J2270")):
        order.keyboard.press(key)
        expect(order.locator(f"[data-code={code}]").locator("visible=true")).to_be_visible()
    undo(order)
    expect(reading).not_to_have_value(first)
    undo(order)
    expect(reading).to_have_value(first)
    order.get_by_role("button", name="More fields").locator("visible=true").press("Enter")
    day = order.get_by_role("textbox", name="Day without therapy 1", exact=True)
    for text in ("2021-03-10", "2021-03-11"):
        day.select_text()
        order.keyboard.type(text)
        order.keyboard.press("Tab")
    expect(day).to_have_value("2021-03-11")
    undo(order)
    expect(day).to_have_value("2021-03-10")
