"""The claim as a page, in a real Chromium: from the order to the 837P by the keyboard, any box asked what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Server, patient
from tests.browser.lab import copied, open_notebook, run_cells
from tests.browser.test_calculator import (
    TOO_FAINT,
    field,
    fill_seed,
    open_page,
    open_tab,
    said,
    tab_to,
    type_seed,
)  # fmt: skip

# What the focused radio button of a box says of itself, empty elsewhere.
BOX = "() => document.activeElement.matches('.hk-boxes input') ? document.activeElement.ariaLabel : ''"
# The texts in the places that are marked, in the 837P and on the form.
MARKED = """() => {
    const marked = (one) => getComputedStyle(one).backgroundColor === 'rgb(255, 216, 77)';
    return [...document.querySelectorAll('.hk-piece')].filter(marked).map((one) => one.textContent)
        .concat([...document.querySelectorAll('.hk-spot')].filter(marked).map((one) => one.ariaLabel));
}"""


def open_claim(page: Page) -> None:
    """The tab of the claim, by the keyboard."""
    open_tab(page, "Claim")


def why(page: Page) -> Locator:
    """The explanation that is shown."""
    return page.locator(".hk-why:visible")


def charge(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True).locator("visible=true")


def lines(page: Page) -> Locator:
    return page.locator(".hk-lines")


@pytest.fixture
def opened(page: Page, app: Server) -> Page:
    """The page with the claim of the seed's order, read as HMSA's example."""
    open_page(page, app)
    open_claim(page)
    fill_seed(page, "HMSA's printed example")
    expect(lines(page)).to_contain_text("J3490", timeout=60_000)  # that of the reading, which was chosen last
    expect(page.locator(".hk-boxes")).to_be_visible(timeout=60_000)
    return page


def test_the_keyboard_alone_goes_from_the_order_to_the_837p(page: Page, app: Server, tmp_path: Path) -> None:
    open_page(page, app)
    type_seed(page)
    tab_to(page, "Reading")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hk-units")).to_contain_text("J3490149units")

    open_claim(page)
    expect(lines(page)).to_contain_text("J3490", timeout=60_000)
    tab_to(page, "Charge 1 dollars")
    page.keyboard.type("3,100.00")
    page.keyboard.press("Enter")
    page.keyboard.type("1,240.50")
    expect(said(page, "Charges")).to_contain_text("read as 2 charges")
    expect(lines(page)).to_contain_text("4,340.50")

    tab_to(page, "Make the files")
    page.keyboard.press("Enter")
    expect(page.locator(".hk-files a").first).to_be_visible(timeout=60_000)
    page.screenshot(path=tmp_path / "files.png")
    tab_to(page, "claim.837")
    with page.expect_download() as wanted:
        page.keyboard.press("Enter")
    assert wanted.value.suggested_filename == "claim.837"
    written = Path(wanted.value.path()).read_text()
    assert re.search(r"^ISA(\*[^*]*){14}\*T\*:~$", written, re.MULTILINE)
    for segment in ("SV1*HC:S9325*3100*UN*31***1~", "LIN**N4*00074113303~", "CTP****149*ML~", "CLM*SAMPLE-1*4340.5*"):
        assert segment in written

    # On to the form: Tab comes to its first box, the arrows go from box to box.
    for _ in range(60):
        if page.evaluate(BOX):
            break
        page.keyboard.press("Tab")
    assert page.evaluate(BOX) == "item top right, Payer: HMSA"
    for _ in range(120):
        if page.evaluate(BOX) == "item 24G, Days or units, line 2: 149":
            break
        page.keyboard.press("ArrowRight")
    expect(why(page)).to_have_count(1)
    expect(why(page)).to_contain_text("Days or units, line 2")
    expect(why(page)).to_contain_text("148.8 = 148.8, billed 149 (to the nearest whole unit, half up")
    expect(why(page)).to_contain_text("When it is wrong")
    assert page.evaluate(MARKED) == ["UN", "149", "item 24G, Days or units, line 2: 149"]
    page.screenshot(path=tmp_path / "asked.png")
    # The source in the explanation opens by the keyboard too.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(why(page).locator(".hk-cite[open] .hk-aside")).to_contain_text("HMSA")


def test_a_click_on_either_view_marks_both_and_moves_nothing(opened: Page) -> None:
    piece = opened.locator(".hk-piece", has_text="00074113303")
    piece.scroll_into_view_if_needed()
    before = piece.bounding_box()
    piece.click()
    assert piece.bounding_box() == before
    expect(why(opened)).to_contain_text("NDC of the drug dispensed, line 2")
    expect(why(opened)).to_contain_text("the package dispensed, 00074-1133-03, as typed")
    opened.mouse.move(5, 5)  # off the piece, which is lighter while the mouse is on it
    marked = opened.evaluate(MARKED)
    assert marked == ["N4", "00074113303", "item 24, shaded, NDC of the drug dispensed, line 2: N400074113303"]

    opened.locator(".hk-spot[aria-label^='item 24F, Charge of the line, line 2']").click()
    expect(why(opened)).to_contain_text("no charge was typed: 0.00")
    opened.mouse.move(5, 5)
    assert opened.evaluate(MARKED) == ["0", "item 24F, Charge of the line, line 2: 0 00"]
    opened.locator(".hk-piece", has_text=re.compile("^ISA$")).click()
    expect(why(opened)).to_contain_text("The outer envelope")


def test_the_explanation_stays_in_sight(opened: Page) -> None:
    spot = opened.locator(".hk-spot[aria-label^='item 2, Patient']")
    spot.scroll_into_view_if_needed()
    spot.click()
    shown = why(opened).bounding_box()
    assert shown and shown["y"] + shown["height"] <= 801


def test_the_form_is_text_in_nuccs_forms(opened: Page, tmp_path: Path) -> None:
    charge(opened, "Charge 1 dollars").fill("3,100.00")
    charge(opened, "Charge 2 dollars").fill("1,240.50")
    expect(lines(opened)).to_contain_text("4,340.50")
    form = opened.locator("svg.hk-1500")
    expect(form).to_contain_text("4340")
    texts = form.locator("text").all_text_contents()
    for text in (
        "N400074113303 ML149",
        "03 01 21  03 31 21",
        "S9325",
        "J3490",
        "31",
        "149",
        "1240",
        "50",
        "4340",
        "12",
    ):
        assert text in texts
    assert texts.count("SAMPLE") >= 3
    assert "morphine sulfate 25 mg/mL total 3720 mg" in texts
    form.screenshot(path=tmp_path / "form.png")


def test_what_cannot_be_read_takes_form_and_files_away_at_once(opened: Page) -> None:
    make = opened.get_by_role("button", name="Make the files")
    make.press("Enter")
    expect(opened.locator(".hk-files a")).to_have_count(8, timeout=60_000)
    charge(opened, "Charge 2 dollars").fill("1.005")
    expect(opened.locator(".hk-stop")).to_contain_text("a charge has at most two decimals")
    expect(opened.locator(".hk-files a")).to_have_count(0)
    expect(opened.locator(".hk-boxes")).to_have_count(0)


def test_a_name_that_is_typed_stays_plain(opened: Page) -> None:
    opened.get_by_role("button", name="More fields").locator("visible=true").press("Enter")
    field(opened, "Name of files").fill("../../etc/CON.csv")
    opened.get_by_role("button", name="Make the files").press("Enter")
    link = opened.locator(".hk-files a").first
    expect(link).to_have_text("etc-con-csv.837", timeout=60_000)
    with opened.expect_download() as wanted:
        link.press("Enter")
    assert wanted.value.suggested_filename == "etc-con-csv.837"


def test_the_order_goes_along_between_the_tabs(opened: Page) -> None:
    field(opened, "Dose").last.fill("6 mg/hr")
    expect(lines(opened)).to_contain_text("179")
    opened.get_by_role("tab", name="Order").click()
    expect(opened.locator(".hk-units").first).to_contain_text("178.56 before rounding")


def test_the_rules_are_a_tab_of_their_own(opened: Page, tmp_path: Path) -> None:
    opened.get_by_role("tab", name="Rules").click()
    rules = opened.locator(".hk-rules").first
    expect(rules).to_contain_text("S9326 for 24 hours a day")
    field(opened, "Payer").last.select_option(label="BCBS\xa0of\xa0Texas")
    expect(rules).to_contain_text("SH on the second, SJ on the third")
    opened.screenshot(path=tmp_path / "rules.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_paper(chromium: Browser, app: Server, scheme: str, tmp_path: Path) -> None:
    context = patient(chromium, color_scheme=scheme)
    page = context.new_page()
    try:
        open_page(page, app)
        open_claim(page)
        fill_seed(page, "HMSA's printed example")
        expect(lines(page)).to_contain_text("J3490", timeout=60_000)  # that of the reading, which was chosen last
        expect(page.locator(".hk-boxes")).to_be_visible(timeout=60_000)
        page.locator(".hk-piece", has_text="00074113303").click()
        page.mouse.move(5, 5)
        page.screenshot(path=tmp_path / f"{scheme}.png")
        assert page.evaluate(TOO_FAINT) == []
    finally:
        page.close(run_before_unload=True)
        context.close()


def test_the_saved_page_asks_and_prints_without_hipkit(opened: Page, chromium: Browser, tmp_path: Path) -> None:
    opened.get_by_role("button", name="Make the files").press("Enter")
    with opened.expect_download() as wanted:
        opened.locator(".hk-files a", has_text="claim.html").click()
    saved = tmp_path / "claim.html"
    wanted.value.save_as(saved)
    context = patient(chromium, viewport={"width": 1000, "height": 800})
    try:
        page = context.new_page()
        page.goto(saved.as_uri())
        assert page.locator("script").count() == 0
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        expect(why(page)).to_contain_text("Kind of plan")
        page.locator("tr", has_text="CTP*").locator(".hk-piece", has_text="149").click()
        expect(why(page)).to_contain_text("NDC quantity, line 2")
        paper = tmp_path / "form.pdf"
        page.pdf(path=paper, prefer_css_page_size=True, print_background=True)
        (sheet,) = pypdf.PdfReader(paper).pages
        assert "N400074113303" in sheet.extract_text().replace(" ", "")
        assert "What is this box" not in sheet.extract_text()
    finally:
        context.close()


def test_on_paper_there_are_lines_signatures_and_the_form(opened: Page, tmp_path: Path) -> None:
    paper = tmp_path / "claim.pdf"
    opened.pdf(path=paper, prefer_css_page_size=True, print_background=True)
    texts = [sheet.extract_text() for sheet in pypdf.PdfReader(paper).pages]
    assert 2 <= len(texts) <= 3
    whole = " ".join(texts)
    for wanted in (
        "Calculated by",
        "Checked by",
        "page 1 of",
        "J3490",
        "Health insurance claim",
        "Codes and products to",
    ):
        assert wanted in whole
    for hidden in ("Make the files", "HMSA's example", "What is this box"):
        assert hidden not in whole


@pytest.fixture
def copy() -> Iterator[str]:
    with copied("02-sample-claim.ipynb") as name:
        yield name


def test_the_notebook_asks_and_downloads_in_jupyterlab(page: Page, lab: Server, copy: str, tmp_path: Path) -> None:
    panel = open_notebook(page, lab, copy)
    run_cells(page, panel)
    panel.get_by_role("button", name="HMSA's example").click()
    expect(panel.locator(".hk-boxes")).to_be_visible(timeout=60_000)

    spot = panel.locator(".hk-spot[aria-label^='item 24G, Days or units, line 1']")
    for _ in range(5):  # a click while the form is still being drawn is lost
        spot.click()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(500)
        if panel.locator(".hk-why:visible").count():
            break
    expect(panel.locator(".hk-why:visible")).to_have_count(1)
    assert page.evaluate(BOX) != ""
    page.screenshot(path=tmp_path / "lab.png")

    panel.get_by_role("button", name="Make the files").click()
    link = panel.locator(".hk-files a").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as wanted:
        link.click()
    assert wanted.value.suggested_filename == "claim.837"
