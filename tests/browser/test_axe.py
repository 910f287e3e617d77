"""Every screen of the app asked by axe-core: no finding of any kind, in light, in dark and in forced colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server
from tests.browser.screens import amiss

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
# WCAG 2.2's size of a target is off in axe unless it is asked for.
ASKED = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def violations(page: Page) -> list[str]:
    """What axe finds on the page, each with the element."""
    told = Axe().run(page, options=ASKED).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in told for node in one["nodes"]]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_screen(chromium: Browser, app: Server, look: str, tmp_path: Path) -> None:
    assert amiss(chromium, app, violations, tmp_path, **LOOKS[look]) == {}


def test_axe_sees_a_button_without_a_name_and_a_small_target(page: Page) -> None:
    small = "<button style='width:9px;height:9px;padding:0'></button>"
    page.set_content(f"<html lang=en><title>t</title><main><h1>t</h1>{small}{small}</main>")
    assert {one.partition(":")[0] for one in violations(page)} >= {"button-name", "target-size"}
