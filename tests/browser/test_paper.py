"""Order and Check on paper: the order's name, the answer, lines to sign, and nothing to press."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.screens import a_check, a_check_with_an_outcome, the_claim, two_drugs, with_the_example
from tests.browser.test_calculator import fill_seed, open_page, units

NAME = "morphine sulfate, HMSA, 2021-03-01 to 2021-03-31"
SIGNED = ("Calculated by ____", "Checked by ____")
PRESSED = (
    "Open", "Save", "Undo", "Copy", "Clear", "More fields", "Have it checked", "Compare", "Add a drug", "Practice",
    "Show this order under every payer",
)  # fmt: skip


def printed(page: Page, path: Path) -> list[str]:
    """The lines on paper."""
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    return [line for sheet in pypdf.PdfReader(path).pages for line in sheet.extract_text().splitlines()]


def pressed(lines: list[str]) -> list[str]:
    """The words of buttons on paper; those in a row are one line there."""
    return [words for words in PRESSED if any(re.search(rf"\b{words}\b", line) for line in lines)]


def test_the_words_of_buttons_in_a_row_are_seen() -> None:
    assert pressed(["Open Save Print Undo", "J2270 372 Copy"]) == ["Open", "Save", "Undo", "Copy"]


def test_an_order_on_paper(page: Page, app: Server, tmp_path: Path) -> None:
    open_page(page, app)
    fill_seed(page)
    expect(units(page)).to_contain_text("J2270372")
    lines = printed(page, tmp_path / "order.pdf")
    for wanted in (NAME, *SIGNED, "J2270", "372", "148.8"):
        assert any(wanted in line for line in lines), wanted
    assert pressed(lines) == []


def test_two_drugs_on_paper_each_with_its_order_and_its_total(page: Page, app: Server, tmp_path: Path) -> None:
    open_page(page, app)
    two_drugs(page)
    orders = page.get_by_text("The orders, as they are written")
    for name in ("order", "claim"):
        lines = printed(page, tmp_path / f"{name}.pdf")
        for wanted in (
            "Dose 5 mg/hr 4 mg/hr", "Strength 25 mg/mL 5 mg/mL", "NDC 00074-1133-03 \u2013",
            "From 2021-03-01 2021-03-01", "in all 3,720 mg and 148.8 mL 2,976 mg and 595.2 mL", *SIGNED,
        ):  # fmt: skip
            assert any(wanted in line for line in lines), wanted
        assert pressed(lines) == []
        assert orders.locator("visible=true").count() == 0
        if name == "order":
            the_claim(page)


def test_a_check_on_paper(page: Page, app: Server, tmp_path: Path) -> None:
    open_page(page, app)
    a_check(page)
    assert not any("Checked by ____" in line for line in printed(page, tmp_path / "before.pdf"))
    a_check_with_an_outcome(page)
    lines = printed(page, tmp_path / "check.pdf")
    for wanted in (NAME, *SIGNED, "agreement", "372"):
        assert any(wanted in line for line in lines), wanted
    assert pressed(lines) == []


def test_an_example_has_nothing_to_sign(page: Page, app: Server, tmp_path: Path) -> None:
    page.goto(app.address)
    with_the_example(page)
    lines = printed(page, tmp_path / "example.pdf")
    assert any("HMSA's example" in line for line in lines)
    assert not any("Calculated by" in line for line in lines)
