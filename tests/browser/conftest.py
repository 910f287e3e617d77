"""A running `hipkit app`, a running `hipkit lab`, and a Chromium to open them with."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
HIPKIT = Path(sys.executable).with_name("hipkit")

# A busy machine is no failure.
expect.set_options(timeout=20_000)
PATIENCE = 90_000

FLAGS = [
    "--no-sandbox",  # root has no sandbox, and CI is root
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder needs a browser or a server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Server:
    """A server that runs: the address that it printed, and the parts of that."""

    address: str
    root: str
    token: str
    process: subprocess.Popen[str]
    errors: IO[str]

    @property
    def host(self) -> str:
        return self.root.removeprefix("http://")

    @property
    def said(self) -> str:
        """What it wrote to stderr so far."""
        self.errors.seek(0)
        return self.errors.read()


def hear_ctrl_c() -> None:
    """A program that a shell starts in the background ignores Ctrl-C, and so would every server that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(errors: Path, *command: str | Path) -> Iterator[Server]:
    """The server that a command starts, ended as a person does it: with Ctrl-C."""
    with errors.open("w+") as told:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            cwd=errors.parent,
            preexec_fn=hear_ctrl_c,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"((http://127\.0\.0\.1:\d+)/\S*\?token=([\w-]+))", line)
            assert found, f"no address in {line!r}; {errors.read_text()}"
            yield Server(found[1], found[2], found[3], process, told)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=90)


def kernels(server: Server) -> list[psutil.Process]:
    """The kernels of a server that live now; what ends while it is looked at is none."""
    found = []
    for one in psutil.Process(server.process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if one.status() != psutil.STATUS_ZOMBIE and any("ipykernel" in part for part in one.cmdline()):
                found.append(one)
    return found


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`hipkit app`, started once."""
    with running(tmp_path_factory.mktemp("app") / "stderr", HIPKIT, "app", "--no-browser") as server:
        yield server


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`hipkit lab`, started once."""
    with running(tmp_path_factory.mktemp("lab") / "stderr", HIPKIT, "lab", "--no-browser") as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium without a screen: the one that tools/browser.sh finds or gets."""
    found = subprocess.run([PROJECT / "tools" / "browser.sh"], capture_output=True, text=True, check=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        yield browser
        browser.close()


def patient(chromium: Browser, **how: Any) -> BrowserContext:
    """A context that waits for a page, and for what it does on it, as long as a busy machine may need."""
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **how})
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE)
    return context


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that has seen nothing yet. Nothing that it opens may ask another machine for anything."""
    context = patient(chromium)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context
    for page in context.pages:
        page.close(run_before_unload=True)  # so that the page says farewell and its kernel ends
    context.close()
    elsewhere = [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))]
    assert elsewhere == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()
