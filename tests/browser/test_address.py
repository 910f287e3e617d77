"""Each screen of the app has its address; Back, Forward and a reload turn tabs and lose nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from hipkit.widgets.tabs import TABS
from tests.browser.conftest import PATIENCE, Server
from tests.browser.screens import turn
from tests.browser.test_calculator import field, open_page


def selected(page: Page) -> Locator:
    return page.get_by_role("tab", selected=True)


def stands(page: Page, app: Server, title: str) -> None:
    """The tab is open, and address and title of the page are its own, with nothing of the order in them."""
    expect(selected(page)).to_have_text(title, timeout=PATIENCE)
    expect(page).to_have_title(f"{title} - hipkit")
    assert page.url == f"{app.root}/#{title.lower()}"


def test_back_and_forward_turn_tabs_and_lose_nothing(page: Page, app: Server) -> None:
    open_page(page, app)
    stands(page, app, "Order")
    field(page, "Dose").fill("6 mg/hr")
    for title in ("Claim", "Rules", "Review"):
        turn(page, title)
        stands(page, app, title)
    for title in ("Rules", "Claim", "Order"):
        page.go_back()
        stands(page, app, title)
    expect(field(page, "Dose").locator("visible=true")).to_have_value("6 mg/hr")
    page.evaluate("history.go(2)")
    stands(page, app, "Rules")
    page.reload()
    stands(page, app, "Rules")
    page.go_back()
    stands(page, app, "Claim")
    page.go_back()
    stands(page, app, "Order")
    expect(field(page, "Dose").locator("visible=true")).to_have_value("6 mg/hr")


def test_back_and_forth_at_once_ends_where_the_address_says(page: Page, app: Server) -> None:
    open_page(page, app)
    turn(page, "Claim")
    turn(page, "Check")
    went = """() => new Promise((done) => {
        let turns = 0;
        addEventListener("popstate", () => { turns += 1; if (turns === 3) done(); });
        setTimeout(done, 5000);  // two turns at once may be one
        history.back();
        setTimeout(() => history.back(), 30);
        setTimeout(() => history.forward(), 60);
    })"""
    page.evaluate(went)
    stands(page, app, "Claim")
    page.go_forward()
    stands(page, app, "Check")


@pytest.mark.parametrize("title", TABS)
def test_a_page_that_is_opened_with_an_address_opens_on_its_tab(page: Page, app: Server, title: str) -> None:
    page.goto(f"{app.address}#{title.lower()}")
    stands(page, app, title)
    expect(page.get_by_role("tabpanel", name=title, exact=True).locator("> *").first).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("history.length") == 2  # the empty page before it, and this one


def test_an_address_of_no_screen_opens_the_first(page: Page, app: Server) -> None:
    page.goto(f"{app.address}#nowhere")
    stands(page, app, "Order")


def test_what_a_button_opens_has_its_address_too(page: Page, app: Server) -> None:
    open_page(page, app)
    page.get_by_role("button", name="Have it checked").click()
    stands(page, app, "Check")
    page.go_back()
    stands(page, app, "Order")


def test_one_polite_region_and_landmarks(page: Page, app: Server) -> None:
    open_page(page, app)
    for title in TABS[1:]:
        turn(page, title)
    expect(page.locator("[aria-live], [role=status], [role=log]")).to_have_count(1)
    for role in ("banner", "main"):
        expect(page.get_by_role(role)).to_have_count(1)
    turn(page, "Order")
    field(page, "Dose").locator("visible=true").fill("5 bananas/hr")
    expect(page.locator("[aria-live=polite]")).to_contain_text('Dose: read "5 bananas/hr"')
