"""320 pixels wide, and a window of 1280 by 1024 at 400 per cent: all is there, and the result in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PATIENCE, Server
from tests.browser.screens import amiss, the_claim, two_drugs, with_an_answer, with_the_example
from tests.browser.test_calculator import field

# What can be scrolled sideways, and the cells and buttons that end behind the edge. A table in a frame of its own that
# scrolls by the keyboard too, and what is for the ear alone, are no loss.
SIDEWAYS = """() => {
    const wide = [], frames = '.hk-wide, .hk-wide *, .hk-beside *, .hk-seen-by-ear, svg, svg *';
    for (let at = document.querySelector('.hk'); at; at = at.parentElement)
        if (at.scrollWidth > at.clientWidth && getComputedStyle(at).overflowX !== 'visible') wide.push(at.className);
    for (const one of document.querySelectorAll('.hk *'))
        if (one.checkVisibility() && !one.matches(frames) && one.getBoundingClientRect().right > innerWidth + 1)
            wide.push(`${one.tagName} ${one.className}: ${one.textContent.slice(0, 40)}`);
    return wide;
}"""

# What is pressed and is smaller than 24 pixels either way. A place of the form is as large as it is on paper, and a
# piece of the 837P stands in its line.
SMALL = """() => [...document.querySelectorAll('.hk :is(button, a, input, select, summary)')]
    .filter((one) => one.checkVisibility() && !one.matches('.hk-spot, .hk-radio'))
    .filter((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 23.9)
    .map((one) => one.outerHTML.slice(0, 120))"""

# The numbers that run into their unit, and the buttons whose words are broken.
OVER_EACH_OTHER = """() => [...document.querySelectorAll('.hk-together tr')].filter((row) => {
    const words = document.createRange(), unit = row.querySelector('.hk-unit'), copy = row.querySelector('.hk-copy');
    words.selectNodeContents(row.querySelector('.hk-num'));
    const one = words.getBoundingClientRect(), other = unit.getBoundingClientRect(), box = copy.getBoundingClientRect();
    return (one.right > other.left + 1 && one.top < other.bottom && other.top < one.bottom) || box.height > 30;
}).map((row) => row.textContent)"""


@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 800), (1280, 800)])
def test_no_screen_scrolls_sideways_and_nothing_is_too_small_to_press(
    chromium: Browser, app: Server, width: int, height: int, tmp_path: Path
) -> None:
    def found(page: Page) -> list[str]:
        return [*page.evaluate(SIDEWAYS), *page.evaluate(SMALL)]

    assert amiss(chromium, app, found, tmp_path, viewport={"width": width, "height": height}) == {}


def in_sight(page: Page, one: Locator) -> bool:
    box, size = one.bounding_box(), page.viewport_size
    return bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"])


def test_at_400_per_cent_the_result_is_in_sight_while_a_field_is_typed_into(page: Page, app: Server) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(app.address)
    with_the_example(page)
    brief = page.locator(".hk-brief")
    expect(brief).to_have_text("S9326 31, J2270 372, NDC 148.8: not yet to be told", timeout=PATIENCE)
    with_an_answer(page)
    for label in ("Dose", "Hours a day", "Strength", "Through"):
        field(page, label).blur()
        field(page, label).press("End")
        assert in_sight(page, brief) and in_sight(page, field(page, label))
        one, foot = field(page, label).bounding_box(), brief.bounding_box()
        assert one and foot and one["y"] + one["height"] <= foot["y"]
    field(page, "Dose").fill("5 bananas/hr")
    expect(brief).to_have_text("per diem \u2013, drug \u2013, NDC \u2013")


def test_a_line_of_several_drugs_is_called_the_same_on_order_and_claim(page: Page, app: Server) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(app.address)
    with_the_example(page)
    two_drugs(page)
    brief = page.locator(".hk-brief")
    expect(brief).to_contain_text("S9326 31, S9326 SH 31, J2270 372")
    assert page.evaluate(OVER_EACH_OTHER) == []
    the_claim(page)
    expect(brief).to_contain_text("S9326 31, S9326 SH 31, J2270 372")


def test_beside_the_form_there_is_no_second_result(page: Page, app: Server) -> None:
    page.goto(app.address)
    with_the_example(page)
    expect(page.locator(".hk-brief")).to_be_hidden()
