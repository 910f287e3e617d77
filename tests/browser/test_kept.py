"""What stands in a field is kept in the tab at once: a reload in the same moment puts it back."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE, Server
from tests.browser.test_calculator import field, fill_seed, open_page, open_tab, units

# Put a text into a field, as by pasting, and load the page anew; what is not kept by then never is.
PASTE_AND_RELOAD = """(it, text) => {
    it.value = text;
    it.dispatchEvent(new Event('input', {bubbles: true}));
    Storage.prototype.setItem = () => {};
    location.reload();
}"""


def paste_and_reload(where: Locator, text: str) -> None:
    with where.page.expect_navigation():
        where.evaluate(PASTE_AND_RELOAD, text)


def test_what_was_pasted_in_the_moment_of_a_reload_is_put_back_and_answered(page: Page, app: Server) -> None:
    open_page(page, app)
    fill_seed(page)
    expect(units(page)).to_contain_text("J2270372")
    for text, counted in (("7 mg/hr", "521"), ("8 mg/hr", "596")):
        paste_and_reload(field(page, "Dose"), text)
        expect(field(page, "Dose")).to_have_value(text, timeout=PATIENCE)
        expect(page.locator("[data-code=J2270]")).to_have_text(counted)


def test_a_drug_that_was_typed_over_the_example_in_the_moment_of_a_reload_clears_it(page: Page, app: Server) -> None:
    page.goto(app.address)
    expect(page.locator("[data-code=J2270]")).to_have_text("372", timeout=PATIENCE)
    paste_and_reload(field(page, "Drug"), "hydromorphone")
    expect(field(page, "Drug")).to_have_value("hydromorphone", timeout=PATIENCE)
    expect(field(page, "Dose")).to_have_value("")
    expect(page.locator(".hk-example")).to_have_count(0)


def test_a_cell_of_a_row_too(page: Page, app: Server) -> None:
    open_page(page, app)
    open_tab(page, "Claim")
    fill_seed(page)
    cell = page.get_by_role("textbox", name="Charge 2 dollars").locator("visible=true")
    expect(cell).to_be_visible(timeout=60_000)
    paste_and_reload(cell, "558.00")
    expect(cell).to_have_value("558.00", timeout=PATIENCE)
    expect(page.locator(".hk-lines:visible")).to_contain_text("558.00", timeout=60_000)
