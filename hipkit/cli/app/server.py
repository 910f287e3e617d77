"""The server behind `hipkit app`: Voila cut down to one page, a few kernels and a list of files.

Voila 0.5.13 as it comes has no token unless told, lists and serves the whole folder, starts a kernel for each
load and keeps it (its page's farewell lacks a cookie and is refused), and fetches icon fonts from outside. So
the addresses that there are stand here, each behind the same guard; everything else is not found.

This module imports Voila, which takes a second: only `hipkit.cli.app.start` imports it, when a server is wanted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
import sys
import tempfile
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from socket import socket

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from hipkit.cli.app.guard import MOST_PAGES, Guarded
from hipkit.errors import InputError
from hipkit.reference import datafolder
from hipkit.reference.store import INDEX

READY = 2
"""Kernels that wait for the next pages, the notebook run already: a page opens in one second, not two."""

BREATH = 3.0
"""Seconds from a page to the start of the kernel that waits in its stead: sooner, it would slow that page."""

MOMENT = 2.0
"""Seconds that a page waits for room: a page that is reloaded is closed while the new one is asked for."""

LEFT_ALONE = 60
"""Seconds after which a kernel without a page is ended. One with a page lives on, however idle: its page
would go on showing numbers that no longer answer."""

TEMPLATES = Path(__file__).parents[2] / "data" / "voila"
WIDGETS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]
KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class Page(Guarded, TornadoVoilaHandler):
    """The page. One is made at a time, so that two that come together are not both let in as the last."""

    async def get(self, path: str | None = None) -> None:
        """Make the page, or say that too many are open."""
        for _ in range(int(MOMENT / 0.1)):
            if await self.open_pages() < MOST_PAGES:
                break
            await asyncio.sleep(0.1)
        async with self.settings["turn"]:
            if await self.open_pages() >= MOST_PAGES:
                raise HTTPError(503)
            await self.end_outdated()
            await super().get()

    async def end_outdated(self) -> None:
        """End the kernels that wait with other tables than are kept now, so that a new page answers from these."""
        if self.settings["tables"] == (now := tables_kept()):
            return
        self.settings["tables"] = now
        for notebook, pool in getattr(self.kernel_manager, "_pools", {}).items():
            for held in [task.result() for task in pool if task.done() and not task.exception()]:
                held["task"].cancel()  # the notebook, where it still runs
                await self.kernel_manager.shutdown_kernel(held["kernel_id"], now=True)
            self.kernel_manager.fill_if_needed(notebook_name=notebook)

    def should_use_rendered_notebook(self, *asked: object) -> bool:
        """Whether a kernel waits ready; Voila would also wait for one that it will start later."""
        return bool(super().should_use_rendered_notebook(*asked) and self.ready_kernels())

    async def open_pages(self) -> int:
        """Kernels that a page has, or had a moment ago. One that ended takes no room, whatever became of its page."""
        known = [self.kernel_manager.get_kernel(name) for name in self.kernel_manager.list_kernel_ids()]
        ended = [kernel for kernel in known if kernel.has_kernel and not await kernel.is_alive()]
        return len(known) - len(ended) - self.ready_kernels()

    def ready_kernels(self) -> int:
        """Kernels that run the notebook ahead, for the next pages."""
        pools = getattr(self.kernel_manager, "_pools", {})
        return sum(task.done() and not task.exception() for pool in pools.values() for task in pool)


def tables_kept() -> bytes:
    """The list of added tables as it is on the disk: another one, once tables were added or taken away."""
    with contextlib.suppress(InputError, OSError):
        return (datafolder.locate() / INDEX).read_bytes()
    return b""


class Farewell(Guarded):
    """What the page sends as it closes: its kernel can go."""

    async def post(self, kernel_id: str) -> None:
        """End the kernel at once; it holds nothing that outlives its page."""
        if kernel_id in self.kernel_manager:
            await self.kernel_manager.shutdown_kernel(kernel_id, now=True)
        self.set_status(204)


class Channels(Guarded, VoilaKernelWebsocketHandler):
    """The line between page and kernel. Voila lets the messages of widgets through, none that runs code."""


class Kernel(Guarded, KernelHandler):
    """Whether a kernel is there. Its page asks until it is not, so that is no news to whoever runs the server."""

    async def get(self, kernel_id: str) -> None:
        """Say how the kernel is."""
        if kernel_id in self.kernel_manager:
            await super().get(kernel_id)
        else:
            self.set_status(404)
            self.finish()


class File(Guarded):
    """A script, style or font of the page: what was listed at the start, so no path leads elsewhere."""

    def initialize(self, files: dict[str, Path]) -> None:
        """Know the files by their addresses."""
        self.files = files

    def get(self, address: str) -> None:
        """Send the file; it does not change while the server runs."""
        if address not in self.files:
            raise HTTPError(404)
        self.set_header("Content-Type", guess_type(address)[0] or "application/octet-stream")
        self.set_header("Cache-Control", "private, max-age=600")
        self.write(contents(self.files[address]))

    def compute_etag(self) -> None:
        """None: the age alone says how long it holds."""


class NotFound(Guarded):
    """Every other address."""

    async def prepare(self, **how: bool) -> None:
        """Nothing is here, token or not."""
        await super().prepare(**how)
        raise HTTPError(404)


@cache
def contents(file: Path) -> bytes:
    """What is in a file of the page, read once.

    The two scripts that fetch dozens of others are sent with those in front: they find them there, as bundles
    do, and a page is usable a tenth sooner.
    """
    script = file.read_bytes()
    if file.name != "voila.js" and not (file.name.startswith("remoteEntry.") and WIDGETS[0] in file.as_posix()):
        return script
    named = {number.decode() for number in re.findall(rb"\.e\((\d+)\)", script)}
    parts = [part for part in sorted(file.parent.glob("*.js")) if part.name.split(".")[0] in named]
    return b"\n;".join([*(part.read_bytes() for part in parts), script])


def files_at(folders: dict[str, list[str]]) -> dict[str, Path]:
    """Every file in the folders of each address; what an earlier folder has hides the later one's."""
    files: dict[str, Path] = {}
    for address, places in folders.items():
        for place in map(Path, places):
            for file in sorted(place.rglob("*")):
                if file.is_file():
                    files.setdefault(f"{address}/{file.relative_to(place).as_posix()}", file)
    return files


