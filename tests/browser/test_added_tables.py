"""Tables that are added while `hipkit app` runs: a page that is loaded afterwards answers from them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import HIPKIT, running
from tests.browser.test_calculator import open_page, open_tab
from tests.helpers import cms_files


def added(page: Page) -> Locator:
    return page.get_by_label("Tables that were added")


def test_a_page_answers_from_the_tables_that_there_are_when_it_is_loaded(
    context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIPKIT_DATA", str(tmp_path / "kept"))
    file = tmp_path / "asp_payment_limits_2025q4.csv"
    file.write_text(cms_files.limits_csv())
    with running(tmp_path / "stderr", HIPKIT, "app", "--no-browser") as server:
        before, after = context.new_page(), context.new_page()
        open_page(before, server)
        subprocess.run([HIPKIT, "data", "add", file], check=True, capture_output=True)
        open_page(after, server)
        for page, shown in ((after, "limits-2025-q4"), (before, "None.")):
            page.bring_to_front()
            open_tab(page, "Sources")
            expect(added(page).first).to_contain_text(shown)
