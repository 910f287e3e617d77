"""The lists at Drug and NDC, dates as they are written in the US, and a scanner: what is typed is what stands there."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.browser.conftest import PATIENCE, Server
from tests.helpers.whole import amount

ORDER = {
    "Drug": "morphine sulfate", "Dose": "5 mg/hr", "Hours a day": "24", "Strength": "25 mg/mL", "NDC": "00074-1133-03",
    "From": "2021-03-01", "Through": "2021-03-31",
}  # fmt: skip
VIAL = "00409-1134-03"  # morphine sulfate 50 mg/mL

# Where a list lies over what must be seen, or an option is too small: nothing, if all is well.
AMISS = """(label) => {
    const field = [...document.querySelectorAll('.hk .hk-combo')]
        .find((one) => one.checkVisibility() && one.querySelector('.hk-name').textContent === label);
    const list = field.querySelector('.hk-options').getBoundingClientRect(), amiss = [];
    for (const one of field.querySelectorAll('input, .hk-say')) {
        const { top, bottom } = one.getBoundingClientRect();
        if (top < list.bottom - 1 && list.top + 1 < bottom) amiss.push(`it covers ${one.className || one.name}`);
    }
    for (const one of field.querySelectorAll('[role=option]')) {
        const { width, height } = one.getBoundingClientRect();
        if (width < 24 || height < 24) amiss.push(`${one.textContent} is ${width} x ${height}`);
    }
    if (list.left < 0 || list.right > innerWidth) amiss.push('it is cut at a side');
    if (document.documentElement.scrollWidth > innerWidth) amiss.push('the page scrolls sideways');
    return amiss;
}"""


@pytest.fixture
def opened(page: Page, app: Server) -> Page:
    """The page of a server that runs, ready for the first keystroke, with nothing in it."""
    page.goto(app.address)
    expect(field(page, "Dose")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(field(page, "Dose")).to_have_value("")
    return page


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True).and_(page.locator("input, select")).locator("visible=true")


def combobox(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=label, exact=True).locator("visible=true")


def options(page: Page, label: str) -> Locator:
    near = page.locator(f".hk-field:has(.hk-name:text-is('{label}')) .hk-options:visible")
    return near.get_by_role("option")


def marked(page: Page) -> Locator:
    """The option that Enter would take."""
    return page.locator(".hk-options").get_by_role("option", selected=True)


def said(page: Page, label: str) -> Locator:
    return page.locator(f".hk .hk-field:has(.hk-name:text-is('{label}')) .hk-say").locator("visible=true")


def test_a_drug_is_taken_with_arrows_and_enter_and_the_focus_stays(opened: Page) -> None:
    drug = combobox(opened, "Drug")
    drug.press_sequentially("morph")
    expect(options(opened, "Drug").first).to_contain_text("morphine sulfate")
    expect(options(opened, "Drug").nth(1)).to_contain_text("HYDROmorphone hydrochloride")
    expect(drug).to_have_attribute("aria-expanded", "true")
    expect(drug).not_to_have_attribute("aria-activedescendant", re.compile("."))
    drug.press("Enter")  # nothing is marked
    expect(drug).to_have_value("morph")
    drug.press("ArrowDown")
    drug.press("ArrowDown")
    expect(marked(opened)).to_contain_text("HYDROmorphone hydrochloride")
    assert drug.get_attribute("aria-activedescendant") == marked(opened).get_attribute("id")
    assert opened.locator(f"#{drug.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    drug.press("Enter")
    expect(drug).to_have_value("hydromorphone hydrochloride")
    expect(drug).to_have_attribute("aria-expanded", "false")
    expect(drug).to_be_focused()
    expect(said(opened, "Drug")).to_contain_text("read as HYDROmorphone hydrochloride")
    for label in ("Strength", "NDC", "Dose"):
        expect(field(opened, label)).to_have_value("")


def test_tab_and_escape_take_nothing(opened: Page) -> None:
    drug = combobox(opened, "Drug")
    drug.press_sequentially("morph")
    expect(options(opened, "Drug").first).to_be_visible()
    drug.press("ArrowDown")
    expect(marked(opened)).to_be_visible()
    drug.press("Escape")
    expect(options(opened, "Drug").first).to_be_hidden()
    expect(drug).to_have_value("morph")
    drug.press("Alt+ArrowDown")
    expect(options(opened, "Drug").first).to_be_visible()
    drug.press("ArrowDown")
    drug.press("Tab")
    expect(drug).to_have_value("morph")
    expect(options(opened, "Drug")).to_have_count(0)
    expect(opened.get_by_label("Given", exact=True).locator("visible=true")).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("J2270", "morphine sulfate"), ("Duramor", "Duramorph"), (VIAL, "morphine sulfate"), ("HYDROM", "hydromorphone")],
)
def test_a_click_takes_what_code_brand_or_ndc_found(opened: Page, typed: str, taken: str) -> None:
    combobox(opened, "Drug").press_sequentially(typed)
    expect(options(opened, "Drug").first).to_be_visible()
    for _ in range(20):  # a list that changes under a click, to that of the whole text, closes and takes nothing
        opened.wait_for_timeout(400)
        if combobox(opened, "Drug").input_value().startswith(taken):
            break
        if not options(opened, "Drug").count():
            combobox(opened, "Drug").press("ArrowDown")
        with suppress(TimeoutError):
            options(opened, "Drug").first.click(timeout=3_000)
    expect(combobox(opened, "Drug")).to_have_value(re.compile(f"^{taken}"))
    expect(combobox(opened, "Drug")).to_be_focused()
    expect(said(opened, "Drug")).to_contain_text("read as")


def test_an_ndc_is_found_under_its_drug_and_its_strength_is_taken_by_a_click_alone(opened: Page) -> None:
    combobox(opened, "Drug").fill("morphine sulfate")
    ndc = combobox(opened, "NDC")
    ndc.click()
    expect(options(opened, "NDC")).to_have_count(8)
    expect(opened.get_by_role("listbox", name=re.compile(r"^Choices, \d+ more: type on$"))).to_be_visible()
    for shown in options(opened, "NDC").all_inner_texts():
        assert "morphine sulfate" in shown
    ndc.press_sequentially("0409-1134-03")
    expect(options(opened, "NDC")).to_have_count(1)
    ndc.press("ArrowDown")
    ndc.press("Enter")
    expect(ndc).to_have_value(VIAL)
    offer = opened.get_by_role("button", name="use 50 mg/mL, the strength of this NDC")
    expect(offer).to_be_visible()
    expect(field(opened, "Strength")).to_have_value("")
    offer.click()
    expect(field(opened, "Strength")).to_have_value("50 mg/mL")
    expect(said(opened, "Strength")).to_contain_text("the strength of the NDC")
    expect(offer).to_be_hidden()


@pytest.mark.parametrize("size", [(1280, 800), (320, 640), (320, 256)])
@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_list_moves_nothing_and_hides_nothing_that_is_said(opened: Page, size: tuple[int, int], colours: str) -> None:
    opened.set_viewport_size({"width": size[0], "height": size[1]})
    opened.emulate_media(forced_colors=colours)
    for label, typed in (("Drug", "morph"), ("NDC", "0409")):
        combobox(opened, label).fill(typed)
        opened.keyboard.press("Escape")
        expect(options(opened, label).first).to_be_hidden()
        expect(said(opened, label)).to_contain_text("Take one of the list")
        before = [one.bounding_box() for one in opened.locator(".hk-field:visible").all()]
        opened.keyboard.press("ArrowDown")
        expect(marked(opened)).to_be_in_viewport()
        assert opened.evaluate(AMISS, label) == []
        opened.evaluate("window.scrollTo(0, 0)")
        assert [one.bounding_box() for one in opened.locator(".hk-field:visible").all()] == before
        combobox(opened, label).fill("")
        opened.keyboard.press("Escape")


def test_a_us_date_is_offered_as_the_two_days_that_it_may_mean(opened: Page) -> None:
    field(opened, "From").fill("3/4/2021")
    field(opened, "Through").fill("4/30/2021")
    for name in ("2021-03-04, March 4", "2021-04-03, April 3", "2021-04-30, April 30"):
        expect(opened.get_by_role("button", name=name)).to_be_visible()
    places = [one.bounding_box() for one in opened.locator(".hk-form > .hk-offers button:visible").all()]
    assert len(places) == 3 and len({(round(place["x"]), round(place["y"])) for place in places if place}) == 3
    expect(field(opened, "From")).to_have_value("3/4/2021")
    opened.get_by_role("button", name="2021-03-04, March 4").click()
    expect(field(opened, "From")).to_have_value("2021-03-04")
    opened.get_by_role("button", name="2021-04-30, April 30").click()
    expect(said(opened, "From")).to_contain_text("Thursday")
    expect(said(opened, "Through")).to_contain_text("Friday")


def scan(page: Page, delay: int) -> None:
    """Type the whole order, Tab between its fields, as a scanner or a quick typist does."""
    combobox(page, "Drug").focus()
    for label, text in ORDER.items():
        page.keyboard.type(text, delay=delay)
        page.keyboard.press("Tab")
        if label == "Drug":
            page.keyboard.press("Tab")  # over "Given"


@pytest.mark.parametrize("delay", [0, 15])
def test_a_scanner_loses_nothing(opened: Page, delay: int) -> None:
    for _ in range(amount(6, 20)):
        scan(opened, delay)
        for label, text in ORDER.items():
            assert field(opened, label).input_value() == text
        expect(opened.locator(".hk-units:visible")).to_contain_text("J2270372x 10 mg")
        opened.get_by_role("button", name="Clear", exact=True).click()
        expect(field(opened, "Through")).to_have_value("")


@pytest.mark.parametrize("ends", ["Tab", "Enter"])
def test_a_scan_that_could_mean_something_else_stays_as_it_was_scanned(opened: Page, ends: str) -> None:
    """Ten bare digits bring three offers; the scanner's Tab goes over them to the next field."""
    combobox(opened, "NDC").focus()
    opened.keyboard.type("0409113403", delay=15)
    opened.keyboard.press(ends)
    if ends == "Tab":
        opened.keyboard.type("2021-03-01", delay=0)
        expect(field(opened, "From")).to_have_value("2021-03-01")
    expect(opened.get_by_role("button", name=VIAL)).to_be_visible()
    expect(combobox(opened, "NDC")).to_have_value("0409113403")
    expect(combobox(opened, "Drug")).to_have_value("")
    opened.wait_for_timeout(700)  # typing rests: the offers are reached by Tab
    combobox(opened, "NDC").focus()
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("button", name=re.compile(r"^0\d{4}-\d{4}-\d\d$")).first).to_be_focused()


def test_what_stops_the_answer_leads_to_its_field_and_fields_are_described_where_there_is_something(
    opened: Page,
) -> None:
    field(opened, "Dose").fill("5 bananas/hr")
    opened.locator(".hk-stop").get_by_role("button", name="Dose").press("Enter")
    expect(field(opened, "Dose")).to_be_focused()
    expect(field(opened, "Dose")).to_have_attribute("aria-describedby", re.compile("."))
    described = opened.locator(".hk-field:visible [aria-describedby]").all()
    assert all(opened.locator(f"#{one.get_attribute('aria-describedby')}").inner_text() for one in described)
    silent = opened.locator(".hk-field:visible:has(.hk-say:empty)").locator("input, select").all()
    assert silent and not any(one.get_attribute("aria-describedby") for one in silent)


def test_a_screen_reader_finds_the_form_and_the_answer(opened: Page) -> None:
    for role in ("main", "form", "region"):
        expect(opened.get_by_role(role).first).to_be_visible()
    names = [one.get_attribute("aria-label") for one in opened.locator("[role=form]:visible, .hk-answer:visible").all()]
    assert len(set(names)) == len(names) == 2
