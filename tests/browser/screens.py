"""The screens of the app, one after the other, as a person comes to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, Server, patient
from tests.browser.test_calculator import field, fill_seed, units
from tests.browser.test_check import screen, type_units


def turn(page: Page, title: str) -> None:
    """Open a tab, and wait until what it shows is there."""
    page.get_by_role("tab", name=title).click()
    expect(page.get_by_role("tabpanel", name=title, exact=True).locator("> *").first).to_be_visible(timeout=60_000)


def button(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).locator("visible=true").click()


def with_the_example(page: Page) -> None:
    expect(page.locator("[data-code=J2270]")).to_have_text("372", timeout=PATIENCE)


def with_an_answer(page: Page) -> None:
    """An order of one's own, with what the payer leaves open, a picture and a reason to type."""
    fill_seed(page)
    expect(page.locator("[data-code=J2270]")).to_have_text("372")
    button(page, "More fields")
    field(page, "Dose").fill("50 mg/hr")
    expect(units(page)).to_contain_text("3,720")
    page.evaluate("document.querySelectorAll('.hk-answer details:not(.hk-cite)').forEach((one) => (one.open = true))")
    expect(page.locator(".hk-picture svg").locator("visible=true")).to_be_visible(timeout=60_000)


def with_an_error(page: Page) -> None:
    field(page, "NDC").fill("0074113303")
    field(page, "Dose").fill("5 bananas/hr")
    expect(page.locator(".hk-stop").locator("visible=true")).to_be_visible()


def with_a_list_open(page: Page) -> None:
    field(page, "Drug").fill("morph")
    field(page, "Drug").press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


def two_drugs(page: Page) -> None:
    fill_seed(page)
    expect(page.locator("[data-code=J2270]")).to_have_text("372")
    button(page, "Add a drug")
    for label, text in {"Drug": "bupivacaine", "Dose": "4 mg/hr", "Hours a day": "24", "Strength": "5 mg/mL"}.items():
        field(page, label).locator("visible=true").fill(text)
    expect(page.locator("[data-code=S0020]")).to_have_text("20")


def the_claim(page: Page) -> None:
    turn(page, "Claim")
    expect(page.locator(".hk-lines:visible")).to_contain_text("J2270", timeout=60_000)


def a_check(page: Page) -> None:
    turn(page, "Order")
    fill_seed(page)
    turn(page, "Check")


def a_check_with_an_outcome(page: Page) -> None:
    type_units(page)
    button(page, "Compare")
    expect(screen(page)).to_contain_text("agree")


def practice(page: Page) -> None:
    turn(page, "Practice")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=60_000)
    field(page, "Seed").fill("8")


def practice_running(page: Page) -> None:
    button(page, "Start")
    expect(page.locator(".hk-case")).to_be_visible(timeout=60_000)


def practice_graded(page: Page) -> None:
    for _ in range(2):
        button(page, "Check")
        expect(page.locator(".hk-verdict")).to_be_visible()
    expect(page.locator(".hk-graded").first).to_be_visible()


def review(page: Page) -> None:
    turn(page, "Review")


def review_of_the_sample(page: Page) -> None:
    button(page, "Review the SAMPLE file")
    expect(page.locator(".hk-found:visible").first).to_be_visible(timeout=60_000)


def other(title: str) -> Callable[[Page], None]:
    def opened(page: Page) -> None:
        turn(page, title)
        expect(page.get_by_role("tabpanel", name=title).locator(".hk-part table").first).to_be_attached(timeout=60_000)

    opened.__name__ = title.lower()
    return opened


# In the order in which a person may come to them: each goes on where the one before it ended.
SCREENS: tuple[Callable[[Page], None], ...] = (
    with_the_example, with_an_answer, with_an_error, with_a_list_open, two_drugs, the_claim, a_check,
    a_check_with_an_outcome, practice, practice_running, practice_graded, review, review_of_the_sample,
    *map(other, ("Compare", "Rules", "Sources")),
)  # fmt: skip


def amiss(
    chromium: Browser, app: Server, found: Callable[[Page], list[str]], pictures: Path, **look: Any
) -> dict[str, list[str]]:
    """What is found on each screen, by its name; a picture is taken of those that have something."""
    context = patient(chromium, **look)
    page = context.new_page()
    told = {}
    try:
        page.goto(app.address)
        for screen in SCREENS:
            screen(page)
            if listed := found(page):
                told[screen.__name__] = listed
                page.screenshot(path=pictures / f"{screen.__name__}.png")
        return told
    finally:
        page.close(run_before_unload=True)
        context.close()
