"""The sources in a real Chromium: a product's codes over time, and every table and text with its days."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server, patient
from tests.browser.test_calculator import TOO_FAINT, field, open_page, open_tab, said

NDC = r"Product\'s NDC"  # as a selector of CSS writes it
# The height of the letters of the picture on the screen, in pixels.
LETTERS = "() => document.querySelector('.hk-picture svg').getScreenCTM().a * 13"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_the_codes_of_a_product_and_all_sources(
    chromium: Browser, app: Server, scheme: str, width: int, tmp_path: Path
) -> None:
    context = patient(chromium, color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    try:
        open_page(page, app)
        open_tab(page, "Sources")
        drawn = page.locator(".hk-picture svg").locator("visible=true")
        expect(drawn).to_contain_text("J1171: 0.1 mg a unit")
        expect(page.locator(".hk-tables")).to_contain_text("HCPCS codes and modifiers")
        expect(page.locator(".hk-payers")).to_contain_text("HMSA")
        page.screenshot(path=tmp_path / "sources.png", full_page=True)
        assert page.evaluate(TOO_FAINT) == []
        assert page.evaluate(LETTERS) >= 10.5
        assert page.evaluate("() => document.querySelector('.hk').scrollWidth <= innerWidth")
        for text, words in (("0074113303", "Type for example"), ("00074-1133-03", "not in the CMS crosswalks")):
            field(page, NDC).fill(text)
            expect(said(page, NDC)).to_contain_text(words)
            expect(drawn).to_have_count(0)
        field(page, NDC).fill("63323-0851-10")
        expect(drawn).to_contain_text("J1170: 4 mg a unit")
    finally:
        page.close(run_before_unload=True)
        context.close()