class ThisPython(KernelSpecManager):
    """One kernel: the Python that runs this server, whichever others there are, with nobody's profile."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Its name, as notebooks have it."""
        return {"python3": ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """How it is started."""
        launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(
            argv=[*launch, "--HistoryManager.enabled=False"],
            display_name="Python 3",
            language="python",
            env={"IPYTHONDIR": str(self.parent.connection_dir)},
        )


# A line on this machine needs no pings. Jupyter takes a line for dead whose first answer is not there when the second
# ping is due; a busy machine is later than that, the page connects anew, and what was typed meanwhile is lost.
NO_PINGS = {"ws_ping_interval": 0, "ws_ping_timeout": 0}


class OnePage(Voila):
    """Voila with one notebook, on a socket that is open already, until it is told to stop."""

    def setup_template_dirs(self) -> None:
        """Our template before Voila's."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATES))

    def init_handlers(self) -> list[tuple[object, ...]]:
        """The addresses that there are."""
        page = {
            "notebook_path": Path(self.notebook_path).name,
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        return [
            ("/", Page, page),
            (rf"/api/kernels/{KERNEL}", Kernel),
            (rf"/api/kernels/{KERNEL}/channels", Channels),
            (rf"/voila/api/shutdown/{KERNEL}", Farewell),
            (r"/voila/((?:templates|static|labextensions)/.*)", File, {"files": self.page_files()}),
            (r"/.*", NotFound),
        ]

    def page_files(self) -> dict[str, Path]:
        """The files that the page asks for, by their addresses."""
        folders = {"templates/lab/static": self.static_paths, "static": self.static_paths}
        for name in WIDGETS:
            folders[f"labextensions/{name}"] = [str(Path(root) / name) for root in self.labextensions_path]
        return files_at(folders)

    async def serve(self, listening: socket) -> None:
        """Serve until a signal says stop, then end the kernels."""
        with tempfile.TemporaryDirectory(prefix="hipkit-") as self.connection_dir:
            self.app = Application(**self.init_settings(), turn=asyncio.Lock(), tables=tables_kept())
            self.app.settings.update(allow_remote_access=False, **NO_PINGS)
            self.app.add_handlers(".*$", self.init_handlers())
            server = HTTPServer(self.app)
            server.add_sockets([listening])
            try:
                await told_to_stop()
            finally:
                server.stop()
                logging.disable(logging.ERROR)  # a notebook that is cut short now is no error
                await self.kernel_manager.shutdown_all(now=True)


async def told_to_stop() -> None:
    """Wait for Ctrl-C, or a polite kill. On Windows Ctrl-C arrives as a KeyboardInterrupt instead."""
    told = asyncio.Event()
    if sys.platform != "win32":
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, told.set)
    await told.wait()


def one_page(notebook: Path, port: int, token: str, preheat: bool) -> OnePage:
    """The server for a notebook, ready to serve; no file of the machine configures it."""
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    page: OnePage = OnePage.instance(
        config=settings(preheat),
        config_file_paths=[],
        identity_provider_class=IdentityProvider,
        log_level=logging.ERROR,
        notebook_path=str(notebook),
        port=port,
        token=token,
    )
    page.initialize(argv=[])
    return page


def settings(preheat: bool) -> Config:
    """How Voila, its kernels and their manager are to be."""
    return Config(
        {
            "VoilaConfiguration": {
                "allow_template_override": "NO",
                "allow_theme_override": "NO",
                "extension_allowlist": WIDGETS,
                "extension_denylist": [],
                "kernel_spec_manager_class": ThisPython,
                "preheat_kernel": preheat,
                "default_pool_size": READY,
                "show_tracebacks": False,
            },
            "VoilaExecutor": {"cell_error_instruction": "The window in which hipkit app runs says why."},
            "MappingKernelManager": {
                "allow_tracebacks": False,
                "cull_busy": True,
                "cull_idle_timeout": LEFT_ALONE,
                "cull_interval": LEFT_ALONE // 2,
            },
            "VoilaKernelManager": {"fill_delay": BREATH},
            # A kernel that dies has lost its page: the page is told soon, and no empty one comes in its stead.
            "KernelRestarter": {"time_to_dead": 1.0, "restart_limit": 0},
            # Sockets in a folder of our own, which no other user of the machine can open.
            "KernelManager": {"transport": "ipc" if os.name == "posix" else "tcp"},
        }
    )
