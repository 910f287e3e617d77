"""The calculator's page in a real Chromium, timed as a person would feel it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, HIPKIT, PROJECT, running
from tests.browser.test_calculator import KEYSTROKE


@contextmanager
def _served() -> Iterator[tuple[Browser, str]]:
    """A running `hipkit app` and a browser."""
    found = subprocess.run([PROJECT / "tools" / "browser.sh"], capture_output=True, text=True, check=True)
    errors = Path(sys.prefix) / "hipkit-bench-errors"
    with running(errors, HIPKIT, "app", "--no-browser") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        yield browser, server.address
        browser.close()
    errors.unlink()


def _open(browser: Browser, address: str) -> tuple[Page, float]:
    """A page in a browser that has seen nothing yet, and the seconds until its first field can be typed in."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    start = time.perf_counter()
    page.goto(address)
    page.locator(".hk .hk-field input").first.wait_for(state="visible")
    return page, time.perf_counter() - start


def measured(loads: int, keys: int, wait: Callable[[float], None] = time.sleep) -> tuple[list[float], list[float]]:
    """Seconds of so many first pages, each in a fresh browser context, and of so many keystrokes on one."""
    with _served() as (browser, address):
        wait(3)  # the first kernel is being kept ready
        opened = []
        for _ in range(loads):
            page, seconds = _open(browser, address)
            opened.append(seconds)
            page.close(run_before_unload=True)
            page.context.close()
            wait(3)
        page, _ = _open(browser, address)
        page.get_by_role("button", name="HMSA's example").click()
        page.get_by_text("3,720 mg, nothing to round").wait_for()
        typed = [page.evaluate(KEYSTROKE, [dose, units]) / 1000 for dose, units in _doses(keys)]
        page.close(run_before_unload=True)
        return opened, typed


def _doses(keys: int) -> Iterator[tuple[str, str]]:
    """Doses, and the units of J2270 in 31 days that belong to each: 74.4 to the mg/hr."""
    for tenths in range(51, 51 + keys):
        whole, rest = divmod(tenths, 10)
        yield f"{whole}.{rest} mg/hr" if rest else f"{whole} mg/hr", str(-(-tenths * 24 * 31 // 100))
