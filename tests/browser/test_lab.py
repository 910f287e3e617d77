"""The notebook of the calculator in JupyterLab: run by its keys, and then used by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server
from tests.browser.lab import copied, open_notebook, run_cells


@pytest.fixture
def copy() -> Iterator[str]:
    with copied("01-unit-calculator.ipynb") as name:
        yield name


def field(page: Page, label: str) -> Locator:
    return page.locator(f".hk .hk-field:has(.hk-name:text-is('{label}'))").locator("input, select")


def test_the_notebook_runs_and_its_panel_answers_the_keyboard(
    page: Page, lab: Server, copy: str, tmp_path: Path
) -> None:
    panel = open_notebook(page, lab, copy)
    run_cells(page, panel)
    expect(panel.locator(".hk-units")).to_contain_text("waiting for dose", timeout=60_000)

    for label, text in (("Dose", "5 mg/hr"), ("Hours a day", "24"), ("Strength", "25 mg/mL"), ("Days", "31")):
        field(page, label).focus()
        page.keyboard.type(text)
    field(page, "Drug").focus()
    page.keyboard.type("morphine")
    expect(panel.locator(".hk-units")).to_contain_text("J2270372x 10 mg")
    page.screenshot(path=tmp_path / "lab.png")

    # What JupyterLab would take for mathematics or markup stays what was typed.
    field(page, "Dose").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("$x$ <img src=x onerror=alert(1)>")
    expect(panel.locator(".hk-units")).to_contain_text("waiting for dose")
    expect(panel.locator(".hk-stop")).to_contain_text("$x$ <img src=x onerror=alert(1)>")
    assert panel.locator("img, mjx-container").count() == 0
    expect(panel.locator(".hk-answer")).not_to_contain_text("372")
