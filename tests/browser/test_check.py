"""The blind second check in the app: the colleague sees the order and none of its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server
from tests.browser.test_calculator import fill_seed, open_page, units

TYPED = {
    "Per-diem code": "S9326", "Per-diem units": "31", "Drug code": "J2270", "Drug units": "372",
    "NDC quantity": "148.8",
}  # fmt: skip


def screen(page: Page) -> Locator:
    return page.get_by_role("tabpanel", name="Check")


def type_units(page: Page, **other: str) -> None:
    for label, text in (TYPED | other).items():
        screen(page).get_by_label(label, exact=True).fill(text)


@pytest.fixture
def checking(page: Page, app: Server) -> Page:
    """The tab of the check, with an order to be checked."""
    open_page(page, app)
    fill_seed(page)
    expect(units(page)).to_contain_text("J2270372")
    page.get_by_role("button", name="Have it checked").press("Enter")
    expect(page.get_by_role("tab", name="Check")).to_have_attribute("aria-selected", "true")
    expect(screen(page)).to_contain_text("5 mg/hr")
    return page


def test_nothing_of_the_answer_is_there_until_it_is_compared(checking: Page, tmp_path: Path) -> None:
    shown = screen(checking)
    for number in ("372", "148.8", "S9326", "J2270", "120", "3,720"):
        expect(shown).not_to_contain_text(number)
    type_units(checking)
    expect(shown).not_to_contain_text("agree")
    shown.get_by_role("button", name="Compare", exact=True).press("Enter")
    expect(shown).to_contain_text("agreement")
    checking.screenshot(path=tmp_path / "agreement.png")


def test_a_tenfold_slip_is_named_and_an_order_that_changes_hides_the_outcome(checking: Page) -> None:
    type_units(checking, **{"Drug units": "3720"})
    screen(checking).get_by_role("button", name="Compare", exact=True).click()
    expect(screen(checking)).to_contain_text("372 against 3,720, 10 times as much")
    checking.get_by_role("tab", name="Order").click()
    checking.get_by_label("Dose", exact=True).locator("visible=true").fill("6 mg/hr")
    expect(units(checking)).to_contain_text("447")
    checking.get_by_role("tab", name="Check").click()
    expect(screen(checking)).to_contain_text("6 mg/hr")
    expect(screen(checking)).not_to_contain_text("447")
    screen(checking).get_by_role("button", name="Clear").click()
    expect(screen(checking).get_by_label("Drug units", exact=True)).to_have_value("")
    expect(screen(checking)).to_contain_text("6 mg/hr")
