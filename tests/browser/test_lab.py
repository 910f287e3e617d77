"""The notebook of the calculator in JupyterLab: run by its keys, and then used by the keyboard."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from hipkit import serve
from tests.browser.conftest import Server

NOTEBOOK = "01-unit-calculator.ipynb"


@pytest.fixture
def copy(lab: Server) -> Iterator[str]:
    """A copy of the notebook in the folder that the server shows, since JupyterLab saves what it shows."""
    original = serve.notebooks() / NOTEBOOK
    copied = original.with_name("lab-test.ipynb")
    shutil.copy(original, copied)
    yield copied.name
    copied.unlink(missing_ok=True)


def listens(lab: Server) -> None:
    """Wait for JupyterLab, which is named before it listens."""
    host, _, port = lab.host.partition(":")
    for _ in range(300):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing listens at {lab.root}")


def field(page: Page, label: str) -> Locator:
    return page.locator(f".hk .hk-field:has(.hk-name:text-is('{label}'))").locator("input, select")


def test_the_notebook_runs_and_its_panel_answers_the_keyboard(
    page: Page, lab: Server, copy: str, tmp_path: Path
) -> None:
    listens(lab)
    page.goto(f"{lab.root}/lab/tree/{copy}?token={lab.token}")
    first = page.locator(".jp-Notebook .jp-CodeCell").first
    expect(first).to_be_visible(timeout=60_000)
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_contain_text("Python 3", timeout=60_000)
    # Shift+Enter runs a cell and goes on to the next; the panel is in the fifth code cell.
    first.locator(".jp-InputArea-editor").click()
    panel = page.locator(".jp-Notebook .hk")
    for _ in range(14):
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(300)
        if panel.count():
            break
    expect(panel).to_be_visible(timeout=60_000)
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
