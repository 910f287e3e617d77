"""Visits and charges as rows of fields, by the keyboard; and the third of the twelve tasks by its keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE, Server
from tests.browser.test_calculator import FOCUSED, TOO_FAINT, field, fill_seed, open_page, open_tab


def cell(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True).locator("visible=true")


def said(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name=label, exact=True).locator("visible=true").locator(".hk-say")


def lines(page: Page) -> Locator:
    return page.locator(".hk-lines:visible")


class Keys:
    """Keys pressed on a page, counted; those of a mouse are none."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += len(text)

    def to(self, name: str) -> None:
        """Tab on until the focus is at a field, by its label or its name."""
        for _ in range(12):
            if self.page.evaluate(FOCUSED) == name:
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not reach {name}")


@pytest.fixture
def opened(page: Page, app: Server) -> Page:
    """The claim of HMSA's order as one of one's own."""
    open_page(page, app)
    open_tab(page, "Claim")
    fill_seed(page)
    expect(lines(page)).to_contain_text("J2270", timeout=60_000)
    return page


def test_morphine_and_bupivacaine_with_a_visit_and_charges_need_under_150_keys(
    page: Page, app: Server, tmp_path: Path
) -> None:
    page.goto(app.address)
    expect(field(page, "Dose")).to_have_value("5 mg/hr", timeout=PATIENCE)
    keys = Keys(page)
    field(page, "Drug").select_text()
    keys.type("morphine")
    expect(field(page, "Dose")).to_have_value("")
    for label, text in {
        "Dose": "5 mg/hr", "Hours a day": "24", "Strength": "25 mg/mL", "From": "2021-03-01", "Through": "2021-03-31",
    }.items():  # fmt: skip
        keys.to(label)
        keys.type(text)
    expect(page.locator("[data-code=J2270]")).to_have_text("372")
    page.get_by_role("button", name="Add a drug").click()
    expect(field(page, "Dose")).to_have_value("")
    for label, text in {"Drug": "bupivacaine", "Dose": "4 mg/hr", "Hours a day": "24", "Strength": "5 mg/mL"}.items():
        keys.to(label)
        keys.type(text)
    expect(page.locator("[data-code=S0020]")).to_have_text("20")

    page.get_by_role("tab", name="Claim").click()
    expect(lines(page)).to_contain_text("S0020", timeout=60_000)
    cell(page, "Visit 1 day").click()
    keys.type("2021-03-02")
    keys.press("Enter")
    keys.type("151")
    rule = field(page, "Time rule").locator("visible=true")
    rule.select_option(index=1)
    expect(lines(page)).to_contain_text("99602")
    expect(page.locator(".hk-missing:visible")).to_contain_text("line 1 S9326")
    page.locator(".hk-missing:visible .hk-lead").click()
    for place, dollars in enumerate(("3100", "3100", "558", "70", "180", "45"), 1):
        assert page.evaluate(FOCUSED) == f"Charge {place} dollars"
        keys.type(dollars)
        keys.press("Enter" if place < 6 else "Tab")
    expect(lines(page)).to_contain_text("7,053.00")
    expect(page.locator(".hk-missing:visible")).to_have_count(0)
    page.screenshot(path=tmp_path / "claim.png")

    page.get_by_role("button", name="Make the files").locator("visible=true").click()
    for name in ("837", "pdf"):
        with page.expect_download() as wanted:
            page.locator(f".hk-files a[download$='.{name}']").first.click()
        assert wanted.value.suggested_filename.endswith(f".{name}")
    print(f"task 3: {keys.count} keys")
    assert keys.count < 150


def test_rows_are_added_and_taken_out_by_the_keyboard(opened: Page, tmp_path: Path) -> None:
    keys = Keys(opened)
    cell(opened, "Visit 1 day").focus()
    keys.type("2021-03-02")
    expect(said(opened, "Nursing visits")).to_have_text("Visit 1 has no minutes yet: type for example 151")
    expect(cell(opened, "Visit 1 minutes")).to_have_attribute("aria-invalid", "false")
    keys.press("Enter")
    keys.type("60")
    expect(said(opened, "Nursing visits")).to_contain_text("read as 1 visit")
    keys.press("Enter")
    assert opened.evaluate(FOCUSED) == "Visit 2 day"
    keys.type("2021-03-09; 2021-03-10")
    keys.press("Enter")
    keys.type("75")
    expect(said(opened, "Nursing visits")).to_contain_text("there is a semicolon in it")
    expect(cell(opened, "Visit 2 day")).to_have_value("2021-03-09; 2021-03-10")
    expect(cell(opened, "Visit 2 day")).to_have_attribute("aria-invalid", "true")
    expect(cell(opened, "Visit 2 minutes")).to_have_attribute("aria-invalid", "false")
    expect(cell(opened, "Visit 1 day")).to_have_attribute("aria-invalid", "false")
    expect(cell(opened, "Visit 3 day")).to_have_count(0)
    opened.screenshot(path=tmp_path / "refused.png")

    opened.reload()
    expect(cell(opened, "Visit 2 day")).to_have_value("2021-03-09; 2021-03-10", timeout=60_000)
    out = opened.get_by_role("button", name="Take out visit 2").locator("visible=true")
    box = out.bounding_box()
    assert box and box["height"] >= 24 and box["width"] >= 24
    out.press("Enter")
    assert opened.evaluate(FOCUSED) == "Visit 1 day"
    expect(said(opened, "Nursing visits")).to_contain_text("read as 1 visit")
    expect(lines(opened)).to_contain_text("99601")


def test_a_wrong_charge_is_said_at_its_row_and_the_rows_stay(opened: Page) -> None:
    cell(opened, "Charge 2 dollars").fill("$5")
    expect(said(opened, "Charges")).to_contain_text(re.compile("Type for example 5: dollars are meant"))
    expect(cell(opened, "Charge 2 dollars")).to_be_focused()
    expect(cell(opened, "Charge 2 dollars")).to_have_attribute("aria-invalid", "true")
    expect(cell(opened, "Charge 1 dollars")).to_have_attribute("aria-invalid", "false")
    cell(opened, "Charge 2 dollars").fill("5")
    expect(lines(opened)).to_contain_text("5.00")


def test_changes_and_days_off_are_rows_that_a_narrow_page_holds(page: Page, app: Server, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    open_page(page, app)
    fill_seed(page)
    page.get_by_role("button", name="More fields").locator("visible=true").click()
    keys = Keys(page)
    cell(page, "Change 1 date").focus()
    keys.type("3/15/2021")
    keys.press("Enter")
    keys.type("6 mg/hr")
    page.get_by_role("button", name="month first: 2021-03-15, March 15").or_(
        page.get_by_role("button", name="2021-03-15, March 15")
    ).first.click()
    expect(cell(page, "Change 1 date")).to_have_value("2021-03-15")
    expect(said(page, "Rate changes")).to_contain_text("read as 6 mg/hr from 2021-03-15")
    cell(page, "Day without therapy 1").focus()
    keys.type("2021-03-10")
    keys.press("Enter")
    keys.type("2021-03-11")
    expect(said(page, "Without")).to_contain_text("read as 2 days without therapy")
    for one in page.locator(".hk-row button:visible").all():
        box = one.bounding_box()
        assert box and box["height"] >= 24 and box["width"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    said(page, "Without").scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "narrow.png", full_page=True)
    assert page.evaluate(TOO_FAINT) == []
