"""A notebook in JupyterLab: a copy of it opened, and its cells run by their keys."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from hipkit.cli.app import start as serve
from tests.browser.conftest import Server


@contextmanager
def copied(notebook: str) -> Iterator[str]:
    """A copy of a notebook in the folder that the server shows, since JupyterLab saves what it shows; its name.

    Each process of a run has a copy of its own, which no other takes away.
    """
    original = serve.notebooks() / notebook
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    copy = original.with_name(f"lab-test-{worker}-{notebook}")
    shutil.copy(original, copy)
    try:
        yield copy.name
    finally:
        copy.unlink(missing_ok=True)


def open_notebook(page: Page, lab: Server, copy: str) -> Locator:
    """Its panel, once its cells can be run. A workspace of its own: no other notebook is opened again beside it."""
    listens(lab)
    workspace = copy.partition(".")[0]
    page.goto(f"{lab.root}/lab/workspaces/{workspace}/tree/{copy}?reset&token={lab.token}")
    notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    first = notebook.locator(".jp-CodeCell").first
    expect(first).to_be_visible(timeout=60_000)
    expect(notebook.locator(".jp-NotebookPanel-toolbar")).to_contain_text("Python 3", timeout=60_000)
    for _ in range(20):  # a click before the notebook has settled is lost
        first.locator(".jp-InputArea-editor").click()
        page.wait_for_timeout(500)
        if page.get_by_text("Mode: Edit").count():
            break
    return notebook.locator(".jp-Notebook .hk")


def run_cells(page: Page, panel: Locator) -> None:
    """Run one cell after the other until the panel is there."""
    for _ in range(40):
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(300)
        if panel.count():
            break
    expect(panel).to_be_visible(timeout=60_000)


def listens(lab: Server) -> None:
    """Wait for JupyterLab, which is named before it listens."""
    host, _, port = lab.host.partition(":")
    for _ in range(600):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing listens at {lab.root}")
